"""``vizbp.capture``: the graph that autograd really ran, with one forward and one backward pass."""

from __future__ import annotations

import contextlib
import dataclasses
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch

from .._json import TensorData
from ..errors import VizbpError
from ..graph import Graph
from . import _backward, _intercept
from ._assemble import assemble
from ._compiled import Backend, Compiled, overlay, run_compiled
from ._eager import eager
from ._look import edge_of, is_accumulation
from ._names import Naming
from ._provenance import Provenance
from ._recorder import Recorder
from ._snapshot import snapshot
from ._topology import connect

#: Up to how many elements values and gradients are kept whole.
LIMIT = 1024
#: Up to how many elements seeds are kept whole.
_SEEDS = 2**16
#: How many bytes of larger tensors are held on to, for ``check``.
KEEP = 2**29


def capture(
    fn: Callable[[], Any], *, seeds: Sequence[torch.Tensor | float | None] | None = None,
    names: Mapping[str, Any] | None = None, name: str | None = None, limit: int = LIMIT,
    keep: int = KEEP, keep_grad: bool = False, backend: Backend | None = None,
) -> Graph:
    """Run a function and its backward pass, and give the graph that autograd ran.

        graph = vizbp.capture(lambda: loss_fn(model(x), y))

    Each call is a node with its value, its gradient bit for bit, the line of code, the module that
    it is in, and what it contributed to the gradient of each of its inputs. What autograd did
    beside the calls that can be seen (casts, writes into views, hooks) has nodes, too.

    The run is a real one: buffers such as those of batch norm move on, random numbers are drawn,
    hooks run. ``.grad`` is afterwards what it was before, unless ``keep_grad``. Compiled models run
    eagerly, and a note in the graph says so, unless ``backend`` says by what they are compiled.
    Where a gradient scaler scaled the loss, gradients are divided by its scale.

    Args:
        fn: Computes the loss, or several outputs (a tuple, list or dictionary).
        seeds: For each output the gradient from which to start; 1 for a number. Gradients are those
            of the outputs' sum, weighted by the seeds.
        names: Modules and tensors by the names that the graph shall have for them; by default those
            of the variables that ``fn`` refers to.
        name: The graph's title.
        limit: Up to how many elements a value or gradient is kept whole; of larger ones the graph
            has statistics with a histogram.
        keep: How many bytes of larger tensors are held on to, so that ``graph.check()`` can run
            calls again.
        keep_grad: Whether ``.grad`` gets the gradients, as after ``loss.backward()``.
        backend: What ``torch.compile`` takes as such: ``"inductor"``, ``"aot_eager"``, a function.
            The graph then has the values, gradients and contributions that the compiled ``fn``
            computes, at the calls that it was compiled from, for ``vizbp diff`` to compare with
            those that run eagerly. ``fn`` must compile as one graph.

    Raises:
        VizbpError: ``fn`` gave no loss, nothing in it needs a gradient, an output that is no number
            has no seed, or autograd refused the backward pass. What ``fn`` itself raises goes on.
    """
    if not callable(fn):
        raise VizbpError(
            f"capture needs a function that computes the loss, not {_a(fn)}",
            hint="put it into a lambda: capture(lambda: loss_fn(model(x), y))")
    for what, count in (("limit", limit), ("keep", keep)):
        if not isinstance(count, int) or count < 0:
            raise VizbpError(f"{what}={count!r} is no number of elements or bytes")
    if names is not None and not isinstance(names, Mapping):
        raise VizbpError(f"names are modules and tensors by name, not {_a(names)}")
    _verify_takes_nothing(fn)
    with _intercept.no_collection():
        compiled = None
        if backend is not None:
            compiled = run_compiled(
                fn, backend, lambda result: list(_outputs(result)),
                lambda outputs: _seeds(outputs, seeds))
        return _captured(fn, seeds, Naming(fn, names), name, limit, keep, keep_grad, compiled)


def _captured(
    fn: Callable[[], Any], seeds: Sequence[torch.Tensor | float | None] | None, naming: Naming,
    name: str | None, limit: int, keep: int, keep_grad: bool, compiled: Compiled | None,
) -> Graph:
    provenance = Provenance(naming, limit, keep)
    recorder = Recorder(provenance)
    with contextlib.ExitStack() as stack:
        stack.enter_context(eager())
        stack.enter_context(_intercept.modules(recorder))
        stack.enter_context(_intercept.custom_functions(recorder))
        stack.enter_context(recorder)
        try:
            result = fn()
        except RuntimeError as error:
            said = str(error).strip().splitlines() or [""]
            if not any(words in said[0] for words in _MIXES):
                raise
            raise VizbpError(f"fn mixes devices: {said[0]}") from error
    outputs = list(_outputs(result))
    started = _seeds(outputs, seeds)
    origins = [provenance.source_of(output) for output in outputs]
    differentiated = [
        (output, seed) for output, seed in zip(outputs, started, strict=True)
        if output.requires_grad]
    edges = [edge_of(output) for output, _ in differentiated]
    nodes = _backward.reachable(edge[0] for edge in edges if edge is not None)
    topology = connect(provenance, nodes)
    done = _backward.run(
        [output for output, _ in differentiated], [seed for _, seed in differentiated], limit,
        recorder.scale, keep_grad, topology.summed)
    shown = [
        _shown(seed, recorder.scale, limit) if output.requires_grad else np.array(0.0)
        for output, seed in zip(outputs, started, strict=True)]
    title = None if name is None else str(name)
    graph = assemble(provenance, topology, done, origins, shown, title)
    if compiled is not None:
        leaves = {
            id(node.variable): provenance.owners[id(node)] for node in nodes
            if is_accumulation(node) and id(node) in provenance.owners}
        overlay(graph, compiled, provenance.vertices, leaves, recorder.scale, limit)
    elif recorder.met_compiled:
        graph.notes.append(_EAGERLY)
    provenance.release()
    return graph


#: What is noted of a compiled module, whose own numbers these are not.
_EAGERLY = (
    "What torch.compile compiles ran eagerly: for the numbers of the compiled program give capture "
    "the backend.")

#: What PyTorch says where tensors of two devices meet.
_MIXES = ("the same device", "not on the expected device")


def _verify_takes_nothing(fn: Callable[..., Any]) -> None:
    try:
        inspect.signature(fn.forward if isinstance(fn, torch.nn.Module) else fn).bind()
    except ValueError:
        return  # Of what is not written in Python nothing is known.
    except TypeError as error:
        raise VizbpError(
            f"capture calls fn without arguments: {error}",
            hint="put it into a lambda: capture(lambda: loss_fn(model(x), y))") from None


def _outputs(result: Any) -> Iterator[torch.Tensor]:
    """The outputs among what ``fn`` returned."""
    found = list(_tensors(result))
    if not found:
        raise VizbpError(
            f"fn returned {_a(result)}, not a loss", hint="it must return a tensor, or several")
    if not any(tensor.requires_grad for tensor in found):
        raise VizbpError(
            "nothing that fn returned needs a gradient",
            hint="is everything frozen, detached, or run under torch.no_grad()?")
    yield from found


def _tensors(result: Any) -> Iterator[torch.Tensor]:
    if isinstance(result, torch.Tensor):
        yield result
    elif isinstance(getattr(result, "loss", None), torch.Tensor):
        yield result.loss
    elif isinstance(result, (list, tuple)):
        for each in result:
            yield from _tensors(each)
    elif isinstance(result, Mapping):
        for each in result.values():
            yield from _tensors(each)
    elif dataclasses.is_dataclass(result) and not isinstance(result, type):
        for entry in dataclasses.fields(result):
            yield from _tensors(getattr(result, entry.name))
    elif result is not None and not isinstance(result, (bool, int, float, str)):
        raise VizbpError(
            f"fn returned {_a(result)} among its outputs", hint="outputs must be tensors")


def _seeds(
    outputs: list[torch.Tensor], seeds: Sequence[torch.Tensor | float | None] | None
) -> list[torch.Tensor | None]:
    """The gradients from which the backward pass starts; None stands for 1."""
    if isinstance(seeds, (torch.Tensor, int, float)):
        seeds = [seeds]
    if seeds is None:
        seeds = [None] * len(outputs)
    if isinstance(seeds, str) or not hasattr(seeds, "__len__"):
        raise VizbpError(f"seeds are one for each output, not {_a(seeds)}")
    if len(seeds) != len(outputs):
        raise VizbpError(f"there are {len(seeds)} seeds for {len(outputs)} outputs")
    found: list[torch.Tensor | None] = []
    for index, (output, seed) in enumerate(zip(outputs, seeds, strict=True)):
        if seed is None and output.requires_grad and output.numel() != 1:
            which = "the output" if len(outputs) == 1 else f"output {index + 1}"
            raise VizbpError(
                f"{which} of fn has shape {list(output.shape)}, and no seed says how it "
                "is weighted",
                hint="return a number, such as its mean, or give seeds=")
        if seed is None:
            found.append(None)
            continue
        try:
            seed = torch.as_tensor(seed, dtype=output.dtype, device=output.device)
        except (TypeError, ValueError, RuntimeError):
            raise VizbpError(
                f"the seed of output {index + 1} is no tensor and no number: {seed!r}") from None
        if seed.shape != output.shape:
            if seed.dim():
                raise VizbpError(
                    f"the seed of output {index + 1} has shape {list(seed.shape)}, the output "
                    f"{list(output.shape)}")
            seed = seed.expand(output.shape)
        found.append(seed.detach())
    return found


def _shown(seed: torch.Tensor | None, scale: float | None, limit: int) -> TensorData | None:
    """A seed as the graph has it: like all gradients divided by what the loss was scaled by."""
    if scale not in (None, 1):
        seed = (torch.tensor(1.0) if seed is None else seed.float()) / scale
    if seed is None or seed.numel() == 0:
        return None  # Of nothing the shape would be lost in the file.
    # Without them nobody can compute the gradients again.
    return snapshot(seed, max(limit, _SEEDS))


def _a(value: Any) -> str:
    if value is None:
        return "None"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
