"""The line above the seeds: how to begin, what was just done, or why nothing can be saved."""

from textual.widgets import Static


class SeedNotice(Static):
    """Says one thing until the next; a trouble stays until it is over."""

    DEFAULT_CSS = """
    SeedNotice { height: auto; max-height: 3; padding: 0 1; color: $text-accent; display: none; }
    SeedNotice.-wrong { color: $text-error; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, markup=False)
        self.trouble = ""
        self._is_greeting = False

    def greet(self, text: str) -> None:
        """Say how to begin."""
        self.say(text)
        self._is_greeting = True

    def say(self, text: str, *, is_wrong: bool = False) -> None:
        """Say something, or nothing; where there is a trouble, it is said instead."""
        self._is_greeting = False
        self.update(self.trouble or text)
        self.set_class(bool(self.trouble) or is_wrong, "-wrong")
        self.display = bool(self.trouble or text)

    def forget(self) -> None:
        """Take back what was said of a change."""
        if not self._is_greeting:
            self.say("")
