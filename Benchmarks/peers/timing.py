"""How the peers time a step."""

import time


def mean_seconds(step, least):
    """The mean over as many steps as `least` seconds take, and one at least."""
    count, start = 0, time.perf_counter()
    while True:
        step()
        count += 1
        seconds = time.perf_counter() - start
        if seconds >= least:
            return seconds / count


def warm_seconds(step, least):
    """The same, after a quarter of that to get going."""
    mean_seconds(step, least / 4)
    return mean_seconds(step, least)


def best_seconds(step, least, torch, thread_counts):
    """The best that PyTorch does with the numbers of threads."""
    seconds = []
    for count in thread_counts:
        torch.set_num_threads(count)
        seconds.append(warm_seconds(step, least))
    return min(seconds)
