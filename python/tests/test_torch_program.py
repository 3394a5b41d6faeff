"""The program computes captured graphs again, and agrees on each operation that it knows."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")

import torch.nn.functional as F  # noqa: E402
from torch_models import MODELS  # noqa: E402

import vizbp  # noqa: E402
from vizbp import check  # noqa: E402

X = torch.linspace(-2.3, 2.1, 12, dtype=torch.float64).reshape(3, 4)
Y = torch.linspace(0.4, 2.6, 12, dtype=torch.float64).reshape(3, 4).flip(1)
IMAGE = torch.sin(torch.arange(50.0, dtype=torch.float64) * 1.7).reshape(1, 2, 5, 5)
KERNEL = torch.cos(torch.arange(24.0, dtype=torch.float64)).reshape(3, 2, 2, 2)
LABELS = torch.tensor([1, 3, 0])

#: Each of ``x`` (3×4), ``y`` (3×4, positive), ``image`` (1×2×5×5) and ``kernel`` (3×2×2×2).
CALLS = {
    "add": lambda x, y: x + y, "add_alpha": lambda x, y: torch.add(x, y, alpha=3),
    "sub": lambda x, y: x - y[0], "rsub": lambda x, y: 2 - x, "torch_rsub": (
        lambda x, y: torch.rsub(x, y, alpha=2)),
    "mul": lambda x, y: x * y, "div": lambda x, y: x / y, "rdiv": lambda x, y: 1 / y,
    "floor_div": lambda x, y: torch.div(x, y, rounding_mode="floor") + x,
    "pow": lambda x, y: y ** 3, "rpow": lambda x, y: 2 ** x, "powers": lambda x, y: y ** x,
    "neg": lambda x, y: -x, "exp": lambda x, y: x.exp(), "log": lambda x, y: y.log(),
    "sin": lambda x, y: x.sin(), "cos": lambda x, y: x.cos(), "tan": lambda x, y: x.tan(),
    "sqrt": lambda x, y: y.sqrt(), "abs": lambda x, y: x.abs(), "tanh": lambda x, y: x.tanh(),
    "sigmoid": lambda x, y: x.sigmoid(), "relu": lambda x, y: F.relu(x),
    "leaky_relu": lambda x, y: F.leaky_relu(x, 0.3), "elu": lambda x, y: F.elu(x, 0.7),
    "gelu": lambda x, y: F.gelu(x), "gelu_tanh": lambda x, y: F.gelu(x, approximate="tanh"),
    "softplus": lambda x, y: F.softplus(x), "softplus_beta": lambda x, y: F.softplus(x, beta=2),
    "silu": lambda x, y: F.silu(x), "mish": lambda x, y: F.mish(x),
    "hardtanh": lambda x, y: F.hardtanh(x, -0.6, 0.7), "hardswish": lambda x, y: F.hardswish(x),
    "relu6": lambda x, y: F.relu6(4 * x), "log1p": lambda x, y: y.log1p(),
    "expm1": lambda x, y: x.expm1(), "rsqrt": lambda x, y: y.rsqrt(),
    "reciprocal": lambda x, y: y.reciprocal(), "erf": lambda x, y: x.erf(),
    "clamp": lambda x, y: x.clamp(-0.9, 1.1), "clamp_min": lambda x, y: x.clamp(min=-0.9),
    "clamp_max_method": lambda x, y: x.clamp_max(0.9),
    "maximum": lambda x, y: torch.maximum(x, y), "max_of_two": lambda x, y: torch.max(x, y),
    "minimum": lambda x, y: torch.minimum(x, y), "square": lambda x, y: x.square(),
    "matmul": lambda x, y: x @ y.T, "mv": lambda x, y: x.mv(y[0]), "dot": (
        lambda x, y: x[0].dot(y[0])), "bmm": lambda x, y: torch.bmm(
            x.reshape(2, 3, 2), y.reshape(2, 2, 3)),
    "addmm": lambda x, y: torch.addmm(x[:, :3], x, y.T, beta=0.5, alpha=2),
    "linear": lambda x, y: F.linear(x, y, x[:, 0]), "linear_no_bias": lambda x, y: F.linear(x, y),
    "outer": lambda x, y: torch.outer(x[0], y[0]), "einsum": (
        lambda x, y: torch.einsum("ij,kj->ik", x, y)),
    "sum": lambda x, y: x.sum(), "sum_dim": lambda x, y: x.sum(1),
    "sum_keep": lambda x, y: x.sum((0,), keepdim=True), "sum_positional": (
        lambda x, y: x.sum(0, True)), "mean": lambda x, y: x.mean(-1),
    "max": lambda x, y: x.max(), "min": lambda x, y: x.min(), "amax": lambda x, y: x.amax(0),
    "amin_keep": lambda x, y: x.amin((0, 1), keepdim=True),
    "max_dim": lambda x, y: x.max(1).values, "prod": lambda x, y: x.prod(1),
    "logsumexp": lambda x, y: x.logsumexp(1), "logsumexp_keep": (
        lambda x, y: torch.logsumexp(x, dim=0, keepdim=True)),
    "norm": lambda x, y: x.norm(), "norm_dim": lambda x, y: torch.linalg.vector_norm(x, dim=1),
    "norm_one": lambda x, y: x.norm(p=1), "var": lambda x, y: x.var(),
    "var_dim": lambda x, y: x.var(1, correction=0), "std": lambda x, y: x.std(0, False),
    "std_keep": lambda x, y: torch.std(x, dim=1, keepdim=True),
    "cumsum": lambda x, y: x.cumsum(1), "softmax": lambda x, y: x.softmax(0),
    "log_softmax": lambda x, y: F.log_softmax(x, dim=1), "softmin": lambda x, y: F.softmin(x, 1),
    "transpose": lambda x, y: x.t(), "transpose_dims": (
        lambda x, y: x.reshape(3, 2, 2).transpose(0, -1)),
    "permute": lambda x, y: x.reshape(3, 2, 2).permute(2, 0, 1),
    "permute_list": lambda x, y: torch.permute(x.reshape(3, 2, 2), (1, 2, 0)),
    "mT": lambda x, y: x.reshape(3, 2, 2).mT, "movedim": (
        lambda x, y: x.reshape(3, 2, 2).movedim(0, 2)),
    "reshape": lambda x, y: x.reshape(-1, 2), "view": lambda x, y: x.view(2, 6),
    "flatten": lambda x, y: x.flatten(), "unsqueeze": lambda x, y: x.unsqueeze(1),
    "squeeze": lambda x, y: x[:, :1].squeeze(), "expand": lambda x, y: x[:, :1].expand(3, 5),
    "cat": lambda x, y: torch.cat([x, y], dim=1), "stack": lambda x, y: torch.stack([x, y], 2),
    "slice": lambda x, y: x[1:, ::2], "slice_end": lambda x, y: x[..., -2:],
    "narrow": lambda x, y: x.narrow(1, 1, 2),
    "select": lambda x, y: x[1], "select_last": lambda x, y: x[:, -1],
    "select_method": lambda x, y: x.select(-1, -2), "select_function": (
        lambda x, y: torch.select(x, 0, index=2)),
    "select_mixed": lambda x, y: x.reshape(3, 2, 2)[::2, 1, 1:],
    "columns": lambda x, y: x[:, torch.tensor([3, 0, 3])], "row_list": lambda x, y: x[[2, -1]],
    "item": lambda x, y: x[1, 2], "rows": lambda x, y: x[torch.tensor([2, 0, 2])],
    "pairs": lambda x, y: x[torch.tensor([0, 1]), torch.tensor([3, 2])],
    "mask": lambda x, y: x[x > 0], "new_axis": lambda x, y: x[:, None],
    "index_select": lambda x, y: x.index_select(1, torch.tensor([3, 1])),
    "gather": lambda x, y: x.gather(1, torch.tensor([[0], [3], [2]])),
    "scatter_add": lambda x, y: x.scatter_add(1, torch.tensor([[0, 0], [1, 2], [3, 3]]), y[:, :2]),
    "embedding": lambda x, y: F.embedding(torch.tensor([[2, 0], [0, 1]]), x),
    "where": lambda x, y: torch.where(x > 0.5, x, 0.25), "where_method": (
        lambda x, y: x.where(y > 1, y)),
    "masked_fill": lambda x, y: x.masked_fill(y > 1, -1.5),
    "split": lambda x, y: x.split(3, 1)[0], "split_both": lambda x, y: (
        lambda a, b: a.sum() * b)(*x.split([1, 3], dim=1)),
    "chunk": lambda x, y: x.chunk(2, 1)[1], "unbind": lambda x, y: x.unbind(1)[2],
    "pad": lambda x, y: F.pad(x, (1, 2), value=0.5), "roll": lambda x, y: x.roll(1, 0),
    "repeat": lambda x, y: x.repeat(2, 1), "flip": lambda x, y: x.flip(0),
    "repeat_new": lambda x, y: x.repeat(3, 1, 1), "tile": lambda x, y: x.tile(1, 2),
    "repeat_interleave": lambda x, y: x.repeat_interleave(2, 1),
    "flip_both": lambda x, y: x.flip(0, 1), "roll_back": lambda x, y: x.roll(-3, dims=1),
    "triu": lambda x, y: x.triu(1), "tril": lambda x, y: x.tril(),
    "detach": lambda x, y: x * y.detach(),
    "clone": lambda x, y: x.clone() * x, "cast": lambda x, y: x.float().exp().double(),
    "dropout": lambda x, y: F.dropout(x, 0.5), "identity": (
        lambda x, y: F.dropout(x, 0.5, False) + 0),
    "mse": lambda x, y: F.mse_loss(x, y), "mse_sum": lambda x, y: F.mse_loss(x, y, reduction="sum"),
    "l1": lambda x, y: F.l1_loss(x, y), "smooth_l1": lambda x, y: F.smooth_l1_loss(x, y, beta=0.5),
    "huber": lambda x, y: F.huber_loss(x, y, delta=0.7, reduction="none"),
    "bce": lambda x, y: F.binary_cross_entropy(x.sigmoid(), y.detach() / 3),
    "bce_with_logits": lambda x, y: F.binary_cross_entropy_with_logits(x, y.detach() / 3),
    "bce_with_logits_weight": lambda x, y: F.binary_cross_entropy_with_logits(
        x, y.detach() / 3, weight=y.detach()),
    "bce_with_logits_pos_weight": lambda x, y: F.binary_cross_entropy_with_logits(
        x, y.detach() / 3, pos_weight=y[0].detach() + 1),
    "bce_with_logits_weights": lambda x, y: F.binary_cross_entropy_with_logits(
        x, y.detach() / 3, y.detach(), None, None, "sum", y[0].detach() + 1),
    "cross_entropy": lambda x, y: F.cross_entropy(x, LABELS),
    "cross_entropy_none": lambda x, y: F.cross_entropy(x, LABELS, reduction="none"),
    "cross_entropy_soft": lambda x, y: F.cross_entropy(x, y.detach().softmax(1)),
    "cross_entropy_smooth": lambda x, y: F.cross_entropy(x, LABELS, label_smoothing=0.1),
    "cross_entropy_weight": lambda x, y: F.cross_entropy(x, LABELS, weight=y[0].detach()),
    "cross_entropy_ignore": lambda x, y: F.cross_entropy(x, LABELS, ignore_index=3),
    "cross_entropy_pixels": lambda x, y: F.cross_entropy(
        x.reshape(1, 3, 2, 2), torch.tensor([[[0, 2], [1, 1]]])),
    "nll": lambda x, y: F.nll_loss(x.log_softmax(1), LABELS),
    "kl_div": lambda x, y: F.kl_div(x.log_softmax(1), y.softmax(1), reduction="batchmean"),
    "cosine_similarity": lambda x, y: F.cosine_similarity(x, y),
    "layer_norm": lambda x, y: F.layer_norm(x, (4,), y[0], y[1]),
    "layer_norm_of_one": lambda x, y: F.layer_norm(x[..., None], (1,), y[0, :1], y[1, :1]),
    "layer_norm_all": lambda x, y: F.layer_norm(x, (3, 4), eps=1e-3),
    "group_norm": lambda x, y: F.group_norm(x.reshape(1, 4, 3), 2),
    "rms_norm": lambda x, y: F.rms_norm(x, (4,), y[0], eps=1e-4),
    "batch_norm": lambda x, y: F.batch_norm(x, None, None, y[0], y[1], training=True),
    "batch_norm_eval": lambda x, y: F.batch_norm(
        x, y[0].detach(), y[1].detach(), y[0], y[1], training=False),
    "batch_norm_eval_plain": lambda x, y: F.batch_norm(
        x, y[0].detach(), y[1].detach(), training=False),
    "batch_norm_shift": lambda x, y: F.batch_norm(x, None, None, None, y[0], training=True),
    "batch_norm_plain": lambda x, y: F.batch_norm(x, None, None, training=True) * y,
    "layer_norm_scale": lambda x, y: F.layer_norm(x, (4,), y[0]),
    "layer_norm_shift": lambda x, y: F.layer_norm(x, (4,), None, y[0]),
    "instance_norm": lambda x, y: F.instance_norm(x.reshape(1, 3, 4)),
    "attention": lambda x, y: F.scaled_dot_product_attention(x, y, x * y),
    "attention_causal": lambda x, y: F.scaled_dot_product_attention(
        x[None], y[None], x[None], is_causal=True),
    "conv2d": lambda image, kernel: F.conv2d(image, kernel, stride=2, padding=1),
    "conv2d_pair": lambda image, kernel: F.conv2d(image, kernel, padding=(1, 0), dilation=(1, 2)),
    "conv2d_groups": lambda image, kernel: F.conv2d(image, kernel[:2, :1], groups=2),
    "conv2d_same": lambda image, kernel: F.conv2d(image, kernel, padding="same"),
    "conv1d": lambda x, y: F.conv1d(x[None], y[None, :, :2], padding=1),
    "conv_transpose2d": lambda image, kernel: F.conv_transpose2d(
        image, kernel[:2].reshape(2, 2, 2, 2), stride=2),
    "max_pool2d": lambda image, kernel: F.max_pool2d(image, 2),
    "max_pool2d_pad": lambda image, kernel: F.max_pool2d(image, 3, stride=2, padding=1),
    "max_pool2d_ceil_even": lambda image, kernel: F.max_pool2d(
        image[..., :4, 1:], 2, ceil_mode=True),
    "max_pool2d_ceil": lambda image, kernel: F.max_pool2d(image, 2, ceil_mode=True),
    "avg_pool2d": lambda image, kernel: F.avg_pool2d(image, 2, padding=1),
    "avg_pool2d_own": lambda image, kernel: F.avg_pool2d(
        image, 2, padding=1, count_include_pad=False),
    "adaptive": lambda image, kernel: F.adaptive_avg_pool2d(image, 2),
    "bilinear": lambda image, kernel: F.interpolate(image, scale_factor=2, mode="bilinear"),
    "nearest": lambda image, kernel: F.interpolate(image, size=(7, 7)),
    "nearest_exact": lambda image, kernel: F.interpolate(
        image, scale_factor=(1.5, 0.7), mode="nearest-exact"),
    "bilinear_corners": lambda image, kernel: F.interpolate(
        image, size=(3, 8), mode="bilinear", align_corners=True),
    "bilinear_factors": lambda image, kernel: F.interpolate(
        image, scale_factor=(1.7, 2), mode="bilinear"),
    "linear_up": lambda x, y: F.interpolate(x[None], scale_factor=2.5, mode="linear"),
    "adaptive_uneven": lambda image, kernel: F.adaptive_avg_pool2d(image, (None, 3)),
    "adaptive_1d": lambda x, y: F.adaptive_avg_pool1d(x, 3),
    "conv1d_same": lambda x, y: F.conv1d(
        x[None], y[None, :, :2], padding="same", dilation=2),
    "conv1d_unbatched": lambda x, y: F.conv1d(x, y[:, None, :3], x[:, 0], stride=2, padding=1,
                                              groups=3),
    "conv3d": lambda image, kernel: F.conv3d(
        image[:, None], kernel[:, None, :1].expand(3, 1, 2, 2, 2), padding=(1, 0, 1)),
    "conv_transpose2d_groups": lambda image, kernel: F.conv_transpose2d(
        image, kernel[:2, :1], kernel[0, 0, 0], stride=3, padding=1, output_padding=2, groups=2),
    "conv_transpose1d": lambda x, y: F.conv_transpose1d(x[None], y[:, :2, None], stride=2),
    "group_norm_affine": lambda x, y: F.group_norm(
        x.reshape(1, 4, 3), 2, y[0], x[1], eps=1e-3),
    "instance_norm_affine": lambda image, kernel: F.instance_norm(
        image, None, None, kernel[0, 0, 0], kernel[0, 1, 1]),
    "instance_norm_eval": lambda image, kernel: F.instance_norm(
        image, kernel[0, 0, 0].detach(), kernel[0, 1, 1].detach().exp(), kernel[0, 0, 1],
        kernel[1, 1, 1], use_input_stats=False),
    "rms_norm_default": lambda x, y: F.rms_norm(x, (3, 4)),
    "rms_norm_single": lambda x, y: F.rms_norm(x.float(), (4,)).double(),
    "attention_scores": lambda x, y: F.scaled_dot_product_attention(
        x, y, x, attn_mask=(x @ y.T), scale=0.3),
    "attention_mask": lambda x, y: F.scaled_dot_product_attention(
        x[None], y[None], x[None], attn_mask=torch.tensor([[True, False, True], [False] * 3,
                                                           [True] * 3])),
    "einsum_list": lambda x, y: torch.einsum("ij,ij->i", [x, y]),
    "einsum_three": lambda x, y: torch.einsum("ij,kj,k...->i...", x, y, x),
    "einsum_diagonal": lambda x, y: torch.einsum("ii->i", x[:, :3]),
    "gru_cell": lambda x, y: torch.gru_cell(
        x, y[:, :2], torch.cat([x, y]), torch.cat([y, x])[:, :2], x.reshape(-1)[:6],
        y.reshape(-1)[:6]),
    "lstm_cell": lambda x, y: (lambda h, c: h * c.sum())(*torch.lstm_cell(
        x, (y[:, :1], x[:, :1]), torch.cat([x, y])[:4], torch.cat([y, x])[:4, :1])),
    "lstm_cell_state": lambda x, y: torch.lstm_cell(
        x, (y[:, :1], x[:, :1]), y.expand(3, 4).T.reshape(3, 4).repeat(2, 1)[:4],
        torch.cat([y, x])[:4, :1])[1],
}


def graph_of(name: str) -> vizbp.Graph:
    call = CALLS[name]
    first, second = ((IMAGE, KERNEL) if "image" in call.__code__.co_varnames else (X, Y))
    a, b = first.clone().requires_grad_(), second.clone().requires_grad_()

    def loss() -> torch.Tensor:
        out = call(a, b)
        # A weight for each element, so that no gradient is the same as another.
        weights = torch.linspace(0.5, 1.5, max(out.numel(), 1), dtype=torch.float64)
        return (out * weights.reshape(out.shape)).sum()
    torch.manual_seed(0)
    return vizbp.capture(loss, limit=10**6)


#: Operations that the program does not compute, by the calls that have them.
WITHOUT_RULE = {
    "floor_div": "div", "softplus_beta": "softplus", "max_pool2d_ceil": "max_pool2d",
    # What says which elements are chosen.
    "max_dim": "argmax", "pairs": "ravel", "mask": "nonzero gt", "where": "gt",
    "where_method": "gt", "masked_fill": "gt",
}


@pytest.mark.parametrize("name", CALLS)
def test_the_program_agrees_on_each_call(name):
    graph = graph_of(name)
    found = check.by_program(graph)
    assert found.ok, found.text
    without = {
        graph[node.id].op for node in found.nodes
        if node.status == "unchecked"
        and f"the op {graph[node.id].op} has no rule" in (node.reason or "")
        and "consumer" not in (node.reason or "")}
    assert without == set(WITHOUT_RULE.get(name, "").split()), found.text
    if not without:
        assert {node.status for node in found.nodes} == {"ok"}, found.text


@pytest.mark.parametrize("name", MODELS)
def test_the_program_reads_each_model_and_accuses_nothing(name):
    case = MODELS[name]()
    torch.manual_seed(1)
    found = check.by_program(vizbp.capture(case.loss, limit=10**6, **case.options))
    assert found.ok, found.text


@pytest.mark.parametrize("sign", [1, -1])
def test_the_greatest_of_several_that_are_infinite_is_known(sign):
    x = (sign * torch.tensor([[1.0, torch.inf], [torch.inf, 2.0]])).requires_grad_()
    graph = vizbp.capture(lambda: x.amax() if sign > 0 else x.amin())
    assert [node.op for node in graph.nodes] == ["input", "max" if sign > 0 else "min"]
    found = check.by_program(graph)
    assert found.ok and {node.status for node in found.nodes} == {"ok"}, found.text


def test_a_wrong_derivative_is_found():
    graph = graph_of("softmax")
    (node,) = [node for node in graph.nodes if node.op == "softmax"]
    (source,) = node.inputs
    graph[source].gradient = -graph[source].gradient
    found = check.by_program(graph)
    assert not found.ok and found.suspects == [node.id]


#: Operations that the program makes of others, each with the calls that have it alone.
COMPOSED = {
    "conv1d": "conv1d_unbatched", "conv3d": "conv3d", "conv_transpose2d": "conv_transpose2d_groups",
    "group_norm": "group_norm_affine", "instance_norm": "instance_norm_affine",
    "rms_norm": "rms_norm", "scaled_dot_product_attention": "attention_scores",
    "einsum": "einsum_three", "upsample_bilinear": "bilinear_factors",
    "upsample_nearest": "nearest", "gru_cell": "gru_cell", "lstm_cell": "lstm_cell",
    "adaptive_avg_pool2d": "adaptive_uneven",
}


@pytest.mark.parametrize("op", COMPOSED)
def test_a_wrong_derivative_of_a_composed_operation_is_found(op):
    graph = graph_of(COMPOSED[op])
    (node,) = [node for node in graph.nodes if node.op == op]
    found = check.by_program(graph)
    assert {each.id: each.status for each in found.nodes}[node.id] == "ok", found.text
    # What it sends to an input that nothing else takes is halved. Where the input was computed
    # itself, the numbers do not tell whether its own rule is at fault.
    taken = [source for other in graph.nodes for source in other.inputs]
    alone = [each for each in node.inputs if taken.count(each) == 1]
    source = next((each for each in alone if not graph[each].inputs), alone[0])
    graph[source].gradient = graph[source].gradient * 0.5
    found = check.by_program(graph)
    assert not found.ok and node.id in found.suspects, found.text
    if not graph[source].inputs:
        assert found.suspects == [node.id], found.text


def test_a_picture_is_drawn(tmp_path):
    graph = graph_of("linear")
    assert graph.render(tmp_path / "g.png").read_bytes()[:4] == b"\x89PNG"
    assert graph._repr_svg_().lstrip().startswith("<")
    assert "<svg" in graph._repr_html_()
