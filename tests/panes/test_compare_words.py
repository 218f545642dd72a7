"""The words view of pane 5: what more is told of the word under the cursor."""

import json
import re
from pathlib import Path

import pytest
from textual.widgets import Static

from guanaco_tui import app as apps
from guanaco_tui.app import GuanacoApp
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.lesson import make_lesson, sample_seeds
from guanaco_tui.panes.compare import ComparePane
from guanaco_tui.panes.compare_words import WordsView
from guanaco_tui.widgets.word_list import WordList
from tests.panes.waiting import until


async def test_the_word_under_the_cursor_is_told_with_its_spread_once_the_cursor_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("seeds", "run", "browse"):
        monkeypatch.setitem(apps.PANES, name, (name, "guanaco_tui.panes.pane", "Pane"))
    lesson = make_lesson(tmp_path / "week-3", sample_seeds())
    path = tmp_path / "tasks.json"
    tasks = [
        {"instruction": f"zebra stripes zoo {n}", "input": "", "output": "."} for n in range(9)
    ]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    with lesson.database() as database:
        import_tasks(database, path, "theirs")
        app = GuanacoApp(lesson, database)
        async with app.run_test(size=(80, 24)) as pilot:
            pane = await app.open_pane("compare")
            assert isinstance(pane, ComparePane)
            await pilot.press("w")
            await until(pilot, lambda: isinstance(pane.front, WordsView) and not pane.is_reading)
            heads = [str(it.content) for it in pane.front.query(".words-head").results(Static)]
            assert re.search(r"Lost: not in theirs  \d+ clear of [\d,]+\n", heads[2])
            # Of the lists only that with the keys has the full mark: one that has words.
            lists = [it for it in pane.front.query(WordList) if it.total]
            marks = [it.row(it.cursor, 38).plain[0] for it in lists]
            assert sorted(marks) == ["▸", *"▹" * (len(lists) - 1)]
            await pilot.press("right")
            told = pane.front.query_one("#words-told", Static)
            await until(pilot, lambda: "DP" in str(told.content))
            lines = str(told.content).splitlines()
            assert re.match("“(zebra|stripes)” seeds: never · theirs: 9 times in 9 tasks", lines[0])
            # Nothing is told of the side that never says it.
            assert lines[1] == "DP .000 theirs: 0 even over tasks, 1 all in one; rare words near 1"
            assert told.size.height == 3
            # A collocate of two words has none.
            await pilot.press("slash", *"zebra stripes")
            await until(pilot, lambda: pane.front.has_class("-pair"))
            await pilot.press("enter")
            await until(pilot, lambda: "logDice" in str(told.content))
            assert "DP" not in str(told.content)
            # A theme that is not there is not taken for one in silence.
            await pilot.press("slash", "ctrl+u", *"#nope zebra", "enter")
            await until(pilot, lambda: "There is no theme #nope" in str(told.content))
