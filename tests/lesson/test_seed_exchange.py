"""Seeds from other files, and to other files."""

import csv
import json
from pathlib import Path

import pytest

from guanaco_tui.errors import GuanacoError
from guanaco_tui.lesson import seeds
from guanaco_tui.lesson.seed_exchange import MOST_SEEDS, SUFFIXES, bring_seeds, write_out
from guanaco_tui.tasks import Instance, SeedTask

SEEDS = [
    SeedTask(
        id="seed_task_0",
        name="House rules",
        instruction="=Rewrite the rules",
        instances=[Instance(input="No shoes,\nno guests", output="Welcome")],
        is_classification=True,
    ),
    seeds.blank_seed("seed_task_1"),
]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_exported_can_be_imported(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"ours{suffix}"
    write_out(seeds.seed_file(SEEDS), path)
    [seed] = bring_seeds(path).seeds
    assert seed.instruction.lstrip("'") == "=Rewrite the rules"
    assert (seed.input, seed.output) == ("No shoes,\nno guests", "Welcome")
    if suffix != ".json":
        assert (seed.name, seed.is_classification) == ("House rules", True)


def test_an_exported_table_begins_no_formula(tmp_path: Path) -> None:
    write_out(seeds.seed_file(SEEDS), tmp_path / "ours.csv")
    with (tmp_path / "ours.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["instruction"] == "'=Rewrite the rules"


def test_placeholders_and_damaged_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(seeds.seed_file(SEEDS).dumps() + '{"id": "half\n', encoding="utf-8")
    brought = bring_seeds(path)
    assert (len(brought.seeds), brought.placeholders, brought.damaged) == (1, 1, 1)


@pytest.mark.parametrize("as_lines", [True, False])
def test_an_alpaca_dataset_gives_seeds(as_lines: bool, tmp_path: Path) -> None:
    rows = [{"instruction": "Do", "input": "this", "output": "Done", "id": "a"}] * 2
    path = tmp_path / ("data.jsonl" if as_lines else "data.json")
    text = "\n".join(map(json.dumps, rows)) if as_lines else json.dumps(rows)
    path.write_text(text, encoding="utf-8")
    assert [(seed.input, seed.output) for seed in bring_seeds(path).seeds] == [("this", "Done")] * 2


def test_a_whole_dataset_is_no_seeds(tmp_path: Path) -> None:
    path = tmp_path / "data.json"
    row = {"instruction": "Do", "input": "", "output": "Done"}
    path.write_text(json.dumps([row] * (MOST_SEEDS + 1)), encoding="utf-8")
    with pytest.raises(GuanacoError, match="guanaco import brings it in as a collection"):
        bring_seeds(path)


def test_an_ending_that_nobody_knows_is_refused_and_nothing_written(tmp_path: Path) -> None:
    with pytest.raises(GuanacoError, match=r"should end in \.jsonl"):
        write_out(seeds.seed_file(SEEDS), tmp_path / "ours.docx")
    assert list(tmp_path.iterdir()) == []
