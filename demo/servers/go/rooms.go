// Who is connected and who is subscribed, in this process. Several processes publish to each other, through Redis for example.
package main

import (
	"sync"

	"github.com/gorilla/websocket"
)

// To send only puts what is said in line, so the lock is held for a moment.
var (
	lock  sync.Mutex
	links = map[*Link]bool{}
	rooms = map[string]map[*Link]bool{}
)

func enter(link *Link) {
	lock.Lock()
	defer lock.Unlock()
	links[link] = true
}

func join(channel string, link *Link) {
	lock.Lock()
	defer lock.Unlock()
	if rooms[channel] == nil {
		rooms[channel] = map[*Link]bool{}
	}
	rooms[channel][link] = true
}

func leave(channel string, link *Link) {
	lock.Lock()
	defer lock.Unlock()
	remove(channel, link)
}

func leaveAll(link *Link) {
	lock.Lock()
	defer lock.Unlock()
	delete(links, link)
	for channel := range rooms {
		remove(channel, link)
	}
}

func remove(channel string, link *Link) {
	delete(rooms[channel], link)
	if len(rooms[channel]) == 0 {
		delete(rooms, channel)
	}
}

func publish(channel, event string, data any) {
	text := encode(saying{Type: "event", Channel: channel, Event: event, Data: data})
	lock.Lock()
	defer lock.Unlock()
	for link := range rooms[channel] {
		link.send(websocket.TextMessage, text)
	}
}

func kick(channel, code, message string, retry bool) {
	lock.Lock()
	defer lock.Unlock()
	for link := range rooms[channel] {
		link.say(saying{Type: "unsubscribed", Channel: channel, Code: code, Message: message, Retry: retry})
	}
	delete(rooms, channel)
}

func closeAll(code int, reason string) {
	lock.Lock()
	defer lock.Unlock()
	for link := range links {
		link.close(code, reason)
	}
}
