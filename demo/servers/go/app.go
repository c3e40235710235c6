// What an application is for its clients; chat.go is one.
package main

import "encoding/json"

// App says what the channels are, and who may do what. The name of no channel is "".
type App interface {
	Authenticate(data json.RawMessage) (user string, reply any, err error)
	Subscribe(link *Link, channel string) (reply any, err error)
	Event(link *Link, channel, event string, data json.RawMessage)
	// Request may return a Later, which runs beside all that follows.
	Request(link *Link, channel, event string, data json.RawMessage) (reply any, err error)
}

// Later is an answer that takes its time.
type Later func() (reply any, err error)

// Refusal says no: the client is told all of it. Of any other error it is told nothing.
type Refusal struct {
	Code, Message string
	Data          any
}

func (refusal Refusal) Error() string { return refusal.Code + ": " + refusal.Message }
