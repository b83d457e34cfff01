"""Jobs: claiming and closing them in one round trip, and telling the relay and live readers

The functions set the agency themselves, agency by agency, so that one call serves jobs of many agencies and row-level
security still binds each statement. The attempt number tells attempts at one job apart: whoever holds an older one
has lost the job.
"""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

FUNCTIONS = [
    # A queued job, one whose pause is over, or a running one whose lease lapsed. A row somebody holds is left alone.
    # The first claim, and the first after somebody asked to try again, grants the attempts of the job's kind.
    """
    CREATE FUNCTION job_claim(p_agencies uuid[], p_ids uuid[], p_limits jsonb, p_lease interval)
    RETURNS TABLE (agency_id uuid, id uuid, kind text, args jsonb, attempt integer, max_attempts integer,
                   created_by text, key text, slug text, name text, zone text, is_demo boolean)
    LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
    #variable_conflict use_column
    DECLARE
      agency uuid;
    BEGIN
      FOR agency IN SELECT DISTINCT each FROM unnest(p_agencies) each ORDER BY each LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        RETURN QUERY
          WITH due AS MATERIALIZED (
            SELECT d.id FROM jobs d
            WHERE d.agency_id = agency
              AND d.id IN (SELECT w.id FROM unnest(p_agencies, p_ids) w(agency_id, id) WHERE w.agency_id = agency)
              AND ((d.status IN ('queued', 'waiting_retry') AND d.run_at <= clock_timestamp())
                   OR (d.status = 'running' AND d.lease_until < clock_timestamp() AND NOT d.is_cancel_requested
                       AND d.attempts < d.max_attempts))
            FOR NO KEY UPDATE SKIP LOCKED
          )
          UPDATE jobs j
          SET status = 'running', attempts = j.attempts + 1, lease_until = clock_timestamp() + p_lease,
              started_at = clock_timestamp(), error = NULL, result = NULL,
              max_attempts = CASE WHEN j.attempts = 0 OR j.attempts >= j.max_attempts
                                  THEN j.attempts + COALESCE((p_limits ->> j.kind)::integer, 5) ELSE j.max_attempts END
          FROM due, agencies a
          WHERE j.agency_id = agency AND j.id = due.id AND a.id = agency
          RETURNING j.agency_id, j.id, j.kind, j.args, j.attempts, j.max_attempts, j.created_by,
                    a.key, a.slug, a.name, a.zone, a.is_demo;
      END LOOP;
    END $$
    """,
    # Ends attempts that stored no effect. A job that was to stop does not wait for another attempt.
    """
    CREATE FUNCTION job_finish(p_agencies uuid[], p_ids uuid[], p_attempts integer[], p_statuses text[],
                               p_results text[], p_errors text[], p_delays double precision[])
    RETURNS TABLE (agency_id uuid, id uuid, status text)
    LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
    #variable_conflict use_column
    DECLARE
      agency uuid;
    BEGIN
      FOR agency IN SELECT DISTINCT each FROM unnest(p_agencies) each ORDER BY each LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        RETURN QUERY
          WITH ended AS MATERIALIZED (
            SELECT w.id, w.attempt, w.result, w.error, w.delay,
                   CASE WHEN j.is_cancel_requested AND w.status IN ('waiting_retry', 'queued') THEN 'cancelled'
                        ELSE w.status END AS status
            FROM unnest(p_agencies, p_ids, p_attempts, p_statuses, p_results, p_errors, p_delays)
                   w(agency_id, id, attempt, status, result, error, delay)
            JOIN jobs j ON j.agency_id = agency AND j.id = w.id
            WHERE w.agency_id = agency AND j.status = 'running' AND j.attempts = w.attempt
            FOR NO KEY UPDATE OF j
          )
          UPDATE jobs j
          SET status = ended.status, result = ended.result::jsonb, error = ended.error::jsonb, lease_until = NULL,
              sent_at = CASE WHEN ended.status IN ('waiting_retry', 'queued') THEN NULL ELSE j.sent_at END,
              run_at = CASE WHEN ended.status = 'waiting_retry'
                            THEN clock_timestamp() + make_interval(secs => ended.delay) ELSE j.run_at END,
              finished_at = CASE WHEN ended.status IN ('waiting_retry', 'queued') THEN NULL ELSE clock_timestamp() END
          FROM ended
          WHERE j.agency_id = agency AND j.id = ended.id AND j.status = 'running' AND j.attempts = ended.attempt
          RETURNING j.agency_id, j.id, j.status;
      END LOOP;
    END $$
    """,
    # True: stop; NULL: another attempt took over.
    """
    CREATE FUNCTION job_progress(p_agency uuid, p_id uuid, p_attempt integer, p_done bigint, p_total bigint,
                                 p_lease interval) RETURNS boolean
    LANGUAGE plpgsql VOLATILE AS $$
    DECLARE
      is_to_stop boolean;
    BEGIN
      PERFORM set_config('app.agency_id', p_agency::text, true);
      UPDATE jobs SET done = p_done, total = p_total, lease_until = clock_timestamp() + p_lease
      WHERE agency_id = p_agency AND id = p_id AND status = 'running' AND attempts = p_attempt
      RETURNING is_cancel_requested INTO is_to_stop;
      RETURN is_to_stop;
    END $$
    """,
    # A row that its own last transaction holds is left alone: nobody can take that one over anyway.
    """
    CREATE FUNCTION job_renew(p_agencies uuid[], p_ids uuid[], p_attempts integer[], p_lease interval) RETURNS void
    LANGUAGE plpgsql VOLATILE SET enable_seqscan = off AS $$
    #variable_conflict use_column
    DECLARE
      agency uuid;
    BEGIN
      FOR agency IN SELECT DISTINCT each FROM unnest(p_agencies) each ORDER BY each LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        WITH own AS MATERIALIZED (
          SELECT j.id FROM jobs j JOIN unnest(p_agencies, p_ids, p_attempts) w(agency_id, id, attempt) ON w.id = j.id
          WHERE j.agency_id = agency AND w.agency_id = agency AND j.status = 'running' AND j.attempts = w.attempt
          FOR NO KEY UPDATE OF j SKIP LOCKED
        )
        UPDATE jobs SET lease_until = clock_timestamp() + p_lease FROM own
        WHERE jobs.agency_id = agency AND jobs.id = own.id;
      END LOOP;
    END $$
    """,
    # For the metrics: how much is unfinished in all agencies, and for how long the oldest due job has waited.
    """
    CREATE FUNCTION job_counts() RETURNS TABLE (status text, jobs bigint, oldest_seconds double precision)
    LANGUAGE plpgsql VOLATILE AS $$
    #variable_conflict use_column
    DECLARE
      agency uuid;
    BEGIN
      FOR agency IN SELECT id FROM agencies LOOP
        PERFORM set_config('app.agency_id', agency::text, true);
        RETURN QUERY
          SELECT j.status, count(*),
                 max(greatest(0, extract(epoch FROM clock_timestamp() - j.run_at)))::double precision
          FROM jobs j
          WHERE j.agency_id = agency AND j.status IN ('queued', 'waiting_retry', 'running') GROUP BY j.status;
      END LOOP;
      PERFORM set_config('app.agency_id', '', true);
    END $$
    """,
    """
    CREATE FUNCTION job_wake() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NOTIFY eligo_jobs;
      RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION job_tell() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.status IN ('queued', 'waiting_retry') THEN
        NOTIFY eligo_jobs;
      END IF;
      PERFORM pg_notify('eligo_live', json_build_object(
        'agency', NEW.agency_id, 'topics', json_build_array('jobs'),
        'job', json_build_object('id', NEW.id, 'kind', NEW.kind, 'status', NEW.status, 'done', NEW.done,
                                 'total', NEW.total))::text);
      RETURN NULL;
    END $$
    """,
]
TRIGGERS = [
    "CREATE TRIGGER wake AFTER INSERT ON jobs FOR EACH STATEMENT EXECUTE FUNCTION job_wake()",
    "CREATE TRIGGER tell_new AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION job_tell()",
    # Not for what only the machinery sees: when it was sent, until when it is leased.
    """
    CREATE TRIGGER tell_change AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.done IS DISTINCT FROM NEW.done
          OR OLD.total IS DISTINCT FROM NEW.total OR OLD.is_cancel_requested IS DISTINCT FROM NEW.is_cancel_requested)
    EXECUTE FUNCTION job_tell()
    """,
]
SIGNATURES = (
    "job_claim(uuid[], uuid[], jsonb, interval)",
    "job_finish(uuid[], uuid[], integer[], text[], text[], text[], double precision[])",
    "job_progress(uuid, uuid, integer, bigint, bigint, interval)",
    "job_renew(uuid[], uuid[], integer[], interval)",
    "job_counts()",
)
TRIGGER_FUNCTIONS = ("job_wake()", "job_tell()")


def upgrade() -> None:
    """Functions, triggers, grants."""
    for statement in (*FUNCTIONS, *TRIGGERS):
        op.execute(statement)
    for signature in (*SIGNATURES, *TRIGGER_FUNCTIONS):
        op.execute(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC")
    for signature in SIGNATURES:
        op.execute(f"GRANT EXECUTE ON FUNCTION {signature} TO eligo_app, eligo_maintenance")


def downgrade() -> None:
    """Take triggers and functions away again."""
    for trigger in ("wake", "tell_new", "tell_change"):
        op.execute(f"DROP TRIGGER {trigger} ON jobs")
    for signature in (*SIGNATURES, *TRIGGER_FUNCTIONS):
        op.execute(f"DROP FUNCTION {signature}")
