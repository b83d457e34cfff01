"""Paper: Letter pages that are first laid out, then drawn once the number of pages is known.

Texts are drawn as they are. Nothing interprets markup, so no text of an agency or a candidate can change the page.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen.canvas import Canvas

from api.documents.pdf import structure
from api.documents.pdf.structure import Element
from api.documents.pdf.type_setting import REGULAR, Style, font, printable, width

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


@dataclass(frozen=True, slots=True)
class _Text:
    x: float
    y: float
    text: str
    style: Style
    element: Element | None


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float
    height: float
    colour: Color


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

    def __init__(self) -> None:
        """Begin with one empty page."""
        self.document = Element("Document")
        self.y: float = TOP
        self._pages: list[list[_Text | _Box]] = [[]]

    def has_room(self, height: float) -> bool:
        """Say whether this much still fits above the foot of the page."""
        return self.y - height >= BOTTOM

    def new_page(self) -> None:
        """Go on at the top of a fresh page, under the place of the running head."""
        self._pages.append([])
        self.y = TOP - _RUNNING_HEAD

    def text(self, text: str, x: float, y: float, style: Style, element: Element | None, align: Align = "left") -> None:
        """Put one line with its baseline at y; right-aligned lines end at x. Without an element it is decoration."""
        shown = printable(text, style.font)
        self._pages[-1].append(_Text(x - width(shown, style) if align == "right" else x, y, shown, style, element))

    def box(self, x: float, y: float, box_width: float, height: float, colour: Color) -> None:
        """Put a filled rectangle, lower left corner at (x, y)."""
        self._pages[-1].append(_Box(x, y, box_width, height, colour))

    def printed(self, about: About, frame: Callable[["Paper", int, int], None]) -> bytes:
        """Return the PDF, the same bytes for the same pages; `frame` adds what repeats, given page and page count."""
        pages = self._pages
        for number, page in enumerate(pages, start=1):
            self._pages = [page]
            frame(self, number, len(pages))
        target = io.BytesIO()
        canvas = Canvas(
            target,
            pagesize=letter,
            invariant=1,
            pageCompression=1,
            lang=about.language,
            pdfVersion=(1, 7),
            initialFontName=font(REGULAR).fontName,
        )
        _describe(canvas, about)
        for index, page in enumerate(pages):
            _draw(canvas, page, index)
            canvas.showPage()
        document = canvas._doc
        drawn = [document.idToObject[structure.page_name(index)] for index in range(len(pages))]
        structure.write(document, self.document, drawn)
        canvas.save()
        return target.getvalue()


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


def _draw(canvas: Canvas, page: list[_Text | _Box], index: int) -> None:
    marks = 0
    for thing in page:
        if isinstance(thing, _Text) and thing.element is not None:
            canvas._code.append(f"/{thing.element.kind} <</MCID {marks}>> BDC")
            thing.element.pieces.append((index, marks))
            marks += 1
        else:
            canvas._code.append("/Artifact BMC")
        if isinstance(thing, _Text):
            canvas.setFillColor(thing.style.colour)
            canvas.setFont(font(thing.style.font).fontName, thing.style.size)
            canvas.drawString(thing.x, thing.y, thing.text)
        else:
            canvas.setFillColor(thing.colour)
            canvas.rect(thing.x, thing.y, thing.width, thing.height, stroke=0, fill=1)
        canvas._code.append("EMC")
