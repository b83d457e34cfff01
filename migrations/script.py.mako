"""${message}

Expand, backfill, contract: a migration takes no lock for longer than two seconds (env.py sets the time-outs) and
backfills loop over agencies, since row-level security shows none without one.
"""

${imports if imports else ""}
from alembic import op
import sqlalchemy as sa

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
