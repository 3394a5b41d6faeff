"""What a model to be captured is, and how one is registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

Tensor = torch.Tensor


@dataclass
class Case:
    """A model to be captured.

    Attributes:
        loss: Computes the loss.
        leaves: The tensors whose gradients are compared, by the ids of their nodes.
        options: Of ``capture``.
        same_graph: Whether a plain run builds the same graph of autograd.
    """

    loss: Callable[[], Any]
    leaves: dict[str, Tensor]
    options: dict[str, Any] = field(default_factory=dict)
    same_graph: bool = True


MODELS: dict[str, Callable[[], Case]] = {}


def model(make: Callable[[], Case]) -> Callable[[], Case]:
    """Register a model, made anew from the same seed each time."""
    def seeded() -> Case:
        torch.manual_seed(7)
        return make()

    MODELS[make.__name__] = seeded
    return seeded


def of(module: nn.Module, loss: Callable[[], Any], **options: Any) -> Case:
    """The case of one module whose parameters are compared."""
    return Case(loss, dict(module.named_parameters()), **options)
