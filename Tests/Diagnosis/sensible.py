"""Trains what sensible people set up, drawn at random, and says which of it is called a problem.

    python Tests/Diagnosis/sensible.py --program .build/release/vizbp --count 500

prints each training with a finding of severity ``problem``, with its settings, its result and the
sentence, then the counts; the seed says all of it again. What is drawn is what somebody chooses who
has seen a picture of the data: the settings go by that alone, never by what becomes of them. It need
not go well for all that, so each problem is to be looked at.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suite import diagnose, train_own

Options = dict[str, Any]


@dataclass(frozen=True)
class Data:
    """What a data set asks of a network, as its picture tells before anything is trained.

    Attributes:
        examples: How many may be drawn. Sixteen squares of a checkerboard take some dozens each.
        layers: Hidden layers that can draw the border, by their units: a line takes none, a circle or
            two half moons one, an arm that winds or a board of squares two of 16 and more, or one of
            twice as many (``TrainingConfiguration`` itself has 16 and 16 for the spiral).
        effort: How many times the usual number of steps the border takes.
        functions: Of the hidden layers: any; those with a bend where there are corners to draw.
        suits_sigmoid: Whether one layer of sigmoids is another choice. They begin as a straight line
            with a quarter of the slope, and bend it into a ring or a cross in many times the steps.
        rules: Of the updates.
    """

    examples: tuple[int, ...]
    layers: tuple[tuple[int, ...], ...]
    effort: float = 1.0
    functions: tuple[str, ...] = (
        "tanh", "tanh", "relu", "relu", "leaky_relu", "elu", "gelu", "softplus", "maxout")
    suits_sigmoid: bool = False
    rules: tuple[str, ...] = ("adam", "adam", "adam", "adamw", "rmsprop", "sgd", "momentum", "nesterov")


#: Rules that divide by the size of gradients.
SCALED = ("adam", "adam", "adamw", "rmsprop")
ROUND = ((8,), (16,), (32,), (8, 8), (16, 16), (32, 32), (16, 16, 16))
WOUND = ((16, 16), (32, 16), (32, 32), (16, 16, 16), (32, 32, 32))
DATA = {
    "linear": Data((200, 400, 1000), ((), (8,), (16,), (8, 8)), suits_sigmoid=True),
    "blobs": Data((200, 400, 1000), ROUND, suits_sigmoid=True),
    "moons": Data((200, 400, 1000), ROUND, suits_sigmoid=True),
    "circles": Data((200, 400, 1000), ROUND),
    "xor": Data((200, 400, 1000), ROUND),
    # The curvature of squares grows with every unit, and so the rate that descent bears would have to
    # be looked for; Adam and its kin divide by it.
    "sine": Data((200, 400, 1000), ROUND, suits_sigmoid=True, rules=SCALED),
    # Three arms, each once around: plain descent would take tens of thousands of steps.
    "spiral": Data((400, 600, 1000), (*WOUND, (64,)), 2, rules=(*SCALED, "momentum", "nesterov")),
    # Borders that cross nine times, with corners.
    "checkerboard": Data(
        (1000, 2000), ((32, 32), (64, 32), (32, 32, 32)), 3,
        functions=("relu", "relu", "leaky_relu", "maxout"), rules=SCALED)}

#: Rates that are usual for each rule, and how far all steps together should lead, in units of the
#: rate. Adam and RMSprop move every weight by about the rate at each step, so that a tenth of the rate
#: takes ten times the steps to lead as far; a step of plain descent is the rate times a gradient of a
#: hundredth to a tenth, and momentum of 0.9 makes ten of each step.
RULES = {
    "adam": ((0.003, 0.005, 0.01, 0.02), 5.0), "adamw": ((0.003, 0.005, 0.01, 0.02), 5.0),
    "rmsprop": ((0.002, 0.005, 0.01), 5.0), "sgd": ((0.1, 0.2, 0.3), 250.0),
    "momentum": ((0.01, 0.02, 0.05), 25.0), "nesterov": ((0.01, 0.02, 0.05), 25.0)}
#: The fewest steps, and the most that anybody waits for.
STEPS = 300, 4000


def optimizer(draw: random.Random, data: Data, batch: int, depth: int) -> Options:
    """An optimiser, a rate that suits it, and as many steps as that rate takes."""
    name = draw.choice(data.rules)
    rates, way = RULES[name]
    if batch < 16 or depth > 2:
        # Noise and depth bring nearer the rate from which on steps grow: the highest is too high.
        rates = rates[:-1]
    if data.effort > 1:
        # The lowest takes more steps than anybody waits for.
        rates = rates[1:]
    rate = draw.choice(rates)
    steps = min(max(data.effort * way / rate, STEPS[0]), STEPS[1])
    options: Options = {"optimizer": name, "lr": rate, "steps": int(round(steps, -2))}
    if draw.random() < 0.25:
        options["schedule"] = "cosine"
    if draw.random() < 0.1:
        options["warmup"] = 20
    return options


def points(draw: random.Random) -> Options:
    """Points of a plane, or a curve, and a network of dense layers that can draw their border."""
    dataset = draw.choice(list(DATA))
    data = DATA[dataset]
    layers = draw.choice(data.layers)
    # Sigmoids in more than one layer pass hardly any gradient.
    bounded = ("sigmoid",) if len(layers) == 1 and data.suits_sigmoid else ()
    batch = draw.choice([8, 16, 32, 64])
    options: Options = {
        "dataset": dataset, "examples": draw.choice(data.examples),
        "layers": ",".join(map(str, layers)), "activation": draw.choice((*data.functions, *bounded)),
        "batch": batch}
    options |= optimizer(draw, data, batch, len(layers))
    # Eight units are normalised and dropped to less than a circle takes, and a border that winds takes
    # all units that there are.
    if layers and min(layers) >= 16:
        if draw.random() < 0.3:
            # The statistics of fewer examples are noise (Wu and He, Group Normalization, 2018).
            options["norm"] = draw.choice(["batch", "layer"]) if batch >= 32 else "layer"
        if data.effort == 1 and draw.random() < 0.2:
            options["dropout"] = draw.choice([0.05, 0.1])
    if draw.random() < 0.3:
        options["l2"] = draw.choice([1e-5, 1e-4])
    if draw.random() < 0.1:
        options["clip-norm"] = draw.choice([5, 10])
    return options


def digits(draw: random.Random) -> Options:
    """Handwritten digits, by dense layers or by convolutions."""
    options: Options = {
        "dataset": "digits", "activation": draw.choice(["relu", "leaky_relu", "gelu", "tanh"]),
        "layers": draw.choice(["32", "64", "64,32"]), "batch": draw.choice([32, 64])}
    if draw.random() < 0.4:
        options |= {"conv": draw.choice(["4", "8"]), "layers": draw.choice(["16", "32"])}
    if draw.random() < 0.2:
        options["dropout"] = 0.2
    rates = {
        "sgd": (0.05, 0.1), "momentum": (0.01, 0.03), "nesterov": (0.01, 0.03),
        "rmsprop": (0.001, 0.002)}
    name = draw.choice(["adam", "adam", *RULES])
    rate = draw.choice(rates.get(name, (0.001, 0.003, 0.01)))
    return options | {"optimizer": name, "lr": rate, "steps": 300}


def settings(seed: int) -> Options:
    draw = random.Random(seed)
    kind = digits if draw.random() < 0.15 else points
    return kind(draw) | {"seed": seed, "evaluate": 50}


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
