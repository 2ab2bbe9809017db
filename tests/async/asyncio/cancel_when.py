"""cancel_when.py -- when a cancel is delivered, and what tasks do about it."""

import asyncio
import errno

from scenario import (
    LONG, caught, nap, run_scenarios, say, scenario, settle, start, told,
)


async def cancel_while_it_waits(coroutine):
    """Lets a task reach its wait, and cancels it there."""
    task = asyncio.create_task(coroutine)
    await settle()
    say("cancelling")
    task.cancel()
    await caught("task", task)


@scenario
async def a_task_cancelled_before_it_begins_never_does():
    task = start("A", 0)
    task.cancel()
    await caught("A", task)


@scenario
async def cancelling_a_task_that_has_ended_does_nothing():
    task = start("A", 0, 6)
    await settle()
    say(f"cancel {'works' if task.cancel() else 'is too late'}")
    await caught("A", task)


@scenario
async def a_cancel_reaches_the_next_wait_and_no_other():
    asyncio.current_task().cancel()
    say("goes on until it waits")
    await caught("first", nap(1))
    await caught("second", nap(1))


@scenario
async def cancelling_oneself_reaches_even_a_yield():
    asyncio.current_task().cancel()
    await caught("first", asyncio.sleep(0))
    await caught("second", asyncio.sleep(0))


@scenario
async def a_free_lock_is_taken_without_noticing_a_cancel():
    lock = asyncio.Lock()
    asyncio.current_task().cancel()
    await caught("lock", lock.acquire())
    await caught("sleep", nap(1))


@scenario
async def two_cancels_before_it_runs_count_as_one():
    async def sleep_twice():
        await caught("first", nap(LONG))
        await caught("second", nap(1))
        return 3

    task = asyncio.create_task(sleep_twice())
    await settle()
    task.cancel()
    task.cancel()
    await caught("task", task)


@scenario
async def cancels_are_counted_and_can_be_undone():
    async def count_cancels():
        task = asyncio.current_task()
        await caught("sleep", nap(LONG))
        say(f"cancelling={task.cancelling()}")
        for _ in range(3):
            say(f"uncancel={task.uncancel()}")
        await told("sleep", nap(1))

    task = asyncio.create_task(count_cancels())
    await settle()
    task.cancel()
    task.cancel()
    await caught("task", task)


@scenario
async def a_cancel_goes_down_a_chain_of_awaits():
    inner = start("inner", LONG)
    middle = asyncio.create_task(told("middle", inner))
    await cancel_while_it_waits(told("outer", middle))


@scenario
async def a_cancel_that_is_swallowed_is_over():
    async def swallow():
        await caught("sleep", nap(LONG))
        await caught("again", nap(1))
        return 9

    await cancel_while_it_waits(swallow())


@scenario
async def a_task_cleans_up_with_waits_before_it_ends():
    async def clean_up():
        try:
            await told("sleep", nap(LONG))
        finally:
            await caught("flush", nap(1))
            say("cleaned up")

    await cancel_while_it_waits(clean_up())


@scenario
async def a_second_cancel_interrupts_the_clean_up():
    async def clean_up():
        try:
            await told("sleep", nap(LONG))
        finally:
            await told("flush", nap(LONG))
            say("cleaned up")

    task = asyncio.create_task(clean_up())
    for _ in range(2):
        await settle()
        say("cancelling")
        task.cancel()
    await caught("task", task)


@scenario
async def an_error_while_cleaning_up_replaces_the_cancel():
    async def fail():
        try:
            await told("sleep", nap(LONG))
        finally:
            raise OSError(errno.EIO, "")

    await cancel_while_it_waits(fail())


@scenario
async def what_a_cancelled_awaiter_awaits_may_swallow_it():
    async def swallow():
        await caught("inner sleep", nap(LONG))
        await nap(1)
        return 5

    inner = asyncio.create_task(swallow())
    await cancel_while_it_waits(told("await", inner))


@scenario
async def a_cancel_between_wake_and_resume_wins_over_an_event():
    event = asyncio.Event()
    task = asyncio.create_task(told("event", event.wait()))
    await settle()
    event.set()
    task.cancel()
    await caught("task", task)


@scenario
async def a_cancel_between_wake_and_resume_wins_over_a_result():
    event = asyncio.Event()

    async def cancel_after(task):
        await event.wait()
        task.cancel()

    inner = asyncio.create_task(event.wait())
    outer = asyncio.create_task(told("await", inner))
    canceller = asyncio.create_task(cancel_after(outer))
    await settle()
    event.set()
    await caught("outer", outer)
    await canceller


@scenario
async def two_tasks_cancel_each_other():
    async def cancel_other(units, others):
        await caught("sleep", nap(units))
        others.pop().cancel()
        await told("next", nap(1))

    others = []
    first = asyncio.create_task(cancel_other(1, others))
    second = asyncio.create_task(cancel_other(LONG, others))
    others += [first, second]
    await caught("first", first)
    await caught("second", second)


if __name__ == "__main__":
    run_scenarios()
