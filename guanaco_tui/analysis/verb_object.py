"""Finds the head noun of a verb's direct object: where a noun phrase ends, and its last noun.

"a short love letter about" gives letter, "10 examples of" gives example. What follows the head, as
a phrase, a clause or a participle ("a story involving ..."), is left out.
"""

from enum import Enum, auto

from guanaco_tui.analysis.verb_lexicon import Kind
from guanaco_tui.analysis.verb_reading import NotRead, Reason, VerbObject
from guanaco_tui.analysis.verb_text import CLOSED, Text


def read_object(text: Text, verb: str, at: int) -> VerbObject | NotRead:
    """Read the object of a verb in its base form; it would begin at token `at`."""
    if _is_recipient(text, verb, at):
        at += 1
    elif text.is_(Kind.PRONOUN, at) and not text.is_(Kind.DETERMINER, at):
        return NotRead(Reason.PRONOUN, verb)
    elif verb in text.words.tellings and _tells_clause(text, at):
        return NotRead(Reason.CLAUSE, verb)

    if text.is_(Kind.QUOTATION, at) and not text.is_plain(at + 1):
        return NotRead(Reason.QUOTATION, verb)
    if text.is_(Kind.VERB, at) and text.is_(Kind.DETERMINER, at + 1):
        return NotRead(Reason.CLAUSE, verb)
    if text.is_(Kind.CLAUSE, at) and not (text.low[at] == "that" and text.opens_noun(at + 1)):
        return NotRead(Reason.CLAUSE, verb)
    outside = Kind.PREPOSITION | Kind.PUNCTUATION | Kind.CONJUNCTION
    if text.is_(outside, at) and not text.after_phrase(text.words.bounds, at):
        return NotRead(Reason.NO_OBJECT, verb)
    of_many = text.low[at + 1 : at + 2] == ["of"]
    if text.is_(Kind.DETERMINER, at) and not of_many and not text.opens_noun(at + 1):
        return NotRead(Reason.PRONOUN, verb)
    return _NounPhrase(text, verb, at).read()


def _is_recipient(text: Text, verb: str, at: int) -> bool:
    """Whether a pronoun stands here that is given something: "tell me a story"."""
    if not text.is_(Kind.PRONOUN, at) or verb in ("help", "let"):
        return False
    if text.low[at] == "her" and not text.is_(Kind.DETERMINER, at + 1):
        return False
    if text.is_(Kind.DETERMINER | Kind.NUMBER | Kind.QUOTATION, at + 1):
        return True
    return verb in text.words.two_objects and verb != "make" and text.opens_noun(at + 1)


def _tells_clause(text: Text, at: int) -> bool:
    """Whether the noun here is who is told and not what: "tell a child why the moon ..."."""
    return any(
        text.low[place] in ("how", "what", "whether", "why")
        and not text.is_(Kind.PREPOSITION, place - 1)
        for place in range(at + 1, text.end(at))
    )


class _Step(Enum):
    """What a token is to a noun phrase."""

    PASS = auto()
    HEAD = auto()
    END = auto()


class _NounPhrase:
    """A noun phrase while it is read from left to right."""

    def __init__(self, text: Text, verb: str, start: int) -> None:
        self._text = text
        self._verb = verb
        self._start = start
        self._first: int | None = None
        self._head: int | None = None
        self._adjective: int | None = None

    def read(self) -> VerbObject | NotRead:
        """Go on to the phrase's end; the head is its last noun."""
        text, at = self._text, self._start
        while at < text.last:
            if self._head is None and (bound := text.after_phrase(text.words.bounds, at)):
                at = self._start = bound
                continue
            step = self._before_head(at) if self._head is None else self._after_head(at)
            if step is _Step.END:
                break
            if step is _Step.HEAD:
                self._head = at
                self._first = at if self._first is None else self._first
            at += 1
        return self._found(at)

    def _before_head(self, at: int) -> _Step:
        """What a token is while no noun has come."""
        text, word = self._text, self._text.low[at]
        if word == "of" and self._is_share(at):
            self._start = at + 1
            return _Step.PASS
        if text.is_(Kind.QUOTATION, at):
            return _Step.PASS if word[0] == "(" or text.is_plain(at + 1) else _Step.END
        if text.is_(Kind.ADJECTIVE, at) and not text.is_(Kind.ING_NOUN | Kind.DETERMINER, at):
            self._adjective = at
            return _Step.PASS
        if text.is_(Kind.DETERMINER | Kind.NUMBER | Kind.DEGREE | Kind.ADVERB, at):
            return _Step.PASS
        if text.is_(Kind.CONJUNCTION, at) or word == ",":
            request = text.is_(Kind.VERB, at + 1) and text.is_firm(at + 2)
            return _Step.END if self._adjective is None or request else _Step.PASS
        if text.is_(CLOSED, at):
            return _Step.END
        if self._is_participle(at) and (text.goes_on(at + 1) or not word.endswith("ing")):
            self._adjective = at
            return _Step.PASS
        return _Step.HEAD

    def _after_head(self, at: int) -> _Step:
        """What a token is once a noun has come."""
        text = self._text
        if text.is_(Kind.QUOTATION, at):
            return _Step.PASS if text.low[at][0] == "(" else _Step.END
        if text.is_(Kind.DETERMINER, at):
            return _Step.END
        if text.is_(Kind.ADJECTIVE, at) and not text.is_(Kind.ING_NOUN, at):
            return _Step.PASS if text.goes_on(at + 1) else _Step.END
        if text.is_(CLOSED | Kind.NUMBER | Kind.DEGREE | Kind.ADVERB, at):
            return _Step.END
        if self._is_participle(at):
            return _Step.PASS if self._premodifies(at) else _Step.END
        return _Step.END if self._is_new_phrase(at) else _Step.HEAD

    def _is_share(self, at: int) -> bool:
        """Whether only "three", "some of the" and the like stand before "of"."""
        many = Kind.DETERMINER | Kind.NUMBER | Kind.DEGREE
        return all(self._text.is_(many, place) for place in range(self._start, at))

    def _is_participle(self, at: int) -> bool:
        text, word = self._text, self._text.low[at]
        if text.is_(Kind.ING_NOUN, at) and text.is_(Kind.DETERMINER, at + 1):
            return True
        if text.is_(Kind.ING_NOUN | Kind.BASE, at) or "'" in word or "’" in word:
            return False
        return text.is_(Kind.PARTICIPLE, at) or (len(word) > 5 and word.endswith(("ing", "ed")))

    def _premodifies(self, at: int) -> bool:
        """Whether a participle after a noun belongs to the next: "a computer generated image"."""
        text = self._text
        if not text.goes_on(at + 1):
            return False
        if text.low[at].endswith("ing"):
            return not text.is_(Kind.PARTICIPLE, at)
        naming = ("called", "named", "titled", "entitled", "labeled", "used")
        return (
            text.low[at].endswith("ed")
            and text.low[at] not in naming
            and text.raw[at + 1].islower()
        )

    def _is_new_phrase(self, at: int) -> bool:
        """Whether the noun here names or follows the one before instead of going on with it."""
        text, head = self._text, self._head
        word, before = text.low[at], text.low[at - 1]
        if head != at - 1 or before.endswith(("'s", "’s", "'", "’")):
            return False
        if len(word) == 1 or not word[0].isalnum():
            return True
        if before in text.words.naming and text.low[self._start] == "the" and self._start < head:
            return word not in text.words.compounds
        if text.raw[at][0].isupper() and text.raw[head].islower():
            after = at + 1
            while text.raw[after][0].isupper():
                after += 1
            return not text.goes_on(after) or text.is_(Kind.PARTICIPLE, after)
        follows = Kind.DETERMINER | Kind.DEGREE | Kind.PRONOUN | Kind.ADVERB | Kind.ADJECTIVE
        return (
            self._verb in text.words.causative
            and text.is_(Kind.BASE, at)
            and text.is_(follows | Kind.CLAUSE | Kind.PREPOSITION, at + 1)
            and not word.endswith("list")
        )

    def _found(self, end: int) -> VerbObject | NotRead:
        """Give the head its base form, or say why it is none. The phrase ends before `end`."""
        text, verb, head = self._text, self._verb, self._head
        if head is None:
            head = self._adjective_as_noun(end)
        elif text.is_(Kind.AUXILIARY | Kind.BE, end):
            # "two ways people can help": what the verb belongs to is no part of the phrase.
            if verb in text.words.scene:
                return NotRead(Reason.CLAUSE, verb)
            head = self._first
        if head is None:
            alone = self._adjective is None and text.is_(Kind.NUMBER, self._start)
            return NotRead(Reason.QUOTATION if alone else Reason.NO_NOUN, verb)
        if verb in text.words.two_objects and text.low[end] in ("a", "an", "some"):
            return _NounPhrase(text, verb, end).read()
        word = text.low[head]
        if head == self._start and self._is_participle(head):
            return NotRead(Reason.CLAUSE, verb)
        if self._is_name(head):
            return NotRead(Reason.NAME, verb)
        if len(word) == 1 or word == "one" or not (word[0].isalpha() and word[-1].isalnum()):
            return NotRead(Reason.NO_NOUN, verb)
        if word.endswith(("'s", "’s")):
            return NotRead(Reason.NO_NOUN, verb)
        if word in text.words.quantities and text.low[self._start] == "a" and text.low[end] == "of":
            return read_object(text, verb, end + 1)
        return VerbObject(verb, text.words.noun(word))

    def _adjective_as_noun(self, end: int) -> int | None:
        """The adjective that stands for a noun in "the opposite of", "the average"."""
        if self._adjective is None or not self._text.is_(Kind.DETERMINER, self._start):
            return None
        noun_too = self._text.low[self._adjective] in self._text.words.nouns_too
        return self._adjective if noun_too or self._text.low[end] == "of" else None

    def _is_name(self, head: int) -> bool:
        """Whether the head is written as a name.

        Not in "an API" or "three URLs", and not where small words have capitals too, as in "Write
        A Poem".
        """
        text = self._text
        if not text.raw[head][0].isupper():
            return False
        counted = text.low[self._start] in ("a", "an") or text.is_(Kind.NUMBER, self._start)
        if counted and text.raw[head].rstrip("s").isupper():
            return False
        small = Kind.DETERMINER | Kind.PREPOSITION | Kind.CONJUNCTION
        return not any(
            text.is_(small, place) and text.raw[place][0].isupper()
            for place in range(self._start, text.last)
        )
