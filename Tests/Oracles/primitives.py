#!/usr/bin/env python3
"""Values and gradients of every primitive, from 800-digit arithmetic.

An oracle that shares nothing with vizbp: NumPy broadcasts, mpmath computes, and gradients are
centred differences with a step of 1e-20, whose error lies forty digits down; 800 digits keep
slopes as small as sigmoid's at 700. The table is checked in; run this only to write it anew:

    pip install numpy mpmath
    python3 Tests/Oracles/primitives.py > Tests/VizAutodiffTests/Fixtures/primitives.json
"""

import json
import random

import numpy as np
from mpmath import mp, mpf

mp.dps = 800
STEP = mpf(10) ** -20
rng = random.Random(20240607)


def each(function):
    def apply(*arrays):
        arrays = np.broadcast_arrays(*arrays)
        flat = [function(*elements) for elements in zip(*(a.flat for a in arrays))]
        return array(flat, arrays[0].shape)

    return apply


def array(flat, shape):
    result = np.empty(len(flat), dtype=object)
    result[:] = flat
    return result.reshape(shape)


def total(function):
    return lambda x: array([function(list(x.flat))], ())


def softmax(x):
    powers = each(mp.exp)(x)
    return powers / powers.sum(axis=-1, keepdims=True)


def matmul(a, b):
    return array(np.atleast_1d(a @ b).ravel().tolist(), np.shape(a @ b))


PRIMITIVES = {
    "add": each(lambda x, y: x + y),
    "sub": each(lambda x, y: x - y),
    "mul": each(lambda x, y: x * y),
    "div": each(lambda x, y: x / y),
    "pow": each(lambda x, y: mp.power(x, y)),
    "maximum": each(max),
    "minimum": each(min),
    "neg": each(lambda x: -x),
    "exp": each(mp.exp),
    "log": each(mp.log),
    "sin": each(mp.sin),
    "cos": each(mp.cos),
    "tan": each(mp.tan),
    "sqrt": each(mp.sqrt),
    "abs": each(abs),
    "tanh": each(mp.tanh),
    "sigmoid": each(lambda x: 1 / (1 + mp.exp(-x))),
    "relu": each(lambda x: max(x, mpf(0))),
    "softplus": each(lambda x: mp.log(1 + mp.exp(x))),
    "step": each(lambda x: mpf(1) if x > 0 else mpf(0)),
    "sum": total(mp.fsum),
    "mean": total(lambda x: mp.fsum(x) / len(x)),
    "max": total(max),
    "min": total(min),
    "norm": total(lambda x: mp.sqrt(mp.fsum(e * e for e in x))),
    "logsumexp": total(lambda x: mp.log(mp.fsum(mp.exp(e) for e in x))),
    "softmax": softmax,
    "dot": lambda a, b: array([mp.fsum(x * y for x, y in zip(a, b))], ()),
    "matmul": matmul,
    "transpose": lambda x: x.T,
    "concat": lambda *parts: array([e for p in parts for e in p.flat], -1),
}

UNARY = ["neg", "exp", "sin", "cos", "tan", "abs", "tanh", "sigmoid", "relu", "softplus", "step"]
POSITIVE = ["log", "sqrt"]
BINARY = ["add", "sub", "mul", "div", "maximum", "minimum"]
WHOLE = ["sum", "mean", "max", "min", "norm", "logsumexp"]
PAIRS = [
    ((), ()), ((3,), (3,)), ((2, 3), ()), ((), (2, 3)), ((2, 3), (3,)), ((2, 1), (3,)),
    ((1,), (2, 2)), ((2, 1, 2), (3, 1)),
]
PRODUCTS = [((3,), (3,)), ((2, 3), (3,)), ((2,), (2, 3)), ((2, 3), (3, 4)), ((1, 1), (1, 1))]


def draw(shape, low=-3.0, high=3.0):
    count = int(np.prod(shape))
    return shape, [rng.uniform(low, high) for _ in range(count)]


def requests():
    for op in UNARY:
        for shape in [(), (4,), (2, 3)]:
            yield op, [draw(shape)], None
    for op in POSITIVE:
        for shape in [(), (4,), (2, 3)]:
            yield op, [draw(shape, 0.01, 5.0)], None
    for op in BINARY:
        for a, b in PAIRS:
            yield op, [draw(a), draw(b)], None
    for a, b in PAIRS:
        yield "pow", [draw(a, 0.1, 3.0), draw(b)], None
    # A negative base: whole exponents, and no gradient in them.
    yield "pow", [((4,), [-2.0, -0.5, 3.0, -1.5]), ((4,), [3.0, 2.0, -1.0, -2.0])], [0]
    yield "pow", [((2,), [0.0, -4.0]), ((), [2.0])], [0]
    for op in WHOLE + ["softmax"]:
        for shape in [(1,), (5,), (2, 3)]:
            yield op, [draw(shape)], None
    for op in WHOLE:
        yield op, [draw(())], None
    for a, b in PRODUCTS:
        yield "matmul", [draw(a), draw(b)], None
    yield "dot", [draw((4,)), draw((4,))], None
    for shape in [(2, 3), (3,), (1, 4)]:
        yield "transpose", [draw(shape)], None
    yield "concat", [draw(()), draw((3,)), draw((1,))], None
    # Where the plain formulas overflow or lose their digits.
    extreme = [-1000.0, -40.0, -20.0, -1e-8, 1e-8, 20.0, 40.0, 700.0]
    for op in ["sigmoid", "softplus", "tanh"]:
        yield op, [((len(extreme),), extreme)], None
    for op in ["logsumexp", "softmax"]:
        yield op, [((3,), [1000.0, 999.0, 998.5])], None
        yield op, [((3,), [-1000.0, -999.0, -998.5])], None
    yield "norm", [((2,), [3e-170, 4e-170])], None


def contraction(op, inputs, cotangent):
    return mp.fsum(a * b for a, b in zip(op(*inputs).flat, cotangent))


def case(name, inputs, wrt):
    op = PRIMITIVES[name]
    arrays = [array([mpf(v) for v in values], shape) for shape, values in inputs]
    output = op(*arrays)
    cotangent = [rng.uniform(-2.0, 2.0) for _ in output.flat]
    gradients = []
    for position, (shape, values) in enumerate(inputs):
        if wrt is not None and position not in wrt:
            gradients.append(None)
            continue
        gradient = []
        for index in range(len(values)):
            sides = []
            for sign in (1, -1):
                moved = [a.copy() for a in arrays]
                flat = moved[position].reshape(-1)
                scale = min(mpf(1), abs(flat[index])) if flat[index] else mpf(1)
                flat[index] += sign * STEP * scale
                sides.append(contraction(op, [*moved[:position], flat.reshape(shape),
                                              *moved[position + 1:]], cotangent))
            gradient.append(float((sides[0] - sides[1]) / (2 * STEP * scale)))
        gradients.append(gradient)
    return {
        "op": name,
        "inputs": [{"shape": list(shape), "values": values} for shape, values in inputs],
        "output": {"shape": list(output.shape), "values": [float(v) for v in output.flat]},
        "cotangent": cotangent,
        "gradients": gradients,
    }


cases = [case(*request) for request in requests()]
missing = set(PRIMITIVES) - {c["op"] for c in cases}
assert not missing, missing
print("[")
print(",\n".join(json.dumps(c) for c in cases))
print("]")
