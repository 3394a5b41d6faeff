"""What a recorded step computes, seen while it does: one entry a call, measured at once.

A function mode sees each call of a PyTorch function once, and not what the function calls in turn.
A hook on each result sees its accumulated gradient. Neither changes what is computed, and nothing
stays behind when a step is over. Full-backward hooks of modules are not used: they break in-place
operations.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections import OrderedDict
from functools import partial
from typing import Any

import torch
from torch.nn.modules import module as _module
from torch.overrides import TorchFunctionMode

from ..torch import _ops
from ..torch._calls import Call, Value, emptied
from ..torch._eager import eager
from ..torch._look import caller
from ..torch._names import dotted
from . import _meters
from ._device import DeviceMeter
from ._entries import Entry, Source, named_arguments, operation_of, tensors_in
from ._meters import HostMeter, Measured
from ._modes import push_below, remove
from ._names import Names, Site

_now = time.perf_counter
_ATTENTION = torch.nn.functional.multi_head_attention_forward
_in_backward = torch._C._current_graph_task_id
_functorch = torch._C._functorch
_Quiet = torch._C.DisableTorchFunction


def _is_transforming() -> bool:
    """Whether this is within ``torch.func.grad``, ``vmap`` and their kin."""
    return _functorch.peek_interpreter_stack() is not None


class Tape(TorchFunctionMode):
    """Records from ``arm`` to ``disarm``.

    Attributes:
        entries: What was recorded, in the order of the calls.
        others: What was measured of tensors that no call has made: data, and what the mode does
            not see. Values, and gradients.
        is_on: Whether it records.
        seconds: What recording took within the training's passes.
        is_structural: Whether the graph is looked for.
        failure: What broke recording, if something did; the training went on.
    """

    def __init__(self, names: Names, host: HostMeter, device: DeviceMeter):
        super().__init__()
        self.names = names
        self.entries: list[Entry] = []
        self.others: dict[Site, tuple[list[Measured], list[Measured]]] = {}
        self.seconds = 0.0
        self.is_structural = True
        self.failure: Exception | None = None
        self._host, self._device = host, device
        self._roots = set(names.roots.values())
        self._sites: dict[tuple[str, str], list[Site]] = {}
        self._counts: dict[tuple[str, str], int] = {}
        self._scopes: list[str] = [""]
        self._seen: set[int] = set()
        self._measured: set[Site] = set()
        self._arguments: dict[int, str] = {}
        self._unseen: dict[int, tuple[Any, list[Measured], list[Measured]]] = {}
        self._leaves: dict[tuple[Site, int], list[Measured]] = {}
        self._had_backward = False
        # What was recorded before gradients were found to be 0, until it is known why they are.
        self._earlier: tuple[Any, ...] | None = None
        self._lasting: contextlib.ExitStack | None = None
        self.is_on = False
        self._thread = 0

    # MARK: When it records

    def arm(self) -> None:
        """Begin to record what this thread computes, with nothing recorded yet."""
        self.forget()
        self.seconds, self.failure = 0.0, None
        self._scopes = [""]
        self._had_backward = False
        self._begin_forward()
        if self._lasting is None:
            self._thread = threading.get_ident()
            self._lasting = contextlib.ExitStack()
            self._lasting.enter_context(eager(once_compiled=True))
            for handle in (
                _module.register_module_forward_pre_hook(self.enter),
                _module.register_module_forward_hook(self._leave, always_call=True),
            ):
                self._lasting.callback(handle.remove)
        if not self.is_on:
            push_below(self)
            self.is_on = True

    def pause(self) -> None:
        """Record nothing until it is armed again, which is soon."""
        if self.is_on:
            self.is_on = False
            remove(self)
            self._take_back()

    def disarm(self) -> None:
        """Record no more, and leave nothing behind."""
        self.pause()
        if self._lasting is not None:
            self._lasting.close()
            self._lasting = None

    def forget(self) -> None:
        """Let go of everything that was computed."""
        self.entries, self.others = [], {}
        self._unseen, self._leaves = {}, {}
        self._seen, self._arguments = set(), {}
        self._earlier = None

    # MARK: Modules

    def enter(self, module: Any, arguments: Any) -> None:
        """A module begins to run."""
        scope = self.names.scopes.get(module)
        if scope is None or not self.is_on or _in_backward() != -1:
            return
        if threading.get_ident() != self._thread:
            return
        self._scopes.append(scope)
        if self.is_structural and module in self._roots:
            try:
                self._arguments.update(
                    (id(each), name) for name, each in named_arguments(module, arguments))
            except Exception as error:
                self.failure = error

    def _leave(self, module: Any, arguments: Any, result: Any) -> None:
        scope = self.names.scopes.get(module)
        if scope is None or not self.is_on or _in_backward() != -1:
            return
        if threading.get_ident() != self._thread:
            return
        if len(self._scopes) > 1:
            self._scopes.pop()

    def _begin_forward(self) -> None:
        """Calls begin anew, for the first time or behind a backward pass: of batches that
        accumulate all count, of a closure's runs the last."""
        self._counts.clear()
        self._measured.clear()
        if self._had_backward and self._is_without_gradients():
            earlier = (
                self.entries, self.others, self._unseen, self._leaves, self._seen,
                self._arguments)
            self.forget()
            self._earlier = earlier
        self._had_backward = False

    def _take_back(self) -> None:
        """Keep what was recorded before gradients were found to be 0, where no backward pass
        followed: they are 0 by themselves, and what was computed after it is a metric."""
        if self._earlier is not None:
            later = self.entries
            (self.entries, self.others, self._unseen, self._leaves, self._seen,
             self._arguments) = self._earlier
            self.entries = self.entries + later
            self._earlier = None

    def _is_without_gradients(self) -> bool:
        with _Quiet():
            for parameter, _ in self.names.parameters:
                gradient = parameter.grad
                # Of a device it would have to be waited for.
                if gradient is not None and (not gradient.is_cpu or bool(gradient.any())):
                    return False
            return True

    # MARK: Calls

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if func is _ATTENTION:
            opened = _ops.opened(func, func.__name__)
            if opened is not None:
                with self:
                    return opened(*args, **(kwargs or {}))
        result = func(*args, **kwargs) if kwargs else func(*args)
        try:
            if isinstance(result, torch.Tensor):
                if result.grad_fn is not None:
                    self._note(func, args, kwargs, [result])
            elif isinstance(result, (tuple, list)):
                made = [each for each in tensors_in(result, 2) if each.grad_fn is not None]
                if made:
                    self._note(func, args, kwargs, made)
        except RuntimeError:
            pass  # A view that was written into has no autograd node to be asked for.
        return result

    def _note(
        self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None,
        made: list[torch.Tensor],
    ) -> None:
        # What a checkpoint recomputes is no new call; within a transform of torch.func tensors
        # stand for others and hold nothing that could be measured.
        if self.failure is not None or _in_backward() != -1 or _is_transforming():
            return
        if made[0].is_cuda and torch.cuda.is_current_stream_capturing():
            return  # Into a graph of CUDA, which would measure at every replay.
        start = _now()
        try:
            self._add(func, args, kwargs, made)
        except Exception as error:
            self.failure = error
        self.seconds += _now() - start

    def _add(
        self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None,
        made: list[torch.Tensor],
    ) -> None:
        if self._had_backward:
            self._begin_forward()
        entry: Entry | None = None
        for tensor in made:
            node = tensor.grad_fn
            # What gave its argument back has computed nothing.
            if id(node) in self._seen and node not in (entry.nodes if entry else ()):
                continue
            if entry is None:
                entry = Entry(self._site(func))
                self.entries.append(entry)
                if entry.site.shape is None:
                    entry.site.describe(tensor)
            self._seen.add(id(node))
            entry.nodes.append(node)
            entry.values.append(self._measure(tensor))
            self._listen(tensor, entry.gradients)
        if entry is None:
            return
        if self.is_structural:
            self._describe(entry, func, args, kwargs or {}, made)
        for argument, site in entry.site.data:
            if site not in self._measured:
                found = args[argument] if isinstance(argument, int) else (
                    (kwargs or {}).get(argument))
                if isinstance(found, torch.Tensor) and found.grad_fn not in entry.nodes:
                    self.measure_other(site, found)

    def _site(self, func: Any) -> Site:
        scope = self.names.scope()
        key = (self._scopes[-1] if scope is None else scope, operation_of(func))
        number = self._counts.get(key, 0)
        self._counts[key] = number + 1
        sites = self._sites.get(key)
        if sites is None:
            sites = self._sites[key] = []
        if number == len(sites):
            scope, op = key
            sites.append(Site(self.names.new(dotted(scope, op)), op, scope))
        return sites[number]

    def _describe(
        self, entry: Entry, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any],
        made: list[torch.Tensor],
    ) -> None:
        """Find out what a call is in a graph, and what it took."""
        tensors: list[torch.Tensor] = []
        call = Call(func, emptied(args, tensors), emptied(kwargs, tensors), [])
        values = [Value(tuple(each.shape), each.dtype) for each in made]
        found = _ops.describe(func, getattr(func, "__name__", "call"), call, values)
        site = entry.site
        site.op, site.attributes, site.label = found.op, found.attributes, found.label
        site.source = caller()[0]
        given: list[tuple[int | str, Any]] = [*enumerate(args), *(kwargs or {}).items()]
        arguments = {
            id(each): argument for argument, each in given if isinstance(each, torch.Tensor)}
        for operand in found.operands:
            if not isinstance(operand, int):
                number = getattr(operand, "number", None)
                site.attributes = {**site.attributes, "number": number}
                continue
            tensor = tensors[operand]
            node = tensor.grad_fn
            if node is not None and node in entry.nodes:
                # It was written in place: what was before is what its node builds on.
                before = [each for each, _ in node.next_functions if each is not None]
                entry.sources += [Source(tensor, each, None) for each in before[:1]]
                continue
            if node is not None and id(node) not in self._seen and id(node) not in self._unseen:
                found_values: list[Measured] = [self._measure(tensor)]
                gradients: list[Measured] = []
                self._listen(tensor, gradients)
                self._unseen[id(node)] = (node, found_values, gradients)
            if node is None and id(tensor) not in self.names.leaves:
                key = (site, len(entry.sources))
                self._leaves.setdefault(key, []).append(self._measure(tensor))
            entry.sources.append(Source(tensor, node, arguments.get(id(tensor))))

    def measure_other(self, site: Site, tensor: torch.Tensor) -> None:
        """Measure a tensor that no call has made, once a batch."""
        if site not in self._measured:
            self._measured.add(site)
            values, gradients = self.others.setdefault(site, ([], []))
            values.append(self._measure(tensor))
            if tensor.grad_fn is not None:
                self._listen(tensor, gradients)

    def take_leaf(self, call: Site, index: int, site: Site) -> None:
        """Say which site the data are that a call took as one of its sources."""
        self.others[site] = (self._leaves.get((call, index), []), [])

    def take_unseen(self, node: Any, site: Site) -> None:
        """Say which site an autograd node is that no call accounts for."""
        known = self._unseen.get(id(node))
        if known is not None:
            self.others[site] = known[1:]

    def argument_name(self, tensor: torch.Tensor) -> str | None:
        """What the model calls a tensor that it was given."""
        return self._arguments.get(id(tensor))

    def _measure(self, tensor: torch.Tensor) -> Measured:
        meter = self._host if _meters.is_here(tensor) else self._device
        return meter.measure(tensor)

    def _listen(self, tensor: torch.Tensor, gradients: list[Measured]) -> None:
        """Have the gradient of a tensor measured when it comes."""
        take = partial(self._take_gradient, gradients)
        if tensor._backward_hooks is not None:
            register: Any = tensor.register_hook
            register(take)
            return
        # What ``register_hook`` does, without a handle to take it off again.
        hooks: Any = OrderedDict(vizbp=take)
        tensor._backward_hooks = hooks
        tensor.grad_fn._register_hook_dict(tensor)  # type: ignore[union-attr]

    def _take_gradient(
        self, gradients: list[Measured], gradient: torch.Tensor | None,
    ) -> None:
        # Of several results of a call some may get none.
        if gradient is None or _is_transforming():
            return
        if gradient.is_cuda and torch.cuda.is_current_stream_capturing():
            return
        start = _now()
        self._had_backward = True
        self._earlier = None
        if self.failure is None:
            try:
                with _Quiet():
                    gradients.append(self._measure(gradient))
            except Exception as error:
                self.failure = error
        self.seconds += _now() - start
