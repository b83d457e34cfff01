"""Tenancy, grants, the clock, sign-in and the ledger

Forced row-level security on every table of an agency; what each role may do; the SQL functions that the application
calls. No extension is used, so that PostgreSQL 15 to 18 in any build will do.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TENANTED = (
    "api_keys appointments approvals banding_models certificates certification_rules counters departments documents "
    "eligible_lists eligible_statuses eligibles exam_results file_chunks files holidays idempotency_keys job_classes "
    "jobs ledger_events ledger_heads ledger_private list_imports list_scores list_version_scores list_versions persons "
    "positions reason_codes referral_dispositions referral_eligibles referral_floors referral_positions referrals "
    "scoring_models scoring_rows scorings user_departments user_sessions users waivers"
).split()

# Written once: the application may add rows, nobody may change them through it.
APPEND_ONLY = (
    "certificates eligible_statuses list_version_scores list_versions referral_dispositions referral_floors".split()
)

# Only ledger_append() writes these.
LEDGER = "ledger_events ledger_heads ledger_private".split()

# Functions that run as the owner name pg_temp last: else a temporary table could stand in for one of ours.
FUNCTIONS = [
    """
    CREATE FUNCTION eligo_agency() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT NULLIF(current_setting('app.agency_id', true), '')::uuid $$
    """,
    """
    CREATE FUNCTION eligo_now() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS $$ SELECT clock_timestamp() + (SELECT offset_by FROM demo_clock) $$
    """,
    # Only where a demo was set up, and only forward.
    """
    CREATE FUNCTION eligo_advance_clock(p_seconds bigint) RETURNS timestamptz
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF p_seconds < 0 THEN RAISE EXCEPTION 'the clock only moves forward' USING ERRCODE = '22023'; END IF;
      UPDATE demo_clock SET offset_by = offset_by + make_interval(secs => p_seconds) WHERE is_enabled;
      IF NOT FOUND THEN RAISE EXCEPTION 'this is no demo' USING ERRCODE = '55000'; END IF;
      RETURN eligo_now();
    END $$
    """,
    # One round trip: bind the transaction to the agency, read the sign-in or the key.
    """
    CREATE FUNCTION eligo_authenticate(p_agency uuid, p_kind text, p_digest bytea, p_idle integer, p_read_only boolean)
    RETURNS TABLE (id uuid, session_id uuid, name text, email text, roles text[], departments uuid[], scopes text[],
                   expires_at timestamptz, seen_seconds_ago double precision)
    LANGUAGE plpgsql VOLATILE AS $$
    #variable_conflict use_column
    BEGIN
      PERFORM set_config('app.agency_id', p_agency::text, true);
      IF p_read_only THEN PERFORM set_config('transaction_read_only', 'on', true); END IF;
      IF p_kind = 'els' THEN
        RETURN QUERY
          SELECT u.id, s.id, u.name, u.email, u.roles,
                 ARRAY(SELECT d.department_id FROM user_departments d
                       WHERE d.agency_id = p_agency AND d.user_id = u.id),
                 NULL::text[], s.expires_at,
                 extract(epoch FROM clock_timestamp() - s.last_seen_at)::double precision
          FROM user_sessions s JOIN users u ON u.agency_id = p_agency AND u.id = s.user_id
          WHERE s.agency_id = p_agency AND s.token_digest = p_digest AND s.revoked_at IS NULL
            AND s.expires_at > clock_timestamp() AND s.last_seen_at > clock_timestamp() - make_interval(secs => p_idle)
            AND u.is_active;
      ELSE
        RETURN QUERY
          SELECT k.id, NULL::uuid, k.name, NULL::text, NULL::text[], NULL::uuid[], k.scopes, k.expires_at,
                 coalesce(extract(epoch FROM clock_timestamp() - k.last_used_at), 1e9)::double precision
          FROM api_keys k
          WHERE k.agency_id = p_agency AND k.token_digest = p_digest AND k.revoked_at IS NULL
            AND (k.expires_at IS NULL OR k.expires_at > clock_timestamp());
      END IF;
    END $$
    """,
    # The only writer of the ledger: locks the head, takes the next number, hashes the stored text with the last hash.
    """
    CREATE FUNCTION ledger_append(p_actor text, p_cause text, p_name text, p_kind text, p_subject uuid, p_topics text[],
                                  p_payload text, p_salt bytea, p_private text) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE
      agency uuid := eligo_agency();
      head ledger_heads;
      at timestamptz;
      body text;
      digest bytea;
    BEGIN
      SELECT * INTO head FROM ledger_heads WHERE agency_id = agency FOR NO KEY UPDATE;
      IF NOT FOUND THEN RAISE EXCEPTION 'no ledger is open for this agency' USING ERRCODE = '55000'; END IF;
      head.seq := head.seq + 1;
      at := eligo_now();
      body := concat('{"actor":', to_json(p_actor), ',"agency":"', agency, '","at":"',
                     to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '","cause":', to_json(p_cause),
                     ',"name":', to_json(p_name), ',"payload":', p_payload, ',"seq":', head.seq,
                     ',"subject":{"id":"', p_subject, '","kind":', to_json(p_kind), '}}');
      digest := sha256(head.hash || convert_to(body, 'UTF8'));
      INSERT INTO ledger_events (agency_id, seq, occurred_at, actor, name, subject_type, subject_id, topics, canonical,
                                 previous_hash, hash)
      VALUES (agency, head.seq, at, p_actor, p_name, p_kind, p_subject, p_topics, body, head.hash, digest);
      IF p_private IS NOT NULL THEN
        INSERT INTO ledger_private (agency_id, seq, salt, content) VALUES (agency, head.seq, p_salt, p_private);
      END IF;
      UPDATE ledger_heads SET seq = head.seq, hash = digest WHERE agency_id = agency;
      PERFORM pg_notify('eligo_live', json_build_object('agency', agency, 'seq', head.seq, 'topics', p_topics)::text);
      RETURN head.seq;
    END $$
    """,
    # For what must name its own event: the number that the next event gets; the head stays locked until the commit.
    """
    CREATE FUNCTION ledger_next() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE following bigint;
    BEGIN
      SELECT seq + 1 INTO following FROM ledger_heads WHERE agency_id = eligo_agency() FOR NO KEY UPDATE;
      IF NOT FOUND THEN RAISE EXCEPTION 'no ledger is open for this agency' USING ERRCODE = '55000'; END IF;
      RETURN following;
    END $$
    """,
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
    END $$
    """,
]


def upgrade() -> None:
    """Policies, functions, grants."""
    for statement in FUNCTIONS:
        op.execute(statement)
    op.execute("INSERT INTO demo_clock DEFAULT VALUES")
    for table in TENANTED:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        rule = "agency_id = NULLIF(current_setting('app.agency_id', true), '')::uuid"
        op.execute(f"CREATE POLICY agency ON {table} USING ({rule}) WITH CHECK ({rule})")
    # The relay hands due jobs of every agency to the workers, and sees nothing else.
    op.execute("CREATE POLICY relay ON jobs FOR ALL TO eligo_relay USING (true) WITH CHECK (true)")

    op.execute("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC")
    op.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO eligo_app, eligo_maintenance")
    op.execute("GRANT EXECUTE ON FUNCTION eligo_agency() TO eligo_relay")
    op.execute("GRANT SELECT ON agencies, alembic_version, demo_clock TO eligo_app, eligo_relay")
    op.execute("GRANT UPDATE (name, zone, settings, version) ON agencies TO eligo_app")
    op.execute("GRANT SELECT, INSERT, DELETE ON sign_in_directory TO eligo_app")
    for table in TENANTED:
        if table in LEDGER:
            granted = "SELECT"
        else:
            granted = "SELECT, INSERT" if table in APPEND_ONLY else "SELECT, INSERT, UPDATE, DELETE"
        op.execute(f"GRANT {granted} ON {table} TO eligo_app")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO eligo_maintenance")
    op.execute("GRANT SELECT, UPDATE ON jobs TO eligo_relay")
    for table in ("ledger_events", *APPEND_ONLY):
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    """Take policies, grants and functions away again."""
    for table in ("ledger_events", *APPEND_ONLY):
        op.execute(f"DROP TRIGGER append_only ON {table}")
    op.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM eligo_app, eligo_relay, eligo_maintenance")
    op.execute("DROP POLICY relay ON jobs")
    for table in TENANTED:
        op.execute(f"DROP POLICY agency ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute("DELETE FROM demo_clock")
    for function in (
        "refuse_change()",
        "ledger_next()",
        "ledger_append(text, text, text, text, uuid, text[], text, bytea, text)",
        "eligo_authenticate(uuid, text, bytea, integer, boolean)",
        "eligo_advance_clock(bigint)",
        "eligo_now()",
        "eligo_agency()",
    ):
        op.execute(f"DROP FUNCTION {function}")
