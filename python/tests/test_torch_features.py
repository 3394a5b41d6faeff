"""What people meet: names, scopes, lines, summaries, scalers, misuse; and what is left as it was."""

from __future__ import annotations

import gc
import weakref
from functools import partial

import numpy as np
import pytest

torch = pytest.importorskip("torch")

import vizbp  # noqa: E402
from torch import nn  # noqa: E402
from torch_models import MODELS, Square  # noqa: E402
from vizbp import Summary, VizbpError  # noqa: E402


def ids(graph):
    return [node.id for node in graph.nodes]


# MARK: Names


def test_leaves_have_the_names_of_variables_and_parameters():
    net, x, y = nn.Sequential(nn.Linear(2, 2)), torch.ones(1, 2), torch.zeros(1, 2)
    graph = vizbp.capture(lambda: nn.functional.mse_loss(net(x), y), name="a title")
    assert ids(graph) == ["x", "0.weight", "0.bias", "0.linear", "y", "mse"]
    assert graph["0.weight"].role == "parameter" and graph["0.weight"].label == "weight"
    assert graph["0.weight"].scope == graph["0.linear"].scope == "0"
    assert graph["x"].role == "data" and graph["mse"].role == "output"
    assert graph["mse"].scope is None and graph.name == "a title"


def test_several_models_have_scopes_of_their_own():
    case = MODELS["gan_step"]()
    graph = vizbp.capture(case.loss)
    assert graph["g.0.weight"].scope == "g/0"
    # The second and third run of the judge are panels of their own; its weights are in the first.
    outermost = {node.scope.split("/")[0] for node in graph.nodes if node.scope}
    assert outermost == {"g", "d", "d#2", "d#3"}
    assert graph["d#3.2.linear"].inputs[1:] == ["d.2.weight", "d.2.bias"]
    assert sum(node.op == "parameter" for node in graph.nodes) == 8


def test_given_names_come_first():
    model, data = nn.Linear(2, 1), torch.ones(1, 2)
    graph = vizbp.capture(lambda: model(data).sum(), names={"pixels": data})
    assert ids(graph)[0] == "pixels"


def test_methods_and_partial_functions_show_their_variables():
    class Trainer:
        def __init__(self):
            self.model, self.batch = nn.Linear(2, 1), torch.ones(1, 2)

        def loss(self, scale):
            return self.model(self.batch).sum() * scale

    graph = vizbp.capture(partial(Trainer().loss, 2.0))
    assert {"weight", "bias", "batch"} <= set(ids(graph))


def test_each_call_says_the_line_that_made_it():
    w = torch.ones(2, requires_grad=True)

    def loss():
        y = w * 2
        return Square.apply(y).sum()

    graph = vizbp.capture(loss)
    first = loss.__code__.co_firstlineno
    assert [graph[name].source.rpartition(":") for name in ("mul", "square")] == [
        (loss.__code__.co_filename.removeprefix(f"{__import__('os').getcwd()}/"), ":", str(line))
        for line in (first + 1, first + 2)]
    call = graph._calls["square"]
    assert call.custom is Square
    assert call.backward_source == (
        f"{Square.backward.__code__.co_filename}:{Square.backward.__code__.co_firstlineno}")


# MARK: Calls that can be made again


def test_calls_can_be_made_again():
    case = MODELS["transformer_layer"]()
    graph = vizbp.capture(case.loss, limit=16)
    again = 0
    for name, call in graph._calls.items():
        args, kwargs, tensors = call.arguments()
        assert len(tensors) == len(call.slots())
        result = call.function(*args, **kwargs)
        value = graph[name].value
        if isinstance(value, np.ndarray) and isinstance(result, torch.Tensor):
            assert result.detach().numpy().tobytes() == value.tobytes(), name
            again += 1
        elif isinstance(result, torch.Tensor):
            assert float(result.detach().double().mean()) == pytest.approx(value.mean, abs=1e-6)
            again += 1
    assert again > 15


def test_an_input_that_was_overwritten_is_not_taken_for_what_it_was():
    from vizbp.torch._calls import ArgumentsMissing

    net, x = nn.Linear(40, 40), torch.randn(3, 40)
    graph = vizbp.capture(lambda: net(x).sum())
    graph._calls["linear"].arguments()
    with torch.no_grad():
        net.weight.add_(1)
    with pytest.raises(ArgumentsMissing, match="the value of weight was not kept"):
        graph._calls["linear"].arguments()


def test_nothing_large_is_held_on_to_beyond_what_was_asked():
    net, x = nn.Linear(300, 300), torch.randn(100, 300)
    seen = []

    def loss():
        y = net(x)
        seen.append(weakref.ref(y))
        return y.relu().sum()

    graph = vizbp.capture(loss, keep=0)
    gc.collect()
    assert seen[0]() is None
    assert all(value.kept is None for call in graph._calls.values() for vertex, _ in call.sources
               for value in vertex.values)


# MARK: Values


def test_large_tensors_are_summaries_with_a_histogram():
    net, x = nn.Linear(50, 50), torch.randn(4, 50)
    graph = vizbp.capture(lambda: net(x).square().sum())
    weight = graph["weight"]
    assert isinstance(weight.value, Summary) and isinstance(weight.gradient, Summary)
    assert weight.shape == (50, 50) and weight.value.count == 2500
    assert sum(weight.value.histogram.counts) == 2500
    assert weight.value.mean == pytest.approx(float(net.weight.detach().double().mean()), abs=1e-12)
    assert isinstance(graph["bias"].value, np.ndarray)
    whole = vizbp.capture(lambda: net(x).square().sum(), limit=2500)
    assert isinstance(whole["weight"].value, np.ndarray)
    none = vizbp.capture(lambda: net(x).square().sum(), limit=0)
    assert isinstance(none["bias"].value, Summary)


def test_large_sparse_gradients_count_what_is_not_stored():
    embed = nn.Embedding(1000, 8, sparse=True)
    graph = vizbp.capture(lambda: embed(torch.tensor([3, 3, 999])).square().sum())
    gradient = graph["weight"].gradient
    embed(torch.tensor([3, 3, 999])).square().sum().backward()
    dense = embed.weight.grad.to_dense().double()
    assert (gradient.count, gradient.zeros) == (8000, 8000 - 16)
    assert gradient.norm == pytest.approx(float(dense.norm()))
    assert gradient.std == pytest.approx(float(dense.std(correction=0)))
    assert gradient.mean == pytest.approx(float(dense.mean()))
    assert graph["weight"].extra["gradient_layout"] == "sparse"


def test_values_are_those_of_the_time():
    w = torch.tensor([1.0, 2.0], requires_grad=True)

    def loss():
        y = w * 1
        first = y.sum()
        y.add_(10)
        return first + y.sum()

    graph = vizbp.capture(loss)
    assert graph["mul"].value.tolist() == [1, 2]
    assert graph["add"].value.tolist() == [11, 12] and graph["add"].label == "add_"


def test_nan_and_infinity_are_kept():
    w = torch.tensor([0.0, -1.0, 1.0], requires_grad=True)
    graph = vizbp.capture(lambda: (w.log() / w).sum())
    again = vizbp.Graph.from_json(graph.json())
    assert np.isneginf(again["log"].value[0]) and np.isnan(again["log"].value[1])
    assert np.array_equal(again["w"].gradient, graph["w"].gradient, equal_nan=True)


# MARK: Scalers, precision, devices


def test_gradients_are_divided_by_the_scale():
    net, x = nn.Linear(3, 2), torch.randn(4, 3)
    scaler = torch.amp.GradScaler("cpu", init_scale=2.0**14)
    graph = vizbp.capture(lambda: scaler.scale(net(x).square().mean()))
    net(x).square().mean().backward()
    assert graph["weight"].gradient.tobytes() == net.weight.grad.numpy().tobytes()
    assert graph["mean"].gradient == 1
    assert graph.seeds == [pytest.approx(2.0**-14)]


def test_a_tensor_on_another_device_is_drawn_without_values():
    net = nn.Linear(3, 2, device="meta")
    x = torch.randn(4, 3, device="meta")
    graph = vizbp.capture(lambda: net(x).sum())
    assert graph["linear"].shape == (4, 2) and graph["linear"].value is None


# MARK: Nothing is left behind


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
    import threading

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
        assert [node.op for node in graph.nodes] == ["input", "square", "constant", "mul"]
        assert graph["w"].gradient == 4 * name


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


# MARK: Misuse


@pytest.mark.parametrize(("fn", "sentence"), [
    (lambda: None, "fn returned None, not a loss"),
    (lambda: 3.5, "fn returned a float among its outputs"),
    (lambda: [], "fn returned a list, not a loss"),
    (lambda: torch.ones(()), "nothing that fn returned needs a gradient"),
    (lambda: torch.ones((), requires_grad=True).detach(), "nothing that fn returned needs"),
    (lambda: torch.ones(2, 3, requires_grad=True) * 2,
     r"the output of fn has shape \[2, 3\], and no seed says how it is weighted"),
])
def test_misuse_is_said_in_one_sentence(fn, sentence):
    with pytest.raises(VizbpError, match=sentence):
        vizbp.capture(fn)


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
    with pytest.raises(RuntimeError):  # PyTorch's own sentence goes on.
        vizbp.capture(lambda: net(x).sum())


def test_what_fn_raises_goes_on():
    with pytest.raises(KeyError):
        vizbp.capture(lambda: {}["x"])
