"""How Guanaco looks: its own two themes, one dark and one light, calm enough for a projector."""

from textual.theme import Theme

DARK = Theme(
    name="guanaco-dark",
    primary="#d9a66c",
    secondary="#8fa8a0",
    accent="#d9a66c",
    warning="#e0b04a",
    error="#d9705f",
    success="#8fb573",
    foreground="#e8e2d8",
    background="#1d1b19",
    surface="#242120",
    panel="#2c2927",
    dark=True,
    variables={
        "block-cursor-background": "#4a3c2c",
        "block-cursor-foreground": "#fbf6ee",
        "block-cursor-text-style": "none",
        "footer-key-foreground": "#d9a66c",
        "scrollbar": "#6d6257",
        "scrollbar-hover": "#867869",
        "scrollbar-background": "#2c2927",
        "scrollbar-background-hover": "#2c2927",
        "scrollbar-background-active": "#2c2927",
        "scrollbar-corner-color": "#2c2927",
        "text-muted": "#a39b90",
        "input-selection-background": "#d9a66c 35%",
    },
)

LIGHT = Theme(
    name="guanaco-light",
    primary="#8a4f14",
    secondary="#3f6259",
    accent="#8a4f14",
    warning="#8a6100",
    error="#a3372a",
    success="#3f6b22",
    foreground="#26221d",
    background="#fbf8f2",
    surface="#f4efe6",
    panel="#ebe4d8",
    dark=False,
    variables={
        "block-cursor-background": "#e6d3bb",
        "block-cursor-foreground": "#1c1814",
        "block-cursor-text-style": "none",
        "footer-key-foreground": "#8a4f14",
        "scrollbar": "#b3a48f",
        "scrollbar-hover": "#9c8a72",
        "scrollbar-background": "#ebe4d8",
        "scrollbar-background-hover": "#ebe4d8",
        "scrollbar-background-active": "#ebe4d8",
        "scrollbar-corner-color": "#ebe4d8",
        "text-muted": "#6f675d",
        "input-selection-background": "#8a4f14 25%",
    },
)

# By the name that a person chooses; `terminal` takes the colours of the terminal itself.
THEMES = {"dark": DARK.name, "light": LIGHT.name, "terminal": "ansi-dark"}
