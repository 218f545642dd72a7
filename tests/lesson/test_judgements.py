"""Decisions about hits: kept by theme, text and span."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.lesson.judgements import Judgements, place_of, text_hash

TEXT = "The black box is black."
FIRST, SECOND = place_of(TEXT, 4, 9), place_of(TEXT, 17, 22)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "lesson.db") as opened:
        yield opened


def bring_in(database: Database, folder: Path, name: str, *instructions: str) -> int:
    path = folder / f"{name}.json"
    tasks = [{"instruction": text, "output": ""} for text in instructions]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    import_tasks(database, path, name)
    return next(one.id for one in Catalogue(database).collections() if one.name == name)


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


def test_a_decision_holds_wherever_the_text_stands(database: Database, tmp_path: Path) -> None:
    one = bring_in(database, tmp_path, "one", "Count to ten", TEXT)
    two = bring_in(database, tmp_path, "two", TEXT, TEXT + " ")
    catalogue, judgements = Catalogue(database), Judgements(database)
    rows = [*catalogue.ids(one), *catalogue.ids(two)]
    found = judgements.tasks_with(rows, {text_hash(TEXT)})
    assert found == [(rows[1], TEXT, "", ""), (rows[2], TEXT, "", "")]
    assert judgements.tasks_with(rows[:1], {text_hash(TEXT)}) == []


def test_a_text_in_any_script_has_a_hash(database: Database) -> None:
    place = place_of("검은 상자 🦙", 0, 2)
    Judgements(database).judge("race", place, True)
    assert Judgements(database).of("race") == {place: True}
