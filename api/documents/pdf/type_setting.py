"""Type: the bundled fonts, what they can show, how wide it is and where lines break."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "EligoSans"
BOLD = "EligoSans-Bold"
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}
_FOLDER = Path(__file__).with_name("fonts")
# Shown for a character the fonts do not have, and for those that would turn the order of the text around.
MISSING = "\N{REPLACEMENT CHARACTER}"
_TURNS_ORDER = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: font, size and line distance in points, colour."""

    font: str
    size: float
    leading: float
    colour: Color


def colour(code: str) -> Color:
    """Return a colour from its #rrggbb code."""
    return HexColor(code)


@cache
def font(name: str) -> TTFont:
    """Return one of the bundled fonts, registered with reportlab on first use."""
    face = TTFont(name, _FOLDER / _FILES[name])
    pdfmetrics.registerFont(face)
    return face


@cache
def _is_shown(char: str, name: str) -> bool:
    return char.isprintable() and char not in _TURNS_ORDER and ord(char) in font(name).face.charToGlyph


def printable(text: str, name: str) -> str:
    """Return one line of text as the font can show it; what it cannot show becomes a visible mark.

    Whitespace of any kind becomes one space, so that no text moves the pen.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(char if _is_shown(char, name) else MISSING for char in line)


def width(text: str, style: Style) -> float:
    """Return how many points a printable text takes."""
    return float(font(style.font).stringWidth(text, style.size))


def lines(text: str, style: Style, room: float, at_most: int) -> list[str]:
    """Break a text into lines no wider than `room`; beyond `at_most` lines it ends in an ellipsis.

    The work grows with what is shown, not with the text: a word of a million letters is cut like any other.
    """
    # A line never holds more characters than this, so the rest of a huge text is not even looked at.
    narrowest = style.size * 0.15
    limit = int(at_most * (room / narrowest + 1))
    is_cut = len(text) > limit
    found: list[str] = []
    for line in _broken(printable(text[:limit], style.font), style, room):
        if len(found) == at_most:
            is_cut = True
            break
        found.append(line)
    if is_cut and found:
        found[-1] = _with_ellipsis(found[-1], style, room)
    return found


def _broken(text: str, style: Style, room: float) -> Iterator[str]:
    line, used, space = "", 0.0, width(" ", style)
    for word in text.split(" "):
        for part in _parts(word, style, room):
            needed = width(part, style)
            if line and used + space + needed > room:
                yield line
                line, used = part, needed
            else:
                line, used = (f"{line} {part}", used + space + needed) if line else (part, needed)
    yield line


def _parts(word: str, style: Style, room: float) -> Iterator[str]:
    """Yield a word, cut where it is wider than a whole line."""
    start, used = 0, 0.0
    for at, char in enumerate(word):
        needed = width(char, style)
        if used + needed > room and at > start:
            yield word[start:at]
            start, used = at, 0.0
        used += needed
    yield word[start:]


def _with_ellipsis(line: str, style: Style, room: float) -> str:
    while line and width(f"{line}…", style) > room:
        line = line[:-1]
    return f"{line}…"
