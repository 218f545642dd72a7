"""`lesson.db`: everything generated or imported, in one SQLite file.

One connection writes. What is saved is committed before anybody is told of it, so that a program
killed at any moment loses nothing that was shown. A file that is not a lesson's database is
refused and left as it is.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from guanaco_tui import files
from guanaco_tui.errors import GuanacoError
from guanaco_tui.words import fts_text

_APPLICATION_ID = 0x6775616E  # "guan"
_VERSION = 1
# Bytes of a header, as https://www.sqlite.org/fileformat.html has it.
_HEADER = 100
# What SQLite says of damage; it has no code of its own for that in an index or in the schema.
_SIGNS_OF_DAMAGE = (
    "malformed", "vtable constructor failed", "invalid fts5", "no such table", "no such column",
)  # fmt: skip

_SCHEMA = """
CREATE TABLE collection (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE COLLATE NOCASE,
    kind TEXT NOT NULL CHECK (kind IN ('seeds', 'run', 'import')),
    source TEXT NOT NULL,
    created TEXT NOT NULL
);
CREATE TABLE run (
    id INTEGER PRIMARY KEY REFERENCES collection (id),
    backend TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    settings TEXT NOT NULL,
    template TEXT NOT NULL,
    prompt_hash TEXT NOT NULL,
    random_seed INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('running', 'stopped', 'done')),
    stopped_because TEXT NOT NULL DEFAULT '',
    process INTEGER,
    seconds REAL NOT NULL DEFAULT 0,
    first_task_seconds REAL
);
-- Each version of a seed that a run used: what the class edits later does not change the record.
CREATE TABLE seed (
    id INTEGER PRIMARY KEY,
    seed_id TEXT NOT NULL,
    name TEXT NOT NULL,
    instruction TEXT NOT NULL,
    input TEXT NOT NULL,
    output TEXT NOT NULL,
    UNIQUE (seed_id, name, instruction, input, output)
);
CREATE TABLE run_seed (
    run INTEGER NOT NULL REFERENCES run (id),
    place INTEGER NOT NULL,
    seed INTEGER NOT NULL REFERENCES seed (id),
    PRIMARY KEY (run, place)
) WITHOUT ROWID;
CREATE TABLE response (
    id INTEGER PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run (id),
    number INTEGER NOT NULL,
    attempt INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    text TEXT NOT NULL DEFAULT '',
    finish_reason TEXT,
    fault TEXT,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    usage_estimated INTEGER NOT NULL DEFAULT 0,
    cost_usd REAL,
    seconds REAL,
    UNIQUE (run, number, attempt)
);
CREATE TABLE example (
    response INTEGER NOT NULL REFERENCES response (id),
    place INTEGER NOT NULL,
    seed INTEGER REFERENCES seed (id),
    task INTEGER REFERENCES task (id),
    PRIMARY KEY (response, place)
) WITHOUT ROWID;
-- Kept tasks and rejections alike: a rejection is a task with a rule. In the collection of the
-- lesson's own seeds, `seed` is the seed's id.
CREATE TABLE task (
    id INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL REFERENCES collection (id),
    response INTEGER REFERENCES response (id),
    position INTEGER NOT NULL,
    instruction TEXT NOT NULL,
    input TEXT NOT NULL,
    output TEXT NOT NULL,
    raw TEXT,
    rule TEXT,
    matched TEXT,
    nearest TEXT,
    mean REAL,
    seed TEXT
);
-- Finds candidates by their words, as words_of() gives them; what counts as a hit is decided by
-- the matcher alone.
CREATE VIRTUAL TABLE task_words USING fts5 (
    instruction, input, output,
    content = 'task', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
-- Which tasks speak of which theme, and in which fields: 1 instruction, 2 input, 4 output.
CREATE TABLE hit (
    collection INTEGER NOT NULL REFERENCES collection (id),
    theme TEXT NOT NULL,
    task INTEGER NOT NULL REFERENCES task (id),
    fields INTEGER NOT NULL,
    PRIMARY KEY (collection, theme, task)
) WITHOUT ROWID;
-- How far each theme was looked for, and the fingerprint of the words that it had then.
CREATE TABLE tagged (
    collection INTEGER NOT NULL REFERENCES collection (id),
    theme TEXT NOT NULL,
    words TEXT NOT NULL,
    upto INTEGER NOT NULL,
    PRIMARY KEY (collection, theme)
) WITHOUT ROWID;
-- What a class decided of a hit: `text` is the SHA-256 of the field's text, so that a decision
-- holds wherever that text stands; the offsets are those of the hit in it.
CREATE TABLE judgement (
    theme TEXT NOT NULL,
    text TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    is_hit INTEGER NOT NULL,
    PRIMARY KEY (theme, text, start, end)
) WITHOUT ROWID;
-- What readers mark.
CREATE TABLE mark (
    task INTEGER PRIMARY KEY REFERENCES task (id),
    starred INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX task_by_collection ON task (collection, rule);
CREATE INDEX task_by_response ON task (response);
CREATE INDEX example_by_seed ON example (seed);
"""


class Database:
    """A connection to a lesson's database.

    It may be used from one thread at a time, not always the same. Every sqlite3 error inside
    `reading` or `writing` comes out as a GuanacoError.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> "Database":
        """Open a lesson's database and make it where there is none.

        Raises GuanacoError, and changes nothing, where the file is damaged or another program's.
        """
        if not path.exists():
            _create(path)
        _refuse_what_is_too_short(path)
        try:
            connection = _connect(path)
        except sqlite3.Error as error:
            raise _explain(error, path) from error
        return cls(path, connection)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give the connection to read with."""
        try:
            yield self._connection
        except sqlite3.Error as error:
            raise _explain(error, self.path) from error

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside one transaction: all of it is saved, or nothing."""
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:  # whatever it was, nothing of it is saved
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise
        except sqlite3.Error as error:
            raise _explain(error, self.path) from error

    def __enter__(self) -> "Database":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def to_json(value: object) -> str:
    """Compact JSON for a column."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
    try:
        connection.row_factory = sqlite3.Row
        connection.create_function("words_of", 1, fts_text, deterministic=True)
        _check_version(connection, path)
        for pragma in (
            "foreign_keys = ON",
            "journal_mode = WAL",
            # In WAL mode a commit survives a killed program; only a power cut can take the last.
            "synchronous = NORMAL",
        ):
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:  # whatever it was, the file is let go
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Make an empty database aside and move it into place whole."""
    temporary = path.with_name(f"{path.name}.new")
    try:
        temporary.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(temporary, isolation_level=None)) as connection:
            connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
        os.replace(temporary, path)  # noqa: PTH105 (one call on every platform)
    except sqlite3.Error as error:
        raise _explain(error, path) from error
    except OSError as error:
        raise files.os_error(error, path, "make") from error


def _refuse_what_is_too_short(path: Path) -> None:
    """Refuse what is shorter than a header: SQLite itself would take it for a new database.

    The file is never opened by another hand than SQLite's: to close it would let go of all locks
    that this process has on it (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    try:
        is_too_short = path.stat().st_size < _HEADER
    except OSError as error:
        raise files.os_error(error, path, "read") from error
    if is_too_short:
        raise _not_ours(path)


def _not_ours(path: Path) -> GuanacoError:
    return GuanacoError(
        f"{path} is not a lesson's database and was left untouched: "
        "move it away to begin a new one, or put your copy of it back."
    )


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application_id != _APPLICATION_ID:
        raise GuanacoError(
            f"{path} is another program's database and was left untouched: "
            "move it away to begin a new one."
        )
    if version > _VERSION:
        raise GuanacoError(
            f"{path} was written by a newer Guanaco: install that, or a newer one, to open it."
        )


def _explain(error: sqlite3.Error, path: Path) -> GuanacoError:
    text = str(error)
    # None where it is not SQLite that says it; https://www.sqlite.org/rescode.html has the names.
    kind = getattr(error, "sqlite_errorname", None) or ""
    if "full" in text:
        return GuanacoError(
            f"The disk is full: {path} could not grow. What was saved is safe; "
            "free some space and run again to go on."
        )
    if "not a database" in text:
        return _not_ours(path)
    is_out_of_reach = kind.startswith("SQLITE_IOERR") or "unable to open" in text
    if is_out_of_reach and not path.parent.is_dir():
        return GuanacoError(f"{path.parent} is not there any more: put it back, and try again.")
    if kind.startswith("SQLITE_IOERR"):
        return GuanacoError(
            f"{path} could not be read or written: the disk may be full, or its drive not there."
            " What was saved is still in it: free some space, or connect the drive, and try again."
        )
    if kind.startswith("SQLITE_CORRUPT") or any(sign in text for sign in _SIGNS_OF_DAMAGE):
        return GuanacoError(
            f"{path} is damaged and was left untouched; the seeds are in a file of their own. "
            "Put a copy of it back if you have one, or move it away to begin a new one."
        )
    if "locked" in text:
        return GuanacoError(f"{path} is held by another program: close it and try again.")
    if "readonly" in text or "unable to open" in text:
        return GuanacoError(
            f"Cannot write {path}: check the folder's permissions, or choose another folder."
        )
    return GuanacoError(
        f"{path} could not be used ({text}). What was saved is still there: try again, and if that"
        " says the same, put a copy back if you have one."
    )


def placeholders(values: Sequence[object]) -> str:
    """Question marks for an SQL `IN`."""
    return ",".join("?" * len(values))
