#!/usr/bin/env python3
"""page_play.py BROWSER PROFILE PAGE CASES -- the timeline to play with.

Its formulas give what theory.c gives for each case, a line of JSON on the
output of the program CASES; a preset shows what was measured; the keyboard
moves a slider; more cores than the machine has are called a simulation, and
only then; one model can be chosen; and the address's fragment leads back to what
was chosen.
"""
import json
import subprocess
import sys

from page_keys import Browser, KEYS

KEYS["ArrowRight"] = (39, None)
ROWS = """Array.from(document.querySelectorAll('#play tbody tr'),
    row => Array.from(row.cells, cell => cell.textContent).slice(0, 4))"""


def wrong_cases(browser, program):
    lines = subprocess.run([program], stdout=subprocess.PIPE,
                           check=True).stdout.splitlines()
    cases = [json.loads(line) for line in lines]
    if len(cases) < 800:
        return "found %d cases of theory" % len(cases)
    found = browser.value("%s.map(each => predict(each.model, each.plan).all_s)"
                          % json.dumps(cases))
    for case, seconds in zip(cases, found):
        if abs(seconds - case["seconds"]) > 1e-9 * case["seconds"]:
            return "%s: theory.c gives %s, the page %s" % (
                case, case["seconds"], seconds)
    return None


def wrong_simulation(browser, page):
    """The made-up machine has 2 cores."""
    plan = "#play:tasks=64&wait_ms=0&work_ms=10&width=64&model=threads&cores="
    said = """[document.querySelector('#play caption').textContent,
        document.querySelector('#play [role=status]').textContent,
        getComputedStyle(document.querySelector('#play .works'))
            .backgroundImage]"""
    for cores, speed_up, measured in ("2", "2.00×", "—"), (
            "16", "16.00×", "simulated"):
        browser.open("file://" + page + plan + cores)
        rows = browser.value(ROWS)
        if [row[0] for row in rows] != ["sequential", "threads"] or \
                rows[1][2:] != [speed_up, measured]:
            return "%s shows %s" % (plan + cores, rows)
        caption, status, pattern = browser.value(said)
        for text in caption, status:
            if text.startswith("Simulated by theory: 16 cores, where this "
                               "machine has 2. ") != (cores == "16"):
                return "%s cores are told as %s" % (cores, text)
        if ("gradient" in pattern) != (cores == "16"):
            return "%s cores are drawn with %s" % (cores, pattern)
    browser.value("""(() => {
        const only = document.querySelectorAll('#play select')[1];
        only.value = 'async';
        only.dispatchEvent(new Event('change'));
    })()""")
    if [row[0] for row in browser.value(ROWS)] != ["sequential", "async"] or \
            "model=async" not in browser.value("location.hash"):
        return "the model chosen is not shown: %s" % browser.value(ROWS)
    return None


def check(browser, page, program):
    if browser.value("document.getElementById('play').hidden"):
        return "it is hidden"
    wrong = wrong_cases(browser, program)
    if wrong:
        return wrong
    browser.value("""(() => {
        const choice = document.querySelector('#play select');
        choice.value = 'stall';
        choice.dispatchEvent(new Event('change'));
        document.querySelector('#play [type=range]').focus();
    })()""")
    stall = browser.value(ROWS)
    if stall[1] != ["async", "500 ms", "1.00×", "506 ms"] or \
            stall[2] != ["threads", "50.0 ms", "10.00×", "56.3 ms"]:
        return "the preset stall shows %s" % stall
    if browser.value("location.hash") != "#play:preset=stall":
        return "its address is %s" % browser.value("location.hash")
    browser.press("ArrowRight")
    moved = browser.value(ROWS)
    address = browser.value("location.hash")
    if moved[2][3] != "—" or moved[0][1] == stall[0][1] or \
            "tasks=" not in address:
        return "an arrow key gives %s at %s" % (moved, address)
    browser.open("file://" + page + address)
    if browser.value(ROWS) != moved:
        return "%s leads to %s, not %s" % (address, browser.value(ROWS), moved)
    if browser.value("""Math.abs(document.getElementById('play')
            .getBoundingClientRect().top) > innerHeight / 2"""):
        return "%s does not lead to the timeline" % address
    wrong = wrong_simulation(browser, page)
    if wrong:
        return wrong
    browser.open("file://" + page + "#play:tasks=nan&width=-3&preset=%3Cb%3E")
    if len(browser.value(ROWS)) != 5:
        return "an address of nonsense breaks it"
    browser.open("file://" + page + "#play:tasks=2.4&wait_ms=0&work_ms=0")
    idle = browser.value(ROWS)
    if [row[2] for row in idle] != ["—"] * 5 or \
            "tasks=2&" not in browser.value("location.hash"):
        return "tasks that take no time show %s" % idle
    return browser.value("""Array.from(document.querySelectorAll(
        '#play input, #play select')).every(each => each.labels.length) ? null
        : 'an input has no label'""")


def main(program, profile, page, cases):
    browser = Browser(program, profile)
    try:
        browser.open("file://" + page)
        return check(browser, page, cases)
    finally:
        browser.process.kill()
        browser.process.wait()


sys.exit(main(*sys.argv[1:]))
