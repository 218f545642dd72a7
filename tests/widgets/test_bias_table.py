"""The table of what each rule erased of each theme, row by row, without a screen."""

import pytest

from guanaco_tui.analysis.filter_bias import FilterBias, filter_bias_of_rows
from guanaco_tui.widgets.bias_table import BiasTable

LABELS = {"water": "Water", "order": "Order"}
RULES = (
    "repeats",
    "unsuitable_word",
    "too_short",
    "too_long",
    "write_a_program",
    "starts_with_punctuation",
    "starts_with_non_ascii",
)


def seven_rules() -> FilterBias:
    """28 tasks, all of them about water: the first rule erased seven of them, the last one."""
    erased = [rule for place, rule in enumerate(RULES) for _ in range(len(RULES) - place)]
    return filter_bias_of_rows(dict(enumerate(erased)), {"water": range(len(erased))})


def test_a_cell_that_stands_out_has_a_star_and_is_told() -> None:
    verdicts = {row: "unsuitable_word" if row < 20 else None for row in range(100)}
    table = BiasTable(id="bias")
    bias = filter_bias_of_rows(verdicts, {"water": range(20), "order": range(50, 100)})
    table.show([("the seeds", bias)], LABELS)
    rows = [table.row(index, 78).plain for index in range(table.total)]
    assert rows[0].strip() == "the seeds"
    assert rows[1].split() == ["all", "candidates", "100", "20%", "20%"]
    assert rows[2].split() == ["Water", "20", "100%*", "100%*"]
    table.set_total(table.total, cursor=2)
    assert "unsuitable word erased 20 of 20" in table.told()


def test_heads_are_whole_where_there_is_room_and_else_told_in_full() -> None:
    verdicts = {row: "starts_with_non_ascii" if row < 20 else None for row in range(100)}
    table = BiasTable(id="bias")
    table.show([("the seeds", filter_bias_of_rows(verdicts, {"water": range(20)}))], LABELS)
    assert table.heads(78).plain.split() == [
        "starts",
        "with",
        "any",
        "tasks",
        "non",
        "ascii",
        "rule",
    ]
    assert table.cut_short(78) == ""
    assert table.heads(50).plain.split() == ["starts", "any", "tasks", "script", "rule"]
    assert table.cut_short(50) == "starts script: starts with non ascii"


def test_nothing_erased_of_some_is_not_written_as_nothing_there() -> None:
    verdicts = {row: "unsuitable_word" if row < 20 else None for row in range(100)}
    table = BiasTable(id="bias")
    bias = filter_bias_of_rows(verdicts, {"water": [], "order": range(50, 100)})
    table.show(
        [("the seeds", bias), ("none", filter_bias_of_rows({1: None}, {"water": [1]}))], LABELS
    )
    rows = [table.row(index, 78).plain.split() for index in range(table.total)]
    assert rows[2] == ["Water", "0", "–", "–"]
    assert rows[3] == ["Order", "50", "0%*", "0%*"]
    assert rows[-1] == ["Water", "1", "0%", "0%"]


@pytest.mark.parametrize("width", range(29, 120))
def test_where_not_all_rules_have_room_it_is_said_which_are_shown(width: int) -> None:
    table = BiasTable(id="bias")
    table.show([("the seeds", seven_rules())], LABELS)
    upper, lower = (line.plain for line in table.heads(width).split("\n"))
    # The shares of the theme, of as many rules as have a head, and of any.
    room = len(table.row(2, width).plain.split("28 ")[1].split()) - 1
    assert room >= 1
    assert ("→" in upper) == (room < len(RULES))
    if room < len(RULES) and width >= 48:
        assert upper.split("  ")[1] == f"rules 1 to {room} of 7"
    assert max(len(upper), len(lower)) < width
