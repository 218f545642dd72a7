"""Tagging a collection with a theme file, in a real database."""

from pathlib import Path

import pytest

from guanaco_tui.analysis import tagging
from guanaco_tui.analysis.tagging import lesson_themes, tag_collection
from guanaco_tui.analysis.themes import Meta, Theme, ThemeFile
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import ANY_FIELD, FIELD_BITS, Hits
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.tasks import Instance, SeedTask

TASKS = ("Name the river", "Sort the queue", "Cross the river in a queue", "Count to ten")
WATER = Theme(name="water", label="Water", words=("river",))
ORDER = Theme(name="order", label="Order", words=("queue",))
LINE = Theme(name="order", label="Order", words=("count",))


def theme_file(*themes: Theme) -> ThemeFile:
    return ThemeFile(meta=Meta(), themes=themes, sha256="+".join(theme.name for theme in themes))


def seed(number: int, instruction: str) -> SeedTask:
    return SeedTask(id=str(number), instruction=instruction, instances=[Instance(output="Yes.")])


@pytest.fixture
def database(database: Database) -> Database:
    """The tasks, as seeds."""
    Catalogue(database).sync_seeds(seed(i, text) for i, text in enumerate(TASKS))
    return database


@pytest.fixture
def collection(database: Database) -> int:
    return Catalogue(database).collections()[0].id


def hits(
    database: Database, collection: int, themes: ThemeFile, fields: int = ANY_FIELD
) -> dict[str, list[str]]:
    """What was tagged, by its words."""
    catalogue = Catalogue(database)
    return {
        theme: [row.instruction for row in catalogue.rows(rows)]
        for theme, rows in Hits(database).rows(collection, themes.fingerprints, fields).items()
    }


def test_each_task_is_kept_under_every_theme_it_speaks_of(
    database: Database, collection: int
) -> None:
    themes = theme_file(WATER, ORDER)
    assert tag_collection(database, collection, themes)
    assert hits(database, collection, themes) == {
        "water": ["Name the river", "Cross the river in a queue"],
        "order": ["Sort the queue", "Cross the river in a queue"],
    }


def test_a_stopped_tagging_goes_on_where_it_was(
    database: Database, collection: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "CHUNK", 1)
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))

    themes = theme_file(WATER, ORDER)
    assert not tag_collection(database, collection, themes, progress, lambda: len(seen) == 2)
    assert tag_collection(database, collection, themes, progress)
    assert seen == [(1, 3), (2, 3), (1, 1)], "no word of a theme is in Count to ten"
    assert len(hits(database, collection, themes)["water"]) == 2


def test_what_is_tagged_is_not_read_again(database: Database, collection: int) -> None:
    seen: list[int] = []
    for _ in range(2):
        tag_collection(database, collection, theme_file(WATER), lambda done, _: seen.append(done))
    assert seen == [4]


def test_only_a_theme_whose_words_changed_is_looked_for_anew(
    database: Database, collection: int
) -> None:
    tag_collection(database, collection, theme_file(WATER, ORDER))
    changed = theme_file(WATER.model_copy(update={"label": "All water"}), LINE)
    upto = Hits(database).upto(collection, changed.fingerprints)
    assert upto["water"] > 0 == upto["order"]
    assert hits(database, collection, changed)["order"] == []
    assert tag_collection(database, collection, changed)
    assert hits(database, collection, changed) == {
        "water": ["Name the river", "Cross the river in a queue"],
        "order": ["Count to ten"],
    }


def test_a_theme_that_was_added_catches_up_with_the_others(
    database: Database, collection: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "CHUNK", 1)
    seen: list[int] = []
    tag_collection(database, collection, theme_file(WATER), should_stop=lambda: len(seen) == 2)
    both = theme_file(WATER, ORDER)
    assert tag_collection(database, collection, both, lambda done, _: seen.append(done))
    assert hits(database, collection, both)["order"] == [
        "Sort the queue",
        "Cross the river in a queue",
    ]


def test_a_hit_is_known_by_the_fields_it_stands_in(database: Database, collection: int) -> None:
    told = SeedTask(
        id="told",
        instruction="Name the river",
        instances=[Instance(input="A queue", output="The river in a queue.")],
    )
    Catalogue(database).sync_seeds([told])
    themes = theme_file(WATER, ORDER)
    tag_collection(database, collection, themes)
    found = {
        field: [name for name, rows in hits(database, collection, themes, bit).items() if rows]
        for field, bit in FIELD_BITS.items()
    }
    assert found == {"instruction": ["water"], "input": ["order"], "output": ["water", "order"]}


def test_counts_are_of_tasks_in_which_every_theme_was_looked_for(
    database: Database, collection: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tagging, "CHUNK", 1)
    seen: list[int] = []
    themes = theme_file(WATER, ORDER)
    tag_collection(
        database, collection, themes, lambda done, _: seen.append(done), lambda: len(seen) == 2
    )
    counts = Hits(database).counts(collection, themes.fingerprints)
    assert counts == ({"water": 1, "order": 1}, 2)


def test_counts_leave_rejections_out(database: Database, collection: int) -> None:
    themes = theme_file(WATER, ORDER)
    tag_collection(database, collection, themes)
    with database.writing() as connection:
        connection.execute("UPDATE task SET rule = 'repeats' WHERE instruction LIKE 'Cross%'")
    counts = Hits(database).counts(collection, themes.fingerprints)
    assert counts == ({"water": 1, "order": 1}, 3)
    assert Hits(database).counts(collection, themes.fingerprints, FIELD_BITS["output"]) == (
        {"water": 0, "order": 0},
        3,
    )


def test_an_edited_seed_is_tagged_again(database: Database, collection: int) -> None:
    themes = theme_file(WATER)
    tag_collection(database, collection, themes)
    Catalogue(database).sync_seeds([seed(0, "Name the hill"), seed(3, "Count the river boats")])
    tag_collection(database, collection, themes)
    assert hits(database, collection, themes) == {"water": ["Count the river boats"]}


def test_hits_of_a_seed_that_was_edited_meanwhile_are_not_kept(
    database: Database, collection: int
) -> None:
    themes = theme_file(WATER)
    found = Hits(database)
    found.begin(collection, themes.fingerprints)
    Catalogue(database).sync_seeds([seed(0, "Name the hill")])
    row = Catalogue(database).ids(collection)[0]
    assert not found.save(collection, themes.fingerprints, 0, row, [("water", row, 1)])
    tag_collection(database, collection, themes)
    assert hits(database, collection, themes) == {"water": []}


def test_a_lesson_may_have_themes_of_its_own(tmp_path: Path) -> None:
    lesson = Lesson(tmp_path)
    assert "race" in [theme.name for theme in lesson_themes(lesson).themes]
    own = tmp_path / "themes.toml"
    own.write_text('[theme.water]\nwords = ["river"]\n', encoding="utf-8")
    assert [theme.name for theme in lesson_themes(lesson).themes] == ["water"]
    own.write_text('[theme.water]\nwrods = ["river"]\n', encoding="utf-8")
    with pytest.raises(GuanacoError, match="line 2"):
        lesson_themes(lesson)
