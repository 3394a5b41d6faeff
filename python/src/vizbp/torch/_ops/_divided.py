"""Rules for functions that are several operations in a graph: parts, and what is made of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch

from .._calls import Slot, Value, slots_in
from ._table import Bound, Described, Made, Number, Operand, Part, Rule, family, operand, rule

_Axes = list[int] | None


def reshaped(source: Operand, shape: Sequence[Any]) -> Part:
    """An operand in another shape."""
    extents = [int(each) for each in shape]
    return Part("reshape", [source], lambda x: x.reshape(extents), {"shape": extents})


# MARK: Chosen elements

def chosen(op: str, bound: Bound, made: list[Value]) -> Described | None:
    """What gives elements of its input along an axis, and their indices: a choice by these."""
    (slot,) = bound["input"],
    axis = bound.get("dim", bound.get("axis", -1))
    if not isinstance(slot, Slot) or not slot.shape or not isinstance(axis, int) or len(made) != 2:
        return None
    axis %= len(slot.shape)
    indices: Operand = Made(f"arg{op}", 1, [slot.index])
    shape = list(made[0].shape or ())
    if len(shape) == len(slot.shape):
        return Described("gather_elements", [slot.index, indices], {"dim": axis}, label=op)
    indices = reshaped(indices, [*shape[:axis], 1, *shape[axis:]])
    taken = Part(
        "gather_elements", [slot.index, indices], lambda x, index: x.gather(axis, index),
        {"dim": axis})
    return Described("reshape", [taken], {"shape": shape}, label=op)


def _choosing(op: str) -> Rule:
    return lambda bound, made: chosen(op, bound, made)


family(("median", "nanmedian", "mode", "kthvalue", "sort", "topk", "cummax", "cummin"), _choosing)


def held(mask: Slot) -> Part:
    """The indices where a mask holds."""
    return Part("nonzero", [mask.index], lambda m: m.reshape(-1).nonzero().reshape(-1))


def masked(source: Slot, mask: Slot) -> Described:
    """The elements where a mask over the first axes holds."""
    indices = held(mask)
    covered, rest = len(mask.shape), list(source.shape[len(mask.shape):])
    flat: Operand = source.index
    if covered != 1:
        flat = reshaped(flat, [math.prod(source.shape[:covered]), *rest])
    return Described("gather", [flat, indices], label="mask")


@rule("masked_select")
def _masked_select(bound: Bound, _made: list[Value]) -> Described | None:
    source, mask = bound["input"], bound["mask"]
    return masked(source, mask) if mask.shape == source.shape else None


def ravelled(source: Slot, indices: list[Slot]) -> Described:
    """The elements at the offsets that several indices name along the first axes."""
    extents = [int(each) for each in source.shape[:len(indices)]]

    def offsets(*given: Any) -> Any:
        total = torch.zeros((), dtype=torch.int64)
        for index, extent in zip(given, extents, strict=True):
            total = total * extent + index.long() % extent
        return total

    flat = reshaped(source.index, [math.prod(extents), *source.shape[len(indices):]])
    return Described("gather", [flat, Part("ravel", [each.index for each in indices], offsets)])


@rule("take")
def _take(bound: Bound, _made: list[Value]) -> Described:
    source = bound["input"]
    return Described("gather", [
        reshaped(source.index, [math.prod(source.shape)]), *bound.operands("index")])


def new_axes(found: Described, shape: Sequence[Any], cut: Callable[[Any], Any]) -> Described:
    """A slice that has new axes besides."""
    part = Part(found.op, found.operands, cut, found.attributes)
    return Described("reshape", [part], {"shape": list(shape)})


# MARK: Norms

def of_power(source: Operand, power: float, reduced: dict[str, Any]) -> Described | None:
    """The norm of a power, over some axes."""
    size = Part("abs", [source], torch.abs)
    if power == 1:
        return Described("sum", [size], reduced, label="norm")
    if math.isinf(power):
        return Described("max" if power > 0 else "min", [size], reduced, label="norm")
    if power < 1:
        return None
    axes, keeps = reduced.get("axes"), reduced.get("keepdims", False)
    powers = Part("pow", [size, Number(power)], torch.pow)

    def added(x: Any) -> Any:
        return x.sum() if axes is None else x.sum(axes, keeps)

    return Described("pow", [Part("sum", [powers], added, reduced), Number(1 / power)])


@rule("dist")
def _dist(bound: Bound, _made: list[Value]) -> Described | None:
    apart = Part("sub", bound.operands("input", "other"), torch.sub)
    power = float(bound.get("p", 2))
    return Described("norm", [apart]) if power == 2 else of_power(apart, power, {})


# MARK: Sums of products

def _times(source: Operand, factor: Any) -> Operand:
    return source if factor == 1 else Part("mul", [source, operand(factor)], torch.mul)


def weighed(op: str, bound: Bound, first: str, second: str) -> Described | None:
    """A sum, or a difference, of which the second is multiplied by ``alpha`` first."""
    alpha = bound.get("alpha", 1)
    if set(bound.attributes(first, second, "alpha")):
        return None
    return Described(op, [operand(bound[first]), _times(operand(bound[second]), alpha)])


def _adding(op: str, function: Callable[..., Any], names: tuple[str, str]) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described:
        product = Part(op, bound.operands(*names), function)
        factor = bound.get("alpha", bound.get("value", 1))
        start = _times(operand(bound["input"]), bound.get("beta", 1))
        return Described("add", [start, _times(product, factor)])
    return describe


rule("addcmul")(_adding("mul", torch.mul, ("tensor1", "tensor2")))
rule("addcdiv")(_adding("div", torch.div, ("tensor1", "tensor2")))
rule("addmv")(_adding("matmul", torch.matmul, ("mat", "vec")))
rule("baddbmm")(_adding("matmul", torch.matmul, ("batch1", "batch2")))


@rule("selu")
def _selu(bound: Bound, _made: list[Value]) -> Described:
    alpha, scale = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
    raised = Part(
        "elu", bound.slots(), lambda x: torch.nn.functional.elu(x, alpha), {"alpha": alpha})
    return Described("mul", [raised, Number(scale)], label="selu")


@rule("logsigmoid")
def _logsigmoid(bound: Bound, _made: list[Value]) -> Described:
    turned = Part("neg", bound.slots(), torch.neg)
    soft = Part("softplus", [turned], torch.nn.functional.softplus)
    return Described("neg", [soft], label="logsigmoid")


# MARK: Products and pieces that are one operation

rule("vdot", "inner")(lambda bound, _made: Described(
    "einsum", bound.slots(), {"equation": "i,i->"}) if all(
        len(slot.shape) == 1 and not slot.dtype.is_complex
        for slot in slots_in(bound.values)) else None)


def _stacked(least: int, axis: int) -> Rule:
    def describe(bound: Bound, _made: list[Value]) -> Described | None:
        ranks = {len(slot.shape) for slot in slots_in(bound.values)}
        if len(ranks) != 1 or min(ranks) < least:
            return None
        return Described("concat", bound.slots(), {"axis": axis} if axis else {})
    return describe


rule("hstack", "column_stack")(_stacked(2, 1))
rule("vstack", "row_stack")(_stacked(2, 0))
rule("dstack")(_stacked(3, 2))
