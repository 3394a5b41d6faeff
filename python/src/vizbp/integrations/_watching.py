"""What the callbacks have in common: where and how they watch."""

from __future__ import annotations

import os
from typing import Any

from ..watching import Policy, watch


class Watching:
    """Stands before a framework's own callback among the bases of ours.

    A training that goes on from a checkpoint goes on with the run that the folder holds, and so
    does a second training with the same callback.

    Args:
        folder: The run's folder; ``vizbp`` in the trainer's own where it is not said.
        every: Which steps are recorded, as for ``vizbp.watch``.
        options: More of ``vizbp.watch``'s arguments.

    Attributes:
        run: The run while the framework trains, and after it.
    """

    def __init__(
        self, folder: str | os.PathLike[str] | None = None, every: int | str | Policy = 1,
        **options: Any,
    ):
        super().__init__()
        self._folder, self._every, self._options = folder, every, options
        self.run: Any = None

    def _begin(
        self, model: Any, folder: str | os.PathLike[str], step: int, **settings: Any,
    ) -> None:
        """Watch a training of which so many steps are done."""
        self.run = watch(
            model, folder, self._every, **self._settings(step, settings))

    def _settings(self, step: int, settings: dict[str, Any]) -> dict[str, Any]:
        """How to watch, after what was left open by a training that has failed is closed."""
        if self._is_open:
            self._close("stopped")
        told = self.run.next_step if self.run is not None else 0
        return {"resuming_at": step or told or None, **settings, **self._options}

    @property
    def _is_open(self) -> bool:
        return self.run is not None and not self.run.is_closed

    def _close(self, status: str | None = None, message: str | None = None) -> None:
        if self.run is not None:
            self.run.close(status, message)
