"""How the offline backends stream: cuts text into words, and waits between two of them.

Takes text and a pace in words a second (None for full speed); gives the pieces to yield.
"""

import asyncio
import re

# Silent reading of English, 238 words a minute: Brysbaert, "How many words do we read per
# minute?", Journal of Memory and Language 109 (2019).
READING_PACE = 4.0

# Scripts that set no spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han.
_SPACELESS = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
# What is written around a consonant of Thai, Lao, Myanmar and Khmer, before it and after it.
_BEFORE = "\u0e40-\u0e44\u0ec0-\u0ec4"
_AFTER = (
    "\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec6-\u0ece\u102b-\u103e\u1056-\u1059\u17b4-\u17d3"
)
_WORD = re.compile(
    rf"\s*(?:[^\s{_SPACELESS}]+"
    "|[\u3041-\u309f]+|[\u30a0-\u30ff]+"
    rf"|[{_BEFORE}]?[{_SPACELESS}][{_AFTER}]*)"
    r"(?:\s+\Z)?|\s+"
)


def words(text: str) -> list[str]:
    """Cut `text` into words; joined they are `text` again.

    A word has the white space before it, the last one also that after it. Where a script sets no
    spaces a word is a run of kana, a Han character, or a consonant with the vowels and marks
    around it.
    """
    return _WORD.findall(text)


def pieces(text: str, pace: float | None) -> list[str]:
    """Return what to yield one by one: words where there is a pace, else the text whole."""
    return [text] if pace is None else words(text)


async def pause(pace: float | None) -> None:
    """Wait for the time of one word; at full speed only let other tasks have their turn."""
    await asyncio.sleep(0 if pace is None else 1 / pace)
