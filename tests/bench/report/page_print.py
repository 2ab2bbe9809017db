#!/usr/bin/env python3
"""page_print.py BROWSER PROFILE PAGE -- no table is wider than a sheet of A4.

Else the browser cuts it, or makes all that is printed smaller.
"""
import sys

from page_keys import Browser

A4 = {"width": 794, "height": 1123}  # pixels
WIDE = """Array.from(document.querySelectorAll('main table')).filter(
    table => table.getBoundingClientRect().right > innerWidth).map(
    table => table.rows[0].textContent)"""


def main(program, profile, page):
    browser = Browser(program, profile)
    try:
        browser.open("file://" + page)
        browser.ask("Emulation.setDeviceMetricsOverride", deviceScaleFactor=1,
                    mobile=False, **A4)
        browser.ask("Emulation.setEmulatedMedia", media="print")
        browser.value("dispatchEvent(new Event('beforeprint'))")
        wide = browser.value(WIDE)
        return "too wide: %s" % wide if wide else None
    finally:
        browser.process.kill()
        browser.process.wait()


sys.exit(main(*sys.argv[1:]))
