"""What was recorded of one call: enough to draw it, and to run it again.

``Graph._calls`` maps the ids of a captured graph's nodes to ``Call``. ``Call.arguments()`` gives
the arguments as they were, for ``graph.check()`` to run ``Call.function`` on them again.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from .._json import TensorData
from .._judge import ArgumentsMissing
from ._look import is_lazy, shape_of


@dataclass(frozen=True)
class Slot:
    """Where a tensor stands among a call's arguments.

    Attributes:
        index: Which of the call's tensors it is, in the order of the arguments.
        shape, dtype, requires_grad: Those that the tensor had.
    """

    index: int
    shape: tuple[Any, ...]
    dtype: torch.dtype
    requires_grad: bool


@dataclass
class Value:
    """A tensor that a vertex made, as it was then.

    Attributes:
        shape, dtype: Those of the tensor; None where it was never seen.
        data: Its elements, or statistics of them; None where it was never seen.
        edge: The autograd node that made it, and which of its outputs; None without a gradient.
        name: What the function calls this output, where there are several.
    """

    shape: tuple[int | str, ...] | None
    dtype: torch.dtype | None
    data: TensorData | None = None
    edge: tuple[Any, int] | None = None
    name: str | None = None
    # The gradient, where no autograd node was asked for it.
    gradient: TensorData | None = None
    device: torch.device = torch.device("cpu")
    # Whether not all elements are stored; ``data`` has them all nevertheless.
    is_sparse: bool = False
    # The tensor itself where it has too many elements to be copied: it shares their storage, and
    # the version says whether somebody has written into it since.
    kept: torch.Tensor | None = None
    version: int = 0

    def tensor(self) -> torch.Tensor | None:
        """The tensor as it was; None where it was not kept, or was written into since."""
        if isinstance(self.data, np.ndarray):
            array = np.array(self.data)
            return torch.from_numpy(array).to(self.device, self.dtype)
        if self.kept is None or self.kept._version != self.version:
            return None
        return self.kept


@dataclass(eq=False)
class Vertex:
    """A node of the graph to be: a leaf, a call, or an autograd node that no call accounts for.

    Attributes:
        op, label, scope, attributes, role: As those of ``vizbp.Node``.
        source: ``file:line`` of the user's code.
        inputs: What it takes: which of whose values, in the order of the node's inputs.
        values: What it made.
        owned: The autograd nodes that it stands for.
        name: What its id begins with.
        parts: Nodes of its own that are computed first, where a call is several operations.
        whole: The call that it is a part of.
        call: How to run it again; None for what was not called.
    """

    op: str
    inputs: list[tuple[Vertex, int]] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    label: str | None = None
    scope: str = ""
    name: str = ""
    role: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    source: str | None = None
    owned: list[Any] = field(default_factory=list)
    parts: list[Vertex] = field(default_factory=list)
    whole: Vertex | None = None
    call: Call | None = None
    has_ports: bool = False
    identity: str = ""


@dataclass(eq=False)
class Call:
    """One call as it was made, to be made again.

    Attributes:
        function: What was called; for a custom ``autograd.Function`` its ``apply``.
        args, kwargs: The arguments, with a ``Slot`` where a tensor stood.
        sources: For each slot what was there: whose value, and which.
        source: ``file:line`` of the user's code that called.
        custom: The ``autograd.Function`` that was applied, if that is what it was.
        grad_enabled: Whether gradients were recorded when it was made.
        autocast: The type to which autocast was set when it was made, else None.
        arrived: Of each value its type and the gradient that it was sent, None where none was.
        sent: What was sent to arguments when autograd ran, each with the slots where that value
            stood; empty where this, or what had arrived, was not kept, or a hook was there.
        inputs: For each input of the node the index of its slot; None for an input that is no
            argument (a number, or what autograd alone knows of).
    """

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    sources: list[tuple[Vertex, int]]
    source: str | None = None
    custom: type | None = None
    grad_enabled: bool = True
    autocast: torch.dtype | None = None
    arrived: list[tuple[torch.dtype | None, TensorData | None]] = field(default_factory=list)
    sent: list[tuple[list[int], np.ndarray]] = field(default_factory=list)
    inputs: list[int | None] = field(default_factory=list)

    def slots(self) -> list[Slot]:
        """Where the tensors stand, in order."""
        return list(slots_in((self.args, self.kwargs)))

    def arguments(self) -> tuple[tuple[Any, ...], dict[str, Any], list[torch.Tensor]]:
        """The arguments as they were, and the tensors among them in the order of their slots.

        Raises:
            ArgumentsMissing: A tensor was too large to be kept, or was written into since.
        """
        tensors: list[torch.Tensor] = []
        for vertex, port in self.sources:
            tensor = vertex.values[port].tensor()
            if tensor is None:
                what = vertex.identity or vertex.op
                raise ArgumentsMissing(f"the value of {what} was not kept, or overwritten since")
            tensors.append(tensor)
        return *self.rebuilt(tensors), tensors

    def rebuilt(self, tensors: list[Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments with these tensors in their slots."""
        return _filled(self.args, tensors), _filled(self.kwargs, tensors)

    @property
    def backward_source(self) -> str | None:
        """``file:line`` of a custom function's ``backward``."""
        if self.custom is None:
            return None
        # Beneath what decorates it, such as once_differentiable.
        backward = getattr(self.custom, "backward", None)
        code = getattr(inspect.unwrap(backward) if backward else None, "__code__", None)
        return f"{code.co_filename}:{code.co_firstlineno}" if code is not None else None


def slots_in(value: Any) -> Iterator[Slot]:
    """The slots in arguments, in order."""
    if isinstance(value, Slot):
        yield value
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from slots_in(each)
    elif isinstance(value, slice):
        yield from slots_in((value.start, value.stop, value.step))
    elif isinstance(value, dict):
        for each in value.values():
            yield from slots_in(each)


def _filled(value: Any, tensors: list[Any]) -> Any:
    if isinstance(value, Slot):
        return tensors[value.index]
    if isinstance(value, tuple):
        items = [_filled(each, tensors) for each in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, slice):
        return slice(*(_filled(each, tensors) for each in (value.start, value.stop, value.step)))
    if isinstance(value, list):
        return [_filled(each, tensors) for each in value]
    if isinstance(value, dict):
        return {key: _filled(each, tensors) for key, each in value.items()}
    return value


def emptied(value: Any, tensors: list[torch.Tensor]) -> Any:
    """A copy of arguments with a ``Slot`` for each tensor, which is appended to ``tensors``."""
    if isinstance(value, torch.Tensor):
        tensors.append(value)
        shape = () if is_lazy(value) else shape_of(value) or ()
        return Slot(len(tensors) - 1, shape, value.dtype, value.requires_grad)
    if isinstance(value, torch.Size):
        return value
    if isinstance(value, slice):
        return slice(*(emptied(each, tensors) for each in (value.start, value.stop, value.step)))
    if isinstance(value, tuple):
        items = [emptied(each, tensors) for each in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    if isinstance(value, list):
        return [emptied(each, tensors) for each in value]
    if isinstance(value, dict):
        return {key: emptied(each, tensors) for key, each in value.items()}
    return value
