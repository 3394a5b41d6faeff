"""One rule for each PyTorch function that vizbp has an operation for: operands and attributes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch

from ._calls import Slot, Value, _slots


@dataclass(frozen=True)
class Number:
    """An operand that is no tensor: it becomes a constant of the graph."""

    number: float | int | bool


@dataclass
class Described:
    """What a call is in a graph.

    Attributes:
        op: The operation's name.
        operands: For each input the index of its slot, or a number.
        attributes: What the operation was told beside that.
        label: What a drawing calls it; None for the operation's own sign.
    """

    op: str
    operands: list[int | Number]
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

    def operands(self, *names: str) -> list[int | Number]:
        """Arguments as operands, those that are None left out."""
        return [operand(self[name]) for name in names if self.get(name) is not None]

    def slots(self) -> list[int | Number]:
        """All tensors among the arguments, in the order in which the function names them."""
        return [slot.index for slot in _slots(
            {key: value for key, value in self.values.items() if key != "out"})]

    def attributes(self, *without: str) -> dict[str, Any]:
        """All that is no tensor and no default, by PyTorch's names."""
        found = {}
        for key, value in self.values.items():
            if key in without or key in _NEVER or value is None or any(_slots(value)):
                continue
            if key in self.defaults and _same(self.defaults[key], value):
                continue
            if isinstance(value, torch.dtype):
                value = str(value).removeprefix("torch.")
            found[key] = value if _is_plain(value) else str(value)
        return found


#: Arguments that say nothing of what is computed.
_NEVER = frozenset({
    "out", "inplace", "generator", "_stacklevel", "size_average", "reduce", "memory_format",
    "non_blocking", "pin_memory"})


def _same(a: Any, b: Any) -> bool:
    return type(a) is type(b) and a == b


def _is_plain(value: Any) -> bool:
    if isinstance(value, (list, tuple)):
        return all(_is_plain(each) for each in value)
    return isinstance(value, (bool, int, float, str))


def operand(value: Any) -> int | Number:
    """A tensor or a number as an operand; anything else raises TypeError."""
    if isinstance(value, Slot):
        return value.index
    if isinstance(value, (bool, int, float)):
        return Number(value)
    raise TypeError(f"{value!r} is no operand")


Rule = Callable[[Bound, list[Value]], Described | None]
RULES: dict[str, Rule] = {}
#: Names of vizbp's operations that differ from PyTorch's functions of the same name.
TAKEN = frozenset({"gather", "slice", "max", "min", "norm", "step", "broadcast", "hinge", "concat"})


def rule(*names: str) -> Callable[[Rule], Rule]:
    """Register the rule of PyTorch functions."""
    def register(function: Rule) -> Rule:
        for name in names:
            RULES[name] = function
        return function
    return register


def _elementwise(op: str, *names: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described:
        return Described(op, bound.operands(*names), bound.attributes(*names))
    return describe


for _name in ("add", "sub", "mul", "div", "maximum", "minimum"):
    RULES[_name] = _elementwise(_name, "input", "other")


@rule("rsub")
def _rsub(bound: Bound, _made: list[Value]) -> Described:
    return Described("sub", bound.operands("other", "input"), bound.attributes("other", "input"))


@rule("pow")
def _pow(bound: Bound, _made: list[Value]) -> Described:
    base = bound.first("self", "input")
    return Described("pow", [operand(base), operand(bound.first("exponent", "other"))])


@rule("matmul")
def _matmul(bound: Bound, _made: list[Value]) -> Described:
    left, right = [each for each in bound.values.values() if isinstance(each, Slot)]
    return Described("matmul", [left.index, right.index])


def _reduce(op: str) -> Rule:
    def describe(bound: Bound, made: list[Value]) -> Described | None:
        (source,) = bound.slots()
        if len(made) != 1 or bound.get("dtype") is not None:
            return None
        attributes: dict[str, Any] = {}
        dim = bound.first("dim", "argument1") if _has(bound, "dim", "argument1") else None
        if dim is not None and dim != ():
            attributes["axes"] = [dim] if isinstance(dim, int) else list(dim)
        if op in ("max", "min") and attributes:
            return None
        if bound.get("keepdim", False):
            attributes["keepdims"] = True
        return Described(op, [source], attributes)
    return describe


def _has(bound: Bound, *names: str) -> bool:
    return any(name in bound.values or name in bound.defaults for name in names)


for _name in ("sum", "mean", "logsumexp", "max", "min"):
    RULES[_name] = _reduce(_name)


@rule("norm", "vector_norm", "linalg_vector_norm")
def _norm(bound: Bound, made: list[Value]) -> Described | None:
    order = bound.first("p", "ord")
    if order not in (2, 2.0, "fro", None) or bound.get("dtype") is not None:
        return None
    return _reduce("norm")(bound, made)


def _along_axis(op: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described | None:
        dim = bound.first("dim", "argument1")
        if dim is None:
            return None
        attributes = {} if dim == -1 else {"axis": dim}
        if bound.get("dtype") is not None:
            attributes["dtype"] = str(bound["dtype"]).removeprefix("torch.")
        return Described(op, bound.slots()[:1], attributes)
    return describe


for _name in ("softmax", "log_softmax"):
    RULES[_name] = _along_axis(_name)


@rule("leaky_relu")
def _leaky_relu(bound: Bound, _made: list[Value]) -> Described:
    slope = bound.get("negative_slope", 0.01)
    return Described("leaky_relu", bound.slots(), {} if slope == 0.01 else {"slope": slope})


@rule("dropout")
def _dropout(bound: Bound, _made: list[Value]) -> Described:
    p = bound.get("p", 0.5)
    is_training = bound.get("training", bound.get("train", True))
    return Described("dropout", bound.slots(), {"p": p if is_training else 0.0})


# MARK: Moving elements


@rule("view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "view_as", "reshape_as",
      "ravel")
def _reshape(bound: Bound, made: list[Value]) -> Described | None:
    source = bound.slots()[0]
    if len(made) != 1 or any(isinstance(value, torch.dtype) for value in bound.values.values()):
        return None  # A view as another type.
    return Described("reshape", [source], {"shape": list(made[0].shape)})


@rule("expand", "expand_as", "broadcast_to")
def _broadcast(bound: Bound, made: list[Value]) -> Described:
    return Described("broadcast", bound.slots()[:1], {"shape": list(made[0].shape)})


def _permuting(name: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described | None:
        slot = next(iter(_slots(bound.values)))
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


def _numbers(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _numbers(each)


for _name in ("t", "T", "mT", "transpose", "permute", "movedim", "H", "mH", "adjoint"):
    RULES[_name] = _permuting(_name)


@rule("cat")
def _cat(bound: Bound, made: list[Value]) -> Described:
    axis = bound.get("dim", bound.get("axis", bound.get("argument1", 0)))
    return Described("concat", bound.slots(), {"axis": axis} if axis else {})


@rule("contiguous", "clone", "positive")
def _identity(bound: Bound, _made: list[Value]) -> Described:
    return Described("identity", bound.slots()[:1])


@rule("to", "type", "type_as", "float", "double", "half", "bfloat16", "cpu", "cuda")
def _cast(bound: Bound, made: list[Value]) -> Described:
    slot = next(iter(_slots(bound.values)))
    if slot.dtype == made[0].dtype:
        return Described("identity", [slot.index], label="to")
    name = str(made[0].dtype).removeprefix("torch.")
    return Described("cast", [slot.index], {"dtype": name}, label=name)


@rule("gather")
def _gather(bound: Bound, _made: list[Value]) -> Described:
    return Described(
        "gather_elements", bound.operands("input", "index"), bound.attributes("input", "index"))


@rule("getitem")
def _getitem(bound: Bound, _made: list[Value]) -> Described:
    source, index = list(bound.values.values())[:2]
    parts = list(index) if isinstance(index, tuple) else [index]
    if len(parts) == 1 and isinstance(parts[0], Slot) and parts[0].dtype == torch.int64:
        return Described("gather", [source.index, parts[0].index])
    if not any(True for _ in _slots(parts)):
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
                "select", [source.index], {"dim": numbers[0], "index": whole[numbers[0]]})
    return Described(
        "getitem", [slot.index for slot in _slots(bound.values)], {"index": shown_index(index)})


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
    operands = [slot.index for slot in _slots(bound.values)]
    attributes = {"index": shown_index(values[1])}
    if not isinstance(values[2], Slot):
        attributes["value"] = values[2] if _is_plain(values[2]) else str(values[2])
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


# MARK: Layers and losses


@rule("linear")
def _linear(bound: Bound, _made: list[Value]) -> Described:
    return Described("linear", bound.operands("input", "weight", "bias"))


@rule("conv2d")
def _conv2d(bound: Bound, _made: list[Value]) -> Described:
    attributes = _window(bound, {"stride": "strides", "padding": "padding",
                                 "dilation": "dilations"}, {"strides": 1, "dilations": 1})
    if bound.get("groups", 1) != 1:
        attributes["groups"] = bound["groups"]
    return Described("conv2d", bound.operands("input", "weight", "bias"), attributes)


def _pooling(op: str) -> Rule:
    def describe(bound: Bound, made: list[Value]) -> Described:
        attributes = _window(
            bound, {"kernel_size": "kernel", "stride": "strides", "padding": "padding",
                    "dilation": "dilations"}, {"dilations": 1})
        for name, standard in (
                ("ceil_mode", False), ("count_include_pad", True), ("divisor_override", None)):
            if bound.get(name, standard) not in (standard, None):
                attributes[name] = bound[name]
        return Described(op, bound.slots(), attributes)
    return describe


for _name in ("max_pool2d", "avg_pool2d"):
    RULES[_name] = _pooling(_name)


def _window(
    bound: Bound, names: dict[str, str], defaults: dict[str, int]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, ours in names.items():
        value = bound.get(name)
        if value is None or value == () or value == []:
            continue
        if isinstance(value, str):
            if value == "valid":
                continue
            found[ours] = value
            continue
        pair = [value] if isinstance(value, int) else list(value)
        if all(each == pair[0] for each in pair):
            if pair[0] == defaults.get(ours, 0):
                continue
            pair = pair[:1]
        found[ours] = pair[0] if len(pair) == 1 else pair
    return found


@rule("batch_norm")
def _batch_norm(bound: Bound, _made: list[Value]) -> Described | None:
    # What it was trained with stands in the inputs only where it decides the result.
    own = bound.get("training", False) or bound.get("running_mean") is None
    names = ["input", "weight", "bias"] + ([] if own else ["running_mean", "running_var"])
    eps = bound.get("eps", 1e-5)
    return Described(
        "batch_norm", bound.operands(*names), {} if eps == 1e-5 else {"epsilon": eps})


@rule("layer_norm")
def _layer_norm(bound: Bound, _made: list[Value]) -> Described:
    axis, eps = -len(bound["normalized_shape"]), bound.get("eps", 1e-5)
    attributes: dict[str, Any] = {} if axis == -1 else {"axis": axis}
    if eps != 1e-5:
        attributes["epsilon"] = eps
    return Described("layer_norm", bound.operands("input", "weight", "bias"), attributes)


@rule("cross_entropy")
def _cross_entropy(bound: Bound, _made: list[Value]) -> Described:
    scores, target = bound["input"], bound["target"]
    attributes = bound.attributes("input", "target", "weight")
    axis = 1 if len(scores.shape) > 1 else 0
    if axis != len(scores.shape) - 1:
        attributes["axis"] = axis
    is_labels = not target.dtype.is_floating_point
    if attributes.get("ignore_index") == -100 or not is_labels:
        attributes.pop("ignore_index", None)
    return Described("cross_entropy", bound.operands("input", "target", "weight"), attributes)


@rule("interpolate", "upsample")
def _interpolate(bound: Bound, _made: list[Value]) -> Described:
    mode = bound.get("mode", "nearest")
    return Described(f"upsample_{mode}", bound.slots(), bound.attributes("input", "mode"))


def _splitting(op: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described:
        attributes = bound.attributes()
        if "split_size" in attributes:
            attributes["split_size_or_sections"] = attributes.pop("split_size")
        return Described(op, bound.slots()[:1], attributes)
    return describe


for _name in ("split", "split_with_sizes", "chunk", "tensor_split"):
    RULES[_name] = _splitting(_name)
