"""Tests that need the program are skipped where there is none."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from vizbp import VizbpError


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    try:
        return (yield)
    except VizbpError as error:
        if "the program vizbp was not found" in str(error):
            pytest.skip(str(error))
        raise
