"""The callbacks of others' loops; each test needs its framework, and is skipped without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path

import pytest
from run_reader import read_run

import vizbp

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn


def record(folder):
    return json.loads((folder / "run.json").read_text())


def test_lightning(tmp_path):
    lightning = pytest.importorskip("lightning.pytorch")
    from vizbp.integrations.lightning import VizbpCallback

    class Classifier(lightning.LightningModule):
        def __init__(self, hidden=8):
            super().__init__()
            self.save_hyperparameters()
            self.net = nn.Sequential(nn.Linear(3, hidden), nn.ReLU(), nn.Linear(hidden, 2))

        def training_step(self, batch, _):
            loss = F.cross_entropy(self.net(batch[0]), batch[1])
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch, _):
            self.log("val_loss", F.cross_entropy(self.net(batch[0]), batch[1]))

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.1)

    torch.manual_seed(0)
    x = torch.randn(64, 3)
    data = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(x, (x[:, 0] > 0).long()), batch_size=8)
    for batches, steps in ((1, 16), (2, 8)):
        folder = tmp_path / f"run{batches}"
        callback = VizbpCallback(folder, every=4)
        trainer = lightning.Trainer(
            max_epochs=2, callbacks=[callback], logger=False, enable_checkpointing=False,
            enable_progress_bar=False, enable_model_summary=False, accelerator="cpu",
            accumulate_grad_batches=batches, default_root_dir=tmp_path)
        trainer.fit(Classifier(), data, data)
        found = read_run(folder)
        assert list(found.scalars["loss"]) == list(range(steps))
        assert list(found.nodes) == list(range(0, steps, 4))
        assert "val_loss" in found.scalars
        assert {"net.0.weight", "net.0.linear", "net.1.relu"} <= set(found.nodes[0])
        assert found.nodes[0]["net.0.linear"]["value"]["count"] == 8 * batches * 8
        assert found.nodes[0]["net.0.linear"]["gradient"]["norm"] > 0
        told = record(folder)
        assert told["status"] == "finished" and told["configuration"]["hidden"] == 8
        assert told["updateRule"]["method"] == "sgd"


def test_lightning_that_fails(tmp_path):
    lightning = pytest.importorskip("lightning.pytorch")
    from vizbp.integrations.lightning import VizbpCallback

    class Faulty(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.fc = nn.Linear(3, 1)

        def training_step(self, batch, number):
            if number == 2:
                raise ValueError("no more")
            return self.fc(batch).sum()

        def configure_optimizers(self):
            return torch.optim.SGD(self.parameters(), lr=0.1)

    trainer = lightning.Trainer(
        max_epochs=1, callbacks=[VizbpCallback(tmp_path / "run")], logger=False,
        enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
        accelerator="cpu")
    with pytest.raises(ValueError, match="no more"):
        trainer.fit(Faulty(), torch.utils.data.DataLoader(torch.randn(12, 3), batch_size=2))
    assert record(tmp_path / "run")["message"] == "ValueError: no more"


def test_transformers(tmp_path):
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    from vizbp.integrations.transformers import VizbpCallback

    torch.manual_seed(0)
    model = transformers.BertForSequenceClassification(transformers.BertConfig(
        vocab_size=20, hidden_size=8, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=8))
    rows = [
        {"input_ids": torch.randint(0, 20, (6,)), "labels": torch.tensor(n % 2)} for n in range(16)]
    arguments = transformers.TrainingArguments(
        output_dir=tmp_path / "out", per_device_train_batch_size=2, max_steps=6,
        gradient_accumulation_steps=2, report_to=[], save_strategy="no", use_cpu=True,
        logging_steps=2, eval_strategy="steps", eval_steps=3, disable_tqdm=True)
    callback = VizbpCallback(tmp_path / "run", every=2)
    transformers.Trainer(
        model=model, args=arguments, train_dataset=rows, eval_dataset=rows,
        callbacks=[callback]).train()
    found = read_run(tmp_path / "run")
    assert list(found.scalars["loss"]) == list(range(6))
    assert list(found.nodes) == [0, 2, 4]
    assert "eval/loss" in found.scalars and "learning_rate" in found.scalars
    nodes = found.nodes[4]
    assert nodes["classifier.weight"]["gradient"]["norm"] > 0
    assert nodes["classifier.linear"]["value"]["count"] == 2 * 2 * 2
    told = record(tmp_path / "run")
    assert told["status"] == "finished" and told["configuration"]["max_steps"] == 6
    assert vizbp.Graph.load(tmp_path / "run" / "graph.json").outputs


KERAS = """
    import keras, numpy as np
    from vizbp.integrations.keras import VizbpCallback
    keras.utils.set_random_seed(0)
    model = keras.Sequential([
        keras.Input((3,)), keras.layers.Dense(8, activation="relu", name="hidden"),
        keras.layers.Dense(1, name="last")])
    model.compile(keras.optimizers.SGD(0.1), "mse", metrics=["mae"])
    x = np.random.randn(64, 3).astype("float32")
    model.fit(x, x[:, :1], batch_size=16, epochs=3, validation_split=0.25, verbose=0,
              callbacks=[VizbpCallback({folder!r}, every=2)])
    model.fit(x, x[:, :1], batch_size=16, epochs=1, verbose=0)
"""


@pytest.mark.parametrize("backend", ["torch", "jax"])
def test_keras(backend, tmp_path):
    # Without a backend it cannot be imported here.
    if find_spec("keras") is None or find_spec(backend) is None:
        pytest.skip("there is no Keras")
    folder = tmp_path / "run"
    # The backend is that of the whole process.
    path = os.pathsep.join([str(Path(vizbp.__file__).parents[1]), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KERAS).format(folder=str(folder))],
        env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": path}, capture_output=True,
        text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = read_run(folder)
    assert list(found.scalars["loss"]) == list(range(9))
    assert list(found.nodes) == [0, 2, 4, 6, 8]
    assert {"validation/loss", "mae"} <= set(found.scalars)
    name = "sequential.hidden.kernel" if backend == "torch" else "sequential/hidden/kernel"
    assert found.nodes[2][name]["ratio"] > 0
    if backend == "torch":
        assert found.nodes[2][name]["gradient"]["norm"] > 0
        (relu,) = [each for each in found.nodes[2] if each.endswith("hidden.relu")]
        assert found.nodes[2][relu]["value"]["min"] == 0
    assert record(folder)["status"] == "finished"
