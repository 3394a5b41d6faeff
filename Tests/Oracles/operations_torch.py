"""The operations of `operations.py`, by PyTorch; `a` are the attributes."""

import torch
from torch.nn import functional as F


def where(a, condition, x, y):
    return torch.where(condition != 0, x, y)


def masked_fill(a, x, mask, value=None):
    return x.masked_fill(mask != 0, a["value"] if value is None else value)


def loss(function):
    """A loss of PyTorch's, whose weights are tensors; a vector's attribute is one as well."""
    def of(a, x, y, *weights):
        a = {k: torch.tensor(v) if k in ("weight", "pos_weight") else v for k, v in a.items()}
        names = ["pos_weight"] if a.pop("pos_weighted", False) else ["weight", "pos_weight"]
        if function not in (F.mse_loss, F.l1_loss, F.huber_loss):
            weights = [weight.detach() for weight in weights]  # PyTorch has no gradient for them.
        return function(x, y, **a, **dict(zip(names, weights)))
    return of


def by_classes(function):
    """As ``loss``; the classes lie along an axis that may be another than PyTorch's."""
    def of(a, x, y, *weights):
        a = dict(a)
        axis = a.pop("axis", -1 if function is F.cross_entropy else min(1, x.dim() - 1))
        second = min(1, x.dim() - 1)
        same = y.shape == x.shape
        x = x.movedim(axis, second)
        return loss(function)(a, x, y.movedim(axis, second) if same else y, *weights)
    return of


def reduced(function):
    return lambda a, x: function(
        x, dim=a.get("axes"), keepdim=a.get("keepdims", False), correction=a.get("correction", 1))


def prod(a, x):
    for axis in sorted((i % x.dim() for i in a.get("axes", range(x.dim()))), reverse=True):
        x = x.prod(axis, keepdim=a.get("keepdims", False))
    return x


def cumsum(a, x):
    return x.flip(a["axis"]).cumsum(a["axis"]).flip(a["axis"]) if a.get("reverse") else (
        x.cumsum(a["axis"]))


def gemm(a, x, y, c=None):
    x, y = x.T if a.get("transA") else x, y.T if a.get("transB") else y
    product = a.get("alpha", 1) * (x @ y)
    return product if c is None else product + a.get("beta", 1) * c


def padding(a, x):
    mode, amounts = a.get("mode", "constant"), a["pad"]
    if mode == "constant":
        return F.pad(x, amounts, value=a.get("value", 0))
    # These take batches of channels.
    lead = (1,) * (2 + len(amounts) // 2 - x.dim())
    return F.pad(x.reshape(lead + x.shape), amounts, mode).flatten(0, len(lead)) if lead else (
        F.pad(x, amounts, mode))


def packed(function):
    """Several outputs one after the other; a single one as it is."""
    def of(a, x):
        parts = function(a, x)
        return parts[0] if len(parts) == 1 else torch.cat([part.flatten() for part in parts])
    return of


def median(a, x):
    if "axis" not in a:
        return x.median()
    return x.median(a["axis"], a.get("keepdims", False)).values


TORCH = {
    "sort": lambda a, x: x.sort(a.get("axis", -1), a.get("descending", False)).values,
    "topk": lambda a, x: x.topk(a["k"], a.get("axis", -1), a.get("largest", True)).values,
    "kthvalue": lambda a, x: x.kthvalue(
        a["k"], a.get("axis", -1), a.get("keepdims", False)).values,
    "median": median, "cummax": lambda a, x: x.cummax(a.get("axis", -1)).values,
    "cummin": lambda a, x: x.cummin(a.get("axis", -1)).values,
    "mse": loss(F.mse_loss), "l1": loss(F.l1_loss), "smooth_l1": loss(F.smooth_l1_loss),
    "huber": loss(F.huber_loss), "bce": loss(F.binary_cross_entropy),
    "bce_with_logits": loss(F.binary_cross_entropy_with_logits), "kl_div": loss(F.kl_div),
    "nll": by_classes(F.nll_loss), "cross_entropy": by_classes(F.cross_entropy),
    "cosine_similarity": lambda a, x, y: F.cosine_similarity(
        x, y, a.get("axis", 1), a.get("epsilon", 1e-8)),
    "var": reduced(torch.var), "std": reduced(torch.std), "prod": prod, "cumsum": cumsum,
    "linear": lambda a, *x: F.linear(*x), "gemm": gemm,
    "addmm": lambda a, c, x, y: torch.addmm(c, x, y, **a),
    "index_select": lambda a, x, i: x.index_select(a.get("axis", 0), i),
    "gather_elements": lambda a, x, i: x.gather(a.get("axis", 0), i),
    "take_along_dim": lambda a, x, i: x.take_along_dim(i, a["axis"]),
    # Backward, PyTorch takes no sources without an index.
    "scatter_add": lambda a, x, i, y: x.scatter_add(
        a.get("axis", 0), i, y[tuple(slice(extent) for extent in i.shape)]),
    "embedding": lambda a, i, x: F.embedding(i, x, **a),
    "split": packed(lambda a, x: x.split(a["sizes"], a.get("axis", 0))),
    "chunk": packed(lambda a, x: x.chunk(a["chunks"], a.get("axis", 0))),
    "unbind": packed(lambda a, x: x.unbind(a.get("axis", 0))),
    "stack": lambda a, *x: torch.stack(x, a.get("axis", 0)), "pad": padding,
    "identity": lambda a, x: x.clone(),
    "detach": lambda a, x: x.detach(),
    "log1p": lambda a, x: torch.log1p(x),
    "expm1": lambda a, x: torch.expm1(x),
    "erf": lambda a, x: torch.erf(x),
    "rsqrt": lambda a, x: torch.rsqrt(x),
    "reciprocal": lambda a, x: torch.reciprocal(x),
    "silu": lambda a, x: F.silu(x),
    "mish": lambda a, x: F.mish(x),
    "hardtanh": lambda a, x: F.hardtanh(x, **a),
    "hardswish": lambda a, x: F.hardswish(x),
    "clamp": lambda a, x: torch.clamp(x, **a),
    "where": where,
    "masked_fill": masked_fill,
}
