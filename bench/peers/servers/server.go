// server.go -- peer-go-server PORT PAGE DELAY_MS: a goroutine serves a
// connection.
package main

import (
	"log"
	"net/http"
	"os"
	"strconv"
	"time"
)

func main() {
	page, err := os.ReadFile(os.Args[2])
	if err != nil {
		log.Fatal(err)
	}
	ms, err := strconv.ParseFloat(os.Args[3], 64)
	if err != nil {
		log.Fatal(err)
	}
	delay := time.Duration(ms * float64(time.Millisecond))
	serve := func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(delay)
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		w.Write(page)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1],
		http.HandlerFunc(serve)))
}
