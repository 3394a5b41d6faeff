"""What ``torch.compile`` computes, captured at the calls that it was compiled from."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

import vizbp
from vizbp.errors import VizbpError


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.out = nn.Linear(3, 4), nn.Linear(4, 4), nn.Linear(4, 2)
        self.norm = nn.LayerNorm(4)

    def forward(self, x):
        h = torch.tanh(self.a(x))
        h = self.norm(h + F.gelu(self.b(h)))
        left, right = torch.chunk(h, 2, dim=1)
        return self.out(torch.cat([right, left], 1)) * 2 + 1


class _WrongGelu(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return F.gelu(x)

    @staticmethod
    def backward(ctx, g):
        x = ctx.saved_tensors[0].detach().requires_grad_()
        with torch.enable_grad():
            return 1.07 * torch.autograd.grad(F.gelu(x), x, g)[0]


def _replacing(old, new):
    """A backend that computes something else for a function."""
    def backend(module, _examples):
        for node in module.graph.nodes:
            if node.target is old:
                node.target = new
        module.recompile()
        return module
    return backend


@pytest.fixture
def case():
    torch.manual_seed(0)
    model, x, y = Net(), torch.randn(5, 3), torch.randn(5, 2)
    return model, lambda: F.mse_loss(model(x), y)


def test_a_backend_that_computes_the_same_leaves_the_same_graph(case):
    model, loss = case
    eager, compiled = vizbp.capture(loss), vizbp.capture(loss, backend="aot_eager")
    assert [node.id for node in eager.nodes] == [node.id for node in compiled.nodes]
    for first, second in zip(eager.nodes, compiled.nodes, strict=True):
        assert first.inputs == second.inputs and first.op == second.op
        for one, other in ((first.value, second.value), (first.gradient, second.gradient)):
            if isinstance(one, np.ndarray):
                np.testing.assert_allclose(other, one, rtol=1e-5, atol=1e-6)
        for one, other in zip(
                first.contributions or [], second.contributions or [], strict=False):
            if one is not None and other is not None:
                np.testing.assert_allclose(other, one, rtol=1e-5, atol=1e-6)
    assert any("'aot_eager'" in note for note in compiled.notes)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_numbers_are_those_of_the_backend(case):
    _, loss = case
    eager = vizbp.capture(loss)
    wrong = vizbp.capture(loss, backend=_replacing(torch.tanh, lambda x: 1.01 * torch.tanh(x)))
    np.testing.assert_allclose(wrong["tanh"].value, eager["tanh"].value * 1.01, rtol=1e-5)
    np.testing.assert_array_equal(wrong["a.linear"].value, eager["a.linear"].value)
    assert not np.allclose(wrong["mse"].value, eager["mse"].value)


def test_a_wrong_backward_shows_on_its_wire(case):
    _, loss = case
    eager = vizbp.capture(loss)
    wrong = vizbp.capture(loss, backend=_replacing(F.gelu, lambda x: _WrongGelu.apply(x)))
    assert wrong["gelu"].gradient is not None
    np.testing.assert_allclose(wrong["gelu"].gradient, eager["gelu"].gradient, rtol=1e-5)
    np.testing.assert_allclose(
        wrong["gelu"].contributions[0], 1.07 * eager["gelu"].contributions[0], rtol=1e-4)
    # What the program as it is has, a leaf has.
    assert not np.allclose(wrong["b.weight"].gradient, eager["b.weight"].gradient)


def test_buffers_and_random_numbers_are_drawn_once():
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.Dropout(0.5), nn.Linear(4, 1))
    x = torch.randn(6, 3)
    before = model[1].num_batches_tracked.clone()
    state = torch.get_rng_state()
    compiled = vizbp.capture(lambda: model(x).sum(), backend="aot_eager")
    assert model[1].num_batches_tracked == before + 1
    torch.set_rng_state(state)
    eager = vizbp.capture(lambda: model(x).sum())
    np.testing.assert_allclose(
        compiled.nodes[-1].value, eager.nodes[-1].value, rtol=1e-4, atol=1e-5)


def test_what_does_not_compile_as_one_graph_is_refused():
    weight = torch.ones(3, requires_grad=True)

    def loss():
        total = (weight * 2).sum()
        torch._dynamo.graph_break()
        return total * 2

    with pytest.raises(VizbpError, match="cannot compile fn as one graph"):
        vizbp.capture(loss, backend="aot_eager")
    with pytest.raises(VizbpError, match="no_such_backend"):
        vizbp.capture(lambda: (weight * 2).sum(), backend="no_such_backend")


def test_a_compiled_module_without_a_backend_is_said_to_run_eagerly(case):
    model, _ = case
    compiled, x = torch.compile(model, backend="eager"), torch.randn(2, 3)
    assert any("ran eagerly" in note for note in vizbp.capture(lambda: compiled(x).sum()).notes)


def test_what_torchscript_runs_is_said_to_be_known_to_autograd_alone(case):
    model, x = nn.Sequential(nn.Linear(3, 2), nn.Tanh()), torch.randn(2, 3)
    traced = torch.jit.trace(model, x)
    assert any("TorchScript" in note for note in vizbp.capture(lambda: traced(x).sum()).notes)
