"""waits.py -- wait's three modes and its timeout, and shield (G7)."""

import asyncio
import errno

from scenario import (
    LONG, UNIT_S, act, caught, join, nap, run_scenarios, say, scenario, settle,
    start, told,
)


async def wait(tasks, **options):
    """Waits, and says how many are done."""
    done, pending = await asyncio.wait(tasks, **options)
    say(f"done {len(done)} pending {len(pending)}")
    for name, task in zip("ABC", tasks):
        say(f"{name} is {'done' if task.done() else 'pending'}")


@scenario
async def wait_waits_for_all():
    tasks = [start("A", 3), start("B", 1)]
    await wait(tasks)


@scenario
async def a_failure_raises_nothing():
    tasks = [start("A", 1, -errno.EIO), start("B", 3)]
    await wait(tasks)
    for task in tasks:
        await caught("task", task)


@scenario
async def the_first_to_complete_ends_the_wait():
    tasks = [start("A", 4), start("B", 1), start("C", 4)]
    await wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        await task


@scenario
async def the_first_to_fail_ends_the_wait():
    tasks = [start("A", 1), start("B", 3, -errno.EIO), start("C", 5)]
    await wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    await tasks[2]
    await caught("B", tasks[1])


@scenario
async def a_failure_counts_as_completion():
    tasks = [start("A", 1, -errno.EIO), start("B", 3)]
    await wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    await tasks[1]
    await caught("A", tasks[0])


@scenario
async def where_nothing_fails_first_exception_waits_for_all():
    tasks = [start("A", 1), start("B", 3)]
    await wait(tasks, return_when=asyncio.FIRST_EXCEPTION)


@scenario
async def a_cancelled_task_is_not_a_first_exception():
    tasks = [start("A", LONG), start("B", 3)]
    waiting = asyncio.create_task(
        wait(tasks, return_when=asyncio.FIRST_EXCEPTION))
    await settle()
    tasks[0].cancel()
    await waiting
    await caught("A", tasks[0])


@scenario
async def a_cancelled_task_is_done_too():
    tasks = [start("A", LONG), start("B", LONG)]
    await settle()
    tasks[0].cancel()
    await wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    tasks[1].cancel()
    await join(tasks)


@scenario
async def a_timeout_cancels_nothing():
    tasks = [start("A", 4), start("B", 1)]
    await wait(tasks, timeout=2.5 * UNIT_S)
    for task in tasks:
        await caught("task", task)


@scenario
async def a_timeout_of_zero_only_looks():
    tasks = [start("A", 1), start("B", 0)]
    await settle()
    await wait(tasks, timeout=0)
    await tasks[0]


@scenario
async def tasks_that_end_together_are_all_done():
    event = asyncio.Event()
    tasks = [asyncio.create_task(event.wait()) for _ in range(3)]

    async def ring():
        await nap(1)
        event.set()

    ringing = asyncio.create_task(ring())
    await wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    await ringing


@scenario
async def tasks_that_have_ended_are_done_at_once():
    tasks = [start("A", 0), start("B", 0, -errno.EIO)]
    await settle()
    await wait(tasks)
    await caught("B", tasks[1])


@scenario
async def waiting_for_no_tasks_is_refused():
    await caught("wait", asyncio.wait([]))


@scenario
async def two_tasks_wait_for_the_same_tasks():
    tasks = [start("A", 1), start("B", 3)]
    one = asyncio.create_task(
        wait(tasks, return_when=asyncio.FIRST_COMPLETED))
    two = asyncio.create_task(wait(tasks))
    await one
    await two


@scenario
async def a_shield_gives_the_result_or_the_error():
    await caught("shield", asyncio.shield(start("A", 1, 5)))
    await caught("shield", asyncio.shield(start("B", 1, -errno.EIO)))


@scenario
async def a_shielded_task_that_is_cancelled_itself():
    inner = start("inner", LONG)
    outer = asyncio.create_task(told("shield", asyncio.shield(inner)))
    await settle()
    inner.cancel()
    await caught("outer", outer)


@scenario
async def a_shield_ends_a_timeout_on_time():
    inner = start("inner", 4, 3)

    async def limited():
        async with asyncio.timeout(1 * UNIT_S):
            await told("shield", asyncio.shield(inner))

    await caught("timeout", limited())
    await caught("inner", inner)


@scenario
async def a_group_cancels_the_shield_not_the_shielded():
    inner = start("inner", 4, 3)

    async def guard():
        await told("shield", asyncio.shield(inner))

    async def group():
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(guard())
            tasks.create_task(act("failing", 1, -errno.EIO))

    await caught("group", group())
    await caught("inner", inner)


@scenario
async def a_shielded_task_is_cancelled_at_the_end_of_run():
    inner = start("inner", LONG)
    outer = asyncio.create_task(told("shield", asyncio.shield(inner)))
    await settle()
    outer.cancel()
    await caught("outer", outer)
    say("main ends")


async def say_next(futures):
    await caught("next", next(futures))


@scenario
async def tasks_come_in_the_order_in_which_they_end():
    futures = asyncio.as_completed([start("A", 5, 1), start("B", 1, -errno.EIO),
                                    start("C", 3, 3)])
    for future in futures:
        await caught("next", future)


@scenario
async def those_that_end_meanwhile_come_in_order():
    futures = asyncio.as_completed([start("A", 3, 1), start("B", 2, 2),
                                    start("C", 1, 3)])
    await say_next(futures)
    await nap(5)
    await say_next(futures)
    await say_next(futures)


@scenario
async def waiting_for_the_next_may_time_out():
    tasks = [start("A", 1, 1), start("B", LONG, 2)]
    futures = asyncio.as_completed(tasks)

    async def body():
        async with asyncio.timeout(3 * UNIT_S):
            await say_next(futures)
            await next(futures)

    await caught("scope", body())
    tasks[1].cancel()
    await caught("next", tasks[1])


if __name__ == "__main__":
    run_scenarios()
