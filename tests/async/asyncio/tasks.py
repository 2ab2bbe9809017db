"""tasks.py -- tasks: made, awaited, listed, sharing (W2-W5, G6, G8, M2-M3)."""

import asyncio
import errno
import time

from scenario import (
    LONG, UNIT_S, act, agree, caught, differ, join, name_of, nap,
    run_scenarios, say, scenario, spawn, start,
)


@scenario
async def a_task_begins_when_its_parent_yields():
    task = start("A", 0)
    say("created")
    await asyncio.sleep(0)
    say("yielded")
    await task


@scenario
async def tasks_take_turns_in_the_order_they_were_made():
    async def say_thrice(name):
        for _ in range(3):
            say(name)
            await asyncio.sleep(0)

    tasks = [asyncio.create_task(say_thrice(name)) for name in "ABC"]
    for task in tasks:
        await task


@scenario
async def awaiting_one_after_another_stays_sequential():
    beside = start("beside", 2)
    await asyncio.sleep(0)
    say("Started")
    await act("Hello", 1)
    await act("World", 3)
    say("Finished")
    await beside


@scenario
async def two_tasks_wait_at_the_same_time():
    hello = start("Hello", 1)
    world = start("World", 3)
    say("Started")
    await hello
    await nap(1)
    say("between")
    await world
    say("Finished")


@scenario
async def tasks_end_in_order_of_delay_not_of_creation():
    tasks = [start("A", 4), start("B", 2), start("C", 6)]
    for task in tasks:
        await task


@scenario
async def a_sleep_lets_others_run():
    ticks = 0

    async def tick():
        nonlocal ticks
        while True:
            await asyncio.sleep(0)
            ticks += 1

    ticker = asyncio.create_task(tick())
    await nap(2)
    say("many ticks" if ticks >= 10 else "few ticks")
    ticker.cancel()
    await caught("ticker", ticker)


@scenario
async def timers_come_between_slices_of_computing():
    timer = start("timer", 2)
    for _ in range(12):
        time.sleep(UNIT_S)
        await asyncio.sleep(0)
    say("main has computed")
    await timer


@scenario
async def a_sleep_of_no_time_at_all():
    async def say_it(event):
        say(event)

    differ("io_sleep() of no time does not wait; async_yield() does",
           "main other", "other main")
    other = asyncio.create_task(say_it("other"))
    await asyncio.sleep(0)
    say("main")
    await other
    agree()


@scenario
async def a_task_can_end_before_it_is_awaited():
    fine, failed = start("fine", 0, 5), start("failed", 0, -errno.EIO)
    await nap(1)
    say("later")
    await caught("fine", fine)
    await caught("failed", failed)


@scenario
async def two_tasks_wait_for_the_same_one():
    async def wait_for(name, task):
        await caught(name, asyncio.shield(task))

    inner = start("inner", 1, 3)
    first = asyncio.create_task(wait_for("first", inner))
    second = asyncio.create_task(wait_for("second", inner))
    await first
    await second
    await caught("main", inner)


@scenario
async def a_task_that_fails_alone_disturbs_nobody():
    failing = start("failing", 1, -errno.EIO)
    await act("main", 2)
    await caught("failing", failing)


@scenario
async def a_task_cannot_await_itself():
    async def await_self():
        try:
            await asyncio.current_task()
        except RuntimeError:
            say("refused")

    await asyncio.create_task(await_self())


@scenario
async def locals_and_a_deep_stack_survive_a_wait():
    async def descend(depth):
        below = depth * 3
        if depth == 0:
            await nap(1)
            return 0
        total = await descend(depth - 1)
        return total + below

    other = asyncio.create_task(descend(40))
    say(f"main {await descend(50)}")
    say(f"other {await other}")


@scenario
async def a_plain_function_can_wait():
    differ("a plain function can wait", "works", "SyntaxError")
    try:
        compile("def helper():\n    await sleep(0)\n", "helper", "exec")
        say("works")
    except SyntaxError as error:
        say(name_of(error))
    agree()


@scenario
async def live_tasks_can_be_listed_by_name():
    def name_of_live(task):
        this = task is asyncio.current_task()
        return "main" if this else task.get_name()

    def list_tasks():
        say("live " + " ".join(sorted(map(name_of_live, asyncio.all_tasks()))))

    long = asyncio.create_task(nap(LONG), name="long")
    short = asyncio.create_task(nap(1), name="short")
    list_tasks()
    await short
    list_tasks()
    long.cancel()
    await caught("long", long)
    list_tasks()


@scenario
async def increments_without_a_wait_are_never_lost():
    count = 0

    async def add():
        nonlocal count
        for _ in range(100):
            seen = count
            count = seen + 1
        await asyncio.sleep(0)

    await join(spawn(*(add() for _ in range(20))))
    say(f"count {count}")


@scenario
async def read_wait_write_loses_updates():
    count = 0

    async def add():
        nonlocal count
        for _ in range(100):
            seen = count
            await asyncio.sleep(0)
            count = seen + 1

    await join(spawn(*(add() for _ in range(20))))
    say(f"count {count}")


if __name__ == "__main__":
    run_scenarios()
