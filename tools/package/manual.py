#!/usr/bin/env python3
"""manual.py -- man pages and completions, from what the programs say.

    manual.py BIN-DIR SHARE PACKAGE

What --help prints comes from the tables of options, so this reads it: for each
program in BIN-DIR, and each command of `overlap`. A program that has a package
of its own is in that one's files, all others are in those of `overlap`. Pages
are made by help2man; without it there are none. It writes below SHARE, as in
/usr/share.
"""
import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OPTION = re.compile(r"  (?:-(\w), )?--([\w-]+)(?: ([A-Z]+))?(?:  +(.*))?$")
COMMAND = re.compile(r"  overlap ([a-z]+) +(?:[A-Z]+ )* *([a-z].*)$")
FILES = {"FILE", "DIR", "PROGRAM", "DB"}
ALONE = {"overlap-mpi"}


class Option:
    def __init__(self, match):
        self.letter, self.name, self.value, text = match.groups()
        self.help = text or ""

    def words(self):
        return [f"--{self.name}"] + ([f"-{self.letter}"] if self.letter else [])


class Command:
    """A program, or one of the commands of `overlap`."""

    def __init__(self, bin_dir, program, command=None, summary=None):
        self.program, self.command = program, command
        self.argv = [str(bin_dir / program)] + ([command] if command else [])
        self.help = self.ask("--help")
        self.options = self.find_options()
        self.summary = summary or self.says()
        self.workloads = []
        if " WORKLOAD\n" in self.help:
            lines = self.ask("--list").splitlines()
            self.workloads = [line.split()[0] for line in lines]

    def find_options(self):
        found, goes_on = [], False
        for line in self.help.splitlines():
            match = OPTION.match(line)
            if match:
                found.append(Option(match))
            elif goes_on and line.startswith("      "):
                found[-1].help += " " + line.strip()
            goes_on = bool(match) or (goes_on and line.startswith("      "))
        return found

    def ask(self, option):
        return subprocess.run(self.argv + [option], check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def says(self):
        """The first sentence, but for the usage and the program's name."""
        text = " ".join(line for line in self.help.splitlines()
                        if not line.startswith("Usage:"))
        text = re.sub(rf"^\s*{self.program}: ", "", text)
        return re.split(r"[.:;](?:\s|$)|  ", text.strip())[0]

    def commands(self):
        """Its commands, with what each does; none but `overlap` has any."""
        listed = self.help.split("\n  -h, --help")[0]
        return [match.groups() for match in
                map(COMMAND.match, listed.splitlines()) if match]

    def page(self):
        return "-".join(filter(None, (self.program, self.command)))


def find_commands(bin_dir, package):
    found = []
    for program in sorted(path.name for path in bin_dir.iterdir()):
        if program != "overlap" and not program.startswith("overlap-"):
            continue
        if package != (program if program in ALONE else "overlap"):
            continue
        found.append(Command(bin_dir, program))
        found += [Command(bin_dir, program, name, summary)
                  for name, summary in found[-1].commands()]
    return found


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_page(command, version, folder):
    """help2man names a page after the program that it runs."""
    with tempfile.TemporaryDirectory() as scratch:
        wrapper = Path(scratch) / command.page()
        wrapper.write_text(f"#!/bin/sh\ncat <<'END'\n{command.help}\nEND\n")
        wrapper.chmod(0o755)
        page = subprocess.run(
            ["help2man", "--no-info", "--locale=C.UTF-8", "--source=overlap",
             f"--version-string={version}", f"--name={command.summary}",
             wrapper], check=True, stdout=subprocess.PIPE).stdout
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"{command.page()}.1.gz", "wb") as file:
        with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(page)


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def bash(commands, package):
    """A case each: what may follow, and after which options files do."""
    function = "_" + package.replace("-", "_")
    lines = ["# Made from what the programs' --help says.", f"{function}() {{",
             '    local at=${COMP_WORDS[COMP_CWORD]} name=${1##*/}',
             '    local before=${COMP_WORDS[COMP_CWORD - 1]} words files= free=',
             '    [ "$name" != overlap ] || [ "$COMP_CWORD" -eq 1 ] ||'
             ' name="overlap ${COMP_WORDS[1]}"',
             "    case $name in"]
    for command in commands:
        words = [word for option in command.options for word in option.words()]
        words += command.workloads + [name for name, _ in command.commands()]
        files, free = ([word for option in command.options
                        if option.value and (option.value in FILES) == is_file
                        for word in option.words()] for is_file in (True, False))
        name = " ".join(filter(None, (command.program, command.command)))
        lines.append(f"    {quoted(name)}) words={quoted(' '.join(words))}"
                     f" files={quoted(' '.join(files))}"
                     f" free={quoted(' '.join(free))} ;;")
    return "\n".join(lines + [
        "    esac",
        '    case " $free " in *" $before "*) COMPREPLY=(); return ;; esac',
        '    case " $files " in *" $before "*) words= ;; esac',
        '    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$at"',
        '        case $at in -*) ;; *) compgen -f -- "$at" ;; esac)',
        "}",
        f"complete -o filenames -F {function} "
        + " ".join(c.program for c in commands if not c.command), ""])


def zsh_specs(command):
    for option in command.options:
        text = re.sub(r"([\[\]:])", r"\\\1", option.help)
        files = "_files" if option.value in FILES else " "
        value = f":{option.value}:{files}" if option.value else ""
        for word in option.words():
            yield quoted(f"{word}[{text}]{value}")
    if command.workloads:
        yield quoted(f"1:workload:({' '.join(command.workloads)})")


def zsh(commands):
    programs = [command for command in commands if not command.command]
    lines = ["#compdef " + " ".join(c.program for c in programs),
             "# Made from what the programs' --help says.",
             "local name=$service",
             "if [[ $name == overlap ]] && (( CURRENT > 2 )); then",
             '    name="overlap $words[2]"', "    shift words",
             "    (( CURRENT-- ))", "fi", "case $name in"]
    for command in commands:
        name = " ".join(filter(None, (command.program, command.command)))
        specs = list(zsh_specs(command)) + [
            quoted("1:command:(" + " ".join(n for n, _ in command.commands())
                   + ")") if command.commands() else quoted("*:file:_files")]
        lines.append(f"{quoted(name)})\n    _arguments " +
                     " \\\n        ".join(specs) + " ;;")
    return "\n".join(lines + ["esac", ""])


def fish(commands):
    """Of one program: fish reads the file that has its name."""
    lines = ["# Made from what the programs' --help says."]
    for command in commands:
        line = f"complete -c {command.program}"
        for name, summary in command.commands():
            lines.append(f"{line} -n __fish_use_subcommand -f -a {name}"
                         f" -d {quoted(summary)}")
        if command.command:
            seen = f"__fish_seen_subcommand_from {command.command}"
            line += f" -n {quoted(seen)}"
        if command.workloads:
            lines.append(f"{line} -a {quoted(' '.join(command.workloads))}")
        for option in command.options:
            takes = " -r" if option.value in FILES else " -x"
            lines.append(line + f" -l {option.name}"
                         + (f" -s {option.letter}" if option.letter else "")
                         + (takes if option.value else "")
                         + f" -d {quoted(option.help)}")
    return "\n".join(lines).replace("'\\''", "\\'") + "\n"


def main(bin_dir, share, package):
    os.environ["LC_ALL"] = "C.UTF-8"
    commands = find_commands(bin_dir, package)
    bash_dir = share / "bash-completion/completions"
    write(bash_dir / package, bash(commands, package))
    write(share / f"zsh/vendor-completions/_{package}", zsh(commands))
    for program in sorted({command.program for command in commands}):
        link = bash_dir / program
        if not link.exists():
            link.symlink_to(package)
        write(share / f"fish/vendor_completions.d/{program}.fish",
              fish([one for one in commands if one.program == program]))
    if not shutil.which("help2man"):
        print("manual.py: found no help2man; man pages are left out")
        return
    version = commands[0].ask("--version").split()[-1]
    for command in commands:
        write_page(command, version, share / "man/man1")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit("usage: manual.py BIN-DIR SHARE PACKAGE")
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
