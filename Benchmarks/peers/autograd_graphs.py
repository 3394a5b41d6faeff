"""What `vizbp.capture` costs: one step of PyTorch plain, captured, and logged with its gradients by
TorchLens, in turns in one process; medians of processor time on one thread.

    PYTHONPATH=python/src python3 Benchmarks/peers/autograd_graphs.py

What a module is missing for is left out, and said.
"""

import statistics
import sys
import time

try:
    import torch
    from torch import nn

    import vizbp
except ImportError as error:
    print(f"autograd graphs: skipped, there is no {error.name}")
    sys.exit(0)
try:
    import torchlens

    torchlens.trace  # noqa: B018 -- what it needs is only imported for what is used
    MISSING = None
except Exception as error:  # Of a type of its own where a module that it needs is missing.
    MISSING = str(error.__cause__ or error).splitlines()[0]

ROUNDS = 7


class Residual(nn.Module):
    """Two convolutions around which the input goes as well."""

    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels),
            nn.ReLU(), nn.Conv2d(channels, channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(channels))

    def forward(self, x):
        return torch.relu(x + self.layers(x))


class Step(nn.Module):
    """A model with its loss."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model(x).square().mean()


def perceptron(inputs, width):
    return nn.Sequential(
        nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(),
        nn.Linear(width, 1))


def models():
    yield "MLP 2-16-16-1, batch 100", perceptron(2, 16), torch.randn(100, 2)
    yield "MLP 784-256-256-1, batch 128", perceptron(784, 256), torch.randn(128, 784)
    yield "MLP 1024-1024-1024-1, batch 256", perceptron(1024, 1024), torch.randn(256, 1024)
    yield "residual network, 4 blocks of 16 channels, 8 images of 32×32", nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), *(Residual(16) for _ in range(4)), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.Linear(16, 10)), torch.randn(8, 3, 32, 32)
    layer = nn.TransformerEncoderLayer(64, 4, 256, batch_first=True)
    yield "transformer, 4 layers of width 64, 8 texts of 32", nn.TransformerEncoder(
        layer, 4, enable_nested_tensor=False), torch.randn(8, 32, 64)


def plain(step, x):
    step.zero_grad()
    step(x).backward()


def captured(step, x):
    vizbp.capture(lambda: step(x))


def logged(step, x):
    options = torchlens.options.CaptureOptions(save_grads=True)
    log = torchlens.trace(step, x.clone().requires_grad_(), capture=options)
    log.log_backward(log[log.output_layers[0]].out.sum())


def measure(ways, step, x):
    """Milliseconds of each way, the ways in turns."""
    times = {way: [] for way in ways}
    for way in ways:
        way(step, x)
    for _ in range(ROUNDS):
        for way in ways:
            start = time.process_time()
            way(step, x)
            times[way].append((time.process_time() - start) * 1e3)
    return {way: statistics.median(taken) for way, taken in times.items()}


def main():
    torch.manual_seed(0)
    torch.set_num_threads(1)
    ways = [plain, captured] + ([] if MISSING else [logged])
    if MISSING:
        print(f"autograd graphs: TorchLens is left out ({MISSING})")
    for name, model, x in models():
        found = measure(ways, Step(model), x)
        line = f"{name}: plain {found[plain]:.2f} ms, captured {found[captured]:.2f} ms "
        line += f"({found[captured] / found[plain]:.1f} ×)"
        if logged in found:
            line += f", TorchLens {found[logged]:.1f} ms "
            line += f"({found[logged] / found[captured]:.1f} × the capture)"
        print(line, flush=True)


if __name__ == "__main__":
    main()
