// One client's connection: one goroutine reads, one writes. What waits to be written is bounded.
package main

import (
	"encoding/json"
	"time"

	"github.com/gorilla/websocket"
)

const (
	mostWaiting   = 4096
	mostBytes     = 1 << 20
	pingInterval  = 20 * time.Second
	writeDeadline = 10 * time.Second
)

type Link struct {
	app     App
	user    string // of the reading goroutine
	conn    *websocket.Conn
	waiting chan *websocket.PreparedMessage
	closing chan []byte
	ended   chan struct{}
}

func newLink(app App, conn *websocket.Conn) *Link {
	waiting := make(chan *websocket.PreparedMessage, mostWaiting)
	return &Link{app: app, conn: conn, waiting: waiting, closing: make(chan []byte, 1), ended: make(chan struct{})}
}

// serve returns when the link is over.
func (link *Link) serve() {
	rooms.enter(link)
	defer rooms.leaveAll(link)
	defer close(link.ended)
	go link.write()
	link.conn.SetReadLimit(mostBytes)
	link.conn.SetPongHandler(func(string) error { return link.expect() })
	for link.expect() == nil {
		kind, frame, err := link.conn.ReadMessage()
		if err != nil {
			return
		}
		if kind == websocket.TextMessage {
			link.received(frame)
		}
	}
}

// expect lets the link end if nothing comes in for so long, not even a pong.
func (link *Link) expect() error {
	return link.conn.SetReadDeadline(time.Now().Add(2 * pingInterval))
}

func (link *Link) say(what saying) {
	text, err := json.Marshal(what)
	if err != nil {
		panic(err)
	}
	prepared, err := websocket.NewPreparedMessage(websocket.TextMessage, text)
	if err == nil {
		link.send(prepared)
	}
}

// send never waits: a client that reads too slowly is closed.
func (link *Link) send(message *websocket.PreparedMessage) {
	select {
	case link.waiting <- message:
	default:
		link.close(4905, "reads too slowly")
	}
}

// close says why, once, after what waits was written.
func (link *Link) close(code int, reason string) {
	select {
	case link.closing <- websocket.FormatCloseMessage(code, reason):
	default:
	}
}

func (link *Link) write() {
	pings := time.NewTicker(pingInterval)
	defer pings.Stop()
	defer link.conn.Close()
	for {
		var err error
		deadline := time.Now().Add(writeDeadline)
		link.conn.SetWriteDeadline(deadline)
		select {
		case message := <-link.waiting:
			err = link.conn.WritePreparedMessage(message)
		case <-pings.C:
			err = link.conn.WriteControl(websocket.PingMessage, nil, deadline)
		case why := <-link.closing:
			for err == nil && len(link.waiting) > 0 {
				err = link.conn.WritePreparedMessage(<-link.waiting)
			}
			link.conn.WriteControl(websocket.CloseMessage, why, deadline)
			select { // the client answers, or does not
			case <-link.ended:
			case <-time.After(time.Second):
			}
			return
		case <-link.ended:
			return
		}
		if err != nil {
			return
		}
	}
}
