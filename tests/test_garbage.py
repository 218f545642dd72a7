"""Garbage is looked for while nobody waits."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from guanaco_tui import garbage


class Ring:
    """An object that only a full round can find, once it is old."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    threshold = gc.get_threshold()
    gc.collect()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    gc.enable()


def old_ring() -> "weakref.ref[Ring]":
    """Return a ring that nobody has any more, and that only a full round finds."""
    ring = Ring()
    for _ in range(2):
        # It survives, and is old.
        gc.collect(1)
    return weakref.ref(ring)


def until_one_is_due() -> None:
    while gc.get_count()[2] < 10:
        gc.collect(1)


def test_a_full_round_is_gone_where_one_is_due_and_nobody_types() -> None:
    gc.disable()
    rounds, there = garbage.Rounds(), old_ring()
    rounds.go_if_due(rested=2)
    assert there() is not None
    until_one_is_due()
    assert there() is not None
    rounds.go_if_due(rested=0.5)
    assert there() is not None
    rounds.go_if_due(rested=2)
    assert there() is None


def test_what_a_round_leaves_is_not_gone_through_again_until_a_long_rest() -> None:
    gc.disable()
    rounds, ring = garbage.Rounds(), Ring()
    there = weakref.ref(ring)
    for _ in range(10):
        until_one_is_due()
        rounds.go_if_due(rested=2)
    del ring
    until_one_is_due()
    rounds.go_if_due(rested=2)
    assert there() is not None
    rounds.go_if_due(rested=61)
    assert there() is None


def test_a_long_rest_is_spent_on_one_round_and_no_more() -> None:
    gc.disable()
    rounds = garbage.Rounds()
    for _ in range(10):
        until_one_is_due()
        rounds.go_if_due(rested=2)
    rounds.go_if_due(rested=61)
    there = old_ring()
    rounds.go_if_due(rested=61)
    assert there() is not None


def test_nothing_is_looked_for_until_the_start_is_over_and_nothing_then_in_what_is_there() -> None:
    garbage.begin_late()
    assert not gc.isenabled()
    before = gc.get_freeze_count()
    garbage.begin()
    assert gc.isenabled()
    assert gc.get_freeze_count() > before


def test_what_the_end_takes_with_it_is_not_looked_through() -> None:
    before = gc.get_freeze_count()
    garbage.leave()
    assert not gc.isenabled()
    assert gc.get_freeze_count() > before
