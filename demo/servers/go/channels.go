// The channels of PROTOCOL.md: reads what a client says, asks chat.go, answers.
package main

import (
	"encoding/json"
	"errors"
	"log"
)

// What a client says. A pointer is nil where the field is absent or null.
type said struct {
	Type    string          `json:"type"`
	ID      int64           `json:"id"`
	Channel *string         `json:"channel"`
	Event   *string         `json:"event"`
	Data    json.RawMessage `json:"data"`
}

// What we say.
type saying struct {
	Type    string `json:"type"`
	ID      int64  `json:"id,omitempty"`
	Channel string `json:"channel,omitempty"`
	Event   string `json:"event,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Data    any    `json:"data,omitempty"`
	Retry   bool   `json:"retry,omitempty"`
}

// Refusal says no: the client is told all of it. Of any other error it is told nothing.
type Refusal struct {
	Code, Message string
	Data          any
}

func (refusal Refusal) Error() string { return refusal.Code + ": " + refusal.Message }

// Later is a reply that takes its time: it is made beside all that follows.
type Later func() (reply any, err error)

// received is called by one goroutine for each link. What is no message, or of an unknown type, is ignored.
func (link *Link) received(frame []byte) {
	var message said
	if json.Unmarshal(frame, &message) != nil {
		return
	}
	id, channel, event, data := message.ID, message.Channel, message.Event, message.Data
	isAsked := id > 0 && id < 1<<53
	switch {
	case message.Type == "ping" && isAsked:
		link.say(saying{Type: "pong", ID: id})
	case message.Type == "authenticate" && isAsked:
		link.answer(id, func() (any, error) { return link.authenticate(data) })
	case message.Type == "subscribe" && isAsked && channel != nil:
		link.answer(id, func() (any, error) { return link.subscribe(*channel) })
	case message.Type == "unsubscribe" && channel != nil:
		leave(*channel, link)
	case message.Type == "request" && isAsked && event != nil:
		link.answer(id, func() (any, error) { return link.request(text(channel), *event, data) })
	case message.Type == "event" && event != nil && link.user != "":
		handleEvent(link.user, text(channel), *event, data)
	}
}

func (link *Link) authenticate(data json.RawMessage) (any, error) {
	user, reply, err := authenticate(data)
	if err == nil {
		link.user = user
	}
	return reply, err
}

func (link *Link) subscribe(channel string) (any, error) {
	if link.user == "" {
		return nil, stranger
	}
	leave(channel, link) // a second subscription replaces the first, also if it is refused
	reply, err := subscribe(link.user, channel)
	if err == nil {
		join(channel, link)
	}
	return reply, err
}

func (link *Link) request(channel, event string, data json.RawMessage) (any, error) {
	if link.user == "" {
		return nil, stranger
	}
	return handleRequest(link, channel, event, data)
}

var stranger = Refusal{Code: "unauthenticated", Message: "Authenticate first"}

func (link *Link) answer(id int64, handle Later) {
	defer func() {
		if fault := recover(); fault != nil {
			log.Println("a request failed:", fault)
			link.say(saying{Type: "error", ID: id, Code: "internal", Message: "The server failed"})
		}
	}()
	reply, err := handle()
	var refusal Refusal
	if later, isLater := reply.(Later); isLater {
		go link.answer(id, later)
	} else if errors.As(err, &refusal) {
		link.say(saying{Type: "error", ID: id, Code: refusal.Code, Message: refusal.Message, Data: refusal.Data})
	} else if err != nil {
		panic(err)
	} else {
		link.say(saying{Type: "reply", ID: id, Data: reply})
	}
}

func text(field *string) string {
	if field == nil {
		return ""
	}
	return *field
}
