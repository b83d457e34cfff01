"""The `generic` format: eligibles with a final score from elsewhere."""

import pytest

from api.eligible_lists.imports.formats.findings import FormatError
from api.eligible_lists.imports.formats.generic import GenericMapping, GenericRow, guess_mapping, parse
from api.eligible_lists.imports.formats.tabular import read_table


def test_rows_rejections_and_cautions() -> None:
    table = read_table(
        b"external_id,last,first,mi,email,score\n"
        b"007,Bond,James,,j@example.org,095.50\n"
        b"008,,,,,70\n"
        b"009,Roe,Ann,Q,,\n"
        b"010,Roe,Ann,,,9.5E+01\n"
        b",Roe,Ann,,,95\n"
        b"011,Roe,Ann,,,-1\n"
        b"007,Bond,James,,j@example.org,95.5\n"
        b"007,Bond,James,,j@example.org,95.6\n"
    )
    found = parse(table, guess_mapping(table.headers))
    assert found.rows[0] == GenericRow(1, 2, "007", "Bond", "James", None, "j@example.org", None, "95.5")
    assert [row.external_id for row in found.rows] == ["007", "008"]
    assert [(w.row, w.code) for w in found.warnings] == [(2, "blank_name")]
    assert [(r.row, r.line, r.code, r.field) for r in found.rejected] == [
        (3, 4, "missing_score", "score"),
        (4, 5, "mangled_number", "score"),
        (5, 6, "missing_candidate_id", "external_id"),
        (6, 7, "bad_score", "score"),
        (7, 8, "duplicate_row", None),
        (8, 9, "conflicting_duplicate", None),
    ]
    assert found.rows_read == 8


def test_a_mapping_needs_a_score() -> None:
    with pytest.raises(FormatError) as caught:
        GenericMapping.of({"external_id": "id", "last_name": "last", "first_name": "first"})
    assert (caught.value.code, caught.value.field) == ("mapping_incomplete", "mapping.score")
    with pytest.raises(FormatError) as guessed:
        guess_mapping(["id", "last", "first"])
    assert guessed.value.field == "mapping.score"
