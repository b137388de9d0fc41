"""What a store does the same way wherever its tables are."""

from __future__ import annotations

import json
import os
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from dedup.errors import StoreDamagedError
from dedup.store.base import KeysOf

__all__ = ["Opened"]


class Opened(ABC):
    """A connection, transactions inside transactions, and what the store writes down of itself."""

    where: str
    settings: Mapping[str, Any]
    _connection: Any
    _keys_of: KeysOf
    _lock: threading.RLock
    _pid: int
    """Of the process that the connection is of."""
    _depth: int
    _writes: bool
    _closed: bool
    _restore: str
    """How to get back what is lost, for a message."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """See `Store.reading`."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[None]:
        """See `Store.writing`."""

    @abstractmethod
    def note(self, name: str) -> bytes | None:
        """See `Store.note`."""

    @abstractmethod
    def put_note(self, name: str, data: bytes) -> None:
        """See `Store.put_note`."""

    @contextmanager
    def _nested(self) -> Iterator[None]:
        """One more inside the transaction that is under way."""
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _meta(self, name: str) -> Any:
        found = self.note(name)
        if found is None:
            raise StoreDamagedError(f"{self.where!r} lacks its {name}; {self._restore}")
        return json.loads(found)

    def _set_meta(self, name: str, value: Any) -> None:
        self.put_note(name, json.dumps(value, separators=(",", ":"), sort_keys=True).encode())

    def close(self) -> None:
        """See `Store.close`."""
        with self._lock:
            if not self._closed:
                self._closed = True
                if self._pid == os.getpid():
                    self._connection.close()
