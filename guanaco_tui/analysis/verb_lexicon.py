"""The vocabulary of the verb-and-object reader: reads data/verbs.toml, gives classes and lemmas.

A word has every class that the file gives it, as flags; a word that is not in the file has none
and is taken for a noun.
"""

import tomllib
from functools import cache
from typing import Any, Final

from guanaco_tui.resources import data_file


class Kind:
    """What a word can be: bits of a plain int, which is read much faster than an IntFlag."""

    VERB: Final = 1 << 0  # a base form that a request can begin with
    FINITE: Final = 1 << 1  # -s or past form of a verb
    PARTICIPLE: Final = 1 << 2  # -ing or past participle
    DETERMINER: Final = 1 << 3
    NUMBER: Final = 1 << 4
    PRONOUN: Final = 1 << 5
    PREPOSITION: Final = 1 << 6
    CLAUSE: Final = 1 << 7  # begins a clause: that, which, how, if ...
    CONJUNCTION: Final = 1 << 8
    DEGREE: Final = 1 << 9
    ADVERB: Final = 1 << 10
    ADJECTIVE: Final = 1 << 11
    AUXILIARY: Final = 1 << 12
    BE: Final = 1 << 13
    QUESTION: Final = 1 << 14
    ING_NOUN: Final = 1 << 15
    LABEL: Final = 1 << 16
    BASE: Final = 1 << 17  # a base form of any verb
    PUNCTUATION: Final = 1 << 18
    QUOTATION: Final = 1 << 19


class Lexicon:
    """The file, taken apart. One is enough for a process: see `lexicon`."""

    def __init__(self, file: dict[str, Any]) -> None:
        verbs, nouns, small = file["verbs"], file["nouns"], file["small"]
        openers, questions = file["openers"], file["questions"]
        self.phrasal = _by_first_word(verbs["phrasal"])
        self.polite = _by_first_word(openers["polite"])
        self.bounds = _by_first_word(small["bounds"])
        self.fronting = frozenset(openers["fronting"].split())
        self.two_objects = frozenset(verbs["two_objects"].split())
        self.causative = frozenset(verbs["causative"].split())
        self.tellings = frozenset(verbs["tellings"].split())
        self.scene = frozenset(verbs["scene"].split())
        self.quantities = frozenset(small["quantities"].split())
        self.naming = frozenset(nouns["naming"].split())
        self.compounds = frozenset(nouns["compounds"].split())
        self.subjects = frozenset(questions["subjects"].split())
        self.nouns_too = frozenset(file["adjectives"]["nouns_too"].split())
        self.spellings: dict[str, str] = file["spellings"]
        self._singular = frozenset(nouns["singular"].split())
        self._plurals: dict[str, str] = dict(pair.split() for pair in nouns["irregular"])
        self._adjectival = tuple(file["adjectives"]["endings"].split())
        self._requests = frozenset(verbs["requests"].split())
        self._not_adverbs = frozenset(small["not_adverbs"].split())
        self._verbs: dict[str, str] = {}
        self.kinds: dict[str, int] = {}

        self._conjugate(sorted({*self._requests, *verbs["others"].split()}), verbs["irregular"])
        for kind, words in (
            (Kind.VERB, verbs["requests"]),
            (Kind.DETERMINER, small["determiners"]),
            (Kind.NUMBER, small["numbers"]),
            (Kind.PRONOUN, small["pronouns"]),
            (Kind.PREPOSITION, small["prepositions"]),
            (Kind.CLAUSE, small["clauses"]),
            (Kind.CONJUNCTION, small["conjunctions"]),
            (Kind.DEGREE, small["degrees"]),
            (Kind.ADVERB, small["adverbs"]),
            (Kind.ADJECTIVE, file["adjectives"]["words"]),
            (Kind.AUXILIARY, questions["auxiliaries"]),
            (Kind.BE, questions["be"]),
            (Kind.QUESTION, questions["words"]),
            (Kind.ING_NOUN, nouns["ing"]),
            (Kind.LABEL, openers["labels"]),
        ):
            self._add(kind, words.split())
        for word in file["adjectives"]["not_by_ending"].split():
            self.kinds.setdefault(word, 0)

        small_words = Kind.DETERMINER | Kind.PRONOUN | Kind.PREPOSITION | Kind.CLAUSE
        self.other_languages = frozenset(file["other_languages"]["words"].split())
        self.english = {
            word
            for word, kind in self.kinds.items()
            if kind & small_words and (len(word) > 2 or word in ("of", "to", "by", "it", "my"))
        } - self.other_languages

    def kind(self, token: str) -> int:
        """Return what a token in lower case can be: a word, a sign, or a quotation as a whole."""
        if not token[0].isalnum():
            alone = len(token) == 1 or token[0] in ".!?\n"
            return Kind.PUNCTUATION if alone else Kind.QUOTATION
        found = self.kinds.get(token)
        if found is None:
            found = self.kinds[token] = self._unlisted(token.replace("’", "'"))
        return found

    def _unlisted(self, word: str) -> int:
        if word[0].isdigit():
            # "12", but "12-line" and "12th".
            return Kind.ADJECTIVE if any(c.isalpha() for c in word) else Kind.NUMBER
        subject, apostrophe, contracted = word.partition("'")
        if apostrophe and contracted not in ("s", ""):
            return self.kind(subject) | Kind.AUXILIARY
        if len(word) > 4 and word.endswith("ly") and word not in self._not_adverbs:
            return Kind.ADVERB
        if len(word) > 5 and word.endswith(self._adjectival):
            return Kind.ADJECTIVE
        return Kind.VERB | Kind.BASE if self.verb(word) in self._requests else 0

    def verb(self, word: str) -> str:
        """Return the base form of a verb, in the spelling of the file; else the word itself.

        `analyse` and `summarise` are read as `analyze` and `summarize`, `re-write` as `rewrite`.
        """
        known = self._verbs.get(word)
        if known:
            return known
        other = word.removeprefix("re-")
        if other != word:
            other = "re" + other
        for british, american in (("ise", "ize"), ("yse", "yze")):
            if other.endswith(british):
                other = other.removesuffix(british) + american
        return self._verbs.get(other, word)

    def noun(self, word: str) -> str:
        """Return the singular of a noun in lower case, in one spelling for both Englishes."""
        word = self.spellings.get(word, word)
        first, hyphen, last = word.rpartition("-")
        if hyphen:
            return f"{first}-{self.noun(last)}" if last else word
        if word in self._plurals:
            return self._plurals[word]
        if not word.endswith("s") or word in self._singular or len(word) < 3:
            return word
        if word.endswith(("ss", "us", "is", "ics")):
            return word
        if word.endswith("ies"):
            return word.removesuffix("ies") + "y"
        if word.endswith(("sses", "xes", "ches", "shes", "zzes", "oes")):
            return word.removesuffix("es")
        return word.removesuffix("s")

    def _add(self, kind: int, words: list[str]) -> None:
        for word in words:
            self.kinds[word] = self.kinds.get(word, 0) | kind

    def _conjugate(self, bases: list[str], irregular: list[str]) -> None:
        """Note each form of each verb, with its base; a base wins over a form of another verb."""
        own = {forms.split()[0]: forms.split()[1:] for forms in irregular}
        for base in bases:
            past, participle = own.get(base) or (_ed(base), _ed(base))
            for kind, form in (
                (Kind.BASE, base),
                (Kind.FINITE, _s(base)),
                (Kind.FINITE, past),
                (Kind.PARTICIPLE, participle),
                (Kind.PARTICIPLE, _ing(base)),
            ):
                self._add(kind, [form])
                self._verbs.setdefault(form, base)
        self._verbs |= {base: base for base in bases}


_VOWELS = "aeiou"


def _doubles(base: str) -> bool:
    """Whether the last letter is written twice: plan, planned; but edit, edited."""
    return (
        len(base) > 2
        and base[-1] not in "wxy" + _VOWELS
        and base[-2] in _VOWELS
        and base[-3] not in _VOWELS
        and (sum(c in _VOWELS for c in base) == 1 or base in ("refer", "submit", "omit", "admit"))
    )


def _s(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _ed(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return base + (base[-1] if _doubles(base) else "") + "ed"


def _ing(base: str) -> str:
    if base.endswith("ie"):
        return base[:-2] + "ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")) and base != "be":
        return base[:-1] + "ing"
    return base + (base[-1] if _doubles(base) else "") + "ing"


def _by_first_word(phrases: list[str]) -> dict[str, list[tuple[str, ...]]]:
    """For a first word, the rests of the phrases that begin with it, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases, key=lambda phrase: -len(phrase.split())):
        first, *rest = phrase.split()
        found.setdefault(first, []).append(tuple(rest))
    return found


@cache
def lexicon() -> Lexicon:
    """Return the packaged lexicon, read once: a few milliseconds."""
    return Lexicon(tomllib.loads(data_file("verbs.toml").read_text(encoding="utf-8")))
