"""One place on a list for one person, under whatever merged records the lists know them

Who is who is said by `persons`, so no unique index can say it: a trigger looks at whoever comes to stand on a list, and
at everybody whose record is merged. Entering and merging wait for each other, so that neither misses the other.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_PLACED = "IN ('active', 'inactive', 'under_waiver', 'appointed', 'appointed_temporary')"
_LOCK = "hashtextextended('places:' || {agency}::text, 0)"
# Every eligible who stands beside another of the same person; {of} is whose places are looked at.
_BESIDE = f"""
      FROM {{of}} n
      JOIN persons p ON p.agency_id = n.agency_id AND p.id = n.person_id
      JOIN persons same ON same.agency_id = p.agency_id
           AND (same.id = coalesce(p.merged_into_id, p.id) OR same.merged_into_id = coalesce(p.merged_into_id, p.id))
      JOIN eligibles e ON e.agency_id = n.agency_id AND e.list_id = n.list_id AND e.person_id = same.id AND e.id <> n.id
     WHERE n.status {_PLACED} AND e.status {_PLACED}
"""
_REFUSE = """
      RAISE EXCEPTION 'a person stands on a list once'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'eligibles_one_place', TABLE = 'eligibles'
"""
FUNCTIONS = [
    # Of a whole list that enters, only people with a merged record are looked at: few, and none in most agencies.
    f"""
    CREATE FUNCTION eligibles_entered() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE agency uuid := (SELECT agency_id FROM entered LIMIT 1);
    BEGIN
      PERFORM pg_advisory_xact_lock_shared({_LOCK.format(agency="agency")});
      IF NOT EXISTS (SELECT FROM persons WHERE agency_id = agency AND merged_into_id IS NOT NULL) THEN
        RETURN NULL;
      END IF;
      IF EXISTS (
        WITH known AS MATERIALIZED (
          SELECT id FROM persons WHERE agency_id = agency AND merged_into_id IS NOT NULL
          UNION SELECT merged_into_id FROM persons WHERE agency_id = agency AND merged_into_id IS NOT NULL
        ), coming AS MATERIALIZED (
          SELECT x.* FROM entered x JOIN known ON known.id = x.person_id
        )
        SELECT {_BESIDE.format(of="coming")}
      ) THEN
        {_REFUSE};
      END IF;
      RETURN NULL;
    END $$
    """,
    f"""
    CREATE FUNCTION eligible_returned() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock_shared({_LOCK.format(agency="NEW.agency_id")});
      IF EXISTS (SELECT {_BESIDE.format(of="(SELECT NEW.*)")}) THEN
        {_REFUSE};
      END IF;
      RETURN NULL;
    END $$
    """,
    f"""
    CREATE FUNCTION person_merged() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_advisory_xact_lock({_LOCK.format(agency="NEW.agency_id")});
      IF EXISTS (
        SELECT {_BESIDE.format(of="(SELECT * FROM eligibles WHERE agency_id = NEW.agency_id AND person_id = NEW.id)")}
      ) THEN
        {_REFUSE};
      END IF;
      RETURN NULL;
    END $$
    """,
]
TRIGGERS = [
    "CREATE TRIGGER eligibles_entered AFTER INSERT ON eligibles REFERENCING NEW TABLE AS entered "
    "FOR EACH STATEMENT EXECUTE FUNCTION eligibles_entered()",
    "CREATE TRIGGER eligible_returned AFTER UPDATE OF status ON eligibles FOR EACH ROW "
    f"WHEN (NEW.status {_PLACED} AND NOT OLD.status {_PLACED}) EXECUTE FUNCTION eligible_returned()",
    "CREATE TRIGGER person_merged AFTER UPDATE OF merged_into_id ON persons FOR EACH ROW "
    "WHEN (NEW.merged_into_id IS NOT NULL AND NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id) "
    "EXECUTE FUNCTION person_merged()",
]


def upgrade() -> None:
    """Three triggers; what stands already is left as it is."""
    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)
    op.execute("REVOKE ALL ON FUNCTION eligibles_entered(), eligible_returned(), person_merged() FROM PUBLIC")


def downgrade() -> None:
    """Take them away again."""
    op.execute("DROP TRIGGER person_merged ON persons")
    op.execute("DROP TRIGGER eligible_returned ON eligibles")
    op.execute("DROP TRIGGER eligibles_entered ON eligibles")
    op.execute("DROP FUNCTION eligibles_entered(), eligible_returned(), person_merged()")
