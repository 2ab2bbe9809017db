"""gather.py -- gather: order of results, and what an error does (G1-G3)."""

import asyncio
import errno

from scenario import (
    LONG, act, caught, failure, nap, run_scenarios, say, scenario, settle,
    start, told, value_of,
)


async def gather(*awaitables, **options):
    """Says the results, or the error."""
    results = await asyncio.gather(*awaitables, **options)
    say(" ".join(["results", *map(value_of, results)]))


@scenario
async def results_come_in_argument_order():
    await gather(act("A", 5, 1), act("B", 3, 2), act("C", 1, 3))


@scenario
async def results_keep_their_order_whatever_the_delays():
    async def nap_and_return(index, units):
        await nap(units)
        return index

    delay, right = 1, 0
    for _ in range(20):
        naps = []
        for index in range(25):
            delay = delay * 75 % 65537
            naps.append(nap_and_return(index, delay % 3 / 10))
        results = await asyncio.gather(*naps)
        right += results == list(range(25))
    say(f"right {right} times of 20")


@scenario
async def errors_come_as_values():
    await gather(act("A", 3, 1), act("B", 1, -errno.EIO),
                 act("C", 5, -errno.EPROTO), return_exceptions=True)


@scenario
async def the_first_error_propagates_and_siblings_run_on():
    await caught("gather", gather(
        act("A", 3), act("B", 1, -errno.EIO), act("C", 5)))
    say("gather is over")
    await nap(7)


@scenario
async def the_first_error_in_time_is_reported():
    await caught("gather", gather(
        act("A", 3, -errno.EPROTO), act("B", 1, -errno.EIO)))
    await nap(4)


@scenario
async def of_errors_in_one_step_the_first_is_reported():
    async def fail(code):
        raise failure(code)

    await caught("gather", gather(fail(errno.EIO), fail(errno.EPROTO)))


@scenario
async def siblings_of_an_error_that_nobody_awaits_are_cancelled_at_the_end():
    await caught("gather", gather(act("A", LONG), act("B", 1, -errno.EIO)))


@scenario
async def an_empty_gather_ends_at_once():
    await gather()


@scenario
async def a_child_that_is_cancelled_cancels_nobody_else():
    child = start("child", LONG)
    task = asyncio.create_task(gather(child, act("other", 2)))
    await settle()
    child.cancel()
    await caught("gather", task)
    await nap(3)


@scenario
async def a_cancelled_child_comes_as_a_value_too():
    child = start("child", LONG)
    task = asyncio.create_task(
        gather(child, act("other", 1, 7), return_exceptions=True))
    await settle()
    child.cancel()
    await caught("gather", task)


async def swallow():
    await caught("sleep", nap(LONG))
    await act("stubborn", 1)
    return 6


@scenario
async def a_cancelled_gather_does_not_wait_for_a_stubborn_child():
    task = asyncio.create_task(gather(swallow(), act("A", LONG)))
    await settle()
    task.cancel()
    await caught("gather", task)
    await nap(3)


@scenario
async def a_cancelled_gather_of_values_waits_for_a_stubborn_child():
    task = asyncio.create_task(
        gather(swallow(), act("A", LONG), return_exceptions=True))
    await settle()
    task.cancel()
    await caught("gather", task)


@scenario
async def a_cancelled_gather_of_only_stubborn_children():
    task = asyncio.create_task(gather(swallow()))
    await settle()
    task.cancel()
    await caught("gather", task)


@scenario
async def gathers_nest():
    async def inner(first, second):
        results = await asyncio.gather(act(first, 1, 1), act(second, 3, 2))
        return sum(results)

    await gather(inner("A", "B"), inner("C", "D"))


@scenario
async def a_failure_in_a_nested_gather_passes_through():
    async def inner():
        await told("inner", gather(act("A", 1, -errno.EIO), act("B", 3)))

    await caught("outer", gather(inner(), act("C", 5)))
    await nap(6)


if __name__ == "__main__":
    run_scenarios()
