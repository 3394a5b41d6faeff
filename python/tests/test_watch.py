"""What a watched training leaves, held against what PyTorch computed."""

from __future__ import annotations

import math

import pytest
from run_reader import read_run

import vizbp
from vizbp.statistics import summarize

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from watch_models import NUMBERS, agrees, batch, mlp, trained  # noqa: E402

from vizbp import _kernels  # noqa: E402
from vizbp.watching import _device, _meters  # noqa: E402


@pytest.fixture(params=["kernels", "torch"])
def meter(request, monkeypatch):
    """The loops of the program, and PyTorch's."""
    if request.param == "torch":
        monkeypatch.setattr(_kernels, "load", lambda: None)
    elif _kernels.load() is None:
        pytest.skip("the loops were not built (scripts/build-kernels.sh)")
    return request.param


def test_a_step_is_what_pytorch_computed(meter, tmp_path):
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    start = [p.detach().clone() for p in model.parameters()]
    with vizbp.watch(model, tmp_path / "run") as run:
        hidden = model[0](x)
        rectified = model[1](hidden)
        scores = model[2](rectified)
        for each in (hidden, rectified, scores):
            each.retain_grad()
        loss = F.cross_entropy(scores, y)
        loss.backward()
        run.step(loss, lr=0.5, metrics={"accuracy": 0.75})
        before = [p.detach().clone() for p in model.parameters()]
        gradients = [p.grad.clone() for p in model.parameters()]
        optimizer.step()
        after = [p.detach().clone() for p in model.parameters()]
    found = read_run(tmp_path / "run")
    nodes = found.nodes[0]
    assert set(nodes) == {
        "input", "0.weight", "0.bias", "0.linear", "1.relu", "2.weight", "2.bias", "2.linear",
        "target", "cross_entropy"}
    for name, tensor in (("0.linear", hidden), ("1.relu", rectified), ("2.linear", scores)):
        agrees(nodes[name]["value"], tensor)
        agrees(nodes[name]["gradient"], tensor.grad)
    agrees(nodes["input"]["value"], x)
    agrees(nodes["target"]["value"], y)
    agrees(nodes["cross_entropy"]["value"], loss)
    names = [name for name, _ in model.named_parameters()]
    for name, a, b, c, gradient in zip(names, start, before, after, gradients, strict=True):
        assert torch.equal(a, b)
        agrees(nodes[name]["value"], b)
        agrees(nodes[name]["gradient"], gradient)
        change = torch.linalg.vector_norm(c.double() - b.double()).item()
        norm = torch.linalg.vector_norm(b.double()).item()
        assert nodes[name]["ratio"] == pytest.approx(change / norm, rel=1e-5)
        assert nodes[name]["distance"] == pytest.approx(change, rel=1e-5)
    assert found.scalars["loss"] == {0: loss.item()}
    assert found.scalars["learning_rate"] == {0: 0.5}
    assert found.scalars["accuracy"] == {0: 0.75}
    assert set(found.histograms) == {
        *names, *(f"{name}/gradient" for name in names)}


@pytest.mark.parametrize("tensor", [
    torch.zeros(100), torch.full((70,), 3.5), torch.tensor([]), torch.tensor(-2.0),
    torch.tensor([1.0, math.nan, -math.inf, math.inf, 0.0, -0.0]), torch.full((5,), math.nan),
    torch.randn(64, 33).t(), torch.randn(2, 3, 5, 7).to(memory_format=torch.channels_last),
    torch.randn(1, 40).expand(30, 40), torch.randn(1000) * 1e-30, torch.randn(1000) * 1e30,
    torch.randn(1000).double() * 1e-200, torch.randn(1000) + 1e4, torch.randn(99).bfloat16(),
    torch.arange(50), torch.arange(6) > 2, torch.randn(40).relu(),
    torch.randn(10, dtype=torch.cfloat),
    torch.tensor([[0.0, 2.0], [0.0, 0.0]]).to_sparse(),
], ids=range(19))
def test_any_tensor_is_measured_as_it_is_defined(meter, tensor):
    found = _meters.HostMeter().measure(tensor)
    dense = tensor.to_dense() if tensor.is_sparse else tensor
    array = dense.float().numpy() if dense.dtype == torch.bfloat16 else dense.numpy()
    told = summarize(array, bins=None)
    assert (found.count, found.zeros, found.nan, found.inf) == (
        told.count, told.zeros, told.nan, told.inf)
    size = max(abs(told.min), abs(told.max))
    for name in NUMBERS:
        a, b = getattr(found, name), getattr(told, name)
        if math.isnan(b):
            assert math.isnan(a)
        else:
            # Single precision holds 1e4 ± 1 to a thousandth.
            assert a == pytest.approx(b, rel=1e-4, abs=2e-7 * size if name == "mean" else 0), name


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_programs_loops_count_as_python_does(dtype):
    meter = _meters.HostMeter()
    if not meter.has_kernels:
        pytest.skip("there is no library of loops")
    torch.manual_seed(0)
    for shape in ((1,), (7,), (1000,), (64, 33), (3, 5, 7, 9)):
        x = torch.randn(shape, dtype=dtype)
        for y in (
            x, x.relu(), x.round(), x * 1e-30 + 1, x * 1e30, torch.full_like(x, 3.0),
            x.transpose(0, -1), torch.where(x > 1, math.nan, x), torch.where(x > 1, math.inf, x),
        ):
            assert meter.spread(y, meter.measure(y)) == _meters.spread(y)


def test_on_a_device_the_same_numbers_come_later():
    meter = _device.DeviceMeter()
    tensors = [torch.randn(50), torch.tensor([1.0, math.nan, math.inf, 0.0]), torch.zeros(3),
               torch.full((4,), math.nan), torch.tensor([])]
    measured = [meter.measure(each) for each in tensors]
    (apart,) = meter.distances([tensors[0]], [tensors[0] + 1], [tensors[0]])
    transfer = meter.transfer()
    for one, tensor in zip(measured, tensors, strict=True):
        found = transfer.moments(one) if isinstance(one, _meters.Handle) else one
        told = summarize(tensor.numpy(), bins=None)
        assert (found.count, found.zeros, found.nan, found.inf) == (
            told.count, told.zeros, told.nan, told.inf)
        for name in NUMBERS:
            assert getattr(found, name) == pytest.approx(
                getattr(told, name), rel=1e-6, abs=1e-7, nan_ok=True)
    assert transfer.number(apart[0]) == pytest.approx(math.sqrt(50), rel=1e-6)
    assert transfer.number(apart[1]) == 0
    assert meter.transfer() is None


@pytest.fixture
def on_a_device(monkeypatch):
    """Takes the machine's own memory for a device's; gives back what it is on leaving."""
    monkeypatch.setattr(_meters, "is_here", lambda tensor: False)
    return monkeypatch


@pytest.mark.parametrize("every", [1, 3])
def test_a_run_on_a_device_is_the_same_run(on_a_device, tmp_path, every):
    trained(tmp_path / "device", every=every)
    there = read_run(tmp_path / "device")
    on_a_device.undo()
    trained(tmp_path / "host", every=every)
    here = read_run(tmp_path / "host")
    assert here.scalars["loss"] == there.scalars["loss"]
    assert here.histograms == there.histograms
    assert list(here.nodes) == list(there.nodes) == list(range(0, 12, every))
    for step, nodes in here.nodes.items():
        assert set(nodes) == set(there.nodes[step])
        for name, record in nodes.items():
            other = there.nodes[step][name]
            for part in ("value", "gradient"):
                assert (part in record) == (part in other)
                for key, number in record.get(part, {}).items():
                    assert other[part][key] == pytest.approx(number, rel=1e-4, abs=1e-6)
            assert (record["ratio"] is None) == (other["ratio"] is None)
            if record["ratio"] is not None:
                assert other["ratio"] == pytest.approx(record["ratio"], rel=1e-4)
