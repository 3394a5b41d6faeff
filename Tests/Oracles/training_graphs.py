#!/usr/bin/env python3
"""The graphs of two training steps in single precision, with values and gradients by JAX.

An oracle for `vizbp check` that shares nothing with vizbp: the layers are written here from their
definitions, and the gradient of every node is that of a zero added to it. The dropout is JAX's own,
and the bias before the batch normalisation has no gradient but rounding. The graphs are checked in;
run this only to write them anew:

    pip install jax numpy
    python3 Tests/Oracles/training_graphs.py Tests/VizCaptureTests/Fixtures
"""

import json
import sys

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

jax.config.update("jax_platform_name", "cpu")


class Graph:
    """Records nodes; each adds a zero of its own, along which its gradient is taken."""

    def __init__(self, zeros):
        self.zeros = zeros
        self.nodes = []
        self.values = {}

    def node(self, name, op, inputs, value, **more):
        self.nodes.append((name, op, inputs, more))
        if self.zeros is not None and op != "constant" and more.get("role") != "data":
            value = value + self.zeros[name]
        self.values[name] = value
        return value


def convnet(g, leaves, mask):
    x, y = g.node("x", "input", [], leaves["x"], role="data"), leaves["y"]
    w, b = (g.node(n, "parameter", [], leaves[n], role="parameter") for n in ("conv/W", "conv/b"))
    h = lax.conv_general_dilated(x, w, (1, 1), [(1, 1), (1, 1)]) + b.reshape(1, -1, 1, 1)
    h = g.node("conv", "conv2d", ["x", "conv/W", "conv/b"], h, attributes={"padding": 1})
    s, t = (g.node(n, "parameter", [], leaves[n], role="parameter") for n in ("scale", "shift"))
    mean = h.mean((0, 2, 3), keepdims=True)
    variance = ((h - mean) ** 2).mean((0, 2, 3), keepdims=True)
    h = (h - mean) / jnp.sqrt(variance + 1e-5) * s.reshape(1, -1, 1, 1) + t.reshape(1, -1, 1, 1)
    h = g.node("norm", "batch_norm", ["conv", "scale", "shift"], h)
    h = g.node("relu", "relu", ["norm"], jax.nn.relu(h))
    pooled = lax.reduce_window(h, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")
    h = g.node("pool", "max_pool2d", ["relu"], pooled, attributes={"kernel": 2})
    h = g.node("flat", "reshape", ["pool"], h.reshape(h.shape[0], -1))
    h = g.node("drop", "dropout", ["flat"], jnp.where(mask, h / 0.7, 0), attributes={"p": 0.3})
    w = g.node("W", "parameter", [], leaves["W"], role="parameter")
    scores = g.node("scores", "matmul", ["drop", "W"], h_matmul(h, w))
    g.node("y", "input", [], y, role="data")
    logs = jax.nn.log_softmax(scores)
    return g.node(
        "loss", "cross_entropy", ["scores", "y"],
        -jnp.take_along_axis(logs, y.astype(int)[:, None], 1).mean())


def h_matmul(h, w):
    return jnp.matmul(h, w, precision="highest")


def residual(g, leaves, mask):
    """Dropout of a relu that goes on beside it as well."""
    x = g.node("x", "input", [], leaves["x"], role="data")
    w = g.node("W", "parameter", [], leaves["W"], role="parameter")
    h = g.node("z", "matmul", ["x", "W"], h_matmul(x, w))
    h = g.node("h", "relu", ["z"], jax.nn.relu(h))
    d = g.node("drop", "dropout", ["h"], jnp.where(mask, h / 0.5, 0), attributes={"p": 0.5})
    u = g.node("sum", "add", ["h", "drop"], h + d)
    mean = u.mean(-1, keepdims=True)
    variance = ((u - mean) ** 2).mean(-1, keepdims=True)
    u = g.node("norm", "layer_norm", ["sum"], (u - mean) / jnp.sqrt(variance + 1e-5))
    t = g.node("y", "input", [], leaves["y"], role="data")
    return g.node("loss", "mse", ["norm", "y"], ((u - t) ** 2).mean())


def numbers(a):
    # Single precision in as few digits as tell it.
    flat = [float(str(v)) for v in np.asarray(a, np.float32).ravel()]
    shape = np.shape(a)
    return np.reshape(np.array(flat, object), shape).tolist() if shape else flat[0]


def document(network, name, leaves, mask):
    plain = Graph(None)
    network(plain, leaves, mask)
    zeros = {n: jnp.zeros_like(v) for n, v in plain.values.items()}

    def loss(zeros):
        return network(Graph(zeros), leaves, mask)

    gradients = jax.grad(loss)(zeros)
    nodes = []
    for node, op, inputs, more in plain.nodes:
        entry = {"id": node, "op": op}
        if inputs:
            entry["inputs"] = inputs
        entry |= {"shape": list(plain.values[node].shape), "dtype": "float32"}
        entry |= more | {"value": numbers(plain.values[node])}
        if more.get("role") != "data":
            entry["gradient"] = numbers(gradients[node])
        nodes.append(entry)
    return {"format": "vizbp.graph", "version": 1, "name": name, "nodes": nodes,
            "outputs": ["loss"]}


def main(folder):
    random = np.random.default_rng(20261121)

    def normal(*shape, scale=1.0):
        return jnp.asarray(scale * random.standard_normal(shape), jnp.float32)

    kept = jax.random.bernoulli(jax.random.key(1), 0.7, (6, 27))
    conv = document(convnet, "convnet", {
        "x": normal(6, 2, 6, 6), "y": jnp.asarray(random.integers(0, 4, 6), jnp.float32),
        "conv/W": normal(3, 2, 3, 3, scale=0.4), "conv/b": normal(3), "scale": 1 + normal(3) / 4,
        "shift": normal(3, scale=0.1), "W": normal(27, 4, scale=0.3),
    }, kept)
    kept = jax.random.bernoulli(jax.random.key(2), 0.5, (8, 10))
    skip = document(residual, "residual", {
        "x": normal(8, 5), "W": normal(5, 10, scale=0.5), "y": normal(8, 10)}, kept)
    for graph in (conv, skip):
        with open(f"{folder}/{graph['name']}.json", "w") as file:
            json.dump(graph, file)
            file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
