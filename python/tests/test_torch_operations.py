"""Functions of PyTorch, as its own list has them with their inputs: none is accused.

A few of them, drawn by a seed; all of them and more of their inputs with
``VIZBP_OPERATIONS=all pytest tests/test_torch_operations.py``, which takes minutes.
"""

from __future__ import annotations

import os
import random

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("expecttest", reason="PyTorch's own tests need it")

import torch_operations  # noqa: E402

import vizbp  # noqa: E402
from vizbp import check  # noqa: E402

ALL = os.environ.get("VIZBP_OPERATIONS") == "all"
COUNT = 12 if ALL else 2
#: Those that were accused once.
OFTEN = [
    "linalg.pinv.hermitian", "linalg.pinv.singular", "linalg.svd", "linalg.svdvals", "norm.nuc",
    "nn.functional.max_unpool2d", "double", "to", "take_along_dim", "masked.amax", "amin",
    "max.reduction_with_dim", "__getitem__", "index_select", "gather", "sub", "rsub", "norm",
    "prod", "nn.functional.upsample_nearest", "nn.functional.batch_norm", "take", "topk"]
#: What PyTorch has wrong itself: ``torch.autograd.gradcheck`` says so, too.
WRONG = {"as_strided_scatter"}
NAMES = sorted(torch_operations.OPERATIONS)
DRAWN = NAMES if ALL else sorted({*OFTEN, *random.Random(4).sample(NAMES, 40)})


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", DRAWN)
def test_a_function_of_pytorch_is_not_accused(name):
    if name in WRONG or name not in torch_operations.OPERATIONS:
        pytest.skip("PyTorch has its gradient wrong, or no longer has it")
    for dtype in (torch.float64, torch.float32):
        for sample in torch_operations.samples(name, dtype, COUNT):
            wanted = torch.autograd.grad(
                sample.run(), sample.leaves, sample.seeds, allow_unused=True)
            for leaf in sample.leaves:
                leaf.grad = None
            graph = vizbp.capture(sample.run, seeds=sample.seeds, keep_grad=True)
            for leaf, right in zip(sample.leaves, wanted, strict=True):
                if leaf.grad is not None and right is not None:
                    assert torch.equal(
                        torch.nan_to_num(leaf.grad.to_dense()), torch.nan_to_num(right.to_dense()))
            assert not graph.check().suspects, f"{sample.name}: {graph.check().text}"
            if wanted[0] is not None and not any(
                    bool(each.to_dense().any()) for each in wanted if each is not None):
                # Gradients that all are 0, as here they have become, the program takes for none.
                continue
            found = check.by_program(vizbp.Graph.from_json(graph.json()))
            wrong = [node.id for node in found.nodes if node.status == "wrong"]
            assert not wrong, f"{sample.name}: {found.text}"
