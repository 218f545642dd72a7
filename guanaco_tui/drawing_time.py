"""Time to draw, before a thread begins to count.

Beside a thread that counts, what a key has brought to the screen would take twice as long to be
drawn, and no other key would be heard meanwhile.
"""

import time

# Seconds in which a view that was opened is drawn, and in which what came to it since is.
A_VIEW, A_PIECE = 0.04, 0.015


def leave_time(seconds: float) -> None:
    """Wait while the screen is drawn, in a thread that counts: the event loop goes on."""
    time.sleep(seconds)  # in no thread that anybody types to
