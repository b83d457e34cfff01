"""Give each look of the relay an index of its own: one over all unfinished jobs was read whole again and again"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WAITING = "status IN ('queued', 'waiting_retry')"


def upgrade() -> None:
    """What is to be sent, what was sent and not taken up, and what runs."""
    op.execute(f"CREATE INDEX ix_jobs_unsent ON jobs (run_at) WHERE {WAITING} AND sent_at IS NULL")
    op.execute(f"CREATE INDEX ix_jobs_sent ON jobs (sent_at) WHERE {WAITING} AND sent_at IS NOT NULL")
    op.execute("CREATE INDEX ix_jobs_running ON jobs (lease_until) WHERE status = 'running'")
    op.execute("DROP INDEX ix_jobs_due")


def downgrade() -> None:
    """One index for all of it."""
    op.execute("CREATE INDEX ix_jobs_due ON jobs (run_at) WHERE status IN ('queued', 'waiting_retry', 'running')")
    for name in ("ix_jobs_running", "ix_jobs_sent", "ix_jobs_unsent"):
        op.execute(f"DROP INDEX {name}")
