"""What vizbp.watch costs beside the plain training step in PyTorch, and naive hooks: watch.py [ROUNDS]

Prints a table: the plain step, then what it takes with each step recorded, with one in ten, within 5 %
of the training's time, and with hooks that take the same statistics one by one. Medians of rounds in
turns; what else the machine does comes upon all of them alike. Says so, and succeeds, where PyTorch or
the package is missing.
"""

import pathlib
import shutil
import statistics
import sys
import tempfile
import time

try:
    import torch
    import torch.nn.functional as F
    import vizbp
    from torch import nn
    from vizbp import _kernels
except Exception as error:
    print(f"\nwatching in PyTorch: left out ({error})")
    sys.exit()

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 21
SECONDS = 0.12
AIMS = {"MLP 784-256-256-1": ("≤ 1.50 ×", "≤ 1.05 ×")}


def mlp(*sizes):
    modules = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        modules += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*modules[:-1])


def hinge(scores, labels):
    return (1 - labels * scores).relu().mean()


def workloads():
    for sizes, batch in (
        ((2, 16, 16, 1), 100), ((784, 256, 256, 1), 128), ((1024, 1024, 1024, 1), 256),
    ):
        yield (
            "MLP " + "-".join(map(str, sizes)), lambda sizes=sizes: mlp(*sizes),
            torch.randn(batch, sizes[0]), torch.randn(batch, 1).sign(), hinge)
    convolutions = [
        nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 8 * 8, 10)]
    yield (
        "convnet 16-32 on 32×32", lambda: nn.Sequential(*convolutions), torch.randn(64, 3, 32, 32),
        torch.randint(0, 10, (64,)), F.cross_entropy)


class Naive:
    """What people write: a hook a module and a hook a gradient, and .item() for each number."""

    def __init__(self, model):
        self.model, self.records = model, {}
        for name, module in model.named_children():
            module.register_forward_hook(self.forward(name))

    def forward(self, name):
        def take(_, __, output):
            self.take(name, output)
            output.register_hook(lambda gradient: self.take(name + "'", gradient))
        return take

    def take(self, name, tensor):
        x = tensor.detach()
        self.records[name] = [each.item() for each in (
            x.mean(), x.std(correction=0), x.min(), x.max(), x.norm(), (x == 0).sum(),
            x.isnan().sum(), x.isinf().sum())]

    def before(self):
        self.held = []
        for name, parameter in self.model.named_parameters():
            self.take(name, parameter)
            self.take(name + "'", parameter.grad)
            self.held.append(parameter.detach().clone())

    def after(self):
        for before, parameter in zip(self.held, self.model.parameters()):
            (parameter.detach() - before).norm().item()


class Training:
    def __init__(self, make, x, y, loss_fn, how, folder):
        torch.manual_seed(1)
        self.model, self.x, self.y, self.loss_fn = make(), x, y, loss_fn
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01)
        self.naive = Naive(self.model) if how == "naive" else None
        self.run = None
        if how not in ("plain", "naive"):
            self.run = vizbp.watch(self.model, folder, how, optimizer=self.optimizer)

    def step(self):
        self.optimizer.zero_grad()
        loss = self.loss_fn(self.model(self.x), self.y)
        loss.backward()
        if self.run is not None:
            self.run.step(loss)
        if self.naive is not None:
            self.naive.before()
        self.optimizer.step()
        if self.naive is not None:
            self.naive.after()

    def seconds(self, least):
        count, start = 0, time.perf_counter()
        while True:
            self.step()
            count += 1
            seconds = time.perf_counter() - start
            if seconds >= least:
                return seconds / count


def shown(seconds):
    return f"{seconds * 1e6:.0f} µs" if seconds < 1e-3 else f"{seconds * 1e3:.2f} ms"


def measure(name, folder, *workload):
    hows = ["plain", 1, 10, "5%", "naive"]
    trainings = {
        how: Training(*workload, how, folder / f"{name}-{place}".replace(" ", "-"))
        for place, how in enumerate(hows)}
    times = {how: [] for how in hows}
    for training in trainings.values():
        training.seconds(SECONDS)
    for _ in range(ROUNDS):
        for how, training in trainings.items():
            times[how].append(training.seconds(SECONDS))
    for training in trainings.values():
        if training.run is not None:
            training.run.close()
    plain = statistics.median(times["plain"])
    every, tenth = AIMS.get(name, ("", ""))
    ratios = {
        how: statistics.median(a / b for a, b in zip(times[how], times["plain"]))
        for how in hows}
    return [
        name, shown(plain), f"{ratios[1]:.2f} ×", every, f"{ratios[10]:.2f} ×", tenth,
        f"{ratios['5%']:.2f} ×", "≤ 1.05 ×", f"{ratios['naive']:.2f} ×"]


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    rows = [["watching in PyTorch", "plain step", "every step", "aim", "every 10", "aim", "5 %",
             "aim", "naive hooks"]]
    try:
        for name, *workload in workloads():
            rows.append(measure(name, folder, *workload))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    print(f"\nwatching, medians of {ROUNDS} rounds in turns, each beside the plain round before it")
    for place, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())
        if place == 0:
            print("  ".join("─" * width for width in widths))
    loops = "vizbp's loops" if _kernels.load() else "PyTorch's functions (no scripts/build-kernels.sh)"
    print(f"PyTorch {torch.__version__}, {torch.get_num_threads()} threads; measured by {loops}")


main()
