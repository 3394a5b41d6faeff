#!/usr/bin/env python3
"""Values and gradients of every operation with shapes or attributes of its own, by JAX.

An oracle that shares nothing with vizbp: the values are written here from the definitions, with
NumPy's indexing and lax's convolutions and windows, and JAX differentiates them, in float64. The
table is checked in; run this only to write it anew:

    pip install jax numpy
    python3 Tests/Oracles/networks.py > Tests/VizAutodiffTests/Fixtures/networks.json
"""

import json
import random

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.scipy import special

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platform_name", "cpu")
rng = random.Random(20240608)


def axes(a):
    return None if a.get("axes") is None else tuple(a["axes"])


def over(function):
    return lambda a, x: function(x, axis=axes(a), keepdims=a.get("keepdims", False))


def pair(value, standard):
    if value is None:
        return standard
    return (value, value) if isinstance(value, int) else tuple(value)


def padding(a):
    p = a.get("padding", 0)
    p = [p, p] if isinstance(p, int) else p
    p = p + p if len(p) == 2 else p
    return ((p[0], p[2]), (p[1], p[3]))


def conv2d(a, x, w, b=None):
    y = lax.conv_general_dilated(
        x, w, pair(a.get("strides"), (1, 1)), padding(a),
        rhs_dilation=pair(a.get("dilations"), (1, 1)), feature_group_count=a.get("groups", 1),
        dimension_numbers=("NCHW", "OIHW", "NCHW"))
    return y if b is None else y + b[:, None, None]


def window(a):
    kernel = pair(a["kernel"], None)
    return (1, 1, *kernel), (1, 1, *pair(a.get("strides"), kernel)), ((0, 0), (0, 0), *padding(a))


def max_pool2d(a, x):
    return lax.reduce_window(x, -jnp.inf, lax.max, *window(a))


def avg_pool2d(a, x):
    sums = lax.reduce_window(x, 0.0, lax.add, *window(a))
    if a.get("count_include_pad", True):
        return sums / np.prod(window(a)[0])
    return sums / lax.reduce_window(jnp.ones_like(x), 0.0, lax.add, *window(a))


def normalise(x, mean, variance, epsilon):
    return (x - mean) / jnp.sqrt(variance + epsilon)


def batch_norm(a, x, scale, shift, mean=None, variance=None):
    others = tuple(i for i in range(x.ndim) if i != 1)
    channel = tuple(-1 if i == 1 else 1 for i in range(x.ndim))
    if mean is None:
        mean, variance = jnp.mean(x, others), jnp.var(x, others)
    scale, shift, mean, variance = (v.reshape(channel) for v in (scale, shift, mean, variance))
    return normalise(x, mean, variance, a.get("epsilon", 1e-5)) * scale + shift


def layer_norm(a, x, scale=1.0, shift=0.0):
    last = tuple(range(a.get("axis", -1) % x.ndim, x.ndim))
    mean, variance = jnp.mean(x, last, keepdims=True), jnp.var(x, last, keepdims=True)
    return normalise(x, mean, variance, a.get("epsilon", 1e-5)) * scale + shift


def reduced(a, losses):
    reduction = a.get("reduction", "mean")
    return {"mean": jnp.mean, "sum": jnp.sum, "none": lambda x: x}[reduction](losses)


def mse(a, x, y):
    return reduced(a, (x - y) ** 2)


def one_hot(labels, scores, axis):
    return jnp.moveaxis(jnp.eye(scores.shape[axis])[labels.astype(int)], -1, axis)


def hinge(a, s, y):
    margin, axis = a.get("margin", 1), a.get("axis", -1)
    if y.ndim == s.ndim:
        return reduced(a, jnp.maximum(0, margin - y * s))
    target = one_hot(y, s, axis)
    own = (s * target).sum(axis, keepdims=True)
    return reduced(a, (jnp.maximum(0, s - own + margin) * (1 - target)).sum(axis))


def cross_entropy(a, s, y):
    axis = a.get("axis", -1)
    logarithms = log_softmax(a, s)
    target = one_hot(y, s, axis) if y.ndim < s.ndim else y
    return reduced(a, -(target * logarithms).sum(axis))


def softmax(a, x):
    axis = a.get("axis", -1)
    powers = jnp.exp(x - lax.stop_gradient(x.max(axis, keepdims=True)))
    return powers / powers.sum(axis, keepdims=True)


def log_softmax(a, x):
    # Shifted first: the difference of two numbers near 1000 would keep few digits.
    return jax.nn.log_softmax(x, a.get("axis", -1))


def gelu(a, x):
    if a.get("approximate", "none") == "tanh":
        return x / 2 * (1 + jnp.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    return x / 2 * special.erfc(-x / np.sqrt(2))


def elu(a, x):
    return jnp.where(x > 0, x, a.get("alpha", 1) * jnp.expm1(jnp.where(x > 0, 0, x)))


def sliced(a, x):
    steps = a.get("steps") or [1] * len(a["starts"])
    ranges = [range(n)[start:stop:step] for n, start, stop, step in
              zip(x.shape, a["starts"], a["stops"], steps)]
    for axis, indices in enumerate(ranges):
        x = jnp.take(x, np.array(indices, dtype=int), axis=axis)
    return x


def split_mix(seed):
    """Steele, Lea and Flood's generator, as the upper 53 bits' fraction of 1."""
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) % 2**64
        z = seed
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        yield ((z ^ (z >> 31)) >> 11) / 2**53


def dropout(a, x):
    p, draws = a.get("p", 0.5), split_mix(a.get("seed", 0))
    mask = np.array([0 if next(draws) < p else 1 / (1 - p) for _ in range(x.size)])
    return x * mask.reshape(x.shape)


OPS = {
    "sum": over(jnp.sum),
    "mean": over(jnp.mean),
    "max": over(jnp.max),
    "min": over(jnp.min),
    "norm": over(lambda x, axis, keepdims: jnp.sqrt(jnp.sum(x * x, axis, keepdims=keepdims))),
    "logsumexp": over(special.logsumexp),
    "softmax": softmax,
    "log_softmax": log_softmax,
    "matmul": lambda a, x, y: x @ y,
    "transpose": lambda a, x: jnp.transpose(x, a.get("permutation")),
    "reshape": lambda a, x: x.reshape(a["shape"]),
    "broadcast": lambda a, x: jnp.broadcast_to(x, a["shape"]),
    "concat": lambda a, *parts: jnp.concatenate(parts, a.get("axis", 0)),
    "slice": sliced,
    "gather": lambda a, x, indices: x[indices.astype(int)],
    "leaky_relu": lambda a, x: jnp.where(x > 0, x, a.get("slope", 0.01) * x),
    "elu": elu,
    "gelu": gelu,
    "dropout": dropout,
    "mse": mse,
    "hinge": hinge,
    "cross_entropy": cross_entropy,
    "conv2d": conv2d,
    "max_pool2d": max_pool2d,
    "avg_pool2d": avg_pool2d,
    "batch_norm": batch_norm,
    "layer_norm": layer_norm,
}


def draw(*shape, low=-3.0, high=3.0):
    return np.array([rng.uniform(low, high) for _ in range(int(np.prod(shape)))]).reshape(shape)


def labels(below, *shape):
    return np.array([rng.randrange(below) for _ in range(int(np.prod(shape)))]).reshape(shape)


def signs(*shape):
    return np.where(draw(*shape) > 0, 1.0, -1.0)


def distribution(*shape):
    weights = draw(*shape, low=0.1, high=1)
    return weights / weights.sum(-1, keepdims=True)


def requests():
    for op in ["sum", "mean", "max", "min", "norm", "logsumexp"]:
        for which, shape in [([0], (3, 4)), ([-1], (3, 4)), ([0, 2], (2, 3, 4)), ([1], (2, 3, 2))]:
            yield op, {"axes": which}, draw(*shape)
            yield op, {"axes": which, "keepdims": True}, draw(*shape)
        yield op, {"keepdims": True}, draw(2, 3)
        yield op, {"axes": [1]}, draw(2, 1)
    for op in ["softmax", "log_softmax"]:
        for axis, shape in [(-1, (2, 4)), (0, (3, 2)), (1, (2, 3, 2)), (0, (5,))]:
            yield op, {"axis": axis}, draw(*shape)
        yield op, {}, draw(3, low=-1000, high=-999)
        yield op, {}, draw(3, low=999, high=1000)
        yield op, {}, np.array([1000.0, -1000.0, 990.0])
    for a, b in [((2, 2, 3), (3, 4)), ((2, 2, 3), (2, 3, 2)), ((2, 3), (4, 3, 1)),
                 ((2, 1, 2, 3), (3, 3, 2)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,)), ((3,), (3,))]:
        yield "matmul", {}, draw(*a), draw(*b)
    yield "transpose", {"permutation": [1, 2, 0]}, draw(2, 3, 4)
    yield "transpose", {"permutation": [0, -1, 1]}, draw(2, 3, 2)
    yield "transpose", {}, draw(2, 3, 2)
    yield "reshape", {"shape": [3, -1]}, draw(2, 6)
    yield "reshape", {"shape": [2, 2, 2]}, draw(8)
    yield "broadcast", {"shape": [2, 3, 2]}, draw(3, 1)
    yield "broadcast", {"shape": [2, 2]}, draw()
    yield "concat", {}, draw(2, 3), draw(1, 3)
    yield "concat", {"axis": 1}, draw(2, 3), draw(2, 1), draw(2, 2)
    yield "concat", {"axis": -1}, draw(2, 2, 1), draw(2, 2, 2)
    yield "slice", {"starts": [1], "stops": [4]}, draw(5, 2)
    yield "slice", {"starts": [-1, 0], "stops": [-9, 5], "steps": [-2, 3]}, draw(5, 6)
    yield "slice", {"starts": [0, 1], "stops": [2, 100], "steps": [1, 2]}, draw(2, 6, 2)
    yield "gather", {}, draw(4, 3), labels(4, 6)
    yield "gather", {}, draw(3), labels(3, 2, 2)
    yield "gather", {}, draw(3, 2, 2), labels(3)
    for op, variants in [("leaky_relu", [{}, {"slope": 0.2}]), ("elu", [{}, {"alpha": 0.5}]),
                         ("gelu", [{}, {"approximate": "tanh"}])]:
        for attributes in variants:
            yield op, attributes, draw(8)
            yield op, attributes, draw(2, 3)
            yield op, attributes, draw()
    yield "gelu", {}, np.array([-30.0, -8.0, -1e-9, 1e-9, 8.0, 30.0])
    yield "dropout", {}, draw(10)
    yield "dropout", {"p": 0.2, "seed": 12345}, draw(4, 5)
    yield "dropout", {"p": 0, "seed": 1}, draw(3)
    for reduction in ["mean", "sum", "none"]:
        r = {"reduction": reduction}
        yield "mse", r, draw(2, 3), draw(2, 3)
        yield "hinge", r, draw(2, 3), signs(2, 3)
        yield "hinge", {**r, "margin": 0.5}, draw(6), signs(6)
        yield "hinge", r, draw(4, 3), labels(3, 4)
        yield "hinge", {**r, "axis": 1, "margin": 2}, draw(2, 3, 2), labels(3, 2, 2)
        yield "cross_entropy", r, draw(4, 3), labels(3, 4)
        yield "cross_entropy", {**r, "axis": 1}, draw(2, 3, 2), labels(3, 2, 2)
        yield "cross_entropy", r, draw(4, 3), distribution(4, 3)
        yield "cross_entropy", r, draw(4, 3), draw(4, 3)
    yield "mse", {}, draw(), draw()
    yield "cross_entropy", {}, draw(3), labels(3)
    yield "cross_entropy", {}, np.array([[1000.0, -1000.0], [999.0, 1000.0]]), labels(2, 2)
    yield "conv2d", {}, draw(2, 3, 5, 4), draw(2, 3, 3, 2)
    yield "conv2d", {}, draw(1, 1, 3, 3), draw(1, 1, 3, 3), draw(1)
    yield "conv2d", {"strides": [2, 1], "padding": [1, 2]}, draw(2, 2, 5, 4), draw(
        3, 2, 3, 2), draw(3)
    yield "conv2d", {"dilations": 2, "padding": [1, 0, 2, 1]}, draw(1, 2, 6, 6), draw(2, 2, 2, 3)
    yield "conv2d", {"groups": 2, "strides": 3}, draw(2, 4, 5, 5), draw(4, 2, 2, 2), draw(4)
    yield "conv2d", {"groups": 3, "dilations": [1, 2]}, draw(1, 3, 4, 5), draw(6, 1, 2, 2)
    pools = [{"kernel": 2}, {"kernel": [2, 3], "strides": 1},
             {"kernel": 3, "strides": 2, "padding": 1}, {"kernel": [3, 2], "padding": [0, 1, 1, 0]}]
    for op in ["max_pool2d", "avg_pool2d"]:
        for attributes in pools:
            yield op, attributes, draw(2, 2, 5, 6)
    for attributes in pools:
        yield "avg_pool2d", {**attributes, "count_include_pad": False}, draw(1, 2, 5, 6)
    for shape in [(4, 3), (2, 3, 4), (2, 3, 2, 2)]:
        yield "batch_norm", {}, draw(*shape), draw(3), draw(3)
        yield "batch_norm", {"epsilon": 0.01}, draw(*shape), draw(3), draw(3), draw(3), draw(
            3, low=0.2, high=2)
    yield "layer_norm", {}, draw(2, 4), draw(4), draw(4)
    yield "layer_norm", {}, draw(2, 2, 3), draw(3)
    yield "layer_norm", {"axis": 1, "epsilon": 0.1}, draw(2, 3, 2), draw(3, 2), draw(3, 2)
    yield "layer_norm", {}, draw(3, 4)


def array(x):
    return {"shape": list(x.shape), "values": [float(v) for v in np.asarray(x).ravel()]}


def case(op, attributes, *inputs):
    def function(*moving):
        given = iter(moving)
        return OPS[op](attributes, *(x if is_whole(x) else next(given) for x in inputs))

    def is_whole(x):
        return np.issubdtype(x.dtype, np.integer)

    output, pullback = jax.vjp(function, *(x for x in inputs if not is_whole(x)))
    cotangent = draw(*output.shape, low=-2, high=2)
    gradients = iter(pullback(jnp.asarray(cotangent)))
    return {
        "op": op, "attributes": attributes, "inputs": [array(x) for x in inputs],
        "output": array(output), "cotangent": [float(v) for v in cotangent.ravel()],
        "gradients": [None if is_whole(x) else array(next(gradients))["values"] for x in inputs],
    }


cases = [case(*request) for request in requests()]
missing = set(OPS) - {c["op"] for c in cases}
assert not missing, missing
print("[")
print(",\n".join(json.dumps(c) for c in cases))
print("]")
