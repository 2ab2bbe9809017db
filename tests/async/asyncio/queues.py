"""queues.py -- queues: order, bounds, fairness, cancelled waiters."""

import asyncio

from scenario import (
    UNIT_S, agree, caught, differ, join, name_of, run_scenarios, say,
    scenario, scenario_since, settle, spawn, told,
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


def put_at_once(queue, item):
    try:
        queue.put_nowait(item)
    except asyncio.QueueFull:
        say("it is full")


@scenario
async def of_a_stack_the_newest_comes_first():
    queue = asyncio.LifoQueue(3)
    for item in range(4):
        put_at_once(queue, item)
    await get("main", queue)
    put_at_once(queue, 7)
    for _ in range(3):
        await get("main", queue)


@scenario
async def of_a_priority_queue_the_least_comes_first():
    queue = asyncio.PriorityQueue(10)
    for item in [5, 2, 8, 1, 9, 3, 7, 0, 6, 4, 11]:
        put_at_once(queue, item)
    for _ in range(4):
        await get("main", queue)
    for item in [1, 12]:
        put_at_once(queue, item)
    for _ in range(8):
        await get("main", queue)
    queue.get_nowait()


async def task_done(queue):
    queue.task_done()


@scenario
async def join_waits_until_all_is_dealt_with():
    async def say_joined(queue):
        await queue.join()
        say("joined")

    queue = asyncio.Queue()
    await told("join", queue.join())
    put_at_once(queue, 1)
    put_at_once(queue, 2)
    joiners = spawn(say_joined(queue), say_joined(queue))
    for _ in range(2):
        await settle()
        await get("main", queue)
        await settle()
        say("dealt with")
        await told("task_done", task_done(queue))
    await join(joiners)
    await caught("task_done", task_done(queue))


async def at_once(function, *words):
    return function(*words)


async def told_get(queue):
    await caught("get", queue.get())


async def get_or_fail(queue):
    return await told("get", queue.get())


@scenario_since(3, 13)
async def a_queue_that_is_shut_can_be_emptied():
    queue = asyncio.Queue(2)
    put_at_once(queue, 1)
    put_at_once(queue, 2)
    putter = spawn(put("late", queue, 3))
    await settle()
    queue.shutdown()
    await caught("put", queue.put(4))
    await caught("put", at_once(queue.put_nowait, 4))
    for _ in range(3):
        await told_get(queue)
    await caught("get", at_once(queue.get_nowait))
    await join(putter)


@scenario_since(3, 13)
async def shutting_wakes_those_that_wait_for_items():
    queue = asyncio.Queue(2)
    getters = spawn(*(get_or_fail(queue) for _ in range(3)))
    await settle()
    put_at_once(queue, 1)
    queue.shutdown()
    await join(getters)


@scenario_since(3, 13)
async def shutting_at_once_drops_what_is_in_it():
    async def say_joined(queue):
        await queue.join()
        say("joined")

    queue = asyncio.Queue(4)
    for item in range(3):
        put_at_once(queue, item)
    await get("main", queue)
    joiner = spawn(say_joined(queue))
    await settle()
    queue.shutdown(immediate=True)
    await settle()
    await told_get(queue)
    say(f"size {queue.qsize()}")
    await told("task_done", task_done(queue))
    await join(joiner)


if __name__ == "__main__":
    run_scenarios()
