"""Small models of every kind that capture has to handle, each by name: ``MODELS[name]()`` gives a
function that computes the loss, and the leaves whose gradients are compared."""

from __future__ import annotations

# Each registers its models.
import torch_models_autograd
import torch_models_further  # noqa: F401
import torch_models_hostile  # noqa: F401
import torch_models_unusual  # noqa: F401
import torch_models_usual  # noqa: F401
from torch_cases import MODELS

Square = torch_models_autograd.Square

__all__ = ["MODELS", "Square"]
