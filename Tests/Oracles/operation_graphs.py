#!/usr/bin/env python3
"""A graph of many operations in single precision, with values and gradients by PyTorch.

An oracle for `vizbp check` that shares nothing with vizbp; every operation is a line of `network`.
The graph is checked in; run this only to write it anew:

    pip install torch numpy
    python3 Tests/Oracles/operation_graphs.py > Tests/VizCheckTests/Fixtures/operations.json
"""

import json

import numpy as np
import torch
from torch.nn import functional as F

torch.manual_seed(20261129)


class Graph:
    """Records nodes, each with its value, which keeps its gradient."""

    def __init__(self):
        self.nodes = []
        self.values = {}

    def leaf(self, name, value, role="parameter"):
        value = value.clone().requires_grad_(value.is_floating_point() and role != "data")
        self.values[name] = value
        self.nodes.append({"id": name, "op": "input", "role": role})
        return value

    def node(self, name, op, inputs, function, attributes=None):
        value = function(*(self.values[i] for i in inputs))
        if value.requires_grad:
            value.retain_grad()
        self.values[name] = value
        node = {"id": name, "op": op, "inputs": inputs}
        self.nodes.append(node | ({"attributes": attributes} if attributes else {}))
        return name


def numbers(x):
    # Single precision in as few digits as tell it.
    array = x.detach().numpy()
    flat = [bool(v) if array.dtype == bool else float(str(v)) for v in array.ravel()]
    return np.reshape(np.array(flat, object), array.shape).tolist() if array.shape else flat[0]


def network(g):
    g.leaf("x", torch.randn(2, 4))
    g.leaf("y", 0.5 + torch.rand(2, 4))
    g.leaf("mask", torch.tensor([[True, False, True, True], [False, True, False, True]]), "data")
    ends = [
        g.node("silu", "silu", ["x"], F.silu),
        g.node("mish", "mish", ["x"], F.mish),
        g.node("hardtanh", "hardtanh", ["x"], lambda x: F.hardtanh(x, -0.5, 0.75),
               {"min_val": -0.5, "max_val": 0.75}),
        g.node("hardswish", "hardswish", ["x"], F.hardswish),
        g.node("clamp", "clamp", ["x"], lambda x: x.clamp(max=0.25), {"max": 0.25}),
        g.node("log1p", "log1p", ["y"], torch.log1p),
        g.node("expm1", "expm1", ["x"], torch.expm1),
        g.node("erf", "erf", ["x"], torch.erf),
        g.node("rsqrt", "rsqrt", ["y"], torch.rsqrt),
        g.node("reciprocal", "reciprocal", ["y"], torch.reciprocal),
        g.node("where", "where", ["mask", "x", "y"], torch.where),
        g.node("filled", "masked_fill", ["x", "mask"], lambda x, m: x.masked_fill(m, -2),
               {"value": -2}),
        g.node("copy", "identity", ["y"], torch.clone),
    ]
    g.node("still", "detach", ["x"], torch.detach)
    ends.append(g.node("gated", "mul", ["still", "y"], torch.mul))
    total = ends[0]
    for number, end in enumerate(ends[1:]):
        scaled = g.node(f"product{number}", "mul", [total, end], torch.mul) if number % 4 == 3 else (
            g.node(f"sum{number}", "add", [total, end], torch.add))
        total = scaled
    return g.node("loss", "mean", [total], torch.mean)


graph = Graph()
loss = network(graph)
graph.values[loss].backward()
for node in graph.nodes:
    value = graph.values[node["id"]]
    node |= {"shape": list(value.shape), "dtype": str(value.dtype).removeprefix("torch."),
             "value": numbers(value)}
    if value.requires_grad and value.grad is not None:
        node["gradient"] = numbers(value.grad)
print(json.dumps({"format": "vizbp.graph", "version": 1, "name": "operations",
                  "nodes": graph.nodes, "outputs": [loss]}))
