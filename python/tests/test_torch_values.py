"""Values and gradients of captured graphs: whole, summarised, scaled, missing."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

import vizbp  # noqa: E402
from vizbp import Summary  # noqa: E402


def test_large_tensors_are_summaries_with_a_histogram():
    net, x = nn.Linear(50, 50), torch.randn(4, 50)
    graph = vizbp.capture(lambda: net(x).square().sum())
    weight = graph["weight"]
    assert isinstance(weight.value, Summary) and isinstance(weight.gradient, Summary)
    assert weight.shape == (50, 50) and weight.value.count == 2500
    assert sum(weight.value.histogram.counts) == 2500
    assert weight.value.mean == pytest.approx(float(net.weight.detach().double().mean()), abs=1e-12)
    assert isinstance(graph["bias"].value, np.ndarray)
    whole = vizbp.capture(lambda: net(x).square().sum(), limit=2500)
    assert isinstance(whole["weight"].value, np.ndarray)
    none = vizbp.capture(lambda: net(x).square().sum(), limit=0)
    assert isinstance(none["bias"].value, Summary)


def test_large_sparse_gradients_count_what_is_not_stored():
    embed = nn.Embedding(1000, 8, sparse=True)
    graph = vizbp.capture(lambda: embed(torch.tensor([3, 3, 999])).square().sum())
    gradient = graph["weight"].gradient
    embed(torch.tensor([3, 3, 999])).square().sum().backward()
    dense = embed.weight.grad.to_dense().double()
    assert (gradient.count, gradient.zeros) == (8000, 8000 - 16)
    assert gradient.norm == pytest.approx(float(dense.norm()))
    assert gradient.std == pytest.approx(float(dense.std(correction=0)))
    assert gradient.mean == pytest.approx(float(dense.mean()))
    assert graph["weight"].extra["gradient_layout"] == "sparse"


def test_values_are_those_of_the_time():
    w = torch.tensor([1.0, 2.0], requires_grad=True)

    def loss():
        y = w * 1
        first = y.sum()
        y.add_(10)
        return first + y.sum()

    graph = vizbp.capture(loss)
    assert graph["mul"].value.tolist() == [1, 2]
    assert graph["add"].value.tolist() == [11, 12] and graph["add"].label == "add_"


def test_nan_and_infinity_are_kept():
    w = torch.tensor([0.0, -1.0, 1.0], requires_grad=True)
    graph = vizbp.capture(lambda: (w.log() / w).sum())
    again = vizbp.Graph.from_json(graph.json())
    assert np.isneginf(again["log"].value[0]) and np.isnan(again["log"].value[1])
    assert np.array_equal(again["w"].gradient, graph["w"].gradient, equal_nan=True)


# MARK: Scalers, precision, devices


def test_gradients_are_divided_by_the_scale():
    net, x = nn.Linear(3, 2), torch.randn(4, 3)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**14)
    graph = vizbp.capture(lambda: scaler.scale(net(x).square().mean()))
    net(x).square().mean().backward()
    assert graph["weight"].gradient.tobytes() == net.weight.grad.numpy().tobytes()
    assert graph["mean"].gradient == 1
    assert graph.seeds == [pytest.approx(2.0**-14)]


def test_a_tensor_on_another_device_is_drawn_without_values():
    net = nn.Linear(3, 2, device="meta")
    x = torch.randn(4, 3, device="meta")
    graph = vizbp.capture(lambda: net(x).sum())
    assert graph["linear"].shape == (4, 2) and graph["linear"].value is None


def test_complex_numbers_in_another_order_of_memory_read_back_the_same():
    w = torch.randn(6, 6, dtype=torch.complex64, requires_grad=True)
    x = torch.randn(6, 4, dtype=torch.complex64)
    graph = vizbp.capture(lambda: torch.fft.fft(w @ x, dim=0).abs().square().sum())
    assert vizbp.Graph.from_json(graph.json()).json() == graph.json()


def test_summaries_by_loops_are_those_of_numpy(monkeypatch):
    from vizbp import _kernels

    if _kernels.load() is None:
        pytest.skip("the loops were not built (scripts/build-kernels.sh)")
    generator = np.random.default_rng(0)
    normal = generator.standard_normal(5000)
    arrays = [
        normal, normal.astype(np.float32), normal.reshape(50, 100).T, normal[::3], normal * 1e-200,
        np.where(normal > 1, np.nan, normal), np.full(70, 3.5, np.float32), np.zeros(9), normal > 0,
        normal + 1e6, normal.astype(np.complex64), np.zeros(0, np.float32)]
    found = [vizbp.summarize(each) for each in arrays]
    monkeypatch.setattr(_kernels, "load", lambda: None)
    for array, by_loops in zip(arrays, found, strict=True):
        told = vizbp.summarize(array)
        assert by_loops.histogram == told.histogram and by_loops.notes == told.notes
        for name in ("count", "min", "max", "zeros", "nan", "inf"):
            assert getattr(by_loops, name) == pytest.approx(getattr(told, name), abs=0, nan_ok=True)
        for name in ("mean", "std", "norm"):
            assert getattr(by_loops, name) == pytest.approx(
                getattr(told, name), rel=1e-12, abs=1e-15, nan_ok=True)
