"""Custom functions of PyTorch: twenty with a fault in ``backward``, and their right twins.

``make(name, faulty)`` gives the class; what stands after ``if faulty`` in each is the fault, of the
kinds that people make.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.autograd import Function

Rule = Callable[..., object]


def _custom(name: str, forward: Rule, backward: Rule) -> type[Function]:
    return type(name, (Function,), {
        "forward": staticmethod(forward), "backward": staticmethod(backward)})


def _of_one(name: str, value: Rule, slope: Rule, wrong: Rule, faulty: bool) -> type[Function]:
    """A function of each element by itself."""
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return value(x)

    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * (wrong if faulty else slope)(x)

    return _custom(name, forward, backward)


_ELEMENTWISE: dict[str, tuple[Rule, Rule, Rule]] = {
    "Cube": (lambda x: x**3, lambda x: 3 * x**2, lambda x: 2 * x**2),
    "Logistic": (
        torch.sigmoid, lambda x: torch.sigmoid(x) * (1 - torch.sigmoid(x)), torch.sigmoid),
    "TanhWithSign": (torch.tanh, lambda x: 1 - torch.tanh(x)**2, lambda x: torch.tanh(x)**2 - 1),
    "Swish": (
        lambda x: x * torch.sigmoid(x),
        lambda x: torch.sigmoid(x) * (1 + x * (1 - torch.sigmoid(x))),
        lambda x: torch.sigmoid(x) * (1 - torch.sigmoid(x))),
    "LeakyRelu": (
        lambda x: torch.where(x > 0, x, 0.1 * x), lambda x: torch.where(x > 0, 1.0, 0.1),
        lambda x: torch.where(x > 0, 1.0, 0.0)),
    "Softplus": (
        torch.nn.functional.softplus, torch.sigmoid, lambda x: torch.sigmoid(x) + 0.01),
    "Gauss": (
        lambda x: torch.exp(-x**2), lambda x: -2 * x * torch.exp(-x**2),
        lambda x: -x * torch.exp(-x**2)),
    "Reciprocal": (
        lambda x: 1 / (x**2 + 1), lambda x: -2 * x / (x**2 + 1)**2, lambda x: -2 * x / (x**2 + 1)),
    "Clamp": (
        lambda x: x.clamp(-0.5, 0.5), lambda x: (x.abs() < 0.5).to(x.dtype), torch.ones_like),
    "SineOfDegrees": (
        lambda x: torch.sin(x * torch.pi / 180),
        lambda x: torch.cos(x * torch.pi / 180) * torch.pi / 180,
        lambda x: torch.cos(x * torch.pi / 180)),
}


def _of_rows(name: str, faulty: bool) -> type[Function]:
    """A function that couples the elements of a row."""
    def forward(ctx, x):
        if name == "SoftmaxOfRows":
            y = torch.softmax(x, -1)
        elif name == "Centre":
            y = x - x.mean(-1, keepdim=True)
        elif name == "UnitLength":
            y = x / x.norm(dim=-1, keepdim=True)
        else:
            y = torch.cumsum(x, -1)
        ctx.save_for_backward(x, y)
        return y

    def backward(ctx, g):
        x, y = ctx.saved_tensors
        if name == "SoftmaxOfRows":
            return y * g if faulty else y * (g - (g * y).sum(-1, keepdim=True))
        if name == "Centre":
            return g if faulty else g - g.mean(-1, keepdim=True)
        if name == "UnitLength":
            length = x.norm(dim=-1, keepdim=True)
            return g / length if faulty else (g - y * (g * y).sum(-1, keepdim=True)) / length
        return torch.cumsum(g, -1) if faulty else g.flip(-1).cumsum(-1).flip(-1)

    return _custom(name, forward, backward)


def _affine(faulty: bool) -> type[Function]:
    """x W + b; the fault forgets to add the bias' gradient up over the rows."""
    def forward(ctx, x, w, b):
        ctx.save_for_backward(x, w)
        return x @ w + b

    def backward(ctx, g):
        x, w = ctx.saved_tensors
        return g @ w.T, x.T @ g, g.mean(0) if faulty else g.sum(0)

    return _custom("Affine", forward, backward)


def _product(faulty: bool) -> type[Function]:
    """a × b; the fault exchanges the two gradients."""
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a * b

    def backward(ctx, g):
        a, b = ctx.saved_tensors
        return (g * a, g * b) if faulty else (g * b, g * a)

    return _custom("Product", forward, backward)


def _scaled(faulty: bool) -> type[Function]:
    """x × s for a learned number s; the fault sends nothing to s."""
    def forward(ctx, x, s):
        ctx.save_for_backward(x, s)
        return x * s

    def backward(ctx, g):
        x, s = ctx.saved_tensors
        return g * s, None if faulty else (g * x).sum()

    return _custom("Scaled", forward, backward)


def _both(faulty: bool) -> type[Function]:
    """Two outputs, sin and cos; the fault forgets the second."""
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.sin(x), torch.cos(x)

    def backward(ctx, g, h):
        (x,) = ctx.saved_tensors
        return g * torch.cos(x) if faulty else g * torch.cos(x) - h * torch.sin(x)

    return _custom("SineAndCosine", forward, backward)


def _edge(faulty: bool) -> type[Function]:
    """The square; the fault leaves out the first of many elements."""
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        sent = 2 * x * g
        if faulty:
            sent = sent.clone()
            sent[0, 0] = 0
        return sent

    return _custom("SquareButOne", forward, backward)


def _in_place(faulty: bool) -> type[Function]:
    """The exponential, written into its input; the fault uses the input that is gone."""
    def forward(ctx, x):
        y = torch.exp(x)
        ctx.save_for_backward(y)
        return y

    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * (torch.exp(y) if faulty else y)

    return _custom("Exponential", forward, backward)


_OTHERS: dict[str, Callable[[bool], type[Function]]] = {
    "Affine": _affine, "Product": _product, "Scaled": _scaled, "SineAndCosine": _both,
    "SquareButOne": _edge, "Exponential": _in_place,
}
_ROWS = ("SoftmaxOfRows", "Centre", "UnitLength", "RunningSum")

#: The names of all twenty.
NAMES = (*_ELEMENTWISE, *_ROWS, *_OTHERS)


def make(name: str, faulty: bool) -> type[Function]:
    """One of the functions, with its fault or without."""
    if name in _ELEMENTWISE:
        return _of_one(name, *_ELEMENTWISE[name], faulty)
    return _of_rows(name, faulty) if name in _ROWS else _OTHERS[name](faulty)


def model(name: str, faulty: bool, seed: int) -> Callable[[], torch.Tensor]:
    """A loss of a small network in whose middle the function stands."""
    torch.manual_seed(seed)
    custom = make(name, faulty)
    first, last = torch.nn.Linear(5, 4), torch.nn.Linear(4, 3)
    x, w, b = torch.randn(6, 5), torch.randn(4, 4), torch.randn(4)
    s = torch.tensor(0.7)
    for each in (w, b, s):
        each.requires_grad_()

    def loss() -> torch.Tensor:
        h = first(x)
        if name == "Affine":
            h = custom.apply(h, w, b)
        elif name == "Product":
            h = custom.apply(h, torch.tanh(h @ w))
        elif name == "Scaled":
            h = custom.apply(h, s)
        elif name == "SineAndCosine":
            sine, cosine = custom.apply(h)
            h = sine + 2 * cosine
        else:
            h = custom.apply(h)
        return torch.nn.functional.cross_entropy(last(h), torch.arange(6) % 3)

    return loss
