// Sends back what it gets, with gorilla/websocket.
package main

import (
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

var upgrader = websocket.Upgrader{
	Subprotocols:      []string{"b.v1"},
	EnableCompression: true,
	CheckOrigin:       func(*http.Request) bool { return true },
}

func echo(response http.ResponseWriter, request *http.Request) {
	peer, err := upgrader.Upgrade(response, request, nil)
	if err != nil {
		return
	}
	defer peer.Close()
	for {
		kind, data, err := peer.ReadMessage()
		if err != nil {
			return
		}
		words := strings.SplitN(string(data), " ", 3)
		if kind == websocket.TextMessage && words[0] == "close" {
			code, _ := strconv.Atoi(words[1])
			last := websocket.FormatCloseMessage(code, words[2])
			_ = peer.WriteControl(websocket.CloseMessage, last, time.Now().Add(time.Second))
		} else if peer.WriteMessage(kind, data) != nil {
			return
		}
	}
}

func main() {
	http.HandleFunc("/", echo)
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}
