"""Ranks counted in blocks: what a list has at its scores, added up over stretches of scores, so that a deep rank is
read and not counted

The database keeps the blocks itself, whoever changes a score's counts, in the transaction that does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_COUNTS = (
    "{sign}(eligibles > 0)::int AS ranks, {sign}(available > 0)::int AS available_ranks, {sign}eligibles AS people, "
    "{sign}available AS names"
)
_CAME = f"SELECT agency_id, list_id, score, {_COUNTS.format(sign='')} FROM came"
_WENT = f"SELECT agency_id, list_id, score, {_COUNTS.format(sign='-')} FROM went"
# 2^26 units of 10^-8: about two thirds of a point.
_ADD = """
INSERT INTO list_score_blocks AS b (agency_id, list_id, block, ranks, available_ranks, eligibles, available)
SELECT agency_id, list_id, score >> 26, sum(ranks), sum(available_ranks), sum(people), sum(names)
FROM ({source}) moved GROUP BY 1, 2, 3
HAVING (sum(ranks), sum(available_ranks), sum(people), sum(names)) <> (0, 0, 0, 0)
ON CONFLICT (agency_id, list_id, block) DO UPDATE
SET ranks = b.ranks + excluded.ranks, available_ranks = b.available_ranks + excluded.available_ranks,
    eligibles = b.eligibles + excluded.eligibles, available = b.available + excluded.available
"""
FUNCTION = f"""
CREATE FUNCTION list_scores_counted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    {_ADD.format(source=_CAME)};
  ELSIF TG_OP = 'DELETE' THEN
    {_ADD.format(source=_WENT)};
  ELSE
    {_ADD.format(source=f"{_CAME} UNION ALL {_WENT}")};
  END IF;
  RETURN NULL;
END $$
"""
TRIGGERS = {
    "INSERT": "NEW TABLE AS came",
    "UPDATE": "OLD TABLE AS went NEW TABLE AS came",
    "DELETE": "OLD TABLE AS went",
}
_BACKFILL = f"""
DO $$
DECLARE agency uuid;
BEGIN
  FOR agency IN SELECT id FROM agencies LOOP
    PERFORM set_config('app.agency_id', agency::text, true);
    {_ADD.format(source=_CAME.replace("FROM came", "FROM list_scores"))};
  END LOOP;
  PERFORM set_config('app.agency_id', '', true);
END $$
"""


def upgrade() -> None:
    """The table, the triggers that keep it, and the blocks of every list there is."""
    op.create_table(
        "list_score_blocks",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("block", sa.BigInteger(), nullable=False),
        sa.Column("ranks", sa.Integer(), nullable=False),
        sa.Column("available_ranks", sa.Integer(), nullable=False),
        sa.Column("eligibles", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_list_score_blocks_agency_id_list_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "list_id", "block", name=op.f("pk_list_score_blocks")),
        postgresql_with={"fillfactor": 50},
    )
    op.execute("ALTER TABLE list_score_blocks ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE list_score_blocks FORCE ROW LEVEL SECURITY")
    rule = "agency_id = NULLIF(current_setting('app.agency_id', true), '')::uuid"
    op.execute(f"CREATE POLICY agency ON list_score_blocks USING ({rule}) WITH CHECK ({rule})")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON list_score_blocks TO eligo_app")
    op.execute("GRANT SELECT ON list_score_blocks TO eligo_maintenance")
    op.execute(FUNCTION)
    op.execute("REVOKE ALL ON FUNCTION list_scores_counted() FROM PUBLIC")
    for event, tables in TRIGGERS.items():
        op.execute(
            f"CREATE TRIGGER counted_on_{event.lower()} AFTER {event} ON list_scores REFERENCING {tables} "
            "FOR EACH STATEMENT EXECUTE FUNCTION list_scores_counted()"
        )
    op.execute(_BACKFILL)


def downgrade() -> None:
    """Take them away again."""
    for event in TRIGGERS:
        op.execute(f"DROP TRIGGER counted_on_{event.lower()} ON list_scores")
    op.execute("DROP FUNCTION list_scores_counted()")
    op.drop_table("list_score_blocks")
