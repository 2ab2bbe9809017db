"""judge.py -- seven suspects: verdicts, schedules that fail, and repairs.

Who runs next is decided by start/schedule.c, from a script or a seed, so that each
run is the same each time, under ThreadSanitizer, too.
"""

import functools
import os
import re

import lab

START = os.path.join(lab.FOLDER, "start")
DRIVERS = [os.path.join(START, name) for name in ("main.c", "schedule.c", "accesses.c")]
HEADERS = [os.path.join(START, name) for name in ("suspect.h", "schedule.h")]
EXPORTS = ["suspect_begin", "suspect_part", "suspect_result"]
WRAPS = "-Wl," + ",".join("--wrap=pthread_" + name for name in (
    "create", "join", "mutex_lock", "mutex_trylock", "mutex_unlock", "cond_wait", "cond_signal",
    "cond_broadcast"))
OURS = {"flags": ("-fsanitize=thread",), "libraries": ("-fno-sanitize=thread", "-no-pie", WRAPS)}
TSAN = {"flags": ("-fsanitize=thread", "-DUNDER_TSAN"), "libraries": (WRAPS,)}
SHOWN_VALUES = (7, 9, 8)  # as start/run has them
TURNS_MAX = 4
SHOWN_FOR_INNOCENT = 3
SEEDS, SEEDS_TSAN = 200, 20


def moved(values):
    """What transfer makes of its three accounts."""
    a, b, c = values
    return (100 - a + c) * 1000000 + (100 + a - b) * 1000 + 100 + b - c


# kind, verdict, what its parts make of their values
SUSPECTS = {
    "peak": ("threads", "race", max),
    "seats": ("threads", "race", lambda values: 5000),
    "transfer": ("threads", "deadlock", moved),
    "handover": ("threads", "innocent", None),
    "likes": ("tasks", "race", lambda values: sum(values) + len(values)),
    "tally": ("tasks", "innocent", None),
    "copy": ("tasks", "deadlock", sum),
}


def said():
    """{suspect: (verdict, script)} from verdicts.txt."""
    found = {}
    with open(lab.handed_in("verdicts.txt"), encoding="utf-8", errors="replace") as file:
        for line in file:
            words = line.split("#")[0].split(None, 2)
            if len(words) >= 2:
                found[words[0]] = (words[1].lower(), words[2].strip() if words[2:] else "")
    return found


def verdict(name):
    """The word for it is right."""
    word = said().get(name, ("nothing", ""))[0]
    lab.expect(word in ("race", "deadlock", "innocent"), f"the verdict '{word}'",
               "race, deadlock or innocent")
    lab.expect(word == SUSPECTS[name][1], f"the verdict {word}", "another")


def shown(name):
    """The suspect as it was given out fails under the script."""
    script = said().get(name, ("", ""))[1]
    lab.expect(script, "no script", "one beside the verdict, such as 1@12 2 1")
    lab.expect(re.fullmatch(r"[1-9](@\d{1,4})?( +[1-9](@\d{1,4})?)*", script),
               f"the script '{script}'", "turns such as 1@12 2 1")
    turns = len(script.split())
    lab.expect(turns <= TURNS_MAX, f"{turns} turns", f"at most {TURNS_MAX}")
    suspect = os.path.join(START, name + ".c")
    at = lab.build([], drivers=[suspect, *DRIVERS], headers=HEADERS, **OURS)
    # A space at the end: a script of one turn is no number of seeds.
    ended = tried(at, name, script + " ", SHOWN_VALUES)
    lab.expect("\nscript: wrong" in ended.out or "\nscript: stuck" in ended.out,
               "it passes under that script", "a wrong result, or all threads stuck")


def tried(at, name, schedule, values):
    """A run of a suspect."""
    return lab.run(["./program", SUSPECTS[name][0], str(schedule), *map(str, values)], at)


def mended(name):
    """What was handed in does its work under all schedules."""
    chance = lab.chance(name)
    values = [chance.randint(6, 30) for _ in range(3)]
    right = SUSPECTS[name][2](values)
    for seeds, how in ((SEEDS, OURS), (SEEDS_TSAN, TSAN)):
        at = lab.build([name + ".c"], drivers=DRIVERS, exports=EXPORTS,
                       headers=HEADERS, **how)
        ended = tried(at, name, seeds, values)
        lines = ended.out.splitlines()
        lab.expect(lines and lines[0] == f"alone {right}",
                   f"one after another: {lines[0].removeprefix('alone ')}" if lines
                   else ended.in_words(), f"{right}, from the values {values}")
        lab.expect(lines[-1] == f"passed {seeds} schedules",
                   "; ".join(lines[1:]) or ended.in_words(), "all schedules to pass"
                   if how is OURS else "all schedules to pass under ThreadSanitizer")


@functools.cache
def is_shown(name):
    """Does the suspect fail under the script?"""
    try:
        shown(name)
    except lab.Failed:
        return False
    return True


def innocent(name):
    """It is called what it is, by someone who can tell."""
    verdict(name)
    guilty = sum(is_shown(other) for other, (_, word, _) in SUSPECTS.items() if word != "innocent")
    lab.expect(guilty >= SHOWN_FOR_INNOCENT, f"{guilty} of the guilty were shown",
               f"{SHOWN_FOR_INNOCENT}, before anyone is believed innocent")


def register(name, on_shown=None, on_mended=None):
    """The checks of a suspect; an innocent one has only its verdict."""
    if not on_shown:
        lab.check(name)(lambda: innocent(name))
        return
    lab.check(name)(lambda: verdict(name))
    lab.check(on_shown)(lambda: shown(name))
    lab.check(on_mended)(lambda: mended(name))


register("peak", "peak-shown", "peak-mended")
register("seats", "seats-shown", "seats-mended")
register("transfer", "transfer-shown", "transfer-mended")
register("handover")
register("likes", "likes-shown", "likes-mended")
register("tally")
register("copy", "copy-shown", "copy-mended")
lab.main()
