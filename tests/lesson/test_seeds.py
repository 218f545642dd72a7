"""Seeds files: read line by line, written back unharmed."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson import seeds
from guanaco_tui.tasks import Instance, SeedTask

SHARED = Path(__file__).parents[3] / "shared" / "data"

LINE = (
    '{"source": "week 3", "id": "s1", "instruction": "Wer spricht hier?",'
    ' "instances": [{"output": "Die Wärterin.", "input": "", "by": "Ana"}], "stars": 2}'
)


def seed(**fields: object) -> SeedTask:
    instance = Instance(input=str(fields.pop("input", "")), output=str(fields.pop("output", "Yes")))
    return SeedTask.model_validate({"id": "s", "instances": [instance], **fields})


@pytest.mark.parametrize("name", ["seed_tasks.jsonl", "guanaco_seed_template.jsonl"])
def test_the_published_files_round_trip_to_the_byte(name: str, tmp_path: Path) -> None:
    path = SHARED / name
    if not path.exists():
        pytest.skip("the published data is not here")
    copy = tmp_path / name
    seeds.write_seeds(copy, seeds.read_seeds(path))
    text = path.read_text(encoding="utf-8")
    assert copy.read_text(encoding="utf-8") == (text if text.endswith("\n") else text + "\n")


def test_every_row_of_the_published_template_is_a_placeholder() -> None:
    path = SHARED / "guanaco_seed_template.jsonl"
    if not path.exists():
        pytest.skip("the published data is not here")
    problems = [seeds.problem_in(seed) for seed in seeds.read_seeds(path).seeds]
    assert len(problems) == 175
    assert {problem.name for problem in problems if problem} == {"placeholder"}


def test_an_edit_keeps_unknown_fields_and_their_order() -> None:
    file = seeds.parse_seeds(LINE + "\n")
    edited = file.seeds[0].model_copy(update={"instruction": "Wer schweigt?"})
    row = json.loads(file.with_seed(1, edited).dumps())
    assert list(row) == ["source", "id", "instruction", "instances", "stars"]
    assert row["instruction"] == "Wer schweigt?"
    assert row["instances"] == [{"output": "Die Wärterin.", "input": "", "by": "Ana"}]
    assert "ä" in file.with_seed(1, edited).dumps()


def test_a_damaged_line_is_named_and_stays_where_it_is() -> None:
    text = f'{LINE}\n{{"id": "broken\n\n{LINE}\n[1, 2]\n{{"id": 7}}\n'
    file = seeds.parse_seeds(text)
    assert [number for number, _ in file.damaged] == [2, 5, 6]
    assert [number for number, _ in file.numbered] == [1, 4]
    edited = file.with_seed(4, file.seeds[1].model_copy(update={"name": "new"}))
    assert edited.dumps().split("\n")[1] == '{"id": "broken'
    assert file.dumps() == text


@pytest.mark.parametrize("damage", ["[" * 100_000, f'{{"id": {"1" * 5000}}}'])
def test_a_line_that_no_reader_bears_is_damaged_and_nothing_worse(damage: str) -> None:
    file = seeds.parse_seeds(f"{LINE}\n{damage}\n")
    assert [number for number, _ in file.damaged] == [2]


@pytest.mark.parametrize(
    ("task", "name"),
    [
        (seed(instruction="[Enter instruction here]"), "placeholder"),
        (seed(instruction="Do it well", input="[Enter input here or leave blank]"), "placeholder"),
        (seed(instruction="Do it well", output="[Enter expected AI output here]"), "placeholder"),
        (seed(instruction="Do it well", output="Dear [your name], hello"), "placeholder"),
        (seed(instruction="  "), "no instruction"),
        (seed(instruction="Do it well", output=""), "no output"),
        (SeedTask(id="s", instruction="Do it well"), "no output"),
        (seed(instruction="word " * 151), "over-long"),
        (seed(instruction="Do it well", output="word " * 300), "over-long"),
    ],
)
def test_each_problem_has_its_name(task: SeedTask, name: str) -> None:
    problem = seeds.problem_in(task)
    assert problem is not None
    assert problem.name == name
    assert seeds.can_be_sampled(task) == (name == "over-long")


@pytest.mark.parametrize("given_input", ["[1, 2, 3]", "x[i] = [a]", "[Chorus]"])
def test_brackets_of_the_material_are_no_placeholder(given_input: str) -> None:
    assert seeds.problem_in(seed(instruction="Sum these up", input=given_input)) is None


def test_hostile_text_is_cleaned_where_it_enters() -> None:
    line = json.dumps({"id": "s", "instruction": "red \x1b[31m\u202e \x07alert", "\x9bkey": "\x00"})
    task = seeds.parse_seeds(line).seeds[0]
    assert task.instruction == "red [31m alert"
    assert task.model_extra == {"key": ""}


def test_utf_16_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "seeds.jsonl"
    path.write_bytes(LINE.encode("utf-16"))
    with pytest.raises(GuanacoError, match=r"UTF-16.*save it as UTF-8"):
        seeds.read_seeds(path)


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "seeds.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + LINE.encode())
    assert len(seeds.read_seeds(path).seeds) == 1


@given(st.text())
def test_any_text_round_trips(text: str) -> None:
    ended = text if text.endswith("\n") or not text else text + "\n"
    assert seeds.parse_seeds(text).dumps() == ended.replace("\r\n", "\n")


@given(
    st.builds(
        SeedTask,
        id=st.text(),
        name=st.text(),
        instruction=st.text(),
        instances=st.lists(st.builds(Instance, input=st.text(), output=st.text()), max_size=2),
        is_classification=st.booleans(),
    )
)
def test_any_seed_is_read_back_cleaned(task: SeedTask) -> None:
    line = seeds.seed_file([task]).dumps()
    again = seeds.parse_seeds(line)
    assert again.dumps() == line
    assert len(again.seeds) == 1
