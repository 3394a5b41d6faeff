"""A watched run says whether the network was evaluated as it is trained."""

from __future__ import annotations

import pytest
from run_reader import read_run

import vizbp

torch = pytest.importorskip("torch")
nn = torch.nn


def run(folder, *, evaluates: bool, part=nn.Dropout):
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(3, 8), part(), nn.ReLU(), nn.Linear(8, 1))
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    x = torch.randn(16, 3)
    with vizbp.watch(model, folder) as watched:
        for step in range(6):
            model.train()
            optimizer.zero_grad()
            loss = model(x).square().mean()
            loss.backward()
            watched.step(loss)
            optimizer.step()
            if step % 2 == 0:
                if evaluates:
                    model.eval()
                with torch.no_grad():
                    model(x)
    assert not model._forward_pre_hooks
    return read_run(folder).scalars.get("evaluation/training_mode", {})


def test_evaluations_are_seen_with_the_step_after_them(tmp_path):
    assert run(tmp_path / "right", evaluates=True) == {1: 0, 3: 0, 5: 0}
    assert run(tmp_path / "wrong", evaluates=False) == {1: 1, 3: 1, 5: 1}


def test_batch_normalisation_counts_and_layers_that_do_not_differ_do_not(tmp_path):
    norm = run(tmp_path / "norm", evaluates=False, part=lambda: nn.BatchNorm1d(8))
    assert set(norm.values()) == {1}
    plain = run(tmp_path / "plain", evaluates=False, part=lambda: nn.LayerNorm(8))
    assert set(plain.values()) == {0}


def test_a_training_without_evaluations_says_nothing(tmp_path):
    model = nn.Sequential(nn.Linear(3, 1), nn.Dropout())
    with vizbp.watch(model, tmp_path / "run") as watched:
        for _ in range(3):
            loss = model(torch.randn(4, 3)).square().mean()
            loss.backward()
            watched.step(loss)
    assert "evaluation/training_mode" not in read_run(tmp_path / "run").scalars
