#!/usr/bin/env python3
"""sequential.py -- the worker is the program itself."""
import overlap


def run(work):
    io = overlap.BlockingIo(work, 0)
    return [overlap.finish(work.do(io, i)) for i in range(work.plan.tasks)]


if __name__ == "__main__":
    overlap.main("python-sequential", run, max_width=1)
