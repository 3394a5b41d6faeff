"""What takes part in a graph has a site: a call, a parameter or data, by one id at all steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import nn

from ..errors import VizbpError
from ..torch._look import is_lazy
from ..torch._names import dotted


class Site:
    """A node of the graph that comes again at every step.

    Attributes:
        id: Of the node.
        op, scope, role, shape, dtype, attributes, label, source: As those of ``vizbp.Node``.
        inputs: What a call takes; known once a graph was made.
        data: Which of a call's arguments no call has made: their indices or names, and the sites.
    """

    __slots__ = (
        "attributes", "data", "dtype", "id", "inputs", "label", "op", "role", "scope", "shape",
        "source")

    def __init__(self, id: str, op: str, scope: str = "", role: str | None = None):
        self.id = id
        self.op = op
        self.scope = scope
        self.role = role
        self.shape: tuple[int, ...] | None = None
        self.dtype: str | None = None
        self.attributes: dict[str, Any] = {}
        self.label: str | None = None
        self.source: str | None = None
        self.inputs: list[Site] = []
        self.data: list[tuple[int | str, Site]] = []

    def describe(self, tensor: torch.Tensor) -> None:
        """Note the shape and the type of what it holds."""
        # Rows of several lengths have no shape.
        self.shape = None if tensor.is_nested else tuple(tensor.shape)
        self.dtype = str(tensor.dtype).removeprefix("torch.")


class Names:
    """The modules and parameters of what is watched, by their names.

    Args:
        model: A module, or several by name or in a list.

    Raises:
        VizbpError: There is no module, or no parameter that is trained.
    """

    def __init__(self, model: nn.Module | Mapping[str, nn.Module] | Sequence[nn.Module]):
        self.roots: dict[str, nn.Module] = {}
        self.scopes: dict[nn.Module, str] = {}
        self.parameters: list[tuple[nn.Parameter, Site]] = []
        self.leaves: dict[int, Site] = {}
        # What no call of ours made, by its name and number.
        self.others: dict[tuple[str, int], Site] = {}
        # What an id names must not be collected.
        self._alive: list[Any] = []
        self._taken: set[str] = set()
        self._find(model)
        if not any(parameter.requires_grad for parameter, _ in self.parameters):
            raise VizbpError("the model has no parameter that asks for a gradient")

    def _find(self, model: Any) -> None:
        self.roots = _roots(model)
        given = model.values() if isinstance(model, Mapping) else (
            model if isinstance(model, (list, tuple)) else [model])
        modules = [inner for each in given for inner in each.modules()]
        self._is_wrapped = any(
            type(each).__name__ == "FullyShardedDataParallel" for each in modules)
        for name, root in self.roots.items():
            for path, module in root.named_modules():
                scope = "/".join([*([name] if name else []), *_parts(path)])
                self.scopes.setdefault(module, scope)
                self._add_tensors(module, self.scopes[module])

    @property
    def are_sharded(self) -> bool:
        """Whether processes have parts of the parameters, each its own."""
        if self._is_wrapped:
            return True
        return any(
            not placement.is_replicate() for parameter, _ in self.parameters
            for placement in getattr(parameter, "placements", ()))

    def scope(self) -> str | None:
        """The scope of what runs just now, where another framework has it; None where hooks of
        modules tell."""
        return None

    def _add_tensors(self, module: nn.Module, scope: str) -> None:
        for key, parameter in module._parameters.items():
            if parameter is not None and id(parameter) not in self.leaves:
                site = Site(self.new(dotted(scope, key)), "parameter", scope, "parameter")
                self.leaves[id(parameter)] = site
                self.parameters.append((parameter, site))
                if not is_lazy(parameter):
                    site.describe(parameter)
        for key, buffer in module._buffers.items():
            if buffer is not None and id(buffer) not in self.leaves:
                site = Site(self.new(dotted(scope, key)), "constant", scope, "constant")
                site.describe(buffer)
                self.leaves[id(buffer)] = site
                self._alive.append(buffer)

    def new(self, wanted: str) -> str:
        """An id that no other node has."""
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}_{number}"
        self._taken.add(name)
        return name


def _roots(model: Any) -> dict[str, nn.Module]:
    if isinstance(model, nn.Module):
        named: list[tuple[str, Any]] = [("", model)]
    elif isinstance(model, Mapping):
        named = [(str(name), module) for name, module in model.items()]
    elif isinstance(model, (list, tuple)):
        named = [(f"model{number}", module) for number, module in enumerate(model, 1)]
    else:
        raise VizbpError(f"a model is a torch.nn.Module, and this is a {type(model).__name__}")
    if not named:
        raise VizbpError("there is no model to watch")
    for _, module in named:
        if not isinstance(module, nn.Module):
            raise VizbpError(f"a model is a torch.nn.Module, and this is a {type(module).__name__}")
    return {name: unwrapped(module) for name, module in named}


def unwrapped(module: nn.Module) -> nn.Module:
    """The module inside what distributes or compiles it."""
    while True:
        inner = getattr(module, "_orig_mod", None)
        if inner is None and type(module).__name__ in (
            "DistributedDataParallel", "DataParallel", "FullyShardedDataParallel",
        ):
            inner = getattr(module, "module", None)
        if not isinstance(inner, nn.Module):
            return module
        module = inner


def _parts(path: str) -> list[str]:
    return [part for part in path.split(".") if part and part != "_orig_mod"]

