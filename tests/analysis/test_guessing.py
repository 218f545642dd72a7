"""The guessing game: what is dealt, what a guess does, and how it is scored."""

from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis.guessing import Game, deal

COUNTS = st.tuples(st.integers(0, 40), st.integers(0, 40))


def play(game: Game, *, right: int) -> Game:
    """Guess all cards of a game, the first `right` of them rightly."""
    for place, (side, _) in enumerate(game.cards):
        game = game.guess(side if place < right else 1 - side)
    return game


@given(COUNTS, st.integers(1, 12), st.integers())
def test_both_sides_give_as_many_lines_and_none_twice(
    counts: tuple[int, int], each: int, seed: int
) -> None:
    game = deal(counts, each, seed)
    size = min(each, *counts)
    assert [sum(side == of for side, _ in game.cards) for of in (0, 1)] == [size, size]
    assert len(set(game.cards)) == len(game.cards)
    assert all(0 <= number < counts[side] for side, number in game.cards)


def test_a_side_without_lines_makes_a_game_without_cards() -> None:
    game = deal((0, 30), 10, seed=1)
    assert game.cards == ()
    assert game.is_over
    assert game.card is None


def test_the_same_seed_deals_the_same_game_and_another_another() -> None:
    assert deal((100, 100), 5, seed=1) == deal((100, 100), 5, seed=1)
    assert deal((100, 100), 5, seed=1).cards != deal((100, 100), 5, seed=2).cards


def test_the_order_does_not_give_the_side_away() -> None:
    orders = {tuple(side for side, _ in deal((50, 50), 3, seed).cards) for seed in range(400)}
    assert len(orders) == 20


@given(COUNTS, st.integers(1, 12), st.integers())
def test_lines_that_were_seen_come_again_only_when_a_side_has_no_others(
    counts: tuple[int, int], each: int, seed: int
) -> None:
    first = deal(counts, each, seed)
    second = deal(counts, each, seed + 1, first.seen)
    others = min(each, *(count - len(first.cards) // 2 for count in counts))
    if others:
        assert not set(first.cards) & set(second.cards)
        assert len(second.cards) == 2 * others
    else:
        assert len(second.cards) == len(first.cards)


def test_a_guess_goes_on_to_the_next_card_and_can_be_taken_back() -> None:
    game = deal((9, 9), 2, seed=1)
    on = game.guess(1)
    assert (game.card, on.card) == game.cards[:2]
    assert on.back() == game
    assert game.back() == game


def test_after_the_last_card_a_guess_changes_nothing() -> None:
    over = play(deal((9, 9), 2, seed=1), right=4)
    assert over.is_over
    assert over.guess(0) == over


def test_the_score_is_told_with_the_wilson_interval_and_for_each_side() -> None:
    game = deal((50, 50), 10, seed=1)
    score = play(game, right=15).score()
    assert (score.right, score.total) == (15, 20)
    # Wilson's roots for 15 of 20 by hand, z = 1.959964: (34.8415 -+ 8.7622) / 47.6829.
    assert [round(end, 4) for end in score.interval] == [0.5313, 0.8881]
    assert sum(right for right, _ in score.sides) == 15
    assert [total for _, total in score.sides] == [10, 10]


def test_each_side_is_scored_by_its_own_lines() -> None:
    game = deal((50, 50), 10, seed=1)
    for _ in game.cards:
        game = game.guess(0)
    assert game.score().sides == ((10, 10), (0, 10))


def test_the_score_is_held_against_chance() -> None:
    game = deal((50, 50), 10, seed=1)
    assert play(game, right=15).score().against_chance == "better"
    assert play(game, right=13).score().against_chance == "unclear"
    assert play(game, right=5).score().against_chance == "worse"
    assert game.score().against_chance == "unclear"
