"""Models that use autograd in every way that capture has to follow."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations, parametrize
from torch.utils.checkpoint import checkpoint
from torch_cases import Case, Tensor, model, of


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
        _unused, b, c = layer(x).split([2, 4, 6], dim=1)
        first, second = b.chunk(2, dim=1)
        rows = c.unbind(0)
        top = torch.topk(rows[0], 2)
        best, _where = rows[1].max(dim=0)
        # The first half of b is used twice, the first part of all not at all.
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
