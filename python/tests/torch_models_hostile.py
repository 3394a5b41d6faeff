"""Models that are used as people use them who do not think of whoever looks on."""

from __future__ import annotations

import copy
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parametrizations, prune
from torch_cases import Case, Tensor, model, of


def mlp(*sizes: int) -> nn.Sequential:
    return nn.Sequential(*(
        layer for pair in zip(sizes, sizes[1:], strict=False)
        for layer in (nn.Linear(*pair), nn.Tanh())))


@model
def hooks_of_modules() -> Case:
    net, x = mlp(4, 5, 2), torch.randn(3, 4)
    net[2].register_full_backward_hook(
        lambda _module, given, _sent: tuple(None if each is None else 3 * each for each in given))
    net[0].register_full_backward_pre_hook(lambda _module, sent: tuple(0.5 * each for each in sent))
    return of(net, lambda: net(x).sum())


@model
def a_backward_pass_before() -> Case:
    net, x = mlp(4, 5, 2), torch.randn(3, 4)

    def loss() -> Tensor:
        y = net(x)
        torch.autograd.grad(y.sum(), net[0].weight, retain_graph=True)
        return y.square().sum()
    return of(net, loss)


@model
def reparametrised() -> Case:
    net = nn.Sequential(
        parametrizations.weight_norm(nn.Linear(4, 5)), nn.Tanh(),
        parametrizations.spectral_norm(nn.Linear(5, 4)).eval(),
        parametrizations.orthogonal(nn.Linear(4, 4)))
    x = torch.randn(3, 4)
    return of(net, lambda: net(x).square().sum())


@model
def pruned() -> Case:
    net, x = mlp(4, 5, 2), torch.randn(3, 4)
    prune.l1_unstructured(net[0], "weight", 0.5)
    return of(net, lambda: net(x).square().sum())


@model
def called_by_function() -> Case:
    net, x = mlp(4, 5, 2), torch.randn(3, 4)
    return of(net, lambda: torch.func.functional_call(
        net, {name: 1.5 * each for name, each in net.named_parameters()}, (x,)).sum())


@model
def transformed() -> Case:
    w, x = torch.randn(4, requires_grad=True), torch.randn(3, 4)

    def energy(row: Tensor) -> Tensor:
        return (row.sin() * w).sum()
    return Case(
        lambda: torch.func.vmap(torch.func.grad(energy))(x).square().sum(), {"w": w},
        options={"names": {"w": w}})


@model
def beside_its_average() -> Case:
    net, x = mlp(4, 5, 2), torch.randn(3, 4)
    average, copied = torch.optim.swa_utils.AveragedModel(net), copy.deepcopy(net)
    return Case(
        lambda: (net(x) - average(x).detach() + copied(x)).square().sum(),
        {f"net.{name}": each for name, each in net.named_parameters()})


class Growing(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(3))

    def forward(self, x: Tensor) -> Iterator[Tensor]:
        for layer in self.layers:
            x = layer(x).tanh()
            yield x


@model
def generators() -> Case:
    net, x = Growing(), torch.randn(3, 4)
    return of(net, lambda: sum(y.sum() for y in net(x)))


@model
def pickled() -> Case:
    file, x = io.BytesIO(), torch.randn(3, 4)
    torch.save(mlp(4, 5, 2), file)
    file.seek(0)
    net = torch.load(file, weights_only=False)
    return of(net, lambda: net(x).sum())


class Traceable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):  # type: ignore[no-untyped-def]
        return super().__torch_function__(function, types, args, kwargs or {})


@model
def tensors_of_a_class_of_their_own() -> Case:
    w = torch.randn(3).as_subclass(Traceable).requires_grad_()
    return Case(lambda: (w * 2).sin().sum(), {"w": w})


@model
def an_error_that_is_caught() -> Case:
    net, x = mlp(4, 5, 2), torch.randn(3, 4)

    def loss() -> Tensor:
        try:
            net(torch.randn(3, 7))
        except RuntimeError:
            pass
        return net(x).sum()
    return of(net, loss)


@model
def several_threads() -> Case:
    net, x = mlp(4, 5, 2), torch.randn(3, 4)

    def loss() -> Tensor:
        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(lambda factor: net(factor * x).sum(), [1.0, 2.0]))
    return of(net, loss)


@model
def saved_elsewhere() -> Case:
    net, x = mlp(4, 5, 2), torch.randn(3, 4)

    def loss() -> Tensor:
        with torch.autograd.graph.save_on_cpu(), torch.autograd.detect_anomaly(check_nan=False):
            return net(x).square().sum()
    return of(net, loss)


@model
def sequences_of_several_lengths() -> Case:
    lstm, x = nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), torch.randn(2, 5, 3)

    def loss() -> Tensor:
        packed = nn.utils.rnn.pack_padded_sequence(x, [5, 3], batch_first=True)
        return nn.utils.rnn.pad_packed_sequence(lstm(packed)[0])[0].square().sum()
    return of(lstm, loss)


@model
def as_long_as_it_takes() -> Case:
    w = torch.tensor(1.5, requires_grad=True)

    def loss() -> Tensor:
        y = w
        while y < 20:
            y = y * w
        return y
    return Case(loss, {"w": w})


@model
def a_third_derivative() -> Case:
    x = torch.randn(3, requires_grad=True)

    def loss() -> Tensor:
        y = x.sin().prod()
        for _ in range(2):
            y = torch.autograd.grad(y, x, create_graph=True)[0].square().sum()
        return y
    return Case(loss, {"x": x})


@model
def deep() -> Case:
    net, x = nn.Sequential(*(nn.Linear(2, 2) for _ in range(400))), torch.randn(1, 2)
    for layer in net:
        nn.init.orthogonal_(layer.weight)  # That nothing vanishes.
    return Case(lambda: net(x).sum(), {"399.weight": net[399].weight})


@model
def trained_to_be_quantised() -> Case:
    net = nn.Sequential(nn.Linear(4, 3))
    scale, zero, x = torch.tensor(0.1), torch.tensor(0, dtype=torch.int32), torch.randn(2, 4)
    return of(net, lambda: F.mse_loss(torch.fake_quantize_per_tensor_affine(
        net(x), scale, zero, -128, 127), torch.zeros(2, 3)))


@model
def chosen_elements() -> Case:
    x, y = torch.randn(4, 5, requires_grad=True), torch.randn(4, 5, requires_grad=True)

    def loss() -> Tensor:
        best = x.max(1).values * y.sort(-1).values[:, -2] + x[y > 0].sum()
        pairs = x[torch.tensor([0, -1]), torch.tensor([2, -5])]
        return (
            best.sum() + pairs.norm(1) + torch.add(x, y, alpha=3)[1:, None, ::2].norm(3)
            + x.index_select(1, torch.tensor([4, 0])).abs().sum())
    return Case(loss, {"x": x, "y": y})
