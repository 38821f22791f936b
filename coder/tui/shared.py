"""A mapping that is never changed: one with some other values shares nearly everything with it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

BUCKETS = 256
"""Parts that a mapping is kept in; another value copies one part and the list of parts."""


class Shared(Mapping[K, V], Generic[K, V]):
    """A mapping without a way to change it."""

    __slots__ = ("_buckets", "_count")

    def __init__(self, values: Mapping[K, V] | None = None) -> None:
        buckets: list[dict[K, V]] = [{} for _ in range(BUCKETS)]
        for key, value in (values or {}).items():
            buckets[hash(key) % BUCKETS][key] = value
        self._buckets: tuple[dict[K, V], ...] = tuple(buckets)
        self._count = sum(map(len, buckets))

    def __getitem__(self, key: K) -> V:
        return self._buckets[hash(key) % BUCKETS][key]

    def get(self, key: K, default: Any = None) -> Any:
        """The value of a key, or `default`."""
        return self._buckets[hash(key) % BUCKETS].get(key, default)

    def __iter__(self) -> Iterator[K]:
        for bucket in self._buckets:
            yield from bucket

    def __len__(self) -> int:
        return self._count

    def updated(self, values: Mapping[K, V | None]) -> Shared[K, V]:
        """With other values for some keys; None takes a key away."""
        if not values:
            return self
        buckets: list[dict[K, V]] = list(self._buckets)
        copied: set[int] = set()
        for key, value in values.items():
            at = hash(key) % BUCKETS
            if at not in copied:
                copied.add(at)
                buckets[at] = buckets[at].copy()
            if value is None:
                buckets[at].pop(key, None)
            else:
                buckets[at][key] = value
        made = Shared.__new__(Shared)
        made._buckets = tuple(buckets)
        made._count = self._count + sum(len(buckets[at]) - len(self._buckets[at]) for at in copied)
        return made
