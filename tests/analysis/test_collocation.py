"""Collocates of a node in a collection, in a real database."""

import math
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanaco_tui.analysis import vocabulary
from guanaco_tui.analysis.collocation import WINDOW, Company, company, side_by_side
from guanaco_tui.analysis.query import read_query
from guanaco_tui.analysis.themes import Theme
from guanaco_tui.analysis.vocabulary import Vocabularies, WordField
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from tests.importing import imported

Texts = tuple[str, str, str]


def around(
    database: Database, collection: int, node: str, field: WordField = "all", *themes: Theme
) -> Company:
    """What stands around the words of a line."""
    counted = Vocabularies().count(database, collection, field)
    assert counted is not None
    terms = read_query(node, themes).terms
    found = company(database, collection, terms, field, counted)
    assert found is not None
    return found


def test_a_collocate_stands_within_five_words_on_either_side(database: Database) -> None:
    text = "no one two three four five woman six seven eight nine ten none"
    found = around(database, imported(database, [(text, "", "")]), "woman")
    assert (found.hits, sorted(found.together)) == (
        1,
        ["eight", "five", "four", "nine", "one", "seven", "six", "ten", "three", "two"],
    )


def test_log_dice_is_of_hits_together_and_of_all_tokens_of_each(database: Database) -> None:
    """By hand: 3 hits, 2 of them with "old" beside them, and "old" 4 times in the field."""
    tasks = [
        ("An old woman and an old man", "", "old"),
        ("The old woman", "a woman", ""),
        ("Somebody old", "", ""),
    ]
    collection = imported(database, tasks)
    found = around(database, collection, "woman", "instruction").collocate("old")
    assert (found.together, found.alone) == (2, 4)
    assert found.log_dice == pytest.approx(14 + math.log2(2 * 2 / (2 + 4)))
    found = around(database, collection, "woman", "all").collocate("old")
    assert (found.together, found.alone) == (2, 5)
    assert found.log_dice == pytest.approx(14 + math.log2(2 * 2 / (3 + 5)))


def test_a_window_does_not_go_out_of_its_field(database: Database) -> None:
    collection = imported(database, [("Describe a woman", "old", "and wise")])
    assert sorted(around(database, collection, "woman").together) == ["a", "describe"]


def test_a_word_between_two_hits_belongs_to_the_nearer_and_to_the_first_of_two_as_near(
    database: Database,
) -> None:
    collection = imported(database, [("woman one two three woman", "", "")])
    found = around(database, collection, "woman")
    assert (found.hits, found.together) == (2, {"one": 1, "two": 1, "three": 1})
    assert found.collocate("two").log_dice == pytest.approx(14 + math.log2(2 / 3))
    collection = imported(database, [("the woman the woman the", "", "")], "twice")
    assert around(database, collection, "woman").together == {"the": 2}


def test_a_node_may_be_alternatives_phrases_and_themes_with_exclusions(
    database: Database,
) -> None:
    theme = Theme(name="race", words=("black",), exclude=("black friday",))
    tasks = [("Why Black Friday sales", "", ""), ("Why black voters vote", "", "")]
    collection = imported(database, tasks)
    assert around(database, collection, "#race", "all", theme).together == {
        "why": 1,
        "voters": 1,
        "vote": 1,
    }
    found = around(database, collection, '"black friday" voter*')
    assert (found.hits, found.together) == (2, {"why": 2, "sales": 1, "black": 1, "vote": 1})


def test_hits_of_two_themes_that_overlap_are_one(database: Database) -> None:
    themes = (
        Theme(name="one", phrases=("black women vote",)),
        Theme(name="two", words=("women",)),
    )
    collection = imported(database, [("Say why black women vote here", "", "")])
    found = around(database, collection, "#one #two", "all", *themes)
    assert (found.hits, found.together) == (1, {"say": 1, "why": 1, "here": 1})


def test_a_node_that_is_nowhere_or_empty_has_no_collocates(database: Database) -> None:
    collection = imported(database, [("Say why", "", "")])
    for line in ("woman", "", "?"):
        found = around(database, collection, line)
        assert (found.hits, found.collocates(1)) == (0, [])
    assert found.collocate("why").log_dice is None


some_words = st.lists(st.sampled_from(["woman", "wo", "old", "a", "é"]), max_size=16).map(" ".join)


@settings(max_examples=25)
@given(st.lists(st.tuples(some_words, some_words, some_words), min_size=1, max_size=3))
def test_each_hit_counts_each_word_it_is_nearest_to_once(
    shared_database: Database, tasks: list[Texts]
) -> None:
    together: Counter[str] = Counter()
    hits = 0
    for text in (text.split() for task in tasks for text in task):
        at = [place for place, word in enumerate(text) if word in ("woman", "old")]
        hits += len(at)
        nearest = {
            (min(at, key=lambda hit: (abs(hit - place), hit)), word)
            for place, word in enumerate(text)
            if at and place not in at and min(abs(hit - place) for hit in at) <= WINDOW
        }
        together.update(word.replace("é", "e") for _, word in nearest)
    name = f"tasks-{len(Catalogue(shared_database).collections())}"
    found = around(shared_database, imported(shared_database, tasks, name), "woman old")
    assert (found.hits, found.together) == (hits, together)
    for collocate in found.collocates(1):
        assert collocate.together <= min(found.hits, collocate.alone)
        assert collocate.log_dice is not None and collocate.log_dice <= 14


def test_collocates_are_listed_from_the_closest_where_enough_hits_have_them() -> None:
    found = Company(10, {"often": 5, "rare": 3, "once": 1}, {"often": 90, "rare": 3, "once": 1})
    assert [it.word for it in found.collocates()] == ["rare", "often"]
    assert [it.word for it in found.collocates(least=1)] == ["rare", "once", "often"]


def test_two_nodes_are_set_side_by_side() -> None:
    """From the words of the first alone, over the shared ones, to those of the second alone."""
    alone = {"her": 9, "young": 20, "old": 20, "his": 9, "tall": 30, "shy": 30}
    woman = Company(10, {"her": 8, "young": 6, "old": 3, "shy": 3}, alone)
    man = Company(10, {"his": 8, "young": 1, "old": 6, "tall": 3}, alone)
    found = side_by_side(woman, man)
    assert [it.word for it in found] == ["her", "shy", "young", "old", "tall", "his"]
    assert [it.word for it in side_by_side(man, woman)] == [it.word for it in reversed(found)]
    young = found[2]
    assert (young.first.together, young.second.together) == (6, 1)
    assert young.difference == pytest.approx(math.log2(6))
    assert (found[0].difference, found[-1].difference) == (math.inf, -math.inf)
    assert found[-1].as_json() == {
        "word": "his",
        "first": {"word": "his", "together": 0, "alone": 9, "log_dice": None},
        "second": {"word": "his", "together": 8, "alone": 9,
                   "log_dice": pytest.approx(14 + math.log2(16 / 19))},
    }  # fmt: skip


def test_it_tells_how_far_it_is_and_can_be_left(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vocabulary, "CHUNK", 1)
    collection = imported(database, [("woman", "", ""), ("no", "", ""), ("a woman", "", "")])
    counted = Vocabularies().count(database, collection, "all")
    assert counted is not None
    seen: list[tuple[int, int]] = []
    terms = read_query("woman", ()).terms
    found = company(
        database, collection, terms, "all", counted, lambda *it: seen.append(it), lambda: bool(seen)
    )
    assert (found, seen) == (None, [(1, 2)])
