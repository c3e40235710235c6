// A chat, as docs/conformance.md describes it: what the channels are, and who may do what. Replace it by what you serve.
//
//	go mod init chat && go get github.com/gorilla/websocket && PORT=8080 go run .
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
)

func main() {
	http.HandleFunc("/", serve)
	go func() { log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)) }()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, os.Interrupt)
	<-ended
	// Clients come back within two seconds, when the next server is there.
	closeAll(4000, `{"retryAfter":0,"spread":2000}`)
	time.Sleep(time.Second / 2) // the closing frames go out
}

type object map[string]any

func authenticate(l *Link, data json.RawMessage) (reply any, err error) {
	credentials, err := parse[struct{ Name string }](data) // a real one has a token, and checks it here
	if err != nil || credentials.Name == "" {
		return nil, Refusal{Code: "unauthorized", Message: "Give your name"}
	}
	l.user = credentials.Name
	return object{"expiresIn": 3_600_000}, nil
}

func subscribe(l *Link, channel string) (reply any, err error) {
	if !isRoom(channel) {
		return nil, Refusal{Code: "unknown", Message: "There is no channel " + channel}
	}
	if channel == "room:staff" && l.user != "ada" {
		return nil, Refusal{Code: "forbidden", Message: "Staff only"}
	}
	return object{"you": l.user}, nil
}

func event(l *Link, m message) {
	if isRoom(m.Channel) && m.Event == "typing" {
		publish(m.Channel, "typing", object{"from": l.user})
	}
}

func request(l *Link, m message) (reply any, err error) {
	switch {
	case isRoom(m.Channel) && m.Event == "say":
		return say(l, m)
	case isRoom(m.Channel) && m.Event == "kick":
		params, err := parse[struct{ Retry bool }](m.Data)
		if err == nil {
			kick(m.Channel, "kicked", "Out, all of you", params.Retry)
		}
		return nil, err
	case m.Channel == "" && m.Event == "whoami":
		return object{"name": l.user}, nil
	case m.Channel == "" && m.Event == "echo":
		return m.Data, nil
	case m.Channel == "" && m.Event == "slow":
		return slow(m)
	case m.Channel == "" && m.Event == "crash":
		panic("The password of the database is secret")
	case m.Channel == "" && m.Event == "close":
		params, err := parse[struct {
			Code   int
			Reason string
		}](m.Data)
		if err == nil {
			l.close(params.Code, params.Reason)
		}
		return nil, err
	}
	return nil, Refusal{Code: "unknown", Message: "There is no request " + m.Event + " here"}
}

func say(l *Link, m message) (reply any, err error) {
	params, err := parse[struct{ Text string }](m.Data)
	if err != nil {
		return nil, err
	}
	if params.Text == "" {
		return nil, Refusal{"empty", "Say something", object{"field": "text"}}
	}
	publish(m.Channel, "message", object{"from": l.user, "text": params.Text})
	return object{"ok": true}, nil
}

func slow(m message) (reply any, err error) {
	params, err := parse[struct{ Ms int }](m.Data)
	if err != nil || params.Ms < 0 || params.Ms > 5_000 {
		return nil, Refusal{Code: "validation", Message: "ms is from 0 to 5000"}
	}
	return Later(func() (any, error) {
		time.Sleep(time.Duration(params.Ms) * time.Millisecond)
		return object{"ms": params.Ms}, nil
	}), nil
}

func parse[T any](data json.RawMessage) (params T, err error) {
	if json.Unmarshal(data, &params) != nil {
		err = Refusal{Code: "validation", Message: "The data does not fit"}
	}
	return params, err
}

func isRoom(channel string) bool { return strings.HasPrefix(channel, "room:") }
