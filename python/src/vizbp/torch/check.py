"""``graph.check()`` of what PyTorch ran; see ``vizbp._recheck`` for what is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._recheck import recheck
from ._rerun import TorchRerun

if TYPE_CHECKING:
    from ..check import CheckResult
    from ..graph import Graph

__all__ = ["check"]


def check(graph: Graph, *, directions: int = 2, seed: int = 0) -> CheckResult:
    """Run every captured call of a graph again, and compare its vjp with centred differences.

    Args:
        graph: A graph that was captured in this process.
        directions: Along how many random directions each call is compared.
        seed: Of the random cotangents and directions.

    Raises:
        VizbpError: ``directions`` is below 1.
    """
    return recheck(
        graph, graph._calls, lambda call, wide: TorchRerun(call, wide=wide), directions, seed)
