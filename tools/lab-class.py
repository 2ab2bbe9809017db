#!/usr/bin/env python3
"""lab-class.py -- a class that hands in what we know: does each get its points?

    lab-class.py LAB COUNT FOLDER [SEED]

Makes COUNT submissions in the new FOLDER/handed-in, of the lab's solution and
wrong answers in shuffled order, has `overlap lab grade` grade them, and compares
the points with answers.yaml. Stop it, and call it again: it goes on with the
submissions and the grades that are there. Exit status: 0 no difference, 1 some.
"""

import csv
import os
import random
import re
import shutil
import subprocess
import sys

TREE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OVERLAP = os.path.join(TREE, "build", "bin", "overlap")


def answers_of(lab):
    """{name: points} of a lab's answers, but for the cheats, which may be dear."""
    with open(os.path.join(lab, "answers", "answers.yaml"), encoding="utf-8") as file:
        found = re.findall(r"\{name: ([^,]+), points: (\d+)", file.read())
    return {name: int(points) for name, points in found if not name.startswith("cheat")}


def make(lab, count, handed_in, seed):
    """Makes the submissions that are missing; {submission: points}."""
    points = answers_of(lab)
    chance = random.Random(seed)
    drawn = list(points) + chance.choices(list(points), k=max(count - len(points), 0))
    chance.shuffle(drawn)
    expected = {}
    written = os.path.join(os.path.dirname(handed_in), ".answers")
    shutil.rmtree(written, ignore_errors=True)
    status = subprocess.run([OVERLAP, "lab", "check", lab, "--write", written], check=False).returncode
    if status:
        sys.exit(status)
    for number, answer in enumerate(drawn[:count], 1):
        name = f"student-{number:03}"
        expected[name] = points[answer]
        path = os.path.join(handed_in, name)
        if not os.path.exists(path):
            scratch = os.path.join(os.path.dirname(handed_in), ".making")
            shutil.rmtree(scratch, ignore_errors=True)
            shutil.copytree(os.path.join(written, answer), scratch)
            os.rename(scratch, path)
    shutil.rmtree(written)
    return expected


def main():
    """The command."""
    words = sys.argv[1:]
    lab = os.path.join(TREE, "labs", words[0]) if words else ""
    if not 3 <= len(words) <= 4 or not all(word.isdigit() for word in words[1:2] + words[3:]):
        print("usage: lab-class.py LAB COUNT FOLDER [SEED]", file=sys.stderr)
        return 2
    if not os.path.exists(os.path.join(lab, "lab.yaml")):
        print(f"lab-class.py: found LAB {words[0]}; expected a folder of labs", file=sys.stderr)
        return 2
    folder, seed = words[2], words[3] if len(words) > 3 else "1"
    handed_in, grades = os.path.join(folder, "handed-in"), os.path.join(folder, "grades")
    os.makedirs(handed_in, exist_ok=True)
    expected = make(lab, int(words[1]), handed_in, seed)
    command = [OVERLAP, "lab", "grade", words[0],
               *[os.path.join(handed_in, name) for name in expected], "--output", grades, "--seed", seed]
    status = subprocess.run(command, check=False).returncode
    if status:
        return status
    with open(os.path.join(grades, "grades.csv"), encoding="utf-8", newline="") as file:
        scores = {row["submission"]: row["score"] for row in csv.DictReader(file)}
    differ = [name for name, points in expected.items() if scores.get(name) != str(points)]
    for name in differ:
        print(f"{name}: {scores.get(name)} points; expected {expected[name]}")
    print(f"{len(expected)} submissions, {len(differ)} differences")
    return 1 if differ else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
