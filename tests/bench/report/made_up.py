"""made_up.py -- results folders of benches that were never run.

A folder has raw data only; `figure` says what each run of it took.
"""
import json
import os
import subprocess

BLOCKS = 15
SUITE = """\
title: Made up
claims: claims
experiments:
  - name: control
    title: Control
    workload: primes
    tasks: 100
    expect: none
    cells:
      - {name: aa-1, model: sequential}
      - {name: aa-2, model: sequential}
      - {name: burn-1, workload: burn, size: 1, tasks: 1}
      - {name: burn-n, workload: burn, size: 1}
  - name: fetch
    title: Pages
    workload: fetch
    tasks: 50
    server: {delay: 20ms, size: 1KiB}
    cells:
      - {model: sequential}
      - {model: async, width: 10}
      - {model: threads, width: 10}
      - {model: processes, width: 10}
  - name: primes
    title: Primes
    workload: primes
    tasks: 100
    cells:
      - {model: sequential}
      - {model: async, width: 2}
      - {model: threads}
      - {model: processes}
  - name: idle
    title: Idle
    workload: sleep
    tasks: 2000
    size: 300ms
    cells:
      - {model: async, width: 0, meter: true}
      - {model: threads, width: 0, meter: true}
  - name: share
    title: Share
    workload: mixed
    tasks: 10
    size: 20ms
    server: {size: 1KiB}
    sweep: {option: cpu_share, values: [0, 100]}
    plot: [speedup]
    expect: none
    cells:
      - {model: sequential}
      - {model: async, width: 10}
      - {model: threads, width: 10}
  - name: crash
    title: Crash
    workload: crash
    tasks: 8
    size: 30ms
    options: [--keep-going]
    fails: true
    cells:
      - {model: sequential}
      - {model: async, width: 0}
  - name: disk
    title: Disk
    workload: files
    tasks: 8
    size: 4MiB
    cells:
      - {model: sequential, options: [--variant, cold]}
      - {model: async, width: 4, options: [--variant, cold]}
      - {name: sequential-fsync, model: sequential, options: [--variant, fsync]}
      - {name: async-fsync, model: async, width: 4, options: [--variant, fsync]}
  - name: grains
    title: Grains
    workload: grain
    sweep: {option: size, values: [64, 1024], work: 65536}
    plot: [efficiency]
    cells:
      - {name: async-offload, model: async, offload: true,
         options: [--width, "64"]}
"""
CLAIMS = """\
documents:
  - {number: 7, title: The seventh}
claims:
  - id: X1
    documents: [7]
    claim: Threads fetch faster than a loop, even with the GIL.
    documents_say: threads are fast
    kind: ratio
    expect: refuted
    because: both wait
    tests:
      - {says: threads over the loop, metric: time, of: fetch/async,
         over: fetch/threads, supported: 1.2, refuted: 1.1}
  - id: X2
    documents: [7]
    claim: A thread that waits takes memory.
    kind: exists
    expect: supported
    because: it has a stack
    tests:
      - {says: it has some, metric: memory.total_bytes, of: idle/threads}
"""
TIME_S = {
    "control": {"aa-1": .2, "aa-2": .2, "burn-1": .3, "burn-n": .301},
    "fetch": {"sequential": 1.02, "async": .11, "threads": .11,
              "processes": .113},
    "primes": {"sequential": .28, "async": .281, "threads": .142,
               "processes": .143},
    "idle": {"async": .32, "threads": .34},
    "share": {"sequential-0": .2, "async-0": .03, "threads-0": .03,
              "sequential-100": .2, "async-100": .2, "threads-100": .102},
    "crash": {"sequential": .093, "async": .033},
    "disk": {"sequential": .02, "async": .015, "sequential-fsync": .04,
             "async-fsync": .038},
    "grains": {"async-offload-64": .01, "async-offload-1024": .001},
}
KINDS = {"control": ("primes", "cpu", 100), "fetch": ("fetch", "io", 50),
         "primes": ("primes", "cpu", 100), "idle": ("sleep", "io", 2000),
         "share": ("mixed", "mixed", 10), "crash": ("crash", "safety", 8),
         "disk": ("files", "io", 8), "grains": ("grain", "cpu", 1024)}
WORKERS = {"control": 1, "fetch": 10, "primes": 2, "idle": 2000, "share": 10,
           "crash": 8, "disk": 4, "grains": 64}


def wobble(experiment, cell, block):
    """A factor near 1, the same each time."""
    seed = sum(map(ord, experiment + cell)) * 31 + block * 7
    return 1 + 0.008 * ((seed * 2654435761 % 2 ** 32) / 2 ** 32 - 0.5)


def usual(experiment, cell, block):
    """What a run takes: wall and CPU time in seconds, memory in bytes."""
    time_s = TIME_S[experiment][cell] * wobble(experiment, cell, block)
    cpu_s = 0.28 if experiment == "primes" else 0.02
    memory = 4e6 if cell == "async" else 7e7
    return {"time_s": time_s, "cpu_s": cpu_s * wobble(cell, experiment, block),
            "memory": memory * wobble(cell, cell, block)}


def record(experiment, cell, run):
    workload, kind, tasks = KINDS[experiment]
    alone = cell.startswith(("sequential", "aa-"))
    failed = int(experiment == "crash")
    return {
        "schema": "overlap/record/1", "model": cell.split("-")[0],
        "workload": workload, "kind": kind,
        "plan": {"tasks": tasks, "size": 300 if kind == "io" else 1000,
                 "variant": cell.split("-")[-1] if experiment == "disk" and
                            cell.endswith("fsync") else None,
                 "width": 0, "workers": 1 if alone else WORKERS[experiment]},
        "ok": tasks - failed, "failed": failed, "canceled": 0, "right": run.get("right", True),
        "answer": "0123456789abcdef", "wall_ns": int(run["time_s"] * 1e9),
        "cores_used": run["cpu_s"] / run["time_s"], "peak_in_flight": tasks,
        "memory": {"pss_bytes": int(run["memory"]),
                   "total_bytes": int(run["memory"])},
        "versions": {"overlap": "0.1.0"}, **run.get("record", {})}


def line(experiment, cell, block, run):
    made = {"block": block, "experiment": experiment, "cell": cell,
            "time_s": run.get("written_s", run["time_s"]), "user_s": run["cpu_s"], "sys_s": 0.0,
            "exit_code": 1 if experiment == "crash" else 0}
    if not cell.startswith("burn"):
        made["record"] = record(experiment, cell, run)
    return json.dumps(made)


def write(path, text):
    with open(path, "w") as file:
        file.write(text)


def make(folder, figure=usual, blocks=BLOCKS, cores=2, profile="full"):
    """Makes the folder. Where `figure` gives None there was no run."""
    os.makedirs(folder + "/claims")
    write(folder + "/suite.yaml", SUITE)
    write(folder + "/claims/1.yaml", CLAIMS)
    write(folder + "/environment.json", json.dumps({"cores": cores}))
    write(folder + "/schedule.json", json.dumps(
        {"schema": "overlap/schedule/1", "seed": 1, "profile": profile,
         "blocks": blocks, "looks": 1, "extended_to": 0, "quiet": [],
         "runs": []}))
    with open(folder + "/records.jsonl", "w") as file:
        for block in range(blocks + 1):
            for experiment, cells in TIME_S.items():
                for cell in cells:
                    run = figure(experiment, cell, block)
                    if run:
                        file.write(line(experiment, cell, block, run) + "\n")


def overlap(program, *words):
    """Its exit status, standard output and standard error. Nothing is drawn:
    there is no gnuplot."""
    done = subprocess.run([program, *words], capture_output=True, text=True,
                          timeout=120, env={"LC_ALL": "C", "PATH": "/none"})
    return done.returncode, done.stdout, done.stderr
