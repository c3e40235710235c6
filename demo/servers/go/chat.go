// A chat room, as docs/conformance.md describes it: what the channels are, and who may do what. Replace it by what you serve.
package main

import (
	"encoding/json"
	"strings"
	"time"
)

type object map[string]any

func authenticate(data json.RawMessage) (user string, reply any, err error) {
	var credentials struct{ Name string } // a real one has a token, and checks it here
	if json.Unmarshal(data, &credentials) != nil || credentials.Name == "" {
		return "", nil, Refusal{Code: "unauthorized", Message: "Give your name"}
	}
	return credentials.Name, object{"expiresIn": 3_600_000}, nil
}

func subscribe(user, channel string) (reply any, err error) {
	if !isRoom(channel) {
		return nil, Refusal{Code: "unknown", Message: "There is no channel " + channel}
	}
	if channel == "room:staff" && user != "ada" {
		return nil, Refusal{Code: "forbidden", Message: "Staff only"}
	}
	return object{"you": user}, nil
}

func handleEvent(user, channel, event string, _ json.RawMessage) {
	if isRoom(channel) && event == "typing" {
		publish(channel, "typing", object{"from": user})
	}
}

// handleRequest is told a channel of no name where the request has none.
func handleRequest(link *Link, channel, event string, data json.RawMessage) (reply any, err error) {
	switch {
	case isRoom(channel) && event == "say":
		return say(link.user, channel, data)
	case isRoom(channel) && event == "kick":
		var params struct{ Retry *bool }
		if json.Unmarshal(data, &params) != nil || params.Retry == nil {
			return nil, Refusal{Code: "validation", Message: "Say whether to come back"}
		}
		kick(channel, "kicked", "Out, all of you", *params.Retry)
		return nil, nil
	case channel == "" && event == "whoami":
		return object{"name": link.user}, nil
	case channel == "" && event == "echo":
		return data, nil
	case channel == "" && event == "slow":
		return slow(data)
	case channel == "" && event == "crash":
		panic("The password of the database is secret")
	case channel == "" && event == "close":
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

func say(user, channel string, data json.RawMessage) (reply any, err error) {
	var params struct{ Text *string }
	if json.Unmarshal(data, &params) != nil || params.Text == nil {
		return nil, Refusal{Code: "validation", Message: "There is no text"}
	}
	if *params.Text == "" {
		return nil, Refusal{"empty", "Say something", object{"field": "text"}}
	}
	publish(channel, "message", object{"from": user, "text": *params.Text})
	return object{"ok": true}, nil
}

func slow(data json.RawMessage) (reply any, err error) {
	var params struct{ Ms int }
	if json.Unmarshal(data, &params) != nil || params.Ms < 0 || params.Ms > 5_000 {
		return nil, Refusal{Code: "validation", Message: "ms is from 0 to 5000"}
	}
	return Later(func() (any, error) {
		time.Sleep(time.Duration(params.Ms) * time.Millisecond)
		return object{"ms": params.Ms}, nil
	}), nil
}

func isRoom(channel string) bool { return strings.HasPrefix(channel, "room:") }
