"""People: addresses, words to find them by, notes, merges and possible duplicates

Expand, backfill, contract: a migration takes no lock for longer than two seconds (env.py sets the time-outs) and
backfills loop over agencies, since row-level security shows none without one.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLES = ("person_words", "person_notes", "person_merges", "duplicate_pairs")
ADDRESS = ("street", "city", "region", "postal_code", "country")

# The words of a name as api.people.service.words_of finds them, and the address as one word.
_WORDS = """
  SELECT DISTINCT p.agency_id, left(t.word, 200), p.id
  FROM {source} p, LATERAL (
    SELECT regexp_split_to_table(p.sort_name, '[\\s''’.,/()-]+') AS word UNION SELECT lower(btrim(p.email))
  ) t
  WHERE t.word <> ''
"""
_ADD = "INSERT INTO person_words (agency_id, word, person_id)" + _WORDS
FUNCTIONS = [
    f"""
    CREATE FUNCTION persons_added() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      {_ADD.format(source="added")};
      RETURN NULL;
    END $$
    """,
    f"""
    CREATE FUNCTION person_renamed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      DELETE FROM person_words WHERE agency_id = OLD.agency_id AND person_id = OLD.id;
      IF TG_OP = 'UPDATE' THEN
        {_ADD.format(source="(SELECT NEW.*)")};
      END IF;
      RETURN NULL;
    END $$
    """,
]
TRIGGERS = [
    "CREATE TRIGGER persons_added AFTER INSERT ON persons REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION persons_added()",
    "CREATE TRIGGER person_renamed AFTER UPDATE OF sort_name, email ON persons FOR EACH ROW "
    "WHEN ((OLD.sort_name, OLD.email) IS DISTINCT FROM (NEW.sort_name, NEW.email)) EXECUTE FUNCTION person_renamed()",
    "CREATE TRIGGER person_removed AFTER DELETE ON persons FOR EACH ROW EXECUTE FUNCTION person_renamed()",
]
_BACKFILL = f"""
DO $$
DECLARE agency uuid;
BEGIN
  FOR agency IN SELECT id FROM agencies LOOP
    PERFORM set_config('app.agency_id', agency::text, true);
    {_ADD.format(source="persons")};
  END LOOP;
  PERFORM set_config('app.agency_id', '', true);
END $$
"""


def _versioned() -> tuple[sa.Column[int], sa.Column[object]]:
    at = sa.text("clock_timestamp()")
    return (
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=at, nullable=False),
    )


def _keys(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in names]


def _texts(*names: str, nullable: bool = True) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_agency_id_{column}")
    return sa.ForeignKeyConstraint(["agency_id", column], [f"{to}.agency_id", f"{to}.id"], name=name)


def upgrade() -> None:
    """Tables, the triggers that keep the words, the words of everybody there is."""
    for name in ADDRESS:
        op.add_column("persons", sa.Column(name, sa.Text(), nullable=True))
    op.add_column("persons", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.alter_column("persons", "sort_name", type_=sa.Text(collation="C"))
    op.create_foreign_key(
        op.f("fk_persons_agency_id_merged_into_id"),
        "persons",
        "persons",
        ["agency_id", "merged_into_id"],
        ["agency_id", "id"],
    )
    op.create_check_constraint(op.f("ck_persons_merged_into_another"), "persons", "merged_into_id <> id")
    op.create_index(
        "ix_persons_merged",
        "persons",
        ["agency_id", "merged_into_id"],
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index("ix_eligibles_person", "eligibles", ["agency_id", "person_id"])
    op.create_index("ix_exam_results_person", "exam_results", ["agency_id", "person_id"])
    op.create_index("ix_exam_results_number", "exam_results", ["agency_id", "external_id"])
    _create_words_and_notes()
    _create_merges_and_duplicates()
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        rule = "agency_id = NULLIF(current_setting('app.agency_id', true), '')::uuid"
        op.execute(f"CREATE POLICY agency ON {table} USING ({rule}) WITH CHECK ({rule})")
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO eligo_app")
        op.execute(f"GRANT SELECT ON {table} TO eligo_maintenance")
    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)
    op.execute("REVOKE ALL ON FUNCTION persons_added(), person_renamed() FROM PUBLIC")
    op.execute(_BACKFILL)


def _create_words_and_notes() -> None:
    op.create_table(
        "person_words",
        *_keys("agency_id"),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        *_keys("person_id"),
        sa.PrimaryKeyConstraint("agency_id", "word", "person_id", name=op.f("pk_person_words")),
    )
    op.create_index("ix_person_words_person", "person_words", ["agency_id", "person_id"])
    op.create_table(
        "person_notes",
        *_keys("agency_id", "id", "person_id"),
        *_texts("body", nullable=False),
        sa.Column("status", sa.Text(), server_default="current", nullable=False),
        *_texts("written_by", nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        *_texts("ended_by"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        *_texts("ended_reason"),
        *_versioned(),
        sa.CheckConstraint("status IN ('current', 'corrected', 'withdrawn')", name=op.f("ck_person_notes_status")),
        sa.CheckConstraint("(status = 'current') = (ended_at IS NULL)", name=op.f("ck_person_notes_ended")),
        _belongs("person_notes", "person_id", "persons"),
        _belongs("person_notes", "corrects_id", "person_notes"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_person_notes")),
    )
    op.create_index(op.f("ix_person_notes_agency_id_person_id_id"), "person_notes", ["agency_id", "person_id", "id"])


def _create_merges_and_duplicates() -> None:
    op.create_table(
        "person_merges",
        *_keys("agency_id", "id", "person_id", "other_id"),
        sa.Column("carried", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("entries", postgresql.JSONB(), nullable=False),
        sa.Column("contact", postgresql.JSONB(), nullable=False),
        *_texts("reason", "merged_by", nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_seq", sa.BigInteger(), nullable=False),
        *_texts("undone_by"),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        *_texts("undone_reason"),
        sa.Column("undone_seq", sa.BigInteger(), nullable=True),
        *_versioned(),
        sa.CheckConstraint("person_id <> other_id", name=op.f("ck_person_merges_two_persons")),
        _belongs("person_merges", "person_id", "persons"),
        _belongs("person_merges", "other_id", "persons"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_person_merges")),
    )
    op.create_index(
        "uq_person_merges_other",
        "person_merges",
        ["agency_id", "other_id"],
        unique=True,
        postgresql_where=sa.text("undone_seq IS NULL"),
    )
    op.create_index(
        op.f("ix_person_merges_agency_id_person_id_merged_seq"),
        "person_merges",
        ["agency_id", "person_id", "merged_seq"],
    )
    op.create_table(
        "duplicate_pairs",
        *_keys("agency_id", "id", "person_id", "other_id"),
        sa.Column("rules", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), server_default="open", nullable=False),
        *_texts("reason", "decided_by"),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        *_versioned(),
        sa.CheckConstraint("status IN ('open', 'not_same', 'merged')", name=op.f("ck_duplicate_pairs_status")),
        sa.CheckConstraint("person_id < other_id", name=op.f("ck_duplicate_pairs_lesser_first")),
        _belongs("duplicate_pairs", "person_id", "persons"),
        _belongs("duplicate_pairs", "other_id", "persons"),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_duplicate_pairs")),
        sa.UniqueConstraint(
            "agency_id", "person_id", "other_id", name=op.f("uq_duplicate_pairs_agency_id_person_id_other_id")
        ),
    )
    op.create_index(op.f("ix_duplicate_pairs_agency_id_status_id"), "duplicate_pairs", ["agency_id", "status", "id"])
    op.create_index(op.f("ix_duplicate_pairs_agency_id_other_id"), "duplicate_pairs", ["agency_id", "other_id"])


def downgrade() -> None:
    """Take all of it away again."""
    for trigger in ("persons_added", "person_renamed", "person_removed"):
        op.execute(f"DROP TRIGGER {trigger} ON persons")
    op.execute("DROP FUNCTION persons_added(), person_renamed()")
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_index("ix_exam_results_number", table_name="exam_results")
    op.drop_index("ix_exam_results_person", table_name="exam_results")
    op.drop_index("ix_eligibles_person", table_name="eligibles")
    op.drop_index("ix_persons_merged", table_name="persons")
    op.drop_constraint(op.f("ck_persons_merged_into_another"), "persons")
    op.drop_constraint(op.f("fk_persons_agency_id_merged_into_id"), "persons")
    op.alter_column("persons", "sort_name", type_=sa.Text(collation="default"))
    for name in ("merged_into_id", *reversed(ADDRESS)):
        op.drop_column("persons", name)
