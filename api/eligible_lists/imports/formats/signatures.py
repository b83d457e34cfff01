"""What a file is, by its first bytes; names and declared types are not trusted."""

from api.eligible_lists.imports.formats.findings import FormatError

_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_REFUSED = (
    (b"%PDF-", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office document"),
    (b"\x89PNG", "an image"),
    (b"GIF8", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"Rar!\x1a", "a compressed file"),
    (b"{\\rtf", "a text document"),
)
_MARKUP = ((b"<svg", "an SVG image"), (b"<html", "a web page"), (b"<!doctype html", "a web page"), (b"<", "markup"))
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LOOKED_AT = 4096


def is_workbook(data: bytes) -> bool:
    """Say whether the bytes are a table in text (False) or a ZIP archive that may be a workbook (True).

    Raises FormatError `empty_file`, `unsupported_type` or `not_a_table` for anything else.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise FormatError("empty_file", "The file is empty.")
    if data.startswith(_ZIP):
        return True
    for magic, kind in _REFUSED:
        if data.startswith(magic):
            raise _unsupported(kind)
    head = data[:_LOOKED_AT]
    if head.startswith(b"MZ") and b"\x00" in head:
        raise _unsupported("a program")
    _refuse_markup(head)
    if not data.startswith(_UTF16_MARKS) and head.count(0) * 10 > len(head):
        raise FormatError("not_a_table", "The file is binary or UTF-16 without a byte order mark, not a table in text.")
    return False


def _refuse_markup(head: bytes) -> None:
    # UTF-16 puts a NUL beside each ASCII character; without them the same texts are found.
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith(_UTF16_MARKS):
        text = text[2:].replace(b"\x00", b"").lstrip()
    for start, kind in _MARKUP:
        if text.startswith(start):
            raise _unsupported(kind)
    if text.startswith((b"{", b"[{")):
        raise _unsupported("JSON")


def _unsupported(kind: str) -> FormatError:
    return FormatError(
        "unsupported_type", f"The file is {kind}. Save the table as CSV or as an Excel workbook (.xlsx) and try again."
    )
