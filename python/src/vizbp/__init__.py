"""See backpropagation: what PyTorch's autograd, or JAX, really ran.

    graph = vizbp.capture(lambda: loss_fn(model(x), y))
    graph.render("g.svg", fit="slide")

Nothing is imported before it is used: neither PyTorch nor JAX is needed to read, draw or check a
graph.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ._version import VERSION as __version__
from .errors import VizbpError, VizbpWarning

if TYPE_CHECKING:
    from . import jax, torch
    from .check import CheckResult
    from .figure import Figure, plot
    from .graph import Graph, Node, Port
    from .program import run
    from .reports import Diagnosis, Finding, Remark, Report, RunFindings, Unasked, diagnose, report
    from .statistics import Histogram, Summary, summarize
    from .torch._capture import capture
    from .watching import watch

# Where each name of the package lives. No module is called like a function: it would hide it.
_HOMES = {
    "capture": "torch._capture",
    "watch": "watching",
    "report": "reports",
    "diagnose": "reports",
    "Report": "reports",
    "Diagnosis": "reports",
    "RunFindings": "reports",
    "Finding": "reports",
    "Remark": "reports",
    "Unasked": "reports",
    "Graph": "graph",
    "Node": "graph",
    "Port": "graph",
    "CheckResult": "check",
    "Figure": "figure",
    "plot": "figure",
    "run": "program",
    "Summary": "statistics",
    "Histogram": "statistics",
    "summarize": "statistics",
}
_MODULES = ("jax", "torch")

__all__ = ["VizbpError", "VizbpWarning", "__version__", *_HOMES, *_MODULES]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f".{_HOMES[name]}", __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module 'vizbp' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
