// overlap.go -- the plan, the record and the command line of the peer in Go, as
// docs/protocol.md has them.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"sort"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	model    = "go"
	sieveMax = 20_000_000 // most candidates for which primes are checked
)

// ---- the run ----

type plan struct {
	workload           *workload
	tasks, size, width int
	rate               float64
	timeout            time.Duration
	keepGoing, meter   bool
	urls               []string
	record, trace      string
}

type result struct {
	begin, end time.Time
	waited     time.Duration
	answer     uint64
	err        error
	worker     int // -1: it never began
}

type work struct {
	plan
	workers int
	ctx     context.Context
	stop    context.CancelFunc // ends the run
	next    atomic.Int64
	start   time.Time
	results []result
	client  *http.Client
}

func newWork(p plan) *work {
	w := &work{plan: p, workers: p.width, results: make([]result, p.tasks)}
	if w.workers == 0 || w.workers > p.tasks {
		w.workers = p.tasks
	}
	w.ctx, w.stop = context.WithCancel(context.Background())
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns = 0 // no limit
	transport.MaxIdleConnsPerHost = w.workers
	transport.DisableCompression = true
	w.client = &http.Client{Transport: transport}
	for i := range w.results {
		w.results[i] = result{worker: -1, err: context.Canceled}
	}
	return w
}

func (w *work) due(index int) time.Time {
	after := 1e9 * float64(index) / w.rate
	if after > math.MaxInt64/2 { // some 146 years
		after = math.MaxInt64 / 2
	}
	return w.start.Add(time.Duration(after))
}

func (w *work) sleep(ctx context.Context, wait time.Duration) error {
	if wait <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ---- what the results add up to ----

// mix is the finaliser of splitmix64 (Steele, Lea and Flood, 2014).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (w *work) answer() string {
	h := uint64(0)
	for i, r := range w.results {
		if r.err == nil {
			h = mix(h ^ mix(uint64(i)+1) ^ r.answer)
		}
	}
	return fmt.Sprintf("%016x", h)
}

// check tells whether the answers are right, or why that is unknown.
func (w *work) check() (bool, string) {
	switch {
	case w.count(succeeded) == 0:
		return false, "no task succeeded"
	case w.workload.name == "sleep":
		least := time.Duration(w.size) * time.Millisecond
		for _, r := range w.results {
			if r.err == nil && r.end.Sub(r.begin) < least {
				return false, ""
			}
		}
		return true, ""
	case w.workload.name == "primes" && w.tasks*w.size <= sieveMax:
		return w.checkPrimes(), ""
	}
	return false, "nothing to check the answers by"
}

func (w *work) checkPrimes() bool {
	composite := make([]bool, w.tasks*w.size)
	counts := make([]uint64, w.tasks)
	for n := 2; n < len(composite); n++ {
		if composite[n] {
			continue
		}
		counts[n/w.size]++
		for k := n * n; k < len(composite); k += n {
			composite[k] = true
		}
	}
	for i, r := range w.results {
		if r.err == nil && r.answer != counts[i] {
			return false
		}
	}
	return true
}

func succeeded(r *result) bool { return r.err == nil }
func canceled(r *result) bool  { return errors.Is(r.err, context.Canceled) }
func failed(r *result) bool    { return r.err != nil && !canceled(r) }

func (w *work) count(is func(*result) bool) (count int) {
	for i := range w.results {
		if is(&w.results[i]) {
			count++
		}
	}
	return count
}

// percentiles are by nearest rank; nil if there are no values.
func percentiles(values []int64) any {
	if len(values) == 0 {
		return nil
	}
	sort.Slice(values, func(i, j int) bool { return values[i] < values[j] })
	rank := func(p int) int64 { return values[(len(values)*p+99)/100-1] }
	return map[string]int64{"p50": rank(50), "p90": rank(90), "p99": rank(99),
		"max": rank(100)}
}

// spans returns the latencies and service times of the tasks that began, and
// the most of them that were in progress at one time.
func (w *work) spans() (latencies, services []int64, peak int) {
	var begins, ends []int64
	for i, r := range w.results {
		if r.worker < 0 {
			continue
		}
		due := r.begin
		if w.rate > 0 {
			due = w.due(i)
		}
		latencies = append(latencies, int64(r.end.Sub(due)))
		services = append(services, int64(r.end.Sub(r.begin)))
		begins = append(begins, int64(r.begin.Sub(w.start)))
		ends = append(ends, int64(r.end.Sub(w.start)))
	}
	sort.Slice(begins, func(i, j int) bool { return begins[i] < begins[j] })
	sort.Slice(ends, func(i, j int) bool { return ends[i] < ends[j] })
	ended := 0
	for i, begin := range begins {
		for ends[ended] <= begin && ended < i {
			ended++
		}
		if i+1-ended > peak {
			peak = i + 1 - ended
		}
	}
	return latencies, services, peak
}

func errorName(err error) (string, int) {
	var status statusError
	var number syscall.Errno
	switch {
	case err == nil:
		return "", 0
	case errors.Is(err, context.Canceled):
		return "ECANCELED", int(syscall.ECANCELED)
	case errors.Is(err, context.DeadlineExceeded):
		return "ETIMEDOUT", int(syscall.ETIMEDOUT)
	case errors.As(err, &status):
		return "EPROTO", int(syscall.EPROTO)
	case errors.As(err, &number) && number == syscall.ECONNREFUSED:
		return "ECONNREFUSED", int(number)
	}
	return "EIO", int(syscall.EIO)
}

func (w *work) failures() []any {
	told := []any{}
	for i := range w.results {
		if r := &w.results[i]; failed(r) && len(told) < 10 {
			name, _ := errorName(r.err)
			told = append(told, map[string]any{"index": i, "error": name,
				"reason": r.err.Error()})
		}
	}
	return told
}

func usage() (used syscall.Rusage) {
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return used
}

func orNull[T comparable](value T) any {
	var none T
	if value == none {
		return nil
	}
	return value
}

func (w *work) record(wall time.Duration, before, after syscall.Rusage) map[string]any {
	latencies, services, peak := w.spans()
	right, why := w.check()
	user := after.Utime.Nano() - before.Utime.Nano()
	sys := after.Stime.Nano() - before.Stime.Nano()
	waited := time.Duration(0)
	for _, r := range w.results {
		waited += r.waited
	}
	record := map[string]any{
		"schema": "overlap/record/1", "model": model,
		"workload": w.workload.name, "kind": w.workload.kind,
		"plan": map[string]any{
			"tasks": w.tasks, "size": w.size, "size_unit": w.workload.unit,
			"width": w.width, "workers": w.workers, "keep_going": w.keepGoing,
			"rate_per_s": orNull(w.rate), "timeout_ns": orNull(w.timeout),
			"offload": false, "ticker": false, "meter": w.meter},
		"ok": w.count(succeeded), "failed": w.count(failed),
		"canceled": w.count(canceled), "right": right, "answer": w.answer(),
		"wall_ns": wall, "user_ns": user, "sys_ns": sys,
		"cores_used": float64(user+sys) / float64(wall), "waited_ns": waited,
		"overlap":        math.Max(0, 1-float64(wall)/float64(waited)),
		"peak_in_flight": peak, "threads": nil, "processes": nil, "memory": nil,
		"context_switches": map[string]int64{
			"voluntary":   after.Nvcsw - before.Nvcsw,
			"involuntary": after.Nivcsw - before.Nivcsw},
		"latency_ns": percentiles(latencies),
		"service_ns": percentiles(services), "lateness_ns": nil,
		"failures": w.failures(),
		"versions": map[string]string{"go": runtime.Version()},
	}
	whys := map[string]string{"right": why, "overlap": "no task waited",
		"latency_ns": "no task began", "service_ns": "no task began"}
	if why != "" {
		record["right"] = nil
	}
	if waited == 0 {
		record["overlap"] = nil
	}
	missing := map[string]string{}
	for key, value := range record {
		if value == nil && whys[key] != "" {
			missing[key] = whys[key]
		} else if value == nil {
			missing[key] = "this program does not measure it"
		}
	}
	record["missing"] = missing
	return record
}

func writeRecord(record map[string]any, path string) error {
	line, err := json.Marshal(record)
	if err != nil {
		return err
	}
	file := os.Stdout
	if path != "-" {
		file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	}
	if err == nil {
		_, err = file.Write(append(line, '\n'))
	}
	return err
}

// writeTrace writes -1 for cpu_ns: Go cannot tell how long a goroutine computed.
func (w *work) writeTrace(path string) error {
	text := strings.Builder{}
	text.WriteString("index,worker,begin_ns,end_ns,err,cpu_ns,waits\n")
	for i, r := range w.results {
		begin, end := w.start, w.start
		if r.worker >= 0 {
			begin, end = r.begin, r.end
		}
		_, number := errorName(r.err)
		fmt.Fprintf(&text, "%d,%d,%d,%d,%d,-1,", i, r.worker, begin.Sub(w.start),
			end.Sub(w.start), -number)
		if r.waited > 0 {
			fmt.Fprintf(&text, "%d-%d", begin.Sub(w.start), end.Sub(w.start))
		}
		text.WriteString("\n")
	}
	return os.WriteFile(path, []byte(text.String()), 0o666)
}

func printRecord(record map[string]any) {
	for _, key := range []string{"model", "workload", "ok", "failed", "canceled",
		"answer", "wall_ns"} {
		fmt.Printf("  %-12s %v\n", key, record[key])
	}
}

// ---- the command line ----

var units = map[string]map[string]float64{
	"count": {"": 1, "k": 1e3, "M": 1e6, "G": 1e9},
	"bytes": {"": 1, "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1 << 10,
		"MiB": 1 << 20, "GiB": 1 << 30},
	"ms": {"": 1, "ns": 1e-6, "us": 1e-3, "ms": 1, "s": 1e3, "min": 6e4},
}

func number(option, text, unit string, least, most float64) (float64, error) {
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzBKMG")
	value, err := strconv.ParseFloat(digits, 64)
	factor := units[unit][text[len(digits):]]
	value *= factor
	if err != nil || factor == 0 || strings.ContainsAny(digits, "+-_xXeE") ||
		value < least || value > most {
		return 0, fmt.Errorf("%s: found '%s', expected a number from %v to %v, "+
			"in %s", option, text, least, most, unit)
	}
	return value, nil
}

// take splits the command line into options and words; a flag has the value "".
func take(argv []string) (map[string]string, []string, []string, error) {
	given, urls, words := map[string]string{}, []string{}, []string{}
	for i := 0; i < len(argv); i++ {
		option, text, joined := strings.Cut(argv[i], "=")
		switch option {
		case "--keep-going", "--meter", "--list", "--version", "--help":
			given[option] = ""
		case "--tasks", "--size", "--width", "--rate", "--timeout", "--url",
			"--record", "--trace":
			if !joined && i+1 == len(argv) {
				return nil, nil, nil, fmt.Errorf("%s: expected a value after it",
					option)
			}
			if !joined {
				i++
				text = argv[i]
			}
			given[option] = text
			if option == "--url" {
				urls = append(urls, text)
			}
		default:
			if strings.HasPrefix(option, "-") {
				return nil, nil, nil, fmt.Errorf("unknown option '%s'", option)
			}
			words = append(words, argv[i])
		}
	}
	return given, urls, words, nil
}

func find(words []string) (*workload, error) {
	names := []string{}
	for i := range workloads {
		names = append(names, workloads[i].name)
		if len(words) == 1 && words[0] == workloads[i].name {
			return &workloads[i], nil
		}
	}
	return nil, fmt.Errorf("found '%s', expected one workload of: %s",
		strings.Join(words, " "), strings.Join(names, ", "))
}

func makePlan(given map[string]string, urls, words []string) (plan, error) {
	of, err := find(words)
	if err != nil {
		return plan{}, err
	}
	p := plan{workload: of, tasks: of.tasks, size: of.size, urls: urls,
		record: given["--record"], trace: given["--trace"]}
	_, p.keepGoing = given["--keep-going"]
	_, p.meter = given["--meter"]
	if of.kind == "cpu" {
		p.width = runtime.NumCPU()
	}
	if len(urls) > 0 {
		p.tasks = len(urls)
	} else if of.name == "fetch" {
		return p, errors.New("fetch: found no --url, expected one")
	}
	for _, option := range []struct {
		name, unit  string
		least, most float64
		put         func(value float64)
	}{
		{"--tasks", "count", 1, 1e7, func(v float64) { p.tasks = int(v) }},
		{"--size", of.unit, 1, 1 << 30, func(v float64) { p.size = int(v) }},
		{"--width", "count", 0, 1e7, func(v float64) { p.width = int(v) }},
		{"--rate", "count", 1e-9, 1e9, func(v float64) { p.rate = v }},
		{"--timeout", "ms", 1e-6, 9e11,
			func(v float64) { p.timeout = time.Duration(v * 1e6) }},
	} {
		text, is := given[option.name]
		if !is {
			continue
		}
		value, err := number(option.name, text, option.unit, option.least,
			option.most)
		if err != nil {
			return p, err
		}
		option.put(value)
	}
	return p, nil
}

func tell(given map[string]string) bool {
	_, list := given["--list"]
	_, version := given["--version"]
	_, help := given["--help"]
	switch {
	case list:
		for _, of := range workloads {
			fmt.Printf("%-8s %-7s %d tasks of %d %s\n", of.name, of.kind, of.tasks,
				of.size, of.unit)
		}
	case version:
		fmt.Println(model, runtime.Version())
	case help:
		fmt.Println(model + ": its options are in docs/protocol.md")
	}
	return list || version || help
}

func refuse(err error) int {
	fmt.Fprintf(os.Stderr, "%s: %v\n", model, err)
	return 2
}

func runPlan(p plan) int {
	w := newWork(p)
	caught := make(chan os.Signal, 1)
	var signaled atomic.Int32
	signal.Notify(caught, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		number := <-caught
		signaled.Store(int32(number.(syscall.Signal)))
		w.stop()
	}()
	before := usage()
	w.start = time.Now()
	w.run()
	wall := time.Since(w.start)
	record := w.record(wall, before, usage())
	if p.trace != "" {
		if err := w.writeTrace(p.trace); err != nil {
			return refuse(err)
		}
	}
	if p.record == "" {
		printRecord(record)
	} else if err := writeRecord(record, p.record); err != nil {
		return refuse(err)
	}
	switch {
	case signaled.Load() != 0:
		return 128 + int(signaled.Load())
	case w.count(failed) > 0 || record["right"] == false:
		return 1
	}
	return 0
}

func main() {
	given, urls, words, err := take(os.Args[1:])
	if err == nil && tell(given) {
		return
	}
	p := plan{}
	if err == nil {
		p, err = makePlan(given, urls, words)
	}
	if err != nil {
		os.Exit(refuse(err))
	}
	os.Exit(runPlan(p))
}
