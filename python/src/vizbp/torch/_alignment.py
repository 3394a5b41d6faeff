"""Which call of a compiled program is which call that ran eagerly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import fx

from ._calls import Vertex


@dataclass
class Aligned:
    """A call of a program.

    Attributes:
        node: The call.
        results: For each value of the vertex the node that has it; None where there is none.
    """

    node: fx.Node
    results: list[fx.Node | None]


#: Other names that Python or PyTorch has for an operation.
_SAME = {
    "truediv": "div", "true_divide": "div", "divide": "div", "multiply": "mul", "subtract": "sub",
    "negative": "neg", "absolute": "abs", "bmm": "matmul", "mm": "matmul",
}


#: Calls that give their argument back where there is nothing to do.
_PASSING = frozenset(
    {"dropout", "contiguous", "to", "type", "float", "double", "type_as", "expand"})


def align(program: fx.Graph, vertices: Sequence[Vertex]) -> dict[int, Aligned]:
    """The calls of a program for the vertices of an eager run, by the vertices' ids.

    Both are in the order in which Python made them. What has the same function, the same shapes and
    takes the same calls is the same call; of several ways the one that pairs most is taken.
    """
    theirs = [
        node for node in program.nodes
        if node.op in ("call_function", "call_method") and not _is_part(node)]
    ours = [vertex for vertex in vertices if vertex.call is not None]
    found: dict[int, Aligned] = {}
    for vertex, node in _longest(ours, theirs):
        parts = {
            each.args[1]: each for each in node.users
            if _is_part(each) and isinstance(each.args[1], int)}
        results = (
            [parts.get(index) for index in range(len(vertex.values))] if vertex.has_ports
            else [node])
        found[id(vertex)] = Aligned(node, results)
    # What takes another call's result is another call, whatever it is called.
    origins = {
        id(result): (key, index) for key, aligned in found.items()
        for index, result in enumerate(aligned.results) if result is not None}
    known = set(found)
    for vertex in ours:
        if id(vertex) not in found or vertex.call is None:
            continue
        taken: list[Any] = list(_tensors(found[id(vertex)].node))
        for (source, port), argument in zip(vertex.call.sources, taken, strict=True):
            while id(argument) not in origins and _name(argument) in _PASSING and argument.args:
                argument = argument.args[0]  # It may have given its argument back as it was.
            if id(source) in known and origins.get(id(argument)) != (id(source), port):
                del found[id(vertex)]
                break
    return found


def _longest(
    ours: Sequence[Vertex], theirs: Sequence[fx.Node]
) -> Iterator[tuple[Vertex, fx.Node]]:
    """The longest common subsequence; equal beginnings and ends are no work."""
    first = [_key_of_vertex(vertex) for vertex in ours]
    second = [_key_of_node(node) for node in theirs]
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        yield ours[start], theirs[start]
        start += 1
    first, second = first[start:], second[start:]
    ours, theirs = ours[start:], theirs[start:]
    if not first or not second or len(first) * len(second) > _MOST_WORK:
        return
    lengths = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in reversed(range(len(first))):
        for j in reversed(range(len(second))):
            lengths[i][j] = (
                lengths[i + 1][j + 1] + 1 if first[i] == second[j]
                else max(lengths[i + 1][j], lengths[i][j + 1]))
    i = j = 0
    while i < len(first) and j < len(second):
        if first[i] == second[j]:
            yield ours[i], theirs[j]
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            i += 1
        else:
            j += 1


#: So many pairs are compared, which takes seconds.
_MOST_WORK = 20_000_000


def _key_of_vertex(vertex: Vertex) -> tuple[Any, ...]:
    call = vertex.call
    if call is None:
        return ()
    name = getattr(call.function, "__name__", "") if call.custom is None else "custom"
    shapes = tuple(value.shape for value in vertex.values)
    return _plain(name), shapes, len(call.sources)


def _key_of_node(node: fx.Node) -> tuple[Any, ...]:
    made = node.meta.get("example_value")
    made = made if isinstance(made, (tuple, list)) else (made,)
    shapes = tuple(
        tuple(each.shape) for each in made if isinstance(each, torch.Tensor))
    return _plain(_name(node)), shapes, len(_tensors(node))


def _name(node: fx.Node) -> str:
    return node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")


def _plain(name: str) -> str:
    """``sub`` for ``__rsub__``, ``sub_`` and ``__isub__``."""
    bare = name.strip("_")
    if name.startswith("__") and bare[:1] in ("r", "i") and bare[1:] in _OF_PYTHON:
        bare = bare[1:]
    return _SAME.get(bare, bare)


_OF_PYTHON = frozenset({"add", "sub", "mul", "truediv", "pow", "matmul", "floordiv", "mod"})


def _is_part(node: fx.Node) -> bool:
    """Whether a node only takes one of several results."""
    return getattr(node.target, "__name__", "") == "getitem" and isinstance(
        node.args[0], fx.Node) and isinstance(
        node.args[0].meta.get("example_value"), (tuple, list))


def _tensors(node: fx.Node) -> list[fx.Node]:
    """The tensors among a call's arguments, in their order, repeats included."""
    found: list[fx.Node] = []

    def take(each: fx.Node) -> fx.Node:
        if isinstance(each.meta.get("example_value"), torch.Tensor):
            found.append(each)
        return each

    fx.map_arg((node.args, node.kwargs), take)
    return found
