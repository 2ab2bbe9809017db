#!/usr/bin/env python3
"""wire.py -- a slow wire between two network namespaces, for machines.sh.

    wire.py PID PID DELAY    (DELAY: 100us, 10ms)

It makes a TUN device called wire in the namespace of each process, prints
"ready", and hands each packet on after the delay."""
import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000


def end_in(pid):
    """The descriptor of the wire's end in that process's namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/proc/{pid}/ns/net") as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET) < 0:
            raise OSError(ctypes.get_errno(), "setns")
    end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(end, TUNSETIFF,
                struct.pack("16sH22x", b"wire", IFF_TUN | IFF_NO_PI))
    return end


def main():
    units = {"us": 1e-6, "ms": 1e-3}
    number, unit = sys.argv[3][:-2], sys.argv[3][-2:]
    if unit not in units or not number.isdigit():
        sys.exit(f"found '{sys.argv[3]}', expected a delay such as 10ms")
    delay_s = int(number) * units[unit]
    try:
        left, right = end_in(sys.argv[1]), end_in(sys.argv[2])
    except OSError as error:
        sys.exit(f"no TUN device: {error}")
    print("ready", flush=True)
    other = {left: right, right: left}
    under_way = collections.deque()  # when it is due, where, what
    while True:
        wait_s = max(0, under_way[0][0] - time.monotonic()) if under_way \
            else None
        for end in select.select([left, right], [], [], wait_s)[0]:
            packet = os.read(end, 65536)
            under_way.append((time.monotonic() + delay_s, other[end], packet))
        while under_way and under_way[0][0] <= time.monotonic():
            _, end, packet = under_way.popleft()
            try:
                os.write(end, packet)
            except OSError:
                pass  # as a wire loses it


main()
