"""The server of a run, chosen, tested and given its key in the settings; a real one answers."""

import pytest
from textual import events
from textual.widgets import Input, Select

from benchmarks import completion_server as server_side
from benchmarks.completion_server import CompletionServer
from guanaco_tui.backends import endpoints
from guanaco_tui.backends.base import ModelInfo
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.widgets.key_dialog import KeyDialog
from guanaco_tui.widgets.model_picker import ModelList, ModelPicker, narrowed
from tests.hostile import MARKUP
from tests.panes.settings_app import field, meaning, opened, said, saved, write
from tests.panes.waiting import until

SECRET = "sk-not-for-any-eye-1234"


async def test_choosing_a_server_asks_it_nothing_until_the_test(lesson: Lesson) -> None:
    async with (
        CompletionServer(lambda *_: server_side.streamed("x")) as server,
        opened(lesson, backend="other", base_url=server.base_url) as (app, pilot),
    ):
        await until(pilot, lambda: "not tested yet, no key" in meaning(app))
        assert not {worker.group for worker in app.workers} & {"settings-ask"}
        await pilot.press("t")
        await until(pilot, lambda: "✓ answers, 1 model, no key" in meaning(app))
    assert [one.path for one in server.received] == ["/v1/models"]


async def test_a_server_that_is_not_there_is_said_in_words(lesson: Lesson) -> None:
    async with CompletionServer(lambda *_: server_side.streamed("x")) as server:
        address = server.base_url
    async with opened(lesson, backend="other", base_url=address) as (app, pilot):
        await pilot.press("t")
        await until(pilot, lambda: "! No answer at http://127.0.0.1" in meaning(app))
        await write(pilot, app, "model", "base_url", "http://localhost:1/v1")
        await until(pilot, lambda: "not tested yet" in meaning(app))


async def test_an_address_that_cannot_be_one_is_refused_while_typing(lesson: Lesson) -> None:
    async with opened(lesson, backend="other") as (app, pilot):
        assert "! This server has no address yet" in meaning(app)
        address = await write(pilot, app, "model", "base_url", "localhost:8000")
        await until(pilot, lambda: "is not a web address" in address.problem)
        await write(pilot, app, "model", "base_url", "http://10.0.0.1/v1")
        await until(pilot, lambda: "not encrypted" in meaning(app))
        assert not address.problem


async def test_another_backend_forgets_the_address_and_model_of_the_one_before(
    lesson: Lesson,
) -> None:
    async with opened(lesson, backend="other", base_url="http://localhost:1", model="m") as (
        app,
        pilot,
    ):
        field(app, "model", "backend").query_one(Select).value = "ollama"
        await until(pilot, lambda: saved(lesson).model.backend == "ollama")
        assert (saved(lesson).model.base_url, saved(lesson).model.model) == ("", "")
        assert field(app, "model", "model").query_one(Input).value == ""


async def test_fields_that_mean_nothing_to_the_backend_are_not_shown(lesson: Lesson) -> None:
    async with opened(lesson) as (app, pilot):
        assert field(app, "model", "pace").display
        assert not field(app, "model", "api").display
        field(app, "model", "backend").query_one(Select).value = "openai"
        await until(pilot, lambda: field(app, "model", "api").display)
        assert not field(app, "model", "pace").display


async def test_a_model_is_chosen_from_the_servers_list_by_typing(lesson: Lesson) -> None:
    models = server_side.model_list("llama3:8b", MARKUP, "mistral:7b", "mistral:large")
    async with (
        CompletionServer(lambda *_: server_side.streamed("x"), models=models) as server,
        opened(lesson, backend="other", base_url=server.base_url) as (app, pilot),
    ):
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, ModelPicker))
        there = app.screen.query_one(ModelList)
        await until(pilot, lambda: there.total == 4)
        assert there.render_line(1).text.strip() == MARKUP
        app.screen.query_one(Input).value = "mistral"
        await until(pilot, lambda: there.total == 2)
        await pilot.press("down", "enter")
        await until(pilot, lambda: saved(lesson).model.model == "mistral:large")
        assert "mistral:large · 127.0.0.1" in meaning(app)


async def test_the_picker_says_why_there_is_no_list(lesson: Lesson) -> None:
    no_list = server_side.error(500, MARKUP)
    async with (
        CompletionServer(lambda *_: server_side.streamed("x"), models=no_list) as server,
        opened(lesson, backend="other", base_url=server.base_url) as (app, pilot),
    ):
        await pilot.press("m")
        await until(pilot, lambda: isinstance(app.screen, ModelPicker))
        await until(pilot, lambda: MARKUP in said(app, "#state"))
        await pilot.press("enter", "escape")
        await until(pilot, lambda: not isinstance(app.screen, ModelPicker))
        assert saved(lesson).model.model == ""


def test_every_word_that_is_typed_narrows_the_list() -> None:
    models = [ModelInfo(name) for name in ("Qwen2.5-7B", "qwen2.5-72b", "llama-7b")]
    assert [one.name for one in narrowed(models, "7b QWEN")] == ["Qwen2.5-7B"]


async def test_a_key_goes_to_the_keyring_and_is_never_shown(lesson: Lesson) -> None:
    async with opened(lesson, backend="openai") as (app, pilot):
        await until(pilot, lambda: "not tested yet, no key" in meaning(app))
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, KeyDialog))
        await pilot.press("a", "space", "b", "enter")
        await until(pilot, lambda: "copy it again" in said(app, ".problem"))
        assert app.screen.query_one(".problem").region.height > 1
        line = app.screen.query_one(Input)
        line.value = SECRET
        line.select_all()
        await pilot.press("ctrl+c", "ctrl+x")
        assert app.clipboard == ""
        line.cursor_position = len(SECRET)
        await until(pilot, lambda: "•" * len(SECRET) in app.export_screenshot())
        assert SECRET not in app.export_screenshot()
        await pilot.press("enter")
        await until(pilot, lambda: "key from the keyring" in meaning(app))
        assert "Key: found in the keyring." in said(app, "#key-state")
    assert endpoints.find_key(endpoints.OPENAI_URL).value == SECRET
    assert all(SECRET.encode() not in path.read_bytes() for path in lesson.folder.iterdir())


async def test_of_a_long_text_that_is_pasted_for_a_key_nothing_is_shown(lesson: Lesson) -> None:
    async with opened(lesson, backend="openai") as (app, pilot):
        await until(pilot, lambda: "not tested yet, no key" in meaning(app))
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, KeyDialog))
        line = app.screen.query_one(Input)
        line.post_message(events.Paste("sk-secret 家族\n\x1b[2J" * 5_000))
        await until(pilot, lambda: len(line.value) > 50_000)
        await pilot.press("enter")
        await until(pilot, lambda: "copy it again" in said(app, ".problem"))
        assert "secret" not in app.export_screenshot()
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, KeyDialog))
    assert endpoints.find_key(endpoints.OPENAI_URL).source == "none"


async def test_a_key_of_the_environment_is_found_and_named(
    lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    async with opened(lesson, backend="openai") as (app, pilot):
        await until(pilot, lambda: "(OPENAI_API_KEY)" in said(app, "#key-state"))
        assert SECRET not in meaning(app)
