"""What the rules would have done with the class's own seeds, had a machine written them."""

import json
from pathlib import Path

import pytest

from guanaco_tui.generation.verdicts import seed_verdicts
from guanaco_tui.lesson import runs
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson, make_lesson
from guanaco_tui.lesson.seeds import parse_seeds
from guanaco_tui.lesson.settings import Settings

DRAWN, RIVER = "Draw the river and the lake beside it", "Describe the river to a stranger"


def lesson_of(folder: Path, *instructions: str) -> Lesson:
    lines = [
        {"id": f"s{n}", "instruction": said, "instances": [{"input": "", "output": "Yes"}]}
        for n, said in enumerate(instructions)
    ]
    return make_lesson(folder / "ours", parse_seeds("\n".join(map(json.dumps, lines))))


def verdicts(lesson: Lesson, *compared: str) -> list[str | None]:
    with lesson.database() as database:
        catalogue = Catalogue(database)
        catalogue.sync_seeds(lesson.seeds().seeds)
        seeds = catalogue.collection("seeds").id
        sides = [catalogue.collection(name) for name in compared]
        found = seed_verdicts(lesson, database, seeds, sides)
        return [found[row] for row in catalogue.ids(seeds)]


def add_run(lesson: Lesson, changed: dict[str, object]) -> None:
    settings = Settings.model_validate(changed).model_dump_json()
    run = runs.Run("run-1", "ngram", "", "m", settings, "", "", random_seed=1)
    with lesson.database() as database, database.writing() as connection:
        runs.add_run(connection, run, "2026-01-01T00:00:00+00:00")


def test_each_seed_has_the_rule_that_drops_it_or_none(tmp_path: Path) -> None:
    lesson = lesson_of(tmp_path, RIVER, DRAWN, f"{RIVER} today", "Stand up")
    assert verdicts(lesson) == [None, "unsuitable_word", "repeats", "too_short"]


def test_what_repeats_a_seed_that_was_dropped_is_no_repeat(tmp_path: Path) -> None:
    same = "Write a program that counts the boats on the river"
    later = same.replace("Write", "Please write")
    assert verdicts(lesson_of(tmp_path, same, later)) == ["write_a_program", None]


@pytest.mark.parametrize("compared", [("seeds", "run-1"), ("run-1", "seeds")])
def test_the_rules_are_those_of_the_run_that_is_compared(
    compared: tuple[str, str], tmp_path: Path
) -> None:
    lesson = lesson_of(tmp_path, DRAWN)
    add_run(lesson, {"rules": {"unsuitable_word": False}})
    assert verdicts(lesson, "seeds") == ["unsuitable_word"]
    assert verdicts(lesson, *compared) == [None]
