"""What a watched training leaves, held against what PyTorch computed."""

from __future__ import annotations

import copy
import json
import math
import warnings

import numpy as np
import pytest
import vizbp
from run_reader import read_run
from vizbp import VizbpError
from vizbp.statistics import summarize

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from torch.utils.checkpoint import checkpoint  # noqa: E402
from vizbp.watching import VizbpWarning, _kernels, _meters  # noqa: E402

NUMBERS = ("mean", "std", "min", "max", "norm")


@pytest.fixture(params=["kernels", "torch"])
def meter(request, monkeypatch):
    """The loops of the program, and PyTorch's."""
    if request.param == "torch":
        monkeypatch.setattr(_kernels, "load", lambda: None)
    elif _kernels.load() is None:
        pytest.skip("the loops were not built (scripts/build-kernels.sh)")
    return request.param


def mlp(seed=0, activation=nn.ReLU):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(3, 8), activation(), nn.Linear(8, 2))


def batch(seed=1, count=16):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 3, generator=generator)
    return x, (x[:, 0] > 0).long()


def agrees(found, tensor, tolerance=1e-5):
    told = summarize(tensor.detach().numpy(), bins=None)
    assert found["count"] == told.count
    assert (found["zeros"], found["nan"], found["inf"]) == (told.zeros, told.nan, told.inf)
    largest = max(abs(told.min), abs(told.max)) if told.count else 0.0
    for name in NUMBERS:
        wanted = getattr(told, name)
        assert found[name] == pytest.approx(wanted, rel=tolerance, abs=tolerance * largest), name


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
    torch.arange(50), torch.arange(6) > 2, torch.randn(40).relu(), torch.randn(10, dtype=torch.cfloat),
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


def test_on_a_device_the_same_numbers_come_later():
    meter = _meters.DeviceMeter()
    tensors = [torch.randn(50), torch.tensor([1.0, math.nan, math.inf, 0.0]), torch.zeros(3),
               torch.full((4,), math.nan), torch.tensor([])]
    places = [meter.measure(each) for each in tensors]
    apart = meter.distances(tensors[0], tensors[0] + 1, tensors[0])
    transfer = meter.transfer()
    for place, tensor in zip(places, tensors, strict=True):
        found = transfer.moments(place) if isinstance(place, _meters.Handle) else place
        told = summarize(tensor.numpy(), bins=None)
        assert (found.count, found.zeros, found.nan, found.inf) == (
            told.count, told.zeros, told.nan, told.inf)
        for name in NUMBERS:
            assert getattr(found, name) == pytest.approx(
                getattr(told, name), rel=1e-6, abs=1e-7, nan_ok=True)
    assert transfer.numbers()[apart[0]] == pytest.approx(math.sqrt(50), rel=1e-6)
    assert transfer.numbers()[apart[1]] == 0
    assert meter.transfer() is None


@pytest.fixture
def on_a_device(monkeypatch):
    """Takes the machine's own memory for a device's."""
    from vizbp.watching import _capturing, _tape, _updates

    class Host(_meters.HostMeter):
        device: _meters.DeviceMeter

        def measure(self, tensor):
            return self.device.measure(tensor)

        def distances(self, *tensors):
            return self.device.distances(*tensors)

    class Capturing(_capturing.Capturing):
        def __init__(self, names, scaler):
            super().__init__(names, scaler)
            host = Host()
            host.device = self.device
            self.host = host
            self.tape = _tape.Tape(names, host, self.device)

        def number(self, value):
            return self.device.add(value) if isinstance(value, torch.Tensor) else float(value)

    from vizbp.watching import _run

    monkeypatch.setattr(_run, "Capturing", Capturing)
    assert _updates


def trained(folder, steps=12, every=1, **options):
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
    with vizbp.watch(model, folder, every, **options) as run:
        for _ in range(steps):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
            optimizer.step()
    return run


def test_a_run_on_a_device_is_the_same_run(on_a_device, tmp_path):
    trained(tmp_path / "device", every=3)
    there = read_run(tmp_path / "device")
    from vizbp.watching import _capturing, _run

    _run.Capturing = _capturing.Capturing
    trained(tmp_path / "host", every=3)
    here = read_run(tmp_path / "host")
    assert here.scalars["loss"] == there.scalars["loss"]
    assert list(here.nodes) == list(there.nodes) == [0, 3, 6, 9]
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


class Busy(nn.Module):
    """Most of what breaks hooks: in-place functions, views, dropout, a module that runs twice,
    batch norm, an LSTM, attention, a checkpoint, a custom function."""

    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return 2 * x

        @staticmethod
        def backward(ctx, gradient):
            return 2 * gradient

    def __init__(self):
        super().__init__()
        self.first = nn.Linear(3, 8)
        self.act = nn.ReLU(inplace=True)
        self.norm = nn.BatchNorm1d(8)
        self.shared = nn.Linear(8, 8)
        self.drop = nn.Dropout(0.3)
        self.lstm = nn.LSTM(8, 8, batch_first=True)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.last = nn.Linear(8, 2)

    def forward(self, x):
        h = self.norm(self.act(self.first(x)))
        h = self.act(self.shared(h)) + self.shared(h)
        h = self.drop(h)
        h = checkpoint(lambda h: torch.tanh(self.shared(h)), h, use_reentrant=False)
        h = Busy.Double.apply(h)
        h[:, 0] += 1
        left, right = h.split(4, dim=1)
        h = torch.cat([left * 2, right], dim=1)[:, None, :]
        h, _ = self.lstm(h)
        h, _ = self.attention(h, h, h, need_weights=False)
        return self.last(h.squeeze(1))


def train_busy(model, folder=None, every=2):
    torch.manual_seed(5)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    run = vizbp.watch(model, folder, every) if folder else None
    losses = []
    for step in range(7):
        x, y = batch(step)
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        if run is not None:
            run.step(loss)
        optimizer.step()
        losses.append(loss.item())
    if run is not None:
        run.close()
    return losses


def test_watching_changes_nothing(tmp_path):
    torch.manual_seed(0)
    plain = Busy()
    watched = copy.deepcopy(plain)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert train_busy(plain) == train_busy(watched, tmp_path / "run")
    for a, b in zip(plain.state_dict().values(), watched.state_dict().values(), strict=True):
        assert torch.equal(a, b)
    nodes = read_run(tmp_path / "run").nodes
    assert list(nodes) == [0, 2, 4, 6]
    wanted = {"first.linear", "act.relu", "norm.batch_norm", "shared.linear", "shared.linear_2",
              "drop.dropout", "lstm.lstm", "last.linear", "double", "last.weight", "lstm.weight_hh_l0"}
    for step in nodes:
        assert wanted <= set(nodes[step])
        assert nodes[step]["double"]["gradient"]["norm"] > 0
        # What is written over later was measured before.
        assert nodes[step]["first.linear"]["value"]["min"] < 0
        assert nodes[step]["act.relu"]["value"]["min"] == 0
    graph = vizbp.Graph.load(tmp_path / "run" / "graph.json")
    assert graph["act.relu"].inputs == ["first.linear"]
    assert graph["first.linear"].inputs == ["x", "first.weight", "first.bias"]
    assert graph["norm.batch_norm"].inputs[0] == "act.relu"


def test_nothing_stays_behind(tmp_path):
    from torch.nn.modules import module as global_hooks
    from torch.optim import optimizer as optimizers

    model = mlp()

    def hooks():
        return (
            len(global_hooks._global_forward_pre_hooks), len(global_hooks._global_forward_hooks),
            len(optimizers._global_optimizer_pre_hooks), torch._C._len_torch_function_stack(),
            [len(each._forward_pre_hooks) for each in model.modules()])

    before = hooks()
    x, y = batch()
    run = vizbp.watch(model, tmp_path / "run")
    with torch.device("cpu"):
        loss = F.cross_entropy(model(x), y)
        with torch.device("cpu"):
            loss.backward()
            assert torch._C._len_torch_function_stack() == 3
            run.step(loss)
            assert torch._C._len_torch_function_stack() == 2
        assert isinstance(torch.overrides._get_current_function_mode(), torch.utils._device.DeviceContext)
    run.close()
    assert hooks() == before


@pytest.mark.parametrize(("every", "steps"), [
    (1, list(range(12))), (5, [0, 5, 10]), ("every 4", [0, 4, 8]), ("7", [0, 7]), ("none", []),
    ("all", list(range(12)))])
def test_which_steps_are_recorded(every, steps, tmp_path):
    run = trained(tmp_path / "run", every=every)
    found = read_run(tmp_path / "run")
    assert list(found.nodes) == steps
    assert list(found.scalars["loss"]) == list(range(12))
    assert (run.report.steps, run.report.captured_steps) == (12, len(steps))


def test_policies_in_words():
    policy = vizbp.watching.policy
    assert policy("at most 5 %").budget == policy("5%").budget == 0.05
    assert [n for n in range(200) if policy("log").contains(n)][:12] == list(range(12))
    for wrong in (0, -3, 2.5, True, "often", "every 0", "-5%", ""):
        with pytest.raises(VizbpError, match="says no steps|is no number of steps"):
            policy(wrong)


def test_a_budget_is_kept(tmp_path, monkeypatch):
    from vizbp.watching import _budget

    time = [0.0]
    monkeypatch.setattr(_budget.Budget, "clock", staticmethod(lambda: time[0]))
    model, (x, y) = mlp(), batch()
    run = vizbp.watch(model, tmp_path / "run", "at most 10 %")
    take = run._take

    def slow(*arguments):
        captured = take(*arguments)
        time[0] += 0.02 if captured is not None else 0.0
        return captured

    monkeypatch.setattr(run, "_take", slow)
    for _ in range(200):
        time[0] += 0.01
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        run.step(loss)
    run.close()
    # Each takes twice a step: one in twenty is a tenth.
    assert 8 <= run.report.captured_steps <= 11
    assert run.report.overhead <= 0.12
    overhead = read_run(tmp_path / "run").scalars["capture/overhead"]
    assert list(overhead.values()) == [pytest.approx(run.report.overhead)]


def test_a_parameter_may_be_written_into_while_it_is_watched(tmp_path):
    model, (x, y) = mlp(), batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(3):
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
            with torch.no_grad():
                model[0].weight[0, 0] += 1.0
                model[0].weight[1].clamp_(-1, 1)
    assert list(read_run(tmp_path / "run").nodes) == [0, 1, 2]


def test_batches_that_accumulate_are_one_step(tmp_path):
    model, (x, y) = mlp(), batch(count=24)
    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(2):
            model.zero_grad()
            total = 0.0
            for part in range(3):
                rows = slice(8 * part, 8 * part + 8)
                loss = F.cross_entropy(model(x[rows]), y[rows]) / 3
                loss.backward()
                total += loss.item()
            run.step(total)
    whole = mlp()
    hidden = whole[0](x)
    F.cross_entropy(whole[2](whole[1](hidden)), y).backward()
    for nodes in read_run(tmp_path / "run").nodes.values():
        agrees(nodes["0.linear"]["value"], hidden)
        agrees(nodes["input"]["value"], x)
        agrees(nodes["0.weight"]["gradient"], whole[0].weight.grad, 1e-4)
        assert nodes["0.linear"]["gradient"]["count"] == hidden.numel()


def test_of_a_closure_the_last_run_counts(tmp_path):
    model, (x, y) = mlp(activation=nn.Tanh), batch()
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=4)
    losses = []

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        losses.append(loss.detach())
        return loss

    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(3):
            optimizer.step(closure)
            run.step(losses[-1])
    nodes = read_run(tmp_path / "run").nodes
    assert list(nodes) == [0, 1, 2] and len(losses) > 6
    for step in nodes:
        assert nodes[step]["0.linear"]["value"]["count"] == 16 * 8
        assert nodes[step]["0.linear"]["gradient"]["count"] == 16 * 8
    assert nodes[1]["0.weight"]["distance"] is not None


@pytest.mark.parametrize("is_unscaled", [False, True])
def test_gradients_are_without_the_scale(is_unscaled, tmp_path):
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)
    with vizbp.watch(model, tmp_path / "run", scaler=scaler, optimizer=optimizer) as run:
        scores = model(x)
        scores.retain_grad()
        loss = F.cross_entropy(scores, y)
        scaler.scale(loss).backward()
        wanted = scores.grad / 1024
        if is_unscaled:
            scaler.unscale_(optimizer)
        run.step(loss)
        scaler.step(optimizer)
        scaler.update()
        if not is_unscaled:
            scaler.unscale_
    plain = mlp()
    F.cross_entropy(plain(x), y).backward()
    nodes = read_run(tmp_path / "run").nodes[0]
    agrees(nodes["2.linear"]["gradient"], wanted)
    agrees(nodes["0.weight"]["gradient"], plain[0].weight.grad, 1e-4)


def test_scaled_gradients_that_overflow_are_no_failure(tmp_path):
    model, (x, y) = mlp(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**127)
    with vizbp.watch(model, tmp_path / "run", scaler=scaler, optimizer=optimizer) as run:
        for _ in range(3):
            optimizer.zero_grad()
            loss = F.cross_entropy(100 * model(x), y)
            scaler.scale(loss).backward()
            run.step(loss)
            scaler.step(optimizer)
            scaler.update()
    assert run.autopsy is None
    found = read_run(tmp_path / "run")
    assert 0 in found.texts["grad_scaler"]
    assert "gradient" not in found.nodes[0]["0.weight"]


def test_several_models_in_one_loop(tmp_path):
    torch.manual_seed(0)
    generator, critic = nn.Sequential(nn.Linear(2, 3)), mlp()
    optimizers = [torch.optim.SGD(m.parameters(), lr=0.01) for m in (generator, critic)]
    with (
        vizbp.watch({"generator": generator, "critic": critic}, tmp_path / "both") as both,
        vizbp.watch(critic, tmp_path / "critic") as alone,
    ):
        for _ in range(3):
            real, noise = torch.randn(8, 3), torch.randn(8, 2)
            critic.zero_grad()
            fake = generator(noise).detach()
            critic_loss = (critic(fake) - critic(real)).mean()
            critic_loss.backward()
            alone.step(critic_loss)
            optimizers[1].step()
            generator.zero_grad()
            generator_loss = -critic(generator(noise)).mean()
            generator_loss.backward()
            both.step({"critic": critic_loss, "generator": generator_loss})
            optimizers[0].step()
    found = read_run(tmp_path / "both")
    assert set(found.scalars) >= {"loss", "loss/critic", "loss/generator"}
    assert {"generator.0.weight", "critic.0.weight", "generator.0.linear", "critic.0.linear"} <= set(
        found.nodes[0])
    only = read_run(tmp_path / "critic").nodes[2]
    assert {"0.weight", "0.linear"} <= set(only) and not any("generator" in name for name in only)
    # It is called twice for one loss.
    assert only["0.linear"]["value"]["count"] == only["0.linear_2"]["value"]["count"] == 8 * 8


def test_calls_that_depend_on_values_have_graphs_of_their_own(tmp_path):
    model, (x, y) = mlp(), batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        for step in range(9):
            scores = model(x)
            if step % 4 == 3:
                scores = torch.tanh(scores)
            loss = F.cross_entropy(scores, y)
            loss.backward()
            run.step(loss)
    nodes = read_run(tmp_path / "run").nodes
    assert ["tanh" in nodes[step] for step in (0, 4, 7, 8)] == [False, False, True, False]


def test_frozen_and_unused_parameters(tmp_path):
    model = mlp()
    model[0].weight.requires_grad_(False)
    model.extra = nn.Linear(2, 2)
    x, y = batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        loss = F.cross_entropy(model[2](model[1](model[0](x))), y)
        loss.backward()
        run.step(loss)
    nodes = read_run(tmp_path / "run").nodes[0]
    assert "gradient" not in nodes["0.weight"] and "gradient" not in nodes["extra.weight"]
    assert "gradient" in nodes["0.bias"]


def test_what_the_run_says_of_itself(tmp_path):
    run = trained(
        tmp_path / "run", configuration={"batch": 16, "note": "n", "sizes": [3, 8, 2]}, seed=7)
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["status"] == "finished" and record["lastStep"] == 12 and record["seed"] == 7
    assert record["configuration"]["batch"] == 16
    assert record["configuration"]["capture"] == "every 1"
    assert record["updateRule"] == {
        "method": "adam", "memory": 0.9, "squaresMemory": 0.999, "epsilon": 1e-8, "rate": 0.05,
        "decay": 0.0, "decayed": []}
    assert record["versions"]["torch"] == torch.__version__
    assert run.step.__self__.folder == tmp_path / "run"
    assert read_run(tmp_path / "run").scalars["learning_rate"][11] == 0.05
    graph = vizbp.Graph.load(tmp_path / "run" / "graph.json")
    assert graph.outputs == ["cross_entropy"] and graph["cross_entropy"].role == "output"
    assert graph["0.weight"].value.norm > 0 and graph["0.weight"].attributes["update_ratio"] > 0


def test_a_failed_and_a_stopped_run(tmp_path):
    for error, status in ((ValueError("no more"), "failed"), (KeyboardInterrupt(), "stopped")):
        with pytest.raises(type(error)), vizbp.watch(mlp(), tmp_path / status):
            raise error
        record = json.loads((tmp_path / status / "run.json").read_text())
        assert record["status"] == status
        assert record.get("message") == ("ValueError: no more" if status == "failed" else None)


def test_a_run_goes_on(tmp_path):
    trained(tmp_path / "run", steps=6)
    start = json.loads((tmp_path / "run" / "run.json").read_text())["start"]
    trained(tmp_path / "run", steps=4, resuming_at=4)
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["lastStep"] == 8 and record["start"] == start
    assert len(list((tmp_path / "run").glob("*tfevents*"))) == 2


# MARK: Misuse and failures


def test_misuse_is_one_sentence(tmp_path):
    run = trained(tmp_path / "run")
    with pytest.raises(VizbpError, match="holds another run already"):
        vizbp.watch(mlp(), tmp_path / "run")
    with pytest.raises(VizbpError, match="is closed"):
        run.step(torch.tensor(1.0))
    with pytest.raises(VizbpError, match="is closed"):
        run.log({"a": 1})
    frozen = mlp().requires_grad_(False)
    with pytest.raises(VizbpError, match="no parameter that asks for a gradient"):
        vizbp.watch(frozen, tmp_path / "frozen")
    with pytest.raises(VizbpError, match="and this is a list|and this is a int"):
        vizbp.watch([3], tmp_path / "three")
    with pytest.raises(VizbpError, match="no model to watch"):
        vizbp.watch([], tmp_path / "none")
    other = torch.optim.SGD(mlp().parameters(), lr=1)
    with pytest.raises(VizbpError, match="none of the model's parameters"):
        vizbp.watch(mlp(), tmp_path / "other", optimizer=other)
    (tmp_path / "file").write_text("")
    with pytest.raises(VizbpError, match="is a file"):
        vizbp.watch(mlp(), tmp_path / "file")
    with vizbp.watch(mlp(), tmp_path / "new") as new:
        for wrong, words in (
            (None, "there is no loss"), ({}, "there is no loss"), ("x", "the loss is no number"),
            (torch.ones(3), r"the loss is no number: it is a tensor of shape \[3\]"),
        ):
            with pytest.raises(VizbpError, match=words):
                new.step(wrong)
        with pytest.raises(VizbpError, match="accuracy is no number"):
            new.step(1.0, metrics={"accuracy": "high"})


@pytest.mark.parametrize("how", ["full", "vanished", "broken"])
def test_training_goes_on_where_recording_fails(how, tmp_path, monkeypatch):
    import shutil

    from vizbp.events import _file
    from vizbp.watching import _tape

    model, (x, y) = mlp(), batch()
    run = vizbp.watch(model, tmp_path / "run")
    run._journal.log._interval = 0
    with pytest.warns(VizbpWarning, match="the training goes on") as told:
        for step in range(8):
            if step == 3 and how == "full":
                def full(*_):
                    raise OSError(28, "No space left on device")
                monkeypatch.setattr(_file.os, "write", full)
            if step == 3 and how == "vanished":
                shutil.rmtree(tmp_path / "run")
            if step == 3 and how == "broken":
                def fail(*_):
                    raise RuntimeError("a tensor that cannot be measured")
                monkeypatch.setattr(_tape.Tape, "_measure", fail)
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
        monkeypatch.undo()
        run.close()
    assert len(told) == 1
    assert told[0].filename == __file__
    assert run.report.steps == 8


# MARK: NaN


class Logarithm(nn.Module):
    """Breaks once the shift is so large that the argument of a logarithm is negative."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
        self.norm = nn.BatchNorm1d(4)
        self.shift = 0.0

    def forward(self, x):
        positive = torch.sigmoid(self.norm(self.fc(x))) - self.shift
        return torch.log(positive)


@pytest.mark.parametrize("every", [1, 10])
def test_the_first_nan_is_explained(every, tmp_path):
    torch.manual_seed(0)
    model, (x, _) = Logarithm(), batch()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    with vizbp.watch(model, tmp_path / "run", every) as run:
        for step in range(14):
            model.shift = 2.0 if step == 13 else 0.0
            optimizer.zero_grad()
            loss = -model(x).mean()
            loss.backward()
            moved = model.norm.running_mean.clone()
            state = torch.get_rng_state()
            run.step(loss)
            assert torch.equal(moved, model.norm.running_mean)
            assert torch.equal(state, torch.get_rng_state())
            if step < 13:
                optimizer.step()
    assert run.autopsy == (
        "Step 13: the value of log (log) is the first that is NaN in 64 of 64 elements, computed"
        " from sub (" + run.autopsy.partition("from sub (")[2].partition(")")[0]
        + "). It reaches the loss by log → mean → neg.")
    found = read_run(tmp_path / "run")
    assert found.texts["autopsy"] == {13: run.autopsy}
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert (record["status"], record["message"]) == ("failed", run.autopsy)
    kept = sorted(
        (path.name for path in (tmp_path / "run").glob("autopsy-*.json")),
        key=lambda name: int(name[8:-5]))
    wanted = [9, 10, 11, 12, 13] if every == 1 else [0, 10, 13]
    assert kept == [f"autopsy-{step}.json" for step in wanted]
    graph = vizbp.Graph.load(tmp_path / "run" / "autopsy-13.json")
    assert graph["log"].value.nan == 64


def test_a_broken_gradient_is_explained(tmp_path):
    model = mlp()
    x, _ = batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        scores = model(x)
        # The slope of the root at 0 is infinite.
        loss = torch.sqrt(scores - scores.detach()).sum()
        loss.backward()
        run.step(loss)
    assert run.autopsy.startswith(
        "Step 0: all values are finite; the gradient of sub is the first that is infinite in 32 of 32"
        " elements, sent from sqrt (1 … 1). The way back from the loss is sum → sqrt → sub.")


def test_a_broken_parameter_is_explained(tmp_path):
    model, (x, y) = mlp(), batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        for step in range(3):
            if step == 2:
                with torch.no_grad():
                    model[2].weight[0, 0] = math.nan
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
    assert run.autopsy == (
        "Step 2: the parameter 2.weight is NaN in 1 of 16 elements before anything is computed: the"
        " update of the step before broke it. It reaches the loss by 2.weight → 2.linear →"
        " cross_entropy.")


def test_metrics_beside_the_steps(tmp_path):
    model, (x, y) = mlp(), batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(4):
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
            with torch.no_grad():
                run.log({"validation/loss": F.cross_entropy(model(x), y)})
    found = read_run(tmp_path / "run")
    assert list(found.scalars["validation/loss"]) == [0, 1, 2, 3]
    assert np.isclose(found.scalars["validation/loss"][3], found.scalars["loss"][3])


def test_a_compiled_model_runs_eagerly_at_recorded_steps(tmp_path):
    model, (x, y) = mlp(), batch()
    passes = []

    def backend(module, _):
        def run(*arguments):
            passes.append(1)
            return module.forward(*arguments)
        return run

    compiled = torch.compile(model, backend=backend)
    with warnings.catch_warnings(), vizbp.watch(compiled, tmp_path / "run", every=3) as run:
        warnings.simplefilter("error", VizbpWarning)
        for _ in range(9):
            model.zero_grad()
            loss = F.cross_entropy(compiled(x), y)
            loss.backward()
            run.step(loss)
    nodes = read_run(tmp_path / "run").nodes
    # Before anything was compiled nobody knew that it would be.
    assert {3, 6} <= set(nodes)
    assert {"0.linear", "1.relu", "0.weight", "cross_entropy"} <= set(nodes[6])
    assert 5 <= len(passes) <= 7
    torch.compiler.reset()


def test_under_autocast_values_are_as_they_are_computed(tmp_path):
    model, (x, y) = mlp(), batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(2):
            with torch.autocast("cpu", torch.bfloat16):
                scores = model(x)
                loss = F.cross_entropy(scores, y)
            loss.backward()
            run.step(loss)
    nodes = read_run(tmp_path / "run").nodes[1]
    agrees(nodes["2.linear"]["value"], scores.float(), 1e-4)
    assert vizbp.Graph.load(tmp_path / "run" / "graph.json")["2.linear"].dtype == "bfloat16"
