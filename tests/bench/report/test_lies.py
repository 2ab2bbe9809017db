#!/usr/bin/env python3
"""test_lies.py OVERLAP -- can a report be made to lie?

Raw data is made up, and what its report says must follow from that: the page,
standard output and the files for programs agree, and none of them names a
winner that proved nothing.
"""
import json
import os
import re
import sys
import tempfile

import made_up

NONE = "—"


class Report:
    def __init__(self, program, folder):
        status, self.out, self.err = made_up.overlap(program, "report", folder)
        assert status == 0, self.err
        with open(folder + "/report.md") as file:
            self.page = file.read()
        with open(folder + "/figures.json") as file:
            self.figures = json.load(file)
        with open(folder + "/verdicts.json") as file:
            self.verdicts = json.load(file)

    def table(self, first):
        """The rows of the page's table whose heading begins so."""
        rows, inside = [], False
        for line in self.page.splitlines():
            cells = [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", cell).strip(" *")
                     for cell in line.strip("|").split(" | ")]
            if line.startswith("| " + first + " |"):
                inside = True
            elif inside and not line.startswith("|"):
                return rows
            elif inside and not line.startswith("|-") and \
                    not line.startswith("|:-"):
                rows.append(cells)
        return rows

    def advice(self):
        """What to use by kind of task, as the page says, and all it found."""
        return {row[0].strip(): (row[1].strip(" *"), row[2].split(" · ")[0])
                for row in self.table("tasks")}

    def fastest(self):
        """Of each experiment, as the page says."""
        return {row[0].strip(): [] if NONE in row[-1] else
                row[-1].replace(" (tie)", "").strip(" |").split(", ")
                for row in self.table("experiment")}

    def agree(self):
        """All say the same."""
        said = dict(re.findall(r"^(\S+) +[\d.-]+ +[\d.-]+ (\S+)$", self.out,
                               re.MULTILINE))
        for experiment, names in self.fastest().items():
            printed = said[experiment]
            printed = [] if printed == "-" else printed.split(",")
            assert sorted(printed) == sorted(names), (experiment, printed, names)
            cells = next(of["cells"] for of in self.figures["experiments"]
                         if of["experiment"] == experiment)
            for_programs = [of["cell"] for of in cells if of["fastest"]]
            assert for_programs == names, (experiment, for_programs, names)
        for tasks, (use, found) in self.advice().items():
            if not self.verdicts["gates_passed"]:
                assert "what to use: not from this run" in self.out, use
                continue
            words = "%s: %s" % (tasks, use)
            if found != NONE:
                words += "; " + found
            assert words in self.out, (words, self.out)
        for claim in self.verdicts["claims"]:
            assert claim["verdict"] in self.page, claim


def make(figure=made_up.usual, **more):
    with tempfile.TemporaryDirectory() as folder:
        made_up.make(folder + "/made", figure, **more)
        report = Report(sys.argv[1], folder + "/made")
        report.agree()
        return report


def changed(change):
    """The usual figures, as `change` changes them in place."""
    def figure(experiment, cell, block):
        run = made_up.usual(experiment, cell, block)
        return run if change(run, experiment, cell, block) is None else None
    return figure


def is_equal(found, expected):
    assert found == expected, "found %r; expected %r" % (found, expected)


def is_in(text, page):
    assert text in page, "found no %r in:\n%s" % (text, page[:1500])


FEW, MANY, COMPUTING = ("waiting, a few at a time", "waiting, by the thousand",
                        "computing")
BLOCKING = "calls that block"


MADE = []  # as measured


def as_measured():
    report = make()
    MADE.append(report)
    advice = report.advice()
    is_equal(advice[FEW][0], "threads or a loop, as you like")
    is_equal(advice[MANY][0], "a loop")
    is_equal(advice[COMPUTING][0],
             "threads or processes, one a core, never a loop")
    is_equal(report.fastest()["fetch"], ["async", "threads", "processes"])
    is_in("The fastest is threads at 0 %; async and threads, which tie, at "
          "100 % of waiting.", report.page)


def other_work_has_no_speed_up():
    report = MADE[0]
    of = {(each["experiment"], cell["cell"]): cell["speedup"]
          for each in report.figures["experiments"] for cell in each["cells"]}
    is_equal(of["crash", "async"], None)
    is_equal(of["disk", "sequential-fsync"], None)
    is_equal(round(of["disk", "async"]["estimate"], 1), 1.3)
    is_equal(round(of["disk", "async-fsync"]["estimate"], 1), 1.1)


def offloading_is_said_to_end_at_the_pool():
    is_in("async-offload hands its work to libuv's pool, 4 threads a loop",
          MADE[0].page)


def where_nothing_helps_nothing_is_advised():
    def slow(run, experiment, cell, block):
        if experiment in ("fetch", "primes", "share"):
            run["time_s"] = 1 * made_up.wobble(experiment, cell, block)
    report = make(changed(slow))
    nothing = "one after another: nothing made it faster"
    is_equal(report.advice()[FEW][0], nothing)
    is_equal(report.advice()[COMPUTING][0], nothing)
    is_equal(len(report.fastest()["fetch"]), 4)
    assert "The fastest is" not in report.page


def what_flips_from_block_to_block_ties():
    def flip(run, experiment, cell, block):
        if experiment == "fetch" and cell in ("async", "threads"):
            first = (cell == "async") == (block % 2 == 0)
            run["time_s"] *= 1.3 if first else 1
    is_equal(make(changed(flip)).fastest()["fetch"],
             ["async", "threads", "processes"])


def what_is_slower_does_not_tie():
    def slow(run, experiment, cell, _):
        if cell == "threads":
            run["time_s"] *= 1.2
        if experiment == "primes" and cell == "processes":
            run["time_s"] *= 1.5
    report = make(changed(slow))
    is_equal(report.fastest()["fetch"], ["async", "processes"])
    is_equal(report.advice()[FEW][0], "a loop")
    is_equal(report.advice()[COMPUTING][0], "threads, one a core, never a loop")


def what_was_not_run_is_not_named():
    report = make(changed(
        lambda run, experiment, cell, block: cell == "threads" or None))
    is_equal(report.fastest()["fetch"], ["async", "processes"])
    is_in("no experiment of this run", report.advice()[FEW][0])
    is_equal(report.advice()[COMPUTING][0],
             "processes, one a core, never a loop")


def a_noisy_machine_has_no_winner():
    def noisy(run, experiment, cell, _):
        if cell == "aa-2":
            run["time_s"] *= 1.2
    report = make(changed(noisy))
    for tasks, (use, found) in report.advice().items():
        is_equal((use, found),
                 ("no experiment of this run blocks threads or processes"
                  if tasks == BLOCKING else "not from this run: a gate failed",
                  NONE))
    is_equal(set(map(tuple, report.fastest().values())), {()})
    assert "The fastest is" not in report.page
    is_in("Close other programs, and run it again.", report.page)
    is_in("Close other programs, and run it again.", report.out)
    is_equal([claim["verdict"] for claim in report.verdicts["claims"]],
             ["inconclusive", "supported"])


def wrong_answers_are_no_result():
    def wrong(run, experiment, cell, block):
        if (experiment, cell, block) == ("primes", "threads", 3):
            run["right"] = False
    report = make(changed(wrong))
    is_equal(report.advice()[COMPUTING][0], "not from this run: a gate failed")
    is_in("Not every run gave the right answer", report.page)
    is_in("primes/threads, block 3: wrong answers", report.out)


def a_record_is_taken_at_its_word():
    for record, fault in (({"right": "yes"}, "wrong answers"),
                          ({"failed": 1}, "a failed run"),
                          ({"canceled": 50}, "a failed run")):
        def odd(run, experiment, cell, block, record=record):
            if (experiment, cell, block) == ("fetch", "async", 2):
                run["record"] = record
        report = make(changed(odd))
        is_in("fetch/async, block 2: " + fault, report.out)
        is_equal(report.advice()[FEW][0], "not from this run: a gate failed")


def unequal_work_is_left_out():
    def dear(run, experiment, cell, _):
        if (experiment, cell) == ("primes", "threads"):
            run["cpu_s"] *= 1.2
            run["time_s"] *= 0.8
    report = make(changed(dear))
    assert "threads" not in report.fastest()["primes"]
    is_equal(report.advice()[COMPUTING][0],
             "processes, one a core, never a loop")
    is_in("left out: same work, same cost", report.out)


def what_is_left_out_was_run_all_the_same():
    def dear(run, experiment, cell, _):
        if experiment == "primes" and cell != "sequential":
            run["cpu_s"] *= 1.2
    report = make(changed(dear))
    is_equal(report.advice()[COMPUTING],
             ("not from this run: its cells are left out", NONE))


def one_block_proves_nothing():
    report = make(blocks=1, profile="quick")
    is_equal(set(map(tuple, report.fastest().values())), {()})
    for _, (use, found) in report.advice().items():
        assert use.startswith(("not from this run", "too few",
                               "no experiment of this run")), use
    is_in("no verdicts from 1 block.", report.page)
    is_in("**How noisy the machine was is not known: no verdict", report.page)
    is_in("control/aa-2, and at least six blocks.", report.out)
    assert "too noisy" not in report.page, report.page[:1000]
    assert "1 blocks" not in report.page + report.out


def wide_noise_is_not_clear():
    def noisy(run, experiment, cell, block):
        if experiment == "primes" and cell != "sequential":
            run["time_s"] = 0.28 * (0.5 if block % 2 else 1.5)
    report = make(changed(noisy))
    is_equal(report.advice()[COMPUTING][0],
             "not clear from this run: its intervals are too wide")
    is_equal(len(report.fastest()["primes"]), 4)


def nothing_is_faster_than_is_possible():
    def fast(run, experiment, cell, _):
        if (experiment, cell) == ("primes", "threads"):
            run["time_s"] /= 4
    is_in("more than the 2 possible: something is wrong with this run",
          make(changed(fast)).advice()[COMPUTING][1])


def what_is_no_time_is_refused():
    for time_s in (-0.1, 0, 1e300, 1e-300):
        def odd(run, experiment, cell, block, time_s=time_s):
            if (experiment, cell, block) == ("fetch", "async", 2):
                run["written_s"] = time_s
        with tempfile.TemporaryDirectory() as folder:
            made_up.make(folder + "/made", changed(odd))
            status, out, err = made_up.overlap(sys.argv[1], "report",
                                               folder + "/made")
            is_equal((status, out, err.count("\n")), (2, "", 1))
            is_in("records.jsonl:", err)


def what_is_no_machine_is_refused():
    for cores in (0, -1, 2.5, "2", None, 10 ** 9):
        with tempfile.TemporaryDirectory() as folder:
            made_up.make(folder + "/made", cores=cores)
            status, out, err = made_up.overlap(sys.argv[1], "report",
                                               folder + "/made")
            is_equal((status, out, err.count("\n")), (2, "", 1))
            is_in("environment.json: cores: expected a whole number", err)


def what_folds_is_no_link():
    """A link in a summary could not be reached by keyboard."""
    with tempfile.TemporaryDirectory() as folder:
        made_up.make(folder + "/made")
        made_up.overlap(sys.argv[1], "report", folder + "/made")
        with open(folder + "/made/report.html") as file:
            page = file.read()
    folds = re.findall("<summary>.*?</summary>", page, re.DOTALL)
    assert any("with the GIL" in fold for fold in folds), folds
    assert not any("<a " in fold for fold in folds), folds


def questions_count_documents_as_the_report_does():
    with tempfile.TemporaryDirectory() as folder:
        made_up.make(folder + "/made")
        made_up.overlap(sys.argv[1], "report", "--questions", folder + "/made")
        with open(folder + "/made/questions.html") as file:
            page = file.read()
    is_in("Document 1", page)
    assert "Document 8" not in page


def benches_of_two_suites_are_not_unchanged():
    with tempfile.TemporaryDirectory() as folder:
        for name in ("one", "other"):
            made_up.make(folder + "/" + name)
        for file in ("suite.yaml", "records.jsonl", "claims/1.yaml"):
            with open(folder + "/other/" + file) as text:
                renamed = text.read()
            for experiment in set(made_up.TIME_S) - {"control"}:
                for form in ("name: %s\n", '"experiment": "%s"', ": %s/"):
                    renamed = renamed.replace(form % experiment,
                                              form % ("my-" + experiment))
            made_up.write(folder + "/other/" + file, renamed)
        words = ("compare", "--fail-on-change", folder + "/one")
        status, out, _ = made_up.overlap(sys.argv[1], *words, folder + "/one")
        is_equal(status, 0)
        is_in("0 changed (0 slower, 0 faster), ", out.split("\n")[0])
        status, out, err = made_up.overlap(sys.argv[1], *words,
                                           folder + "/other")
        is_equal((status, err.count("\n")), (2, 1))
        is_in("; they have nothing in common to compare; ", out.split("\n")[0])


def main():
    os.environ["LC_ALL"] = "C"
    failed = 0
    for name, test in list(globals().items()):
        if test.__class__ is main.__class__ and name not in HELPERS:
            try:
                test()
                print("ok       " + name)
            except AssertionError as error:
                failed = 1
                print("FAILED   %s: %s" % (name, error))
    return failed


HELPERS = ("make", "changed", "is_equal", "is_in", "main")
sys.exit(main())
