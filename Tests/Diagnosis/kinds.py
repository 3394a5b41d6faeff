"""Faulty programs of 52 kinds, each with a clean twin that differs in the fault alone.

The kinds are those of the faulty programs that DeepFD (Cao, Li, Zhang, Nikanjam and Khomh, 2022), UMLAUT,
AutoTrainer and DeepLocalize were judged by, as their posts on Stack Overflow and GitHub describe
them. The programs are written anew.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import Any

from programs import Program


@dataclass(frozen=True)
class Kind:
    """A fault.

    Attributes:
        name: What is wrong, in words.
        family: What has to be changed: activation, loss, rate, optimizer, batch, epochs, weights,
            data, layers or loop.
        expected: The rules that name this cause, each with a pattern that what it says, or advises,
            has to have; an empty pattern where the rule says enough.
        twin: The clean program: one in PyTorch, or options of ``vizbp train``.
        fault: What the faulty one has otherwise.
    """

    name: str
    family: str
    expected: dict[str, str]
    twin: Program | dict[str, Any]
    fault: dict[str, Any]

    @property
    def faulty(self) -> Program | dict[str, Any]:
        if isinstance(self.twin, Program):
            return replace(self.twin, **self.fault)
        return self.twin | self.fault

    def names(self, finding: dict[str, Any]) -> bool:
        """Whether a finding names the cause."""
        pattern = self.expected.get(finding["rule"])
        said = " ".join(finding[key] for key in ("title", "sentence", "advice"))
        return pattern is not None and re.search(pattern, said) is not None


TOO_HIGH = {
    "learning-rate": "", "update-ratio": "too large", "oscillates": "learning rate",
    "diverges": "learning rate", "not-finite": "learning rate is too high"}
TOO_LOW = {
    "no-progress": "learning rate is too low|higher learning rate", "update-ratio": "too small",
    "stopped-early": "learning rate"}
TOO_SHORT = {"stopped-early": ""}
OUTPUT = {"output-mismatch": ""}
WEIGHTS = {"initialisation": "", "symmetric-units": ""}

CLOUDS = Program()
SURFACE = Program(data="surface", loss="mse", steps=400)
TABLE = Program(data="table", examples=900, loss="bce-with-logits", outputs=1, steps=600)
MOONS = Program(data="moons", layers=(16, 16), activation="tanh", lr=1e-2, steps=300)
IMAGES = Program(data="images", filters=8, layers=(32,))
#: What our own program trains.
OWN = {
    "dataset": "moons", "layers": "16,16", "activation": "tanh", "optimizer": "adam", "lr": 0.01,
    "steps": 400, "batch": 32, "examples": 400, "evaluate": 20, "seed": 7}
SPIRAL = OWN | {"dataset": "spiral", "examples": 600, "steps": 1200, "batch": 64}

KINDS = [
    # The last function, and those between the layers.
    Kind("ReLU after the last layer, targets below 0", "activation", OUTPUT,
         SURFACE, {"last": "relu"}),
    Kind("sigmoid after the last layer, targets beyond 1", "activation", OUTPUT,
         SURFACE, {"last": "sigmoid"}),
    Kind("softmax on one unit", "activation",
         {"output-mismatch": "one|single", "no-gradient": "softmax"},
         TABLE, {"last": "softmax", "loss": "bce"}),
    Kind("softmax before the cross-entropy of scores", "activation", OUTPUT,
         CLOUDS, {"last": "softmax"}),
    Kind("sigmoid before binary cross-entropy with logits", "activation", OUTPUT,
         TABLE, {"last": "sigmoid"}),
    Kind("ReLU on the scores", "activation", OUTPUT, CLOUDS, {"last": "relu"}),
    Kind("no function between the layers", "activation", {"no-nonlinearity": ""},
         SPIRAL, {"activation": "identity"}),
    Kind("sigmoid in eight layers", "activation", {"vanishing-gradients": ""},
         OWN | {"layers": ",".join(["16"] * 8), "steps": 600},
         {"activation": "sigmoid", "optimizer": "sgd", "lr": 0.1}),
    Kind("softmax between the layers", "activation",
         {"output-mismatch": "softmax", "vanishing-gradients": "softmax", "saturation": "softmax"},
         SPIRAL | {"layers": "16,16,16"}, {"activation": "softmax"}),
    # The loss.
    Kind("mean squared error of a softmax", "loss", OUTPUT,
         CLOUDS, {"last": "softmax", "loss": "mse"}),
    Kind("mean squared error of a sigmoid, for classes", "loss", OUTPUT,
         TABLE, {"last": "sigmoid", "loss": "mse"}),
    Kind("negative log-likelihood of probabilities", "loss", OUTPUT,
         CLOUDS, {"last": "softmax", "loss": "nll"}),
    Kind("the logarithm of a ReLU", "loss", {"not-finite": "log"},
         replace(SURFACE, spoil="above 0", last="softplus", loss="log"), {"last": "relu"}),
    Kind("one sigmoid for the numbers of four classes", "loss", OUTPUT,
         CLOUDS, {"spoil": "numbers", "outputs": 1, "last": "sigmoid", "loss": "mse"}),
    # The learning rate.
    Kind("gradient descent at fifty times the rate, a regression", "rate", TOO_HIGH,
         OWN | {"dataset": "sine", "optimizer": "momentum", "lr": 0.02, "steps": 800}, {"lr": 5}),
    Kind("Adam at a rate of 1", "rate", TOO_HIGH, OWN, {"lr": 1}),
    Kind("gradient descent at a rate of 10, ReLU", "rate", TOO_HIGH,
         replace(CLOUDS, optimizer="sgd", lr=0.1), {"lr": 10.0}),
    Kind("gradient descent at a rate of 1e-5", "rate", TOO_LOW,
         OWN | {"optimizer": "sgd", "lr": 0.3, "steps": 800}, {"lr": 1e-5}),
    Kind("Adam at a rate of 1e-6", "rate", TOO_LOW, CLOUDS, {"lr": 1e-6}),
    Kind("Adam at a rate of 0.3, a regression", "rate", TOO_HIGH, SURFACE, {"lr": 0.3}),
    # The optimiser.
    Kind("plain gradient descent at its usual rate, a spiral", "optimizer",
         TOO_LOW, SPIRAL, {"optimizer": "sgd", "lr": 0.01}),
    Kind("RMSprop at the rate of gradient descent", "optimizer", TOO_HIGH,
         OWN, {"optimizer": "rmsprop", "lr": 0.5}),
    Kind("momentum 0.99 at the rate of gradient descent", "optimizer", TOO_HIGH,
         replace(CLOUDS, optimizer="sgd", lr=0.3), {"momentum": 0.99}),
    Kind("Adadelta at a rate of 1e-3", "optimizer", TOO_LOW,
         replace(CLOUDS, optimizer="adadelta", lr=1.0), {"lr": 1e-3}),
    Kind("the optimiser has the last layer alone", "optimizer", {"frozen-parameters": ""},
         TABLE, {"moves": "head"}),
    Kind("the optimiser has the parameters of another network", "optimizer",
         {"frozen-parameters": ""}, CLOUDS, {"moves": "copy"}),
    # Batches and epochs.
    Kind("batches of one example, labels noisy", "batch", {"batch-noise": ""},
         replace(CLOUDS, spoil="", optimizer="sgd", lr=0.1),
         {"batch": 1, "spoil": "noisy", "lr": 0.1}),
    Kind("all examples in one batch, twenty epochs", "epochs", TOO_SHORT | TOO_LOW,
         OWN | {"examples": 600}, {"batch": 600, "steps": 20}),
    Kind("two epochs", "epochs", TOO_SHORT | TOO_LOW,
         SPIRAL, {"steps": 16}),
    Kind("thirty examples gone through until none is wrong", "epochs", {"overfitting": ""},
         OWN | {"examples": 400, "noise": 0.1},
         {"examples": 40, "noise": 0.5, "layers": "64,64", "steps": 1500}),
    # The first weights.
    Kind("all weights 0", "weights", WEIGHTS, OWN, {"init": "zeros"}),
    Kind("all weights equal", "weights", WEIGHTS, CLOUDS, {"init": "constant"}),
    Kind("weights of deviation 1 in five wide layers", "weights", WEIGHTS,
         replace(CLOUDS, layers=(64,) * 5, init="he", lr=1e-3), {"init": "normal"}),
    Kind("weights of deviation 0.001 in six layers", "weights", WEIGHTS,
         replace(CLOUDS, layers=(32,) * 6, activation="tanh", init="xavier"), {"init": "tiny"}),
    Kind("one row copied to all units", "weights", WEIGHTS, MOONS, {"init": "copied"}),
    Kind("weights between -5 and 5 before tanh", "weights",
         WEIGHTS | {"saturation": "first weights"},
         replace(CLOUDS, activation="tanh"), {"init": "wide"}),
    # The data.
    Kind("bytes that nobody divided by 255", "data", {"data-scale": ""},
         replace(CLOUDS, activation="tanh"), {"spoil": "bytes"}),
    Kind("one column in other units", "data", {"data-scale": ""}, TABLE, {"spoil": "column"}),
    Kind("bytes divided by 255 as whole numbers", "data", {"data-scale": ""},
         IMAGES, {"spoil": "integer division"}),
    Kind("an empty cell", "data", {"not-finite": "data"}, MOONS, {"spoil": "missing"}),
    Kind("targets in dollars", "data", {"data-scale": "targets"}, SURFACE, {"spoil": "prices"}),
    Kind("labels in another order than their examples", "data",
         {"label-noise": "", "no-progress": "labels", "overfitting": "labels"},
         replace(CLOUDS, steps=600), {"spoil": "shuffled"}),
    Kind("one example in twenty is of the other class", "data", {"class-imbalance": ""},
         replace(TABLE, loss="cross-entropy", outputs=2), {"spoil": "rare"}),
    # How many layers, and how wide.
    Kind("no hidden layer, XOR", "layers",
         {"capacity": "", "no-progress": "hidden layer", "no-nonlinearity": ""},
         OWN | {"dataset": "xor", "steps": 600}, {"layers": ""}),
    Kind("one unit in each layer, a spiral", "layers",
         {"capacity": "", "no-progress": "larger network"}, SPIRAL, {"layers": "1,1"}),
    Kind("thirty layers of ReLU in a row", "layers",
         {"vanishing-gradients": "", "initialisation": ""},
         CLOUDS, {"layers": (32,) * 30}),
    # The loop, and what is beside the loss.
    Kind("no zero_grad", "loop", {"gradient-accumulation": ""},
         replace(CLOUDS, optimizer="sgd", lr=0.1), {"zero_grad": False}),
    Kind("the result of the first layers is detached", "loop",
         {"no-gradient": "", "frozen-parameters": "detach"},
         TABLE, {"detach": True}),
    Kind("gradients clipped to 1e-4", "loop", {"clipping": ""},
         OWN | {"optimizer": "sgd", "lr": 0.3, "steps": 800}, {"clip-norm": 1e-4}),
    Kind("a decay of 1", "loop", {"regularisation": ""}, OWN, {"l2": 1}),
    Kind("a rate that decays to nothing at once", "loop", {"schedule": ""},
         SPIRAL, {"schedule": "step", "every": 20, "decay": 0.1}),
    Kind("evaluated as it is trained, dropout and all", "loop", {"evaluation-mode": ""},
         replace(CLOUDS, layers=(64, 64), dropout=0.2, steps=500),
         {"evaluates": False, "dropout": 0.6}),
]

#: What the kinds are divided by, before any rule was tuned to them.
SEED = 16


def halves() -> tuple[list[Kind], list[Kind]]:
    """The kinds that rules were tuned on, and those that were set aside."""
    order = random.Random(SEED).sample(KINDS, len(KINDS))
    return order[:len(order) // 2], order[len(order) // 2:]
