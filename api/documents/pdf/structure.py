"""The structure tree of a tagged PDF: what a screen reader reads, in which order and as what.

reportlab draws but does not tag, so the tree is written through its document objects (ISO 32000-1, 14.7 and 14.8).
"""

from dataclasses import dataclass, field

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFDocument, PDFName, PDFObjectReference, PDFPage

_ROOT = "Structure"
_PARENTS = "StructureParents"


@dataclass(slots=True)
class Element:
    """One element such as H1, P, Table, TR, TH or TD, with its children and the marked pieces of pages it holds."""

    kind: str
    scope: str | None = None  # of a TH: Row or Column
    children: list["Element"] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)  # (page, number on the page)
    name: str = ""

    def add(self, kind: str, scope: str | None = None) -> "Element":
        """Append a child element."""
        child = Element(kind, scope)
        self.children.append(child)
        return child


def write(document: PDFDocument, root: Element, pages: list[PDFPage]) -> None:
    """Write the tree into the document and tie every page to it; `root` is the Document element."""
    owners: list[dict[int, Element]] = [{} for _ in pages]
    elements = list(_named(root, owners))
    for element, parent in elements:
        document.Reference(_dictionary(element, parent), element.name)
    numbers: list[object] = []
    for index, page in enumerate(pages):
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = index
        page.Tabs = PDFName("S")
        pieces = owners[index]
        numbers += [index, PDFArray([PDFObjectReference(pieces[number].name) for number in sorted(pieces)])]
    document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}), _PARENTS)
    tree = {
        "Type": PDFName("StructTreeRoot"),
        "K": PDFObjectReference(root.name),
        "ParentTree": PDFObjectReference(_PARENTS),
        "ParentTreeNextKey": len(pages),
    }
    document.Catalog.StructTreeRoot = document.Reference(PDFDictionary(tree), _ROOT)
    document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})


def _named(root: Element, owners: list[dict[int, Element]]) -> list[tuple[Element, str]]:
    """Give every element its object name and note which element owns each marked piece."""
    found: list[tuple[Element, str]] = []
    waiting = [(root, _ROOT)]
    while waiting:
        element, parent = waiting.pop()
        element.name = f"{_ROOT}.{len(found)}"
        found.append((element, parent))
        for page, number in element.pieces:
            owners[page][number] = element
        waiting += [(child, element.name) for child in reversed(element.children)]
    return found


def _dictionary(element: Element, parent: str) -> PDFDictionary:
    kids: list[object] = [
        PDFDictionary({"Type": PDFName("MCR"), "Pg": PDFObjectReference(page_name(page)), "MCID": number})
        for page, number in element.pieces
    ]
    kids += [PDFObjectReference(child.name) for child in element.children]
    entries: dict[str, object] = {
        "Type": PDFName("StructElem"),
        "S": PDFName(element.kind),
        "P": PDFObjectReference(parent),
        "K": PDFArray(kids),
    }
    if element.scope:
        entries["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(element.scope)})
    return PDFDictionary(entries)


def page_name(index: int) -> str:
    """Return reportlab's own object name of a page, counted from 0."""
    return f"Page{index + 1}"
