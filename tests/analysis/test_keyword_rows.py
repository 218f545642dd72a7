"""Which tasks each keyword finds: exactly those by which a theme without the others is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.comparison import fragility
from guanaco_tui.analysis.keyword_rows import finders, rows_by_keyword
from guanaco_tui.analysis.matcher import Matcher
from guanaco_tui.analysis.tagging import tag_collection
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import FIELD_BITS
from tests.analysis.made_run import ORDER, WATER, Request, made_run, theme_file

THEMES = theme_file(WATER, ORDER)
TASKS = (
    ("Name the river", None),
    ("Walk the river bank", None),
    ("Lakes and a river", None),
    ("Draw the river", "unsuitable_word"),
    ("Queue the music", None),
    ("Queue the music in the queue", None),
)


@pytest.fixture
def run(database: Database) -> int:
    return made_run(database, [Request(["Swim"], TASKS)])


def found(database: Database, run: int, theme: Theme, fields: int = 7) -> dict[str, list[int]]:
    return {
        word: list(rows) for word, rows in rows_by_keyword(database, run, theme, fields).items()
    }


def test_a_word_finds_what_a_longer_phrase_claimed(database: Database, run: int) -> None:
    tag_collection(database, run, THEMES)
    assert found(database, run, WATER) == {"river": [1, 2, 3], "lake*": [3], "river bank": [2]}
    without = {
        left.keyword: left.lost for left in fragility(found(database, run, WATER), 5).without
    }
    assert without == {"river": 1, "lake*": 0, "river bank": 0}


def test_what_is_excluded_is_not_found(database: Database, run: int) -> None:
    tag_collection(database, run, THEMES)
    assert found(database, run, ORDER) == {"queue": [6]}


def test_only_the_fields_that_are_asked_for_are_read(database: Database, run: int) -> None:
    tag_collection(database, run, THEMES)
    assert found(database, run, ORDER, FIELD_BITS["output"]) == {"queue": []}
    assert found(database, run, ORDER, FIELD_BITS["instruction"]) == {"queue": [6]}


def test_a_keyword_in_another_field_than_those_asked_for_finds_nothing(
    database: Database, run: int
) -> None:
    with database.writing() as connection:
        connection.execute("UPDATE task SET output = 'A lake' WHERE id = 1")
        connection.execute("INSERT INTO task_words (task_words) VALUES ('rebuild')")
    tag_collection(database, run, THEMES)
    assert [word for word, rows in found(database, run, WATER).items() if 1 in rows] == [
        "river",
        "lake*",
    ]
    outputs = found(database, run, WATER, FIELD_BITS["output"])
    assert outputs == {"river": [], "lake*": [1], "river bank": []}


def test_a_theme_that_was_tagged_with_other_words_has_no_rows(database: Database, run: int) -> None:
    tag_collection(database, run, THEMES)
    changed = WATER.model_copy(update={"words": ("river",)})
    assert found(database, run, changed) == {"river": [], "river bank": []}


WORDS = st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map(" ".join)


@given(
    keywords=st.sets(WORDS, min_size=1, max_size=5),
    exclude=st.sets(WORDS, max_size=3),
    text=st.lists(st.sampled_from("abcd"), max_size=8).map(" ".join),
)
def test_a_theme_without_a_keyword_finds_what_the_others_find(
    keywords: set[str], exclude: set[str], text: str
) -> None:
    theme = Theme(name="x", words=tuple(keywords), exclude=tuple(exclude))
    finding = finders(theme)(text, "", "")
    assert bool(finding) == bool(Matcher([theme]).tag(text, "", ""))
    for keyword in keywords:
        others = theme.model_copy(update={"words": tuple(keywords - {keyword})})
        assert bool(set(finding) - {keyword}) == bool(Matcher([others]).tag(text, "", ""))
