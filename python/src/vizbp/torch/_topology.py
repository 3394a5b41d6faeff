"""The wires of the graph: which vertex each edge of autograd leads to, and along which input."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ._calls import Vertex
from ._look import has_prehooks
from ._provenance import Origin, Provenance

#: An input: a vertex, and which of its inputs.
Input = tuple[Vertex, int]
#: An edge of autograd: a node's id, and the index among its ``next_functions``.
EdgeKey = tuple[int, int]


@dataclass
class Topology:
    """The wires.

    Attributes:
        wires: For each edge that leads out of a vertex the vertex, and which of its inputs it is.
        summed: For edges that share a wire, or end at a value on which its own vertex builds as
            well, the sums that they are parts of.
        inner: Values on which their own vertex builds: their gradient for others is a sum.
        hooked: Values whose gradient a hook may change once it has been summed.
    """

    wires: dict[EdgeKey, Input] = field(default_factory=dict)
    summed: dict[EdgeKey, list[Any]] = field(default_factory=dict)
    inner: set[tuple[int, int]] = field(default_factory=set)
    hooked: set[tuple[int, int]] = field(default_factory=set)


def connect(provenance: Provenance, nodes: Iterable[Any]) -> Topology:
    """Account for every autograd node, and lead each of their edges along a wire.

    Args:
        provenance: What the forward pass left; vertices and inputs are added to it.
        nodes: All that can be reached from the outputs.
    """
    nodes = list(nodes)
    for node in nodes:
        if id(node) not in provenance.owners:
            provenance.adopt(node)
    _split(provenance, nodes)
    found = Topology(hooked=provenance.hooked)
    by_vertex: dict[int, tuple[Vertex, list[tuple[EdgeKey, Origin]]]] = {}
    for node, index, after, output in _edges(nodes):
        vertex = provenance.owners[id(node)]
        if provenance.owners[id(after)] is not vertex:
            target = provenance.origin_of(after, output)
            by_vertex.setdefault(id(vertex), (vertex, []))[1].append(((id(node), index), target))
        elif (id(after), output) in provenance.edges:
            found.inner.add((id(after), output))
    # What autograd alone knows of first: calls may take it in place of an argument.
    for vertex, edges in sorted(by_vertex.values(), key=lambda entry: entry[0].call is not None):
        _lead(vertex, edges, found)
    prehooked = {id(node) for node in nodes if has_prehooks(node)}
    found.hooked |= {value for value in provenance.edges if value[0] in prehooked}
    for node, index, after, output in _edges(nodes):
        value, key = (id(after), output), (id(node), index)
        if value in found.hooked or (value in found.inner and key in found.wires):
            found.summed.setdefault(key, []).append(("value", *value))
    return found


def _edges(nodes: list[Any]) -> Iterator[tuple[Any, int, Any, int]]:
    """Each edge of autograd: a node, the index of the edge, and where it leads."""
    for node in nodes:
        for index, (after, output) in enumerate(node.next_functions):
            if after is not None:
                yield node, index, after, output


def _split(provenance: Provenance, nodes: list[Any]) -> None:
    """Give a vertex of its own to each node inside of a call that others build on, as a second call
    does on a cast that autocast made for the first."""
    waiting = list(nodes)
    position = {id(vertex): index for index, vertex in enumerate(provenance.vertices)}
    inserted: list[tuple[int, Vertex]] = []
    while waiting:
        node = waiting.pop()
        vertex = provenance.owners[id(node)]
        for after, output in node.next_functions:
            if after is None or (id(after), output) in provenance.edges:
                continue
            owner = provenance.owners[id(after)]
            if owner is vertex or owner.call is None:
                continue
            owner.owned.remove(after)
            single = provenance.single(after)
            single.scope = owner.scope
            single.source = owner.source
            inserted.append((position[id(owner)], single))
            position[id(single)] = position[id(owner)]
            waiting.append(after)
    # Later finds are what earlier ones take.
    for index, vertex in sorted(
            reversed(inserted), key=lambda entry: entry[0], reverse=True):
        provenance.vertices.insert(index, vertex)


def _lead(
    vertex: Vertex, edges: list[tuple[EdgeKey, Origin]], found: Topology
) -> None:
    """Lead the edges out of a vertex along its inputs; what is no argument becomes one."""
    by_target: dict[tuple[int, int], list[EdgeKey]] = {}
    targets: dict[tuple[int, int], Origin] = {}
    for key, target in edges:
        identity = (id(target[0]), target[1])
        by_target.setdefault(identity, []).append(key)
        targets[identity] = target
    for identity, keys in by_target.items():
        target = targets[identity]
        inputs = [
            (each, index) for each in (vertex, *vertex.parts)
            for index, (source, port) in enumerate(each.inputs)
            if source is target[0] and port == target[1]]
        if not inputs:
            inputs = [(vertex, _input_for(vertex, target, by_target))]
        if len(inputs) == len(keys):
            found.wires.update(zip(keys, inputs, strict=True))
            continue
        user, argument = inputs[0]
        for key in keys:
            found.wires[key] = (user, argument)
            if len(keys) > 1:
                found.summed.setdefault(key, []).append(("wire", id(user), argument))


def _input_for(
    vertex: Vertex, target: Origin, by_target: dict[tuple[int, int], Any]
) -> int:
    """Where among the inputs a value goes that is no argument itself.

    A cast or a transpose of an argument takes the argument's place, as does the base of a view into
    which is written; anything else comes last.
    """
    def is_free(index: int) -> bool:
        source, port = vertex.inputs[index]
        return (id(source), port) not in by_target

    if vertex.op == "copy_slices" and vertex.inputs and is_free(0):
        vertex.inputs[0] = target
        return 0
    behind, seen = target[0], 0
    while behind.call is None and len(behind.owned) == 1 and seen < 8:
        after = behind.inputs
        if len(after) != 1:
            break
        for index, (source, port) in enumerate(vertex.inputs):
            if source is after[0][0] and port == after[0][1] and is_free(index):
                vertex.inputs[index] = target
                if target[0].op not in ("cast", "identity"):
                    # The operation would be another one with this input.
                    vertex.attributes["through"] = target[0].op
                    if vertex.call is not None:
                        vertex.call.inputs[index] = None
                return index
        behind, seen = after[0][0], seen + 1
    if target[0].op in ("input", "parameter"):
        # It was written into since the call took it: the operation has no rule for that.
        vertex.attributes["through"] = "write"
    vertex.inputs.append(target)
    if vertex.call is not None:
        vertex.call.inputs.append(None)
    return len(vertex.inputs) - 1
