"""Two collections read against each other, in a real lesson."""

import json

import pytest

from guanaco_tui.analysis.difference import (
    as_json,
    only_themes,
    theme_difference,
    word_difference,
)
from guanaco_tui.analysis.themes import Meta, Theme, ThemeFile
from guanaco_tui.analysis.vocabulary import Vocabularies
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.tasks import Instance, SeedTask
from tests.importing import imported

THEMES = ThemeFile(
    meta=Meta(),
    sha256="0" * 64,
    themes=(
        Theme(name="water", label="Water", words=("river", "sea")),
        Theme(name="order", label="Order", words=("queue",)),
        Theme(name="night", label="Night", words=("night",)),
    ),
)

OURS = ("Name the river", "Sort the queue", "Cross the river")
THEIRS = ("Name the sea at night", "Count to ten") * 10


@pytest.fixture
def database(database: Database) -> Database:
    """Three seeds, and twenty tasks that all have a river in the output."""
    imported(database, [(text, "", "a river") for text in THEIRS])
    Catalogue(database).sync_seeds(
        SeedTask(id=str(i), instruction=text, instances=[Instance(output="Yes.")])
        for i, text in enumerate(OURS)
    )
    return database


def test_each_theme_is_compared_in_the_field_that_is_asked_for(database: Database) -> None:
    found = theme_difference(database, THEMES, ("seeds", "theirs"))
    assert found is not None
    assert found.totals == (3, 20)
    assert [(c.name, c.a, c.b) for c in found.comparisons] == [
        ("water", 2, 10),
        ("order", 1, 0),
        ("night", 0, 10),
    ]
    everywhere = theme_difference(database, THEMES, ("seeds", "theirs"), "all")
    assert everywhere is not None
    assert [(c.a, c.b) for c in everywhere.comparisons] == [(2, 20), (1, 0), (0, 10)]


def test_swapped_sides_swap_every_figure(database: Database) -> None:
    found = theme_difference(database, THEMES, ("seeds", "theirs"))
    swapped = theme_difference(database, THEMES, ("theirs", "seeds"))
    assert found is not None and swapped is not None
    for one, other in zip(found.comparisons, swapped.comparisons, strict=True):
        assert (one.a, one.interval_a) == (other.b, other.interval_b)
        assert one.log_ratio is None or one.log_ratio == pytest.approx(-(other.log_ratio or 0))


def test_what_only_one_side_says_is_lost_or_invented(database: Database) -> None:
    found = theme_difference(database, THEMES, ("seeds", "theirs"))
    assert found is not None
    words = word_difference(database, Vocabularies(), (found.a, found.b))
    assert words is not None
    spreads = {keyword.word: (0.5, None) for keyword in words.keywords}
    shape = json.loads(json.dumps(as_json(found, words, spreads)))
    assert shape["a"] == {"name": "seeds", "tasks": 3}
    assert [row["theme"] for row in shape["lost"] if "theme" in row] == ["order"]
    assert {"river", "cross"} <= {row.get("word") for row in shape["lost"]}
    assert [row["theme"] for row in shape["invented"] if "theme" in row] == ["night"]
    assert shape["themes"][1]["log_ratio"] is None
    assert all((row["dp_a"], row["dp_b"]) == (0.5, None) for row in shape["keywords"])


def test_the_same_words_are_not_compared_again(database: Database) -> None:
    found = theme_difference(database, THEMES, ("theirs", "theirs"))
    assert found is not None
    known = Vocabularies()
    first = word_difference(database, known, (found.a, found.b))
    assert word_difference(database, known, (found.a, found.b)) is first


def test_some_themes_can_be_left_out(database: Database) -> None:
    found = theme_difference(database, THEMES, ("seeds", "theirs"))
    assert found is not None
    assert [c.name for c in only_themes(found, ("night",)).comparisons] == ["night"]


def test_stopped_work_gives_nothing(database: Database) -> None:
    assert theme_difference(database, THEMES, ("seeds", "theirs"), should_stop=lambda: True) is None


def test_an_unknown_collection_is_named_with_those_there_are(database: Database) -> None:
    with pytest.raises(GuanacoError, match="no collection theirz in this lesson: it has seeds"):
        theme_difference(database, THEMES, ("seeds", "theirz"))
