"""Rules for layers that vizbp makes of smaller operations."""

from __future__ import annotations

from typing import Any

import torch

from .._calls import Slot, Value, slots_in
from ._layers import epsilon, normalized
from ._table import Bound, Described, Rule, family, rule


@rule("group_norm")
def _group_norm(bound: Bound, _made: list[Value]) -> Described:
    attributes = bound.attributes("input", "weight", "bias", "eps", "cudnn_enabled")
    return Described(
        "group_norm", normalized(bound, bound["input"].shape[1:2]), attributes | epsilon(bound))


@rule("instance_norm")
def _instance_norm(bound: Bound, _made: list[Value]) -> Described:
    channels = bound["input"].shape[1:2]
    if bound.get("use_input_stats", True):
        return Described("instance_norm", normalized(bound, channels), epsilon(bound))
    # With statistics that are given, instances no longer differ from batches.
    running = bound.operands("running_mean", "running_var")
    operands = normalized(bound, channels, running, needs_all=True)
    return Described("batch_norm", operands, epsilon(bound))


@rule("rms_norm")
def _rms_norm(bound: Bound, _made: list[Value]) -> Described:
    axis, eps = -len(bound["normalized_shape"]), bound.get("eps")
    attributes: dict[str, Any] = {} if axis == -1 else {"axis": axis}
    # What PyTorch takes for None depends on the type, and vizbp computes in another one.
    attributes["epsilon"] = torch.finfo(bound["input"].dtype).eps if eps is None else eps
    return Described("rms_norm", bound.operands("input", "weight"), attributes)


@rule("scaled_dot_product_attention")
def _attention(bound: Bound, _made: list[Value]) -> Described:
    attributes = bound.attributes("query", "key", "value", "attn_mask")
    mask = bound.get("attn_mask")
    if isinstance(mask, Slot) and mask.dtype == torch.bool:
        attributes["mask"] = "keep"
    return Described(
        "scaled_dot_product_attention", bound.operands("query", "key", "value", "attn_mask"),
        attributes)


@rule("einsum")
def _einsum(bound: Bound, _made: list[Value]) -> Described | None:
    equation, *_ = bound.values.values()
    if isinstance(equation, tuple):
        equation = equation[0]
    if not isinstance(equation, str):
        return None  # Operands and lists of axes in turn.
    return Described(
        "einsum", [slot.index for slot in slots_in(bound.values)], {"equation": equation})


@rule("interpolate", "upsample")
def _interpolate(bound: Bound, _made: list[Value]) -> Described:
    mode = bound.get("mode", "nearest").replace("-", "_")
    return Described(f"upsample_{mode}", bound.slots(), bound.attributes("input", "mode"))


def _adaptive(op: str) -> Rule:
    def describe(bound: Bound, made: list[Value]) -> Described:
        # None stands for the extent that there is.
        axes = int(op[-2])
        return Described(op, bound.slots(), {"output_size": list((made[0].shape or ())[-axes:])})
    return describe


family(("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"), _adaptive)
