"""Where an equation comes from: the line of the user's code, and the scopes around it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import jax

_OURS = str(Path(__file__).parent.parent) + os.sep
#: The folder of JAX itself.
LIBRARY = str(Path(jax.__file__).parent) + os.sep
_INSTALLED = re.compile(r"[/\\](site|dist)-packages[/\\]")
# What JAX wraps around the scopes that it traced through: "vmap(encoder)" is the scope "encoder".
_WRAPPED = re.compile(r"\w+\(([^()]*)\)")


def line(eqn: Any) -> str | None:
    """``file:line`` of the innermost call that is neither JAX's nor ours; None where unknown.

    Where libraries built on JAX called in between, the line is that of the code that called them.
    """
    traceback = getattr(eqn.source_info, "traceback", None)
    library = None
    for frame in getattr(traceback, "frames", ()):
        file = frame.file_name
        if file.startswith((_OURS, LIBRARY)):
            continue
        location = f"{file}:{frame.line_num}"
        if is_users(file):
            return location
        library = library or location
    return library


def rule(eqn: Any) -> str | None:
    """``file:line`` of the derivative that a custom function brings; None where unknown."""
    for name in ("bwd", "jvp_jaxpr_fun", "jvp_jaxpr_thunk"):
        info = getattr(eqn.params.get(name), "debug_info", None)
        _, at, location = str(getattr(info, "func_src_info", None) or "").rpartition(" at ")
        if at:
            return location
    return None


def is_users(file: str) -> bool:
    """Whether a file is neither ours nor that of an installed package."""
    return not file.startswith(_OURS) and not _INSTALLED.search(file)


def scopes(eqn: Any) -> list[str]:
    """The names given by ``jax.named_scope`` around an equation, outermost first."""
    text = str(getattr(eqn.source_info, "name_stack", "") or "")
    while (plain := _WRAPPED.sub(r"\1", text)) != text:
        text = plain
    return [name for name in text.split("/") if name]
