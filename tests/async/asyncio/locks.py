"""locks.py -- locks: order, cancelled waiters, deadlock (M3, M4)."""

import asyncio

from scenario import (
    UNIT_S, act, agree, differ, join, run, run_scenarios, say, scenario,
    settle, spawn,
)


async def hold(name, lock, units):
    """Takes a lock or a permit for a while."""
    async with lock:
        await act(name, units)


@scenario
async def a_lock_serves_in_order():
    lock = asyncio.Lock()
    await join(spawn(*(hold(name, lock, 1) for name in "ABC")))


@scenario
async def a_lock_lets_no_latecomer_jump_the_queue():
    lock = asyncio.Lock()
    await lock.acquire()
    early = spawn(hold("early", lock, 1))
    await settle()
    lock.release()
    late = spawn(hold("late", lock, 1))
    await join(late + early)


@scenario
async def a_lock_lets_no_former_owner_jump_the_queue():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = spawn(hold("A", lock, 1))
    await settle()
    lock.release()
    await hold("main", lock, 1)
    await join(tasks)


@scenario
async def a_waiter_cancelled_when_it_has_the_lock_passes_it_on():
    lock = asyncio.Lock()
    await lock.acquire()
    tasks = spawn(hold("A", lock, 1), hold("B", lock, 1))
    await settle()
    lock.release()
    tasks[0].cancel()
    await join(tasks)
    say("locked" if lock.locked() else "free")


@scenario
async def a_lock_that_nobody_holds_cannot_be_released():
    try:
        asyncio.Lock().release()
        say("released")
    except RuntimeError:
        say("refused")


@scenario
async def a_lock_taken_before_a_wait_prevents_lost_updates():
    lock, count = asyncio.Lock(), 0

    async def add():
        nonlocal count
        for _ in range(20):
            async with lock:
                seen = count
                await asyncio.sleep(0)
                count = seen + 1

    await join(spawn(*(add() for _ in range(5))))
    say(f"count {count}")


@scenario
def two_locks_in_opposite_order_deadlock():
    async def take_both(first, second):
        async with first:
            await settle()
            async with second:
                say("took both")

    async def main():
        a, b = asyncio.Lock(), asyncio.Lock()
        # Without a timeout, asyncio would wait forever.
        async with asyncio.timeout(3 * UNIT_S):
            await asyncio.gather(take_both(a, b), take_both(b, a))

    differ("a proven deadlock ends the run", "EDEADLK", "waits forever")
    result = run(main)
    say("waits forever" if result == "ETIMEDOUT" else result)
    agree()


if __name__ == "__main__":
    run_scenarios()
