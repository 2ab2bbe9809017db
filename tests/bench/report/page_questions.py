#!/usr/bin/env python3
"""page_questions.py BROWSER PROFILE PAGE -- the questions for a class.

Before an answer is chosen no verdict shows, on paper neither; the space bar
chooses one, which opens that verdict alone and says whether it was right.
"""
import sys

from page_keys import Browser

STATE = """Array.from(document.querySelectorAll('details'),
    fold => fold.open).concat(Array.from(
    document.querySelectorAll('[role=status]'), each => each.textContent))"""


def check(browser):
    before = browser.value(STATE)
    browser.value("dispatchEvent(new Event('beforeprint'))")
    if any(before) or browser.value(STATE) != before or len(before) < 7:
        return "at first it shows %s" % before
    for answer, said in ((2, "Not so."), (0, "Right.")):
        browser.value("document.querySelectorAll('[type=radio]')[%d].focus()"
                      % answer)
        browser.press(" ")
        found = browser.value(STATE)
        if found[:2] != [True, False] or said not in found:
            return "answer %d gives %s" % (answer + 1, found)
    return browser.value("""Array.from(document.querySelectorAll('input')).every(
        each => each.labels.length) ? null : 'an answer has no label'""")


def main(program, profile, page):
    browser = Browser(program, profile)
    try:
        browser.open("file://" + page)
        return check(browser)
    finally:
        browser.process.kill()
        browser.process.wait()


sys.exit(main(*sys.argv[1:]))
