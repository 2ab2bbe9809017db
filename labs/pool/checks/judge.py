"""judge.py -- is it a thread pool? By order and counts, never by time.

The driver's tasks begin, tell us, and wait until we let them go on. So what
has happened when all threads sleep is all that will happen.
"""

import os

import lab

EXPORTS = ["pool_open", "pool_submit", "pool_wait", "pool_close"]
DRIVER_THREADS = 2
ANSWERS = {"open": "opened", "burst": "burst 300 of 300 once, 300 runs, 0", "close": "closed 0"}


def build(*flags):
    """The driver with the pool that was handed in."""
    return lab.build(["pool.c"], drivers=[os.path.join(lab.CHECKS, "driver.c")], exports=EXPORTS,
                     headers=[os.path.join(lab.FOLDER, "start", "pool.h")], flags=flags)


NO_START = []


class Driver(lab.Program):
    """A driver that has begun. If one could not, no other is tried."""

    def __init__(self, at):
        if NO_START:
            raise NO_START[0]
        super().__init__(["./program"], at)
        try:
            self.hear("a program that starts")
        except lab.Failed as failed:
            NO_START.append(failed)
            self.end()
            raise


class Pool(Driver):
    """A driver with a pool that is open."""

    def __init__(self, width, room):
        super().__init__(build())
        self.begun, self.ended, self.said = [], [], []
        try:
            self.say("open 0", width, room)
            lab.expect(self.hear("pool_open() to return") == "opened",
                       "pool_open() returned NULL", "a pool")
        except lab.Failed:
            self.end()
            raise

    def submit(self, *tasks, result=0):
        """Has it submit these tasks, and sees what comes of it."""
        for task in tasks:
            self.say("submit 0", task, result)

    def look(self, expected):
        """What tasks have begun and ended and what calls have returned, once all sleeps."""
        self.settle(expected)
        self.note()

    def note(self):
        """Notes what it has said."""
        for line in self.took():
            word, *rest = line.split()
            if word in ("begin", "end"):
                (self.begun if word == "begin" else self.ended).append(int(rest[0]))
            else:
                self.said.append(line)

    def wait_for(self, line, expected):
        """Waits until it has said that line; what comes before is noted."""
        while line not in self.said:
            self.heard.insert(0, self.hear(expected))
            self.note()

    def go(self, *tasks):
        """Lets these tasks go on."""
        for task in tasks:
            self.say("go", task)


def names(tasks):
    """Tasks in words."""
    return "tasks " + ", ".join(map(str, tasks)) if tasks else "none"


@lab.check("order")
def order():
    """One thread, so that the order in which tasks begin is all there is."""
    chance = lab.chance("order")
    room = chance.randint(3, 6)
    tasks = chance.sample(range(100), room + 5)
    with Pool(1, room) as pool:
        pool.submit(*tasks)
        for number in range(len(tasks)):
            expected = f"task {tasks[number]} to begin, as number {number + 1} that was submitted"
            pool.look(expected)
            lab.expect(pool.begun == tasks[:number + 1],
                       f"began in the order {names(pool.begun)}",
                       f"the order {names(tasks[:number + 1])}")
            pool.go(tasks[number])


@lab.check("width")
def width():
    """How many have begun and not ended, whenever all sleeps."""
    chance = lab.chance("width")
    wide = chance.randint(3, 6)
    tasks = list(range(3 * wide))
    with Pool(wide, len(tasks)) as pool:
        pool.submit(*tasks)
        for ended in range(0, len(tasks), wide):
            pool.look(f"{wide} tasks in progress")
            running = [task for task in pool.begun if task not in pool.ended]
            lab.expect(len(running) == wide, f"{len(running)} tasks in progress at a time",
                       f"{wide}, with {len(tasks) - ended} submitted and not done")
            kept = chance.choice(running)
            pool.go(*[task for task in running if task != kept])
            pool.look("tasks to go on while one does not")
            running = [task for task in pool.begun if task not in pool.ended]
            left = min(wide, len(tasks) - len(pool.ended))
            lab.expect(len(running) == left, f"{len(running)} tasks in progress at a time while "
                       f"task {kept} goes on", str(left))
            pool.go(kept)


@lab.check("bounded")
def bounded():
    """A submitter that has not returned when all sleeps waits for room."""
    chance = lab.chance("bounded")
    wide, room = chance.randint(2, 4), chance.randint(2, 5)
    tasks = list(range(wide + room + 3))
    with Pool(wide, room) as pool:
        for more in range(3):
            pool.submit(*(tasks[:wide + room + 1] if more == 0 else [tasks[wide + room + more]]))
            pool.look("pool_submit() to wait")
            returned = sum(line.startswith("submitted") for line in pool.said)
            lab.expect(returned == wide + room + more,
                       f"{returned} calls of pool_submit() returned",
                       f"{wide + room + more}: {wide} taken by threads, {room} in the queue, {more} done")
            pool.go(pool.begun[more])
            pool.look("the submitter to go on")
            returned = sum(line.startswith("submitted") for line in pool.said)
            lab.expect(returned == wide + room + more + 1,
                       f"{returned} calls of pool_submit() returned after a task had ended",
                       f"{wide + room + more + 1}, for now there is room")


@lab.check("once")
def once():
    """Many tasks, without waiting for us."""
    count = lab.chance("once").randint(2000, 4000)
    for wide, room in ((4, 7), (2, 1)):
        with Pool(wide, room) as pool:
            pool.say("burst 0", count)
            said = pool.hear(f"{count} tasks to be done")
            lab.expect(said == f"burst {count} of {count} once, {count} runs, 0",
                       said.removeprefix("burst "), f"{count} of {count} once, {count} runs")


@lab.check("wait")
def wait():
    """pool_wait() returns after the last task, and not before."""
    chance = lab.chance("wait")
    tasks = list(range(4))
    with Pool(2, 4) as pool:
        pool.submit(*tasks)
        pool.say("wait 0")
        chance.shuffle(tasks)
        left = list(range(4))
        while left:
            pool.look("pool_wait() to wait")
            lab.expect("waited 0" not in pool.said,
                       f"pool_wait() returned with {names(left)} not done",
                       "it to return when all are done")
            running = [task for task in pool.begun if task in left]
            lab.expect(running, "no task in progress", f"{names(left)} to go on")
            task = chance.choice(running)
            pool.go(task)
            left.remove(task)
        pool.wait_for("waited 0", "pool_wait() to return, for all tasks are done")


@lab.check("close")
def close():
    """pool_close() leaves nothing undone, and no thread."""
    tasks = list(range(lab.chance("close").randint(5, 8)))
    with Pool(2, len(tasks)) as pool:
        pool.submit(*tasks)
        pool.say("close 0")
        gone = set()
        while len(gone) < len(tasks):
            pool.look("pool_close() to wait")
            lab.expect("closed 0" not in pool.said,
                       f"pool_close() returned with {len(tasks) - len(pool.ended)} tasks not done",
                       "it to finish what was submitted")
            ready = set(pool.begun) - gone
            lab.expect(ready, "no task in progress", f"{len(tasks) - len(gone)} more to run first")
            pool.go(min(ready))
            gone.add(min(ready))
        pool.wait_for("closed 0", "pool_close() to return, for all tasks are done")
        pool.look("threads to end")
        left = len(pool.threads()) - DRIVER_THREADS
        lab.expect(left == 0, f"{left} threads are left", "none")


@lab.check("error")
def error():
    """The first error, by who ends first; then none."""
    chance = lab.chance("error")
    first, second = -chance.randint(1, 60), -chance.randint(61, 120)
    with Pool(3, 4) as pool:
        pool.submit(0, result=second)
        pool.submit(1, result=first)
        pool.submit(2)
        pool.look("tasks to begin")
        pool.go(1)
        pool.look("a task to end")
        pool.go(0)
        pool.look("a task to end")
        pool.go(2)
        pool.look("all tasks to be done")
        for expected in (first, 0):
            pool.say("wait 0")
            _waited(pool, expected)
        pool.submit(3, result=second)
        pool.look("a task to begin")
        pool.go(3)
        pool.look("a task to end")
        pool.say("close 0")
        pool.look("pool_close() to return")
        closed = [line for line in pool.said if line.startswith("closed")]
        lab.expect(closed == [f"closed {second}"], f"pool_close(): {closed or 'has not returned'}",
                   f"it to return {second}, a task's")


def _waited(pool, expected):
    pool.look("pool_wait() to return")
    waited = [line.split()[1] for line in pool.said if line.startswith("waited")]
    lab.expect(waited and waited[-1] == str(expected),
               f"pool_wait() returned {waited[-1]}" if waited else "pool_wait() has not returned",
               f"{expected}, of the first task that failed" if expected else
               "0, for that error was returned before")


@lab.check("idle")
def idle():
    """Nobody runs while there is nothing to do, nor while the queue is full."""
    with Pool(3, 2) as pool:
        pool.look("threads that sleep while there is no task")
        _rest(pool, "with no task")
        for task in range(6): # one at a time: whether it waits must not hang on a race
            pool.submit(task)
            pool.look("threads that sleep while the queue is full")
        _rest(pool, "with a full queue")
        lab.expect(len(pool.begun) == 3, f"{len(pool.begun)} tasks began", "3 threads at work")


def _rest(pool, when):
    before = pool.threads()
    pool.settle(f"no thread to run {when}")
    after = pool.threads()
    ran = sum(after[tid][1] - before[tid][1] for tid in before if tid in after)
    lab.expect(ran == 0, f"threads woke up {ran} times {when}", "none to wake up")


@lab.check("races")
def races():
    """A run under ThreadSanitizer."""
    with Driver(build("-fsanitize=thread")) as pool:
        for line in ("open 0 4 3", "burst 0 300", "burst 0 300", "close 0"):
            pool.say(line)
            said = pool.hear("the pool to go on under ThreadSanitizer")
            expected = ANSWERS[line.split()[0]]
            lab.expect(said == expected, said, expected)
        ended = pool.end()
    report = lab.sanitizer_report(ended.err)
    lab.expect(not report, report, "no report")


@lab.check("two")
def two():
    """Pools that share nothing, each used again."""
    with Pool(1, 3) as pool:
        pool.say("open 1 1 3")
        lab.expect(pool.hear("a second pool") == "opened", "no second pool", "one")
        for number, tasks in ((0, range(0, 3)), (1, range(3, 6))):
            for task in tasks:
                pool.say("submit", number, task, 0)
                pool.look("pool_submit() to return")
        for step in range(3):
            pool.look("a task of each pool to begin")
            lab.expect(sorted(pool.begun) == sorted([*range(step + 1), *range(3, 4 + step)]),
                       f"began: {names(pool.begun)}", "the next of each pool")
            pool.go(step, 3 + step)
        pool.look("both pools to be done")
        for number in (0, 1, 0):
            pool.say("burst", number, 100)
            said = pool.hear("a pool to work again")
            lab.expect(said == "burst 100 of 100 once, 100 runs, 0", said, "100 of 100 once")
        for number in (1, 0):
            pool.say("close", number)
            lab.expect(pool.hear("pool_close() to return") == "closed 0", "an error", "closed 0")


lab.main()
