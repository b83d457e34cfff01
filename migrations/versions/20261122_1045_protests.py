"""Protests of a list, notes on a list, and the orders in which its people are read

Expand, backfill, contract: a migration takes no lock for longer than two seconds (env.py sets the time-outs) and
backfills loop over agencies, since row-level security shows none without one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = ("protests", "list_notes")


def upgrade() -> None:
    """Two tables, fenced, and two indexes."""
    op.create_table(
        "protests",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("is_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("status", sa.Text(), server_default="filed", nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("(status = 'filed') = (decided_at IS NULL)", name=op.f("ck_protests_decided")),
        sa.CheckConstraint(
            "kind IN ('own_rating', 'rating_key', 'clerical', 'administration', 'other')", name=op.f("ck_protests_kind")
        ),
        sa.CheckConstraint("status IN ('filed', 'granted', 'denied', 'withdrawn')", name=op.f("ck_protests_status")),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_protests_agency_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["persons.agency_id", "persons.id"],
            name=op.f("fk_protests_agency_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_protests")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_protests_agency_id_number")),
    )
    op.create_index(op.f("ix_protests_agency_id_list_id_id"), "protests", ["agency_id", "list_id", "id"])
    op.create_index(
        "ix_protests_undecided", "protests", ["agency_id", "list_id"], postgresql_where=sa.text("status = 'filed'")
    )
    op.create_table(
        "list_notes",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_id", sa.Uuid(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "eligible_id"],
            ["eligibles.agency_id", "eligibles.id"],
            name=op.f("fk_list_notes_agency_id_eligible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_list_notes_agency_id_list_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_list_notes")),
    )
    op.create_index(op.f("ix_list_notes_agency_id_list_id_id"), "list_notes", ["agency_id", "list_id", "id"])
    op.create_index("ix_list_notes_eligible", "list_notes", ["agency_id", "eligible_id", "id"])
    op.create_index("ix_eligibles_name", "eligibles", ["agency_id", "list_id", "sort_name", "id"])
    op.create_index(
        "ix_eligibles_absent",
        "eligibles",
        ["agency_id", "list_id", "status_until", "expires_on"],
        postgresql_where=sa.text("status IN ('inactive', 'under_waiver')"),
    )
    rule = "agency_id = NULLIF(current_setting('app.agency_id', true), '')::uuid"
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY agency ON {table} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO eligo_app")
        op.execute(f"GRANT SELECT ON {table} TO eligo_maintenance")


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_eligibles_absent", table_name="eligibles")
    op.drop_index("ix_eligibles_name", table_name="eligibles")
    for table in reversed(TABLES):
        op.drop_table(table)
