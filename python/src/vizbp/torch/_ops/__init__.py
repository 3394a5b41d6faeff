"""What a call is in a graph: its operation's name, its operands in order, and its attributes.

Operations that vizbp knows have its names, operands and attributes, so that ``vizbp check`` can
compute them again; all others keep PyTorch's name in lower snake case, and PyTorch's names of
arguments. What differs from an operation that vizbp knows must not have its name.
"""

from __future__ import annotations

import functools
import inspect
import types
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from .._calls import Call, Slot, Value
from .._names import snake_case

# The rules register themselves.
from . import _arithmetic, _composed, _divided, _layers, _moves  # noqa: F401
from ._custom import library_twin, op_of, registered
from ._table import RULES, TAKEN, Bound, Described, Made, Number, Operand, Part

__all__ = [
    "Described", "Made", "Number", "Operand", "Part", "describe", "describe_custom",
    "of_autograd", "of_node", "opened", "registered"]

#: Functions whose parts are more telling than they are: the mode looks into them.
_OPENED = {
    "multi_head_attention_forward": F.multi_head_attention_forward, "softmin": F.softmin}

_REFLECTED = {"radd": "add", "rsub": "sub", "rmul": "mul", "rdiv": "div", "rtruediv": "div",
              "rpow": "pow", "rmatmul": "matmul"}
_IN_PLACE = {"iadd": "add", "isub": "sub", "imul": "mul", "idiv": "div", "itruediv": "div",
             "ipow": "pow"}
_SYNONYMS = {
    "multiply": "mul", "subtract": "sub", "divide": "div", "true_divide": "div", "truediv": "div",
    "negative": "neg", "absolute": "abs", "mm": "matmul", "bmm": "matmul", "mv": "matmul",
    "clip": "clamp", "concatenate": "cat", "concat": "cat", "permute_dims": "permute",
    "swapaxes": "transpose", "swapdims": "transpose", "moveaxis": "movedim",
    "expit": "sigmoid", "special_expit": "sigmoid", "special_log_softmax": "log_softmax",
    "special_softmax": "softmax", "special_logsumexp": "logsumexp", "special_erf": "erf",
    "special_expm1": "expm1", "special_log1p": "log1p",
    "mse_loss": "mse", "l1_loss": "l1", "smooth_l1_loss": "smooth_l1", "huber_loss": "huber",
    "binary_cross_entropy": "bce", "binary_cross_entropy_with_logits": "bce_with_logits",
    "nll_loss": "nll", "data": "detach", "fix": "trunc", "arccos": "acos", "arcsin": "asin",
    "arctan": "atan", "linalg_matmul": "matmul", "linalg_vector_norm": "vector_norm",
}
#: Autograd's names for what the mode does not see.
_AUTOGRAD = {"t": "transpose", "to_copy": "cast", "clone": "identity", "alias": "identity",
             "unsafe_view": "view", "select": "torch_select",
             # Of which axes nobody tells.
             "transpose": "torch_transpose"}
#: Arguments of which PyTorch's list of what can be overridden says too little.
_ARGUMENTS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("sum", "mean", "prod", "nansum", "nanmean"), (
        lambda input, dim=None, keepdim=False, dtype=None: None)),
    **dict.fromkeys(("amax", "amin", "logsumexp", "max", "min", "median", "nanmedian", "all",
                     "any", "argmax", "argmin"), lambda input, dim=None, keepdim=False: None),
    **dict.fromkeys(("std", "var", "std_mean", "var_mean"), (
        lambda input, dim=None, unbiased=True, keepdim=False: None)),
    "repeat_interleave": lambda input, repeats, dim=None, output_size=None: None,
    "topk": lambda input, k, dim=-1, largest=True, sorted=True: None,
}


def opened(function: Any, name: str) -> Callable[..., Any] | None:
    """A copy of a function into which the mode can look; None for one to be taken as a whole.

    The function asks first whether a mode wants to handle it, which would lead straight back into
    the handler; the copy is told that none does.
    """
    if _OPENED.get(name) is not function:
        return None
    return _copy(function)


@functools.cache
def _copy(function: types.FunctionType) -> Callable[..., Any]:
    nobody = dict.fromkeys(
        ("has_torch_function", "has_torch_function_unary", "has_torch_function_variadic"),
        lambda *_: False)
    scope = {**function.__globals__, **nobody}
    copy = types.FunctionType(
        function.__code__, scope, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def of_autograd(name: str) -> str:
    """The operation of an autograd node, by the snake case of its name: ``to_copy_backward0``."""
    base = name.rstrip("0123456789")
    base = base.removesuffix("_backward") if base != "_backward" else base
    return _AUTOGRAD.get(base, base)


def of_node(node: Any) -> str:
    """The operation of an autograd node."""
    custom = getattr(type(node), "_forward_cls", None)
    return op_of(custom) if custom is not None else of_autograd(
        snake_case(node.name().rpartition("::")[2]))


def plain_name(name: str) -> tuple[str, bool, bool]:
    """PyTorch's name of what a method computes, whether its operands are swapped, and whether it
    writes in place: ``__rsub__`` → ``sub``, swapped; ``relu_`` → ``relu``, in place."""
    swapped = in_place = False
    if name.startswith("__") and name.endswith("__"):
        name = name[2:-2]
        swapped, in_place = name in _REFLECTED, name in _IN_PLACE
        name = _REFLECTED.get(name, _IN_PLACE.get(name, name))
    elif name.endswith("_") and not name.startswith("_"):
        name, in_place = name.rstrip("_"), True
    name = name.removeprefix("_special_").lstrip("_")
    return _SYNONYMS.get(name, name), swapped, in_place


def describe_custom(
    custom: type, call: Call, taken: list[torch.Tensor], made: list[torch.Tensor],
    values: list[Value],
) -> Described:
    """What the call of a custom function is in a graph.

    Args:
        custom: The ``autograd.Function`` that was applied.
        call: The call, with slots for tensors.
        taken, made: The tensors that it took, and those that it made.
        values: What it made, as the graph has it.
    """
    slots = call.slots()
    name = plain_name(snake_case(custom.__name__))[0]
    if not call.kwargs and list(call.args) == slots:
        twin = library_twin(custom, name, taken, made)
        if twin is not None:
            found = describe(twin, name, call, values)
            found.label = custom.__name__
            return found
    return Described(op_of(custom), [slot.index for slot in slots], label=custom.__name__)


def describe(
    function: Callable[..., Any], name: str, call: Call, made: list[Value], *,
    divides: bool = False,
) -> Described:
    """What a call is in a graph.

    Args:
        function: What was called.
        name: Its name, or that of the attribute that was read.
        call: The call, with slots for tensors.
        made: What it made.
        divides: Whether it may be several operations; else one that is no operation of its own has
            PyTorch's name.
    """
    slots = call.slots()
    op, swapped, in_place = plain_name(name)
    if not slots:
        return Described("constant", [], {"function": snake_case(op)}, label=snake_case(op))
    bound = _bound(function, op, call)
    rule = RULES.get(op)
    try:
        found = rule(bound, made) if rule is not None else None
    except (LookupError, TypeError, ValueError, AttributeError):
        found = None  # Called in a way that the rule does not know.
    if found is not None and not divides and any(
            isinstance(each, (Made, Part)) for each in found.operands):
        found = None
    # Of nothing at all the operations of graphs have no rule.
    is_empty = any(0 in slot.shape for slot in slots)
    is_other = is_empty or found is None and (rule is not None or op in TAKEN)
    if found is None:
        found = Described(snake_case(op), bound.slots(), bound.attributes())
    if is_other or _is_of_no_axes(found, slots):
        found = Described(f"torch_{snake_case(op)}", bound.slots(), bound.attributes())
    if swapped and len(found.operands) == 2:
        found.operands.reverse()
    if in_place:
        found.label = found.label or f"{op}_"
    return found


def _is_of_no_axes(found: Described, slots: list[Slot]) -> bool:
    """Whether an axis is named of a number, which has none: PyTorch then takes it for a vector."""
    is_number = any(
        isinstance(each, int) and not slots[each].shape for each in found.operands[:1])
    return is_number and not _AXES.isdisjoint(found.attributes)


_AXES = frozenset({"axis", "axes", "dim", "dims"})


def _bound(function: Callable[..., Any], op: str, call: Call) -> Bound:
    """The arguments by name. Keywords say their names themselves."""
    signature = _named(op) or _signature(function)
    if signature is not None:
        try:
            positional = signature.bind_partial(*call.args).arguments
        except TypeError:
            pass  # Called in a way that the list does not know.
        else:
            defaults = {
                key: parameter.default for key, parameter in signature.parameters.items()
                if parameter.default is not inspect.Parameter.empty}
            return Bound({
                # Methods call their own tensor otherwise than functions do.
                "input" if key == "self" else key: value
                for key, value in {**positional, **call.kwargs}.items()}, defaults)
    values = {f"argument{index}" if index else "input": value
              for index, value in enumerate(call.args)}
    return Bound({**values, **call.kwargs}, {})


@functools.cache
def _named(op: str) -> inspect.Signature | None:
    known = _ARGUMENTS.get(op)
    return None if known is None else inspect.signature(known)


@functools.cache
def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    """The names of a function's arguments; for those in C, and those that hand on whatever they are
    given, what PyTorch's own list of what can be overridden says of them."""
    try:
        listed = torch.overrides.get_testing_overrides().get(function)
    except TypeError:
        return None
    for each in (function, listed) if inspect.isfunction(function) else (listed, function):
        if each is None:
            continue
        try:
            found = inspect.signature(each)
        except (TypeError, ValueError):
            continue
        if all(parameter.kind is not parameter.VAR_POSITIONAL
               for parameter in found.parameters.values()):
            return found
    return None
