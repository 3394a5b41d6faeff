"""What users do with others' loops: they resume, fit again, evaluate afterwards, and break off."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path

import pytest
from run_reader import read_parts

import vizbp

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn


def steps_of(folder):
    return [list(part.scalars["loss"]) for part in read_parts(folder)]


def status_of(folder):
    return json.loads((folder / "run.json").read_text())["status"]


# MARK: Lightning


def lightning_fit(folder, callback, *, epochs=1, checkpoint=None, **settings):
    lightning = pytest.importorskip("lightning.pytorch")

    class Classifier(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Dropout(0.2), nn.Linear(8, 2))
            self.losses = []

        def training_step(self, batch, _):
            loss = F.cross_entropy(self.net(batch[0]), batch[1])
            self.losses.append(float(loss.detach()))
            return loss

        def validation_step(self, batch, _):
            self.log("val_loss", F.cross_entropy(self.net(batch[0]), batch[1]))

        def configure_optimizers(self):
            return torch.optim.AdamW(self.parameters(), lr=0.01)

    torch.manual_seed(0)
    x = torch.randn(32, 3)
    data = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(x, (x[:, 0] > 0).long()), batch_size=8)
    model = Classifier()
    trainer = lightning.Trainer(
        max_epochs=epochs, callbacks=[callback] if callback else [], logger=False,
        enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False,
        accelerator="cpu", default_root_dir=folder, **settings)
    trainer.fit(model, data, data, ckpt_path=checkpoint)
    return trainer, model, data


def test_lightning_resumes_and_validates(tmp_path):
    pytest.importorskip("lightning.pytorch")
    from vizbp.integrations.lightning import VizbpCallback

    folder = tmp_path / "run"
    trainer, model, data = lightning_fit(tmp_path, VizbpCallback(folder))
    trainer.validate(model, data, verbose=False)  # The run is closed, and that is no fault.
    trainer.save_checkpoint(tmp_path / "one.ckpt")
    lightning_fit(tmp_path, VizbpCallback(folder), epochs=2, checkpoint=tmp_path / "one.ckpt")
    assert steps_of(folder) == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert status_of(folder) == "finished"


def test_lightning_fits_again(tmp_path):
    pytest.importorskip("lightning.pytorch")
    from vizbp.integrations.lightning import VizbpCallback

    callback = VizbpCallback(tmp_path / "run")
    for _ in range(2):
        lightning_fit(tmp_path, callback)
    assert steps_of(tmp_path / "run") == [[0, 1, 2, 3], [4, 5, 6, 7]]


@pytest.mark.parametrize("precision", ["32-true", "16-mixed", "bf16-mixed", "64-true"])
def test_lightning_trains_as_without(precision, tmp_path):
    pytest.importorskip("lightning.pytorch")
    from vizbp.integrations.lightning import VizbpCallback

    folder = tmp_path / "run"
    _, watched, _ = lightning_fit(
        tmp_path, VizbpCallback(folder, every=2), epochs=2, precision=precision)
    _, plain, _ = lightning_fit(tmp_path, None, epochs=2, precision=precision)
    assert watched.losses == plain.losses
    for a, b in zip(watched.state_dict().values(), plain.state_dict().values(), strict=True):
        assert torch.equal(a, b)
    (part,) = read_parts(folder)
    assert list(part.scalars["loss"].values()) == watched.losses


# MARK: Transformers


def language_model(transformers):
    return transformers.GPT2LMHeadModel(transformers.GPT2Config(
        vocab_size=20, n_embd=8, n_layer=1, n_head=2, n_positions=8, bos_token_id=0,
        eos_token_id=0))


def texts(count=14):
    """Texts of which as many words as their number says are not to be told."""
    generator, found = torch.Generator().manual_seed(0), []
    for number in range(count):
        words = torch.randint(0, 20, (8,), generator=generator)
        labels = words.clone()
        labels[:number % 5] = -100
        found.append({"input_ids": words, "labels": labels})
    return found


def hugging_face(folder, callback, *, kind=None, resume=None, before=(), **settings):
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")

    class Log(transformers.TrainerCallback):
        losses: list[float] = []

        def on_log(self, args, state, control, logs=None, **others):
            if "loss" in logs:
                self.losses = [*self.losses, logs["loss"]]

    transformers.set_seed(3)
    function = settings.pop("compute_loss_func", None)
    arguments = transformers.TrainingArguments(
        output_dir=folder / "out", per_device_train_batch_size=2, report_to=[], use_cpu=True,
        **{"logging_steps": 1, "disable_tqdm": True, "seed": 3, "num_train_epochs": 2,
           "save_strategy": "no", "gradient_accumulation_steps": 3, **settings})
    log = Log()
    trainer = (kind or transformers.Trainer)(
        model=language_model(transformers), args=arguments, train_dataset=texts(),
        eval_dataset=texts(4), callbacks=[log, *([callback] if callback else [])],
        compute_loss_func=function)
    trainer.train(resume_from_checkpoint=resume)
    return trainer, log.losses


def summed(outputs, labels, num_items_in_batch=None):
    return F.cross_entropy(
        outputs.logits.flatten(0, 1), labels.flatten(), reduction="sum") / num_items_in_batch


def own_loss(transformers):
    class Own(transformers.Trainer):
        def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
            outputs = model(input_ids=inputs["input_ids"])
            loss = F.cross_entropy(outputs.logits.flatten(0, 1), inputs["labels"].flatten())
            return (loss, outputs) if return_outputs else loss

    return Own


@pytest.mark.parametrize("how", ["model", "smoothing", "function", "own", "bf16"])
def test_transformers_loss_is_the_trainers(how, tmp_path):
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    from vizbp.integrations.transformers import VizbpCallback

    settings = {
        "model": {}, "smoothing": {"label_smoothing_factor": 0.1}, "bf16": {"bf16": True},
        "function": {"compute_loss_func": summed}, "own": {"kind": own_loss(transformers)},
    }[how]
    watched, losses = hugging_face(tmp_path, VizbpCallback(tmp_path / "run", every=2), **settings)
    plain, same_losses = hugging_face(tmp_path, None, **settings)
    assert losses == same_losses
    for a, b in zip(
        watched.model.state_dict().values(), plain.model.state_dict().values(), strict=True,
    ):
        assert torch.equal(a, b)
    (part,) = read_parts(tmp_path / "run")
    assert list(part.nodes) == [0, 2, 4]
    assert list(part.scalars["loss"]) == list(range(6))
    assert list(part.scalars["learning_rate"]) == list(range(6))
    assert list(part.scalars["loss"].values()) == pytest.approx(losses, rel=1e-6)


def test_transformers_resumes_evaluates_and_breaks_off(tmp_path):
    transformers = pytest.importorskip("transformers")
    pytest.importorskip("accelerate")
    from vizbp.integrations.transformers import VizbpCallback

    class Failing(transformers.TrainerCallback):
        is_armed = True

        def on_step_end(self, args, state, control, **others):
            if self.is_armed and state.global_step == 2:
                raise LookupError("no more")

    folder = tmp_path / "run"
    trainer, _ = hugging_face(
        tmp_path, VizbpCallback(folder), save_strategy="steps", save_steps=4)
    trainer.evaluate()  # The run is closed, and that is no fault.
    trainer, _ = hugging_face(
        tmp_path, VizbpCallback(folder), resume=str(tmp_path / "out" / "checkpoint-4"))
    assert steps_of(folder) == [[0, 1, 2, 3, 4, 5], [4, 5]]
    failing = Failing()
    trainer.add_callback(failing)
    with pytest.raises(LookupError):
        trainer.train()
    failing.is_armed = False
    trainer.train()
    assert steps_of(folder)[2:] == [[6, 7], list(range(8, 14))]
    assert status_of(folder) == "finished"
    assert "backward" not in vars(trainer.accelerator)


# MARK: Keras

KERAS = """
    import json
    import keras, numpy as np
    from vizbp.integrations.keras import VizbpCallback

    x = np.random.RandomState(0).randn(70, 3).astype("float32")
    y = x[:, :1] ** 2
    seen = {{}}

    class Means(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.means = []

        def on_train_batch_end(self, batch, logs=None):
            self.means.append(float(logs["loss"]))
            if batch == 2 and self.params["epochs"] == 7:
                raise KeyboardInterrupt

    def made(optimizer=None, **settings):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([
            keras.Input((3,)), keras.layers.Dense(8, activation="relu", name="hidden"),
            keras.layers.Dropout(0.2), keras.layers.Dense(1, name="last")])
        model.compile(optimizer or keras.optimizers.Adam(0.01), "mse", **settings)
        return model

    def fitted(name, model, callback=True, epochs=2):
        means = Means()
        callback = VizbpCallback({folder!r} + "/" + name) if callback is True else callback
        model.fit(x, y, batch_size=16, epochs=epochs, verbose=0,
                  callbacks=[means] + ([callback] if callback else []))
        seen[name] = means.means
        return callback, [each.tolist() for each in model.get_weights()]

    _, watched = fitted("plain", made())
    means = seen["plain"]
    _, plain = fitted("plain", made(), None)
    assert watched == plain and means == seen["plain"]

    model = made()
    callback, _ = fitted("again", model, epochs=1)
    model.compile(keras.optimizers.SGD(0.001), "mse")
    fitted("again", model, callback, epochs=1)

    model = made()
    callback = VizbpCallback({folder!r} + "/broken")
    try:
        fitted("broken", model, callback, epochs=7)
    except KeyboardInterrupt:
        pass
    fitted("other", model, epochs=1)
    fitted("broken", model, callback, epochs=1)

    rate = keras.optimizers.schedules.ExponentialDecay(0.1, 1, 0.5)
    fitted("schedule", made(keras.optimizers.SGD(rate)))
    fitted("scaled", made(keras.optimizers.SGD(0.1, loss_scale_factor=512.0)))
    fitted("dynamic", made(keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.1))))
    fitted("unscaled", made(keras.optimizers.SGD(0.1)))
    if keras.backend.backend() == "jax":
        fitted("many", made(steps_per_execution=2))
    print(json.dumps(seen))
"""


@pytest.mark.parametrize("backend", ["torch", "jax"])
def test_keras(backend, tmp_path):
    if find_spec("keras") is None or find_spec(backend) is None:
        pytest.skip("there is no Keras")
    path = os.pathsep.join([str(Path(vizbp.__file__).parents[1]), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KERAS).format(folder=str(tmp_path))],
        env={**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": path}, capture_output=True,
        text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    (plain,) = read_parts(tmp_path / "plain")
    losses = list(plain.scalars["loss"].values())
    assert len(losses) == 10
    # Keras says the means of the epoch, each batch by its size.
    sizes = [16, 16, 16, 16, 6]
    for start in (0, 5):
        total = 0.0
        for index in range(5):
            total += losses[start + index] * sizes[index]
            mean = total / sum(sizes[:index + 1])
            assert seen["plain"][start + index] == pytest.approx(mean, rel=1e-5)
    assert steps_of(tmp_path / "again") == [list(range(5)), list(range(5, 10))]
    broken = steps_of(tmp_path / "broken")
    assert steps_of(tmp_path / "other") == [list(range(5))]
    assert len(broken) == 2 and broken[1] == list(range(broken[1][0], broken[1][0] + 5))
    assert status_of(tmp_path / "broken") == "finished"
    (schedule,) = read_parts(tmp_path / "schedule")
    assert list(schedule.scalars["learning_rate"].values()) == pytest.approx(
        [0.1 * 0.5**step for step in range(10)])
    if backend == "jax":
        (many,) = read_parts(tmp_path / "many")
        assert list(many.scalars["loss"]) == [0, 2, 4, 5, 7, 9]
        assert list(many.nodes) == [0, 2, 4, 5, 7, 9]
        return
    firsts = [
        read_parts(tmp_path / name)[0].nodes[0] for name in ("unscaled", "scaled", "dynamic")]
    gradients = [
        [each.get("gradient", {}).get("norm", 0.0) for each in nodes.values()] for nodes in firsts]
    assert max(gradients[0]) > 0
    assert gradients[1] == gradients[2] == gradients[0]  # Powers of two are exact.
