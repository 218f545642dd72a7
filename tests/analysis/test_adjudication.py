"""Rates as judged, and samples of hits with the precision they give."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.adjudication import (
    Hit,
    Precision,
    adjudicated,
    hits_in,
    mixed,
    precision,
    sample,
)
from guanaco_tui.analysis.preview import TaskTexts, kept_texts, recount
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.judgements import Judgements
from guanaco_tui.tasks import Instance, SeedTask

COLOUR = Theme(name="colour", words=("black", "white"))
TASKS = (
    ("A black box", "", "A black box and a white one"),
    ("A white lie", "", ""),
    ("Name the river", "", "No."),
    ("A white lie", "", "black"),
)


@pytest.fixture
def database(database: Database) -> Database:
    """The tasks, as seeds."""
    Catalogue(database).sync_seeds(
        SeedTask(
            id=str(number),
            instruction=instruction,
            instances=[Instance(input=input, output=output)],
        )
        for number, (instruction, input, output) in enumerate(TASKS)
    )
    return database


def rows_of(database: Database) -> list[int]:
    catalogue = Catalogue(database)
    collection = catalogue.collections()[0].id
    change = recount(catalogue, [collection], None, COLOUR)
    assert change is not None
    return list(change[collection].gained)


def hits_of(database: Database) -> list[Hit]:
    catalogue = Catalogue(database)
    return list(hits_in(kept_texts(catalogue, catalogue.collections()[0].id, COLOUR), COLOUR))


def test_hits_come_task_by_task_with_their_field_and_pattern(database: Database) -> None:
    first, _, _, last = rows_of(database)[0], *rows_of(database)[1:], rows_of(database)[-1]
    found = [(hit.task, hit.field, hit.text[hit.start : hit.end]) for hit in hits_of(database)]
    assert found[:3] == [
        (first, "instruction", "black"),
        (first, "output", "black"),
        (first, "output", "white"),
    ]
    assert found[-1] == (last, "output", "black")


def test_a_task_no_longer_counts_once_all_its_hits_are_false(database: Database) -> None:
    judgements, rows = Judgements(database), rows_of(database)
    hits = [hit for hit in hits_of(database) if hit.task == rows[0]]
    for number, hit in enumerate(hits, start=1):
        judgements.judge("colour", hit.place, False)
        left, decided = adjudicated(judgements, COLOUR, rows)
        assert (rows[0] in left) == (number < len(hits))
        # One false hit of several decides nothing about the task.
        assert decided == (number == len(hits))
    judgements.judge("colour", hits[0].place, True)
    left, decided = adjudicated(judgements, COLOUR, rows)
    assert (list(left), decided) == (rows, 1)


def test_one_decision_holds_for_all_tasks_with_the_text(database: Database) -> None:
    judgements, rows = Judgements(database), rows_of(database)
    hit = next(hit for hit in hits_of(database) if hit.text == "A white lie")
    judgements.judge("colour", hit.place, False)
    # The other task with this instruction has a hit in its output, too.
    assert list(adjudicated(judgements, COLOUR, rows).rows) == [rows[0], rows[2]]
    assert list(adjudicated(judgements, COLOUR, rows, ("instruction",)).rows) == [rows[0]]


def test_decisions_about_another_theme_or_a_right_hit_take_nothing_away(
    database: Database,
) -> None:
    judgements, rows = Judgements(database), rows_of(database)
    for hit in hits_of(database):
        judgements.judge("race", hit.place, False)
        judgements.judge("colour", hit.place, True)
    assert list(adjudicated(judgements, COLOUR, rows).rows) == rows


def test_a_decision_about_a_place_where_no_hit_is_any_more_counts_for_nothing(
    database: Database,
) -> None:
    judgements, rows = Judgements(database), rows_of(database)
    for hit in hits_of(database):
        if hit.pattern == "white":
            judgements.judge("colour", hit.place, False)
    only_black = COLOUR.model_copy(update={"words": ("black",)})
    assert list(adjudicated(judgements, only_black, [rows[0], rows[2]]).rows) == [rows[0], rows[2]]


def made(count: int, hits_each: int = 1) -> list[TaskTexts]:
    return [(row, f"Task {row}: " + "black " * hits_each, "", "") for row in range(1, count + 1)]


def test_a_sample_has_one_hit_of_each_task_it_drew() -> None:
    drawn = sample(made(50, hits_each=3), COLOUR, 20)
    assert len(drawn) == len({hit.task for hit in drawn}) == 20
    assert len({hit.start for hit in drawn}) > 1


def test_a_sample_of_fewer_tasks_is_all_of_them() -> None:
    tasks = [*made(3), (9, "no colour", "", "")]
    assert {hit.task for hit in sample(tasks, COLOUR, 20)} == {1, 2, 3}


def test_the_same_hits_are_drawn_again_whatever_the_rows_and_their_order() -> None:
    tasks = made(60)
    moved = [(row + 1000, *texts) for row, *texts in reversed(tasks)]
    drawn = [hit.text for hit in sample(tasks, COLOUR, 20)]
    assert [hit.text for hit in sample(moved, COLOUR, 20)] == drawn
    assert [hit.text for hit in sample(tasks, COLOUR, 40)][:20] == drawn
    assert [hit.text for hit in sample(tasks, COLOUR, 20, seed=1)] != drawn


def test_each_task_and_each_of_its_hits_has_the_same_chance() -> None:
    tasks = [(1, "black", "", ""), (2, "black " * 9, "", "")]
    first = Counter(sample(tasks, COLOUR, 1, seed)[0].task for seed in range(1000))
    # 1,000 throws of a coin are within five standard deviations of the mean.
    assert abs(first[1] - 500) < 5 * 16
    places = Counter(sample(tasks[1:], COLOUR, 1, seed)[0].start for seed in range(900))
    assert len(places) == 9
    assert all(abs(count - 100) < 5 * 10 for count in places.values())


def test_sides_are_mixed_in_one_order_that_is_always_the_same() -> None:
    sides = [sample(made(30), COLOUR, 10), sample(made(30, hits_each=2), COLOUR, 10)]
    both = mixed(sides)
    assert both == mixed(sides)
    assert sorted(side for side, _ in both) == [0] * 10 + [1] * 10
    assert [side for side, _ in both] not in ([0] * 10 + [1] * 10, [1] * 10 + [0] * 10)


def test_precision_is_of_the_sample_alone_with_the_interval_by_wilson() -> None:
    tasks = made(60)
    drawn = sample(tasks, COLOUR, 20)
    chosen = {hit.task for hit in drawn}
    browsed = [hit for hit in hits_in(tasks, COLOUR) if hit.task not in chosen]
    judged = {hit.place: True for hit in drawn[:17]} | {hit.place: False for hit in drawn[17:]}
    judged |= {hit.place: False for hit in browsed}
    found = precision(drawn, judged)
    assert found == Precision(right=17, judged=20, drawn=20)
    # By hand: (0.85 + 1.9208 / 20 -+ 1.96 sqrt(0.85 0.15 / 20 + 0.9604 / 400)) / 1.19208.
    low, high = found.interval
    assert (round(low, 3), round(high, 3)) == (0.640, 0.948)


def test_what_was_left_open_is_left_out() -> None:
    drawn = sample(made(5), COLOUR, 5)
    assert precision(drawn, {drawn[0].place: True}) == Precision(right=1, judged=1, drawn=5)
    assert precision([], {}).interval == (0.0, 1.0)


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=12), st.integers(0, 8))
def test_a_sample_is_among_the_hits(texts: list[tuple[str, str, str]], count: int) -> None:
    tasks = [(row, *three) for row, three in enumerate(texts)]
    theme = Theme(name="t", words=("a*", "1", "é"))
    hits = set(hits_in(tasks, theme))
    drawn = sample(tasks, theme, count)
    assert set(drawn) <= hits
    assert len(drawn) == min(count, len({hit.task for hit in hits}))


def test_a_place_is_known_by_the_sha_256_of_its_text() -> None:
    hit = Hit(1, "output", "é black", 2, 7, "black")
    assert hit.place == (hashlib.sha256("é black".encode()).hexdigest(), 2, 7)
