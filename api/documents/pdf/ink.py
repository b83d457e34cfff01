"""Ink: the drawing orders of a page, written directly.

A canvas that is asked cell by cell spends most of its time between the cells; a column of plain cells is one text here,
turned into orders by one translation.
"""

from collections.abc import Sequence

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from api.documents.pdf.faces import font, font_for, is_shaped
from api.documents.pdf.type_setting import Piece, Style

_REMEMBERED = 1_000
_LEAST, _MOST = 0x20, 0x7E  # what stands in a PDF string as it is


class Ink:
    """Draws on the current page of a canvas."""

    def __init__(self, canvas: Canvas) -> None:
        """Begin with nothing drawn."""
        self._canvas = canvas
        self.code: list[str] = []
        self._alphabets: dict[str, dict[int, str]] = {}
        self._columns: dict[str, dict[int, str]] = {}  # the same, with the step to the next line
        self._shown: dict[tuple[str, str, float], str] = {}  # heads come again on every page
        self._not_plain: dict[str, set[str]] = {}

    def taken(self) -> str:
        """Return what was drawn since the last time, as the page holds it; the canvas itself draws nothing."""
        code, self.code = "\n".join(self.code) + "\n", []
        self._canvas._code = []
        return code

    def box(self, x: float, y: float, width: float, height: float, colour: Color) -> None:
        """Fill a rectangle, lower left corner at (x, y)."""
        self.code.append(f"{_fill(colour)} {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def rules(self, x: float, y: float, width: float, step: float, count: int, colour: Color) -> None:
        """Fill `count` thin rules above one another."""
        boxes = "\n".join(f"{x:.2f} {y + step * at:.2f} {width:.2f} 0.4 re" for at in range(count))
        self.code.append(f"{_fill(colour)}\n{boxes} f")

    def line(self, drawn: Sequence[Piece], x: float, y: float, style: Style) -> None:
        """Draw the pieces of a line from x on."""
        self.code.append(_fill(style.colour))
        for piece in drawn:
            self._piece(piece, x, y, style)
            x += piece.width * style.size / 1000

    def _piece(self, piece: Piece, x: float, y: float, style: Style) -> None:
        if is_shaped(piece.font):
            said = (piece.actual or "").encode("utf-16-be").hex().upper()
            self.code.append(f"/Span <</ActualText <FEFF{said}>>> BDC")
            text = self._canvas.beginText(x, y)
            text.setFont(piece.font, style.size)
            text.textOut(piece.text)
            self.code += [text.getCode(), "EMC"]
            return
        face, document = font(piece.font), self._canvas._doc
        shown = self._shown.get((piece.font, piece.text, style.size))
        if shown is None:
            shown = " ".join(
                f"{face.getSubsetInternalName(subset, document)} {style.size:g} Tf ({_string(codes)}) Tj"
                for subset, codes in face.splitString(piece.text, document)
            )
            if len(self._shown) < _REMEMBERED:
                self._shown[piece.font, piece.text, style.size] = shown
        # The step to a next line ends the cell for who extracts the text.
        self.code.append(f"BT {style.leading:g} TL 1 0 0 1 {x:.2f} {y:.2f} Tm {shown} T* ET")

    def is_plain(self, text: str, name: str) -> bool:
        """Say whether a line can stand in a `plain_column`: the font has all of it, in its first 256 letters."""
        known = self._alphabets.setdefault(name, {})
        new = {char for char in set(text) if ord(char) not in known}
        if not new:
            return True
        barred = self._not_plain.setdefault(name, set())
        for char in sorted(new - barred):
            code = self._code(char, name)
            if code is None:
                barred.add(char)
            else:
                known[ord(char)] = code
                self._columns.setdefault(name, {10: ") Tj T* ("})[ord(char)] = code
        return not new & barred

    def _code(self, char: str, name: str) -> str | None:
        if not char.isprintable() or font_for(char, name) != name:
            return None
        [(subset, codes)] = font(name).splitString(char, self._canvas._doc)
        return _string(codes) if subset == 0 else None

    def plain_column(
        self, texts: Sequence[str], x: float, y: float, step: float, style: Style, marks: Sequence[str] | None = None
    ) -> None:
        """Draw plain lines under one another; `marks` are the orders that open the marked content of each."""
        face, document = font(style.font), self._canvas._doc
        start = f"{_fill(style.colour)} BT {face.getSubsetInternalName(0, document)} {style.size:g} Tf {step:g} TL"
        if marks is None:
            shown = "\n".join(texts).translate(self._columns[style.font])
            self.code.append(f"{start} 1 0 0 1 {x:.2f} {y:.2f} Tm ({shown}) Tj ET")
            return
        alphabet = self._alphabets[style.font]
        cells = [f"{mark} ({text.translate(alphabet)}) Tj T* EMC" for mark, text in zip(marks, texts, strict=True)]
        self.code.append(f"{start} 1 0 0 1 {x:.2f} {y:.2f} Tm")
        self.code += [*cells, "ET"]


def _fill(colour: Color) -> str:
    return f"{colour.red:.4g} {colour.green:.4g} {colour.blue:.4g} rg"


def _string(codes: bytes) -> str:
    r"""The inside of a PDF string: ( ) and \ escaped, what is not ASCII as octal."""
    return "".join(
        f"\\{chr(code)}" if code in b"()\\" else chr(code) if _LEAST <= code <= _MOST else f"\\{code:03o}"
        for code in codes
    )
