"""events.py -- events and conditions: who is woken, and when."""

import asyncio

from scenario import (
    act, caught, join, nap, run_scenarios, say, scenario, settle, spawn, told,
)


async def hold(name, lock, units):
    """Takes a lock or a permit for a while."""
    async with lock:
        await act(name, units)


@scenario
async def an_event_wakes_all_in_order():
    event = asyncio.Event()

    async def wait(name):
        await event.wait()
        say(name)

    tasks = spawn(*(wait(name) for name in "ABC"))
    await settle()
    event.set()
    say("set")
    await join(tasks)


@scenario
async def an_event_that_is_set_holds_nobody_up():
    event = asyncio.Event()
    event.set()
    await caught("wait", event.wait())
    event.clear()
    say("set" if event.is_set() else "clear")


@scenario
async def an_event_set_and_cleared_at_once_wakes_its_waiters():
    event = asyncio.Event()
    tasks = spawn(told("A", event.wait()), told("B", event.wait()))
    await settle()
    event.set()
    event.clear()
    late = spawn(told("late", event.wait()))
    await join(tasks)
    say("still waiting" if not late[0].done() else "woken")
    event.set()
    await join(late)


async def wait_for_news(name, condition):
    async with condition:
        say(f"{name} waits")
        await condition.wait()
        say(f"{name} woke")
        await nap(0)
        say(f"{name} leaves")


@scenario
async def a_condition_notifies_one():
    condition = asyncio.Condition()
    tasks = spawn(*(wait_for_news(name, condition) for name in "ABC"))
    await settle()
    for _ in range(3):
        async with condition:
            condition.notify()
            say("notified")
        await settle()
    await join(tasks)


@scenario
async def a_condition_notifies_two_of_three():
    condition = asyncio.Condition()
    tasks = spawn(*(wait_for_news(name, condition) for name in "ABC"))
    await settle()
    async with condition:
        condition.notify(2)
    await settle()
    say("one is left")
    tasks[2].cancel()
    await join(tasks)


@scenario
async def a_condition_notifies_all_one_at_a_time():
    condition = asyncio.Condition()
    tasks = spawn(*(wait_for_news(name, condition) for name in "ABC"))
    await settle()
    async with condition:
        condition.notify_all()
        await settle()
        say("lock is let go")
    await join(tasks)


@scenario
async def a_notification_with_no_waiter_is_lost():
    condition = asyncio.Condition()
    async with condition:
        condition.notify()
    tasks = spawn(wait_for_news("A", condition))
    await settle()
    say("A still waits")
    async with condition:
        condition.notify_all()
    await join(tasks)


@scenario
async def waiting_or_notifying_without_the_lock_is_refused():
    condition = asyncio.Condition()
    for call in (condition.notify, condition.notify_all):
        try:
            call()
            say("notified")
        except RuntimeError:
            say("refused")
    try:
        await condition.wait()
    except RuntimeError:
        say("refused")


@scenario
async def a_cancelled_waiter_of_a_condition_takes_the_lock_again():
    condition = asyncio.Condition()
    tasks = spawn(wait_for_news("A", condition), hold("B", condition, 3))
    await settle()
    tasks[0].cancel()
    await settle()
    say("A is done" if tasks[0].done() else "A waits for the lock")
    await join(tasks)


class Stock:
    def __init__(self, count=0):
        self.condition = asyncio.Condition()
        self.count = count

    def is_enough(self):
        say(f"count {self.count}")
        return self.count >= 3

    async def buy(self):
        async def wait():
            async with self.condition:
                try:
                    await self.condition.wait_for(self.is_enough)
                finally:
                    held = self.condition.locked()
                    say("held" if held else "not held")

        await told("wait_for", wait())


@scenario
async def a_condition_is_waited_for_until_it_holds():
    stock = Stock()
    buyer = spawn(stock.buy())
    for _ in range(3):
        await settle()
        async with stock.condition:
            stock.count += 1
            stock.condition.notify_all()
    await join(buyer)


@scenario
async def a_condition_that_holds_is_not_waited_for():
    await Stock(3).buy()


@scenario
async def waiting_until_it_holds_can_be_cancelled():
    buyer = spawn(Stock().buy())
    await settle()
    buyer[0].cancel()
    await join(buyer)


if __name__ == "__main__":
    run_scenarios()
