#!/usr/bin/env python3
"""Folders of event files as programs leave them beside the plain one, made by TensorBoard's own writer:

    pip install tensorboard
    python3 Tests/Oracles/tensorboard/kinds.py Tests/VizEventsTests/Fixtures/logs

`writers` has two processes that logged one tag at the same time, and a third that went on after one of
them; `estimator` a training with two evaluations and what TensorFlow's session leaves beside
summaries; `sessions` a training that was killed twice and says each time where it goes on. They are
checked in; run this only to write them anew.
"""

import os
import shutil
import struct
import sys

from tensorboard.compat.proto import event_pb2
from tensorboard.summary.writer.record_writer import RecordWriter

START = event_pb2.SessionLog.START


def write(path, events):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        writer.write(event_pb2.Event(wall_time=events[0].wall_time, file_version="brain.Event:2")
                     .SerializeToString())
        for event in events:
            writer.write(event.SerializeToString())


def scalars(tag, values, start, every=1.0, first=0):
    events = []
    for index, value in enumerate(values):
        event = event_pb2.Event(wall_time=start + every * index, step=first + index)
        event.summary.value.add(tag=tag, simple_value=struct.unpack("f", struct.pack("f", value))[0])
        events.append(event)
    return events


def session(step, start, status=START):
    return event_pb2.Event(
        wall_time=start, step=step, session_log=event_pb2.SessionLog(status=status))


def writers(folder):
    name = folder + "/events.out.tfevents.{}.{}.{}.0"
    write(name.format(1700000000, "left", 7), scalars("loss", [1 / (n + 1) for n in range(40)], 1.7e9))
    write(name.format(1700000001, "right", 9), scalars(
        "loss", [2 / (n + 1) for n in range(40)], 1.7e9 + 0.5)
        + scalars("lr", [0.1] * 10, 1.7e9 + 1))
    write(name.format(1700000100, "left", 8), scalars(
        "loss", [1 / (n + 1) for n in range(40, 60)], 1.7e9 + 100, first=40))


def estimator(folder):
    base = "events.out.tfevents.1700000000.host"
    rest = [
        event_pb2.Event(wall_time=1.7e9, graph_def=b""),
        event_pb2.Event(wall_time=1.7e9, meta_graph_def=b"\x0a\x00"),
        session(0, 1.7e9),
        event_pb2.Event(wall_time=1.7e9 + 20, step=20, tagged_run_metadata=event_pb2.TaggedRunMetadata(
            tag="step_20", run_metadata=b"")),
        session(20, 1.7e9 + 20, event_pb2.SessionLog.CHECKPOINT),
    ]
    write(f"{folder}/{base}", rest + scalars("loss", [3 / (n + 1) for n in range(30)], 1.7e9 + 21))
    for part, scale in (("eval", 4), ("eval_holdout", 5)):
        write(f"{folder}/{part}/{base}", scalars(
            "loss", [scale / (n + 1) for n in range(3)], 1.7e9 + 30) + scalars(
                "accuracy", [0.5, 0.75, 0.875], 1.7e9 + 30))


def sessions(folder):
    for number, first in enumerate((0, 12, 20)):
        start = 1.7e9 + 1000 * number
        write(f"{folder}/events.out.tfevents.{int(start)}.host.{number}.0", [
            session(first, start), *scalars("loss", [number + 1 / (n + 1) for n in range(16)], start,
                                            first=first)])


for make in (writers, estimator, sessions):
    target = f"{sys.argv[1]}/{make.__name__}"
    shutil.rmtree(target, ignore_errors=True)
    make(target)
