"""The command as a person meets it: in a process of its own."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from guanaco_tui.analysis.tagging import lesson_themes
from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.hits import Hits
from guanaco_tui.lesson.lesson import RECORDED, Lesson, make_lesson, path_of, sample_seeds

COMMAND = [sys.executable, "-m", "guanaco_tui"]


def guanaco(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*COMMAND, *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture
def lesson() -> Lesson:
    return make_lesson(path_of("ours"), sample_seeds())


def test_one_word_makes_a_first_lesson_and_generates() -> None:
    done = guanaco("generate", "-n", 30, "--json")
    summary = json.loads(done.stdout.splitlines()[-1])
    assert summary["kept"] == 30
    assert summary["stopped_because"] == "target"
    assert summary["collection"] == "run-1"
    assert set(summary) == {
        "kept",
        "rejected",
        "unreadable",
        "requests",
        "retries",
        "prompt_tokens",
        "completion_tokens",
        "cost_usd",
        "seconds",
        "first_task_seconds",
        "stopped_because",
        "collection",
    }
    assert "30 of 30" in done.stderr
    assert "not an AI" in done.stderr
    rows = json.loads(guanaco("export").stdout)
    assert len(rows) == 30
    assert len(rows[0]["most_similar_instructions"]) == 10


def test_a_lesson_from_the_sample_has_the_recorded_replies_judged() -> None:
    guanaco("new", "ours")
    kept = [
        json.loads(line)
        for line in guanaco(
            "export", "ours", "--collection", RECORDED, "--format", "jsonl"
        ).stdout.splitlines()
    ]
    assert len(kept) > 300
    assert all(len(row["seeds"]) == 3 and row["raw"] for row in kept)
    rejected = guanaco("export", "ours", "--collection", RECORDED, "--rejected").stdout
    assert all(row["rule"] for row in json.loads(rejected))


def test_recorded_replies_are_replayed_as_a_run(lesson: Lesson) -> None:
    arguments = ("generate", lesson.folder, "--backend", "recorded", "-n", 20, "--json")
    summary = json.loads(guanaco(*arguments).stdout)
    assert (summary["kept"], summary["requests"]) >= (20, 1)


def test_the_output_is_a_whole_json_file(lesson: Lesson, tmp_path: Path) -> None:
    guanaco("generate", lesson.folder, "-n", 25, "--output", tmp_path / "out.json")
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert text == guanaco("export", lesson.folder).stdout


def test_choices_are_kept_only_with_save(lesson: Lesson) -> None:
    guanaco("generate", lesson.folder, "-n", 5, "--temperature", 1.5)
    assert lesson.settings().batch.temperature == 1.0
    guanaco("generate", lesson.folder, "-n", 5, "--temperature", 1.5, "--save")
    assert lesson.settings().batch.temperature == 1.5


def test_seeds_says_what_is_wrong_with_its_line(lesson: Lesson) -> None:
    lines = lesson.seeds_path.read_text(encoding="utf-8").splitlines()
    first = json.loads(lines[0])
    lines[1] = '{"id": "broken'
    lines[2] = json.dumps({**json.loads(lines[2]), "instruction": "[Enter instruction here]"})
    lines.append(json.dumps({**first, "id": "again"}))
    lesson.seeds_path.write_text("\n".join(lines), encoding="utf-8")
    said = guanaco("seeds", lesson.folder).stdout
    assert said.startswith("173/176 seeds are ready.")
    assert "line 2: damaged: not valid JSON" in said
    assert "line 3: seed_task_2 placeholder" in said
    assert f"line 176: again repeats: of {first['id']} in line 1 (1.00)" in said


def test_a_new_lesson_tells_of_the_first_problems_and_where_all_are_listed(
    lesson: Lesson, tmp_path: Path
) -> None:
    lines = lesson.seeds_path.read_text(encoding="utf-8").splitlines()
    empty = [json.dumps({**json.loads(line), "instruction": ""}) for line in lines[:9]]
    (tmp_path / "theirs.jsonl").write_text("\n".join([*empty, *lines[9:]]), encoding="utf-8")
    said = guanaco("new", "theirs", "--seeds", tmp_path / "theirs.jsonl").stdout.splitlines()
    assert said[0] == "166/175 seeds are ready."
    assert [line.partition(":")[0] for line in said[1:6]] == [f"line {n}" for n in range(1, 6)]
    assert said[6] == "... and 4 more: guanaco seeds theirs lists them all."
    assert len(guanaco("seeds", "theirs").stdout.splitlines()) == 10


def test_an_imported_dataset_is_tagged_with_the_themes(lesson: Lesson, tmp_path: Path) -> None:
    task = {"instruction": "Name a feminist poet.", "input": "", "output": "Audre Lorde."}
    (tmp_path / "theirs.json").write_text(json.dumps([task, task]), encoding="utf-8")
    guanaco("import", "ours", tmp_path / "theirs.json")
    fingerprints = lesson_themes(lesson).fingerprints
    with lesson.database() as database:
        theirs = Catalogue(database).collection("theirs").id
        last = Catalogue(database).ids(theirs)[-1]
        assert set(Hits(database).upto(theirs, fingerprints).values()) == {last}
        assert len(Hits(database).rows(theirs, fingerprints)["gender"]) == 2


def test_seeds_come_from_a_table(tmp_path: Path) -> None:
    table = tmp_path / "form.csv"
    table.write_text("Aufgabe,Antwort\nSortiere das bitte,a b\n", encoding="utf-8")
    refused = guanaco("new", "ours", "--seeds", table, code=2)
    assert "--column instruction=" in refused.stderr
    columns = ("--column", "instruction=Aufgabe", "--column", "output=Antwort")
    assert "1/1 seeds are ready" in guanaco("new", "ours", "--seeds", table, *columns).stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("generate", "nowhere"), "guanaco new nowhere"),
        (("generate", "ours", "-n", "0"), "batch.count"),
        (("generate", "ours", "--backend", "openai"), "OPENAI_API_KEY"),
        (("generate", "ours", "--backend", "other"), "address"),
        (("generate", "ours", "--base-url", "localhost:1"), "http://"),
        (("import", "ours", "nowhere.json"), "no such file"),
        (("export", "ours", "--collection", "run-9"), "no collection run-9"),
        (("new", "ours"), "already"),
        (("frobnicate",), "guanaco new frobnicate"),
        (("sedes", "ours"), "There is no command sedes. Did you mean seeds?"),
        (("frobnicate", "ours"), "guanaco --help lists the commands."),
        (("ours", "--look"), "No such option"),
        (("--frobnicate",), "No such option"),
    ],
)
def test_an_error_is_one_line_with_what_to_do(
    arguments: tuple[str, ...], said: str, lesson: Lesson
) -> None:
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.returncode in (2, 4)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_never_shows(lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = "sk-very-secret-0123456789"
    monkeypatch.setenv("GUANACO_API_KEY", secret)
    arguments = ("generate", lesson.folder, "--base-url", "http://127.0.0.1:9", "--model", "m")
    done = subprocess.run(
        [*COMMAND, *map(str, arguments), "--debug"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 4
    assert secret not in done.stdout + done.stderr
    for path in lesson.folder.parent.parent.rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes()


def test_doctor_says_once_that_there_is_no_key(lesson: Lesson) -> None:
    said = guanaco("doctor", lesson.folder, "--backend", "openai", code=4).stdout
    assert said.count("no key") == said.count("OPENAI_API_KEY") == 1


def test_doctor_says_what_works_and_what_does_not(lesson: Lesson) -> None:
    said = guanaco("doctor", lesson.folder).stdout
    assert "175/175 seeds" in said
    assert "is whole" in said
    assert "offline" in said
    refused = guanaco("doctor", lesson.folder, "--base-url", "http://127.0.0.1:9/v1", code=4)
    assert "!" in refused.stdout


@pytest.mark.parametrize("size", [0, 50, 4096])
def test_a_truncated_database_is_refused_and_left_as_it_is(size: int, lesson: Lesson) -> None:
    guanaco("generate", lesson.folder, "-n", 5)
    damaged = lesson.database_path.read_bytes()[:size]
    lesson.database_path.write_bytes(damaged)
    refused = guanaco("generate", lesson.folder, code=2)
    assert "untouched" in refused.stderr
    assert lesson.database_path.read_bytes() == damaged


@pytest.fixture
def slow_run(lesson: Lesson) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*COMMAND, "generate", str(lesson.folder), "--pace", "reading"],
        stderr=subprocess.PIPE,
        encoding="utf-8",
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
    )
    assert process.stderr is not None
    assert "run-1" in process.stderr.readline()
    # A stop waits for what is being written.
    written = "SELECT count(*) FROM response WHERE text <> ''"
    with contextlib.closing(sqlite3.connect(lesson.database_path)) as connection:
        while connection.execute(written).fetchone() == (0,):
            assert process.poll() is None
    yield process
    process.kill()
    process.communicate()


def test_a_second_run_is_refused_with_the_process_that_holds_the_lesson(
    slow_run: subprocess.Popen[str], lesson: Lesson
) -> None:
    refused = guanaco("generate", lesson.folder, code=2)
    assert f"process {slow_run.pid} (run-1)" in refused.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no way to send Ctrl-C to one process")
def test_ctrl_c_stops_in_good_order_and_a_second_one_at_once(
    slow_run: subprocess.Popen[str], lesson: Lesson
) -> None:
    assert slow_run.stderr is not None
    slow_run.send_signal(signal.SIGINT)
    assert "Ctrl-C again" in slow_run.stderr.readline()
    slow_run.send_signal(signal.SIGINT)
    assert slow_run.wait(20) == 130
    assert "run again to go on" in slow_run.stderr.read()


def saved(lesson: Lesson) -> tuple[list[str], str]:
    with sqlite3.connect(lesson.database_path) as connection:
        kept = connection.execute("SELECT instruction FROM task WHERE rule IS NULL").fetchall()
        (state,) = connection.execute("PRAGMA integrity_check").fetchone()
    connection.close()
    return [row[0] for row in kept], state


def test_killed_twenty_times_a_run_loses_nothing_and_doubles_nothing(lesson: Lesson) -> None:
    target = 1500
    seen: set[str] = set()
    for _ in range(20):
        process = subprocess.Popen(
            [*COMMAND, "generate", str(lesson.folder), "-n", str(target), "--random-seed", "3"],
            stderr=subprocess.DEVNULL,
        )
        before = len(seen)
        deadline = time.monotonic() + 60
        while process.poll() is None and len(seen) < before + 20 and time.monotonic() < deadline:
            kept, _ = saved(lesson)
            seen.update(kept)
        process.kill()
        process.wait()
        kept, state = saved(lesson)
        assert state == "ok"
        assert len(kept) == len(set(kept))
        assert seen <= set(kept)
        seen = set(kept)
    summary = json.loads(
        guanaco("generate", lesson.folder, "-n", target, "--random-seed", 3, "--json").stdout
    )
    kept, state = saved(lesson)
    assert (summary["kept"], summary["collection"], state) == (target, "run-1", "ok")
    assert len(set(kept)) == target
    assert seen <= set(kept)


def test_the_output_of_a_run_that_went_on_has_every_task_once(
    lesson: Lesson, tmp_path: Path
) -> None:
    first = (lesson.folder, "-n", 40, "--random-seed", 1)
    process = subprocess.Popen([*COMMAND, "generate", *map(str, first), "--pace", "reading"])
    while not saved(lesson)[0] and process.poll() is None:
        pass
    process.kill()
    process.wait()
    guanaco("generate", *first, "--output", tmp_path / "out.json")
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [row["instruction"] for row in rows] == saved(lesson)[0]
    assert len(rows) == 40
