#!/usr/bin/env python3
"""Small networks of every layer, trained and evaluated, by PyTorch in float64.

For each network the table has its first parameters, the loss and the gradients of the first step,
the parameters and running statistics after three steps of gradient descent, and its outputs for the
same inputs in evaluation. The table is checked in; run this only to write it anew:

    pip install torch numpy
    python3 Tests/Oracles/layers.py > Tests/VizNeuralTests/Fixtures/layers.json
"""

import json

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261121)


class Maxout(nn.Module):
    def __init__(self, inputs, units, pieces):
        super().__init__()
        self.shape = (units, pieces)
        self.linear = nn.Linear(inputs, units * pieces)

    def forward(self, x):
        return self.linear(x).reshape(-1, *self.shape).max(-1).values


def signs(labels):
    return (2 * labels - 1).reshape(-1, 1)


images = torch.randn(6, 2, 6, 6)
points = torch.randn(8, 3)
words = torch.randint(0, 5, (7, 3))
three = lambda n: torch.arange(n) % 3
two = lambda n: torch.arange(n) % 2

# Name, module, vizbp's names of the parameters in PyTorch's order, inputs, loss, targets.
D = lambda n: [f"dense{n}/W", f"dense{n}/b"]
CASES = [
    ("convolutions", nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(4, 4, 2, groups=2), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(), nn.Linear(4, 3)),
     ["conv1/W", "conv1/b", "batch_norm1/scale", "batch_norm1/shift", "conv2/W", "conv2/b"] + D(1),
     images, "cross-entropy", three(6)),
    ("norms", nn.Sequential(
        nn.Linear(3, 5), nn.BatchNorm1d(5), nn.GELU(), nn.LayerNorm(5), nn.Linear(5, 3)),
     D(1) + ["batch_norm1/scale", "batch_norm1/shift", "layer_norm1/scale", "layer_norm1/shift"]
     + D(2), points, "multiclass-hinge", three(8)),
    ("maxout", nn.Sequential(Maxout(3, 4, 3), nn.Linear(4, 1)),
     ["maxout1/W", "maxout1/b"] + D(1), points, "hinge", two(8)),
    ("embedding", nn.Sequential(nn.Embedding(5, 2), nn.Flatten(), nn.Linear(6, 1)),
     ["embedding1/table"] + D(1), words, "binary-cross-entropy", two(7)),
    ("activations", nn.Sequential(
        nn.Linear(3, 4), nn.LeakyReLU(0.01), nn.Linear(4, 4), nn.ELU(), nn.Linear(4, 4),
        nn.Sigmoid(), nn.Linear(4, 4), nn.Softplus(), nn.Linear(4, 2), nn.Softmax(-1)),
     D(1) + D(2) + D(3) + D(4) + D(5), points, "mse", None),
]


def loss_of(name, out, y):
    if name == "cross-entropy":
        return nn.functional.cross_entropy(out, y)
    if name == "multiclass-hinge":
        # multi_margin_loss divides by the number of classes.
        return nn.functional.multi_margin_loss(out, y) * out.shape[1]
    if name == "hinge":
        return torch.clamp(1 - signs(y) * out, min=0).mean()
    if name == "binary-cross-entropy":
        return nn.functional.binary_cross_entropy_with_logits(out, y.reshape(-1, 1).double())
    return nn.functional.mse_loss(out, y)


def numbers(t):
    return t.detach().double().flatten().tolist()


def tensor(name, t):
    # vizbp's dense weights are [inputs, outputs].
    t = t.t() if name.split("/")[0].startswith(("dense", "maxout")) and name.endswith("W") else t
    return {"name": name, "shape": list(t.shape), "values": numbers(t)}


cases = []
for name, module, names, x, loss_name, y in CASES:
    y = torch.rand(8, 2) if y is None else y
    parameters = list(module.parameters())
    assert len(parameters) == len(names), name
    case = {
        "name": name, "loss_name": loss_name,
        "x": {"name": "x", "shape": list(x.shape), "values": numbers(x)},
        "y": {"name": "y", "shape": list(y.shape), "values": numbers(y)},
        "parameters": [tensor(n, p) for n, p in zip(names, parameters)],
    }
    optimizer = torch.optim.SGD(parameters, lr=0.1)
    module.train()
    for step in range(3):
        optimizer.zero_grad()
        loss = loss_of(loss_name, module(x), y)
        loss.backward()
        if step == 0:
            case["loss"] = loss.item()
            case["gradients"] = [tensor(n, p.grad) for n, p in zip(names, parameters)]
        optimizer.step()
    module.eval()
    case["trained"] = [tensor(n, p) for n, p in zip(names, parameters)]
    case["statistics"] = [
        tensor(n, b) for n, b in zip(
            ["batch_norm1/mean", "batch_norm1/variance"],
            [b for n, b in module.named_buffers() if "num" not in n])]
    out = module(x)
    case["output"] = {"name": "output", "shape": list(out.shape), "values": numbers(out)}
    case["evaluation_loss"] = loss_of(loss_name, out, y).item()
    cases.append(case)
print(json.dumps(cases))
