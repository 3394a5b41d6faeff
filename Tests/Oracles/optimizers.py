#!/usr/bin/env python3
"""Twenty steps of every optimiser, by PyTorch in float64.

A layer of tanh units learns five examples; the table has its weights and biases after each step.
L2 decay goes to the weights alone. The table is checked in; run this only to write it anew:

    pip install torch numpy
    python3 Tests/Oracles/optimizers.py > Tests/VizNeuralTests/Fixtures/optimizers.json
"""

import json
import math

import torch

torch.set_default_dtype(torch.float64)
STEPS = 20

X = torch.tensor([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0], [0.1, 0.9], [-1.2, -0.4]])
Y = torch.tensor([[0.2, -0.7, 0.9], [-0.3, 0.8, 0.1], [0.6, 0.4, -0.9], [0.0, -0.2, 0.5],
                  [-0.8, 0.3, 0.7]])
W = [[0.3, -0.6, 0.1], [0.8, 0.2, -0.5]]
B = [0.05, -0.1, 0.2]

optim = torch.optim
CASES = {
    "sgd": (lambda p, lr, l2: optim.SGD(groups(p, l2), lr=lr), 0.3),
    "momentum": (lambda p, lr, l2: optim.SGD(groups(p, l2), lr=lr, momentum=0.9), 0.1),
    "nesterov": (
        lambda p, lr, l2: optim.SGD(groups(p, l2), lr=lr, momentum=0.9, nesterov=True), 0.1),
    "rmsprop": (lambda p, lr, l2: optim.RMSprop(groups(p, l2), lr=lr), 0.01),
    "adam": (lambda p, lr, l2: optim.Adam(groups(p, l2), lr=lr), 0.05),
    "adamw": (lambda p, lr, l2: optim.AdamW(groups(p, l2), lr=lr), 0.05),
}
SCHEDULES = {
    "constant": lambda t: 1,
    "step": lambda t: 0.5 ** (t // 6),
    "exponential": lambda t: 0.9**t,
    "cosine": lambda t: 0.1 + 0.9 * (1 + math.cos(math.pi * min(t / 15, 1))) / 2,
    "inverse-time": lambda t: 1 / (1 + 0.2 * t),
}


def groups(parameters, l2):
    w, b = parameters
    return [{"params": [w], "weight_decay": l2}, {"params": [b], "weight_decay": 0.0}]


def run(name, l2, clip_norm, clip_value, schedule, warmup):
    make, rate = CASES[name]
    w = torch.tensor(W, requires_grad=True)
    b = torch.tensor(B, requires_grad=True)
    optimizer = make([w, b], rate, l2)
    factor = lambda t: (t + 1) / warmup if t < warmup else SCHEDULES[schedule](t - warmup)
    scheduler = optim.lr_scheduler.LambdaLR(optimizer, factor)
    losses, weights, biases = [], [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = ((torch.tanh(X @ w + b) - Y) ** 2).mean()
        loss.backward()
        if clip_norm is not None:
            # Not clip_grad_norm_, which adds 1e-6 to the norm.
            norm = torch.sqrt((w.grad**2).sum() + (b.grad**2).sum())
            scale = torch.clamp(clip_norm / norm, max=1)
            w.grad.mul_(scale)
            b.grad.mul_(scale)
        if clip_value is not None:
            torch.nn.utils.clip_grad_value_([w, b], clip_value)
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
        weights.append(w.detach().flatten().tolist())
        biases.append(b.detach().tolist())
    return {
        "optimizer": name, "rate": rate, "l2": l2, "clip_norm": clip_norm,
        "clip_value": clip_value, "schedule": schedule, "warmup": warmup,
        "losses": losses, "weights": weights, "biases": biases,
    }


cases = []
for name in CASES:
    cases.append(run(name, 0.0, None, None, "constant", 0))
    cases.append(run(name, 0.03, None, None, "constant", 0))
for name in ["sgd", "adam"]:
    cases.append(run(name, 0.01, 0.05, None, "constant", 0))
    cases.append(run(name, 0.01, None, 0.02, "constant", 0))
for schedule in SCHEDULES:
    cases.append(run("momentum", 0.0, None, None, schedule, 0))
cases.append(run("adam", 0.0, None, None, "constant", 5))
print(json.dumps({"x": X.tolist(), "y": Y.tolist(), "w": W, "b": B, "cases": cases}))
