// The channels of PROTOCOL.md: reads what a client says, asks the application, answers.
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

// received is called by one goroutine for each link. What is no message, or of an unknown type, is ignored.
func (link *Link) received(frame []byte) {
	var message said
	if json.Unmarshal(frame, &message) != nil {
		return
	}
	isAsked := message.ID > 0 && message.ID < 1<<53
	channel, event := text(message.Channel), text(message.Event)
	switch {
	case message.Type == "ping" && isAsked:
		link.say(saying{Type: "pong", ID: message.ID})
	case message.Type == "authenticate" && isAsked:
		link.answer(message.ID, func() (any, error) { return link.authenticate(message.Data) })
	case message.Type == "subscribe" && isAsked && message.Channel != nil:
		link.answer(message.ID, func() (any, error) { return link.subscribe(channel) })
	case message.Type == "unsubscribe" && message.Channel != nil:
		rooms.leave(channel, link)
	case message.Type == "request" && isAsked && message.Event != nil:
		link.answer(message.ID, func() (any, error) {
			if link.user == "" {
				return nil, Refusal{Code: "unauthenticated", Message: "Authenticate first"}
			}
			return link.app.Request(link, channel, event, message.Data)
		})
	case message.Type == "event" && message.Event != nil && link.user != "":
		link.app.Event(link, channel, event, message.Data)
	}
}

func (link *Link) authenticate(data json.RawMessage) (any, error) {
	user, reply, err := link.app.Authenticate(data)
	if err == nil {
		link.user = user
	}
	return reply, err
}

func (link *Link) subscribe(channel string) (any, error) {
	if link.user == "" {
		return nil, Refusal{Code: "unauthenticated", Message: "Authenticate first"}
	}
	// A second subscription replaces the first, also if it is refused.
	rooms.leave(channel, link)
	reply, err := link.app.Subscribe(link, channel)
	if err == nil {
		rooms.join(channel, link)
	}
	return reply, err
}

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
	} else if err == nil {
		link.say(saying{Type: "reply", ID: id, Data: reply})
	} else if errors.As(err, &refusal) {
		link.say(saying{Type: "error", ID: id, Code: refusal.Code, Message: refusal.Message, Data: refusal.Data})
	} else {
		panic(err)
	}
}

func text(field *string) string {
	if field == nil {
		return ""
	}
	return *field
}
