"""A real terminal for tests: tmux, with keys sent in and the screen read back."""

import os
import shutil
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import pytest

needs_tmux = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")

# How long a screen may take to show what is waited for, in seconds: for a very busy machine.
PATIENCE = 60


class Tmux:
    """One program in a terminal of its own, of so many columns and lines."""

    def __init__(self, *command: str, columns: int = 80, lines: int = 24) -> None:
        self._name = f"guanaco-test-{uuid.uuid4().hex[:8]}"
        self._command = command
        self._size = (columns, lines)

    def __enter__(self) -> Self:
        columns, lines = self._size
        environment = {**os.environ, "TERM": "xterm-256color", "LANG": "C.UTF-8"}
        self._tmux(
            "-f",
            os.devnull,
            "new-session",
            "-d",
            "-x",
            str(columns),
            "-y",
            str(lines),
            *self._command,
            environment=environment,
        )
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        self._tmux("kill-server", check=False)

    def press(self, *keys: str) -> None:
        """Send keys by tmux's names: Enter, F4, C-q, a."""
        self._tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        """Send text as it is."""
        self._tmux("send-keys", "-l", text)

    def resize(self, columns: int, lines: int) -> None:
        """Give the terminal another size."""
        self._tmux("resize-window", "-x", str(columns), "-y", str(lines))

    def screen(self) -> str:
        """What is on the screen."""
        return self._tmux("capture-pane", "-p", check=False)

    def wait_for(self, *texts: str) -> str:
        """Return the screen as soon as it shows all these texts; fail where it never does."""
        end = time.monotonic() + PATIENCE
        screen = ""
        while time.monotonic() < end:
            screen = self.screen()
            if all(text in screen for text in texts):
                return screen
        raise AssertionError(f"{texts} never came; the last screen:\n{screen}")

    def wait_until_over(self) -> None:
        """Return when the program has ended."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if not self._alive():
                return
        raise AssertionError(f"It never ended; the last screen:\n{self.screen()}")

    def _alive(self) -> bool:
        done = subprocess.run(
            ["tmux", "-L", self._name, "has-session"], capture_output=True, check=False
        )
        return done.returncode == 0

    def _tmux(
        self, *arguments: str, check: bool = True, environment: Mapping[str, str] | None = None
    ) -> str:
        done = subprocess.run(
            ["tmux", "-L", self._name, *arguments],
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=environment,
        )
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout


def guanaco(*arguments: str) -> tuple[str, ...]:
    """The command that starts the program under test."""
    return (sys.executable, "-m", "guanaco_tui", *arguments)
