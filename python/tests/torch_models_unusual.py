"""Models with other outputs, numbers and gradients than usual."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn
from torch_cases import Case, Tensor, model, of


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
