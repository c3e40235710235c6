// The channels of PROTOCOL.md: reads what a client says, asks chat.go, answers.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
)

// Either side says such. A name that is empty is none.
type message struct {
	Type    string          `json:"type"`
	ID      int64           `json:"id,omitempty"`
	Channel string          `json:"channel,omitempty"`
	Event   string          `json:"event,omitempty"`
	Code    string          `json:"code,omitempty"`
	Message string          `json:"message,omitempty"`
	Data    json.RawMessage `json:"data,omitempty"`
	Retry   bool            `json:"retry,omitempty"`
}

// Refusal says no: the client is told all of it. Of any other error it is told nothing.
type Refusal struct {
	Code, Message string
	Data          any
}

func (r Refusal) Error() string { return r.Code + ": " + r.Message }

// Later is a reply that takes its time: it is made beside all that follows.
type Later func() (reply any, err error)

// receive is called by one goroutine for each link. What is no message, or of an unknown type, is ignored.
func (l *Link) receive(text []byte) {
	var m message
	if json.Unmarshal(text, &m) != nil {
		return
	}
	asks := m.ID > 0 && m.ID < 1<<53
	switch {
	case m.Type == "ping" && asks:
		l.say(message{Type: "pong", ID: m.ID})
	case m.Type == "authenticate" && asks, m.Type == "subscribe" && asks && m.Channel != "", m.Type == "request" && asks && m.Event != "":
		l.answer(m.ID, func() (any, error) { return l.handle(m) })
	case m.Type == "unsubscribe" && m.Channel != "":
		leave(m.Channel, l)
	case m.Type == "event" && l.user != "":
		event(l, m)
	}
}

func (l *Link) handle(m message) (reply any, err error) {
	switch {
	case m.Type == "authenticate":
		return authenticate(l, m.Data)
	case l.user == "":
		return nil, Refusal{Code: "unauthenticated", Message: "Authenticate first"}
	case m.Type == "request":
		return request(l, m)
	}
	leave(m.Channel, l) // a second subscription replaces the first, also if it is refused
	reply, err = subscribe(l, m.Channel)
	if err == nil {
		join(m.Channel, l)
	}
	return reply, err
}

func (l *Link) answer(id int64, handle Later) {
	defer func() {
		if fault := recover(); fault != nil {
			l.refuse(id, fmt.Errorf("panic: %v", fault))
		}
	}()
	reply, err := handle()
	if later, ok := reply.(Later); ok {
		go l.answer(id, later)
	} else if err != nil {
		l.refuse(id, err)
	} else {
		l.say(message{Type: "reply", ID: id, Data: encode(reply)})
	}
}

func (l *Link) refuse(id int64, err error) {
	var why Refusal
	if !errors.As(err, &why) {
		log.Println("a request failed:", err)
		why = Refusal{Code: "internal", Message: "The server failed"}
	}
	l.say(message{Type: "error", ID: id, Code: why.Code, Message: why.Message, Data: encode(why.Data)})
}

func encode(what any) []byte {
	text, err := json.Marshal(what)
	if err != nil {
		panic(err) // of what we say ourselves
	}
	return text
}
