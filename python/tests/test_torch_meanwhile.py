"""What changes gradients while they flow: hooks of autograd's nodes, state that is written over."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import vizbp  # noqa: E402

Function = torch.autograd.Function


def leaf():
    torch.manual_seed(3)
    return torch.randn(4, 3, requires_grad=True)


# MARK: Hooks


def added_up(graph, name):
    return sum(edge.contribution for edge in graph.contributions(name))


def test_a_hook_of_a_node_that_changes_what_arrives_is_a_node():
    a = leaf()

    def loss():
        u = a.exp()
        u.grad_fn.register_prehook(lambda given: (given[0] * 2,))
        return u.sin().sum() + u.sum()

    graph = vizbp.capture(loss)
    loss().backward()
    assert graph["a"].gradient.tobytes() == a.grad.numpy().tobytes()
    assert np.array_equal(added_up(graph, "hook"), graph["hook"].gradient)
    assert np.array_equal(graph["exp"].gradient, 2 * graph["hook"].gradient)
    assert graph.check().ok


def test_a_hook_that_changes_what_a_node_sends_accuses_nobody():
    a = leaf()

    def loss():
        u = a.exp()
        u.grad_fn.register_hook(lambda sent, _: (sent[0] * 2,))
        return u.sum()

    graph = vizbp.capture(loss)
    assert graph["exp"].inputs == ["hook"] and graph["hook"].inputs == ["a"]
    assert np.array_equal(graph["a"].gradient, 2 * graph["exp"].value)
    assert np.array_equal(graph["hook"].gradient, graph["exp"].value)
    assert np.array_equal(added_up(graph, "a"), graph["a"].gradient)
    assert graph.check().ok


def test_a_hook_that_sees_a_gradient_once_it_is_there_is_a_node():
    a = leaf()

    def clip(each):
        each.grad.clamp_(-1, 1)

    a.register_post_accumulate_grad_hook(clip)
    graph = vizbp.capture(lambda: (a * a * 3).sum())
    (a * a * 3).sum().backward()
    assert graph["a"].gradient.tobytes() == a.grad.numpy().tobytes()
    assert np.array_equal(added_up(graph, "a"), a.grad.numpy())
    assert np.allclose(added_up(graph, "hook"), 6 * a.detach().numpy())


def test_a_hook_that_changes_nothing_is_no_node():
    a = leaf()
    a.register_post_accumulate_grad_hook(lambda each: None)

    def loss():
        u = a.exp()
        u.grad_fn.register_prehook(lambda given: None)
        return u.sum()

    assert [node.op for node in vizbp.capture(loss).nodes] == ["input", "exp", "sum"]


# MARK: State


class Shared(Function):
    """Keeps its input where the next call writes over it."""

    held = None

    @staticmethod
    def forward(ctx, x):
        Shared.held = x.detach().clone()
        return x.sin()

    @staticmethod
    def backward(ctx, g):
        return g * Shared.held.cos()


def test_a_function_whose_state_the_next_call_writes_over_is_named(tmp_path):
    a = leaf()

    def loss():
        first = Shared.apply(a)
        return (first * Shared.apply(3 * a)).sum()

    graph = vizbp.capture(loss)
    found = graph.check()
    assert found.suspects == ["shared"]
    assert "what it had saved was changed" in found.text
    assert f"{__file__}:{Shared.backward.__code__.co_firstlineno}" in found.text
    saved = vizbp.Graph.load(graph.save(tmp_path / "g.json"))
    assert saved["shared"].extra["rechecked"]["status"] == "wrong"
    assert saved["shared_2"].extra["rechecked"]["status"] == "ok"


def test_a_function_of_pytorch_whose_result_was_changed_unseen_is_named():
    a = leaf()

    def loss():
        y = a.sigmoid()
        z = y * 1
        y.data.mul_(0.5)
        return z.sum()

    assert vizbp.capture(loss).check().suspects == ["sigmoid"]


def test_a_value_that_is_used_twice_gets_what_both_uses_send():
    a = leaf()
    graph = vizbp.capture(lambda: torch.addcmul(a, a, a).sum() + torch.cat([a, a]).square().sum())
    assert graph.check().ok


# MARK: Lines


class Once(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.exp()

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * x


def test_the_line_of_a_backward_is_the_users_beneath_a_decorator():
    a = leaf()
    found = vizbp.capture(lambda: Once.apply(a).sum()).check()
    assert found.suspects == ["once"]
    line = Once.backward.__wrapped__.__code__.co_firstlineno
    assert f"its backward stands in {__file__}:{line}" in found.text


@pytest.mark.parametrize("is_faulty", [False, True])
def test_an_operation_that_was_registered_is_somebodys_own(is_faulty, tmp_path):
    @torch.library.custom_op(f"vizbp_tests::cube{int(is_faulty)}", mutates_args=())
    def cube(x: torch.Tensor) -> torch.Tensor:
        return x**3

    def rule(ctx, g):
        return g * (2 if is_faulty else 3) * ctx.saved_tensors[0] ** 2

    cube.register_autograd(
        rule, setup_context=lambda ctx, inputs, output: ctx.save_for_backward(*inputs))
    a = leaf()
    graph = vizbp.capture(lambda: cube(a).sum())
    name = f"cube{int(is_faulty)}"
    assert graph[name].op == f"custom_{name}"
    found = graph.check()
    assert found.suspects == ([name] if is_faulty else [])
    if is_faulty:
        assert f"its backward stands in {__file__}:{rule.__code__.co_firstlineno}" in found.text
    saved = vizbp.Graph.load(graph.save(tmp_path / "g.json"))
    assert saved[name].extra["rechecked"]["status"] == ("wrong" if is_faulty else "ok")
