"""What a program keeps of its steps: with ``vizbp.watch``, or as people do with ``SummaryWriter``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from programs import Network, Program
from torch import Tensor, nn


class Watched:
    """Kept with ``vizbp.watch``."""

    def __init__(
        self, folder: Path, program: Program, network: Network, optimizer: torch.optim.Optimizer
    ):
        import vizbp

        settings = {"batch": program.batch, "optimizer": program.optimizer, "lr": program.lr}
        if program.clip:
            settings["clip_norm"] = program.clip
        if program.decay:
            settings["weight_decay"] = program.decay
        self._optimizer = optimizer
        self._run = vizbp.watch(
            network, folder, configuration=settings, seed=program.seed)

    def step(self, number: int, loss: Tensor, numbers: dict[str, float]) -> None:
        self._run.step(loss, lr=self._optimizer.param_groups[0]["lr"], metrics=numbers)

    def close(self) -> None:
        self._run.close()


class Written:
    """Kept as people do with ``SummaryWriter``: scalars, and histograms if they think of it.

    Args:
        folder: Where the event file is written.
        network: Whose parameters, gradients and activations are written.
        keeps: ``scalars``; ``histograms`` for those of parameters and gradients besides; ``all``
            for what functions give too.
        every: After how many steps histograms are written.
    """

    def __init__(self, folder: Path, network: Network, keeps: str, every: int):
        from vizbp.events import EventLog

        self._log = EventLog(folder)
        self._network = network
        self._keeps, self._every = keeps, every
        self._given: dict[str, Tensor] = {}
        if keeps == "all":
            for name, module in network.named_modules():
                if isinstance(module, (nn.ReLU, nn.Tanh, nn.Sigmoid, nn.GELU)):
                    module.register_forward_hook(self._hook(name, module))

    def _hook(self, name: str, module: nn.Module) -> Callable[..., None]:
        kind = type(module).__name__.lower()
        number = name.rsplit(".", 1)[-1]

        def keep(_module: nn.Module, _inputs: object, output: Tensor) -> None:
            if self._network.training:
                self._given[f"activations/{kind}{number}"] = output.detach().clone()

        return keep

    def step(self, number: int, loss: Tensor, numbers: dict[str, float]) -> None:
        names = {
            "accuracy": "accuracy/train", "val_loss": "loss/validation",
            "val_accuracy": "accuracy/validation"}
        self._log.scalar("loss/train", loss.item(), number)
        for name, value in numbers.items():
            self._log.scalar(names[name], value, number)
        if self._keeps == "scalars" or number % self._every:
            return
        for name, parameter in self._network.named_parameters():
            self._histogram(name, parameter.detach(), number)
            if parameter.grad is not None:
                self._histogram(f"{name}.grad", parameter.grad, number)
        for name, values in self._given.items():
            self._histogram(name, values, number)

    def _histogram(self, tag: str, values: Tensor, number: int) -> None:
        histogram = tensorboard_histogram(values)
        if histogram is not None:
            self._log.histogram(tag, histogram, number)

    def close(self) -> None:
        self._log.close()


def tensorboard_histogram(values: Tensor):
    """The bins that ``SummaryWriter.add_histogram`` has; None where a number is not finite, which
    it refuses."""
    import numpy as np
    from vizbp.statistics import Histogram

    numbers = values.double().flatten().numpy()
    if not np.isfinite(numbers).all():
        return None
    steps = [1e-12]
    while steps[-1] < 1e20:
        steps.append(steps[-1] * 1.1)
    edges = np.array([-each for each in reversed(steps)] + [0] + steps)
    counts, edges = np.histogram(numbers, bins=edges)
    places = np.flatnonzero(counts)
    first, last = places[0], places[-1] + 1
    edges = edges[first:last + 1].copy()
    edges[0], edges[-1] = numbers.min(), numbers.max()
    return Histogram(edges.tolist(), counts[first:last].tolist())
