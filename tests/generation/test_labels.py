"""Labels, headings and empty inputs in the many ways in which models write them."""

from collections.abc import Callable

import pytest

from guanaco_tui.generation.labels import means_no_input
from guanaco_tui.generation.parse import TaskParser

Triple = tuple[str, str, str]

APPLE, SUM = ("Name a fruit.", "", "Apple"), ("Add them.", "1 and 2", "3")
FIRST = "4. Instruction: Name a fruit.\n4. Input: <noinput>\n4. Output: Apple\n"


def tasks(text: str, language: str = "en") -> list[Triple]:
    parser = TaskParser(language=language)
    found = parser.feed(text) + parser.close("stop")
    assert [candidate.fault for candidate in found] == [None] * len(found)
    return [(c.instruction, c.input, c.output) for c in found]


LABEL_STYLES = [
    "**{n}. {label}:** ",
    "**{n}. {label}**: ",
    "{n}. **{label}:** ",
    "**{label}:** ",
    "**{label}**:\n",
    "__{label}__: ",
    "*{label}:* ",
    "- {label}: ",
    "* {label}: ",
    "- **{label}:** ",
    "• {label}: ",
    "## {n}. {label}: ",
    "### {label}\n",
    "**{label}**\n",
    "{n}) {label}: ",
    "({n}) {label}: ",
    "{label} {n}: ",
    "{n}. {label}：",
    "{label} : ",
    "  {n}. {label}:\n",
    "{n}.{label}:",
    "### Task {n} - {label}: ",
    "{n}. {label} (text): ",
    "`{label}:` ",
]


@pytest.mark.parametrize("style", LABEL_STYLES)
@pytest.mark.parametrize(
    "separator", ["###\n", "##\n", "#\n", "---\n", "***\n", "\n", "", "/////\n"]
)
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_labels_may_be_bold_bulleted_or_headings(
    style: str, separator: str, change: Callable[[str], str]
) -> None:
    reply = separator.join(
        "".join(
            style.format(n=number, label=change(label)) + text + "\n"
            for label, text in zip(("Instruction", "Input", "Output"), task, strict=True)
            if text
        )
        for number, task in enumerate((APPLE, SUM), start=4)
    )
    assert tasks(reply) == [APPLE, SUM]


@pytest.mark.parametrize(
    "heading",
    [
        "### {}.",
        "### Task {}",
        "## Task {}:",
        "**Task {}**",
        "**Task {}:**",
        "Task {}:",
        "Task {}",
        "**{}.**",
        "{}.",
        "{})",
        "#### {}",
        "**Task {}: Fruit**",
        "### Task {}: Fruit",
    ],
)
@pytest.mark.parametrize("between", ["", "\n", "###\n", "---\n"])
@pytest.mark.parametrize("label", ["{}:", "**{}:**", "- {}:"])
def test_headings_over_the_tasks_are_not_part_of_them(
    heading: str, between: str, label: str
) -> None:
    reply = between.join(
        f"{heading.format(number)}\n{label.format('Instruction')} {instruction}\n"
        f"{label.format('Input')} {given}\n{label.format('Output')} {output}\n"
        for number, (instruction, given, output) in enumerate((APPLE, SUM), start=4)
    )
    assert tasks(reply) == [APPLE, SUM]


EMPTY = [
    "<noinput>",
    "N/A",
    "n/a.",
    "None",
    "none.",
    "No input",
    "(none)",
    "<no input>",
    "-",
    "없음",
    "입력 없음",
    "**None**",
    "`<noinput>`",
    '"<noinput>"',
    "[No Input]",
    "No input needed.",
    "なし",
    "нет",
    "< noinput >",
]


@pytest.mark.parametrize("written", EMPTY)
def test_the_ways_to_write_that_there_is_no_input_give_an_empty_one(written: str) -> None:
    assert tasks(FIRST.replace("<noinput>", written)) == [APPLE]


@pytest.mark.parametrize(
    "real", ["None of them came.", "Na", "?", "-5", "No", "input", "N/A and 3", "()!"]
)
def test_an_input_that_only_looks_like_none_is_kept(real: str) -> None:
    assert not means_no_input(real)
    assert tasks(FIRST.replace("<noinput>", real))[0][1] == real


LANGUAGES = {
    "ko": [
        "지시 입력 출력",
        "지시문 입력 답변",
        "지시사항 입력 출력",
        "명령 입력 출력",
        "과제 입력 출력",
        "지시(Instruction) 입력(Input) 출력(Output)",
    ],
    "es": ["Instrucción Entrada Salida", "Tarea Entrada Respuesta"],
    "fr": ["Instruction Entrée Sortie", "Consigne Entrée Réponse"],
    "de": ["Anweisung Eingabe Ausgabe", "Aufgabe Eingabe Antwort"],
    "pt": ["Instrução Entrada Saída"],
    "it": ["Istruzione Input Output"],
    "zh": ["指令 输入 输出", "指示 輸入 輸出"],
    "ja": ["指示 入力 出力"],
    "ar": ["تعليمات المدخلات المخرجات"],
    "hi": ["निर्देश इनपुट आउटपुट"],
    "th": ["คำสั่ง อินพุต เอาต์พุต"],
    "ru": ["Инструкция Ввод Вывод"],
    "tr": ["Talimat Girdi Çıktı"],
    "vi": ["Hướng_dẫn Đầu_vào Đầu_ra"],
    "id": ["Instruksi Masukan Keluaran"],
}


@pytest.mark.parametrize("code, names", [(c, n) for c, sets in LANGUAGES.items() for n in sets])
@pytest.mark.parametrize("style", ["{n}. {label}: ", "**{label}:** ", "{label}：", "### {label}\n"])
@pytest.mark.parametrize("separator", ["###\n", "\n", ""])
def test_labels_in_the_languages_of_the_lesson_or_others_are_labels(
    code: str, names: str, style: str, separator: str
) -> None:
    labels = [name.replace("_", " ") for name in names.split()]
    reply = separator.join(
        "".join(
            style.format(n=n, label=label) + text + "\n"
            for label, text in zip(labels, task, strict=True)
        )
        for n, task in enumerate((("Name it.", "None", "Apple"), SUM), start=4)
    )
    assert tasks(reply, language=code) == [("Name it.", "", "Apple"), SUM]
    assert tasks(reply, language="en") == [("Name it.", "", "Apple"), SUM]
