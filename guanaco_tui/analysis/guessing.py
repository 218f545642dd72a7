"""The guessing game: deals lines of two concordances with their source hidden, takes guesses, and
says how many were right and whether chance would do as well.
"""

import random
from collections.abc import Set
from dataclasses import dataclass, replace

from guanaco_tui.analysis.statistics import Interval, wilson

# A line of the game: its side, 0 or 1, and its number in the concordance of that side.
Card = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Score:
    """How many guesses were right, of how many, with the Wilson interval of that share (95%).

    `sides` says the same of the lines of each side. As many lines come from one side as from the
    other, so that chance gets one half right; the interval takes guesses for independent.
    """

    right: int
    total: int
    sides: tuple[tuple[int, int], tuple[int, int]]
    interval: Interval

    @property
    def against_chance(self) -> str:
        """Say how the share compares with one half: `better`, `worse` or `unclear`."""
        if self.interval.low > 0.5:
            return "better"
        return "worse" if self.interval.high < 0.5 else "unclear"


@dataclass(frozen=True, slots=True)
class Game:
    """A round: the cards in the order they are shown, and the sides guessed so far.

    `seen` are the cards of this round and those before it, which are not dealt again while others
    are left.
    """

    cards: tuple[Card, ...]
    guesses: tuple[int, ...] = ()
    seen: frozenset[Card] = frozenset()

    @property
    def is_over(self) -> bool:
        """Whether every card was guessed."""
        return len(self.guesses) == len(self.cards)

    @property
    def card(self) -> Card | None:
        """The card to be guessed, None when the round is over."""
        return None if self.is_over else self.cards[len(self.guesses)]

    def guess(self, side: int) -> "Game":
        """Guess that the card is of side 0 or 1; nothing changes when the round is over."""
        return self if self.is_over else replace(self, guesses=(*self.guesses, side))

    def back(self) -> "Game":
        """Take the last guess back."""
        return replace(self, guesses=self.guesses[:-1])

    def score(self) -> Score:
        """Score the guesses made so far."""
        guessed = list(zip(self.guesses, self.cards, strict=False))
        sides = [[guess == side for guess, (side, _) in guessed if side == of] for of in (0, 1)]
        right = sum(map(sum, sides))
        (first, second) = ((sum(hits), len(hits)) for hits in sides)
        return Score(right, len(guessed), (first, second), wilson(right, len(guessed)))


def deal(
    counts: tuple[int, int], each: int, seed: int, seen: frozenset[Card] = frozenset()
) -> Game:
    """Deal `each` cards of both sides, or as many as the smaller has; `counts` are their lines.

    Equal arguments deal the same cards in the same order. Cards in `seen` come again only when a
    side has no others. Where a side has no line at all the game has no cards.
    """
    chance = random.Random(seed)
    dealt = [_draw(chance, side, counts[side], each, seen) for side in (0, 1)]
    if seen and not all(dealt):
        return deal(counts, each, seed)
    size = min(map(len, dealt))
    cards = [card for side in dealt for card in side[:size]]
    chance.shuffle(cards)
    return Game(tuple(cards), seen=seen | set(cards))


def _draw(chance: random.Random, side: int, count: int, each: int, seen: Set[Card]) -> list[Card]:
    """Draw cards of a side: so many more than are wanted that none of those seen is missed."""
    numbers = chance.sample(range(count), min(count, each + len(seen)))
    return [(side, number) for number in numbers if (side, number) not in seen][:each]
