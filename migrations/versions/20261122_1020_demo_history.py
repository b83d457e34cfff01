"""A demo may begin some years ago; its clock still only grows

Revision ID: 0006
Revises: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let the offset be negative, within ten years."""
    op.drop_constraint(op.f("ck_demo_clock_grows"), "demo_clock", type_="check")
    op.create_check_constraint(op.f("ck_demo_clock_begins"), "demo_clock", "offset_by >= interval '-3660 days'")


def downgrade() -> None:
    """Back to offsets that are not negative."""
    op.drop_constraint(op.f("ck_demo_clock_begins"), "demo_clock", type_="check")
    op.create_check_constraint(op.f("ck_demo_clock_grows"), "demo_clock", "offset_by >= interval '0'")
