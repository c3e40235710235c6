// One client's connection, on gorilla/websocket.
package main

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	mostWaiting  = 4096
	mostBytes    = 1 << 20
	pingInterval = 20 * time.Second
)

// Link is one client's connection: one goroutine reads, one writes. What waits to be written is bounded.
type Link struct {
	user    string // of the reading goroutine
	conn    *websocket.Conn
	waiting chan frame
	ended   chan struct{}
}

type frame struct {
	kind int
	data []byte
}

var upgrader websocket.Upgrader // refuses pages of other hosts by itself

// serve returns when the link is over.
func serve(w http.ResponseWriter, r *http.Request) {
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	l := &Link{conn: conn, waiting: make(chan frame, mostWaiting), ended: make(chan struct{})}
	defer close(l.ended)
	go l.write()
	join("", l)
	defer leaveAll(l)
	conn.SetReadLimit(mostBytes)
	// Who answers no ping is gone.
	conn.SetReadDeadline(time.Now().Add(2 * pingInterval))
	conn.SetPongHandler(func(string) error { return conn.SetReadDeadline(time.Now().Add(2 * pingInterval)) })
	for {
		kind, data, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if kind == websocket.TextMessage {
			l.receive(data)
		}
	}
}

func (l *Link) write() {
	pings := time.NewTicker(pingInterval)
	defer pings.Stop()
	for {
		var next frame
		select {
		case next = <-l.waiting:
		case <-pings.C:
			next.kind = websocket.PingMessage
		case <-l.ended:
			return
		}
		l.conn.SetWriteDeadline(time.Now().Add(pingInterval))
		if l.conn.WriteMessage(next.kind, next.data) != nil {
			l.conn.Close()
			return
		}
		if next.kind == websocket.CloseMessage {
			time.AfterFunc(time.Second, func() { l.conn.Close() }) // the client answers, or does not
			return
		}
	}
}

// send never waits: who reads too slowly is cut off.
func (l *Link) send(kind int, data []byte) {
	select {
	case l.waiting <- frame{kind, data}:
	default:
		l.conn.Close()
	}
}

func (l *Link) say(m message) { l.send(websocket.TextMessage, encode(m)) }

func (l *Link) close(code int, reason string) {
	l.send(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason))
}
