"""The bundled fonts: which writing each can show, and what it takes to show it rightly.

Noto Sans has Latin (Vietnamese included), Greek and Cyrillic; the others come in by the writing of a character, each
read from its file when a text first needs it. Scripts whose letters change shape or place beside others are shaped by
HarfBuzz.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "EligoSans"
BOLD = "EligoSans-Bold"
_FOLDER = Path(__file__).with_name("fonts")
_FILES = {REGULAR: "NotoSans-Regular.ttf", BOLD: "NotoSans-Bold.ttf"}


@dataclass(frozen=True, slots=True)
class Face:
    """A font for other writings: its file, the blocks of characters it is asked for, whether they must be shaped."""

    name: str
    file: str
    is_shaped: bool
    blocks: tuple[tuple[int, int], ...]


def _noto(script: str, *blocks: tuple[int, int], is_shaped: bool = True) -> Face:
    return Face(f"EligoSans{script}", f"NotoSans{script}-Regular.ttf", is_shaped, blocks)


FACES = (
    _noto("Armenian", (0x0530, 0x058F), (0xFB13, 0xFB17), is_shaped=False),
    _noto("Hebrew", (0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
    _noto("Arabic", (0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
    _noto("Devanagari", (0x0900, 0x097F)),
    _noto("Bengali", (0x0980, 0x09FF)),
    _noto("Gurmukhi", (0x0A00, 0x0A7F)),
    _noto("Gujarati", (0x0A80, 0x0AFF)),
    _noto("Tamil", (0x0B80, 0x0BFF)),
    _noto("Telugu", (0x0C00, 0x0C7F)),
    _noto("Kannada", (0x0C80, 0x0CFF)),
    _noto("Malayalam", (0x0D00, 0x0D7F)),
    _noto("Thai", (0x0E00, 0x0E7F)),
    _noto("Lao", (0x0E80, 0x0EFF)),
    _noto("Myanmar", (0x1000, 0x109F)),
    _noto("Georgian", (0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F), is_shaped=False),
    _noto("Ethiopic", (0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F), is_shaped=False),
    _noto("Khmer", (0x1780, 0x17FF), (0x19E0, 0x19FF)),
    # Chinese, Japanese and Korean.
    Face(
        "EligoSansEastAsian",
        "DroidSansFallback.ttf",
        False,
        ((0x1100, 0x11FF), (0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFE30, 0xFE4F),
         (0xFF00, 0xFFEF)),
    ),
)  # fmt: skip
_BLOCKS = sorted((first, last, face) for face in FACES for first, last in face.blocks)
_STARTS = [first for first, _, _ in _BLOCKS]
_BY_NAME = {face.name: face for face in FACES}


@cache
def font(name: str) -> TTFont:
    """Return one of the bundled fonts, registered with reportlab on first use."""
    face = TTFont(name, _FOLDER / (_FILES.get(name) or _BY_NAME[name].file))
    pdfmetrics.registerFont(face)
    return face


def is_shaped(name: str) -> bool:
    """Say whether a font's letters must be shaped."""
    return name in _BY_NAME and _BY_NAME[name].is_shaped


@cache
def has(name: str, char: str) -> bool:
    """Say whether a font has a character."""
    return ord(char) in font(name).face.charToGlyph


@cache
def font_for(char: str, wanted: str) -> str | None:
    """Return the name of the font that shows a character, `wanted` where it can; None where none of ours does."""
    at = bisect_right(_STARTS, ord(char)) - 1
    if at >= 0 and ord(char) <= _BLOCKS[at][1] and has(_BLOCKS[at][2].name, char):
        return _BLOCKS[at][2].name
    return wanted if has(wanted, char) else None
