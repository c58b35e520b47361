package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// result is what a measurement says.
type result struct {
	count    int
	rate     float64 // in a second
	p50, p99 time.Duration
}

// more reports whether to send another request, the given one.
type more func(n int64) bool

func forTime(d time.Duration) more {
	end := time.Now().Add(d)
	return func(int64) bool { return time.Now().Before(end) }
}

func forCount(count int) more { return func(n int64) bool { return n <= int64(count) } }

const body = `{"provider":"fake","products":["transactions"],"locale":"en-US","theme":"dark"}`

// ask sends requests, so many at once, each of another user.
func ask(ctx context.Context, url string, clients int, again more) (result, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	var number atomic.Int64
	var mu sync.Mutex
	var all []time.Duration
	var failed error
	var group sync.WaitGroup
	start := time.Now()
	for range clients {
		group.Go(func() {
			took, err := work(ctx, client, url, &number, again)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
			if failed == nil {
				failed = err
			}
		})
	}
	group.Wait()
	if failed != nil {
		return result{}, failed
	}
	return summary(all, time.Since(start)), nil
}

func work(ctx context.Context, client *http.Client, url string, number *atomic.Int64, again more) ([]time.Duration, error) {
	var took []time.Duration
	for n := number.Add(1); again(n); n = number.Add(1) {
		start := time.Now()
		if err := post(ctx, client, url, "user-"+strconv.FormatInt(n, 10)); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

func post(ctx context.Context, client *http.Client, url, user string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/sessions", strings.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+user)
	response, err := client.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusCreated {
		return fmt.Errorf("the answer was %s", response.Status)
	}
	return nil
}

func summary(all []time.Duration, took time.Duration) result {
	if len(all) == 0 {
		return result{}
	}
	slices.Sort(all)
	at := func(p int) time.Duration { return all[(len(all)-1)*p/100] }
	return result{len(all), float64(len(all)) / took.Seconds(), at(50), at(99)}
}
