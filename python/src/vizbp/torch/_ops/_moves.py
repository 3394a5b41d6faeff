"""Rules for functions that move elements, or choose among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import torch

from .._calls import Slot, Value, slots_in
from ._table import Bound, Described, Number, Rule, dtype_name, family, is_plain, rule


@rule("view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "view_as", "reshape_as",
      "ravel")
def _reshape(bound: Bound, made: list[Value]) -> Described | None:
    source = bound.slots()[0]
    if len(made) != 1 or any(isinstance(value, torch.dtype) for value in bound.values.values()):
        return None  # A view as another type.
    return Described("reshape", [source], {"shape": list(made[0].shape or ())})


@rule("expand", "expand_as", "broadcast_to")
def _broadcast(bound: Bound, made: list[Value]) -> Described:
    return Described("broadcast", bound.slots()[:1], {"shape": list(made[0].shape or ())})


def _permuting(name: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described | None:
        slot = next(iter(slots_in(bound.values)))
        rank, numbers = len(slot.shape), list(_numbers(bound.values))
        if slot.dtype.is_complex and name in ("H", "mH", "adjoint"):
            return None
        axes = list(range(rank))
        if name in ("mT", "mH", "adjoint"):
            axes[-2], axes[-1] = axes[-1], axes[-2]
        elif name == "transpose":
            first, second = numbers
            axes[first], axes[second] = axes[second], axes[first]
        elif name == "permute":
            axes = [axis % rank for axis in numbers]
        elif name == "movedim":
            starts, ends = [axis % rank for axis in numbers[:len(numbers) // 2]], [
                axis % rank for axis in numbers[len(numbers) // 2:]]
            rest = iter(axis for axis in range(rank) if axis not in starts)
            axes = [starts[ends.index(axis)] if axis in ends else next(rest)
                    for axis in range(rank)]
        else:
            axes.reverse()
        is_reversal = axes == list(range(rank))[::-1]
        return Described("transpose", [slot.index], {} if is_reversal else {"permutation": axes})
    return describe


def _numbers(value: Any) -> Iterator[int]:
    if isinstance(value, int) and not isinstance(value, bool):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _numbers(each)


family(("t", "T", "mT", "transpose", "permute", "movedim", "H", "mH", "adjoint"), _permuting)


@rule("cat")
def _cat(bound: Bound, made: list[Value]) -> Described:
    axis = bound.get("dim", bound.get("axis", bound.get("argument1", 0)))
    return Described("concat", bound.slots(), {"axis": axis} if axis else {})


@rule("contiguous", "clone", "positive")
def _identity(bound: Bound, _made: list[Value]) -> Described:
    return Described("identity", bound.slots()[:1])


@rule("to", "type", "type_as", "float", "double", "half", "bfloat16", "cpu", "cuda")
def _cast(bound: Bound, made: list[Value]) -> Described:
    slot = next(iter(slots_in(bound.values)))
    if slot.dtype == made[0].dtype:
        return Described("identity", [slot.index], label="to")
    name = dtype_name(made[0].dtype or slot.dtype)
    return Described("cast", [slot.index], {"dtype": name}, label=name)


@rule("gather")
def _gather(bound: Bound, _made: list[Value]) -> Described:
    return Described(
        "gather_elements", bound.operands("input", "index"), bound.attributes("input", "index"))


@rule("getitem")
def _getitem(bound: Bound, made: list[Value]) -> Described:
    source, index = list(bound.values.values())[:2]
    parts = list(index) if isinstance(index, tuple) else [index]
    if len(parts) == 1 and isinstance(parts[0], Slot) and parts[0].dtype == torch.int64:
        return Described("gather", [source.index, parts[0].index])
    if not any(True for _ in slots_in(parts)):
        if all(part is None or part is Ellipsis or part == slice(None) for part in parts):
            return Described("reshape", [source.index], {"shape": list(made[0].shape or ())})
        whole = _expanded(parts, len(source.shape))
        kept = [part for part in whole if isinstance(part, slice)]
        if len(kept) == len(whole):
            cut = [part.indices(extent) for part, extent in zip(whole, source.shape, strict=True)]
            attributes = {"starts": [c[0] for c in cut], "stops": [max(c[1], c[0]) for c in cut]}
            if any(c[2] != 1 for c in cut):
                attributes["steps"] = [c[2] for c in cut]
            return Described("slice", [source.index], attributes)
        numbers = [axis for axis, part in enumerate(whole) if type(part) is int]
        if len(numbers) == 1 and all(part == slice(None) for part in kept) and (
                len(kept) == len(whole) - 1):
            return Described(
                "torch_select", [source.index], {"dim": numbers[0], "index": whole[numbers[0]]})
    return Described(
        "getitem", [slot.index for slot in slots_in(bound.values)], {"index": shown_index(index)})


@rule("narrow")
def _narrow(bound: Bound, _made: list[Value]) -> Described | None:
    (source,), start = slots_in(bound["input"]), bound["start"]
    if not isinstance(start, int):
        return None
    axis, rank = bound["dim"] % len(source.shape), len(source.shape)
    starts, stops = [0] * rank, [int(extent) for extent in source.shape]
    starts[axis] = start % stops[axis] if start < 0 else start
    stops[axis] = starts[axis] + bound["length"]
    return Described("slice", [source.index], {"starts": starts, "stops": stops})


def _expanded(parts: list[Any], rank: int) -> list[Any]:
    """An index with a part for each axis."""
    taken = sum(part is not None and part is not Ellipsis for part in parts)
    if Ellipsis not in parts:
        parts = [*parts, Ellipsis]
    place = parts.index(Ellipsis)
    return [*parts[:place], *[slice(None)] * (rank - taken), *parts[place + 1:]]


@rule("setitem")
def _setitem(bound: Bound, _made: list[Value]) -> Described:
    values = list(bound.values.values())
    operands: list[int | Number] = [slot.index for slot in slots_in(bound.values)]
    attributes = {"index": shown_index(values[1])}
    if not isinstance(values[2], Slot):
        attributes["value"] = values[2] if is_plain(values[2]) else str(values[2])
    return Described("setitem", operands, attributes)


def shown_index(index: Any) -> str:
    """An index as a program writes it: ``[:, 0]``; a tensor is ``…``."""
    def shown(part: Any) -> str:
        if isinstance(part, Slot):
            return "tensor"
        if part is Ellipsis:
            return "..."
        if isinstance(part, slice):
            ends = ["" if end is None else shown(end) for end in (part.start, part.stop)]
            return ":".join(ends) + ("" if part.step is None else f":{shown(part.step)}")
        if isinstance(part, (list, tuple)):
            return f"[{', '.join(map(shown, part))}]"
        return str(part)
    parts = index if isinstance(index, tuple) else (index,)
    return f"[{', '.join(map(shown, parts))}]"


def _splitting(op: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described:
        attributes = bound.attributes()
        if "split_size" in attributes:
            attributes["split_size_or_sections"] = attributes.pop("split_size")
        return Described(op, bound.slots()[:1], attributes)
    return describe


family(("split", "split_with_sizes", "chunk", "tensor_split"), _splitting)
