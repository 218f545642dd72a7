"""What the filters erased is known of all candidates also where no theme is looked for."""

from guanaco_tui.analysis.filter_bias import ANY_RULE, filter_bias, filter_bias_of_rows
from guanaco_tui.lesson.database import Database
from tests.analysis.made_run import Request, made_run


def test_all_candidates_of_a_run_are_counted_without_a_theme(database: Database) -> None:
    tasks = [("Draw it", "unsuitable_word"), ("Name it", None), ("Say it", None), ("Go", None)]
    run = made_run(database, [Request(["Swim"], [*tasks, ("A river", "cut_off")])])
    table = filter_bias(database, run, {})
    assert (table.candidates, table.themes, table.cells) == (4, (), {})
    assert table.rules == ("unsuitable_word", ANY_RULE)
    assert [table.share_of_all(rule) for rule in table.rules] == [0.25, 0.25]
    assert table.left_out == {"cut_off": 1}


def test_the_same_holds_for_rows_that_are_read_anew() -> None:
    table = filter_bias_of_rows({1: None, 2: "repeats", 3: None, 4: "too_short"}, {})
    assert (table.candidates, table.share_of_all(ANY_RULE)) == (4, 0.5)
    assert table.share_of_all("never_broken") == 0


def test_of_no_candidates_there_is_no_share() -> None:
    assert filter_bias_of_rows({}, {}).share_of_all(ANY_RULE) is None
