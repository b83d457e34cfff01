"""Imports: what each row would change, remembered columns, sheets, undo; results with a final score from elsewhere

Expand only. The indexes by result let an undone import take its results away without reading every scoring.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BEFORE = "status IN ('previewed', 'committing', 'committed', 'stale', 'discarded')"
AFTER = "status IN ('uploaded', 'previewed', 'committing', 'committed', 'stale', 'undoing', 'undone', 'discarded')"
SOURCES = "mapping_source IN ('given', 'remembered', 'guessed')"
TABLES = ("import_mappings", "import_rows")


def upgrade() -> None:
    """Add the columns, the two tables, and their tenancy."""
    json = postgresql.JSONB(astext_type=sa.Text())
    for column in (
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("mapping_source", sa.Text(), server_default="given", nullable=False),
        sa.Column("sheet", sa.Text(), nullable=True),
        sa.Column("sheets", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("columns", json, server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("rejected_by", json, server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("committed_version", sa.Integer(), nullable=True),
    ):
        op.add_column("list_imports", column)
    op.drop_constraint(op.f("ck_list_imports_status"), "list_imports", type_="check")
    op.create_check_constraint(op.f("ck_list_imports_status"), "list_imports", AFTER)
    op.create_check_constraint(op.f("ck_list_imports_mapping_source"), "list_imports", SOURCES)

    op.add_column("exam_results", sa.Column("final_score", sa.Numeric(), nullable=True))
    op.alter_column("scorings", "scoring_model_id", nullable=True)
    op.create_index(
        op.f("ix_scoring_rows_agency_id_result_id"), "scoring_rows", ["agency_id", "result_id"], unique=False
    )
    op.create_index(
        op.f("ix_scoring_moves_agency_id_result_id"), "scoring_moves", ["agency_id", "result_id"], unique=False
    )
    _create_rows(json)
    _create_mappings(json)
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        rule = "agency_id = NULLIF(current_setting('app.agency_id', true), '')::uuid"
        op.execute(f"CREATE POLICY agency ON {table} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO eligo_app")
        op.execute(f"GRANT SELECT ON {table} TO eligo_maintenance")


def _create_rows(json: postgresql.JSONB) -> None:
    op.create_table(
        "import_rows",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(collation="C"), nullable=False),
        sa.Column("before", json, nullable=True),
        sa.Column("after", json, nullable=True),
        sa.CheckConstraint("kind IN ('new', 'changed', 'unchanged')", name=op.f("ck_import_rows_kind")),
        sa.ForeignKeyConstraint(
            ["agency_id", "import_id"],
            ["list_imports.agency_id", "list_imports.id"],
            name=op.f("fk_import_rows_agency_id_import_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "import_id", "row_number", name=op.f("pk_import_rows")),
    )


def _create_mappings(json: postgresql.JSONB) -> None:
    op.create_table(
        "import_mappings",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("heads_key", sa.Text(), nullable=False),
        sa.Column("mapping", json, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_import_mappings")),
        sa.UniqueConstraint(
            "agency_id", "format", "heads_key", name=op.f("uq_import_mappings_agency_id_format_heads_key")
        ),
    )


def downgrade() -> None:
    """Take them away again."""
    for table in TABLES:
        op.drop_table(table)
    op.drop_index(op.f("ix_scoring_moves_agency_id_result_id"), "scoring_moves")
    op.drop_index(op.f("ix_scoring_rows_agency_id_result_id"), "scoring_rows")
    op.alter_column("scorings", "scoring_model_id", nullable=False)
    op.drop_column("exam_results", "final_score")
    op.drop_constraint(op.f("ck_list_imports_mapping_source"), "list_imports", type_="check")
    op.drop_constraint(op.f("ck_list_imports_status"), "list_imports", type_="check")
    op.create_check_constraint(op.f("ck_list_imports_status"), "list_imports", BEFORE)
    for column in ("committed_version", "rejected_by", "columns", "sheets", "sheet", "mapping_source", "file_name"):
        op.drop_column("list_imports", column)
