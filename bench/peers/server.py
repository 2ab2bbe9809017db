#!/usr/bin/env python3
"""server.py -- the workload `serve` by servers in other languages.

A server here is any program that takes its port, a file with the page, and how
long an answer waits, in ms; servers/ has them. It is asked by overlap-load, as
our models are, and its CPU time and memory are noted, from when it answers on:
what a runtime takes to start is no part of serving. The clients are nobody's.
There is no trace: they know of requests, not of the server's tasks.
docs/protocol.md is the contract for the command line and the record.
"""
import getopt
import json
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import zlib

import overlap

HERE = os.path.dirname(os.path.abspath(__file__))
# Our own programs: first the tree's, then the installed, then those in PATH.
PATHS = os.pathsep.join([os.path.join(HERE, "../../build/bin"),
                         os.path.join(HERE, "../../../bin"),
                         os.environ.get("PATH", os.defpath)])
PAGE = bytes(ord("a") + i % 26 for i in range(1024))
SECONDS = 20  # for a server to answer in
SAMPLE_S = 0.01
VARIANTS = ("page", "slow", "wait")
NGINX = """daemon off; master_process off; pid {0}/pid; error_log {0}/log;
worker_rlimit_nofile {2};
events {{ worker_connections {2}; }}
http {{ access_log off; keepalive_requests 100000000;
server {{ listen 127.0.0.1:{1} backlog=4096; root {0};
location / {{ try_files /page =404; open_file_cache max=10; }} }} }}
"""

# program, file, how it says its version
SERVERS = {
    "nginx": ("nginx", None, "-v"),
    "python-asyncio": (sys.executable, "asyncio_streams.py", "--version"),
    "python-threads": (sys.executable, "threads.py", "--version"),
    "node": ("node", "http.mjs", "--version"),
    "go": ("peer-go-server", None, None),  # built where there is a Go
}


class Failed(Exception):
    """Its text is one line: what went wrong."""


def find(program):
    path = shutil.which(program, path=PATHS)
    if not path:
        raise overlap.Refused(f"found no {program} in PATH, not testable here")
    return path


def command_of(plan, folder, port):
    program, file, _ = SERVERS[plan.server]
    page = os.path.join(folder, "page")
    with open(page, "wb") as out:
        out.write(PAGE)
    if plan.server == "nginx":
        # It drops idle connections when a sixteenth is left.
        conf = os.path.join(folder, "conf")
        with open(conf, "w", encoding="ascii") as out:
            out.write(NGINX.format(folder, port, plan.tasks * 9 // 8 + 64))
        os.chmod(folder, 0o755)  # whom it serves as may be another
        return [find(program), "-c", conf, "-e", os.path.join(folder, "log")]
    files = [os.path.join(HERE, "servers", file)] if file else []
    return [find(program), *files, str(port), page, f"{plan.delay_ms:g}"]


def version_of(server):
    program, _, option = SERVERS[server]
    if not option:
        return program
    said = subprocess.run([find(program), option], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    return said.stdout.strip().splitlines()[-1]


# ---- what a server takes ----

def cpu_ns(pid):
    """Of all its threads so far: the clock of clock_getcpuclockid(3)."""
    return time.clock_gettime_ns((~pid << 3) | 2)


def sum_lines(path, *keys):
    """The values, in bytes, of the lines that begin so, added up."""
    with open(path, encoding="ascii") as file:
        rows = [line.split() for line in file]
    return 1024 * sum(int(row[1]) for row in rows if row[0][:-1] in keys)


def kernel_bytes():
    return sum_lines("/proc/meminfo", "KernelStack", "PageTables", "SUnreclaim")


class Meter:
    """The largest figures of a server in any sample."""

    def __init__(self, pid, plan):
        self.proc, self.on = f"/proc/{pid}/", plan.meter
        self.peaks, self.threads = {}, None
        self.kernel = kernel_bytes()

    def sample(self):
        rollup, status = self.proc + "smaps_rollup", self.proc + "status"
        pss = sum_lines(rollup, "Pss")
        now = {"pss_bytes": pss, "rss_bytes": sum_lines(rollup, "Rss"),
               "vsize_bytes": sum_lines(status, "VmSize"),
               "total_bytes": pss + max(0, kernel_bytes() - self.kernel)}
        self.peaks = {key: max(value, self.peaks.get(key, 0))
                      for key, value in now.items()}
        self.threads = max(self.threads or 0,
                           sum_lines(status, "Threads") // 1024)


# ---- the two sides ----

def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_answer(server, port, folder):
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.005)
        if os.waitid(os.P_PID, server.pid,
                     os.WEXITED | os.WNOHANG | os.WNOWAIT):
            break
    with open(os.path.join(folder, "said"), encoding="utf-8") as said:
        lines = said.read().strip().splitlines() or ["it does not answer"]
    raise Failed(f"the server did not start: {lines[-1]}")


def start_load(plan, port):
    """A child that is never waited for: its CPU time is not counted as ours.
    Returns its pid, and where it writes."""
    path, (out, end) = find("overlap-load"), os.pipe()
    pid = os.posix_spawn(
        path, [path, "--json", f"--connections={plan.tasks}",
               f"--requests={plan.size}",
               *(["--slow=20ms"] if plan.variant == "slow" else []),
               f"http://127.0.0.1:{port}/"],
        os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, end, 1)])
    os.close(end)
    return pid, out


def hear_load(out, meter):
    """What the clients found; meanwhile the server is metered."""
    if meter.on:
        meter.sample()
        os.set_blocking(out, False)
    said = b""
    while True:
        try:
            part = os.read(out, 4096)
        except BlockingIOError:
            time.sleep(SAMPLE_S)
            meter.sample()
            continue
        said += part
        if not part:
            break
    try:
        return json.loads(said.splitlines()[-1])
    except (IndexError, ValueError):
        raise Failed("overlap-load broke off") from None


def measure(plan, folder):
    """Returns what the clients found, the server's CPU times, and its meter."""
    port, load = free_port(), None
    command = ["setpriv", "--pdeathsig", "KILL",
               *command_of(plan, folder, port)]
    with open(os.path.join(folder, "said"), "w", encoding="utf-8") as said:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                  stdout=said, stderr=said)
    try:
        await_answer(server, port, folder)
        meter, before_ns = Meter(server.pid, plan), cpu_ns(server.pid)
        begin_ns = time.monotonic_ns()
        load, out = start_load(plan, port)
        found = hear_load(out, meter)
        found["wall_ns"] = time.monotonic_ns() - begin_ns
        load = None
    finally:
        if load:
            os.kill(load, signal.SIGKILL)
        os.kill(server.pid, signal.SIGKILL)
        _, status, used = os.wait4(server.pid, 0)
        server.returncode = status
    # Its start, taken off in proportion: that clock does not tell them apart.
    all_ns = 1e9 * (used.ru_utime + used.ru_stime)
    share = max(0, 1 - before_ns / all_ns) if all_ns else 0
    found["user_ns"] = int(1e9 * used.ru_utime * share)
    found["sys_ns"] = int(1e9 * used.ru_stime * share)
    found["switches"] = used.ru_nvcsw, used.ru_nivcsw
    return found, meter


# ---- the record ----

def make_record(plan, found, meter):
    result = overlap.Result()
    result.err, result.answer = 0, plan.size
    record = {
        "schema": "overlap/record/1", "model": plan.server,
        "workload": "serve", "kind": "io",
        "plan": {
            "tasks": plan.tasks, "size": plan.size, "size_unit": "count",
            "variant": plan.variant, "width": 0, "workers": plan.tasks,
            "keep_going": plan.keep_going, "rate_per_s": None,
            "timeout_ns": None, "offload": False, "ticker": False,
            "meter": plan.meter,
            "delay_ns": int(plan.delay_ms * 1e6) or None},
        "ok": plan.tasks, "failed": 0, "canceled": 0,
        "right": (found["wrong"] == 0
                  and found["requests"] == plan.tasks * plan.size
                  and found["digest"] == zlib.crc32(PAGE)),
        "answer": overlap.combine([result] * plan.tasks),
        "wall_ns": found["wall_ns"],
        "user_ns": found["user_ns"], "sys_ns": found["sys_ns"],
        "cores_used": (found["user_ns"] + found["sys_ns"]) / found["wall_ns"],
        "waited_ns": None, "overlap": None, "peak_in_flight": None,
        "threads": meter.threads, "processes": 1 if meter.threads else None,
        "memory": meter.peaks or None, "context_switches": {
            "voluntary": found["switches"][0],
            "involuntary": found["switches"][1]},
        "latency_ns": None, "service_ns": None, "lateness_ns": None,
        "findings": {
            "requests_per_s": found["requests"] * 1e9 / found["elapsed_ns"],
            "p50_us": found["p50_ns"] / 1e3, "p99_us": found["p99_ns"] / 1e3,
            "p999_us": found["p999_ns"] / 1e3},
        "failures": [],
        "versions": {plan.server: version_of(plan.server)}}
    record["missing"] = {
        key: "not metered" if key in ("memory", "threads", "processes")
        else "the clients know of requests, not of the server's tasks"
        for key, value in record.items() if value is None}
    return record


def run(plan):
    """Returns the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        found, meter = measure(plan, folder)
    if found["failed"]:
        raise Failed(f"{found['failed']} of {plan.tasks} connections failed")
    record = make_record(plan, found, meter)
    if plan.record:
        overlap.write_record(record, plan.record)
    else:
        overlap.print_record(record)
        for name, value in record["findings"].items():
            print(f"  {name:<14} {value:.0f}")
    return 0 if record["right"] else 1


# ---- the command line ----

def one_of(option, found, words):
    if found not in words:
        raise overlap.Refused(f"{option}: found '{found}', expected one of: "
                              + ", ".join(words))
    return found


def parse(argv):
    plan = overlap.Plan()
    options, words = getopt.gnu_getopt(argv, "", [
        "server=", "variant=", "delay=", "tasks=", "size=", "width=",
        "keep-going", "meter", "record=", "trace=", "list", "version", "help"])
    given = dict(options)
    if {"--help", "--list", "--version"} & given.keys():
        return None, given
    if words != ["serve"]:
        raise overlap.Refused(f"found '{' '.join(words)}', expected serve")

    def number(option, default, unit, least, most):
        text = given.get(option, default)
        return overlap.number(option, text, unit, least, most)

    plan.server = one_of("--server", given.get("--server", "none"), SERVERS)
    plan.variant = one_of("--variant", given.get("--variant", "page"), VARIANTS)
    if plan.server == "nginx" and plan.variant == "wait":
        raise overlap.Refused(f"--variant: found {plan.variant}, not testable "
                              "here: nginx serves a page and does not wait")
    if "--delay" in given and plan.variant != "wait":
        raise overlap.Refused(f"--delay: found with --variant {plan.variant}, "
                              "expected with wait")
    delay = "20" if plan.variant == "wait" else "0"
    plan.delay_ms = number("--delay", delay, "ms", 0, 1e6)
    plan.tasks = int(number("--tasks", "100", "count", 1, 1e6))
    plan.size = int(number("--size", "20", "count", 1, 1e6))
    number("--width", "0", "count", 0, 0)  # each serves whoever comes
    plan.keep_going, plan.meter = "--keep-going" in given, "--meter" in given
    plan.record = given.get("--record")
    return plan, given


def allow_files():
    """As many descriptors as may be: the clients have them from us, too."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def main():
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    try:
        plan, given = parse(sys.argv[1:])
        if plan:
            allow_files()
            return run(plan)
        if "--list" in given:
            print("serve    a task is a connection")
        elif "--version" in given:
            print("server.py", sys.version.split()[0])
        else:
            print("server.py --server NAME [options] serve: NAME is one of "
                  + ", ".join(SERVERS) + "; the options are in "
                  "docs/protocol.md, and --variant page, slow or wait, --delay T")
        return 0
    except Failed as error:
        overlap.refuse("server.py", error)
        return 1
    except (overlap.Refused, getopt.GetoptError, OSError) as error:
        return overlap.refuse("server.py", error)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
