"""eager.py -- tasks that begin at once (asyncio.eager_task_factory)."""

import asyncio
import errno

from scenario import (
    LONG, act, failure, join, nap, run_scenarios, say, scenario_since, spawn,
    start, told,
)


def hurry(coroutine):
    return asyncio.eager_task_factory(asyncio.get_running_loop(), coroutine)


@scenario_since(3, 12)
async def an_eager_task_begins_before_its_maker_goes_on():
    usual = start("usual", 1)
    eager = hurry(act("eager", 2, 7))
    say("made")
    await asyncio.sleep(0)
    say(f"done {int(eager.done())}")
    await join([usual, eager])


@scenario_since(3, 12)
async def one_that_never_waits_is_done_at_once():
    async def give_seven():
        say("at once")
        return 7

    task = hurry(give_seven())
    say(f"done {int(task.done())}")
    return await task


@scenario_since(3, 12)
async def one_may_fail_at_once():
    async def fail_at_once():
        raise failure(errno.EIO)

    task = hurry(fail_at_once())
    say(f"done {int(task.done())}")
    return await task


@scenario_since(3, 12)
async def one_may_make_another():
    async def nest():
        say("outer begins")
        inner = hurry(act("inner", 1, 3))
        say("outer goes on")
        result = await inner
        say("outer ends")
        return result

    outer = hurry(nest())
    say("made")
    return await outer


@scenario_since(3, 12)
async def after_its_first_step_it_takes_turns_like_any():
    async def yield_twice(name):
        for _ in range(3):
            say(name)
            await asyncio.sleep(0)

    await join(spawn(yield_twice("A")) + [hurry(yield_twice("B"))]
               + spawn(yield_twice("C")))


@scenario_since(3, 12)
async def one_may_cancel_its_maker():
    async def cancel_maker(maker):
        maker.cancel()

    hurry(cancel_maker(asyncio.current_task()))
    say("made")
    await told("nap", nap(LONG))


@scenario_since(3, 12)
async def one_is_cancelled_in_its_first_wait():
    task = hurry(act("A", LONG))
    task.cancel()
    await join([task])


@scenario_since(3, 12)
async def while_it_runs_it_is_the_current_task():
    maker = asyncio.current_task()

    async def itself():
        say(f"itself {int(asyncio.current_task() is not maker)}")

    hurry(itself())
    say(f"maker again {int(asyncio.current_task() is maker)}")


@scenario_since(3, 12)
async def a_lock_is_passed_to_one_like_to_any():
    lock = asyncio.Lock()

    async def hold(name):
        async with lock:
            await act(name, 1)

    tasks = [hurry(hold("A")), hurry(hold("B"))]
    say("made")
    await join(tasks)


if __name__ == "__main__":
    run_scenarios()
