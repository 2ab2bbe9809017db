"""outside.py -- the world outside: Ctrl-C and threads."""

import asyncio
import signal
import threading
import time

from scenario import (
    LONG, UNIT_S, act, caught, nap, run_scenarios, say, scenario, start, told,
)


@scenario
async def ctrl_c_cancels_main_which_cleans_up():
    async def interrupt():
        await nap(1)
        signal.raise_signal(signal.SIGINT)

    task = asyncio.create_task(interrupt())
    try:
        await told("sleep", nap(LONG))
    finally:
        await caught("flush", nap(1))
        say("cleaned up")


@scenario
async def ctrl_c_cancels_the_other_tasks_after_main():
    start("other", LONG)
    await asyncio.sleep(0)
    signal.raise_signal(signal.SIGINT)
    await act("main", LONG)


@scenario
async def ctrl_c_that_main_swallows():
    signal.raise_signal(signal.SIGINT)
    await caught("sleep", nap(LONG))
    return 5


@scenario
async def a_thread_works_while_the_loop_goes_on():
    async def work():
        await asyncio.to_thread(time.sleep, 4 * UNIT_S)
        say("work ends")

    working = asyncio.create_task(work())
    await act("main", 1)
    await working


@scenario
async def threads_wait_at_the_same_time():
    started = threading.Barrier(3)
    await asyncio.gather(*(asyncio.to_thread(started.wait) for _ in range(3)))
    say("all three met")


@scenario
async def a_thread_wakes_the_loop():
    loop, rung = asyncio.get_running_loop(), asyncio.Event()

    def ring_later():
        time.sleep(2 * UNIT_S)
        say("the thread calls")
        loop.call_soon_threadsafe(rung.set)

    thread = threading.Thread(target=ring_later)
    thread.start()
    say("main waits")
    await rung.wait()
    say("calls=1")
    thread.join()


@scenario
async def a_signal_is_waited_for():
    came = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, came.set)
    for _ in range(2):
        signal.raise_signal(signal.SIGUSR1)
        await came.wait()
        say("signals=1")
        came.clear()
    asyncio.get_running_loop().remove_signal_handler(signal.SIGUSR1)
    default = signal.getsignal(signal.SIGUSR1) == signal.SIG_DFL
    say("restored" if default else "changed")


async def start_program(*argv, **options):
    return await asyncio.create_subprocess_exec(*argv, **options)


@scenario
async def a_programs_output_is_read():
    pipe = asyncio.subprocess.PIPE
    cat = await start_program("cat", stdin=pipe, stdout=pipe)
    cat.stdin.write(b"hello")
    await told("write", cat.stdin.drain())
    cat.stdin.close()
    text = await cat.stdout.read()
    say(f"read={len(text)}")
    say(text.decode())
    await told("status", cat.wait())


@scenario
async def a_programs_status_is_told():
    sh = await start_program("sh", "-c", "exit 7")
    await told("status", sh.wait())


@scenario
async def a_program_that_takes_too_long_is_killed():
    sleeper = await start_program("sleep", "1000")
    await caught("scope", asyncio.wait_for(sleeper.wait(), 2 * UNIT_S))
    sleeper.kill()
    say(f"signal={-await sleeper.wait()}")


@scenario
async def a_program_that_does_not_exist():
    await start_program("/nowhere/at/all")


@scenario
async def a_server_answers_its_clients():
    async def shout(reader, writer):
        while line := await reader.readline():
            writer.write(line.upper())
            await writer.drain()
        say("a client has left")
        writer.close()

    async def talk(word):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(word)
        say((await reader.readline()).decode().strip())
        writer.close()
        await nap(1)

    server = await asyncio.start_server(shout, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    task = asyncio.create_task(server.serve_forever())
    await talk(b"hello\n")
    await talk(b"world\n")
    task.cancel()
    await caught("server", task)


if __name__ == "__main__":
    run_scenarios()
