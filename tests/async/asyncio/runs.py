"""runs.py -- runs: how they end, nest and follow each other (G6, G9, G10)."""

import asyncio
import errno

from scenario import (
    LONG, act, agree, caught, differ, name_of, nap, run, run_scenarios, say,
    scenario, start,
)


@scenario
async def a_run_returns_the_result_of_main():
    return 7


@scenario
async def a_run_returns_the_error_of_main():
    await act("main", 0, -errno.EIO)


@scenario
async def unfinished_tasks_are_cancelled_at_the_end():
    start("left", 50)
    await asyncio.sleep(0)
    say("main ends")


@scenario
async def a_task_made_at_the_very_end():
    start("late", 50)
    say("main ends")


@scenario
async def a_run_waits_for_tasks_that_clean_up():
    async def clean_up():
        await caught("sleep", nap(LONG))
        await nap(1)
        say("cleaned up")

    asyncio.create_task(clean_up())
    await asyncio.sleep(0)
    say("main ends")


@scenario
async def unfinished_tasks_are_cancelled_when_main_fails():
    start("left", 50)
    await asyncio.sleep(0)
    await act("main", 0, -errno.EIO)


@scenario
def a_second_run_works_like_the_first():
    async def main():
        await start("A", 1)
        return 4

    say(run(main))
    say(run(main))


@scenario
async def a_run_inside_a_run_is_refused():
    async def inner():
        say("inner runs")

    coroutine = inner()
    try:
        asyncio.run(coroutine)
    except RuntimeError:
        say("refused")
    coroutine.close()
    await nap(1)
    say("main goes on")


@scenario
def waiting_outside_a_task_is_refused():
    differ("outside a task: an error number, not a syntax error",
           "EPERM", "SyntaxError")
    try:
        compile("await sleep(0)", "outside", "exec")
        say("works")
    except SyntaxError as error:
        say(name_of(error))
    agree()


@scenario
def making_a_task_outside_a_run_is_refused():
    async def main():
        say("runs")

    coroutine = main()
    try:
        asyncio.create_task(coroutine)
        say("made")
    except RuntimeError:
        say("refused")
    coroutine.close()


@scenario
async def a_run_in_another_thread_is_its_own():
    async def elsewhere():
        await act("elsewhere", 1)
        return 6

    def body():
        say(f"thread {run(elsewhere)}")

    await asyncio.to_thread(body)
    await act("main", 0)


if __name__ == "__main__":
    run_scenarios()
