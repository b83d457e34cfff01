"""A banding model says which one it is a new version of, as a scoring model does"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; nothing that exists replaces anything."""
    op.add_column("banding_models", sa.Column("replaces_id", sa.Uuid(), nullable=True))


def downgrade() -> None:
    """Take it away again."""
    op.drop_column("banding_models", "replaces_id")
