import socket
from datetime import UTC, datetime

import pytest

from benchmarks import completion_server as server_side
from benchmarks.completion_server import CompletionServer, Reply
from guanaco_tui.backends import faults
from guanaco_tui.backends.endpoints import NO_KEY, Key
from guanaco_tui.backends.openai_compatible import OpenAICompatibleBackend
from guanaco_tui.errors import BackendRefused, GuanacoError, TransientFault
from tests.backends.asking import TEXT, answer_to, ask, backend_at


async def error_of(reply: Reply, *, key: Key = NO_KEY) -> GuanacoError:
    answer, server = await answer_to(reply, key=key)
    assert answer.error is not None
    assert len(server.received) == 1, "a fault was asked about again"
    return answer.error


async def refusal_of(reply: Reply, *, key: Key = NO_KEY) -> str:
    error = await error_of(reply, key=key)
    assert type(error) is BackendRefused
    return str(error)


async def fault_of(reply: Reply) -> TransientFault:
    error = await error_of(reply)
    assert isinstance(error, TransientFault)
    return error


@pytest.mark.parametrize("status", [401, 403])
async def test_a_bad_key_is_refused_with_what_to_do(status: int) -> None:
    message = await refusal_of(
        server_side.error(status, "Incorrect API key provided"), key=Key("abc", "environment")
    )
    assert f"refuses the key ({status}): Incorrect API key provided." in message
    assert "GUANACO_API_KEY" in message
    assert "guanaco keys set" in message


async def test_a_missing_key_is_said_to_be_missing() -> None:
    assert "wants a key (401)" in await refusal_of(server_side.error(401, "no"))


@pytest.mark.parametrize(
    "reply",
    [
        server_side.error(404, "The model `test-model` does not exist", code="model_not_found"),
        server_side.error(400, "no such model", code="model_not_found"),
    ],
)
async def test_an_unknown_model_is_refused_by_name(reply: Reply) -> None:
    message = await refusal_of(reply)
    assert "does not find the model test-model" in message
    assert "Choose another model" in message


@pytest.mark.parametrize(
    "reply",
    [server_side.error(429, "quota", code="insufficient_quota"), server_side.error(402, "pay")],
)
async def test_an_exhausted_quota_is_refused_and_not_waited_for(reply: Reply) -> None:
    assert "used up" in await refusal_of(reply)


@pytest.mark.parametrize(
    "reply",
    [
        server_side.error(400, "too big", code="context_length_exceeded", param="messages"),
        server_side.error(400, "max_tokens is too large: maximum context length is 2048 tokens"),
        server_side.error(413),
    ],
)
async def test_a_prompt_that_is_too_long_is_refused_and_nothing_is_learnt_from_it(
    reply: Reply,
) -> None:
    assert "too long for test-model" in await refusal_of(reply)


@pytest.mark.parametrize("status", [400, 405, 410, 422])
async def test_any_other_refusal_gives_the_servers_words(status: int) -> None:
    message = await refusal_of(server_side.error(status, "Only  on\nTuesdays.\x1b[2J"))
    assert message.endswith(f"refuses the request ({status}): Only on Tuesdays.[2J.")


async def test_a_long_message_is_cut_to_one_line() -> None:
    message = await refusal_of(server_side.error(400, "word\n" * 500))
    assert "\n" not in message
    assert len(message) < 300


async def test_a_rate_limit_asks_for_fewer_requests_after_a_wait() -> None:
    fault = await fault_of(server_side.error(429, "slow", headers={"Retry-After": "7"}))
    assert fault.rate_limited
    assert fault.retry_after == 7


async def test_an_overloaded_server_says_when_to_come_back() -> None:
    fault = await fault_of(server_side.error(503, headers={"Retry-After": "3"}))
    assert not fault.rate_limited
    assert fault.retry_after == 3


@pytest.mark.parametrize("status", [408, 409, 500, 502, 529])
async def test_trouble_at_the_server_may_mend(status: int) -> None:
    fault = await fault_of(server_side.error(status, "busy"))
    assert f"({status}): busy" in str(fault)
    assert not fault.rate_limited
    assert fault.retry_after is None


async def test_a_web_page_with_an_error_status_is_not_quoted() -> None:
    assert "<" not in str(await fault_of(server_side.page(status=502)))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Thu, 01 Oct 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Thu, 01 Oct 2026 11:00:00 GMT"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "-1"}, None),
    ],
)
def test_a_wish_to_wait_is_seconds_milliseconds_or_a_date(
    headers: dict[str, str], seconds: float | None
) -> None:
    now = datetime(2026, 10, 1, 12, tzinfo=UTC)
    assert faults.retry_after_seconds(headers, now) == seconds


@pytest.mark.parametrize("ending", ["cut", "reset"])
async def test_a_broken_stream_keeps_the_text_that_came(ending: server_side.Ending) -> None:
    events = server_side.text_events(TEXT, finish=None)
    answer, _ = await answer_to(server_side.stream_of(*events, delay=0.001, ending=ending))
    assert answer.text == TEXT
    assert isinstance(answer.error, TransientFault)


async def test_a_stream_that_ends_without_a_finish_reason_is_a_fault() -> None:
    answer, _ = await answer_to(server_side.streamed(TEXT, finish=None))
    assert answer.text == TEXT
    assert isinstance(answer.error, TransientFault)
    assert "before it was finished" in str(answer.error)


@pytest.mark.parametrize(
    "line",
    [
        b"data: {nope\n\n",
        b'data: "text"\n\n',
        b"data: \xff\xfe\n\n",
        b"data: " + b"[" * 100_000 + b"\n\n",
    ],
)
async def test_a_line_that_cannot_be_read_is_a_fault_after_the_text_before_it(line: bytes) -> None:
    events = server_side.text_events("before", finish=None)
    answer, _ = await answer_to(server_side.stream_of(*events, line))
    assert answer.text == "before"
    assert isinstance(answer.error, TransientFault)
    assert "cannot be read" in str(answer.error)


@pytest.mark.parametrize(
    "reply",
    [
        server_side.stream_of(server_side.usage_event(1, 1), server_side.DONE),
        server_side.stream_of(),
        server_side.json_reply({"choices": []}),
        Reply(),
    ],
)
async def test_a_reply_without_a_choice_is_a_fault(reply: Reply) -> None:
    assert "no text in it" in str(await fault_of(reply))


async def test_an_error_inside_a_stream_is_a_fault_after_the_text_before_it() -> None:
    events = server_side.text_events("before", finish=None)
    broken = server_side.event({"error": {"message": "overloaded", "code": 502}})
    answer, _ = await answer_to(server_side.stream_of(*events, broken))
    assert answer.text == "before"
    assert isinstance(answer.error, TransientFault)
    assert "overloaded" in str(answer.error)


@pytest.mark.parametrize("stream", [True, False])
async def test_an_error_inside_a_good_reply_is_judged_by_its_code(stream: bool) -> None:
    def inside(code: object) -> Reply:
        error = {"error": {"message": "no", "code": code}}
        if stream:
            return server_side.stream_of(server_side.event(error))
        return server_side.json_reply(error)

    assert "used up" in await refusal_of(inside("insufficient_quota"))
    assert "wants a key" in await refusal_of(inside(401))
    assert (await fault_of(inside(429))).rate_limited
    assert not (await fault_of(inside("server_error"))).rate_limited


async def test_a_web_page_is_no_server_and_will_not_mend() -> None:
    assert "not an OpenAI-compatible server" in await refusal_of(server_side.page())
    async with CompletionServer(lambda *_: server_side.page(), models=server_side.page()) as server:
        backend = backend_at(server)
        with pytest.raises(BackendRefused, match="not an OpenAI-compatible server"):
            await backend.models()
        await backend.aclose()


async def test_silence_in_a_stream_is_a_fault() -> None:
    events = server_side.text_events("before", finish=None)
    answer, _ = await answer_to(server_side.stream_of(*events, ending="hang"), read_seconds=0.2)
    assert answer.text == "before"
    assert isinstance(answer.error, TransientFault)
    assert "fell silent" in str(answer.error)


async def test_a_server_that_is_not_there_is_asked_after_by_name() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        backend = OpenAICompatibleBackend("ollama", f"{url}/v1", "m", "chat", NO_KEY)
        answer = await ask(backend)
        await backend.aclose()
    assert isinstance(answer.error, TransientFault)
    assert str(answer.error) == f"No answer at {url}: is Ollama running?"


def test_a_short_key_is_scrubbed_and_other_words_are_not() -> None:
    key = Key("abc123", "environment")
    assert faults.scrub("bad abc123, or token=abc123!", key) == "bad ***, or ***"
    assert faults.scrub("2 ** 3 is ... fine, 1.5 too", NO_KEY) == "2 *** 3 is ... fine, 1.5 too"
