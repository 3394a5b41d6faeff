"""JAX: capture the graph that a function computes, and what its gradient is made of.

    import vizbp.jax
    graph = vizbp.jax.capture(loss, params, x, y)
    graph.render("loss.svg", fit="slide")

The function is traced to a jaxpr, which is run an equation at a time, forward and backward, each
equation by its own ``jax.vjp``.
"""

from __future__ import annotations

from ._capture import capture

__all__ = ["capture"]
