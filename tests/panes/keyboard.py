"""What a person types, letter by letter."""

from typing import Any

from textual.pilot import Pilot

NAMES = {
    " ": "space",
    "\n": "enter",
    "*": "asterisk",
    "-": "minus",
    '"': "quotation_mark",
    "#": "number_sign",
}


async def typed(pilot: Pilot[Any], text: str) -> None:
    """Press the key of each letter."""
    await pilot.press(*(NAMES.get(letter, letter) for letter in text))
