#!/usr/bin/env python3
"""@NAME@.py -- the workers are threads, each of which takes the next task.

A start: change what a worker is. The tasks, the command line and the record are
in overlap.py; the protocol is in docs/protocol.md.
"""
import sys

# This folder comes last: @NAME@ may be a module's name, too.
sys.path = ["@DATA@/peers", *sys.path[1:], sys.path[0]]
import itertools  # noqa: E402
import threading  # noqa: E402

import overlap  # noqa: E402


def run(work):
    results = [None] * work.plan.tasks
    numbers = itertools.count()

    def worker(number):
        io = overlap.BlockingIo(work, number)
        for index in numbers:  # next() of a count is one step in CPython
            if index >= work.plan.tasks:
                return
            results[index] = overlap.finish(work.do(io, index))

    crew = [threading.Thread(target=worker, args=(number,))
            for number in range(work.workers)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    return results


if __name__ == "__main__":
    overlap.main("@NAME@", run)
