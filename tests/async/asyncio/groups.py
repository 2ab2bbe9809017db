"""groups.py -- task groups: what is cancelled, awaited and reported."""

import asyncio
import errno
import threading
import time

from scenario import (
    LONG, UNIT_S, act, agree, any_order, caught, differ, failure, in_order,
    nap, run_scenarios, say, scenario, settle, told,
)


async def fail(code):
    raise failure(code)


@scenario
async def a_group_waits_for_all_its_tasks():
    async with asyncio.TaskGroup() as group:
        a = group.create_task(act("A", 3, 1))
        b = group.create_task(act("B", 1, 2))
        say("body ends")
    say(f"results {a.result()} {b.result()}")


@scenario
async def an_empty_group_ends_at_once():
    async with asyncio.TaskGroup():
        say("body")
    say("after")


async def group_of(*coroutines):
    async with asyncio.TaskGroup() as group:
        for coroutine in coroutines:
            group.create_task(coroutine)


@scenario
async def the_first_failure_cancels_the_siblings():
    any_order()
    await caught("group", group_of(
        act("A", LONG), act("B", 1, -errno.EIO), act("C", LONG)))
    in_order()


@scenario
async def a_failing_task_needs_no_handler_of_its_own():
    try:
        await group_of(act("A", 1, -errno.EPROTO))
    except* OSError:
        say("the group reports it")


@scenario
async def siblings_that_fail_in_one_step_are_all_reported():
    await caught("group", group_of(
        fail(errno.EIO), fail(errno.EPROTO), fail(errno.ENOSPC)))


@scenario
async def siblings_that_fail_when_cancelled_are_reported_too():
    async def fail_to_clean_up(name, code):
        try:
            await act(name, LONG)
        finally:
            raise failure(code)

    await caught("group", group_of(
        fail_to_clean_up("A", errno.EPROTO), act("B", 1, -errno.EIO)))


@scenario
async def a_sibling_that_had_ended_keeps_its_result():
    fine = None

    async def body():
        nonlocal fine
        async with asyncio.TaskGroup() as group:
            fine = group.create_task(act("A", 1, 5))
            group.create_task(act("B", 3, -errno.EIO))

    await caught("group", body())
    say(f"A has {fine.result()}")


@scenario
async def a_sibling_that_swallows_the_cancel_is_awaited():
    async def swallow():
        await caught("sleep", nap(LONG))
        await act("stubborn", 2)

    await caught("group", group_of(swallow(), act("B", 1, -errno.EIO)))


@scenario
async def a_sibling_that_never_waits_is_not_cancelled():
    async def burn():
        say("burn begins")
        time.sleep(3 * UNIT_S)
        say("burn ends")

    await caught("group", group_of(act("B", 1, -errno.EIO), burn()))


@scenario
async def a_ready_sibling_gets_its_turn():
    group = asyncio.TaskGroup()

    async def make_and_fail():
        group.create_task(act("sibling", 1))
        raise failure(errno.EIO)

    async def body():
        async with group:
            group.create_task(make_and_fail())

    await caught("group", body())


@scenario
async def a_failure_cancels_the_wait_of_the_body():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(act("A", 1, -errno.EIO))
            await told("body", nap(LONG))

    await caught("group", body())
    await caught("afterwards", nap(1))
    say(f"cancelling={asyncio.current_task().cancelling()}")


@scenario
async def an_error_in_the_body_cancels_the_tasks():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(act("A", LONG))
            await settle()
            raise failure(errno.EPROTO)

    await caught("group", body())


@scenario
async def a_body_that_awaits_the_task_that_fails():
    async def body():
        async with asyncio.TaskGroup() as group:
            failing = group.create_task(act("A", 1, -errno.EIO))
            await told("body", failing)

    await caught("group", body())


@scenario
async def a_body_that_awaits_the_task_it_cancels():
    async def body():
        async with asyncio.TaskGroup() as group:
            task = group.create_task(act("A", LONG))
            group.create_task(act("B", LONG))
            await settle()
            task.cancel()
            await told("body", task)

    await caught("group", body())


@scenario
async def a_body_that_swallows_the_failure():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(act("A", 1, -errno.EIO))
            group.create_task(act("B", LONG))
            await caught("body", nap(LONG))
            await caught("body", nap(1))

    await caught("group", body())
    await caught("afterwards", nap(1))


@scenario
async def a_failure_in_a_nested_group_ends_both():
    async def inner():
        await told("inner", group_of(
            act("A", LONG), act("B", 1, -errno.EIO)))

    await caught("outer", group_of(inner(), act("C", LONG)))


@scenario
async def a_failure_in_the_outer_group_ends_the_nested_one():
    async def inner():
        await told("inner", group_of(act("A", LONG), act("B", LONG)))

    any_order()
    await caught("outer", group_of(inner(), act("C", 1, -errno.EIO)))
    in_order()


@scenario
async def a_nested_failure_that_is_handled_stays_inside():
    async def inner():
        await caught("inner", group_of(
            act("A", LONG), act("B", 1, -errno.EIO)))

    await caught("outer", group_of(inner(), act("C", 3)))


@scenario
async def groups_nest_in_one_task():
    async def body():
        async with asyncio.TaskGroup() as outer:
            outer.create_task(act("A", LONG))
            async with asyncio.TaskGroup() as inner:
                inner.create_task(act("B", 1, -errno.EIO))

    await caught("outer", body())


@scenario
async def a_task_adds_siblings_to_its_group():
    async with asyncio.TaskGroup() as group:
        async def add():
            say("adding")
            group.create_task(act("sibling", 2))

        group.create_task(add())
    say("group ends")


@scenario
async def a_group_that_is_ending_takes_no_more_tasks():
    group = asyncio.TaskGroup()

    async def add_late():
        try:
            await act("A", LONG)
        finally:
            coroutine = act("late", 0)
            try:
                group.create_task(coroutine)
                say("taken")
            except RuntimeError:
                say("refused")
            coroutine.close()

    async def body():
        async with group:
            group.create_task(add_late())
            group.create_task(act("B", 1, -errno.EIO))

    await caught("group", body())


@scenario
async def cancelling_one_task_fails_nothing():
    async with asyncio.TaskGroup() as group:
        a = group.create_task(act("A", LONG))
        group.create_task(act("B", 2))
        await settle()
        a.cancel()
    say("group ends")


@scenario
async def a_failure_during_a_cancel_from_outside_is_reported():
    async def fail_to_clean_up():
        try:
            await act("A", LONG)
        finally:
            raise failure(errno.EIO)

    task = asyncio.create_task(group_of(fail_to_clean_up(), act("B", LONG)))
    any_order()
    await settle()
    task.cancel()
    await caught("group", task)
    in_order()


@scenario
async def a_group_whose_owner_is_cancelled_before_it_waits():
    async def body():
        async with asyncio.TaskGroup() as group:
            group.create_task(act("A", LONG))
            await settle()
            asyncio.current_task().cancel()

    task = asyncio.create_task(body())
    await caught("group", task)


@scenario
async def a_sibling_in_a_thread_ends_when_it_ends():
    begun = threading.Event()

    def work():
        begun.set()
        time.sleep(6 * UNIT_S)
        say("work ends")

    async def call_and_wait():
        await told("thread", asyncio.to_thread(work))
        await told("next", nap(1))

    async def fail_once_begun():
        while not begun.is_set():
            await nap(1)
        await fail(errno.EIO)

    differ("work begun in a thread is awaited",
           "work ends thread=0 next=ECANCELED group=EIO",
           "thread=ECANCELED group=EIO work ends")
    await caught("group", group_of(call_and_wait(), fail_once_begun()))
    await nap(10)
    agree()


if __name__ == "__main__":
    run_scenarios()
