#!/usr/bin/env python3
"""threads.py -- the workers are the threads of an executor.

The executor's queue hands out the tasks: a task costs what a submit() costs.
One thread at a time holds the interpreter's lock (the GIL), so threads overlap
waits, but do not compute faster; in a CPython without it (--gil off) they do.
"""
import concurrent.futures
import itertools
import threading

import overlap


def run(work):
    numbers = itertools.count()
    lock = threading.Lock()  # a count has none where there is no GIL
    own = threading.local()

    def begin():
        with lock:
            own.io = overlap.BlockingIo(work, next(numbers))

    def do(index):
        return overlap.finish(work.do(own.io, index))

    with concurrent.futures.ThreadPoolExecutor(
            work.workers, initializer=begin) as pool:
        return list(pool.map(do, range(work.plan.tasks)))


if __name__ == "__main__":
    overlap.main("python-threads", run)
