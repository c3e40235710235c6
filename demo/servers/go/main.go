// Channels on gorilla/websocket:  go mod init chat && go get github.com/gorilla/websocket && PORT=8080 go run .
package main

import (
	"log"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/gorilla/websocket"
)

func main() {
	// The upgrader refuses pages of other hosts by itself.
	upgrader := websocket.Upgrader{}
	http.HandleFunc("/", func(response http.ResponseWriter, request *http.Request) {
		conn, err := upgrader.Upgrade(response, request, nil)
		if err == nil {
			newLink(Chat{}, conn).serve()
		}
	})
	go func() {
		log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
	}()
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, syscall.SIGTERM, os.Interrupt)
	<-ended
	// Clients come back within two seconds, when the next server is there.
	rooms.closeAll(4000, `{"retryAfter":0,"spread":2000}`)
}
