"""judge.py -- is it a pool of workers? By answers, runs and processes, never by time.

The driver's tasks die, are cut short and are interrupted when the judge says
so, not by chance, so each check comes out the same on a busy machine.
"""

import os
import re

import lab

EXPORTS = ["workers_open", "workers_map", "workers_close"]
WRAPPED = ["read", "write", "poll", "select", "epoll_wait", "waitpid"]
MIB = 1 << 20


class Workers(lab.Program):
    """A driver with workers."""

    def __init__(self, width):
        at = lab.build(["workers.c"], drivers=[os.path.join(lab.CHECKS, "driver.c")],
                       exports=EXPORTS, headers=[os.path.join(lab.FOLDER, "start", "workers.h")],
                       flags=["-fsanitize=address", "-U_FORTIFY_SOURCE"],
                       libraries=[f"-Wl,--wrap={name}" for name in WRAPPED])
        super().__init__(["./program"], at)
        self.width = width
        try:
            self.driver = self.hear("a program that starts").split()[1]
            self.told("open", width, expected="opened")
        except lab.Failed:
            self.end()
            raise

    def told(self, *words, expected):
        """Tells it, and expects this answer, or one that this matches."""
        self.say(*words)
        said = self.hear(expected)
        lab.expect(re.fullmatch(expected, said), said, expected)

    def map(self, count, request, answer, exact=0, again=0, pool=0):
        """Has it map so many requests of these sizes, of which some are run again."""
        seed = lab.chance(f"{count} {request}").randint(1, 1 << 30)
        self.told("map", pool, count, request, answer, exact, seed,
                  expected=f"map 0: {count} of {count} right, {count - again} once, "
                           f"{count + again} runs")

    def pids(self):
        """The processes of the program: {pid: state}."""
        found, left = {}, [self.process.pid]
        while left:
            pid = left.pop()
            try:
                for tid in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{tid}/children", encoding="ascii") as file:
                        left += [int(child) for child in file.read().split()]
                with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
                    name, _, rest = file.read().partition("(")[2].rpartition(")")
                if name == "program":
                    found[pid] = rest.split()[0]
            except OSError:
                pass  # it ended meanwhile
        return found

    def threads(self):
        """Those of all processes, for hear() and settle(); whoever is dead rests."""
        found, driver = {}, self.pid
        for pid, state in self.pids().items():
            self.pid = pid
            found.update({pid: ("S", 0, 0)} if state == "Z" else super().threads())
        self.pid = driver
        return found

    def began(self, expected):
        """The tasks that have begun since we looked, {task: worker}, once all sleeps;
        what else it has said is still to be heard."""
        self.settle(expected)
        said = self.took()
        self.heard = [line for line in said if not line.startswith("begin ")]
        return {int(words[1]): words[2] for words in map(str.split, said) if words[0] == "begin"}


@lab.check("answers")
def answers():
    """Of many sizes, more than there are workers, and of none; and the last to begin ends first."""
    chance = lab.chance("answers")
    wide = chance.randint(2, 5)
    with Workers(wide) as workers:
        workers.say("order 1")
        workers.map(chance.randint(40, 60), 3000, 3000)
        workers.map(chance.randint(20, 39), 100, 0)
        workers.map(1, 10, 10)
        workers.map(0, 10, 10)
        workers.say("hold 1")
        workers.say("map 0", wide, 100, 100, 1, 1)
        begun = set()
        while True:
            begun |= set(workers.began("tasks to begin"))
            if not begun:
                break
            workers.say("go", max(begun))
            begun.remove(max(begun))
        said = workers.hear("workers_map() to return")
        expected = f"map 0: {wide} of {wide} right, {wide} once, {wide} runs"
        lab.expect(said == expected, f"{said}, if the last to begin is the first to end", expected)


@lab.check("width")
def width():
    """Tasks that wait for us, and the processes that they are in."""
    wide = lab.chance("width").randint(3, 5)
    with Workers(wide) as workers:
        look_at_width(workers, wide)


def look_at_width(workers, wide):
    """How many tasks are in progress, and in which processes."""
    count = 2 * wide + 1
    workers.say("hold 1")
    workers.say("map 0", count, 100, 100, 0, 1)
    begun = {}
    for done in range(count):
        now = workers.began("tasks to begin")
        begun.update(now)
        expected = min(wide + done, count)
        lab.expect(len(begun) == expected, f"{len(begun) - done} tasks in progress at a time"
                   if begun else "no task has begun",
                   f"{expected - done}, with {wide} workers")
        if done == 0:
            lab.expect(len(set(begun.values()) - {workers.driver}) == wide,
                       "tasks that share a process", "each in a worker of its own")
        workers.say("go", list(begun)[done])
    said = workers.hear("workers_map() to return")
    expected = f"map 0: {count} of {count} right, {count} once, {count} runs"
    lab.expect(said == expected, said, expected)
    workers.say("hold 0")


@lab.check("replaced")
def replaced():
    """Workers that are killed in their tasks; afterwards there are as many as before."""
    chance = lab.chance("replaced")
    with Workers(3) as workers:
        for killed in (1, 4):
            for task in chance.sample(range(20), killed):
                workers.say("dies", task)
            workers.say("map 0", 20, 500, 500, 0, chance.randint(1, 1 << 30))
            said = workers.hear("workers_map() to return though a worker was killed")
            lab.expect(said.startswith("map 0: 20 of 20 right"), said,
                       "map 0: 20 of 20 right")
        look_at_width(workers, 3)


@lab.check("once")
def once():
    """How often each was begun: twice if its worker was killed, else once."""
    chance = lab.chance("once")
    with Workers(4) as workers:
        for killed in (0, 3):
            for task in chance.sample(range(30), killed):
                workers.say("dies", task)
            workers.map(30, 500, 500, again=killed)


@lab.check("torn")
def torn():
    """A worker that dies in the midst of its answer, or of its request."""
    chance = lab.chance("torn")
    for size, cut in ((400_000, chance.randint(70_000, 150_000)), (2000, chance.randint(1, 7))):
        with Workers(2) as workers:
            workers.say("torn", chance.randrange(6), cut)
            workers.map(6, 10, size, exact=1, again=1)
            workers.say("reading", cut)
            workers.map(6, size, 10, exact=1)


@lab.check("idle")
def idle():
    """A worker that is killed between two maps."""
    with Workers(2) as workers:
        workers.map(6, 100, 100)
        workers.told("kill", expected="killed")
        workers.map(8, 100_000, 100, exact=1)


@lab.check("short")
def short():
    """Calls that transfer a part, or are interrupted."""
    chance = lab.chance("short")
    with Workers(3) as workers:
        for most in (3, chance.randint(50, 500)):
            workers.say("mean", most)
            workers.map(12, 40 * most, 40 * most)


@lab.check("big")
def big():
    """Messages that no pipe holds, both ways."""
    with Workers(3) as workers:
        workers.map(8, MIB, MIB, exact=1)


@lab.check("close")
def close():
    """What is left of it when all sleeps."""
    with Workers(lab.chance("close").randint(3, 5)) as workers:
        workers.say("dies 1")
        workers.map(10, 100, 100, again=1)
        workers.told("close 0", expected="closed, 0 descriptors more")
        workers.settle("workers to end")
        states = list(workers.pids().values())
        left = {"zombies": states.count("Z"),
                "workers": len(states) - states.count("Z") - 1}
        for what, number in left.items():
            lab.expect(number == 0, f"{number} {what} left", "none")


@lab.check("again")
def again():
    """Two pools at a time, and one that is closed first."""
    with Workers(2) as workers:
        workers.told("open 3 1", expected="opened")
        for pool in (0, 1, 0):
            workers.map(9, 300, 300, pool=pool)
        workers.told("close 0", expected="closed, .* descriptors more")
        workers.map(9, 300, 300, pool=1)
        workers.told("close 1", expected="closed, 0 descriptors more")


lab.main()
