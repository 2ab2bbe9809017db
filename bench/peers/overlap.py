"""overlap.py -- what the Python peers share: tasks, their results, the record.

A peer answers one question, as our own models do: what is a worker? Its file
gives main() a run(work) that starts work.workers workers, each with its own
io, and has one of them await work.do(io, index) for every task.

Tasks are coroutines, written once for every io. A loop's io suspends them; the
blocking io never does, so finish() runs them to the end in one step.
docs/protocol.md is the contract for the command line and the record.
"""
import bisect
import contextlib
import errno
import getopt
import json
import mmap
import os
import re
import resource
import select
import signal
import sys
import time
import zlib

import interpreter

now_ns = time.monotonic_ns
SIEVE_MAX = 20_000_000  # most candidates for which primes are checked

# ---- tasks ----

def count_primes(begin, end):
    """By trial division: the slow method is the point."""
    primes = 0
    for n in range(begin, end):
        if n % 2 == 0 or n < 3:
            primes += n == 2
            continue
        divisor = 3
        while divisor * divisor <= n and n % divisor:
            divisor += 2
        primes += divisor * divisor > n
    return primes


async def noop(io, plan, index):
    return 0


async def grain(io, plan, index):
    state = index
    for _ in range(plan.size):
        state = state * 1664525 + 1013904223 & 0xffffffff
    return state


async def sleep(io, plan, index):
    await io.sleep(plan.size * 1_000_000)
    return plan.size


async def fetch(io, plan, index):
    return zlib.crc32(await io.get(plan.urls[index % len(plan.urls)]))


async def primes(io, plan, index):
    return count_primes(index * plan.size, (index + 1) * plan.size)


async def fail(io, plan, index):
    await io.sleep(plan.size * (1_000_000 if index == 1 else 10_000_000))
    if index == 1:
        raise OSError(errno.EIO, "fails on purpose")
    return index


# task, kind, unit of size, default number of tasks, default size
WORKLOADS = {
    "noop": (noop, "cpu", "count", 1000, 0),
    "grain": (grain, "cpu", "count", 10000, 100),
    "sleep": (sleep, "io", "ms", 10, 100),
    "fetch": (fetch, "io", "bytes", 50, 1024),
    "primes": (primes, "cpu", "count", 200, 1000),
    "fail": (fail, "safety", "ms", 4, 50),
}

# ---- what a task may do ----

class Canceled(Exception):
    """The run is over."""


def timed_out():
    return TimeoutError(errno.ETIMEDOUT, "timed out")


NEVER = 0, 0  # when a task's wait began and ended; none waits twice


class Io:
    """All that a task may do while it runs. Subclasses provide two waits."""

    def __init__(self, work, number):
        self.work = work
        self.number = number  # the worker's
        self.deadline_ns = None  # the task's
        self.wait = NEVER
        self.cpu_ns = 0  # of the task's work, with --trace

    def work_begin(self):
        if self.work.plan.trace:
            self.cpu_ns -= time.thread_time_ns()

    def work_end(self):
        if self.work.plan.trace:
            self.cpu_ns += time.thread_time_ns()

    async def wait_until(self, wake_ns):
        """Returns at wake_ns, or raises Canceled when the run is over."""
        raise NotImplementedError

    async def get_body(self, url, seconds):
        """GETs the body of a page over the worker's session, within seconds
        unless that is None."""
        raise NotImplementedError

    @contextlib.contextmanager
    def waiting(self):
        """Notes when the task waits; that does not count as its work."""
        self.work_end()
        begin_ns = now_ns()
        try:
            yield begin_ns
        finally:
            self.wait = begin_ns, now_ns()
            self.work_begin()

    async def sleep(self, ns):
        with self.waiting() as begin_ns:
            wake_ns = begin_ns + ns
            until_ns = min(wake_ns, self.deadline_ns or wake_ns)
            await self.wait_until(until_ns)
        if until_ns < wake_ns:
            raise timed_out()

    async def get(self, url):
        with self.waiting() as begin_ns:
            left_s = self.deadline_ns and (self.deadline_ns - begin_ns) / 1e9
            return await self.get_body(url, left_s)


def path_of(parts):
    """The part of a split URL that goes into the request line."""
    return (parts.path or "/") + (parts.query and "?" + parts.query)


def refuse_status(status, reason):
    if status >= 400:
        raise OSError(errno.EPROTO, f"{status} {reason}")


POLL_MAX_MS = 10**9  # it takes no more than 31 bits


class BlockingIo(Io):
    """Calls block the thread that makes them, and never suspend."""

    host = session = None  # the last ones; the connection is kept open

    async def wait_until(self, wake_ns):
        poll = select.poll()
        poll.register(self.work.stop_fd, select.POLLIN)
        while (left_ns := wake_ns - now_ns()) > 0:
            if poll.poll(min(left_ns / 1e6, POLL_MAX_MS)):
                raise Canceled

    async def get_body(self, url, seconds):
        import http.client
        from urllib.parse import urlsplit
        parts = urlsplit(url)
        host = parts.scheme, parts.netloc
        if host != self.host:
            kind = (http.client.HTTPSConnection if parts.scheme == "https"
                    else http.client.HTTPConnection)
            self.host, self.session = host, kind(parts.netloc)
        self.session.timeout = seconds
        try:
            self.session.request("GET", path_of(parts))
            self.wait_answer(seconds)
            answer = self.session.getresponse()
            body = answer.read()
        except TimeoutError:
            self.session.close()
            raise timed_out()
        except BaseException:
            self.session.close()
            raise
        refuse_status(answer.status, answer.reason)
        return body

    def wait_answer(self, seconds):
        poll = select.poll()
        poll.register(self.work.stop_fd, select.POLLIN)
        poll.register(self.session.sock, select.POLLIN)
        end_ns = now_ns() + int((seconds or 0) * 1e9)
        while True:
            left_ms = max(0, end_ns - now_ns()) / 1e6
            ready = poll.poll(seconds and min(left_ms, POLL_MAX_MS))
            if ready:
                break
            if now_ns() >= end_ns:
                raise timed_out()
        if ready[0][0] == self.work.stop_fd:
            raise Canceled


def finish(coroutine):
    """Runs a coroutine whose io never suspends; returns its result."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    raise RuntimeError("a blocking io suspended")


# ---- the run ----

class Result:
    """One task's result; worker -1: it never began."""

    __slots__ = ("begin_ns", "end_ns", "wait", "cpu_ns", "answer", "err",
                 "reason", "worker")

    def __init__(self):
        self.begin_ns = self.end_ns = self.cpu_ns = self.answer = 0
        self.wait = NEVER
        self.err, self.reason, self.worker = errno.ECANCELED, "", -1


class Work:
    """The shared state of a run: the plan, and whether to stop, which forked
    workers see, too, by a pipe that wakes them and a byte that is cheap to
    read."""

    def __init__(self, plan):
        self.plan = plan
        self.task = WORKLOADS[plan.workload][0]
        self.workers = max(1, min(plan.width or plan.tasks, plan.tasks))
        self.stop_fd, self.stop_write_fd = os.pipe()
        self.stopped = mmap.mmap(-1, 1)
        self.start_ns = now_ns()

    def stop(self):
        if not self.stopped[0]:
            self.stopped[0] = 1
            os.write(self.stop_write_fd, b"!")

    def due_ns(self, index):
        return self.start_ns + int(1e9 * index / self.plan.rate)

    async def do(self, io, index):
        """Runs one task for the worker that has io; returns its result."""
        result = Result()
        if self.stopped[0]:
            return result
        if self.plan.rate:
            try:
                await io.wait_until(self.due_ns(index))
            except Canceled:
                return result
        result.worker = io.number
        result.begin_ns = now_ns()
        io.wait, io.cpu_ns = NEVER, 0
        if self.plan.timeout_ns:
            io.deadline_ns = result.begin_ns + self.plan.timeout_ns
        io.work_begin()
        try:
            result.answer = await self.task(io, self.plan, index)
            result.err = 0
        except Canceled:
            pass
        except Exception as error:
            result.err = getattr(error, "errno", None) or errno.EIO
            result.reason = getattr(error, "strerror", None) or repr(error)
        io.work_end()
        result.end_ns = now_ns()
        result.wait, result.cpu_ns = io.wait, io.cpu_ns
        if result.err and not self.plan.keep_going:
            self.stop()
        return result


# ---- what the results add up to ----

def mix(x):
    """The finaliser of splitmix64 (Steele, Lea and Flood, 2014)."""
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 & 0xffffffffffffffff
    x = (x ^ x >> 27) * 0x94d049bb133111eb & 0xffffffffffffffff
    return x ^ x >> 31


def combine(results):
    h = 0
    for i, result in enumerate(results):
        if not result.err:
            h = mix(h ^ mix(i + 1) ^ result.answer)
    return f"{h:016x}"


def percentiles(values):
    """By nearest rank; None of nothing."""
    if not values:
        return None
    values = sorted(values)
    ranks = {f"p{p}": values[(len(values) * p + 99) // 100 - 1]
             for p in (50, 90, 99)}
    return ranks | {"max": values[-1]}


def peak_in_flight(began):
    """The most tasks in progress when one began, itself included."""
    begins = sorted(r.begin_ns for r in began)
    ends = sorted(r.end_ns for r in began)
    return max((i + 1 - bisect.bisect_right(ends, begin)
                for i, begin in enumerate(begins)), default=0)


def check(plan, results):
    """Are the answers right? True, False, or why that is unknown."""
    good = [(i, r) for i, r in enumerate(results) if not r.err]
    if not good:
        return "no task succeeded"
    if plan.workload == "sleep":
        return all(r.end_ns - r.begin_ns >= plan.size * 1_000_000
                   for _, r in good)
    end = plan.tasks * plan.size
    if plan.workload != "primes" or end > SIEVE_MAX:
        return "nothing to check the answers by"
    sieve = bytearray([1]) * end
    sieve[:2] = bytes(len(sieve[:2]))
    for n in range(2, int(end ** 0.5) + 1):
        if sieve[n]:
            sieve[n * n::n] = bytes(len(range(n * n, end, n)))
    return all(r.answer == sum(sieve[i * plan.size:(i + 1) * plan.size])
               for i, r in good)


def usage():
    """CPU times and context switches so far, of this process and of children
    that it has waited for."""
    both = [resource.getrusage(who) for who in
            (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return [sum(getattr(one, key) for one in both)
            for key in ("ru_utime", "ru_stime", "ru_nvcsw", "ru_nivcsw")]


def make_record(model, work, results, wall_ns, used):
    plan = work.plan
    began = [r for r in results if r.worker >= 0]
    waited_ns = sum(r.wait[1] - r.wait[0] for r in results)
    due_ns = work.due_ns if plan.rate else lambda i: results[i].begin_ns
    right = check(plan, results)
    user_s, sys_s, voluntary, involuntary = used
    record = {
        "schema": "overlap/record/1", "model": model,
        "workload": plan.workload, "kind": WORKLOADS[plan.workload][1],
        "plan": {
            "tasks": plan.tasks, "size": plan.size,
            "size_unit": WORKLOADS[plan.workload][2], "width": plan.width,
            "workers": work.workers, "keep_going": plan.keep_going,
            "rate_per_s": plan.rate, "timeout_ns": plan.timeout_ns,
            "offload": False, "ticker": False, "meter": plan.meter},
        "ok": sum(not r.err for r in results),
        "failed": sum(r.err not in (0, errno.ECANCELED) for r in results),
        "canceled": sum(r.err == errno.ECANCELED for r in results),
        "right": right if isinstance(right, bool) else None,
        "answer": combine(results), "wall_ns": wall_ns,
        "user_ns": int(user_s * 1e9), "sys_ns": int(sys_s * 1e9),
        "cores_used": (user_s + sys_s) * 1e9 / wall_ns,
        "waited_ns": waited_ns,
        "overlap": max(0, 1 - wall_ns / waited_ns) if waited_ns else None,
        "peak_in_flight": peak_in_flight(began),
        "threads": None, "processes": None, "memory": None,
        "context_switches": {"voluntary": voluntary,
                             "involuntary": involuntary},
        "latency_ns": percentiles([r.end_ns - due_ns(i) for i, r in
                                   enumerate(results) if r.worker >= 0]),
        "service_ns": percentiles([r.end_ns - r.begin_ns for r in began]),
        "lateness_ns": None,
        "failures": [
            {"index": i, "error": errno.errorcode.get(r.err, "EIO"),
             "reason": r.reason} for i, r in enumerate(results)
            if r.err not in (0, errno.ECANCELED)][:10],
        "versions": {"python": sys.version.split()[0],
                     "gil": "on" if interpreter.has_lock() else "off"}}
    whys = {"right": right, "overlap": "no task waited",
            "latency_ns": "no task began", "service_ns": "no task began"}
    record["missing"] = {key: whys.get(key, "this program does not measure it")
                         for key, value in record.items() if value is None}
    return record


def write_record(record, path):
    line = (json.dumps(record, separators=(",", ":")) + "\n").encode()
    fd = 1 if path == "-" else os.open(
        path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.write(fd, line)


def write_trace(work, results, path):
    with open(path, "w") as trace:
        trace.write("index,worker,begin_ns,end_ns,err,cpu_ns,waits\n")
        for i, r in enumerate(results):
            base = work.start_ns if r.worker >= 0 else 0
            trace.write(f"{i},{r.worker},{r.begin_ns - base},"
                        f"{r.end_ns - base},{-r.err},{r.cpu_ns},")
            if r.wait != NEVER:
                trace.write(f"{r.wait[0] - base}-{r.wait[1] - base}")
            trace.write("\n")


def print_record(record):
    for key in ("model", "workload", "ok", "failed", "canceled", "answer"):
        print(f"  {key:<12} {record[key]}")
    print(f"  {'wall':<12} {record['wall_ns'] / 1e6:.1f} ms")


# ---- the command line ----

class Plan:
    """What a run is asked to do."""

    keep_going = meter = False
    rate = timeout_ns = record = trace = None

    def __init__(self):
        self.urls = []


class Refused(Exception):
    """Its text is one line: what was found, and what was expected."""


UNITS = {
    "count": {"": 1, "k": 1e3, "M": 1e6, "G": 1e9},
    "bytes": {"": 1, "B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 2 ** 10,
              "MiB": 2 ** 20, "GiB": 2 ** 30},
    "ms": {"": 1, "ns": 1e-6, "us": 1e-3, "ms": 1, "s": 1e3, "min": 6e4},
}


def number(option, text, unit, least, most):
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(\D*)", text)
    factor = found and UNITS[unit].get(found[2])
    if not factor or not least <= float(found[1]) * factor <= most:
        raise Refused(f"{option}: found '{text}', expected a number from "
                      f"{least} to {most}, in {unit}")
    return float(found[1]) * factor


def parse(model, argv, max_width):
    plan, given = Plan(), {}
    options, words = getopt.gnu_getopt(argv, "", [
        "tasks=", "size=", "width=", "keep-going", "rate=", "timeout=",
        "url=", "meter", "gil=", "record=", "trace=", "list", "version", "help"])
    for option, text in options:
        given[option] = text
        if option == "--url":
            plan.urls.append(text)
    if "--help" in given or "--list" in given or "--version" in given:
        return None, given
    if len(words) != 1 or words[0] not in WORKLOADS:
        raise Refused(f"found '{' '.join(words)}', expected one workload of: "
                      + ", ".join(WORKLOADS))
    gil = given.get("--gil")
    if gil not in (None, "on", "off"):
        raise Refused(f"--gil: found '{gil}', expected one of: on, off")
    if gil and not interpreter.use(gil == "on"):
        raise Refused(f"--gil: found {gil}, not testable here: no CPython in "
                      f"PATH {'has the' if gil == 'on' else 'is without a'} GIL")
    plan.workload = words[0]
    _, kind, unit, plan.tasks, plan.size = WORKLOADS[plan.workload]
    plan.width = len(os.sched_getaffinity(0)) if kind == "cpu" else 0
    plan.width = max_width or plan.width
    if plan.urls:
        plan.tasks = len(plan.urls)
    elif plan.workload == "fetch":
        raise Refused("fetch: found no --url, expected one")
    if "--tasks" in given:
        plan.tasks = int(number("--tasks", given["--tasks"], "count", 1, 10**7))
    if "--size" in given:
        plan.size = int(number("--size", given["--size"], unit, 1, 2**30))
    if "--width" in given:
        most = max_width or 10**7
        plan.width = int(number("--width", given["--width"], "count",
                                1 if max_width else 0, most))
    if "--timeout" in given:
        plan.timeout_ns = int(1e6 * number("--timeout", given["--timeout"],
                                           "ms", 1e-6, 9e11))
    if "--rate" in given:
        plan.rate = number("--rate", given["--rate"], "count", 1e-9, 1e9)
    plan.keep_going = "--keep-going" in given
    plan.meter = "--meter" in given
    plan.record, plan.trace = given.get("--record"), given.get("--trace")
    return plan, given


def tell(model, given):
    if "--list" in given:
        for name, (_, kind, unit, tasks, size) in WORKLOADS.items():
            print(f"{name:<8} {kind:<7} {tasks} tasks of {size} {unit}")
    elif "--version" in given:
        print(f"{model} {sys.version.split()[0]}")
    else:
        print(f"{model}: its options are in docs/protocol.md; and --gil on, or "
              "off, for a CPython in PATH with its lock, or without")


def run_plan(model, plan, run):
    work, caught = Work(plan), []

    def on_signal(number, frame):
        caught.append(number)
        work.stop()

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    before = usage()
    work.start_ns = now_ns()
    results = run(work)
    wall_ns = now_ns() - work.start_ns
    used = [after - b for after, b in zip(usage(), before)]
    record = make_record(model, work, results, wall_ns, used)
    if plan.trace:
        write_trace(work, results, plan.trace)
    if plan.record:
        write_record(record, plan.record)
    else:
        print_record(record)
    if caught:
        return 128 + caught[0]
    return 1 if record["failed"] or record["right"] is False else 0


def refuse(model, why):
    """Says why in one line; returns the exit status."""
    print(f"{model}: {why}", file=sys.stderr)
    return 2


def main(model, run, max_width=0):
    """The whole program: parses the command line, runs the plan, reports."""
    try:
        plan, given = parse(model, sys.argv[1:], max_width)
        if plan:
            sys.exit(run_plan(model, plan, run))
        tell(model, given)
    except (Refused, getopt.GetoptError, OSError, RuntimeError) as error:
        sys.exit(refuse(model, error))
