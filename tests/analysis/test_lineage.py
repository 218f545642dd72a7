"""Which seeds are fertile, and which themes come back: read from a run in a real database."""

from guanaco_tui.analysis.contrasts import Side
from guanaco_tui.analysis.lineage import inheritance
from guanaco_tui.analysis.tagging import tag_collection
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.hits import FIELD_BITS
from tests.analysis.made_run import ORDER, WATER, Request, made_run, theme_file

THEMES = theme_file(WATER, ORDER)
RIVER, QUEUE, HILL = "Cross the river", "Stand in the queue", "Climb the hill"


def tagged(database: Database, *requests: Request) -> int:
    run = made_run(database, requests)
    tag_collection(database, run, THEMES)
    return run


def tasks(rivers: int, others: int) -> list[tuple[str, str | None]]:
    return [("Name a river", None)] * rivers + [("Name a hill", None)] * others


def test_a_theme_is_set_beside_itself_with_and_without_an_example_of_it(
    database: Database,
) -> None:
    run = tagged(
        database,
        *[Request([RIVER, HILL], tasks(3 + i % 2, 6)) for i in range(8)],
        *[Request([QUEUE, HILL], tasks(i % 2, 9)) for i in range(8)],
    )
    found = inheritance(database, run, THEMES)
    assert (found.tasks, found.requests) == (152, 16)
    water, order = found.echoes
    assert (water.shown, water.rest) == (Side(28, 76, 8), Side(4, 76, 8))
    assert water.is_clear
    assert water.interval is not None and water.interval.low > 200
    assert (order.shown.tasks, order.obstacle) == (0, "all or none: no interval")
    assert "16 of them, 2,000 times" in found.method


def test_a_fertile_seed_comes_first_and_one_seldom_shown_last(database: Database) -> None:
    run = tagged(
        database,
        *[Request([RIVER, HILL], tasks(4 + i % 3, 6)) for i in range(6)],
        *[Request([QUEUE, HILL], tasks(i % 3, 6)) for i in range(9)],
        *[Request(["Swim", QUEUE], tasks(9, 1)) for _ in range(3)],
    )
    found = inheritance(database, run, THEMES)
    listed = found.fertile("water")
    assert [seed.seed for seed, _ in listed] == [RIVER, QUEUE, "Swim", HILL]
    assert [contrast.shown.requests for _, contrast in listed] == [6, 12, 3, 15]
    assert listed[0][0].name == f"On {RIVER}"
    assert listed[-1][1].obstacle == "too few requests"
    assert found.caution.startswith("2 pairs of seed and theme can be compared")


def test_rejections_and_requests_that_left_nothing_are_not_counted(database: Database) -> None:
    run = tagged(
        database,
        Request([RIVER], [("Name a river", None), ("Draw a river", "unsuitable_word")]),
        Request([QUEUE], [("Draw a river", "unsuitable_word")]),
    )
    found = inheritance(database, run, THEMES)
    assert (found.tasks, found.requests) == (1, 1)
    assert [seed.seed for seed in found.seeds] == [RIVER]
    assert found.echoes[0].shown == Side(1, 1, 1)
    assert "too few to compare" in found.caution


def test_a_request_that_was_tried_again_is_one_request(database: Database) -> None:
    run = tagged(database, Request([RIVER], tasks(1, 1), attempts=3))
    (seed,) = inheritance(database, run, THEMES).seeds
    assert seed.contrasts[0].shown == Side(1, 2, 1)


def test_a_seed_that_was_edited_is_one_seed_but_speaks_as_it_was_shown(
    database: Database,
) -> None:
    run = tagged(database, Request([RIVER], tasks(1, 1)), Request([HILL], tasks(0, 2)))
    with database.writing() as connection:
        connection.execute("UPDATE seed SET seed_id = 'one'")
    found = inheritance(database, run, THEMES)
    (seed,) = found.seeds
    assert (seed.seed, seed.name) == ("one", f"On {HILL}")
    assert seed.contrasts[0].shown == Side(1, 4, 2)
    assert found.echoes[0].shown == Side(1, 2, 1)


def test_a_task_of_the_run_can_be_the_example_that_echoes(database: Database) -> None:
    run = tagged(
        database,
        Request([HILL], [("Name a river", None), ("Name a hill", None)]),
        Request([HILL], tasks(1, 2), tasks_shown=[1]),
        Request([HILL], tasks(0, 2), tasks_shown=[2]),
    )
    assert inheritance(database, run, THEMES).echoes[0].shown == Side(1, 3, 1)


def test_examples_and_tasks_are_read_in_the_fields_that_are_asked_for(
    database: Database,
) -> None:
    run = tagged(database, Request([RIVER], tasks(1, 1)), Request([HILL], tasks(1, 1)))
    outputs = inheritance(database, run, THEMES, FIELD_BITS["output"])
    assert outputs.echoes[0].shown == Side(0, 0, 0)
    assert outputs.echoes[0].rest == Side(0, 4, 2)
    assert outputs.echoes[0].difference is None


def test_what_is_not_tagged_yet_is_not_counted(database: Database) -> None:
    run = made_run(database, [Request([RIVER], tasks(1, 1))])
    found = inheritance(database, run, THEMES)
    assert (found.tasks, found.requests, found.seeds) == (0, 0, ())
