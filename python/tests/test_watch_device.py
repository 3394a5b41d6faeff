"""Watching on another device: the loops there, what is waited for, and models that move.

Where there is no GPU, what needs one is skipped; the rest takes the machine's memory for a
device's.
"""

from __future__ import annotations

import ctypes
import math
import warnings

import pytest
from run_reader import read_run

import vizbp
from vizbp.statistics import histogram, summarize

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from watch_models import NUMBERS, batch, mlp, trained  # noqa: E402

from vizbp.watching import _cuda, _device, _meters, _updates  # noqa: E402
from vizbp.watching._budget import Budget  # noqa: E402

needs_cuda = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="PyTorch finds no GPU of NVIDIA here")
DEVICES = ["cpu", pytest.param("cuda", marks=needs_cuda)]


@pytest.fixture
def on_a_device(monkeypatch):
    """Takes the machine's own memory for a device's."""
    monkeypatch.setattr(_meters, "is_here", lambda tensor: False)


def tensors():
    torch.manual_seed(0)
    return [
        torch.tensor([1.0, math.nan, math.inf, -math.inf, 0.0, 3.0]), torch.full((3,), math.nan),
        torch.zeros(5), torch.full((70,), 3.5), torch.tensor(-2.0), torch.empty(0),
        torch.randn(1000) * 1e-3 + 1000, torch.randn(100, 70).t(), torch.randn(50).bfloat16(),
        torch.randn(50).half(), torch.arange(20), torch.arange(6) > 2, torch.randn(64).double(),
        torch.randn(6, dtype=torch.cfloat), torch.randn(1, 5).expand(4, 5), torch.rand(40)[1:],
        torch.rand(3, 4, 5, 6).to(memory_format=torch.channels_last), torch.randn(3, 7)[:, 1:5],
        torch.randn(300_000), torch.tensor([[0.0, 2.0], [0.0, 0.0]]).to_sparse(),
        torch.randn(5, dtype=torch.cfloat).conj().imag]


@pytest.mark.parametrize("device", DEVICES)
def test_all_kinds_of_tensors_are_measured_together(device):
    meter = _device.DeviceMeter()
    several = [each.to(device) for each in tensors()]
    handles = meter.measure_all(several)
    spreads = [meter.spread(*pair) for pair in zip(several, handles, strict=True)]
    number = meter.add(torch.tensor(7, device=device))
    transfer = meter.transfer()
    assert transfer is not None and transfer.number(number) == 7
    for index, (tensor, handle, counts) in enumerate(
            zip(tensors(), handles, spreads, strict=True)):
        found = transfer.moments(handle) if isinstance(handle, _meters.Handle) else handle
        dense = tensor.to_dense() if tensor.is_sparse else tensor.resolve_neg()
        dense = dense.abs() if dense.is_complex() else dense
        array = (dense if dense.dtype == torch.float64 else dense.double()).numpy()
        told = summarize(array, bins=None)
        assert (found.count, found.zeros, found.nan, found.inf) == (
            told.count, told.zeros, told.nan, told.inf), index
        size = max(abs(told.min), abs(told.max))
        for name in NUMBERS:
            assert getattr(found, name) == pytest.approx(
                getattr(told, name), rel=1e-6, abs=1e-7 * size if size > 0 else 0, nan_ok=True
            ), (index, name)
        if counts is not None:
            finite = array[abs(array) < math.inf]
            assert transfer.histogram(counts, found) == histogram(finite.ravel()), index


@needs_cuda
def test_the_loops_are_compiled_where_there_is_a_gpu():
    assert _cuda.load(torch.device("cuda", 0)) is not None


def test_elsewhere_there_are_no_loops():
    assert _cuda.load(torch.device("cpu")) is None


class Late(_device.Transfer):
    """Numbers that come when so many others are on their way behind them."""

    late, begun, waits = 6, 0, 0

    def __init__(self, buffers):
        super().__init__(buffers)
        Late.begun += 1
        self.mine = Late.begun

    @property
    def is_come(self):
        return Late.begun >= self.mine + self.late

    def _all(self):
        Late.waits += not self.is_come
        return super()._all()


@pytest.fixture
def coming_late(on_a_device, monkeypatch):
    monkeypatch.setattr(_device, "Transfer", Late)
    for name in ("late", "begun", "waits"):
        monkeypatch.setattr(Late, name, getattr(Late, name))


@pytest.mark.parametrize(("late", "waits"), [(6, False), (10**6, True)])
def test_numbers_that_come_late_are_not_waited_for(coming_late, tmp_path, late, waits):
    Late.late = late
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    with vizbp.watch(model, tmp_path / "run", 1) as run:
        for _ in range(30):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
            optimizer.step()
        # Only where the training is far ahead.
        assert bool(Late.waits) is waits
    found = read_run(tmp_path / "run")
    assert list(found.nodes) == list(range(30)) and len(found.scalars["loss"]) == 30
    assert list(found.scalars["loss"].values())[-1] < list(found.scalars["loss"].values())[0]


class Loops:
    """Loops of a device, on the machine's own memory: what they write, and where."""

    @staticmethod
    def write(out, numbers):
        for index, number in enumerate(numbers):
            ctypes.c_double.from_address(out + 8 * index).value = number

    def moments(self, tensors, out):
        for index, tensor in enumerate(tensors):
            assert tensor.dtype in _cuda.KINDS and not tensor.is_neg()
            found = summarize(tensor.detach().double().numpy(), bins=None)
            self.write(out + 8 * _cuda.MOMENTS * index, found[:9])

    def distances(self, trios, out):
        for index, (x, before, origin) in enumerate(trios):
            self.write(out + 16 * index, [float((x - y).norm()) for y in (before, origin)])

    def spread(self, tensor, moments, out):
        found = histogram(tensor.detach().numpy().ravel())
        self.write(out, found.counts if len(found.counts) == _cuda.BINS else [])

    def put(self, number, out):
        self.write(out, [number.item()])


def test_what_loops_write_is_read_where_they_wrote_it(on_a_device, monkeypatch, tmp_path):
    monkeypatch.setattr(_device, "load", lambda device: Loops())
    # So that buffers grow while they are written.
    monkeypatch.setattr(_device, "_ROOM", 4)
    trained(tmp_path / "device", every=1)
    monkeypatch.undo()
    trained(tmp_path / "host", every=1)
    there, here = read_run(tmp_path / "device"), read_run(tmp_path / "host")
    assert here.scalars["loss"] == there.scalars["loss"] and here.histograms == there.histograms
    assert list(here.nodes) == list(there.nodes) == list(range(12))
    for step, nodes in here.nodes.items():
        assert set(nodes) == set(there.nodes[step])
        for name, record in nodes.items():
            other = there.nodes[step][name]
            for part in ("value", "gradient"):
                for key, number in record.get(part, {}).items():
                    assert other[part][key] == pytest.approx(number, rel=1e-5, abs=1e-9)
            if record["ratio"] is not None:
                assert other["ratio"] == pytest.approx(record["ratio"], rel=1e-4)


def test_waiting_for_a_device_is_the_trainings_time():
    budget = Budget(0.05)
    budget.begin_step(0.0)
    budget.wait(2.0)
    budget.end_step(budget.clock() - 2.0, 0)
    assert budget.report.training_time == 2.0 and budget.report.capture_time < 0.5


def test_a_run_whose_numbers_come_late_ends_in_an_autopsy(coming_late, tmp_path):
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    with vizbp.watch(model, tmp_path / "run", 1) as run:
        for step in range(9):
            if step == 4:
                with torch.no_grad():
                    model[0].weight[0, 0] = math.nan
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
            optimizer.step()
    assert run.autopsy.startswith("Step 4: the parameter 0.weight is NaN in 1 of 24 elements")


def test_gradients_that_are_scaled_have_histograms_without_the_scale(tmp_path):
    class Scaler:
        def is_enabled(self):
            return True

        def get_scale(self):
            return 8.0

    model, (x, y) = mlp(), batch()
    with vizbp.watch(model, tmp_path / "run", 1, scaler=Scaler()) as run:
        loss = F.cross_entropy(model(x), y)
        (8 * loss).backward()
        run.step(loss)
    graph = vizbp.Graph.load(tmp_path / "run" / "graph.json")
    found = graph["0.weight"].gradient
    assert found.histogram.edges[0] == pytest.approx(found.min)
    assert found.histogram.edges[-1] == pytest.approx(found.max)


@needs_cuda
def test_a_model_that_moves_to_a_gpu_is_watched_on(tmp_path):
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with vizbp.watch(model, tmp_path / "run", 1) as run:
            for step in range(6):
                device = "cpu" if step < 3 else "cuda"
                model.to(device)
                optimizer.zero_grad()
                loss = F.cross_entropy(model(x.to(device)), y.to(device))
                loss.backward()
                run.step(loss)
                optimizer.step()
    found = read_run(tmp_path / "run")
    assert list(found.nodes) == list(range(6))
    assert all(0 < nodes["0.weight"]["ratio"] < 1 for nodes in found.nodes.values())


@needs_cuda
def test_a_watched_step_on_a_gpu_waits_for_nothing(tmp_path):
    torch.manual_seed(0)
    model, (x, y) = mlp().cuda(), batch()
    x, y = x.cuda(), y.cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    with vizbp.watch(model, tmp_path / "run", 1, optimizer=optimizer) as run:
        for step in range(12):
            if step == 2:
                torch.cuda.set_sync_debug_mode("error")
            try:
                optimizer.zero_grad()
                loss = F.cross_entropy(model(x), y)
                loss.backward()
                run.step(loss)
                optimizer.step()
            finally:
                if step == 11:
                    torch.cuda.set_sync_debug_mode("default")
    assert list(read_run(tmp_path / "run").nodes) == list(range(12))


@needs_cuda
def test_a_watched_training_on_a_gpu_has_the_same_weights(tmp_path):
    weights = []
    for folder in (None, tmp_path / "run"):
        torch.manual_seed(0)
        model, (x, y) = mlp().cuda(), batch()
        optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
        run = None if folder is None else vizbp.watch(model, folder, 1)
        for _ in range(8):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x.cuda()), y.cuda())
            loss.backward()
            if run is not None:
                run.step(loss)
            optimizer.step()
        if run is not None:
            run.close()
        weights.append([each.detach().clone() for each in model.parameters()])
    assert all(torch.equal(*pair) for pair in zip(*weights, strict=True))


@needs_cuda
def test_a_graph_of_cuda_is_captured_without_what_measures(tmp_path):
    model, (x, y) = mlp().cuda(), batch()
    x, y = x.cuda(), y.cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)

    def passes():
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        return loss

    with vizbp.watch(model, tmp_path / "run", 1, optimizer=optimizer) as run:
        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(3):
                optimizer.zero_grad(set_to_none=True)
                run.step(passes().detach())
                optimizer.step()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        optimizer.zero_grad(set_to_none=True)
        with torch.cuda.graph(graph):
            loss = passes()
        with warnings.catch_warnings():
            # That nothing is seen of a replay is said.
            warnings.simplefilter("ignore")
            for _ in range(4):
                graph.replay()
                run.step(loss.detach())
                optimizer.step()
    losses = list(read_run(tmp_path / "run").scalars["loss"].values())
    assert len(losses) == 7 and losses == sorted(losses, reverse=True)


def test_an_update_is_measured_where_the_parameters_have_moved():
    names = type("Names", (), {"parameters": []})()
    updates = _updates.Updates(names, _meters.HostMeter())
    updates._before, updates._origins = [torch.ones(2)], [torch.zeros(2)]
    updates._move([torch.ones(2, device="meta")])
    assert updates._before[0].is_meta and updates._origins[0].is_meta
