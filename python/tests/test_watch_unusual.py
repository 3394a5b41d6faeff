"""Trainings with tensors that have no plain number in every element, watched all the same."""

from __future__ import annotations

import warnings

import pytest
from run_reader import read_run

import vizbp

torch = pytest.importorskip("torch")
nn = torch.nn


def watched(model, loss_of, folder):
    """Three steps; any warning of the recording's is an error."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with warnings.catch_warnings():
        warnings.simplefilter("error", vizbp.VizbpWarning)
        with vizbp.watch(model, folder) as run:
            for _ in range(3):
                optimizer.zero_grad()
                loss = loss_of()
                loss.backward()
                run.step(loss)
                optimizer.step()
    return read_run(folder)


def test_within_transforms_nothing_is_measured(tmp_path):
    model, x = nn.Linear(3, 1), torch.randn(5, 3)

    def loss():
        def each(parameters, row):
            return torch.func.functional_call(model, parameters, (row,)).square().sum()
        gradients = torch.vmap(torch.func.grad(each), (None, 0))(
            dict(model.named_parameters()), x)
        return sum(each.square().sum() for each in gradients.values())

    found = watched(model, loss, tmp_path / "run")
    assert list(found.nodes) == [0, 1, 2]
    assert found.nodes[2]["weight"]["gradient"]["norm"] > 0


def test_a_result_that_gets_no_gradient(tmp_path):
    model = nn.Linear(3, 3)
    found = watched(
        model, lambda: torch.linalg.svdvals(model.weight).sum() + model.bias.sum(),
        tmp_path / "run")
    assert found.nodes[2]["weight"]["gradient"]["norm"] > 0


def test_rows_of_several_lengths(tmp_path):
    model = nn.Linear(3, 2)
    rows = [torch.randn(2, 3), torch.randn(4, 3)]

    def loss():
        nested = torch.nested.as_nested_tensor(rows, layout=torch.jagged)
        return torch.nested.to_padded_tensor(model(nested), 0.0).sum()

    found = watched(model, loss, tmp_path / "run")
    # All rows together.
    assert found.nodes[0]["linear"]["value"]["count"] == 6 * 2


@pytest.mark.parametrize("make", [
    torch.jit.script, lambda model: torch.jit.trace(model, torch.randn(5, 3))])
def test_models_of_torchscript_have_their_parameters(make, tmp_path):
    model, x = make(nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))), torch.randn(5, 3)
    found = watched(model, lambda: model(x).square().mean(), tmp_path / "run")
    assert list(found.nodes) == [0, 1, 2]
    assert found.nodes[2]["0.weight"]["gradient"]["norm"] > 0
    assert found.nodes[1]["0.weight"]["distance"] > 0
