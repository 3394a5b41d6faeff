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


class LossScale:
    """By what a Keras optimizer multiplies the loss, as a gradient scaler of PyTorch says it."""

    def __init__(self, optimizer: Any):
        self._optimizer = optimizer

    def get_scale(self) -> Any:
        """The factor; None where there is none."""
        scale = getattr(self._optimizer, "dynamic_scale", None)
        if scale is None:
            scale = getattr(self._optimizer, "loss_scale_factor", None)
        return scale

    def is_enabled(self) -> bool:
        """Whether there is a factor."""
        return self.get_scale() is not None

    @property
    def _scale(self) -> torch.Tensor:
        scale = self.get_scale()
        return torch.as_tensor(getattr(scale, "value", scale)).detach().clone()


class TorchRun:
    """A run of which Keras leads the loop: each step is handed over just before the update."""

    def __init__(self, model: Any, folder: Any, every: Any, **options: Any):
        # A fit that was broken off has left its run to whoever fits next.
        earlier = getattr(model._compute_loss, "__self__", None)
        if isinstance(earlier, TorchRun):
            earlier.close("stopped")
        self._model, self._loss = model, None
        self._run = Run(
            KerasNames(model), folder, every,
            **{"scaler": LossScale(model.optimizer), **options})
        self._compute, self._apply = model._compute_loss, model.optimizer.apply
        # Of this model and this optimiser alone, and only while it is fitted.
        object.__setattr__(model, "_compute_loss", self._keep_loss)
        # A model that is compiled anew has another one.
        self._optimizer = model.optimizer
        self._optimizer.apply = self._take_step
        self._metrics: dict[str, float] = {}

    def _keep_loss(self, *arguments: Any, **named: Any) -> torch.Tensor:
        loss = self._compute(*arguments, **named)
        if torch.is_grad_enabled():
            self._loss = loss
        return loss

    def _take_step(self, *arguments: Any, **named: Any) -> Any:
        loss, self._loss = self._loss, None
        if loss is not None:
            rate = self._optimizer.learning_rate
            with torch.enable_grad():
                self._run.step(loss, lr=torch.as_tensor(getattr(rate, "value", rate)).detach())
        return self._apply(*arguments, **named)

    @property
    def run(self) -> Run:
        """The run that is written."""
        return self._run

    @property
    def is_closed(self) -> bool:
        """Whether it has ended."""
        return self._run.is_closed

    @property
    def next_step(self) -> int:
        """The number of the next step."""
        return self._run.next_step

    def begin_batch(self, batch: int) -> None:
        """Know that a batch is next."""

    def end_batch(self, batch: int, logs: dict[str, Any]) -> None:
        """Log the metrics of a batch, which Keras knows after the update."""
        found = {name: value for name, value in logs.items() if name != "loss"}
        if found:
            self._run.log(found)

    def log(self, metrics: dict[str, float]) -> None:
        """Log numbers beside the steps."""
        self._run.log(metrics)

    def close(self, status: str | None = None, message: str | None = None) -> None:
        """Write what is left, and give the loop back."""
        if not self._run.is_closed:
            object.__delattr__(self._model, "_compute_loss")
            self._optimizer.apply = self._apply
        self._run.close(status, message)
