#!/usr/bin/env python3
"""faults.py -- each system call and each allocation fails once.

    faults.py BIN HELPERS [--tries N] [--seed N] [--only WORD] [--call NAME]
              [--sanitized]

A program runs in a folder of its own with one fault, which HELPERS/fault or
HELPERS/libfail_alloc.so makes. Whatever fails, the program must give the right
answer or say in one line why not, with the right status; it must end, and leave
nothing behind that the next run does not remove. Of all the sites N are tried,
spread over programs and calls; without --tries, all. With --sanitized only
allocations fail, so that a sanitizer sees what is lost then."""
import argparse
import collections
import concurrent.futures
import errno
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile

from cases import bench_cases, model_cases

SECONDS = 60
SKIPPED = 77

# What programs do before their main(), the loader does: it says so itself.
LOADER_EXIT = 127
LOADER_SAYS = "error while loading shared libraries"

MALLOC = "malloc"  # stands for all of its kind

# libuv abort()s where these fail: epoll_ctl() in its loop; pipe2() and its
# first realloc() when a loop is opened, before which we try pipes; and whatever
# a thread needs, when its pool starts. Status 134 is SIGABRT.
LIBUV_ABORTS = {"epoll_ctl", "pipe2", "clone3", "mmap", "mprotect", MALLOC}
LIBUV_PROGRAMS = {"overlap-async", "overlap-hybrid"}
ABORTED = 134
CRASHED = 139

# After accept() has failed, libmicrohttpd accepts no connection until another
# is closed.
SERVER_PROGRAM = "overlap-server"

LOST = pathlib.Path(__file__).resolve().parent / "lsan.supp"
SANITIZER_OPTIONS = {
    "ASAN_OPTIONS": "verify_asan_link_order=0",
    "LSAN_OPTIONS": f"print_suppressions=0:suppressions={LOST}",
}

Site = collections.namedtuple("Site", "call nth error")


class Seen:
    """What a program did."""

    def __init__(self, folder, report, allocations, nth):
        lines = [line.split() for line in report.splitlines()]
        told = {line[0]: line[1:] for line in lines}
        self.folder = folder
        self.status = int(told["exit"][0]) if "exit" in told else None
        self.out = (folder / "tmp.out").read_text(errors="replace")
        self.err = (folder / "tmp.err").read_text(errors="replace")
        self.hung = "hung" in told
        self.left = [line[1] for line in lines if line[0] == "left"]
        self.failed = "failed" in told or 0 < nth <= allocations
        self.who = "".join(told.get("failed", ["?"]))
        self.allocations = allocations
        self.calls = {line[1]: (int(line[2]), [int(e) for e in line[3:]])
                      for line in lines if line[0] == "calls"}

    def read(self, name):
        path = self.folder / name
        return path.read_bytes() if path.exists() else None

    def files_left(self):
        """Scratch folders, and files that were to be renamed when whole."""
        return [str(path.relative_to(self.folder))
                for path in self.folder.rglob("*")
                if path.parent.name == "tmp" or path.suffix[1:].isdigit()]


class Lab:
    def __init__(self, options):
        self.bin = pathlib.Path(options.bin).resolve()
        self.helpers = pathlib.Path(options.helpers).resolve()
        self.house = pathlib.Path(tempfile.mkdtemp(prefix="faults-"))
        self.sanitized = options.sanitized

    def run(self, words, site=None, count=False, prepare=None, folder=None):
        folder = folder or self.folder(prepare)
        report, alloc = folder / "tmp.report", folder / "tmp.alloc"
        nth = site.nth if site and site.call == MALLOC else 0
        alloc.write_bytes(struct.pack("qq", 0, nth))
        # Kerberos' library uses memory that it did not get; libpq asks it first.
        env = dict(os.environ, TMPDIR=str(folder / "tmp"), LC_ALL="C.UTF-8",
                   PGGSSENCMODE="disable")
        fault = [str(self.helpers / "fault"), str(report), str(SECONDS)]
        if count:
            fault += ["count"]
        elif site and site.call != MALLOC:
            fault += [site.call, str(site.nth), str(site.error)]
        else:  # a call that nobody makes
            fault += ["getcpu", "0", "0"]
            env["FAULT_ALLOC"] = str(alloc)
            for name, more in SANITIZER_OPTIONS.items():
                env[name] = more + ":" + env.get(name, "")
            env["FAULT_PRELOAD"] = str(self.helpers / "libfail_alloc.so")
        command = [*fault, str(self.bin / words[0]), *words[1:]]
        with open(folder / "tmp.out", "wb") as out, \
                open(folder / "tmp.err", "wb") as err:
            status = subprocess.run(command, stdout=out, stderr=err, cwd=folder,
                                    stdin=subprocess.DEVNULL, env=env).returncode
        if status == SKIPPED:
            print((folder / "tmp.out").read_text(), end="")
            sys.exit(SKIPPED)
        assert status == 0, (folder / "tmp.err").read_text()
        allocations, nth = struct.unpack("qq", alloc.read_bytes())
        return Seen(folder, report.read_text(), allocations, nth)

    def folder(self, prepare):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.house))
        (folder / "tmp").mkdir()
        if prepare:
            prepare(folder)
        return folder

    def sites(self, case):
        """Those that --version has, too, are the loader's."""
        sites = []
        if not self.sanitized:
            loading = self.run([case.words[0], "--version"], count=True).calls
            seen = self.run(case.words, count=True, prepare=case.prepare)
            for call, (count, errors) in sorted(seen.calls.items()):
                first = loading.get(call, (0,))[0] + 1 if call != "execve" else 1
                sites += [Site(call, nth, error) for error in errors
                          for nth in range(first, count + 1)]
        seen = self.run(case.words, prepare=case.prepare)
        if seen.status or seen.left or seen.hung or seen.files_left():
            sys.exit(f"{case.name}: exit {seen.status} without any fault, "
                     f"left {seen.left}, {seen.files_left()}: {seen.err}")
        case.learn(seen)
        return sites + [Site(MALLOC, nth, errno.ENOMEM)
                        for nth in range(1, seen.allocations + 1)]

    def judge(self, case, site, seen):
        """None, or what is wrong."""
        if seen.hung:
            known = site.call == "accept4" and seen.who == SERVER_PROGRAM
            return None if known else "hung"
        if "Sanitizer: CHECK failed" in seen.err:
            return None  # in the sanitizer itself
        if "Sanitizer" in seen.err:
            return "found by a sanitizer"
        if seen.left:
            return f"left running: {seen.left}"
        if seen.status == LOADER_EXIT and LOADER_SAYS in seen.err:
            return None
        if seen.status == ABORTED and site.call in LIBUV_ABORTS and \
                (seen.who if site.call != MALLOC else case.words[0]) \
                in LIBUV_PROGRAMS:
            return None
        if seen.status == CRASHED and site.call == MALLOC and \
                case.name.split()[-1] in ("postgres", "transfer"):
            return None  # OpenSSL, as libpq uses it, lacks a lock then
        return case.judge(seen) or self.judge_left(case, seen)

    def judge_left(self, case, seen):
        """What could not be removed, the next run removes."""
        if not seen.files_left():
            return None
        left = self.run(case.words, folder=seen.folder).files_left()
        return f"left behind, by the next run, too: {left}" if left else None

    def try_one(self, job):
        case, site = job
        seen = self.run(case.words, site, prepare=case.prepare)
        wrong = self.judge(case, site, seen) if seen.failed else None
        if wrong:
            wrong = f"{case.name}: call {site.nth} of {site.call}, " \
                f"{errno.errorcode[site.error]} in {seen.who}: {wrong}\n{seen.err}"
        shutil.rmtree(seen.folder)
        return site, seen, wrong


def spread(sites, most, chance):
    """So many of the sites, one call after the other in turn."""
    by_call = collections.defaultdict(list)
    for site in sites:
        by_call[site.call].append(site)
    ranked = []
    for same in by_call.values():
        chance.shuffle(same)
        ranked += enumerate(same)
    chance.shuffle(ranked)
    ranked.sort(key=lambda pair: pair[0])
    return [site for _, site in ranked[:most]]


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bin")
    parser.add_argument("helpers")
    parser.add_argument("--tries", type=int, default=10**9)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--call", default="")
    parser.add_argument("--sanitized", action="store_true")
    return parser.parse_args()


def choose(lab, options):
    cases = [case for case in [*model_cases(), *bench_cases(lab)]
             if options.only in case.name]
    chance = random.Random(options.seed)
    jobs, total = [], 0
    for case in cases:
        sites = [site for site in lab.sites(case)
                 if options.call in ("", site.call)]
        total += len(sites)
        most = options.tries * case.weight // sum(c.weight for c in cases)
        jobs += [(case, site) for site in spread(sites, max(1, most), chance)]
    return jobs, total


def main():
    options = read_options()
    lab = Lab(options)
    tried, ends, wrong = collections.Counter(), collections.Counter(), 0
    try:
        jobs, total = choose(lab, options)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for site, seen, what in pool.map(lab.try_one, jobs):
                if not seen.failed:
                    continue
                tried["allocations" if site.call == MALLOC else "calls"] += 1
                ends[seen.status] += 1
                if what:
                    wrong += 1
                    print(what, flush=True)
    finally:
        shutil.rmtree(lab.house)
    print(f"{tried['calls']} system calls and {tried['allocations']} allocations"
          f" failed, of {total} sites; exit statuses "
          + ", ".join(f"{status}: {n}" for status, n in sorted(ends.items()))
          + f"; {wrong} wrong")
    return wrong > 0


sys.exit(main())
