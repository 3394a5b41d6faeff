"""Further kinds of models to capture: packed sequences, functional calls, rules of their own."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import nn
from torch.autograd.function import once_differentiable
from torch.nn.utils import parametrizations, rnn
from torch.utils.checkpoint import checkpoint
from torch_cases import Case, Tensor, model, of


def leaf(*shape: int) -> Tensor:
    return torch.randn(*shape, requires_grad=True)


@model
def packed_both_ways() -> Case:
    net = nn.LSTM(3, 4, num_layers=2, bidirectional=True, batch_first=True, proj_size=2)
    x = torch.randn(3, 5, 3)

    def loss() -> Tensor:
        rows = rnn.pack_padded_sequence(
            x, torch.tensor([2, 5, 3]), batch_first=True, enforce_sorted=False)
        made, (h, c) = net(rows)
        return rnn.pad_packed_sequence(made)[0].square().sum() + h.sum() + c.prod(-1).sum()

    return of(net, loss)


@model
def grouped_attention() -> Case:
    q, k, v, mask = leaf(2, 4, 5, 8), leaf(2, 2, 6, 8), leaf(2, 2, 6, 8), torch.randn(5, 6)
    return Case(lambda: F.scaled_dot_product_attention(
        q, k, v, attn_mask=mask, enable_gqa=True).square().sum(), {"q": q, "k": k, "v": v})


@model
def chosen_experts() -> Case:
    gate, experts = nn.Linear(4, 3), nn.ModuleList(nn.Linear(4, 4) for _ in range(3))
    x = torch.randn(7, 4)

    def loss() -> Tensor:
        weights, chosen = gate(x).softmax(-1).topk(2)
        made = torch.zeros_like(x)
        for number, expert in enumerate(experts):
            row, place = (chosen == number).nonzero(as_tuple=True)
            made.index_add_(0, row, expert(x[row]) * weights[row, place, None])
        return made.square().mean()

    return Case(loss, {"gate.weight": gate.weight, "experts.0.weight": experts[0].weight})


@model
def checkpoints_in_checkpoints() -> Case:
    net = nn.ModuleDict({"first": nn.Linear(4, 4), "second": nn.Linear(4, 4)})
    x = torch.randn(3, 4)

    def inner(h: Tensor) -> Tensor:
        return torch.tanh(net["second"](h))

    def outer(h: Tensor) -> Tensor:
        return checkpoint(inner, F.dropout(net["first"](h), 0.4), use_reentrant=False) + h

    return of(net, lambda: checkpoint(outer, x, use_reentrant=False).square().sum())


@model
def norms_of_weights() -> Case:
    net = nn.Sequential(
        parametrizations.weight_norm(nn.Linear(4, 5)), nn.Tanh(),
        parametrizations.spectral_norm(nn.Linear(5, 3)),
        parametrizations.orthogonal(nn.Linear(3, 3)))
    x = torch.randn(6, 4)
    return of(net, lambda: net(x).square().mean())


class Parts(torch.autograd.Function):
    """Several results, of which one has no gradient, one is none, and one may not be used."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, k: int) -> tuple[Tensor, Tensor, Tensor, None]:
        ctx.set_materialize_grads(False)
        value, index = x.topk(k)
        grown = x.exp()
        ctx.mark_non_differentiable(index)
        ctx.save_for_backward(index, grown)
        return value, index, grown, None

    @staticmethod
    @once_differentiable
    def backward(
        ctx: Any, g: Tensor | None, _: None, h: Tensor | None, __: None,
    ) -> tuple[Tensor, None]:
        index, grown = ctx.saved_tensors
        sent = torch.zeros_like(grown) if h is None else h * grown
        return sent if g is None else sent.scatter_add(-1, index, g), None


class Written(torch.autograd.Function):
    """Writes into what it is given."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, factor: float) -> Tensor:
        ctx.mark_dirty(x)
        ctx.factor = factor
        return x.mul_(factor)

    @staticmethod
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor, None]:
        return g * ctx.factor, None


@model
def rules_with_several_results() -> Case:
    x = leaf(3, 5)

    def loss() -> Tensor:
        value, index, _, _ = Parts.apply(x, 2)
        _, _, grown, _ = Parts.apply(x * 2, 3)
        held = x.tanh() * 1
        Written.apply(held, 2.5)
        return (value * index.sum()).sum() + grown.sum() + held.square().sum()

    return Case(loss, {"x": x})


@model
def functional_steps() -> Case:
    net = nn.Linear(3, 1)
    x, y = torch.randn(4, 3), torch.randn(4, 1)

    def loss() -> Tensor:
        values = dict(net.named_parameters())
        for _ in range(2):
            part = F.mse_loss(torch.func.functional_call(net, values, (x,)), y)
            slopes = torch.autograd.grad(part, list(values.values()), create_graph=True)
            values = {
                name: value - 0.1 * slope
                for (name, value), slope in zip(values.items(), slopes, strict=True)}
        return F.mse_loss(torch.func.functional_call(net, values, (x,)), y)

    return of(net, loss)


@model
def a_penalty_on_gradients() -> Case:
    net = nn.Sequential(nn.Linear(3, 8), nn.Softplus(), nn.Linear(8, 1))
    real, fake = torch.randn(4, 3), torch.randn(4, 3)

    def loss() -> Tensor:
        share = torch.rand(4, 1)
        mixed = (share * real + (1 - share) * fake).requires_grad_()
        (slope,) = torch.autograd.grad(net(mixed).sum(), mixed, create_graph=True)
        return net(fake).mean() - net(real).mean() + 10 * (slope.norm(2, 1) - 1).square().mean()

    return of(net, loss)


@model
def spectra() -> Case:
    w, x = torch.randn(3, 3, dtype=torch.cfloat, requires_grad=True), leaf(64)
    window = torch.hann_window(16)

    def loss() -> Tensor:
        z = w.conj() @ w.mH * torch.exp(1j * w.angle())
        bands = torch.stft(x, 16, 4, window=window, return_complex=True)
        return torch.fft.fft2(z).abs().sum() + bands.abs().square().mean()

    return Case(loss, {"w": w, "x": x})


@model
def hooks_of_nodes() -> Case:
    x = leaf(3, 4)

    def loss() -> Tensor:
        u = x.exp()
        v = u.sin()
        u.grad_fn.register_prehook(lambda given: (given[0] * 2,))
        v.grad_fn.register_hook(lambda sent, _: (sent[0] * 3,))
        return v.sum() + u.square().sum()

    return Case(loss, {"x": x})


@model
def tangents() -> Case:
    w, x = leaf(3), torch.randn(3)

    def loss() -> Tensor:
        with torch.autograd.forward_ad.dual_level():
            dual = torch.autograd.forward_ad.make_dual(x, torch.ones(3))
            value, tangent = torch.autograd.forward_ad.unpack_dual((dual * w).sin())
            return tangent.square().sum() + value.sum()

    return Case(loss, {"w": w})


@model
def sparse_products() -> Case:
    graph = torch.sparse_coo_tensor([[0, 1, 2], [1, 0, 2]], torch.randn(3), (3, 3))
    w, v = leaf(3, 4), leaf(3)

    def loss() -> Tensor:
        own = torch.sparse_coo_tensor(torch.tensor([[0, 1, 2], [1, 0, 2]]), v, (3, 3))
        return torch.sparse.mm(graph, w).tanh().sum() + torch.sparse.mm(own, w.detach()).sum()

    return Case(loss, {"w": w, "v": v})
