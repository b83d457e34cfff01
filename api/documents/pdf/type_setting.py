"""Type: what the bundled fonts show of a text, in which order it stands on paper, how wide it is, where lines break."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import groupby

from reportlab.lib.abag import ABag
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase.ttfonts import shapeFragWord

from api.documents.pdf.faces import BOLD, REGULAR, font, font_for, has, is_shaped

__all__ = ["BOLD", "MISSING", "REGULAR", "Piece", "Style", "colour", "font", "lines", "pieces", "printable", "width"]

# Shown for a character that no font has, and for those that would turn the order of the text around.
MISSING = "\N{REPLACEMENT CHARACTER}"
_TURNS_ORDER = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")
_MEASURED = 1000.0  # shaped texts are measured at this size


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: font, size and line distance in points, colour."""

    font: str
    size: float
    leading: float
    colour: Color


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line in one font, in the order in which it is drawn; `width` in thousandths of the type size.

    `text` is what reportlab draws; `actual` is what it says where that differs, for who searches, copies or listens.
    """

    font: str
    text: str
    width: float
    actual: str | None = None


def colour(code: str) -> Color:
    """Return a colour from its #rrggbb code."""
    return HexColor(code)


@cache
def _is_shown(char: str, name: str) -> bool:
    if char in _JOINERS:
        return True
    return char.isprintable() and char not in _TURNS_ORDER and font_for(char, name) is not None


def printable(text: str, name: str) -> str:
    """Return one line of text as our fonts can show it; what none of them shows becomes a visible mark.

    Whitespace of any kind becomes one space, so that no text moves the pen.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(char if _is_shown(char, name) else MISSING for char in line)


@lru_cache(maxsize=4096)
def pieces(text: str, name: str) -> tuple[Piece, ...]:
    """Return a printable text as it is drawn from left to right, each stretch in the font that has its letters."""
    if text.isascii():
        return (_plain(text, name),)
    fonts, levels = _fonts(text, name), _levels(text)
    runs = [
        (level, used, "".join(char for char, _, _ in run))
        for (used, level), run in groupby(zip(text, fonts, levels, strict=True), key=lambda one: one[1:])
    ]
    return tuple(_piece(run, used, level) for level, used, run in _from_left_to_right(runs))


class _Widths(dict[str, float]):
    """The width of each character of a font, looked up once."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._face = font(name).face

    def __missing__(self, char: str) -> float:
        found = self[char] = float(self._face.getCharWidth(ord(char)))
        return found


_widths = cache(_Widths)


def _plain(text: str, name: str) -> Piece:
    return Piece(name, text, sum(map(_widths(name).__getitem__, text)))


def _piece(text: str, name: str, level: int) -> Piece:
    if not is_shaped(name):
        return _plain(text if level % 2 == 0 else text[::-1], name)
    font(name)
    word = [0.0, (ABag(fontName=name, fontSize=_MEASURED), text)]
    # Plain ligatures only: a discretionary one may write a name with vowels that nobody wrote.
    shaped = shapeFragWord(word, {"kern": True, "liga": True}, force=True)[1][1]
    return Piece(name, shaped, float(sum(one.x_advance for one in shaped.__shapeData__)), text)


def _fonts(text: str, name: str) -> list[str]:
    """The font of each character: marks, joiners and blanks stay in the font of the letter before them."""
    found: list[str] = []
    for char in text:
        last = found[-1] if found else name
        stays = char in _JOINERS or unicodedata.category(char)[0] in "MZ"
        found.append(last if stays and (char in _JOINERS or has(last, char)) else font_for(char, name) or name)
    return found


def _levels(text: str) -> list[int]:
    """The direction of each character (Unicode UAX 9, without embeddings): even runs to the right, odd to the left."""
    kinds = [_direction(char) for char in text]
    strong = [kind for kind in kinds if kind in "LR"]
    if "R" not in strong:
        return [0] * len(text)
    base = 1 if strong[0] == "R" else 0
    levels: list[int] = []
    before = "LR"[base]
    for at, kind in enumerate(kinds):
        if kind in "LR":
            before = kind
            levels.append((0 if base == 0 else 2) if kind == "L" else 1)
        elif kind == "N":
            levels.append(2 if before == "R" or base else 0)
        else:
            after = next((one for one in kinds[at:] if one in "LR"), "LR"[base])
            levels.append(levels[-1] if levels and before == after and levels[-1] != 2 else base)
    return levels


@cache
def _direction(char: str) -> str:
    kind = unicodedata.bidirectional(char)
    if kind in ("R", "AL"):
        return "R"
    if kind in ("EN", "AN"):
        return "N"
    return "L" if kind == "L" else "-"


def _from_left_to_right(runs: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """Order runs as they stand on paper: from the deepest level up, each stretch of them is turned around."""
    ordered = list(runs)
    for level in range(max(level for level, _, _ in runs), 0, -1):
        turned: list[tuple[int, str, str]] = []
        for is_deep, group in groupby(ordered, partial(_is_as_deep, level)):
            stretch = list(group)
            turned += reversed(stretch) if is_deep else stretch
        ordered = turned
    return ordered


def _is_as_deep(level: int, run: tuple[int, str, str]) -> bool:
    return run[0] >= level


def width(text: str, style: Style) -> float:
    """Return how many points a printable text takes."""
    return sum(piece.width for piece in pieces(text, style.font)) * style.size / _MEASURED


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
    """Yield a word, cut where it is wider than a whole line: after a hyphen if it has one; a letter keeps its marks."""
    if len(word) * style.size < room and width(word, style) <= room:
        yield word
        return
    start, used, hyphen = 0, 0.0, 0
    for at, char in enumerate(word):
        needed = width(char, style)
        may_end = at > start and unicodedata.category(char)[0] != "M" and char not in _JOINERS
        if used + needed > room and may_end:
            cut = hyphen if hyphen > start else at
            yield word[start:cut]
            start, used = cut, width(word[cut:at], style)
        used += needed
        hyphen = at + 1 if char == "-" else hyphen
    yield word[start:]


def _with_ellipsis(line: str, style: Style, room: float) -> str:
    while line and width(f"{line}…", style) > room:
        line = line[:-1]
    return f"{line}…"
