"""Keeps Python's garbage collector out of the way of a person who types.

A full round goes through every object there is: up to a tenth of a second that one would feel
between two keys. The rounds through what is new are short, and go on by themselves.
"""

import gc

# After how many rounds through what is new a full one is due; and when Python may begin it itself,
# which is where nobody ever rests.
_DUE, _OVERDUE = 10, 100
# Seconds without a key after which another is not expected at once, and after which nobody seems
# to be there.
_REST, _LONG_REST = 1.0, 60.0
# Full rounds after which all that they have left is gone through once more.
_ALL_DUE = 10


def begin_late() -> None:
    """Look for no garbage until `begin`: what a program loads at its start stays."""
    gc.disable()
    gc.set_threshold(*gc.get_threshold()[:2], _OVERDUE)


def begin() -> None:
    """Look for garbage from now on, but not in what is there by now."""
    gc.freeze()
    gc.enable()


class Rounds:
    """The full rounds of a program that somebody types in.

    What a round leaves is kept out of those that follow, which are over in a few milliseconds. So
    what is closed later, such as a screen, waits for a long rest, in which all is gone through.
    """

    def __init__(self) -> None:
        self._gone = 0

    def go_if_due(self, rested: float) -> None:
        """Go a round where it is due and nobody has typed for so many seconds."""
        if rested > _LONG_REST and self._gone >= _ALL_DUE:
            gc.unfreeze()
            self._gone = 0
        elif rested > _REST and gc.get_count()[2] >= _DUE:
            self._gone += 1
        else:
            return
        gc.collect()
        gc.freeze()


def leave() -> None:
    """Look for no garbage in what the end of the program takes with it."""
    gc.disable()
    gc.freeze()
