"""Loops of all kinds: accumulated batches, closures, gradient scalers, several models."""

from __future__ import annotations

import pytest
from run_reader import read_run

import vizbp

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from watch_models import agrees, batch, mlp  # noqa: E402


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


@pytest.mark.parametrize("is_measured", [False, True])
def test_gradients_that_are_all_zero_hide_no_step(is_measured, tmp_path):
    """A softmax of one unit passes none, and what is measured of its output is no other forward
    pass."""
    model, (x, y) = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1)), batch()
    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(3):
            model.zero_grad()
            output = torch.softmax(model(x), 1)
            loss = F.binary_cross_entropy(output, (y[:, None] > 0).float())
            loss.backward()
            accuracy = (output[:, 0] > 0.5).float().mean().item() if is_measured else 1.0
            run.step(loss, metrics={"accuracy": accuracy})
    nodes = read_run(tmp_path / "run").nodes
    assert list(nodes) == [0, 1, 2]
    for step in nodes:
        assert nodes[step]["0.linear"]["value"]["count"] == 16 * 8
        assert nodes[step]["softmax"]["gradient"]["norm"] > 0
        assert nodes[step]["0.weight"]["gradient"]["norm"] == 0


def test_a_first_layer_without_gradients_hides_no_batch(tmp_path):
    model, (x, y) = mlp(), batch(count=16)
    with torch.no_grad():
        model[0].bias.fill_(-1e3)
    with vizbp.watch(model, tmp_path / "run") as run:
        for part in range(2):
            rows = slice(8 * part, 8 * part + 8)
            F.cross_entropy(model(x[rows]), y[rows]).backward()
        run.step(1.0)
    assert read_run(tmp_path / "run").nodes[0]["0.linear"]["value"]["count"] == 16 * 8


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
    wanted = {"generator.0.weight", "critic.0.weight", "generator.0.linear", "critic.0.linear"}
    assert wanted <= set(found.nodes[0])
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


def test_the_loss_that_a_closures_step_gives_back_is_known(tmp_path):
    model, (x, y) = mlp(activation=nn.Tanh), batch()
    optimizer = torch.optim.LBFGS(model.parameters(), max_iter=4, line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        return loss

    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(3):
            # It is that of the first run, and it is the last one that is kept.
            run.step(optimizer.step(closure))
    nodes = read_run(tmp_path / "run").nodes
    for step in range(3):
        assert nodes[step]["0.linear"]["gradient"]["count"] == 16 * 8
        assert "cross_entropy" in nodes[step]


def test_a_number_by_which_a_loss_is_divided_is_no_data(tmp_path):
    model, (x, y) = mlp(), batch()
    # So does the trainer of Hugging Face.
    count = torch.tensor(2400.0)
    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(12):
            model.zero_grad()
            loss = F.cross_entropy(model(x), y, reduction="sum") / count
            loss.backward()
            run.step(loss)
    nodes = read_run(tmp_path / "run").nodes[11]
    assert nodes["constant"]["value"]["mean"] == 2400
    found = vizbp.diagnose(tmp_path / "run").runs[0].findings
    assert not any(finding.rule == "data-scale" for finding in found)
