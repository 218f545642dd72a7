"""The line over the figures of a theme, beside columns of any width."""

from array import array

import pytest
from textual.app import App, ComposeResult

from guanaco_tui.analysis.preview import Difference
from guanaco_tui.analysis.themes import FIELDS
from guanaco_tui.panes.theme_reader import Side
from guanaco_tui.widgets.theme_head import ThemeHead


class OneHead(App[None]):
    def compose(self) -> ComposeResult:
        yield ThemeHead(id="head")


def changed(total: int) -> Side:
    """A collection that speaks of a theme in all of its tasks, in one of them since a change."""
    rows, none = array("q", range(total)), array("q")
    change = Difference(rows[:1], none)
    return Side("theirs", total, rows, total, change, change)


@pytest.mark.parametrize(
    ("width", "total", "where"),
    [
        (80, 2, "  in all three fields"),
        (80, 30, "  in all three fields"),
        (80, 300, "  in all three fields"),
        (80, 52_002, "  in all three fields"),
        # Where there is little room it is cut, as the names below it are.
        (60, 30, "  in al"),
    ],
)
async def test_the_fields_of_a_theme_stand_apart_from_the_heads_of_its_figures(
    width: int, total: int, where: str
) -> None:
    app = OneHead()
    async with app.run_test(size=(width, 10)):
        head = app.query_one(ThemeHead)
        head.show([changed(total)], FIELDS)
        _, heads, figures = str(head.content).split("\n")
        at = heads.index("tasks")
        assert heads[:at].rstrip() == where
        assert heads[at - 1] == " "
        assert "tasks per 1,000 as judged last change since" in " ".join(heads.split())
        # Heads stand over what they are of.
        of = f"{total:,} of {total:,}"
        assert at + len("tasks") == figures.index(of) + len(of)
