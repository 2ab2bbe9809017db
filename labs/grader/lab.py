"""lab.py -- what a lab's judge.py is written with; labs/README.md explains it.

A judge is trusted, and runs outside the walls; whatever has a line of the
submission in it is built and run inside, through build(), run() and start().
"""

import ctypes
import errno
import functools
import hashlib
import json
import os
import random
import re
import select
import shutil
import socket
import subprocess
import sys
import tempfile
import time

FOLDER = os.environ["LAB_DIR"]
CHECKS = os.path.join(FOLDER, "checks")
SUBMISSION = os.environ["LAB_SUBMISSION"]
SCRATCH = os.environ["LAB_SCRATCH"]
BIN = os.environ["LAB_BIN"]
GRADER = os.environ["LAB_GRADER"]
SEED = int(os.environ["LAB_SEED"])
UID = int(os.environ["LAB_UID"])
SECONDS = int(os.environ["LAB_SECONDS"])
OUTPUT_MAX = 256 * 1024
FLAGS = ["-std=c11", "-D_GNU_SOURCE", "-O1", "-g", "-Wall", "-Wextra", "-pthread"]

# With these attributes a sanitizer would not see what a function does.
_UNSEEN = ("no_sanitize", "no_sanitize_thread", "no_sanitize_address", "no_sanitize_undefined",
           "no_address_safety_analysis")
_SEEN = [f"-D{mark}{name}{mark}{'(what)' if name == 'no_sanitize' else ''}="
         for name in _UNSEEN for mark in ("", "__")]

# Without other walls a submission has our user id: what we hold is not for it.
PR_SET_DUMPABLE = 4
ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)

# Results go where judge.c reads them; what a judge prints by mistake does not.
_results = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
_checks = []
_built = {}


class Failed(Exception):
    """A check has not passed: what was seen, and what was expected; perhaps the
    points of a part, and a flag for the lecturer."""

    def __init__(self, seen, expected, points=0, flag=None):
        super().__init__(seen)
        self.seen, self.expected, self.points, self.flag = seen, expected, points, flag


def check(ident):
    """Registers a function as the check `ident` of lab.yaml. It passes unless it
    raises Failed; what it returns may be a number of points, for a part."""

    def register(function):
        _checks.append((ident, function))
        return function

    return register


def expect(truth, seen, expected):
    """Raises Failed unless it is so."""
    if not truth:
        raise Failed(seen, expected)


def chance(ident):
    """Random numbers of a check's own, from the seed."""
    return random.Random(f"{SEED} {ident}")


def _text(said):
    """As JSON can hold it: not half a character, from a name that is no UTF-8."""
    return str(said).encode("utf-8", "replace").decode()


def _expect_room():
    """A full disk fails many checks, and none by the submission's fault."""
    disk = os.statvfs(SCRATCH)
    if disk.f_bavail * disk.f_frsize < 1 << 20:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), SCRATCH)


def main():
    """Runs all checks, and says how each came out."""
    for ident, function in _checks:
        begin = time.monotonic()
        result = {"id": ident, "passed": True}
        try:
            points = function()
            if points is not None:
                result["points"] = points
        except Failed as failed:
            _expect_room()
            result.update(passed=False, seen=_text(failed.seen), expected=_text(failed.expected),
                          points=failed.points)
            if failed.flag:
                result["flag"] = failed.flag
        result["seconds"] = round(time.monotonic() - begin, 3)
        print(json.dumps(result), file=_results, flush=True)


def folder(name, *files):
    """A new folder in the scratch folder, with copies of these files, which a
    submission can read and not write."""
    path = tempfile.mkdtemp(prefix=f"{name}-", dir=SCRATCH)
    for file in files:
        shutil.copy(file, path)
    if UID:
        os.chown(path, -1, UID)
    os.chmod(path, 0o750)
    return path


def handed_in(name):
    """The path of a file of the submission."""
    return os.path.join(SUBMISSION, name)


def _wall(words, at, writes=None, seconds=None):
    env = os.environ
    command = [os.path.join(BIN, "overlap"), "lab", "wall", "--walls", env["LAB_WALLS"]]
    command += ["--uid", env["LAB_UID"], "--folder", at]
    command += ["--seconds", str(seconds or SECONDS), "--memory", env["LAB_MEMORY_MIB"]]
    command += ["--processes", env["LAB_PROCESSES"], "--disk", env["LAB_DISK_MIB"]]
    if writes:
        command += ["--writes", writes]
    return command + ["--"] + list(words)


class Ended:
    """How a program ended: status (128 + a signal's number; 124: it took too
    long; 123: too much memory or disk), out and err, as text."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    def in_words(self):
        """What its status means."""
        if self.status in (123, 124):
            said = self.err.strip().splitlines() or ["was ended"]
            return "it " + said[-1].removeprefix("lab: ")
        if self.status > 128:
            return f"it was killed by signal {self.status - 128}"
        return f"it exited with {self.status}"


def run(words, at, writes=None, seconds=None, stdin=b""):
    """Runs a program in the folder `at` behind the walls, to its end. It may
    write to the folder `writes`. More than OUTPUT_MAX of its output is not read."""
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        with subprocess.Popen(_wall(words, at, writes, seconds), stdin=given,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            said = _read_both(process)
            status = process.wait()
    return Ended(status, *said)


def _read_both(process):
    said = {process.stdout: b"", process.stderr: b""}
    left = set(said)
    while left:
        for stream in select.select(left, [], [])[0]:
            part = os.read(stream.fileno(), 65536)
            said[stream] += part
            if not part:
                left.remove(stream)
            elif len(said[stream]) > OUTPUT_MAX:
                said[stream] = said[stream][:OUTPUT_MAX]
                stream.close()  # it gets a SIGPIPE
                left.remove(stream)
    return [text.decode("utf-8", "replace") for text in said.values()]


def first_error(text):
    """The compiler's first error, or all that it said."""
    for line in text.splitlines():
        if re.search(r"error:|undefined reference|multiple definition", line):
            return re.sub(r"^.*?([^/ ]+\.[ch]:\d+)", r"\1", line)
    return text.strip()[:400] or "nothing"


def sanitizer_report(text):
    """The summary of a sanitizer's first report, or "" if there is none."""
    found = re.search(r"^SUMMARY: (.*)", text, re.M)
    return re.sub(r"/\S*/", "", found[1]) if found else ""


def _make(words, at, made, what):
    """Runs a compiler or the like behind the walls, in `at`; what it makes goes to
    `made`, a file, and is then the submission's to read only."""
    writes = folder("made")
    if UID:
        os.chmod(writes, 0o770)
    ended = run([*words, os.path.join(writes, "made")], at, writes=writes)
    if ended.status != 0:
        raise Failed(f"does not {what}: {first_error(ended.err)}" if ended.status == 1
                     else f"{words[0]}: {ended.in_words()}", f"source that {what}s")
    fd = os.open(os.path.join(writes, "made"), os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(fd, "rb") as source, open(made, "wb") as target:
        shutil.copyfileobj(source, target)
    os.chmod(made, 0o755)
    shutil.rmtree(writes, ignore_errors=True)


def build(sources, drivers=(), exports=(), headers=(), flags=(), libraries=()):
    """Builds a program, once, and returns its folder; its name is `program`.

    sources: names of C files handed in; headers: paths of what they include;
    drivers: paths of C files of ours, with main(); driver.h is there for them.
    exports: the functions that drivers may call. All others of the submission's
    are local to it, so that none takes the place of one of the C library's.
    libraries: paths of archives, and options of the linker.
    """
    key = repr((sources, drivers, exports, headers, flags, libraries))
    if key not in _built:
        try:
            _built[key] = _build(sources, drivers, exports, headers, flags, libraries)
        except Failed as failed:
            _built[key] = failed
    if isinstance(_built[key], Failed):
        raise _built[key]
    return _built[key]


def _build(sources, drivers, exports, headers, flags, libraries):
    made = folder("program")
    program = os.path.join(made, "program")
    kept = _kept((sources, drivers, exports, headers, flags, libraries),
                 [*map(handed_in, sources), *drivers, *headers])
    if os.path.exists(kept):
        shutil.copy(kept, program)
        return made
    _build_in(made, sources, drivers, exports, headers, flags, libraries)
    if not sources or "LAB_CACHE_ALL" in os.environ:
        with tempfile.TemporaryDirectory(dir=_cache()) as at:
            os.rename(shutil.copy(program, at), kept)
    return made


def _expect_seen(source):
    """Failed if it names what hides it from a sanitizer: _SEEN does not stand an #undef."""
    with open(handed_in(source), encoding="utf-8", errors="replace") as file:
        text = re.sub(r"(\\|\?\?/)[ \t]*\n", "", file.read())
    found = re.search(r"no_(sanitize|address_safety)\w*", text)
    expect(not found, found and found[0], "source that hides nothing from a sanitizer")


def _build_in(made, sources, drivers, exports, headers, flags, libraries):
    ours = folder("theirs", *headers, *[handed_in(source) for source in sources])
    objects = []
    seen = _SEEN if any(flag.startswith("-fsanitize") for flag in flags) else []
    for source in sources:
        if seen:
            _expect_seen(source)
        objects.append(os.path.join(made, os.path.basename(source) + ".o"))
        _make(["cc", *FLAGS, *flags, *seen, "-I.", "-c", os.path.basename(source), "-o"], ours,
              objects[-1], "compile")
    if len(objects) > 1:
        _make(["ld", "-r", *objects, "-o"], made, os.path.join(made, "joined.o"), "link")
        objects = [os.path.join(made, "joined.o")]
    if exports:
        keep = [f"--keep-global-symbol={name}" for name in exports]
        _make(["objcopy", *keep, *objects], made, os.path.join(made, "local.o"), "link")
        objects = [os.path.join(made, "local.o")]
    for driver in drivers:
        objects.append(os.path.join(made, os.path.basename(driver) + ".o"))
        shutil.copyfile(_driver(driver, tuple(headers), tuple(flags)), objects[-1])
    for path in objects:
        os.chmod(path, 0o644)
    # Linking reads objects alone; none of the submission's is a script.
    _make(["cc", *FLAGS, *flags, *objects, *libraries, "-o"], made, os.path.join(made, "program"),
          "compile")


@functools.cache
def _cache():
    """A folder for what has nothing of a submission in it: a whole class's, but
    where a submission has our user id, so that it could write there. With
    LAB_CACHE_ALL, for a lab's author, of theirs too: all are one person's."""
    shared = os.environ.get("LAB_CACHE")
    if shared and os.environ["LAB_WALLS"] != "limits":
        return shared
    return tempfile.mkdtemp(prefix="cache-", dir=SCRATCH)


def _kept(how, files):
    """Where what is made so from these files is kept; it appears there whole, for
    another grader may make it at the same time."""
    digest = hashlib.sha256(repr((FLAGS, how)).encode())
    for path in (os.path.join(GRADER, "driver.h"), *files):
        with open(path, "rb") as file:
            digest.update(hashlib.sha256(file.read()).digest())
    return os.path.join(_cache(), digest.hexdigest())


@functools.cache
def _driver(driver, headers, flags):
    """The path of a driver's object, which is compiled once."""
    kept = _kept((driver, headers, flags), (driver, *headers))
    if not os.path.exists(kept):
        with tempfile.TemporaryDirectory(dir=_cache()) as at:
            for header in headers:
                shutil.copy(header, at)
            made = os.path.join(at, "made.o")
            subprocess.run(["cc", *FLAGS, *flags, "-I", GRADER, "-I", at, "-c", driver, "-o", made],
                           check=True)
            os.rename(made, kept)
    return kept


class Program:
    """A driver that runs behind the walls, and is told what to do and heard, in
    lines, over a socket (driver.h). Use it in a `with`. `wakes`: something but
    us, a timer or a connection, may wake it when all its threads sleep."""

    def __init__(self, words, at, seconds=None, wakes=False):
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket, self.heard, self.pid, self.wakes = ours, [], None, wakes
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(_wall(words, at, seconds=seconds), stdin=theirs,
                                        stdout=self.errors, stderr=self.errors)
        theirs.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Ends it, and returns how it ended."""
        self.socket.close()
        self.process.terminate()
        status = self.process.wait()
        self.errors.seek(0)
        text = self.errors.read(OUTPUT_MAX).decode("utf-8", "replace")
        return Ended(status, "", text)

    def say(self, *words):
        """Tells it a line."""
        try:
            self.socket.send(" ".join(str(word) for word in words).encode())
        except OSError:
            pass  # it has ended, which hear() finds

    def _receive(self, seconds):
        """The next line, or None if there is none for so long."""
        if not select.select([self.socket], [], [], seconds)[0]:
            return None
        try:
            text, ancillary, _, _ = self.socket.recvmsg(4096, 64)
        except OSError:
            text, ancillary = b"", []
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS and text:
                self.pid = int.from_bytes(data[:4], sys.byteorder)
        if text:
            return text.decode("utf-8", "replace")
        return ""

    def _pull(self, seconds):
        text = self._receive(seconds)
        if text:
            self.heard.append(text)
        return text

    def hear(self, expected):
        """The next line that it says; Failed if it ends, or if all its threads
        sleep for good. `expected` says what for, in words."""
        quiet, before = 0, None
        while not self.heard:
            text = self._pull(0.1)
            if text == "":
                ended = self.process.wait()
                self.errors.seek(0)
                said = self.errors.read(OUTPUT_MAX).decode("utf-8", "replace")
                raise Failed(sanitizer_report(said) or
                             Ended(ended, "", said).in_words() + " before that", expected)
            now = self.threads()
            asleep = all(state in "SZ" for state, _, _ in now.values())
            quiet = quiet + 1 if now and asleep and now == before else 0
            before = now
            if quiet == 10 and not self.wakes:
                raise Failed("all threads sleep, and nobody wakes them", expected)
        return self.heard.pop(0)

    def threads(self):
        """{thread: (state, context switches, CPU time in ns)} of its process, from /proc."""
        found = {}
        try:
            for tid in os.listdir(f"/proc/{self.pid}/task"):
                base = f"/proc/{self.pid}/task/{tid}/"
                with open(base + "status", encoding="ascii", errors="replace") as file:
                    text = file.read()
                with open(base + "schedstat", encoding="ascii") as file:
                    cpu_ns = int(file.read().split()[0])
                state = re.search(r"^State:\s+(\S)", text, re.M)[1]
                switches = sum(int(n) for n in re.findall(r"ctxt_switches:\s+(\d+)", text))
                found[int(tid)] = (state, switches, cpu_ns)
        except (OSError, TypeError):
            pass  # a thread ended meanwhile, or all did
        return found

    def settle(self, expected):
        """Waits until all that it said is in self.heard, and it does nothing
        more: whatever it has not done then, it will not do unless told. Every
        thread sleeps and has not run since the last look; or it woke up 50 times,
        or ran for 100 ms, and nothing came of it. So no clock decides: a thread
        that waits for a core is not asleep. Failed if it ends."""
        first = before = {}
        while True:
            text = self._pull(0.02)
            if text == "":
                raise Failed("the program ended", expected)
            now = self.threads()
            if text is not None or not before:
                first = before = now
                continue
            if now and all(self._rests(tid, now, before, first) for tid in now):
                return
            before = now

    @staticmethod
    def _rests(tid, now, before, first):
        if now[tid] == before.get(tid):
            return now[tid][0] == "S"
        _, switches, cpu_ns = first.setdefault(tid, now[tid])
        return now[tid][1] - switches >= 50 or now[tid][2] - cpu_ns >= 100_000_000

    def took(self):
        """All that it said until now, and forgets it."""
        heard, self.heard = self.heard, []
        return heard
