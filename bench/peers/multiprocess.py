#!/usr/bin/env python3
"""multiprocess.py -- the workers are the forked processes of an executor.

Each has its own interpreter, and so its own lock. Tasks and results travel
through pipes; tasks that only compute, in chunks, as our own models take them,
but all of one size.
"""
import concurrent.futures
import ctypes
import multiprocessing
import os
import signal

import overlap

CHUNK_MAX = 64
PR_SET_PDEATHSIG = 1
own = {}  # this process's work and io


def begin(work, numbers, parent):
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before
        os._exit(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent stops the run
    with numbers.get_lock():
        own["work"], own["io"] = work, overlap.BlockingIo(work, numbers.value)
        numbers.value += 1


def do(index):
    return overlap.finish(own["work"].do(own["io"], index))


def chunk_size(work):
    plan = work.plan
    if overlap.WORKLOADS[plan.workload][1] != "cpu" or plan.rate:
        return 1
    return max(1, min(CHUNK_MAX, plan.tasks // (8 * work.workers)))


def run(work):
    fork = multiprocessing.get_context("fork")
    with concurrent.futures.ProcessPoolExecutor(
            work.workers, fork, begin,
            (work, fork.Value("i", 0), os.getpid())) as pool:
        return list(pool.map(do, range(work.plan.tasks),
                             chunksize=chunk_size(work)))


if __name__ == "__main__":
    overlap.main("python-processes", run)
