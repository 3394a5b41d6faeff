"""The arguments of a function, leaf by leaf: what is traced, what is differentiated, its name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ..errors import VizbpError


@dataclass
class Leaf:
    """An array among the arguments.

    Attributes:
        name: The argument's name and the path in it: ``params.layer1.w``.
        value: The array.
        is_active: Whether the gradient in it is asked for.
    """

    name: str
    value: jax.Array
    is_active: bool


class Arguments:
    """Positional arguments, taken apart into leaves and put together again.

    Arrays are traced. Numbers, texts and whatever else stands in arguments that are not
    differentiated stay what they are, so that a function may decide by them, as under ``jax.grad``.
    """

    def __init__(self, f: Callable[..., Any], args: Sequence[Any], argnums: int | Sequence[int]):
        self._args = args
        active = _positions(argnums, len(args))
        names = _names(f, len(args))
        self.leaves: list[Leaf] = []
        #: By argument: its tree, and for each of its leaves the index in ``leaves``, or the leaf.
        self._parts: list[tuple[Any, list[int | _Static]]] = []
        for position, argument in enumerate(args):
            paths, tree = jax.tree_util.tree_flatten_with_path(argument)
            parts: list[int | _Static] = []
            for path, leaf in paths:
                name = ".".join([names[position], *map(_key, path)])
                if position in active:
                    value = _differentiable(name, leaf)
                elif isinstance(leaf, (jax.Array, np.ndarray)):
                    value = jnp.asarray(leaf)
                else:
                    parts.append(_Static(leaf))
                    continue
                parts.append(len(self.leaves))
                self.leaves.append(Leaf(name, value, position in active))
            self._parts.append((tree, parts))
        if not any(leaf.is_active for leaf in self.leaves):
            raise VizbpError("there is no array in the arguments that argnums names")

    def calling(self, values: Sequence[Any]) -> list[Any]:
        """The arguments with these values instead of the arrays."""
        return [
            jax.tree_util.tree_unflatten(
                tree, [part.value if isinstance(part, _Static) else values[part] for part in parts])
            for tree, parts in self._parts]


@dataclass
class _Static:
    value: Any


def _positions(argnums: int | Sequence[int], count: int) -> set[int]:
    asked = [argnums] if isinstance(argnums, int) else list(argnums)
    if not asked:
        raise VizbpError("argnums names no argument")
    for position in asked:
        if not isinstance(position, int) or not -count <= position < count:
            have = f"{count} argument{'' if count == 1 else 's'}"
            raise VizbpError(f"argnums names argument {position}, but the call has {have}")
    return {position % count for position in asked}


def _names(f: Callable[..., Any], count: int) -> list[str]:
    """The parameters' names; ``args.0`` for those of a star, ``arg0`` where nothing is known."""
    try:
        parameters = list(inspect.signature(f).parameters.values())
    except (TypeError, ValueError):
        return [f"arg{position}" for position in range(count)]
    names = []
    for position in range(count):
        at = parameters[position] if position < len(parameters) else None
        star = next((p for p in parameters[:position + 1] if p.kind is p.VAR_POSITIONAL), None)
        if star is not None:
            names.append(f"{star.name}.{position - parameters.index(star)}")
        elif at is not None and at.kind in (at.POSITIONAL_ONLY, at.POSITIONAL_OR_KEYWORD):
            names.append(at.name)
        else:
            names.append(f"arg{position}")
    return names


def _key(entry: Any) -> str:
    for attribute in ("key", "idx", "name"):
        if hasattr(entry, attribute):
            return str(getattr(entry, attribute))
    return str(entry)


def _differentiable(name: str, leaf: Any) -> jax.Array:
    """The leaf as an array of real numbers; as ``jax.grad``, it refuses what else there is."""
    try:
        value = jnp.asarray(leaf)
    except (TypeError, ValueError) as error:
        kind = type(leaf).__name__
        raise VizbpError(f"{name} is a {kind}, and no array that has a gradient") from error
    if not jnp.issubdtype(value.dtype, jnp.floating):
        raise VizbpError(
            f"{name} has dtype {value.dtype}, in which there is no gradient",
            hint="give it real floating-point numbers, or leave it out of argnums")
    return value
