#!/usr/bin/env python3
"""Throws damaged inputs of all kinds at the program, and expects it to bear them.

A case is a command with its files, made of sound ones by damage; kinds.py has the kinds. Whatever
comes: no signal, no status but those that are documented, no status 70, no hang, and a message of one
line that names the file or argument. Each case has a number; with the seed it is made again. What once
failed stands in kept/ and is asked first:

    Tests/Fuzz/fuzz.py --program .build/release/vizbp --runs 100000
    Tests/Fuzz/fuzz.py --kinds onnx,events --minutes 10
    Tests/Fuzz/fuzz.py --seed 7 --only 4711        one case; its files stay in --keep
"""

import argparse
import concurrent.futures
import itertools
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from kinds import KINDS, ROOT, Case, Sources, kept  # noqa: E402

STATUSES = {0, 1, 64, 65, 66, 73, 74}
KEPT = pathlib.Path(__file__).resolve().parent / "kept"
# A command that asks for this much is at fault: an input of some kilobytes does not need it.
MEMORY = 12 << 30
BUSY = 24


def fault(outcome, folder):
    """What is wrong with how a case ended; None where nothing is."""
    if outcome.returncode == -BUSY:
        return "it hangs: the processor was busy with it for too long"
    if outcome.returncode < 0:
        return f"signal {-outcome.returncode}"
    if outcome.returncode not in STATUSES:
        return f"status {outcome.returncode}"
    errors = outcome.stderr.decode(errors="replace")
    lines = [line for line in errors.splitlines() if line.startswith("error: ")]
    if outcome.returncode >= 64 and len(lines) != 1:
        return f"status {outcome.returncode} with {len(lines)} lines that say why"
    if outcome.returncode == 65:
        location, colon, _ = lines[0][len("error: "):].partition(": ")
        if not colon or not location.strip():
            return "a message without file and location"
    if any(ord(letter) < 32 and letter not in "\n\t\r" for letter in errors):
        return "a message with control characters"
    left = [name for name in os.listdir(folder) if name.startswith(".vizbp-")]
    if left:
        return f"a file left behind: {left[0]}"
    return None


def outcome(arguments, data, folder, options):
    """What is wrong with how the program takes a case, and what it said; None where nothing is.

    A hang is told by the time that the processor was busy, so that a busy machine is none; what waits
    for ever ends after ten times that.
    """
    limits = ["prlimit", f"--cpu={options.seconds:g}", f"--as={MEMORY}"] if options.limits else []
    try:
        done = subprocess.run(
            [*limits, options.program, *arguments], cwd=folder, input=data, capture_output=True,
            timeout=options.seconds * (10 if limits else 1),
            env={**os.environ, "SWIFT_BACKTRACE": "enable=no", "OPENBLAS_NUM_THREADS": "1"})
    except subprocess.TimeoutExpired:
        return "it hangs", ""
    what = fault(done, folder)
    return what and (what, done.stderr.decode(errors="replace")[:400])


def run_case(number, options, sources):
    """The kind of a case, and what is wrong with how it ended."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="case-", dir=options.scratch))
    try:
        draw = random.Random(f"{options.seed} {number}")
        kind = draw.choice(options.kinds)
        case = Case(kind, draw, sources, folder)
        (folder / "case.json").write_text(json.dumps(
            {"arguments": case.arguments, "input": case.input.decode(errors="replace")}))
        wrong = outcome(case.arguments, case.input, folder, options)
        if wrong is None:
            return kind, None
        files = pathlib.Path(options.keep) / f"{kind}-{options.seed}-{number}"
        shutil.rmtree(files, ignore_errors=True)
        shutil.copytree(folder, files)
        return kind, (f"{kind} {number}: {wrong[0]}\n  {json.dumps(case.arguments)}\n"
                      f"  in {files}\n  {wrong[1]}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_kept(folder, options):
    """What is wrong with how a case that failed once ends today."""
    with tempfile.TemporaryDirectory(prefix="kept-", dir=options.scratch) as copy:
        shutil.copytree(folder, copy, dirs_exist_ok=True)
        wrong = outcome(*kept(folder), pathlib.Path(copy), options)
        return wrong and f"kept/{folder.name}: {wrong[0]}\n  {wrong[1]}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=str(ROOT / ".build/tests/release/vizbp"))
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--minutes", type=float, help="go on for so long instead")
    parser.add_argument("--kinds", default=",".join(KINDS), help="those of these, with commas")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--only", type=int, help="the number of one case")
    parser.add_argument("--seconds", type=float, default=5, help="what counts as a hang")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", default="out/fuzz", help="where the files of faults are put")
    options = parser.parse_args()
    options.program = str(pathlib.Path(options.program).resolve())
    options.keep = str(pathlib.Path(options.keep).resolve())
    options.kinds = options.kinds.split(",")
    options.limits = shutil.which("prlimit") is not None
    for kind in options.kinds:
        if kind not in KINDS:
            parser.error(f"there is no kind {kind}; the kinds are {', '.join(KINDS)}")
    print(f"fuzz: seed {options.seed}", flush=True)
    faults, counts = 0, Counter()
    with tempfile.TemporaryDirectory(prefix="vizbp-fuzz-") as scratch:
        options.scratch = scratch
        if options.only is None:
            for folder in sorted(path.parent for path in KEPT.glob("*/case.json")):
                found = run_kept(folder, options)
                counts["kept"] += 1
                if found:
                    faults += 1
                    print(found, flush=True)
        sources = Sources(options.program, pathlib.Path(scratch))
        end = time.monotonic() + options.minutes * 60 if options.minutes else None
        numbers = iter([options.only] if options.only is not None
                       else itertools.count() if end else range(options.runs))
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            # Some at a time, so that the end of the time is heeded.
            while batch := list(itertools.islice(numbers, 50 * options.jobs)):
                for kind, found in pool.map(lambda number: run_case(number, options, sources), batch):
                    counts[kind] += 1
                    if found:
                        faults += 1
                        print(found, flush=True)
                total = sum(counts.values())
                if total // 1000 != (total - len(batch)) // 1000:
                    print(f"fuzz: {total:,} cases so far, {faults} faults", flush=True)
                if end and time.monotonic() > end:
                    break
    by_kind = ", ".join(f"{counts[kind]:,} {kind}" for kind in ("kept", *KINDS) if counts[kind])
    print(f"fuzz: {sum(counts.values()):,} cases ({by_kind}), {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
