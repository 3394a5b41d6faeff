"""What the callbacks have in common: where and how they watch."""

from __future__ import annotations

import os
from typing import Any

from ..watching import Policy


class Watching:
    """Stands before a framework's own callback among the bases of ours.

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
