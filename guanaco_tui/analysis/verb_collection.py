"""The verbs and objects of a collection's instructions: takes a collection, gives what could be
read, by the best reader there is, and of the rest which tasks they are.
"""

import hashlib
import threading
from array import array
from collections import OrderedDict
from dataclasses import dataclass

from guanaco_tui.analysis.difference import Stop, Tell
from guanaco_tui.analysis.tagging import MOST_ROWS
from guanaco_tui.analysis.verb_reading import Reason
from guanaco_tui.analysis.verbs import VerbObjects, verb_objects
from guanaco_tui.analysis.vocabulary import texts_found
from guanaco_tui.lesson.catalogue import Collection
from guanaco_tui.lesson.database import Database

# Characters of an instruction that could not be read, as it is listed.
_BEGINNING = 200
# Collections whose verbs are remembered: 50,000 instructions take a second by rule, a minute by
# spaCy, and the report wants those that the pane has read.
_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class VerbsRead:
    """A collection's verbs and objects; `unread` has row, reason and beginning of the others."""

    name: str
    verbs: VerbObjects
    unread: tuple[tuple[int, Reason, str], ...]


def collection_verbs(
    database: Database,
    collection: Collection,
    most: int | None = None,
    tell: Tell = lambda what, done, total: None,
    should_stop: Stop = lambda: False,
) -> VerbsRead | None:
    """Read the first `most` kept tasks of a collection, or all; None where `should_stop` said so.

    It belongs in a thread. The same instructions are read once. Raises GuanacoError where the
    database fails.
    """
    rows, instructions = array("q"), []
    for _, _, tasks in texts_found(database, collection.id, "instruction", None, MOST_ROWS):
        if should_stop():
            return None
        for row, (instruction,) in tasks:
            rows.append(row)
            instructions.append(instruction)
    instructions = instructions[:most]
    verbs = _remembered.verbs(instructions, f"verbs of {collection.name}", tell, should_stop)
    if verbs is None:
        return None
    unread = tuple(
        (rows[it.place], it.reason, instructions[it.place][:_BEGINNING]) for it in verbs.unread
    )
    return VerbsRead(collection.name, verbs, unread)


class _Remembered:
    """The verbs of the last few lists of instructions, by what these say."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, VerbObjects] = OrderedDict()
        self._lock = threading.Lock()

    def verbs(
        self, instructions: list[str], what: str, tell: Tell, should_stop: Stop
    ) -> VerbObjects | None:
        said = hashlib.blake2b("\0".join(instructions).encode("utf-8", "replace")).digest()
        with self._lock:
            known = self._known.get(said)
        if known is not None:
            tell(what, known.total, known.total)
            return known
        verbs = verb_objects(
            instructions, "best", lambda done, total: tell(what, done, total), should_stop
        )
        if verbs is not None:
            with self._lock:
                self._known[said] = verbs
                while len(self._known) > _REMEMBERED:
                    self._known.popitem(last=False)
        return verbs


_remembered = _Remembered()
