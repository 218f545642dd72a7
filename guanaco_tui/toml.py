"""Reads TOML that people write, and says where a key stands in it, which tomllib does not say."""

import re
import tomllib
from collections.abc import Sequence
from typing import Any


def load(text: str) -> dict[str, Any]:
    """Return what TOML says; ValueError says what is wrong with it, behind the file's name."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not valid TOML: {error}") from error
    except ValueError as error:
        # What tomllib hands on from int().
        raise ValueError("holds a number with too many digits to be read") from error
    except RecursionError as error:
        raise ValueError("has too many brackets inside one another") from error


def line_of(text: str, names: Sequence[str]) -> int:
    """Return the line, from 1, of a key: `[table]` first, then `key =` below it.

    The line of the last name that is there; 1 where none is.
    """
    found = 1
    wanted = list(names)
    for number, line in enumerate(text.splitlines(), start=1):
        if wanted and re.match(rf"\s*(\[\s*)?[\"']?{re.escape(wanted[0])}[\"']?\s*(\]|=|\.)", line):
            found = number
            wanted.pop(0)
    return found


def line_of_item(text: str, table: str, key: str, item: object) -> int:
    """Return the line, from 1, of an item in a list of texts, else of its key, else of the table.

    `table` is dotted; 1 where nothing of it is there.
    """
    parts = [rf"[\"']?{re.escape(part)}[\"']?" for part in table.split(".")]
    name = r"\s*\.\s*".join(parts)
    # Below [theme], the table may stand as `race = {`, and a key as `race.words`.
    before = "".join(rf"({part}\s*\.\s*)?" for part in parts)
    wanted = [
        rf"\s*(\[\s*{name}\s*\]|({name}|{parts[-1]})\s*[=.])",
        rf"\s*{before}{re.escape(key)}\s*=",
    ]
    if isinstance(item, str):
        wanted.append(rf".*[\"']{re.escape(item)}[\"']")
    found = start = 1
    lines = text.splitlines()
    for pattern in wanted:
        for number in range(start, len(lines) + 1):
            if re.match(pattern, lines[number - 1]):
                found = start = number
                break
    return found
