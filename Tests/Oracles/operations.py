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
from torch.nn import functional as F

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platform_name", "cpu")
torch.set_default_dtype(torch.float64)
rng = random.Random(20261129)
INF, NAN = math.inf, math.nan


# MARK: - The operations, by PyTorch and by JAX

def where(a, condition, x, y):
    return torch.where(condition != 0, x, y)


def masked_fill(a, x, mask, value=None):
    return x.masked_fill(mask != 0, a["value"] if value is None else value)


TORCH = {
    "identity": lambda a, x: x.clone(),
    "detach": lambda a, x: x.detach(),
    "log1p": lambda a, x: torch.log1p(x),
    "expm1": lambda a, x: torch.expm1(x),
    "erf": lambda a, x: torch.erf(x),
    "rsqrt": lambda a, x: torch.rsqrt(x),
    "reciprocal": lambda a, x: torch.reciprocal(x),
    "silu": lambda a, x: F.silu(x),
    "mish": lambda a, x: F.mish(x),
    "hardtanh": lambda a, x: F.hardtanh(x, **a),
    "hardswish": lambda a, x: F.hardswish(x),
    "clamp": lambda a, x: torch.clamp(x, **a),
    "where": where,
    "masked_fill": masked_fill,
}

JAX = {
    "identity": lambda a, x: x,
    "log1p": lambda a, x: jnp.log1p(x),
    "erf": lambda a, x: jax.scipy.special.erf(x),
    "rsqrt": lambda a, x: jax.lax.rsqrt(x),
    "reciprocal": lambda a, x: jnp.reciprocal(x),
    "silu": lambda a, x: jax.nn.silu(x),
    "mish": lambda a, x: jax.nn.mish(x),
    "hardtanh": lambda a, x: jnp.clip(x, a.get("min_val", -1), a.get("max_val", 1)),
    "hardswish": lambda a, x: jax.nn.hard_swish(x),
    "clamp": lambda a, x: jnp.clip(x, a.get("min"), a.get("max")),
    "where": lambda a, condition, x, y: jnp.where(condition != 0, x, y),
    "masked_fill": lambda a, x, mask, value=None: jnp.where(
        mask != 0, a["value"] if value is None else value, x),
}


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


def requests():
    yield from functions()
    yield from gates()


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
            np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-13, err_msg=f"{op} {attributes}")
    return {
        "op": op,
        "attributes": {k: number(v) if isinstance(v, float) else v for k, v in attributes.items()},
        "inputs": [array(x) for x in inputs], "output": array(output),
        "cotangent": numbers(cotangent),
        "gradients": [None if g is None else numbers(g) for g in gradients],
    }


if __name__ == "__main__":
    cases = [case(*request) for request in requests()]
    missing = set(TORCH) - {c["op"] for c in cases}
    assert not missing, missing
    print("[")
    print(",\n".join(json.dumps(c) for c in cases))
    print("]")
