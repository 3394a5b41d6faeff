"""Small models for the tests of watching, and what is read back of a run."""

from __future__ import annotations

import pytest

import vizbp
from vizbp.statistics import summarize

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

NUMBERS = ("mean", "std", "min", "max", "norm")


def mlp(seed=0, activation=nn.ReLU):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(3, 8), activation(), nn.Linear(8, 2))


def batch(seed=1, count=16):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 3, generator=generator)
    return x, (x[:, 0] > 0).long()


def agrees(found, tensor, tolerance=1e-5):
    told = summarize(tensor.detach().numpy(), bins=None)
    assert found["count"] == told.count
    assert (found["zeros"], found["nan"], found["inf"]) == (told.zeros, told.nan, told.inf)
    largest = max(abs(told.min), abs(told.max)) if told.count else 0.0
    for name in NUMBERS:
        wanted = getattr(told, name)
        assert found[name] == pytest.approx(wanted, rel=tolerance, abs=tolerance * largest), name


def trained(folder, steps=12, every=1, **options):
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    with vizbp.watch(model, folder, every, **options) as run:
        for _ in range(steps):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
            optimizer.step()
    return run
