"""What a scoring foresaw, so that nothing else is applied. One made before this is previewed anew."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the digest."""
    op.add_column("scorings", sa.Column("foreseen", sa.Text))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("scorings", "foreseen")
