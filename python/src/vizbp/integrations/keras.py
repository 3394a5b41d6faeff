"""Keras 3 on PyTorch or JAX: ``model.fit(…, callbacks=[VizbpCallback("out/run", every=10)])``.

On PyTorch the passes are recorded as by ``vizbp.watch``. On JAX they are compiled as a whole, and
only what comes out of them can be seen: parameters, their updates, and metrics. Batches that Keras
takes at once there (``steps_per_execution``) are recorded as the first of them.

The loss of each step is that of its batch; metrics are what Keras says, which are means since the
epoch began.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Any

import keras
import numpy as np

from .._version import VERSION
from ..errors import VizbpError
from ..events import EventLog, NodeRecord
from ..graph import Graph, Node
from ..statistics import summarize
from ..watching import Policy, policy
from ..watching._folder import RunFolder
from ._watching import Watching


class VizbpCallback(Watching, keras.callbacks.Callback):
    """Watches what Keras fits. A second ``fit`` with this callback goes on with the run.

    Args:
        folder: The run's folder; ``vizbp`` where it is not said.
        every: Which steps are recorded, as for ``vizbp.watch``; on JAX no share of the time.
        options: More of ``vizbp.watch``'s arguments.

    Attributes:
        run: The run while the model is fitted, and after it.
    """

    def on_train_begin(self, logs: Any = None) -> None:
        settings: dict[str, Any] = {"configuration": {
            key: value for key, value in (self.params or {}).items()
            if isinstance(value, (int, float, str))}}
        settings = self._settings(0, settings)
        backend = keras.backend.backend()
        if backend == "torch":
            from ._keras_torch import TorchRun

            self.run = TorchRun(self.model, self._folder or "vizbp", self._every, **settings)
        elif backend == "jax":
            self.run = _Weights(
                lambda: self.model, self._folder or "vizbp", self._every, **settings)
        else:
            raise VizbpError(f"Keras runs on {backend}, and vizbp watches it on torch and jax")

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        self.run.begin_batch(batch)

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        # Of several that are taken at once the last may be behind the end of the epoch.
        steps = (self.params or {}).get("steps")
        self.run.end_batch(batch if steps is None else min(batch, steps - 1), logs or {})

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        found = {
            name.replace("val_", "validation/", 1): float(value)
            for name, value in (logs or {}).items() if name.startswith("val_")}
        if found:
            self.run.log(found)

    def on_train_end(self, logs: Any = None) -> None:
        self._close()


class _Weights:
    """What can be seen of a model whose passes are compiled as a whole; ``model`` gives it with the
    numbers that it has now."""

    def __init__(
        self, model: Callable[[], Any], folder: Any, every: int | str | Policy, *,
        name: str | None = None, configuration: dict[str, Any] | None = None,
        seed: int | None = None, resuming_at: int | None = None,
    ):
        self.policy = policy(every)
        if self.policy.budget is not None:
            raise VizbpError("on JAX no share of the time can be kept", hint="say every=10")
        self._model, self._folder = model, RunFolder(folder, resuming_at)
        self._log = EventLog(folder, resuming_at=resuming_at)
        self._folder.begin(name, configuration or {}, seed, {
            "vizbp": VERSION, "keras": keras.__version__})
        self.next_step, self.is_closed = resuming_at or 0, False
        # What the trackers of the epoch's mean loss held, and the batch that is next.
        self._total = self._count = 0.0
        self._batch, self._rate = 0, math.nan
        self._origins = [np.array(each) for each in self._values()]
        self._before: list[Any] | None = self._origins if self._is_due else None
        self._records: list[NodeRecord] = []

    def _values(self) -> list[Any]:
        return [np.asarray(variable.value) for variable in self._model().trainable_variables]

    @property
    def _is_due(self) -> bool:
        """Whether the next step, or one that Keras takes at once with it, is recorded."""
        many = getattr(self._model(), "steps_per_execution", 1) or 1
        return any(map(self.policy.contains, range(self.next_step, self.next_step + many)))

    def begin_batch(self, batch: int) -> None:
        """Know what is set for a batch that is next."""
        rate = getattr(self._model().optimizer, "learning_rate", None)
        self._batch = batch
        self._rate = math.nan if rate is None else float(np.asarray(getattr(rate, "value", rate)))

    def _loss(self, mean: float) -> float:
        """The loss of what was just done, of which Keras says the mean since the epoch began."""
        tracker = getattr(self._model(), "_loss_tracker", None)
        if tracker is None:
            return mean
        if self._batch == 0:
            self._total = self._count = 0.0
        total, count = (float(np.asarray(each.value)) for each in (tracker.total, tracker.count))
        before, self._total, self._count = (self._total, self._count), total, count
        return (total - before[0]) / (count - before[1]) if count > before[1] else mean

    def end_batch(self, batch: int, logs: dict[str, Any]) -> None:
        """Take a step that is done: its parameters are those from before it."""
        now, step = time.time(), self.next_step
        numbers = {name: float(value) for name, value in logs.items()}
        if "loss" in numbers:
            numbers["loss"] = self._loss(numbers["loss"])
        if not math.isnan(self._rate):
            numbers["learning_rate"] = self._rate
        self._log.scalars(tuple(numbers), list(numbers.values()), step, now)
        self.next_step += max(batch - self._batch, 0) + 1
        is_next_due = self._is_due
        values = self._values() if self._before is not None or is_next_due else []
        if self._before is not None:
            self._records = [
                self._record(*each) for each in zip(
                    self._model().trainable_variables, self._before, values, self._origins,
                    strict=True)]
            self._log.nodes(self._records, step, now)
        self._before = values if is_next_due else None
        if self._log.is_due:
            self._log.flush()

    @staticmethod
    def _record(variable: Any, before: Any, after: Any, origin: Any) -> NodeRecord:
        found = summarize(before)
        change, gone = (
            float(np.linalg.norm((after - each).astype(np.float64))) for each in (before, origin))
        norm = found.norm
        ratio = change / norm if norm > 0 else math.inf if change > 0 else 0.0
        return NodeRecord(variable.path, found, None, ratio, gone)

    def log(self, metrics: dict[str, float]) -> None:
        """Log numbers beside the steps."""
        self._log.scalars(tuple(metrics), list(metrics.values()), max(self.next_step - 1, 0))

    def close(self, status: str | None = None, message: str | None = None) -> None:
        """Write what is left, and how it ended."""
        if self.is_closed:
            return
        self.is_closed = True
        self._log.close(True)
        known = {record.node: record for record in self._records}
        nodes = []
        for variable in self._model().trainable_variables:
            node = Node(
                variable.path, "parameter", scope=variable.path.rpartition("/")[0] or None,
                shape=tuple(variable.shape), dtype=str(variable.dtype), role="parameter")
            record = known.get(variable.path)
            if record is not None and record.value is not None:
                node.value = record.value
            nodes.append(node)
        self._folder.write_graph(Graph(nodes, []))
        self._folder.finish(status or "finished", message, self.next_step)
