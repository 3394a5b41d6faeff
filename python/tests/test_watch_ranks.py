"""Several processes train one model, and write one run; what TensorBoard's reader makes of it."""

from __future__ import annotations

import json
import os
import socket

import pytest
from run_reader import read

import vizbp

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from watch_models import trained  # noqa: E402


def train(rank: int, ranks: int, port: int, folder: str, fault: str) -> None:
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", rank=rank, world_size=ranks)
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2))
    if fault != "alone":  # There nothing averages the gradients.
        model = nn.parallel.DistributedDataParallel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    generator = torch.Generator().manual_seed(0 if fault == "same" else rank)
    steps = 24 if fault in ("none", "scale", "same") else 8
    with vizbp.watch(model, folder, every=2 if steps == 8 else 1) as run:
        for step in range(steps):
            x = torch.randn(16, 3, generator=generator)
            if fault == "nan" and step == 4 and rank == ranks - 1:
                x[0, 0] = torch.nan
            if fault == "scale" and step >= 12 and rank == ranks - 1:
                x *= 50
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), (x[:, 0] > 0).long())
            loss.backward()
            run.step(loss)
            optimizer.step()
            if fault == "weight" and step == 3 and rank == ranks - 1:
                with torch.no_grad():
                    model.module[2].weight[0, 0] += 1.0
    torch.distributed.destroy_process_group()


def trained_by(ranks, folder, fault):
    """Train in several processes, the last of which has a fault; what each of them wrote."""
    if not torch.distributed.is_available() or not torch.distributed.is_gloo_available():
        pytest.skip("PyTorch has no gloo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    torch.multiprocessing.spawn(train, (ranks, port, str(folder), fault), nprocs=ranks)
    files = sorted(folder.glob("*tfevents*"), key=lambda path: int(path.suffix[1:]))
    # The last part of a file's name is the rank.
    assert [path.suffix for path in files] == [f".{rank}" for rank in range(ranks)]
    return [read(file) for file in files]


def first_to_part(runs):
    """The first step at which a parameter's value is not the same everywhere, the parameter, and
    the ranks that do not have what most have; all of them where no value has most."""
    for step in runs[0].nodes:
        for name, record in runs[0].nodes[step].items():
            # A parameter is what has an update; all else differs, as each rank has its own data.
            if record.get("distance") is None:
                continue
            values = [json.dumps(run.nodes[step][name]["value"], sort_keys=True) for run in runs]
            usual = max(values, key=values.count)
            if values.count(usual) < len(values):
                is_most = values.count(usual) > len(values) / 2
                return step, name, [
                    rank for rank, value in enumerate(values) if not is_most or value != usual]
    return None


@pytest.mark.parametrize("ranks", [2, 3])
def test_what_each_rank_wrote_tells_which_parts_first(ranks, tmp_path):
    folder = tmp_path / "run"
    runs = trained_by(ranks, folder, "weight")
    assert "loss" in runs[0].scalars
    for rank, run in enumerate(runs[1:], 1):
        assert set(run.scalars) == {
            f"rank{rank}/{name}" for name in ("loss", "learning_rate", "step_time")}
    record = json.loads((folder / "run.json").read_text())
    assert record["configuration"]["ranks"] == ranks and record["status"] == "finished"
    assert all(list(run.nodes) == [0, 2, 4, 6] for run in runs)
    for step in (0, 2, 4):
        a, b = runs[0].nodes[step], runs[-1].nodes[step]
        assert list(a) == list(b)
        # Each has its own data.
        assert a["0.linear"]["value"]["norm"] != b["0.linear"]["value"]["norm"]
        # Gradients are averaged over all.
        assert a["0.weight"]["gradient"] == b["0.weight"]["gradient"]
    # Of two, nobody knows which is right.
    assert first_to_part(runs) == (4, "2.weight", [0, 1] if ranks == 2 else [2])
    vizbp.report(folder, tmp_path / "report.html")


def diagnosed(folder):
    """What the program says of the processes."""
    return [each for each in vizbp.diagnose(folder) if each.rule == "rank-divergence"]


@pytest.mark.parametrize(("fault", "ranks", "step", "nodes", "words"), [
    # The last one's weight is moved behind step 3, and seen at the next recorded step.
    ("weight", 3, 4, ["2.weight"], "At step 4 rank 2 parts first, in 2.weight"),
    ("weight", 2, 4, ["2.weight"], "At step 4 the processes part, in 2.weight"),
    ("alone", 2, 2, None, "Their gradients differ since step 0: they are not averaged there."),
    ("scale", 2, 12, ["input"], "Rank 1 parts first, at step 12"),
    ("scale", 3, 12, ["input"], "Rank 2 parts first, at step 12"),
    ("nan", 2, 4, ["input"], "At step 4 rank 1 has NaN or infinity in input"),
    ("same", 2, 0, ["input"], "are the same in all 2 processes at each of 24 recorded steps"),
])
def test_the_program_names_the_rank_that_parts_first(fault, ranks, step, nodes, words, tmp_path):
    trained_by(ranks, tmp_path / "run", fault)
    (found,) = diagnosed(tmp_path / "run")
    assert found.step == step and words in found.sentence, found
    assert nodes is None or found.nodes == nodes
    vizbp.report(tmp_path / "run", tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text()
    assert 'id="ranks"' in page and "What each process came to" in page


def test_ranks_that_stay_together_are_left_alone(tmp_path):
    trained_by(2, tmp_path / "run", "none")
    assert not diagnosed(tmp_path / "run")
    # Its own losses and the first one's graph are what the run shows.
    assert json.loads((tmp_path / "run" / "run.json").read_text())["configuration"]["ranks"] == 2


def test_a_rank_whose_numbers_break_first_says_so_in_its_own_file(tmp_path):
    runs = trained_by(2, tmp_path / "run", "nan")
    (said,) = runs[1].texts["rank1/autopsy"].values()
    assert said.startswith("Step 4: the input input is NaN"), said
    # The first one's own forward pass was fine: the average of the gradients is what broke.
    (told,) = runs[0].texts["autopsy"].values()
    assert told.startswith("Step 4: all values are finite; the gradient of"), told


def test_tensorboard_reads_it(tmp_path):
    accumulators = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    trained(tmp_path / "run", steps=20, configuration={"batch": 16})
    found = accumulators.EventAccumulator(str(tmp_path / "run"), {"tensors": 0, "histograms": 0})
    found.Reload()
    tags = found.Tags()
    assert {"loss", "learning_rate", "0.weight", "0.weight/gradient"} <= set(tags["tensors"])
    losses = found.Tensors("loss")
    assert [each.step for each in losses] == list(range(20))
    assert losses[3].tensor_proto.double_val[0] > 0
    bins = found.Tensors("0.weight")[0].tensor_proto
    assert [axis.size for axis in bins.tensor_shape.dim] == [30, 3]
    assert tags["graph"]
    names = [node.name for node in found.Graph().node]
    assert "0/0.linear" in names or "0/linear" in names
