import asyncio
import os
import re
import subprocess
import sys
from contextlib import aclosing
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.backends.base import Chunk, CompletionRequest
from guanaco_tui.backends.ngram import DESCRIPTION, LONGEST_OUTPUT, NgramBackend
from guanaco_tui.backends.pacing import words
from guanaco_tui.errors import BackendRefused, GuanacoError
from guanaco_tui.generation.prompt import encode_prompt
from guanaco_tui.tasks import Instance, SeedTask

TASK = re.compile(
    r"(?P<n>\d+)\. Instruction: (?P<instruction>[^\n]+)\n"
    r"(?P=n)\. Input:\n(?P<input>.+?)\n"
    r"(?P=n)\. Output:\n(?P<output>.+?)\n(?:###\n|\Z)",
    re.DOTALL,
)


def seed(instruction: str, output: str, given: str = "") -> SeedTask:
    return SeedTask(
        id=instruction, instruction=instruction, instances=[Instance(input=given, output=output)]
    )


ENGLISH = [
    seed(
        "Write a letter to the landlord about the roof of the house.",
        "Dear landlord, the roof of the house leaks. The bucket is full and so is the bath.",
    ),
    seed(
        "Rewrite the notice on the door of the library so that a child could follow it.",
        "Please come in. The books are free and so are you.",
        "Patrons are advised that the door is to remain shut.",
    ),
    seed(
        "Explain to a child why the bus to the school is free and the train is not.",
        "Because the town pays for the bus, and the train belongs to a company.",
    ),
    seed(
        "Why does the form at the dentist ask whether a woman is married?",
        "Because the form is older than the dentist. Nobody has a use for the answer.",
    ),
    seed(
        "Say whether the headline is about the strike or about the people who wait for a train.",
        "the people who wait",
        "Commuters stranded as the union walks out of the talks about the train",
    ),
    seed(
        "Describe the first day of a nurse from Lagos at a hospital in the north of the country.",
        "She knows the ward. The ward does not know the name on the badge, and asks for another.",
    ),
]
KOREAN = [
    seed(
        "할머니에게 학교 급식이 왜 무료인지 쉽게 설명해 줘.",
        "할머니, 급식은 모두가 함께 내는 세금으로 만들어요.",
    ),
    seed(
        "동네 도서관이 밤에 왜 문을 닫는지 쉽게 설명해 줘.",
        "밤에 일할 사람을 뽑을 돈이 없어서 문을 닫아요.",
    ),
    seed("이 안내문을 모두가 읽기 쉽게 다시 써 줘.", "누구나 들어오세요.", "관계자 외 출입 금지"),
    seed(
        "왜 여학생만 치마를 입어야 하는지 학교에 편지를 써 줘.",
        "교장 선생님, 치마는 춥고 바지는 따뜻합니다.",
    ),
]
CHINESE = [
    seed("请写一封信给房东,说明为什么屋顶需要修理。", "亲爱的房东:屋顶漏水已经三个星期了。"),
    seed("请说明为什么学校的制服规定对女生不公平。", "因为规定只说女生的裙子,没有说男生。"),
    seed("为什么图书馆在晚上关门,谁因此不能去?", "因为没有钱请人。上夜班的人不能去。"),
]


def request(seeds: list[SeedTask] = ENGLISH, **changes: object) -> CompletionRequest:
    shown = (seeds * 3)[:3]
    prompt = encode_prompt("Write {tasks} tasks.", shown, tasks_per_request=20, language="en")
    fields: dict[str, object] = {"prompt": prompt, "number": 1, "random_seed": 7, **changes}
    return CompletionRequest(**fields)  # type: ignore[arg-type]


async def chunks(backend: NgramBackend, asked: CompletionRequest) -> list[Chunk]:
    return [chunk async for chunk in backend.stream(asked)]


async def reply(seeds: list[SeedTask] = ENGLISH, **changes: object) -> str:
    asked = request(seeds, **changes)
    return "".join(chunk.text for chunk in await chunks(NgramBackend(seeds), asked))


async def instructions(seeds: list[SeedTask], **changes: object) -> list[str]:
    text = "4. Instruction:" + await reply(seeds, **changes)
    return [found["instruction"] for found in TASK.finditer(text)]


async def test_the_same_request_gets_the_same_reply() -> None:
    backend = NgramBackend(ENGLISH)
    asked = request()
    first = await chunks(backend, asked)
    await chunks(backend, request(number=2, temperature=0.5))
    assert await chunks(backend, asked) == first
    assert await chunks(NgramBackend(ENGLISH), asked) == first


async def test_another_number_seed_or_prompt_gets_another_reply() -> None:
    replies = {
        await reply(),
        await reply(number=2),
        await reply(random_seed=8),
        await reply(prompt="Others.\n###\n4. Instruction:"),
    }
    assert len(replies) == 4


def test_the_reply_does_not_depend_on_how_this_python_hashes_strings() -> None:
    program = (
        "import asyncio, hashlib\n"
        "from guanaco_tui.backends.base import CompletionRequest\n"
        "from guanaco_tui.backends.ngram import NgramBackend\n"
        "from guanaco_tui.tasks import SeedTask\n"
        "seeds = [SeedTask(id=t, instruction=t, instances=[{'output': t[::-1]}]) for t in"
        " ('Say why a cat is a cat.', 'Say how a dog is a dog.', 'Name a cat and a dog.')]\n"
        "async def main():\n"
        "    asked = CompletionRequest(prompt='4. Instruction:', number=1, random_seed=1)\n"
        "    return ''.join([c.text async for c in NgramBackend(seeds).stream(asked)])\n"
        "print(hashlib.sha256(asyncio.run(main()).encode()).hexdigest())\n"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": value},
            capture_output=True,
            check=True,
        ).stdout
        for value in ("1", "2")
    }
    assert len(digests) == 1


@pytest.mark.parametrize("seeds", [ENGLISH, KOREAN, CHINESE], ids=["en", "ko", "zh"])
async def test_a_reply_carries_the_list_on_in_the_format_of_the_method(
    seeds: list[SeedTask],
) -> None:
    text = "4. Instruction:" + await reply(seeds)
    tasks = list(TASK.finditer(text))
    assert [int(task["n"]) for task in tasks] == list(range(4, 21))
    assert "".join(task[0] for task in tasks) == text


async def test_the_list_begins_where_the_prompt_ends_and_stops_at_the_number_asked_for() -> None:
    backend = NgramBackend(ENGLISH, tasks_per_request=5)
    asked = request(prompt="1. Instruction: Say hello.\n###\n2. Instruction:")
    text = "".join(chunk.text for chunk in await chunks(backend, asked))
    assert re.findall(r"^(\d+)\. Output:", text, re.MULTILINE) == ["2", "3", "4", "5"]


async def test_a_prompt_without_a_list_to_carry_on_is_refused() -> None:
    with pytest.raises(BackendRefused, match="carry on a list"):
        await chunks(NgramBackend(ENGLISH), request(prompt="Hello?"))


async def test_only_words_of_the_class_are_written() -> None:
    known = {
        word.strip()
        for task in ENGLISH
        for text in (task.instruction, task.input, task.output)
        for word in words(text)
    }
    for task in TASK.finditer("4. Instruction:" + await reply()):
        for text in (task["instruction"], task["input"], task["output"]):
            assert {word.strip() for word in words(text)} <= known | {"<noinput>"}


@pytest.mark.parametrize("seeds", [ENGLISH, KOREAN, ENGLISH[:3], ENGLISH[:2], ENGLISH[:1]])
@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0])
async def test_no_instruction_is_a_seeds_from_first_word_to_last(
    seeds: list[SeedTask], temperature: float
) -> None:
    own = {task.instruction for task in seeds}
    for number in range(1, 11):
        written = await instructions(seeds, number=number, temperature=temperature)
        assert len(written) == 17
        assert own.isdisjoint(written)


async def test_instructions_are_as_long_as_those_of_the_seeds() -> None:
    lengths = [len(words(task.instruction)) for task in ENGLISH]
    for number in range(1, 11):
        for instruction in await instructions(ENGLISH, number=number):
            assert min(lengths) <= len(words(instruction)) <= max(lengths) * 1.5


async def test_an_output_stays_short_where_the_seeds_are_long() -> None:
    long = [
        seed("Tell me a story about the sea and the boat.", "the sea and the boat " * 50),
        seed("Tell me a tale of the boat and the sea.", "a boat and the sea and " * 50),
    ]
    for task in TASK.finditer("4. Instruction:" + await reply(long)):
        assert len(words(task["output"])) <= LONGEST_OUTPUT


async def test_tasks_have_an_input_at_the_rate_of_the_seeds() -> None:
    backend = NgramBackend(ENGLISH)
    text = ""
    for number in range(1, 41):
        text += "".join(chunk.text for chunk in await chunks(backend, request(number=number)))
    without = text.count("Input:\n<noinput>\n")
    assert 0.55 < without / (40 * 17) < 0.78  # 4 of the 6 seeds have none


async def test_without_inputs_in_the_seeds_no_task_has_one() -> None:
    assert (await reply(ENGLISH[:1])).count("Input:\n<noinput>\n") == 17


async def test_the_output_is_in_the_language_of_the_instruction() -> None:
    hangul = re.compile("[가-힣]")
    text = "4. Instruction:" + await reply(ENGLISH + KOREAN)
    languages = {
        (bool(hangul.search(task["instruction"])), bool(hangul.search(task["output"])))
        for task in TASK.finditer(text)
    }
    assert languages == {(True, True), (False, False)}


async def test_a_low_temperature_writes_less_variety_than_a_high_one() -> None:
    async def different(temperature: float) -> int:
        backend = NgramBackend(ENGLISH)
        pairs: set[tuple[str, str]] = set()
        for number in range(1, 21):
            asked = request(number=number, temperature=temperature)
            cut = words("".join(chunk.text for chunk in await chunks(backend, asked)))
            pairs.update(pairwise(cut))
        return len(pairs)

    assert await different(0.0) < await different(0.7) < await different(2.0)


RED_AND_GREEN = [seed(f"Say a {w} thing.", "say it") for w in ("red", "red", "red", "green")] + [
    seed("Say a red word.", "say it")
]


async def greens(**changes: object) -> int:
    """How many of 340 instructions have the word that is the rarer of two in the seeds."""
    written = [
        instruction
        for number in range(1, 21)
        for instruction in await instructions(RED_AND_GREEN, number=number, **changes)
    ]
    return sum("green" in instruction for instruction in written)


async def test_a_low_temperature_prefers_the_word_that_is_more_frequent() -> None:
    assert await greens(temperature=0.2) < 0.5 * await greens(temperature=1.0)


async def test_a_low_top_p_leaves_out_the_rarer_words() -> None:
    assert await greens(top_p=0.5) == 0
    assert await greens() > 0


async def test_a_reply_ends_with_its_reason_and_its_count_of_words() -> None:
    asked = request()
    *body, last = await chunks(NgramBackend(ENGLISH), asked)
    text = "".join(chunk.text for chunk in body)
    assert last.finish_reason == "stop"
    assert last.usage is not None
    assert last.usage.completion_tokens == len(text.split())
    assert last.usage.prompt_tokens == len(asked.prompt.split())
    assert {chunk.finish_reason for chunk in body} == {None}


@pytest.mark.parametrize("most", [1, 40, 500])
async def test_a_reply_is_cut_at_the_most_words_it_may_have(most: int) -> None:
    whole = await reply()
    *body, last = await chunks(NgramBackend(ENGLISH), request(max_tokens=most))
    text = "".join(chunk.text for chunk in body)
    assert whole.startswith(text)
    assert len(text.split()) == most
    assert last.finish_reason == "length"
    assert last.usage is not None
    assert last.usage.completion_tokens == most


async def test_a_reply_of_just_the_most_words_is_whole() -> None:
    most = len((await reply()).split())
    *_, last = await chunks(NgramBackend(ENGLISH), request(max_tokens=most))
    assert last.finish_reason == "stop"


@pytest.mark.parametrize("pace", [None, 1e9])
@pytest.mark.parametrize(
    "stop", ["\n7. Instruction:", "###", "###\n5. Instruction: ", "Output:", "\n"]
)
async def test_a_reply_ends_before_a_stop_string(stop: str, pace: float | None) -> None:
    whole = await reply()
    assert stop in whole
    *body, last = await chunks(NgramBackend(ENGLISH, pace=pace), request(stop=("absent", stop)))
    assert "".join(chunk.text for chunk in body) == whole.partition(stop)[0]
    assert last.finish_reason == "stop"


async def test_a_stop_string_that_never_comes_changes_nothing() -> None:
    assert await reply(stop=("###\n5. Instruction:!", "\n21. Instruction:")) == await reply()


async def test_at_a_pace_a_chunk_is_a_word_with_the_white_space_before_it() -> None:
    *body, _ = await chunks(NgramBackend(ENGLISH, pace=1e9), request())
    assert [chunk.text for chunk in body] == re.findall(r"\s*\S+(?:\s+$)?", await reply())


async def test_at_full_speed_a_chunk_closes_a_task() -> None:
    *body, _ = await chunks(NgramBackend(ENGLISH), request())
    texts = [chunk.text for chunk in body if chunk.text]
    assert len(texts) == 17
    assert all(text.endswith(". Instruction:") for text in texts[:-1])


async def test_a_pace_keeps_the_reader_waiting_between_two_words() -> None:
    async def has_second_word(pace: float | None) -> bool:
        async with aclosing(NgramBackend(ENGLISH, pace=pace).stream(request())) as stream:
            await anext(stream)
            second = asyncio.ensure_future(anext(stream))
            for _ in range(5):
                await asyncio.sleep(0)
            done = second.done()
            second.cancel()
            await asyncio.gather(second, return_exceptions=True)
        return done

    assert await has_second_word(None)
    assert not await has_second_word(0.001)


async def test_other_tasks_have_their_turn_between_two_chunks() -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    seen = []
    async for _ in NgramBackend(ENGLISH).stream(request()):
        seen.append(turns)
    counting.cancel()
    assert seen == sorted(set(seen))


async def test_closing_a_stream_early_is_clean_and_the_backend_goes_on() -> None:
    backend = NgramBackend(ENGLISH)
    stream = backend.stream(request())
    await anext(stream)
    await stream.aclose()
    assert [chunk async for chunk in stream] == []
    assert "".join(chunk.text for chunk in await chunks(backend, request())) == await reply()
    await backend.aclose()
    await backend.aclose()


@pytest.mark.parametrize(
    "seeds", [[], [seed("", "an answer")], [seed("A question with no answer yet?", " ")]]
)
def test_without_a_seed_to_learn_from_there_is_no_model(seeds: list[SeedTask]) -> None:
    with pytest.raises(GuanacoError, match="none is ready"):
        NgramBackend(seeds)


async def test_placeholders_are_not_learned() -> None:
    text = await reply([*ENGLISH[:2], seed("[Enter a task here]", "[Enter an answer here]")])
    assert "Enter" not in text


async def test_a_seed_of_one_word_does_not_hang_the_model() -> None:
    assert len(await instructions([seed("Hi", "Ho")])) == 17


async def test_it_calls_itself_what_it_is() -> None:
    backend = NgramBackend(ENGLISH)
    assert (backend.name, backend.model) == ("ngram", "ngram-3")
    assert [model.name for model in await backend.models()] == [backend.model]
    assert "not an AI" in DESCRIPTION


def test_importing_it_is_light() -> None:
    program = "import guanaco_tui.backends.ngram, sys; print('numpy' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert shown.stdout.strip() == b"False"


@given(
    st.text(alphabet=st.sampled_from("ab é\n\t .今日のカナ한글เด็กಠខ្ម👩‍👧"), max_size=30) | st.text()
)
def test_words_joined_are_the_text_again(text: str) -> None:
    assert "".join(words(text)) == text


def test_a_script_without_spaces_is_cut_into_short_words() -> None:
    assert words("図書館のカメラ。") == ["図", "書", "館", "の", "カメラ", "。"]
    assert words("เด็ก ไทย") == ["เด็", "ก", " ไท", "ย"]
    assert words(" the roof,\n- leaks ") == [" the", " roof,", "\n-", " leaks "]
    assert words(" \n") == [" \n"]
    assert words("") == []
