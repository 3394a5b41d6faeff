"""``graph.check()`` of captured graphs: faults are named alone, right rules never accused."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

import torch.nn.functional as F  # noqa: E402
import torch_functions  # noqa: E402
from torch.autograd import Function  # noqa: E402

import vizbp  # noqa: E402
from vizbp import check  # noqa: E402


def status(graph, result, name):
    """What is said of the nodes of one custom function."""
    ids = {node.id for node in graph.nodes if node.label == name}
    return {node.status for node in result.nodes if node.id in ids}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", torch_functions.NAMES)
def test_a_fault_is_named_alone_with_its_line(name, seed):
    graph = vizbp.capture(torch_functions.model(name, True, seed))
    result = graph.check()
    assert not result.ok and not result
    (suspect,) = result.suspects
    assert graph[suspect].label == name
    (node,) = [node for node in result.nodes if node.status == "wrong"]
    assert node.id == suspect and node.gradient_error > 1e-4
    assert "torch_functions.py:" in node.source and node.source in result.text
    # The line of the faulty backward itself, too.
    line = torch_functions.make(name, True).backward.__code__.co_firstlineno
    assert f"torch_functions.py:{line}" in result.text


@pytest.mark.parametrize("seed", range(1))
@pytest.mark.parametrize("name", torch_functions.NAMES)
def test_a_right_function_is_not_accused(name, seed):
    graph = vizbp.capture(torch_functions.model(name, False, seed))
    result = graph.check()
    assert result.ok, result.text
    assert status(graph, result, name) == {"ok"}
    assert result.suspects == []


def test_how_it_is_wrong_is_said():
    def text(name):
        return vizbp.capture(torch_functions.model(name, True, 0)).check().text

    assert "wrong sign" in text("TanhWithSign")
    assert "0.5 times" in text("Gauss")
    assert "argument 2 is missing" in text("Scaled")
    assert "argument 3 is 0.1667 times" in text("Affine")


def test_random_numbers_are_drawn_again_and_no_one_is_accused():
    x = torch.randn(8, 8, requires_grad=True)
    graph = vizbp.capture(lambda: F.dropout(x, 0.5, True).square().sum())
    before = torch.random.get_rng_state()
    result = graph.check()
    assert result.ok and "same" in result.text
    assert torch.equal(torch.random.get_rng_state(), before)


def test_what_gets_no_gradient_on_purpose_is_not_accused():
    torch.manual_seed(0)
    ids = torch.tensor([[0, 1, 2], [3, 3, 0]])
    padded = torch.nn.Embedding(5, 4, padding_idx=0)
    torch.nn.init.normal_(padded.weight)
    result = vizbp.capture(lambda: padded(ids).square().sum()).check()
    assert result.ok, result.text
    assert {node.status for node in result.nodes if node.id == "embedding"} == {"ok"}
    w = torch.randn(5, 4, requires_grad=True)
    result = vizbp.capture(
        lambda: F.embedding(ids, w, scale_grad_by_freq=True).square().sum()).check()
    assert result.ok and "divided by how often a row occurs" in result.text
    scores = torch.randn(5, 1, 4, requires_grad=True)
    loss = torch.nn.CTCLoss()
    targets = torch.tensor([[1, 2]]), torch.tensor([5]), torch.tensor([2])
    result = vizbp.capture(lambda: loss(scores.log_softmax(2), *targets)).check()
    assert result.ok and "along log-probabilities" in result.text


class StraightThrough(Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, g):
        return g


class Reinforced(Function):
    @staticmethod
    def forward(ctx, p):
        return torch.bernoulli(p)

    @staticmethod
    def backward(ctx, g):
        return g


@pytest.mark.parametrize("custom, word", [(StraightThrough, "surrogate"), (Reinforced, "random")])
def test_a_surrogate_is_said_to_be_one(custom, word):
    x = torch.rand(5, 5).mul(0.8).add(0.1).requires_grad_()
    graph = vizbp.capture(lambda: (custom.apply(x) * x).sum())
    result = graph.check()
    assert result.ok
    (found,) = [n for n in result.nodes if graph[n.id].label == custom.__name__]
    assert found.status == "unchecked" and word in found.reason and word in result.text


@pytest.mark.parametrize("function", [
    lambda x: torch.relu(x), lambda x: x.abs(), lambda x: torch.maximum(x, -x),
    lambda x: x.amax(-1), lambda x: torch.sort(x).values, lambda x: x.clamp(0, 1),
    lambda x: F.max_pool2d(x[None], 2), lambda x: F.hardtanh(x, 0, 1), lambda x: F.elu(x)])
def test_every_gradient_between_the_slopes_is_right(function):
    x = torch.zeros(4, 4, requires_grad=True)
    result = vizbp.capture(lambda: function(x).sum()).check()
    assert result.ok, result.text
    x = torch.tensor([[1.0, 1.0, 0.0, -0.0]] * 4, requires_grad=True)
    result = vizbp.capture(lambda: function(x).sum()).check()
    assert result.ok, result.text


class EveryTie(Function):
    @staticmethod
    def forward(ctx, x):
        y = x.amax(-1, keepdim=True)
        ctx.save_for_backward(x == y)
        return y

    @staticmethod
    def backward(ctx, g):
        (tied,) = ctx.saved_tensors
        return g * tied


def test_the_full_gradient_to_every_tie_is_wrong():
    x = torch.ones(2, 3, requires_grad=True)
    graph = vizbp.capture(lambda: EveryTie.apply(x).sum())
    assert [graph[s].op for s in graph.check().suspects] == ["custom_every_tie"]


class Tower(Function):
    """The exponential, with a backward whose square leaves the range of double precision."""

    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.exp(x)

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * torch.exp(torch.exp(x))


def test_a_gradient_that_is_much_too_large_is_wrong():
    x = torch.linspace(0, 6, 5, dtype=torch.float64, requires_grad=True)
    assert vizbp.capture(lambda: Tower.apply(x).sum()).check().suspects == ["tower"]


def test_what_is_not_finite_is_not_guilty():
    x = torch.tensor([-1.0, 0.0, 4.0], requires_grad=True)
    result = vizbp.capture(lambda: (torch.log(x) + torch.sqrt(x)).sum()).check()
    assert result.ok and result.suspects == []
    assert "not finite" in result.text
    scores = torch.randn(3, 3, requires_grad=True)
    mask = torch.ones(3, 3).triu(1).bool()
    mask[0] = True
    graph = vizbp.capture(
        lambda: torch.softmax(scores.masked_fill(mask, -torch.inf), -1).nansum())
    assert graph.check().ok


def test_in_place_calls_views_and_half_precision():
    weight = torch.randn(4, 4, requires_grad=True)

    def loss():
        y = weight * 2
        y[0].mul_(3)
        y[:, 1] = y[:, 0] + 1
        y.relu_()
        z = y.clone()
        z += y
        with torch.autocast("cpu", torch.bfloat16):
            h = z @ weight
        return h.float().logsumexp(-1).mean()

    result = vizbp.capture(loss).check()
    assert result.ok, result.text
    assert sum(node.status == "ok" for node in result.nodes) >= 7


class SingleAlone(Function):
    @staticmethod
    def forward(ctx, x):
        if x.dtype != torch.float32:
            raise TypeError("float32 alone")
        ctx.save_for_backward(x)
        return x.sin()

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * x.cos() * ctx.factor if hasattr(ctx, "factor") else g * x.cos()


class SingleAloneWrong(SingleAlone):
    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g * x.sin()


def test_a_function_of_single_precision_is_judged_in_it():
    x = torch.randn(6, requires_grad=True)
    assert vizbp.capture(lambda: SingleAlone.apply(x).sum()).check().ok
    result = vizbp.capture(lambda: SingleAloneWrong.apply(x).sum()).check()
    assert result.suspects == ["single_alone_wrong"]


class FailsTwice(Function):
    ran = False

    @staticmethod
    def forward(ctx, x):
        if FailsTwice.ran:
            raise RuntimeError("once alone")
        FailsTwice.ran = True
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 2


def test_what_cannot_run_again_is_said():
    x = torch.randn(3, requires_grad=True)
    result = vizbp.capture(lambda: FailsTwice.apply(x).sum()).check()
    assert not result.suspects and "once alone" in result.text
    assert [n.status for n in result.nodes if n.id == "fails_twice"] == ["unchecked"]


def test_whole_models_are_right_in_every_call():
    torch.manual_seed(3)
    layer = torch.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    lstm = torch.nn.LSTM(8, 5, batch_first=True)
    convolution = torch.nn.Sequential(
        torch.nn.Conv1d(3, 4, 3), torch.nn.BatchNorm1d(4), torch.nn.GELU())
    x = torch.randn(2, 3, 8)
    result = vizbp.capture(
        lambda: (convolution(layer(x)).square().mean() + lstm(x)[0].mean())).check()
    assert result.ok, result.text
    assert sum(node.status == "ok" for node in result.nodes) > 20


def test_misuse():
    x = torch.randn(3, requires_grad=True)
    graph = vizbp.capture(lambda: x.sum())
    with pytest.raises(vizbp.VizbpError, match="at least 1"):
        graph.check(directions=0)


def test_complex_numbers():
    x = torch.randn(4, dtype=torch.complex64, requires_grad=True)
    result = vizbp.capture(lambda: (torch.fft.fft(x) * x).abs().sum()).check()
    assert result.ok, result.text


# MARK: Custom functions in files, which the program checks

class Sigmoid(Function):
    """What the library's sigmoid computes, with a backward of its own."""

    @staticmethod
    def forward(ctx, x):
        y = torch.sigmoid(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * y


class Tanh(Function):
    """Not the library's tanh, and right."""

    @staticmethod
    def forward(ctx, x):
        y = torch.tanh(2 * x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return 2 * g * (1 - y * y)


class Softplus(Tanh):
    """Not the library's softplus, and wrong."""

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * (1 - y * y)


def saved(custom):
    """A graph with a custom function in its middle, and what the program says of its file."""
    torch.manual_seed(4)
    x, w = torch.randn(5, 3), torch.randn(3, 4, requires_grad=True)
    graph = vizbp.capture(lambda: custom.apply(x @ w).square().mean())
    (node,) = [node for node in graph.nodes if node.label == custom.__name__]
    assert node.extra["derivative"] == "custom"
    found = check.by_program(vizbp.Graph.from_json(graph.json()))
    return graph, node, found, {each.id: each.status for each in found.nodes}


def test_a_file_names_a_wrong_function_that_computes_what_the_program_knows():
    graph, node, found, _ = saved(Sigmoid)
    assert not found.ok and found.suspects == [node.id] == graph.check().suspects


def test_a_file_does_not_take_a_function_for_the_one_that_it_is_called_as():
    graph, node, found, status = saved(Tanh)
    assert found.ok and found.suspects == [] and graph.check().ok, found.text
    assert node.op == "custom_tanh" and status[node.id] == "unchecked"
    # Synonyms are names of the library's, too.
    for name in ("Swish", "Logistic", "Product", "Clamp", "LeakyRelu", "Reciprocal"):
        graph = vizbp.capture(torch_functions.model(name, False, 0))
        found = check.by_program(graph)
        assert found.ok and found.suspects == [], found.text


def test_a_wrong_gradient_behind_what_has_no_rule_is_not_called_right():
    graph, node, found, status = saved(Softplus)
    assert graph.check().suspects == [node.id]
    # The file cannot tell; nothing that depends on the function's own rule passes for checked.
    (source,) = node.inputs
    assert status[node.id] == status[source] == "unchecked"
    assert f"{node.op}" in found.text and "unchecked" in found.text


@pytest.mark.parametrize("name", torch_functions.NAMES)
def test_a_file_says_of_custom_functions_whether_they_are_right(name, tmp_path):
    for faulty in (True, False):
        graph = vizbp.capture(torch_functions.model(name, faulty, 0))
        checked = {node.id: node.status for node in graph.check().nodes}
        nodes = [
            node for node in vizbp.Graph.load(graph.save(tmp_path / "g.json")).nodes
            if node.extra.get("derivative") == "custom"]
        assert nodes
        for node in nodes:
            assert node.extra["rechecked"]["status"] == checked[node.id]
            assert ("reason" in node.extra["rechecked"]) == (checked[node.id] == "wrong")
        assert any(checked[node.id] == "wrong" for node in nodes) == faulty


def test_functions_of_symmetric_and_triangular_matrices_are_moved_as_such():
    torch.manual_seed(2)
    a = torch.randn(3, 3, dtype=torch.float64)
    spread = (a @ a.T + torch.eye(3)).requires_grad_()
    lower = torch.linalg.cholesky(spread.detach()).requires_grad_()
    for loss in (
            lambda: torch.linalg.cholesky(spread).square().sum(),
            lambda: torch.linalg.eigvalsh(spread).pow(3).sum(),
            lambda: torch.cholesky_inverse(lower).square().sum(),
            lambda: torch.cholesky_solve(a, lower).square().sum()):
        result = vizbp.capture(loss).check()
        assert result.ok, result.text


def test_functions_that_are_determined_up_to_a_rotation_are_not_accused():
    torch.manual_seed(5)
    a = torch.randn(3, 4, dtype=torch.float64, requires_grad=True)
    square = torch.randn(4, 4, dtype=torch.float64)
    symmetric = (square + square.T).requires_grad_()
    for loss in (
            lambda: torch.linalg.svd(a).S.square().sum(),
            lambda: torch.linalg.svd(a, full_matrices=False).U.abs().sum(),
            lambda: torch.linalg.pinv(symmetric, hermitian=True).square().sum(),
            lambda: torch.linalg.matrix_norm(a, 2), lambda: torch.linalg.svdvals(a).sum(),
            lambda: torch.linalg.eigvalsh(symmetric).pow(3).sum()):
        result = vizbp.capture(loss).check()
        assert result.ok, result.text


def test_what_is_written_twice_into_one_element_is_said_so():
    x, y = (torch.randn(6, requires_grad=True) for _ in range(2))
    twice, once = torch.tensor([0, 1, 1, 2, 3, 4]), torch.tensor([5, 1, 0, 2, 3, 4])
    for write in (
            lambda indices: x.scatter(0, indices, y), lambda indices: x.index_copy(0, indices, y),
            lambda indices: x.put(indices, y), lambda indices: x.index_put((indices,), y)):
        found = vizbp.capture(lambda write=write: (write(twice) * y).sum()).check()
        assert not found.suspects and "twice into one element" in found.text, found.text
        assert vizbp.capture(lambda write=write: (write(once) * y).sum()).check().ok


class LowRank(Function):
    """Wrong of the symmetric half alone, on a matrix that is symmetric."""

    @staticmethod
    def forward(ctx, x):
        return x + x.T

    @staticmethod
    def backward(ctx, g):
        return 2 * g


def test_a_custom_function_is_not_let_off_as_the_librarys_are():
    square = torch.randn(4, 4)
    x = (square + square.T).requires_grad_()
    w = torch.randn(4, 4)
    result = vizbp.capture(lambda: (LowRank.apply(x) * w).sum()).check()
    assert result.suspects == ["low_rank"]


def test_a_function_that_is_another_one_in_double_precision_is_not_judged_in_it():
    torch.manual_seed(0)
    tall, wide = torch.randn(6, 2, requires_grad=True), torch.randn(2, 6)
    result = vizbp.capture(lambda: torch.linalg.pinv(tall @ wide).square().sum()).check()
    assert not result.suspects, result.text
