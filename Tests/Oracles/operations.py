#!/usr/bin/env python3
"""Values and gradients of operations as PyTorch has them, in float64, also where they are not finite.

An oracle that shares nothing with vizbp: PyTorch computes and differentiates. Where JAX has the
operation as well, and all is finite, both must agree to eleven digits before a case is written. The
table is checked in; run this only to write it anew:

    pip install torch jax numpy
    python3 Tests/Oracles/operations.py > Tests/VizAutodiffTests/Fixtures/operations.json
"""

import json
import math
import random

import jax
import jax.numpy as jnp
import numpy as np
import torch

from operations_jax import JAX
from operations_torch import TORCH

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platform_name", "cpu")
torch.set_default_dtype(torch.float64)
rng = random.Random(20261129)
INF, NAN = math.inf, math.nan


# MARK: - What is asked of them

def draw(*shape, low=-3.0, high=3.0):
    return np.array([rng.uniform(low, high) for _ in range(int(np.prod(shape)))]).reshape(shape)


def labels(below, *shape):
    return np.array([rng.randrange(below) for _ in range(int(np.prod(shape)))]).reshape(shape)


EDGES = np.array([-INF, -1e300, -1000.0, -3.0, -1.0, -1e-9, -0.0, 0.0, 1e-9, 1.0, 3.0, 6.0, 1000.0,
                  1e300, INF, NAN])


def functions():
    for op in ["identity", "detach", "log1p", "expm1", "erf", "rsqrt", "reciprocal", "silu", "mish",
               "hardtanh", "hardswish"]:
        low = {"log1p": -0.9, "rsqrt": 0.01}.get(op, -5.0)
        for shape in [(), (5,), (2, 3)]:
            yield op, {}, draw(*shape, low=low, high=5)
        # What slope hardtanh has at NaN depends on the number of elements.
        yield op, {}, EDGES[:-1] if op == "hardtanh" else EDGES
    yield "hardtanh", {"min_val": -2, "max_val": 0.5}, draw(9)
    yield "hardtanh", {"min_val": -1, "max_val": 3}, EDGES[:-1]
    for a in [{"min": -1}, {"max": 1}, {"min": -1, "max": 3}, {"min": 1, "max": -1}]:
        yield "clamp", a, draw(9)
        yield "clamp", a, EDGES


def gates():
    for shapes in [((3,), (3,), (3,)), ((2, 3), (3,), ()), ((2, 1), (2, 3), (3,)), ((), (4,), (4,))]:
        yield "where", {}, labels(2, *shapes[0]), draw(*shapes[1]), draw(*shapes[2])
    yield "where", {}, labels(2, 16), EDGES, draw(16)
    yield "where", {}, np.array([1, 0]), np.array([NAN, 1.0]), np.array([1.0, INF])
    for shapes in [((3,), (3,)), ((2, 3), (3,)), ((2, 3), (2, 1))]:
        yield "masked_fill", {"value": -1.5}, draw(*shapes[0]), labels(2, *shapes[1])
        yield "masked_fill", {}, draw(*shapes[0]), labels(2, *shapes[1]), draw()
    yield "masked_fill", {"value": -INF}, draw(3), np.array([0, 1, 0])
    yield "masked_fill", {"value": 0}, EDGES, labels(2, 16)


def reductions(*more):
    return [{}, *({"reduction": name} for name in ("sum", "none", *more))]


def differences():
    for a in reductions():
        for op in ["mse", "l1", "smooth_l1", "huber"]:
            for shapes in [((), ()), ((2, 3), (2, 3)), ((2, 1), (3,))]:
                yield op, a, draw(*shapes[0]), draw(*shapes[1])
        for op in ["mse", "l1", "huber"]:
            yield op, a, draw(2, 3), draw(2, 3), draw(2, 3, low=0.2, high=2)
        yield "smooth_l1", {"beta": 0.5, **a}, draw(7), draw(7)
        yield "smooth_l1", {"beta": 0, **a}, draw(7), draw(7)
        yield "huber", {"delta": 2, **a}, draw(7), draw(7)
    same = np.array([0.5, -1.0, 2.0])
    for op, a in [("l1", {}), ("smooth_l1", {"beta": 0}), ("mse", {}), ("huber", {})]:
        yield op, a, same, same
        yield op, {**a, "reduction": "none"}, np.array([INF, -INF, 1e200]), np.zeros(3)


def binary():
    for a in reductions():
        for shape in [(), (5,), (2, 3)]:
            yield "bce", a, draw(*shape, low=0.02, high=0.98), draw(*shape, low=0, high=1)
            yield "bce_with_logits", a, draw(*shape), draw(*shape, low=0, high=1)
        yield "bce", a, draw(2, 3, low=0.02, high=0.98), draw(2, 3, low=0, high=1), draw(3)
        x, y = draw(2, 3), draw(2, 3, low=0, high=1)
        yield "bce_with_logits", a, x, y, draw(3)
        yield "bce_with_logits", a, x, y, draw(2, 1), draw(3)
        yield "bce_with_logits", {"pos_weighted": True, **a}, x, y, draw(3)
        yield "bce_with_logits", {"pos_weight": [0.5, 2.0, 1.5], **a}, x, y
        yield "bce_with_logits", {"weight": 2.5, "pos_weight": 0.5, **a}, x, y
        for k in reductions("batchmean")[-1:] if not a else [a]:
            yield "kl_div", k, draw(4, 3), draw(4, 3, low=0.1, high=1)
        yield "kl_div", a, draw(2, 3), draw(3, low=0.1, high=1)
        yield "kl_div", {"log_target": True, **a}, draw(2, 3), draw(2, 3)
    # Saturated, and the labels right or wrong.
    yield "bce", {"reduction": "none"}, np.array([0.0, 1.0, 0.0, 1.0, 1e-200]), np.array(
        [0.0, 1.0, 1.0, 0.0, 1.0])
    yield "bce_with_logits", {"reduction": "none"}, np.array([-1e3, 1e3, 0.0]), np.array(
        [1.0, 0.0, 0.5])
    yield "kl_div", {"reduction": "batchmean"}, draw(), draw(low=0.1, high=1)


def by_class():
    for op in ["nll", "cross_entropy"]:
        for a in reductions():
            yield op, a, draw(3), labels(3)
            yield op, a, draw(4, 3), labels(3, 4)
            yield op, {"axis": 1, **a}, draw(2, 3, 2), labels(3, 2, 2)
            yield op, a, draw(4, 3), labels(3, 4), draw(3, low=0.2, high=2)
            yield op, {"ignore_index": 1, **a}, draw(4, 3), np.array([0, 1, 2, 1])
            yield op, a, draw(3, 3), np.array([0, -100, 2]), draw(3, low=0.2, high=2)
            yield op, {"weight": [0.5, 2.0, 1.5], **a}, draw(4, 3), labels(3, 4)
        yield op, {}, draw(2, 3), np.array([-100, -100])
    yield "nll", {}, draw(2, 3, 2), labels(3, 2, 2)
    for a in reductions():
        for smooth in [{"label_smoothing": 0.25}, {"label_smoothing": 1}]:
            yield "cross_entropy", {**smooth, **a}, draw(4, 3), labels(3, 4)
            yield "cross_entropy", {**smooth, **a}, draw(4, 3), np.array([0, -100, 2, 1]), draw(
                3, low=0.2, high=2)
            yield "cross_entropy", {**smooth, **a}, draw(4, 3), draw(4, 3, low=0, high=1)
        yield "cross_entropy", a, draw(2, 3), draw(2, 3), draw(3, low=0.2, high=2)
    yield "cosine_similarity", {}, draw(3, 4), draw(3, 4)
    yield "cosine_similarity", {"axis": 0}, draw(4), draw(4)
    yield "cosine_similarity", {"axis": -1}, draw(2, 3, 4), draw(4)
    yield "cosine_similarity", {"axis": 1, "epsilon": 0.5}, draw(2, 4, 1), draw(2, 4, 3)
    yield "cosine_similarity", {}, np.zeros((1, 3)), draw(1, 3)


def spreads():
    shapes = [({}, (5,)), ({}, (2, 3)), ({"axes": [0]}, (3, 2)), ({"axes": [-1, 0]}, (2, 3, 2)),
              ({"axes": [1], "keepdims": True}, (2, 3, 2))]
    for a, shape in shapes:
        for op in ["var", "std", "prod"]:
            yield op, a, draw(*shape)
        yield "var", {"correction": 0, **a}, draw(*shape)
        yield "std", {"correction": 1.5, **a}, draw(*shape)
    yield "std", {"axes": [1]}, np.array([[2.0, 2.0, 2.0], [1.0, 2.0, 4.0]])
    yield "std", {"correction": 0}, np.array([3.0])
    yield "var", {}, np.array([3.0])
    for x in [[2.0, 0.0, 3.0], [2.0, 0.0, 0.0], []]:
        yield "prod", {}, np.array(x)
    yield "prod", {"axes": [0]}, np.array([[0.0, 2.0], [3.0, 0.0], [5.0, 7.0]])
    for a, shape in [({"axis": 0}, (5,)), ({"axis": 1}, (2, 3, 2)), ({"axis": -1}, (2, 3)),
                     ({"axis": 1, "reverse": True}, (2, 3))]:
        yield "cumsum", a, draw(*shape)
    yield "cumsum", {"axis": 0}, np.array([1.0, INF, 2.0])


def products():
    for shapes in [((3,), (2, 3)), ((2, 3), (4, 3)), ((2, 3), (4, 3), (4,)),
                   ((2, 2, 3), (4, 3), (4,)), ((2, 3), (3,)), ((3,), (3,), ())]:
        yield "linear", {}, *(draw(*shape) for shape in shapes)
    for a in [{}, {"alpha": -0.5, "beta": 2}]:
        for shape in [(2, 4), (4,), (2, 1), ()]:
            yield "addmm", a, draw(*shape), draw(2, 3), draw(3, 4)
        yield "gemm", a, draw(2, 3), draw(3, 4)
        yield "gemm", a, draw(2, 3), draw(3, 4), draw(4)
        yield "gemm", {"transA": True, **a}, draw(3, 2), draw(3, 4), draw(2, 4)
        yield "gemm", {"transB": True, **a}, draw(2, 3), draw(4, 3), draw(2, 1)
        yield "gemm", {"transA": 1, "transB": 1, **a}, draw(3, 2), draw(4, 3), draw()
    yield "addmm", {"beta": 0}, np.array([NAN, 1.0]), draw(2, 3), draw(3, 2)


def movements():
    yield "index_select", {}, draw(3, 2), labels(3, 4)
    yield "index_select", {"axis": -1}, draw(2, 3), labels(3, 2)
    yield "index_select", {"axis": 1}, draw(2, 3, 2), labels(3, 5)
    for a, x, i in [({}, (3, 2), (4, 2)), ({"axis": 1}, (2, 3), (2, 1)),
                    ({"axis": -1}, (2, 3, 4), (2, 1, 3))]:
        yield "gather_elements", a, draw(*x), labels(2, *i)
    yield "gather_elements", {"axis": 1}, draw(4, 3), labels(3, 2, 2)
    for x, i in [((2, 3), (2, 2)), ((2, 3), (1, 2)), ((1, 3), (4, 2))]:
        yield "take_along_dim", {"axis": 1}, draw(*x), labels(3, *i)
    yield "scatter_add", {}, draw(3, 2), labels(3, 4, 2), draw(4, 2)
    yield "scatter_add", {"axis": 1}, draw(2, 3), labels(3, 1, 4), draw(2, 5)
    yield "embedding", {}, labels(3, 2, 2), draw(3, 4)
    yield "embedding", {"padding_idx": 1}, np.array([1, 0, 1, 2]), draw(3, 2)
    yield "embedding", {"padding_idx": -1}, np.array([[1, 2], [0, 2]]), draw(3, 2)
    for a, shape in [({"sizes": 2}, (5,)), ({"sizes": [1, 3], "axis": 1}, (2, 4)),
                     ({"sizes": 4}, (3, 2)), ({"sizes": 2, "axis": -1}, (2, 3, 3))]:
        yield "split", a, draw(*shape)
    yield "chunk", {"chunks": 3, "axis": 1}, draw(2, 4)
    yield "chunk", {"chunks": 4}, draw(6)
    for a in [{}, {"axis": -1}]:
        yield "unbind", a, draw(3, 2)
        yield "stack", a, draw(2, 3), draw(2, 3), draw(2, 3)
    yield "stack", {}, draw(), draw()
    for a in [{"pad": [1, 2]}, {"pad": [1, 0, 0, 2], "value": 0.5}, {"pad": [-1, 2, 1, -1]},
              {"pad": [2, 1], "mode": "reflect"}, {"pad": [2, 1], "mode": "replicate"},
              {"pad": [2, 3], "mode": "circular"}]:
        yield "pad", a, draw(2, 3)
    yield "pad", {"pad": [1, 3, 2, 1], "mode": "replicate"}, draw(1, 2, 2, 3)
    yield "pad", {"pad": [1, 2, 1, 1], "mode": "reflect"}, draw(1, 2, 3, 3)


def orderings():
    choosing = [("sort", {}), ("sort", {"descending": True}), ("topk", {"k": 2}),
                ("topk", {"k": 1, "largest": False}), ("topk", {"k": 0}), ("kthvalue", {"k": 2}),
                ("cummax", {}), ("cummin", {})]
    for op, a in choosing:
        for b, shape in [({}, (5,)), ({"axis": 1}, (2, 3, 2)), ({"axis": 0}, (3, 2))]:
            yield op, {**a, **b}, draw(*shape)
        if a.get("k") != 0:
            yield op, a, EDGES[[9, 15, 2, 8, 0, 14, 4]]
    for op, a in [("sort", {}), ("topk", {"k": 1}), ("kthvalue", {"k": 1}), ("median", {}),
                  ("cummax", {}), ("cummin", {})]:
        yield op, a, draw()
    yield "kthvalue", {"k": 3, "axis": 0, "keepdims": True}, draw(3, 2)
    for a, shape in [({}, (5,)), ({}, (2, 3)), ({"axis": -1}, (2, 4)), ({"axis": 0}, (3, 2)),
                     ({"axis": 1, "keepdims": True}, (2, 3, 2))]:
        yield "median", a, draw(*shape)
    yield "median", {"axis": 1}, np.array([[1.0, NAN, 3.0], [2.0, INF, -INF]])


def requests():
    yield from functions()
    yield from gates()
    yield from differences()
    yield from binary()
    yield from by_class()
    yield from spreads()
    yield from products()
    yield from movements()
    yield from orderings()


# MARK: - Asking

def is_whole(x):
    return np.issubdtype(x.dtype, np.integer)


def by_torch(op, attributes, inputs, cotangent=None):
    moving = [torch.tensor(x, requires_grad=not is_whole(x)) for x in inputs]
    output = TORCH[op](attributes, *moving)
    if cotangent is None:
        return output.detach().numpy()
    if output.requires_grad:
        output.backward(torch.tensor(cotangent))
    return [None if m.grad is None else m.grad.numpy() for m in moving]


def by_jax(op, attributes, inputs, cotangent):
    def function(*moving):
        given = iter(moving)
        return JAX[op](attributes, *(x if is_whole(x) else next(given) for x in inputs))

    output, pullback = jax.vjp(function, *(x for x in inputs if not is_whole(x)))
    gradients = iter(pullback(jnp.asarray(cotangent)))
    return output, [None if is_whole(x) else next(gradients) for x in inputs]


def number(x):
    return float(x) if math.isfinite(x) else "NaN" if math.isnan(x) else (
        "Infinity" if x > 0 else "-Infinity")


def numbers(x):
    return [number(v) for v in np.asarray(x, float).ravel()]


def array(x):
    return {"shape": list(np.shape(x)), "values": numbers(x)}


def case(op, attributes, *inputs):
    inputs = [np.asarray(x) for x in inputs]
    output = by_torch(op, attributes, inputs)
    cotangent = draw(*output.shape, low=-2, high=2)
    gradients = by_torch(op, attributes, inputs, cotangent)
    found = [output, *(g for g in gradients if g is not None)]
    if op in JAX and all(np.isfinite(x).all() for x in [*inputs, *found]):
        other, others = by_jax(op, attributes, inputs, cotangent)
        for a, b in zip(found, [other, *(g for g in others if g is not None)]):
            if op == "std":  # At a deviation of 0 JAX divides by it, and PyTorch does not.
                b = np.where(np.isnan(b), a, b)
            np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-13, err_msg=f"{op} {attributes}")
    return {
        "op": op,
        "attributes": {k: number(v) if isinstance(v, float) else v for k, v in attributes.items()},
        "inputs": [array(x) for x in inputs], "output": array(output),
        "cotangent": numbers(cotangent),
        "gradients": [None if g is None else numbers(g) for g in gradients],
    }


def write(requests):
    cases = [case(*request) for request in requests]
    missing = set(TORCH) - {c["op"] for c in cases}
    assert not missing, missing
    print("[")
    print(",\n".join(json.dumps(c) for c in cases))
    print("]")


if __name__ == "__main__":
    write(requests())
