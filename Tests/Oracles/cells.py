#!/usr/bin/env python3
"""Recurrent cells, blocks and Neural Turing Machines with their gradients, by PyTorch in float64.

For each network the table has its parameters, the output for an input, and the gradients of the
mean squared difference to a target, in the parameters and in the input. Cells and blocks are
PyTorch's own modules; the Neural Turing Machine is written from the paper (Graves, Wayne and
Danihelka, 2014, section 3), with a loop over the locations where it has a sum over them. The table is
checked in; run this only to write it anew:

    pip install torch numpy
    python3 Tests/Oracles/cells.py > Tests/VizNeuralTests/Fixtures/cells.json
"""

import json

import torch
from torch import nn
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20261129)

BLANK, LEAST_SQUARE, LEAST_SUM = 1e-6, 1e-4, 1e-16
cases = []


def numbers(t):
    return t.detach().double().flatten().tolist()


def entry(name, t):
    return {"name": name, "shape": list(t.shape), "values": numbers(t)}


def leaf(*shape, scale=0.5):
    return (torch.randn(*shape) * scale).requires_grad_()


def add(name, x, parameters, function):
    """Parameters: vizbp's name to a leaf, or to a leaf and what vizbp's tensor is of it."""
    parameters = {n: p if isinstance(p, tuple) else (p, lambda t: t) for n, p in parameters.items()}
    differentiable = x.dtype == torch.float64
    x = x.detach().requires_grad_() if differentiable else x
    out = function(x)
    y = torch.randn(out.shape)
    loss = F.mse_loss(out, y)
    leaves = [p for p, _ in parameters.values()]
    gradients = torch.autograd.grad(loss, leaves + ([x] if differentiable else []))
    cases.append({
        "name": name, "x": entry("x", x), "y": entry("y", y), "output": entry("output", out),
        "parameters": [entry(n, view(p)) for n, (p, view) in parameters.items()],
        "gradients": [entry(n, view(g)) for (n, (_, view)), g in zip(parameters.items(), gradients)]
        + ([entry("x", gradients[-1])] if differentiable else []),
    })


def t(x):
    return x.t()


def part(first, last):
    return lambda w: w[first:last].t() if w.dim() == 2 else w[first:last]


# Recurrent cells.

def recurrent(module, kind, layers=1):
    found = {}
    for layer in range(layers):
        weights = {n: getattr(module, f"{n}_l{layer}") for n in
                   ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        scope = f"{kind}{layer + 1}"
        found |= {f"{scope}/W": (weights["weight_ih"], t), f"{scope}/U": (weights["weight_hh"], t),
                  f"{scope}/b": weights["bias_ih"]}
        if kind == "gru":
            found[f"{scope}/c"] = weights["bias_hh"]
        else:
            weights["bias_hh"].data.zero_()
    return found


steps = torch.randn(3, 5, 2)
rnn, lstm, gru = (c(2, 4, batch_first=True) for c in (nn.RNN, nn.LSTM, nn.GRU))
stacked = nn.LSTM(2, 3, num_layers=2, batch_first=True)
add("rnn", steps, recurrent(rnn, "rnn"), lambda x: rnn(x)[0])
add("lstm", steps, recurrent(lstm, "lstm"), lambda x: lstm(x)[0])
add("gru", steps, recurrent(gru, "gru"), lambda x: gru(x)[0])
add("stacked", steps, recurrent(stacked, "lstm", 2), lambda x: stacked(x)[0][:, -1])


def truncated(x):
    first, h = rnn(x[:, :2])
    second, h = rnn(x[:, 2:4], h.detach())
    return torch.cat([first, second, rnn(x[:, 4:], h.detach())[0]], 1)


add("truncated", steps, recurrent(rnn, "rnn"), truncated)

lengths = [5, 2, 3]
mask = torch.tensor([[1.0 if i < n else 0.0 for i in range(5)] for n in lengths])


def last_of_each(x):
    packed = nn.utils.rnn.pack_padded_sequence(
        x[..., :2], lengths, batch_first=True, enforce_sorted=False)
    return gru(packed)[1][0]


add("masked", torch.cat([steps, mask[..., None]], -1), recurrent(gru, "gru"), last_of_each)

encoder, decoder, readout = nn.LSTMCell(2, 4), nn.LSTMCell(2, 4), nn.Linear(4, 2)
names = {}
for number, cell in enumerate((encoder, decoder), 1):
    cell.bias_hh.data.zero_()
    names |= {f"lstm{number}/W": (cell.weight_ih, t), f"lstm{number}/U": (cell.weight_hh, t),
              f"lstm{number}/b": cell.bias_ih}
names |= {"readout/W": (readout.weight, t), "readout/b": readout.bias}


def translate(x):
    state = (torch.zeros(3, 4), torch.zeros(3, 4))
    for step in range(5):
        state = encoder(x[:, step], state)
    given, all_given = torch.zeros(3, 2), []
    for _ in range(3):
        state = decoder(given, state)
        given = readout(state[0])
        all_given.append(given)
    return torch.stack(all_given, 1)


add("encoder-decoder", steps, names, translate)


# Attention and transformers.

def attention_names(module, scope):
    size = module.embed_dim
    module.in_proj_bias.data.normal_()
    names = {}
    weights = {}
    for index, name in enumerate(("query", "key", "value")):
        names[f"{scope}/{name}/W"] = (module.in_proj_weight, part(index * size, (index + 1) * size))
        names[f"{scope}/{name}/b"] = (module.in_proj_bias, part(index * size, (index + 1) * size))
    return names | {f"{scope}/out/W": (module.out_proj.weight, t),
                    f"{scope}/out/b": module.out_proj.bias}


wide = torch.randn(3, 5, 6)
attention = nn.MultiheadAttention(6, 2, batch_first=True)
later = torch.triu(torch.ones(5, 5, dtype=torch.bool), 1)
add("attention", wide, attention_names(attention, "attention1"),
    lambda x: attention(x, x, x)[0])
add("causal-attention", wide, attention_names(attention, "attention1"),
    lambda x: attention(x, x, x, attn_mask=later)[0])


def masked_attention(x):
    x = x[..., :6]
    seen = attention(x, x, x, key_padding_mask=mask == 0)[0]
    return (seen * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)


add("masked-attention", torch.cat([wide, mask[..., None]], -1),
    attention_names(attention, "attention1"), masked_attention)

block = nn.TransformerEncoderLayer(6, 2, 8, 0.0, F.gelu, batch_first=True, norm_first=True)
add("transformer", wide, attention_names(block.self_attn, "block1/attention") | {
    "block1/norm1/scale": block.norm1.weight, "block1/norm1/shift": block.norm1.bias,
    "block1/norm2/scale": block.norm2.weight, "block1/norm2/shift": block.norm2.bias,
    "block1/widen/W": (block.linear1.weight, t), "block1/widen/b": block.linear1.bias,
    "block1/narrow/W": (block.linear2.weight, t), "block1/narrow/b": block.linear2.bias,
}, lambda x: block(x, src_mask=later))

table, places = leaf(7, 4), leaf(6, 4)
words = torch.randint(0, 7, (3, 5))
angles = torch.arange(5)[:, None] / 10_000 ** (torch.arange(0, 4, 2) / 4)
sines = torch.stack([angles.sin(), angles.cos()], -1).reshape(5, 4)
add("learnt-positions", words, {"embedding1/table": table, "positions1/table": places},
    lambda x: F.embedding(x, table) + places[:5])
add("sinusoidal-positions", words, {"embedding1/table": table},
    lambda x: F.embedding(x, table) + sines)


# Blocks.

class Residual(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, filters, 3, stride, 1), nn.BatchNorm2d(filters), nn.ReLU(),
            nn.Conv2d(filters, filters, 3, 1, 1), nn.BatchNorm2d(filters))
        self.shortcut = nn.Sequential() if inputs == filters and stride == 1 else nn.Sequential(
            nn.Conv2d(inputs, filters, 1, stride), nn.BatchNorm2d(filters))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))

    def named(self):
        order = ["conv1/W", "conv1/b", "batch_norm1/scale", "batch_norm1/shift", "conv2/W",
                 "conv2/b", "batch_norm2/scale", "batch_norm2/shift", "shortcut/W", "shortcut/b",
                 "batch_norm3/scale", "batch_norm3/shift"]
        return {f"residual1/{n}": p for n, p in zip(order, self.parameters())}


images = torch.randn(4, 2, 4, 4)
for name, module in (("residual", Residual(2, 2, 1)), ("residual-shortcut", Residual(2, 3, 2))):
    add(name, images, module.named(), module)

tower = nn.Linear(4, 3)
add("siamese", torch.randn(5, 2, 4), {"dense1/W": (tower.weight, t), "dense1/b": tower.bias},
    lambda x: (tower(x[:, 0]).tanh() - tower(x[:, 1]).tanh()).abs())


# The Neural Turing Machine.

class Machine:
    def __init__(self, features, outputs, units, locations, width, read, write, reach, is_lstm):
        self.size, self.reach, self.is_lstm = (locations, width), reach, is_lstm
        seen = features + read * width
        scope = "ntm1"
        p = {f"{scope}/controller/W": leaf(seen, 4 * units if is_lstm else units),
             f"{scope}/controller/b": leaf(4 * units if is_lstm else units)}
        if is_lstm:
            p[f"{scope}/controller/U"] = leaf(units, 4 * units)
        self.heads = [f"write{i + 1}" for i in range(write)] + [f"read{i + 1}" for i in range(read)]
        for head in self.heads:
            n = width + 3 + 2 * reach + 1 + (2 * width if head.startswith("write") else 0)
            p[f"{scope}/{head}/W"], p[f"{scope}/{head}/b"] = leaf(units, n), leaf(n)
        p[f"{scope}/output/W"] = leaf(units + read * width, outputs)
        p[f"{scope}/output/b"] = leaf(outputs)
        self.p, self.units, self.read = p, units, read

    def affine(self, name, x):
        return x @ self.p[f"ntm1/{name}/W"] + self.p[f"ntm1/{name}/b"]

    def address(self, head, control, memory, weighting):
        """One example: section 3.3 of the paper, equations 5 to 9."""
        locations, width = self.size
        numbers = self.affine(head, control)
        key, rest = torch.tanh(numbers[:width]), numbers[width:]
        strength, gate = F.softplus(rest[0]), torch.sigmoid(rest[1])
        shift = F.softmax(rest[2:3 + 2 * self.reach], 0)
        sharpness = 1 + F.softplus(rest[3 + 2 * self.reach])
        exponentials = []
        for row in memory:
            norms = (row @ row + LEAST_SQUARE) ** 0.5 * (key @ key + LEAST_SQUARE) ** 0.5
            exponentials.append(torch.exp(strength * (row @ key) / norms))
        content = torch.stack(exponentials) / sum(exponentials)
        gated = gate * content + (1 - gate) * weighting
        shifted = []
        for i in range(locations):
            terms = [gated[(i - k) % locations] * shift[k + self.reach]
                     for k in range(-self.reach, self.reach + 1)]
            shifted.append(sum(terms))
        powers = torch.stack(shifted) ** sharpness
        return powers / (powers.sum() + LEAST_SUM), rest[4 + 2 * self.reach:]

    def example(self, x):
        locations, width = self.size
        memory = torch.full(self.size, BLANK)
        at = {h: F.one_hot(torch.tensor(0), locations).double() for h in self.heads}
        vectors = [torch.zeros(width) for _ in range(self.read)]
        h = c = torch.zeros(self.units)
        outputs = []
        for step in x:
            sums = self.affine("controller", torch.cat([step] + vectors))
            if self.is_lstm:
                i, f, g, o = (sums + h @ self.p["ntm1/controller/U"]).chunk(4)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
            else:
                h = torch.tanh(sums)
            vectors = []
            for head in self.heads:
                w, rest = self.address(head, h, memory, at[head])
                at[head] = w
                if head.startswith("write"):
                    erase, added = torch.sigmoid(rest[:width]), torch.tanh(rest[width:])
                    memory = memory * (1 - torch.outer(w, erase)) + torch.outer(w, added)
                else:
                    vectors.append(w @ memory)
            outputs.append(self.affine("output", torch.cat([h] + vectors)))
        return torch.stack(outputs)

    def __call__(self, x):
        return torch.stack([self.example(one) for one in x])


machine = Machine(3, 2, 6, 7, 4, 1, 1, 1, False)
add("ntm", torch.randn(2, 6, 3), machine.p, machine)
machine = Machine(3, 2, 5, 8, 3, 2, 2, 2, True)
add("ntm-lstm", torch.randn(2, 5, 3), machine.p, machine)

print(json.dumps(cases))
