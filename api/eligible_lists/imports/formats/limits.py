"""How much of a file is read before it is refused."""

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_FIELD_CHARACTERS = 1_000
MAX_COLUMNS = 300
MAX_ROWS = 2_000_000

# Workbooks are compressed, so the size of the upload says nothing about what it unfolds to.
MAX_ARCHIVE_ENTRIES = 10_000
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
MAX_UNPACKED_RATIO = 200
RATIO_MATTERS_FROM_BYTES = 10 * 1024 * 1024
# The reader of workbooks keeps the whole rectangle from A1 to the last cell.
MAX_SHEET_CELLS = 20_000_000
