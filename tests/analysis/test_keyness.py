"""Keywords and absent words of two vocabularies."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanaco_tui.analysis import statistics
from guanaco_tui.analysis.keyness import AbsentWord, absent_words, keywords, sorted_by
from guanaco_tui.analysis.vocabulary import Vocabulary

Counts = dict[str, tuple[int, int]]


def vocabulary(counts: Counts, total_tokens: int = 0, total_tasks: int = 0) -> Vocabulary:
    """Words with their tokens and tasks, filled up with tokens of no word to the totals."""
    return Vocabulary(
        tokens={word: tokens for word, (tokens, _) in counts.items()},
        tasks={word: tasks for word, (_, tasks) in counts.items()},
        total_tokens=total_tokens or sum(tokens for tokens, _ in counts.values()),
        total_tasks=total_tasks or max((tasks for _, tasks in counts.values()), default=0),
    )


def counted(tasks: Sequence[dict[str, int]]) -> Vocabulary:
    """The vocabulary of tasks that are given as their words and how often each is there."""
    tokens: Counter[str] = Counter()
    for task in tasks:
        tokens.update(task)
    in_tasks = Counter(word for task in tasks for word in task)
    return Vocabulary(tokens, in_tasks, tokens.total(), len(tasks))


def names(found: Sequence[AbsentWord]) -> list[str]:
    return [word.word for word in found]


# Up to three words of which some are rare, some common, in two collections of unlike size.
some_counts = st.dictionaries(
    st.sampled_from(["she", "he", "queue", "river", "a"]),
    st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))),
)
vocabularies = some_counts.map(lambda counts: vocabulary(counts | {"the": (200, 60)}))


def test_a_keyword_has_the_figures_of_the_reference() -> None:
    """Log-likelihood 534.64, log ratio 1.7538, LRC 1.6251: those of the tests of statistics."""
    a = vocabulary({"said": (540, 90)}, total_tokens=116_000, total_tasks=1_000)
    b = vocabulary({"said": (7_525, 3_000)}, total_tokens=5_451_382, total_tasks=50_000)
    (said,) = keywords(a, b)
    assert (said.word, said.side, said.a, said.b) == ("said", "a", 540, 7_525)
    assert (said.tasks_a, said.tasks_b) == (90, 3_000)
    assert said.g2 == pytest.approx(534.64, abs=0.005)
    assert said.log_ratio == pytest.approx(1.7538, abs=0.00005)
    assert said.lrc == pytest.approx(1.6251, abs=0.00005)
    # Of 90 in 1,000 tasks and 3,000 in 50,000, by scipy.stats.chi2_contingency(lambda_=0).
    assert said.q == pytest.approx(0.000221467, abs=5e-10)


def test_a_word_that_one_side_never_says_has_no_log_ratio_but_is_key() -> None:
    a = vocabulary({"pink": (7, 4)}, total_tokens=10_000, total_tasks=100)
    b = vocabulary({}, total_tokens=100_000, total_tasks=1_000)
    (pink,) = keywords(a, b)
    assert (pink.log_ratio, pink.side) == (None, "a")
    assert pink.g2 == pytest.approx(33.57, abs=0.005)
    assert pink.lrc is not None and pink.lrc > 0
    (swapped,) = keywords(b, a)
    assert (swapped.log_ratio, swapped.side) == (None, "b")


@given(vocabularies, vocabularies)
def test_swapping_the_sides_turns_every_keyword_round(a: Vocabulary, b: Vocabulary) -> None:
    there, back = keywords(a, b), keywords(b, a)
    assert [word.word for word in there] == [word.word for word in back]
    for one, other in zip(there, back, strict=True):
        assert {one.side, other.side} == {"a", "b"}
        assert (one.a, one.tasks_a) == (other.b, other.tasks_b)
        assert (one.g2, one.q) == pytest.approx((other.g2, other.q))
        if one.log_ratio is not None and other.log_ratio is not None:
            assert one.log_ratio == pytest.approx(-other.log_ratio)


def test_a_keyword_needs_five_tokens_in_three_tasks_where_it_is_key() -> None:
    b = vocabulary({"few": (90, 80), "one": (1, 1)}, total_tokens=1_000_000, total_tasks=100_000)
    a = vocabulary({"few": (4, 4), "one": (50, 2), "enough": (5, 3)}, 1_000, 100)
    assert [found.word for found in keywords(a, b)] == ["enough"]
    lower = keywords(a, b, least_tokens=4, least_tasks=2)
    assert {found.word for found in lower} == {"few", "one", "enough"}


def test_many_tokens_in_few_tasks_make_no_keyword() -> None:
    """By hand: three tasks of one hundred against one is nothing, whatever G2 says of 300 to 1."""
    a = vocabulary({"loop": (300, 3), "poem": (30, 30)}, total_tokens=10_000, total_tasks=100)
    b = vocabulary({"loop": (1, 1)}, total_tokens=10_000, total_tasks=100)
    assert [found.word for found in keywords(a, b)] == ["poem"]


def test_a_word_that_more_tasks_of_the_other_side_have_is_no_keyword() -> None:
    a = vocabulary({"she": (300, 10)}, total_tokens=10_000, total_tasks=100)
    b = vocabulary({"she": (90, 90)}, total_tokens=10_000, total_tasks=100)
    assert keywords(a, b) == []


def test_q_is_over_all_words_that_are_often_enough_in_both_sides_together() -> None:
    """By hand: one p among four tested is first in rank, so its q is four times that p."""
    a = {"key": (60, 30), "same": (50, 9), "also": (50, 9), "split": (3, 2), "rare": (3, 3)}
    b = {"key": (10, 9), "same": (50, 9), "also": (50, 9), "split": (3, 2), "rare": (1, 1)}
    (key,) = keywords(vocabulary(a, 1000, 100), vocabulary(b, 1000, 100))
    assert key.q == pytest.approx(4 * statistics.p_of_table(30, 100, 9, 100).p)


def test_halves_of_one_collection_seldom_have_a_keyword_though_words_come_several_at_a_time() -> (
    None
):
    """A list whose false discovery rate is 5% is empty in 95% of draws where nothing is to find.

    A word is in a task or not, by chance, and where it is, it is there up to thirteen times. Of
    tokens alone, nearly all draws would have a keyword.
    """
    deal = random.Random(7)
    rates = {f"word{n}": 0.02 * 1.05**n for n in range(60)}
    tasks = [
        {word: deal.choice((1, 4, 13)) for word, rate in rates.items() if deal.random() < rate}
        for _ in range(200)
    ]
    with_keywords = 0
    for _ in range(200):
        deal.shuffle(tasks)
        with_keywords += bool(keywords(counted(tasks[:100]), counted(tasks[100:])))
    assert with_keywords <= 12


def test_function_words_are_key_like_all_others_unless_short_ones_are_left_out() -> None:
    a = vocabulary({"she": (40, 20), "we": (35, 20), "woman": (30, 20)}, 2_000, 100)
    b = vocabulary({"the": (900, 90)}, 20_000, 100)
    every = keywords(a, b)
    assert {found.word for found in every} == {"she", "we", "woman", "the"}
    long = keywords(a, b, shortest=4)
    assert long == [found for found in every if found.word == "woman"], "with the q it had"


def test_keywords_are_listed_by_log_ratio_or_by_log_likelihood() -> None:
    a = vocabulary({"absent": (9, 9), "large": (20, 19), "sure": (600, 90)}, 10_000, 100)
    b = vocabulary({"large": (2, 2), "sure": (200, 9), "theirs": (90, 9)}, 10_000, 100)
    by_ratio = keywords(a, b)
    assert [found.word for found in by_ratio] == ["theirs", "absent", "large", "sure"]
    by_g2 = keywords(a, b, "g2")
    assert [found.word for found in by_g2] == ["sure", "theirs", "large", "absent"]
    assert sorted_by(by_g2, "log_ratio") == by_ratio


def test_a_side_without_words_has_no_keywords() -> None:
    assert keywords(vocabulary({}), vocabulary({"a": (9, 9)})) == []


@given(vocabularies, vocabularies)
def test_absent_words_are_those_that_only_the_other_side_has(a: Vocabulary, b: Vocabulary) -> None:
    assert set(names(absent_words(a, b))) == a.tokens.keys() - b.tokens.keys()
    chances = [word.chance_of_none for word in absent_words(a, b)]
    assert chances == sorted(chances)


@given(vocabularies, vocabularies, st.slices(60))
def test_absent_words_are_counted_and_read_as_a_list_is(
    a: Vocabulary, b: Vocabulary, part: slice
) -> None:
    absent = absent_words(a, b)
    every = list(absent)
    assert len(absent) == len(every)
    assert absent[part] == every[part]
    assert [absent[-place] for place in range(1, len(every) + 1)] == every[::-1]
    assert [word.is_clear for word in every] == [
        place < absent.clear for place in range(len(every))
    ]


def test_a_word_of_one_seed_is_lost_by_chance_as_often_as_one_in_three_hundred() -> None:
    """By hand: at one task of 175 it would be in 52,002 / 175, and is dealt here 175 in 52,177."""
    seeds = vocabulary({"belly": (2, 1)}, total_tokens=9, total_tasks=175)
    machine = vocabulary({"the": (90_000, 50_000)}, total_tasks=52_002)
    (lost,) = absent_words(seeds, machine)
    assert (lost.word, lost.tokens, lost.tasks) == ("belly", 2, 1)
    assert lost.expected == pytest.approx(52_002 / 175)
    assert lost.chance_of_none == pytest.approx(175 / 52_177)


def test_what_many_tasks_say_and_no_seed_does_is_clear_and_what_few_say_is_not() -> None:
    machine = vocabulary(
        {"energy": (9_000, 5_000), "rise": (2_000, 600), "belly": (1, 1)}, total_tasks=52_002
    )
    seeds = vocabulary({"me": (30, 20)}, total_tokens=900, total_tasks=175)
    invented = absent_words(machine, seeds)
    assert [(word.word, word.is_clear) for word in invented] == [
        ("energy", True),
        ("rise", False),
        ("belly", False),
    ]
    # By hand: each of 175 seeds escapes about 5,000 of 52,177 tasks; 600 times 175 / 52,177 is 2.
    assert invented[0].chance_of_none == pytest.approx((1 - 5_000 / 52_090) ** 175, rel=0.01)
    assert invented[1].expected == pytest.approx(2.02, abs=0.005)


def test_absent_words_come_by_tasks_then_by_tokens_then_by_the_alphabet() -> None:
    there = vocabulary({"b": (3, 2), "a": (3, 2), "d": (9, 2), "c": (3, 3), "e": (99, 1)})
    absent = vocabulary({"f": (1, 1)})
    assert names(absent_words(there, absent)) == ["c", "d", "a", "b", "e"]


def test_absences_are_corrected_for_all_words_that_could_have_been_clear() -> None:
    """By hand, with 10 tasks on each side: all tasks of a word are on one side with a chance of
    C(10, k) / C(20, k), which for 4 is 210 / 4,845 and below 1 in 20, and for 3 is 120 / 1,140.
    Six words have 4 tasks or more, wherever they are; three of these are absent.
    """
    both = {"x": (9, 5), "y": (9, 4), "z": (2, 2), "w": (1, 1)}
    only = {"six": (6, 6), "five": (5, 5), "four": (4, 4), "three": (3, 3)}
    a, b = vocabulary(both | only, total_tasks=10), vocabulary(both, total_tasks=10)
    six, five, four, three = absent_words(a, b)
    assert six.q == pytest.approx(6 / 1 * 210 / 38_760)
    assert five.q == pytest.approx(6 / 2 * 252 / 15_504)
    assert four.q == pytest.approx(6 / 3 * 210 / 4_845)
    assert (three.chance_of_none, three.q) == (pytest.approx(120 / 1_140), 1)
    assert [word.is_clear for word in (six, five, four, three)] == [True, True, False, False]


def test_no_absence_is_clear_where_no_number_of_tasks_could_tell() -> None:
    """By hand: both tasks of a word are among 2 of 4 with a chance of 1 in 6."""
    few = vocabulary({"x": (2, 2)}, total_tasks=2)
    (absent,) = absent_words(few, vocabulary({}, total_tasks=2))
    assert absent.chance_of_none == pytest.approx(1 / 6)
    assert not absent.is_clear


def test_rows_are_the_json_of_the_command() -> None:
    a, b = vocabulary({"pink": (7, 4)}, 10_000, 20), vocabulary({}, 100_000, 30)
    (keyword,), (absent,) = keywords(a, b), absent_words(a, b)
    assert list(keyword.as_json()) == [
        "word", "a", "b", "tasks_a", "tasks_b", "log_ratio", "lrc", "g2", "q",
    ]  # fmt: skip
    assert list(absent.as_json()) == ["word", "tokens", "tasks", "expected", "chance_of_none", "q"]
    assert keyword.as_json()["log_ratio"] is None
    assert absent.as_json()["expected"] == 6
