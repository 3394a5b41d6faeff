"""Capture and check on a GPU: what they say is as on the CPU. Skipped where there is none."""

from __future__ import annotations

import warnings

import pytest

torch = pytest.importorskip("torch")

import torch_functions  # noqa: E402
from torch import nn  # noqa: E402
from torch_models import MODELS  # noqa: E402

import vizbp  # noqa: E402
from vizbp import VizbpError  # noqa: E402
from vizbp.torch._backward import _refused  # noqa: E402
from vizbp.torch._snapshot import to_numpy  # noqa: E402

needs_cuda = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="PyTorch finds no GPU of NVIDIA here")


@needs_cuda
@pytest.mark.parametrize("name", sorted(MODELS))
def test_gradients_are_the_engines_to_the_bit(name):
    with torch.device("cuda"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        case = MODELS[name]()
        torch.manual_seed(1)
        graph = vizbp.capture(case.loss, limit=10**6, keep_grad=True, **case.options)
        for key, leaf in case.leaves.items():
            wanted = to_numpy(leaf.grad.to_dense() if leaf.grad.is_sparse else leaf.grad, copy=True)
            assert graph[key].gradient.tobytes() == wanted.tobytes(), key


@needs_cuda
@pytest.mark.parametrize("name", torch_functions.NAMES)
@pytest.mark.parametrize("is_faulty", [False, True])
def test_a_fault_is_named_and_nothing_else(name, is_faulty):
    with torch.device("cuda"):
        found = vizbp.capture(torch_functions.model(name, is_faulty, 0)).check()
    assert found.ok is not is_faulty and len(found.suspects) == is_faulty, found.text


@needs_cuda
def test_a_recurrent_network_is_checked_without_a_warning():
    net, x = nn.LSTM(4, 5, num_layers=2, dropout=0.3).cuda(), torch.randn(6, 3, 4, device="cuda")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert vizbp.capture(lambda: net(x)[0].square().mean()).check().ok


@needs_cuda
def test_a_graph_may_span_devices():
    first, second, x = nn.Linear(6, 5), nn.Linear(5, 2).cuda(), torch.randn(3, 6)
    graph = vizbp.capture(lambda: second(first(x).cuda().relu()).square().mean(), keep_grad=True)
    for name, module in (("first", first), ("second", second)):
        for key, leaf in module.named_parameters():
            wanted = to_numpy(leaf.grad, copy=True)
            assert graph[f"{name}.{key}"].gradient.tobytes() == wanted.tobytes()
    assert graph.check().ok


@needs_cuda
@pytest.mark.parametrize("make", [
    lambda x: nn.Linear(3, 2).cuda()(x), lambda x: nn.LSTM(3, 2).cuda()(x)[0],
    lambda x: nn.Embedding(3, 2).cuda()(torch.tensor([1])),
    lambda x: torch.ones(3, device="cuda", requires_grad=True) + x])
def test_a_model_on_another_device_than_its_data_is_said(make):
    with pytest.raises(VizbpError, match="mixes devices"):
        vizbp.capture(lambda: make(torch.randn(4, 3)).sum())


def test_every_mix_of_devices_is_known():
    def mixed():
        raise RuntimeError(
            "Input and parameter tensors are not at the same device, found input tensor at cpu and "
            "parameter tensor at cuda:0")

    with pytest.raises(VizbpError, match="fn mixes devices: Input and parameter tensors"):
        vizbp.capture(mixed)


def test_what_cudnn_refuses_has_a_way_out():
    said = _refused(RuntimeError("cudnn RNN backward can only be called in training mode"))
    assert "model.train() first" in str(said)
    assert _refused(RuntimeError("something else")).hint is None
