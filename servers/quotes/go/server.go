package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"strconv"
)

// routes of net/http's own router, where a pattern with GET takes HEAD too.
func routes(quotes *quotes, upstream *upstream) http.Handler {
	mux := http.NewServeMux()
	handle := func(path string, answer func(*http.Request) (any, error)) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			body, err := answer(r)
			respond(w, r, body, err)
		})
	}
	handle("/static", func(*http.Request) (any, error) {
		return map[string]string{"hello": "world"}, nil
	})
	handle("/quote", func(r *http.Request) (any, error) {
		return quotes.random(r.Context())
	})
	handle("/quote/update", func(r *http.Request) (any, error) {
		return quotes.countView(r.Context())
	})
	handle("/upstream", func(r *http.Request) (any, error) {
		ms, err := wholeNumber(r, "ms", 0, 10_000)
		if err != nil {
			return nil, err
		}
		return map[string]int{"waited": ms}, upstream.call(r.Context(), ms)
	})
	handle("/fanout", func(r *http.Request) (any, error) {
		n, err := wholeNumber(r, "n", 1, 100)
		if err != nil {
			return nil, err
		}
		ms, err := wholeNumber(r, "ms", 0, 10_000)
		if err != nil {
			return nil, err
		}
		return map[string]int{"calls": n, "waited": ms}, upstream.callAtOnce(r.Context(), n, ms)
	})
	return mux
}

func respond(w http.ResponseWriter, r *http.Request, body any, err error) {
	var bad badParameter
	switch {
	case err == nil:
		writeJSON(w, http.StatusOK, body)
	case errors.As(err, &bad):
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": bad.Error()})
	case errors.Is(err, errNoQuotes):
		http.Error(w, "There are no quotes.", http.StatusNotFound)
	default:
		// A client that went away has ended what was done for it, and is no error to write down.
		if r.Context().Err() == nil {
			log.Print(err)
		}
		http.Error(w, "Internal server error.", http.StatusInternalServerError)
	}
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	body, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	// It fails where the client has gone, and then there is nobody to tell.
	_, _ = w.Write(body)
}

// badParameter is a parameter that is missing or out of its bounds.
type badParameter struct {
	name        string
	least, most int
}

func (bad badParameter) Error() string {
	return fmt.Sprintf("%s: give a whole number from %d to %d.", bad.name, bad.least, bad.most)
}

// wholeNumber is a parameter within bounds, or badParameter. Digits alone: no sign, no space.
func wholeNumber(r *http.Request, name string, least, most int) (int, error) {
	number, err := strconv.ParseUint(r.URL.Query().Get(name), 10, 31)
	if err != nil || int(number) < least || int(number) > most {
		return 0, badParameter{name, least, most}
	}
	return int(number), nil
}
