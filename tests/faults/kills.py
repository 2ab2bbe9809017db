#!/usr/bin/env python3
"""kills.py -- workers, runners and benches killed at seeded moments.

    kills.py BIN [--workers N] [--runners N] [--benches N] [--seed N]

After N kills of workers no task is lost or counted twice, and the exit status
says what happened. After a kill of a runner or a bench nothing runs on, and no
file is half written; a killed bench resumes, keeps every record that it had,
and reports on them as if it had never been killed."""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from cases import BLOCKS, CELLS, bench_begin

SECONDS = 60   # until a program counts as hung
GRACE_S = 10   # until what it started must be gone
TASKS = 120
RAW = ["suite.yaml", "schedule.json", "environment.json", "records.jsonl",
       "claims", "hyperfine", "traces"]


class Storm:
    def __init__(self, options):
        self.bin = pathlib.Path(options.bin).resolve()
        self.house = pathlib.Path(tempfile.mkdtemp(prefix="kills-"))
        self.chance = random.Random(options.seed)
        self.wrong = 0

    def folder(self):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.house))
        (folder / "tmp").mkdir()
        return folder

    def start(self, words, folder):
        """A mark in the environment tells its processes from others."""
        env = dict(os.environ, TMPDIR=str(folder / "tmp"), KILLS=str(folder))
        return subprocess.Popen([str(self.bin / words[0]), *words[1:]],
                                cwd=folder, env=env, text=True,
                                stdin=subprocess.DEVNULL,
                                stdout=subprocess.DEVNULL,
                                stderr=open(folder / "errors", "w"))

    def blame(self, words, folder, why):
        self.wrong += 1
        print(f"{' '.join(words)}: {why}\n{(folder / 'errors').read_text()}",
              flush=True)

    def wait(self, process):
        try:
            return process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return None

    def run(self, words, folder):
        return self.wait(self.start(words, folder))

    def check_alone(self, words, folder):
        """All that it started ends by itself."""
        end = time.monotonic() + GRACE_S
        while (left := marked(folder)) and time.monotonic() < end:
            time.sleep(0.01)
        if left:
            self.blame(words, folder, f"left running: {left}")
            for pid in left:
                os.kill(pid, signal.SIGKILL)


def marked(folder):
    mark = f"KILLS={folder}".encode()
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found[int(entry.name)] = (entry / "comm").read_text().strip()
        except OSError:
            pass
    return found


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


# ---- workers ----

WORK = [["sleep", "--size=3ms"], ["primes", "--size=5000"], ["noop"],
        ["files", "--size=10KiB"], ["sleep", "--size=2ms", "--rate=2000"],
        ["fetch", "--size=100", "--per-host=2"],
        ["counter", "--size=1000", "--variant=atomic"]]


def kill_workers(storm, process, most):
    """Kills up to so many of its children, one after the other."""
    kills = 0
    while kills < most and process.poll() is None:
        time.sleep(storm.chance.uniform(0, 0.012))
        pids = children(process.pid)
        if not pids:
            continue
        try:
            os.kill(storm.chance.choice(pids), signal.SIGKILL)
            kills += 1
        except OSError:
            pass
    return kills


def judge_workers(status, kills, keep_going, folder):
    errors = (folder / "errors").read_text()
    if status is None:
        return "hung"
    if status == 2:
        told = "three workers in a row died" in errors or \
            "did not start" in errors  # it was killed before it was alone
        return None if told and len(errors.splitlines()) == 1 else "exit status 2"
    record = json.loads((folder / "record").read_text())
    ok, failed, canceled = (record[key] for key in ("ok", "failed", "canceled"))
    lines = (folder / "trace").read_text().splitlines()[1:]
    indices = [int(line.split(",")[0]) for line in lines]
    if ok + failed + canceled != TASKS or indices != list(range(TASKS)):
        return "tasks are missing"
    if (status == 0) != (ok == TASKS):
        return f"exit status {status} with {ok} ok"
    if failed > kills * 4 or keep_going and canceled:
        return f"{kills} kills, {failed} failed, {canceled} canceled"
    return None if record["right"] is not False else "wrong answers"


def storm_workers(storm, kills):
    done = runs = 0
    while done < kills:
        model = storm.chance.choice(["processes", "hybrid"])
        keep_going = storm.chance.random() < 0.7
        words = [f"overlap-{model}", *storm.chance.choice(WORK), "--width=4",
                 f"--tasks={TASKS}", "--record=record", "--trace=trace",
                 *(["--keep-going"] if keep_going else [])]
        folder = storm.folder()
        process = storm.start(words, folder)
        killed = kill_workers(storm, process, min(12, kills - done))
        status = storm.wait(process)
        done, runs = done + killed, runs + 1
        why = judge_workers(status, killed, keep_going, folder)
        if why:
            storm.blame(words, folder, why)
        storm.check_alone(words, folder)
        shutil.rmtree(folder)
    print(f"{done} workers killed in {runs} runs")


# ---- runners ----

def judge_runner(status, folder, picture):
    if status not in (0, -signal.SIGKILL):
        return f"exit status {status}"
    record = folder / "record"
    if record.exists():
        json.loads(record.read_text())
    found = folder / "picture.png"
    if found.exists() and found.read_bytes() != picture:
        return "half a picture"
    return None


def storm_runners(storm, kills):
    work = [*WORK, ["query"],
            ["mandelbrot", "--size=60", "--output=picture.png"]]
    folder = storm.folder()
    storm.run(["overlap-sequential", *work[-1], "--tasks=20"], folder)
    picture = (folder / "picture.png").read_bytes()
    for _ in range(kills):
        model = storm.chance.choice(["sequential", "threads", "processes",
                                     "async", "hybrid"])
        words = [f"overlap-{model}", *storm.chance.choice(work), "--tasks=20",
                 "--record=record"]
        folder = storm.folder()
        process = storm.start(words, folder)
        time.sleep(storm.chance.uniform(0, 0.06))
        process.kill()
        why = judge_runner(storm.wait(process), folder, picture)
        if why:
            storm.blame(words, folder, why)
        storm.check_alone(words, folder)
        shutil.rmtree(folder)
    print(f"{kills} runners killed")


# ---- benches ----

def whole_lines(folder):
    path = folder / "bench" / "records.jsonl"
    text = path.read_bytes() if path.exists() else b""
    return text[:text.rfind(b"\n") + 1]


def judge_bench(storm, folder):
    """It has each run of the schedule once, and its report follows from its raw
    data alone."""
    lines = [json.loads(line) for line in whole_lines(folder).splitlines()]
    runs = sorted((line["block"], line["experiment"], line["cell"])
                  for line in lines)
    wanted = sorted((block, *cell) for block in range(BLOCKS + 1)
                    for cell in CELLS)
    if runs != wanted or any(line["exit_code"] for line in lines):
        return f"other runs than scheduled: {runs}"
    copy = storm.folder()
    (copy / "bench").mkdir()
    for name in RAW:
        source, into = folder / "bench" / name, copy / "bench" / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, into)
    if storm.run(["overlap", "report", "bench"], copy):
        return "its raw data give no report"
    for name in "report.md", "report.html", "results.csv":
        if (folder / "bench" / name).read_bytes() != \
                (copy / "bench" / name).read_bytes():
            return f"another {name} from its raw data"
    shutil.rmtree(copy)
    return None


def storm_benches(storm, kills):
    words = ["overlap", "bench", "--resume", "bench"]
    done = benches = 0
    while done < kills:
        folder = storm.folder()
        bench_begin(folder)
        kept = b""
        for _ in range(storm.chance.randint(1, 4)):
            process = storm.start(words, folder)
            time.sleep(storm.chance.uniform(0, 2))
            killed = process.poll() is None
            process.kill()
            process.wait()
            done += killed
            if not whole_lines(folder).startswith(kept):
                storm.blame(words, folder, "records were lost")
            kept = whole_lines(folder)
            storm.check_alone(words, folder)
        status = storm.run(words, folder)
        if not whole_lines(folder).startswith(kept):
            storm.blame(words, folder, "records were lost")
        why = f"exit status {status}" if status else judge_bench(storm, folder)
        if why:
            storm.blame(words, folder, why)
        benches += 1
        shutil.rmtree(folder)
    print(f"{done} kills of {benches} benches")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin")
    for name in "workers", "runners", "benches":
        parser.add_argument(f"--{name}", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    storm = Storm(options)
    try:
        storm_workers(storm, options.workers)
        storm_runners(storm, options.runners)
        storm_benches(storm, options.benches)
    finally:
        shutil.rmtree(storm.house)
    print(f"{storm.wrong} wrong")
    return storm.wrong > 0


sys.exit(main())
