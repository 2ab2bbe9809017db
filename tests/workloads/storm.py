#!/usr/bin/env python3
"""storm.py -- a server in bad weather: nothing grows, and no answer is lost.

usage: storm.py SERVER [COUNT]

SERVER is a program with `serve --port`. It gets connections that stay half
open, that are reset or dropped (COUNT of them, by default 20000), that read
slowly, and more than it has descriptors for. In between, well-behaved clients
must get each of their answers, and in the end its memory and descriptors must
be what they were.
"""
import os
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import time

WIDTH = 60
FILES = 25  # connections that each process of the server has descriptors for
HALF_OPEN = 10
SLOW = 5
PIPELINED = 2000
REQUEST = b"GET / HTTP/1.1\r\nHost: storm\r\n\r\n"
PAGE = 1024


def connect(port, receive_bytes=None):
    client = socket.socket()
    if receive_bytes:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    client.settimeout(60)
    client.connect(("127.0.0.1", port))
    return client


def answers(client, count):
    """Reads `count` answers; fails if there are fewer."""
    data = client.makefile("rb")
    for i in range(count):
        status = data.readline()
        assert status.startswith(b"HTTP/1.1 200 "), (i, status)
        while data.readline() != b"\r\n":
            pass
        assert len(data.read(PAGE)) == PAGE, i


def behave(port):
    with connect(port) as client:
        for _ in range(3):
            client.sendall(REQUEST)
            answers(client, 1)


def reset(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def drop(port, number):
    """Leaves in one of several ways."""
    client = connect(port)
    if number % 4 == 1:
        client.send(REQUEST[: number % len(REQUEST)])
    elif number % 4 == 2:
        client.send(REQUEST * 3)
    if number % 2:
        reset(client)
    else:
        client.close()


def drop_many(port, count):
    for number in range(count):
        drop(port, number)
        if number % 50 == 0:
            behave(port)


def send_all_it_takes(client):
    """Sends requests until the server, which waits for us, takes no more."""
    requests, sent = REQUEST * PIPELINED, 0
    client.settimeout(0.2)
    try:
        while sent < len(requests):
            sent += client.send(requests[sent:])
    except TimeoutError:
        pass
    client.settimeout(60)
    return sent // len(REQUEST)


def read_slowly(port):
    """Back-pressure: the server has to wait until we read, and loses nothing."""
    slow = [connect(port, 4096) for _ in range(SLOW)]
    asked = [send_all_it_takes(client) for client in slow]
    behave(port)
    for client, count in zip(slow, asked):
        answers(client, count)
        client.close()


def exhaust(port):
    """More than the server has descriptors or workers for."""
    crowd = [connect(port) for _ in range(2 * WIDTH)]
    for client in crowd:
        client.sendall(REQUEST)
    time.sleep(0.3)
    for client in crowd:
        answers(client, 1)
        client.close()


def limit_descriptors(pid):
    for process in processes_of(pid):
        most = len(os.listdir(f"/proc/{process}/fd")) + FILES
        resource.prlimit(process, resource.RLIMIT_NOFILE, (most, most))


def processes_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [pid] + [int(child) for child in file.read().split()]


def size_of(pid):
    """Memory in KiB and open descriptors, of all its processes."""
    kib = files = 0
    for process in processes_of(pid):
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
            kib += int(re.search(r"^Pss: +(\d+)", file.read(), re.M).group(1))
        files += len(os.listdir(f"/proc/{process}/fd"))
    return kib, files


def settled(pid):
    """The same, once the server has noticed that all have left."""
    best = size_of(pid)
    for _ in range(50):
        time.sleep(0.1)
        now = size_of(pid)
        if now[1] >= best[1]:
            return now
        best = now
    return best


def storm(port, count):
    half_open = [connect(port) for _ in range(HALF_OPEN)]
    for client in half_open[::2]:
        client.send(REQUEST[:9])
    drop_many(port, count)
    read_slowly(port)
    for client in half_open:
        client.close()
    exhaust(port)
    behave(port)


def main():
    program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    words = [program, "serve", "--port", "0", "--variant", "page", "--width", str(WIDTH)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as server:
        port = int(re.search(rb":(\d+)/", server.stdout.readline()).group(1))
        try:
            behave(port)
            limit_descriptors(server.pid)
            storm(port, 200)
            before = settled(server.pid)
            storm(port, count)
            after = settled(server.pid)
        finally:
            server.send_signal(signal.SIGINT)
            server.stdout.read()
    print(f"{count} dropped: {before[0]} KiB, then {after[0]} KiB; "
          f"{before[1]} descriptors, then {after[1]}")
    if after[0] > 1.1 * before[0] + 256 or after[1] > before[1]:
        sys.exit("expected neither to grow")


main()
