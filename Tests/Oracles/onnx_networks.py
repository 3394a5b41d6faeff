"""Writes Tests/VizONNXTests/Fixtures/networks/: networks as PyTorch exports them, and its gradients of them.

Each is in single precision, small, and exported by one of torch's two exporters as it comes: with folded
constants, renamed parameters and batch norm within its convolution where the exporter does so. Gradients are
of the sum of the first output's elements, for the inputs and for each initialiser whose numbers are those of
a parameter: as it is, transposed, or with the gates of a recurrent layer in ONNX's order.

    python Tests/Oracles/onnx_networks.py        needs torch, onnx, onnxscript, numpy
"""

import json
import pathlib

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

HERE = pathlib.Path(__file__).parent.parent / "VizONNXTests" / "Fixtures" / "networks"


class Residual(nn.Module):
    """Two stages of residual blocks; the second halves the picture."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(4)
        self.one = self.block(4, 4, 1)
        self.two = self.block(4, 6, 2)
        self.short = nn.Sequential(nn.Conv2d(4, 6, 1, stride=2, bias=False), nn.BatchNorm2d(6))
        self.head = nn.Linear(6, 3)

    @staticmethod
    def block(inner, outer, stride):
        return nn.Sequential(
            nn.Conv2d(inner, outer, 3, stride, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU(),
            nn.Conv2d(outer, outer, 3, 1, 1, bias=False), nn.BatchNorm2d(outer))

    def forward(self, x):
        x = F.relu(self.norm(self.stem(x)))
        x = F.relu(x + self.one(x))
        x = F.relu(self.short(x) + self.two(x))
        return self.head(F.adaptive_avg_pool2d(x, 1).flatten(1))


class Mobile(nn.Module):
    """Depthwise convolution, squeeze and excitation, hard swish."""

    def __init__(self):
        super().__init__()
        self.expand = nn.Conv2d(3, 8, 1)
        self.depth = nn.Conv2d(8, 8, 5, stride=2, padding=2, groups=8)
        self.squeeze, self.excite = nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1)
        self.project = nn.Conv2d(8, 4, 1)

    def forward(self, x):
        x = F.relu6(self.depth(F.hardswish(self.expand(x))))
        gate = F.hardsigmoid(self.excite(F.relu(self.squeeze(x.mean((2, 3), keepdim=True)))))
        return self.project(x * gate).amax((2, 3))


class Shaped(nn.Module):
    """A U of convolutions: down by pooling, up by a transposed one and by interpolation, with skips."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 6, 3, padding=1)
        self.c = nn.Conv2d(6, 6, 3, padding=1)
        self.up = nn.ConvTranspose2d(6, 4, 2, stride=2)
        self.d, self.e = nn.Conv2d(10, 4, 3, padding=1), nn.Conv2d(8, 2, 1)
        self.norm = nn.GroupNorm(2, 4)

    def forward(self, x):
        a = F.elu(self.norm(self.a(x)))
        b = F.silu(self.b(F.max_pool2d(a, 2)))
        c = F.leaky_relu(self.c(F.avg_pool2d(b, 2)), 0.1)
        d = F.relu(self.d(torch.cat([F.pad(self.up(c), (0, 0, 0, 0)), b], 1)))
        d = F.interpolate(d, scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.e(torch.cat([d, a], 1))


class Words(nn.Module):
    """Embedding, two layers of LSTM, the last step's class."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(9, 5)
        self.lstm = nn.LSTM(5, 4, num_layers=2, batch_first=True)
        self.head = nn.Linear(4, 3)

    def forward(self, words):
        y, _ = self.lstm(self.table(words))
        return F.log_softmax(self.head(y[:, -1]), -1)


class Both(nn.Module):
    """A GRU that reads both ways, and the mean over its steps."""

    def __init__(self):
        super().__init__()
        self.gru = nn.GRU(3, 4, bidirectional=True)
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        y, h = self.gru(x)
        return torch.tanh(self.head(y.mean(0))), h


class Encoder(nn.Module):
    """A layer of a transformer's encoder, by its parts."""

    def __init__(self):
        super().__init__()
        self.project, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.one, self.two = nn.LayerNorm(8), nn.LayerNorm(8)
        self.up, self.down = nn.Linear(8, 16), nn.Linear(16, 8)

    def forward(self, x):
        batch, steps, width = x.shape
        q, k, v = self.project(x).chunk(3, -1)
        q, k, v = (t.reshape(batch, steps, 2, 4).transpose(1, 2) for t in (q, k, v))
        mixed = torch.softmax(q @ k.transpose(-2, -1) / 2, -1) @ v
        x = self.one(x + self.out(mixed.transpose(1, 2).reshape(batch, steps, width)))
        return self.two(x + self.down(F.gelu(self.up(x))))


class Causal(nn.Module):
    """A small language model: positions, a causal mask."""

    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.randn(7, 8))
        self.positions = nn.Parameter(torch.randn(5, 8))
        self.project = nn.Linear(8, 24, bias=False)
        self.norm = nn.RMSNorm(8, eps=1e-6)
        self.head = nn.Linear(8, 7)

    def forward(self, words):
        x = F.embedding(words, self.table) + self.positions[: words.shape[1]]
        q, k, v = (t.unsqueeze(1) for t in self.project(self.norm(x)).split(8, -1))
        x = x + F.scaled_dot_product_attention(q, k, v, is_causal=True).squeeze(1)
        return self.head(x)


class Patches(nn.Module):
    """A picture as patches with a token of its class in front."""

    def __init__(self):
        super().__init__()
        self.patch = nn.Conv2d(2, 6, 2, stride=2)
        self.token = nn.Parameter(torch.randn(1, 1, 6))
        self.mix, self.head = nn.Linear(5, 5), nn.Linear(6, 3)

    def forward(self, x):
        x = self.patch(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1)
        x = x + F.gelu(self.mix(x.transpose(1, 2)), approximate="tanh").transpose(1, 2)
        return self.head(x[:, 0])


class Twins(nn.Module):
    """One net for two inputs, and how alike the two are."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(5, 6), nn.PReLU(6), nn.Linear(6, 4))

    def forward(self, left, right):
        left, right = self.net(left), self.net(right)
        alike = F.cosine_similarity(left, right)
        return torch.sqrt((left - right).pow(2).sum(-1) + 0.1) - F.softplus(alike)


class Shuffled(nn.Module):
    """Grouped convolutions with a shuffle of their channels, densely joined."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(4, 4, 1, groups=2)
        self.second = nn.Conv2d(8, 4, 3, padding=1, groups=2)
        self.norm = nn.InstanceNorm2d(4, affine=True)
        self.head = nn.Linear(12, 2)

    def forward(self, x):
        batch, channels, high, wide = x.shape
        y = F.mish(self.first(x))
        y = y.view(batch, 2, channels // 2, high, wide).transpose(1, 2).reshape(x.shape)
        x = torch.cat([x, y], 1)
        x = torch.cat([x, torch.sigmoid(self.norm(self.second(x)))], 1)
        return self.head(x.std((2, 3)) + x.logsumexp((2, 3)))


def picture(*shape):
    return (torch.randn(*shape),)


NEWER = {"dynamo": True, "external_data": False}
PLAIN = {**NEWER, "optimize": False}
OLDER = {"dynamo": False}

NETWORKS = {
    # Name: network, inputs, how it is exported.
    "residual": (Residual, lambda: picture(2, 3, 6, 6), PLAIN),
    "residual-folded": (Residual, lambda: picture(2, 3, 6, 6), OLDER),
    "mobile": (Mobile, lambda: picture(2, 3, 7, 7), NEWER),
    "unet": (Shaped, lambda: picture(1, 1, 8, 8), NEWER),
    "words": (Words, lambda: (torch.tensor([[3, 1, 4, 1], [5, 0, 2, 6]]),), OLDER),
    "both-ways": (Both, lambda: picture(4, 2, 3), OLDER),
    "encoder": (Encoder, lambda: picture(2, 3, 8), NEWER),
    "causal": (Causal, lambda: (torch.tensor([[3, 1, 4, 1, 5]]),), NEWER),
    "patches": (Patches, lambda: picture(2, 2, 4, 4), OLDER),
    "twins": (Twins, lambda: (torch.randn(3, 5), torch.randn(3, 5)), NEWER),
    "shuffled": (Shuffled, lambda: picture(2, 4, 4, 4), NEWER),
}


def flat(tensor):
    return {
        "shape": list(tensor.shape),
        "elements": [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()],
    }


def forms(network):
    """The parameters as an exporter may have written them, each beside its gradient in the same form."""
    def both(turn, *tensors):
        return turn(*tensors), turn(*(t.grad for t in tensors))

    for parameter in network.parameters():
        yield both(lambda t: t, parameter)
        yield both(lambda t: t.mT if t.dim() > 1 else t, parameter)
    for layer in network.modules():
        if not isinstance(layer, nn.RNNBase):
            continue
        # PyTorch's gates are i f g o and r z n, ONNX's i o f c and z r h.
        order = [0, 3, 1, 2] if isinstance(layer, nn.LSTM) else [1, 0, 2]

        def turned(tensor):
            parts = tensor.chunk(len(order))
            return torch.cat([parts[index] for index in order])

        for number in range(layer.num_layers):
            ends = ["", "_reverse"] if layer.bidirectional else [""]
            for kind in ("weight_ih", "weight_hh"):
                yield both(
                    lambda *ts: torch.stack([turned(t) for t in ts]),
                    *(getattr(layer, f"{kind}_l{number}{end}") for end in ends))
            biases = [
                getattr(layer, f"{kind}_l{number}{end}") for end in ends for kind in ("bias_ih", "bias_hh")]
            yield both(
                lambda *ts: torch.stack([
                    torch.cat([turned(ts[i]), turned(ts[i + 1])]) for i in range(0, len(ts), 2)]), *biases)


def write(name, build, make, options):
    torch.manual_seed(sum(name.encode()))
    network = build()
    for key, tensor in network.state_dict().items():
        # As after a training, not as it begins: no two alike.
        if tensor.is_floating_point() and tensor.unique().numel() == 1:
            tensor += torch.randn(tensor.shape) * 0.2
        if key.endswith("running_mean"):
            tensor.normal_(0, 0.3)
        if key.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
    inputs = make()
    network.eval()
    path = HERE / f"{name}.onnx"
    torch.onnx.export(network, inputs, path, verbose=False, **options)
    model = onnx.load(path)
    for node in model.graph.node:
        # Where in the exporting program each node was made is half of the file, and of one machine.
        kept = [prop for prop in node.metadata_props if prop.key == "pkg.torch.onnx.name_scopes"]
        del node.metadata_props[:]
        node.metadata_props.extend(kept)
        node.doc_string = ""
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output, *model.graph.initializer]:
        del value.metadata_props[:]
    del model.metadata_props[:], model.graph.metadata_props[:]
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())

    leaves = [x.requires_grad_(True) if x.is_floating_point() else x for x in inputs]
    results = network(*leaves)
    results = results if isinstance(results, tuple) else (results,)
    results[0].sum().backward()
    names = [x.name for x in model.graph.input]
    gradients = {n: flat(x.grad) for n, x in zip(names, leaves) if x.grad is not None}
    known = list(forms(network))
    for initialiser in model.graph.initializer:
        numbers = torch.from_numpy(numpy_helper.to_array(initialiser).copy())
        for form, gradient in known:
            if form.shape == numbers.shape and torch.equal(form, numbers):
                gradients[initialiser.name] = flat(gradient)
    (HERE / f"{name}.json").write_text(json.dumps({
        "inputs": {n: flat(x) for n, x in zip(names, leaves)},
        "outputs": {o.name: flat(r) for o, r in zip(model.graph.output, results)},
        "gradients": gradients,
    }) + "\n")
    print(name, path.stat().st_size, "bytes;", len(model.graph.node), "nodes;", len(gradients), "gradients of",
          len(list(network.parameters())), "parameters and", len(inputs), "inputs")


if __name__ == "__main__":
    HERE.mkdir(parents=True, exist_ok=True)
    for name, parts in NETWORKS.items():
        write(name, *parts)
