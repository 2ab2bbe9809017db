#!/usr/bin/env python3
"""docs.py -- pages of the headers that programs are written against.

usage: docs.py BUILD OUT

Doxygen makes them, of what BUILD installs for developers and of
docs/c-programmers.md, in the folder OUT. Every link must lead somewhere. Exit
status: 0; 1: it does not, or a header's comments are wrong; 2: usage; 77:
there is no doxygen.
"""
import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.parse

SETTINGS = """
PROJECT_NAME = overlap
PROJECT_BRIEF = "The headers that programs are written against"
INPUT = .
RECURSIVE = YES
FILE_PATTERNS = *.h *.md
USE_MDFILE_AS_MAINPAGE = index.md
OPTIMIZE_OUTPUT_FOR_C = YES
EXTRACT_ALL = YES
JAVADOC_AUTOBRIEF = YES
TYPEDEF_HIDES_STRUCT = YES
MACRO_EXPANSION = YES
PREDEFINED = __attribute__(x)=
HIDE_UNDOC_RELATIONS = YES
GENERATE_LATEX = NO
HTML_TIMESTAMP = NO
HAVE_DOT = NO
QUIET = YES
WARN_AS_ERROR = FAIL_ON_WARNINGS
WARN_IF_INCOMPLETE_DOC = NO
"""


def marked(text):
    """A header whose comments Doxygen takes for documentation."""
    lines, in_group, after_code = [], False, False
    for line in text.split("\n"):
        heading = re.fullmatch(r"/\* ---- (.+) ----( \*/)?", line)
        behind = re.fullmatch(r"(\s*\S.*?)\s+/\* (.*)", line)
        alone = re.fullmatch(r"(\s*)/\* (.*)", line)
        if heading:
            lines.append(("/** @} */\n" if in_group else "") +
                         f"/** @name {heading[1]} */\n/** @{{ */" +
                         ("" if heading[2] else "\n/**"))
            in_group = True
        elif behind and not alone:
            lines.append(f"{behind[1]} /**< {behind[2]}")
        elif alone and after_code and len(alone[1]) > 4:
            lines.append(f"{alone[1]}/**< {alone[2]}")
        elif alone:
            lines.append(f"{alone[1]}/** {alone[2]}")
        else:
            lines.append(line)
        after_code = bool(behind) or after_code and bool(alone)
    first = re.sub(r"^/\*\* \S+ -- ", "/** @file\n * ", "\n".join(lines))
    return first + ("/** @} */\n" if in_group else "")


def prepare(installed, out):
    """Copies the headers, and the page about them, as Doxygen wants them."""
    headers = installed / "include" / "overlap"
    for header in headers.rglob("*.h"):
        copy = out / header.relative_to(headers)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(marked(header.read_text()))
    page = pathlib.Path("docs/c-programmers.md").read_text()
    # What it links to in the tree has no page here, but a header has.
    page = re.sub(r"\[([^]]+)\]\(\.\./[^)]*\)", r"`\1`", page)
    (out / "index.md").write_text(page)


class Page(html.parser.HTMLParser):
    """What a page links to, and the places in it that links lead to."""

    def __init__(self, path):
        super().__init__()
        self.links, self.places = set(), set()
        self.feed(path.read_text())

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name == "href" and value:
                self.links.add(value)
            if name in ("id", "name") and value:
                self.places.add(value)


def dead_links(folder):
    pages = {path.name: Page(path) for path in folder.glob("*.html")}
    for name, page in sorted(pages.items()):
        for link in sorted(page.links):
            url = urllib.parse.urlsplit(link)
            if url.scheme:
                continue
            target = urllib.parse.unquote(url.path) or name
            place = urllib.parse.unquote(url.fragment)
            if not (folder / target).exists():
                yield f"{name}: {link}: there is no such file"
            elif place and target in pages and \
                    place not in pages[target].places:
                yield f"{name}: {link}: there is no such place"


def main():
    if len(sys.argv) != 3:
        sys.exit(f"{__doc__.splitlines()[2]}")
    build, out = sys.argv[1], pathlib.Path(sys.argv[2])
    if not shutil.which("doxygen"):
        print("skipped: docs: there is no doxygen (make setup docs)")
        return 77
    with tempfile.TemporaryDirectory() as house:
        house = pathlib.Path(house)
        subprocess.run(["cmake", "--install", build, "--component", "dev",
                        "--prefix", house / "installed"], check=True,
                       stdout=subprocess.DEVNULL)
        prepare(house / "installed", house / "in")
        run = subprocess.run(["doxygen", "-"], text=True, cwd=house / "in",
                             input=SETTINGS + f"OUTPUT_DIRECTORY = {house}\n")
        if run.returncode:
            return 1
        dead = list(dead_links(house / "html"))
        print("\n".join(dead), file=sys.stderr, end="\n" if dead else "")
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(house / "html", out)
    print(f"{out}/index.html")
    return 1 if dead else 0


if __name__ == "__main__":
    os.chdir(pathlib.Path(__file__).parent.parent)
    sys.exit(main())
