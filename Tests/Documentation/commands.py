#!/usr/bin/env python3
"""Runs what the documentation tells people to type, and looks whether its links lead anywhere.

Of README.md, that of the Python package and each article, the blocks of `sh` are run in order in a folder of
the page's own, which has Examples/ and the program as vizbp. A command ends with status 0, or with what a
comment behind it says: `# status 1`. A block of `text` right behind is what it printed, with … for what is left
out. Of a workflow (`yaml`) the steps that run vizbp are run. Blocks of `python` are run as one script, as far as
the interpreter has what they import. Blocks of `console` name targets of the Makefile, which .ci/run makes. Code
of Swift, JSON and TOML stands in files that are built or read: scripts/check-house.sh looks. No block is of
another kind.

    Tests/Documentation/commands.py --program .build/release/vizbp
    Tests/Documentation/commands.py --pictures DIR      leaves the pictures that articles show in DIR, and
                                                        their twins for dark pages
"""

import argparse
import itertools
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "Sources/VizBP/VizBP.docc"


class Block(NamedTuple):
    language: str
    line: int
    lines: list
    # Whether only empty lines lie between this block and the one before.
    follows: bool


def blocks(text):
    found, current, between = [], None, True
    for number, line in enumerate(text.split("\n"), 1):
        if current is None and line.startswith("```"):
            current = Block(line[3:].strip(), number, [], between)
        elif current is not None and line.startswith("```"):
            found.append(current)
            current, between = None, True
        elif current is not None:
            current.lines.append(line)
        elif line.strip():
            between = False
    return found


def commands(block):
    """The commands of a block, those of several lines in one, with the line where each begins."""
    joined, start = "", None
    for number, line in enumerate(block.lines, block.line + 1):
        start = start or number
        joined += line
        if joined.endswith("\\"):
            joined = joined[:-1]
            continue
        if joined.strip() and not joined.lstrip().startswith("#"):
            yield start, joined
        joined, start = "", None


def matches(expected, printed):
    """Whether what is expected stands in what was printed, line by line, with … for anything."""
    lines = [line.rstrip() for line in printed.split("\n")]
    place = 0
    for line in expected:
        line = line.rstrip()
        if line.strip() in ("", "…"):
            continue
        pattern = ".*".join(re.escape(part) for part in line.split("…"))
        while place < len(lines) and not re.fullmatch(pattern, lines[place]):
            place += 1
        if place == len(lines):
            return line
        place += 1
    return None


class Page:
    """A page, and the folder in which its commands are run."""

    def __init__(self, path, options, scratch):
        self.path, self.options = path, options
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.folder = scratch / self.name.replace("/", "-").removesuffix(path.suffix)
        self.faults, self.count = [], 0
        # The commands that ran, with their lines.
        self.ran = []

    def run(self):
        for name in ("graphs", "settings"):
            shutil.copytree(ROOT / "Examples" / name, self.folder / "Examples" / name)
        found = blocks(self.text)
        printed = ""
        for block in found:
            if block.language == "sh":
                printed = ""
                for line, command in commands(block):
                    printed += self.command(line, command)
            elif block.language == "text" and block.follows and printed:
                missing = matches(block.lines, printed)
                if missing is not None:
                    self.fault(block.line, f"nothing printed is: {missing}")
            elif block.language == "yaml":
                for number, line in enumerate(block.lines, block.line + 1):
                    if step := re.fullmatch(r"\s*- run: (vizbp .*)", line):
                        self.command(number, step[1])
            elif block.language == "console":
                for number, line in enumerate(block.lines, block.line + 1):
                    target = re.match(r"make ([a-z-]+)", line)
                    if not target or target[1] not in TARGETS:
                        self.fault(number, f"this is no target of the Makefile: {line}")
            elif block.language not in ELSEWHERE:
                self.fault(block.line, f"nothing tests a block of {block.language or 'no language'}")
        self.python([block for block in found if block.language == "python"])
        self.links()

    def fault(self, line, what):
        self.faults.append(f"{self.name}:{line}: {what}")

    def environment(self):
        path = f"{self.options.bin}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, "PATH": path, "NO_COLOR": "1", "COLUMNS": "100",
                "VIZBP_PROGRAM": self.options.program, "PYTHONPATH": str(ROOT / "python/src")}

    def command(self, line, command):
        said = re.search(r"# status (\d+)", command)
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment(), text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        self.count += 1
        self.ran.append((line, command))
        if done.returncode != (int(said[1]) if said else 0):
            self.fault(line, f"status {done.returncode}: {command}\n  {done.stdout.strip()[-400:]}")
        return done.stdout

    def python(self, found):
        # What comes behind a block may need what is left out with it.
        found = list(itertools.takewhile(lambda block: self.options.has(modules(block)), found))
        if not found:
            return
        script = self.folder / "page.py"
        script.write_text("\n".join("\n".join(block.lines) for block in found))
        done = subprocess.run(
            [self.options.python, script.name], cwd=self.folder, env=self.environment(), text=True,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
        self.count += 1
        if done.returncode:
            self.fault(found[0].line, f"the Python of this page fails: {done.stderr.strip()[-400:]}")

    def links(self):
        """Every link inside the project leads to something; those to the web are not followed."""
        articles = {path.stem for path in CATALOGUE.rglob("*.md")} | set(GENERATED)
        code = re.compile(r"```.*?```|`[^`\n]*`", re.S)
        text = code.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), self.text)
        for link in re.finditer(r"\]\(([^)#\s]+)[^)]*\)|<doc:([^>]+)>", text):
            line = text.count("\n", 0, link.start()) + 1
            target, article = link[1], link[2]
            if article:
                if article.rpartition("/")[2] not in articles:
                    self.fault(line, f"there is no article {article}")
            elif not re.match(r"[a-z]+:", target):
                picture = self.folder / target
                if not (self.path.parent / target).exists() and not picture.exists():
                    self.fault(line, f"{target} leads nowhere")
                elif self.options.pictures and picture.is_file() and CATALOGUE in self.path.parents:
                    shutil.copy(picture, self.options.pictures)
                    if dark := self.dark(target):
                        shutil.copy(dark, self.options.pictures)

    def dark(self, target):
        """The picture as its command draws it for dark pages, under the name by which DocC finds it; none
        where a command says its theme itself, or another program drew it."""
        name = pathlib.PurePath(target)
        twin = str(name.with_name(f"{name.stem}~dark{name.suffix}"))
        for line, command in self.ran:
            if command.startswith("vizbp ") and "--theme" not in command:
                words = re.sub(rf"-o {re.escape(target)}(?=\s|$)", f"-o {twin} --theme dark", command)
                if words != command:
                    self.command(line, words)
                    return self.folder / twin
        return None


# Articles that are written when the documentation is.
GENERATED = ("Commands", "Findings")
# Kinds of blocks that are run as a script of their own, or that scripts/check-house.sh holds.
ELSEWHERE = ("python", "swift", "json", "toml")
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def modules(block):
    """What a block of Python imports, beside our own package and what that needs."""
    found = {found[1] for line in block.lines if (found := re.match(r"(?:import|from) ([\w.]+)", line))}
    wants = {"jax" if name == "vizbp.jax" else name.partition(".")[0] for name in found} - {"vizbp"}
    return wants | {"numpy"}


def interpreter(python):
    """Whether an interpreter has modules, as a function of their names."""
    known = {}

    def has(names):
        for name in names - known.keys():
            known[name] = subprocess.run(
                [python, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0
        return all(known[name] for name in names)

    return has


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=str(ROOT / ".build/release/vizbp"))
    parser.add_argument("--python", default=os.environ.get("PYTHON", sys.executable))
    parser.add_argument("--pictures", help="a folder for the pictures that articles show")
    parser.add_argument("pages", nargs="*", help="README.md and every article, if none is named")
    options = parser.parse_args()
    options.program = str(pathlib.Path(options.program).resolve())
    options.has = interpreter(options.python)
    pages = [pathlib.Path(page).resolve() for page in options.pages] or [
        ROOT / "README.md", ROOT / "python/README.md", *sorted(CATALOGUE.rglob("*.md"))]
    faults, count = [], 0
    with tempfile.TemporaryDirectory(prefix="vizbp-pages-") as scratch:
        scratch = pathlib.Path(scratch)
        options.bin = str(scratch / "bin")
        os.mkdir(options.bin)
        os.symlink(options.program, scratch / "bin/vizbp")
        for path in pages:
            page = Page(path, options, scratch)
            page.run()
            faults += page.faults
            count += page.count
    for found in faults:
        print(f"error: {found}", file=sys.stderr)
    python = "" if options.has({"torch"}) else "; Python was skipped, for want of PyTorch"
    print(f"documentation: {count} commands of {len(pages)} pages, {len(faults)} faults{python}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
