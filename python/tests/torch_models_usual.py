"""Models of the kinds that people train: perceptrons, convolutions, attention, recurrence."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn
from torch_cases import Case, Tensor, model, of


@model
def perceptron() -> Case:
    net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
    x, y, loss_fn = torch.randn(5, 4), torch.tensor([0, 1, 2, 1, 0]), nn.CrossEntropyLoss()
    return of(net, lambda: loss_fn(net(x), y))


@model
def scalars() -> Case:
    x, y = torch.tensor(2.0, requires_grad=True), torch.tensor(-3.0, requires_grad=True)
    return Case(lambda: x * x + torch.sin(x) * y - 2 / y + 3 ** x + (1 - y) ** 2, {"x": x, "y": y})


class Block(nn.Module):
    """A residual block."""

    def __init__(self, inside: int, outside: int, stride: int):
        super().__init__()
        self.conv1 = nn.Conv2d(inside, outside, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outside)
        self.conv2 = nn.Conv2d(outside, outside, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outside)
        self.relu = nn.ReLU(inplace=True)
        self.downsample = None
        if stride != 1 or inside != outside:
            self.downsample = nn.Sequential(
                nn.Conv2d(inside, outside, 1, stride, bias=False), nn.BatchNorm2d(outside))

    def forward(self, x: Tensor) -> Tensor:
        same = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        out += same
        return self.relu(out)


class ResNet(nn.Module):
    """As torchvision's: a stem, stages of blocks, a pool, a head."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        self.layer1 = nn.Sequential(Block(8, 8, 1), Block(8, 8, 1))
        self.layer2 = nn.Sequential(Block(8, 16, 2), Block(16, 16, 1))
        self.avgpool = nn.AdaptiveAvgPool2d((1, 1))
        self.fc = nn.Linear(16, 4)

    def forward(self, x: Tensor) -> Tensor:
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer2(self.layer1(x))
        return self.fc(torch.flatten(self.avgpool(x), 1))


@model
def resnet() -> Case:
    net, x, y = ResNet(), torch.randn(2, 3, 32, 32), torch.tensor([1, 3])
    return of(net, lambda: F.cross_entropy(net(x), y))


class UNet(nn.Module):
    """Down, across and up, with concatenated skips."""

    def __init__(self) -> None:
        super().__init__()
        self.down1, self.down2 = nn.Conv2d(1, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1)
        self.middle = nn.Conv2d(8, 8, 3, padding=1)
        self.up2, self.up1 = nn.ConvTranspose2d(8, 8, 2, 2), nn.Conv2d(12, 4, 3, padding=1)
        self.join = nn.Conv2d(16, 8, 3, padding=1)
        self.out = nn.Conv2d(4, 1, 1)

    def forward(self, x: Tensor) -> Tensor:
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(F.max_pool2d(a, 2)))
        c = F.silu(self.middle(F.avg_pool2d(b, 2)))
        d = F.relu(self.join(torch.cat([self.up2(c), b], dim=1)))
        d = F.interpolate(d, scale_factor=2, mode="bilinear", align_corners=False)
        return self.out(F.relu(self.up1(torch.cat([d, a], dim=1))))


@model
def unet() -> Case:
    net, x, y = UNet(), torch.randn(1, 1, 8, 8), torch.rand(1, 1, 8, 8).round()
    return of(net, lambda: F.binary_cross_entropy_with_logits(net(x), y))


@model
def transformer_layer() -> Case:
    net = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    x = torch.randn(2, 5, 8)
    return of(net, lambda: net(x).square().mean())


@model
def attention_with_weights() -> Case:
    net, x = nn.MultiheadAttention(8, 2, batch_first=True), torch.randn(2, 4, 8)

    def loss() -> Tensor:
        out, weights = net(x, x, x, need_weights=True)
        return out.pow(2).mean() + weights.max()
    return of(net, loss)


@model
def fused_attention() -> Case:
    qkv, x = nn.Linear(8, 24), torch.randn(2, 6, 8)

    def loss() -> Tensor:
        q, k, v = qkv(x).view(2, 6, 3, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        return F.scaled_dot_product_attention(q, k, v, is_causal=True).square().sum()
    return of(qkv, loss)


@model
def lstm() -> Case:
    net, head, x = nn.LSTM(3, 4, num_layers=2, batch_first=True), nn.Linear(4, 1), (
        torch.randn(2, 5, 3))

    def loss() -> Tensor:
        out, (h, c) = net(x)
        return head(out[:, -1]).mean() + h.sum() * 0.1 + c[0].square().mean()
    return Case(loss, {f"net.{k}": p for k, p in net.named_parameters()} | {
        f"head.{k}": p for k, p in head.named_parameters()})


@model
def recurrent_cells() -> Case:
    net = nn.ModuleDict({
        "gru": nn.GRUCell(3, 4), "lstm": nn.LSTMCell(4, 4), "rnn": nn.RNNCell(4, 2)})
    x = torch.randn(3, 2, 3)

    def loss() -> Tensor:
        h, state, r = torch.zeros(2, 4), (torch.zeros(2, 4), torch.zeros(2, 4)), torch.zeros(2, 2)
        for step in x:
            h = net["gru"](step, h)
            state = net["lstm"](h, state)
            r = net["rnn"](state[0], r)
        return r.square().sum()
    return of(net, loss)
