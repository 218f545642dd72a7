"""Decisions about hits: kept by theme, text and span."""

from pathlib import Path

from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.judgements import Judgements, place_of, text_hash
from tests.importing import asking, imported

TEXT = "The black box is black."
FIRST, SECOND = place_of(TEXT, 4, 9), place_of(TEXT, 17, 22)


def test_a_decision_is_of_one_theme_and_one_place(database: Database) -> None:
    judgements = Judgements(database)
    assert judgements.judge("race", FIRST, False) is None
    assert judgements.judge("race", SECOND, True) is None
    assert judgements.of("race") == {FIRST: False, SECOND: True}
    assert judgements.judge("colour", FIRST, True) is None
    assert judgements.of("colour") == {FIRST: True}


def test_a_decision_can_be_changed_and_taken_back(database: Database) -> None:
    judgements = Judgements(database)
    before = judgements.judge("race", FIRST, False)
    assert judgements.judge("race", FIRST, True) is False
    assert judgements.judge("race", FIRST, before) is True
    assert judgements.of("race") == {}


def test_decisions_are_there_when_the_lesson_is_opened_again(
    database: Database, tmp_path: Path
) -> None:
    Judgements(database).judge("race", FIRST, False)
    with Database.open(tmp_path / "lesson.db") as again:
        assert Judgements(again).of("race") == {FIRST: False}


def test_a_decision_holds_wherever_the_text_stands(database: Database) -> None:
    one = imported(database, asking("Count to ten", TEXT, output=""), "one")
    two = imported(database, asking(TEXT, TEXT + " ", output=""), "two")
    catalogue, judgements = Catalogue(database), Judgements(database)
    rows = [*catalogue.ids(one), *catalogue.ids(two)]
    found = judgements.tasks_with(rows, {text_hash(TEXT)})
    assert found == [(rows[1], TEXT, "", ""), (rows[2], TEXT, "", "")]
    assert judgements.tasks_with(rows[:1], {text_hash(TEXT)}) == []


def test_a_text_in_any_script_has_a_hash(database: Database) -> None:
    place = place_of("검은 상자 🦙", 0, 2)
    Judgements(database).judge("race", place, True)
    assert Judgements(database).of("race") == {place: True}
