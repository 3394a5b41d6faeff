"""Writes Tests/VizONNXTests/Fixtures/: small ONNX models, and what PyTorch computes of them.

Each model has double precision; values and gradients (of the sum of the first output's elements) are
PyTorch's, of the same network with the same numbers.

    python Tests/Oracles/onnx_models.py          needs torch, onnx, numpy
"""

import json
import pathlib

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent.parent / "VizONNXTests" / "Fixtures"
torch.manual_seed(0)
torch.set_default_dtype(torch.float64)


def write(name, nodes, inputs, weights, outputs, compute, integers=(), opset=17):
    """A model of nodes, and what `compute` gives for its tensors by name."""
    def info(key, tensor):
        kind = TensorProto.INT64 if key in integers else TensorProto.DOUBLE
        return helper.make_tensor_value_info(key, kind, list(tensor.shape))

    tensors = {**inputs, **weights}
    for key, tensor in tensors.items():
        if key not in integers:
            tensor.requires_grad_(True)
    results = compute(tensors)
    results[0].sum().backward()
    graph = helper.make_graph(
        nodes, name, [info(k, t) for k, t in inputs.items()],
        [helper.make_tensor_value_info(k, TensorProto.DOUBLE, list(r.shape))
         for k, r in zip(outputs, results)],
        [numpy_helper.from_array(t.detach().numpy(), k) for k, t in weights.items()])
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=9,
        producer_name="vizbp tests")
    onnx.checker.check_model(model)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())

    def flat(tensor):
        return {"shape": list(tensor.shape), "elements": tensor.detach().flatten().tolist()}

    (HERE / f"{name}.json").write_text(json.dumps({
        "inputs": {k: flat(t) for k, t in inputs.items()},
        "outputs": {k: flat(r) for k, r in zip(outputs, results)},
        "gradients": {
            k: flat(t.grad) for k, t in tensors.items() if k not in integers and t.grad is not None
        },
    }) + "\n")


def mlp():
    n = helper.make_node
    write(
        "mlp",
        [n("Gemm", ["x", "w1", "b1"], ["h"], "layer1/Gemm", transB=1),
         n("Relu", ["h"], ["a"], "layer1/Relu"),
         n("Gemm", ["a", "w2", "b2"], ["z"], "layer2/Gemm", transB=1, alpha=0.5, beta=2.0),
         n("Tanh", ["z"], ["y"], "layer2/Tanh")],
        {"x": torch.randn(3, 4)},
        {"w1": torch.randn(5, 4), "b1": torch.randn(5), "w2": torch.randn(2, 5),
         "b2": torch.randn(2)}, ["y"],
        lambda t: [torch.tanh(
            0.5 * (torch.relu(t["x"] @ t["w1"].T + t["b1"]) @ t["w2"].T) + 2 * t["b2"])])


def convnet():
    n, f = helper.make_node, torch.nn.functional

    def column(tensor):
        return tensor.reshape(-1, 1, 1)

    def compute(t):
        c = f.conv2d(f.pad(t["x"], (2, 1, 1, 2)), t["w"], t["b"], stride=(2, 1), groups=2)
        h = (c - column(t["mean"])) / (column(t["var"]) + float(np.float32(1e-3))).sqrt()
        h = h * column(t["scale"]) + column(t["shift"])
        p = f.max_pool2d(f.leaky_relu(h, float(np.float32(0.1))), 3, 2, 1)
        u = f.conv_transpose2d(p, t["v"], stride=2, padding=1, output_padding=1)
        return [(u.mean((2, 3)).flatten(1) @ t["d"]) ** 2]

    write(
        "convnet",
        [n("Conv", ["x", "w", "b"], ["c"], "Conv", pads=[1, 2, 2, 1], strides=[2, 1], group=2),
         n("BatchNormalization", ["c", "scale", "shift", "mean", "var"], ["h"], "Norm",
           epsilon=1e-3),
         n("LeakyRelu", ["h"], ["r"], "Relu", alpha=0.1),
         n("MaxPool", ["r"], ["p"], "Pool", kernel_shape=[3, 3], strides=[2, 2],
           pads=[1, 1, 1, 1]),
         n("ConvTranspose", ["p", "v"], ["u"], "Up", strides=[2, 2], pads=[1, 1, 1, 1],
           output_padding=[1, 1]),
         n("GlobalAveragePool", ["u"], ["g"], "Mean"), n("Flatten", ["g"], ["k"], "Flatten"),
         n("MatMul", ["k", "d"], ["m"], "MatMul"), n("Mul", ["m", "m"], ["y"], "Square")],
        {"x": torch.randn(2, 4, 7, 6)},
        {"w": torch.randn(6, 2, 3, 3), "b": torch.randn(6), "scale": torch.randn(6),
         "shift": torch.randn(6), "mean": torch.randn(6), "var": torch.rand(6) + 0.5,
         "v": torch.randn(6, 3, 3, 3), "d": torch.randn(3, 2)}, ["y"], compute)


def lstm():
    hidden, width = 3, 4
    module = torch.nn.LSTM(width, hidden, bidirectional=True)

    def gates(tensor):
        i, f, g, o = tensor.chunk(4)
        return torch.cat([i, o, f, g])

    names = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    values = dict(module.named_parameters())
    weights = {
        "W": torch.stack([gates(values[names[0]]), gates(values[names[0] + "_reverse"])]),
        "R": torch.stack([gates(values[names[1]]), gates(values[names[1] + "_reverse"])]),
        "B": torch.stack([
            torch.cat([gates(values[names[2] + s]), gates(values[names[3] + s])])
            for s in ("", "_reverse")]),
    }
    weights = {k: t.detach().clone() for k, t in weights.items()}

    def compute(t):
        def back(tensor):
            i, o, f, g = tensor.chunk(4)
            return torch.cat([i, f, g, o])

        parts = {}
        for index, s in enumerate(("", "_reverse")):
            parts[names[0] + s] = back(t["W"][index])
            parts[names[1] + s] = back(t["R"][index])
            first, second = t["B"][index].chunk(2)
            parts[names[2] + s], parts[names[3] + s] = back(first), back(second)
        y, (h, c) = torch.func.functional_call(module, parts, (t["x"],))
        y = y.reshape(y.shape[0], y.shape[1], 2, hidden).transpose(1, 2)
        return [y, h, c]

    write(
        "lstm",
        [helper.make_node(
            "LSTM", ["x", "W", "R", "B"], ["y", "h", "c"], "lstm", hidden_size=hidden,
            direction="bidirectional")],
        {"x": torch.randn(5, 2, width)}, weights, ["y", "h", "c"], compute)


def transformer():
    n, f = helper.make_node, torch.nn.functional

    def compute(t):
        e = t["table"][t["ids"]]
        q, k, v = (e @ t["qkv"]).split(4, -1)
        a = torch.softmax(q @ k.transpose(1, 2) / 2, -1) @ v
        h = f.layer_norm(e + a, (4,), t["scale"], t["shift"])
        return [f.gelu(h @ t["up"]) @ t["down"] + h]

    ids = torch.tensor([[3, 1, 4], [1, 5, 0]])
    write(
        "transformer",
        [n("Gather", ["table", "ids"], ["e"], "embed"), n("MatMul", ["e", "qkv"], ["p"], "attn/proj"),
         n("Split", ["p", "parts"], ["q", "k", "v"], "attn/split", axis=-1),
         n("Transpose", ["k"], ["kt"], "attn/turn", perm=[0, 2, 1]),
         n("MatMul", ["q", "kt"], ["s0"], "attn/scores"), n("Div", ["s0", "two"], ["s"], "attn/scale"),
         n("Softmax", ["s"], ["w"], "attn/softmax", axis=-1),
         n("MatMul", ["w", "v"], ["a"], "attn/mix"), n("Add", ["e", "a"], ["r"], "attn/add"),
         n("LayerNormalization", ["r", "scale", "shift"], ["h"], "norm"),
         n("MatMul", ["h", "up"], ["u"], "mlp/up"),
         # Gelu as exporters of older versions spell it out.
         n("Div", ["u", "root"], ["u1"], "mlp/Div"), n("Erf", ["u1"], ["u2"], "mlp/Erf"),
         n("Add", ["u2", "one"], ["u3"], "mlp/Add"), n("Mul", ["u", "u3"], ["u4"], "mlp/Mul"),
         n("Mul", ["u4", "half"], ["g"], "mlp/Half"), n("MatMul", ["g", "down"], ["d"], "mlp/down"),
         n("Add", ["d", "h"], ["y"], "mlp/skip")],
        {"ids": ids},
        {"table": torch.randn(6, 4), "qkv": torch.randn(4, 12), "scale": torch.randn(4),
         "shift": torch.randn(4), "up": torch.randn(4, 8), "down": torch.randn(8, 4),
         "two": torch.tensor(2.0), "root": torch.tensor(2.0).sqrt(), "one": torch.tensor(1.0),
         "half": torch.tensor(0.5), "parts": torch.tensor([4, 4, 4])},
        ["y"], compute, integers=("ids", "parts", "two", "root", "one", "half"))


def loop():
    """x ← x · w + turn, as often as x's first element asks, in a branch."""
    n, i = helper.make_node, helper.make_tensor_value_info
    body = helper.make_graph(
        [n("Mul", ["state", "w"], ["m"], "step"), n("Cast", ["turn"], ["t"], "cast", to=11),
         n("Add", ["m", "t"], ["next"], "add"), n("Identity", ["go"], ["go_out"], "go"),
         n("Identity", ["next"], ["seen"], "seen")],
        "body", [i("turn", TensorProto.INT64, []), i("go", TensorProto.BOOL, []),
                 i("state", TensorProto.DOUBLE, [2])],
        [i("go_out", TensorProto.BOOL, []), i("next", TensorProto.DOUBLE, [2]),
         i("seen", TensorProto.DOUBLE, [2])])
    branches = {
        name: helper.make_graph(
            [n("Mul", ["last", "c"], [name], name)], name, [], [i(name, TensorProto.DOUBLE, [2])])
        for name in ("yes", "no")}
    branches["no"].node[0].op_type = "Neg"
    del branches["no"].node[0].input[1:]

    def compute(t):
        x, seen = t["x"], []
        for turn in range(3):
            x = x * t["w"] + turn
            seen.append(x)
        return [(x * t["c"]) * torch.stack(seen)]

    write(
        "loop",
        [n("Loop", ["times", "", "x"], ["last", "all"], "loop", body=body),
         n("If", ["choice"], ["b"], "choose", then_branch=branches["yes"],
           else_branch=branches["no"]),
         n("Mul", ["b", "all"], ["y"], "out")],
        {"x": torch.randn(2)},
        {"w": torch.randn(2), "c": torch.randn(2), "times": torch.tensor(3),
         "choice": torch.tensor(True)}, ["y"], compute, integers=("times", "choice"))


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    mlp()
    convnet()
    lstm()
    transformer()
    loop()
