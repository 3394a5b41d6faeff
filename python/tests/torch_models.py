"""Small models of every kind that capture has to handle, each by name: ``MODELS[name]()`` gives a
function that computes the loss, and the leaves whose gradients are compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations, parametrize
from torch.utils.checkpoint import checkpoint

Tensor = torch.Tensor


@dataclass
class Case:
    """A model to be captured.

    Attributes:
        loss: Computes the loss.
        leaves: The tensors whose gradients are compared, by the ids of their nodes.
        options: Of ``capture``.
        same_graph: Whether a plain run builds the same graph of autograd.
    """

    loss: Callable[[], Any]
    leaves: dict[str, Tensor]
    options: dict[str, Any] = field(default_factory=dict)
    same_graph: bool = True


MODELS: dict[str, Callable[[], Case]] = {}


def model(make: Callable[[], Case]) -> Callable[[], Case]:
    """Register a model, made anew from the same seed each time."""
    def seeded() -> Case:
        torch.manual_seed(7)
        return make()

    MODELS[make.__name__] = seeded
    return seeded


def of(module: nn.Module, loss: Callable[[], Any], **options: Any) -> Case:
    """The case of one module whose parameters are compared."""
    return Case(loss, dict(module.named_parameters()), **options)


@model
def perceptron() -> Case:
    net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
    x, y, loss_fn = torch.randn(5, 4), torch.tensor([0, 1, 2, 1, 0]), nn.CrossEntropyLoss()
    return of(net, lambda: loss_fn(net(x), y))


@model
def scalars() -> Case:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(-3.0, requires_grad=True)
    return Case(lambda: x * x + torch.sin(x) * y - 2 / y + 3 ** x + (1 - y) ** 2, {"x": x, "y": y})


class Block(nn.Module):
    """A residual block."""

    def __init__(self, inside: int, outside: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inside != outside:
            self.downsample = nn.Sequential(
                nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x: Tensor) -> Tensor:
        same = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += same
        return self.relu(out)


class ResNet(nn.Module):
    """As torchvision's: a stem, stages of blocks, a pool, a head."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(Block(8, 8, 1), Block(8, 8, 1))
        self.layer2 = nn.Sequential(Block(8, 16, 2), Block(16, 16, 1))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(16, 4)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer2(self.layer1(x))
        return self.fc(torch.flatten(self.avgpool(x), 1))


@model
def resnet() -> Case:
    net, x, y = ResNet(), torch.randn(2, 3, 32, 32), torch.tensor([1, 3])
    return of(net, lambda: F.cross_entropy(net(x), y))


class UNet(nn.Module):
    """Down, across and up, with concatenated skips."""

    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2 = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1)
        self.middle = nn.Conv2d(8, 8, 3, padding=1)
        self.up2, self.up1 = nn.ConvTranspose2d(8, 8, 2, 2), nn.Conv2d(12, 4, 3, padding=1)
        self.join = nn.Conv2d(16, 8, 3, padding=1)
        self.out = nn.Conv2d(4, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(F.max_pool2d(a, 2)))
        c = F.silu(self.middle(F.avg_pool2d(b, 2)))
        d = F.relu(self.join(torch.cat([self.up2(c), b], dim=1)))
        d = F.interpolate(d, scale_factor=2, mode="bilinear", align_corners=False)
        return self.out(F.relu(self.up1(torch.cat([d, a], dim=1))))


@model
def unet() -> Case:
    net, x, y = UNet(), torch.randn(1, 1, 8, 8), torch.rand(1, 1, 8, 8).round()
    return of(net, lambda: F.binary_cross_entropy_with_logits(net(x), y))


@model
def transformer_layer() -> Case:
    net = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    x = torch.randn(2, 5, 8)
    return of(net, lambda: net(x).square().mean())


@model
def attention_with_weights() -> Case:
    net, x = nn.MultiheadAttention(8, 2, batch_first=True), torch.randn(2, 4, 8)

    def loss() -> Tensor:
        out, weights = net(x, x, x, need_weights=True)
        return out.pow(2).mean() + weights.max()
    return of(net, loss)


@model
def fused_attention() -> Case:
    qkv, x = nn.Linear(8, 24), torch.randn(2, 6, 8)

    def loss() -> Tensor:
        q, k, v = qkv(x).view(2, 6, 3, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        return F.scaled_dot_product_attention(q, k, v, is_causal=True).square().sum()
    return of(qkv, loss)


@model
def lstm() -> Case:
    net, head, x = nn.LSTM(3, 4, num_layers=2, batch_first=True), nn.Linear(4, 1), (
        torch.randn(2, 5, 3))

    def loss() -> Tensor:
        out, (h, c) = net(x)
        return head(out[:, -1]).mean() + h.sum() * 0.1 + c[0].square().mean()
    return Case(loss, {f"net.{k}": p for k, p in net.named_parameters()} | {
        f"head.{k}": p for k, p in head.named_parameters()})


@model
def recurrent_cells() -> Case:
    net = nn.ModuleDict({"gru": nn.GRUCell(3, 4), "lstm": nn.LSTMCell(4, 4), "rnn": nn.RNNCell(4, 2)})
    x = torch.randn(3, 2, 3)

    def loss() -> Tensor:
        h, state, r = torch.zeros(2, 4), (torch.zeros(2, 4), torch.zeros(2, 4)), torch.zeros(2, 2)
        for step in x:
            h = net["gru"](step, h)
            state = net["lstm"](h, state)
            r = net["rnn"](state[0], r)
        return r.square().sum()
    return of(net, loss)


@model
def shared_weights() -> Case:
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed = nn.Embedding(6, 4)
            self.mix = nn.Linear(4, 4)
            self.out = nn.Linear(4, 6, bias=False)
            self.out.weight = self.embed.weight

        def forward(self, tokens: Tensor) -> Tensor:
            return self.out(torch.tanh(self.mix(self.embed(tokens))))

    net, tokens = Tied(), torch.tensor([[0, 1, 1, 5]])
    return of(net, lambda: F.cross_entropy(net(tokens).transpose(1, 2), tokens))


@model
def module_called_twice() -> Case:
    net, x = nn.Sequential(nn.Linear(3, 3), nn.Sigmoid()), torch.randn(2, 3)
    return of(net, lambda: net(net(x)).sum() + net[0](x).mean())


@model
def in_place() -> Case:
    layer, x = nn.Linear(4, 4), torch.randn(2, 4)

    def loss() -> Tensor:
        y = layer(x)
        y += 1
        y.mul_(2).relu_()
        z = y.clone()
        z.add_(y, alpha=0.5)
        return z.sigmoid_().sum()
    return of(layer, loss)


@model
def writes_into_views() -> Case:
    layer, x = nn.Linear(4, 6), torch.randn(3, 4)

    def loss() -> Tensor:
        y = layer(x)
        first = y[0]
        first.mul_(3)
        y[:, 1:3] = y[:, 3:5] * 2
        y[2, 0] = 0.5
        row = y.view(9, 2)[4]
        row.exp_()
        board = torch.zeros(3, 6)
        board[1] = first
        return (y.square().sum() + first.sum() + board.sum()) / 10
    return of(layer, loss)


@model
def split_and_unbind() -> Case:
    layer, x = nn.Linear(4, 12), torch.randn(2, 4)

    def loss() -> Tensor:
        a, b, c = layer(x).split([2, 4, 6], dim=1)
        first, second = b.chunk(2, dim=1)
        rows = c.unbind(0)
        top = torch.topk(rows[0], 2)
        best, _where = rows[1].max(dim=0)
        # The first half of b is used twice, a not at all.
        return (first * first).sum() + second.prod() + top.values.sum() + best + torch.stack(
            rows).mean()
    return of(layer, loss)


@model
def control_flow() -> Case:
    layer, x = nn.Linear(2, 2), torch.randn(2, 2)

    def loss() -> Tensor:
        y = layer(x)
        count = 0
        while y.norm() < 20 and count < 6:
            y = y * 2 if y.sum() > 0 else y - layer(y)
            count += 1
        return y.abs().mean()
    return of(layer, loss)


@model
def checkpointed() -> Case:
    net, x = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4)), torch.randn(2, 4)
    head = nn.Linear(4, 1)
    return Case(
        lambda: head(checkpoint(net, x, use_reentrant=False)).sum(),
        {f"net.{k}": p for k, p in net.named_parameters()} | {
            f"head.{k}": p for k, p in head.named_parameters()})


@model
def checkpointed_reentrant() -> Case:
    net, x = nn.Sequential(nn.Linear(4, 4), nn.Tanh()), torch.randn(2, 4, requires_grad=True)
    # It runs without recomputation while captured, so that its parts are in the graph.
    return Case(
        lambda: checkpoint(net, x, use_reentrant=True).square().sum(),
        dict(net.named_parameters()) | {"x": x}, same_graph=False)


@model
def autocast() -> Case:
    net, x = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4)), torch.randn(2, 4)

    def loss() -> Tensor:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            y = net(net(x))
        return y.float().square().mean()
    return of(net, loss)


@model
def frozen_and_detached() -> Case:
    backbone, head = nn.Linear(4, 4), nn.Linear(4, 2)
    backbone.requires_grad_(False)
    x = torch.randn(3, 4)

    def loss() -> Tensor:
        features = backbone(x).relu()
        y = head(features)
        target = y.detach().roll(1, 0)
        with torch.no_grad():
            weight = y.softmax(1).amax()
        return F.mse_loss(y, target) * weight
    return Case(loss, {f"head.{k}": p for k, p in head.named_parameters()})


class Square(torch.autograd.Function):
    """x², by hand."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return x * x

    @staticmethod
    def backward(ctx: Any, g: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        return 2 * g * x


class Halves(torch.autograd.Function):
    """Both halves of x, scaled, in the newer form."""

    @staticmethod
    def forward(x: Tensor, factor: float) -> tuple[Tensor, Tensor]:
        return x[:2] * factor, x[2:] / factor

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.factor = inputs[1]

    @staticmethod
    def backward(ctx: Any, g: Tensor, h: Tensor) -> tuple[Tensor, None]:
        return torch.cat([g * ctx.factor, h / ctx.factor]), None


square = Square.apply


@model
def custom_functions() -> Case:
    w = torch.randn(4, requires_grad=True)

    def loss() -> Tensor:
        a, b = Halves.apply(square(w), 3.0)
        return (a * b).sum() + Square.apply(a).mean()
    return Case(loss, {"w": w})


class Symmetric(nn.Module):
    """Makes a matrix symmetric."""

    def forward(self, x: Tensor) -> Tensor:
        return x.triu() + x.triu(1).transpose(-1, -2)


@model
def parametrised() -> Case:
    net = nn.Sequential(nn.Linear(3, 3), parametrizations.weight_norm(nn.Linear(3, 2)))
    parametrize.register_parametrization(net[0], "weight", Symmetric())
    x = torch.randn(2, 3)
    return of(net, lambda: net(x).square().sum())


@model
def hooks() -> Case:
    net, x = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 1)), torch.randn(2, 3)
    net[0].weight.register_hook(lambda g: g * 2)
    net[1].register_full_backward_hook(lambda _m, gi, _go: (gi[0] * 0.5,))
    net[2].register_forward_hook(lambda _m, _i, out: out * 3)

    def loss() -> Tensor:
        y = net(x)
        z = y * 2
        z.register_hook(lambda g: g.clamp(-0.1, 0.1))
        return (z * z).sum() + z.sum()
    return of(net, loss)


@model
def double_backward() -> Case:
    net, x = nn.Sequential(nn.Linear(3, 4), nn.Softplus(), nn.Linear(4, 1)), torch.randn(5, 3)
    x.requires_grad_()

    def loss() -> Tensor:
        y = net(x)
        (slope,) = torch.autograd.grad(y.sum(), x, create_graph=True)
        return y.mean() + (slope.norm(dim=1) - 1).square().mean()
    return Case(loss, {**dict(net.named_parameters()), "x": x})


@model
def meta_learning() -> Case:
    net = nn.Sequential(nn.Linear(1, 4), nn.Tanh(), nn.Linear(4, 1))
    x, y = torch.randn(6, 1), torch.randn(6, 1)

    def loss() -> Tensor:
        weights = dict(net.named_parameters())
        for _ in range(2):
            inner = F.mse_loss(torch.func.functional_call(net, weights, (x[:3],)), y[:3])
            slopes = torch.autograd.grad(inner, list(weights.values()), create_graph=True)
            weights = {k: w - 0.1 * g for (k, w), g in zip(weights.items(), slopes, strict=True)}
        return F.mse_loss(torch.func.functional_call(net, weights, (x[3:],)), y[3:])
    return of(net, loss)


@model
def gan_step() -> Case:
    g = nn.Sequential(nn.Linear(2, 4), nn.LeakyReLU(0.2), nn.Linear(4, 3))
    d = nn.Sequential(nn.Linear(3, 4), nn.ELU(), nn.Linear(4, 1))
    real = torch.randn(4, 3)

    def loss() -> tuple[Tensor, Tensor]:
        fake = g(torch.randn(4, 2))
        judged = F.binary_cross_entropy_with_logits(d(real), torch.ones(4, 1))
        judged = judged + F.binary_cross_entropy_with_logits(d(fake.detach()), torch.zeros(4, 1))
        fooled = F.binary_cross_entropy_with_logits(d(fake), torch.ones(4, 1))
        return judged, fooled
    return Case(loss, {f"g.{k}": p for k, p in g.named_parameters()} | {
        f"d.{k}": p for k, p in d.named_parameters()})


@model
def several_outputs_with_seeds() -> Case:
    layer, x = nn.Linear(2, 3), torch.randn(4, 2)

    def loss() -> tuple[Tensor, Tensor]:
        y = layer(x)
        return y.tanh(), y.sum()
    return of(layer, loss, options={"seeds": [torch.linspace(-1, 1, 12).view(4, 3), 0.25]})


@model
def complex_numbers() -> Case:
    w = torch.randn(4, dtype=torch.complex64, requires_grad=True)
    x = torch.randn(4)

    def loss() -> Tensor:
        y = torch.fft.fft(w * torch.view_as_complex(torch.stack([x, -x], -1)))
        return y.abs().sum() + (y.conj() * y).real.mean() + w.imag.sum()
    return Case(loss, {"w": w})


@model
def sparse_gradients() -> Case:
    embed, head = nn.Embedding(50, 3, sparse=True), nn.Linear(3, 1)
    bag = nn.EmbeddingBag(20, 3, mode="sum")
    tokens = torch.tensor([[1, 4, 4], [7, 1, 0]])
    return Case(
        lambda: head(embed(tokens).mean(1) + bag(tokens)).square().sum(),
        {"embed.weight": embed.weight, "bag.weight": bag.weight, "head.weight": head.weight})


@model
def normalisations() -> Case:
    net = nn.Sequential(
        nn.Conv1d(2, 4, 3, padding=1), nn.GroupNorm(2, 4), nn.GELU(), nn.Dropout(0.25),
        nn.LayerNorm(6), nn.Mish(), nn.Flatten(), nn.Linear(24, 5), nn.RMSNorm(5), nn.Hardswish())
    x = torch.randn(3, 2, 6)
    return of(net, lambda: F.huber_loss(net(x), torch.zeros(3, 5)))


@model
def vae() -> Case:
    enc, dec, x = nn.Linear(4, 4), nn.Linear(2, 4), torch.rand(3, 4)

    def loss() -> Tensor:
        mean, log_variance = enc(x).chunk(2, 1)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        rebuilt = torch.sigmoid(dec(z))
        divergence = -0.5 * torch.sum(1 + log_variance - mean.pow(2) - log_variance.exp())
        return F.binary_cross_entropy(rebuilt, x, reduction="sum") + divergence
    return Case(loss, {f"enc.{k}": p for k, p in enc.named_parameters()} | {
        f"dec.{k}": p for k, p in dec.named_parameters()})


@model
def graph_network() -> Case:
    layer, nodes = nn.Linear(3, 3), torch.randn(4, 3)
    start, end = torch.tensor([0, 1, 2, 3, 3]), torch.tensor([1, 2, 3, 0, 1])

    def loss() -> Tensor:
        messages = layer(nodes)[start]
        gathered = torch.zeros(4, 3).index_add(0, end, messages)
        mask = gathered.detach() > 0
        picked = gathered.masked_fill(~mask, -1.0).gather(1, torch.tensor([[0], [1], [2], [0]]))
        return torch.where(picked > 0, picked, 0.1 * picked).sum() + torch.einsum(
            "ij,kj->", gathered, nodes)
    return of(layer, loss)


@model
def compiled() -> Case:
    net, x = nn.Sequential(nn.Linear(3, 3), nn.ReLU()), torch.randn(2, 3)
    fast = torch.compile(net, backend="eager")
    return Case(lambda: fast(x).sum(), dict(net.named_parameters()), same_graph=False)


@model
def double_precision() -> Case:
    layer, x = nn.Bilinear(2, 3, 2).double(), torch.randn(4, 2).double()
    other = torch.randn(4, 3).double()
    return of(layer, lambda: torch.logsumexp(layer(x, other), 1).var())
