"""The first number that is none is explained."""

from __future__ import annotations

import json
import math

import pytest
from run_reader import read_run

import vizbp

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from watch_models import batch, mlp  # noqa: E402


class Logarithm(nn.Module):
    """Breaks once the shift is so large that the argument of a logarithm is negative."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
        self.norm = nn.BatchNorm1d(4)
        self.shift = 0.0

    def forward(self, x):
        positive = torch.sigmoid(self.norm(self.fc(x))) - self.shift
        return torch.log(positive)


@pytest.mark.parametrize("every", [1, 10])
def test_the_first_nan_is_explained(every, tmp_path):
    torch.manual_seed(0)
    model, (x, _) = Logarithm(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with vizbp.watch(model, tmp_path / "run", every) as run:
        for step in range(14):
            model.shift = 2.0 if step == 13 else 0.0
            optimizer.zero_grad()
            loss = -model(x).mean()
            loss.backward()
            moved = model.norm.running_mean.clone()
            state = torch.get_rng_state()
            run.step(loss)
            assert torch.equal(moved, model.norm.running_mean)
            assert torch.equal(state, torch.get_rng_state())
            if step < 13:
                optimizer.step()
    assert run.autopsy == (
        "Step 13: the value of log (log) is the first that is NaN in 64 of 64 elements, computed"
        " from sub (" + run.autopsy.partition("from sub (")[2].partition(")")[0]
        + "). It reaches the loss by log → mean → neg.")
    found = read_run(tmp_path / "run")
    assert found.texts["autopsy"] == {13: run.autopsy}
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (record["status"], record["message"]) == ("failed", run.autopsy)
    kept = sorted(
        (path.name for path in (tmp_path / "run").glob("autopsy-*.json")),
        key=lambda name: int(name[8:-5]))
    wanted = [9, 10, 11, 12, 13] if every == 1 else [0, 10, 13]
    assert kept == [f"autopsy-{step}.json" for step in wanted]
    graph = vizbp.Graph.load(tmp_path / "run" / "autopsy-13.json")
    assert graph["log"].value.nan == 64


def test_a_broken_gradient_is_explained(tmp_path):
    model = mlp()
    x, _ = batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        scores = model(x)
        # The slope of the root at 0 is infinite.
        loss = torch.sqrt(scores - scores.detach()).sum()
        loss.backward()
        run.step(loss)
    assert run.autopsy.startswith(
        "Step 0: all values are finite; the gradient of sub is the first that is infinite in 32 of"
        " 32 elements, sent from sqrt (1 … 1). The way back from the loss is sum → sqrt → sub.")


def test_a_broken_parameter_is_explained(tmp_path):
    model, (x, y) = mlp(), batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        for step in range(3):
            if step == 2:
                with torch.no_grad():
                    model[2].weight[0, 0] = math.nan
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
    assert run.autopsy == (
        "Step 2: the parameter 2.weight is NaN in 1 of 16 elements before anything is computed: the"
        " update of the step before broke it. It reaches the loss by 2.weight → 2.linear →"
        " cross_entropy.")
