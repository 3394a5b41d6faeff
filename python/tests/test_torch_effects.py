"""What a capture leaves as it was, what it says of the rest of autograd, and misuse."""

from __future__ import annotations

import dataclasses
import gc
import threading
import weakref

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402
from torch_models import MODELS, Square  # noqa: E402

import vizbp  # noqa: E402
from vizbp import VizbpError, check  # noqa: E402


def test_capture_leaves_no_hook_and_no_patch_behind():
    import torch.nn.modules.module as modules

    apply = torch.autograd.Function.__dict__["apply"].__func__
    code = apply.__code__
    case = MODELS["hooks"]()
    for _ in range(2):
        vizbp.capture(case.loss)
    with pytest.raises(ZeroDivisionError):
        vizbp.capture(lambda: 1 / 0)
    assert apply.__code__ is code
    assert not modules._global_forward_pre_hooks and not modules._global_forward_hooks
    assert not modules._global_forward_hooks_always_called
    assert torch.overrides._get_current_function_mode() is None
    # A backward pass afterwards runs as ever, without our hooks.
    ours = []
    old, vizbp.torch._backward.snapshot = vizbp.torch._backward.snapshot, (
        lambda *_: ours.append(1))
    try:
        case.loss().backward()
    finally:
        vizbp.torch._backward.snapshot = old
    assert not ours


def test_autograds_nodes_are_let_go():
    seen = []

    class Held(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            seen.append(weakref.ref(ctx))
            ctx.save_for_backward(x)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    w = torch.ones(2, requires_grad=True)
    graph = vizbp.capture(lambda: Held.apply(w).sum())
    gc.collect()
    assert graph._calls and seen[0]() is None


def test_the_step_that_was_captured_can_go_on():
    net, x = nn.Linear(3, 1), torch.randn(4, 3)
    optimizer = torch.optim.SGD(net.parameters(), 0.1)
    graph = vizbp.capture(lambda: net(x).square().mean(), keep_grad=True)
    assert net.weight.grad.numpy().tobytes() == graph["weight"].gradient.tobytes()
    optimizer.step()
    vizbp.capture(lambda: net(x).square().mean(), keep_grad=True)
    twice = net.weight.grad.clone()
    graph = vizbp.capture(lambda: net(x).square().mean())
    assert torch.equal(net.weight.grad, twice)
    assert not torch.equal(torch.from_numpy(graph["weight"].gradient), twice)


def test_captures_in_two_threads_do_not_meet():
    found = {}

    def work(name, factor):
        w = torch.tensor(2.0, requires_grad=True)
        for _ in range(5):
            found[name] = vizbp.capture(lambda: Square.apply(w) * factor)

    threads = [threading.Thread(target=work, args=(name, name * 1.0)) for name in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, graph in found.items():
        assert [node.op for node in graph.nodes] == [
            "input", "constant", "pow", "constant", "mul"]
        assert graph["w"].gradient == 4 * name


def test_captures_that_end_in_another_order_leave_the_compiler_as_it_was():
    from torch._dynamo import eval_frame

    w = torch.tensor(2.0, requires_grad=True)
    first_began, second_began, first_ended = (threading.Event() for _ in range(3))

    def first():
        def loss():
            first_began.set()
            assert second_began.wait(60)
            return w * 1
        vizbp.capture(loss)
        first_ended.set()

    def second():
        def loss():
            second_began.set()
            assert first_ended.wait(60)
            assert eval_frame._stance.stance == "force_eager"
            return w * 2
        assert first_began.wait(60)
        vizbp.capture(loss)

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert first_ended.is_set() and eval_frame._stance.stance == "default"


# MARK: What autograd does beside the calls


def test_a_graph_begun_before_is_followed_to_its_leaves():
    net, x = nn.Linear(2, 2), torch.ones(1, 2)
    features = net(x).relu()
    graph = vizbp.capture(lambda: features.sum())
    assert [node.op for node in graph.nodes][-1] == "sum"
    assert {"relu", "addmm", "transpose"} <= {node.op for node in graph.nodes}
    # Nothing of ours saw the layer, so that nobody knows what the parameters are called.
    parameters = [node for node in graph.nodes if node.role == "parameter"]
    assert sorted(node.shape for node in parameters) == [(2,), (2, 2)]
    assert all(node.gradient is not None for node in parameters)


def test_writes_into_views_are_nodes_of_their_own():
    graph = vizbp.capture(MODELS["writes_into_views"]().loss, limit=10**4)
    writes = [node for node in graph.nodes if node.op == "copy_slices"]
    assert [node.attributes["function"] for node in writes] == [
        "mul", "setitem", "setitem", "exp", "setitem"]
    assert all("CopySlices" in node.autograd for node in writes)
    # The value is that of the whole, not of the view that was written.
    assert writes[0].shape == (3, 6)


def test_what_does_not_reach_the_loss_is_said():
    net, other, x = nn.Linear(2, 1), nn.Linear(2, 1), torch.ones(1, 2)

    def loss():
        other(x).sin()
        return net(x).sum()
    graph = vizbp.capture(loss)
    assert graph.notes == ["2 calls do not reach an output, and are left out: linear, sin."]


def test_a_hook_that_changes_a_gradient_is_a_node():
    graph = vizbp.capture(MODELS["hooks"]().loss, limit=10**4)
    hook = graph["hook"]
    assert np.abs(hook.gradient).max() > 0.1
    assert np.abs(hook.contributions[0]).max() <= np.float32(0.1)
    assert graph["mul_2"].gradient.tobytes() == hook.contributions[0].tobytes()


def test_a_leaf_that_is_written_into_is_another_leaf_for_what_follows():
    w = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)

    def loss():
        first = (w * 0).sum()
        with torch.no_grad():
            w[0].zero_()
            w.mul_(2)
        return first.detach() + (w * w).sum()

    graph = vizbp.capture(loss)
    leaf = next(node for node in graph.nodes if node.gradient is not None and not node.inputs)
    assert leaf.value.tolist() == [[0, 0], [6, 8]]
    assert leaf.gradient.tolist() == [[0, 0], [12, 16]]
    assert graph.notes == [
        "w was written into after its first use; the gradient is with the later."]


def test_a_write_through_a_view_of_the_same_tensor_is_one_write():
    w = torch.ones(3, 2, requires_grad=True)

    def loss():
        board = torch.zeros(3, 2)
        board[0] = w[0]
        board[1:] += w[1:]
        return board.sum()

    graph = vizbp.capture(loss)
    assert all(node.ports is None for node in graph.nodes)
    assert graph["w"].gradient.tolist() == [[1, 1]] * 3


def test_a_lazy_layer_gets_its_shape_while_captured():
    layer, x = nn.LazyLinear(2), torch.ones(1, 3)
    graph = vizbp.capture(lambda: layer(x).sum())
    assert graph["weight"].shape == (2, 3) and graph["weight"].gradient is not None


# MARK: Misuse


@pytest.mark.parametrize(("fn", "sentence"), [
    (lambda: None, "fn returned None, not a loss"),
    (lambda: 3.5, "fn returned a float, not a loss"),
    (lambda: [], "fn returned a list, not a loss"),
    (lambda: torch.ones(()), "nothing that fn returned needs a gradient"),
    (lambda: torch.ones((), requires_grad=True).detach(), "nothing that fn returned needs"),
    (lambda: torch.ones(2, 3, requires_grad=True) * 2,
     r"the output of fn has shape \[2, 3\], and no seed says how it is weighted"),
])
def test_misuse_is_said_in_one_sentence(fn, sentence):
    with pytest.raises(VizbpError, match=sentence):
        vizbp.capture(fn)


@dataclasses.dataclass
class Output:
    logits: torch.Tensor
    name: str
    extra: dict[str, torch.Tensor]


def test_outputs_may_stand_in_what_a_model_gives_beside_words_and_numbers():
    x = torch.randn(3, requires_grad=True)
    graph = vizbp.capture(lambda: Output(x.sum(), "of two", {"norm": x.norm(), "count": 3}))
    assert [graph[name].op for name in graph.outputs] == ["sum", "norm"]


def test_a_model_that_was_copied_for_several_devices():
    net, x = nn.Linear(4, 2), torch.randn(3, 4)
    parallel = nn.DataParallel(net)
    graph = vizbp.capture(lambda: parallel(x).sum(), keep_grad=True)
    (weight,) = [node for node in graph.nodes if node.label == "weight"]
    assert weight.gradient.tobytes() == net.weight.grad.numpy().tobytes()


def test_a_tensor_instead_of_a_function():
    with pytest.raises(VizbpError, match="needs a function that computes the loss, not a Tensor"):
        vizbp.capture(torch.ones(()))


def test_a_loss_whose_backward_pass_has_run():
    w = torch.ones(3, requires_grad=True)

    def loss():
        result = (w * w).sum()
        result.backward()
        return result

    with pytest.raises(VizbpError, match="fn ran the backward pass itself"):
        vizbp.capture(loss)


def test_seeds_that_do_not_fit():
    w = torch.ones(2, requires_grad=True)
    with pytest.raises(VizbpError, match="there are 1 seeds for 2 outputs"):
        vizbp.capture(lambda: (w * 1, w.sum()), seeds=[1.0])
    with pytest.raises(VizbpError, match=r"the seed of output 1 has shape \[3\], the output \[2\]"):
        vizbp.capture(lambda: w * 1, seeds=[torch.ones(3)])


def test_a_model_on_another_device():
    net, x = nn.Linear(2, 1, device="meta"), torch.ones(1, 2)
    # PyTorch's own sentence goes on within ours.
    with pytest.raises(vizbp.VizbpError, match="^fn mixes devices: .*meta"):
        vizbp.capture(lambda: net(x).sum())


def test_what_fn_raises_goes_on():
    with pytest.raises(KeyError):
        vizbp.capture(lambda: {}["x"])


def test_what_is_used_without_a_gradient_is_detached():
    x = torch.randn(3, 4, requires_grad=True)

    def loss():
        with torch.no_grad():
            weight = x.softmax(1).max(1).values.sum() + x.sum()
        return (x * weight).sum() + x[x > 0].sum()
    graph = vizbp.capture(loss)
    (cut,) = [node for node in graph.nodes if node.op == "detach"]
    assert cut.inputs == ["x"] and cut.label == "no grad" and cut.gradient is None
    assert {node.op for node in graph.nodes if "x" in node.inputs} == {
        "detach", "mul", "gt", "reshape"}
    found = check.by_program(graph)
    assert found.ok, found.text


def test_sparse_leaves_have_their_gradient():
    sparse = torch.eye(3).to_sparse().requires_grad_()
    dense = torch.randn(3, 3, requires_grad=True)
    graph = vizbp.capture(lambda: torch.sparse.mm(sparse, dense).square().sum(), keep_grad=True)
    assert (graph["sparse"].gradient == sparse.grad.to_dense().numpy()).all()
    assert (graph["dense"].gradient == dense.grad.numpy()).all()


def test_zeros_that_are_not_written_down_are_read():
    x = torch.randn(4, requires_grad=True)
    graph = vizbp.capture(lambda: torch.sgn(x * x).sum())
    assert (graph["x"].gradient == 0).all()


def test_a_branch_is_taken_as_python_takes_it(tmp_path):
    x = torch.ones(3, requires_grad=True)

    def loss():
        return torch.cond(x.sum() > 0, lambda a: a.sin(), lambda a: a.cos(), (x,)).sum()

    code = torch.cond.__code__
    for _ in range(2):
        # The second time the compiler is loaded.
        graph = vizbp.capture(loss)
        assert [node.op for node in graph.nodes] == ["input", "sin", "sum"]
        assert torch.cond.__code__ is code
        x.grad = None
        loss().backward()
        assert graph["x"].gradient.tobytes() == x.grad.numpy().tobytes()
    model = nn.Linear(3, 3)
    with vizbp.watch(model, tmp_path / "run") as run:
        for _ in range(3):
            made = model(x.detach())
            value = torch.cond(made.sum() > 0, torch.sin, torch.cos, (made,)).sum()
            value.backward()
            run.step(value)
    assert torch.cond.__code__ is code
