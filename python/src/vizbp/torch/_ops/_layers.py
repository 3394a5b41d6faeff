"""Rules for layers and losses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._calls import Value, slots_in
from ._table import Bound, Described, Number, Operand, Rule, family, rule


@rule("linear")
def _linear(bound: Bound, _made: list[Value]) -> Described:
    return Described("linear", bound.operands("input", "weight", "bias"))


@rule("conv2d")
def _conv2d(bound: Bound, _made: list[Value]) -> Described | None:
    if len(bound["input"].shape) != 4:
        return None  # Without a batch.
    attributes = _window(bound, {"stride": "strides", "padding": "padding",
                                 "dilation": "dilations"}, {"strides": 1, "dilations": 1})
    if bound.get("groups", 1) != 1:
        attributes["groups"] = bound["groups"]
    return Described("conv2d", bound.operands("input", "weight", "bias"), attributes)


def _pooling(op: str) -> Rule:
    def describe(bound: Bound, made: list[Value]) -> Described | None:
        if len(bound["input"].shape) != 4:
            return None  # Without a batch.
        attributes = _window(
            bound, {"kernel_size": "kernel", "stride": "strides", "padding": "padding",
                    "dilation": "dilations"}, {"dilations": 1})
        for name, standard in (
                ("ceil_mode", False), ("count_include_pad", True), ("divisor_override", None)):
            if bound.get(name, standard) not in (standard, None):
                attributes[name] = bound[name]
        if attributes.get("ceil_mode") and _fits(bound, made[0].shape):
            del attributes["ceil_mode"]
        return Described(op, bound.slots(), attributes)
    return describe


def _fits(bound: Bound, shape: tuple[Any, ...] | None) -> bool:
    """Whether pooling with its extents rounded up gave no more than with them rounded down."""
    def pair(name: str, standard: Any) -> list[int]:
        value = bound.get(name)
        if value is None or value == () or value == []:
            value = standard
        return [value] * 2 if isinstance(value, int) else list(value)
    kernel = pair("kernel_size", 1)
    stride, padding, dilation = pair("stride", kernel), pair("padding", 0), pair("dilation", 1)
    down = [
        (extent + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1) // stride[axis] + 1
        for axis, extent in enumerate(bound["input"].shape[-2:])]
    return shape is not None and list(shape[-2:]) == down


family(("max_pool2d", "avg_pool2d"), _pooling)


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
    running = [] if own else bound.operands("running_mean", "running_var")
    operands = normalized(bound, bound["input"].shape[1:2], running, needs_all=True)
    return Described("batch_norm", operands, epsilon(bound))


@rule("layer_norm")
def _layer_norm(bound: Bound, _made: list[Value]) -> Described | None:
    shape = bound["normalized_shape"]
    attributes = epsilon(bound)
    if len(shape) != 1:
        attributes["axis"] = -len(shape)
    return Described("layer_norm", normalized(bound, shape), attributes)


def epsilon(bound: Bound) -> dict[str, Any]:
    """What a normalisation adds to the variance, where it is not what is usual."""
    eps = bound.get("eps", 1e-5)
    return {} if eps == 1e-5 else {"epsilon": eps}


def normalized(
    bound: Bound, shape: Sequence[int], running: Sequence[Operand] = (), *,
    needs_all: bool = False,
) -> list[Operand]:
    """The operands of a normalisation: x, scale, shift, mean and variance.

    Only the last may be missing, of batch norm none but mean and variance: ones and zeros stand for
    a scale and a shift that PyTorch was not given.
    """
    weight, bias = bound.operands("weight"), bound.operands("bias")
    if bias or needs_all:
        weight = weight or [Number(np.ones(tuple(shape)))]
    if needs_all:
        bias = bias or [Number(np.zeros(tuple(shape)))]
    return [*bound.operands("input"), *weight, *bias, *running]


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
    if bound.get("weight") is not None:
        attributes["weighted"] = True
    return Described("cross_entropy", bound.operands("input", "target", "weight"), attributes)


@rule("bce_with_logits")
def _bce_with_logits(bound: Bound, _made: list[Value]) -> Described:
    attributes = bound.attributes("input", "target", "weight", "pos_weight")
    if bound.get("pos_weight") is not None and bound.get("weight") is None:
        # A third input is the weight of all, unless this says that it is that of the positive.
        attributes["pos_weighted"] = True
    return Described(
        "bce_with_logits", bound.operands("input", "target", "weight", "pos_weight"), attributes)


@rule("cosine_similarity")
def _cosine_similarity(bound: Bound, _made: list[Value]) -> Described | None:
    # Of numbers without axes there is no axis to sum along.
    if not all(slot.shape for slot in slots_in(bound.values)):
        return None
    return Described("cosine_similarity", bound.slots(), bound.attributes())


@rule("conv_transpose2d")
def _conv_transpose2d(bound: Bound, _made: list[Value]) -> Described | None:
    if len(bound["input"].shape) != 4:
        return None  # Without a batch.
    stride, more = (
        [each] * 2 if isinstance(each, int) else list(each)
        for each in (bound.get("stride", 1), bound.get("output_padding", 0)))
    if any(extra >= step for extra, step in zip(more, stride, strict=True)):
        return None
    return Described("conv_transpose2d", bound.slots(), bound.attributes())
