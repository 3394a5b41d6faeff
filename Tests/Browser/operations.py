"""Every operation of expressions in an expression of x and y (four numbers each), A (2×3) and M (4×4)."""
import re

UNARY = """exp log log1p expm1 erf sin cos tan sqrt rsqrt reciprocal abs tanh sigmoid relu softplus
step square leaky_relu elu gelu silu mish hardtanh hardswish identity""".split()
POSITIVE = {"log", "log1p", "sqrt", "rsqrt", "reciprocal"}

_image = "I = reshape(M, shape=[1,1,4,4]); k = reshape(x, shape=[1,1,2,2]); "
_lines, _halves = "reshape(M, shape=[1,4,4])", "reshape(M, shape=[1,1,4,2,2])"
_row, _other = "reshape(x, shape=[1,4])", "reshape(y, shape=[1,4])"

OTHERS = {
    "add": "sum(x + y)", "sub": "sum((x - y) * x)", "mul": "sum(x * y)", "div": "sum(x / y)",
    "pow": "sum(abs(x) ^ y)", "neg": "sum(-x * y)", "maximum": "sum(maximum(x, y) * y)",
    "minimum": "sum(minimum(x, y) * y)", "matmul": "sum(A @ transpose(A) * 0.3)", "dot": "dot(x, y)",
    "max": "max(x) * x[0]", "min": "min(A) * 2 + sum(min(M, axis=1) * x)",
    "sum": "sum(A, axis=0) @ y[0:3]", "mean": "mean(x * y)", "norm": "norm(x) * sum(norm(M, axis=0))",
    "logsumexp": "logsumexp(x) + logsumexp(M)", "softmax": "softmax(x) @ y", "log_softmax": "log_softmax(x) @ y",
    "var": "var(x)", "std": "std(x)", "prod": "prod(x)", "transpose": "sum(transpose(A) @ y[0:2])",
    "clamp": "sum(clamp(x, min=-0.5, max=0.5) * y)", "mse": "mse(x, y)", "l1": "l1(x, y)",
    "smooth_l1": "smooth_l1(x, y)", "huber": "huber(x, y)", "slice": "sum(slice(x, starts=[1], stops=[3]) ^ 2)",
    "linear": "sum(linear(A, A) * 0.5)", "layer_norm": "sum(layer_norm(M, x, y) ^ 2)",
    "concat": "sum(concat(x, y) ^ 2)", "gelu_tanh": 'sum(gelu(x, approximate="tanh"))',
    "cumsum": "cumsum(x, axis=0) @ y", "detach": "sum(detach(x) * x)", "reshape": _image + "sum(I * I)",
    "addmm": "sum(addmm(M, M, M, alpha=0.5) * M)", "gemm": "sum(gemm(A, A, transB=true, alpha=2))",
    "conv1d": f"sum(conv1d({_lines}, {_lines}) ^ 2)", "conv2d": _image + "sum(conv2d(I, k, padding=1) ^ 2)",
    "conv3d": f"sum(conv3d({_halves}, reshape(x, shape=[1,1,1,2,2])) ^ 2)",
    "conv_transpose1d": f"sum(conv_transpose1d({_lines}, reshape(x, shape=[4,1,1])) ^ 2)",
    "conv_transpose2d": _image + "sum(conv_transpose2d(I, k) ^ 2)",
    "avg_pool2d": _image + "sum(avg_pool2d(I, kernel=[2,2]) ^ 2)",
    "adaptive_avg_pool1d": "sum(adaptive_avg_pool1d(reshape(x, shape=[1,1,4]), output_size=[2]) ^ 2)",
    "adaptive_avg_pool2d": _image + "sum(adaptive_avg_pool2d(I, output_size=[2,2]) ^ 2)",
    "adaptive_avg_pool3d": f"sum(adaptive_avg_pool3d({_halves}, output_size=[2,1,1]) ^ 2)",
    "batch_norm": "sum(batch_norm(M, x, y) ^ 2 * M)", "rms_norm": "sum(rms_norm(M) * M)",
    "group_norm": "sum(group_norm(reshape(M, shape=[2,4,2]), num_groups=2) * reshape(M, shape=[2,4,2]))",
    "instance_norm": "sum(instance_norm(reshape(M, shape=[2,2,4])) * reshape(M, shape=[2,2,4]))",
    "bce": "bce(sigmoid(x), sigmoid(y))", "bce_with_logits": "bce_with_logits(x, sigmoid(y))",
    "kl_div": "kl_div(log_softmax(x), softmax(y))", "cross_entropy": "cross_entropy(M, [0,2,1,3])",
    "nll": "nll(log_softmax(M), [0,2,1,3])", "hinge": "hinge(M, [0,2,1,3])",
    "dropout": "sum(dropout(x, p=0.5, seed=3) * y)",
    "einsum": 'sum(einsum(M, M, equation="ij,kj->ik") * M)', "embedding": "sum(embedding([1,3], M) ^ 2)",
    "gather": "sum(gather(M, [1,3]) ^ 2)", "gather_elements": "sum(gather_elements(M, [[0,1,2,3]], axis=0) ^ 2)",
    "take_along_dim": "sum(take_along_dim(M, [[0,1,2,3]], axis=0) ^ 2)",
    "index_select": "sum(index_select(M, [1,3], axis=0) ^ 2)",
    "masked_fill": "sum(masked_fill(x, [1,0,0,1], value=2) * y)", "where": "sum(where([1,0,0,1], x, y) * y)",
    "pad": "sum(pad(x, pad=[1,1]) ^ 2)", "stack": "sum(stack(x, y, axis=0) @ x)",
    "split": "sum(split(x, sizes=[1,3])[1] ^ 2)", "chunk": "sum(chunk(x, chunks=2) ^ 2)",
    "unbind": "sum(unbind(M, axis=0) ^ 2)", "scatter_add": "sum(scatter_add(x, [0,1,1,2], y, axis=0) ^ 2)",
    "upsample_nearest": f"sum(upsample_nearest({_lines}, scale_factor=[2]) ^ 2)",
    "upsample_linear": f"sum(upsample_linear({_lines}, size=[6]) ^ 2)",
    "upsample_bilinear": _image + "sum(upsample_bilinear(I, size=[5,5]) ^ 2)",
    "upsample_nearest_exact": _image + "sum(upsample_nearest_exact(I, size=[5,5]) ^ 2)",
    "upsample_trilinear": f"sum(upsample_trilinear({_halves}, size=[3,3,3]) ^ 2)",
    "lstm_cell": f"sum(lstm_cell({_row}, {_other}, {_other}, concat(M,M,M,M), concat(M,M,M,M)))",
    "gru_cell": f"sum(gru_cell({_row}, {_other}, concat(M,M,M), concat(M,M,M)))",
    "broadcast": "sum(broadcast(x, shape=[2,4]) ^ 2)",
}
# What a page cannot compute: it decides by the size of its numbers, and is named as the reason.
STILLS = {"where": "sum(where(step(x), x, y))", "max_pool2d": _image + "sum(max_pool2d(I, kernel=[2,2]))",
          "sort": "sum(sort(x) * y)", "topk": "sum(topk(x, k=2) ^ 2)",
          "kthvalue": "kthvalue(x, k=2) * y[0]", "median": "median(x) * y[0]",
          "cummax": "sum(cummax(x) * y)", "cummin": "sum(cummin(x) * y)",
          "cosine_similarity": "cosine_similarity(x, y, axis=0)",
          "scaled_dot_product_attention": "sum(scaled_dot_product_attention(M, M, M) * M)"}


def named(text):
    """The functions that the help of `vizbp eval` lists."""
    text = " ".join(text.split())
    without = re.search(r"Without such names: (.*?)\. With them: ", text).group(1).split()
    rest = re.search(r"With them: (.*?)\. The names of PyTorch", text).group(1)
    return set(without) | set(re.findall(r"(\w+)\(", rest))
