"""Links by which somebody joins or sets a new password; reason codes that an agency keeps itself.

Expand, backfill, contract: a migration takes no lock for longer than two seconds (env.py sets the time-outs) and
backfills loop over agencies, since row-level security shows none without one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The new table with its policy and grant; three columns of reason codes, each with a default."""
    op.create_table(
        "account_links",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('invitation', 'password')", name=op.f("ck_account_links_kind")),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_account_links_agency_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_account_links")),
        sa.UniqueConstraint("agency_id", "token_digest", name=op.f("uq_account_links_agency_id_token_digest")),
    )
    op.create_index(
        "uq_account_links_open",
        "account_links",
        ["agency_id", "user_id"],
        unique=True,
        postgresql_where=sa.text("used_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.execute("ALTER TABLE account_links ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE account_links FORCE ROW LEVEL SECURITY")
    rule = "agency_id = NULLIF(current_setting('app.agency_id', true), '')::uuid"
    op.execute(f"CREATE POLICY agency ON account_links USING ({rule}) WITH CHECK ({rule})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON account_links TO eligo_app")
    op.execute("GRANT SELECT ON account_links TO eligo_maintenance")

    op.add_column("reason_codes", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.add_column(
        "reason_codes",
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
    )
    op.add_column("reason_codes", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take both away again."""
    for column in ("retired_at", "created_at", "version"):
        op.drop_column("reason_codes", column)
    op.drop_index("uq_account_links_open", table_name="account_links")
    op.drop_table("account_links")
