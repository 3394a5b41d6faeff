"""Make a graph of what the forward and the backward pass left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .._json import TensorData
from ..graph import Graph
from ..node import Node, Port
from ._backward import Backward
from ._calls import Call, Value, Vertex
from ._hooks import insert_hooks, insert_hooks_of_nodes
from ._names import dotted
from ._provenance import Origin, Provenance
from ._snapshot import dtype_name
from ._topology import Topology


def assemble(
    provenance: Provenance, topology: Topology, backward: Backward,
    outputs: Sequence[Origin], seeds: list[TensorData | None], name: str | None,
) -> Graph:
    """The graph: what the outputs depend on, each node after what it takes."""
    sent = _contributions(topology, backward)
    insert_hooks_of_nodes(provenance, topology, backward, sent)
    outputs = insert_hooks(provenance, topology, backward, outputs, seeds, sent)
    provenance.rename_leaves()
    order = _needed(provenance, [vertex for vertex, _ in outputs])
    _name(order)
    nodes, calls = [], {}
    for vertex in order:
        node = _node(vertex, sent.get(id(vertex), {}), topology, backward)
        nodes.append(node)
        if vertex.call is not None and vertex.owned:
            calls[vertex.identity] = vertex.call
    for vertex, _ in outputs:
        if vertex.inputs:
            nodes[order.index(vertex)].role = "output"
    notes = provenance.notes + _overwritten(provenance, order) + _left_out(provenance, order)
    graph = Graph(nodes, [_reference(*output) for output in outputs], name, seeds, notes)
    graph._calls, graph._engine = calls, "torch"
    return graph


def _needed(provenance: Provenance, roots: list[Vertex]) -> list[Vertex]:
    """The vertices that some depend on, each after what it takes: in the order of the calls."""
    position = {id(vertex): index for index, vertex in enumerate(provenance.vertices)}
    order: list[Vertex] = []
    state: dict[int, int] = {}
    waiting = list(reversed(roots))
    needed: dict[int, Vertex] = {}
    while waiting:
        vertex = waiting.pop()
        if id(vertex) not in needed:
            needed[id(vertex)] = vertex
            waiting += [source for source, _ in vertex.inputs]
    stack = sorted(needed.values(), key=lambda v: position.get(id(v), 0), reverse=True)
    while stack:
        vertex = stack[-1]
        if state.get(id(vertex)) == 2:
            stack.pop()
            continue
        missing = [source for source, _ in vertex.inputs if id(source) not in state]
        if missing:
            stack += reversed(missing)
            continue
        state[id(vertex)] = 2
        order.append(vertex)
        stack.pop()
    return order


def _name(order: list[Vertex]) -> None:
    """Give each vertex an id of its own: ``encoder.fc.weight``, ``encoder.fc.linear_2``."""
    taken: dict[str, int] = {}
    for vertex in order:
        base = vertex.name or dotted(vertex.scope, vertex.op)
        identity = base
        while identity in taken:
            taken[base] += 1
            identity = f"{base}_{taken[base]}"
        taken[identity] = 1
        vertex.identity = identity


def _contributions(
    topology: Topology, backward: Backward
) -> dict[int, dict[int, TensorData | None]]:
    """By vertex and input what was sent along the wire."""
    found: dict[int, dict[int, TensorData | None]] = {}
    for (node, edge), (vertex, argument) in topology.wires.items():
        passed = backward.nodes.get(node)
        if passed is None or passed.sent is None:
            continue
        shared = ("wire", id(vertex), argument)
        data = backward.sums[shared] if shared in backward.sums else passed.sent[edge]
        if data is not None:
            found.setdefault(id(vertex), {})[argument] = data
    return found


def _node(
    vertex: Vertex, sent: dict[int, TensorData | None], topology: Topology, backward: Backward
) -> Node:
    node = Node(
        vertex.identity, vertex.op, [_reference(*source) for source in vertex.inputs],
        label=vertex.label, scope=vertex.scope or None, attributes=vertex.attributes,
        role=vertex.role, source=vertex.source)
    ran = [each for each in vertex.owned if id(each) in backward.nodes]
    node.autograd = [each.name().rpartition("::")[2] for each in ran]
    gradients = [gradient_of(value, topology, backward) for value in vertex.values]
    if vertex.has_ports:
        node.ports = [
            Port(*_kind(value, backward), value.data, gradient, value.name)
            for value, gradient in zip(vertex.values, gradients, strict=True)]
    else:
        ((value, gradient),) = zip(vertex.values, gradients, strict=True)
        node.shape, node.dtype = _kind(value, backward)
        node.value, node.gradient = value.data, gradient
    if sent:
        node.contributions = [sent.get(index) for index in range(len(vertex.inputs))]
        node.local = local_of(node)
    if any(id(each) in backward.sparse for each in vertex.owned):
        node.extra["gradient_layout"] = "sparse"
    if vertex.whole is not None:
        node.extra["part_of"] = vertex.whole.identity
    if vertex.call is not None:
        vertex.call.arrived = [
            (value.dtype, gradient)
            for value, gradient in zip(vertex.values, gradients, strict=True)]
        if all(backward.nodes[id(each)].given is None for each in ran):
            vertex.call.sent = _sent(vertex, vertex.call, sent)
    if vertex.call is not None and vertex.call.custom is not None:
        node.extra["derivative"] = "custom"
    return node


def _sent(
    vertex: Vertex, call: Call, sent: dict[int, TensorData | None]
) -> list[tuple[list[int], np.ndarray]]:
    """What was sent to each value among a call's arguments, where it can be compared with what its
    rule gives: all is kept, and went along wires of the arguments alone."""
    if vertex.op == "copy_slices" or call.autocast is not None or not all(
            each is None or isinstance(each, np.ndarray) for _, each in call.arrived):
        return []
    taken = [source.values[port] for source, port in call.sources]
    if any(value.is_sparse for value in (*taken, *vertex.values)):
        return []
    by_source: dict[tuple[int, int], list[int]] = {}
    for slot in call.slots():
        source, port = call.sources[slot.index]
        if slot.requires_grad:
            by_source.setdefault((id(source), port), []).append(slot.index)
    found = []
    for slots in by_source.values():
        inputs = [index for index, slot in enumerate(call.inputs) if slot in slots]
        parts = [sent.get(index) for index in inputs]
        arrays = [each for each in parts if isinstance(each, np.ndarray)]
        if len(inputs) == len(slots) and len(arrays) == len(parts):
            found.append((slots, np.asarray(sum(arrays[1:], arrays[0]))))
    return found


def _kind(
    value: Value, backward: Backward
) -> tuple[tuple[int | str, ...] | None, str | None]:
    """Shape and type of a value; where nobody has seen it, those of its gradient."""
    shape, dtype = value.shape, value.dtype
    # What torch.func transforms stands for others, in another shape.
    if (dtype is None or value.data is None) and value.edge is not None:
        passed = backward.nodes.get(id(value.edge[0]))
        kind = passed.kinds[value.edge[1]] if passed is not None and passed.kinds else None
        shape, dtype = kind or (shape, dtype)
    return shape, None if dtype is None else dtype_name(dtype)


def gradient_of(value: Value, topology: Topology, backward: Backward) -> TensorData | None:
    """The accumulated gradient of a value, after hooks; None where none arrived."""
    if value.edge is None:
        return value.gradient
    node, output = value.edge
    key = (id(node), output)
    if key[0] in backward.leaf_gradients:
        return backward.leaf_gradients[key[0]]
    if key in topology.inner:
        return backward.sums.get(("value", *key))
    passed = backward.nodes.get(key[0])
    return passed.gradients[output] if passed is not None and passed.gradients else None


def local_of(node: Node) -> list[float | str | None] | None:
    """Of numbers, the derivative in each: what was sent, over what had arrived."""
    upstream = node.gradient
    if not isinstance(upstream, np.ndarray) or upstream.shape != () or upstream.dtype.kind != "f":
        return None
    if not np.isfinite(upstream) or upstream == 0:
        return None
    found: list[float | str | None] = []
    for each in node.contributions or []:
        found.append(None)
        if isinstance(each, np.ndarray) and each.shape == () and each.dtype.kind == "f":
            local = float(each) / float(upstream)
            if each.dtype.type(float(upstream) * local) == each:
                found[-1] = local
    return found


def _reference(vertex: Vertex, port: int) -> str:
    return f"{vertex.identity}:{port}" if vertex.has_ports else vertex.identity


def _overwritten(provenance: Provenance, order: list[Vertex]) -> list[str]:
    """Leaves that were used before and after something wrote into them without a gradient."""
    held = {id(vertex) for vertex in order}
    return [
        f"{vertex.identity} was written into after its first use; the gradient is with the later."
        for vertex in provenance.overwritten if id(vertex) in held]


def _left_out(provenance: Provenance, order: list[Vertex]) -> list[str]:
    """What had a gradient to give and does not reach an output, in a sentence."""
    held: set[int] = set()
    waiting = list(order)
    while waiting:
        vertex = waiting.pop()
        if id(vertex) not in held:
            held.add(id(vertex))
            # A view into which was written is no input of the write, but not idle either.
            waiting += [source for source, _ in vertex.inputs]
            waiting += [source for source, _ in vertex.call.sources] if vertex.call else []
    astray = [
        vertex for vertex in provenance.vertices
        if vertex.call is not None and vertex.owned and id(vertex) not in held]
    if not astray:
        return []
    ops = list(dict.fromkeys(vertex.op for vertex in astray))
    shown = ", ".join(ops[:5]) + (" …" if len(ops) > 5 else "")
    if len(astray) == 1:
        return [f"A call does not reach an output, and is left out: {shown}."]
    return [f"{len(astray)} calls do not reach an output, and are left out: {shown}."]
