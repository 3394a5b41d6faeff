"""Rules for arithmetic, reductions and activations."""

from __future__ import annotations

from typing import Any

import torch

from .._calls import Slot, Value, slots_in
from ._divided import chosen, of_power, weighed
from ._table import RULES, Bound, Described, Number, Rule, family, operand, rule


def _elementwise(op: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described | None:
        names = ("input", "other")
        if bound.get("alpha", 1) != 1:
            return weighed(op, bound, *names)
        return Described(op, bound.operands(*names), bound.attributes(*names))
    return describe


family(("add", "sub", "mul", "div", "maximum", "minimum"), _elementwise)


@rule("rsub")
def _rsub(bound: Bound, _made: list[Value]) -> Described | None:
    if bound.get("alpha", 1) != 1:
        return weighed("sub", bound, "other", "input")
    return Described("sub", bound.operands("other", "input"), bound.attributes("other", "input"))


@rule("pow")
def _pow(bound: Bound, _made: list[Value]) -> Described:
    exponent = bound.first("exponent", "other")
    return Described("pow", [operand(bound["input"]), operand(exponent)])


@rule("square")
def _square(bound: Bound, _made: list[Value]) -> Described:
    return Described("pow", [*bound.slots(), Number(2)], label="square")


@rule("matmul")
def _matmul(bound: Bound, _made: list[Value]) -> Described:
    left, right = [each for each in bound.values.values() if isinstance(each, Slot)]
    return Described("matmul", [left.index, right.index])


def _reduce(op: str) -> Rule:
    def describe(bound: Bound, made: list[Value]) -> Described | None:
        slots = bound.slots()
        if op in ("max", "min") and len(slots) == 2:
            return Described(f"{op}imum", slots)
        if op in ("max", "min") and len(made) == 2:
            return chosen(op, bound, made)
        dim = bound.get("dim", bound.get("axis"))
        if len(slots) != 1 or len(made) != 1 or set(bound.attributes("dim", "axis", "keepdim")):
            return None
        attributes: dict[str, Any] = {}
        if dim is not None and dim != ():
            attributes["axes"] = [dim] if isinstance(dim, int) else list(dim)
        if bound.get("keepdim", False):
            attributes["keepdims"] = True
        return Described(op, slots, attributes)
    return describe


family(("sum", "mean", "logsumexp", "max", "min"), _reduce)


RULES["amax"], RULES["amin"] = _reduce("max"), _reduce("min")


@rule("outer", "ger")
def _outer(bound: Bound, _made: list[Value]) -> Described:
    return Described("einsum", bound.slots(), {"equation": "i,j->ij"}, label="outer")


@rule("norm", "vector_norm", "linalg_vector_norm")
def _norm(bound: Bound, made: list[Value]) -> Described | None:
    power = bound.get("p", bound.get("ord"))
    without = Bound(
        {key: value for key, value in bound.values.items() if key not in ("p", "ord")},
        bound.defaults)
    found = _reduce("norm")(without, made)
    if found is None or power in (2, 2.0, "fro", None):
        return found
    if not isinstance(power, (int, float)):
        return None
    return of_power(found.operands[0], float(power), found.attributes)


@rule("linalg_norm", "linalg_matrix_norm")
def _linalg_norm(bound: Bound, made: list[Value]) -> Described | None:
    (slot,), power = slots_in(bound.values), bound.get("ord")
    axes = bound.get("dim")
    is_matrix = isinstance(axes, (tuple, list)) and len(axes) == 2 or (
        axes is None and len(slot.shape) == 2)
    if is_matrix and power not in ("fro", None):
        return None  # Of its singular values, or of its rows and columns.
    return _norm(bound, made)


def _varying(op: str) -> Rule:
    def describe(bound: Bound, made: list[Value]) -> Described | None:
        dim, unbiased = bound.get("dim"), bound.get("unbiased", True)
        if isinstance(dim, bool):
            dim, unbiased = None, dim
        correction = bound.values.get("correction", int(unbiased))
        attributes: dict[str, Any] = {}
        if dim is not None:
            attributes["dim"] = dim
        if correction != 1:
            attributes["correction"] = correction
        if bound.get("keepdim", False):
            attributes["keepdim"] = True
        return Described(op, bound.slots(), attributes)
    return describe


family(("std", "var"), _varying)


@rule("clamp_min", "clamp_max")
def _clamp(bound: Bound, _made: list[Value]) -> Described | None:
    limits = {key: value for key, value in bound.attributes().items() if key in ("min", "max")}
    return Described("clamp", bound.slots(), limits) if len(limits) == 1 else None


@rule("relu6")
def _relu6(bound: Bound, _made: list[Value]) -> Described:
    return Described("hardtanh", bound.slots(), {"min_val": 0, "max_val": 6}, label="relu6")


@rule("where")
def _where(bound: Bound, _made: list[Value]) -> Described | None:
    first, second, third = bound.values.values()
    if not (isinstance(first, Slot) and first.dtype == torch.bool):
        first, second = second, first  # As a method of what is chosen where the condition holds.
    return Described("where", [operand(first), operand(second), operand(third)])


def _along_axis(op: str) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described | None:
        dim = bound.get("dim", bound.get("axis"))
        if dim is None:
            return None
        attributes = bound.attributes("dim", "axis")
        if dim != -1:
            attributes["axis"] = dim
        return Described(op, bound.slots(), attributes)
    return describe


family(("softmax", "log_softmax"), _along_axis)


@rule("leaky_relu")
def _leaky_relu(bound: Bound, _made: list[Value]) -> Described:
    slope = bound.get("negative_slope", 0.01)
    return Described("leaky_relu", bound.slots(), {} if slope == 0.01 else {"slope": slope})


@rule("dropout")
def _dropout(bound: Bound, _made: list[Value]) -> Described:
    p = bound.get("p", 0.5)
    is_training = bound.get("training", bound.get("train", True))
    return Described("dropout", bound.slots(), {"p": p if is_training else 0.0})
