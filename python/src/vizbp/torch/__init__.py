"""PyTorch: capture the graph that autograd really ran."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ._capture import capture

__all__ = ["capture"]


def __getattr__(name: str) -> Any:
    if name == "capture":
        value = import_module("._capture", __name__).capture
        globals()[name] = value
        return value
    raise AttributeError(f"module 'vizbp.torch' has no attribute {name!r}")
