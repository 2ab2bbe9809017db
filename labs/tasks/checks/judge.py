"""judge.py -- do tasks take turns as they are to? By what each step brings, and when.

The clock of the tasks only counts, so there is nothing that a busy machine could change.
What is expected follows from what was asked for; the order within a tick is only looked
at where tasks.h says what it is.
"""

import os

import lab

EXPORTS = ["tasks_run", "task_spawn", "task_await", "task_cancel", "task_yield", "task_sleep",
           "task_now", "task_gather", "task_gather_all", "group_spawn", "group_wait",
           "semaphore_acquire", "semaphore_release"]
START = os.path.join(lab.FOLDER, "start")
TREE = os.path.join(lab.FOLDER, "..", "..")
CANCELED, DEADLOCK = -125, -35


class Tasks(lab.Program):
    """A driver with the tasks that were handed in, under AddressSanitizer."""

    ends = None

    def __init__(self):
        switch, root = os.path.join(TREE, "async", "runtime"), TREE
        if not os.path.isdir(switch):
            switch = root = START
        at = lab.build(["tasks.c"], exports=EXPORTS,
                       headers=[os.path.join(START, "tasks.h"), os.path.join(START, "stack.h"),
                                os.path.join(switch, "coroutine.h")],
                       drivers=[os.path.join(lab.CHECKS, "driver.c"),
                                os.path.join(switch, "coroutine.c")],
                       flags=["-fsanitize=address", "-U_FORTIFY_SOURCE", "-I", root])
        super().__init__(["./program"], at)
        try:
            self.hear("a program that starts")
        except lab.Failed:
            self.end()
            raise

    def told(self, expected, tasks, permits=0):
        """What tasks, {number: steps}, of which 0 is the first, say: (time, task, what)."""
        for number, steps in tasks.items():
            self.say("task", number, steps)
        self.say("run 0", permits)
        said = []
        while not said or said[-1] != "done":
            said.append(self.hear(expected))
        self.ends = {line.split()[0]: line.split()[1:] for line in said[-4:-1]}
        return [(int(line.split()[0]), int(line.split()[1]), " ".join(line.split()[2:]))
                for line in said[:-4]]


def told(expected, tasks, permits=0):
    """The same, of a new program; and how it ended."""
    with Tasks() as program:
        said = program.told(expected, tasks, permits)
        return said, program.ends


def words(line):
    """A line that was said."""
    return f"at {line[0]}, task {line[1]}: {line[2]}"


def same(said, expected, what):
    """Fails at the first line that is not as expected."""
    for number, line in enumerate(expected):
        found = words(said[number]) if number < len(said) else "nothing more"
        lab.expect(found == words(line), f"{what}: {found}", words(line))
    lab.expect(len(said) == len(expected), f"{what}: {words(said[-1])}" if said else "",
               "nothing more")


def of(said, *tasks):
    """What these tasks said."""
    return [line for line in said if line[1] in tasks]


def numbers(tasks):
    """As a step has them."""
    return ",".join(map(str, tasks))


@lab.check("turns")
def turns():
    """Tasks that yield, and a first one that spawns them."""
    count = lab.chance("turns").randint(3, 6)
    tasks = list(range(1, count + 1))
    said, _ = told("tasks to take turns", {0: f"p{numbers(tasks)} s1",
                                           **{task: "y y" for task in tasks}})
    same(said, [(0, 0, "p 0")] + [(0, task, "y 0") for _ in range(2) for task in tasks] +
         [(1, 0, "s 0")], "turn")


@lab.check("sleep")
def sleep():
    """In the order in which they are due, and else in which they began to sleep."""
    chance = lab.chance("sleep")
    ticks = chance.choices(range(1, 8), k=14) + [1000, 3, 3]
    tasks = list(range(1, len(ticks) + 1))
    said, ends = told("sleepers to wake up", {0: f"p{numbers(tasks)} s2000 r7",
                                              **{task: f"s{ticks[task - 1]}" for task in tasks}})
    order = sorted(tasks, key=lambda task: ticks[task - 1])
    same(of(said, *tasks), [(ticks[task - 1], task, "s 0") for task in order], "sleepers")
    lab.expect(ends["run"] == ["7"], f"tasks_run() returned {ends['run'][0]}", "7")


@lab.check("await")
def awaits():
    """Results, of a task that has ended and of one that has not; and one that nobody awaits."""
    chance = lab.chance("await")
    first, second = chance.randint(1, 99), -chance.randint(1, 30)
    said, ends = told("results", {0: "p1,2,3 s5 a1 !a2 r4", 1: f"s2 r{first}", 2: f"s9 r{second}",
                                  3: "s50 r1"})
    same(of(said, 0), [(0, 0, "p 0"), (5, 0, "s 0"), (5, 0, f"a {first}"), (9, 0, f"a {second}"),
                       (9, 0, "r 4")], "first task")
    same(of(said, 3), [(9, 3, f"s {CANCELED}")], "a task that is left when the first one ends")
    lab.expect(ends["run"] == ["4"], f"tasks_run() returned {ends['run'][0]}", "4")


@lab.check("gather")
def gather():
    """G1: results in the order of arguments, whatever the delays."""
    chance = lab.chance("gather")
    tasks = list(range(1, 21))
    ticks = chance.sample(range(1, 90), len(tasks))
    results = chance.sample(range(1000), len(tasks))
    said, _ = told("results in the order of calls", {
        0: f"g{numbers(tasks)}",
        **{task: f"s{ticks[task - 1]} r{results[task - 1]}" for task in tasks}})
    end = max(ticks)
    same(of(said, 0), [(end, 0, "results " + " ".join(map(str, results))), (end, 0, "g 0")],
         "task_gather()")


@lab.check("values")
def values():
    """G2: errors are results like any other."""
    chance = lab.chance("values")
    ticks, errors = chance.sample(range(1, 50), 4), chance.sample(range(-60, 0), 2)
    results = [3, errors[0], 8, errors[1]]
    chance.shuffle(results)
    said, _ = told("all results", {
        0: "h1,2,3,4", **{task: f"s{ticks[task - 1]} r{results[task - 1]}" for task in range(1, 5)}})
    same(of(said, 0), [(max(ticks), 0, "results " + " ".join(map(str, results))),
                       (max(ticks), 0, "h 0")], "task_gather_all()")


@lab.check("goes-on")
def goes_on():
    """G3: the first error propagates at once, and siblings go on."""
    chance = lab.chance("goes-on")
    error, at = -chance.randint(1, 60), chance.randint(2, 8)
    said, _ = told("the first error at once, and siblings that go on",
                   {0: "!g1,2,3 s50", 1: f"s{at + 4} r1", 2: f"s{at} r{error}", 3: f"s{at + 9} r-61"})
    same(of(said, 0)[:1], [(at, 0, f"g {error}")], "task_gather()")
    same(of(said, 1, 3), [(at + 4, 1, "s 0"), (at + 4, 1, "r 1"), (at + 9, 3, "s 0"),
                          (at + 9, 3, "r -61")], "siblings")


@lab.check("cancel")
def cancel():
    """G4: a wait ends at once; one who waits for nothing is cancelled at its next wait, only once."""
    at = lab.chance("cancel").randint(3, 9)
    said, _ = told("the wait of a cancelled task to end", {
        0: f"p1,2,3,4 s{at} c1 c2 c3 p5 c5 c4 y !a1 !a2 !a3 !a4 !a5 r0",
        1: "s100", 2: "!s100 s7 r6", 3: "p6 a6 r3", 4: "r1", 5: "w1", 6: "s200 r2"})
    same(of(said, 1), [(at, 1, f"s {CANCELED}")], "a sleeper")
    same(of(said, 2), [(at, 2, f"s {CANCELED}"), (at + 7, 2, "s 0"), (at + 7, 2, "r 6")],
         "one who swallows it")
    same(of(said, 6), [(at, 6, f"s {CANCELED}")], "the task that a cancelled one awaits")
    same(of(said, 4), [(0, 4, "r 1")], "one that had ended")
    same(of(said, 5), [], "one that had not begun")
    awaited = [line for line in of(said, 0) if line[2].startswith("a ")]
    same(awaited, [(at, 0, f"a {CANCELED}"), (at + 7, 0, "a 6"), (at + 7, 0, f"a {CANCELED}"),
                   (at + 7, 0, "a 1"), (at + 7, 0, f"a {CANCELED}")], "results")
    said, _ = told("the next wait to be cancelled", {0: "p1 y !a1", 1: "c1 w5 !s9 s3 r2"})
    same(of(said, 1), [(0, 1, "c 0"), (0, 1, "w 5"), (0, 1, f"s {CANCELED}"), (3, 1, "s 0"),
                       (3, 1, "r 2")], "one who computes")


@lab.check("group")
def group():
    """G4, G5: a failure cancels the others, and all failures are reported, in order."""
    chance = lab.chance("group")
    first, second, third = chance.sample(range(-60, 0), 3)
    at = chance.randint(2, 9)
    said, _ = told("a failure to cancel the others of its group", {
        0: "!o1,2,3,4,5 r0", 1: "s90", 2: f"s{at} r{first}", 3: f"!s80 r{second}",
        4: f"!s70 s6 r{third}", 5: f"s{at - 1} r5"})
    same(of(said, 1), [(at, 1, f"s {CANCELED}")], "a sleeper of the group")
    same(of(said, 5), [(at - 1, 5, "s 0"), (at - 1, 5, "r 5")], "one that had ended")
    same(of(said, 0), [(at + 6, 0, f"errors {first} {second} {third}"), (at + 6, 0, f"o {first}"),
                       (at + 6, 0, "r 0")], "group_wait()")
    said, _ = told("a group without failures", {0: "o1,2,3", 1: "s3", 2: "s9 r2", 3: "s5"})
    same(of(said, 0), [(9, 0, "errors"), (9, 0, "o 0")], "group_wait()")
    said, _ = told("a task that is cancelled to be no failure", {
        0: "p1 s2 c4 a1", 1: "p4 o2,3", 2: "a4", 3: "s8 r1", 4: "s50"})
    same(of(said, 1), [(0, 1, "p 0"), (8, 1, "errors"), (8, 1, "o 0")], "group_wait()")


@lab.check("nested")
def nested():
    """A group in a task of a group: failures go out, and cancellations in."""
    chance = lab.chance("nested")
    error, at = -chance.randint(1, 60), chance.randint(2, 9)
    said, _ = told("the failure of a group to cancel the group within", {
        0: "!o1,2", 1: "o3,4", 2: f"s{at} r{error}", 3: "s90", 4: "o5,6", 5: "s80", 6: "s70"})
    same(of(said, 3, 5, 6), [(at, 3, f"s {CANCELED}"), (at, 5, f"s {CANCELED}"),
                             (at, 6, f"s {CANCELED}")], "tasks of the groups within")
    same([line for line in said if line[2].startswith("o")],
         [(at, 4, f"o {CANCELED}"), (at, 1, f"o {CANCELED}"), (at, 0, f"o {error}")], "groups")
    said, _ = told("a failure within to reach the group outside", {
        0: "!o1,2", 1: "o3,4", 2: "s60", 3: f"s{at} r{error}", 4: "s90"})
    same([line for line in said if line[2].startswith("o")],
         [(at, 1, f"o {error}"), (at, 0, f"o {error}")], "groups")
    same(of(said, 2, 4), [(at, 4, f"s {CANCELED}"), (at, 2, f"s {CANCELED}")], "siblings")


@lab.check("permits")
def permits():
    """N4: at most so many at a time, and that many; first come, first served."""
    chance = lab.chance("permits")
    most, count, ticks = chance.randint(2, 4), chance.randint(9, 14), chance.randint(2, 9)
    tasks = list(range(1, count + 1))
    said, ends = told("permits", {0: f"h{numbers(tasks)}",
                                  **{task: f"q s{ticks} u" for task in tasks}}, most)
    taken = [(line[0], line[1]) for line in said if line[2] == "q 0"]
    expected = [((task - 1) // most * ticks, task) for task in tasks]
    same([(*line, "q 0") for line in taken], [(*line, "q 0") for line in expected], "permits")
    lab.expect(ends["permits"] == [str(most)], f"{ends['permits'][0]} permits at the end", str(most))


@lab.check("queue")
def queue():
    """Who is cancelled while it waits for a permit, or has just been given one."""
    said, ends = told("the permit of a cancelled task to go on", {
        0: "p1,2,3,4,5 s2 c2 s20 r0", 1: "q s10 u", 2: "q u", 3: "q u", 4: "q s1 u",
        5: "s10 c3"}, 1)
    same([line for line in of(said, 2, 3, 4) if line[2].startswith("q")],
         [(2, 2, f"q {CANCELED}"), (10, 3, f"q {CANCELED}"), (10, 4, "q 0")], "waiters")
    lab.expect(ends["permits"] == ["1"], f"{ends['permits'][0]} permits at the end", "1")


@lab.check("stacks")
def stacks():
    """Stacks are given back when their tasks have ended, also of those that were cancelled."""
    said, ends = told("many tasks, one after another", {0: "m1000 r1"})
    lab.expect(ends["stacks"][0] == "0", f"{ends['stacks'][0]} stacks are left", "none")
    lab.expect(int(ends["stacks"][1]) <= 4, f"{ends['stacks'][1]} stacks at a time for 1000 tasks, "
               "one after another", "two or three")
    tasks = list(range(1, 21))
    said, ends = told("tasks that are cancelled", {
        0: f"p{numbers(tasks)} s1 c1 c2 p21 c21 !o22,23 r0", 21: "s1", 22: "s1 r-5", 23: "s90",
        **{task: "s100" for task in tasks}})
    lab.expect(len(of(said, *tasks)) == 20, f"{len(of(said, *tasks))} tasks were cancelled", "20")
    lab.expect(ends["stacks"][0] == "0", f"{ends['stacks'][0]} stacks are left", "none")


@lab.check("deadlock")
def deadlock():
    """Nobody is left who could wake anybody; and a run after that."""
    with Tasks() as program:
        said = program.told("a deadlock to end", {0: "p1 !q s5", 1: "q"}, 0)
        same(sorted(line for line in said if line[2].startswith("q")),
             [(0, 0, f"q {CANCELED}"), (0, 1, f"q {CANCELED}")], "waiters")
        lab.expect(program.ends["run"] == [str(DEADLOCK)],
                   f"tasks_run() returned {program.ends['run'][0]}", f"{DEADLOCK}, -EDEADLK")
        said = program.told("tasks_run() to run again", {0: "s3 r9"}, 0)
        same(said, [(3, 0, "s 0"), (3, 0, "r 9")], "second run")


lab.main()
