"""judge.py -- does the server stop? The judge plays its clients and its upstream.

No clock: upstream answers when we say so, and work() goes on when we say so. What
has not been answered when all threads sleep waits for something that we keep.
"""

import os
import re

import lab

START = os.path.join(lab.FOLDER, "start")
LONG = 20_000_000  # steps
THREADS = 4  # the driver's three, and the server
CALLS_STEPS = 1000  # a slice that is shorter costs more than it computes


class Server(lab.Program):
    """A server that was handed in, with us at both ends."""

    def __init__(self):
        at = lab.build(["server.c"], drivers=[os.path.join(lab.CHECKS, "driver.c")],
                       exports=["server_run"], headers=[os.path.join(START, "server.h")],
                       flags=["-fsanitize=address"])
        super().__init__(["./program"], at)
        self.serials = {}
        try:
            self.hear("a program that starts")
        except lab.Failed:
            self.end()
            raise

    def client(self, *words):
        """Sends a request."""
        self.say("client", *words)

    def expects(self, expected, when):
        """The next that it says is this, when something is so."""
        try:
            said = self.hear(expected)
        except lab.Failed as failed:
            failed.seen += f", {when}"
            raise
        lab.expect(said == expected, f"{said}, {when}", expected)

    def asked(self, key):
        """Hears that it asks upstream for it, and notes its serial."""
        said = self.hear(f"upstream SERIAL {key}")
        found = re.fullmatch(rf"upstream (\d+) {key}", said)
        lab.expect(found, said, f"upstream SERIAL {key}")
        lab.expect(found[1] not in self.serials.values(), f"{said}, again", "a serial of its own")
        self.serials[key] = found[1]

    def ask(self, ident, key):
        """Has it ask upstream, which is silent so far."""
        self.client(ident, "ask", key)
        self.asked(key)

    def answer(self, key, value):
        """Upstream's answer."""
        self.say("upstream", self.serials[key], value)

    def work_held(self, ident, steps):
        """Has it begin a long sum, and stop in its first work()."""
        self.say("hold")
        self.client(ident, "sum", 7, steps)
        self.expects("work", "after a sum")


def work(state, steps):
    """What work() of so many steps is."""
    for _ in range(steps):
        state = (state * 1664525 + 1013904223) % 2**32
    return state


@lab.check("answers")
def answers():
    """One request at a time."""
    chance = lab.chance("answers")
    with Server() as server:
        kinds = chance.sample(["ping", "sum", "ask"] * 4, 12)
        for ident, kind in zip(chance.sample(range(10, 99), 12), kinds):
            value = chance.randint(1, 9999)
            if kind == "ping":
                server.client(ident, "ping")
                server.expects(f"client {ident} pong", "after a ping")
            elif kind == "sum":
                steps = 10_000 * chance.randint(1, 2) + chance.randint(1001, 9999)
                server.client(ident, "sum", value, steps)
                server.expects(f"client {ident} {work(value, steps)}", f"after a sum of {steps}")
            else:
                server.ask(ident, f"key{ident}")
                server.answer(f"key{ident}", value)
                server.expects(f"client {ident} {value}", "after upstream has answered")


@lab.check("blocks")
def blocks():
    """A ping while upstream is silent."""
    with Server() as server:
        server.ask(1, "moon")
        server.client(2, "ping")
        server.expects("client 2 pong", "while upstream is silent")
        server.answer("moon", 384400)
        server.expects("client 1 384400", "after upstream has answered")


@lab.check("hogs")
def hogs():
    """A ping that is there before the first part of a sum is done."""
    with Server() as server:
        server.work_held(1, LONG)
        server.client(2, "ping")
        server.say("free")
        server.expects("client 2 pong", "when a long sum had begun before")


@lab.check("turns")
def turns():
    """A short sum, while a long one has begun."""
    with Server() as server:
        server.work_held(1, LONG)
        server.client(2, "sum 9 1000")
        server.say("free")
        server.expects(f"client 2 {work(9, 1000)}", "when a long sum had begun before")


@lab.check("pieces")
def pieces():
    """Half an answer of upstream's."""
    with Server() as server:
        server.ask(1, "moon")
        server.say("piece", server.serials["moon"] + " 38")
        server.settle("a server that has read it")
        server.client(2, "ping")
        server.expects("client 2 pong", "when half of upstream's answer has come")
        server.say("upstream", "4400")
        server.expects("client 1 384400", "after the other half")


@lab.check("reverse")
def reverse():
    """Two questions at a time, of which the second is answered first."""
    with Server() as server:
        server.ask(5, "sun")
        server.ask(4, "moon")
        server.answer("moon", 17)
        server.expects("client 4 17", "after upstream's answer to the second question")
        server.answer("sun", 23)
        server.expects("client 5 23", "after upstream's answer to the first question")


@lab.check("throughput")
def throughput():
    """How often work() is called, for how many steps, in how many threads."""
    steps = 1_000_000 + lab.chance("throughput").randint(1, 999)
    with Server() as server:
        server.client(1, "sum", 3, steps)
        server.expects(f"client 1 {work(3, steps)}", f"after a sum of {steps}")
        threads = len(server.threads())
        lab.expect(threads == THREADS, f"{threads - THREADS + 1} threads", "one")
        server.say("count")
        calls, done = map(int, server.hear("the number of calls").split()[1:])
        lab.expect(done == steps, f"{done} steps computed", f"{steps}, each once")
        lab.expect(calls <= steps // CALLS_STEPS, f"work() called {calls} times",
                   f"at most {steps // CALLS_STEPS} times for {steps} steps")


@lab.check("idle")
def idle():
    """With nothing to do but to wait for upstream, it sleeps."""
    with Server() as server:
        server.ask(1, "moon")
        server.settle("a server that waits")
        before = server.threads()
        server.say("count")
        server.hear("an answer of the driver's")
        server.settle("a server that waits")
        now = server.threads()
        for tid, (_, switches, cpu_ns) in now.items():
            _, switches_then, cpu_then_ns = before.get(tid, now[tid])
            lab.expect(switches - switches_then < 20 and cpu_ns - cpu_then_ns < 50_000_000,
                       "it runs, with nothing to do", "it sleeps")



def lines_with(*texts):
    """The numbers of the lines of start/server.c that have one of these."""
    with open(os.path.join(START, "server.c"), encoding="utf-8") as file:
        return {number for number, line in enumerate(file, 1)
                if any(text in line for text in texts)}


def look_found(what, *texts):
    """The line that was named has one of these."""
    with open(lab.handed_in("found.txt"), encoding="utf-8", errors="replace") as file:
        found = re.search(rf"^{what}[ \t]+(\d{{1,6}})[ \t]*$", file.read(), re.M)
    lab.expect(found and int(found[1]) in lines_with(*texts),
               f"{what} {found[1]}" if found else f"no line {what} NUMBER",
               "the number of the line, of server.c as it was given, in which the thread stays")


@lab.check("found-call")
def found_call():
    """The call that waits, or the one that it makes."""
    look_found("blocks", "lines_fill(&server->upstream)", "read(lines->fd")


@lab.check("found-hog")
def found_hog():
    """The call that computes."""
    look_found("hogs", "work(seed, steps)")


lab.main()
