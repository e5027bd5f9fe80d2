// The quotes by net/http and pgx: one process, stopped by SIGTERM.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

func main() {
	workers := settingOf("WORKERS", 1)
	// A Go server is one process with many threads. Its goroutines share every core that the runtime
	// may use, so that the rivals' number of processes is here the number of threads that run Go at a
	// time; without a bound it would take all cores whatever WORKERS says.
	runtime.GOMAXPROCS(workers)

	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()

	// The bounds are for each worker process, and this one stands for all of them.
	quotes, err := openQuotes(ctx, workers*settingOf("POOL_MIN", 0), workers*settingOf("POOL_MAX", 1))
	if err != nil {
		log.Fatalf("Cannot start: %v", err)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(os.Getenv("HOST"), os.Getenv("PORT")))
	if err != nil {
		log.Fatalf("Cannot start: %v", err)
	}
	// Idle connections stay open: net/http has no limit of its own.
	server := &http.Server{Handler: routes(quotes, newUpstream())}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	fmt.Printf("Started worker (process %d)\n", os.Getpid())

	select {
	case err := <-ended:
		log.Fatalf("The server ended by itself: %v", err)
	case <-ctx.Done():
	}
	// A client may keep its connection busy for ever: one second for the answers under way. What is
	// left then, connections of the pool among it, ends with the process.
	patience, enough := context.WithTimeout(context.Background(), time.Second)
	defer enough()
	if err := server.Shutdown(patience); errors.Is(err, context.DeadlineExceeded) {
		os.Exit(0)
	}
	quotes.close()
}

// settingOf is a whole number from the environment, or the end of the program.
func settingOf(name string, least int) int {
	number, err := strconv.Atoi(os.Getenv(name))
	if err != nil || number < least {
		log.Printf("Cannot start: %s is %q; give a number from %d.", name, os.Getenv(name), least)
		os.Exit(2)
	}
	return number
}
