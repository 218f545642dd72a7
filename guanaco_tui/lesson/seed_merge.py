"""Brings together what two programs made of one seeds file: neither side is lost.

A three-way merge of whole lines: what both started from, what is held here, what the other wrote.
Lines are told apart by the id of their seed, or by their text where they hold none.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from guanaco_tui.lesson.seeds import SeedFile, SeedLine, seed_line

# Whether the line holds a seed, the seed's id or the line's text, and which one of its likes it is.
Key = tuple[bool, str, int]


def merge(
    base: SeedFile,
    ours: SeedFile,
    theirs: SeedFile,
    new_id: Callable[[str], str],
    *,
    keep_deleted: bool = False,
) -> SeedFile:
    """Return `ours` with what `theirs` changed since `base`.

    Where both changed a seed, ours stays and theirs follows it under the id that `new_id` gives for
    the old one; a change is stronger than a deletion. With `keep_deleted`, what they took away and
    we did not touch stays. Lines are in our order where we changed the order, else in theirs.
    """
    was, mine, other = keyed(base), keyed(ours), keyed(theirs)
    order = _woven(other, mine) if list(was) == list(mine) else _woven(mine, other)
    lines: list[SeedLine] = []
    for key in order:
        here, there = mine.get(key), other.get(key)
        before = was.get(key)
        if _same(there, before) or _same(here, there) or (there is None and keep_deleted):
            lines += [here] if here else []
        elif _same(here, before):
            lines += [there] if there else []
        else:
            lines += [here] if here else []
            lines += [_renamed(there, new_id) if here else there] if there else []
    return SeedFile(tuple(lines))


def keyed(file: SeedFile) -> dict[Key, SeedLine]:
    """Return the lines of a file by what tells them apart, in order."""
    seen: Counter[tuple[bool, str]] = Counter()
    found: dict[Key, SeedLine] = {}
    for line in file.lines:
        name = (False, line.text) if line.seed is None else (True, line.seed.id)
        seen[name] += 1
        found[*name, seen[name]] = line
    return found


def _same(one: SeedLine | None, other: SeedLine | None) -> bool:
    return (one and one.text) == (other and other.text)


def _renamed(line: SeedLine, new_id: Callable[[str], str]) -> SeedLine:
    if line.seed is None:
        return line
    return seed_line(line.seed.model_copy(update={"id": new_id(line.seed.id)}), line.text)


def _woven(spine: Iterable[Key], others: Iterable[Key]) -> list[Key]:
    """Return the keys of the spine with each of the others behind the one that it followed."""
    spine = list(spine)
    there = set(spine)
    after: dict[Key | None, list[Key]] = {}
    anchor: Key | None = None
    for key in others:
        if key in there:
            anchor = key
        else:
            after.setdefault(anchor, []).append(key)
    woven = after.get(None, [])
    for key in spine:
        woven += [key, *after.get(key, [])]
    return woven
