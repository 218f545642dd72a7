"""Many saves in a row while another program writes: one thread waits for it, and is enough."""

import threading

from guanaco_tui.lesson.catalogue import Catalogue
from guanaco_tui.lesson.lesson import Lesson
from guanaco_tui.lesson.seed_book import SeedBook
from guanaco_tui.lesson.settings import BatchSettings
from guanaco_tui.panes.seed_keeper import SeedKeeper
from tests.panes.holding import held

# Seconds after which a thread is taken to wait for ever.
FOR_EVER = 5


def bring_in_step(keeper: SeedKeeper, lesson: Lesson) -> threading.Thread:
    """Start what a save does in its thread."""

    def do() -> None:
        with lesson.database() as database:
            keeper._keep_in_step(Catalogue(database))

    thread = threading.Thread(target=do)
    thread.start()
    return thread


def test_one_thread_waits_and_brings_in_step_what_was_written_meanwhile(six_seeds: Lesson) -> None:
    book = SeedBook(six_seeds.seeds_path)
    keeper = SeedKeeper(book, six_seeds, BatchSettings)
    with held(Catalogue, "sync_seeds") as syncing:
        waits = bring_in_step(keeper, six_seeds)
        while not syncing.is_asked:
            assert waits.is_alive()
            waits.join(0.01)
        for name in ("Say what", "Say who"):
            book.edit(1, "instruction", f"{name} is missing from the letter")
            other = bring_in_step(keeper, six_seeds)
            other.join(FOR_EVER)
            assert not other.is_alive()
        assert waits.is_alive()
    waits.join()
    with six_seeds.database() as database:
        catalogue = Catalogue(database)
        first = catalogue.rows(catalogue.ids(catalogue.collection("seeds").id))[0]
    assert first.instruction == "Say who is missing from the letter"
