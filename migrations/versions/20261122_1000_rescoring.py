"""Scores change after posting: what a scoring covers, who would cross which line, and results corrected since

Previews that were made before do not say how far a score moves; they are out of date and made again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

CAUSES = "cause IN ('certified', 'supplemented', 'positions_changed', 'reopened')"
MORE_CAUSES = "cause IN ('certified', 'supplemented', 'positions_changed', 'reopened', 'rescored')"
IN_STEP = """
UPDATE eligible_lists l SET scored_results_version = s.results_version
FROM (SELECT DISTINCT ON (list_id) list_id, results_version FROM scorings WHERE status = 'applied'
      ORDER BY list_id, applied_version DESC) s
WHERE s.list_id = l.id
"""
OUTDATED = "UPDATE scorings SET status = 'stale' WHERE status IN ('computing', 'previewed', 'applying')"


def upgrade() -> None:
    """Add the columns and the table, then bring the rows of each agency into step."""
    op.add_column(
        "eligible_lists", sa.Column("scored_results_version", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("exam_results", sa.Column("corrected_version", sa.Integer(), nullable=True))
    op.create_index(
        "ix_exam_results_corrected",
        "exam_results",
        ["agency_id", "list_id", "corrected_version"],
        unique=False,
        postgresql_where=sa.text("corrected_version IS NOT NULL"),
    )
    op.add_column("scorings", sa.Column("banding_model_id", sa.Uuid(), nullable=True))
    op.add_column("scorings", sa.Column("covers", sa.Text(), server_default="all", nullable=False))
    op.add_column(
        "scorings",
        sa.Column(
            "touched",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
    )
    op.create_check_constraint(op.f("ck_scorings_covers"), "scorings", "covers IN ('all', 'corrected')")
    op.create_foreign_key(
        op.f("fk_scorings_agency_id_banding_model_id"),
        "scorings",
        "banding_models",
        ["agency_id", "banding_model_id"],
        ["agency_id", "id"],
    )
    op.add_column("scoring_rows", sa.Column("move", sa.BigInteger(), nullable=True))
    op.add_column("scoring_rows", sa.Column("old_rank", sa.Integer(), nullable=True))
    op.add_column("scoring_rows", sa.Column("new_rank", sa.Integer(), nullable=True))
    op.create_index(
        "ix_scoring_rows_move",
        "scoring_rows",
        ["agency_id", "scoring_id", sa.literal_column("move DESC"), "result_id"],
        unique=False,
        postgresql_where=sa.text("move IS NOT NULL"),
    )
    op.drop_constraint(op.f("ck_certificates_cause"), "certificates", type_="check")
    op.create_check_constraint(op.f("ck_certificates_cause"), "certificates", MORE_CAUSES)
    _create_moves()
    bind = op.get_bind()
    for (agency,) in bind.execute(sa.text("SELECT id FROM agencies ORDER BY id")).all():
        bind.execute(sa.text("SELECT set_config('app.agency_id', :agency, true)"), {"agency": str(agency)})
        bind.execute(sa.text(IN_STEP))
        bind.execute(sa.text(OUTDATED))


def _create_moves() -> None:
    op.create_table(
        "scoring_moves",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("scoring_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "referral_id"],
            ["referrals.agency_id", "referrals.id"],
            name=op.f("fk_scoring_moves_agency_id_referral_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "result_id"],
            ["exam_results.agency_id", "exam_results.id"],
            name=op.f("fk_scoring_moves_agency_id_result_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "scoring_id"],
            ["scorings.agency_id", "scorings.id"],
            name=op.f("fk_scoring_moves_agency_id_scoring_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "scoring_id", "referral_id", "result_id", name=op.f("pk_scoring_moves")),
    )
    op.create_index(
        op.f("ix_scoring_moves_agency_id_scoring_id_result_id"),
        "scoring_moves",
        ["agency_id", "scoring_id", "result_id"],
        unique=False,
    )
    rule = "agency_id = NULLIF(current_setting('app.agency_id', true), '')::uuid"
    op.execute("ALTER TABLE scoring_moves ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE scoring_moves FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY agency ON scoring_moves USING ({rule}) WITH CHECK ({rule})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON scoring_moves TO eligo_app")
    op.execute("GRANT SELECT ON scoring_moves TO eligo_maintenance")


def downgrade() -> None:
    """Take them away again; refused by the database where a re-score wrote certificates, which nobody deletes."""
    op.drop_table("scoring_moves")
    op.drop_constraint(op.f("ck_certificates_cause"), "certificates", type_="check")
    op.create_check_constraint(op.f("ck_certificates_cause"), "certificates", CAUSES)
    op.drop_index("ix_scoring_rows_move", "scoring_rows")
    for table, column in (
        ("scoring_rows", "new_rank"),
        ("scoring_rows", "old_rank"),
        ("scoring_rows", "move"),
        ("scorings", "touched"),
        ("scorings", "covers"),
        ("scorings", "banding_model_id"),
        ("exam_results", "corrected_version"),
        ("eligible_lists", "scored_results_version"),
    ):
        op.drop_column(table, column)
