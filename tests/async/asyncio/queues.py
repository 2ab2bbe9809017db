"""queues.py -- queues: order, bounds, fairness, cancelled waiters."""

import asyncio

from scenario import (
    UNIT_S, agree, caught, differ, join, name_of, run_scenarios, say,
    scenario, settle, spawn, told,
)


async def get(name, queue):
    say(f"{name} got {await queue.get()}")


async def put(name, queue, item):
    await queue.put(item)
    say(f"{name} put {item}")


@scenario
async def items_come_in_the_order_they_were_put():
    queue = asyncio.Queue()
    for item in range(5):
        await queue.put(item)
    say(f"size {queue.qsize()}")
    for _ in range(5):
        await get("main", queue)


@scenario
async def getters_are_served_in_order():
    queue = asyncio.Queue()
    tasks = spawn(*(get(name, queue) for name in "ABC"))
    await settle()
    for item in range(3):
        await put("main", queue, item)
    await join(tasks)


@scenario
async def putters_wait_for_room_and_go_in_order():
    queue = asyncio.Queue(2)
    tasks = spawn(*(put(name, queue, item)
                    for item, name in enumerate("ABCD")))
    await settle()
    say(f"size {queue.qsize()}")
    for _ in range(4):
        await get("main", queue)
        await settle()
    await join(tasks)


@scenario
async def a_queue_of_one_hands_items_over_one_by_one():
    queue = asyncio.Queue(1)

    async def produce():
        for item in range(4):
            await put("producer", queue, item)

    async def consume():
        for _ in range(4):
            await get("consumer", queue)

    await join(spawn(produce(), consume()))


@scenario
async def calls_that_must_not_wait_are_refused():
    queue = asyncio.Queue(1)
    try:
        queue.get_nowait()
    except asyncio.QueueEmpty as error:
        say(name_of(error))
    queue.put_nowait(1)
    try:
        queue.put_nowait(2)
    except asyncio.QueueFull as error:
        say(name_of(error))
    say(f"got {queue.get_nowait()}")


@scenario
async def a_cancelled_getter_leaves_its_place_to_the_next():
    queue = asyncio.Queue()
    tasks = spawn(*(get(name, queue) for name in "AB"))
    await settle()
    tasks[0].cancel()
    await settle()
    queue.put_nowait(7)
    await join(tasks)


@scenario
async def a_getter_cancelled_as_an_item_comes_loses_nothing():
    queue = asyncio.Queue()
    tasks = spawn(*(get(name, queue) for name in "AB"))
    await settle()
    queue.put_nowait(7)
    tasks[0].cancel()
    await join(tasks)
    say(f"size {queue.qsize()}")


@scenario
async def the_only_getter_cancelled_as_an_item_comes_loses_nothing():
    queue = asyncio.Queue()
    tasks = spawn(get("A", queue))
    await settle()
    queue.put_nowait(7)
    tasks[0].cancel()
    await join(tasks)
    say(f"size {queue.qsize()}")
    await get("main", queue)


@scenario
async def a_getter_that_times_out_loses_nothing():
    queue = asyncio.Queue()

    async def get_in_time():
        async with asyncio.timeout(UNIT_S):
            await told("get", queue.get())

    await caught("scope", get_in_time())
    queue.put_nowait(7)
    await get("main", queue)


@scenario
async def a_cancelled_putter_puts_nothing():
    queue = asyncio.Queue(1)
    queue.put_nowait(0)
    tasks = spawn(put("A", queue, 1), put("B", queue, 2))
    await settle()
    tasks[0].cancel()
    await settle()
    await get("main", queue)
    await settle()
    await get("main", queue)
    await join(tasks)
    say(f"size {queue.qsize()}")


@scenario
async def a_putter_cancelled_when_there_is_room_leaves_it_to_the_next():
    queue = asyncio.Queue(1)
    queue.put_nowait(0)
    tasks = spawn(put("A", queue, 1), put("B", queue, 2))
    await settle()
    say(f"got {queue.get_nowait()}")
    tasks[0].cancel()
    await join(tasks)
    await get("main", queue)


@scenario
async def an_item_that_came_for_a_waiter_can_be_taken():
    queue = asyncio.Queue()
    tasks = spawn(get("A", queue))
    await settle()
    differ("an item belongs to the first to wait, not to the fastest",
           "EAGAIN A got 1", "1 A got 2")
    queue.put_nowait(1)
    say(str(queue.get_nowait()))
    await settle()
    queue.put_nowait(2)
    await settle()
    agree()
    await join(tasks)


@scenario
async def workers_share_the_items_of_a_queue():
    queue, done = asyncio.Queue(), [0, 0, 0]

    async def work(index):
        while await queue.get() >= 0:
            done[index] += 1
            await asyncio.sleep(0)

    for item in range(30):
        queue.put_nowait(item)
    for _ in range(3):
        queue.put_nowait(-1)
    await join(spawn(*(work(index) for index in range(3))))
    say(f"done {done[0]} {done[1]} {done[2]}")


if __name__ == "__main__":
    run_scenarios()
