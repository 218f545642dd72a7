"""What holds for every reply: well-formed ones, mixtures of malformations, and any text at all."""

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from guanaco_tui.generation.parse import TaskParser
from tests.generation.parsing import Triple, parse, tasks


def counting_parser(reply: str, finish_reason: str) -> list[Triple]:
    """What a parser finds that counts its way through the reply, as the reference script does."""
    pieces = ("4. Instruction:" + reply).split("###")
    if finish_reason == "length":
        pieces.pop()
    found = []
    for number, piece in enumerate(pieces, start=4):
        label = rf"{number}\.\s+(?:Instruction|Input|Output):"
        parts = re.split(label, piece)
        if len(parts) == 4:
            instruction, given, output = (part.strip() for part in parts[1:])
            found.append((instruction, "" if given.lower() == "<noinput>" else given, output))
    return found


# Text -------------------------------------------------------------------------------------------

WORDS = """poem translate the list: a 7 3.5 (two) [x] *very* naïve 사과 # - ? ``x`` input output
task instruction 2) Input: Output: it's <b> I | == x:"""
words = st.sampled_from(WORDS.split())
lines = st.lists(words, min_size=1, max_size=6).map(" ".join)
# Lines that begin as prose does: with a word that is no label and no mark of the format.
prose_line = st.tuples(
    st.sampled_from(["Name", "so", "the", "Über", "가나다", "x = 4"]), lines
).map(" ".join)
prose = st.lists(prose_line, min_size=1, max_size=4).map("\n".join)
gappy = st.lists(prose_line, min_size=1, max_size=4).map("\n\n".join)
answers = st.one_of(
    prose, gappy, st.sampled_from(["7", "Yes", "- a\n- b", "1. a\n2. b", "**Bold** a"])
)
triples = st.lists(
    st.tuples(prose, st.one_of(st.just(""), prose, gappy), answers), min_size=1, max_size=5
)


@given(triples, st.sampled_from(["<noinput>", "<Noinput>", "<NOINPUT>"]), st.sampled_from("\n "))
def test_a_well_formed_reply_gives_what_the_counting_parser_gives(
    given_tasks: list[Triple], no_input: str, after_label: str
) -> None:
    blocks = [
        f"{number}. Instruction: {instruction}\n{number}. Input:{after_label}{given or no_input}\n"
        f"{number}. Output:{after_label}{output}\n"
        for number, (instruction, given, output) in enumerate(given_tasks, start=4)
    ]
    reply = "###\n".join(blocks).removeprefix("4. Instruction:")
    assert tasks(reply) == counting_parser(reply, "stop") == given_tasks
    cut = parse(reply, "length")
    assert [(c.instruction, c.input, c.output) for c in cut[:-1]] == counting_parser(
        reply, "length"
    )
    assert cut[-1].fault == "cut off"


# Any text at all --------------------------------------------------------------------------------

PIECES = [
    "###",
    "##",
    "#",
    "---",
    "***",
    "```",
    "```text",
    "~~~",
    "\n",
    "\n",
    "\n\n",
    " ",
    "\r\n",
    "4.",
    "5",
    "5.",
    "6. ",
    "Task 5",
    "Task 5: ",
    "Instruction:",
    "4. Instruction: ",
    "5. Instruction:",
    "Input:",
    "4. Input:",
    "Output:",
    "4. Output: ",
    "5. Output:",
    "**",
    "__",
    "**Input:**",
    "Answer:",
    "지시:",
    "입력：",
    "출력:",
    "- ",
    "text",
    "x y",
    "<noinput>",
    "N/A",
    "### Task 6 - ",
    "\x00",
    "\u202e",
    "\u2028",
    "\ud800",
    "١. ",
]
replies = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
)
finish_reasons = st.sampled_from(["stop", "length", "broken", "content_filter", ""])


@settings(max_examples=250)
@given(replies, finish_reasons, st.data())
def test_the_chunks_a_reply_comes_in_change_nothing(
    reply: str, finish_reason: str, data: st.DataObject
) -> None:
    cuts = data.draw(st.lists(st.integers(0, len(reply)), max_size=8).map(sorted))
    whole = parse(reply, finish_reason)
    for edges in (list(range(len(reply) + 1)), [0, *cuts, len(reply)]):
        parser = TaskParser()
        found = [c for a, b in pairwise(edges) for c in parser.feed(reply[a:b])]
        assert found + parser.close(finish_reason) == whole


@settings(max_examples=250)
@given(replies, finish_reasons)
def test_what_a_candidate_was_cut_from_stands_in_the_reply_in_order(
    reply: str, finish_reason: str
) -> None:
    start = 0
    for position, candidate in enumerate(parse(reply, finish_reason), start=1):
        assert candidate.position == position
        at = reply.find(candidate.raw, start)
        assert at >= start
        start = at + len(candidate.raw)
        for text in (candidate.instruction, candidate.output):
            assert text == text.strip()
            # But for the emphasis around a label and its text, nothing is left out of the middle.
            assert re.sub(r"[\s*_`]", "", text) in re.sub(r"[\s*_`]", "", candidate.raw)


@settings(max_examples=200)
@given(replies)
def test_a_reply_that_is_not_blank_is_never_met_with_silence_unless_it_is_bare_labels(
    reply: str,
) -> None:
    labels = r"(?i)\d+|Instruction:|Input:|Output:|지시:|입력：|출력:|Answer:|Task|[\W_]"
    bare = re.sub(labels, "", reply)
    if bare and "\n" not in reply:
        assert parse(reply)


# Mixtures ---------------------------------------------------------------------------------------


@st.composite
def written(draw: st.DrawFn) -> tuple[str, list[Triple]]:
    """Tasks, and a reply in which a careless model wrote them down."""
    given_tasks = draw(triples)
    numbered = draw(st.booleans())
    heading = draw(
        st.sampled_from(["", "", "### {n}.\n", "### Task {n}\n", "**Task {n}**\n\n", "Task {n}:\n"])
    )
    language = draw(
        st.sampled_from(
            ["Instruction Input Output", "지시 입력 출력", "Instruction Input Response"]
        )
    )
    number = draw(st.sampled_from([1, 4, 7]))
    parts = [draw(st.sampled_from(["", "Sure! Here are your tasks:\n\n", "Okay.\n\n---\n\n"]))]
    fence = draw(st.sampled_from(["", "", "```", "```text"]))
    each = draw(st.booleans())
    if fence and not each:
        parts.append(fence + "\n")
    for at, (instruction, context, output) in enumerate(given_tasks):
        if at:
            parts.append(
                draw(st.sampled_from(["###\n", "\n###\n\n", "##\n", "---\n", "\n", "\n\n", ""]))
            )
        if fence and each:
            parts.append(fence + "\n")
        parts.append(heading.format(n=number))
        style = draw(
            st.sampled_from(
                [
                    "{n}. {l}: ",
                    "**{n}. {l}:** ",
                    "{n}. **{l}**: ",
                    "- {n}. {l}：",
                    "## {n}. {l}:\n",
                    "{n}) {l}:\n",
                ]
                if numbered
                else [
                    "{l}: ",
                    "**{l}:** ",
                    "- {l}: ",
                    "__{l}__:\n",
                    "{l}：",
                    "### {l}:\n",
                    "* **{l}**: ",
                ]
            )
        )
        labels = [style.format(n=number, l=label) for label in language.split()]
        parts.append(f"{labels[0]}{instruction}\n")
        if context:
            parts.append(f"{labels[1]}{context}\n")
        else:
            nothing = draw(st.sampled_from(["", "<noinput>", "N/A", "None", "-", "missing"]))
            parts.append("" if nothing == "missing" else f"{labels[1]}{nothing}\n")
        parts.append(f"{labels[2]}{output}\n")
        if fence and each:
            parts.append("```\n")
        number += draw(st.sampled_from([1, 1, 1, 2]))
    if fence and not each:
        parts.append("```\n")
    parts.append(
        draw(
            st.sampled_from(
                ["", "###\n", f"###\n{number}. Instruction:", "---\nLet me know.\n", "###\nDone!"]
            )
        )
    )
    reply = "".join(parts)
    return draw(st.sampled_from([reply, reply.replace("\n", "\r\n")])), given_tasks


@settings(max_examples=600)
@given(written())
def test_a_mixture_of_malformations_gives_the_tasks_back(case: tuple[str, list[Triple]]) -> None:
    reply, given_tasks = case
    assert tasks(reply) == given_tasks
