"""Trains the faulty programs of ``kinds.py`` and their clean twins, and says what is found in them.

    PYTHONPATH=python/src python Tests/Diagnosis/suite.py --program .build/release/vizbp

prints a table for each half of the kinds: those that rules were tuned on, and those that were set
aside. ``--half tuned`` runs one of them, ``--only WORDS`` single kinds, ``--logs`` the plain logs.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from kinds import KINDS, Kind, halves
from programs import Program


class Result(NamedTuple):
    """What became of a program, and what is found in it."""

    score: float
    findings: list[dict[str, Any]]
    unasked: set[str]

    @property
    def complaints(self) -> list[dict[str, Any]]:
        return [each for each in self.findings if each["severity"] != "note"]


def vizbp(program: str, *words: object) -> str:
    answer = subprocess.run(
        [program, *map(str, words)], capture_output=True, text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
    if answer.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(map(str, words))}: {answer.stderr}")
    return answer.stdout


def train_own(program: str, options: dict[str, Any], folder: Path) -> float:
    """Trains with our own program, and returns the share that is right, or that is explained."""
    words: list[object] = []
    for key, value in options.items():
        words += [f"--{key}", value]
    said = vizbp(program, "train", *words, "--out", folder)
    if found := re.search(r"accuracy ([\d.]+) %", said):
        return float(found[1]) / 100
    # The sine's variance is a half.
    if found := re.search(r"held-out loss ([\d.]+)(?:×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", said):
        power = int((found[2] or "⁰").translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")))
        return 1 - float(found[1]) * 10.0**power / 0.5
    return math.nan


def run(program: str, settings: Program | dict[str, Any], folder: Path, keeps: str) -> float:
    """Runs a program into a folder and returns its score."""
    if isinstance(settings, dict):
        return train_own(program, settings, folder)
    import diaries
    import programs
    import torch

    torch.set_num_threads(1)
    if keeps == "watch":
        def diary(network, optimizer):
            return diaries.Watched(folder, settings, network, optimizer)
    else:
        def diary(network, _optimizer):
            return diaries.Written(folder, network, keeps, every=10)
    return programs.train(settings, diary).score


def diagnose(program: str, folder: Path) -> tuple[list[dict[str, Any]], set[str]]:
    (found,) = json.loads(vizbp(program, "diagnose", folder, "--json"))["runs"]
    unasked = {rule for each in found["unasked"] for rule in each["rules"]}
    return found["findings"], unasked


def examine(job: tuple[str, Program | dict[str, Any], Path, str]) -> Result:
    program, settings, folder, keeps = job
    note = folder.with_suffix(".score")
    if not note.exists():
        score = run(program, settings, folder, keeps)
        note.write_text(repr(score))
    score = float(note.read_text())
    return Result(score, *diagnose(program, folder))


def results(
    program: str, kinds: list[Kind], keeps: str, folder: Path, workers: int
) -> list[tuple[Kind, Result, Result]]:
    jobs = []
    for number, kind in enumerate(kinds):
        for name, settings in (("faulty", kind.faulty), ("clean", kind.twin)):
            jobs.append((program, settings, folder / f"{keeps}-{number}-{name}", keeps))
    if workers == 1:
        found = [examine(job) for job in jobs]
    else:
        with multiprocessing.get_context("spawn").Pool(workers) as pool:
            found = pool.map(examine, jobs, chunksize=2)
    return [(kind, found[2 * n], found[2 * n + 1]) for n, kind in enumerate(kinds)]


def named(kind: Kind, result: Result) -> bool:
    return any(kind.names(each) for each in result.findings)


def leads(kind: Kind, result: Result) -> bool:
    return bool(result.findings) and kind.names(result.findings[0])


def table(title: str, rows: list[tuple[Kind, Result, Result]], details: bool) -> str:
    """A table in Markdown."""
    causes = sum(named(kind, faulty) for kind, faulty, _ in rows)
    first = sum(leads(kind, faulty) for kind, faulty, _ in rows)
    alarms = sum(bool(clean.complaints) for _, _, clean in rows)
    lines = [
        f"### {title}", "",
        f"Of {len(rows)} faulty programs the cause is named in {causes}, and stands first in"
        f" {first}; {alarms} of {len(rows)} clean twins have a finding.", "",
        "| fault | score | twin | what is found | twin's |", "|---|---|---|---|---|"]
    for kind, faulty, clean in rows:
        mark = "" if leads(kind, faulty) else "(not first) " if named(kind, faulty) else "**missed** "
        lines.append(
            f"| {kind.family}: {kind.name} | {faulty.score:.2f} | {clean.score:.2f}"
            f" | {mark}{rules(faulty.findings)} | {rules(clean.complaints)} |")
        if details:
            told = [] if leads(kind, faulty) else faulty.findings
            for each in told + clean.complaints:
                print(f"{kind.name}: {each['rule']}: {each['sentence']}"
                      f" [{each['advice']}] ({rules(each['consequences'])})", file=sys.stderr)
    return "\n".join(lines) + "\n"


def plain_logs(program: str, folder: Path, workers: int) -> str:
    """Thirty faulty programs and their twins that keep logs as people do with ``SummaryWriter``: ten
    with scalars, ten with histograms of parameters and gradients too, ten with those of what
    functions give besides."""
    kinds = [each for each in KINDS if isinstance(each.twin, Program)][:30]
    lines = ["| fault | what is logged | what is found | not to be known from it |", "|---|---|---|---|"]
    found = unknowable = alarms = 0
    for number, keeps in enumerate(("scalars", "histograms", "all")):
        for kind, faulty, clean in results(
                program, kinds[number::3], keeps, folder / keeps, workers):
            is_named = named(kind, faulty)
            lacking = sorted(faulty.unasked & set(kind.expected))
            found += is_named
            unknowable += not is_named and bool(lacking)
            alarms += bool(clean.complaints)
            missed = "" if is_named or lacking else "**missed** "
            lines.append(
                f"| {kind.family}: {kind.name} | {keeps} | {missed}{rules(faulty.findings)}"
                f" | {', '.join(f'`{each}`' for each in lacking) or '–'} |")
            if clean.complaints:
                lines.append(f"| twin of: {kind.name} | {keeps} | {rules(clean.complaints)} | |")
    count = len(kinds)
    return "\n".join([
        "### Plain logs", "",
        f"Of {count} faulty programs with plain logs the cause is named in {found}; in {unknowable}"
        f" more the rule that names it is said to lack what it needs;"
        f" {count - found - unknowable} are missed, and {alarms} of {count} clean twins have a"
        f" finding.", "", *lines]) + "\n"


def rules(findings: list[dict[str, Any]]) -> str:
    return ", ".join(f"`{each['rule']}`" for each in findings) or "–"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--program", default=".build/release/vizbp", help="the program vizbp")
    words.add_argument("--half", choices=["tuned", "aside", "both"], default="both")
    words.add_argument("--logs", action="store_true", help="the plain logs instead")
    words.add_argument("--only", help="kinds whose name has these words")
    words.add_argument("--details", action="store_true", help="say what misses and alarms say")
    words.add_argument("--folder", help="where runs are kept, and not trained again")
    words.add_argument("--workers", type=int, default=1)
    given = words.parse_args()
    tuned, aside = halves()
    if given.logs:
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(given.folder or temporary) / "logs"
            print(plain_logs(given.program, folder, given.workers))
        return
    parts = []
    if given.only:
        parts.append(("chosen", "Chosen kinds", [each for each in KINDS if given.only in each.name]))
    else:
        if given.half != "aside":
            parts.append(("tuned", "Kinds that rules were tuned on", tuned))
        if given.half != "tuned":
            parts.append(("aside", "Kinds that were set aside", aside))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(given.folder or temporary)
        for name, title, kinds in parts:
            rows = results(
                given.program, kinds, "watch", folder / name, given.workers)
            print(table(title, rows, given.details))


if __name__ == "__main__":
    main()
