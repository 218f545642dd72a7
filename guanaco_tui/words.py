"""How a text is cut into words that compare equal, and how a pattern of such words is written.

A word is a run of letters, numbers and marks that does not begin with a mark, casefolded and
stripped (NFKD) of the marks that are accents or points; nothing is stemmed. In most scripts marks
are more than that: the vowels of Thai and Hindi, the tones of Thai and N'Ko tell one word from
another, and stay. A soft hyphen or a joiner inside a word does not divide it. Full-text search is
given the same words: `fts_text` is what to index for a text, `Pattern.fts` what to look for in it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import regex

# Lower case, and a space for all that is no letter or number: several times faster than a pattern.
_ASCII_WORDS = bytes(
    ord(chr(c).lower()) if c < 128 and chr(c).isalnum() else 32 for c in range(256)
)
_ASCII_WORD = re.compile(r"[^\W_]+", re.ASCII)
# What is in a word and not to be seen: the soft hyphen, Mongolian selectors of a form, the
# zero-width joiners, the word joiner under both its names. A zero-width space divides words.
_UNSEEN = "\u00ad\u180b-\u180f\u200c\u200d\u2060\ufeff"
# Quotation marks, dashes and spaces that are all that many an English text has beyond ASCII: the
# block of general punctuation, which has no letter, number or mark in it, but for those above, and
# a few more.
_PUNCTUATION = re.compile("[\u2000-\u200b\u200e-\u205f\u2061-\u206f\u00a0£§©«®°·»]")
# Scripts whose marks are accents and points that a reader does without. Inherited are the accents
# that all scripts share, and what chooses the form of a letter.
_ACCENTED = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Hebrew}\p{Arabic}\p{Syriac}\p{Inherited}"
# Nukta (7) and kana voicing (8) are inherited too, and make another letter of the one they are on.
_PARTS_OF_LETTERS = r"\p{ccc=7}\p{ccc=8}"
# Arabic vowel marks that stand alone are letters to Unicode, and folded they are a space.
_LONE_MARKS = "\ufc5e-\ufc63\ufe70\ufe72\ufe74\ufe76\ufe78\ufe7a\ufe7c\ufe7e"
# Vowels of New Tai Lue and two Vedic signs, which the unicode61 tokeniser takes for marks: they
# were marks in the Unicode that it knows.
_HIDDEN_FROM_FTS = frozenset({0x1CF2, 0x1CF3, *range(0x19B0, 0x19CA)})


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """Return a word as it is compared: NFKD, casefolded, without accents, composed again.

    Composed, because a Korean syllable is one letter to the person who types `가*`.
    """
    if word.isascii():
        return word.lower()
    taken_apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return unicodedata.normalize("NFC", _patterns().left_out.sub("", taken_apart))


def words(text: str) -> list[str]:
    """Return the folded words of a text in order."""
    if not text.isascii():
        text = _PUNCTUATION.sub(" ", text)
    if text.isascii():
        return text.encode("ascii").translate(_ASCII_WORDS).decode("ascii").split()
    return [fold(word) for word in _patterns().word.findall(text)]


def word_offsets(text: str) -> list[tuple[int, int]]:
    """Return where each of `words(text)` begins and ends in the text as it stands."""
    word = _ASCII_WORD if text.isascii() else _patterns().word
    return [match.span() for match in word.finditer(text)]


def fts_text(text: str) -> str:
    """Return what an FTS5 table (`unicode61 remove_diacritics 2`) should index for a text.

    ASCII is split there as it is here and goes in as it is. Elsewhere unicode61 differs: it knows
    no compatibility characters and takes many emoji for letters. Such a text goes in as its words.
    """
    return text if text.isascii() else " ".join(words(text))


@dataclass(frozen=True, slots=True)
class Pattern:
    """Words that stand one after another, whatever is between them; `open_end` is a final `*`."""

    words: tuple[str, ...]
    open_end: bool

    def fits(self, text: list[str], at: int) -> bool:
        """Say whether the pattern stands at word `at` of a text, which may be before its first."""
        *before, last = self.words
        end = at + len(before)
        # A slice from before the first word is shorter than what it is compared with.
        return (
            end < len(text)
            and text[at:end] == before
            and (text[end].startswith(last) if self.open_end else text[end] == last)
        )

    def fts(self) -> str | None:
        """Return an FTS5 string that finds every text it stands in, or None if none can.

        The syntax is that of https://sqlite.org/fts5.html#fts5_strings. No quotation mark can be
        in a word.
        """
        letters = (c for c in "".join(self.words) if unicodedata.category(c)[0] in "LN")
        if all(ord(c) in _HIDDEN_FROM_FTS for c in letters):
            return None
        return f'"{" ".join(self.words)}"{" *" if self.open_end else ""}'


def read_pattern(text: str) -> Pattern:
    """Read a word, a `prefix*` or a phrase; ValueError says what is wrong with it."""
    if not text.strip():
        raise ValueError("a word is empty")
    found = words(text)
    if not found:
        raise ValueError(f'"{text}" holds no letter or number')
    body = text.removesuffix("*")
    if "*" in body or (body != text and word_offsets(body)[-1][1] != len(body)):
        raise ValueError(f'"{text}": a * may only stand at the end, right after a letter or number')
    return Pattern(tuple(found), open_end=body != text)


class _Patterns(NamedTuple):
    """A word in a text, and what of it is left out when words are compared."""

    word: "regex.Pattern[str]"
    left_out: "regex.Pattern[str]"


@cache
def _patterns() -> _Patterns:
    import regex  # noqa: PLC0415 (takes 90 ms, and English text does without)

    letter = rf"[\p{{L}}\p{{N}}--[{_LONE_MARKS}]]"
    accent = rf"[[\p{{M}}&&[{_ACCENTED}]]--[{_PARTS_OF_LETTERS}]]"
    return _Patterns(
        regex.compile(rf"{letter}(?:[{_UNSEEN}]*+[{letter}\p{{M}}])*", regex.VERSION1),
        regex.compile(rf"[{accent}{_UNSEEN}]", regex.VERSION1),
    )
