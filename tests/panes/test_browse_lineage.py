"""Where a task came from, in pane 4: the seeds beside it, its neighbours, what a seed led to."""

import pytest
from textual.widgets import Markdown, OptionList, Static

from guanaco_tui.help import HelpScreen
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.browse import BrowsePane
from guanaco_tui.widgets.lineage_view import LineageView
from guanaco_tui.widgets.task_view import TaskView
from tests.panes.browsing import browsing, current, settled, text_of
from tests.panes.waiting import until


def told(pane: BrowsePane) -> str:
    """What stands in the place of a task."""
    return " ".join(str(text.visual) for text in pane.query_one(TaskView).query(Static))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_lineage_puts_the_seeds_beside_the_task(
    with_a_run: Lesson, size: tuple[int, int]
) -> None:
    async with browsing(with_a_run, size=size) as (pilot, pane):
        lineage = pane.guanaco.catalogue.lineage(current(pane).id)
        await pilot.press("l")
        view = pane.query_one(LineageView)
        cells = list(view.query(".example").results(Static))
        assert len(cells) == 4
        for cell, example in zip(cells[1:], lineage.examples, strict=True):
            assert example.instruction in str(cell.visual)
        assert cells[0].region.y == cells[1].region.y
        lines = {cell.region.y for cell in cells}
        assert len(lines) == (1 if size[0] == 120 else 3)
        assert view.query_one(OptionList).option_count == 3 + len(lineage.nearest)
        assert lineage.model in text_of(pane, "#written-by")


async def test_the_seeds_of_a_lineage_are_named_numbered_and_gone_through(
    with_a_run: Lesson,
) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        await pilot.press("l")
        view = pane.query_one(LineageView)
        task, *seeds = view.query(".example").results(Static)
        names = [str(seed.visual).split(",")[0] for seed in seeds]
        assert f"written from {', '.join(names)}" in str(task.visual)
        assert "3 of 3" in str(seeds[2].visual)
        await pilot.press("right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: seeds[1].region.y == view.region.y)
        await pilot.press("left_square_bracket", "left_square_bracket")
        await until(pilot, lambda: view.scroll_offset.y == 0)
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        assert pilot.app.screen.query_one(Markdown).source.startswith("# Lineage")


async def test_a_seed_that_no_prompt_showed_says_so_and_escape_goes_back(lesson: Lesson) -> None:
    async with browsing(lesson, "seeds") as (pilot, pane):
        seed = current(pane).id
        await pilot.press("l")
        await until(pilot, lambda: "No prompt has shown this seed yet" in told(pane))
        await pilot.press("escape")
        await settled(pilot, pane)
        assert current(pane).id == seed


async def test_a_neighbour_is_opened_from_the_lineage(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        nearest = pane.guanaco.catalogue.lineage(current(pane).id).nearest[0]
        await pilot.press("l", "enter", "down", "down", "down", "enter")
        await settled(pilot, pane)
        assert current(pane).instruction == nearest.instruction
        assert pane.mode == "list"


async def test_a_seed_leads_to_its_descendants_and_back(with_a_run: Lesson) -> None:
    async with browsing(with_a_run) as (pilot, pane):
        shown = pane.guanaco.catalogue.lineage(current(pane).id).examples[0]
        task = current(pane).id
        await pilot.press("l", "enter", "enter")
        await settled(pilot, pane)
        assert current(pane).seed == shown.label
        seed = current(pane).id
        await pilot.press("l")
        await settled(pilot, pane)
        assert pane.listing is not None
        assert task in pane.listing.ids
        await pilot.press("escape")
        await settled(pilot, pane)
        assert current(pane).id == seed
