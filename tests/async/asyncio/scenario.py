"""scenario.py -- what scenarios in Python share; scenario.h has the design."""

import asyncio
import errno
import inspect
import os
import sys

UNIT_S = int(os.environ.get("SCENARIO_UNIT_MS", "10")) / 1000
LONG = 1000  # units: nobody waits that long

_scenarios = []
_too_new = []  # names
_held = None  # the events since any_order() or differ()
_difference = None


def scenario(function):
    _scenarios.append(function)
    return function


def scenario_since(*version):
    """A scenario that holds from this CPython on; older ones leave it out."""
    def add(function):
        if sys.version_info >= version:
            _scenarios.append(function)
        else:
            _too_new.append(function.__name__)
        return function

    return add


def say(event):
    if _held is None:
        print(event, flush=True)
    else:
        _held.append(event)


def any_order():
    global _held
    _held = []


def in_order():
    global _held
    held, _held = sorted(_held), None
    for event in held:
        say(event)


def differ(why, ours, asyncios):
    global _held, _difference
    _held, _difference = [], (why, ours, asyncios)


def agree():
    global _held
    why, ours, asyncios = _difference
    held, _held = " ".join(_held), None
    if held == asyncios:
        say(f"difference: {why}; ours: {ours}; asyncio's: {asyncios}")
    else:
        say(f"undocumented: {held}")


def failure(code):
    return OSError(code, os.strerror(code))


def name_of(error):
    if isinstance(error, BaseExceptionGroup):
        return "+".join(name_of(each) for each in error.exceptions)
    if isinstance(error, OSError) and error.errno:
        return errno.errorcode[error.errno]
    return {
        asyncio.CancelledError: "ECANCELED",
        TimeoutError: "ETIMEDOUT",
        asyncio.QueueEmpty: "EAGAIN",
        asyncio.QueueFull: "EAGAIN",
        KeyboardInterrupt: "EINTR",
        ValueError: "EINVAL",
        asyncio.BrokenBarrierError: "EPIPE",
        getattr(asyncio, "QueueShutDown", None): "ESHUTDOWN",
    }.get(type(error), type(error).__name__)


def value_of(result):
    """A result of gather or await, as C would print it."""
    if isinstance(result, BaseException):
        return name_of(result)
    if result is None or result is True:
        return "0"
    return str(int(result))


async def told(label, awaitable):
    """Says how a wait ended, and ends the same way."""
    try:
        result = await awaitable
    except BaseException as error:
        say(f"{label}={name_of(error)}")
        raise
    say(f"{label}={value_of(result)}")
    return result


async def caught(label, awaitable):
    """Says how a wait ended; what it raised goes no further."""
    try:
        await told(label, awaitable)
    except BaseException:
        pass


def nap(units):
    return asyncio.sleep(units * UNIT_S)


async def settle():
    """Lets everybody go as far as they can without time passing."""
    for _ in range(10):
        await asyncio.sleep(0)


async def act(name, units, result=0):
    """Most tasks of most scenarios: waits, and says how that ended."""
    say(f"{name} begins")
    try:
        await nap(units)
    except asyncio.CancelledError:
        say(f"{name} is cancelled")
        raise
    say(f"{name} {'fails' if result < 0 else 'ends'}")
    if result < 0:
        raise failure(-result)
    return result


def start(name, units, result=0):
    return asyncio.create_task(act(name, units, result))


def spawn(*coroutines):
    return [asyncio.create_task(each) for each in coroutines]


async def join(tasks):
    """Says all results at once, so that nobody's last steps mingle."""
    results = await asyncio.gather(*tasks, return_exceptions=True)
    say(" ".join(["joined", *map(value_of, results)]))


def run(main):
    try:
        result = asyncio.run(main())
    except BaseException as error:
        return name_of(error)
    return value_of(result)


def run_scenarios():
    names = sys.argv[1:]
    if names == ["--too-new"]:
        for name in _too_new:
            print(name)
        return
    for function in _scenarios:
        name = function.__name__
        if names == ["--list"]:
            print(name)
        elif not names or name in names:
            say(f"== {name}")
            if inspect.iscoroutinefunction(function):
                say(f"run={run(function)}")
            else:
                function()
