"""Whether reading 175 seeds against 52,002 tasks ever keeps a key waiting: a walk through Compare.

Promise: nothing of it holds the app's event loop, and with it the keyboard, for more than 50 ms.
The app runs in a pseudo-terminal of 120x40 and writes down itself when its loop was held
(`benchmarks.watched`). Beside it is Textual's own DataTable, filled with the tasks.

    python -m benchmarks.keyboard PATH/TO/alpaca_data.json
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.app import PANES, Bench, shows
from benchmarks.standard import EMPTY
from benchmarks.terminal import Terminal

DOWN, PAGE_DOWN, ENTER, ESCAPE = "\x1b[B", "\x1b[6~", "\r", "\x1b"
CLEAR, HITS = "\x15", "\x1b[19~"
# Between two keys (an escape stands alone after 0.1), and after the last of a step, in seconds:
# what it set off goes on, and garbage is looked for, since nobody types.
BETWEEN, AFTER = 0.12, 2.5
PROMISE = 0.05


class Step(NamedTuple):
    """Keys that are pressed one after the other, and what the screen shows when all is done."""

    what: str
    keys: tuple[str, ...]
    shows: str


STEPS = (
    Step("Compare opens", (PANES["Compare"][0],), "tasks per 1,000, instruction"),
    Step("from theme to theme", (DOWN,) * 10, "Refus|bias"),
    Step("in all fields", ("f", "f", "f"), "in each theme's fields"),
    Step("words", ("w",), r"tokens, all fields"),
    Step("two words side by side", ("/", *"woman man", ENTER), "Beside woman and man"),
    Step("verbs and objects", (ESCAPE, "v"), "could be read"),
    Step("what the filters erased", ("b",), "rule"),
    Step("back to the themes", (ESCAPE,), "tasks per 1,000"),
    Step("a concordance opens", ("k",), "Concordance"),
    Step("letters of a common word", ("/", CLEAR, *"people is"), "hits in"),
    Step("a word with 43,826 hits", (CLEAR, *"is", ENTER), "of 52,002"),
    Step("sorted in other ways", ("s", "s", "s"), "of 52,002"),
    Step("page by page", (PAGE_DOWN,) * 10, "of 52,002"),
    Step("a game of guessing", ("g",), "Where is this from"),
    Step("back", (ESCAPE, ESCAPE), "tasks per 1,000"),
    Step("the theme editor opens", ("t",), "no change"),
    Step("from theme to theme", (DOWN,) * 8, "no change"),
    Step("letters of a common word", (ENTER, ENTER, *"people"), r"\+[\d,]+ / -"),
    Step("taken back", (ESCAPE, "u", "u"), "since opened"),
    Step("hits, judged and paged", (HITS, "x", "c", *(PAGE_DOWN,) * 8), "hits"),
    Step("a sample is drawn", (HITS, "s"), "of 20|1 of|judge"),
    Step("back", (ESCAPE, ESCAPE, ESCAPE), "tasks per 1,000"),
    Step("the report", ("R",), "The page is"),
)


class Watch:
    """An app in a terminal, and when its loop was held."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self._log = folder / "held.txt"
        module, lesson = "benchmarks.watched", str(bench.lesson.folder)
        command = (sys.executable, "-m", module, str(self._log), lesson)
        self.terminal = Terminal(command, bench.environment)

    def held_since(self, begin: float) -> list[float]:
        """How long the loop was held each time since then, in seconds, the longest first."""
        lines = self._log.read_text(encoding="utf-8").splitlines(keepends=True)
        noted = [tuple(map(float, line.split())) for line in lines if line.endswith("\n")]
        return sorted((held for at, held in noted if at >= begin), reverse=True)


def walk(watch: Watch) -> Iterator[tuple[str, float, list[float]]]:
    """Yield for each step what it is, how long it took, and how long it held the loop each time."""
    terminal = watch.terminal
    terminal.until(shows(PANES["Seeds"][1]), "the seeds")
    terminal.rest(AFTER)
    for step in STEPS:
        began = time.perf_counter()
        for key in step.keys:
            terminal.write(key)
            wait(terminal, BETWEEN)
        done = terminal.until(shows(step.shows), step.what)
        wait(terminal, AFTER)
        yield step.what, max(done - began, 0), watch.held_since(began)


def wait(terminal: Terminal, seconds: float) -> None:
    """Let time go by, and read what comes."""
    end = time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        terminal.rest(left)


def main() -> None:
    """Walk, and print as it goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), arguments.dataset.resolve())
        print(f"{'in milliseconds':34}{'all of it':>10}{'held, the longest three':>26}{'> 50':>6}")
        worst = 0.0
        watch = Watch(bench, Path(folder))
        with watch.terminal:
            for what, took, held in walk(watch):
                longest = "".join(f"{1000 * one:>8.0f}" for one in held[:3])
                over = sum(one > PROMISE for one in held)
                print(f"{what:34}{1000 * took:>10.0f}  {longest:<24}{over:>6}", flush=True)
                worst = max(worst, held[0] if held else 0.0)
        with bench.standard("table", bench.dataset) as terminal:
            terminal.until(shows(EMPTY), "the empty app")
            began = terminal.write(PANES["Browse"][0])
            filled = terminal.until(shows("▸ 10 "), "the table") - began
        print(f"the longest: {1000 * worst:.0f} ms of the 50 that are promised")
        print(f"DataTable, filled with the tasks: {1000 * filled:,.0f} ms, {filled / worst:.0f} x")


if __name__ == "__main__":
    main()
