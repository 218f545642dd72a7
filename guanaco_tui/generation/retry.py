"""When a request that failed is sent again: one policy, for every fault that may mend itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import tenacity

from guanaco_tui.errors import TransientFault


@dataclass(frozen=True)
class RetryPolicy:
    """Exponential backoff with jitter, or the server's own wish where it has one.

    `first` and `longest` bound the wait in seconds. A request is tried `attempts` times, but only
    `attempts_unheard` times while the backend has not answered anything in this sitting: a server
    that is not there is said early.
    """

    first: float = 1.0
    longest: float = 60.0
    attempts: int = 8
    attempts_unheard: int = 3

    def retrying(
        self,
        *,
        was_heard: Callable[[], bool],
        announce: Callable[[TransientFault, int, float], Awaitable[None]],
        sleep: Callable[[float], Awaitable[None]],
    ) -> tenacity.AsyncRetrying:
        """Return the loop over attempts.

        `announce(fault, attempt, seconds)` is called before each wait, `sleep(seconds)` waits.
        The last fault is raised as it is.
        """
        backoff = tenacity.wait_exponential(multiplier=self.first, max=self.longest)
        jitter = tenacity.wait_random(0, self.first)

        def wait(state: tenacity.RetryCallState) -> float:
            asked = _fault(state).retry_after
            return (backoff(state) if asked is None else asked) + jitter(state)

        def is_enough(state: tenacity.RetryCallState) -> bool:
            return state.attempt_number >= (self.attempts if was_heard() else self.attempts_unheard)

        async def before_sleep(state: tenacity.RetryCallState) -> None:
            await announce(_fault(state), state.attempt_number, state.upcoming_sleep)

        return tenacity.AsyncRetrying(
            retry=tenacity.retry_if_exception_type(TransientFault),
            wait=wait,
            stop=is_enough,
            before_sleep=before_sleep,
            sleep=sleep,
            reraise=True,
        )


def _fault(state: tenacity.RetryCallState) -> TransientFault:
    assert state.outcome is not None
    fault = state.outcome.exception()
    assert isinstance(fault, TransientFault)
    return fault
