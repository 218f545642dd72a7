"""Waiting for what an app does by itself: on conditions, never on time."""

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

# Far more turns than anything takes that ever comes.
TURNS = 500


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Let the app run until a condition holds."""
    for _ in range(TURNS):
        await pilot.pause(0.01)
        if condition():
            return
    raise AssertionError("It never came to that.")
