"""Several processes train one model, and write one run; and what TensorBoard's reader makes of it."""

from __future__ import annotations

import json
import os
import socket

import pytest
import vizbp
from run_reader import read

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from watch_models import trained  # noqa: E402


def train(rank: int, ranks: int, port: int, folder: str) -> None:
    os.environ |= {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)}
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo", rank=rank, world_size=ranks)
    torch.manual_seed(0)
    model = nn.parallel.DistributedDataParallel(
        nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2)))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    generator = torch.Generator().manual_seed(rank)
    with vizbp.watch(model, folder, every=2) as run:
        for step in range(6):
            x = torch.randn(16, 3, generator=generator)
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), (x[:, 0] > 0).long())
            loss.backward()
            run.step(loss)
            optimizer.step()
            if step == 3 and rank == 1:
                with torch.no_grad():
                    model.module[2].weight[0, 0] += 1.0
    torch.distributed.destroy_process_group()


def test_each_rank_has_a_file_of_one_run(tmp_path):
    if not torch.distributed.is_available() or not torch.distributed.is_gloo_available():
        pytest.skip("PyTorch has no gloo")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    torch.multiprocessing.spawn(train, (2, port, str(tmp_path / "run")), nprocs=2)
    files = sorted((tmp_path / "run").glob("*tfevents*"), key=lambda path: path.suffix)
    assert [path.suffix for path in files] == [".0", ".1"]
    first, second = map(read, files)
    assert "loss" in first.scalars and "rank1/loss" in second.scalars
    assert set(second.scalars) == {"rank1/loss", "rank1/learning_rate", "rank1/step_time"}
    record = json.loads((tmp_path / "run" / "run.json").read_text())
    assert record["configuration"]["ranks"] == 2 and record["status"] == "finished"
    assert list(first.nodes) == list(second.nodes) == [0, 2, 4]
    for step in (0, 2, 4):
        a, b = first.nodes[step], second.nodes[step]
        # Each has its own data; parameters are the same until one of them is disturbed.
        assert a["0.linear"]["value"]["norm"] != b["0.linear"]["value"]["norm"]
        is_same = a["2.weight"]["value"] == b["2.weight"]["value"]
        assert is_same == (step < 4)
        # Gradients are averaged over both.
        assert a["0.weight"]["gradient"] == b["0.weight"]["gradient"]
    vizbp.report(tmp_path / "run", tmp_path / "report.html")


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
