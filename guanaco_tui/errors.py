"""One family of errors: raised where the cause is known, turned into one line at the edge."""


class GuanacoError(Exception):
    """Something a person can mend. The message is one line: what is wrong, and what to do."""

    exit_code = 2


class LessonInUse(GuanacoError):
    """Another process is generating into this lesson."""


class BackendRefused(GuanacoError):
    """The backend will not serve this run however often it is asked: key, quota, model, prompt."""

    exit_code = 4


class TransientFault(GuanacoError):
    """The backend failed in a way that another try may mend.

    `retry_after` is the server's own wish in seconds, if it had one. `rate_limited` says that the
    server asked for fewer requests, so that the run lowers its concurrency.
    """

    exit_code = 4

    def __init__(
        self, message: str, *, retry_after: float | None = None, rate_limited: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.rate_limited = rate_limited
