"""What the faulty programs learn from, drawn from formulas, and what is wrong with it at times."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor


class Data(NamedTuple):
    inputs: Tensor
    targets: Tensor
    #: 0 for numbers.
    classes: int


def clouds(count: int, features: int = 8, classes: int = 4) -> Data:
    """Normal clouds about centres."""
    centres = torch.randn(classes, features)
    labels = torch.arange(count) % classes
    inputs = centres[labels] + 0.55 * torch.randn(count, features)
    return Data((inputs - inputs.mean(0)) / inputs.std(0), labels, classes)


def moons(count: int) -> Data:
    """Two half circles that reach into each other."""
    labels = torch.arange(count) % 2
    angle = math.pi * torch.rand(count)
    x = torch.where(labels == 0, angle.cos(), 1 - angle.cos())
    y = torch.where(labels == 0, angle.sin(), 0.5 - angle.sin())
    inputs = torch.stack([x - 0.5, y - 0.25], 1) + 0.08 * torch.randn(count, 2)
    return Data(inputs / inputs.std(0), labels, 2)


def table(count: int) -> Data:
    """Ten columns of which three say, together and not by a line, whether the answer is yes."""
    inputs = torch.randn(count, 10)
    score = inputs[:, 0] * inputs[:, 1] + inputs[:, 2]
    keep = score.abs() > 0.3
    inputs, score = inputs[keep], score[keep]
    return Data(inputs, (score > 0).long(), 2)


def surface(count: int) -> Data:
    """A smooth function of six numbers, with mean 0 and deviation 1."""
    x = torch.rand(count, 6) * 2 - 1
    y = torch.sin(2 * x[:, 0] * x[:, 1]) + 2 * x[:, 2] ** 2 + x[:, 3] + 0.5 * x[:, 4]
    y = (y - y.mean()) / y.std() + 0.05 * torch.randn(count)
    return Data(x / x.std(0), y[:, None], 0)


def images(count: int, classes: int = 5) -> Data:
    """Patterns of eight by eight, moved and noisy."""
    patterns = (torch.randn(classes, 1, 4, 4) > 0).float().repeat_interleave(2, 2)
    patterns = patterns.repeat_interleave(2, 3)
    labels = torch.arange(count) % classes
    moved = [torch.roll(patterns[k], int(torch.randint(0, 2, ())), 2) for k in labels]
    inputs = torch.stack(moved) * 2 - 1 + 0.4 * torch.randn(count, 1, 8, 8)
    return Data(inputs, labels, classes)


DATA: dict[str, Callable[[int], Data]] = {
    "clouds": clouds, "moons": moons, "table": table, "surface": surface, "images": images}


def spoilt(data: Data, how: str) -> Data:
    """What a mistake in the preparation makes of the data."""
    inputs, targets, classes = data
    match how:
        case "":
            return data
        case "bytes":  # nobody divided by 255
            return Data(127.5 + 127.5 * (inputs / inputs.abs().max()), targets, classes)
        case "column":  # one feature in other units
            scale = torch.ones(inputs.shape[1])
            scale[0] = 2000
            return Data(inputs * scale, targets, classes)
        case "integer division":  # uint8 // 255
            return Data(torch.zeros_like(inputs), targets, classes)
        case "missing":  # an empty cell
            inputs = inputs.clone()
            inputs[17 % len(inputs), 1] = math.nan
            return Data(inputs, targets, classes)
        case "prices":  # targets in dollars
            return Data(inputs, 2e5 + 8e4 * targets, classes)
        case "tens":  # targets of which an output between 0 and 1 is no part
            return Data(inputs, 3 * targets + 1, classes)
        case "above 0":  # where a logarithm is wanted
            return Data(inputs, targets - targets.min() + 0.5, classes)
        case "shuffled":  # labels in another order than their examples
            return Data(inputs, targets[torch.randperm(len(targets))], classes)
        case "noisy":  # a third of the labels is drawn anew
            wrong = torch.rand(len(targets)) < 0.35
            return Data(
                inputs, torch.where(wrong, torch.randint(0, classes, targets.shape), targets),
                classes)
        case "rare":  # one example in twenty is of the other class, and looks hardly different
            labels = (torch.rand(len(targets)) < 0.05).long()
            return Data(torch.randn_like(inputs) + 0.3 * labels[:, None], labels, 2)
        case "numbers":  # the number of the class as a number
            return Data(inputs, targets[:, None].float(), 0)
        case _:
            raise ValueError(how)
