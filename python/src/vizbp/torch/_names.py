"""What people call the tensors and modules that take part: variables, parameters, scopes."""

from __future__ import annotations

import functools
import re
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

#: How far functions that ``fn`` calls are looked into for names.
_DEPTH = 3


def snake_case(name: str) -> str:
    """``LayerNorm`` → ``layer_norm``, ``AddmmBackward0`` → ``addmm_backward0``."""
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W+", "_", name).strip("_").lower() or "node"


def variables(fn: Callable[..., Any]) -> dict[str, Any]:
    """The variables that a function refers to from outside, by name, and those of the functions and
    objects among them."""
    found: dict[str, Any] = {}
    _collect(fn, found, _DEPTH, set())
    return found


def _collect(fn: Any, found: dict[str, Any], depth: int, seen: set[int]) -> None:
    if depth == 0 or id(fn) in seen:
        return
    seen.add(id(fn))
    if isinstance(fn, functools.partial):
        for index, value in enumerate(fn.args):
            found.setdefault(f"argument{index + 1}", value)
        for name, value in fn.keywords.items():
            found.setdefault(name, value)
        _collect(fn.func, found, depth, seen)
        return
    if isinstance(fn, types.MethodType):
        _collect_attributes(fn.__self__, found)
        fn = fn.__func__
    fn = getattr(fn, "__wrapped__", fn)
    if not isinstance(fn, types.FunctionType):
        return
    inner = []
    for name, value in _referred(fn):
        found.setdefault(name, value)
        if isinstance(value, (types.FunctionType, types.MethodType, functools.partial)):
            inner.append(value)
        elif not isinstance(value, (torch.Tensor, nn.Module, types.ModuleType, type)):
            _collect_attributes(value, found)
    for value in inner:
        if (getattr(value, "__module__", "") or "").partition(".")[0] != "torch":
            _collect(value, found, depth - 1, seen)


def _referred(fn: types.FunctionType) -> Iterator[tuple[str, Any]]:
    for name, cell in zip(fn.__code__.co_freevars, fn.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:
            continue  # Not yet bound.
    codes = [fn.__code__]
    while codes:
        code = codes.pop()
        codes += [each for each in code.co_consts if isinstance(each, types.CodeType)]
        for name in code.co_names:
            if name in fn.__globals__:
                yield name, fn.__globals__[name]
    defaults = fn.__defaults__ or ()
    arguments = fn.__code__.co_varnames[: fn.__code__.co_argcount]
    if defaults:
        yield from zip(arguments[-len(defaults):], defaults, strict=True)
    yield from (fn.__kwdefaults__ or {}).items()


def _collect_attributes(owner: Any, found: dict[str, Any]) -> None:
    """Modules and tensors in an object's attributes, or in a dictionary or list."""
    if isinstance(owner, nn.Module):
        found.setdefault("model", owner)
        return
    if isinstance(owner, Mapping):
        items = [(str(key), value) for key, value in owner.items()]
    elif isinstance(owner, (list, tuple)):
        items = [(f"item{index}", value) for index, value in enumerate(owner[:64])]
    else:
        try:
            items = list(vars(owner).items())
        except TypeError:
            return
    for name, value in items[:256]:
        if isinstance(value, (torch.Tensor, nn.Module)):
            found.setdefault(name, value)


@dataclass
class _Frame:
    """A running module: its scope, and how often it has called each module."""

    module: nn.Module
    scope: str
    path: str
    calls: dict[int, int] = field(default_factory=dict)


class Naming:
    """Names of modules and tensors, and the scope of what runs just now.

    A module's path is that of ``named_modules``; it begins with the variable that holds the model
    where there are several models.
    """

    def __init__(self, fn: Callable[..., Any], given: Mapping[str, Any] | None = None):
        self._paths: dict[int, str] = {}
        self._tensors: dict[int, tuple[torch.Tensor, str, str, str]] = {}
        self._roots: set[str] = set()
        # What names refer to must not be collected while ids name it.
        self._alive: list[Any] = []
        self._top = _Frame(nn.Module(), "", "")
        self._stack = [self._top]
        named = {**(given or {}), **variables(fn)}
        modules = _outermost({k: v for k, v in named.items() if isinstance(v, nn.Module)})
        weighty = [each for each in modules.values() if next(each.parameters(), None) is not None]
        for name, module in modules.items():
            # A loss is no panel, nor is the only model there is.
            is_plain = module not in weighty and next(module.children(), None) is None
            self._add(module, "" if weighty == [module] or is_plain else name)
        for name, value in named.items():
            if isinstance(value, torch.Tensor) and id(value) not in self._tensors:
                self._alive.append(value)
                role = "parameter" if isinstance(value, nn.Parameter) else "data"
                self._tensors[id(value)] = (value, "", name, role)

    def _add(self, root: nn.Module, name: str) -> None:
        base, count = name, 2
        while name and name in self._roots:
            name, count = f"{base}{count}", count + 1
        self._roots.add(name)
        self._alive.append(root)
        for path, module in root.named_modules():
            parts = [part for part in path.split(".") if part and part != "_orig_mod"]
            scope = "/".join([name, *parts] if name else parts)
            self._paths.setdefault(id(module), scope)
            for key, tensor in module._parameters.items():
                if tensor is not None:
                    self._tensors.setdefault(id(tensor), (tensor, scope, key, "parameter"))
            for key, tensor in module._buffers.items():
                if tensor is not None:
                    self._tensors.setdefault(id(tensor), (tensor, scope, key, "constant"))

    def tensor(self, tensor: torch.Tensor) -> tuple[str, str, str] | None:
        """Scope, name and role of a tensor; None for one that nobody has a name for."""
        known = self._tensors.get(id(tensor))
        return known[1:] if known is not None and known[0] is tensor else None

    def parameters(self) -> Iterator[tuple[str, torch.Tensor]]:
        """The parameters of the modules that are known, with their dotted paths."""
        for tensor, scope, name, role in self._tensors.values():
            if role == "parameter":
                yield dotted(scope, name), tensor

    # MARK: Scopes

    @property
    def scope(self) -> str:
        """The path of the module that runs just now; empty outside of modules. A module that the
        same caller calls again is ``name#2``."""
        return self._stack[-1].scope

    def enter(self, module: nn.Module, _arguments: Any) -> None:
        """A module begins to run."""
        if id(module) not in self._paths:
            self._add(module, snake_case(type(module).__name__))
        path, above = self._paths[id(module)], self._stack[-1]
        count = above.calls[id(module)] = above.calls.get(id(module), 0) + 1
        inside = path[len(above.path) + 1:] if above.path else path
        nested = path if not (above.path and path.startswith(above.path + "/")) else inside
        if count > 1 and nested:
            nested = f"{nested}#{count}"
        scope = "/".join(part for part in (above.scope, nested) if part)
        self._stack.append(_Frame(module, scope, path))

    def leave(self, module: nn.Module, _arguments: Any, _result: Any) -> None:
        """A module has run."""
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].module is module:
                del self._stack[depth:]
                return


def _outermost(modules: dict[str, nn.Module]) -> dict[str, nn.Module]:
    """The modules that are in no other one, each under the first of its names."""
    inside = {
        id(child) for module in modules.values() for child in module.modules()
        if child is not module}
    found: dict[str, nn.Module] = {}
    for name, module in modules.items():
        if id(module) not in inside and all(module is not each for each in found.values()):
            found[name] = module
    return found


def dotted(scope: str, name: str) -> str:
    """``encoder/fc`` and ``weight`` → ``encoder.fc.weight``: no colon, which would name a port."""
    path = f"{scope.replace('/', '.')}.{name}" if scope else name
    return path.replace(":", "_")
