package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"

	"golang.org/x/sync/errgroup"
)

// upstream is the other service that /upstream and /fanout call.
type upstream struct {
	client *http.Client
	url    string
}

func newUpstream() *upstream {
	url := os.Getenv("UPSTREAM_URL")
	if url == "" {
		url = "http://127.0.0.1:9000"
	}
	// All connections go to one host. Of them net/http would keep no more than two by itself, and
	// open one for nearly every call of a /fanout.
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns = 0
	transport.MaxIdleConnsPerHost = 1 << 16
	return &upstream{client: &http.Client{Transport: transport}, url: url}
}

// call takes so many milliseconds.
func (u *upstream) call(ctx context.Context, ms int) error {
	request, err := http.NewRequestWithContext(
		ctx, http.MethodGet, fmt.Sprintf("%s/delay?ms=%d", u.url, ms), nil)
	if err != nil {
		return err
	}
	response, err := u.client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	// Read to its end, or the connection could not be used again.
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the upstream service answered %d", response.StatusCode)
	}
	return nil
}

// callAtOnce makes n calls, each in a goroutine; the first failure ends the others.
func (u *upstream) callAtOnce(ctx context.Context, n, ms int) error {
	group, ctx := errgroup.WithContext(ctx)
	for range n {
		group.Go(func() error { return u.call(ctx, ms) })
	}
	return group.Wait()
}
