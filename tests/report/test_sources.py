"""What a report says of where its figures are from: filters, prompts, seeds, what was counted."""

import re

import pytest

from guanaco_tui import report
from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.lesson import Lesson, sample_seeds
from guanaco_tui.lesson.seeds import seed_file, write_seeds
from tests.importing import asking, import_into
from tests.report.pages import RIVER, Page, written


def test_the_seeds_are_run_through_the_rules_and_an_import_has_no_rejections(page: Page) -> None:
    said = page.says("filters")
    assert "12 of 14 candidates would have been erased (86%)" in said
    assert "Water 13 85% (11) 8% (1) 92% (12)" in said
    # Nothing is said of an interval, of p or of q that is not there.
    assert "Each share with its interval, p and q" in said
    assert re.search(r"Water repeats 11 of 13 85% \d+% to \d+% 1\.1 [\d.]+ [\d.]+ ", said)
    assert "For this page the lesson's rules were run over them" in said
    assert "theirs was imported with nothing but what was kept: it has no rejections" in said
    assert "lineage" not in page.texts


def test_a_run_has_its_rejections_its_echoes_and_its_fertile_seeds(lesson: Lesson) -> None:
    page = written(lesson, "seeds", "run-1")
    assert "1 of 55 candidates were erased (2%). Left out of the table: 1 unreadable." in page.says(
        "filters"
    )
    said = page.says("lineage")
    assert re.search(r"Water 777\.8 6 111\.1 6 \+666\.7 \+\d+\.\d to \+\d+\.\d echo", said)
    assert "Order 0.0 6 0.0 6 +0.0 – all or none: no interval" in said
    assert "near to a seed were dropped before, which makes an echo look smaller" in said
    assert f"On {RIVER} Water 777.8" in said
    assert "12 of them, 2,000 times" in said
    assert "Neither side is a run" not in page.says("limits")


def test_the_seeds_are_put_through_the_rules_of_the_run_they_stand_beside(lesson: Lesson) -> None:
    text = "[rules]\nunsuitable_word = false\n"
    lesson.settings_path.write_text(text, encoding="utf-8")
    assert "11 of 14 candidates would have been erased" in written(lesson).says("filters")
    beside_run = written(lesson, "seeds", "run-1").says("filters")
    assert "12 of 14 candidates would have been erased" in beside_run
    assert "For this page the run's rules were run over them" in beside_run


def test_it_says_how_it_was_counted_what_it_cannot_show_and_what_it_was_made_from(
    lesson: Lesson,
) -> None:
    page = written(lesson, "seeds", "run-1")
    assert "Wilson" in page.says("method") and "Nothing is added to a zero" in page.says("method")
    limits = page.says("limits")
    assert "seeds has 14 tasks." in limits and "share of up to 22%" in limits
    assert "written by an n-gram model, not an AI" in limits
    sources = page.says("source")
    assert lesson_themes(lesson).sha256 in sources
    assert "Model m (ngram)" in sources and "Field instruction" in sources
    assert "Since 2026-01-01" in sources and "Themes Week 3" in sources


def test_seeds_are_said_to_be_of_people_only_where_they_are(lesson: Lesson) -> None:
    assert "seed tasks, written by people" in written(lesson).says("source")
    own, sample = lesson.seeds(), sample_seeds()
    write_seeds(lesson.seeds_path, seed_file([*own.seeds[:1], *sample.seeds[:4]]))
    assert "seed tasks, 4 of them samples that a large language model" in written(lesson).says(
        "source"
    )
    write_seeds(lesson.seeds_path, sample)
    said = written(lesson).says("source")
    assert "seed tasks, all of them samples that a large language model drafted" in said
    assert "written by people" not in said


def test_the_prompt_of_a_run_is_named_by_its_hash(lesson: Lesson) -> None:
    with lesson.database() as database, database.writing() as connection:
        connection.execute("UPDATE run SET prompt_hash = 'a1b2c3'")
    assert "Prompt SHA-256 a1b2c3" in written(lesson, "seeds", "run-1").says("source")


def test_it_says_how_many_tasks_have_the_field_that_was_read(lesson: Lesson) -> None:
    import_into(lesson, [(f"Read {n}", "A sea" * (n > 1), "") for n in range(4)], "some")
    page = written(lesson, b="some", field="input")
    assert "Tasks that have an input: seeds 0 of 14 (0%), some 2 of 4 (50%)" in re.sub(
        r" ,", ",", page.says()
    )
    assert "One without an input counts as not speaking of a theme." in page.says("method")
    for field in ("instruction", "all"):
        page = written(lesson, b="some", field=field)
        assert "Tasks that have an" not in page.says()
    assert "One without" not in page.says("method")


def test_one_of_something_is_not_said_in_the_plural(lesson: Lesson) -> None:
    import_into(lesson, asking("Write a letter"), "one")
    page = written(lesson, b="one", only=("water",))
    whole = " ".join(page.says(section) for section in page.texts)
    assert "one 1 task" in whole and "1 theme is compared at once" in whole
    assert not re.findall(r"(?<![\d.,])1 (?:tasks|themes|words|candidates|instructions)\b", whole)


def test_an_empty_collection_can_be_reported_on(lesson: Lesson) -> None:
    with lesson.database() as database, database.writing() as connection:
        connection.execute("DELETE FROM task WHERE instruction LIKE 'Count%' OR output = 'Yes'")
    assert "theirs 0 tasks" in written(lesson).says()


def test_the_same_lesson_gives_the_same_page(lesson: Lesson) -> None:
    assert written(lesson).source == written(lesson).source


def test_how_far_it_has_come_is_told(lesson: Lesson) -> None:
    told: list[tuple[str, int, int]] = []
    written(lesson, tell=lambda *what: told.append(what))
    assert {"tagging theirs", "counting words of seeds", "verbs of theirs"} <= {w for w, *_ in told}
    assert ("reading themes", 3, 3) in told


def test_what_cannot_be_read_or_written_is_said_in_a_line(lesson: Lesson) -> None:
    with pytest.raises(GuanacoError, match="no collection nobody"):
        written(lesson, "seeds", "nobody")
    with pytest.raises(GuanacoError, match="no such file or folder"):
        report.write(lesson, ("seeds", "theirs"), "all", lesson.folder / "no" / "report.html")
