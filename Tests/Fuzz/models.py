#!/usr/bin/env python3
"""Writes a small model of every operator into Tests/Fuzz/corpus/onnx/, from the cases of ONNX's own
package, their inputs as initializers: what is damaged then reaches the operators' numbers, too.

    pip install onnx && Tests/Fuzz/models.py
"""

import warnings
from pathlib import Path

import numpy
from onnx import ModelProto, TensorProto, numpy_helper
from onnx.backend.test.case.node import collect_testcases

FOLDER = Path(__file__).resolve().parent / "corpus/onnx"
LARGEST = 900


def with_inputs(case):
    """The model, with the numbers of its first data set where they are tensors."""
    model = ModelProto()
    model.CopyFrom(case.model)
    for name, given in zip((value.name for value in model.graph.input), case.data_sets[0][0]):
        if isinstance(given, numpy.ndarray):
            model.graph.initializer.append(numpy_helper.from_array(given, name))
        elif isinstance(given, TensorProto):
            tensor = model.graph.initializer.add()
            tensor.CopyFrom(given)
            tensor.name = name
    return model


def main():
    warnings.filterwarnings("ignore")
    smallest = {}
    for case in sorted(collect_testcases(None), key=lambda case: case.name):
        model = with_inputs(case)
        nodes, data = model.graph.node, model.SerializeToString(deterministic=True)
        if len(nodes) != 1 or nodes[0].domain or len(data) > LARGEST:
            continue
        name = nodes[0].op_type
        if name not in smallest or len(data) < len(smallest[name]):
            smallest[name] = data
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in smallest.items():
        (FOLDER / f"{name}.onnx").write_bytes(data)
    print(f"{len(smallest)} models, {sum(map(len, smallest.values()))} bytes")


if __name__ == "__main__":
    main()
