"""Reads one line of a model's reply: label, heading, separator, fence, blank or text.

Takes the head of a line and the lesson's language, gives a `Mark`. Every pattern is bounded and
sees at most `HEAD` characters, so that no line, however long or odd, costs more than another.
"""

import re
from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from functools import lru_cache

HEAD = 160


class Part(IntEnum):
    """The parts of a task in the order in which they are written."""

    INSTRUCTION = 0
    INPUT = 1
    OUTPUT = 2


class Kind(Enum):
    """What a line is.

    HASHES is `###`, RULE three dashes or stars. STROKE is a line of other strokes: it divides
    tasks only where a task follows at once.
    """

    TEXT = auto()
    BLANK = auto()
    HASHES = auto()
    RULE = auto()
    STROKE = auto()
    FENCE = auto()
    HEADING = auto()
    LABEL = auto()


SEPARATORS = frozenset({Kind.HASHES, Kind.RULE, Kind.STROKE})


@dataclass(frozen=True, slots=True)
class Mark:
    """What was read in the head of a line.

    `start` is where the words after a label or heading begin, `emphasis` the marker that was
    opened before them and may end the line. `word` is the label's word, a separator's character.
    A `strong` label is one of the words asked for, in English or the lesson's language; a weak
    one also serves as an ordinary heading. `plain` is a fence without a language, a label or a
    heading without hashes and emphasis.
    """

    kind: Kind
    part: Part = Part.INSTRUCTION
    number: int | None = None
    word: str = ""
    strong: bool = False
    plain: bool = True
    start: int = 0
    emphasis: str = ""


TEXT = Mark(Kind.TEXT)
BLANK = Mark(Kind.BLANK)

# For each language: words for instruction, input and output; after the bar those that are weak.
_WORDS = {
    "en": ("instruction|task,instructions", "input|inputs", "output|outputs,answer,response"),
    "ar": (
        "تعليمات,التعليمات,تعليمة,التعليمة|مهمة,المهمة",
        "مدخل,المدخل,المدخلات,إدخال,الإدخال",
        "مخرج,المخرج,المخرجات,إخراج,الإخراج|الإجابة",
    ),
    "bn": ("নির্দেশ,নির্দেশনা|কাজ", "ইনপুট", "আউটপুট|উত্তর"),
    "cs": ("instrukce,pokyn,zadání|úkol", "vstup", "výstup|odpověď"),
    "da": ("instruktion|opgave", "inddata", "uddata|svar"),
    "de": ("anweisung,instruktion|aufgabe,anweisungen", "eingabe", "ausgabe|antwort"),
    "el": ("οδηγία|οδηγίες,εργασία", "είσοδος", "έξοδος|απάντηση"),
    "es": ("instrucción,instruccion|instrucciones,tarea", "entrada", "salida|respuesta"),
    "fa": ("دستورالعمل,دستور|وظیفه", "ورودی", "خروجی|پاسخ"),
    "fi": ("ohje|ohjeet,tehtävä", "syöte", "tuloste|vastaus"),
    "fr": ("instruction,consigne|instructions,tâche", "entrée", "sortie|réponse"),
    "he": ("הוראה,הנחיה|משימה", "קלט", "פלט|תשובה"),
    "hi": ("निर्देश|कार्य", "इनपुट,निवेश", "आउटपुट|उत्तर"),
    "hu": ("utasítás|feladat", "bemenet", "kimenet|válasz"),
    "id": ("instruksi,perintah|tugas", "masukan", "keluaran|jawaban"),
    "it": ("istruzione|istruzioni,compito", "ingresso", "uscita|risposta"),
    "ja": ("指示,指示文,命令,インストラクション|課題,タスク", "入力", "出力|回答,答え"),
    "ko": ("지시,지시문,지시사항,명령,명령어|과제", "입력", "출력|답변,답,응답"),
    "nl": ("instructie|instructies,taak,opdracht", "invoer", "uitvoer|antwoord"),
    "no": ("instruksjon,instruks|oppgave", "inndata", "utdata|svar"),
    "pl": (
        "instrukcja,polecenie|zadanie",
        "wejście,dane wejściowe",
        "wyjście,dane wyjściowe|odpowiedź",
    ),
    "pt": ("instrução,instrucao|instruções,tarefa", "entrada", "saída,saida|resposta"),
    "ro": ("instrucțiune|instrucțiuni,sarcină", "intrare", "ieșire|răspuns"),
    "ru": (
        "инструкция|инструкции,задание,задача",
        "ввод,вход,входные данные",
        "вывод,выход,выходные данные|ответ",
    ),
    "sv": ("instruktion|uppgift", "indata", "utdata|svar"),
    "sw": ("maagizo,agizo|kazi", "ingizo", "tokeo|jibu"),
    "ta": ("அறிவுறுத்தல்|பணி", "உள்ளீடு", "வெளியீடு|பதில்"),
    "th": (
        "คำสั่ง,คำแนะนำ|งาน",
        "อินพุต,ข้อมูลนำเข้า,ข้อมูลเข้า",
        "เอาต์พุต,เอาท์พุต,ผลลัพธ์|คำตอบ",
    ),
    "tl": ("tagubilin,panuto|gawain", "ipinasok", "kinalabasan|sagot"),
    "tr": ("talimat,yönerge|talimatlar,görev", "girdi,giriş", "çıktı|yanıt,cevap"),
    "uk": (
        "інструкція|завдання",
        "вхід,вхідні дані,введення",
        "вихід,вихідні дані,виведення|відповідь",
    ),
    "ur": ("ہدایت,ہدایات|کام", "ان پٹ", "آؤٹ پٹ|جواب"),
    "vi": ("hướng dẫn,chỉ dẫn,yêu cầu|nhiệm vụ", "đầu vào", "đầu ra|trả lời"),
    "yo": ("ìtọ́ni|iṣẹ́", "àkọsílẹ̀", "àbájáde|ìdáhùn"),
    "zh": ("指令,指示|说明,任务,任務", "输入,輸入", "输出,輸出|回答,答案"),
}  # fmt: skip

# What stands for "no input" once brackets, quotes and spaces are off, in several languages.
_NO_INPUT = frozenset(
    {
        *("noinput", "noinputneeded", "noinputrequired", "noinputnecessary", "noinputprovided"),
        *("none", "n/a", "n.a", "notapplicable"),
        *(
            "없음",
            "입력없음",
            "없다",
            "해당없음",
            "無",
            "なし",
            "入力なし",
            "无",
            "无输入",
            "無輸入",
        ),
        *("没有", "keine", "keineeingabe", "ninguno", "ninguna", "sinentrada", "aucun", "aucune"),
        *("aucuneentrée", "nenhum", "nenhuma", "sementrada", "nessuno", "nessuna", "нет", "немає"),
        *("yok", "girdiyok", "không", "khôngcó", "tidakada", "ไม่มี", "कोईनहीं", "لايوجد", "geen"),
    }
)
_WRAPPING = " \t\r\n<>()[]{}（）「」“”\"'`*_.。"

_EMPHASIS = r"\*{1,3}|_{1,3}|`"
_NUMBER = r"[(\[【]?(?P<{0}>\d{{1,4}})\s?[.):：．、\]】\-–]{{0,3}}"
_WORD = r"[^\W\d_][^\d:：﹕*_`#(（]{0,30}"
_START = (
    rf"\s{{0,40}}(?:[-+*•·‣◦▪–]\s{{1,8}})?(?P<hashes>\#{{1,6}})?\s{{0,8}}(?P<open>{_EMPHASIS})?\s?"
)

# What may stand before a label: `### Task 5 - `, `**Task 5: `.
_TASK = re.compile(
    rf"""{_START}
    (?P<word>{_WORD}?)\s?\#?(?P<number>\d{{1,4}})[\]).:：]?(?:{_EMPHASIS})?\s?[-–—:：.]?\s""",
    re.VERBOSE,
)
# `4. Instruction:`, `**Input:**`, `Instruction 5:`, `지시(Instruction):`.
_LABEL = re.compile(
    rf"""{_START}
    (?:{_NUMBER.format("number")}(?:{_EMPHASIS})?\s{{0,8}})?
    (?P<inner>{_EMPHASIS})?
    (?P<word>{_WORD})
    (?:[(（][^()（）]{{1,24}}[)）]\s?)?
    (?:\#?(?P<after>\d{{1,4}}))?
    \s?(?P<close>{_EMPHASIS})?\s?
    (?P<colon>[:：﹕])?""",
    re.VERBOSE,
)
# `### 5.`, `### Task 5`, `**Task 5**`, `Task 5: title`, `**5.**`, `5.`
_HEADING = re.compile(
    rf"""{_START}
    (?P<task>(?:{_WORD}?)?)\s?\#?
    {_NUMBER.format("number")}
    (?P<close>{_EMPHASIS})?(?P<colon>\s?[:：.\-–—])?(?P<late>{_EMPHASIS})?
    (?!\d)(?:\s{{1,8}}|(?<=[:：.)])|$)""",
    re.VERBOSE,
)
_FENCE = re.compile(r"\s{0,8}(?:`{3,}|~{3,})\s{0,2}(?P<language>[^\s`~:：]{0,20})\s*$")


def _entries(words: str) -> list[tuple[str, bool]]:
    strong, _, weak = words.partition("|")
    return [(word, True) for word in strong.split(",")] + [
        (word, False) for word in weak.split(",") if word
    ]


@lru_cache(maxsize=8)
def _vocabulary(language: str) -> dict[str, tuple[Part, bool]]:
    """Map each label's word, casefolded, to its part and whether it is strong."""
    found: dict[str, tuple[Part, bool]] = {}
    base = re.split(r"[-_]", language.lower())[0]
    # The lesson's own language and English win where a word means two things.
    for code in sorted(_WORDS, key=lambda code: (code not in ("en", base), code)):
        for part, words in zip(Part, _WORDS[code], strict=True):
            for word, strong in _entries(words):
                found.setdefault(word.casefold(), (part, strong and code in ("en", base)))
    return found


def _word(text: str) -> str:
    return " ".join(text.casefold().split())


def _numbers_tasks(word: str, vocabulary: dict[str, tuple[Part, bool]]) -> bool:
    """Tell whether a word before a number counts tasks: `Task 5`, `과제 5`."""
    return vocabulary.get(word) == (Part.INSTRUCTION, False)


def _stroke(line: str) -> Mark | None:
    """Read a line that is one character over and over."""
    bare = "".join(line.split())
    if not bare:
        return BLANK
    character = bare[0]
    if bare != character * len(bare):
        return None
    if character == "#":
        return Mark(Kind.HASHES if len(bare) >= 3 else Kind.STROKE, word=character)
    if character in "-*—–" and len(bare) == 3:
        return Mark(Kind.RULE, word=character)
    if character in "-*_—–=/" and len(bare) >= 3:
        return Mark(Kind.STROKE, word=character)
    return None


def _label(head: str, whole: bool, vocabulary: dict[str, tuple[Part, bool]]) -> Mark | None:
    task = _TASK.match(head)
    if task is not None and not _numbers_tasks(_word(task["word"]), vocabulary):
        task = None
    match = _LABEL.match(head, task.end() if task is not None else 0)
    if match is None:
        return None
    word = _word(match["word"])
    if word not in vocabulary:
        return None
    part, strong = vocabulary[word]
    number = match["number"] or match["after"] or (task["number"] if task is not None else None)
    if match["after"] and _numbers_tasks(word, vocabulary):
        return None  # `Task 5:` is a heading
    opened = match["inner"] or match["open"] or (task["open"] if task is not None else "") or ""
    plain = not (opened or match["hashes"] or (task is not None and task["hashes"]))
    if match["colon"] is None and (not whole or plain or head[match.end() :].strip()):
        return None
    emphasis = "" if match["close"] else opened
    start = match.end()
    if emphasis and head.startswith(emphasis, start):
        start, emphasis = start + len(emphasis), ""
    return Mark(
        Kind.LABEL,
        part=part,
        number=int(number) if number else None,
        word=f"{word} #" if match["after"] else word,
        strong=strong and not match["after"],
        plain=plain,
        start=start,
        emphasis=emphasis,
    )


def _heading(head: str, vocabulary: dict[str, tuple[Part, bool]]) -> Mark | None:
    match = _HEADING.match(head)
    if match is None:
        return None
    task = _word(match["task"])
    if task and not _numbers_tasks(task, vocabulary):
        return None
    decorated = bool(match["hashes"] or match["open"])
    titled = bool(head[match.end() :].strip())
    marked = task and head[match.end("number") : match.end()].strip()
    if titled and not match["hashes"] and not marked:
        return None  # `5. text` and `**5. text**` are items of a list, `Task 5 was hard` a sentence
    if not (task or decorated) and head.strip().isdigit():
        return None  # a bare number is an answer
    return Mark(
        Kind.HEADING,
        number=int(match["number"]),
        plain=not (task or decorated),
        start=match.end(),
        emphasis="" if match["close"] or match["late"] else match["open"] or "",
    )


@lru_cache(maxsize=4096)
def read_line(head: str, whole: bool, language: str) -> Mark:
    """Read the first `HEAD` characters of a line; `whole` says that there are no more."""
    vocabulary = _vocabulary(language)
    if whole:
        stroke = _stroke(head)
        if stroke is not None:
            return stroke
        fence = _FENCE.match(head)
        if fence is not None:
            return Mark(Kind.FENCE, plain=not fence["language"])
    return _label(head, whole, vocabulary) or _heading(head, vocabulary) or TEXT


def means_no_input(text: str) -> bool:
    """Tell whether an input, as a whole, says that there is none: `<noinput>`, `N/A`, `-` ..."""
    if len(text) > 40:
        return False
    if text.strip() in ("", "-", "–", "—", "--", "---"):
        return True
    bare = re.sub(r"[\s_-]", "", text.strip(_WRAPPING).casefold())
    return bare in _NO_INPUT
