"""cases.py -- what runs with a fault, and what must come of it."""
import itertools
import json
import os
import re
import shutil

PROGRESS = ("warm-up block", "block ")  # a bench's, on standard error


def judge_message(seen):
    """Exactly one line says why."""
    lines = [line for line in seen.err.splitlines()
             if not line.startswith(PROGRESS) and " left out: " not in line
             and " failed in block " not in line]
    if seen.status not in (1, 2):
        return f"exit status {seen.status}"
    return None if len(lines) == 1 else f"{len(lines)} lines say why"


class Model:
    """A model runs a workload, and leaves a record."""
    weight = 3
    prepare = None

    def __init__(self, model, name, words):
        self.name = f"{model} {name}"
        self.words = [f"overlap-{model}", *words, "--record", "record"]

    def learn(self, seen):
        self.answer = json.loads(seen.read("record"))["answer"]
        self.picture = seen.read("picture.png")

    def judge(self, seen):
        record, picture = seen.read("record"), seen.read("picture.png")
        if picture not in (None, self.picture):
            return "half a picture"
        try:
            found = json.loads(record) if record else None
            failed = found and found["failed"] + found["canceled"]
            answer = found and found["answer"]
            reasons = found and len(found["failures"])
        except (ValueError, KeyError) as error:
            return f"half a record: {error!r}"
        if seen.status == 0:
            if failed or answer != self.answer:
                return f"exit status 0 with {failed} failed, answer {answer}"
            return None if picture == self.picture else "no picture"
        if seen.status == 1 and failed and reasons:
            return None
        return judge_message(seen)


def model_cases():
    sleep = ["sleep", "--tasks=3", "--size=1ms"]
    picture = ["mandelbrot", "--tasks=4", "--size=40", "--output=picture.png"]
    work = {
        "sleep": sleep,
        "trace": [*sleep, "--trace=trace", "--meter"],
        "fetch": ["fetch", "--tasks=3", "--size=100"],
        "files": ["files", "--tasks=3", "--size=10KiB"],
        "fsync": ["files", "--tasks=2", "--size=10KiB", "--variant=fsync"],
        "query": ["query", "--tasks=3", "--size=100"],
        "picture": picture,
        "counter": ["counter", "--tasks=4", "--size=1000", "--variant=mutex"],
    }
    db = find_database()
    if db:
        work["postgres"] = ["query", "--tasks=2", f"--db={db}"]
        work["transfer"] = ["transfer", "--tasks=2", f"--db={db}"]
    for model in "sequential", "threads", "processes", "async", "hybrid":
        for name, words in work.items():
            yield Model(model, name, words)
        if model != "sequential":
            yield Model(model, "ticker", [*sleep, "--ticker"])
    for model in "async", "hybrid":
        yield Model(model, "offload", [*picture, "--offload"])
        yield Model(model, "ring", [*work["files"], "--files=ring"])


def find_database():
    """As CTest's fixture has it, if it runs."""
    try:
        with open(os.environ.get("OVERLAP_SERVERS", "")) as lines:
            values = dict(line.strip().split("=", 1) for line in lines)
    except OSError:
        return None
    return values.get("OVERLAP_DB_URL")


SUITE = """\
title: Tiny
experiments:
  - name: control
    title: Control
    workload: noop
    cells:
      - {name: aa-1, model: sequential}
      - {name: aa-2, model: sequential}
  - name: fetch
    title: Pages
    workload: fetch
    tasks: 4
    server: {delay: 1ms, size: 1KiB}
    cells:
      - {model: async, width: 2}
      - {model: processes, width: 2}
"""
CLAIMS = """\
documents: [{number: 0, title: None}]
claims:
  - id: T1
    documents: [0]
    claim: the loop is as fast
    documents_say: it is
    kind: ratio
    expect: supported
    because: both wait
    teaches: nothing
    tests:
      - says: the loop is as fast
        of: fetch/async
        over: fetch/processes
        supported: 1.5
        refuted: 2
"""
CELLS = [("control", "aa-1"), ("control", "aa-2"), ("fetch", "async"),
         ("fetch", "processes")]
BLOCKS = 2


def bench_begin(folder):
    """The folder of a bench that was stopped before it ran anything."""
    bench = folder / "bench"
    (bench / "claims").mkdir(parents=True)
    (bench / "suite.yaml").write_text(SUITE)
    (bench / "claims" / "claims.yaml").write_text(CLAIMS)
    (bench / "environment.json").write_text('{"cores": 2}\n')
    runs = [{"block": block, "experiment": experiment, "cell": cell}
            for block in range(BLOCKS + 1) for experiment, cell in CELLS]
    (bench / "schedule.json").write_text(json.dumps({
        "schema": "overlap/schedule/1", "seed": 1, "profile": "quick",
        "blocks": BLOCKS, "looks": 1, "extended_to": 0, "suite": "suite.yaml",
        "quiet": [], "runs": runs}))


class Bench:
    """A bench runs what its folder lacks; one that failed can be resumed."""
    name, weight = "bench", 8
    words = ["overlap", "bench", "--resume", "bench"]
    prepare = staticmethod(bench_begin)

    def __init__(self, lab):
        self.lab = lab

    def learn(self, seen):
        assert not self.judge_whole(seen)

    def judge_whole(self, seen):
        lines = (seen.read("bench/records.jsonl") or b"").splitlines()
        runs = [(line["block"], line["experiment"], line["cell"])
                for line in map(json.loads, lines)]
        if len(runs) != len(set(runs)):
            return "a run was made twice"
        dropped = {run[1:] for run, line in zip(runs, map(json.loads, lines))
                   if run[0] == 0 and line["exit_code"]}
        wanted = {(block, *cell) for block in range(BLOCKS + 1)
                  for cell in CELLS if not block or cell not in dropped}
        if set(runs) != wanted:
            return f"{len(runs)} of {len(wanted)} runs"
        table = (seen.read("bench/results.csv") or b"").splitlines()
        page = seen.read("bench/report.html") or b""
        if len(table) != len(runs) + 1 or not page.endswith(b"</html>\n"):
            return "half a report"
        return None

    def judge(self, seen):
        told = " failed in " in seen.err or " left out: " in seen.err
        if seen.status == 0 or seen.status == 1 and told:
            return self.judge_whole(seen)
        return judge_message(seen) or self.judge_again(seen)

    def judge_again(self, seen):
        kept = seen.read("bench/records.jsonl") or b""
        again = self.lab.run(self.words, folder=seen.folder)
        if not (again.read("bench/records.jsonl") or b"").startswith(
                kept[:kept.rfind(b"\n") + 1]):
            return "--resume changed records"
        if again.status not in (0, 1):
            return f"--resume: exit status {again.status}: {again.err}"
        return self.judge_whole(again)


LINK = re.compile(rb" Its tasks: .*|\[([^]]*)\]\([^)]*\)")


def difference(text, found):
    """A report says so if a chart could not be drawn, and links to what it can
    find; its page follows from that."""
    if found in (None, text):
        return None
    if text.endswith(b"</html>\n"):
        whole = found.endswith(b"</html>\n") and \
            found.count(b"<svg") == found.count(b"</svg>")
        return None if whole else "half a page"
    lines, others = (LINK.sub(rb"\1", of).splitlines() for of in (text, found))
    for line, other in itertools.zip_longest(lines, others, fillvalue=b""):
        if line != other and not other.startswith(b"Chart not drawn: "):
            return f"{line} became {other}"
    return None


class Report:
    """What is made of a finished bench is always the same."""
    weight = 6

    def __init__(self, name, words, finished, files):
        self.name, self.files, self.finished = name, files, finished
        self.words = ["overlap", *words]

    def prepare(self, folder):
        for name in "bench", "other":
            shutil.copytree(self.finished / "bench", folder / name)

    def learn(self, seen):
        self.out = seen.out
        self.texts = [seen.read(name) for name in self.files]

    def judge(self, seen):
        for name, text in zip(self.files, self.texts):
            wrong = difference(text, seen.read(name))
            if wrong:
                return f"{name}: {wrong}"
        if seen.status:
            return judge_message(seen)
        return None if seen.out == self.out else "other output"


class Check:
    """It may blame the program, which may have had the fault, or skip a rule
    whose workload that could not list."""
    name, weight = "check", 1
    prepare = None

    def __init__(self, lab):
        self.words = ["overlap", "check", str(lab.bin / "overlap-sequential")]

    def learn(self, seen):
        pass

    def judge(self, seen):
        failed = "FAILED" in seen.out
        if seen.status == 1 and failed:
            return None
        if seen.status:
            return judge_message(seen)
        return "exit status 0 though a rule FAILED" if failed else None


def bench_cases(lab):
    bench = Bench(lab)
    seen = lab.run(bench.words, prepare=bench.prepare)
    assert seen.status == 0, seen.err
    yield bench
    yield Report("report", ["report", "bench"], seen.folder,
                 ["bench/results.csv", "bench/report.md", "bench/report.html"])
    yield Report("compare", ["compare", "other", "bench"], seen.folder, [])
    yield Report("trace", ["trace", "bench", "fetch/async", "-o", "t.json"],
                 seen.folder, ["t.json"])
    yield Check(lab)
