"""cancel_where.py -- cancellation at each kind of wait."""

import asyncio
import threading
import time

from scenario import (
    LONG, UNIT_S, act, agree, any_order, caught, differ, in_order, nap,
    run_scenarios, say, scenario, settle, start, told,
)


async def cancel_while_it_waits(coroutine):
    """Lets a task reach its wait, and cancels it there."""
    task = asyncio.create_task(coroutine)
    await settle()
    say("cancelling")
    task.cancel()
    await caught("task", task)


@scenario
async def a_sleep_is_cancelled():
    await cancel_while_it_waits(told("sleep", nap(LONG)))


@scenario
async def awaiting_is_cancelled_and_so_is_the_awaited():
    inner = start("inner", LONG)
    await cancel_while_it_waits(told("await", inner))


@scenario
async def a_gather_is_cancelled_and_so_are_its_tasks():
    await cancel_while_it_waits(
        told("gather", asyncio.gather(act("A", LONG), act("B", LONG))))


@scenario
async def a_gather_of_errors_as_values_is_cancelled_too():
    await cancel_while_it_waits(
        told("gather", asyncio.gather(act("A", LONG), act("B", LONG),
                                      return_exceptions=True)))


@scenario
async def a_group_is_cancelled_and_so_are_its_tasks():
    async def own_group():
        async with asyncio.TaskGroup() as group:
            group.create_task(act("A", LONG))
            group.create_task(act("B", LONG))

    any_order()
    await cancel_while_it_waits(told("group", own_group()))
    in_order()


@scenario
async def waiting_for_a_semaphore_is_cancelled():
    semaphore = asyncio.Semaphore(0)
    await cancel_while_it_waits(told("acquire", semaphore.acquire()))


@scenario
async def waiting_for_a_lock_is_cancelled():
    lock = asyncio.Lock()
    await lock.acquire()
    await cancel_while_it_waits(told("acquire", lock.acquire()))
    lock.release()
    say("locked" if lock.locked() else "free")


@scenario
async def waiting_for_an_event_is_cancelled():
    await cancel_while_it_waits(told("event", asyncio.Event().wait()))


@scenario
async def waiting_for_a_condition_is_cancelled_with_the_lock_held_again():
    condition = asyncio.Condition()

    async def wait():
        async with condition:
            try:
                await told("condition", condition.wait())
            finally:
                say("locked" if condition.locked() else "free")

    await cancel_while_it_waits(wait())
    say("locked" if condition.locked() else "free")


@scenario
async def getting_from_a_queue_is_cancelled():
    await cancel_while_it_waits(told("get", asyncio.Queue().get()))


@scenario
async def putting_into_a_queue_is_cancelled():
    queue = asyncio.Queue(1)
    queue.put_nowait(1)
    await cancel_while_it_waits(told("put", queue.put(2)))
    say(f"size {queue.qsize()}")


@scenario
async def a_wait_is_cancelled_and_its_tasks_are_not():
    tasks = [start("A", 2), start("B", 2)]
    await cancel_while_it_waits(told("wait", asyncio.wait(tasks)))
    for task in tasks:
        await caught("still", task)


@scenario
async def a_shield_is_cancelled_and_the_shielded_task_runs_on():
    inner = start("inner", 2, 8)
    await cancel_while_it_waits(told("shield", asyncio.shield(inner)))
    await caught("inner", inner)


@scenario
async def a_timeout_scope_that_is_cancelled_has_not_timed_out():
    async def wait():
        async with asyncio.timeout(LONG):
            await told("sleep", nap(LONG))

    await cancel_while_it_waits(told("scope", wait()))


@scenario
async def work_in_a_thread_is_cancelled():
    begun = threading.Event()

    def work():
        begun.set()
        time.sleep(5 * UNIT_S)
        say("work ends")

    async def call_and_wait():
        await told("thread", asyncio.to_thread(work))
        await told("next", nap(1))

    differ("work begun in a thread is awaited",
           "cancelling work ends thread=0 next=ECANCELED task=ECANCELED",
           "cancelling thread=ECANCELED task=ECANCELED work ends")
    task = asyncio.create_task(call_and_wait())
    while not begun.is_set():
        await nap(1)
    say("cancelling")
    task.cancel()
    await caught("task", task)
    await nap(10)
    agree()


async def cancel_before_it_waits(coroutine):
    async def cancel_and_wait():
        asyncio.current_task().cancel()
        return await coroutine

    await caught("task", asyncio.create_task(cancel_and_wait()))


async def await_and_go_on(task):
    await caught("await", task)
    await told("next", nap(1))


@scenario
async def awaiting_cancels_the_awaited_if_cancelled_before():
    inner = start("inner", LONG)
    await settle()
    await cancel_before_it_waits(told("await", inner))


@scenario
async def what_is_awaited_never_begins_if_cancelled_before():
    async def await_new():
        await told("await", start("inner", LONG))

    await cancel_before_it_waits(await_new())


@scenario
async def what_is_awaited_may_swallow_a_cancel_from_before():
    async def swallow():
        await caught("inner", nap(LONG))
        await told("again", nap(1))
        return 5

    inner = asyncio.create_task(swallow())
    await settle()
    await cancel_before_it_waits(await_and_go_on(inner))


@scenario
async def a_cancel_from_before_goes_down_a_chain_of_awaits():
    inner = start("inner", LONG)
    middle = asyncio.create_task(told("await", inner))
    await settle()
    await cancel_before_it_waits(told("await", middle))


@scenario
async def what_has_ended_is_awaited_without_noticing_a_cancel():
    inner = start("inner", 0, 6)
    await settle()
    await cancel_before_it_waits(await_and_go_on(inner))


@scenario
async def a_gather_never_begins_if_cancelled_before():
    async def gather_two():
        await told("gather", asyncio.gather(act("A", LONG), act("B", LONG)))

    await cancel_before_it_waits(gather_two())


@scenario
async def a_gather_of_errors_as_values_neither():
    async def gather_two():
        await told("gather", asyncio.gather(act("A", LONG), act("B", LONG),
                                            return_exceptions=True))

    await cancel_before_it_waits(gather_two())


@scenario
async def a_group_ends_if_its_owner_is_cancelled_before():
    async def own_group():
        async with asyncio.TaskGroup() as group:
            group.create_task(act("A", LONG))
            group.create_task(act("B", LONG))

    any_order()
    await cancel_before_it_waits(told("group", own_group()))
    in_order()


@scenario
async def a_wait_leaves_its_tasks_alone_if_cancelled_before():
    tasks = [start("A", 2), start("B", 2)]
    await cancel_before_it_waits(told("wait", asyncio.wait(tasks)))
    for task in tasks:
        await caught("still", task)


@scenario
async def a_shield_holds_if_cancelled_before():
    inner = start("inner", 2, 8)

    async def shield():
        await told("shield", asyncio.shield(inner))

    await cancel_before_it_waits(shield())
    await caught("inner", inner)


if __name__ == "__main__":
    run_scenarios()
