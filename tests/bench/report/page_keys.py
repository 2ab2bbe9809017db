#!/usr/bin/env python3
"""page_keys.py BROWSER PROFILE PAGE -- sorts a table of the page by keyboard.

Real key presses, through the browser's own pipe: Tab until a column's head in
the summary has the focus, then Enter, then the space bar.
"""
import itertools
import json
import os
import subprocess
import sys

TABS_MAX = 60
COLUMN = """(() => {
    const head = document.activeElement.closest('th');
    return head && head.textContent.startsWith('sequential')
        ? Array.from(head.closest('table').tBodies[0].rows,
                     row => row.cells[head.cellIndex].textContent) : null;
})()"""
KEYS = {"Tab": (9, None), "Enter": (13, "\r"), " ": (32, " ")}


class Browser:
    def __init__(self, program, profile):
        to_read, self.to_write = os.pipe()
        self.to_hear, to_tell = os.pipe()

        def place():  # the browser reads from 3 and writes to 4
            here = os.dup(to_read), os.dup(to_tell)
            os.dup2(here[0], 3)
            os.dup2(here[1], 4)

        self.process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--remote-debugging-pipe",
             "--user-data-dir=" + profile, "about:blank"],
            preexec_fn=place, close_fds=False, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(to_tell)
        self.numbers = itertools.count(1)
        self.heard = b""
        self.session = None

    def hear(self):
        while b"\0" not in self.heard:
            more = os.read(self.to_hear, 65536)
            if not more:
                sys.exit("the browser ended")
            self.heard += more
        message, self.heard = self.heard.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **params):
        message = {"id": next(self.numbers), "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.hear()
            if answer.get("id") == message["id"]:
                return answer["result"]

    def open(self, address):
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target,
                                flatten=True)["sessionId"]
        self.ask("Page.enable")
        self.ask("Page.navigate", url=address)
        while self.hear().get("method") != "Page.loadEventFired":
            pass

    def value(self, expression):
        return self.ask("Runtime.evaluate", expression=expression,
                        returnByValue=True)["result"].get("value")

    def press(self, key):
        code, text = KEYS[key]
        common = {"key": key, "windowsVirtualKeyCode": code}
        down = {"text": text} if text else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", **common, **down)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **common)


def seconds(text):
    number, unit = text.split()
    return float(number) * {"µs": 1e-6, "ms": 1e-3, "s": 1}[unit]


def main(program, profile, page):
    browser = Browser(program, profile)
    try:
        browser.open("file://" + page)
        column = None
        for _ in range(TABS_MAX):
            browser.press("Tab")
            column = browser.value(COLUMN)
            if column:
                break
        if not column:
            return "found no column head in %d presses of Tab" % TABS_MAX
        wanted = sorted(column, key=seconds)
        browser.press("Enter")
        if browser.value(COLUMN) != wanted:
            return "Enter gave %s" % browser.value(COLUMN)
        browser.press(" ")
        if browser.value(COLUMN) != wanted[::-1]:
            return "the space bar gave %s" % browser.value(COLUMN)
        return None if column != wanted else "the column was sorted already"
    finally:
        browser.process.kill()
        browser.process.wait()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
