"""Datasets in and out."""

import csv
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.exports import export
from guanaco_tui.lesson.imports import import_tasks, read_tasks
from guanaco_tui.lesson.live_file import LiveFile
from guanaco_tui.lesson.spreadsheet import columns_of, read_table_seeds

TASKS = [
    {"instruction": "Name the river", "input": "", "output": "Tamar"},
    {"instruction": '=HYPERLINK("x")', "input": "@all", "output": "-1\n+2"},
]


def written(tmp_path: Path, data: str | bytes, name: str = "data.json") -> Path:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_an_imported_dataset_comes_out_as_it_went_in(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(TASKS))
    assert import_tasks(database, path, "theirs") == 2
    assert json.loads("".join(export(database, "theirs", "alpaca"))) == TASKS
    (there,) = Catalogue(database).collections()
    assert (there.name, there.source, there.kept, there.rejected) == ("theirs", "data.json", 2, 0)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("\n".join(map(json.dumps, TASKS)), "data.jsonl"),
        ("\n".join(map(json.dumps, TASKS)), "data.json"),
        (b"\xef\xbb\xbf" + json.dumps(TASKS).encode(), "data.json"),
        ("  \n" + json.dumps(TASKS, indent=4), "data.json"),
        (
            '{"id": "a", "instruction": "Name the river",'
            ' "instances": [{"input": "", "output": "Tamar"}]}\n' + json.dumps(TASKS[1]),
            "seeds.jsonl",
        ),
        (
            "Timestamp,Answer,Task,Context\n1,Tamar,Name the river,\n"
            '2,"-1\n+2","=HYPERLINK(""x"")",@all\n',
            "form.csv",
        ),
    ],
)
def test_every_shape_of_a_dataset_is_read(data: str | bytes, name: str, tmp_path: Path) -> None:
    tasks = [task.model_dump() for task in read_tasks(written(tmp_path, data, name))]
    assert tasks == TASKS


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"[]", "no tasks"),
        (b'{"data": [\n1, 2]}', "not a list of tasks"),
        (b"<!doctype html>", "not a dataset"),
        (b'[{"instruction": "a", "output": "b"},', "damaged after task 1"),
        (b'[{"prompt": "a", "completion": "b"}]', "task 1: .*prompt, completion"),
        (b'[{"instruction": "a"}]', 'task 1: .*"output"'),
        (b'[{"instruction": "a", "input": [1], "output": ""}]', "task 1"),
        (b'["a"]', "task 1: a task should be a JSON object"),
        (b'{"instruction": "a", "output": "b"}\n{"instr', "line 2: not valid JSON"),
        ("[1]".encode("utf-16"), "UTF-16"),
        (b'[{"instruction": "\xff", "output": ""}]', "damaged"),
    ],
)
def test_what_is_not_a_dataset_is_said_and_changes_nothing(
    data: bytes, said: str, database: Database, tmp_path: Path
) -> None:
    with pytest.raises(GuanacoError, match=said):
        import_tasks(database, written(tmp_path, data), "theirs")
    assert Catalogue(database).collections() == []


def test_half_a_surrogate_pair_is_replaced_and_refuses_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, '[{"instruction": "lone \\ud800 here", "output": "\\udfff"}]')
    (task,) = read_tasks(path)
    assert (task.instruction, task.output) == ("lone \ufffd here", "\ufffd")


def test_a_name_that_is_taken_is_refused(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(TASKS))
    import_tasks(database, path, "theirs")
    with pytest.raises(GuanacoError, match="already"):
        import_tasks(database, path, "Theirs")


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("  our \t class\n2 ", "our class 2"),
        ("\x1b[31mred\x07\u202e", "[31mred"),
        ("x" * 79 + " y" * 3000, "x" * 79),
    ],
)
def test_a_collection_is_named_in_one_short_line_and_found_by_what_was_typed(
    wanted: str, name: str, database: Database, tmp_path: Path
) -> None:
    import_tasks(database, written(tmp_path, json.dumps(TASKS), "\x1b]0;a\n\x07.json"), wanted)
    catalogue = Catalogue(database)
    (there,) = catalogue.collections()
    assert (there.name, there.source) == (name, "]0;a .json")
    assert catalogue.collection(wanted) == catalogue.collection(name) == there
    with pytest.raises(GuanacoError, match="already"):
        import_tasks(database, written(tmp_path, json.dumps(TASKS)), f"{wanted} ")


@pytest.mark.parametrize("wanted", ["", " \n", "\x1b\x07"])
def test_a_collection_needs_a_name(wanted: str, database: Database, tmp_path: Path) -> None:
    with pytest.raises(GuanacoError, match="needs a name: give it one with --name"):
        import_tasks(database, written(tmp_path, json.dumps(TASKS)), wanted)
    assert Catalogue(database).collections() == []


@pytest.mark.parametrize(("begin", "end"), [("[", "]"), ("", "")])
def test_a_number_of_any_length_is_passed_over(begin: str, end: str, tmp_path: Path) -> None:
    task = json.dumps({**TASKS[0], "length": 0}).replace("0}", "9" * 5000 + "}")
    (read,) = read_tasks(written(tmp_path, begin + task + end))
    assert read.model_dump() == TASKS[0]


def test_a_missing_file_is_said(database: Database, tmp_path: Path) -> None:
    with pytest.raises(GuanacoError, match="no such file"):
        import_tasks(database, tmp_path / "nowhere.json", "theirs")


def test_a_large_file_is_read_as_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number in range(60_000):
            file.write(("," if number else "") + json.dumps({**TASKS[0], "output": "x" * 500}))
        file.write("]")
    tracemalloc.start()
    assert sum(1 for _ in read_tasks(path)) == 60_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > 30_000_000
    assert peak < 8_000_000


def test_hostile_text_is_cleaned_on_its_way_in(database: Database, tmp_path: Path) -> None:
    task = {"instruction": "Read\x1b]0;title\x07 this\u202e", "input": "", "output": "\x9b2J"}
    import_tasks(database, written(tmp_path, json.dumps([task])), "theirs")
    row = json.loads("".join(export(database, "theirs", "alpaca")))[0]
    assert row == {"instruction": "Read]0;title this", "input": "", "output": "2J"}


def test_a_spreadsheet_sees_text_and_no_formula(database: Database, tmp_path: Path) -> None:
    import_tasks(database, written(tmp_path, json.dumps(TASKS)), "theirs")
    text = "".join(export(database, "theirs", "csv"))
    assert text.startswith("\ufeffid,")
    rows = list(csv.reader(text.lstrip("\ufeff").splitlines(keepends=True)))
    assert rows[2][1:4] == ['\'=HYPERLINK("x")', "'@all", "'-1\n+2"]


def test_chat_is_messages(database: Database, tmp_path: Path) -> None:
    task = {"instruction": "Sort", "input": "b a", "output": "a b"}
    import_tasks(database, written(tmp_path, json.dumps([task])), "theirs")
    assert json.loads("".join(export(database, "theirs", "chat"))) == {
        "messages": [
            {"role": "user", "content": "Sort\n\nb a"},
            {"role": "assistant", "content": "a b"},
        ]
    }


def test_an_unknown_collection_is_said_with_those_there_are(
    database: Database, tmp_path: Path
) -> None:
    import_tasks(database, written(tmp_path, json.dumps(TASKS)), "theirs")
    with pytest.raises(GuanacoError, match=r"no collection ours.*theirs"):
        list(export(database, "ours", "alpaca"))


@given(texts=st.lists(st.text(), max_size=40))
def test_the_live_file_is_whole_after_every_row(texts: list[str], tmp_path_factory: Any) -> None:
    path = tmp_path_factory.mktemp("live") / "out.json"
    live = LiveFile(path, [])
    assert json.loads(path.read_text(encoding="utf-8")) == []
    for number, text in enumerate(texts, start=1):
        live.add({"instruction": text})
        there = json.loads(path.read_text(encoding="utf-8"))
        assert number - len(there) <= number / 16
    live.close()
    assert [row["instruction"] for row in json.loads(path.read_text(encoding="utf-8"))] == texts


def test_the_live_file_costs_in_proportion_to_its_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from guanaco_tui import files

    written_bytes = 0
    write = files.write_atomically

    def counting(path: Path, text: Any) -> None:
        nonlocal written_bytes
        pieces = list(text)
        written_bytes += sum(map(len, pieces))
        write(path, pieces)

    monkeypatch.setattr(files, "write_atomically", counting)
    live = LiveFile(tmp_path / "out.json", [])
    for number in range(3000):
        live.add({"instruction": f"Task number {number:06}", "output": "x" * 60})
    live.close()
    assert written_bytes <= 18 * (tmp_path / "out.json").stat().st_size


def test_columns_are_found_by_name_or_by_what_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, "Was tun;Antwort;Title\nSortiere;a b;Sort\n;;\n", "form.csv")
    with pytest.raises(GuanacoError, match='"Was tun", "Antwort", "Title"'):
        read_table_seeds(path)
    seeds = read_table_seeds(path, {"instruction": "was tun", "output": "Antwort"})
    assert [(seed.name, seed.instruction, seed.output) for seed in seeds] == [
        ("Sort", "Sortiere", "a b")
    ]
    with pytest.raises(GuanacoError, match='no column "Nix"'):
        read_table_seeds(path, {"instruction": "Nix"})


def test_columns_that_may_be_input_and_output_are_not_lost_in_silence(tmp_path: Path) -> None:
    header = "Timestamp,Your task,Text to work on,A good answer"
    path = written(tmp_path, f"{header}\n1 May,Sort,a b,b a\n", "form.csv")
    options = '--column input="Text to work on" --column output="A good answer"'
    with pytest.raises(GuanacoError, match=options):
        read_table_seeds(path)
    (seed,) = read_table_seeds(path, {"input": "", "output": "A good answer"})
    assert (seed.input, seed.output) == ("", "b a")
    assert columns_of(path, {"output": "A good answer"}).in_words() == [
        'Taken: instruction from "Your task", output from "A good answer".',
        'Not used: "Timestamp", "Text to work on". To use a column: '
        '--column input="Text to work on".',
    ]
    bare = written(tmp_path, "Timestamp,Your task\n1 May,Sort\n", "bare.csv")
    assert [seed.instruction for seed in read_table_seeds(bare)] == ["Sort"]
