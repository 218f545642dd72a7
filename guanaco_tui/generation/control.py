"""The listener's hold on a run: stop, pause, go on; and for how long the run was paused so far."""

import asyncio
import contextlib
import time


class Control:
    """The listener's hold on a run.

    `stop` lets the replies in flight finish their current task; asked a second time the run does
    not wait for them. `pause` sends no new requests until `go_on`; an offline backend holds still
    in the middle of its reply, while a server's replies in flight are read to their end, since a
    server does not wait.
    """

    def __init__(self) -> None:
        self._stopping = asyncio.Event()
        self._stopping_now = asyncio.Event()
        self._going = asyncio.Event()
        self._going.set()
        self._paused_at: float | None = None
        self._paused_for = 0.0

    def stop(self) -> None:
        """Ask the run to stop; the second time, at once."""
        if self.is_stopping:
            self._stopping_now.set()
        self._stopping.set()
        self.go_on()

    def pause(self) -> None:
        """Ask the run to pause; one that was asked to stop goes on to its end."""
        if not self.is_stopping and not self.is_paused:
            self._paused_at = time.monotonic()
            self._going.clear()

    def go_on(self) -> None:
        """Let a paused run go on."""
        self._paused_for = self.paused_seconds
        self._paused_at = None
        self._going.set()

    @property
    def paused_seconds(self) -> float:
        """For how long the run was paused so far."""
        since = self._paused_at
        return self._paused_for + (0.0 if since is None else time.monotonic() - since)

    @property
    def is_stopping(self) -> bool:
        """Whether the run was asked to stop."""
        return self._stopping.is_set()

    @property
    def is_paused(self) -> bool:
        """Whether the run was asked to pause."""
        return not self._going.is_set()

    async def until_going(self) -> None:
        """Wait while the run is paused."""
        await self._going.wait()

    async def until_stopped_now(self) -> None:
        """Wait until the run was asked to stop at once."""
        await self._stopping_now.wait()

    async def sleep(self, seconds: float) -> None:
        """Wait, but no longer than until the run is asked to stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
