import asyncio
import logging
import subprocess
import sys
import traceback
from collections.abc import Sequence
from contextlib import aclosing
from datetime import date

import pytest

from benchmarks import completion_server as server_side
from benchmarks.completion_server import CompletionServer, Reply
from guanaco_tui.backends.base import Chunk, ModelInfo, Usage
from guanaco_tui.backends.endpoints import NO_KEY, Key
from guanaco_tui.backends.openai_compatible import (
    Api,
    OpenAICompatibleBackend,
    connect,
    only_model,
    shutdown_warning,
)
from guanaco_tui.errors import BackendRefused, GuanacoError
from tests.backends.asking import SECRET, TEXT, answer_to, ask, backend_at, request

# What a request holds, and what a reply becomes


async def test_a_stream_gives_its_text_as_it_comes_then_the_reason_and_the_usage() -> None:
    answer, _ = await answer_to(server_side.streamed(TEXT, piece=5, usage=(11, 22)))
    assert answer.error is None
    assert answer.text == TEXT
    assert len(answer.chunks) > 5
    assert [chunk.finish_reason for chunk in answer.chunks if chunk.finish_reason] == ["stop"]
    assert answer.chunks[-1].usage == Usage(11, 22)


async def test_a_chat_request_is_one_user_message_and_asks_for_a_stream_with_usage() -> None:
    async with CompletionServer(lambda *_: server_side.streamed("x")) as server:
        backend = backend_at(server)
        await ask(backend, request(temperature=0.5, top_p=0.9, max_tokens=99, stop=("\n21.",)))
        await backend.aclose()
    [received] = server.received
    assert received.path == "/v1/chat/completions"
    assert received.body == {
        "model": "test-model",
        "messages": [{"role": "user", "content": "Carry on:\n4."}],
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 99,
        "stop": ["\n21."],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_a_plain_completion_sends_the_prompt_as_it_is() -> None:
    reply = server_side.streamed(TEXT, api="completions", finish="length")
    async with CompletionServer(lambda *_: reply) as server:
        backend = backend_at(server, api="completions")
        answer = await ask(backend)
        await backend.aclose()
    [received] = server.received
    assert received.path == "/v1/completions"
    assert received.body["prompt"] == "Carry on:\n4."
    assert "messages" not in received.body
    assert answer.text == TEXT
    assert answer.chunks[-1].finish_reason == "length"


@pytest.mark.parametrize("api", ["chat", "completions"])
async def test_a_server_that_sends_a_whole_reply_where_a_stream_was_asked_for_is_read(
    api: Api,
) -> None:
    async with CompletionServer(
        lambda *_: server_side.whole(TEXT, usage=(1, 2), api=api)
    ) as server:
        backend = backend_at(server, api=api)
        answer = await ask(backend)
        await backend.aclose()
    assert answer.chunks == [Chunk(TEXT), Chunk(finish_reason="stop", usage=Usage(1, 2))]


async def test_a_stream_without_usage_ends_without_it() -> None:
    answer, _ = await answer_to(server_side.streamed("x"))
    assert answer.chunks == [Chunk("x"), Chunk(finish_reason="stop")]


async def test_what_follows_the_finish_reason_does_not_undo_it_or_the_usage() -> None:
    late = {"choices": [{"delta": {}, "finish_reason": None}], "usage": None}
    answer, _ = await answer_to(
        server_side.stream_of(
            *server_side.text_events("x"),
            server_side.usage_event(1, 2),
            server_side.event(late),
            server_side.DONE,
        )
    )
    assert answer.chunks == [Chunk("x"), Chunk(finish_reason="stop", usage=Usage(1, 2))]


@pytest.mark.parametrize("ending", ["cut", "reset"])
async def test_a_connection_that_breaks_after_the_finish_reason_took_nothing_away(
    ending: server_side.Ending,
) -> None:
    answer, _ = await answer_to(server_side.stream_of(*server_side.text_events("x"), ending=ending))
    assert answer.chunks == [Chunk("x"), Chunk(finish_reason="stop")]


async def test_a_stopped_content_filter_is_a_finish_reason() -> None:
    answer, _ = await answer_to(server_side.streamed("x", finish="content_filter"))
    assert answer.chunks[-1].finish_reason == "content_filter"


async def test_reasoning_and_empty_pieces_are_not_output() -> None:
    thinking = {"choices": [{"delta": {"reasoning_content": "hm", "content": None}}]}
    role = {"choices": [{"delta": {"role": "assistant"}}]}
    answer, _ = await answer_to(
        server_side.stream_of(
            server_side.event(role),
            server_side.event(thinking),
            *server_side.text_events("Tasks"),
            server_side.DONE,
        )
    )
    assert answer.chunks == [Chunk("Tasks"), Chunk(finish_reason="stop")]


async def test_terminal_escapes_and_bidi_tricks_of_a_model_are_taken_out() -> None:
    answer, _ = await answer_to(server_side.streamed("a\x1b[2Jb\r\n\u202ec\ud83d", piece=1))
    assert answer.text == "a[2Jb\nc\ufffd"


async def test_one_backend_answers_many_requests_at_once() -> None:
    def script(number: int, body: dict[str, object]) -> Reply:
        return server_side.streamed(str(body["max_tokens"]), piece=1)

    async with CompletionServer(script) as server:
        backend = backend_at(server)
        answers = await asyncio.gather(
            *(ask(backend, request(max_tokens=1000 + number)) for number in range(20))
        )
        await backend.aclose()
    assert [answer.text for answer in answers] == [str(1000 + number) for number in range(20)]


async def test_closing_a_backend_twice_is_harmless() -> None:
    async with CompletionServer(lambda *_: server_side.streamed("x")) as server:
        backend = backend_at(server)
        await ask(backend)
        await backend.aclose()
        await backend.aclose()


# Learning what a model refuses


class Picky:
    """A model that refuses some parameters, one a time, in the words given."""

    def __init__(self, *refused: str, words: str = "", status: int = 400, blame: bool = True):
        self.refused = refused
        self.words = words or "Unsupported parameter: '{}' is not supported with this model."
        self.status = status
        self.blame = blame

    def __call__(self, number: int, body: dict[str, object]) -> Reply:
        for name in self.refused:
            if name in body:
                return server_side.error(
                    self.status,
                    self.words.format(name),
                    code="unsupported_parameter",
                    param=name if self.blame else None,
                )
        return server_side.streamed("ok") if "stream" in body else server_side.whole("ok")


async def test_a_refused_max_tokens_is_sent_as_max_completion_tokens_ever_after() -> None:
    words = "Unsupported parameter: '{}'. Use 'max_completion_tokens' instead."
    async with CompletionServer(Picky("max_tokens", words=words)) as server:
        backend = backend_at(server)
        assert (await ask(backend)).text == "ok"
        assert (await ask(backend)).text == "ok"
        await backend.aclose()
    lengths = [
        [name for name in request.body if name.startswith("max_")] for request in server.received
    ]
    assert lengths == [["max_tokens"], ["max_completion_tokens"], ["max_completion_tokens"]]
    assert backend.refused == {"max_tokens"}


@pytest.mark.parametrize(
    ("blame", "status", "words"),
    [
        (True, 400, "no"),
        (False, 400, "Unrecognized request argument supplied: {}"),
        (False, 422, "body -> {}: extra fields not permitted"),
    ],
)
async def test_every_optional_parameter_can_be_refused_at_once_or_in_turn(
    blame: bool, status: int, words: str
) -> None:
    names = (
        "stream_options",
        "temperature",
        "top_p",
        "stop",
        "max_tokens",
        "max_completion_tokens",
    )
    picky = Picky(*names, words=words, blame=blame, status=status)
    async with CompletionServer(picky) as server:
        backend = backend_at(server)
        answer = await ask(backend, request(stop=("###",)))
        await backend.aclose()
    assert answer.text == "ok"
    assert len(server.received) == len(names) + 1
    assert server.received[-1].body.keys() == {"model", "messages", "stream"}


async def test_of_two_parameters_named_only_the_first_is_left_out() -> None:
    words = "'{}' must not be set: use top_p or max_tokens instead."
    async with CompletionServer(Picky("temperature", words=words, blame=False)) as server:
        backend = backend_at(server)
        assert (await ask(backend)).text == "ok"
        await backend.aclose()
    assert backend.refused == {"temperature"}


async def test_fastapi_details_name_the_parameter() -> None:
    detail = [{"loc": ["body", "top_p"], "msg": "Extra inputs are not permitted"}]

    def script(number: int, body: dict[str, object]) -> Reply:
        if "top_p" in body:
            return server_side.json_reply({"detail": detail}, status=422)
        return server_side.streamed("ok")

    async with CompletionServer(script) as server:
        backend = backend_at(server)
        assert (await ask(backend)).text == "ok"
        await backend.aclose()


@pytest.mark.parametrize(
    "words", ["'{}' does not support true", "Streaming is not supported by this server"]
)
async def test_a_server_that_refuses_to_stream_is_asked_for_a_whole_reply(words: str) -> None:
    async with CompletionServer(Picky("stream", words=words, blame=False)) as server:
        backend = backend_at(server)
        answer = await ask(backend)
        await backend.aclose()
    assert answer.chunks == [Chunk("ok"), Chunk(finish_reason="stop")]
    assert not {"stream", "stream_options"} & server.received[-1].body.keys()


async def test_what_one_request_learns_all_those_in_flight_know() -> None:
    picky = Picky("max_tokens", "temperature")
    async with CompletionServer(picky) as server:
        backend = backend_at(server)
        answers = await asyncio.gather(*(ask(backend) for _ in range(8)))
        assert [answer.text for answer in answers] == ["ok"] * 8
        before = len(server.received)
        await ask(backend)
        await backend.aclose()
    assert len(server.received) == before + 1
    assert before <= 8 * 3


async def test_a_server_that_refuses_without_end_is_asked_once_for_each_parameter() -> None:
    words = "stop temperature top_p stream stream_options max_tokens max_completion_tokens"
    async with CompletionServer(lambda *_: server_side.error(400, words)) as server:
        backend = backend_at(server)
        answer = await ask(backend, request(stop=("###",)))
        await backend.aclose()
    assert isinstance(answer.error, BackendRefused)
    assert len(server.received) <= 8


# Leaving early


async def test_closing_the_generator_closes_the_connection_at_once() -> None:
    reply = server_side.stream_of(*server_side.text_events("one", finish=None), ending="hang")
    async with CompletionServer(lambda *_: reply) as server:
        backend = backend_at(server)
        async with aclosing(backend.stream(request())) as stream:
            assert (await anext(stream)).text == "one"
        await asyncio.wait_for(server.wait_for(lambda it: it.departed == 1), 5)
        await backend.aclose()


@pytest.mark.parametrize("events", [server_side.text_events("one", finish=None), []])
async def test_a_cancelled_request_closes_the_connection_at_once(events: Sequence[bytes]) -> None:
    reply = server_side.stream_of(*events, ending="hang")
    async with CompletionServer(lambda *_: reply) as server:
        backend = backend_at(server)
        task = asyncio.create_task(ask(backend))
        await server.wait_for(lambda it: len(it.received) == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(server.wait_for(lambda it: it.departed == 1), 5)
        await backend.aclose()


# Keys


async def test_a_key_goes_out_as_a_bearer_token() -> None:
    _, server = await answer_to(server_side.streamed("x"), key=Key(SECRET, "keyring"))
    assert server.received[0].headers["authorization"] == f"Bearer {SECRET}"


async def test_what_the_environment_holds_for_openai_goes_nowhere_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID"):
        monkeypatch.setenv(f"OPENAI_{name}", SECRET)
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", f"Authorization: Bearer {SECRET}\nX-Team: {SECRET}")
    _, server = await answer_to(server_side.streamed("x"))
    assert SECRET not in str(server.received)
    assert "authorization" not in server.received[0].headers
    assert not [name for name in server.received[0].headers if name.startswith("openai")]


async def test_a_key_does_not_follow_a_redirect() -> None:
    async with CompletionServer(lambda *_: server_side.streamed("x")) as other:
        reply = Reply(status=307, headers={"Location": f"{other.base_url}/chat/completions"})
        answer, _ = await answer_to(reply, key=Key(SECRET, "keyring"))
        assert other.received == []
    assert isinstance(answer.error, BackendRefused)
    assert "points to another address (307)" in str(answer.error)


async def test_a_local_server_is_reached_past_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    answer, _ = await answer_to(server_side.streamed("x"))
    assert answer.text == "x"


def test_openai_without_a_key_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(BackendRefused, match=r"OpenAI needs a key\. .*set OPENAI_API_KEY"):
        OpenAICompatibleBackend("openai", "https://api.openai.com/v1", "m", "chat", NO_KEY)


@pytest.mark.parametrize(
    "echo",
    [
        SECRET,
        "sk-pr*************1Xw9",
        "sk-proj-4f...w91",
        f"'{SECRET}'",
        f"{SECRET[:5]}\x1b{SECRET[5:]}",
    ],
)
async def test_the_key_is_in_no_message_log_traceback_or_representation(
    echo: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reply = server_side.error(401, f"Incorrect API key provided: {echo}. " + "x " * 70 + echo)
    async with CompletionServer(lambda *_: reply) as server:
        backend = backend_at(server, key=Key(SECRET, "keyring"))
        try:
            async for _ in backend.stream(request()):
                pass
        except BackendRefused as error:
            shown = "".join(traceback.format_exception(error)) + repr(error)
        await backend.aclose()
    shown += repr(vars(backend)) + caplog.text
    assert "Incorrect API key provided: ***" in shown.replace("'", "")
    for part in (SECRET, echo, SECRET[:10], SECRET[-4:]):
        assert part not in shown


# Models


async def test_models_are_listed_in_the_servers_order_with_their_last_day() -> None:
    data = [
        {"id": "b", "shutdown_date": "2027-01-31"},
        {"id": "a\x1b", "shutdown_date": "2027-01-31T23:00:00-05:00"},
        {"id": "c", "shutdown_date": 1_800_000_000},
        {"id": "d", "shutdown_date": "soon"},
        {"id": "e", "shutdown_date": 1e300},
        {"id": "f", "shutdown_date": None},
        {"name": "no id"},
        "text",
    ]
    async with CompletionServer(
        lambda *_: Reply(), models=server_side.json_reply({"data": data})
    ) as server:
        backend = backend_at(server)
        models = await backend.models()
        await backend.aclose()
    assert models == [
        ModelInfo("b", date(2027, 1, 31)),
        ModelInfo("a", date(2027, 2, 1)),
        ModelInfo("c", date(2027, 1, 15)),
        ModelInfo("d"),
        ModelInfo("e"),
        ModelInfo("f"),
    ]


async def test_a_list_of_models_can_be_refused() -> None:
    async with CompletionServer(lambda *_: Reply(), models=server_side.error(401, "no")) as server:
        backend = backend_at(server)
        with pytest.raises(BackendRefused, match="wants a key"):
            await backend.models()
        await backend.aclose()


async def test_without_a_model_the_only_one_listed_is_taken() -> None:
    async with CompletionServer(lambda *_: Reply()) as server:
        backend = await connect("other", base_url=server.base_url + "/")
        assert backend.model == "test-model"
        await backend.aclose()


async def test_without_a_model_several_are_named_to_choose_from() -> None:
    models = server_side.model_list("llama", "gemma")
    async with CompletionServer(lambda *_: Reply(), models=models) as server:
        with pytest.raises(GuanacoError, match=r"choose one \(.*\): llama, gemma$"):
            await connect("ollama", base_url=server.base_url)


def test_a_server_without_models_is_said_to_have_none() -> None:
    with pytest.raises(GuanacoError, match="LM Studio lists no models"):
        only_model("LM Studio", [])


async def test_openai_has_a_default_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    backend = await connect("openai")
    assert (backend.name, backend.model) == ("openai", "gpt-6-luna")
    await backend.aclose()


def test_a_dying_model_is_warned_of_and_a_living_one_is_not() -> None:
    models = [ModelInfo("old", date(2026, 12, 1)), ModelInfo("new")]
    warn = shutdown_warning
    assert warn("old", models, date(2026, 6, 1)) is None
    assert "will be shut down on 2026-12-01" in str(warn("old", models, date(2026, 11, 1)))
    assert "was shut down on 2026-12-01" in str(warn("old", models, date(2026, 12, 1)))
    assert warn("new", models, date(2026, 12, 1)) is None


def test_importing_the_backends_imports_neither_openai_nor_keyring() -> None:
    code = (
        "import sys\n"
        "import guanaco_tui.backends.openai_compatible, guanaco_tui.backends.prices\n"
        "slow = {'openai', 'httpx', 'httpx2', 'keyring', 'anyio'} & sys.modules.keys()\n"
        "sys.exit(str(slow) if slow else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
