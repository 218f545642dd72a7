"""What becomes of each way in which a reply strays from the format, one at a time."""

import pytest

from guanaco_tui.generation.parse import TaskParser
from tests.generation.parsing import APPLE, FIRST, SECOND, SUM, Triple, parse, tasks


@pytest.mark.parametrize(
    "reply",
    [
        "1. Instruction: {0}\n1. Input: {1}\n1. Output: {2}\n###\n"
        "2. Instruction: {3}\n2. Input: {4}\n2. Output: {5}\n",
        "4. Instruction: {0}\n4. Input: {1}\n4. Output: {2}\n###\n"
        "9. Instruction: {3}\n9. Input: {4}\n9. Output: {5}\n",
        " {0}\n4. Input: {1}\n4. Output: {2}\n###\n"
        "1. Instruction: {3}\n1. Input: {4}\n1. Output: {5}\n",
        "4. Instruction: {0}\n5. Input: {1}\n6. Output: {2}\n"
        "7. Instruction: {3}\n8. Input: {4}\n9. Output: {5}\n",
    ],
)
def test_numbering_that_restarts_or_skips_is_followed(reply: str) -> None:
    assert tasks(reply.format(*APPLE, *SUM)) == [APPLE, SUM]


def test_a_heading_that_holds_the_instruction_is_read_as_one() -> None:
    reply = (
        "Task 4: Name a fruit.\nInput: None\nOutput: Apple\n\n"
        "### 5. Add them.\nInput: 1 and 2\nOutput: 3"
    )
    assert tasks(reply) == [APPLE, SUM]


def test_text_between_a_separator_and_an_input_label_is_an_instruction() -> None:
    second = "5. Add them.\n5. Input: 1 and 2\n5. Output: 3\n"
    assert tasks(f" Name a fruit.\n4. Input:\n4. Output: Apple\n###\n{second}") == [APPLE, SUM]
    fenced = f"```text\n{FIRST}```\n\n###\n```text\n{second}```\nI hope this helps!"
    assert tasks(fenced) == [APPLE, SUM]


@pytest.mark.parametrize("fence", ["```", "```text", "~~~", "````markdown"])
@pytest.mark.parametrize("separator", ["", "\n", "###\n", "\n### Task 5\n"])
@pytest.mark.parametrize("before", ["", "Sure! Here you are:\n\n"])
@pytest.mark.parametrize("after", ["", "\nLet me know if you want more!"])
def test_a_fence_around_the_reply_or_each_task_is_not_part_of_it(
    fence: str, separator: str, before: str, after: str
) -> None:
    end = fence[: 4 if fence.startswith("````") else 3]
    around_all = f"{before}{fence}\n{FIRST}{separator}{SECOND}{end}\n{after}"
    around_each = f"{before}{fence}\n{FIRST}{end}\n{separator}{fence}\n{SECOND}{end}\n{after}"
    assert tasks(around_all) == tasks(around_each) == [APPLE, SUM]


CODE = "```python\nprint(1)\n# Output: 1\n###\nprint(2)\n```"


@pytest.mark.parametrize("opening", ["", "```\n", "```text\n"])
@pytest.mark.parametrize("code", [CODE, f"Try this:\n{CODE}"])
def test_a_fence_in_an_answer_belongs_to_the_answer(opening: str, code: str) -> None:
    closing = opening and "```\n"
    first = f"4. Instruction: Write code.\n4. Input:\n4. Output:\n{code}\n"
    assert tasks(f"{opening}{first}###\n{SECOND}{closing}") == [("Write code.", "", code), SUM]
    assert tasks(f"{opening}{SECOND}###\n{first}{closing}") == [SUM, ("Write code.", "", code)]


@pytest.mark.parametrize("code", [CODE + "\nIt prints.", CODE.replace("python", "")])
def test_text_after_code_and_code_without_a_language_belong_to_the_answer(code: str) -> None:
    first = f"4. Instruction: Write code.\n4. Input:\n4. Output:\n{code}\n"
    assert tasks(f"{first}###\n{SECOND}") == [("Write code.", "", code), SUM]
    assert tasks(f"{SECOND}###\n{first}") == [SUM, ("Write code.", "", code)]


def test_a_fence_that_is_never_closed_does_not_swallow_the_next_task() -> None:
    found = tasks(FIRST.replace("Apple", "```\nApple") + "###\n" + SECOND)
    assert found == [("Name a fruit.", "", "```\nApple"), SUM]


@pytest.mark.parametrize(
    "chatter", ["Sure! Here are the tasks:\n\n", "Of course.\n\n---\n\n", "Okay:\n###\n"]
)
def test_chatter_before_the_first_label_is_no_task(chatter: str) -> None:
    assert tasks(chatter + FIRST + "###\n" + SECOND) == [APPLE, SUM]


@pytest.mark.parametrize("separator", ["###", "---", "\n---\n", "***"])
def test_chatter_after_a_last_separator_is_no_task_and_no_output(separator: str) -> None:
    ends = f"{separator}\nLet me know if you need more.\n\nI can also write others: just ask.\n"
    assert tasks(FIRST + "###\n" + SECOND + ends) == [APPLE, SUM]


def test_text_after_a_blank_line_at_the_end_stays_in_the_output() -> None:
    assert tasks(FIRST + "\nA pear would do.")[0][2] == "Apple\n\nA pear would do."


def test_a_missing_input_is_an_empty_one() -> None:
    assert tasks(FIRST.replace("4. Input: <noinput>\n", "") + SECOND) == [APPLE, SUM]


@pytest.mark.parametrize(
    "separator", ["##\n", "## \n", "#\n", "///\n", "\n\n\n", "", "---\n\n", "=====\n", "\n###\n\n"]
)
def test_the_next_task_is_found_after_any_separator_or_none(separator: str) -> None:
    assert tasks(FIRST + separator + SECOND) == [APPLE, SUM]


@pytest.mark.parametrize(
    "output",
    [
        "### Results\nSome.\n\n### 2. More\nOther.",
        "## Part\n\ntext\n\n#\n\ntext",
        "a\n---\nb",
        "Title\n=====\nText",
        "### Ingredients\nMilk\n\n### Instructions\n1. Boil it.",
        "Ingredients: milk\n\nInstructions:\nBoil.",
        "Input: 5\nOutput: 6",
        "print(9)\n# Output: 9",
        "The output: a\nQ: why?\nA: so",
        "Task 3 was hard.\n1. Input: x",
        "Step 1: a\nTask: b\nAnswer: c",
        "Instruction: Fold it.\nInput: paper\n\nOutput: a bird",
        "1. a\n2. b\n3. c",
        "42.",
        "Yours,\n\n____",
        "| a |\n------",
        "- Instruction 1: Fold it.\n- Instruction 2: Cut it.",
        "x = 1.5 + 0.75\n# 2.25",
        "# 1 2 3\n# 4 5 6",
        "Example 1: a cat\n\nExample 2: a dog",
        "5",
    ],
)
def test_what_looks_like_the_format_in_an_output_stays_there(output: str) -> None:
    first = FIRST.replace("Apple", "\n" + output)
    assert tasks(first + "###\n" + SECOND) == [("Name a fruit.", "", output), SUM]


@pytest.mark.parametrize(
    "output",
    [
        "### Results\nSome.",
        "Input: 5\nOutput: 6",
        "Title\n-----\nText",
        "### 2. More\nOther.",
        "| a |\n------",
        "Yours,\n___",
    ],
)
def test_what_looks_like_the_format_in_the_last_output_stays_there(output: str) -> None:
    assert tasks(FIRST.replace("Apple", "\n" + output)) == [("Name a fruit.", "", output)]


def test_an_input_may_end_in_a_row_of_strokes() -> None:
    reply = FIRST.replace("<noinput>", "\nfor x in data:\n____")
    assert tasks(reply) == [("Name a fruit.", "for x in data:\n____", "Apple")]


def test_an_unnumbered_label_in_an_input_or_instruction_stays_there() -> None:
    reply = (
        " Follow it.\nInput: none here\nOutput: two words\n4. Input:\nInstruction: fold\n"
        "Input: paper\nOutput: bird\n4. Output: Done\n###\n" + SECOND
    )
    assert tasks(reply) == [
        (
            "Follow it.\nInput: none here\nOutput: two words",
            "Instruction: fold\nInput: paper\nOutput: bird",
            "Done",
        ),
        SUM,
    ]


def test_line_ends_may_be_those_of_windows() -> None:
    reply = (FIRST.replace("Apple", "Apple\nPear") + "###\n" + SECOND).replace("\n", "\r\n")
    assert tasks(reply) == [("Name a fruit.", "", "Apple\nPear"), SUM]


@pytest.mark.parametrize("finish_reason", ["stop", "length"])
@pytest.mark.parametrize(
    "end", ["6.", "###\n6.", "###\n6. Instruction:", "6. Instruction:\n", "###\n", "###\n6. Inst"]
)
def test_a_number_left_hanging_is_no_task(end: str, finish_reason: str) -> None:
    assert tasks(FIRST + "###\n" + SECOND + end, finish_reason) == [APPLE, SUM]


def test_a_separator_cut_short_is_no_output() -> None:
    assert tasks(FIRST + "##") == [APPLE]
    (cut,) = parse(FIRST + "##", "length")
    assert (cut.output, cut.fault) == ("Apple", "cut off")


@pytest.mark.parametrize("separator", ["###\n", "\n", ""])
def test_an_empty_output_is_no_fault(separator: str) -> None:
    assert tasks(FIRST.replace(" Apple", "") + separator + SECOND) == [
        ("Name a fruit.", "", ""),
        SUM,
    ]


@pytest.mark.parametrize("finish_reason", ["length", "broken", "stopped", "content_filter"])
def test_a_broken_stream_keeps_the_tasks_that_were_whole(finish_reason: str) -> None:
    reply = FIRST + "###\n" + SECOND + "###\n6. Instruction: Write a p"
    found = parse(reply, finish_reason)
    assert [(c.instruction, c.fault) for c in found] == [
        ("Name a fruit.", None),
        ("Add them.", None),
        ("Write a p", "cut off"),
    ]
    assert found[-1].raw == "6. Instruction: Write a p"


def test_an_open_output_is_a_task_when_the_model_stopped_by_itself() -> None:
    assert tasks(FIRST, "stop") == [APPLE]
    assert [c.fault for c in parse(FIRST, "length")] == ["cut off"]
    assert [c.fault for c in parse(FIRST + "###", "length")] == [None]


@pytest.mark.parametrize(
    "block, read",
    [
        ("4. Instruction: Name a fruit.\n", ("Name a fruit.", "", "")),
        ("4. Instruction: Name it.\n4. Input: a pear\n", ("Name it.", "a pear", "")),
        ("4. Instruction:\n4. Input: a pear\n4. Output: Pear\n", ("", "a pear", "Pear")),
    ],
)
@pytest.mark.parametrize("rest", ["", "###\n" + SECOND])
def test_a_block_without_instruction_or_output_is_unreadable_but_kept(
    block: str, read: Triple, rest: str
) -> None:
    first, *others = parse(block + rest)
    assert (first.instruction, first.input, first.output) == read
    assert (first.fault, first.raw) == ("unreadable", block)
    assert [c.fault for c in others] == [None] * bool(rest)


@pytest.mark.parametrize(
    "reply",
    [
        "I'm sorry, but I can't help with that.",
        "<html>\n<p>Bad gateway</p>\n</html>\n",
        "Q: a\nA: b\n\nQ: c\nA: d\n",
        "# An essay\n\nIt begins.\n\n---\n\nIt ends.\n",
        "#" * 50,
        '{"tasks": []}',
        "\n\nno labels\n",
    ],
)
def test_a_reply_unlike_the_format_is_one_unreadable_candidate(reply: str) -> None:
    (candidate,) = parse(reply)
    assert (candidate.fault, candidate.raw, candidate.output) == ("unreadable", reply, "")


@pytest.mark.parametrize("reply", ["", " ", "\n\n \n", "\r\n"])
def test_a_blank_reply_holds_no_candidate(reply: str) -> None:
    assert parse(reply) == parse(reply, "length") == []


def test_labels_of_the_prompts_form_may_stand_on_one_line() -> None:
    reply = (
        " Name a fruit. 4. Input: <noinput> 4. Output: Apple ### "
        "5. Instruction: Add them. 5. Input: 1 and 2 5. Output: 3"
    )
    assert tasks(reply) == [APPLE, SUM]


def test_a_task_is_given_out_when_the_next_label_has_been_read() -> None:
    parser = TaskParser()
    assert parser.feed(FIRST + "###\n5. Instru") == []
    assert [c.instruction for c in parser.feed("ction: Add them.\n")] == ["Name a fruit."]
    assert parser.feed(SECOND.partition("\n")[2]) == []
    assert [c.position for c in parser.close("stop")] == [2]


@pytest.mark.parametrize(
    "pattern",
    [
        "#",
        "*",
        " ",
        "7",
        "_ ",
        "`",
        "4. Instruction:",
        "Output:\n",
        "\n",
        "5.\n",
        "---\n",
        "Task 5: x\n",
        "1.a",
        "###\n```\n",
    ],
)
def test_long_runs_of_anything_do_not_stall_the_parser(pattern: str) -> None:
    # At more than linear cost this would not come back.
    reply = "4. Instruction: a\n4. Output: b\n" + pattern * (300_000 // len(pattern))
    parser = TaskParser()
    found = [c for at in range(0, len(reply), 64) for c in parser.feed(reply[at : at + 64])]
    assert (found + parser.close("stop"))[0].instruction == "a"
