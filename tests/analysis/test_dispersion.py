"""How evenly words are spread over the tasks of a collection, or over the requests of a run."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanaco_tui.analysis.dispersion import dispersion
from guanaco_tui.analysis.statistics import gries_dp
from guanaco_tui.analysis.vocabulary import Vocabularies, Vocabulary
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.words import words
from tests.importing import imported

TASKS = ("a river and a queue", "queue up", "", "the river", "a rivér, the river: rivers")


@pytest.fixture
def collection(database: Database) -> int:
    return imported(database, tasks_of(TASKS))


def tasks_of(inputs: Sequence[str]) -> list[tuple[str, str, str]]:
    """Tasks with these inputs, and the same words around each."""
    return [("Go", text, "river") for text in inputs]


def counted(database: Database, collection: int) -> Vocabulary:
    found = Vocabularies().count(database, collection, "input")
    assert found is not None
    return found


def came_from(database: Database, collection: int, requests: Sequence[int | None]) -> None:
    """Give the tasks of a collection the requests that brought them."""
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO run (id, backend, endpoint, model, settings, template, prompt_hash,"
            " random_seed, status) VALUES (?, '', '', '', '{}', '', '', 1, 'done')",
            (collection,),
        )
        connection.executemany(
            "INSERT INTO response (id, run, number, attempt, prompt) VALUES (?, ?, ?, 1, '')",
            ((request, collection, request) for request in set(requests) - {None}),
        )
        connection.executemany(
            "UPDATE task SET response = ? WHERE id = ?",
            zip(requests, Catalogue(database).ids(collection), strict=True),
        )


def test_over_tasks_it_is_that_of_the_counts_and_lengths_of_all_of_them(
    database: Database, collection: int
) -> None:
    """The second way: Gries's formula over every task, with those that have none of the word."""
    sizes = [5, 2, 0, 2, 5]
    found = dispersion(
        database, collection, ["river", "queue"], "input", counted(database, collection)
    )
    assert found == {
        "river": pytest.approx(gries_dp([1, 0, 0, 1, 2], sizes)),
        "queue": pytest.approx(gries_dp([1, 1, 0, 0, 0], sizes)),
    }


def test_over_requests_it_is_that_of_what_each_request_brought(
    database: Database, collection: int
) -> None:
    came_from(database, collection, [1, 2, 1, 2, 1])
    found = dispersion(
        database, collection, ["river", "queue"], "input", counted(database, collection), "request"
    )
    assert found == {
        "river": pytest.approx(gries_dp([3, 1], [10, 4])),
        "queue": pytest.approx(gries_dp([1, 1], [10, 4])),
    }


def test_a_task_that_no_request_brought_is_a_part_by_itself(
    database: Database, collection: int
) -> None:
    rows = Catalogue(database).ids(collection)
    came_from(database, collection, [rows[4], rows[4], None, None, None])
    known = counted(database, collection)
    found = dispersion(database, collection, ["a"], "input", known, "request")
    assert found == {"a": pytest.approx(gries_dp([2, 0, 0, 1], [7, 0, 2, 5]))}


@given(st.lists(st.text(st.sampled_from("ab é가½ﹰᦰ-1 \n")) | st.text(), min_size=1, max_size=5))
@settings(max_examples=25)
def test_it_is_that_of_the_formula_for_every_word_of_any_text(
    shared_database: Database, texts: list[str]
) -> None:
    catalogue = Catalogue(shared_database)
    name = f"tasks-{len(catalogue.collections())}"
    collection = imported(shared_database, tasks_of(texts), name)
    split = [words(task.input) for task in catalogue.rows(catalogue.ids(collection))]
    known = counted(shared_database, collection)
    for word in known.tokens:
        expected = gries_dp([said.count(word) for said in split], [len(said) for said in split])
        for asked in ([word], list(known.tokens)):
            found = dispersion(shared_database, collection, asked, "input", known)
            assert found is not None
            assert found[word] == pytest.approx(expected, abs=1e-12)


def test_a_word_that_is_not_there_has_none(database: Database, collection: int) -> None:
    known = counted(database, collection)
    assert dispersion(database, collection, ["hill"], "input", known) == {"hill": None}
    assert dispersion(database, collection, [], "input", known) == {}


def test_it_can_be_left(database: Database, collection: int) -> None:
    known = counted(database, collection)
    stop = dispersion(database, collection, ["river"], "input", known, should_stop=lambda: True)
    assert stop is None
