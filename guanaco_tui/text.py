"""What makes text from outside safe, and how it is split into words.

Model output, imported files and server errors can hold terminal escapes, bidi tricks and broken
Unicode. `clean` takes them out once, where text enters. It works on each character by itself, so
that text cleaned in pieces equals text cleaned whole. `tokens` takes an instruction and gives the
words that similarity is measured on.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache

# Of C0 and C1, what stands between words: vertical tab, form feed, separators, next line.
_BETWEEN = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
# The rest of C0 but newline and tab, DEL, C1, bidi embeddings, overrides and isolates. Zero-width
# joiners and the directional marks U+200E, U+200F and U+061C stay: scripts need them.
_UNSAFE = re.compile("[\x00-\x08\x0d-\x1b\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_RETURN = re.compile("\r\n?")
_SURROGATE = re.compile("[\ud800-\udfff]")

_ROUGE_TOKEN = re.compile("[a-z0-9]+")


def clean(text: str) -> str:
    """Return `text` without control characters and bidi overrides.

    Newline and tab stay, CRLF becomes a newline, as do other signs that stand between words; a lone
    surrogate becomes U+FFFD.
    """
    return _SURROGATE.sub("\ufffd", _UNSAFE.sub("", _BETWEEN.sub("\n", text)))


def clean_whole(text: str) -> str:
    """Clean a text of which there is no more to come: a CR alone, too, is the end of a line.

    So ends a line that is pasted in a terminal. In a piece of a text nobody knows whether the LF
    that belongs to the CR is still to come.
    """
    return clean(_RETURN.sub("\n", text))


@cache
def is_english(language: str) -> bool:
    """Say whether a lesson's language is English: `en`, `en-GB`, `English` ..."""
    words = re.findall("[a-z]+", language.casefold())
    return "english" in words or words[:1] in (["en"], ["eng"])


def tokens(text: str, language: str) -> list[str]:
    """Split an instruction of a lesson in `language` into the words that ROUGE-L compares.

    In an English lesson, text without a letter of another script than Latin gives the tokens of
    `rouge_tokens`, so that its figures are those of the reference. All else is split by
    `unicode_tokens`.
    """
    if is_english(language) and (text.isascii() or not _patterns().foreign.search(text)):
        return rouge_tokens(text)
    return unicode_tokens(text)


def rouge_tokens(text: str) -> list[str]:
    """Return runs of a-z and 0-9 in the lower-case text; all other characters separate.

    Equal to the DefaultTokenizer of `rouge_score` without stemming (rouge_score/tokenize.py).
    """
    return _ROUGE_TOKEN.findall(text.lower())


def unicode_tokens(text: str) -> list[str]:
    """Return the words of text in any script, in NFKC and lower case.

    A word is a run of letters, numbers and marks that does not begin with a mark. Each Han and
    kana character is a word. Thai is cut by PyThaiNLP's newmm where that is installed; else, like
    Lao, Khmer and Burmese, which put no space between words either, into overlapping character
    3-grams.
    """
    found: list[str] = []
    for match in _patterns().word.finditer(unicodedata.normalize("NFKC", text).lower()):
        if match.lastgroup == "thai":
            found += _thai_splitter()(match[0])
        elif match.lastgroup == "unspaced":
            found += _three_grams(match[0])
        else:
            found.append(match[0])
    return found


class _Patterns:
    """The patterns that need the `regex` library, which is slow to import and seldom needed."""

    def __init__(self) -> None:
        import regex  # noqa: PLC0415 (takes 90 ms, and English text does without)

        # Letters that scripts share, such as the micro sign, do not make a text foreign.
        self.foreign = regex.compile(r"(?V1)[\p{L}--[\p{Latin}\p{Common}\p{Inherited}]]")

        def letters(scripts: str) -> str:
            return rf"[[{scripts}]&&[\p{{L}}\p{{N}}]]"

        def run(scripts: str) -> str:
            return rf"{letters(scripts)}[{letters(scripts)}\p{{M}}]*"

        characters, thai = r"\p{Han}\p{Hiragana}\p{Katakana}ー", r"\p{Thai}"
        unspaced = r"\p{Lao}\p{Khmer}\p{Myanmar}"
        self.word = regex.compile(
            rf"(?V1){letters(characters)}\p{{M}}*"
            rf"|(?P<thai>{run(thai)})"
            rf"|(?P<unspaced>{run(unspaced)})"
            rf"|{run('^' + characters + thai + unspaced)}"
        )


_patterns = cache(_Patterns)


@cache
def _thai_splitter() -> Callable[[str], list[str]]:
    try:
        from pythainlp.tokenize import word_tokenize  # noqa: PLC0415 (an extra, and heavy)
    except ModuleNotFoundError:
        return _three_grams

    def words(run: str) -> list[str]:
        # NFKC takes the vowel sara am apart; the dictionary has it whole.
        whole = run.replace("\u0e4d\u0e32", "\u0e33")
        return [str(word) for word in word_tokenize(whole, engine="newmm", keep_whitespace=False)]

    return words


def _three_grams(run: str) -> list[str]:
    return [run[i : i + 3] for i in range(max(1, len(run) - 2))]
