import datetime
import hashlib
import json
from contextlib import aclosing
from pathlib import Path

import pytest

from guanaco_tui import resources
from guanaco_tui.backends.base import Chunk, CompletionRequest
from guanaco_tui.backends.recorded import RecordedBackend, RecordedReply, read_recorded
from guanaco_tui.errors import BackendRefused, GuanacoError
from guanaco_tui.generation.prompt import default_template, encode_prompt, prompt_hash
from guanaco_tui.lesson.lesson import sample_seeds

PROMPT = "Write.\n###\n4. Instruction:"
TEXT = " Say hello.\n4. Input:\n<noinput>\n4. Output:\nHello, hello.\n###\n5. Instruction: Say"


def line(number: int, **changes: object) -> str:
    fields = {
        "id": f"reply-{number:02}",
        "model": "model-a",
        "date": "2026-11-20",
        "seeds": [f"seed_task_{number}", "seed_task_88"],
        "prompt_sha256": hashlib.sha256(PROMPT.encode("utf-8")).hexdigest(),
        "template_sha256": "0" * 64,
        "finish_reason": "length",
        "text": TEXT,
    }
    return json.dumps({**fields, **changes}, ensure_ascii=False)


def recorded(*lines: str) -> list[RecordedReply]:
    return [RecordedReply.model_validate_json(text) for text in lines]


def request(number: int = 1, prompt: str = PROMPT) -> CompletionRequest:
    return CompletionRequest(prompt=prompt, number=number, random_seed=7, max_tokens=16)


async def chunks(backend: RecordedBackend, asked: CompletionRequest) -> list[Chunk]:
    return [chunk async for chunk in backend.stream(asked)]


def test_a_file_of_replies_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "recorded.jsonl"
    path.write_text(f"{line(1)}\n\n{line(2, text='안녕')}\n", encoding="utf-8")
    first, second = read_recorded(path)
    assert (first.id, first.seeds, first.text) == (
        "reply-01",
        ("seed_task_1", "seed_task_88"),
        TEXT,
    )
    assert first.date == datetime.date(2026, 11, 20)
    assert second.text == "안녕"


@pytest.mark.parametrize(
    ("damaged", "named"),
    [
        ("{", "Invalid JSON"),
        ("[]", "object"),
        (line(2, date="yesterday"), "date"),
        (line(2, seeds="seed_task_1"), "seeds"),
        (json.dumps({"id": "reply-02"}), "model"),
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, damaged: str, named: str) -> None:
    path = tmp_path / "recorded.jsonl"
    path.write_text(f"{line(1)}\n{damaged}\n", encoding="utf-8")
    with pytest.raises(GuanacoError, match=f"line 2 .*{named}") as caught:
        read_recorded(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(GuanacoError, match="no such file"):
        read_recorded(tmp_path / "recorded.jsonl")


async def test_text_is_cleaned_where_it_enters() -> None:
    backend = RecordedBackend(recorded(line(1, text="a\x1b[31m\u202eb", model="m\x07")))
    body, _ = await chunks(backend, request())
    assert body.text == "a[31mb"
    assert backend.model == "m"


@pytest.mark.parametrize("pace", [None, 1e9])
async def test_a_reply_is_replayed_to_the_letter(pace: float | None) -> None:
    backend = RecordedBackend(recorded(line(1), line(2, text="x", finish_reason="stop")), pace=pace)
    *body, last = await chunks(backend, request())
    assert "".join(chunk.text for chunk in body) == TEXT
    assert last.finish_reason == "length"
    assert {chunk.finish_reason for chunk in body} == {None}
    assert await chunks(backend, request(2)) == [Chunk("x"), Chunk(finish_reason="stop")]


async def test_at_full_speed_a_chunk_is_a_line_and_at_a_pace_a_word() -> None:
    replies = recorded(line(1))
    *lines, _ = await chunks(RecordedBackend(replies), request())
    assert len(lines) == TEXT.count("\n") + 1
    *words, _ = await chunks(RecordedBackend(replies, pace=1e9), request())
    assert len(words) == len(TEXT.split())


async def test_a_request_with_another_prompt_is_refused() -> None:
    backend = RecordedBackend(recorded(line(1)))
    with pytest.raises(BackendRefused, match=r"reply-01.*another prompt"):
        await chunks(backend, request(prompt=PROMPT + " "))


async def test_when_all_are_replayed_the_backend_says_so() -> None:
    backend = RecordedBackend(recorded(line(1), line(2)))
    await chunks(backend, request(2))
    with pytest.raises(BackendRefused, match="All 2 recorded replies have been replayed"):
        await chunks(backend, request(3))


def test_it_says_which_seeds_a_request_must_show_and_how_many_replies_are_left() -> None:
    backend = RecordedBackend(recorded(line(1), line(2)))
    assert backend.examples_for(1) == ("seed_task_1", "seed_task_88")
    assert backend.examples_for(2) == ("seed_task_2", "seed_task_88")
    assert backend.examples_for(3) is None
    assert [backend.replies_left(number) for number in (1, 2, 3, 4)] == [2, 1, 0, 0]


async def test_it_names_the_models_that_gave_the_replies() -> None:
    backend = RecordedBackend(recorded(line(1), line(2, model="model-b"), line(3)))
    assert (backend.name, backend.model) == ("recorded", "model-a, model-b")
    assert [model.name for model in await backend.models()] == ["model-a", "model-b"]


async def test_closing_a_stream_early_is_clean() -> None:
    backend = RecordedBackend(recorded(line(1)))
    async with aclosing(backend.stream(request())) as stream:
        await anext(stream)
    assert len(await chunks(backend, request())) > 1
    await backend.aclose()


def test_no_replies_are_no_backend() -> None:
    with pytest.raises(GuanacoError, match="no recorded replies"):
        RecordedBackend([])


def test_the_packaged_replies_answer_prompts_that_this_program_encodes() -> None:
    replies = read_recorded(resources.data_file("recorded.jsonl"))
    seeds = {seed.id: seed for seed in sample_seeds().seeds}
    template = default_template("en")
    assert len(replies) >= 24
    for reply in replies:
        shown = [seeds[seed] for seed in reply.seeds]
        prompt = encode_prompt(template, shown, tasks_per_request=20, language="en")
        assert hashlib.sha256(prompt.encode()).hexdigest() == reply.prompt_sha256
        assert prompt_hash(template) == reply.template_sha256
