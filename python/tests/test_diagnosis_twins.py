"""Faults that seldom stand alone, each beside a twin that has none: trainings that are watched,
and logs as people write them."""

from __future__ import annotations

import json
import math

import pytest

from vizbp import program
from vizbp.events import EventLog

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

import vizbp  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")


def found(folder) -> dict[str, dict]:
    """The findings of a run by their rules."""
    answer = program.run(["diagnose", folder, "--json"], answers=(0, 1))
    (run,) = json.loads(answer.stdout)["runs"]
    return {each["rule"]: each for each in run["findings"]}


def examples(count=320, features=4):
    """Numbers, and a smooth function of them."""
    x = torch.randn(count, features, generator=torch.Generator().manual_seed(1))
    return x, x[:, :1] * x[:, 1:2] + x[:, 2:3]


def perceptron(inputs=4, outputs=1):
    torch.manual_seed(2)
    return nn.Sequential(
        nn.Linear(inputs, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, outputs))


@pytest.mark.parametrize("is_faulty", [True, False])
def test_one_target_that_is_far_out_is_named_with_its_number(is_faulty, tmp_path):
    x, y = examples()
    if is_faulty:
        y[77] = 400
    model = perceptron()
    optimizer = torch.optim.Adam(model.parameters(), 3e-3)
    batches = torch.Generator().manual_seed(3)
    with vizbp.watch(model, tmp_path / "run", configuration={"batch_size": 32}) as run:
        for _ in range(20):
            for batch in torch.randperm(len(x), generator=batches).split(32):
                optimizer.zero_grad()
                loss = F.mse_loss(model(x[batch]), y[batch])
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                run.step(loss)
                optimizer.step()
    findings = found(tmp_path / "run")
    assert ("loss-spikes" in findings) == is_faulty, list(findings)
    if is_faulty:
        assert "reaches 400" in findings["loss-spikes"]["sentence"]
        assert "is 400, and mend it" in findings["loss-spikes"]["advice"]


@pytest.mark.parametrize("batch", [1, 64])
def test_batches_of_one_example_with_noisy_labels_are_too_small(batch, tmp_path):
    x, y = examples()
    classes = torch.where(
        torch.rand(len(x), generator=torch.Generator().manual_seed(5)) < 0.35,
        torch.randint(0, 2, (len(x),), generator=torch.Generator().manual_seed(6)),
        (y[:, 0] > 0).long())
    model = perceptron(outputs=2)
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    order = torch.Generator().manual_seed(7)
    with vizbp.watch(model, tmp_path / "run", every=5, configuration={"batch_size": batch}) as run:
        for _ in range(600):
            chosen = torch.randint(0, len(x), (batch,), generator=order)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x[chosen]), classes[chosen])
            loss.backward()
            run.step(loss)
            optimizer.step()
    assert ("batch-noise" in found(tmp_path / "run")) == (batch == 1)


@pytest.mark.parametrize("is_faulty", [True, False])
def test_steps_that_creep_show_in_when_losses_were_logged(is_faulty, tmp_path):
    log, now = EventLog(tmp_path / "run"), 1.7e9
    for step in range(200):
        now += 0.05 + (3e-4 * step if is_faulty else 0.005 * math.sin(step))
        log.scalar("Loss/train", 0.05 + 2 / (1 + step / 5), step, now)
    log.close()
    findings = found(tmp_path / "run")
    assert list(findings) == (["throughput"] if is_faulty else [])


@pytest.mark.parametrize("is_faulty", [True, False])
def test_a_long_training_that_leaps_below_its_start_is_named(is_faulty, tmp_path):
    (tmp_path / "loss.csv").write_text("step,loss\n" + "".join(
        f"{step},{9.0 if is_faulty and 300 <= step < 304 else 2.5 + 8 / (1 + step / 8)}\n"
        for step in range(500)))
    findings = found(tmp_path / "loss.csv")
    assert ("loss-spikes" in findings) == is_faulty, list(findings)
    if is_faulty:
        assert findings["loss-spikes"]["step"] == 300


@pytest.mark.parametrize("decay", [0.0, 0.3])
def test_weights_that_nothing_holds_grow_without_end(decay, tmp_path):
    """Normalised behind them, weights have no gradient along themselves, and every step makes them
    longer."""
    x, y = examples()
    torch.manual_seed(8)
    model = nn.Sequential(nn.Linear(4, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 2))
    # The first layer alone goes fast: a rate that is too high for the last one would be the cause.
    optimizer = torch.optim.AdamW(
        [{"params": model[0].parameters(), "lr": 0.1}, {"params": model[1:].parameters()}], 0.01,
        weight_decay=decay)
    order = torch.Generator().manual_seed(9)
    noise = torch.Generator().manual_seed(10)
    with vizbp.watch(model, tmp_path / "run", every=10) as run:
        for _ in range(3000):
            chosen = torch.randint(0, len(x), (32,), generator=order)
            classes = (y[chosen, 0] + 0.5 * torch.randn(32, generator=noise) > 0).long()
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x[chosen]), classes)
            loss.backward()
            run.step(loss)
            optimizer.step()
    assert ("norm-drift" in found(tmp_path / "run")) == (decay == 0)
