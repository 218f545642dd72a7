"""Keys in turn: each is answered in full before the next is handed on, however fast they come.

Textual hands a key to what has the focus when it is read; what the key does happens later, once
it has come up from there to the app. A key that opens a pane, a dialog or a field would lose those
that were typed right behind it, or let them do something else in the place that is being left.
"""

import asyncio
import math
from collections import deque
from collections.abc import Iterable
from time import monotonic

from textual import events
from textual.app import App
from textual.dom import DOMNode

# The first time round is behind the key itself; the second, behind the messages that it has set
# off, such as that a row was opened.
ROUNDS = 2
# Seconds after which a key no longer holds up the next: what it did may never end.
PATIENCE = 10.0


class TypeAhead(App[None]):
    """An app that can be typed ahead of. What is pasted waits for its turn as well.

    All wait until `answer_keys` is called, when there is something on the screen to answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self._typed: deque[events.Key | events.Paste] = deque()
        self._is_answering = True
        self._handed_on = math.inf

    @property
    def rested(self) -> float:
        """For how many seconds nobody has typed, infinite before the first key."""
        return 0.0 if self._is_answering else abs(monotonic() - self._handed_on)

    def answer_keys(self) -> None:
        """Begin to answer keys."""
        self.call_later(self._answer_next)

    async def on_event(self, event: events.Event) -> None:
        """Take a key in; anything else is handled at once."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed.append(event)
            if not self._is_answering or monotonic() - self._handed_on > PATIENCE:
                self._is_answering = True
                await self._answer_next()
        elif self.screen_stack or not isinstance(event, events.Key):
            # A key may come up from a screen when the last of them is gone: it does nothing then.
            await super().on_event(event)

    async def _press_keys(self, keys: Iterable[str]) -> None:
        """Press keys in the person's place, as Textual does for tests, until they are answered."""
        await super()._press_keys(keys)
        # Three things end it, which no one event stands for.
        while self._is_answering and self.is_running and self._exception is None:  # noqa: ASYNC110
            await asyncio.sleep(0.001)

    async def _answer_next(self) -> None:
        """Hand on the next key, and come back here when it has done all that it does."""
        if not self._typed:
            self._is_answering = False
            return
        self._handed_on = monotonic()
        way = self._way_in()
        await super().on_event(self._typed.popleft())
        self._send(way, ROUNDS)

    def _send(self, node: DOMNode, rounds: int) -> None:
        """Take a place in a node's queue, behind all that the key has set off there."""
        if not node.call_later(self._go_up, node, rounds):
            # It was taken off the screen meanwhile, and does nothing any more.
            self.call_later(self._go_up, self, rounds)

    async def _go_up(self, node: DOMNode, rounds: int) -> None:
        """Go on to the queue of the node above; from the app, round again or to the next key."""
        if node is not self:
            self._send(node.parent or self, rounds)
        elif rounds > 1:
            self._send(self._way_in(), rounds - 1)
        else:
            await self._answer_next()

    def _way_in(self) -> DOMNode:
        """Where a key is handed to."""
        return self.focused or self.screen
