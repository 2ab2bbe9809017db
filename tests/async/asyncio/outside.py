"""outside.py -- the world outside: Ctrl-C and threads."""

import asyncio
import signal
import threading
import time

from scenario import (
    LONG, UNIT_S, act, caught, nap, run_scenarios, say, scenario, start, told,
)


@scenario
async def ctrl_c_cancels_main_which_cleans_up():
    async def interrupt():
        await nap(1)
        signal.raise_signal(signal.SIGINT)

    task = asyncio.create_task(interrupt())
    try:
        await told("sleep", nap(LONG))
    finally:
        await caught("flush", nap(1))
        say("cleaned up")


@scenario
async def ctrl_c_cancels_the_other_tasks_after_main():
    start("other", LONG)
    await asyncio.sleep(0)
    signal.raise_signal(signal.SIGINT)
    await act("main", LONG)


@scenario
async def ctrl_c_that_main_swallows():
    signal.raise_signal(signal.SIGINT)
    await caught("sleep", nap(LONG))
    return 5


@scenario
async def a_thread_works_while_the_loop_goes_on():
    async def work():
        await asyncio.to_thread(time.sleep, 4 * UNIT_S)
        say("work ends")

    working = asyncio.create_task(work())
    await act("main", 1)
    await working


@scenario
async def threads_wait_at_the_same_time():
    started = threading.Barrier(3)
    await asyncio.gather(*(asyncio.to_thread(started.wait) for _ in range(3)))
    say("all three met")


if __name__ == "__main__":
    run_scenarios()
