"""Where a reply can be read in two ways, the parser reads it as a person would."""

import pytest

from tests.generation.parsing import APPLE, FIRST, SECOND, SUM, parse, tasks


def test_a_first_label_with_the_second_number_shows_that_a_task_stood_before_it() -> None:
    first, second = parse(" Name a fruit: apple\n###\n" + SECOND)
    assert (first.instruction, first.fault) == ("Name a fruit: apple", "unreadable")
    assert (second.instruction, second.fault) == ("Add them.", None)


def test_a_closing_fence_shows_that_the_last_task_was_whole() -> None:
    assert tasks(f"```\n{FIRST}```\n", "length") == [APPLE]


def test_chatter_after_a_rule_that_has_stood_between_tasks_is_no_output() -> None:
    reply = f"{FIRST}---\n{SECOND}---\nThe next one is about fruit again.\n\n{FIRST}"
    assert tasks(reply) == [APPLE, SUM, APPLE]


def test_a_number_that_is_all_of_an_answer_is_the_answer() -> None:
    first = FIRST.replace(" Apple", "\n5.")
    assert tasks(f"{first}\n{SECOND}") == [("Name a fruit.", "", "5."), SUM]


def test_a_number_in_a_comment_is_no_heading() -> None:
    first = FIRST.replace(" Apple", "\nx = 1.5 * 1.5\n# 2.25")
    assert tasks(f"{first}\n{SECOND}") == [("Name a fruit.", "", "x = 1.5 * 1.5\n# 2.25"), SUM]


def test_labels_in_code_are_code() -> None:
    code = "Sort the lines:\n```\nInput: b\nOutput: a\n```"
    reply = f"Instruction: {code}\nInput: none\nOutput: a, b\n\nInstruction: Add.\nOutput: 3"
    assert tasks(reply) == [(code, "", "a, b"), ("Add.", "", "3")]


def test_a_fenced_prompt_that_the_answer_announces_is_part_of_the_answer() -> None:
    output = "You could ask like this:\n```\nInstruction: Add.\nInput: 1 and 2\n```"
    reply = f"Instruction: Write a prompt.\nInput:\nOutput: {output}\n\nInstruction: B\nOutput: c"
    assert tasks(reply) == [("Write a prompt.", "", output), ("B", "", "c")]


def test_an_instruction_right_under_an_input_label_is_the_input() -> None:
    reply = "Instruction: Shorten it.\nInput:\nInstruction: Fold the paper.\nOutput: Fold."
    assert tasks(reply) == [("Shorten it.", "Instruction: Fold the paper.", "Fold.")]


@pytest.mark.parametrize(
    "output",
    [
        "Some steps.\nInstruction: fold\nThat was it.",
        "Milk\n\n---\n\nInstructions:\nBoil it.",
        "Milk\n\n지시: 접기",
        "Milk\n\nTask: boil it",
    ],
)
def test_a_label_unlike_the_labels_of_the_reply_is_text(output: str) -> None:
    first = FIRST.replace("Apple", output)
    assert tasks(f"{first}###\n{SECOND}") == [("Name a fruit.", "", output), SUM]


def test_a_strong_label_after_a_blank_line_starts_a_task_in_any_style() -> None:
    other = "**Instruction:** Add them.\n**Input:** 1 and 2\n**Output:** 3\n"
    assert tasks(f"{FIRST}\n{other}") == [APPLE, SUM]


def test_a_label_at_the_start_of_a_line_outweighs_one_inside_a_line() -> None:
    reply = " Write 4. Input: on top.\n4. Input: a page\n4. Output: Done"
    assert tasks(reply) == [("Write 4. Input: on top.", "a page", "Done")]


def test_a_title_before_the_instruction_is_no_task() -> None:
    reply = f"4. Task: Fruit\n{FIRST}###\n5. Task: Sums\n{SECOND}"
    assert tasks(reply) == [APPLE, SUM]


def test_a_fence_left_open_in_an_input_ends_with_the_input() -> None:
    reply = (
        "**Instruction:** Read it.\n**Input:**\n```\nprint(3)\n**Output:** 3\n\n"
        "**Instruction:** Add.\n**Output:** 4"
    )
    assert tasks(reply) == [("Read it.", "```\nprint(3)", "3"), ("Add.", "", "4")]


def test_the_number_of_a_heading_is_the_number_of_its_task() -> None:
    assert tasks("Task 7: Name a fruit.\nInput: -\nOutput: Apple\n\n8.") == [APPLE]


def test_the_word_task_in_a_first_instruction_is_part_of_it() -> None:
    reply = " Plan this.\nTask: fold\n4. Input:\n4. Output: First fold."
    assert tasks(reply) == [("Plan this.\nTask: fold", "", "First fold.")]
