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


def test_a_full_round_is_gone_where_one_is_due_and_not_before() -> None:
    gc.disable()
    ring = Ring()
    for _ in range(2):
        # It survives, and is old.
        gc.collect(1)
    there = weakref.ref(ring)
    del ring
    garbage.collect_if_due()
    assert there() is not None
    while gc.get_count()[2] < 10:
        gc.collect(1)
    assert there() is not None
    garbage.collect_if_due()
    assert there() is None


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
