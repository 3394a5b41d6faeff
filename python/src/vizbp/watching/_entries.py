"""What a tape holds: calls, what they took, and what they are called."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import torch

from ..torch import _ops
from ..torch._names import snake_case
from ._meters import Measured
from ._names import Site


class Entry:
    """One call of one step.

    Attributes:
        site: The node that it is in the graph.
        values, gradients: What was measured of its results and of their gradients.
        nodes: The autograd nodes that it made; while they are held their ids are not used anew.
        sources: What it took, in the order of the graph; of steps whose graph is looked for.
    """

    __slots__ = ("gradients", "nodes", "site", "sources", "values")

    def __init__(self, site: Site):
        self.site = site
        self.values: list[Measured] = []
        self.gradients: list[Measured] = []
        self.nodes: list[Any] = []
        self.sources: list[Source] = []


class Source(NamedTuple):
    """A tensor that a call took.

    Attributes:
        tensor: The tensor.
        node: The autograd node that made it; None for a leaf.
        argument: Which of the call's arguments it is, by index or name; None where it is inside one
            of them.
    """

    tensor: torch.Tensor
    node: Any
    argument: int | str | None


@cache
def operation_of(func: Any) -> str:
    """The operation of a function, as far as its name says it: ``__rsub__`` → ``sub``."""
    name = getattr(func, "__name__", "") or "call"
    if name == "__get__":
        name = getattr(getattr(func, "__self__", None), "__name__", "") or "call"
    return snake_case(_ops.plain_name(name)[0])


def tensors_in(values: Any, depth: int) -> Iterator[torch.Tensor]:
    """The tensors in a result, as deep as is said."""
    for each in values:
        if isinstance(each, torch.Tensor):
            yield each
        elif depth > 1 and isinstance(each, (list, tuple)):
            yield from tensors_in(each, depth - 1)
        elif depth > 1 and isinstance(each, dict):
            yield from tensors_in(each.values(), depth - 1)


def named_arguments(module: Any, arguments: Any) -> Iterator[tuple[str, torch.Tensor]]:
    """The tensors that a module is given, by the names that its ``forward`` has for them."""
    # One that was traced has something else there, which cannot be asked.
    code = getattr(inspect.getattr_static(type(module), "forward", None), "__code__", None)
    names = code.co_varnames[1:code.co_argcount] if code is not None else ()
    for index, each in enumerate(arguments):
        if isinstance(each, torch.Tensor):
            yield (names[index] if index < len(names) else "input"), each
