"""Right calls of kinds that a check has to take care with: nobody is accused, nothing breaks."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")
F = torch.nn.functional
nn = torch.nn

import vizbp  # noqa: E402


def leaf(*shape):
    torch.manual_seed(3)
    return torch.randn(*shape, requires_grad=True)


@pytest.mark.parametrize("mask", [-1e4, -1e9, torch.finfo(torch.float32).min])
def test_a_mask_does_not_say_how_far_scores_are_moved(mask):
    scores, above = leaf(5, 5), torch.ones(5, 5).triu(1).bool()
    found = vizbp.capture(
        lambda: scores.masked_fill(above, mask).softmax(-1).square().sum()
        + (scores + above * mask).softmax(-1)[2].sum()).check()
    assert found.ok, found.text


def test_random_numbers_that_do_not_show_are_random():
    x = torch.zeros(3, 4, requires_grad=True)
    graph = vizbp.capture(lambda: (F.dropout(x, 0.5) * torch.arange(12.0).reshape(3, 4)).sum())
    found = graph.check()
    assert found.ok, found.text
    reason = next(node.reason for node in found.nodes if node.id == "dropout")
    assert reason == "draws random numbers; compared with the same ones"


def test_rows_of_several_lengths_and_sparse_matrices_are_said_so():
    layer, a, b, v = nn.Linear(3, 2), leaf(2, 3), leaf(4, 3), leaf(3)

    def loss():
        rows = layer(torch.nested.as_nested_tensor([a, b]))
        sparse = torch.sparse_coo_tensor(torch.tensor([[0, 1, 2], [1, 0, 2]]), v, (3, 3))
        return (torch.nested.to_padded_tensor(rows, 0.0).square().sum()
                + torch.sparse.mm(sparse, torch.ones(3, 2)).sum() + sparse.to_dense().exp().sum())

    found = vizbp.capture(loss).check()
    assert found.suspects == [], found.text


def test_what_other_processes_take_part_in_is_not_run_again():
    ran = []

    class Everywhere(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ran.append(1)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g

    Everywhere.__module__ = "torch.distributed.nn.functional"
    x = leaf(3)
    graph = vizbp.capture(lambda: Everywhere.apply(x).sum())
    found = graph.check()
    assert ran == [1] and found.suspects == []
    assert "everywhere: not judged, what it computes depends on other processes" in found.text


def test_numbers_before_an_operator_are_its_first_operand():
    a, w = torch.tensor([2.0, 4.0]), leaf(2)
    graph = vizbp.capture(lambda: ((1 - a) * w).sum() + (2 / a * w).sum() + (1 - w).sum())
    inputs = {node.id: node.inputs for node in graph.nodes}
    assert inputs["sub"] == ["constant", "a"] and inputs["sub_2"][1] == "w"
    assert inputs["div"][1] == "a"
    assert graph._calls["sub_2"].inputs == [None, 0]


def test_a_leaf_that_is_written_into_through_its_data_is_another_leaf():
    w = leaf(3)

    def loss():
        before = w * 2
        w.data.mul_(1.5)
        return (w * 3).sum() + before.sum()

    graph = vizbp.capture(loss)
    assert np.array_equal(graph["w_2"].value, w.detach().numpy())
    assert graph["mul_2"].inputs[0] == "w_2"
    assert vizbp.Graph.from_json(graph.json()).check().suspects == []


def test_what_a_transform_turned_has_no_shape_that_is_wrong():
    models, x = [nn.Linear(3, 2) for _ in range(3)], torch.randn(4, 3)
    parameters, _ = torch.func.stack_module_state(models)
    base = nn.Linear(3, 2, device="meta")
    graph = vizbp.capture(lambda: torch.vmap(
        lambda p, x: torch.func.functional_call(base, p, (x,)), (0, None))(
            parameters, x).square().sum())
    found = vizbp.Graph.from_json(graph.json()).check()
    assert not any(node.status == "wrong" for node in found.nodes), found.text


def test_a_captured_tensor_can_still_be_resized():
    x = torch.ones(3, requires_grad=True)
    vizbp.capture(lambda: (x * 2).sum())
    x.detach().untyped_storage().resize_(0)


def test_complex_numbers_keep_the_signs_of_zeros_and_infinities():
    z = np.array([complex(-0.0, 1.0), complex(0.0, -0.0), complex(1.0, np.inf)])
    node = vizbp.Node("z", "input", [], value=z)
    graph = vizbp.Graph([node], ["z"])
    again = vizbp.Graph.from_json(graph.json())
    assert again["z"].value.tobytes() == z.tobytes()
    assert again.json() == graph.json()


def test_a_model_instead_of_a_function_is_said_in_one_sentence():
    with pytest.raises(vizbp.VizbpError, match="capture calls fn without arguments"):
        vizbp.capture(nn.Linear(2, 2))
