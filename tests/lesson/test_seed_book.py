"""The seeds while they are written: undo, fresh ids, and another program at the same file."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.lesson import seeds
from guanaco_tui.lesson.seed_book import SeedBook, ids_in_runs
from guanaco_tui.lesson.seed_merge import merge
from guanaco_tui.lesson.seeds import SeedFile, parse_seeds, seed_file
from guanaco_tui.tasks import Instance, SeedTask

NAMES = ("Ramp or stairs", "House rules", "A wedding toast", "Ghost work letter")


def seed(number: int, instruction: str, **fields: object) -> SeedTask:
    return SeedTask.model_validate(
        {
            "id": f"seed_task_{number}",
            "name": "",
            "instruction": instruction,
            "instances": [Instance(input="", output="Yes.")],
            "is_classification": False,
            **fields,
        }
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "seeds.jsonl"
    named = [seed(number, f"Do {name}", name=name) for number, name in enumerate(NAMES)]
    seeds.write_seeds(path, seed_file(named))
    return path


def instructions(file: SeedFile) -> list[str]:
    return [one.instruction for one in file.seeds]


def on_disk(path: Path) -> list[str]:
    return instructions(seeds.read_seeds(path))


def other_program(
    path: Path, change: dict[int, str | None], added: tuple[SeedTask, ...] = ()
) -> None:
    """Write the file as somebody else would: other instructions, None for a seed taken away."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for number, text in change.items():
        rows[number - 1]["instruction"] = text
    rows = [row for row in rows if row["instruction"] is not None]
    rows += [one.model_dump() for one in added]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def save(book: SeedBook) -> str:
    """Save as the app does, and return what was said of another program."""
    said = ""
    while book.save().is_behind:
        said = book.take_in()
    return said


# Undo.


def test_a_burst_of_typing_in_one_field_is_one_step(path: Path) -> None:
    book = SeedBook(path)
    for text in ("W", "Wh", "Who"):
        book.edit(1, "instruction", text)
    book.undo()
    assert book.file.seeds[0].instruction == "Do Ramp or stairs"
    assert book.undo() is None


def test_after_a_pause_typing_is_a_step_of_its_own(path: Path) -> None:
    book = SeedBook(path)
    book.edit(1, "instruction", "Who")
    book.settle()
    book.edit(1, "instruction", "Who cleans?")
    book.undo()
    assert book.file.seeds[0].instruction == "Who"


def test_another_change_ends_the_burst_of_typing(path: Path) -> None:
    book = SeedBook(path)
    book.edit(1, "instruction", "Who")
    book.add(4)
    book.edit(1, "instruction", "Who cleans?")
    book.undo()
    assert book.file.seeds[0].instruction == "Who"
    assert len(book.file.seeds) == 5


def test_undo_goes_back_over_all_seeds_and_says_where(path: Path) -> None:
    book = SeedBook(path)
    before = book.file.dumps()
    book.edit(1, "name", "Ramp")
    book.edit(3, "output", "To the two of you!")
    book.delete(2)
    steps = [book.undo(), book.undo(), book.undo()]
    assert [step.number for step in steps if step] == [2, 3, 1]
    assert [step.what for step in steps if step] == [
        "the deletion of seed 1, House rules",
        "the change to the output of seed 2",
        "the change to the name of seed 0",
    ]
    assert book.file.dumps() == before


def test_redo_makes_every_kind_of_change_again(path: Path) -> None:
    book = SeedBook(path)
    texts = [book.file.dumps()]
    for change in (
        lambda: book.edit(1, "is_classification", True),
        lambda: book.add(1),
        lambda: book.duplicate(2),
        lambda: book.delete(1),
        lambda: book.move(1, 3),
        lambda: book.append([seed(0, "Count the chairs")]),
        lambda: book.start_blank(3),
    ):
        change()
        texts.append(book.file.dumps())
    assert len(set(texts)) == len(texts)
    for text in reversed(texts[:-1]):
        assert book.undo()
        assert book.file.dumps() == text
    for text in texts[1:]:
        assert book.redo()
        assert book.file.dumps() == text
    assert book.redo() is None


def test_an_edit_keeps_unknown_fields_and_further_instances(path: Path) -> None:
    line = '{"week": 3, "id": "a", "instances": [{"by": "Ana", "output": "x"}, {"output": "z"}]}'
    path.write_text(line + "\n", encoding="utf-8")
    book = SeedBook(path)
    book.edit(1, "output", "y")
    save(book)
    row = json.loads(path.read_text(encoding="utf-8"))
    assert row["week"] == 3
    assert row["instances"] == [{"by": "Ana", "output": "y"}, {"output": "z"}]


def test_terminal_escapes_that_are_pasted_do_not_reach_the_file(path: Path) -> None:
    book = SeedBook(path)
    book.edit(1, "instruction", "red \x1b[31malert\u202e")
    save(book)
    assert on_disk(path)[0] == "red [31malert"
    assert "\\u001b" not in path.read_text(encoding="utf-8")


# Ids.


def test_the_id_of_a_deleted_seed_is_not_given_again(path: Path) -> None:
    book = SeedBook(path, used=["seed_task_41"])
    book.delete(4)
    new = book.add(3)
    assert book.file.lines[new - 1].seed is not None
    assert book.file.lines[new - 1].seed.id == "seed_task_42"
    book.undo()
    book.add(3)
    assert book.file.seeds[3].id == "seed_task_43"


def test_ids_that_a_run_has_used_are_known(tmp_path: Path) -> None:
    from guanaco_tui.lesson.database import Database

    with Database.open(tmp_path / "lesson.db") as database:
        with database.writing() as connection:
            connection.execute(
                "INSERT INTO seed (seed_id, name, instruction, input, output)"
                " VALUES ('seed_task_7', '', 'Do', '', 'Yes')"
            )
        assert ids_in_runs(database) == ["seed_task_7"]


def test_imported_seeds_keep_their_ids_where_those_are_free(path: Path) -> None:
    book = SeedBook(path)
    first = book.append([seed(2, "Taken"), seed(9, "Free"), seed(9, "Twice")])
    assert first == 5
    assert [one.id for one in book.file.seeds[4:]] == [
        "seed_task_10",
        "seed_task_9",
        "seed_task_11",
    ]


# The file.


def test_nothing_is_written_where_nothing_was_changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b'{"broken\r\n')
    before = path.read_bytes()
    save(SeedBook(path))
    assert path.read_bytes() == before


def test_a_damaged_line_stays_through_every_change(path: Path) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write('{"id": "half a se\n')
    book = SeedBook(path)
    book.edit(1, "name", "Ramp")
    book.move(5, 1)
    book.delete(2)
    save(book)
    assert path.read_text(encoding="utf-8").splitlines()[0] == '{"id": "half a se'


def test_edits_of_different_seeds_by_two_programs_are_both_kept(path: Path) -> None:
    book = SeedBook(path)
    book.edit(1, "instruction", "Mine")
    other_program(path, {3: "Theirs"}, added=(seed(70, "Theirs too"),))
    said = save(book)
    assert on_disk(path) == [
        "Mine",
        "Do House rules",
        "Theirs",
        "Do Ghost work letter",
        "Theirs too",
    ]
    assert instructions(book.file) == on_disk(path)
    assert said == "Another program changed the seeds: 1 changed, 1 added."


def test_a_seed_that_both_changed_is_kept_twice(path: Path) -> None:
    book = SeedBook(path)
    book.edit(2, "instruction", "Mine")
    other_program(path, {2: "Theirs"})
    said = save(book)
    assert on_disk(path)[1:3] == ["Mine", "Theirs"]
    assert [one.id for one in book.file.seeds[1:3]] == ["seed_task_1", "seed_task_4"]
    assert "theirs is kept as seed_task_4" in said


def test_undo_does_not_write_over_what_another_program_wrote(path: Path) -> None:
    book = SeedBook(path)
    book.edit(1, "instruction", "Mine")
    save(book)
    other_program(path, {3: "Theirs"})
    save(book)
    book.undo()
    save(book)
    assert on_disk(path)[0] == "Do Ramp or stairs"
    assert on_disk(path)[2] == "Theirs"
    book.redo()
    save(book)
    assert on_disk(path)[0] == "Mine"
    assert on_disk(path)[2] == "Theirs"


def test_what_another_program_takes_away_can_be_brought_back(path: Path) -> None:
    book = SeedBook(path)
    path.write_text("", encoding="utf-8")
    said = save(book)
    assert book.file.seeds == []
    assert "4 taken away (undo brings them back)" in said
    book.undo()
    save(book)
    assert len(on_disk(path)) == 4


def test_undoing_further_does_not_take_away_what_was_brought_back(path: Path) -> None:
    book = SeedBook(path)
    book.edit(1, "instruction", "Mine")
    other_program(path, {3: None})
    save(book)
    assert len(book.file.seeds) == 3
    book.undo()
    book.undo()
    assert instructions(book.file) == [f"Do {name}" for name in NAMES]


def test_a_seed_that_is_written_here_outlives_its_deletion_elsewhere(path: Path) -> None:
    book = SeedBook(path)
    book.edit(2, "instruction", "Mine")
    other_program(path, {2: None})
    save(book)
    assert on_disk(path)[1] == "Mine"


def test_a_new_order_made_elsewhere_is_taken_over(path: Path) -> None:
    book = SeedBook(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(reversed(lines)) + "\n", encoding="utf-8")
    save(book)
    book.edit(1, "name", "Last is first")
    save(book)
    assert on_disk(path)[0] == "Do Ghost work letter"


def test_a_file_that_became_unreadable_is_put_aside_not_written_over(path: Path) -> None:
    book = SeedBook(path)
    book.edit(1, "instruction", "Mine")
    theirs = "elsewhere".encode("utf-16")
    path.write_bytes(theirs)
    aside = book.save().set_aside
    assert aside is not None
    assert aside.read_bytes() == theirs
    assert on_disk(path)[0] == "Mine"


def test_a_file_that_was_taken_away_is_written_again(path: Path) -> None:
    book = SeedBook(path)
    path.unlink()
    save(book)
    assert len(on_disk(path)) == 4


_LINES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from("abc")), max_size=6, unique_by=lambda row: row[0]
).map(lambda rows: seed_file([seed(number, text) for number, text in rows]))


@given(_LINES, _LINES, _LINES)
def test_a_merge_keeps_every_text_that_either_side_wrote(
    base: SeedFile, ours: SeedFile, theirs: SeedFile
) -> None:
    merged = {line.text for line in merge(base, ours, theirs, lambda old: old).lines}
    was = {line.text for line in base.lines}
    for side in (ours, theirs):
        assert {line.text for line in side.lines} - was <= merged


@given(_LINES, _LINES)
def test_a_merge_with_one_side_idle_is_the_other_side(base: SeedFile, theirs: SeedFile) -> None:
    assert merge(base, base, theirs, str).dumps() == theirs.dumps()
    assert merge(base, theirs, base, str).dumps() == theirs.dumps()


def test_a_blank_seed_is_a_placeholder_in_every_text_that_is_needed() -> None:
    line = parse_seeds(seed_file([seeds.blank_seed("s")]).dumps()).lines[0]
    assert line.is_blank
    assert line.trouble is not None
    assert line.trouble.name == "placeholder"
