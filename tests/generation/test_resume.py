"""Replays that are stopped, killed and gone on with keep what a whole replay keeps."""

import asyncio
import random

import pytest

from guanaco_tui import resources
from guanaco_tui.backends.recorded import read_recorded
from guanaco_tui.generation import endings, events
from guanaco_tui.generation.ledger import Plan
from guanaco_tui.generation.parse import TaskParser
from guanaco_tui.generation.prepare import replay_plan
from guanaco_tui.generation.resume import ReplyParser, before
from guanaco_tui.lesson.database import Database
from guanaco_tui.lesson.lesson import sample_seeds
from guanaco_tui.lesson.runs import Attempt
from guanaco_tui.tasks import Candidate
from tests.generation.running import after, happening, left, rows, settings, stopped

REPLIES = read_recorded(resources.data_file("recorded.jsonl"))


def replay(concurrency: int) -> Plan:
    return replay_plan(sample_seeds().seeds, settings(concurrency=concurrency))


def kept(database: Database) -> list[str]:
    query = "SELECT instruction FROM task WHERE rule IS NULL ORDER BY id"
    return [text for (text,) in rows(database, query)]


def candidates(text: str) -> list[Candidate]:
    """All that is in a reply."""
    parser = TaskParser()
    return parser.feed(text) + parser.close("stop")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    with Database.open(tmp_path_factory.mktemp("whole") / "lesson.db") as database:
        asyncio.run(happening(replay(1), database))
        return kept(database)


@pytest.mark.parametrize("seed", range(20))
def test_a_reply_that_was_cut_anywhere_and_twice_gives_the_tasks_of_the_whole(seed: int) -> None:
    chance = random.Random(seed)
    text = chance.choice(REPLIES).text
    attempts: list[Attempt] = []
    found = []
    for part in (1, 2, None):
        earlier = before(attempts, 4, "en")
        parser = ReplyParser(4, "en", earlier)
        rest = text[len(earlier.text) :]
        came = rest if part is None else rest[: chance.randrange(len(rest) + 1)]
        parsed = parser.feed(came) + parser.close("stop" if part is None else "stopped")
        uncut = [one for one in parsed if part is None or one.fault != "cut off"]
        found += uncut
        attempts.append(Attempt(part or 3, came, uncut[-1].position if uncut else 0))
    assert found == candidates(text)


async def test_one_request_at_a_time_a_stopped_replay_keeps_exactly_what_a_whole_one_keeps(
    database: Database, whole: list[str]
) -> None:
    for tasks in (1, 3, 40):
        ended = await stopped(replay(1), database, after(tasks))
        assert ended.because == endings.USER
    await left(replay(1), database, after(30))
    state, _ = await happening(replay(1), database)
    assert state.stopped_because == endings.USED_UP
    assert kept(database) == whole


async def test_with_many_in_flight_a_stopped_or_killed_replay_loses_no_task(
    database: Database, whole: list[str]
) -> None:
    for tasks in (1, 5, 60):
        await stopped(replay(8), database, after(tasks))
        await left(replay(8), database, after(20))
    _, seen = await happening(replay(8), database)
    ended = seen[-1]
    assert isinstance(ended, events.RunEnded) and ended.because == endings.USED_UP
    so_far = ended.so_far
    judged = so_far.kept + sum(n for rule, n in so_far.rejected.items() if rule != "cut_off")
    assert abs(so_far.kept - len(whole)) <= 2
    texts = kept(database)
    assert len(set(texts)) == len(texts)
    assert so_far.requests == len(REPLIES)
    # In a whole replay nothing is cut off here: each candidate was judged, once.
    assert judged == sum(len(candidates(reply.text)) for reply in REPLIES)
