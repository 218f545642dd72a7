"""Reads the verb and the direct object that an English instruction begins with, by rule.

The rules look for a request, find where its noun phrase ends, and take the last noun of it. They
prefer to say nothing over guessing. Where they differ from a syntactic parser on purpose: what is
only polite ("Can you", "Your task is to") is passed over, and so is a statement that sets a scene
("You are a baker."); a phrasal verb keeps its particle ("fill in", "come up with"); verbs that
share an object share it ("read and summarise the text" reads the text); "three of the words" is
about words. All vocabulary is in `verb_lexicon`.
"""

from guanaco_tui.analysis.verb_lexicon import Kind
from guanaco_tui.analysis.verb_object import read_object
from guanaco_tui.analysis.verb_reading import NotRead, Reason, VerbObject
from guanaco_tui.analysis.verb_text import Text

# Sentences looked at: one or two statements may stand before the request.
_SENTENCES = 3
# Words between two commas after the verb: "Describe, in your own words, the ...".
_ASIDE = 10

_ASKS = Kind.QUESTION | Kind.AUXILIARY | Kind.BE


def read_by_rule(instruction: str) -> VerbObject | NotRead:
    """Read the first request of an instruction."""
    text = Text(instruction)
    if text.is_empty():
        return NotRead(Reason.EMPTY)
    if text.is_foreign():
        return NotRead(Reason.NOT_ENGLISH)
    first: NotRead | None = None
    at = 0
    for _ in range(_SENTENCES):
        found = _read_sentence(text, at)
        if isinstance(found, VerbObject):
            return found
        first = first or found
        if found.reason is not Reason.NO_REQUEST and found.verb not in text.words.scene:
            break
        at = text.end(at) + 1
        if at > text.last:
            break
    return first or NotRead(Reason.NO_REQUEST)


def _read_sentence(text: Text, at: int) -> VerbObject | NotRead:
    at = _past_openers(text, at)
    if _begins_request(text, at):
        return _read_request(text, at)
    if text.is_(_ASKS, at):
        return _read_question(text, at)
    return _read_fronted(text, at)


def _past_openers(text: Text, at: int) -> int:
    """Pass over bullets, labels, "Please", "Briefly," and "Can you"."""
    start = -1
    while at != start and at < text.last:
        start = at
        after = text.low[at + 1]
        if text.is_(Kind.PUNCTUATION, at) or (text.is_(Kind.NUMBER, at) and after in ".)"):
            at += 1
        elif text.is_(Kind.LABEL, at) and after in ":-":
            at += 2
        elif text.is_(Kind.ADVERB, at):
            at += 1 + (after == ",")
        else:
            at = text.after_phrase(text.words.polite, at) or _past_asking(text, at)
    return at


def _past_asking(text: Text, at: int) -> int:
    """Pass over "can you", "how would one" where a verb follows."""
    subject = at + (text.low[at] in ("how", "why", "when", "where")) + 1
    if (
        text.is_(Kind.AUXILIARY, subject - 1)
        and subject < text.last
        and text.low[subject] in text.words.subjects
    ):
        verb = text.past_adverbs(subject + 1)
        return verb if text.is_(Kind.BASE, verb) else at
    return at


def _begins_request(text: Text, at: int) -> bool:
    """Whether a base form stands here that is neither a label nor the subject of a sentence."""
    asked = at > 0 and text.low[at - 1] in text.words.subjects
    if not text.is_(Kind.BASE if asked else Kind.VERB, at):
        return False
    if text.is_(Kind.AUXILIARY, at) and not _is_done(text, at + 1):
        return False
    after = text.kinds[at + 1] if at < text.last else 0
    finite = after & Kind.FINITE and not after & ~(Kind.FINITE | Kind.PARTICIPLE)
    return not (after & (Kind.BE | Kind.AUXILIARY) or finite or text.low[at + 1 : at + 2] == [":"])


def _is_done(text: Text, at: int) -> bool:
    """Whether "do" or "have" has an object here and no subject: "do a search"."""
    starts = Kind.DETERMINER | Kind.NUMBER | Kind.ADJECTIVE | Kind.QUOTATION
    return text.is_(starts, at) and text.low[at] not in text.words.subjects


def _read_fronted(text: Text, at: int) -> VerbObject | NotRead:
    """Read "Given the text, find ...": the request stands after a comma, or after no comma."""
    end = text.end(at)
    fronts = text.low[at] in text.words.fronting
    for comma in (place for place in range(at, end) if text.low[place] in (",", ":")):
        start = _past_openers(text, comma + 1)
        if start >= end:
            break
        if text.is_(_ASKS, start):
            # "the man, who ..." is no question; "Given the text, what ...", "If so, when ..." are.
            if text.is_(Kind.CLAUSE, start) and not fronts and text.low[at] != "if":
                continue
            return _read_question(text, start)
        if _begins_request(text, start) and text.is_firm(start + 1):
            return _read_request(text, start)
    nominal = Kind.DETERMINER | Kind.PREPOSITION | Kind.ADJECTIVE | Kind.NUMBER
    for start in range(at + 2, end if fronts else 0):
        if (
            text.is_(Kind.VERB, start)
            and not text.is_(nominal | Kind.CLAUSE | Kind.PRONOUN, start - 1)
            and text.is_(Kind.DETERMINER, start + 1)
        ):
            return _read_request(text, start)
    return NotRead(Reason.NO_REQUEST)


def _read_question(text: Text, at: int) -> VerbObject | NotRead:
    """Read "What causes earthquakes?", "What steps should I take?"; most have no object."""
    if text.is_(Kind.BE, at) or text.is_(Kind.BE, at + 1):
        return NotRead(Reason.BE, "be")
    if text.low[at] not in ("who", "what", "which"):
        return NotRead(Reason.QUESTION)
    verb_follows = text.is_(Kind.BASE | _ASKS, at + 2)
    acts = text.is_(Kind.FINITE, at + 1) and not text.is_(Kind.AUXILIARY, at + 1)
    if text.low[at] != "which" and acts and not verb_follows:
        found = read_object(text, text.words.verb(text.low[at + 1]), at + 2)
        if isinstance(found, VerbObject) or found.reason is Reason.NAME:
            return found
    for place in range(at + 2, text.end(at) - 1):
        if text.is_(Kind.BE, place):
            return NotRead(Reason.BE, "be")
        if text.is_(Kind.AUXILIARY, place):
            verb = text.past_adverbs(place + 2)
            asked = text.low[place + 1] in text.words.subjects and text.is_(Kind.BASE, verb)
            after = text.is_(Kind.PREPOSITION, verb + 1) and text.low[verb + 1] != "to"
            if asked and not after:
                found = read_object(text, text.words.verb(text.low[verb]), at + 1)
                return found if isinstance(found, VerbObject) else NotRead(Reason.QUESTION)
            break
    return NotRead(Reason.QUESTION)


def _read_request(text: Text, at: int) -> VerbObject | NotRead:
    """Read from a verb on: its particle, the verbs beside it, what stands between."""
    verb = text.words.verb(text.low[at])
    particle = text.after_phrase(text.words.phrasal, at)
    if particle:
        verb = " ".join([verb, *text.low[at + 1 : particle]])
    at = text.past_adverbs(_past_other_verbs(text, particle or at + 1))
    if text.low[at : at + 1] == [","]:
        aside = range(at + 1, min(at + _ASIDE, text.end(at)))
        at = next((place + 1 for place in aside if text.low[place] == ","), at)
    return read_object(text, verb, at)


def _past_other_verbs(text: Text, at: int) -> int:
    """Pass over "and contrast", ", sort and label"."""
    while at < text.last - 1 and (text.low[at] in (",", "/") or text.is_(Kind.CONJUNCTION, at)):
        verb = text.past_adverbs(at + 1)
        if text.low[verb] in ("and", "or", "then"):
            verb = text.past_adverbs(verb + 1)
        if not text.is_(Kind.VERB, verb):
            break
        at = text.after_phrase(text.words.phrasal, verb) or verb + 1
    return at
