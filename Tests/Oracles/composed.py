#!/usr/bin/env python3
"""Values and gradients of layers that vizbp makes of smaller operations, as PyTorch has them.

As operations.py: PyTorch in float64 is the oracle, and where JAX has the operation as well, both
must agree before a case is written. Run this only to write the table anew:

    pip install torch jax numpy
    python3 Tests/Oracles/composed.py > Tests/VizAutodiffTests/Fixtures/composed.json
"""

import random

import jax
import jax.numpy as jnp
import numpy as np
import torch
from torch.nn import functional as F

import operations
from operations import INF, NAN, draw, labels

operations.rng = rng = random.Random(20261130)


# MARK: - The operations, by PyTorch and by JAX

def convolution(function):
    names = {"strides": "stride", "dilations": "dilation"}
    return lambda a, *x: function(*x, **{names.get(k, k): v for k, v in a.items()})


def attention(a, q, k, v, mask=None):
    a = dict(a)
    if a.pop("mask", "add") == "keep":
        mask = mask != 0
    return F.scaled_dot_product_attention(q, k, v, mask, **a)


def interpolate(mode):
    def function(a, x):
        a = dict(a)
        if mode.endswith("linear"):
            a.setdefault("align_corners", False)
        if isinstance(a.get("scale_factor"), list):
            a["scale_factor"] = tuple(a["scale_factor"])
        return F.interpolate(x, mode=mode, **a)
    return function


def packed(outputs):
    return torch.cat([output.flatten() for output in outputs])


def lstm(a, x, h, c, *weights):
    return packed(torch.lstm_cell(x, (h, c), *weights))


def affine(function):
    def call(a, x, scale=None, shift=None):
        return function(x, scale, shift, a.get("epsilon", 1e-5), a)
    return call


def rms_norm(a, x, scale=None):
    return F.rms_norm(x, x.shape[a.get("axis", -1) % x.ndim:], scale, a.get("epsilon", 2.0 ** -23))


operations.TORCH = {
    "conv1d": convolution(F.conv1d),
    "conv2d": convolution(F.conv2d),
    "conv3d": convolution(F.conv3d),
    "conv_transpose1d": convolution(F.conv_transpose1d),
    "conv_transpose2d": convolution(F.conv_transpose2d),
    "group_norm": affine(lambda x, w, b, e, a: F.group_norm(x, a["num_groups"], w, b, e)),
    "instance_norm": affine(lambda x, w, b, e, a: F.instance_norm(x, None, None, w, b, eps=e)),
    "rms_norm": rms_norm,
    "scaled_dot_product_attention": attention,
    "einsum": lambda a, *x: torch.einsum(a["equation"], *x),
    "upsample_nearest": interpolate("nearest"),
    "upsample_nearest_exact": interpolate("nearest-exact"),
    "upsample_linear": interpolate("linear"),
    "upsample_bilinear": interpolate("bilinear"),
    "upsample_trilinear": interpolate("trilinear"),
    "adaptive_avg_pool1d": lambda a, x: F.adaptive_avg_pool1d(x, a["output_size"]),
    "adaptive_avg_pool2d": lambda a, x: F.adaptive_avg_pool2d(x, a["output_size"]),
    "adaptive_avg_pool3d": lambda a, x: F.adaptive_avg_pool3d(x, a["output_size"]),
    "gru_cell": lambda a, *x: torch.gru_cell(*x),
    "lstm_cell": lstm,
}


def jax_convolution(a, x, weight, bias=None):
    rank = weight.ndim - 2
    if x.ndim == rank + 1:
        return jax_convolution(a, x[None], weight, bias)[0]

    def each(name, standard):
        value = a.get(name, standard)
        return tuple(value) if isinstance(value, list) else (value,) * rank
    padding = a.get("padding", 0)
    if padding == "same":
        sums = [(k - 1) * d for k, d in zip(weight.shape[2:], each("dilations", 1))]
        padding = [(s // 2, s - s // 2) for s in sums]
    else:
        padding = [(p, p) for p in each("padding", 0)]
    y = jax.lax.conv_general_dilated(
        x, weight, each("strides", 1), padding, rhs_dilation=each("dilations", 1),
        feature_group_count=a.get("groups", 1))
    return y if bias is None else y + bias.reshape(-1, *[1] * rank)


def jax_transposed(a, x, weight, bias=None):
    if a.get("groups", 1) != 1:
        channels, groups = x.shape[1] // a["groups"], a["groups"]
        rest = {k: v for k, v in a.items() if k != "groups"}
        y = jnp.concatenate([
            jax_transposed(rest, x[:, i * channels:(i + 1) * channels],
                           weight[i * channels:(i + 1) * channels]) for i in range(groups)], axis=1)
    else:
        rank = weight.ndim - 2

        def each(name, standard):
            value = a.get(name, standard)
            return tuple(value) if isinstance(value, list) else (value,) * rank
        reach = [(k - 1) * d for k, d in zip(weight.shape[2:], each("dilations", 1))]
        padding = [(r - p, r - p + o) for r, p, o in zip(
            reach, each("padding", 0), each("output_padding", 0))]
        flipped = jnp.flip(weight.swapaxes(0, 1), tuple(range(2, weight.ndim)))
        y = jax.lax.conv_general_dilated(
            x, flipped, (1,) * rank, padding, lhs_dilation=each("strides", 1),
            rhs_dilation=each("dilations", 1))
    return y if bias is None else y + bias.reshape(-1, *[1] * (y.ndim - 2))


def jax_group_norm(a, x, scale=None, shift=None):
    groups = a.get("num_groups", x.shape[1])
    grouped = x.reshape(x.shape[0], groups, -1)
    mean, var = grouped.mean(-1, keepdims=True), grouped.var(-1, keepdims=True)
    y = ((grouped - mean) / jnp.sqrt(var + a.get("epsilon", 1e-5))).reshape(x.shape)
    shape = (-1, *[1] * (x.ndim - 2))
    y = y if scale is None else y * scale.reshape(shape)
    return y if shift is None else y + shift.reshape(shape)


def jax_rms_norm(a, x, scale=None):
    axes = tuple(range(a.get("axis", -1) % x.ndim, x.ndim))
    y = x / jnp.sqrt((x * x).mean(axes, keepdims=True) + a.get("epsilon", 2.0 ** -23))
    return y if scale is None else y * scale


def jax_attention(a, q, k, v, mask=None):
    scores = q @ k.swapaxes(-1, -2) * a.get("scale", q.shape[-1] ** -0.5)
    if a.get("is_causal"):
        scores = jnp.where(jnp.tri(*scores.shape[-2:]) != 0, scores, -INF)
    if mask is not None:
        scores = jnp.where(mask != 0, scores, -INF) if a.get("mask") == "keep" else scores + mask
    # A query that sees no key: JAX has NaN, PyTorch zeros.
    blind = (scores == -INF).all(-1, keepdims=True)
    return jnp.where(blind, 0, jax.nn.softmax(jnp.where(blind, 0, scores), axis=-1)) @ v


operations.JAX = {
    "conv1d": jax_convolution, "conv2d": jax_convolution, "conv3d": jax_convolution,
    "conv_transpose1d": jax_transposed, "conv_transpose2d": jax_transposed,
    "group_norm": jax_group_norm, "instance_norm": jax_group_norm, "rms_norm": jax_rms_norm,
    "scaled_dot_product_attention": jax_attention,
    "einsum": lambda a, *x: jnp.einsum(a["equation"], *x),
}


# MARK: - What is asked of them

def convolutions():
    yield "conv1d", {}, draw(2, 2, 5), draw(3, 2, 2)
    yield "conv1d", {}, draw(2, 4), draw(1, 2, 3), draw(1)
    yield "conv1d", {"strides": 2, "padding": 1, "dilations": 2}, (
        draw(1, 2, 6)), draw(2, 2, 2), draw(2)
    yield "conv1d", {"groups": 2, "padding": 3}, draw(2, 4, 3), draw(4, 2, 2), draw(4)
    yield "conv1d", {"padding": "same", "dilations": 3}, draw(1, 1, 5), draw(2, 1, 2), draw(2)
    yield "conv2d", {"padding": "same"}, draw(2, 2, 3, 4), draw(1, 2, 2, 3), draw(1)
    yield "conv2d", {"padding": "same", "dilations": [2, 1], "groups": 2}, (
        draw(1, 2, 4, 3)), draw(2, 1, 2, 2)
    yield "conv3d", {}, draw(2, 1, 2, 3, 3), draw(2, 1, 2, 2, 2)
    yield "conv3d", {}, draw(1, 2, 3, 2), draw(2, 1, 1, 2, 1), draw(2)
    yield "conv3d", {"strides": [2, 1, 2], "padding": [1, 0, 1], "dilations": [2, 1, 1]}, (
        draw(1, 2, 4, 2, 3)), draw(2, 2, 2, 2, 2), draw(2)
    yield "conv3d", {"groups": 2, "padding": "same"}, draw(1, 2, 2, 3, 2), draw(2, 1, 2, 1, 3)
    yield "conv_transpose2d", {}, draw(2, 2, 2, 3), draw(2, 3, 2, 2)
    yield "conv_transpose2d", {"strides": 2, "padding": [1, 0], "output_padding": [1, 0]}, (
        draw(1, 2, 2, 3)), draw(2, 1, 3, 2), draw(1)
    yield "conv_transpose2d", {"groups": 2, "strides": [2, 3], "dilations": [1, 2]}, (
        draw(2, 4, 2, 2)), draw(4, 2, 2, 2), draw(4)
    yield "conv_transpose2d", {"padding": 2, "strides": 3, "output_padding": 2}, (
        draw(1, 1, 3, 3)), draw(1, 2, 4, 3), draw(2)
    yield "conv_transpose1d", {}, draw(2, 2, 3), draw(2, 3, 2)
    yield "conv_transpose1d", {
        "strides": 3, "padding": 1, "output_padding": 2, "dilations": 2, "groups": 2}, (
        draw(1, 2, 3)), draw(2, 1, 2), draw(2)


def normalizations():
    yield "group_norm", {"num_groups": 2}, draw(2, 4, 3)
    yield "group_norm", {"num_groups": 1, "epsilon": 0.01}, draw(2, 2, 2), draw(2), draw(2)
    yield "group_norm", {"num_groups": 3}, draw(2, 6, 2, 2), draw(6), draw(6)
    yield "group_norm", {"num_groups": 2}, draw(3, 6), draw(6), draw(6)
    yield "instance_norm", {}, draw(2, 2, 3)
    yield "instance_norm", {"epsilon": 0.1}, draw(1, 3, 2, 2), draw(3), draw(3)
    yield "instance_norm", {}, draw(2, 2, 2, 1, 2), draw(2), draw(2)
    yield "rms_norm", {}, draw(4)
    yield "rms_norm", {"epsilon": 1e-6}, draw(2, 3), draw(3)
    yield "rms_norm", {"axis": 1, "epsilon": 0.01}, draw(2, 2, 3), draw(2, 3)
    yield "rms_norm", {"axis": -2}, draw(2, 2, 3)
    yield "rms_norm", {}, np.zeros((2, 3)), draw(3)


def attentions():
    op = "scaled_dot_product_attention"
    yield op, {}, draw(3, 2), draw(4, 2), draw(4, 3)
    yield op, {}, draw(2, 2, 3, 2), draw(2, 2, 4, 2), draw(2, 2, 4, 3), draw(2, 1, 3, 4)
    yield op, {"is_causal": True}, draw(2, 4, 2), draw(2, 4, 2), draw(2, 4, 2)
    yield op, {"is_causal": True, "scale": 0.3}, draw(2, 3), draw(4, 3), draw(4, 1)
    yield op, {"mask": "keep"}, draw(3, 2), draw(4, 2), draw(4, 3), (
        np.array([[1, 0, 1, 1], [1, 1, 1, 0], [0, 0, 1, 0]]))
    # A query that sees no key.
    yield op, {"mask": "keep"}, draw(2, 2), draw(3, 2), draw(3, 2), np.array([[0, 0, 0], [0, 1, 1]])
    yield op, {}, draw(1, 2, 2), draw(1, 3, 2), draw(1, 3, 2), (
        np.array([[0.5, -INF, 1.0], [0.0] * 3]))
    yield op, {}, draw(2, 2), draw(2, 2), draw(2, 2), np.array([[-INF, -INF], [0.0, 0.25]])
    yield op, {}, draw(2, 2) * 300, draw(3, 2), draw(3, 2)


def einsums():
    for equation, shapes in [
        ("ij,jk->ik", ((2, 3), (3, 4))), ("ij,jk", ((2, 3), (3, 4))), ("i,i", ((3,), (3,))),
        ("i,j->ji", ((2,), (3,))), ("bhqd,bhkd->bhqk", ((2, 3, 2, 4), (2, 3, 5, 4))),
        ("ii->i", ((3, 3),)), ("ii", ((3, 3),)), ("iji->j", ((2, 3, 2),)), ("ij->", ((2, 3),)),
        ("ba", ((2, 3),)), ("...ij,...jk->...ik", ((2, 1, 2, 3), (3, 3, 2))),
        ("...i->i...", ((2, 2, 3),)), ("i...,i...->...", ((3, 2), (3, 1))),
        ("ab,bc,cd->ad", ((2, 2), (2, 3), (3, 2))), ("a,a,a->a", ((2,), (2,), (2,))),
        ("ij,k->i", ((2, 3), (2,))), ("bn,anm,bm->ba", ((2, 3), (4, 3, 2), (2, 2))),
        ("iij,jk->ki", ((2, 2, 3), (3, 2))),
    ]:
        yield "einsum", {"equation": equation}, *(draw(*shape) for shape in shapes)


def resamplings():
    for a, shape in [
        ({"size": 5}, (1, 2, 3)), ({"size": 7}, (1, 1, 3)), ({"scale_factor": 2}, (2, 1, 2, 3)),
        ({"size": [3, 2]}, (1, 1, 2, 5)), ({"scale_factor": [1.5, 2.5]}, (1, 1, 3, 2)),
        ({"scale_factor": 3}, (1, 1, 1, 2, 2)), ({"scale_factor": 0.4}, (1, 1, 7)),
        ({"scale_factor": 1.7, "recompute_scale_factor": True}, (1, 1, 7)),
    ]:
        yield "upsample_nearest", a, draw(*shape)
        yield "upsample_nearest_exact", a, draw(*shape)
    for a, shape in [
        ({"size": 5}, (1, 2, 3)), ({"size": 2}, (1, 1, 5)), ({"scale_factor": 1.6}, (2, 1, 4)),
        ({"size": 3, "align_corners": True}, (1, 1, 4)), ({"scale_factor": 0.7}, (1, 1, 4)),
        ({"scale_factor": 1.6, "recompute_scale_factor": True}, (1, 1, 4)),
        ({"size": 1, "align_corners": True}, (1, 1, 3)), ({"size": 4}, (1, 1, 1)),
    ]:
        yield "upsample_linear", a, draw(*shape)
    for a, shape in [
        ({"scale_factor": 2}, (2, 2, 2, 3)), ({"size": [5, 1]}, (1, 2, 2, 3)),
        ({"size": 7, "align_corners": True}, (1, 1, 3, 4)), ({"size": 3}, (1, 1, 3, 3)),
        ({"scale_factor": [1.5, 0.7]}, (1, 1, 3, 5)),
        ({"scale_factor": [2, 3], "align_corners": True}, (1, 1, 2, 2)),
    ]:
        yield "upsample_bilinear", a, draw(*shape)
    yield "upsample_trilinear", {"size": [2, 3, 4]}, draw(1, 2, 3, 2, 2)
    yield "upsample_trilinear", {"scale_factor": 2, "align_corners": True}, draw(1, 1, 2, 1, 2)
    yield "upsample_nearest", {"size": 4}, np.array([[[INF, 1.0, NAN]]])
    for a, shape in [({"output_size": 2}, (2, 5)), ({"output_size": [3]}, (1, 2, 7))]:
        yield "adaptive_avg_pool1d", a, draw(*shape)
    for a, shape in [
        ({"output_size": 1}, (1, 2, 2, 3)), ({"output_size": [3, 2]}, (2, 1, 5, 4)),
        ({"output_size": [4, 2]}, (1, 3, 3)), ({"output_size": 7}, (1, 1, 7, 7)),
    ]:
        yield "adaptive_avg_pool2d", a, draw(*shape)
    yield "adaptive_avg_pool2d", {"output_size": 2}, np.array([[[1.0, 2.0, 3.0, INF]] * 2])
    yield "adaptive_avg_pool3d", {"output_size": [1, 2, 3]}, draw(1, 1, 2, 3, 4)


def cells():
    yield "gru_cell", {}, draw(2, 3), draw(2, 2), draw(6, 3), draw(6, 2), draw(6), draw(6)
    yield "gru_cell", {}, draw(3, 1), draw(3, 2), draw(6, 1), draw(6, 2)
    yield "lstm_cell", {}, draw(2, 3), draw(2, 2), draw(2, 2), (
        draw(8, 3)), draw(8, 2), draw(8), draw(8)
    yield "lstm_cell", {}, draw(1, 2), draw(1, 3), draw(1, 3), draw(12, 2), draw(12, 3)


def requests():
    for part in [convolutions, normalizations, attentions, einsums, resamplings, cells]:
        yield from part()


if __name__ == "__main__":
    operations.write(requests())
