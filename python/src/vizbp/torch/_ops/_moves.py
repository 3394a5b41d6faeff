"""Rules for functions that move elements, or choose among them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from .._calls import Slot, Value, slots_in
from ._divided import held, masked, new_axes, ravelled, reshaped
from ._table import (
    RULES,
    Bound,
    Described,
    Number,
    Operand,
    Rule,
    dtype_name,
    family,
    is_plain,
    rule,
)


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
def _cat(bound: Bound, made: list[Value]) -> Described | None:
    if len({len(slot.shape) for slot in slots_in(bound.values)}) > 1:
        return None  # Vectors of nothing fit everywhere.
    axis = bound.get("dim", bound.get("axis", bound.get("argument1", 0)))
    return Described("concat", bound.slots(), {"axis": axis} if axis else {})


@rule("contiguous", "clone", "positive")
def _identity(bound: Bound, _made: list[Value]) -> Described:
    return Described("identity", bound.slots()[:1])


@rule("to", "type", "type_as", "float", "double", "half", "bfloat16", "cpu", "cuda")
def _cast(bound: Bound, made: list[Value]) -> Described:
    slot = next(iter(slots_in(bound.values)))
    dtype = made[0].dtype or slot.dtype
    if slot.dtype == dtype:
        return Described("identity", [slot.index], label="to")
    name = dtype_name(dtype)
    if slot.dtype.is_floating_point and dtype.is_floating_point:
        # The same numbers but for rounding: the node's type says how far they are rounded.
        return Described("identity", [slot.index], label=name)
    return Described("cast", [slot.index], {"dtype": name}, label=name)


@rule("gather")
def _gather(bound: Bound, _made: list[Value]) -> Described:
    return Described(
        "gather_elements", bound.operands("input", "index"), bound.attributes("input", "index"))


@rule("take_along_dim")
def _take_along_dim(bound: Bound, made: list[Value]) -> Described:
    source, index = slots_in(bound.values)
    attributes = bound.attributes("input", "indices", "argument1")
    if attributes.get("dim", bound.get("argument2")) is not None:
        return Described("take_along_dim", [source.index, index.index], attributes)
    flat = [reshaped(each.index, [math.prod(each.shape)]) for each in (source, index)]
    return Described("gather", list(flat))


@rule("getitem")
def _getitem(bound: Bound, made: list[Value]) -> Described:
    source, index = list(bound.values.values())[:2]
    parts = list(index) if isinstance(index, tuple) else [index]
    found = _indexed(source, parts, made)
    return found or Described(
        "getitem", [slot.index for slot in slots_in(bound.values)], {"index": shown_index(index)})


def _indexed(source: Slot, parts: list[Any], made: list[Value]) -> Described | None:
    """An index as an operation that vizbp knows; None where it has none."""
    if any(type(part) is bool for part in parts):
        return None
    basic = [part for part in parts if part is None or part is Ellipsis or (
        isinstance(part, (int, slice)) and not any(slots_in(part)))]
    if len(basic) == len(parts):
        if all(part is None or part is Ellipsis or part == slice(None) for part in parts):
            return Described("reshape", [source.index], {"shape": list(made[0].shape or ())})
        if None not in parts:
            return _cut(source, parts)
        plain = [part for part in parts if part is not None]
        return new_axes(
            _cut(source, plain), made[0].shape or (), lambda x: x[tuple(plain)])
    if basic == [] and all(isinstance(part, Slot) for part in parts):
        if len(parts) == 1 and parts[0].dtype == torch.bool and parts[0].shape:
            return masked(source, parts[0])
        if len(parts) > 1 and all(part.dtype in _WHOLE for part in parts):
            return ravelled(source, parts)
    if len(parts) > len(basic) + 1 or any(
            part is not Ellipsis and part != slice(None) for part in basic):
        return None
    # One axis alone by whole numbers.
    whole = _expanded(parts, len(source.shape))
    axis, chosen = next((axis, part) for axis, part in enumerate(whole) if part != slice(None))
    if isinstance(chosen, Slot) and chosen.dtype in _WHOLE:
        numbers: Operand = chosen.index
        rank = len(chosen.shape)
    elif isinstance(chosen, Slot) and chosen.dtype == torch.bool and len(chosen.shape) == 1:
        numbers, rank = held(chosen), 1
    elif isinstance(chosen, (list, range)) and all(type(each) is int for each in chosen):
        numbers = Number(np.array([each % source.shape[axis] for each in chosen], np.int64))
        rank = 1
    else:
        return None
    if axis == 0:
        return Described("gather", [source.index, numbers])
    return Described("index_select", [source.index, numbers], {"axis": axis}) if rank == 1 else None


_WHOLE = frozenset({torch.int64, torch.int32, torch.int16, torch.int8})


def _cut(source: Slot, parts: list[Any]) -> Described:
    """Slices, and axes of which one index is taken."""
    starts, stops, steps, gone = [], [], [], []
    whole = _expanded(parts, len(source.shape))
    for axis, (part, extent) in enumerate(zip(whole, source.shape, strict=True)):
        if isinstance(part, slice):
            start, stop, step = part.indices(extent)
        else:
            start, stop, step = part % extent, part % extent + 1, 1
            gone.append(axis)
        starts.append(start)
        stops.append(max(stop, start))
        steps.append(step)
    attributes: dict[str, Any] = {"starts": starts, "stops": stops}
    if any(step != 1 for step in steps):
        attributes["steps"] = steps
    if gone:
        attributes["squeeze"] = gone
    return Described("slice", [source.index], attributes)


@rule("select")
def _select(bound: Bound, _made: list[Value]) -> Described | None:
    (source,), axis, index = slots_in(bound["input"]), bound["dim"], bound["index"]
    if type(axis) is not int or type(index) is not int:
        return None
    return _cut(source, [*[slice(None)] * (axis % len(source.shape)), index])


def _flipping(*own: int) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described:
        slot = next(iter(slots_in(bound.values)))
        rank = len(slot.shape)
        axes = {axis % rank for axis in own or _numbers(bound.values)}
        # Backwards from the last element to before the first.
        ends = [(extent - 1, -extent - 1, -1) if axis in axes else (0, extent, 1)
                for axis, extent in enumerate(slot.shape)]
        starts, stops, steps = map(list, zip(*ends, strict=True))
        return Described(
            "slice", [slot.index], {"starts": starts, "stops": stops, "steps": steps}, label="flip")
    return describe


RULES["flip"], RULES["fliplr"], RULES["flipud"] = _flipping(), _flipping(1), _flipping(0)


@rule("roll")
def _roll(bound: Bound, _made: list[Value]) -> Described | None:
    (slot,) = slots_in(bound["input"])
    shifts, axes = list(_numbers({0: bound["shifts"]})), list(_numbers({0: bound.get("dims")}))
    if len(shifts) != 1 or len(axes) != 1:
        return None
    axis = axes[0] % len(slot.shape)
    return _chosen(slot, np.roll(np.arange(slot.shape[axis]), shifts[0]), axis, "roll")


@rule("repeat_interleave")
def _repeat_interleave(bound: Bound, _made: list[Value]) -> Described | None:
    (slot,) = slots_in(bound["input"])
    count, axis = bound["repeats"], bound.get("dim")
    if type(count) is not int or type(axis) is not int:
        return None
    axis %= len(slot.shape)
    return _chosen(slot, np.arange(slot.shape[axis]).repeat(count), axis, "repeat_interleave")


@rule("repeat", "tile")
def _repeat(bound: Bound, made: list[Value]) -> Described | None:
    slot = next(iter(slots_in(bound.values)))
    counts, shape = list(_numbers(bound.values)), list(slot.shape)
    counts = [1] * (len(shape) - len(counts)) + counts
    added = len(counts) - len(shape)
    repeated = [axis for axis, count in enumerate(counts) if count != 1]
    if all(axis < added or shape[axis - added] == 1 for axis in repeated):
        return Described(
            "broadcast", [slot.index], {"shape": list(made[0].shape or ())}, label="repeat")
    if added or len(repeated) != 1:
        return None
    (axis,) = repeated
    return _chosen(slot, np.tile(np.arange(shape[axis]), counts[axis]), axis, "repeat")


def _chosen(slot: Slot, numbers: np.ndarray, axis: int, label: str) -> Described:
    """The entries along an axis that numbers choose, as often as they do."""
    return Described(
        "index_select", [slot.index, Number(numbers)], {"axis": axis} if axis else {}, label=label)


def _triangle(name: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described:
        slot = next(iter(slots_in(bound.values)))
        numbers = list(_numbers({
            key: value for key, value in bound.values.items() if not isinstance(value, Slot)}))
        mask = getattr(np, name)(np.ones(slot.shape[-2:], bool), *numbers)
        return Described("where", [Number(mask), slot.index, Number(0.0)], label=name)
    return describe


family(("tril", "triu"), _triangle)


@rule("narrow")
def _narrow(bound: Bound, _made: list[Value]) -> Described | None:
    (source,), start, axis = slots_in(bound["input"]), bound["start"], bound["dim"]
    if not isinstance(start, int):
        return None
    axis, extent = axis % len(source.shape), int(source.shape[axis])
    start = start % extent if start < 0 else start
    return _cut(source, [*[slice(None)] * axis, slice(start, start + bound["length"])])


def _expanded(parts: list[Any], rank: int) -> list[Any]:
    """An index with a part for each axis."""
    taken = sum(part is not None and part is not Ellipsis for part in parts)
    if Ellipsis not in parts:
        parts = [*parts, Ellipsis]
    index = parts.index(Ellipsis)
    return [*parts[:index], *[slice(None)] * (rank - taken), *parts[index + 1:]]


@rule("setitem")
def _setitem(bound: Bound, _made: list[Value]) -> Described:
    values = list(bound.values.values())
    operands: list[Operand] = [slot.index for slot in slots_in(bound.values)]
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


@rule("pad")
def _pad(bound: Bound, _made: list[Value]) -> Described | None:
    attributes = bound.attributes()
    if "mode" in attributes and any(extent < 0 for extent in attributes["pad"]):
        return None  # What is cut off is not what wraps round, or is reflected.
    return Described("pad", bound.slots(), attributes)
