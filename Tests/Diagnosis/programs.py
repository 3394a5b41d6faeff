"""Small trainings in PyTorch as people write them, each mistake a setting.

What is learnt is drawn from formulas, so that a program is its settings and its seed.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import torch
import torch.nn.functional as F
from data import DATA, Data, spoilt
from torch import Tensor, nn

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid, "gelu": nn.GELU,
    "softplus": nn.Softplus, "softmax": lambda: nn.Softmax(dim=1), "none": nn.Identity}


@dataclass(frozen=True)
class Program:
    """A training in PyTorch, with what may be wrong in it."""

    data: str = "clouds"
    examples: int = 600
    #: What is done to the data before the network sees them: see ``spoilt``.
    spoil: str = ""
    layers: tuple[int, ...] = (32, 32)
    #: Filters of a convolution in front of the layers; 0 for none.
    filters: int = 0
    activation: str = "relu"
    #: The function after the last layer.
    last: str = "none"
    #: How many outputs; 0 for as many as the data have classes.
    outputs: int = 0
    norm: bool = False
    dropout: float = 0.0
    #: How weights are drawn: see ``initialise``.
    init: str = ""
    loss: str = "cross-entropy"
    optimizer: str = "adam"
    lr: float = 3e-3
    momentum: float = 0.0
    decay: float = 0.0
    #: The learning rate is multiplied by this at every tenth of the steps.
    falls: float = 1.0
    batch: int = 32
    steps: int = 300
    clip: float = 0.0
    #: Which parameters the optimiser has: all, those of the last layer, or those of a copy.
    moves: str = "all"
    zero_grad: bool = True
    #: Whether the result of the first layer is cut off from its graph.
    detach: bool = False
    #: Whether the network is set to evaluation before it is evaluated.
    evaluates: bool = True
    seed: int = 3


# MARK: Networks


class Network(nn.Module):
    """Layers in a row."""

    def __init__(self, program: Program, data: Data):
        super().__init__()
        self.program = program
        parts: list[nn.Module] = []
        width = data.inputs[0].numel()
        if program.filters:
            parts += [
                nn.Conv2d(1, program.filters, 3, padding=1), ACTIVATIONS[program.activation](),
                nn.MaxPool2d(2)]
            width = program.filters * 16
        parts.append(nn.Flatten())
        for units in program.layers:
            parts.append(nn.Linear(width, units))
            if program.norm:
                parts.append(nn.BatchNorm1d(units))
            parts.append(ACTIVATIONS[program.activation]())
            if program.dropout:
                parts.append(nn.Dropout(program.dropout))
            width = units
        outputs = program.outputs or data.classes or 1
        self.layers = nn.Sequential(*parts)
        self.head = nn.Linear(width, outputs)
        self.last = ACTIVATIONS[program.last]()

    def forward(self, x: Tensor) -> Tensor:
        x = self.layers(x)
        if self.program.detach:
            x = x.detach()
        return self.last(self.head(x))


def initialise(network: Network, how: str) -> None:
    """Draws the weights as somebody thought it right."""
    matrices = [p for p in network.parameters() if p.dim() > 1]
    with torch.no_grad():
        for matrix in matrices:
            match how:
                case "":
                    pass
                case "he":
                    nn.init.kaiming_normal_(matrix, nonlinearity="relu")
                case "xavier":
                    nn.init.xavier_normal_(matrix)
                case "constant":
                    matrix.fill_(0.1)
                case "normal":
                    matrix.normal_(0, 1)
                case "tiny":
                    matrix.normal_(0, 1e-3)
                case "wide":
                    matrix.uniform_(-5, 5)
                case "copied":
                    matrix[:] = matrix[:1].clone()
                case _:
                    raise ValueError(how)


def loss_of(program: Program, output: Tensor, y: Tensor, classes: int) -> Tensor:
    """What the program minimises."""
    match program.loss:
        case "cross-entropy":
            return F.cross_entropy(output, y)
        case "nll":
            return F.nll_loss(output, y)
        case "mse" if classes == 2 and output.shape[1] == 1:
            return F.mse_loss(output, y[:, None].float())
        case "mse" if classes:
            return F.mse_loss(output, F.one_hot(y, classes).float())
        case "mse":
            return F.mse_loss(output, y)
        case "log":
            return ((torch.log(output) - torch.log(y)) ** 2).mean()
        case "bce":
            return F.binary_cross_entropy(output, y[:, None].float())
        case "bce-with-logits":
            return F.binary_cross_entropy_with_logits(output, y[:, None].float())
        case _:
            raise ValueError(program.loss)


def right(program: Program, output: Tensor, y: Tensor, classes: int) -> float | None:
    """The share that is right; None where numbers are learnt."""
    if not classes:
        return None
    if output.shape[1] == 1:
        bound = 0.0 if program.loss == "bce-with-logits" and program.last == "none" else 0.5
        return ((output[:, 0] > bound).long() == y).float().mean().item()
    return (output.argmax(1) == y).float().mean().item()


OPTIMIZERS = {
    "adam": lambda p, s: torch.optim.Adam(p, s.lr, weight_decay=s.decay),
    "sgd": lambda p, s: torch.optim.SGD(p, s.lr, s.momentum, weight_decay=s.decay),
    "rmsprop": lambda p, s: torch.optim.RMSprop(p, s.lr, weight_decay=s.decay),
    "adadelta": lambda p, s: torch.optim.Adadelta(p, s.lr, weight_decay=s.decay)}


# MARK: Training


class Diary(Protocol):
    """What a program keeps of a step, between its backward pass and its update."""

    def step(self, number: int, loss: Tensor, numbers: dict[str, float]) -> None: ...
    def close(self) -> None: ...


class Outcome(NamedTuple):
    #: The share that is right of held-out data, or the part of the variance that is explained.
    score: float
    loss: float


def rounds(count: int, batch: int) -> Iterator[Tensor]:
    while True:
        order = torch.randperm(count)
        for start in range(0, count - min(batch, count) + 1, batch):
            yield order[start:start + batch]


def train(
    program: Program, diary: Callable[[Network, torch.optim.Optimizer], Diary]
) -> Outcome:
    """Runs the program to its end."""
    torch.manual_seed(program.seed)
    whole = DATA[program.data](program.examples)
    data = spoilt(whole, program.spoil)
    held = len(data.inputs) // 5
    x, y = data.inputs[held:], data.targets[held:]
    held_x, held_y = data.inputs[:held], data.targets[:held]
    network = Network(program, data)
    initialise(network, program.init)
    moved = {
        "all": network, "head": network.head, "copy": copy.deepcopy(network)}[program.moves]
    optimizer = OPTIMIZERS[program.optimizer](moved.parameters(), program)
    kept = diary(network, optimizer)
    batches = rounds(len(x), program.batch)
    tenth = max(1, program.steps // 10)
    for step in range(program.steps):
        batch = next(batches)
        if program.zero_grad:
            optimizer.zero_grad()
        network.train()
        output = network(x[batch])
        loss = loss_of(program, output, y[batch], data.classes)
        loss.backward()
        if program.clip:
            nn.utils.clip_grad_norm_(network.parameters(), program.clip)
        numbers = {}
        accuracy = right(program, output, y[batch], data.classes)
        if accuracy is not None:
            numbers["accuracy"] = accuracy
        if step % 20 == 0 or step == program.steps - 1:
            numbers |= evaluation(program, network, held_x, held_y, data.classes)
        kept.step(step, loss, numbers)
        optimizer.step()
        if (step + 1) % tenth == 0:
            for group in optimizer.param_groups:
                group["lr"] *= program.falls
        if not math.isfinite(loss.item()):
            break
    kept.close()
    return outcome(program, network, held_x, held_y, data.classes)


def evaluation(
    program: Program, network: Network, x: Tensor, y: Tensor, classes: int
) -> dict[str, float]:
    """How the program does on held-out data, as it measures it itself."""
    if program.evaluates:
        network.eval()
    with torch.no_grad():
        output = network(x)
        numbers = {"val_loss": loss_of(program, output, y, classes).item()}
        accuracy = right(program, output, y, classes)
    if accuracy is not None:
        numbers["val_accuracy"] = accuracy
    return numbers


def outcome(program: Program, network: Network, x: Tensor, y: Tensor, classes: int) -> Outcome:
    network.eval()
    with torch.no_grad():
        output = network(x)
        loss = loss_of(program, output, y, classes).item()
        score = right(program, output, y, classes)
        if score is None:
            score = 1 - ((output - y) ** 2).mean().item() / y.var().item()
    return Outcome(score, loss)
