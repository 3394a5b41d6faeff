"""Functions of PyTorch whose gradient is on purpose not the derivative of what they compute."""

from __future__ import annotations

import inspect
from typing import Any

import torch.nn.functional as F

from .._judge import CannotRun
from ._calls import Call, Slot

_EMBEDDING = inspect.signature(F.embedding)
_REASONS = {
    "ctc_loss": "its gradient is that along log-probabilities, which sum up to 1, alone",
    "scale_grad_by_freq": "its gradient is divided by how often a row occurs, on purpose",
}


def withheld(call: Call) -> dict[int, Any]:
    """By slot, the elements of an argument that get no gradient on purpose, as an index.

    Raises:
        CannotRun: The gradient cannot be compared with differences at all.
    """
    name = getattr(call.function, "__name__", "")
    if name == "ctc_loss":
        raise CannotRun(_REASONS["ctc_loss"])
    if name != "embedding":
        return {}
    try:
        given = _EMBEDDING.bind(*call.args, **call.kwargs).arguments
    except TypeError:
        return {}
    if given.get("scale_grad_by_freq"):
        raise CannotRun(_REASONS["scale_grad_by_freq"])
    weight, padding = given["weight"], given.get("padding_idx")
    return {weight.index: padding} if isinstance(weight, Slot) and padding is not None else {}
