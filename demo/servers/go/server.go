// Channels on gorilla/websocket:  go mod init chat && go get github.com/gorilla/websocket && PORT=8080 go run .
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

const (
	mostWaiting  = 4096
	mostBytes    = 1 << 20
	pingInterval = 20 * time.Second
)

func main() {
	upgrader := websocket.Upgrader{} // refuses pages of other hosts by itself
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		if conn, err := upgrader.Upgrade(response, request, nil); err == nil {
			serve(conn)
		}
	})
	go func() { log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil)) }()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, os.Interrupt)
	<-ended
	// Clients come back within two seconds, when the next server is there.
	closeAll(4000, `{"retryAfter":0,"spread":2000}`)
	time.Sleep(time.Second / 2) // the closing frames go out
}

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

// serve returns when the link is over.
func serve(conn *websocket.Conn) {
	link := &Link{conn: conn, waiting: make(chan frame, mostWaiting), ended: make(chan struct{})}
	enter(link)
	go link.write()
	defer conn.Close()
	defer close(link.ended)
	defer leaveAll(link)
	conn.SetReadLimit(mostBytes)
	// The link ends if nothing comes in for so long, not even a pong.
	expect := func(string) error { return conn.SetReadDeadline(time.Now().Add(2 * pingInterval)) }
	conn.SetPongHandler(expect)
	for expect("") == nil {
		kind, data, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if kind == websocket.TextMessage {
			link.received(data)
		}
	}
}

func (link *Link) write() {
	pings := time.NewTicker(pingInterval)
	defer pings.Stop()
	for {
		var next frame
		select {
		case next = <-link.waiting:
		case <-pings.C:
			next.kind = websocket.PingMessage
		case <-link.ended:
			return
		}
		link.conn.SetWriteDeadline(time.Now().Add(pingInterval))
		if link.conn.WriteMessage(next.kind, next.data) != nil {
			link.conn.Close()
			return
		}
		if next.kind == websocket.CloseMessage {
			time.AfterFunc(time.Second, func() { link.conn.Close() }) // the client answers, or does not
			return
		}
	}
}

// send never waits: who reads too slowly is cut off.
func (link *Link) send(kind int, data []byte) {
	select {
	case link.waiting <- frame{kind, data}:
	default:
		link.conn.Close()
	}
}

func (link *Link) say(what saying) { link.send(websocket.TextMessage, encode(what)) }

func (link *Link) close(code int, reason string) {
	link.send(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason))
}

func encode(what saying) []byte {
	text, err := json.Marshal(what)
	if err != nil {
		panic(err)
	}
	return text
}
