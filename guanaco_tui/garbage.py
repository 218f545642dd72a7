"""Keeps Python's garbage collector out of the way of a person who types.

A full round goes through every object there is: up to a tenth of a second that one would feel
between two keys. The rounds through what is new are short, and go on by themselves.
"""

import gc

# After how many rounds through what is new a full one is due; and when Python may begin it itself,
# which is where nobody ever rests.
_DUE, _OVERDUE = 10, 100


def begin_late() -> None:
    """Look for no garbage until `begin`: what a program loads at its start stays."""
    gc.disable()
    gc.set_threshold(*gc.get_threshold()[:2], _OVERDUE)


def begin() -> None:
    """Look for garbage from now on, but not in what is there by now."""
    gc.freeze()
    gc.enable()


def collect_if_due() -> None:
    """Go the full round where it is due: to be called while nobody waits for an answer."""
    if gc.get_count()[2] >= _DUE:
        gc.collect()


def leave() -> None:
    """Look for no garbage in what the end of the program takes with it."""
    gc.disable()
    gc.freeze()
