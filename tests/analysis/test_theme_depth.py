"""How firm one theme's rates are: as judged, without single words, and where its tasks hedge."""

import pytest

from guanaco_tui.analysis.difference import ThemeDifference, theme_difference
from guanaco_tui.analysis.theme_depth import ThemeDepth, side_tasks, theme_depth
from guanaco_tui.analysis.themes import Theme, ThemeFile
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.judgements import Judgements, place_of
from tests.analysis.made_run import ORDER, WATER, theme_file
from tests.importing import imported

HEDGES = Theme(name="hedges", label="Hedges", phrases=("it depends",), fields=("output",))
OURS = [("Name the river", "It depends"), ("Cross a lake", "Yes"), ("Stand in the queue", "No")]
THEIRS = [("Name the river", "Yes"), ("Count", "It depends")]


@pytest.fixture
def database(database: Database) -> Database:
    """Two collections, of which some tasks hedge."""
    for name, tasks in (("ours", OURS), ("theirs", THEIRS)):
        imported(database, [(said, "", output) for said, output in tasks], name)
    return database


def compared(database: Database, themes: ThemeFile) -> ThemeDifference:
    found = theme_difference(database, themes, ("ours", "theirs"))
    assert found is not None
    return found


def depth(database: Database, found: ThemeDifference) -> ThemeDepth:
    """What is known of the first theme."""
    theme, figures = found.themes.themes[0], found.comparisons[0]
    looked = theme_depth(database, theme, figures, side_tasks(database, found, [theme.name]))
    assert looked is not None
    return looked


def test_each_word_is_left_out_in_turn_on_both_sides(database: Database) -> None:
    ours, theirs = depth(database, compared(database, theme_file(WATER, ORDER))).fragility
    assert [(word.keyword, word.lost) for word in ours.without] == [
        ("river", 1),
        ("lake*", 1),
        ("river bank", 0),
    ]
    assert theirs.decisive is not None and theirs.decisive.keyword == "river"


def test_the_tasks_that_hedge_are_set_beside_the_rest_in_whatever_field(
    database: Database,
) -> None:
    ours, theirs = depth(database, compared(database, theme_file(WATER, HEDGES))).hedged
    assert (ours.a, ours.total_a, ours.b, ours.total_b) == (1, 2, 0, 1)
    assert (theirs.a, theirs.total_a, theirs.b, theirs.total_b) == (0, 1, 1, 1)


def test_hedges_are_not_crossed_with_themselves_nor_where_there_are_none(
    database: Database,
) -> None:
    anywhere = HEDGES.model_copy(update={"fields": ("instruction", "output")})
    assert depth(database, compared(database, theme_file(anywhere, WATER))).hedged == ()
    assert depth(database, compared(database, theme_file(WATER))).hedged == ()


def test_hits_that_were_judged_to_be_none_are_left_out_where_there_are_any(
    database: Database,
) -> None:
    found = compared(database, theme_file(WATER))
    assert depth(database, found).judged is None
    Judgements(database).judge("water", place_of("Cross a lake", 8, 12), False)
    judged = depth(database, found).judged
    assert judged is not None and (judged.a, judged.total_a, judged.b) == (1, 3, 1)


def test_it_says_of_how_many_tasks_a_hit_was_read_right_or_wrong(database: Database) -> None:
    found = compared(database, theme_file(WATER))
    assert depth(database, found).read == (0, 0)
    judgements = Judgements(database)
    judgements.judge("water", place_of("Cross a lake", 8, 12), False)
    judgements.judge("order", place_of("Stand in the queue", 13, 18), True)
    assert depth(database, found).read == (1, 0)
    judgements.judge("water", place_of("Name the river", 9, 14), True)
    assert depth(database, found).read == (2, 1), "both sides have this text"


def test_tasks_that_came_after_the_comparison_are_left_out(database: Database) -> None:
    found = compared(database, theme_file(WATER))
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO task (collection, position, instruction, input, output)"
            " SELECT collection, 9, 'Swim a river', '', '' FROM task WHERE id = 1"
        )
    compared(database, theme_file(WATER))  # tags it
    assert side_tasks(database, found, ["water"])[0].rows["water"].tolist() == [1, 2]


def test_it_can_be_stopped(database: Database) -> None:
    found = compared(database, theme_file(WATER))
    sides = side_tasks(database, found, ["water"])
    assert theme_depth(database, WATER, found.comparisons[0], sides, lambda: True) is None
