"""What the reading of one instruction gives: a verb and its object, or why there is none."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why no verb and object were read, as it is shown."""

    EMPTY = "no words in it"
    NOT_ENGLISH = "not English"
    NO_REQUEST = "does not begin with a verb that the lexicon has"
    BE = "a question with to be, which has no object"
    QUESTION = "a question whose object was not found"
    NO_OBJECT = "the verb has no direct object"
    CLAUSE = "the object is a clause"
    PRONOUN = "the object is a pronoun"
    NAME = "the object is a name"
    QUOTATION = "the object is quoted, a number or a sign"
    NO_NOUN = "no noun was found in the object"


@dataclass(frozen=True, slots=True)
class VerbObject:
    """The base form of a verb and of the head noun of its direct object."""

    verb: str
    object: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """Why an instruction has no verb and object, and its verb where that much is known."""

    reason: Reason
    verb: str | None = None
