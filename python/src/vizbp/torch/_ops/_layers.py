"""Rules for layers and losses."""

from __future__ import annotations

from typing import Any

from .._calls import Value
from ._table import Bound, Described, Rule, family, rule


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
    names = ["input", "weight", "bias"] + ([] if own else ["running_mean", "running_var"])
    eps = bound.get("eps", 1e-5)
    attributes: dict[str, Any] = {} if eps == 1e-5 else {"epsilon": eps}
    if bound.get("weight") is None or bound.get("bias") is None:
        attributes["affine"] = False
    return Described("batch_norm", bound.operands(*names), attributes)


@rule("layer_norm")
def _layer_norm(bound: Bound, _made: list[Value]) -> Described:
    axis, eps = -len(bound["normalized_shape"]), bound.get("eps", 1e-5)
    attributes: dict[str, Any] = {} if axis == -1 else {"axis": axis}
    if eps != 1e-5:
        attributes["epsilon"] = eps
    if bound.get("weight") is None and bound.get("bias") is not None:
        attributes["affine"] = False
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
    if bound.get("weight") is not None:
        attributes["weighted"] = True
    return Described("cross_entropy", bound.operands("input", "target", "weight"), attributes)
