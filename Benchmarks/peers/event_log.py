"""Times TensorBoard's writer (PyTorch's SummaryWriter) and its reader: event_log.py

The first line out is "version ..." or "missing ...". Then each line in is a request, its words
divided by tabs, and has one line for its answer:

    scalars FOLDER COUNT       writes so many scalars: the seconds of one
    histograms FOLDER COUNT    writes so many histograms of 65,536 values: the seconds of one
    read FOLDER                reads all of them: the seconds, then how many scalars there are
"""

import math
import sys
import time

try:
    import torch
    from tensorboard import __version__
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from torch.utils.tensorboard import SummaryWriter
except Exception as error:
    print("missing", *str(error).split())
else:
    print(f"version {__version__}, PyTorch {torch.__version__}")
sys.stdout.flush()


def scalars(folder, count):
    writer = SummaryWriter(folder)
    start = time.perf_counter()
    for step in range(count):
        writer.add_scalar("loss", math.exp(-step / 3000), step)
    writer.flush()
    seconds = time.perf_counter() - start
    writer.close()
    return seconds / count


def histograms(folder, count):
    values = torch.randn(65_536)
    writer = SummaryWriter(folder)
    start = time.perf_counter()
    for step in range(count):
        writer.add_histogram("layer/weights", values, step)
    writer.flush()
    seconds = time.perf_counter() - start
    writer.close()
    return seconds / count


def read(folder):
    start = time.perf_counter()
    log = EventAccumulator(folder, size_guidance={"scalars": 0, "histograms": 0})
    log.Reload()
    return f"{len(log.Scalars('loss'))} {time.perf_counter() - start}"


for line in sys.stdin:
    request, folder, *count = line.rstrip("\n").split("\t")
    if request == "scalars":
        print(scalars(folder, int(count[0])))
    elif request == "histograms":
        print(histograms(folder, int(count[0])))
    elif request == "read":
        print(read(folder))
    else:
        sys.exit(f"{request}: no such request")
    sys.stdout.flush()
