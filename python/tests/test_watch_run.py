"""What a watched run says of itself, misuse, and failures of the folder."""

from __future__ import annotations

import fcntl
import json
import subprocess

import numpy as np
import pytest
from run_reader import read_run

import vizbp
from vizbp import VizbpError

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

from watch_models import batch, mlp, trained  # noqa: E402

from vizbp.watching import VizbpWarning  # noqa: E402


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


@pytest.fixture
def small_disk(tmp_path):
    """A folder with room for 64 kB; where nobody may mount one, the test is skipped."""
    disk = tmp_path / "small"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True)
    if done.returncode != 0:
        pytest.skip("no file system can be mounted here")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_disk_that_fills_up_ends_the_recording_and_not_the_training(small_disk):
    model, (x, y) = mlp(), batch()
    run = vizbp.watch(model, small_disk / "run")
    run._journal.log._interval = 0
    with pytest.warns(VizbpWarning, match="the training goes on") as told:
        for _ in range(200):
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            run.step(loss)
        run.close()
    assert len(told) == 1 and run.report.steps == 200
    # What was there before stays as it was, and is read.
    assert vizbp.Graph.load(small_disk / "run" / "graph.json").nodes
    assert len(read_run(small_disk / "run").scalars["loss"]) >= 5
    graph = vizbp.capture(lambda: F.cross_entropy(model(x), y))
    with pytest.raises(VizbpError, match="cannot be written: No space left on device"):
        graph.save(small_disk / "run" / "graph.json")
    assert vizbp.Graph.load(small_disk / "run" / "graph.json").nodes
    assert not list(small_disk.rglob(".vizbp-*"))


def test_what_a_killed_process_left_is_removed(tmp_path):
    graph = vizbp.capture(lambda: F.cross_entropy(mlp()(batch()[0]), batch()[1]))
    for name in (".vizbp-12-3", ".vizbp-12-4", ".vizbp-12", "a.part"):
        (tmp_path / name).write_bytes(b"{")
    with open(tmp_path / ".vizbp-12-4", "rb") as being_written:
        fcntl.flock(being_written, fcntl.LOCK_EX)
        graph.save(tmp_path / "graph.json")
    assert {path.name for path in tmp_path.iterdir()} == {
        ".vizbp-12-4", ".vizbp-12", "a.part", "graph.json"}


def test_a_model_without_numbers(tmp_path):
    with pytest.raises(VizbpError, match="^weight is on the meta device, and has no numbers"):
        vizbp.watch(nn.Linear(2, 2, device="meta"), tmp_path / "run")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(("options", "words"), [
    ({"every": None}, "every=None says no steps"), ({"folder": None}, "a run's folder is a path"),
    ({"every": float("nan")}, "every=nan is no number of steps"),
    ({"every": float("inf")}, "every=inf is no number of steps"),
    ({"folder": "a" * 300}, "File name too long"), ({"folder": "a\0b"}, "is no path"),
    ({"resuming_at": "3"}, "resuming_at='3' is no step"),
    ({"resuming_at": -1}, "resuming_at=-1 is no step"),
    ({"optimizer": 3}, "an optimizer is wanted, and this is a int"),
    ({"scaler": 3}, "a gradient scaler is wanted, and this is a int"),
    ({"configuration": [1]}, "a configuration is settings by name, and this is a list"),
    ({"seed": "abc"}, "a seed is a whole number, and this is a str"),
])
def test_arguments_of_the_wrong_kind(options, words, tmp_path):
    with pytest.raises(VizbpError, match=words):
        vizbp.watch(mlp(), **{"folder": tmp_path / "run", **options})
    run = vizbp.watch(mlp(), tmp_path / "other")
    with pytest.raises(VizbpError, match="metrics are numbers by name"):
        run.step(1.0, metrics=[1])
    with pytest.raises(VizbpError, match="metrics are numbers by name"):
        run.log([1])
    with pytest.raises(VizbpError, match="the loss is no number: it is complex"):
        run.step(torch.tensor(1j))
    with pytest.raises(VizbpError, match="step='a' is no step"):
        run.step(1.0, step="a")
    run.close()


def test_whatever_breaks_in_recording_ends_no_training(tmp_path, monkeypatch):
    from vizbp.watching import _journal

    run = vizbp.watch(mlp(), tmp_path / "run", every="none")
    run.step(1.0)

    def fail(*_):
        raise ZeroDivisionError("a fault of the recording's own")
    monkeypatch.setattr(_journal.Journal, "add", fail)
    monkeypatch.setattr(_journal.Journal, "write_graph", fail)
    with pytest.warns(VizbpWarning, match="step 1 could not be recorded: ZeroDivisionError"):
        run.step(1.0)
        run.close()


def test_a_step_before_the_backward_pass_is_said(tmp_path):
    model, (x, y) = mlp(), batch()
    run = vizbp.watch(model, tmp_path / "run")
    loss = F.cross_entropy(model(x), y)
    with pytest.warns(VizbpWarning, match="step 0 has no gradients: run.step.loss. belongs behind"):
        run.step(loss)
    run.close()


def test_settings_of_any_kind_are_read(tmp_path):
    settings = {1: object(), "x": float("nan"), "t": torch.ones(2), "nested": {"a": {1, 2}}}
    vizbp.watch(mlp(), tmp_path / "run", configuration=settings, name=3, seed=-1).close()
    told = json.loads((tmp_path / "run" / "run.json").read_text())
    assert told["name"] == "3" and told["seed"] == 2**64 - 1


def test_a_model_that_is_not_the_one_that_is_trained_is_said(tmp_path):
    trained, watched = torch.nn.Linear(3, 1), torch.nn.Linear(3, 1)
    with (
        pytest.warns(vizbp.VizbpWarning, match="nothing of the model that is watched"),
        vizbp.watch(watched, tmp_path / "run") as run,
    ):
        loss = trained(torch.ones(2, 3)).sum()
        loss.backward()
        run.step(loss)
