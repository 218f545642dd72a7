"""The app, writing down each time that its event loop was held and a key would have waited.

    python -m benchmarks.watched LOG LESSON

LOG gets two numbers a line: when the loop was free again, by the clock that all processes share,
and for how long it had been held, both in seconds.
"""

import asyncio
import sys
import time
from pathlib import Path
from typing import ClassVar, TextIO

from guanaco_tui import app, cli

# A tick comes at this beat, in seconds: what is later than that was held up.
BEAT = 0.002
# Shorter than this nobody asks about.
SHORTEST = 0.005


class Watched(app.GuanacoApp):
    """The app with a tick at a beat."""

    written: ClassVar[TextIO]

    def on_mount(self) -> None:
        """Begin to tick."""
        self._tick_at = time.perf_counter()
        self._tick()

    def _tick(self) -> None:
        now = time.perf_counter()
        if now - self._tick_at > SHORTEST:
            self.written.write(f"{now} {now - self._tick_at}\n")
        self._tick_at = time.perf_counter() + BEAT
        asyncio.get_running_loop().call_later(BEAT, self._tick)


if __name__ == "__main__":
    app.GuanacoApp = Watched  # type: ignore[misc]
    with Path(sys.argv.pop(1)).open("w", buffering=1, encoding="utf-8") as Watched.written:
        cli.main()
