"""Custom functions of JAX: twenty with a fault in their derivative, and their right twins.

``make(name, faulty)`` gives the function; the last of each entry is the fault, of the kinds that
people make. Half of them have a ``custom_vjp``, half a ``custom_jvp``.
"""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np

Rule = Callable[..., object]

#: Functions of each element: value, slope, and a wrong slope.
_ELEMENTWISE: dict[str, tuple[Rule, Rule, Rule]] = {
    "cube": (lambda x: x**3, lambda x: 3 * x**2, lambda x: 2 * x**2),
    "logistic": (
        jax.nn.sigmoid, lambda x: jax.nn.sigmoid(x) * (1 - jax.nn.sigmoid(x)), jax.nn.sigmoid),
    "tanh": (jnp.tanh, lambda x: 1 - jnp.tanh(x)**2, lambda x: jnp.tanh(x)**2 - 1),
    "swish": (
        lambda x: x * jax.nn.sigmoid(x),
        lambda x: jax.nn.sigmoid(x) * (1 + x * (1 - jax.nn.sigmoid(x))),
        lambda x: jax.nn.sigmoid(x) * (1 - jax.nn.sigmoid(x))),
    "leaky": (
        lambda x: jnp.where(x > 0, x, 0.1 * x), lambda x: jnp.where(x > 0, 1.0, 0.1),
        lambda x: jnp.where(x > 0, 1.0, 0.0)),
    "softplus": (
        lambda x: jnp.log1p(jnp.exp(x)), jax.nn.sigmoid, lambda x: jax.nn.sigmoid(x) + 0.01),
    "gauss": (
        lambda x: jnp.exp(-x**2), lambda x: -2 * x * jnp.exp(-x**2), lambda x: -x * jnp.exp(-x**2)),
    "reciprocal": (
        lambda x: 1 / (x**2 + 1), lambda x: -2 * x / (x**2 + 1)**2, lambda x: -2 * x / (x**2 + 1)),
    "clipped": (
        lambda x: jnp.clip(x, -0.5, 0.5), lambda x: (jnp.abs(x) < 0.5).astype(x.dtype),
        jnp.ones_like),
    "sine_of_degrees": (
        lambda x: jnp.sin(x * np.pi / 180), lambda x: jnp.cos(x * np.pi / 180) * np.pi / 180,
        lambda x: jnp.cos(x * np.pi / 180)),
}

#: Functions of several arguments, or of rows: value, what is sent back, and what is wrongly sent.
_OTHERS: dict[str, tuple[Rule, Rule, Rule]] = {
    "softmax_of_rows": (
        lambda x: jax.nn.softmax(x),
        lambda g, x: ((y := jax.nn.softmax(x)) * (g - (g * y).sum(-1, keepdims=True)),),
        lambda g, x: (jax.nn.softmax(x) * g,)),
    "centre": (
        lambda x: x - x.mean(-1, keepdims=True), lambda g, x: (g - g.mean(-1, keepdims=True),),
        lambda g, x: (g,)),
    "unit_length": (
        lambda x: x / jnp.linalg.norm(x, axis=-1, keepdims=True),
        lambda g, x: (
            (n := jnp.linalg.norm(x, axis=-1, keepdims=True), y := x / n,
             (g - y * (g * y).sum(-1, keepdims=True)) / n)[-1],),
        lambda g, x: (g / jnp.linalg.norm(x, axis=-1, keepdims=True),)),
    "running_sum": (
        lambda x: jnp.cumsum(x, -1), lambda g, x: (jnp.cumsum(g[..., ::-1], -1)[..., ::-1],),
        lambda g, x: (jnp.cumsum(g, -1),)),
    "affine": (
        lambda x, w, b: x @ w + b, lambda g, x, w, b: (g @ w.T, x.T @ g, g.sum(0)),
        lambda g, x, w, b: (g @ w.T, x.T @ g, g.mean(0))),
    "product": (
        lambda a, b: a * b, lambda g, a, b: (g * b, g * a), lambda g, a, b: (g * a, g * b)),
    "scaled": (
        lambda x, s: x * s, lambda g, x, s: (g * s, (g * x).sum()),
        lambda g, x, s: (g * s, jnp.zeros_like(s))),
    "square_but_one": (
        lambda x: x**2, lambda g, x: (2 * x * g,), lambda g, x: ((2 * x * g).at[0, 0].set(0),)),
    "exponential": (
        jnp.exp, lambda g, x: (g * jnp.exp(x),), lambda g, x: (g * jnp.exp(jnp.exp(x)),)),
    "sine_and_cosine": (
        lambda x: (jnp.sin(x), jnp.cos(x)), lambda g, x: (g[0] * jnp.cos(x) - g[1] * jnp.sin(x),),
        lambda g, x: (g[0] * jnp.cos(x),)),
}

#: The names of all twenty.
NAMES = (*_ELEMENTWISE, *_OTHERS)


def make(name: str, faulty: bool) -> Callable[..., object]:
    """One of the functions, with its fault or without."""
    value, right, wrong = (_ELEMENTWISE | _OTHERS)[name]
    rule = wrong if faulty else right

    def function(*x):
        return value(*x)

    function.__name__ = function.__qualname__ = name
    if name in _ELEMENTWISE:
        custom = jax.custom_jvp(function)

        @custom.defjvp
        def along(primals, tangents):
            return custom(*primals), rule(*primals) * tangents[0]
        return custom
    custom = jax.custom_vjp(function)

    def forward(*x):
        return custom(*x), x

    def backward(x, g):
        return rule(g, *x)

    custom.defvjp(forward, backward)
    return custom


def model(name: str, faulty: bool) -> tuple[Callable[..., object], tuple[object, ...]]:
    """A loss of a small network in whose middle the function stands, and its arguments."""
    custom = make(name, faulty)
    draw = np.random.default_rng(NAMES.index(name))

    def loss(params, x):
        h = x @ params["first"]
        if name == "affine":
            h = custom(h, params["w"], params["b"])
        elif name == "product":
            h = custom(h, jnp.tanh(h @ params["w"]))
        elif name == "scaled":
            h = custom(h, params["s"])
        elif name == "sine_and_cosine":
            sine, cosine = custom(h)
            h = sine + 2 * cosine
        else:
            h = custom(h)
        return jnp.mean(jax.nn.logsumexp(h @ params["last"], axis=-1))

    def normal(*shape):
        return jnp.asarray(draw.normal(size=shape), jnp.float32)

    params = {"first": normal(5, 4), "last": normal(4, 3), "w": normal(4, 4), "b": normal(4),
              "s": jnp.float32(0.7)}
    return loss, (params, normal(6, 5))
