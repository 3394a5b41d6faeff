"""Copies of a model that is watched, and files that it is saved to, have nothing of the watch."""

from __future__ import annotations

import copy
import io
import pickle
import subprocess
import sys

import pytest
from run_reader import read_run

import vizbp

torch = pytest.importorskip("torch")
F = torch.nn.functional

from watch_models import batch, mlp  # noqa: E402


def pickled(model):
    return pickle.loads(pickle.dumps(model))


def saved(model):
    file = io.BytesIO()
    torch.save(model, file)
    file.seek(0)
    return torch.load(file, weights_only=False)


@pytest.mark.parametrize("copied", [copy.deepcopy, pickled, saved])
def test_a_copy_is_a_model_of_its_own(copied, tmp_path):
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(3):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
            optimizer.step()
            other = copied(model)
            assert torch.equal(other(x), model(x))
            F.cross_entropy(other(x), y).backward()
    nodes = read_run(tmp_path / "run").nodes
    assert list(nodes) == [0, 1, 2]
    assert nodes[2]["0.linear"]["value"]["count"] == 16 * 8


def test_a_model_that_was_saved_while_watched_needs_no_vizbp(tmp_path):
    model, path = torch.nn.Linear(3, 2), tmp_path / "model.pt"
    with vizbp.watch(model, tmp_path / "run"):
        torch.save(model, path)
    code = (
        "import sys; sys.modules['vizbp'] = None; import torch;"
        f"print(torch.load({str(path)!r}, weights_only=False)(torch.ones(1, 3)).shape)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[1, 2]" in done.stdout
