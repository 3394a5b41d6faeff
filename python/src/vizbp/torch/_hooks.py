"""Hooks of tensors that change gradients: a node of their own between a value and its uses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._json import TensorData, encode
from ._backward import Backward
from ._calls import Value, Vertex
from ._provenance import Origin, Provenance
from ._topology import Topology


def insert_hooks(
    provenance: Provenance, topology: Topology, backward: Backward,
    outputs: Sequence[Origin], seeds: Sequence[TensorData | None],
    sent: dict[int, dict[int, TensorData | None]],
) -> list[Origin]:
    """Put a vertex ``hook`` behind each value whose hook changed the gradient.

    What the uses contributed is the gradient of the hook, and what the hook made of it goes on to
    the value: so contributions add up everywhere.

    Args:
        sent: What vertices sent, by vertex and input; the hooks' is added.

    Returns:
        The outputs, where one of them has such a hook the hook itself.
    """
    replaced: dict[tuple[int, int], Origin] = {}
    ends = {(id(vertex), port): seed for (vertex, port), seed in zip(outputs, seeds, strict=True)}
    leaves = {(node, 0) for node in backward.leaf_gradients}
    for key in sorted(topology.hooked | leaves):
        origin, passed = provenance.edges.get(key), backward.nodes.get(key[0])
        if origin is None or passed is None or not passed.gradients:
            continue
        vertex, port = origin
        # Where a hook sees a leaf once its gradient is there, that is what it left.
        went = backward.leaf_gradients.get(key[0], passed.gradients[key[1]])
        came = backward.sums.get(("value", *key)) if key in topology.hooked else (
            passed.gradients[key[1]])
        if came is went:
            continue
        if key in topology.hooked and (id(vertex), port) in ends:
            seed = ends[id(vertex), port]
            start = np.ones(went.shape) if seed is None and isinstance(went, np.ndarray) else seed
            came = _sum(came, start)
        if came is None or went is None or _are_same(came, went):
            continue
        value = vertex.values[port]
        hook = Vertex(
            "hook", [origin], [Value(value.shape, value.dtype, value.data, gradient=came)],
            scope=vertex.scope, source=vertex.source)
        sent[id(hook)] = {0: went}
        replaced[id(vertex), port] = (hook, 0)
        provenance.vertices.insert(provenance.vertices.index(vertex) + 1, hook)
    if not replaced:
        return list(outputs)
    hooks = {id(hook) for hook, _ in replaced.values()}
    for vertex in provenance.vertices:
        if id(vertex) not in hooks:
            vertex.inputs = [
                replaced.get((id(source), port), (source, port))
                for source, port in vertex.inputs]
    return [replaced.get((id(vertex), port), (vertex, port)) for vertex, port in outputs]


def insert_hooks_of_nodes(
    provenance: Provenance, topology: Topology, backward: Backward,
    sent: dict[int, dict[int, TensorData | None]],
) -> None:
    """Put a vertex ``hook`` on each wire along which a hook of autograd's node sent something else
    than the node's rule gave."""
    for (node, edge), (vertex, argument) in topology.wires.items():
        passed = backward.nodes.get(node)
        if passed is None or passed.given is None or passed.sent is None or (
                "wire", id(vertex), argument) in backward.sums:
            continue
        gave, went = passed.given[edge], passed.sent[edge]
        if gave is went or gave is None or went is None or _are_same(gave, went):
            continue
        origin = vertex.inputs[argument]
        value = origin[0].values[origin[1]]
        hook = Vertex(
            "hook", [origin], [Value(value.shape, value.dtype, value.data, gradient=gave)],
            scope=vertex.scope, source=vertex.source)
        sent[id(hook)], sent[id(vertex)][argument] = {0: went}, gave
        vertex.inputs[argument] = (hook, 0)
        provenance.vertices.insert(provenance.vertices.index(vertex), hook)


def _are_same(a: TensorData, b: TensorData) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    # Of NaN only the words are alike.
    return type(a) is type(b) and (bool(a == b) or encode(a) == encode(b))


def _sum(a: TensorData | None, b: TensorData | None) -> TensorData | None:
    if a is None or b is None:
        return b if a is None else a
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        total: np.ndarray = a + b.astype(a.dtype)
        return total
    return None
