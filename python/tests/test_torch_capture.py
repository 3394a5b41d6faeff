"""Capture of PyTorch: numbers are the engine's to the bit, and nothing that ran is missing."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch_models import MODELS  # noqa: E402

import vizbp  # noqa: E402
from vizbp import Graph  # noqa: E402
from vizbp.torch._backward import reachable  # noqa: E402
from vizbp.torch._snapshot import to_numpy  # noqa: E402


def outputs_of(result) -> list:
    return list(result) if isinstance(result, tuple) else [result]


def plain(name: str):
    """A run without capture: the leaves' gradients, and the names of autograd's nodes."""
    case = MODELS[name]()
    torch.manual_seed(1)
    outputs = outputs_of(case.loss())
    roots = [torch.autograd.graph.get_gradient_edge(output).node for output in outputs]
    names = Counter(node.name().rpartition("::")[2] for node in reachable(roots))
    seeds = case.options.get("seeds", [None] * len(outputs))
    seeds = [None if s is None else torch.as_tensor(s).expand(o.shape)
             for s, o in zip(seeds, outputs, strict=True)]
    torch.autograd.backward(outputs, seeds)
    return {key: leaf.grad for key, leaf in case.leaves.items()}, names


@pytest.fixture(scope="module", params=sorted(MODELS))
def captured(request):
    case = MODELS[request.param]()
    torch.manual_seed(1)
    graph = vizbp.capture(case.loss, limit=10**6, **case.options)
    return request.param, case, graph


def test_gradients_are_the_engines_to_the_bit(captured):
    name, _, graph = captured
    grads, _ = plain(name)
    assert grads
    for key, grad in grads.items():
        assert grad is not None, key
        wanted = to_numpy(grad.to_dense() if grad.is_sparse else grad, copy=True)
        assert graph[key].gradient.tobytes() == wanted.tobytes(), key


def test_each_of_autograds_nodes_has_a_counterpart(captured):
    name, case, graph = captured
    held = Counter(each for node in graph.nodes for each in node.autograd)
    assert held.total() > 0
    if case.same_graph:
        assert held == plain(name)[1]


def values_with_gradients(graph: Graph):
    for node in graph.nodes:
        if node.ports is None:
            yield node.id, node.gradient
        else:
            yield from ((f"{node.id}:{i}", port.gradient) for i, port in enumerate(node.ports))


def test_contributions_add_up_to_the_gradient(captured):
    _, _, graph = captured
    seeds = dict(zip(graph.outputs, graph.seeds, strict=True))
    checked = 0
    for reference, gradient in values_with_gradients(graph):
        parts = [edge.contribution for edge in graph.contributions(reference)]
        if reference in seeds:
            seed = seeds[reference]
            parts.append(np.ones(gradient.shape, gradient.dtype) if seed is None else seed)
        if gradient is None:
            assert not parts, reference
            continue
        assert parts, f"{reference} has a gradient from nowhere"
        if len(parts) == 1:
            assert parts[0].astype(gradient.dtype).tobytes() == gradient.tobytes(), reference
        else:
            kind = np.result_type(gradient.dtype, np.float64)
            total = sum(part.astype(kind) for part in parts)
            size = sum(np.abs(part.astype(kind)) for part in parts)
            # A bfloat16 is kept as the float32 that has its value.
            coarse = {"bfloat16": 2.0**-8, "float16": 2.0**-11}
            node = graph[reference.rpartition(":")[0] if ":" in reference else reference]
            unit = coarse.get(node.dtype, np.finfo(gradient.dtype).eps)
            assert np.all(np.abs(total - gradient) <= unit * size * len(parts)), reference
        checked += 1
    assert checked > 2


def test_the_file_reads_back_and_has_no_loose_ends(captured):
    _, _, graph = captured
    again = Graph.from_json(graph.json())
    assert again.json() == graph.json()
    seen = set()
    for node in again.nodes:
        for name in node.inputs:
            source, _, port = name.rpartition(":") if ":" in name else (name, "", "")
            assert source in seen, f"{node.id} comes before {source}"
            assert not port or int(port) < len(again[source].ports)
        assert node.id not in seen
        seen.add(node.id)


def test_the_file_is_valid_to_the_schema(captured):
    validators = pytest.importorskip("jsonschema.validators")
    schema = json.loads((Path(__file__).parents[2] / "schema/vizbp.graph.schema.json").read_text())
    dtypes = schema["$defs"]["node"]["properties"]["dtype"].get("enum")
    _, _, graph = captured
    file = json.loads(graph.json())
    if dtypes is not None and any(node.get("dtype") not in dtypes for node in file["nodes"]):
        pytest.skip("the schema does not know the type of a node yet")
    validators.validator_for(schema)(schema).validate(file)


def test_leaf_gradients_are_left_as_they_were():
    case = MODELS["perceptron"]()
    leaf = case.leaves["0.weight"]
    leaf.grad = before = torch.full_like(leaf, 3.0)
    vizbp.capture(case.loss)
    assert leaf.grad is before and bool((before == 3).all())
    assert case.leaves["0.bias"].grad is None
