"""timeouts.py -- timeout scopes: alone, nested, and racing with results."""

import asyncio
import errno
import time

from scenario import (
    LONG, UNIT_S, act, agree, caught, differ, failure, nap, run_scenarios, say,
    scenario, scenario_since, settle, start, told,
)


async def within(units, awaitable):
    async with asyncio.timeout(units * UNIT_S):
        return await awaitable


@scenario
async def a_scope_that_is_left_in_time():
    await caught("scope", within(5, act("A", 1, 4)))
    await nap(6)
    say("later")


@scenario
async def a_scope_that_times_out_cancels_what_is_in_it():
    await caught("scope", within(1, act("A", LONG)))
    await caught("afterwards", nap(1))


@scenario
async def an_error_in_a_scope_passes_through():
    await caught("scope", within(3, act("A", 1, -errno.EIO)))


@scenario
async def the_inner_scope_times_out_first():
    await caught("outer", within(
        4, told("inner", within(1, act("A", LONG)))))


@scenario
async def the_outer_scope_times_out_first():
    beside = start("beside", 2)
    await caught("outer", within(
        1, told("inner", within(4, act("A", LONG)))))
    await beside


@scenario
async def the_outer_scope_times_out_after_the_inner_is_handled():
    async def body():
        await caught("inner", within(1, act("A", LONG)))
        await told("then", nap(LONG))

    await caught("outer", within(3, body()))


@scenario
async def two_scopes_that_end_together():
    async def body():
        await told("inner", within(1, told("sleep", nap(LONG))))

    task = asyncio.create_task(within(1, body()))
    await settle()
    time.sleep(4 * UNIT_S)
    await caught("outer", task)


@scenario
async def an_expired_timeout_needs_a_wait_to_strike():
    async def burn():
        time.sleep(3 * UNIT_S)
        say("burned")
        return 5

    await caught("scope", within(1, burn()))


@scenario
async def a_timeout_strikes_at_the_wait_after_a_burn():
    async def burn():
        time.sleep(3 * UNIT_S)
        say("burned")
        await told("wait", nap(1))

    await caught("scope", within(1, burn()))


@scenario
async def a_timeout_and_a_sleep_that_end_together():
    task = asyncio.create_task(within(1, told("sleep", nap(2))))
    await settle()
    time.sleep(4 * UNIT_S)
    await caught("scope", task)


@scenario
async def a_sleep_that_was_due_before_the_timeout():
    task = asyncio.create_task(within(2, told("sleep", nap(1))))
    await settle()
    time.sleep(4 * UNIT_S)
    await caught("scope", task)


@scenario
async def a_result_that_is_ready_when_time_is_up():
    event = asyncio.Event()

    async def body():
        await told("event", event.wait())

    task = asyncio.create_task(within(1, body()))
    await settle()
    time.sleep(4 * UNIT_S)
    event.set()
    await caught("scope", task)


async def swallow():
    await caught("sleep", nap(LONG))
    await nap(1)
    return 6


@scenario
async def a_timeout_that_is_swallowed_is_not_an_error():
    await caught("scope", within(1, swallow()))
    await caught("afterwards", nap(1))


@scenario
async def a_swallowed_limit_still_says_it_expired():
    async with asyncio.timeout(UNIT_S) as limit:
        await caught("sleep", nap(LONG))
    say("scope=0")
    say("expired" if limit.expired() else "in time")
    say(f"cancelling={asyncio.current_task().cancelling()}")


@scenario_since(3, 11, 3)  # gh-102780: before, the limit gives the cancel
async def a_limit_after_a_cancel_that_was_swallowed():
    async def cancel_then_limit():
        await caught("before", nap(LONG))
        await told("scope", within(1, told("sleep", nap(LONG))))

    task = asyncio.create_task(cancel_then_limit())
    await settle()
    task.cancel()
    await caught("task", task)


@scenario
async def a_timeout_that_is_turned_into_an_error():
    async def turn():
        try:
            await told("sleep", nap(LONG))
        except asyncio.CancelledError:
            raise failure(errno.EIO)

    await caught("scope", within(1, turn()))


@scenario
async def cleaning_up_after_a_timeout_may_wait():
    async def clean_up():
        try:
            await told("sleep", nap(LONG))
        finally:
            await caught("flush", nap(1))

    await caught("scope", within(1, clean_up()))


@scenario
async def a_timeout_of_zero_strikes_at_the_first_wait():
    async def body():
        say("body")
        await told("wait", nap(1))

    await caught("scope", within(0, body()))


@scenario
async def a_scope_that_never_waits_is_never_late():
    async def body():
        say("body")

    await caught("scope", within(0, body()))


@scenario
async def a_timeout_cancels_the_task_that_is_awaited():
    inner = start("inner", LONG)
    await caught("scope", within(1, inner))


@scenario
async def a_timeout_whose_awaited_task_swallows_it():
    inner = asyncio.create_task(swallow())
    await caught("scope", within(1, inner))


@scenario
async def a_timeout_around_a_gather():
    await caught("scope", within(
        2, asyncio.gather(act("A", 1), act("B", LONG))))


@scenario
async def a_timeout_around_a_group():
    async def group():
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(act("A", 1))
            tasks.create_task(act("B", LONG))

    await caught("scope", within(2, told("group", group())))


@scenario
async def a_task_that_times_out_fails_its_group():
    async with asyncio.TaskGroup() as group:
        group.create_task(act("A", LONG))
        group.create_task(within(1, act("B", LONG)))


@scenario
async def a_cancel_from_outside_beats_a_later_timeout():
    async def clean_up():
        try:
            await told("sleep", nap(LONG))
        finally:
            await caught("flush", nap(LONG))

    task = asyncio.create_task(within(2, clean_up()))
    await nap(1)
    task.cancel()
    await caught("task", task)


@scenario
async def a_cancel_while_cleaning_up_after_a_timeout():
    async def clean_up():
        try:
            await told("sleep", nap(LONG))
        finally:
            await caught("flush", nap(LONG))

    task = asyncio.create_task(within(1, clean_up()))
    await nap(3)
    task.cancel()
    await caught("task", task)


@scenario
async def a_limit_that_is_over_cancels_what_is_awaited():
    inner = start("inner", LONG)
    await settle()
    await caught("scope", within(0, told("await", inner)))


@scenario
async def a_limit_that_burns_away_cancels_what_is_awaited():
    async def burn_and_await():
        time.sleep(3 * UNIT_S)
        await told("await", inner)

    inner = start("inner", LONG)
    await settle()
    await caught("scope", within(1, burn_and_await()))


async def gather_new():
    await told("gather", asyncio.gather(act("A", LONG), act("B", LONG),
                                        return_exceptions=True))


@scenario
async def a_gather_in_a_limit_that_is_over_never_begins():
    await caught("scope", within(0, gather_new()))


@scenario
async def a_gather_in_a_limit_that_burned_away():
    async def burn_and_gather():
        time.sleep(3 * UNIT_S)
        await gather_new()

    differ("a limit that ran out strikes when the wait begins",
           "gather=ECANCELED scope=ETIMEDOUT",
           "A begins B begins A is cancelled B is cancelled gather=ECANCELED "
           "scope=ETIMEDOUT")
    await caught("scope", within(1, burn_and_gather()))
    agree()


def now():
    return asyncio.get_running_loop().time()


async def nap_until(limit_units, moved_units):
    begin = now()
    async with asyncio.timeout_at(begin + limit_units * UNIT_S) as limit:
        limit.reschedule(begin + moved_units * UNIT_S)
        say("reschedule=0")
        await act("A", 3)


@scenario
async def a_limit_can_be_put_off():
    await told("scope", nap_until(1, 6))


@scenario
async def a_limit_can_be_moved_forward():
    await told("scope", nap_until(LONG, 1))


@scenario
async def a_limit_at_a_time_that_is_past():
    async def late():
        async with asyncio.timeout_at(now() - UNIT_S):
            await nap(LONG)

    await told("scope", late())


@scenario
async def a_limit_can_be_taken_away_and_set_again():
    async def body():
        async with asyncio.timeout(UNIT_S) as limit:
            limit.reschedule(None)
            await told("nap", nap(3))
            limit.reschedule(now() + UNIT_S)
            await told("nap", nap(LONG))

    await told("scope", body())


@scenario
async def a_limit_can_be_moved_after_a_wait():
    async def body():
        async with asyncio.timeout(2 * UNIT_S) as limit:
            for _ in range(3):
                await told("nap", nap(1))
                limit.reschedule(now() + 2 * UNIT_S)
            await told("nap", nap(LONG))

    await told("scope", body())


if __name__ == "__main__":
    run_scenarios()
