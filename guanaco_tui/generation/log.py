"""The log of a run: a line for each task that was judged and each request that failed.

The same lines come from what happens (`judged`) and from what a lesson's database has of an
earlier sitting (`past`), so that a run reads the same after it was closed and opened again.
"""

import sqlite3
from dataclasses import dataclass
from typing import Literal

from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.runs import run_named
from guanaco_tui.lesson.seeds import seed_name
from guanaco_tui.tasks import Kept, Rejection

Kind = Literal["kept", "dropped", "trouble"]

# The longest text of a line, in characters: it is read on one line of a screen.
LONGEST_LINE = 500
# Lines of an earlier sitting that are shown again; Browse has all of them.
LONGEST_PAST = 2_000


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line. `task` is the row that it is about, if it is about one.

    `score` is the ROUGE-L score of what it is nearest to.
    """

    kind: Kind
    text: str
    score: float | None = None
    task: int | None = None


def judged(verdict: Kept | Rejection) -> LogLine:
    """Say what became of a candidate."""
    candidate = verdict.candidate
    if isinstance(verdict, Kept):
        score = verdict.nearest[0].score if verdict.nearest else None
        return LogLine("kept", _words_of(candidate.instruction, candidate.raw), score, verdict.row)
    near = verdict.nearest
    return _dropped(
        verdict.row,
        _words_of(candidate.instruction, candidate.raw),
        verdict.rule,
        verdict.matched,
        None if near is None else (near.label, near.instruction, near.score),
    )


def failed(number: int, why: str) -> LogLine:
    """Say that a request failed, and why."""
    return LogLine("trouble", one_line(f"request {number}: {why.rstrip('.')}"))


def past(connection: sqlite3.Connection, run: int) -> tuple[LogLine, ...]:
    """Return the last lines of a run as the database has them, oldest first.

    A request that failed stands behind the last task that came before it was sent or in its reply:
    of more is no record.
    """
    rows = connection.execute(_PAST, {"run": run, "most": LONGEST_PAST}).fetchall()
    return tuple(map(_line, reversed(rows)))


def past_of(database: Database, collection: str) -> tuple[LogLine, ...]:
    """Return the last lines of the run of this name, none where there is no such run."""
    with database.reading() as connection:
        run = run_named(connection, collection)
        return () if run is None else past(connection, run.id)


def one_line(text: str) -> str:
    """The beginning of a text on one line."""
    return " ".join(text[:LONGEST_LINE].split())


# The tasks of a run and its failures in one order, newest first; of a repeat, what it repeats.
_PAST = """
WITH line AS (
    SELECT id AS place, 0 AS behind, id AS task, NULL AS number, NULL AS fault
    FROM task WHERE collection = :run
    UNION ALL
    SELECT (SELECT coalesce(max(id), 0) FROM task
            WHERE task.collection = :run AND task.response <= response.id),
        response.id, NULL, number, fault
    FROM response WHERE run = :run AND fault IS NOT NULL
    ORDER BY place DESC, behind DESC LIMIT :most
), near AS (
    SELECT line.*, task.rule, task.matched, substr(task.instruction, 1, 500) AS instruction,
        substr(task.raw, 1, 500) AS raw,
        json_extract(task.nearest, '$[0][0]') AS source,
        json_extract(task.nearest, '$[0][1]') AS row,
        json_extract(task.nearest, '$[0][2]') AS score
    FROM line LEFT JOIN task ON task.id = line.task
)
SELECT near.*, seed.seed_id, substr(coalesce(seed.instruction, other.instruction), 1, 500) AS other
FROM near
    LEFT JOIN seed ON near.source = 'seed' AND seed.id = near.row
    LEFT JOIN task AS other ON near.source = 'task' AND other.id = near.row
ORDER BY near.place DESC, near.behind DESC
"""


def _line(row: sqlite3.Row) -> LogLine:
    if row["fault"] is not None:
        return failed(row["number"], row["fault"])
    instruction = _words_of(row["instruction"], row["raw"] or "")
    if row["rule"] is None:
        return LogLine("kept", instruction, row["score"], row["task"])
    near = None
    if row["source"] is not None:
        label = row["seed_id"] or f"task {row['row']}"
        near = label, row["other"] or "", row["score"]
    return _dropped(row["task"], instruction, row["rule"], row["matched"] or "", near)


def _dropped(
    task: int, instruction: str, rule: str, matched: str, near: tuple[str, str, float] | None
) -> LogLine:
    """A line for a candidate that was dropped: `near` is whom it repeats, its text, the score."""
    if near is not None:
        label, other, score = near
        text = f'repeats {seed_name(label)} "{other}": {instruction}'
        return LogLine("dropped", one_line(text), score, task)
    found = f' "{matched}"' if matched else ""
    reason = rule.replace("_", " ")
    return LogLine("dropped", one_line(f"{reason}{found}: {instruction}"), None, task)


def _words_of(instruction: str, raw: str) -> str:
    return one_line(instruction) or one_line(raw)
