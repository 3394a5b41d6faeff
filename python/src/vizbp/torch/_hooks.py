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
    for key in topology.hooked:
        origin, passed = provenance.edges.get(key), backward.nodes.get(key[0])
        if origin is None or passed is None or not passed.gradients:
            continue
        vertex, port = origin
        came, went = backward.sums.get(("value", *key)), passed.gradients[key[1]]
        if (id(vertex), port) in ends:
            seed = ends[id(vertex), port]
            start = np.ones(went.shape) if seed is None and isinstance(went, np.ndarray) else seed
            came = _sum(came, start)
        if came is None or went is None or encode(came) == encode(went):
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


def _sum(a: TensorData | None, b: TensorData | None) -> TensorData | None:
    if a is None or b is None:
        return b if a is None else a
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        total: np.ndarray = a + b.astype(a.dtype)
        return total
    return None
