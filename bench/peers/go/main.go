// main.go -- a peer in Go: the workers are goroutines.
//
// Go's runtime runs them on one thread a core and suspends them wherever they
// wait: a loop on every core, of which the program says nothing. overlap.go has
// the command line and the record.
package main

import (
	"context"
	"hash/crc32"
	"io"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// run starts the workers, each of which takes tasks until none is left.
func (w *work) run() {
	var crew sync.WaitGroup
	for number := 0; number < w.workers; number++ {
		crew.Add(1)
		go func(number int) {
			defer crew.Done()
			w.drain(number)
		}(number)
	}
	crew.Wait()
}

func (w *work) drain(number int) {
	for w.ctx.Err() == nil {
		index := int(w.next.Add(1)) - 1
		if index >= w.tasks {
			return
		}
		if w.rate > 0 && w.sleep(w.ctx, time.Until(w.due(index))) != nil {
			return
		}
		w.runTask(index, number)
	}
}

func (w *work) runTask(index, number int) {
	result := &w.results[index]
	ctx, end := w.ctx, func() {}
	result.worker = number
	result.begin = time.Now()
	if w.timeout > 0 {
		ctx, end = context.WithTimeout(ctx, w.timeout)
	}
	result.answer, result.err = w.workload.task(w, ctx, index)
	end()
	result.end = time.Now()
	if w.workload.kind != "cpu" { // such a task is a single call that waits
		result.waited = result.end.Sub(result.begin)
	}
	if result.err != nil && !w.keepGoing {
		w.stop()
	}
}

// ---- tasks ----

type workload struct {
	name, kind, unit string
	tasks, size      int // by default
	task             func(w *work, ctx context.Context, index int) (uint64, error)
}

var workloads = []workload{
	{"noop", "cpu", "count", 1000, 0, noop},
	{"grain", "cpu", "count", 100000, 1000, grain},
	{"sleep", "io", "ms", 10, 100, sleep},
	{"fetch", "io", "bytes", 50, 1024, fetch},
	{"primes", "cpu", "count", 200, 22000, primes},
	{"fail", "safety", "ms", 4, 50, fail},
}

func noop(*work, context.Context, int) (uint64, error) {
	return 0, nil
}

func grain(w *work, _ context.Context, index int) (uint64, error) {
	state := uint32(index)
	for round := 0; round < w.size; round++ {
		state = state*1664525 + 1013904223
	}
	return uint64(state), nil
}

func sleep(w *work, ctx context.Context, _ int) (uint64, error) {
	return uint64(w.size), w.sleep(ctx, time.Duration(w.size)*time.Millisecond)
}

func fetch(w *work, ctx context.Context, index int) (uint64, error) {
	url := w.urls[index%len(w.urls)]
	request, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return 0, err
	}
	answer, err := w.client.Do(request)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	digest := crc32.NewIEEE()
	if _, err = io.Copy(digest, answer.Body); err != nil {
		return 0, err
	}
	if answer.StatusCode >= 400 {
		return 0, statusError(answer.Status)
	}
	return uint64(digest.Sum32()), nil
}

// primes counts by trial division: the slow method is the point.
func primes(w *work, _ context.Context, index int) (uint64, error) {
	count := uint64(0)
	for n := uint32(index * w.size); n < uint32((index+1)*w.size); n++ {
		if isPrime(n) {
			count++
		}
	}
	return count, nil
}

func isPrime(n uint32) bool {
	if n%2 == 0 || n < 3 {
		return n == 2
	}
	for divisor := uint32(3); divisor*divisor <= n; divisor += 2 {
		if n%divisor == 0 {
			return false
		}
	}
	return true
}

func fail(w *work, ctx context.Context, index int) (uint64, error) {
	wait := time.Duration(w.size) * time.Millisecond
	if index != 1 {
		wait *= 10
	}
	err := w.sleep(ctx, wait)
	if err == nil && index == 1 {
		err = syscall.EIO
	}
	return uint64(index), err
}

type statusError string

func (s statusError) Error() string { return string(s) }
