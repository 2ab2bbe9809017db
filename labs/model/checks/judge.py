"""judge.py -- does the model do the work, keep the protocol, and what its author says?

Answers are overlap-threads', with sizes from the seed. Whether waits overlap
is seen from the outside: ten of them take as long as one, or as ten. Whether
computing does is no question of time: we count who computes, and how often one
waits for another.
"""

import json
import os
import re
import shutil
import subprocess
import threading
import time

import lab

WIDTH = 10
ALIKE = 0.9  # ten waits at width 10, as a share of ten in a row: 0.1, or at least 1
CPU_S_LEAST = 0.5  # of computing, until it says anything
WAITS_PER_S = 25  # of one worker for another: none, or hundreds


def place():
    """A folder with the model, and what the lab gave for it."""
    at = lab.folder("model", lab.handed_in("model"),
                    *[os.path.join(lab.FOLDER, "start", name)
                      for name in ("overlap.py", "interpreter.py", "workloads.py")])
    os.chmod(os.path.join(at, "model"), 0o755)
    return at


def claims():
    """{claim: yes or no} from claims.txt."""
    with open(lab.handed_in("claims.txt"), encoding="utf-8", errors="replace") as file:
        lines = [line.split("#")[0].split() for line in file]
    return {words[0].upper(): words[1].lower() for words in lines if len(words) == 2}


def said(claim):
    """What the author says of it, as a truth."""
    word = claims().get(claim, "nothing")
    lab.expect(word in ("yes", "no"), f"{claim} {word}", f"{claim} yes, or {claim} no")
    return word == "yes"


def model(*words):
    """Runs it, and returns how it ended and its record."""
    ended = lab.run(["./model", "--record", "-", *map(str, words)], place())
    try:
        record = json.loads(ended.out)
        return ended, record if isinstance(record, dict) else {}
    except ValueError:
        return ended, {}


def first_words(ended):
    """What it complained with."""
    said_last = ended.err.strip().splitlines()
    return f"{ended.in_words()}: {said_last[-1]}" if said_last else ended.in_words()


def right_answer(words):
    """That of overlap-threads, which waits no longer than the model may."""
    done = subprocess.run([os.path.join(lab.BIN, "overlap-threads"), "--record", "-", *words],
                          capture_output=True, text=True, check=False)
    return json.loads(done.stdout)["answer"]


def answers(words, status=0):
    """A run of the model ends so, and has the right answer."""
    words = [str(word) for word in words]
    ended, record = model(*words)
    believe(words, status, ended, record)


def believe(words, status, ended, record):
    """Its record has the answer that overlap-threads has."""
    lab.expect(ended.status == status and record, first_words(ended),
               f"exit status {status} and a record on standard output from: {' '.join(words)}")
    right = right_answer(words)
    lab.expect(record.get("answer") == right, f"the answer {record.get('answer')}",
               f"{right} from: {' '.join(words)}")


def register(workload, least, most, *options, status=0):
    """The check of a workload's answers."""

    def test():
        chance = lab.chance(workload)
        tasks, size = chance.randint(3, 9), chance.randint(least, most)
        sized = ["--size", size] if most else []
        answers(["--tasks", tasks, *sized, *options, workload], status)

    lab.check(workload)(test)


register("noop", 0, 0)
register("sleep", 5, 30)
register("primes", 100, 900)
register("grain", 100, 900)
register("hash", 100, 900)
register("stall", 5, 30)
register("fail", 2, 9, "--keep-going", status=1)


@lab.check("one")
def one():
    """The smallest run."""
    for workload in ("noop", "primes", "hash", "sleep"):
        answers(["--tasks", 1, *([] if workload == "noop" else ["--size", 1]), workload])


@lab.check("protocol")
def protocol():
    """overlap check, behind the same walls."""
    at = place()
    shutil.copy(os.path.join(lab.BIN, "overlap"), at)
    os.chmod(os.path.join(at, "overlap"), 0o755)
    for _ in range(2):
        ended = lab.run(["./overlap", "check", "--json", "./model"], at)
        try:
            rules = json.loads(ended.out)
        except ValueError:
            raise lab.Failed(first_words(ended), "a program that can be checked") from None
        rules = rules if isinstance(rules, list) else rules["rules"]
        broken = [f"{rule['rule']}: {rule['reason']}" for rule in rules
                  if rule["verdict"] == "FAILED"]
        if len(broken) != 1:  # one may be a busy machine's
            break
    lab.expect(not broken, f"{len(broken)} rules are broken; the first: {(broken or [''])[0]}",
               "every rule of docs/protocol.md")
    skipped = [rule["rule"] for rule in rules if rule["verdict"] == "skipped"]
    lab.expect(len(skipped) <= 1, f"skipped: {', '.join(skipped)}",
               "noop, sleep, primes and fail in --list")


def seconds(*words):
    """How long a run takes, seen from the outside."""
    words = [str(word) for word in words]
    begin = time.monotonic()
    ended, record = model(*words)
    took = time.monotonic() - begin
    believe(words, 0, ended, record)
    return took, record


@lab.check("width")
def width():
    """Waits cannot be shorter than they are, so so many need so many turns."""
    chance = lab.chance("width")
    wide, turns, ms = chance.randint(2, 4), chance.randint(2, 3), 200
    took, record = seconds("--tasks", wide * turns, "--size", ms, "--width", wide, "sleep")
    lab.expect(took >= turns * ms / 1000,
               f"{wide * turns} waits of {ms} ms at width {wide} took {took:.2f} s",
               f"at least {turns * ms / 1000:.1f} s")
    workers = record.get("plan", {}).get("workers")
    lab.expect(workers == wide, f"{workers} workers", f"{wide}, one for each of the width")
    peak = record.get("peak_in_flight")
    lab.expect(peak == wide, f"peak_in_flight {peak}", f"{wide}")


def alike(workload):
    """Do ten waits at width 10 take as long as one? As a share of ten in a row;
    longer ones if what it takes to begin might have hidden it."""
    shares = []
    for ms in (50, 400):
        together, _ = seconds("--tasks", WIDTH, "--size", ms, "--width", WIDTH, workload)
        shares.append(together / (WIDTH * ms / 1000))
        if shares[-1] < ALIKE:  # nothing but overlap makes it so short
            break
    return min(shares) < ALIKE, min(shares)


@lab.check("w1")
def w1():
    """Sleeping tasks."""
    word = said("W1")
    found, share = alike("sleep")
    lab.expect(found == word, f"ten waits take {share:.2f} of ten in a row, so waits "
               f"{'overlap' if found else 'do not overlap'}",
               f"W1 {'yes' if word else 'no'}, as you say")
    lab.expect(word, "waits that do not overlap", "a model under which they do")


@lab.check("b1")
def b1():
    """Tasks that sleep without telling the io."""
    word = said("B1")
    found, share = alike("stall")
    lab.expect(found != word, f"ten blocking waits take {share:.2f} of ten in a row, so one "
               f"{'does not stop' if found else 'stops'} the others",
               f"B1 {'yes' if word else 'no'}, as you say")


def threads_below():
    """{thread: (CPU seconds, times it gave up its core)} of all below us."""
    found, left = {}, [str(os.getpid())]
    while left:
        pid = left.pop()
        try:
            for tid in os.listdir(f"/proc/{pid}/task"):
                base = f"/proc/{pid}/task/{tid}/"
                with open(base + "children", encoding="ascii") as file:
                    left += file.read().split()
                if pid == str(os.getpid()):
                    continue
                with open(base + "schedstat", encoding="ascii") as file:
                    cpu_s = int(file.read().split()[0]) / 1e9
                with open(base + "status", encoding="ascii", errors="replace") as file:
                    given = re.search(r"^voluntary_ctxt_switches:\s+(\d+)", file.read(), re.M)
                found[tid] = cpu_s, int(given[1])
        except (OSError, TypeError):
            pass  # it has ended
    return found


def computing(size):
    """The last that was seen of each thread while two workers computed."""
    words = ["--tasks", 2, "--size", size, "--width", 2, "grain"]
    failed, seen = [], {}

    def run():
        try:
            answers(words)
        except lab.Failed as why:
            failed.append(why)

    thread = threading.Thread(target=run)
    thread.start()
    while thread.is_alive():
        time.sleep(0.01)
        seen |= threads_below()
    thread.join()
    if failed:
        raise failed[0]
    return list(seen.values())


@lab.check("c2")
def c2():
    """Two threads that compute at the same time never wait for one another; under
    an interpreter's lock each waits hundreds of times a second."""
    word = said("C2")
    size, seen, total_s = 4_000_000, [], 0
    while total_s < CPU_S_LEAST and size < 10**9:
        seen = computing(size)
        total_s = sum(cpu_s for cpu_s, _ in seen)
        size *= 4
    lab.expect(total_s >= CPU_S_LEAST, "it computed nothing", "two tasks of grain that compute")
    workers = [(cpu_s, given) for cpu_s, given in seen if cpu_s > total_s / 4]
    waits_per_s = sum(given for _, given in workers) / total_s
    found = len(workers) > 1 and waits_per_s < WAITS_PER_S
    lab.expect(found == word, f"two workers that compute: {len(workers)} threads that waited "
               f"{waits_per_s:.0f} times a second", f"C2 {'yes' if word else 'no'}, as you say")


lab.main()
