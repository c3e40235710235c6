// Who is connected and who is subscribed, in this process. Several processes publish to each other, through Redis for example.
package main

import (
	"encoding/json"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

type set map[*Link]struct{}

// Rooms sends nothing itself: to send only puts what is said in line, so the lock is held for a moment.
type Rooms struct {
	lock   sync.Mutex
	links  set
	byName map[string]set
}

var rooms = Rooms{links: set{}, byName: map[string]set{}}

func (rooms *Rooms) enter(link *Link) {
	rooms.lock.Lock()
	defer rooms.lock.Unlock()
	rooms.links[link] = struct{}{}
}

func (rooms *Rooms) join(channel string, link *Link) {
	rooms.lock.Lock()
	defer rooms.lock.Unlock()
	if rooms.byName[channel] == nil {
		rooms.byName[channel] = set{}
	}
	rooms.byName[channel][link] = struct{}{}
}

func (rooms *Rooms) leave(channel string, link *Link) {
	rooms.lock.Lock()
	defer rooms.lock.Unlock()
	rooms.remove(channel, link)
}

func (rooms *Rooms) leaveAll(link *Link) {
	rooms.lock.Lock()
	defer rooms.lock.Unlock()
	delete(rooms.links, link)
	for channel := range rooms.byName {
		rooms.remove(channel, link)
	}
}

func (rooms *Rooms) remove(channel string, link *Link) {
	delete(rooms.byName[channel], link)
	if len(rooms.byName[channel]) == 0 {
		delete(rooms.byName, channel)
	}
}

// publish makes the frame once for all who are subscribed.
func (rooms *Rooms) publish(channel, event string, data any) {
	text, err := json.Marshal(saying{Type: "event", Channel: channel, Event: event, Data: data})
	if err != nil {
		panic(err)
	}
	message, err := websocket.NewPreparedMessage(websocket.TextMessage, text)
	if err != nil {
		panic(err)
	}
	rooms.lock.Lock()
	defer rooms.lock.Unlock()
	for link := range rooms.byName[channel] {
		link.send(message)
	}
}

func (rooms *Rooms) kick(channel string, why saying) {
	why.Type, why.Channel = "unsubscribed", channel
	rooms.lock.Lock()
	defer rooms.lock.Unlock()
	for link := range rooms.byName[channel] {
		link.say(why)
	}
	delete(rooms.byName, channel)
}

// closeAll waits for the links to end, for a second at most.
func (rooms *Rooms) closeAll(code int, reason string) {
	rooms.lock.Lock()
	links := make([]*Link, 0, len(rooms.links))
	for link := range rooms.links {
		links = append(links, link)
	}
	rooms.lock.Unlock()
	late := time.After(time.Second)
	for _, link := range links {
		link.close(code, reason)
	}
	for _, link := range links {
		select {
		case <-link.ended:
		case <-late:
			return
		}
	}
}
