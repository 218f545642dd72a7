"""Counting the words of a collection, in a real database."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanaco_tui.analysis import vocabulary
from guanaco_tui.analysis.vocabulary import Vocabularies, Vocabulary, WordField, texts_found
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.tasks import Instance, SeedTask
from guanaco_tui.words import words
from tests.importing import imported

Texts = tuple[str, str, str]
TASKS: Sequence[Texts] = (
    ("Name a river, any river", "", "The Nile"),
    ("Sort it", "the river", "River!"),
    ("Sort the queue", "", ""),
)


def add(database: Database, collection: int, instruction: str, rule: str | None = None) -> None:
    """Add a task as a run does, kept or rejected by a rule."""
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO task (collection, position, instruction, input, output, rule)"
            " VALUES (?, 1, ?, '', '', ?)",
            (collection, instruction, rule),
        )


def counted(database: Database, collection: int, field: WordField = "all") -> Vocabulary:
    found = Vocabularies().count(database, collection, field)
    assert found is not None
    return found


def seed(number: int, instruction: str) -> SeedTask:
    return SeedTask(id=str(number), instruction=instruction, instances=[Instance(output="Yes.")])


def test_words_are_counted_in_tokens_and_in_tasks(database: Database) -> None:
    collection = imported(database, TASKS)
    found = counted(database, collection, "instruction")
    assert found.tokens == {
        "name": 1, "a": 1, "river": 2, "any": 1, "sort": 2, "it": 1, "the": 1, "queue": 1,
    }  # fmt: skip
    assert (found.tokens["river"], found.tasks["river"]) == (2, 1)
    assert (found.total_tokens, found.total_tasks) == (10, 3)


def test_a_task_counts_once_for_a_word_in_two_of_its_fields(database: Database) -> None:
    found = counted(database, imported(database, TASKS), "all")
    assert (found.tokens["river"], found.tasks["river"]) == (4, 2)
    assert (found.tokens["the"], found.tasks["the"]) == (3, 3)
    assert "riverthe" not in found.tokens


def test_a_task_without_the_field_is_a_task_all_the_same(database: Database) -> None:
    found = counted(database, imported(database, TASKS), "input")
    assert (found.tokens, found.total_tasks) == ({"the": 1, "river": 1}, 3)


def test_what_was_rejected_is_not_counted(database: Database) -> None:
    collection = imported(database, TASKS[:1])
    add(database, collection, "Draw a river", rule="unsuitable word")
    add(database, collection, "Cross the river")
    found = counted(database, collection, "instruction")
    assert (found.tokens["river"], found.total_tasks) == (3, 2)
    assert "draw" not in found.tokens


texts = st.text(st.sampled_from("ab é가Ⅷ½-\n'\u0301")) | st.text()


@settings(max_examples=25)
@given(st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=6))
def test_the_counts_are_those_of_the_words_of_each_field(
    shared_database: Database, tasks: list[Texts]
) -> None:
    catalogue = Catalogue(shared_database)
    collection = imported(shared_database, tasks, f"tasks-{len(catalogue.collections())}")
    stored = [
        (task.instruction, task.input, task.output)
        for task in catalogue.rows(catalogue.ids(collection))
    ]
    found = counted(shared_database, collection)
    split = [[word for text in task for word in words(text)] for task in stored]
    assert found.tokens == Counter(word for task in split for word in task)
    assert found.tasks == Counter(word for task in split for word in set(task))
    assert found.total_tokens == sum(map(len, split))


def test_a_collection_that_grew_is_counted_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "CHUNK", 1)
    collection, known, seen = imported(database, TASKS), Vocabularies(), list[tuple[int, int]]()

    def count() -> Vocabulary | None:
        return known.count(database, collection, "all", lambda *progress: seen.append(progress))

    before = count()
    assert count() is before, "nothing new: nothing is counted"
    add(database, collection, "Draw the river", rule="unsuitable word")
    assert count() is before, "nor where all that is new was rejected"
    add(database, collection, "Cross the river")
    assert count() == counted(database, collection)
    assert seen == [(1, 3), (2, 3), (3, 3), (4, 4)]
    assert before is not None and "cross" not in before.tokens, "what was given out stays as it was"


def test_a_stopped_count_goes_on_where_it_was(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "CHUNK", 1)
    collection, known, seen = imported(database, TASKS), Vocabularies(), list[int]()

    def progress(done: int, total: int) -> None:
        seen.append(done)

    assert known.count(database, collection, "all", progress, lambda: len(seen) == 2) is None
    assert known.count(database, collection, "all", progress) == counted(database, collection)
    assert seen == [1, 2, 3]


def test_an_edited_seed_is_counted_as_it_is_now(database: Database) -> None:
    catalogue, known = Catalogue(database), Vocabularies()
    catalogue.sync_seeds([seed(1, "Name the river"), seed(2, "Sort the queue")])
    collection = catalogue.collections()[0].id
    before = known.count(database, collection, "instruction")
    assert known.count(database, collection, "instruction") is before
    catalogue.sync_seeds([seed(1, "Name the hill"), seed(2, "Sort the queue")])
    found = known.count(database, collection, "instruction")
    assert found is not None
    assert "river" not in found.tokens
    assert found.tokens["hill"] == 1


def test_where_counted_tasks_have_gone_all_is_counted_anew(database: Database) -> None:
    collection, known = imported(database, TASKS), Vocabularies()
    known.count(database, collection, "instruction")
    with database.writing() as connection:
        connection.execute("DELETE FROM task WHERE instruction = 'Sort it'")
    found = known.count(database, collection, "instruction")
    assert found == counted(database, collection, "instruction")
    assert found is not None and found.total_tasks == 2


def test_the_collections_of_two_lessons_are_not_taken_for_each_other(tmp_path: Path) -> None:
    known, found = Vocabularies(), []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with Database.open(tmp_path / name / "lesson.db") as database:
            found.append(known.count(database, imported(database, [(name, "", "")]), "all"))
    assert [dict(one.tokens) for one in found if one] == [{"one": 1}, {"two": 1}]


def test_only_the_last_few_counts_are_remembered(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "_REMEMBERED", 2)
    collection, known = imported(database, TASKS), Vocabularies()
    fields: tuple[WordField, ...] = ("instruction", "input", "output")
    first, second, third = (known.count(database, collection, field) for field in fields)
    assert known.count(database, collection, "output") is third
    assert known.count(database, collection, "input") is second
    assert known.count(database, collection, "instruction") is not first


def test_texts_are_found_in_the_field_that_is_asked_for(database: Database) -> None:
    collection = imported(database, TASKS)
    add(database, collection, "Too late")
    last = Catalogue(database).ids(collection)[2]
    found = list(texts_found(database, collection, "input", '"river"', last))
    assert [(done, total) for done, total, _ in found] == [(1, 1)]
    assert [texts for _, _, tasks in found for _, texts in tasks] == [("the river",)]
    every = texts_found(database, collection, "all", None, last)
    assert {texts for *_, tasks in every for _, texts in tasks} == set(TASKS)


def test_a_collection_that_is_gone_is_said_to_be(database: Database) -> None:
    with pytest.raises(GuanacoError, match="no longer in this lesson"):
        Vocabularies().count(database, 99, "instruction")
