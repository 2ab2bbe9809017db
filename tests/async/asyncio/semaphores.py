"""semaphores.py -- semaphores: bounds, order, cancelled waiters."""

import asyncio

from scenario import (
    LONG, UNIT_S, act, caught, join, nap, run_scenarios, say, scenario, settle,
    spawn, told,
)


async def hold(name, lock, units):
    """Takes a lock or a permit for a while."""
    async with lock:
        await act(name, units)


@scenario
async def a_semaphore_bounds_how_many_are_inside():
    semaphore, inside, peak = asyncio.Semaphore(3), 0, 0

    async def enter():
        nonlocal inside, peak
        async with semaphore:
            inside += 1
            peak = max(peak, inside)
            await nap(0.5)
            inside -= 1

    await join(spawn(*(enter() for _ in range(8))))
    say(f"peak {peak}")


@scenario
async def a_semaphore_serves_in_order():
    semaphore = asyncio.Semaphore(1)
    await join(spawn(*(hold(name, semaphore, 0) for name in "ABCD")))


@scenario
async def a_semaphore_lets_no_latecomer_jump_the_queue():
    semaphore = asyncio.Semaphore(0)
    early = spawn(hold("early", semaphore, 1))
    await settle()
    semaphore.release()
    late = spawn(hold("late", semaphore, 1))
    await settle()
    semaphore.release()
    await join(early + late)


@scenario
async def a_task_that_releases_and_asks_again_queues_behind():
    semaphore = asyncio.Semaphore(1)

    async def enter_twice(name):
        for _ in range(2):
            await hold(name, semaphore, 0)

    await join(spawn(enter_twice("A"), enter_twice("B")))


@scenario
async def a_semaphore_releases_several_at_once():
    semaphore = asyncio.Semaphore(0)
    tasks = spawn(*(hold(name, semaphore, LONG) for name in "ABCD"))
    await settle()
    for _ in range(3):
        semaphore.release()
    await settle()
    say("three are in")
    for task in tasks:
        task.cancel()
    await join(tasks)


@scenario
async def a_cancelled_waiter_leaves_its_place_to_the_next():
    semaphore = asyncio.Semaphore(0)
    tasks = spawn(*(hold(name, semaphore, 1) for name in "ABC"))
    await settle()
    tasks[0].cancel()
    await settle()
    semaphore.release()
    await join(tasks)


@scenario
async def a_waiter_cancelled_just_before_a_release_is_passed():
    semaphore = asyncio.Semaphore(0)
    tasks = spawn(hold("A", semaphore, 1), hold("B", semaphore, 1))
    await settle()
    tasks[0].cancel()
    semaphore.release()
    await join(tasks)


@scenario
async def a_waiter_cancelled_when_it_has_its_permit_gives_it_back():
    semaphore = asyncio.Semaphore(0)
    tasks = spawn(hold("A", semaphore, 1), hold("B", semaphore, 1))
    await settle()
    semaphore.release()
    tasks[0].cancel()
    await join(tasks)
    await caught("permit", semaphore.acquire())


@scenario
async def a_task_cancelled_inside_gives_back_its_permit():
    semaphore = asyncio.Semaphore(1)
    tasks = spawn(hold("A", semaphore, LONG), hold("B", semaphore, 1))
    await settle()
    tasks[0].cancel()
    await join(tasks)


@scenario
async def waiting_for_a_permit_times_out():
    semaphore = asyncio.Semaphore(0)

    async def enter():
        async with asyncio.timeout(UNIT_S):
            await told("acquire", semaphore.acquire())

    await caught("scope", enter())
    semaphore.release()
    await caught("acquire", semaphore.acquire())


async def release(semaphore):
    return semaphore.release()


@scenario
async def a_bounded_semaphore_refuses_to_grow():
    semaphore = asyncio.BoundedSemaphore(2)
    await semaphore.acquire()
    await caught("release", release(semaphore))
    await caught("release", release(semaphore))
    for _ in range(2):
        await told("acquire", semaphore.acquire())
    say("locked" if semaphore.locked() else "free")


@scenario
async def a_bounded_semaphore_passes_its_permits_on():
    semaphore = asyncio.BoundedSemaphore(1)
    await join(spawn(*(hold(name, semaphore, 1) for name in "ABC")))
    await caught("release", release(semaphore))


if __name__ == "__main__":
    run_scenarios()
