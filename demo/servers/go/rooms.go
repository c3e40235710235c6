// Who is connected and who is subscribed, in this process. Several processes publish to each other, through Redis for example.
package main

import (
	"sync"

	"github.com/gorilla/websocket"
)

// To send only puts what is said in line, so the lock is held for a moment. Everybody who is connected is in room "".
var (
	lock  sync.Mutex
	rooms = map[string]map[*Link]bool{}
)

func join(channel string, l *Link) {
	lock.Lock()
	defer lock.Unlock()
	if rooms[channel] == nil {
		rooms[channel] = map[*Link]bool{}
	}
	rooms[channel][l] = true
}

func leave(channel string, l *Link) {
	lock.Lock()
	defer lock.Unlock()
	remove(channel, l)
}

func leaveAll(l *Link) {
	lock.Lock()
	defer lock.Unlock()
	for channel := range rooms {
		remove(channel, l)
	}
}

func remove(channel string, l *Link) {
	delete(rooms[channel], l)
	if len(rooms[channel]) == 0 {
		delete(rooms, channel)
	}
}

func publish(channel, event string, data any) {
	text := encode(message{Type: "event", Channel: channel, Event: event, Data: encode(data)})
	lock.Lock()
	defer lock.Unlock()
	for l := range rooms[channel] {
		l.send(websocket.TextMessage, text)
	}
}

func kick(channel, code, why string, retry bool) {
	lock.Lock()
	defer lock.Unlock()
	for l := range rooms[channel] {
		l.say(message{Type: "unsubscribed", Channel: channel, Code: code, Message: why, Retry: retry})
	}
	delete(rooms, channel)
}

func closeAll(code int, reason string) {
	lock.Lock()
	defer lock.Unlock()
	for l := range rooms[""] {
		l.close(code, reason)
	}
}
