"""ROUGE-L similarity: the same decisions and the same floats as rouge_score, at any batch size."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import LCSseq
from rouge_score import rouge_scorer

from guanaco_tui.generation.lcs import lcs_lengths
from guanaco_tui.generation.similarity import (
    BATCH,
    NEAREST,
    Judgement,
    SimilarityIndex,
    f_measure,
    near_repeats,
)

Words = Sequence[str]


def reference(new: Words, old: Words) -> float:
    """The F-measure of rouge_score, its arguments in the order of the reference script."""
    return float(rouge_scorer._score_lcs(new, old).fmeasure)


def texts(instructions: Sequence[Words]) -> list[str]:
    return [" ".join(words) for words in instructions]


def lcs_matrix(new: Sequence[Sequence[int]], old: Sequence[Sequence[int]]) -> np.ndarray:
    """Run the kernel on sequences in any order: a row for each of `old`, a column for each new."""
    ends = np.cumsum([len(row) for row in old])
    flat = np.array([token for row in old for token in row], np.uint32)
    starts = ends - [len(row) for row in old]
    order = sorted(range(len(new)), key=lambda place: len(new[place]))
    vocabulary = 1 + max((token for row in (*old, *new) for token in row), default=0)
    found = lcs_lengths(flat, starts, ends, [new[place] for place in order], vocabulary)
    return found[:, np.argsort(order)]


def scores(new: Sequence[Words], old: Sequence[Words]) -> np.ndarray:
    numbers: dict[str, int] = {}
    ids = [[numbers.setdefault(word, len(numbers)) for word in words] for words in (*old, *new)]
    lcs = lcs_matrix(ids[len(old) :], ids[: len(old)])
    m, n = (np.array([len(words) for words in side]) for side in (new, old))
    return f_measure(lcs, m, n[:, None])


def ranked(found: Sequence[float]) -> tuple[tuple[int, float], ...]:
    matches = sorted(enumerate(found), key=lambda match: (-match[1], match[0]))
    return tuple(matches[:NEAREST])


def assert_equals_reference(new: Sequence[Words], old: Sequence[Words]) -> None:
    """Compare floats, decisions, nearest and means of each of `new` against all of `old`."""
    index = SimilarityIndex()
    index.add(texts(old))
    matrix = scores(new, old).T.tolist()
    for words, row, judgement in zip(new, matrix, index.compare(texts(new)), strict=True):
        figures = [reference(words, other) for other in old]
        assert row == figures
        assert judgement.nearest == ranked(figures)
        assert judgement.kept is not any(figure > 0.7 for figure in figures)
        assert judgement.mean == pytest.approx(np.mean(figures), rel=0, abs=1e-12)
        assert judgement.tokens == len(words)


def random_words(chance: random.Random, least: int, most: int, alphabet: str) -> list[str]:
    return [chance.choice(alphabet) for _ in range(chance.randint(least, most))]


def exact_pairs(longest: int) -> Iterator[tuple[int, int, int]]:
    """All (lcs, m, n) whose score is 0.7 in real numbers."""
    for m, n in product(range(1, longest + 1), repeat=2):
        lcs, rest = divmod(7 * (m + n), 20)
        if rest == 0 and lcs <= min(m, n):
            yield lcs, m, n


def pair_with(chance: random.Random, lcs: int, m: int, n: int) -> tuple[list[str], list[str]]:
    """Return texts of m and n words that share `lcs` of them, the others strewn at random."""
    sides = []
    for name, size in (("x", m), ("y", n)):
        shared = set(chance.sample(range(size), lcs))
        numbers = iter(range(lcs))
        sides.append([f"s{next(numbers)}" if i in shared else f"{name}{i}" for i in range(size)])
    return sides[0], sides[1]


# Together the next three tests compare over 200,000 pairs with rouge_score.
def test_random_texts_score_as_in_rouge_score() -> None:
    chance = random.Random(1)
    old = [random_words(chance, 0, 8, "abcdef") for _ in range(330)]
    new = [random_words(chance, 1, 8, "abcdefg") for _ in range(330)]
    assert_equals_reference(new, old)


def test_near_duplicates_score_as_in_rouge_score() -> None:
    chance = random.Random(2)
    old: list[list[str]] = []
    for _ in range(65):
        seed = random_words(chance, 5, 10, "abcdefghijklmnop")
        for _ in range(5):
            words = [word for word in seed if chance.random() < 0.85]
            words.insert(chance.randint(0, len(words)), chance.choice("abcxyz"))
            old.append(words)
    assert_equals_reference(old, old)


@pytest.mark.parametrize(("longest", "times"), [(20, 100), (64, 4)])
def test_pairs_on_the_threshold_are_decided_as_by_rouge_score(longest: int, times: int) -> None:
    chance = random.Random(3)
    for lcs, m, n in exact_pairs(longest):
        pairs = [pair_with(chance, lcs, m, n) for _ in range(times)]
        for new, old in pairs:
            index = SimilarityIndex()
            index.add(texts([old]))
            figure = reference(new, old)
            [judgement] = index.judge(texts([new]))
            assert judgement.nearest == ((0, figure),)
            assert judgement.kept is not (figure > 0.7)
        assert near_repeats(texts(pairs[0]))[1] == ((0, figure) if figure > 0.7 else None)


def test_the_floats_of_the_threshold_fall_on_both_sides() -> None:
    found = {
        triple: float(f_measure(np.array(triple[0]), *map(np.array, triple[1:])))
        for triple in exact_pairs(64)
    }
    assert len(found) == 102
    assert sum(score > 0.7 for score in found.values()) == 54
    assert found[7, 10, 10] == 0.7
    assert found[7, 8, 12] == 0.7000000000000001
    assert found[21, 23, 37] == 0.6999999999999998


@pytest.mark.parametrize("longest", [8, 16, 17, 32, 33, 64, 65, 130, 700])
def test_lcs_lengths_equal_those_of_rapidfuzz_at_every_width(longest: int) -> None:
    chance = random.Random(longest)
    old = [[chance.randrange(9) for _ in range(chance.randint(0, 200))] for _ in range(60)]
    old += [old[0], [], [8]]
    new = [[chance.randint(-1, 8) for _ in range(chance.randint(1, longest))] for _ in range(40)]
    new += [[-1] * longest, [0] * longest, new[0]]
    expected = [[LCSseq.similarity(row, pattern) for pattern in new] for row in old]
    assert lcs_matrix(new, old).tolist() == expected


def test_a_corpus_of_many_chunks_is_read_whole() -> None:
    chance = random.Random(5)
    old = [[chance.randrange(50) for _ in range(chance.randint(0, 12))] for _ in range(9000)]
    new = [[chance.randrange(50) for _ in range(size)] for size in [*range(1, 34)] * 3]
    expected = np.array([[LCSseq.similarity(row, pattern) for pattern in new] for row in old])
    assert (lcs_matrix(new, old) == expected).all()


def test_the_ten_nearest_of_thousands_are_found() -> None:
    chance = random.Random(9)
    old = [random_words(chance, 3, 16, "abcdefghijklmnopqrst") for _ in range(5000)]
    new = [random_words(chance, 3, 20, "abcdefghijklmnopqrst") for _ in range(30)]
    index = SimilarityIndex()
    index.add(texts(old))
    for words, judgement in zip(new, index.compare(texts(new)), strict=True):
        figures = []
        for other in old:
            lcs = LCSseq.similarity(words, other)
            p, r = lcs / len(other), lcs / len(words)
            figures.append(2 * p * r / (p + r) if lcs else 0.0)
        assert judgement.nearest == ranked(figures)
        assert judgement.mean == pytest.approx(np.mean(figures), rel=0, abs=1e-12)


def judged_one_by_one(
    instructions: Sequence[Words], corpus: list[Words], limit: int
) -> list[Judgement]:
    """What the method does, written down as it is told."""
    judgements: list[Judgement] = []
    for words in instructions:
        if sum(judgement.kept for judgement in judgements) == limit:
            break
        if not words:
            judgements.append(Judgement(kept=False, nearest=(), mean=0.0, tokens=0))
            continue
        figures = [reference(words, other) for other in corpus]
        kept = all(figure <= 0.7 for figure in figures)
        mean = float(np.mean(figures)) if figures else 0.0
        judgements.append(Judgement(kept, ranked(figures), mean, len(words)))
        if kept:
            corpus.append(words)
    return judgements


instruction_lists = st.lists(st.lists(st.sampled_from("abcdef"), max_size=9), max_size=40)


@given(
    seeds=instruction_lists,
    instructions=instruction_lists,
    sizes=st.lists(st.integers(1, 20), min_size=1),
    limit=st.integers(0, 40),
)
def test_judging_in_batches_equals_judging_one_by_one(
    seeds: list[list[str]], instructions: list[list[str]], sizes: list[int], limit: int
) -> None:
    index = SimilarityIndex()
    index.add(texts(seeds))
    found: list[Judgement] = []
    rest = list(instructions)
    left = limit
    while rest and left:
        size = sizes[len(found) % len(sizes)]
        batch, rest = rest[:size], rest[size:]
        judgements = index.judge(texts(batch), limit=left)
        left -= sum(judgement.kept for judgement in judgements)
        found += judgements
    corpus: list[Words] = list(seeds)
    expected = judged_one_by_one(instructions, corpus, limit)
    assert len(index) == len(corpus)
    assert [judgement.mean for judgement in found] == pytest.approx(
        [judgement.mean for judgement in expected], rel=0, abs=1e-12
    )
    for one, other in zip(found, expected, strict=True):
        assert (one.kept, one.nearest, one.tokens) == (other.kept, other.nearest, other.tokens)


def test_more_than_a_batch_at_once_equals_judging_one_by_one() -> None:
    chance = random.Random(6)
    instructions = [random_words(chance, 3, 9, "abcdefghijkl") for _ in range(3 * BATCH + 5)]
    together, singly = SimilarityIndex(), SimilarityIndex()
    found = together.judge(texts(instructions))
    for one, instruction in zip(found, texts(instructions), strict=True):
        [other] = singly.judge([instruction])
        assert (one.kept, one.nearest, one.tokens) == (other.kept, other.nearest, other.tokens)
        assert one.mean == pytest.approx(other.mean, rel=0, abs=1e-12)
    assert len(together) == len(singly) == sum(judgement.kept for judgement in found)


def test_judging_stops_when_the_limit_is_kept() -> None:
    index = SimilarityIndex()
    judgements = index.judge(["a b c", "a b c", "d e f", "g h i"], limit=2)
    assert [judgement.kept for judgement in judgements] == [True, False, True]
    assert len(index) == 2
    assert index.judge(["j k l"], limit=0) == []


def test_a_limit_holds_across_batches() -> None:
    index = SimilarityIndex()
    judgements = index.judge([f"only{number}" for number in range(BATCH + 50)], limit=BATCH + 7)
    assert len(judgements) == len(index) == BATCH + 7


def test_comparing_adds_nothing() -> None:
    index = SimilarityIndex()
    index.add(["tell me a story"])
    [first, second] = index.compare(["tell me a story", "write a poem"])
    assert (first.kept, second.kept) == (False, True)
    assert len(index) == 1
    assert index.compare(["tell me a story"]) == [first]


def test_the_first_instruction_of_all_is_kept_with_no_neighbour() -> None:
    assert SimilarityIndex().judge(["write a poem"]) == [
        Judgement(kept=True, nearest=(), mean=0.0, tokens=3)
    ]


def test_an_instruction_without_a_word_is_not_kept_and_takes_no_position() -> None:
    index = SimilarityIndex()
    index.add(["write a poem"])
    assert index.judge(["?!", ""]) == [Judgement(kept=False, nearest=(), mean=0.0, tokens=0)] * 2
    assert len(index) == 1


def test_an_added_instruction_without_a_word_holds_its_position_and_scores_nothing() -> None:
    index = SimilarityIndex()
    index.add(["", "write a poem", "..."])
    [judgement] = index.judge(["write a poem please"])
    assert judgement.nearest == ((1, reference("abcd", "abc")), (0, 0.0), (2, 0.0))
    assert judgement.mean == pytest.approx(judgement.nearest[0][1] / 3)
    empty = SimilarityIndex()
    empty.add(["", "!"])
    assert empty.judge(["write a poem"]) == [
        Judgement(kept=True, nearest=((0, 0.0), (1, 0.0)), mean=0.0, tokens=3)
    ]


def test_of_equal_scores_the_older_comes_first() -> None:
    index = SimilarityIndex()
    score = reference("abcdefghi", "abcd")
    index.add(["a b x", "q", *["a b c d"] * 700, "a b y"])
    [judgement] = index.judge(["a b c d e f g h i"])
    assert judgement.nearest == tuple((place, score) for place in range(2, 12))


def test_what_shares_no_word_is_nearest_to_the_oldest() -> None:
    index = SimilarityIndex()
    index.add([f"word{number}" for number in range(1000)])
    [judgement] = index.judge(["word990 something"])
    assert [place for place, _ in judgement.nearest] == [990, *range(9)]
    assert [score for _, score in judgement.nearest[1:]] == [0.0] * 9


def test_a_vocabulary_over_65536_words_stays_exact() -> None:
    index = SimilarityIndex()
    index.add(["early0 early1 early2"])
    index.add([f"a{number} b{number} c{number}" for number in range(23_000)])
    [late, early, new] = index.judge(
        ["a22999 b22999 c22999 d22999", "early0 early1 early2", "a65536 b65536 c65536"]
    )
    assert late.nearest[0] == (23_000, reference("abcd", "abc"))
    assert early.nearest[0] == (0, 1.0)
    assert (late.kept, early.kept, new.kept) == (False, False, True)


def test_texts_of_hundreds_of_words_stay_exact() -> None:
    chance = random.Random(7)
    seed = [f"w{chance.randrange(90)}" for _ in range(400)]
    old = [[word for word in seed if chance.random() < share] for share in (0.2, 0.5, 0.8, 1.0)]
    new = [
        [word for word in seed if chance.random() < share] for share in (0.01, 0.1, 0.3, 0.6, 0.9)
    ]
    assert_equals_reference(new, old)


def test_a_long_text_in_a_corpus_of_one_block_and_more_stays_exact() -> None:
    seed = [f"w{number}" for number in range(200)]
    old = [[*seed[:190], f"x{number}"] for number in range(12)] + [["w1"], ["w2", "w3"]]
    assert_equals_reference([seed, seed[:9]], old)


def test_the_index_takes_at_most_100_bytes_an_instruction() -> None:
    chance = random.Random(8)
    words = [f"word{number}" for number in range(14_000)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    index = SimilarityIndex()
    for _ in range(50):
        batch = [chance.choices(words, cum_weights=weights, k=10) for _ in range(1000)]
        index.add(texts(batch))
    assert index.nbytes / len(index) <= 100


def test_the_later_of_two_seeds_is_said_to_repeat_the_nearest_earlier_one() -> None:
    seeds = [
        "name three fruits that grow in winter",
        "write a poem",
        "name four fruits that grow in winter",
        "write a poem",
        "?",
        "",
        "name four fruits that grow in winter now",
        "write a poem",
    ]
    near = reference("abcdefg", "abcxefg")
    assert near_repeats(seeds) == [
        None,
        None,
        (0, near),
        (1, 1.0),
        None,
        None,
        (2, reference("abcdefgh", "abcdefg")),
        (1, 1.0),
    ]
    assert near_repeats(seeds, threshold=near)[2] is None
    assert near_repeats([]) == []


def test_a_seed_repeats_one_from_long_before() -> None:
    seeds = [f"only{number}" for number in range(2 * BATCH + 3)]
    assert near_repeats([*seeds, "only1"])[-1] == (1, 1.0)


@pytest.mark.parametrize(
    ("language", "old", "repeat", "other"),
    [
        ("ko", "한국의 봄에 대한 시를 써라", "한국의 봄에 대한 시를 쓰자", "밥을 짓는 법을 말해라"),
        ("en", "写一首关于春天的诗", "请写一首关于春天的诗", "解释如何做饭"),
        ("Thai", "เขียนบทกวีเกี่ยวกับฤดูใบไม้ผลิ", "เขียนบทกวีเกี่ยวกับฤดูใบไม้ผลินะ", "อธิบายวิธีหุงข้าว"),
    ],
)
def test_repeats_are_found_in_other_scripts(
    language: str, old: str, repeat: str, other: str
) -> None:
    index = SimilarityIndex(language)
    index.add([old])
    assert [judgement.kept for judgement in index.judge([repeat, other])] == [False, True]


def test_the_threshold_is_the_callers() -> None:
    index = SimilarityIndex(threshold=1.0)
    assert [judgement.kept for judgement in index.judge(["a b c", "a b c"])] == [True, True]
