"""Trains what sensible people set up, drawn at random, and says which of it is called a problem.

    python Tests/Diagnosis/sensible.py --program .build/release/vizbp --count 500

prints each training with a finding of severity ``problem``, with its settings, its result and the
sentence, then the counts; the seed says all of it again. A problem that is found may be there: what
is drawn is sensible, and need not go well, so each is to be looked at.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from suite import diagnose, train_own

Options = dict[str, Any]


def optimizer(draw: random.Random) -> Options:
    """An optimiser, and a rate that suits it."""
    name = draw.choice(["adam", "adam", "adam", "adamw", "sgd", "momentum", "nesterov", "rmsprop"])
    rates = {
        "sgd": [0.03, 0.05, 0.1, 0.2], "momentum": [0.005, 0.01, 0.03],
        "nesterov": [0.005, 0.01, 0.03], "rmsprop": [0.001, 0.002, 0.005]}
    options: Options = {
        "optimizer": name, "lr": draw.choice(rates.get(name, [0.001, 0.003, 0.01, 0.02]))}
    if draw.random() < 0.25:
        options["schedule"] = "cosine"
    if draw.random() < 0.1:
        options["warmup"] = 20
    return options


def points(draw: random.Random) -> Options:
    """Points of a plane, or a curve, and a network of dense layers."""
    dataset = draw.choice(
        ["moons", "circles", "blobs", "xor", "spiral", "linear", "sine", "checkerboard"])
    depth = draw.choice([1, 1, 2, 2, 3])
    activation = draw.choice(
        ["tanh", "tanh", "relu", "relu", "leaky_relu", "elu", "gelu", "softplus", "maxout", "sigmoid"])
    options: Options = {
        "dataset": dataset, "examples": draw.choice([200, 400, 1000]),
        "layers": ",".join([str(draw.choice([8, 16, 32]))] * (1 if activation == "sigmoid" else depth)),
        "activation": activation, "batch": draw.choice([8, 16, 32, 64]),
        "steps": draw.choice([1500, 2500]) if dataset in ("spiral", "checkerboard")
        else draw.choice([400, 800, 1500])}
    if draw.random() < 0.3:
        options["norm"] = draw.choice(["batch", "layer"])
    if draw.random() < 0.2:
        options["dropout"] = draw.choice([0.05, 0.1])
    if draw.random() < 0.3:
        options["l2"] = draw.choice([1e-5, 1e-4, 1e-3])
    if draw.random() < 0.1:
        options["clip-norm"] = draw.choice([5, 10])
    return options


def digits(draw: random.Random) -> Options:
    """Handwritten digits, by dense layers or by convolutions."""
    options: Options = {
        "dataset": "digits", "activation": draw.choice(["relu", "leaky_relu", "gelu", "tanh"]),
        "layers": draw.choice(["32", "64", "64,32"]), "batch": draw.choice([32, 64]), "steps": 300}
    if draw.random() < 0.4:
        options |= {"conv": draw.choice(["4", "8"]), "layers": draw.choice(["16", "32"])}
    if draw.random() < 0.2:
        options["dropout"] = 0.2
    return options


def settings(seed: int) -> Options:
    draw = random.Random(seed)
    kind = digits if draw.random() < 0.15 else points
    options = kind(draw) | optimizer(draw)
    if kind is digits and options["optimizer"] == "sgd":
        options["lr"] = draw.choice([0.05, 0.1])
    return options | {"seed": seed, "evaluate": 50}


def examine(job: tuple[str, int, Path | None]) -> tuple[Options, float, list[dict[str, Any]]]:
    program, seed, kept = job
    chosen = settings(seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (kept or Path(temporary)) / str(seed)
        note = folder.with_suffix(".score")
        if not note.exists():
            score = train_own(program, chosen, folder)
            note.write_text(repr(score))
        return chosen, float(note.read_text()), diagnose(program, folder)[0]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--program", default=".build/release/vizbp", help="the program vizbp")
    words.add_argument("--count", type=int, default=500)
    words.add_argument("--seed", type=int, default=0, help="the first one's")
    words.add_argument("--folder", type=Path, help="where runs are kept, and not trained again")
    words.add_argument("--workers", type=int, default=1)
    given = words.parse_args()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
    jobs = [(given.program, given.seed + number, given.folder) for number in range(given.count)]
    with multiprocessing.get_context("spawn").Pool(given.workers) as pool:
        rules: Counter[str] = Counter()
        problems = 0
        for chosen, score, findings in pool.imap(examine, jobs):
            rules.update(f"{each['rule']} ({each['severity']})" for each in findings)
            found = [each for each in findings if each["severity"] == "problem"]
            problems += bool(found)
            for each in found:
                said = " ".join(f"--{key} {value}" for key, value in chosen.items())
                print(f"{said}\n  result {score:.3f}: {each['rule']}: {each['sentence']}", flush=True)
    print(f"{problems} of {given.count} trainings (seeds from {given.seed}) have a problem.")
    for rule, count in rules.most_common():
        print(f"  {count:4} {rule}")


if __name__ == "__main__":
    main()
