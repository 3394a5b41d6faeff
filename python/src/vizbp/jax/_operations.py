"""What an equation is called in a graph: the field's name where it means the same."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ._source import LIBRARY

#: A shape of each input, as numbers.
Shapes = Sequence[tuple[int, ...]]


@dataclass
class Operation:
    """How an equation is drawn and checked.

    Attributes:
        op: The operation's name.
        attributes: What it is told beside its inputs.
        order: The equation's arguments in the order of the node's inputs.
        constant: A number that is a parameter of the equation but an input of the operation; it
            stands after the others.
        called: What somebody's own function is called; its node is named and labelled after it.
        rule_source: ``file:line`` of the derivative that somebody wrote for it.
    """

    op: str
    attributes: dict[str, Any] = field(default_factory=dict)
    order: Sequence[int] | None = None
    constant: float | None = None
    called: str | None = None
    rule_source: str | None = None


def describe(name: str, params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation:
    """The operation of a primitive's name and parameters; an unknown one keeps its own name.

    Args:
        name: The primitive's.
        params: The equation's.
        inputs: The shapes of its arguments.
        output: The abstract value of its first result.
    """
    if name in _SAME:
        return Operation(_SAME[name])
    if name in _RULES:
        found = _RULES[name](params, inputs, output)
        if found is not None:
            return found
    # A name that means something else in a graph would be drawn, and checked, as what it is not.
    op = f"lax_{name}" if name in _TAKEN else name
    return Operation(op, {key: said for key in params if (said := _plain(params[key])) is not None})


_SAME = {
    **{name: name for name in (
        "add", "sub", "mul", "div", "neg", "pow", "exp", "log", "sin", "cos", "tan", "tanh", "sqrt",
        "abs", "log1p", "expm1", "rsqrt", "erf", "sign", "floor", "ceil")},
    "add_any": "add", "max": "maximum", "min": "minimum", "logistic": "sigmoid",
    "stop_gradient": "detach", "copy": "identity", "copy_p": "identity",
    "optimization_barrier": "identity",
}

# What graphs know under the names of these primitives is something else, or told otherwise.
_TAKEN = frozenset({
    "broadcast", "clamp", "concat", "cummax", "cummin", "cumsum", "dot", "gather", "pad", "prod",
    "reshape", "slice", "sort", "split", "step", "sum", "transpose", "where",
})


def _matmul(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation | None:
    """NumPy's ``@``: the last axis of the left with the last but one of the right."""
    (left_sum, right_sum), (left_batch, right_batch) = params["dimension_numbers"]
    left, right = (len(shape) for shape in inputs)
    batch = tuple(range(len(left_batch)))
    attributes = {} if params.get("precision") is None else {"precision": str(params["precision"])}
    if tuple(left_batch) != batch or tuple(right_batch) != batch or len(left_sum) != 1:
        return _einsum(params, inputs)
    free = left - len(batch) - 1, right - len(batch) - 1
    if left_sum[0] != left - 1 or not 0 <= free[1] <= 1 or right_sum[0] != len(batch):
        return _einsum(params, inputs)
    if batch and (free[0] != 1 or free[1] != 1):
        return _einsum(params, inputs)
    op = "dot" if free == (0, 0) else "matmul"
    return Operation(op, attributes if op == "matmul" else {})


def _einsum(params: Mapping[str, Any], inputs: Shapes) -> Operation | None:
    """Any other product: batch, what is left of the left, what is left of the right."""
    if params.get("precision") is not None:
        return None
    (left_sum, right_sum), (left_batch, right_batch) = params["dimension_numbers"]
    letters = iter(string.ascii_letters)
    left = [next(letters) for _ in inputs[0]]
    shared = dict(zip([*right_batch, *right_sum], [*left_batch, *left_sum], strict=True))
    right = [left[shared[axis]] if axis in shared else next(letters)
             for axis in range(len(inputs[1]))]
    result = [left[axis] for axis in left_batch]
    result += [label for axis, label in enumerate(left) if axis not in (*left_batch, *left_sum)]
    result += [label for axis, label in enumerate(right) if axis not in shared]
    return Operation("einsum", {
        "equation": f"{''.join(left)},{''.join(right)}->{''.join(result)}"})


def _power(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation:
    return Operation("pow", constant=float(params["y"]))


def _reduction(op: str) -> Callable[..., Operation]:
    def rule(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation:
        axes = [int(axis) for axis in params["axes"]]
        return Operation(op, {} if len(axes) == len(inputs[0]) else {"axes": axes})
    return rule


def _broadcast(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation:
    """A broadcast as NumPy's; a reshape where nothing is repeated; else JAX's own."""
    shape = [int(extent) for extent in params["shape"]]
    axes = [int(axis) for axis in params["broadcast_dimensions"]]
    if int(np.prod(inputs[0])) == int(np.prod(shape)):
        return Operation("reshape", {"shape": shape})
    if axes == list(range(len(shape) - len(inputs[0]), len(shape))):
        return Operation("broadcast", {"shape": shape})
    return Operation("broadcast_in_dim", {"shape": shape, "axes": axes})


def _reshape(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation | None:
    if params.get("dimensions") is not None:
        return None
    return Operation("reshape", {"shape": [int(extent) for extent in output.shape]})


def _transpose(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation:
    permutation = [int(axis) for axis in params["permutation"]]
    backwards = permutation == list(reversed(range(len(permutation))))
    return Operation("transpose", {} if backwards else {"permutation": permutation})


def _slice(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation:
    names = {"starts": "start_indices", "stops": "limit_indices", "steps": "strides"}
    return Operation("slice", {
        name: [int(each) for each in params[theirs]]
        for name, theirs in names.items() if params.get(theirs) is not None})


def _select(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation | None:
    # The cases of a boolean stand as false, true; where has them the other way round.
    return Operation("where", order=(0, 2, 1)) if len(inputs) == 3 else None


def _cast(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation:
    return Operation("cast", {"dtype": str(output.dtype)})


def _convolution(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation | None:
    """A convolution of sequences, images or volumes, and kernels, whose channels come first."""
    numbers = params["dimension_numbers"]
    first, axes = tuple(range(len(inputs[0]))), len(inputs[0]) - 2
    specs = (numbers.lhs_spec, numbers.rhs_spec, numbers.out_spec)
    if any(tuple(spec) != first for spec in specs) or params["batch_group_count"] != 1:
        return None
    if any(each != 1 for each in params["lhs_dilation"]) or not 1 <= axes <= 3:
        return None
    before, after = ([int(pair[side]) for pair in params["padding"]] for side in (0, 1))
    if min(*before, *after) < 0:
        return None
    attributes: dict[str, Any] = {}
    if any(each != 1 for each in params["window_strides"]):
        attributes["strides"] = list(params["window_strides"])
    if before != after:
        attributes["padding"] = before + after
    elif any(before):
        attributes["padding"] = before
    if any(each != 1 for each in params["rhs_dilation"]):
        attributes["dilations"] = list(params["rhs_dilation"])
    if params["feature_group_count"] != 1:
        attributes["groups"] = int(params["feature_group_count"])
    return Operation(f"conv{axes}d", attributes)


def _sorting(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation | None:
    # Of several operands the first decides of all.
    return Operation("sort", _axis(params["dimension"], inputs)) if len(inputs) == 1 else None


def _running(op: str) -> Callable[..., Operation | None]:
    def rule(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation | None:
        return None if params["reverse"] else Operation(op, _axis(params["axis"], inputs))
    return rule


def _top(params: Mapping[str, Any], inputs: Shapes, output: Any) -> Operation:
    axis = params.get("axis", -1)
    return Operation("topk", {"k": int(params["k"]), **_axis(axis, inputs)})


def _axis(axis: Any, inputs: Shapes) -> dict[str, Any]:
    """An axis as an attribute, the last being the default."""
    rank = len(inputs[0])
    return {} if int(axis) % rank == rank - 1 else {"axis": int(axis)}


_RULES: dict[str, Callable[[Mapping[str, Any], Shapes, Any], Operation | None]] = {
    "dot_general": _matmul,
    "integer_pow": _power,
    "square": lambda params, inputs, output: Operation("pow", constant=2.0),
    "reduce_sum": _reduction("sum"), "reduce_max": _reduction("max"),
    "reduce_min": _reduction("min"), "reduce_prod": _reduction("prod"),
    "broadcast_in_dim": _broadcast,
    "reshape": _reshape, "squeeze": lambda p, i, o: _reshape({}, i, o),
    "expand_dims": lambda p, i, o: _reshape({}, i, o),
    "transpose": _transpose,
    "concatenate": lambda p, i, o: Operation("concat", {"axis": int(p["dimension"])}),
    "slice": _slice,
    "select_n": _select,
    "convert_element_type": _cast,
    "conv_general_dilated": _convolution,
    "sort": _sorting, "top_k": _top, "cummax": _running("cummax"), "cummin": _running("cummin"),
    "split": lambda p, i, o: Operation(
        "split", {"axis": int(p["axis"]), "sizes": [int(size) for size in p["sizes"]]}),
}


def _plain(value: Any) -> Any:
    """A parameter as an attribute: numbers, texts, lists of numbers; None for all else."""
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (np.integer, np.floating)):
        return value.item()
    if isinstance(value, (tuple, list)) and all(
            isinstance(each, (int, np.integer)) for each in value):
        return [int(each) for each in value]
    return str(value) if isinstance(value, np.dtype) else None


def custom(kind: str, jaxpr: Any) -> Operation:
    """A function that brings a derivative of its own, by its name.

    Args:
        kind: ``custom_jvp`` or ``custom_vjp``.
        jaxpr: What the function computes.
    """
    inner = getattr(jaxpr, "jaxpr", jaxpr)
    info = getattr(inner, "debug_info", None)
    words = str(getattr(info, "func_src_info", None) or "").split(" at ", 1)
    name = words[0].strip("_<>").rpartition(".")[2]
    if len(words) == 2 and words[1].startswith(LIBRARY):
        if name == "relu":
            return Operation("relu")
        sums = [eqn for eqn in inner.eqns if eqn.primitive.name == "reduce_sum"]
        axes = [list(eqn.params["axes"]) for eqn in sums]
        if name == "softmax" and len(axes) == 1 and len(axes[0]) == 1 and len(inner.invars) == 1:
            rank = len(inner.invars[0].aval.shape)
            return Operation("softmax", {} if axes[0] == [rank - 1] else {"axis": int(axes[0][0])})
    if not name or name == "lambda":
        return Operation(kind)
    # A function of somebody's that is called as one of a graph's operations need not be it.
    return Operation(f"custom_{name}", {"derivative": kind}, called=name)
