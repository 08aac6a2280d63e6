"""One warm house for all stories of this folder: provider, cradle and a furnished home."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.killing.house import House, a_house


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    with a_house() as made:
        yield made
