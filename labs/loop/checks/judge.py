"""judge.py -- is it an event loop? By whom it calls back, in a world of ours.

The driver's clock stands still until the loop waits, so each check takes no
time, and comes out the same however busy the machine is.
"""

import os

import lab

EXPORTS = ["loop_open", "loop_timer", "loop_timer_stop", "loop_watch", "loop_unwatch",
           "loop_lines", "loop_run", "loop_stop", "loop_close"]


class Loop(lab.Program):
    """A driver with a loop that was handed in, under AddressSanitizer."""

    def __init__(self):
        start = os.path.join(lab.FOLDER, "start")
        at = lab.build(["loop.c"], drivers=[os.path.join(lab.CHECKS, "driver.c")], exports=EXPORTS,
                       headers=[os.path.join(start, "loop.h")], flags=["-fsanitize=address"])
        super().__init__(["./program"], at)
        try:
            self.hear("a program that starts")
        except lab.Failed:
            self.end()
            raise

    def told(self, expected, *words):
        """What happens when it is told so, as a list of lines."""
        self.say(*words)
        said = []
        while not {"done", "look"} & set(said):
            said.append(self.hear(expected))
        for line in said:
            if line.startswith("stop "):
                raise lab.Failed(line.removeprefix("stop "), expected)
        return [line for line in said if line != "done"]


def told(expected, *words):
    """The same, of a new program."""
    with Loop() as loop:
        return loop.told(expected, *words)


def same(said, expected, what):
    """Fails at the first line that is not as expected."""
    for number, line in enumerate(expected):
        found = said[number] if number < len(said) else "nothing more"
        lab.expect(found == line, f"{what} {number + 1}: {found}", line)
    lab.expect(len(said) == len(expected), f"{what}: {said[len(expected):][:1]} too many",
               f"{len(expected)} in all")


def fired(delays):
    """The lines of timers, in the order in which they are due."""
    order = sorted(range(len(delays)), key=lambda number: delays[number])
    return [f"timer {number} at {delays[number]}" for number in order]


@lab.check("timers")
def timers():
    """Delays that differ; the driver's clock soon passes what an int holds."""
    delays = lab.chance("timers").sample(range(1, 900), 20) + [5_000_000]
    said = told("timers called back in the order in which they are due", "timers 0", *delays)
    same(said[:-1], fired(delays), "callback")


@lab.check("ties")
def ties():
    """Many timers, few times."""
    delays = lab.chance("ties").choices([0, 10, 20, 30], k=37) + [0, 10, 20]
    said = told("timers of one time in the order in which they were started", "timers 0", *delays)
    same(said[:-1], fired(delays), "callback")


@lab.check("sleeps")
def sleeps():
    """A wait a time that a timer is due, and a first one perhaps."""
    times = lab.chance("sleeps").sample(range(2000, 100_000), 12)
    said = told("a loop that waits until the next timer is due", "timers 0", *times)
    same(said[:-1], fired(times), "callback")
    waits = int(said[-1].split()[1])
    lab.expect(waits <= 2 * len(times) + 2, f"{waits} waits for {len(times)} timers",
               f"about {len(times)}: one until each is due")


@lab.check("stopped")
def stopped():
    """Stopped before, and by the callback of another that is due at the same time."""
    chance = lab.chance("stopped")
    delays = [10, 10, 10, 20, 30, 20]
    inside, before = chance.choice([1, 2]), chance.choice([3, 4, 5])
    said = told("stopped timers not to be called", "stops 10", before, inside, *delays[1:])
    left = sorted({1, 2, 3, 4, 5} - {inside, before}, key=lambda number: (delays[number], number))
    same(said, ["stopped itself -2, the other 0, and again -2"] +
         [f"timer {number} at {delays[number]}" for number in left], "callback")


@lab.check("fair")
def fair():
    """Of a timer that starts itself again, at most two calls before others' turn."""
    times = lab.chance("fair").randint(50, 90)
    said = told("descriptors to have their turn between timers", "fair", times)
    lab.expect(said and said[0].startswith("ready after "), f"{said[:1]}", "a callback")
    calls = int(said[0].split()[2])
    lab.expect(calls <= 2, f"a timer that starts itself again was called {calls} times "
               "before a descriptor that was ready", "1 or 2 times")
    same(said[1:], [f"called {times}"], "timer")


@lab.check("watches")
def watches():
    """Callbacks of those that are ready, as long as they are."""
    sizes = lab.chance("watches").choices(range(6), k=12) + [0, 3]
    said = told("callbacks of the descriptors that are ready", "watch", *sizes)
    same([line for line in said if line.startswith("wrong")], [], "callback")
    same([line for line in said if line.startswith("twice")], ["twice 1"],
         "loop_watch() of a descriptor that is watched (1: -EEXIST)")
    same([line for line in said if line.startswith("writable")], ["writable 1 1"],
         "callback with EPOLLOUT")
    same([line for line in said if line.startswith("calls")], [f"calls {size}" for size in sizes],
         "bytes to read, one a call: socket")


@lab.check("own")
def own():
    """Each removes itself."""
    count = lab.chance("own").randint(20, 60)
    same(told("callbacks that remove their own watches", "own", count), [f"called {count}"],
         "sockets")


@lab.check("others")
def others():
    """The first callback removes all, of whom epoll has already told."""
    count = lab.chance("others").randint(5, 20)
    said = told("nobody to be called after loop_unwatch()", "others", count)
    same(said, ["called 1"], "callback")


@lab.check("reuse")
def reuse():
    """A number of a descriptor that is used again."""
    same(told("the callback of what is open now, when it is ready", "reuse"),
         ["old", "new at 7"], "callback")


def spelt(lengths):
    """Lines as the driver spells them."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return [f"line {length} {letters[number % 26] if length else '-'}"
            for number, length in enumerate(lengths)]


@lab.check("lines")
def lines():
    """Lines in pieces, and pieces with several lines."""
    chance = lab.chance("lines")
    for chunk in (1, chance.randint(2, 9), 1000):
        lengths = [chance.randint(0, 30) for _ in range(12)] + [5]
        same(told("whole lines, however they come", "lines", chunk, 0, *lengths),
             spelt(lengths) + ["end 1"], f"in chunks of {chunk} bytes, callback")


@lab.check("long")
def long():
    """A line longer than any buffer that is not grown."""
    lengths = [lab.chance("long").randint(100_000, 150_000), 3]
    same(told("a long line", "lines", 30_000, 0, *lengths), spelt(lengths) + ["end 1"], "callback")


@lab.check("midway")
def midway():
    """A callback that removes its watch with lines left, and the end of a file."""
    after = lab.chance("midway").randint(1, 4)
    lengths = [7, 8, 9, 10, 11, 12]
    same(told("no more lines after loop_unwatch()", "lines", 1000, after, *lengths),
         spelt(lengths)[:after], "callback")
    same(told("an end", "lines", 1000, 0, 4, 0), ["line 4 a", "end 1"], "callback")


@lab.check("many")
def many():
    """A thousand connections, looked at in the middle of it."""
    count = 1000
    with Loop() as loop:
        said = loop.told(f"{count} connections", "many", count)
        lab.expect(said == ["look"], f"{said[:1]}", "a request in the middle to come")
        threads = len(loop.threads())
        lab.expect(threads == 1, f"{threads} threads", "one thread")
        same(loop.told(f"{count} connections to be answered", "go on"),
             [f"answered {count} ended {count}"], "connections")


@lab.check("interrupted")
def interrupted():
    """Waits that a signal ends."""
    delays = lab.chance("interrupted").sample(range(1, 900), 10)
    said = told("a loop that goes on after EINTR", "timers 2", *delays)
    same(said[:-1], fired(delays), "callback")


@lab.check("halt")
def halt():
    """loop_stop(), and what is left."""
    first, second, third = sorted(lab.chance("halt").sample(range(1, 900), 3))
    same(told("loop_run() to return", "halt", first, second, third),
         [f"timer 0 at {first}", f"timer 1 at {second}", "returned", f"timer 2 at {third}",
          "returned"], "line")


@lab.check("rest")
def rest():
    """Descriptors, when loops were closed."""
    same(told("loop_close() to free the loop", "rest", 20), ["descriptors 0 more"],
         "after 20 loops")


lab.main()
