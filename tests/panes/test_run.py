"""The pane where a run is started, watched and stopped, in the app with a real lesson."""

import inspect
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Static

from benchmarks import completion_server as server
from guanaco_tui.app import GuanacoApp
from guanaco_tui.generation import events
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.panes.pane import Pane, WayBack
from guanaco_tui.tasks import Candidate, Kept
from guanaco_tui.widgets.key_line import KeyLine
from guanaco_tui.widgets.live_text import CURSOR, LiveText, end_of
from guanaco_tui.widgets.run_log import LogKinds, RunLog
from guanaco_tui.widgets.run_progress import RunProgress
from tests.hostile import MARKUP
from tests.panes.waiting import until

SMALL: dict[str, dict[str, object]] = {"batch": {"count": 40, "concurrency": 2, "random_seed": 5}}
# Written word by word, so that there is time to press keys; many at once, so that tasks come.
SLOW: dict[str, dict[str, object]] = {
    "model": {"pace": "reading"},
    "batch": {"count": 1000, "concurrency": 64, "random_seed": 5},
}
SIZE = (80, 24)


class RunApp(GuanacoApp):
    """The app, with the run pane in front from the start; notes what is opened in Browse."""

    CSS_PATH = Path(inspect.getfile(GuanacoApp)).with_name("app.tcss")

    def __init__(self, *args: Any, **changes: Any) -> None:
        super().__init__(*args, **changes)
        self.shown: list[int | str] = []

    async def open_pane(self, name: str) -> Pane:
        return await super().open_pane("run")

    async def open_task(self, task: int, way_back: WayBack | None = None) -> None:
        self.shown.append(task)

    async def open_collection(
        self, name: str, line: str = "", way_back: WayBack | None = None, *, dropped: bool = False
    ) -> None:
        self.shown.append(name)


@asynccontextmanager
async def opened(
    lesson: Lesson, changes: dict[str, dict[str, object]], size: tuple[int, int] = SIZE
) -> AsyncIterator[tuple[RunApp, Pilot[None]]]:
    with lesson.database() as database:
        app = RunApp(lesson, database)
        app.settings = app.settings.changed(changes)
        async with app.run_test(size=size) as pilot:
            await until(pilot, lambda: app.pane)
            yield app, pilot


def said(app: App[None], selector: str) -> str:
    return str(app.query_one(selector, Static).render())


def log_lines(app: App[None]) -> list[str]:
    log = app.query_one(RunLog)
    return [log.render_line(y).text.strip() for y in range(log.size.height)]


def live_lines(app: App[None]) -> list[str]:
    text = app.query_one(LiveText)
    return [text.render_line(y).text.rstrip() for y in range(text.size.height)]


def keys(app: App[None]) -> dict[str, str]:
    return {key.key: key.label for key in app.query_one(KeyLine).shown}


def kept(app: RunApp) -> int:
    return app.run_watch.state.kept if app.run_watch is not None else 0


async def finished(app: RunApp, pilot: Pilot[None]) -> None:
    await until(pilot, lambda: app.run_watch is not None and app.run_watch.is_over)
    await until(pilot, lambda: not app.run_is_going)


async def test_before_a_run_the_pane_says_what_will_happen(lesson: Lesson) -> None:
    async with opened(lesson, {}) as (app, pilot):
        await until(pilot, lambda: "run-1" in said(app, "#run-step"))
        words = said(app, "#run-words")
        assert "1,000 tasks into run-1, from 175 seeds." in words
        assert "n-gram model of your own seeds: a rehearsal, not an AI" in words
        assert "set pace to reading" in words
        assert said(app, "#run-step") == "ctrl+r starts run-1"
        await until(pilot, lambda: keys(app).get("ctrl+r") == "Start")
        assert "full_stop" not in keys(app)


async def test_one_key_starts_pauses_and_goes_on(lesson: Lesson) -> None:
    async with opened(lesson, SLOW) as (app, pilot):
        await pilot.press("ctrl+r")
        await until(pilot, lambda: keys(app).get("ctrl+r") == "Pause")
        await until(pilot, lambda: len(live_lines(app)[0]) > 30)
        await pilot.press("ctrl+r")
        await until(pilot, lambda: keys(app).get("ctrl+r") == "Go on")
        assert "‖ Paused" in said(app, "#run-note")
        before = app.run_watch and app.run_watch.version
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.run_watch and app.run_watch.version > (before or 0))
        assert "Paused" not in said(app, "#run-note")


async def test_an_offline_run_says_so_while_it_writes(lesson: Lesson) -> None:
    async with opened(lesson, SLOW) as (app, pilot):
        await pilot.press("ctrl+r")
        await until(pilot, lambda: "4. Instruction:" in live_lines(app)[0])
        assert "n-gram model of your own seeds: a rehearsal, not an AI" in said(app, "#run-note")
        assert said(app, "#run-title").startswith("reply 1 · seeds ")
        assert any(CURSOR in line for line in live_lines(app))


async def test_a_recorded_reply_has_each_label_once_and_says_how_many_tasks_can_come(
    lesson: Lesson,
) -> None:
    recorded = {"model": {"backend": "recorded", "pace": "reading"}}
    async with opened(lesson, {**SLOW, **recorded}) as (app, pilot):
        await until(pilot, lambda: "About 367 tasks into run-1" in said(app, "#run-words"))
        await pilot.press("ctrl+r")
        await until(pilot, lambda: len(" ".join(live_lines(app)).split()) > 4)
        assert " ".join(live_lines(app)).count("4. Instruction:") == 1
        assert "of about 367" in str(app.query_one(RunProgress).render())


async def test_all_keys_fit_the_footer_at_80_columns(lesson: Lesson) -> None:
    async with opened(lesson, SLOW) as (app, pilot):
        await pilot.press("ctrl+r")
        await until(pilot, lambda: list(keys(app).values())[-1:] == ["Help"])
        assert len(keys(app)) == 5


async def test_a_finished_run_says_what_came_of_it_and_enter_opens_it(lesson: Lesson) -> None:
    async with opened(lesson, SMALL) as (app, pilot):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        await until(pilot, lambda: "starts run-2" in said(app, "#run-step"))
        end, account = said(app, "#run-words").split("\n\n")
        assert end == "40 tasks are kept, as many as were asked for."
        lines = account.split("\n")
        assert [line.split()[0] for line in lines[:2]] == ["Kept", "Dropped"]
        assert len(lines) == 4
        assert said(app, "#run-title") == "run-1  ✓ done"
        await pilot.press("enter")
        assert app.shown == ["run-1"]
        await pilot.click("#run-open")
        assert app.shown == ["run-1", "run-1"]


async def test_the_next_run_does_not_begin_with_the_log_of_the_last(lesson: Lesson) -> None:
    async with opened(lesson, SMALL) as (app, pilot):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        assert app.query_one(RunLog).total >= 40
        await app.action_toggle_run()
        assert said(app, "#run-title") == "Getting ready ..."
        assert app.query_one(RunLog).total == 0


async def test_the_log_has_each_task_and_can_be_narrowed(lesson: Lesson) -> None:
    async with opened(lesson, SMALL, (80, 100)) as (app, pilot):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        assert sum(line.startswith("✓") for line in log_lines(app)) == 40
        assert any(line.startswith("✗ repeats seed ") for line in log_lines(app))
        await pilot.press("f")
        assert {line[:1] for line in log_lines(app)} == {"✓", ""}
        await pilot.press("f")
        assert {line[:1] for line in log_lines(app)} == {"✗", ""}
        await pilot.press("f")
        assert log_lines(app)[0] == "No trouble line so far."
        await pilot.press("f")
        assert sum(line.startswith("✓") for line in log_lines(app)) == 40
        await pilot.click(LogKinds, offset=(len("all · ke"), 0))
        assert {line[:1] for line in log_lines(app)} == {"✓", ""}


async def test_enter_on_a_picked_line_opens_its_task(lesson: Lesson) -> None:
    async with opened(lesson, SMALL) as (app, pilot):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        await pilot.press("home", "down", "enter")
        assert app.run_watch is not None
        assert app.shown == [app.run_watch.lines()[1].task]
        await pilot.press("end", "enter")
        assert app.shown[1:] == ["run-1"]


async def test_a_click_picks_the_newest_line_and_a_second_one_opens_it(lesson: Lesson) -> None:
    async with opened(lesson, SMALL) as (app, pilot):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        await pilot.pause()
        at_the_end = (3, app.query_one(RunLog).size.height - 1)
        await pilot.click(RunLog, offset=at_the_end)
        assert app.shown == []
        await pilot.click(RunLog, offset=at_the_end)
        assert app.run_watch is not None
        assert app.shown == [app.run_watch.lines()[-1].task]


async def test_the_log_follows_the_newest_line_until_another_is_picked(lesson: Lesson) -> None:
    async with opened(lesson, SMALL) as (app, pilot):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        assert app.run_watch is not None
        watch = app.run_watch
        newest = watch.lines()[-1].text[:20]
        await until(pilot, lambda: any(newest in line for line in log_lines(app)))
        await pilot.press("pageup")
        reading = log_lines(app)
        watch.take(invented("A task that came later"))
        app._paint()
        await pilot.pause()
        assert log_lines(app) == reading
        await pilot.press("end")
        assert "A task that came later" in log_lines(app)[-1]


async def test_turning_the_wheel_back_also_holds_the_log_still(lesson: Lesson) -> None:
    async with opened(lesson, SMALL) as (app, pilot):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        assert app.run_watch is not None
        app.query_one(RunLog).scroll_to(y=3, animate=False, force=True)
        reading = log_lines(app)
        app.run_watch.take(invented("A task that came later"))
        app._paint()
        await pilot.pause()
        assert log_lines(app) == reading


async def test_a_second_stop_ends_a_run_whose_server_is_silent(lesson: Lesson) -> None:
    async with (
        server.CompletionServer(lambda *_: server.Reply(ending="hang")) as there,
        opened(lesson, served(there, 6)) as (app, pilot),
    ):
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.run_watch and app.run_watch.state.in_flight)
        await pilot.press("full_stop")
        await until(pilot, lambda: keys(app).get("full_stop") == "Stop now")
        assert ". again stops now" in said(app, "#run-note")
        await pilot.press("full_stop")
        await finished(app, pilot)
        assert said(app, "#run-title") == "run-1  ‖ stopped"


async def test_what_is_said_in_passing_takes_the_place_of_what_was_said_before(
    lesson: Lesson,
) -> None:
    async with opened(lesson, {}) as (app, pilot):
        for text in ("one", "two", "three"):
            app.say(text)
        app.say("It is broken.", severity="error")
        app.say("four")
        await pilot.pause()
        assert {said.message for said in app._notifications} == {"It is broken.", "four"}


def invented(instruction: str) -> events.TaskJudged:
    candidate = Candidate(instruction=instruction, position=1, raw="")
    return events.TaskJudged(1.0, 1, Kept(row=1, candidate=candidate, nearest=(), mean=0.0))


async def test_a_stopped_run_goes_on_also_when_the_app_was_closed(lesson: Lesson) -> None:
    endless: dict[str, object] = {**SMALL["batch"], "count": 100_000}
    async with opened(lesson, {"batch": endless}) as (app, pilot):
        await pilot.press("ctrl+r")
        await until(pilot, lambda: kept(app) > 0)
        await pilot.press("full_stop")
        await finished(app, pilot)
        before = kept(app)
        assert said(app, "#run-title") == "run-1  ‖ stopped"
        await until(pilot, lambda: said(app, "#run-step") == "ctrl+r goes on with run-1")
        await until(pilot, lambda: keys(app).get("ctrl+r") == "Go on")
        account = said(app, "#run-words").split("\n\n")[1], log_lines(app)
    more: dict[str, object] = {**SMALL["batch"], "count": before + 10}
    async with opened(lesson, {"batch": more}) as (app, pilot):
        goes_on = f"ctrl+r goes on with run-1, to {before + 10:,} (was 100,000)"
        await until(pilot, lambda: said(app, "#run-step") == goes_on)
        stopped = f"run-1 stopped at {before:,} of 100,000. It goes on to {before + 10:,}"
        assert stopped in said(app, "#run-words")
        # The run is told as it was told before the app was closed.
        assert (said(app, "#run-words").split("\n\n")[1], log_lines(app)) == account
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        assert (kept(app), app.run_watch and app.run_watch.state.collection) == (
            before + 10,
            "run-1",
        )


def words(number: int) -> str:
    chance = random.Random(number)
    return " ".join("".join(chance.choices("abcdefghijklmnop", k=9)) for _ in range(5))


def reply(number: int) -> server.Reply:
    blocks = [
        f"{'' if place == 4 else f'{place}. Instruction:'} {words(10 * number + place)}\n"
        f"{place}. Input:\n<noinput>\n{place}. Output:\n{MARKUP}\n"
        for place in (4, 5)
    ]
    return server.streamed("###\n".join(blocks), usage=(100, 50))


def served(there: server.CompletionServer, count: int) -> dict[str, dict[str, object]]:
    return {
        "model": {"backend": "other", "base_url": there.base_url, "model": "m", "api": "chat"},
        "batch": {"count": count, "concurrency": 1, "random_seed": 5},
    }


async def test_a_backend_that_dies_is_told_in_words_and_go_on_works(lesson: Lesson) -> None:
    is_dead = True

    def script(number: int, _: dict[str, Any]) -> server.Reply:
        if number > 1 and is_dead:
            return server.error(401, f"The key is gone {MARKUP}", code="invalid_api_key")
        return reply(number)

    async with (
        server.CompletionServer(script) as there,
        opened(lesson, served(there, 6)) as (app, pilot),
    ):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        assert app.run_watch is not None
        assert kept(app) == 2
        assert said(app, "#run-title") == "run-1  ! trouble"
        assert said(app, "#run-words").startswith(app.run_watch.state.sentence)
        assert "key" in app.run_watch.state.sentence
        assert log_lines(app)[2].startswith("↻ ")
        await until(pilot, lambda: said(app, "#run-step") == "ctrl+r goes on with run-1")
        is_dead = False
        await pilot.press("ctrl+r")
        await until(pilot, lambda: kept(app) == 6)
        await finished(app, pilot)
        assert said(app, "#run-title") == "run-1  ✓ done"


async def test_a_run_that_cannot_begin_says_why_and_keeps_the_pane_usable(lesson: Lesson) -> None:
    with lesson.generating():
        async with opened(lesson, SMALL) as (app, pilot):
            await pilot.press("ctrl+r")
            await until(pilot, lambda: app.run_trouble)
            await until(pilot, lambda: said(app, "#run-words").startswith("! The lesson week-3"))
            assert keys(app)["ctrl+r"] == "Start"
            # Where it stands in the pane, it is not said in passing as well.
            assert not app._notifications


async def test_a_run_that_cannot_begin_does_not_hide_the_one_before(lesson: Lesson) -> None:
    async with opened(lesson, SMALL) as (app, pilot):
        await pilot.press("ctrl+r")
        await finished(app, pilot)
        lesson.seeds_path.write_text("", encoding="utf-8")
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.run_trouble and not app.run_is_going)
        assert "40 of 40" in said(app, "#status")
        assert app.query_one(RunLog).total >= 40


async def test_hostile_text_is_shown_as_text(lesson: Lesson) -> None:
    def script(_: int, __: dict[str, Any]) -> server.Reply:
        first = f" {words(1)} {MARKUP}\n4. Input:\n\n4. Output:\n{MARKUP}\n"
        text = f"{first}###\n5. Instruction: {words(2)}\n5. Input:\n"
        return replace(server.stream_of(*server.text_events(text, finish=None)), ending="hang")

    async with (
        server.CompletionServer(script) as there,
        opened(lesson, served(there, 6), (260, 24)) as (app, pilot),
    ):
        await pilot.press("ctrl+r")
        await until(pilot, lambda: MARKUP in live_lines(app))
        assert MARKUP in live_lines(app)[0]
        assert MARKUP in log_lines(app)[0]


@pytest.mark.parametrize("size", [(20, 5), (300, 100), (1, 1)])
async def test_a_terminal_of_any_size_shows_a_run(lesson: Lesson, size: tuple[int, int]) -> None:
    async with opened(lesson, SMALL, (120, 40)) as (app, pilot):
        await pilot.press("ctrl+r")
        await until(pilot, lambda: kept(app) > 3)
        await pilot.resize_terminal(*size)
        await pilot.resize_terminal(*SIZE)
        await finished(app, pilot)
        assert app.run_watch is not None
        newest = app.run_watch.lines()[-1].text[:20]
        await until(pilot, lambda: newest in log_lines(app)[-1])


class TextApp(App[None]):
    """Live text alone."""

    def compose(self) -> ComposeResult:
        yield LiveText()


async def shown(text: str, *, is_open: bool = False) -> list[str]:
    app = TextApp()
    async with app.run_test(size=(40, 10)) as pilot:
        app.query_one(LiveText).show(text, language="en", is_open=is_open)
        await pilot.pause()
        return live_lines(app)


async def test_the_live_text_is_scrolled_to_its_end() -> None:
    lines = [f"line {number}" for number in range(5_000)]
    assert await shown("\n".join(lines)) == lines[-10:]


async def test_a_short_text_begins_at_the_top_with_the_cursor_behind_it() -> None:
    assert (await shown("one\ntwo", is_open=True))[:3] == ["one", f"two{CURSOR}", ""]


def test_a_long_line_is_cut_at_whole_steps_so_that_it_does_not_run_as_it_grows() -> None:
    line = "".join(map(str, range(10_000)))
    for length in range(20_001, 20_999):
        found = end_of(line[:length])
        assert found == line[18_000:length]
    assert end_of(line[:1_999]) == line[:1_999]


async def test_of_a_very_long_line_the_end_is_seen() -> None:
    assert (await shown("x" * 1_000_000 + " the end"))[-1].endswith("the end")


async def test_odd_text_is_drawn_in_its_lines() -> None:
    odd = "a\tb\n" + "e" + "\u0301" * 3_000 + "\n家族の夕食\n👩‍👩‍👧\n" + MARKUP
    found = await shown(odd)
    assert found[0] == "a   b"
    assert MARKUP in found
