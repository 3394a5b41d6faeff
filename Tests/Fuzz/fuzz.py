#!/usr/bin/env python3
"""Throws damaged inputs of all kinds at the program, and expects it to bear them.

A case is a command with its files, made of sound ones by damage: graph JSON, logs, tables, settings,
expressions, options. Whatever comes: no signal, no status but those that are documented, no status 70,
no hang, and a message of one line that names the file or argument. Each case has a number; with the
seed it is made again:

    Tests/Fuzz/fuzz.py --program .build/release/vizbp --runs 100000
    Tests/Fuzz/fuzz.py --seed 7 --only 4711        one case; its files stay in --keep
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
STATUSES = {0, 1, 64, 65, 66, 73, 74}
EXTREMES = [
    "-9223372036854775808", "9223372036854775807", "-9223372036854775809", "18446744073709551615",
    "-1", "0", "1e308", "-1e400", "1e-400", "nan", "inf", "-inf", "NaN", "0x1F", "1_000", "",
    "1e999999999999", "0.0e-9223372036854775808", "4294967296", "2147483648", "-0.0"]
MARKS = "0123456789-+.eE\"'[]{}()<>,:;=#@^*/\\ \t\n\r\x00\x1b\u00e9\u202e"


def damaged(data, sources, draw):
    """The bytes, damaged a few times."""
    data = bytearray(data)
    for _ in range(draw.choice((1, 1, 1, 2, 3, 6))):
        start = draw.randint(0, len(data))
        end = min(len(data), start + draw.randint(0, 40))
        kind = draw.randrange(8)
        if kind == 0 and data:
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del data[start:end]
        elif kind == 2:
            data[start:start] = data[start:end] * draw.choice((1, 1, 2, 50))
        elif kind == 3:
            other = draw.choice(sources)
            place = draw.randint(0, len(other))
            data[start:end] = other[place:place + draw.randint(0, 60)]
        elif kind == 4 and data:
            mark = draw.choice(MARKS).encode()
            place = draw.randrange(len(data))
            data[place:place + 1] = mark
        elif kind == 5:
            del data[start:]
        elif kind == 6:
            # A number becomes an extreme one.
            digits = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
            if digits:
                place = end = draw.choice(digits)
                while end < len(data) and 48 <= data[end] <= 57:
                    end += 1
                data[place:end] = draw.choice(EXTREMES).encode()
        else:
            data[start:start] = draw.choice(EXTREMES).encode()
    return bytes(data)


class Sources:
    """The sound inputs, by kind."""

    def __init__(self, program, folder):
        self.graphs = [
            path.read_bytes() for pattern in (
                "Examples/graphs/*.json", "Tests/VizTraceTests/Fixtures/good/*.json",
                "Tests/VizCheckTests/Fixtures/*.json")
            for path in sorted(ROOT.glob(pattern)) if path.stat().st_size < 200_000]
        self.tables = [
            b"epoch,loss,val_loss\n0,1.5,1.6\n1,0.75,0.9\n2,NaN,0.8\n",
            b"step;wall_time;\"train, loss\"\n1;1700000000.5;2e-3\n2;1700000001;inf\n",
            b'{"step": 1, "loss": 2.5}\n{"step": 2, "loss": 1.25, "lr": [1, 2]}\n']
        self.settings = [
            b'dataset = "moons"\nexamples = 40\nlayers = [3, 2]\nsteps = 3\nseed = 7\nlr = 1e-2\n',
            b"# small\nconv = []\nlayers = [2]\nsteps = 2\nexamples=20\ndataset='xor'\nnoise=0.1\n"]
        self.expressions = [
            b"1/(1+exp(-(w*x+b)))", b"q = x + y; f = q * x ^ -2", b"sum(softmax([x, y, w]))",
            b"max(x, 2) * [1, 2.5e-3]", b"[[1, 2], [3, 4]] @ [x, y]", b"-log(x) # text"]
        self.values = [b"x=2", b"y=-1.5", b"w=[1, 2]", b"b=[[1, 2], [3, 4]]", b"x=nan"]
        run = folder / "run"
        subprocess.run(
            [program, "train", "--dataset", "moons", "--examples", "40", "--layers", "3", "--steps",
             "12", "--quiet", "--out", run], check=True, stdin=subprocess.DEVNULL)
        self.run = {path.name: path.read_bytes() for path in sorted(run.iterdir())}
        self.options = {
            command: sorted(set(subprocess.run(
                [program, command, "--help"], check=True, capture_output=True, text=True
            ).stdout.replace("[", " ").replace(",", " ").split()) & self.words(program, command))
            for command in ("eval", "render", "check", "plot", "train", "runs", "export", "report")}

    @staticmethod
    def words(program, command):
        text = subprocess.run(
            [program, command, "--help"], check=True, capture_output=True, text=True).stdout
        return {word for word in text.split() if word.startswith("--") and word[2:3].isalpha()}


def case(number, seed, sources, folder):
    """The arguments of a case, its standard input, and what its messages may name."""
    draw = random.Random(f"{seed} {number}")
    everything = sources.graphs + sources.tables + sources.settings

    def write(name, data):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return name

    def option(command):
        """Now and then an option with a value that it may not take."""
        if draw.randrange(4) or not sources.options[command]:
            return []
        name = draw.choice(sources.options[command])
        value = draw.choice(EXTREMES + ["svg", "auto", "x", "a,b", "1,2", "8x8", "every 2", "x.svg"])
        return [f"{name}={value}"] if draw.randrange(2) else [name, value]

    kind = draw.choice(("graph", "graph", "run", "table", "settings", "expression", "options"))
    if kind == "graph":
        data = damaged(draw.choice(sources.graphs), sources.graphs, draw)
        command = draw.choice(("render", "check"))
        arguments = [command, write("in.json", data)]
        if command == "render":
            arguments += ["-o", "out." + draw.choice(("svg", "dot", "html", "png"))]
        else:
            arguments += draw.choice(([], ["--json"], ["--table"], ["-o", "out.svg"]))
        return arguments + option(command), b""
    if kind == "run":
        victim = draw.choice(sorted(sources.run))
        for name, data in sources.run.items():
            if name == victim:
                data = damaged(data, list(sources.run.values()), draw)
            write(f"run/{name}", data)
        command = draw.choice(("report", "render", "check", "plot", "export", "runs", "train"))
        arguments = {
            "report": ["report", "run", "-o", "out.html"], "render": ["render", "run", "-o", "out.svg"],
            "check": ["check", "run"], "plot": ["plot", "run", "-o", "out.svg"],
            "export": ["export", "run"], "runs": ["runs", "run"],
            "train": ["train", "--resume", "--out", "run", "--steps", "14"]}[command]
        return arguments + option(command), b""
    if kind == "table":
        data = damaged(draw.choice(sources.tables), everything, draw)
        name = write("log." + draw.choice(("csv", "jsonl", "json")), data)
        command = draw.choice(("plot", "report"))
        return [command, name, "-o", "out." + ("svg" if command == "plot" else "html")] + option(
            command), b""
    if kind == "settings":
        # However it is damaged, it shall not train for long.
        data = damaged(draw.choice(sources.settings), sources.settings, draw)
        return ["train", "--config", write("train.toml", data), "--steps", "2", "--out", "new"], b""
    if kind == "options":
        command = draw.choice(sorted(sources.options))
        words = [command] + [word for _ in range(draw.randint(0, 4)) for word in option(command)]
        words += draw.choice(([], ["in.json"], ["-"], ["-o", "out.svg"], ["--", "-x"]))
        if command == "train":
            words += ["--steps", "2", "--examples", "20", "--layers", "2", "--out", "new"]
        write("in.json", sources.graphs[0])
        return words, sources.graphs[0] if draw.randrange(2) else b""
    text = damaged(draw.choice(sources.expressions), sources.expressions, draw)
    values = [draw.choice(sources.values) for _ in range(draw.randint(0, 4))]
    values = [damaged(value, sources.values, draw) if not draw.randrange(4) else value
              for value in values]
    clean = [data.replace(b"\0", b"").decode(errors="replace") for data in [text] + values]
    return ["eval"] + clean + draw.choice(([], ["--check"], ["--json"], ["-o", "out.svg"])), b""


def fault(arguments, outcome, folder):
    """What is wrong with how a case ended; None where nothing is."""
    if outcome.returncode < 0:
        return f"signal {-outcome.returncode}"
    if outcome.returncode not in STATUSES:
        return f"status {outcome.returncode}"
    errors = outcome.stderr.decode(errors="replace")
    lines = [line for line in errors.splitlines() if line.startswith("error: ")]
    if outcome.returncode >= 64 and len(lines) != 1:
        return f"status {outcome.returncode} with {len(lines)} lines that say why"
    if outcome.returncode == 65 and not lines[0][len("error: "):].split(":")[0].strip():
        return "a message without file and place"
    if outcome.returncode == 65 and ": " not in lines[0][len("error: "):]:
        return "a message without file and place"
    if any(ord(letter) < 32 and letter not in "\n\t\r" for letter in errors):
        return "a message with control characters"
    left = [name for name in os.listdir(folder) if name.startswith(".vizbp-")]
    if left:
        return f"a file left behind: {left[0]}"
    return None


def run_case(number, options, sources):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="case-", dir=options.scratch))
    try:
        arguments, standard_input = case(number, options.seed, sources, folder)
        command = [options.program] + arguments
        try:
            outcome = subprocess.run(
                command, cwd=folder, input=standard_input, capture_output=True,
                timeout=options.seconds, env={**os.environ, "SWIFT_BACKTRACE": "enable=no"})
            what = fault(arguments, outcome, folder)
            said = outcome.stderr.decode(errors="replace")[:400]
        except subprocess.TimeoutExpired:
            what, said = f"longer than {options.seconds:g} s", ""
        if what is None:
            return None
        kept = pathlib.Path(options.keep) / f"{options.seed}-{number}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(folder, kept)
        return f"case {number}: {what}\n  {json.dumps(arguments)}\n  in {kept}\n  {said}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=str(ROOT / ".build/debug/vizbp"))
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--only", type=int, help="the number of one case")
    parser.add_argument("--seconds", type=float, default=5, help="what counts as a hang")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--keep", default="out/fuzz", help="where the files of faults are put")
    options = parser.parse_args()
    options.program = str(pathlib.Path(options.program).resolve())
    options.keep = str(pathlib.Path(options.keep).resolve())
    print(f"fuzz: seed {options.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="vizbp-fuzz-") as scratch:
        options.scratch = scratch
        sources = Sources(options.program, pathlib.Path(scratch))
        numbers = [options.only] if options.only is not None else range(options.runs)
        faults = 0
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for found in pool.map(lambda number: run_case(number, options, sources), numbers):
                if found:
                    faults += 1
                    print(found, flush=True)
    print(f"fuzz: {len(numbers)} cases, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
