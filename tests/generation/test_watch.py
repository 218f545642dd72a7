"""What a watcher of a run keeps: the log, the reply to show, and how things are named."""

from typing import Any

from guanaco_tui.generation import events
from guanaco_tui.generation.log import LONGEST_LINE
from guanaco_tui.generation.watch import Reply, RunWatch, as_read, shown_to
from guanaco_tui.lesson.runs import Closed, Totals
from guanaco_tui.lesson.seeds import seed_name
from guanaco_tui.progress import left, outcome, so_far
from guanaco_tui.tasks import Candidate, Kept, Neighbour, Rejection

NEAR = Neighbour(source="seed", row=1, label="seed_task_41", instruction="Who cleans?", score=0.83)


def candidate(instruction: str, **changes: Any) -> Candidate:
    return Candidate(instruction=instruction, output="Yes.", position=1, raw="raw", **changes)


def watching(*happened: events.Event) -> RunWatch:
    watch = RunWatch()
    for event in happened:
        watch.take(event)
    return watch


def started(response: int, *examples: str) -> events.RequestStarted:
    return events.RequestStarted(0.0, response, response, 1, examples)


def judged(verdict: Kept | Rejection) -> events.TaskJudged:
    return events.TaskJudged(1.0, 1, verdict)


KEPT = judged(Kept(row=7, candidate=candidate("Sort  these\nslogans"), nearest=(NEAR,), mean=0.1))
REPEATS = judged(Rejection(row=8, candidate=candidate("Who mops?"), rule="repeats", nearest=NEAR))
RULE = judged(
    Rejection(row=9, candidate=candidate("Sing a song"), rule="unsuitable_word", matched="music")
)


def test_the_log_says_in_words_what_became_of_each_task() -> None:
    lines = watching(KEPT, REPEATS, RULE).lines()
    assert [(line.kind, line.text, line.score, line.task) for line in lines] == [
        ("kept", "Sort these slogans", 0.83, 7),
        ("dropped", 'repeats seed 41 "Who cleans?": Who mops?', 0.83, 8),
        ("dropped", 'unsuitable word "music": Sing a song', None, 9),
    ]


def test_what_could_not_be_read_is_shown_as_it_came() -> None:
    unreadable = Rejection(row=3, candidate=candidate("", fault="unreadable"), rule="unreadable")
    assert watching(judged(unreadable)).lines()[0].text == "unreadable: raw"


def test_a_log_can_be_narrowed_to_one_kind() -> None:
    watch = watching(KEPT, REPEATS, events.ConcurrencyChanged(2.0, 4), RULE)
    assert [line.task for line in watch.lines("kept")] == [7]
    assert [line.task for line in watch.lines("dropped")] == [8, 9]
    assert [line.text for line in watch.lines("trouble")] == ["more slowly, 4 requests at once"]


def test_a_retry_is_told_with_its_seconds() -> None:
    watch = watching(
        events.RetryScheduled(1.0, 3, 1, "The server is busy.", 4.2),
        events.RetryScheduled(1.0, 4, 1, "The connection broke.", 0.2),
    )
    assert [line.text for line in watch.lines("trouble")] == [
        "again in 4 s, request 3: The server is busy",
        "again now, request 4: The connection broke",
    ]


def test_slowing_down_is_a_trouble_and_recovering_is_none() -> None:
    limits = (4, 1, 2, 3, 2)
    watch = watching(*(events.ConcurrencyChanged(1.0, limit) for limit in limits))
    assert [line.text for line in watch.lines()] == [
        "more slowly, 4 requests at once",
        "more slowly, 1 request at once",
        "more slowly, 2 requests at once",
    ]


def test_a_run_that_broke_off_says_why_among_the_troubles_and_a_stopped_one_does_not() -> None:
    refused = watching(events.RunEnded(1.0, "refused", "The key was refused.", Totals()))
    assert [line.text for line in refused.lines("trouble")] == ["The key was refused."]
    stopped = watching(events.RunEnded(1.0, "user", "Stopped.", Totals()))
    assert stopped.is_over
    assert not stopped.lines()


def test_one_reply_is_followed_to_its_end_and_then_the_oldest_in_flight() -> None:
    watch = watching(
        started(1, "seed_task_1"),
        started(2, "seed_task_2"),
        events.TextArrived(0.1, 2, "two"),
        events.TextArrived(0.2, 1, "one "),
        events.TextArrived(0.3, 1, "more"),
    )
    assert watch.reply is not None
    assert (watch.reply.number, watch.reply.text, watch.is_writing) == (1, "one more", True)
    watch.take(events.RequestFinished(0.4, 1, 1, Closed(finish_reason="stop")))
    assert (watch.reply.number, watch.reply.text) == (2, "two")


def test_the_last_reply_stays_to_be_read_when_nothing_is_in_flight() -> None:
    watch = watching(
        started(1),
        events.TextArrived(0.1, 1, "the end"),
        events.RequestFailed(0.4, 1, 1, Closed(fault="The connection broke.")),
    )
    assert watch.reply is not None
    assert (watch.reply.text, watch.is_writing) == ("the end", False)


def test_a_log_line_is_bounded_however_long_the_text() -> None:
    long = Kept(row=1, candidate=candidate("word " * 200_000), nearest=(), mean=0.0)
    assert len(watching(judged(long)).lines()[0].text) <= LONGEST_LINE


def test_seeds_are_named_by_their_number_and_other_examples_as_they_are() -> None:
    assert seed_name("seed_task_41") == "seed 41"
    assert seed_name("task 201") == "task 201"
    reply = watching(started(1, "seed_task_12", "seed_task_40")).reply
    assert reply is not None
    assert shown_to(reply) == "seeds 12, 40"
    mixed = watching(started(1, "seed_task_12", "task 201")).reply
    assert mixed is not None
    assert shown_to(mixed) == "seed 12, task 201"


def test_what_nobody_judged_does_not_count_against_the_share_that_is_kept() -> None:
    cut = Rejection(row=3, candidate=candidate("Half a", fault="cut off"), rule="cut_off")
    state = watching(KEPT, REPEATS, judged(cut)).state
    assert (state.judged, state.kept_rate) == (2, 0.5)
    assert outcome(state)[2] == "Dropped 1: repeats 1; not judged: 1 cut off in the middle."


def test_what_several_replies_have_begun_counts_in_the_pace_from_the_first_task_on() -> None:
    begun = events.RunStarted(0.0, "run-1", "ngram", "m", 81, Totals(), 0.0, None)
    first = Kept(row=1, candidate=candidate("One"), nearest=(), mean=0.0)
    started_at_once = (started(response) for response in range(1, 10))
    state = watching(begun, *started_at_once, events.TaskJudged(20.0, 1, first)).state
    # One task is there, and eight more are half written: 5 in 20 seconds.
    assert state.tasks_a_minute == 15
    assert state.seconds_left == 320


def test_a_replay_says_how_many_tasks_can_come_and_when() -> None:
    begun = events.RunStarted(0.0, "run-1", "recorded", "m", 1000, Totals(), 0.0, None, at_most=400)
    one = Kept(row=1, candidate=candidate("One"), nearest=(), mean=0.0)
    other = Rejection(row=2, candidate=candidate("Two"), rule="repeats")
    state = watching(begun, started(1)).state
    assert so_far(state) == "0 of about 360"
    state = watching(
        begun, events.TaskJudged(10.0, 1, one), events.TaskJudged(10.0, 1, other)
    ).state
    # (1 + 18) of 22 are kept of the 398 that are still to come.
    assert so_far(state) == "1 of about 345"
    assert state.seconds_left == 3440
    assert left(state) == "57 min left"
    state = watching(begun, events.TaskJudged(10.0, 1, other)).state
    assert state.goal > 300


def test_the_first_moments_of_a_sitting_have_no_pace() -> None:
    begun = events.RunStarted(0.0, "run-1", "ngram", "m", 81, Totals(kept=20), 41.0, None)
    one = Kept(row=1, candidate=candidate("One"), nearest=(), mean=0.0)
    state = watching(begun, events.TaskJudged(0.05, 1, one)).state
    assert state.tasks_a_minute is None
    assert left(state) == ""


def test_a_label_that_the_model_wrote_again_is_shown_once() -> None:
    for written, shown in (
        ("", "4. Instruction:"),
        (" Say hello.\n4. Input:", "4. Instruction: Say hello.\n4. Input:"),
        ("4. Inst", "4. Inst"),
        ("4. Instruction: Say hello.\n", "4. Instruction: Say hello.\n"),
        ("\n**5. Instruction:** Say hello.", "**5. Instruction:** Say hello."),
        ("지시: 인사하세요.\n", "지시: 인사하세요.\n"),
    ):
        reply = Reply(1, 1, ("a", "b", "c"), written)
        assert as_read(reply, "en") == shown
