"""Text as nobody should send it, for every place where text from outside is shown."""

HOSTILE = (
    "[b]bold[/b] and [/closed] and [TODO]",
    'x[y="z',
    "[red on",
    "[@click=app.bell]click[/]",
    "\x1b]0;PWNED\x07 title",
    "\x1b[2J\x1b[31mPWNED red\x1b[0m",
    "\x1bP1$rPWNED\x1b\\ device control",
    "\x9b31mPWNED C1 \x9d0;PWNED\x9c",
    "back\x08\x08\x08space \x7f delete \x0bvertical \x0cform",
    "carriage\rreturn",
    "\u202edlrow olleh\u202c \u2066isolated\u2069",
    "e\u0301\u0301\u0301\u0301 Z\u0334\u0321\u0347a\u0335l\u0336g\u0337o\u0338",
    "wide 漢字かな交じり文 한국어 ไทย عربي हिन्दी",
    "family 👩\u200d👩\u200d👧\u200d👦 flag 🏳️\u200d🌈 zero\u200bwidth\u2060joined",
    "lone \ud800 surrogate \udfff here",
    "tab\tseparated\tvalues",
    "word " * 2000,
    "unbroken" * 4000,
    "\n".join(f"line {number}" for number in range(5000)),
    "{braces} {0} %s %(name)s $variable ${HOME} \\n \\x1b",
    "<script>alert(1)</script> &amp; <b>",
    "",
    " ",
    "\n\n\n",
)

# One line that is markup from end to end, for where one line is enough.
MARKUP = '[red]not red[/] [TODO] x[y="z [/nothing]'

# What must never reach a terminal, as the bytes of UTF-8.
FORBIDDEN = (
    b"\x1b]0;PWNED",
    b"\x1b[2J\x1b[31mPWNED",
    b"\x1bP1$r",
    b"\x07",
    b"\x08\x08",
    b"\x7f",
    b"\x0b",
    b"\x0c",
    b"\xc2\x9b",
    b"\xc2\x9d",
    b"\xc2\x9c",
    "\u202e".encode(),
    "\u2066".encode(),
)
