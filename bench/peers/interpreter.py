"""interpreter.py -- a CPython that has the interpreter's lock (GIL), or none.

From 3.13 on there are builds without it, and PYTHON_GIL can give these their
lock back. So an interpreter's name decides nothing: each is asked.
"""
import os
import re
import subprocess
import sys

NAME = re.compile(r"python3(\.(1[3-9]|[2-9]\d))?t?")
ASK = "import sys; print(getattr(sys, '_is_gil_enabled', lambda: True)())"
SECONDS = 20  # to answer
BEGUN = "OVERLAP_GIL"  # set in the environment of a program begun again


def has_lock():
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def says(python, locked):
    try:
        said = subprocess.run([python, "-c", ASK], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, timeout=SECONDS,
                              stderr=subprocess.DEVNULL).stdout
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said == b"%r\n" % locked


def candidates():
    """Each other CPython in PATH that is recent enough, by its name, once; those
    named for having no lock first."""
    found, known = [], {os.path.realpath(sys.executable)}
    for folder in os.get_exec_path():
        if not (os.path.isdir(folder) and os.access(folder, os.R_OK)):
            continue
        for name in filter(NAME.fullmatch, os.listdir(folder)):
            python = os.path.join(folder, name)
            if os.path.realpath(python) not in known:
                known.add(os.path.realpath(python))
                found.append(python)
    return sorted(found, key=lambda python: not python.endswith("t"))


def use(locked):
    """Goes on in a CPython with that lock, or without: this one, or another,
    which begins the program again. Returns False if there is none, or if it
    has, or lacks, its lock all the same: a module may bring that back."""
    if has_lock() == locked:
        return True
    if os.environ.get(BEGUN):
        return False
    os.environ[BEGUN] = "1"
    for python in candidates():
        if says(python, locked):
            os.execv(python, [python, *sys.argv])
    return False
