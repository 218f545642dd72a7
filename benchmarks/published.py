"""The seeds of Stanford Alpaca against the tasks that were made from them: the table of the README.

    python -m benchmarks.published PATH/TO/seed_tasks.jsonl PATH/TO/alpaca_data.json

Prints it as it stands there, in Markdown: of each theme the tasks per 1,000 on both sides and the
log ratio with its 95% interval, in the instruction and in all fields.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from guanaco_tui.analysis.comparison import ThemeComparison
from guanaco_tui.analysis.difference import theme_difference
from guanaco_tui.analysis.rates import expected
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.analysis.vocabulary import WordField
from guanaco_tui.lesson.catalogue import SEEDS, Catalogue
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.lesson import make_lesson
from guanaco_tui.lesson.seeds import read_seeds

SIDES = ("alpaca", "log ratio")
HEADS = ("theme", "instruction: seeds", *SIDES, "all fields: seeds", *SIDES)
FIELDS: tuple[WordField, ...] = ("instruction", "all")


def rows(seeds: Path, dataset: Path) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each theme's row."""
    with tempfile.TemporaryDirectory() as folder:
        lesson = make_lesson(Path(folder) / "stanford", read_seeds(seeds))
        themes = lesson_themes(lesson)
        with lesson.database() as database:
            Catalogue(database).sync_seeds(lesson.seeds().seeds)
            import_tasks(database, dataset, "alpaca")
            found = {}
            for field in FIELDS:
                compared = theme_difference(database, themes, (SEEDS, "alpaca"), field)
                assert compared is not None  # nobody stops it
                found[field] = {it.name: it for it in compared.comparisons}
    for theme in themes.themes:
        parts = [found[field].get(theme.name) for field in FIELDS]
        where = "" if parts[0] is not None else f" ({theme.fields[0]}s)"
        yield (f"{theme.label}{where}", *(cell for part in parts for cell in _cells(part)))


def _cells(compared: ThemeComparison | None) -> tuple[str, ...]:
    """Return both rates and the log ratio; nothing for a theme that is not looked for there."""
    if compared is None:
        return "", "", ""
    rates = str(compared.rate_a), str(compared.rate_b)
    if compared.absence is not None:
        tasks, none = compared.absence
        return *rates, f"{expected(tasks)} expected, {none:.0%} chance of none"
    if not compared.is_clear or compared.log_ratio is None:
        return *rates, f"{compared.log_ratio:+.2f} unclear"
    low, high = compared.log_ratio_interval
    return *rates, f"**{compared.log_ratio:+.2f}** ({low:.2f} to {high:.2f})"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=Path)
    parser.add_argument("dataset", type=Path)
    arguments = parser.parse_args()
    for cells in (HEADS, ("---",) * len(HEADS), *rows(arguments.seeds, arguments.dataset)):
        print("|", " | ".join(cells), "|")


if __name__ == "__main__":
    main()
