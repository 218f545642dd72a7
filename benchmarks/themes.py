"""How long it takes to tag a dataset with the packaged themes.

Promise: ten themes over the 52,002 tasks of Stanford Alpaca in 5 s or less. Beside it, in the same
run: one plain regular expression a theme, without exclusions; and the look-up of candidates in
SQLite's full-text search, once its index is built.

    python -m benchmarks.themes PATH/TO/alpaca_data.json
"""

import argparse
import json
import re
import sqlite3
import time
from pathlib import Path

from guanaco_tui.analysis.matcher import Matcher, fts_query
from guanaco_tui.analysis.themes import Theme, default_themes
from guanaco_tui.words import fts_text, read_pattern

FIELDS = ("instruction", "input", "output")


def alternation(theme: Theme) -> re.Pattern[str]:
    """All words and phrases of a theme in one regular expression."""
    patterns = [read_pattern(written) for written in theme.words + theme.phrases]
    parts = [
        r"[\W_]+".join(map(re.escape, p.words)) + (r"[^\W_]*" if p.open_end else "")
        for p in patterns
    ]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(parts)})(?![^\W_])", re.IGNORECASE)


def main() -> None:
    """Tag with the matcher, with regular expressions, look candidates up, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dataset", type=Path)
    dataset = parser.parse_args().dataset
    tasks = [
        tuple(task[field] for field in FIELDS)
        for task in json.loads(dataset.read_text(encoding="utf-8"))
    ]
    themes = default_themes().themes

    began = time.perf_counter()
    matcher = Matcher(themes)
    tags = [matcher.tag(*task) for task in tasks]
    ours = time.perf_counter() - began

    began = time.perf_counter()
    plain = [
        sum(any(map(pattern.search, task)) for task in tasks)
        for pattern in map(alternation, themes)
    ]
    theirs = time.perf_counter() - began

    database = sqlite3.connect(":memory:")
    database.execute(
        "CREATE VIRTUAL TABLE words USING fts5 (instruction, input, output,"
        " content='', tokenize='unicode61 remove_diacritics 2')"
    )
    began = time.perf_counter()
    database.executemany(
        "INSERT INTO words (rowid, instruction, input, output) VALUES (?, ?, ?, ?)",
        ((row, *map(fts_text, task)) for row, task in enumerate(tasks)),
    )
    indexing = time.perf_counter() - began
    began = time.perf_counter()
    candidates = [
        database.execute(
            "SELECT count(*) FROM words WHERE words MATCH ?", (fts_query(theme),)
        ).fetchone()[0]
        for theme in themes
    ]
    looking = time.perf_counter() - began

    print(f"{'theme':14}{'tasks':>8}{'per 1,000':>11}{'regex':>8}{'candidates':>12}")
    for place, theme in enumerate(themes):
        found = sum(tag >> place & 1 for tag in tags)
        per_1000 = 1000 * found / len(tasks)
        print(f"{theme.name:14}{found:8,}{per_1000:11.1f}{plain[place]:8,}{candidates[place]:12,}")
    print(f"{'matcher':40}{ours:8.2f} s{len(tasks) / ours:12,.0f} tasks a second")
    print(f"{'regular expressions':40}{theirs:8.2f} s{theirs / ours:11.1f} times as long")
    print(f"{'full-text index, built once':40}{indexing:8.2f} s")
    print(f"{'full-text candidates of every theme':40}{looking:8.3f} s")


if __name__ == "__main__":
    main()
