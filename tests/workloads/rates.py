#!/usr/bin/env python3
"""rates.py -- whether overlap-load is right, and what an answer costs a server.

usage: rates.py BIN-DIR [SECONDS]

Run by hand, where wrk is installed. First wrk and overlap-load measure the same
server, whose answers take 50 ms, and must agree within 5 %. Then each model's
server and, where it is installed, nginx answer wrk with a page of 1 KiB, and
the CPU time of each answer is printed: it holds on a busy machine, too.
"""
import glob
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

BIN = sys.argv[1] if len(sys.argv) > 1 else "build/bin"
SECONDS = int(sys.argv[2]) if len(sys.argv) > 2 else 2
ROUNDS = 5
NGINX = """daemon off; master_process off; pid {0}/pid; error_log {0}/log;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 100000000;
server {{ listen 127.0.0.1:18999; root {0};
location / {{ try_files /page =404; open_file_cache max=10; }} }} }}
"""


def start(model, *words):
    program = os.path.join(BIN, "overlap-" + model)
    server = subprocess.Popen([program, "serve", "--port", "0", "--width", "1000", *words],
                              stdout=subprocess.PIPE, text=True)
    return server, server.stdout.readline().strip()


def start_nginx(folder):
    with open(folder + "/page", "w", encoding="ascii") as page:
        page.write("a" * 1024)
    with open(folder + "/conf", "w", encoding="ascii") as conf:
        conf.write(NGINX.format(folder))
    server = subprocess.Popen(["nginx", "-c", folder + "/conf"], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    return server, "http://127.0.0.1:18999/"


def wrk(connections, url):
    """How many answers, and how many a second."""
    said = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", url],
                          capture_output=True, text=True, check=True).stdout
    return (int(re.search(r"(\d+) requests in", said).group(1)),
            float(re.search(r"Requests/sec: +([\d.]+)", said).group(1)))


def ours(connections, url):
    said = subprocess.run([BIN + "/overlap-load", "--connections", str(connections),
                           "--duration", f"{SECONDS}s", url],
                          capture_output=True, text=True, check=True).stdout
    return float(re.search(r", (\d+) a second", said).group(1))


def cpu_ns(pid):
    """Of a process and its children, thread by thread: ticks are too coarse."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        pids = [pid, *file.read().split()]
    total = 0
    for path in (path for one in pids for path in glob.glob(f"/proc/{one}/task/*/schedstat")):
        with open(path, encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total


def agree():
    server, url = start("async", "--variant", "wait", "--delay", "50ms")
    pairs = [(wrk(200, url)[1], ours(200, url)) for _ in range(ROUNDS)]
    server.send_signal(signal.SIGINT)
    server.communicate()
    ratio = statistics.median(ours / theirs for theirs, ours in pairs)
    print(f"overlap-load over wrk, requests a second: {ratio:.3f}")
    return 0.95 <= ratio <= 1.05


def print_costs(folder):
    servers = {model: start(model, "--variant", "page")
               for model in ("async", "hybrid", "threads", "processes")}
    if shutil.which("nginx"):
        servers["nginx"] = start_nginx(folder)
    for connections in (100, 1000):
        for name, (server, url) in servers.items():
            before = cpu_ns(server.pid)
            answers, _ = wrk(connections, url)
            each_us = (cpu_ns(server.pid) - before) / answers / 1e3
            print(f"{name:10} {connections:5} connections: {each_us:5.1f} us an answer")
    for server, _ in servers.values():
        server.send_signal(signal.SIGINT)
        server.communicate()


def main():
    if not shutil.which("wrk"):
        print("skipped: there is no wrk (apt-get install wrk)")
        sys.exit(77)
    right = agree()
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        print_costs(folder)
    sys.exit(0 if right else "expected 0.95 to 1.05")


main()
