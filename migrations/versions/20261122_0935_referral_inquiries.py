"""Inquiries to eligibles on a referral, with the day until which an answer counts; report-backs by date"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AGENCY = "agency_id = NULLIF(current_setting('app.agency_id', true), '')::uuid"


def upgrade() -> None:
    """Table, policy, grants, indexes."""
    op.create_table(
        "referral_inquiries",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_id", sa.Uuid(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("respond_by_on", sa.Date(), nullable=False),
        sa.Column("respond_by_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_seq", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "means IN ('email', 'letter', 'telephone', 'in_person', 'other')", name=op.f("ck_referral_inquiries_means")
        ),
        sa.CheckConstraint("answer IN ('interested', 'waived')", name=op.f("ck_referral_inquiries_answer")),
        sa.CheckConstraint("sent_on <= respond_by_on", name=op.f("ck_referral_inquiries_sent_before_due")),
        sa.CheckConstraint(
            "(answer IS NULL) = (received_on IS NULL) AND (answer IS NULL) = (is_late IS NULL)",
            name=op.f("ck_referral_inquiries_answered_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "referral_id"],
            ["referrals.agency_id", "referrals.id"],
            name=op.f("fk_referral_inquiries_agency_id_referral_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "eligible_id"],
            ["eligibles.agency_id", "eligibles.id"],
            name=op.f("fk_referral_inquiries_agency_id_eligible_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "referral_id", "eligible_id", name=op.f("pk_referral_inquiries")),
    )
    op.execute("ALTER TABLE referral_inquiries ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE referral_inquiries FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY agency ON referral_inquiries USING ({AGENCY}) WITH CHECK ({AGENCY})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON referral_inquiries TO eligo_app")
    op.execute("GRANT SELECT ON referral_inquiries TO eligo_maintenance")
    op.create_index(
        "ix_referral_inquiries_waiting",
        "referral_inquiries",
        ["agency_id", "respond_by_on", "referral_id"],
        unique=False,
        postgresql_where=sa.text("answer IS NULL"),
    )
    op.create_index(
        "ix_referrals_report_back",
        "referrals",
        ["agency_id", "report_back_on", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'certified'"),
    )


def downgrade() -> None:
    """Take them away again."""
    op.drop_index("ix_referrals_report_back", table_name="referrals")
    op.drop_table("referral_inquiries")
