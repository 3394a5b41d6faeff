"""The operations of `operations.py`, by JAX, those that it has; `a` are the attributes."""

import jax
import jax.numpy as jnp


def mean(losses, a, divisor=None):
    reduction = a.get("reduction", "mean")
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / (losses.size if divisor is None else divisor)


def difference(function, by_weight=False):
    def of(a, x, y, weight=None):
        losses = function(a, x - y)
        weight = a.get("weight", weight)
        if weight is None:
            return mean(losses, a)
        weight = jnp.broadcast_to(jnp.asarray(weight), losses.shape)
        return mean(losses * weight, a, weight.sum() if by_weight else None)
    return of


def distance(d):
    # Whose slope at 0 is PyTorch's, 0.
    return d * jnp.sign(d)


def huber(limit, d):
    return jnp.where(abs(d) < limit, d * d / 2, limit * (abs(d) - limit / 2))


def bce(a, x, y, weight=1):
    return mean(weight * -(y * jnp.log(x) + (1 - y) * jnp.log1p(-x)), a)


def bce_with_logits(a, x, y, *weights):
    named = dict(zip(["pos_weight"] if a.get("pos_weighted") else ["weight", "pos_weight"], weights))
    named = {k: jnp.asarray(v) for k, v in {**a, **named}.items() if k.endswith("weight")}
    ones = named.get("pos_weight", 1) * y * jax.nn.softplus(-x)
    return mean(named.get("weight", 1) * (ones + (1 - y) * jax.nn.softplus(x)), a)


def kl_div(a, x, y):
    losses = jnp.exp(y) * (y - x) if a.get("log_target") else y * (jnp.log(y) - x)
    batch = x.shape[0] if x.ndim and a.get("reduction") == "batchmean" else None
    return mean(losses, a if batch is None else {}, batch)


def classes(are_logarithms):
    def of(a, x, y, weight=None):
        axis = a.get("axis", min(1, x.ndim - 1) if are_logarithms else -1)
        x = jnp.moveaxis(x, axis, -1)
        scores = x if are_logarithms else jax.nn.log_softmax(x)
        count, smooth = x.shape[-1], a.get("label_smoothing", 0)
        weight = a.get("weight", weight)
        weight = jnp.ones(count) if weight is None else jnp.asarray(weight)
        if y.shape == x.shape:
            target, divisor = jnp.moveaxis(y, axis, -1), None
        else:
            target = jax.nn.one_hot(y, count) * (y != a.get("ignore_index", -100))[..., None]
            divisor = (target * weight).sum()
        counts = target.sum(-1, keepdims=True) if divisor is not None else 1
        target = (1 - smooth) * target + smooth / count * counts
        return mean(-(target * weight * scores).sum(-1), a, divisor)
    return of


def cosine(a, x, y):
    axis, least = a.get("axis", 1), a.get("epsilon", 1e-8)
    x, y = jnp.broadcast_arrays(x, y)
    # A root has no slope at 0.
    squares = [jnp.maximum((v * v).sum(axis), 1e-300) for v in (x, y)]
    lengths = [jnp.maximum(jnp.sqrt(square), least) for square in squares]
    return (x * y).sum(axis) / (lengths[0] * lengths[1])


def over(function):
    return lambda a, x: function(
        x, axis=tuple(a["axes"]) if "axes" in a else None, keepdims=a.get("keepdims", False),
        **({"correction": a.get("correction", 1)} if function is not jnp.prod else {}))


def jax_gemm(a, x, y, c=0):
    x, y = x.T if a.get("transA") else x, y.T if a.get("transB") else y
    return a.get("alpha", 1) * (x @ y) + a.get("beta", 1) * c


def jax_cumsum(a, x):
    return jax.lax.cumsum(x, a["axis"] % x.ndim, a.get("reverse", False))


def scatter_add(a, x, i, y):
    axis = a.get("axis", 0) % x.ndim
    indices = list(jnp.indices(i.shape))
    source = y[tuple(indices)]
    indices[axis] = i
    return x.at[tuple(indices)].add(source)


def jax_pad(a, x):
    pairs = [(0, 0)] * x.ndim
    for number in range(len(a["pad"]) // 2):
        pairs[-1 - number] = tuple(a["pad"][2 * number:2 * number + 2])
    mode = {"replicate": "edge", "circular": "wrap"}.get(a.get("mode"), a.get("mode", "constant"))
    if mode == "constant":
        return jax.lax.pad(x, jnp.asarray(a.get("value", 0), x.dtype), [(*p, 0) for p in pairs])
    return jnp.pad(x, pairs, mode)


JAX = {
    "mse": difference(lambda a, d: d * d, True), "l1": difference(lambda a, d: distance(d), True),
    "smooth_l1": difference(lambda a, d: distance(d) if a.get("beta") == 0 else (
        huber(a.get("beta", 1), d) / a.get("beta", 1))),
    "huber": difference(lambda a, d: huber(a.get("delta", 1), d)), "bce": bce,
    "bce_with_logits": bce_with_logits, "kl_div": kl_div, "nll": classes(True),
    "cross_entropy": classes(False), "cosine_similarity": cosine, "var": over(jnp.var),
    "std": over(jnp.std), "prod": over(jnp.prod), "cumsum": jax_cumsum,
    "linear": lambda a, x, w, b=0: x @ w.T + b, "gemm": jax_gemm,
    "addmm": lambda a, c, x, y: jax_gemm(a, x, y, c),
    "index_select": lambda a, x, i: jnp.take(x, i, a.get("axis", 0)),
    "take_along_dim": lambda a, x, i: jnp.take_along_axis(x, i, a["axis"]),
    "scatter_add": scatter_add, "embedding": lambda a, i, x: (
        x if "padding_idx" not in a else x.at[a["padding_idx"]].set(
            jax.lax.stop_gradient(x[a["padding_idx"]])))[i],
    "pad": jax_pad,
    "stack": lambda a, *x: jnp.stack(x, a.get("axis", 0)),
    "identity": lambda a, x: x,
    "log1p": lambda a, x: jnp.log1p(x),
    "erf": lambda a, x: jax.scipy.special.erf(x),
    "rsqrt": lambda a, x: jax.lax.rsqrt(x),
    "reciprocal": lambda a, x: jnp.reciprocal(x),
    "silu": lambda a, x: jax.nn.silu(x),
    "mish": lambda a, x: jax.nn.mish(x),
    "hardtanh": lambda a, x: jnp.clip(x, a.get("min_val", -1), a.get("max_val", 1)),
    "hardswish": lambda a, x: jax.nn.hard_swish(x),
    "clamp": lambda a, x: jnp.clip(x, a.get("min"), a.get("max")),
    "where": lambda a, condition, x, y: jnp.where(condition != 0, x, y),
    "masked_fill": lambda a, x, mask, value=None: jnp.where(
        mask != 0, a["value"] if value is None else value, x),
}
