"""Parts of an Excel workbook, written by hand."""

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
START = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def sheet(cells: dict[str, str], after: str = "") -> str:
    """A sheet of ready-made cell contents by reference, such as {'A1': '<v>1</v>'}."""
    by_row: dict[str, list[str]] = {}
    for reference, content in cells.items():
        kind = ' t="inlineStr"' if content.startswith("<is>") else ""
        by_row.setdefault(reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), []).append(
            f'<c r="{reference}"{kind}>{content}</c>'
        )
    rows = "".join(f'<row r="{number}">{"".join(found)}</row>' for number, found in by_row.items())
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}{after}</sheetData></worksheet>'


def text(value: str) -> str:
    """The content of a cell that holds a text."""
    return f'<is><t xml:space="preserve">{value}</t></is>'
