"""Which steps of a training are recorded, what that costs it, and that it changes nothing."""

from __future__ import annotations

import copy
import warnings

import pytest
from run_reader import read_run

import vizbp
from vizbp import VizbpError

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from torch.utils.checkpoint import checkpoint  # noqa: E402
from watch_models import agrees, batch, mlp, trained  # noqa: E402

from vizbp.watching import VizbpWarning  # noqa: E402


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
              "drop.dropout", "lstm.lstm", "last.linear", "double", "last.weight",
              "lstm.weight_hh_l0"}
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
        mode = torch.overrides._get_current_function_mode()
        assert isinstance(mode, torch.utils._device.DeviceContext)
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


def test_updates_are_measured_in_one_pass_as_they_are_in_two(tmp_path, monkeypatch):
    from vizbp.watching._meters import HostMeter

    trained(tmp_path / "one")
    monkeypatch.setattr(HostMeter, "follow", lambda *_: None)
    trained(tmp_path / "two")
    one, two = read_run(tmp_path / "one"), read_run(tmp_path / "two")
    assert len(one.nodes) == 12 and one.nodes == two.nodes
