"""barriers.py -- barriers: tasks that go on together."""

import asyncio

from scenario import (
    UNIT_S, agree, any_order, caught, differ, in_order, join, run_scenarios, say, scenario,
    settle, spawn, told,
)


async def meet(name, barrier):
    return await told(name, barrier.wait())


async def send(name, barrier):
    [task] = spawn(meet(name, barrier))
    await settle()
    return task


def say_state(barrier):
    say("broken" if barrier.broken else "whole")


@scenario
async def all_go_on_when_the_last_has_come():
    barrier, tasks = asyncio.Barrier(3), []
    any_order()
    for name in "ABC":
        tasks.append(await send(name, barrier))
        say(f"waiting {barrier.n_waiting}")
    in_order()
    await join(tasks)


@scenario
async def a_barrier_serves_again_and_again():
    barrier = asyncio.Barrier(2)

    async def meet_twice(name):
        await meet(name, barrier)
        await meet(name, barrier)

    differ("who comes again need not wait until all have gone", "B=1 A=0 A=1 B=0",
           "B=1 A=0 B=1 A=0")
    tasks = spawn(meet_twice("A"), meet_twice("B"))
    for _ in range(3):
        await settle()
    agree()
    for task in tasks:
        await task
    say(f"waiting {barrier.n_waiting}")


@scenario
async def one_that_is_cancelled_no_longer_counts():
    barrier, tasks = asyncio.Barrier(2), []
    tasks.append(await send("A", barrier))
    tasks[0].cancel()
    await settle()
    say(f"waiting {barrier.n_waiting}")
    tasks.append(await send("B", barrier))
    say(f"waiting {barrier.n_waiting}")
    any_order()
    tasks.append(await send("C", barrier))
    in_order()
    await join(tasks)


@scenario
async def resetting_ends_the_waits():
    barrier = asyncio.Barrier(3)
    tasks = [await send("A", barrier), await send("B", barrier)]
    await barrier.reset()
    await settle()
    await join(tasks)
    say_state(barrier)
    any_order()
    tasks = [await send(name, barrier) for name in "ABC"]
    in_order()
    await join(tasks)


@scenario
async def aborting_breaks_it_until_it_is_reset():
    barrier = asyncio.Barrier(2)
    tasks = [await send("A", barrier)]
    await barrier.abort()
    await settle()
    await join(tasks)
    say_state(barrier)
    await caught("B", barrier.wait())
    await barrier.reset()
    say_state(barrier)
    any_order()
    tasks = [await send("B", barrier), await send("C", barrier)]
    in_order()
    await join(tasks)


@scenario
async def a_party_of_one_never_waits():
    return await meet("A", asyncio.Barrier(1))


@scenario
async def waiting_for_the_others_may_time_out():
    barrier = asyncio.Barrier(2)

    async def body():
        async with asyncio.timeout(UNIT_S):
            await meet("A", barrier)

    await caught("scope", body())
    say(f"waiting {barrier.n_waiting}")


if __name__ == "__main__":
    run_scenarios()
