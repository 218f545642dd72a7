"""Where a key stands in a TOML file, which tomllib does not say."""

import re
from collections.abc import Sequence


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
