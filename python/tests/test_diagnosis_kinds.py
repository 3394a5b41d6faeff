"""A few of the faulty programs of Tests/Diagnosis, and their clean twins: the whole suite takes
minutes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
sys.path.insert(0, str(Path(__file__).parents[2] / "Tests/Diagnosis"))

import diaries  # noqa: E402
import programs  # noqa: E402
from kinds import KINDS, halves  # noqa: E402

from vizbp import program  # noqa: E402

FEW = [
    "ReLU after the last layer, targets below 0", "softmax before the cross-entropy of scores",
    "Adam at a rate of 1e-6", "no zero_grad", "bytes that nobody divided by 255", "an empty cell"]

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """What is found in a training; those of a twin that several kinds share are found once."""
    known = {}

    def find(settings):
        if settings not in known:
            known[settings] = diagnose(settings, tmp_path_factory.mktemp("run"))
        return known[settings]
    return find


def diagnose(settings, folder):
    programs.train(
        settings, lambda network, optimizer: diaries.Watched(folder, settings, network, optimizer))
    answer = program.run(["diagnose", folder, "--json"], answers=(0, 1))
    (run,) = json.loads(answer.stdout)["runs"]
    return run["findings"]


@pytest.mark.parametrize("name", FEW)
def test_the_cause_is_named_and_nothing_of_the_clean_twin(name, findings):
    (kind,) = (each for each in KINDS if each.name == name)
    found = findings(kind.faulty)
    assert kind.names(found[0]), [each["title"] for each in found]
    clean = findings(kind.twin)
    assert [each["title"] for each in clean if each["severity"] != "note"] == []


def test_there_are_52_kinds_in_two_halves():
    tuned, aside = halves()
    assert len(tuned) == len(aside) == 26
    assert len({each.name for each in tuned + aside}) == 52
