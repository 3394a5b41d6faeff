"""Keras on PyTorch, whose passes can be followed."""

from __future__ import annotations

from typing import Any

import torch
from keras.src.backend.common.name_scope import current_path

from ..watching._names import Names, Site
from ..watching._run import Run


class KerasNames(Names):
    """The layers and variables of a Keras model, by the paths that Keras has for them."""

    def __init__(self, model: Any):
        self._model = model
        super().__init__(model)

    def _find(self, model: Any) -> None:
        self.roots = {}
        for variable in self._model.trainable_variables:
            path, parameter = variable.path, variable.value
            site = Site(self.new(path.replace("/", ".")), "parameter", path.rpartition("/")[0],
                        "parameter")
            site.describe(parameter)
            self.leaves[id(parameter)] = site
            self.parameters.append((parameter, site))

    def scope(self) -> str:
        """The path of the layer that runs just now."""
        return current_path()


class TorchRun:
    """A run of which Keras leads the loop: each step is handed over just before the update."""

    def __init__(self, model: Any, folder: Any, every: Any, **options: Any):
        self._model, self._loss = model, None
        self._run = Run(KerasNames(model), folder, every, **options)
        self._compute, self._apply = model._compute_loss, model.optimizer.apply
        # Of this model and this optimiser alone, and only while it is fitted.
        object.__setattr__(model, "_compute_loss", self._keep_loss)
        model.optimizer.apply = self._take_step
        self._metrics: dict[str, float] = {}

    def _keep_loss(self, *arguments: Any, **named: Any) -> torch.Tensor:
        loss = self._compute(*arguments, **named)
        if torch.is_grad_enabled():
            self._loss = loss
        return loss

    def _take_step(self, *arguments: Any, **named: Any) -> Any:
        loss, self._loss = self._loss, None
        if loss is not None:
            rate = self._model.optimizer.learning_rate
            with torch.enable_grad():
                self._run.step(loss, lr=torch.as_tensor(getattr(rate, "value", rate)).detach())
        return self._apply(*arguments, **named)

    @property
    def run(self) -> Run:
        """The run that is written."""
        return self._run

    def end_batch(self, logs: dict[str, Any]) -> None:
        """Log the metrics of a batch, which Keras knows after the update."""
        found = {name: value for name, value in logs.items() if name != "loss"}
        if found:
            self._run.log(found)

    def log(self, metrics: dict[str, float]) -> None:
        """Log numbers beside the steps."""
        self._run.log(metrics)

    def close(self) -> None:
        """Write what is left, and give the loop back."""
        object.__delattr__(self._model, "_compute_loss")
        self._model.optimizer.apply = self._apply
        self._run.close()
