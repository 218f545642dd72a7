"""What can be looked up in a lesson."""

import sqlite3
from contextlib import closing

import pytest

from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.tasks import Instance, SeedTask
from tests.importing import imported


def seed(name: str, instruction: str) -> SeedTask:
    return SeedTask(id=name, instruction=instruction, instances=[Instance(output="Yes.")])


def test_seeds_are_a_collection_in_step_with_the_file(database: Database) -> None:
    catalogue = Catalogue(database)
    catalogue.sync_seeds([seed("a", "Name the river"), seed("b", "Sort the queue")])
    (seeds,) = catalogue.collections()
    before = catalogue.rows(catalogue.ids(seeds.id))
    catalogue.mark(before[0].id, starred=True, note="ours")
    catalogue.sync_seeds([seed("a", "Rename the river"), seed("c", "Count to ten")])
    after = catalogue.rows(catalogue.ids(seeds.id))
    assert [(row.seed, row.instruction) for row in after] == [
        ("a", "Rename the river"),
        ("c", "Count to ten"),
    ]
    assert (after[0].id, after[0].starred, after[0].note) == (before[0].id, True, "ours")


@pytest.mark.parametrize("texts", [("Name the river", "Sort the queue"), ("", "")])
def test_seeds_that_are_in_step_need_not_wait_for_another_program_that_writes(
    texts: tuple[str, str], database: Database
) -> None:
    catalogue = Catalogue(database)
    seeds = [seed(str(number), text) for number, text in enumerate(texts)]
    catalogue.sync_seeds(seeds)
    assert [it.kind for it in catalogue.collections()] == ["seeds"]
    with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Database.open(database.path) as ours:
            Catalogue(ours).sync_seeds(seeds)


def test_blank_seeds_are_no_tasks_of_the_collection(database: Database) -> None:
    catalogue = Catalogue(database)
    letter = SeedTask(
        id="b", instruction="Turn an offer down", instances=[Instance(output="Bye, [your name]")]
    )
    catalogue.sync_seeds([seed("a", "[Enter instruction here]"), letter, seed("c", " ")])
    (seeds,) = catalogue.collections()
    assert [row.seed for row in catalogue.rows(catalogue.ids(seeds.id))] == ["b"]


def test_words_of_edited_and_removed_seeds_are_no_longer_found(database: Database) -> None:
    catalogue = Catalogue(database)
    catalogue.sync_seeds([seed("a", "Name the river"), seed("b", "Sort the queue")])
    catalogue.sync_seeds([seed("a", "Name the hill")])
    (seeds,) = catalogue.collections()
    found = {word: len(catalogue.with_words(seeds.id, f'"{word}"')) for word in WORDS}
    assert found == {"river": 0, "hill": 1, "queue": 0, "name": 1}
    with database.reading() as connection:
        connection.execute("INSERT INTO task_words (task_words) VALUES ('integrity-check')")


WORDS = ("river", "hill", "queue", "name")


def test_an_imported_dataset_is_found_by_its_words(database: Database) -> None:
    imported(database, [("Visit the café", "", "Non-binary")])
    catalogue = Catalogue(database)
    (theirs,) = catalogue.collections()
    for query in ('"cafe"', '"non binary"', '"caf"*'):
        assert len(catalogue.with_words(theirs.id, query)) == 1
