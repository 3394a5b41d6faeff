"""What rules for PyTorch functions are made of, and the table of all rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from .._calls import Slot, Value, slots_in


@dataclass(frozen=True)
class Number:
    """An operand that is no tensor of the call: it becomes a constant of the graph."""

    number: float | int | bool | np.ndarray


@dataclass(frozen=True)
class Made:
    """An operand that the call made itself, and that has no gradient: the indices of the greatest.

    It becomes a node of its own beside the call, which then makes one value less.
    """

    op: str
    value: int
    inputs: list[int]


@dataclass(frozen=True)
class Part:
    """An operand that is computed of others first: the call is several operations in a graph.

    Attributes:
        op, operands, attributes: As those of ``Described``.
        compute: Computes it of the values of the operands.
    """

    op: str
    operands: list[Operand]
    compute: Callable[..., Any]
    attributes: dict[str, Any] = field(default_factory=dict)


#: The index of a slot, or what becomes a node.
Operand = int | Number | Made | Part


@dataclass
class Described:
    """What a call is in a graph.

    Attributes:
        op: The operation's name.
        operands: For each input the index of its slot, or what becomes a node first.
        attributes: What the operation was told beside that.
        label: What a drawing calls it; None for the operation's own sign.
    """

    op: str
    operands: list[Operand]
    attributes: dict[str, Any] = field(default_factory=dict)
    label: str | None = None


@dataclass
class Bound:
    """A call's arguments by name, and the defaults of those that were left out."""

    values: dict[str, Any]
    defaults: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name] if name in self.values else self.defaults[name]

    def get(self, name: str, default: Any = None) -> Any:
        """An argument, its default, or ``default`` where the function has neither."""
        return self.values.get(name, self.defaults.get(name, default))

    def first(self, *names: str) -> Any:
        """The argument under the first of several names that the call has."""
        for name in names:
            if name in self.values:
                return self.values[name]
        for name in names:
            if name in self.defaults:
                return self.defaults[name]
        raise KeyError(names[0])

    def operands(self, *names: str) -> list[Operand]:
        """Arguments as operands, those that are None left out."""
        return [operand(self[name]) for name in names if self.get(name) is not None]

    def slots(self) -> list[Operand]:
        """All tensors among the arguments, in the order in which the function names them."""
        return [slot.index for slot in slots_in(
            {key: value for key, value in self.values.items() if key != "out"})]

    def attributes(self, *without: str) -> dict[str, Any]:
        """All that is no tensor and no default, by PyTorch's names."""
        found = {}
        for key, value in self.values.items():
            if key in without or key in _NEVER or value is None or any(slots_in(value)):
                continue
            if key in self.defaults and _same(self.defaults[key], value):
                continue
            if isinstance(value, torch.dtype):
                value = dtype_name(value)
            found[key] = value if is_plain(value) else str(value)
        return found


#: Arguments that say nothing of what is computed.
_NEVER = frozenset({
    "out", "inplace", "generator", "_stacklevel", "size_average", "reduce", "memory_format",
    "non_blocking", "pin_memory"})


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return isinstance(a, bool) == isinstance(b, bool) and a == b
    return type(a) is type(b) and bool(a == b)


def is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(is_plain(each) for each in value)
    return isinstance(value, (bool, int, float, str))


def operand(value: Any) -> Operand:
    """A tensor or a number as an operand; anything else raises TypeError."""
    if isinstance(value, Slot):
        return value.index
    if isinstance(value, (bool, int, float)):
        return Number(value)
    raise TypeError(f"{value!r} is no operand")


Rule = Callable[[Bound, list[Value]], Described | None]
RULES: dict[str, Rule] = {}
#: Names of vizbp's operations that differ from PyTorch's functions of the same name.
TAKEN = frozenset({
    "gather", "slice", "max", "min", "norm", "step", "broadcast", "hinge", "concat", "select",
    "repeat", "flip", "where"})


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register the rule of PyTorch functions."""
    def register(function: Rule) -> Rule:
        for name in names:
            RULES[name] = function
        return function
    return register


def family(names: Iterable[str], make: Callable[[str], Rule]) -> None:
    """Register rules that differ by their name alone."""
    for name in names:
        RULES[name] = make(name)


def dtype_name(dtype: torch.dtype) -> str:
    """``float32``, ``bfloat16``, ``int64`` …"""
    return str(dtype).removeprefix("torch.")
