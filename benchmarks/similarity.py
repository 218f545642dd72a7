"""How fast a growing collection is searched for repeats, beside rouge_score and its Pool.

Every instruction of a file is judged in order against those before it, with its decision, its ten
nearest and its mean. rouge_score runs on some of the same pairs, which checks the figures, and is
scaled to all of them; so is a Pool made anew for each candidate, as the published script has it.

Promises: 52,002 instructions in 10 s on one core, 1,500 times as fast as rouge_score, none of them
a repeat; a reply of 17 against 10,000 in 2 ms; at most 100 bytes of index an instruction.

    python -m benchmarks.similarity alpaca_data.json
"""

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from rouge_score import rouge_scorer

from guanaco_tui.generation.similarity import BATCH, NEAREST, Judgement, SimilarityIndex
from guanaco_tui.text import tokens

Tokens = list[str]


def judge_all(instructions: Sequence[str]) -> tuple[SimilarityIndex, list[Judgement], list[float]]:
    """Judge all in order; return the index, the judgements and the seconds of each batch."""
    index = SimilarityIndex()
    judgements: list[Judgement] = []
    seconds = []
    for start in range(0, len(instructions), BATCH):
        began = time.perf_counter()
        judgements += index.judge(instructions[start : start + BATCH])
        seconds.append(time.perf_counter() - began)
    return index, judgements, seconds


def rouge_seconds_a_pair(
    corpus: Sequence[Tokens], judgements: Sequence[Judgement], candidates: int
) -> tuple[float, int]:
    """Score some candidates as rouge_score does and compare; return seconds a pair, and pairs."""
    pairs, spent = 0, 0.0
    for place in np.linspace(0, len(corpus) - 1, candidates + 1, dtype=int)[1:].tolist():
        began = time.perf_counter()
        found = [rouge_scorer._score_lcs(corpus[place], old).fmeasure for old in corpus[:place]]
        spent += time.perf_counter() - began
        pairs += place
        nearest = sorted(enumerate(found), key=lambda match: (-match[1], match[0]))[:NEAREST]
        judgement = judgements[place]
        if list(judgement.nearest) != nearest or abs(judgement.mean - np.mean(found)) > 1e-12:
            raise SystemExit(f"Instruction {place} has other figures than in rouge_score.")
    return spent / pairs, pairs


def pool_seconds(corpus: Sequence[Tokens], processes: int, times: int) -> float:
    """Return the median seconds of one candidate scored in a Pool of its own."""
    spent = []
    for place in range(times):
        began = time.perf_counter()
        with Pool(processes) as pool:
            pool.map(partial(rouge_scorer._score_lcs, corpus[place]), corpus)
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def reply_seconds(instructions: Sequence[str], size: int, corpus: int, times: int) -> list[float]:
    """Return the seconds of each of some replies of `size`, judged against `corpus` and more."""
    index = SimilarityIndex()
    index.add(instructions[:corpus])
    spent = []
    for number in range(times):
        start = corpus + number * size
        began = time.perf_counter()
        index.judge(instructions[start : start + size])
        spent.append(time.perf_counter() - began)
    return spent


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path, help="a JSON list of objects with an instruction")
    parser.add_argument("--rouge-candidates", type=int, default=8)
    parser.add_argument("--pool-candidates", type=int, default=3)
    parser.add_argument("--processes", type=int, default=16, help="of a Pool; published: 16")
    options = parser.parse_args()
    records = json.loads(options.path.read_text(encoding="utf-8"))
    instructions = [record["instruction"] for record in records]
    pairs = len(instructions) * (len(instructions) - 1) // 2

    began_cpu = time.process_time()
    index, judgements, batches = judge_all(instructions)
    cpu = time.process_time() - began_cpu
    ours = sum(batches)
    rejected = sum(not judgement.kept for judgement in judgements)
    corpus = [tokens(instruction, "en") for instruction in instructions]
    rouge_pair, checked = rouge_seconds_a_pair(corpus, judgements, options.rouge_candidates)
    rouge = rouge_pair * pairs
    # A Pool costs so much a candidate and so much a pair; two sizes of corpus tell them apart.
    few = len(corpus) // 10
    small = pool_seconds(corpus[:few], options.processes, options.pool_candidates)
    large = pool_seconds(corpus, options.processes, options.pool_candidates)
    pool_pair = (large - small) / (len(corpus) - few)
    pool = (small - pool_pair * few) * len(corpus) + pool_pair * pairs
    replies = reply_seconds(instructions, 17, 10_000, 40)

    print(f"{len(instructions):,} instructions, {pairs:,} pairs, each judged against those before")
    print(f"{'':36}{'seconds':>12}{'ns a pair':>12}{'slower by':>12}")
    for name, seconds in (
        (f"SimilarityIndex, batches of {BATCH}", ours),
        ("rouge_score (scaled)", rouge),
        (f"rouge_score, Pool({options.processes}) each (scaled)", pool),
    ):
        print(f"{name:36}{seconds:12,.1f}{seconds / pairs * 1e9:12,.1f}{seconds / ours:12,.0f}")
    print(
        f"CPU time of SimilarityIndex: {cpu:.1f} s; the slowest batch: {max(batches) * 1e3:.0f} ms"
    )
    print(f"rouge_score gave the same ten nearest, floats and means on {checked:,} pairs")
    print(f"rejected: {rejected}")
    print(
        f"a reply of 17 against 10,000: {statistics.median(replies) * 1e3:.2f} ms"
        f" (best {min(replies) * 1e3:.2f}, worst {max(replies) * 1e3:.2f})"
    )
    print(f"index: {index.nbytes / len(index):.1f} bytes an instruction")


if __name__ == "__main__":
    main()
