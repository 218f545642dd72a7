"""The concordance: what makes a line, what stands in it, and in which order lines come."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.concordance import (
    CONTEXT,
    NOTHING,
    SORTS,
    Line,
    as_json,
    concordance,
    find,
    in_columns,
    put_in_order,
    read_node,
)
from guanaco_tui.analysis.themes import FIELDS, FieldName, Theme, default_themes
from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.imports import import_tasks
from guanaco_tui.words import words
from tests.importing import imported

DATASET = Path(__file__).parents[3] / "shared" / "data" / "alpaca_data.json"
RACE = Theme(name="race", words=("black", "white*"), exclude=("black friday",))
PEOPLE = Theme(name="people", words=("black women", "women"), fields=("instruction", "output"))
THEMES = (RACE, PEOPLE)


def bring_in(database: Database, *tasks: Sequence[str], name: str = "c") -> Catalogue:
    """Import tasks, each of an instruction and perhaps an input and an output."""
    imported(database, [(*task, "", "")[:3] for task in tasks], name)
    return Catalogue(database)


def listed(
    catalogue: Catalogue, line: str, *, field: FieldName | None = None, sort: str = "position"
) -> list[Line]:
    (order,) = (known for known in SORTS if known == sort)
    return list(concordance(catalogue, "c", read_node(line, THEMES, field), sort=order))


def hits(lines: Sequence[Line]) -> list[str]:
    return [line.hit for line in lines]


def test_a_line_is_a_hit_with_the_text_on_both_sides(database: Database) -> None:
    catalogue = bring_in(database, ["Say it", "", "One queer\n\n\tidea, twice."])
    (row,) = catalogue.ids(1)
    assert listed(catalogue, "QUEER*") == [
        Line(row, None, "output", "One ", "queer", " idea, twice.", "QUEER*", "")
    ]


def test_words_are_alternatives_and_each_place_is_one_line(database: Database) -> None:
    catalogue = bring_in(database, ["A woman"], ["A man and a woman"], ["A child"])
    assert hits(listed(catalogue, "woman man woman wom*")) == ["woman", "man", "woman"]


def test_the_longest_of_what_was_typed_wins(database: Database) -> None:
    catalogue = bring_in(database, ["hate speech is hate"])
    assert [(line.hit, line.pattern) for line in listed(catalogue, 'hate "hate speech"')] == [
        ("hate speech", "hate speech"),
        ("hate", "hate"),
    ]


def test_a_theme_lists_its_words_without_what_it_excludes(database: Database) -> None:
    catalogue = bring_in(database, ["Black Friday", "white walls", "A black cat"])
    lines = listed(catalogue, "#race")
    assert [(line.field, line.hit, line.pattern, line.theme) for line in lines] == [
        ("input", "white", "white*", "race"),
        ("output", "black", "black", "race"),
    ]


def test_where_two_themes_hit_the_same_words_the_first_named_has_the_line(
    database: Database,
) -> None:
    catalogue = bring_in(database, ["Ask black women"])
    for line, found in (
        ("women #people", [("black women", "people"), ("women", "")]),
        ('"black women" #people', [("black women", "")]),
        ('#people "black women"', [("black women", "people")]),
        ("#race #people", [("black", "race"), ("black women", "people")]),
    ):
        assert sorted((it.hit, it.theme) for it in listed(catalogue, line)) == sorted(found), line


def test_a_field_is_looked_in_alone_and_only_for_themes_that_look_there(database: Database) -> None:
    catalogue = bring_in(database, ["women write", "women read", "white women"])
    assert [line.field for line in listed(catalogue, "women")] == list(FIELDS)
    assert [line.field for line in listed(catalogue, "women", field="input")] == ["input"]
    assert [line.field for line in listed(catalogue, "#people")] == ["instruction", "output"]
    assert read_node("#people", THEMES, "input").themes == ()
    assert hits(listed(catalogue, "#people #race", field="output")) == ["white", "women"]


def test_dropped_tasks_and_other_collections_are_left_out(database: Database) -> None:
    bring_in(database, ["a queer theirs"], name="other")
    catalogue = bring_in(database, ["a queer one"], ["a queer two"])
    with database.writing() as connection:
        connection.execute("UPDATE task SET rule = 'short' WHERE instruction = 'a queer two'")
    assert [line.right for line in listed(catalogue, "queer")] == [" one"]


def test_what_full_text_search_cannot_find_is_found_all_the_same(database: Database) -> None:
    catalogue = bring_in(database, ["One ᦰ here"], ["None"])
    assert hits(listed(catalogue, "ᦰ")) == ["ᦰ"]


def test_a_long_context_is_cut_between_words(database: Database) -> None:
    long = "abcdefg " * 60
    catalogue = bring_in(database, [f"{long}hit {long}"], ["x" * 900 + " hit"])
    first, second = listed(catalogue, "hit")
    for context in (first.left, first.right):
        assert CONTEXT - 10 < len(context) <= CONTEXT
        assert set(context.split()) == {"abcdefg"}
    # A word longer than the whole context leaves nothing but its end.
    assert (second.left.strip(), second.hit) == ("", "hit")


def test_lines_are_sorted_by_the_words_on_a_side_from_the_hit_outwards(database: Database) -> None:
    catalogue = bring_in(
        database,
        ["the OLD hit comes"],
        ["a new hit, Again"],
        ["a cold old hit äcts"],
        ["hit"],
    )
    contexts = {sort: [ln.left for ln in listed(catalogue, "hit", sort=sort)] for sort in SORTS}
    assert contexts["position"] == ["the OLD ", "a new ", "a cold old ", ""]
    assert contexts["left"] == ["", "a new ", "a cold old ", "the OLD "]
    assert [line.right for line in listed(catalogue, "hit", sort="right")] == [
        "",
        " äcts",
        ", Again",
        " comes",
    ]


def test_lines_with_the_same_context_stay_in_the_order_of_the_tasks(database: Database) -> None:
    tasks = [[f"{'abc'[n % 3]} hit", f"n{n}"] for n in range(1200)]
    catalogue = bring_in(database, *tasks)
    lines = listed(catalogue, "hit", sort="left")
    assert len(lines) == 1200
    assert lines == sorted(lines, key=lambda line: (line.left, line.task))


def test_shuffled_lines_are_the_same_for_the_same_seed(database: Database) -> None:
    catalogue = bring_in(database, *[[f"hit {n}"] for n in range(50)])
    node = read_node("hit", ())

    def shuffled(seed: int) -> list[Line]:
        return list(concordance(catalogue, "c", node, sort="shuffled", seed=seed))

    assert shuffled(1) == shuffled(1)
    assert shuffled(1) != shuffled(2)
    assert sorted(line.task for line in shuffled(1)) == list(catalogue.ids(1))


def test_a_screenful_comes_first_and_the_pieces_make_the_whole(database: Database) -> None:
    catalogue = bring_in(database, *[["hit and hit", f"n{n}"] for n in range(1300)])
    pieces = list(find(catalogue, 1, read_node("hit", ())))
    assert [piece.done for piece in pieces] == [40, 540, 1040, 1300]
    assert {piece.total for piece in pieces} == {1300}
    whole = sum((piece.hits for piece in pieces), NOTHING)
    assert (len(whole), whole.tasks) == (2600, 1300)
    assert list(dict.fromkeys(whole.rows)) == list(catalogue.ids(1))


def test_nothing_asked_for_and_nothing_found_are_one_empty_piece(database: Database) -> None:
    catalogue = bring_in(database, ["Say it"])
    for line in ("", "!?", "queer"):
        (piece,) = find(catalogue, 1, read_node(line, THEMES))
        assert (len(piece.hits), piece.done, piece.total) == (0, 0, 0)


def test_sorting_can_be_left_and_tells_how_far_it_is(database: Database) -> None:
    catalogue = bring_in(database, *[["hit and hit", f"n{n}"] for n in range(600)])
    whole = sum((piece.hits for piece in find(catalogue, 1, read_node("hit", ()))), NOTHING)
    told: list[tuple[int, int]] = []
    put_in_order(catalogue, whole, "left", progress=lambda *said: told.append(said))
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]
    assert put_in_order(catalogue, whole, "left", should_stop=lambda: len(told) > 2) is None


def test_a_collection_that_is_not_there_and_an_empty_line_are_said_in_words(
    database: Database,
) -> None:
    with pytest.raises(GuanacoError, match="no collection yet"):
        next(concordance(Catalogue(database), "c", read_node("hit", ())))
    catalogue = bring_in(database, ["Say it"])
    with pytest.raises(GuanacoError, match=r"no collection d .* it has c"):
        next(concordance(catalogue, "d", read_node("hit", ())))
    with pytest.raises(GuanacoError, match="nothing to look for"):
        next(concordance(catalogue, "c", read_node("?", ())))


def test_the_json_form_counts_and_lists(database: Database) -> None:
    catalogue = bring_in(database, ["hit hit"], ["a hit"])
    form = json.loads(json.dumps(as_json("c", "hit", None, "position", listed(catalogue, "hit"))))
    assert (form["collection"], form["line"], form["field"]) == ("c", "hit", "all")
    assert (form["sort"], form["hits"], form["tasks"]) == ("position", 3, 2)
    assert form["lines"][2] == {
        "task": catalogue.ids(1)[1],
        "seed": None,
        "field": "instruction",
        "left": "a ",
        "hit": "hit",
        "right": "",
        "pattern": "hit",
        "theme": "",
    }


def cells(text: str) -> int:
    """A measure in which some letters are two cells wide and marks none."""
    return sum(0 if c == "\u0301" else 2 if c == "界" else 1 for c in text)


@given(*[st.text("ab \u0301界", max_size=30)] * 3, st.integers(0, 50))
def test_columns_never_take_more_than_the_width_and_hits_begin_in_one_place(
    left: str, hit: str, right: str, width: int
) -> None:
    line = Line(1, None, "input", left, hit, right, "", "")
    columns = in_columns(line, width, cells)
    assert sum(map(cells, columns)) <= max(0, width)
    # Where a wide letter does not fit, a space stands for half of it.
    assert cells(columns[0]) == max(0, (width - 8) // 2)
    assert left.endswith(columns[0].lstrip(" "))
    assert " " in left or not columns[0].lstrip(" ").startswith("\u0301")


def test_the_concordance_of_alpaca_has_every_place_of_a_word(tmp_path: Path) -> None:
    if not DATASET.exists():
        pytest.skip("the dataset is not here")
    tasks = json.loads(DATASET.read_text(encoding="utf-8"))[:6000]
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    counted = sum(words(task[field]).count("people") for task in tasks for field in FIELDS)
    with Database.open(tmp_path / "lesson.db") as database:
        import_tasks(database, path, "alpaca")
        lines = list(
            concordance(Catalogue(database), "alpaca", read_node("people", default_themes().themes))
        )
    assert len(lines) == counted > 300
    assert {line.hit.lower() for line in lines} == {"people"}
