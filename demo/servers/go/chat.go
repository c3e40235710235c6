// A chat room, as docs/conformance.md describes it: replace it by what you serve.
package main

import (
	"encoding/json"
	"strings"
	"time"
)

type Chat struct{}

func (Chat) Authenticate(data json.RawMessage) (string, any, error) {
	var credentials struct{ Name string } // a real one has a token, and checks it here
	if json.Unmarshal(data, &credentials) != nil || credentials.Name == "" {
		return "", nil, Refusal{Code: "unauthorized", Message: "Give your name"}
	}
	return credentials.Name, map[string]int{"expiresIn": 3_600_000}, nil
}

func (Chat) Subscribe(link *Link, channel string) (any, error) {
	if !strings.HasPrefix(channel, "room:") {
		return nil, Refusal{Code: "unknown", Message: "There is no channel " + channel}
	}
	if channel == "room:staff" && link.user != "ada" {
		return nil, Refusal{Code: "forbidden", Message: "Staff only"}
	}
	return map[string]string{"you": link.user}, nil
}

func (Chat) Event(link *Link, channel, event string, _ json.RawMessage) {
	if strings.HasPrefix(channel, "room:") && event == "typing" {
		rooms.publish(channel, "typing", map[string]string{"from": link.user})
	}
}

func (chat Chat) Request(link *Link, channel, event string, data json.RawMessage) (any, error) {
	isRoom := strings.HasPrefix(channel, "room:")
	switch {
	case isRoom && event == "say":
		return chat.say(link, channel, data)
	case isRoom && event == "kick":
		var params struct{ Retry *bool }
		if json.Unmarshal(data, &params) != nil || params.Retry == nil {
			return nil, Refusal{Code: "validation", Message: "Say whether to come back"}
		}
		rooms.kick(channel, saying{Code: "kicked", Message: "Out, all of you", Retry: *params.Retry})
		return nil, nil
	case channel == "":
		return chat.ask(link, event, data)
	}
	return nil, Refusal{Code: "unknown", Message: "There is no request " + event + " here"}
}

func (Chat) say(link *Link, channel string, data json.RawMessage) (any, error) {
	var params struct{ Text *string }
	if json.Unmarshal(data, &params) != nil || params.Text == nil {
		return nil, Refusal{Code: "validation", Message: "There is no text"}
	}
	if *params.Text == "" {
		return nil, Refusal{"empty", "Say something", map[string]string{"field": "text"}}
	}
	rooms.publish(channel, "message", map[string]string{"from": link.user, "text": *params.Text})
	return map[string]bool{"ok": true}, nil
}

func (Chat) ask(link *Link, event string, data json.RawMessage) (any, error) {
	switch event {
	case "whoami":
		return map[string]string{"name": link.user}, nil
	case "echo":
		return data, nil
	case "slow":
		var params struct{ Ms int }
		if json.Unmarshal(data, &params) != nil || params.Ms < 0 || params.Ms > 5_000 {
			return nil, Refusal{Code: "validation", Message: "ms is from 0 to 5000"}
		}
		return Later(func() (any, error) {
			time.Sleep(time.Duration(params.Ms) * time.Millisecond)
			return map[string]int{"ms": params.Ms}, nil
		}), nil
	case "crash":
		panic("The password of the database is secret")
	case "close":
		var params struct {
			Code   int
			Reason string
		}
		if json.Unmarshal(data, &params) != nil {
			return nil, Refusal{Code: "validation", Message: "Give a code and a reason"}
		}
		link.close(params.Code, params.Reason)
		return nil, nil
	}
	return nil, Refusal{Code: "unknown", Message: "There is no request " + event + " here"}
}
