"""A program in a pseudo-terminal, and what stands on its screen: bytes in, bytes out, nothing else.

It reads as much of a terminal's language as Textual writes: text, places, colours.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.cells import cell_len

COLUMNS, LINES = 120, 40
# How long anything may take before a benchmark is given up, in seconds.
PATIENCE = 60.0

_TOKEN = re.compile(
    r"\x1b\[(?P<numbers>[0-9;]*)(?P<order>[mH])"
    r"|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P].*?(?:\x07|\x1b\\)|\x1b[^\[\]P]"
    r"|(?P<text>[^\x1b\x00-\x1f]+)|(?P<control>[\x00-\x1a\x1c-\x1f])",
    re.DOTALL,
)


class Screen:
    """The cells of a screen: a character each, and the colours in force when it was written."""

    def __init__(self) -> None:
        self.cells = [[(" ", "")] * COLUMNS for _ in range(LINES)]
        self._x = self._y = 0
        self._colours = ""
        self._rest = ""

    def feed(self, text: str) -> None:
        """Take in what a program wrote."""
        text = self._rest + text
        at = 0
        while match := _TOKEN.match(text, at):
            at = match.end()
            if match["text"]:
                self._write(match["text"])
            elif match["order"] == "H":
                line, _, column = match["numbers"].partition(";")
                self._y, self._x = int(line or 1) - 1, int(column or 1) - 1
            elif match["order"] == "m":
                numbers = match["numbers"]
                self._colours = "" if numbers in ("", "0") else f"{self._colours};{numbers}"
            elif match["control"] == "\r":
                self._x = 0
            elif match["control"] == "\n":
                self._x, self._y = 0, self._y + 1
        # What is left is the beginning of something.
        self._rest = text[at:]

    def _write(self, text: str) -> None:
        for character in text:
            width = cell_len(character)
            if width and self._y < LINES and self._x + width <= COLUMNS:
                self.cells[self._y][self._x] = (character, self._colours)
                if width == 2:
                    self.cells[self._y][self._x + 1] = ("", self._colours)
            self._x += width

    def line(self, y: int) -> str:
        """The text of a line, from 0."""
        return "".join(character for character, _ in self.cells[y])

    @property
    def text(self) -> str:
        """The text of all lines."""
        return "\n".join(map(self.line, range(LINES)))


class Terminal:
    """A program that was started in a terminal; leaving the context ends it."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.screen = Screen()
        self._parent, child = pty.openpty()
        size = struct.pack("HHHH", LINES, COLUMNS, 0, 0)
        fcntl.ioctl(child, termios.TIOCSWINSZ, size)
        surroundings = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **environment,
        }
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=child, stdout=child, stderr=child, env=surroundings
        )
        os.close(child)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _: type[BaseException] | None,
        __: BaseException | None,
        ___: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self._parent)

    def write(self, keys: str) -> float:
        """Send keys, and return when."""
        at = time.perf_counter()
        os.write(self._parent, keys.encode())
        return at

    def until(self, is_there: Callable[[Screen], bool], what: str) -> float:
        """Read until the screen is as awaited; return when the bytes that made it so had come."""
        end = time.perf_counter() + PATIENCE
        at = time.perf_counter()
        while not is_there(self.screen):
            if not self._read(end - time.perf_counter()):
                raise SystemExit(f"{what} never came; the last screen:\n{self.screen.text}")
            at = self._read_at
        return at

    def rest(self, seconds: float) -> None:
        """Read on for a while, as a person does between two keys."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and self._read(left):
            pass

    def until_over(self) -> float:
        """Wait for the program to end by itself; return when it did."""
        end = time.perf_counter() + PATIENCE
        while self.process.poll() is None:
            if time.perf_counter() > end:
                raise SystemExit(f"It never ended; the last screen:\n{self.screen.text}")
            self._read(0.005)
        return time.perf_counter()

    @property
    def processor(self) -> float:
        """Seconds that the program's threads have been on a processor; 0 where none can say."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        try:
            spent = [(task / "schedstat").read_text().split()[0] for task in tasks.iterdir()]
        except OSError:
            return 0.0
        return sum(map(int, spent)) / 1e9

    @property
    def memory(self) -> float:
        """The memory that the program holds now (resident set), in MB."""
        pid = str(self.process.pid)
        done = subprocess.run(
            ["ps", "-o", "rss=", "-p", pid], capture_output=True, encoding="ascii", check=True
        )
        return int(done.stdout) / 1024

    def _read(self, seconds: float) -> bool:
        """Take in what comes within so many seconds; say whether anything did."""
        ready, _, _ = select.select([self._parent], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            data = os.read(self._parent, 65_536)
        except OSError:
            return False
        self._read_at = time.perf_counter()
        self.screen.feed(self._decoder.decode(data))
        return bool(data)
