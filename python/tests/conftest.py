"""What tests share: those that need the program are skipped where there is none."""

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


@pytest.fixture(scope="module")
def one_thread() -> Generator[None, None, None]:
    """So small layers take several threads several times as long as one, where others work, too."""
    torch = pytest.importorskip("torch")
    usual = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(usual)
