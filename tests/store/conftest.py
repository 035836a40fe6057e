"""What tests of the store begin with."""

import pytest


@pytest.fixture
def database(untouched: str) -> str:
    """A database the test itself has migrated."""
    return untouched
