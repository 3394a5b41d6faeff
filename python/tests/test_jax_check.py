"""``graph.check()`` of what JAX ran: faults are named alone, right rules never accused."""

from __future__ import annotations

import os
import re

import numpy as np
import pytest

os.environ.setdefault("JAX_PLATFORMS", "cpu")
jax = pytest.importorskip("jax")

import jax.numpy as jnp  # noqa: E402
import jax_functions  # noqa: E402

import vizbp  # noqa: E402
import vizbp.jax  # noqa: E402


def checked(f, *args, **options):
    graph = vizbp.jax.capture(f, *args, **options)
    return graph, graph.check()


@pytest.mark.parametrize("name", jax_functions.NAMES)
def test_a_fault_is_named_alone_with_its_line(name):
    f, args = jax_functions.model(name, True)
    graph, result = checked(f, *args)
    assert not result.ok, result.text
    (suspect,) = result.suspects
    assert graph[suspect].label == name, result.text
    (node,) = [node for node in result.nodes if node.status == "wrong"]
    assert node.id == suspect and node.gradient_error > 1e-4
    assert "jax_functions.py:" in node.source and node.source in result.text
    # The line of the faulty rule itself, too.
    assert re.search(r"its backward stands in .*jax_functions\.py:(95|10\d)$", result.text, re.M)


@pytest.mark.parametrize("name", jax_functions.NAMES)
def test_a_right_function_is_not_accused(name):
    f, args = jax_functions.model(name, False)
    graph, result = checked(f, *args)
    assert result.ok and result.suspects == [], result.text
    (custom,) = [node for node in graph.nodes if node.label == name]
    found = {node.id: node for node in result.nodes}
    assert found[custom.id].status == "ok" and found[custom.id].gradient_error < 1e-5
    # In double precision, every call has one.
    assert all(node.gradient_error < 1e-5 for node in result.nodes if node.status == "ok")
    assert sum(node.status == "ok" for node in result.nodes) >= 4


def test_a_missing_gradient_is_said_to_be_missing():
    @jax.custom_jvp
    def scaled(x, s):
        return x * s

    @scaled.defjvp
    def scaled_jvp(primals, tangents):
        return scaled(*primals), primals[1] * tangents[0]

    graph, result = checked(
        lambda s, x: jnp.sum(scaled(x * s, s)), jnp.float32(2), jnp.arange(3.0))
    assert [graph[each].label for each in result.suspects] == ["scaled"]
    assert "argument 2 is missing" in result.text


def test_a_step_with_a_surrogate_is_not_accused():
    @jax.custom_vjp
    def rounded(x):
        return jnp.round(x)

    rounded.defvjp(lambda x: (rounded(x), None), lambda _, g: (g,))
    graph, result = checked(lambda x: jnp.sum(rounded(x) * x), jnp.linspace(0.2, 3, 7))
    assert result.ok and "surrogate" in result.text, result.text
    # What JAX itself takes for constant has no rule to be judged.
    _, result = checked(lambda x: jnp.sum(jnp.floor(x) * x), jnp.linspace(0.2, 3, 7))
    assert result.ok, result.text


def test_what_is_random_each_time_is_not_accused():
    draw = np.random.default_rng(0)

    @jax.custom_vjp
    def noisy(x):
        return x + jax.pure_callback(
            lambda v: draw.normal(size=v.shape).astype(v.dtype),
            jax.ShapeDtypeStruct(x.shape, x.dtype), x)

    noisy.defvjp(lambda x: (noisy(x), None), lambda _, g: (2 * g,))
    _, result = checked(lambda x: jnp.sum(noisy(x) ** 2), jnp.ones(4))
    assert result.suspects == [] and "random numbers that cannot be drawn again" in result.text


def test_keys_of_random_numbers_draw_the_same_numbers_again():
    def dropped(x, key):
        return jnp.sum(jnp.where(jax.random.bernoulli(key, 0.5, x.shape), x * 2, 0) ** 2)

    _, result = checked(dropped, jnp.arange(1.0, 7), jax.random.key(3))
    assert result.ok, result.text


@pytest.mark.parametrize("f", [
    lambda x: jnp.max(x, -1), jnp.abs, jax.nn.relu, lambda x: jnp.clip(x, 0, 1),
    lambda x: jnp.maximum(x, -x), lambda x: jnp.sort(x, -1), lambda x: jnp.min(x),
], ids=str)
def test_every_gradient_between_the_slopes_is_right(f):
    for x in (jnp.zeros((4, 4)), jnp.asarray([[1.0, 1.0, 0.0, -0.0]] * 4)):
        _, result = checked(lambda x: jnp.sum(f(x)), x)
        assert result.ok, result.text


def test_what_is_not_finite_is_not_guilty():
    x = jnp.asarray([-1.0, 0.0, 4.0])
    _, result = checked(lambda x: jnp.sum(jnp.log(x) + jnp.sqrt(x)), x)
    assert result.suspects == [] and "not finite" in result.text


def test_loops_branches_and_types_of_their_own():
    def f(x):
        def step(carry, row):
            return jnp.tanh(carry + row), carry.sum()
        carry, sums = jax.lax.scan(step, x[0], x)
        long, _ = jax.lax.scan(lambda c, _: (c * 0.9 + 0.1, None), carry, None, length=50)
        half = (x.astype(jnp.bfloat16) * 2).astype(jnp.float32)
        chosen = jax.lax.cond(x[0, 0] > 0, jnp.sin, jnp.cos, x)
        return jnp.sum(long) + jnp.sum(sums) + jnp.mean(half ** 2) + jnp.sum(chosen)

    x = np.random.default_rng(2).normal(size=(3, 4))
    graph, result = checked(f, jnp.asarray(x, jnp.float32))
    assert result.ok, result.text
    judged = {graph[node.id].op for node in result.nodes if node.status == "ok"}
    assert {"tanh", "scan", "cast", "sin"} & judged >= {"tanh", "scan", "cast"}


def test_a_function_of_single_precision_alone_is_judged_in_it():
    @jax.custom_vjp
    def single(x):
        if x.dtype != jnp.float32:
            raise TypeError("float32 alone")
        return jnp.sin(x)

    single.defvjp(lambda x: (jnp.sin(x), x), lambda x, g: (g * jnp.sin(x),))
    graph, result = checked(lambda x: jnp.sum(single(x)), jnp.linspace(0.2, 1, 6))
    assert [graph[each].label for each in result.suspects] == ["single"]


def test_large_values_are_kept_as_far_as_is_said():
    x = jnp.ones((64, 64))
    _, result = checked(lambda x: jnp.sum(jnp.sin(x)), x, keep=100)
    assert result.suspects == []
    assert any("were not kept" in (node.reason or "") for node in result.nodes)
    assert checked(lambda x: jnp.sum(jnp.sin(x)), x)[1].ok


def test_checking_leaves_the_precision_of_jax_alone():
    checked(lambda x: jnp.sum(x * 2), jnp.ones(3))
    assert jnp.ones(3).dtype == jnp.float32 and not jax.config.jax_enable_x64
    with pytest.raises(vizbp.VizbpError, match="at least 1"):
        vizbp.jax.capture(lambda x: x * 2, 1.0).check(directions=0)


def test_a_file_says_of_custom_functions_whether_they_are_right(tmp_path):
    @jax.custom_vjp
    def bent(x):
        return x * x * x

    bent.defvjp(lambda x: (bent(x), x), lambda x, g: (g * x * x,))
    graph = vizbp.jax.capture(lambda x: bent(x).sum(), jnp.arange(1.0, 4.0))
    saved = vizbp.Graph.load(graph.save(tmp_path / "g.json"))
    (node,) = [node for node in saved.nodes if node.op == "custom_bent"]
    assert graph.check().suspects == [node.id]
    assert node.extra["rechecked"]["status"] == "wrong" and node.extra["rechecked"]["reason"]


def test_complex_numbers_are_judged_as_jax_pairs_them():
    def right(x, w):
        z = jnp.exp(jax.lax.complex(x, w)) * (1 + 2j)
        spectrum = jnp.fft.rfft(jnp.real(z) * x)
        return jnp.sum(jnp.abs(spectrum)) + jnp.sum(jnp.imag(jnp.conj(z) * z * z))

    x = jnp.asarray([0.3, -0.7, 1.1, 0.4], jnp.float32)
    _, result = checked(right, x, x * 0.5, argnums=(0, 1))
    assert result.ok and result.suspects == [], result.text
    assert sum(node.status == "ok" for node in result.nodes) >= 8

    @jax.custom_vjp
    def turned(z):
        return z * 1j

    # JAX sends back what it got times the derivative, and does not conjugate it.
    turned.defvjp(lambda z: (z * 1j, None), lambda _, sent: (sent * -1j,))
    graph, result = checked(lambda v: jnp.sum(jnp.real(turned(jax.lax.complex(v, v * v)) ** 2)), x)
    (suspect,) = result.suspects
    assert graph[suspect].label == "turned", result.text


def test_what_prints_is_no_part_of_the_graph():
    def f(x):
        jax.debug.print("{}", x.sum())
        return jnp.sum(x**2)

    graph, result = checked(f, jnp.asarray([1.0, 2.0]))
    assert result.ok and graph["x"].gradient.tolist() == [2.0, 4.0]


def test_functions_of_matrices_and_of_solutions_are_not_accused():
    from jax import lax

    def f(a):
        s = a @ a.T + 2 * jnp.eye(3)
        solved = lax.custom_linear_solve(
            lambda x: a[0] * x, a[1], lambda _, v: v / a[0], lambda _, v: v / a[0])
        return (
            jnp.linalg.cholesky(s).sum() + jnp.linalg.slogdet(s)[1] + jnp.linalg.inv(s).sum()
            + jnp.linalg.eigh(s)[0][0] + jnp.linalg.solve(s, a).sum() + solved.sum())

    graph = vizbp.jax.capture(f, jax.random.normal(jax.random.key(0), (3, 3)) + 3)
    found = graph.check()
    assert found.ok, found.text
    assert "custom_linear_solve1: not judged, its gradient is that of a solution" in found.text


def test_arguments_that_do_not_fit_are_said_in_one_sentence():
    with pytest.raises(vizbp.VizbpError, match="the arguments are not those of the function"):
        vizbp.jax.capture(lambda x, y: x.sum(), jnp.ones(3))
