"""Paper: Letter pages that leave as soon as they are full; what repeats is added once the number of pages is known.

Texts are drawn as they are. Nothing interprets markup, so no text of an agency or a candidate can change the page.
"""

import io
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import letter
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from api.documents.pdf import structure
from api.documents.pdf.faces import font
from api.documents.pdf.ink import Ink
from api.documents.pdf.structure import Element
from api.documents.pdf.type_setting import MISSING, REGULAR, Style, pieces, printable

HEIGHT: float = letter[1]
WIDTH: float = letter[0]
MARGIN = 54.0
TOP = HEIGHT - MARGIN
BOTTOM = 66.0
_RUNNING_HEAD = 20.0
LEFT = MARGIN
RIGHT = WIDTH - MARGIN
ROOM = RIGHT - LEFT
Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a document says about itself; `prepared_at` has a zone."""

    title: str
    author: str
    subject: str
    language: str
    prepared_at: datetime


class Paper:
    """Pages under construction; `y` is where the next line's top stands, in points from the lower edge."""

    def __init__(self, about: About) -> None:
        """Begin with one empty page."""
        self.document = Element("Document")
        self.y: float = TOP
        self.has_missing = False  # whether a character was drawn as MISSING
        self._target = io.BytesIO()
        self._canvas = Canvas(
            self._target,
            pagesize=letter,
            invariant=1,
            pageCompression=1,
            lang=about.language,
            pdfVersion=(1, 7),
            initialFontName=font(REGULAR).fontName,
        )
        _describe(self._canvas, about)
        self.ink = Ink(self._canvas)
        self._feet: list[PDFStream] = []
        self._marks = 0

    def has_room(self, height: float) -> bool:
        """Say whether this much still fits above the foot of the page."""
        return self.y - height >= BOTTOM

    def new_page(self) -> None:
        """Go on at the top of a fresh page, under the place of the running head."""
        self._leave()
        self.y = TOP - _RUNNING_HEAD

    def text(self, text: str, x: float, y: float, style: Style, element: Element | None, align: Align = "left") -> None:
        """Put one line with its baseline at y; right-aligned lines end at x. Without an element it is decoration."""
        shown = printable(text, style.font)
        self.has_missing = self.has_missing or MISSING in shown
        drawn = pieces(shown, style.font)
        if align == "right":
            x -= sum(piece.width for piece in drawn) * style.size / 1000
        self._open(element)
        self.ink.line(drawn, x, y, style)
        self.ink.code.append("EMC")

    def column(
        self, texts: Sequence[str], x: float, y: float, step: float, style: Style, elements: Sequence[Element] | None
    ) -> None:
        """Put plain lines (`Ink.is_plain`) under one another, `step` points apart, the first with its baseline at y."""
        if elements is None:
            self.ink.code.append("/Artifact BMC")
            self.ink.plain_column(texts, x, y, step, style)
            self.ink.code.append("EMC")
            return
        first = self._marks
        for element in elements:
            self._mark(element)
        marks = [f"/{one.kind} <</MCID {first + at}>> BDC" for at, one in enumerate(elements)]
        self.ink.plain_column(texts, x, y, step, style, marks)

    def box(self, x: float, y: float, box_width: float, height: float, colour: Color) -> None:
        """Put a filled rectangle, lower left corner at (x, y)."""
        self._open(None)
        self.ink.box(x, y, box_width, height, colour)
        self.ink.code.append("EMC")

    def rules(self, x: float, y: float, rule_width: float, step: float, count: int, colour: Color) -> None:
        """Put `count` thin rules, `step` points apart, the lowest at y."""
        self.ink.code.append("/Artifact BMC")
        self.ink.rules(x, y, rule_width, step, count, colour)
        self.ink.code.append("EMC")

    def printed(self, frame: Callable[["Paper", int, int], None]) -> bytes:
        """Return the PDF, the same bytes for the same pages; `frame` adds what repeats, given page and page count."""
        self._leave()
        for number, foot in enumerate(self._feet, start=1):
            frame(self, number, len(self._feet))
            foot.content = self.ink.taken()
        document = self._canvas._doc
        drawn = [document.idToObject[structure.page_name(index)] for index in range(len(self._feet))]
        structure.write(document, self.document, drawn)
        # The canvas would otherwise begin one page more.
        self._canvas._code = []
        self._canvas.save()
        return self._target.getvalue()

    def _open(self, element: Element | None) -> None:
        if element is None:
            self.ink.code.append("/Artifact BMC")
        else:
            self.ink.code.append(f"/{element.kind} <</MCID {self._marks}>> BDC")
            self._mark(element)

    def _mark(self, element: Element) -> None:
        element.pieces.append((len(self._feet), self._marks))
        self._marks += 1

    def _leave(self) -> None:
        """Let the page go: its content is packed at once, so that a thousand pages take little room."""
        document = self._canvas._doc
        name = structure.page_name(len(self._feet))
        body = PDFStream(
            PDFDictionary({"Filter": PDFName("FlateDecode")}), zlib.compress(self.ink.taken().encode("latin-1"), 1)
        )
        foot = PDFStream(content="")
        self._canvas.showPage()
        self.ink.taken()
        page = document.idToObject[name]
        page.stream = None
        page.Contents = PDFArray([document.Reference(body, f"{name}.body"), document.Reference(foot, f"{name}.foot")])
        self._feet.append(foot)
        self._marks = 0


def _describe(canvas: Canvas, about: About) -> None:
    canvas.setTitle(about.title)
    canvas.setAuthor(about.author)
    canvas.setSubject(about.subject)
    canvas.setCreator("Eligo")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    # The document's own date is a fact like any other, so that the same facts give the same bytes.
    minutes = int((about.prepared_at.utcoffset() or timedelta()).total_seconds()) // 60
    stamp = canvas._doc._timeStamp
    stamp.YMDhms = about.prepared_at.timetuple()[:6]
    stamp.dhh, stamp.dmm = int(minutes / 60), abs(minutes) % 60
