"""semantics.py -- scenarios of overlap-semantics, on CPython's asyncio.

usage: semantics.py --list | [--wrong] NAME

The documents are about asyncio, so a verdict on them holds if asyncio leaves
the same transcript. Missing are the scenarios that only C has (w7, g9, g4 in
the pool, threads and processes), and m4-loop, which would hang in asyncio.
"""

import asyncio
import errno
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent / "../../async/asyncio"))
from scenario import (LONG, UNIT_S, act, caught, failure, nap, run, say,
                      settle, start, told, value_of)

WRONG = "--wrong" in sys.argv
scenarios = {}


def scenario(name):
    def add(function):
        scenarios[name] = function
        return function

    return add


def block(units):
    time.sleep(units * UNIT_S)


def spin(units):
    end = time.monotonic() + units * UNIT_S
    while time.monotonic() < end:
        pass


async def act_blocking(name, units):
    say(f"{name} begins")
    block(units)
    say(f"{name} ends")


# ---- The order of awaits, tasks and gathers (W2-W5, N3) ----


async def say_after_each_other():
    say("Started")
    await act("Hello", 2)
    await act("World", 4)
    say("Finished")


async def say_in_tasks():
    hello, world = start("Hello", 2), start("World", 4)
    say("Started")
    await hello
    await world
    say("Finished")


@scenario("w2-order")
async def awaits_are_sequential():
    await (say_in_tasks() if WRONG else say_after_each_other())


@scenario("w3")
async def tasks_overlap():
    await (say_after_each_other() if WRONG else say_in_tasks())


@scenario("w2-unstarted")
async def calls_do_not_start():
    call = act("Hello", 1)
    if WRONG:
        call = asyncio.create_task(call)
    say("made")
    await nap(4)
    say("a while later")
    await call


@scenario("w4-hello")
async def hello_wait_world():
    other = start("another task", 1)
    say("Hello...")
    if WRONG:
        block(4)
    else:
        await nap(4)
    say("World!")
    await other


@scenario("w4-loop")
async def three_end_by_their_delay():
    do = act_blocking if WRONG else act
    await asyncio.gather(do("A", 4), do("B", 2), do("C", 6))


@scenario("w5")
async def a_sleep_lets_others_run():
    async def tick_thrice():
        for i in range(1, 4):
            await nap(1)
            say(f"tick {i}")

    do = act_blocking if WRONG else act
    await asyncio.gather(do("sleep", 8), tick_thrice())


appended = []


def fetches():
    async def fetch(name, units):
        await nap(units)
        say(f"{name}: 200")
        appended.append(name)
        return name

    return [fetch("A", 6), fetch("B", 4), fetch("C", 2)]


@scenario("n3-prints")
async def prints_come_as_they_end():
    if WRONG:
        for fetch in fetches():
            await fetch
    else:
        await asyncio.gather(*fetches())


@scenario("n3-results")
async def results_come_in_order():
    results = await asyncio.gather(*fetches())
    say(" ".join(["results:", *(appended if WRONG else results)]))


# ---- gather (G1-G3) ----


@scenario("g1-loop")
async def results_keep_argument_order():
    ended = []

    async def nap_and_return(index, units):
        await nap(units)
        ended.append(index)
        return index

    def say_order(numbers, what, right):
        ordered = list(numbers) == list(range(1000))
        say(f"{right if ordered else 'not all'} {what} the order of arguments")

    results = await asyncio.gather(
        *(nap_and_return(i, 8 * random.random()) for i in range(1000)))
    say_order(ended, "ended in", "all")
    say_order(ended if WRONG else results, "results are in", "all 1000")


@scenario("g2")
async def errors_come_as_values():
    gather = asyncio.gather(
        act("A", 4, 1), act("B", 2, -errno.EIO),
        act("C", 6, -errno.EPROTO), act("D", 8, 4),
        return_exceptions=not WRONG)
    try:
        results = await gather
        say("gather=0")
        say(" ".join(["results:", *map(value_of, results)]))
    except OSError as error:
        say(f"gather={value_of(error)}")
    await nap(10)


async def gather_sleeper(units):
    await asyncio.gather(act("A", units), act("B", 2, -errno.EIO))


async def group_sleeper(units):
    async with asyncio.TaskGroup() as group:
        group.create_task(act("A", units))
        group.create_task(act("B", 2, -errno.EIO))


@scenario("g3")
async def siblings_of_an_error_go_on():
    await caught("gather", group_sleeper(4) if WRONG else gather_sleeper(4))
    await nap(6)
    say("main ends")


# ---- Groups (G4, G5) ----


@scenario("g4-sleeping")
async def a_sleeper_is_cancelled():
    group = asyncio.create_task(
        caught("group", gather_sleeper(8) if WRONG else group_sleeper(8)))
    await nap(5)
    say("a while later")
    await group
    await nap(5)


async def group_with(function):
    async def both():
        async with asyncio.TaskGroup() as group:
            group.create_task(act("B", 2, -errno.EIO))
            group.create_task(function())

    await caught("group", both())


@scenario("g4-computing")
async def computing_is_not_cancelled():
    async def compute():
        say("A computes")
        try:
            for _ in range(8):
                spin(1)
                if WRONG:
                    await asyncio.sleep(0)
        except asyncio.CancelledError:
            say("A is cancelled in between")
            raise
        say("A has computed")
        await told("A's next wait", nap(1))

    await group_with(compute)


@scenario("g4-swallowing")
async def a_cancel_can_be_swallowed():
    async def swallow():
        try:
            await told("A's sleep", nap(LONG))
        except asyncio.CancelledError:
            if WRONG:
                raise
            await act("A's next work", 2)

    await group_with(swallow)


@scenario("g5")
async def a_group_reports_failures():
    async def fail(name, code):
        say(f"{name} fails")
        raise failure(code)

    async def both():
        async with asyncio.TaskGroup() as group:
            make = asyncio.create_task if WRONG else group.create_task
            failing.append(make(fail("A", errno.EIO)))
            failing.append(make(fail("B", errno.EPROTO)))

    failing = []
    try:
        await both()
        result = "0"
    except BaseException as error:
        result = value_of(error)
    await settle()
    say(f"group={result}")
    say("main goes on")
    for task in failing:
        task.exception()


# ---- Waits (G6, G7) ----


@scenario("g6-yield")
async def a_task_begins_when_its_parent_waits():
    if WRONG:
        thread = threading.Thread(
            target=lambda: asyncio.run(act_blocking("A", 2)))
        thread.start()
    else:
        task = start("A", 2)
    block(8)
    say("the parent has computed")
    if WRONG:
        thread.join()
    else:
        await task


@scenario("g6-exit")
async def unfinished_tasks_are_cancelled():
    task = start("A", 4)
    await asyncio.sleep(0)
    if WRONG:
        await task
    say("main ends")


@scenario("g7-failure")
async def a_failure_raises_nothing():
    if WRONG:
        await caught("wait", asyncio.gather(act("A", 2, -errno.EIO),
                                            act("B", 4)))
        await nap(4)
        return
    a, b = start("A", 2, -errno.EIO), start("B", 4)
    done, _ = await asyncio.wait([a, b])
    say(f"wait: {len(done)} of 2 done")
    await caught("A", a)
    await caught("B", b)


@scenario("g7-timeout")
async def a_timeout_cancels_nothing():
    task = start("A", 6)
    timeout = None if WRONG else 2 * UNIT_S
    done, _ = await asyncio.wait([task], timeout=timeout)
    say(f"wait: {len(done)} of 1 done")
    await told("A", task)


# ---- Calls (B3) ----


async def call_beside_a_ticker(units, offloaded):
    async def tick():
        due = time.monotonic() + UNIT_S
        await asyncio.sleep(UNIT_S)
        late = time.monotonic() - due > 10 * UNIT_S
        say(f"a tick comes {'late' if late else 'in time'}")

    ticker = asyncio.create_task(tick())
    await asyncio.sleep(0)
    say("the call begins")
    if offloaded:
        await asyncio.to_thread(block, units)
    else:
        block(units)
    say("the call ends")
    await ticker


@scenario("b3-short")
async def a_short_call_does_no_harm():
    await call_beside_a_ticker(30 if WRONG else 0.1, False)


@scenario("b3-long")
async def a_long_call_holds_up():
    await call_beside_a_ticker(30, WRONG)


@scenario("b3-offloaded")
async def a_long_call_is_offloaded():
    await call_beside_a_ticker(30, not WRONG)


# ---- Coroutines and runs (G8, G10) ----

shared = 0


async def descend(depth):
    if depth == 0:
        await nap(1)
        return 0
    return await descend(depth - 1) + depth


async def descend_shared(depth):
    global shared
    shared = depth
    if depth == 0:
        await nap(1)
        return 0
    below = await descend_shared(depth - 1)
    return below + shared


@scenario("g8")
async def locals_survive_a_wait():
    down = descend_shared if WRONG else descend
    other = asyncio.create_task(down(40))
    say(f"1 + 2 + ... + 50 = {await down(50)}")
    say(f"1 + 2 + ... + 40 = {await other}")


def run_as(label, main):
    """Says EALREADY where asyncio raises RuntimeError."""
    try:
        say(f"{label}={asyncio.run(main)}")
    except RuntimeError:
        main.close()
        say(f"{label}=EALREADY")


@scenario("g10-nested")
async def run_within():
    if WRONG:
        await asyncio.to_thread(run_as, "inner run", act("inner", 1, 7))
    else:
        run_as("inner run", act("inner", 1, 7))
    say("the outer run goes on")


@scenario("g10-again")
def runs_follow_each_other():
    async def run_second_within():
        await act("first", 1)
        run_as("second run", act("second", 1, 7))
        return 7

    if WRONG:
        run_as("first run", run_second_within())
    else:
        run_as("first run", act("first", 1, 7))
        run_as("second run", act("second", 1, 7))


# ---- Sharing and computing (M2, M3, C4) ----


async def count_together(waits, lock=None):
    count = 0

    async def add():
        nonlocal count
        seen = count
        if waits:
            await asyncio.sleep(0)
        count = seen + 1

    async def add_many():
        for _ in range(1000):
            if lock:
                async with lock:
                    await add()
            else:
                await add()
            if not waits:
                await asyncio.sleep(0)

    await asyncio.gather(add_many(), add_many())
    say(f"{2000 - count} of 2000 updates lost")


@scenario("m2")
async def none_is_lost_without_a_wait():
    await count_together(waits=WRONG)


@scenario("m3")
async def half_is_lost_over_a_wait():
    await count_together(waits=True, lock=asyncio.Lock() if WRONG else None)


@scenario("c4")
async def coroutines_take_turns():
    computing = most = 0
    lock = threading.Lock()

    def compute():
        nonlocal computing, most
        with lock:
            computing += 1
            most = max(most, computing)
        spin(8)
        with lock:
            computing -= 1

    async def compute_in_task():
        compute()

    if WRONG:
        threads = [threading.Thread(target=compute) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        await asyncio.gather(compute_in_task(), compute_in_task())
    say(f"at most {most} of 2 compute at once")


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        print("\n".join(scenarios))
    else:
        function = scenarios[sys.argv[-1]]
        if asyncio.iscoroutinefunction(function):
            run(function)
        else:
            function()
