"""The record of a run in `lesson.db`: its settings, responses, examples, tasks and rejections.

Every function that changes something takes the connection of `Database.writing`, so that what
belongs together is saved together.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

from guanaco_tui.lesson.database import to_json
from guanaco_tui.tasks import Candidate, Neighbour, SeedTask

# How a response ended that was cut short here: the run was stopped, or the program was killed.
STOPPED = "stopped"
INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Run:
    """A run as it is recorded. `settings` is the JSON of the settings it began with."""

    collection: str
    backend: str
    endpoint: str
    model: str
    settings: str
    template: str
    prompt_hash: str
    random_seed: int
    id: int = 0
    status: str = "running"
    stopped_because: str = ""
    process: int | None = None
    seconds: float = 0.0
    first_task_seconds: float | None = None

    @property
    def target(self) -> int:
        """How many tasks its last sitting was to keep."""
        return int(json.loads(self.settings)["batch"]["count"])

    def goes_on_as(self, other: "Run", random_seed: int | None) -> bool:
        """Tell whether this run is unfinished, and `other` would carry it on.

        That is where it asks the same of the same model, with this run's random seed or any
        (None). Another target, budget, concurrency or pace does not matter: they decide how much
        and how fast, not what is asked.
        """
        is_same = all(
            getattr(self, name) == getattr(other, name)
            for name in ("backend", "endpoint", "model", "prompt_hash")
        )
        return (
            self.status != "done"
            and is_same
            and random_seed in (None, self.random_seed)
            and _what_is_asked(self.settings) == _what_is_asked(other.settings)
        )


@dataclass(frozen=True)
class Totals:
    """What a run has come to, counted from its rows."""

    kept: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    requests: int = 0
    retries: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usage_estimated: bool = False
    cost_usd: float | None = 0.0


@dataclass(frozen=True)
class Closed:
    """How a response ended and what it used.

    One of `finish_reason` and `fault` is set. `cost_usd` is None where the model has no known
    price; `seconds` is None where nobody measured.
    """

    finish_reason: str | None = None
    fault: str | None = None
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usage_estimated: bool = False
    cost_usd: float | None = None
    seconds: float | None = None

    @property
    def has_known_cost(self) -> bool:
        """Whether the cost is known; what used nothing cost nothing."""
        return self.cost_usd is not None or not self.prompt_tokens + self.completion_tokens


@dataclass(frozen=True)
class Shown:
    """An example of a prompt: a seed or a kept task, by its row, with its text."""

    source: str
    row: int
    label: str
    instruction: str
    input: str
    output: str


def free_name(connection: sqlite3.Connection, wanted: str) -> str:
    """Return `wanted`, or `wanted-2` and so on where a collection has that name."""
    taken = {row["name"].casefold() for row in connection.execute("SELECT name FROM collection")}
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def next_run_name(connection: sqlite3.Connection) -> str:
    """Return `run-1` for the first run, `run-2` for the second."""
    (count,) = connection.execute(
        "SELECT count(*) FROM collection WHERE name GLOB 'run-[0-9]*'"
    ).fetchone()
    return free_name(connection, f"run-{count + 1}")


def add_run(connection: sqlite3.Connection, run: Run, created: str) -> int:
    """Record a new run with its collection and return its row; `run.id` is not looked at."""
    row = connection.execute(
        "INSERT INTO collection (name, kind, source, created) VALUES (?, 'run', ?, ?)",
        (run.collection, f"{run.backend} {run.model}", created),
    ).lastrowid
    assert row is not None
    connection.execute(
        "INSERT INTO run (id, backend, endpoint, model, settings, template, prompt_hash,"
        " random_seed, status) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'running')",
        (
            row,
            run.backend,
            run.endpoint,
            run.model,
            run.settings,
            run.template,
            run.prompt_hash,
            run.random_seed,
        ),
    )
    return row


def last_run(connection: sqlite3.Connection) -> Run | None:
    """Return the newest run, or None."""
    return _one_run(connection, "ORDER BY run.id DESC LIMIT 1")


def run_named(connection: sqlite3.Connection, name: str) -> Run | None:
    """Return the run whose collection has this name, or None."""
    return _one_run(connection, "WHERE collection.name = ?", name)


def run_in_progress(connection: sqlite3.Connection) -> Run | None:
    """Return the run that a process is marked as working on, or None."""
    return _one_run(connection, "WHERE status = 'running' ORDER BY run.id DESC LIMIT 1")


def begin(connection: sqlite3.Connection, run: int, process: int, settings: str) -> None:
    """Mark a run as worked on by a process, with the settings it goes on with."""
    connection.execute(
        "UPDATE run SET status = 'running', process = ?, stopped_because = '', settings = ?"
        " WHERE id = ?",
        (process, settings, run),
    )


def end(connection: sqlite3.Connection, run: int, status: str, because: str) -> None:
    """Mark a run as `done` or `stopped`, and say why."""
    connection.execute(
        "UPDATE run SET status = ?, stopped_because = ?, process = NULL WHERE id = ?",
        (status, because, run),
    )


def add_seeds(connection: sqlite3.Connection, seeds: Iterable[SeedTask]) -> list[Shown]:
    """Record these versions of the seeds, those that are new, and return each with its row."""
    shown = []
    for seed in seeds:
        values = (seed.id, seed.name, seed.instruction, seed.input, seed.output)
        connection.execute(
            "INSERT OR IGNORE INTO seed (seed_id, name, instruction, input, output)"
            " VALUES (?, ?, ?, ?, ?)",
            values,
        )
        row = connection.execute(
            "SELECT id FROM seed WHERE seed_id = ? AND name = ? AND instruction = ?"
            " AND input = ? AND output = ?",
            values,
        ).fetchone()[0]
        shown.append(Shown("seed", row, seed.id, seed.instruction, seed.input, seed.output))
    return shown


def set_run_seeds(connection: sqlite3.Connection, run: int, seeds: Sequence[Shown]) -> None:
    """Record which seeds, in order, a run draws from and compares with."""
    connection.execute("DELETE FROM run_seed WHERE run = ?", (run,))
    connection.executemany(
        "INSERT INTO run_seed (run, place, seed) VALUES (?, ?, ?)",
        [(run, place, seed.row) for place, seed in enumerate(seeds)],
    )


def kept_tasks(connection: sqlite3.Connection, run: int) -> list[Shown]:
    """Return the kept tasks of a run, oldest first."""
    return [
        Shown(
            "task", row["id"], f"task {row['id']}", row["instruction"], row["input"], row["output"]
        )
        for row in connection.execute(
            "SELECT id, instruction, input, output FROM task"
            " WHERE collection = ? AND rule IS NULL ORDER BY id",
            (run,),
        )
    ]


def add_response(
    connection: sqlite3.Connection,
    run: int,
    number: int,
    attempt: int,
    prompt: str,
    examples: Sequence[Shown],
) -> int:
    """Record a response before its first byte and return its row."""
    row = connection.execute(
        "INSERT INTO response (run, number, attempt, prompt) VALUES (?, ?, ?, ?)",
        (run, number, attempt, prompt),
    ).lastrowid
    assert row is not None
    connection.executemany(
        "INSERT INTO example (response, place, seed, task) VALUES (?, ?, ?, ?)",
        [
            (
                row,
                place,
                example.row if example.source == "seed" else None,
                example.row if example.source == "task" else None,
            )
            for place, example in enumerate(examples, start=1)
        ],
    )
    return row


def add_text(connection: sqlite3.Connection, response: int, text: str) -> None:
    """Append what arrived to a response."""
    connection.execute("UPDATE response SET text = text || ? WHERE id = ?", (text, response))


def add_task(
    connection: sqlite3.Connection,
    run: int,
    response: int,
    candidate: Candidate,
    *,
    rule: str | None,
    matched: str = "",
    nearest: Sequence[Neighbour] = (),
    mean: float | None = None,
) -> int:
    """Record a judged candidate, kept where `rule` is None, and return its row."""
    row = connection.execute(
        "INSERT INTO task (collection, response, position, instruction, input, output, raw, rule,"
        " matched, nearest, mean) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run,
            response,
            candidate.position,
            candidate.instruction,
            candidate.input,
            candidate.output,
            candidate.raw,
            rule,
            matched or None,
            to_json([[near.source, near.row, near.score] for near in nearest]) if nearest else None,
            mean,
        ),
    ).lastrowid
    assert row is not None
    connection.execute(
        "INSERT INTO task_words (rowid, instruction, input, output)"
        " VALUES (?, words_of(?), words_of(?), words_of(?))",
        (row, candidate.instruction, candidate.input, candidate.output),
    )
    return row


def close_response(connection: sqlite3.Connection, response: int, closed: Closed) -> None:
    """Record how a response ended and what it used."""
    connection.execute(
        "UPDATE response SET finish_reason = :finish_reason, fault = :fault,"
        " prompt_tokens = :prompt_tokens, completion_tokens = :completion_tokens,"
        " usage_estimated = :usage_estimated, cost_usd = :cost_usd, seconds = :seconds"
        " WHERE id = :response",
        {**asdict(closed), "response": response},
    )


@dataclass(frozen=True)
class OpenResponse:
    """A response that was never closed, how many examples it was shown, the last block judged."""

    id: int
    number: int
    prompt: str
    text: str
    examples: int
    judged: int


def open_responses(connection: sqlite3.Connection, run: int) -> list[OpenResponse]:
    """Return the responses of a run that were cut short before they could be closed."""
    return [
        OpenResponse(**dict(row))
        for row in connection.execute(
            "SELECT id, number, prompt, text,"
            " (SELECT count(*) FROM example WHERE response = response.id) AS examples,"
            " (SELECT coalesce(max(position), 0) FROM task WHERE response = response.id) AS judged"
            " FROM response WHERE run = ? AND finish_reason IS NULL AND fault IS NULL ORDER BY id",
            (run,),
        )
    ]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A response as an attempt at its request: its text, the position of its last whole task."""

    id: int
    text: str
    judged: int


def attempts(connection: sqlite3.Connection, run: int, number: int) -> list[Attempt]:
    """Return the attempts at a request, oldest first."""
    return [
        Attempt(**dict(row))
        for row in connection.execute(
            "SELECT id, text, (SELECT coalesce(max(position), 0) FROM task"
            " WHERE response = response.id AND rule IS NOT 'cut_off') AS judged"
            " FROM response WHERE run = ? AND number = ? ORDER BY attempt",
            (run, number),
        )
    ]


def cut_short(connection: sqlite3.Connection, run: int) -> list[int]:
    """Return the requests up to the last one that no attempt has heard to the end."""
    heard = {
        number
        for (number,) in connection.execute(
            "SELECT number FROM response WHERE run = ? AND fault IS NULL"
            f" AND finish_reason NOT IN ('{STOPPED}', '{INTERRUPTED}')",
            (run,),
        )
    }
    return [number for number in range(1, last_number(connection, run) + 1) if number not in heard]


def set_clock(
    connection: sqlite3.Connection, run: int, seconds: float, first_task_seconds: float | None
) -> None:
    """Record how long a run has worked, over all its sessions."""
    connection.execute(
        "UPDATE run SET seconds = ?, first_task_seconds = ? WHERE id = ?",
        (seconds, first_task_seconds, run),
    )


def last_number(connection: sqlite3.Connection, run: int) -> int:
    """Return the number of a run's last request, 0 before the first."""
    (number,) = connection.execute(
        "SELECT coalesce(max(number), 0) FROM response WHERE run = ?", (run,)
    ).fetchone()
    return int(number)


def totals(connection: sqlite3.Connection, run: int) -> Totals:
    """Count what a run has come to. The cost is None where one response has no price."""
    rejected = {
        row["rule"]: row["n"]
        for row in connection.execute(
            "SELECT rule, count(*) AS n FROM task WHERE collection = ? AND rule IS NOT NULL"
            " GROUP BY rule ORDER BY rule",
            (run,),
        )
    }
    (kept,) = connection.execute(
        "SELECT count(*) FROM task WHERE collection = ? AND rule IS NULL", (run,)
    ).fetchone()
    row = connection.execute(
        "SELECT count(DISTINCT number) AS requests,"
        " coalesce(sum(attempt > 1), 0) AS retries,"
        " coalesce(sum(prompt_tokens), 0) AS prompt_tokens,"
        " coalesce(sum(completion_tokens), 0) AS completion_tokens,"
        " coalesce(max(usage_estimated), 0) AS usage_estimated,"
        " coalesce(sum(cost_usd), 0.0) AS cost_usd,"
        " coalesce(sum(cost_usd IS NULL AND prompt_tokens + completion_tokens > 0), 0) AS unpriced"
        " FROM response WHERE run = ?",
        (run,),
    ).fetchone()
    return Totals(
        kept=kept,
        rejected=rejected,
        requests=row["requests"],
        retries=row["retries"],
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        usage_estimated=bool(row["usage_estimated"]),
        cost_usd=None if row["unpriced"] else row["cost_usd"],
    )


def _one_run(connection: sqlite3.Connection, clause: str, *values: object) -> Run | None:
    row = connection.execute(
        "SELECT run.*, collection.name AS collection FROM run"
        f" JOIN collection ON collection.id = run.id {clause}",
        values,
    ).fetchone()
    return Run(**dict(row)) if row else None


def _what_is_asked(settings: str) -> object:
    asked = json.loads(settings)
    asked["model"].pop("pace", None)
    for name in ("count", "budget", "concurrency", "random_seed"):
        asked["batch"].pop(name, None)
    return asked
