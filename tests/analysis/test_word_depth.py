"""A few words of a comparison: how they are spread over both sides, and the company of two."""

import json

import pytest

from guanaco_tui.analysis.collocation import Company, side_by_side
from guanaco_tui.analysis.dispersion import written
from guanaco_tui.analysis.themes import default_themes
from guanaco_tui.analysis.vocabulary import Vocabularies
from guanaco_tui.analysis.word_depth import (
    BESIDE,
    Beside,
    Sides,
    TwoNodes,
    read_nodes,
    read_two_nodes,
    spread,
    two_nodes,
)
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from tests.analysis.made_run import WATER
from tests.importing import asking, imported

OURS = ["one river", "two river"]
THEIRS = ["river river", "no boat"] + ["A woman cooks now"] * 10 + ["A man drives in town"] * 11
FEW = ["A woman cooks now"] * 4 + ["A man and a woman drive in town"] * 5


@pytest.fixture
def database(database: Database) -> Database:
    """Two collections of tasks, of few words and of more."""
    imported(database, asking(*OURS), "ours")
    imported(database, asking(*THEIRS), "theirs")
    return database


@pytest.fixture
def sides(database: Database) -> Sides:
    catalogue = Catalogue(database)
    return catalogue.collection("ours"), catalogue.collection("theirs")


def company(database: Database, sides: Sides, line: str = BESIDE) -> TwoNodes:
    nodes = read_two_nodes(line, [WATER])
    found = two_nodes(database, Vocabularies(), sides, "instruction", nodes)
    assert found is not None
    return found


def test_a_word_has_its_dispersion_over_the_tasks_of_each_side(
    database: Database, sides: Sides
) -> None:
    found = spread(database, Vocabularies(), sides, "instruction", ["river", "boat"])
    # By hand: of 99 words, the one task that has all rivers has 2.
    assert found == {
        "river": (0.0, pytest.approx(1 - 2 / 99)),
        "boat": (None, pytest.approx(1 - 2 / 99)),
    }


def test_a_dispersion_that_is_not_1_is_not_written_as_1() -> None:
    assert [written(dp) for dp in (0.0, 0.5, 0.99951, 1.0)] == [".000", ".500", ".999", "1.000"]


def test_two_words_are_set_side_by_side_in_both_collections(
    database: Database, sides: Sides
) -> None:
    found = company(database, sides)
    assert found.names == ("woman", "man")
    assert (found.a.hits, found.a.pairs) == ((0, 0), ())
    assert found.b.hits == (10, 11)
    closer_to_her, closer_to_him = found.b.closer(2)
    assert [pair.word for pair in closer_to_her] == ["cooks", "now"]
    assert [pair.word for pair in closer_to_him] == ["town", "in"]
    # "a" stands with both, and as closely as with the other: it is closer to neither.
    assert "a" in {pair.word for pair in found.b.pairs}
    assert "a" not in {pair.word for side in found.b.closer(9) for pair in side}


def test_a_word_is_not_closer_to_a_node_only_because_that_one_is_commoner() -> None:
    """By hand: 3 of 20 hits is a larger share than 12 of 200, though 2 * 12 / (200 + 400) is over
    twice 2 * 3 / (20 + 400). And from 3 of 20 to 8 of 200 nothing is clear: the p of Fisher's exact
    test is .07.
    """
    alone = {"rose": 30, "often": 400, "unclear": 15, "never": 300}
    rare = Company(20, {"rose": 4, "often": 3, "unclear": 3}, alone)
    common = Company(200, {"rose": 6, "often": 12, "unclear": 8, "never": 50}, alone)
    found = Beside((20, 200), tuple(side_by_side(rare, common)))
    apart = {pair.word: pair.difference >= 1 for pair in found.pairs if abs(pair.difference) >= 1}
    assert apart == {"rose": True, "unclear": True, "often": False, "never": False}
    assert [[pair.word for pair in side] for side in found.closer(9)] == [["rose"], ["never"]]


def test_two_words_are_no_company_of_each_other_and_a_few_hits_tell_nothing(
    database: Database, sides: Sides
) -> None:
    imported(database, asking(*FEW), "few")
    found = company(database, (sides[0], Catalogue(database).collection("few")))
    assert found.b.hits == (9, 5)
    assert found.b.pairs and not {"woman", "man"} & {pair.word for pair in found.b.pairs}
    assert not found.b.is_enough and found.b.closer(9) == ([], [])


def test_the_company_has_a_shape_that_programs_can_read(database: Database, sides: Sides) -> None:
    shape = json.loads(json.dumps(company(database, sides).as_json()))
    assert (shape["first"], shape["second"]) == ("woman", "man")
    assert shape["a"] == {"hits": [0, 0], "words": []}
    first = shape["b"]["words"][0]
    assert first["word"] == "cooks" and first["second"]["log_dice"] is None


def test_a_theme_is_called_by_its_label(database: Database, sides: Sides) -> None:
    assert company(database, sides, '#water "in town"').names == ("Water", "in town")


def test_nodes_may_stand_with_or_without_commas() -> None:
    themes = default_themes().themes
    for line in ("woman,man", "woman, man", "woman man"):
        assert [node.words for node in read_nodes(line, themes)] == [("woman",), ("man",)]


@pytest.mark.parametrize("line", ["", "woman", "woman man child", ", !"])
def test_anything_but_two_words_is_said_to_be_none(line: str) -> None:
    with pytest.raises(GuanacoError, match="give two, such as woman,man"):
        read_two_nodes(line, ())


def test_both_can_be_stopped(database: Database, sides: Sides) -> None:
    known = Vocabularies()
    assert spread(database, known, sides, "all", ["river"], lambda: True) is None
    nodes = read_two_nodes(BESIDE, ())
    assert two_nodes(database, known, sides, "all", nodes, should_stop=lambda: True) is None
