"""Custom functions: operations of their own, which nobody may take for the library's.

Somebody's ``Sigmoid`` need not be the sigmoid. Where it is called as an operation that graphs know,
and computed what that computes, it is drawn and checked as that operation, so that ``vizbp check``
finds a backward that is not the derivative. All others are operations that no graph knows. The
field ``derivative`` of the node says of both whose it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, cast

import torch
import torch.nn.functional as F
from torch._ops import OpOverload, OpOverloadPacket

from .._names import snake_case

#: Functions of tensors alone whose derivative says all about how they move. What is constant almost
#: everywhere, such as ``sign``, is not among them: people give it a surrogate on purpose.
_LIBRARY = frozenset({
    "abs", "add", "cos", "div", "dot", "elu", "erf", "exp", "expm1", "gelu", "hardswish",
    "hardtanh", "leaky_relu", "linear", "log", "log1p", "matmul", "max", "maximum", "mean",
    "min", "minimum", "mish", "mul", "neg", "norm", "pow", "reciprocal", "relu", "relu6",
    "rsqrt", "sigmoid", "silu", "sin", "softplus", "sqrt", "square", "std", "sub", "sum", "t",
    "tan", "tanh", "var",
})


def op_of(custom: type) -> str:
    """The operation of a custom function: ``MyRelu`` → ``custom_my_relu``."""
    return f"custom_{snake_case(custom.__name__)}"


def registered(function: Any, made: Sequence[torch.Tensor]) -> type | None:
    """What stands for the custom function behind an operation that somebody registered with
    ``torch.library``: its name, and its backward; None for PyTorch's own operations.

    Args:
        function: What was called.
        made: What it gave.
    """
    if isinstance(function, OpOverload):
        qualified = function._name
    elif isinstance(function, OpOverloadPacket):
        qualified = function._qualified_op_name
    else:
        return None
    namespace, _, name = qualified.partition("::")
    found = next((
        each for tensor in made
        if (each := getattr(tensor.grad_fn, "_forward_cls", None)) is not None), None)
    if namespace in ("aten", "prims") or found is None:
        return None
    if not found.__name__.startswith("GeneratedBackwardFor"):
        return cast(type, found)
    inside = inspect.getclosurevars(found.backward).nonlocals.get("info")
    rule = getattr(inside, "_backward_fn", None) or found.backward
    return type(name.partition(".")[0], (), {"backward": staticmethod(rule)})


def library_twin(
    custom: type, name: str, taken: Sequence[torch.Tensor], made: Sequence[torch.Tensor],
) -> Callable[..., Any] | None:
    """The function of PyTorch under whose name a custom function computed just what that computes.

    Args:
        custom: The custom function.
        name: PyTorch's name for what it is called as.
        taken: The tensors that it was given, and nothing else.
        made: What it gave.
    """
    function = getattr(torch, name, None) or getattr(F, name, None)
    if name not in _LIBRARY or len(made) != 1 or not callable(function):
        return None
    try:
        with torch.no_grad():
            right = function(*(each.detach() for each in taken))
            value = made[0].detach()
            if right.shape != value.shape or right.dtype != value.dtype:
                return None
            close = 64 * torch.finfo(value.dtype).eps
            is_same = torch.allclose(value, right, rtol=close, atol=close, equal_nan=True)
    except (AttributeError, RuntimeError, TypeError, ValueError):
        return None  # It takes other arguments than that, or makes something else.
    return function if is_same else None

