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


def full_round(rest: garbage.Rest) -> None:
    """Go a full round, which is due."""
    rounds_through_what_is_new(until=10)
    rest.use(rested=0)


def rounds_through_what_is_new(until: int) -> None:
    """Go rounds until so many were gone since the last full one."""
    while gc.get_count()[2] < until:
        gc.collect(1)


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    callbacks, threshold = list(gc.callbacks), gc.get_threshold()
    gc.collect()
    yield
    gc.set_threshold(*threshold)
    gc.callbacks[:] = callbacks
    gc.unfreeze()
    gc.enable()


def test_nothing_is_looked_for_until_the_start_is_over_and_nothing_then_in_what_is_there() -> None:
    garbage.begin_late()
    assert not gc.isenabled()
    before = gc.get_freeze_count()
    garbage.begin()
    assert gc.isenabled()
    assert gc.get_freeze_count() > before


def test_what_a_full_round_leaves_is_kept_out_of_the_next() -> None:
    garbage.begin()
    rest, ring, early = garbage.Rest(), Ring(), Ring()
    there, was_there = weakref.ref(ring), weakref.ref(early)
    del early
    full_round(rest)
    assert was_there() is None, "garbage that is new is found"
    del ring
    full_round(rest)
    assert there() is not None, "that of what an earlier round left is not"


def test_a_full_round_that_is_due_waits_until_nobody_types() -> None:
    garbage.begin()
    gc.disable()
    ring = Ring()
    there = weakref.ref(ring)
    for _ in range(2):
        # It survives, and is old.
        gc.collect(1)
    del ring
    rest = garbage.Rest()
    rest.use(rested=2)
    assert there() is not None, "it is not due yet"
    rounds_through_what_is_new(until=3)
    rest.use(rested=0.05)
    assert there() is not None, "what the key has done is still being drawn"
    rest.use(rested=0.07)
    assert there() is None


def test_where_nobody_ever_rests_a_full_round_is_gone_between_two_keys() -> None:
    garbage.begin()
    gc.disable()
    gc.collect(1)
    ring = Ring()
    there = weakref.ref(ring)
    gc.collect(1)
    del ring
    rest = garbage.Rest()
    rounds_through_what_is_new(until=9)
    rest.use(rested=0)
    assert there() is not None, "there may be a rest yet"
    rounds_through_what_is_new(until=10)
    rest.use(rested=0)
    assert there() is None


def test_python_begins_no_full_round_while_a_key_is_answered() -> None:
    garbage.begin_late()
    garbage.begin()
    gc.set_threshold(10, 1, gc.get_threshold()[2])
    before = gc.get_stats()[2]["collections"]
    # A full round also waits until there is a quarter more than the last has left: much more.
    kept: list[list[int]] = [[] for _ in range(20_000)]
    assert gc.get_count()[2] > 20, "it would have been due by far"
    assert gc.get_stats()[2]["collections"] == before
    assert kept


def test_in_a_long_rest_all_is_gone_through_once() -> None:
    garbage.begin()
    rest, ring = garbage.Rest(), Ring()
    there = weakref.ref(ring)
    for _ in range(10):
        full_round(rest)
    del ring
    rest.use(rested=19)
    assert there() is not None, "somebody may still be typing"
    rest.use(rested=21)
    assert there() is None
    assert gc.get_freeze_count() > len(gc.get_objects()), "what is left is kept out of the next"
    another = Ring()
    there = weakref.ref(another)
    full_round(rest)
    del another
    rest.use(rested=21)
    assert there() is not None, "not before there is enough to find again"


def test_what_the_end_takes_with_it_is_not_looked_through() -> None:
    before = gc.get_freeze_count()
    garbage.leave()
    assert not gc.isenabled()
    assert gc.get_freeze_count() > before
