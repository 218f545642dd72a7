"""How many requests may be in flight: halved when a server says slow down, regained one by one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator


class AdaptiveConcurrency:
    """Bounds the requests in flight by additive increase and multiplicative decrease.

    Source of the rule: Chiu and Jain (1989), Analysis of the Increase and Decrease Algorithms for
    Congestion Avoidance in Computer Networks. `limit` begins at `most`, is halved by `slow_down`
    (to 1 at the least), and grows by one after `limit` successes in a row.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.limit = most
        self.in_flight = 0
        self._successes = 0
        self._slowed = 0
        self._changed = asyncio.Condition()

    @contextlib.asynccontextmanager
    async def slot(self) -> AsyncIterator[int]:
        """Wait for a place among the requests in flight; gives the mark that `slow_down` takes."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.in_flight < self.limit)
            self.in_flight += 1
        try:
            yield self._slowed
        finally:
            self.in_flight -= 1
            async with self._changed:
                self._changed.notify_all()

    def slow_down(self, mark: int) -> bool:
        """Halve the limit, once for all requests that were in flight together; tell whether so."""
        if mark != self._slowed or self.limit == 1:
            return False
        self.limit //= 2
        self._slowed += 1
        self._successes = 0
        return True

    def succeeded(self) -> bool:
        """Count a success; tell whether it raised the limit."""
        self._successes += 1
        if self.limit == self.most or self._successes < self.limit:
            return False
        self.limit += 1
        self._successes = 0
        return True
