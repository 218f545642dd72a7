"""Keeps Python's garbage collector out of the way of a person who types.

A full round goes through every object there is: up to a fifth of a second that one would feel
between two keys. So what a full round leaves is kept out of the next, which then takes some
milliseconds; and all is gone through once more where nobody has typed for long. Python would
begin one in the middle of what a key does, which has enough to do: here one waits for that.
"""

import gc

# After how many rounds through what is new a full one is due, which waits for a rest; when one is
# gone between two keys, where nobody ever rests; and when Python may begin it, which is never
# where the app goes on.
_DUE, _OVERDUE, _NEVER = 3, 10, 10_000
# Seconds since the last key after which the screen is drawn and no other key is there yet, and
# after which nobody seems to be there.
_REST, _LONG_REST = 0.06, 20.0
# Full rounds after which all that they have left is gone through once more.
_ALL_DUE = 10


def begin_late() -> None:
    """Look for no garbage until `begin`: what a program loads at its start stays."""
    gc.disable()
    gc.set_threshold(*gc.get_threshold()[:2], _NEVER)


def begin() -> None:
    """Look for garbage from now on, but not in what is there by now."""
    gc.freeze()
    gc.enable()


class Rest:
    """The rests of a person who types, in which garbage is looked for.

    In a long one what was closed long ago, such as a screen, is let go of.
    """

    def __init__(self) -> None:
        self._gone = _full_rounds()

    def use(self, rested: float) -> None:
        """Go a round where it is due and nobody has typed for so many seconds."""
        due = gc.get_count()[2]
        if due >= _OVERDUE or (due >= _DUE and rested > _REST):
            gc.collect()
            gc.freeze()
        if rested > _LONG_REST and _full_rounds() >= self._gone + _ALL_DUE:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._gone = _full_rounds()


def leave() -> None:
    """Look for no garbage in what the end of the program takes with it."""
    gc.disable()
    gc.freeze()


def _full_rounds() -> int:
    """How many full rounds there were."""
    return int(gc.get_stats()[2]["collections"])
