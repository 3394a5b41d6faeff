"""Names, scopes and lines of captured graphs; calls that can be made again."""

from __future__ import annotations

import gc
import os
import weakref
from functools import partial

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402
from torch_models import MODELS, Square  # noqa: E402

import vizbp  # noqa: E402


def ids(graph):
    return [node.id for node in graph.nodes]


# MARK: Names


def test_leaves_have_the_names_of_variables_and_parameters():
    net, x, y = nn.Sequential(nn.Linear(2, 2)), torch.ones(1, 2), torch.zeros(1, 2)
    graph = vizbp.capture(lambda: nn.functional.mse_loss(net(x), y), name="a title")
    assert ids(graph) == ["x", "0.weight", "0.bias", "0.linear", "y", "mse"]
    assert graph["0.weight"].role == "parameter" and graph["0.weight"].label == "weight"
    assert graph["0.weight"].scope == graph["0.linear"].scope == "0"
    assert graph["x"].role == "data" and graph["mse"].role == "output"
    assert graph["mse"].scope is None and graph.name == "a title"


def test_several_models_have_scopes_of_their_own():
    case = MODELS["gan_step"]()
    graph = vizbp.capture(case.loss)
    assert graph["g.0.weight"].scope == "g/0"
    # The second and third run of the judge are panels of their own; its weights are in the first.
    outermost = {node.scope.split("/")[0] for node in graph.nodes if node.scope}
    assert outermost == {"g", "d", "d#2", "d#3"}
    assert graph["d#3.2.linear"].inputs[1:] == ["d.2.weight", "d.2.bias"]
    assert sum(node.op == "parameter" for node in graph.nodes) == 8


def test_given_names_come_first():
    model, data = nn.Linear(2, 1), torch.ones(1, 2)
    graph = vizbp.capture(lambda: model(data).sum(), names={"pixels": data})
    assert ids(graph)[0] == "pixels"


def test_methods_and_partial_functions_show_their_variables():
    class Trainer:
        def __init__(self):
            self.model, self.batch = nn.Linear(2, 1), torch.ones(1, 2)

        def loss(self, scale):
            return self.model(self.batch).sum() * scale

    graph = vizbp.capture(partial(Trainer().loss, 2.0))
    assert {"weight", "bias", "batch"} <= set(ids(graph))


def test_each_call_says_the_line_that_made_it():
    w = torch.ones(2, requires_grad=True)

    def loss():
        y = w * 2
        return Square.apply(y).sum()

    graph = vizbp.capture(loss)
    first = loss.__code__.co_firstlineno
    assert [graph[name].source.rpartition(":") for name in ("mul", "square")] == [
        (loss.__code__.co_filename.removeprefix(f"{os.getcwd()}/"), ":", str(line))
        for line in (first + 1, first + 2)]
    call = graph._calls["square"]
    assert call.custom is Square
    assert call.backward_source == (
        f"{Square.backward.__code__.co_filename}:{Square.backward.__code__.co_firstlineno}")


# MARK: Calls that can be made again


def test_calls_can_be_made_again():
    case = MODELS["transformer_layer"]()
    graph = vizbp.capture(case.loss, limit=16)
    again = 0
    for name, call in graph._calls.items():
        args, kwargs, tensors = call.arguments()
        assert len(tensors) == len(call.slots())
        result = call.function(*args, **kwargs)
        value = graph[name].value
        if isinstance(value, np.ndarray) and isinstance(result, torch.Tensor):
            assert result.detach().numpy().tobytes() == value.tobytes(), name
            again += 1
        elif isinstance(result, torch.Tensor):
            assert float(result.detach().double().mean()) == pytest.approx(value.mean, abs=1e-6)
            again += 1
    assert again > 15


def test_an_input_that_was_overwritten_is_not_taken_for_what_it_was():
    from vizbp.torch._calls import ArgumentsMissing

    net, x = nn.Linear(40, 40), torch.randn(3, 40)
    graph = vizbp.capture(lambda: net(x).sum())
    graph._calls["linear"].arguments()
    with torch.no_grad():
        net.weight.add_(1)
    with pytest.raises(ArgumentsMissing, match="the value of weight was not kept"):
        graph._calls["linear"].arguments()


def test_nothing_large_is_held_on_to_beyond_what_was_asked():
    net, x = nn.Linear(300, 300), torch.randn(100, 300)
    seen = []

    def loss():
        y = net(x)
        seen.append(weakref.ref(y))
        return y.relu().sum()

    graph = vizbp.capture(loss, keep=0)
    gc.collect()
    assert seen[0]() is None
    assert all(value.kept is None for call in graph._calls.values() for vertex, _ in call.sources
               for value in vertex.values)
