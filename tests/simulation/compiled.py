"""Statements compiled once for all processes of all seeds, as one long process has them.

SQLAlchemy keeps what it has compiled by engine and dialect, and each simulated process opens
engines of its own. They get the same dialect and the same memory; all else is theirs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy.engine import URL, Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from terkirim.store import sqlite


class Compiled:
    """The memory, and the dialect of the first engine."""

    def __init__(self) -> None:
        self._statements: dict[Any, Any] = {}
        self._dialect: Dialect | None = None

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Engines opened while the block runs share it."""
        with patch.object(sqlite, "create_async_engine", self._engine):
            yield

    def _engine(self, address: URL, **options: Any) -> AsyncEngine:
        engine = create_async_engine(address, **options)
        self._dialect = self._dialect or engine.dialect
        engine.sync_engine.dialect = self._dialect
        engine.update_execution_options(compiled_cache=self._statements)
        return engine
