"""An instruction as the verb reader sees it: tokens, what each can be, and small questions of them.

A quotation or a bracket is one token. The last token is always an end of line.
"""

import re

from guanaco_tui.analysis.verb_lexicon import Kind, Lexicon, lexicon

# What is read of an instruction; a request that begins later is not its first sentence.
_LONGEST = 1000

_TOKEN = re.compile(
    r"\"[^\"\n]*\"|“[^”\n]*”|«[^»\n]*»|(?<!\w)'[^'\n]+'(?!\w)|(?<!\w)‘[^’\n]+’(?!\w)|`[^`\n]*`"
    r"|\d+(?:[.,:/]\d+)*(?:%|[^\W\d_][^\W_]*)?(?:-[^\W_]+)*"
    r"|[^\W_]+(?:['’.\-][^\W_]+)*(?:['’](?=\s)|[+#]+)?"
    r"|[.!?]+(?=[\s)]|$)|\([^()\n]*\)|\n\s*|\S"
)
# Names that look like pronouns in lower case.
_NO_PRONOUNS = frozenset(("US", "IT"))
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_ENDS = frozenset(".!?\n")

# After one of these no noun phrase goes on.
CLOSED = (
    Kind.PREPOSITION
    | Kind.PUNCTUATION
    | Kind.CLAUSE
    | Kind.CONJUNCTION
    | Kind.BE
    | Kind.PRONOUN
    | Kind.AUXILIARY
)
_PLAIN = Kind.ADJECTIVE | Kind.ING_NOUN | Kind.BASE | Kind.VERB


class Text:
    """The tokens of an instruction: `raw` as written, `low` in lower case, `kinds` as bits."""

    def __init__(self, instruction: str) -> None:
        self.words: Lexicon = lexicon()
        self.raw: list[str] = [*_TOKEN.findall(instruction.strip()[:_LONGEST]), "\n"]
        self.low = [token if token in _NO_PRONOUNS else token.casefold() for token in self.raw]
        known, kind = self.words.kinds, self.words.kind
        self.kinds = [known[word] if word in known else kind(word) for word in self.low]
        self.last = len(self.low) - 1

    def is_empty(self) -> bool:
        """Whether there is no word and no number."""
        return not any(token[0].isalnum() for token in self.low)

    def is_foreign(self) -> bool:
        """Whether it has other letters, or more small words of other languages than of English."""
        if any(not token.isascii() for token in self.raw):
            text = "".join(self.raw)
            if 2 * len(_LATIN.findall(text)) < len(_LETTER.findall(text)):
                return True
        foreign = self.words.other_languages.intersection(self.low)
        return bool(foreign) and len(foreign) > len(self.words.english.intersection(self.low))

    def end(self, at: int) -> int:
        """Where the sentence that `at` stands in ends."""
        while at < self.last and self.low[at][0] not in _ENDS:
            at += 1
        return at

    def is_(self, kind: int, at: int) -> bool:
        """Whether the token here can be one of the kinds."""
        return at <= self.last and bool(self.kinds[at] & kind)

    def after_phrase(self, phrases: dict[str, list[tuple[str, ...]]], at: int) -> int | None:
        """Where the text goes on after one of the phrases that stands here."""
        for rest in phrases.get(self.low[at], ()):
            end = at + 1 + len(rest)
            if tuple(self.low[at + 1 : end]) == rest and end <= self.last:
                return end
        return None

    def past_adverbs(self, at: int) -> int:
        """Where the text goes on after adverbs and "please"."""
        while at < self.last and (
            self.kinds[at] & (Kind.ADVERB | Kind.DEGREE) or self.low[at] == "please"
        ):
            at += 1
        return at

    def is_plain(self, at: int) -> bool:
        """Whether a noun or an adjective stands here that is nothing else."""
        return at <= self.last and self.low[at][0].isalnum() and not self.kinds[at] & ~_PLAIN

    def opens_noun(self, at: int) -> bool:
        """Whether an adjective, a noun, a number or a determiner stands here."""
        if at > self.last:
            return False
        if self.kinds[at] & Kind.QUOTATION:
            return self.is_plain(at + 1)
        return not self.kinds[at] & CLOSED

    def goes_on(self, at: int) -> bool:
        """Whether a noun phrase goes on to another noun or adjective here."""
        ends = Kind.DETERMINER | Kind.NUMBER | Kind.DEGREE | Kind.ADVERB
        return self.opens_noun(at) and not self.kinds[at] & ends

    def is_firm(self, at: int) -> bool:
        """Whether what stands here, after a possible verb, shows that it is one.

        After a comma a base form may be a noun: "Given the words run, walk and jump, ...".
        """
        if self.after_phrase(self.words.phrasal, at - 1):
            return True
        firm = Kind.DETERMINER | Kind.NUMBER | Kind.PRONOUN | Kind.CLAUSE | Kind.ADJECTIVE
        if self.is_(firm | Kind.QUOTATION | Kind.PARTICIPLE, at):
            return True
        if self.low[at] == "and" and self.is_(Kind.VERB, at + 1):
            return self.is_firm(at + 2)
        weak = Kind.PUNCTUATION | Kind.CONJUNCTION | Kind.PREPOSITION
        return at < self.last and not self.is_(weak, at) and not self.is_listing(at + 1)

    def is_listing(self, at: int) -> bool:
        """Whether a list goes on here."""
        return at <= self.last and self.low[at] in (",", "and", "or")
