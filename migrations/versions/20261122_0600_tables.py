"""Tables of the first thread

Expand, backfill, contract: a migration takes no lock for longer than two seconds (env.py sets the time-outs) and
backfills loop over agencies, since row-level security shows none without one.
"""

from sqlalchemy.dialects import postgresql
from alembic import op
import sqlalchemy as sa

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agencies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "settings", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("key ~ '^[a-z0-9]{4,16}$'", name=op.f("ck_agencies_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
        sa.UniqueConstraint("key", name=op.f("uq_agencies_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_agencies_slug")),
    )
    op.create_table(
        "api_keys",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("agency_id", "token_digest", name=op.f("uq_api_keys_agency_id_token_digest")),
    )
    op.create_table(
        "approvals",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), server_default="requested", nullable=False),
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "status IN ('requested', 'approved', 'refused', 'withdrawn')", name=op.f("ck_approvals_status")
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_approvals_four_eyes")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_approvals")),
    )
    op.create_index(
        op.f("ix_approvals_agency_id_subject_type_subject_id"),
        "approvals",
        ["agency_id", "subject_type", "subject_id"],
        unique=False,
    )
    op.create_table(
        "banding_models",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("bands", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_banding_models")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_banding_models_agency_id_code")),
    )
    op.create_table(
        "certification_rules",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "examples", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'[]'::jsonb"), nullable=False
        ),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("status IN ('draft', 'active', 'retired')", name=op.f("ck_certification_rules_status")),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_certification_rules")),
        sa.UniqueConstraint(
            "agency_id", "code", "rule_version", name=op.f("uq_certification_rules_agency_id_code_rule_version")
        ),
    )
    op.create_index(
        "uq_certification_rules_active",
        "certification_rules",
        ["agency_id", "code"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "counters",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "name", name=op.f("pk_counters")),
    )
    op.create_table(
        "demo_clock",
        sa.Column("singleton", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("offset_by", sa.Interval(), server_default=sa.text("interval '0'"), nullable=False),
        sa.CheckConstraint("offset_by >= interval '0'", name=op.f("ck_demo_clock_grows")),
        sa.CheckConstraint("singleton", name=op.f("ck_demo_clock_one_row")),
        sa.PrimaryKeyConstraint("singleton", name=op.f("pk_demo_clock")),
    )
    op.create_table(
        "departments",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_departments")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_departments_agency_id_code")),
    )
    op.create_table(
        "files",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_files")),
    )
    op.create_table(
        "holidays",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("falls_on", sa.Date(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_holidays")),
        sa.UniqueConstraint("agency_id", "falls_on", name=op.f("uq_holidays_agency_id_falls_on")),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("status_code", sa.Integer(), nullable=True),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("agency_id", "scope", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(
        op.f("ix_idempotency_keys_agency_id_created_at"), "idempotency_keys", ["agency_id", "created_at"], unique=False
    )
    op.create_table(
        "job_classes",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_job_classes")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_job_classes_agency_id_code")),
    )
    op.create_table(
        "jobs",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column(
            "args", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("status", sa.Text(), server_default="queued", nullable=False),
        sa.Column("done", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("error", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("max_attempts", sa.Integer(), server_default="5", nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_cancel_requested", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("period_key", sa.Text(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'waiting_retry', 'succeeded', 'partly_failed', 'failed', 'cancelled')",
            name=op.f("ck_jobs_status"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("agency_id", "kind", "period_key", name=op.f("uq_jobs_agency_id_kind_period_key")),
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_jobs_agency_id_created_at", "jobs", ["agency_id", "created_at", "id"], unique=False)
    op.create_index(
        "ix_jobs_due",
        "jobs",
        ["run_at"],
        unique=False,
        postgresql_where=sa.text("status IN ('queued', 'waiting_retry', 'running')"),
    )
    op.create_table(
        "ledger_events",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("topics", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "seq", name=op.f("pk_ledger_events")),
    )
    op.create_index("ix_ledger_events_actor", "ledger_events", ["agency_id", "actor", "seq"], unique=False)
    op.create_index("ix_ledger_events_name", "ledger_events", ["agency_id", "name", "seq"], unique=False)
    op.create_index(
        "ix_ledger_events_subject", "ledger_events", ["agency_id", "subject_type", "subject_id", "seq"], unique=False
    )
    op.create_table(
        "ledger_heads",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("agency_id", name=op.f("pk_ledger_heads")),
    )
    op.create_table(
        "persons",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("middle_name", sa.Text(), server_default="", nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_persons")),
        sa.UniqueConstraint("agency_id", "email_key", name=op.f("uq_persons_agency_id_email_key")),
    )
    op.create_index("ix_persons_sort_name", "persons", ["agency_id", "sort_name", "id"], unique=False)
    op.create_table(
        "reason_codes",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("use", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("needs_note", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint("code ~ '^[a-z0-9_]{1,40}$'", name=op.f("ck_reason_codes_code")),
        sa.PrimaryKeyConstraint("agency_id", "use", "code", name=op.f("pk_reason_codes")),
    )
    op.create_table(
        "scoring_models",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("replaces_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_scoring_models")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_scoring_models_agency_id_code")),
    )
    op.create_table(
        "sign_in_directory",
        sa.Column("email_digest", sa.LargeBinary(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("email_digest", "agency_id", name=op.f("pk_sign_in_directory")),
    )
    op.create_table(
        "users",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "roles <@ ARRAY['administrator', 'exam_analyst', 'certification_analyst', 'hiring_manager', 'auditor', 'sync_operator']::text[]",
            name=op.f("ck_users_roles"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_users")),
        sa.UniqueConstraint("agency_id", "email_key", name=op.f("uq_users_agency_id_email_key")),
    )
    op.create_table(
        "documents",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("format IN ('pdf', 'csv', 'html')", name=op.f("ck_documents_format")),
        sa.CheckConstraint("status IN ('requested', 'ready', 'failed')", name=op.f("ck_documents_status")),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"], ["files.agency_id", "files.id"], name=op.f("fk_documents_agency_id_file_id")
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_documents")),
    )
    op.create_index(
        op.f("ix_documents_agency_id_subject_type_subject_id_created_at"),
        "documents",
        ["agency_id", "subject_type", "subject_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "eligible_lists",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("job_class_id", sa.Uuid(), nullable=False),
        sa.Column("specialty", sa.Text(), nullable=True),
        sa.Column("list_type", sa.Text(), nullable=False),
        sa.Column("exam_type", sa.Text(), nullable=True),
        sa.Column("certification_rule_id", sa.Uuid(), nullable=False),
        sa.Column("scoring_model_id", sa.Uuid(), nullable=True),
        sa.Column("banding_model_id", sa.Uuid(), nullable=True),
        sa.Column("duration_months", sa.Integer(), nullable=True),
        sa.Column("score_decimals", sa.Integer(), server_default="5", nullable=False),
        sa.Column("status", sa.Text(), server_default="draft", nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("list_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("results_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inspection_starts_on", sa.Date(), nullable=True),
        sa.Column("inspection_ends_on", sa.Date(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("adopted_seq", sa.BigInteger(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("results_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("eligibles_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("ranks_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("list_type IN ('discrete', 'continuous')", name=op.f("ck_eligible_lists_list_type")),
        sa.CheckConstraint(
            "status IN ('draft', 'scored', 'tentative', 'adopted', 'expired', 'exhausted', 'cancelled')",
            name=op.f("ck_eligible_lists_status"),
        ),
        sa.CheckConstraint(
            "inspection_ends_on >= inspection_starts_on", name=op.f("ck_eligible_lists_inspection_order")
        ),
        sa.CheckConstraint("score_decimals BETWEEN 0 AND 8", name=op.f("ck_eligible_lists_score_decimals")),
        sa.ForeignKeyConstraint(
            ["agency_id", "banding_model_id"],
            ["banding_models.agency_id", "banding_models.id"],
            name=op.f("fk_eligible_lists_agency_id_banding_model_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "certification_rule_id"],
            ["certification_rules.agency_id", "certification_rules.id"],
            name=op.f("fk_eligible_lists_agency_id_certification_rule_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "job_class_id"],
            ["job_classes.agency_id", "job_classes.id"],
            name=op.f("fk_eligible_lists_agency_id_job_class_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "scoring_model_id"],
            ["scoring_models.agency_id", "scoring_models.id"],
            name=op.f("fk_eligible_lists_agency_id_scoring_model_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_eligible_lists")),
        sa.UniqueConstraint("agency_id", "code", name=op.f("uq_eligible_lists_agency_id_code")),
    )
    op.create_table(
        "file_chunks",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"],
            ["files.agency_id", "files.id"],
            name=op.f("fk_file_chunks_agency_id_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "file_id", "number", name=op.f("pk_file_chunks")),
    )
    op.create_table(
        "ledger_private",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "seq"],
            ["ledger_events.agency_id", "ledger_events.seq"],
            name=op.f("fk_ledger_private_agency_id_seq"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "seq", name=op.f("pk_ledger_private")),
    )
    op.create_table(
        "positions",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("job_class_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="vacant", nullable=False),
        sa.Column("requisition_number", sa.Text(), nullable=True),
        sa.Column("employment", sa.Text(), server_default="permanent", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("employment IN ('permanent', 'temporary')", name=op.f("ck_positions_employment")),
        sa.CheckConstraint("status IN ('vacant', 'filled')", name=op.f("ck_positions_status")),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_positions_agency_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "job_class_id"],
            ["job_classes.agency_id", "job_classes.id"],
            name=op.f("fk_positions_agency_id_job_class_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_positions")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_positions_agency_id_number")),
    )
    op.create_index(
        op.f("ix_positions_agency_id_department_id_number"),
        "positions",
        ["agency_id", "department_id", "number"],
        unique=False,
    )
    op.create_table(
        "user_departments",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_user_departments_agency_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_user_departments_agency_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "user_id", "department_id", name=op.f("pk_user_departments")),
    )
    op.create_table(
        "user_sessions",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column(
            "last_seen_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "user_id"],
            ["users.agency_id", "users.id"],
            name=op.f("fk_user_sessions_agency_id_user_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_user_sessions")),
        sa.UniqueConstraint("agency_id", "token_digest", name=op.f("uq_user_sessions_agency_id_token_digest")),
    )
    op.create_index(op.f("ix_user_sessions_agency_id_user_id"), "user_sessions", ["agency_id", "user_id"], unique=False)
    op.create_table(
        "eligibles",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("sort_name", sa.Text(collation="C"), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("status_reason", sa.Text(), nullable=True),
        sa.Column("status_until", sa.Date(), nullable=True),
        sa.Column("entered_version", sa.Integer(), nullable=False),
        sa.Column("available_since_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("conditions", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'inactive', 'under_waiver', 'appointed', 'appointed_temporary', 'removed', 'expired', 'merged_out')",
            name=op.f("ck_eligibles_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_eligibles_agency_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["persons.agency_id", "persons.id"],
            name=op.f("fk_eligibles_agency_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_eligibles")),
        sa.UniqueConstraint("agency_id", "list_id", "person_id", name=op.f("uq_eligibles_agency_id_list_id_person_id")),
        postgresql_with={"fillfactor": 90, "autovacuum_vacuum_scale_factor": 0.01},
    )
    op.create_index(
        "ix_eligibles_conditions",
        "eligibles",
        ["agency_id", "list_id", sa.literal_column("score DESC")],
        unique=False,
        postgresql_include=["conditions", "expires_on", "available_since_seq"],
        postgresql_where=sa.text("status IN ('active', 'appointed_temporary') AND conditions <> '{}'"),
    )
    op.create_index(
        "ix_eligibles_expiring",
        "eligibles",
        ["agency_id", "list_id", "expires_on"],
        unique=False,
        postgresql_include=["score", "available_since_seq"],
        postgresql_where=sa.text("expires_on IS NOT NULL AND status IN ('active', 'appointed_temporary')"),
    )
    op.create_index("ix_eligibles_external_id", "eligibles", ["agency_id", "list_id", "external_id"], unique=False)
    op.create_index(
        "ix_eligibles_late",
        "eligibles",
        ["agency_id", "list_id", "available_since_seq"],
        unique=False,
        postgresql_include=["score"],
        postgresql_where=sa.text("available_since_seq > 0 AND status IN ('active', 'appointed_temporary')"),
    )
    op.create_index(
        "ix_eligibles_order",
        "eligibles",
        ["agency_id", "list_id", sa.literal_column("score DESC"), "sort_name", "id"],
        unique=False,
    )
    op.create_table(
        "exam_results",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("components", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("credits", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("attendance", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), server_default="not_scored", nullable=False),
        sa.Column("failed_code", sa.Text(), nullable=True),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("row_number", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "attendance IN ('completed', 'no_show', 'withdrew')", name=op.f("ck_exam_results_attendance")
        ),
        sa.CheckConstraint("outcome IN ('passed', 'failed', 'not_scored')", name=op.f("ck_exam_results_outcome")),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_exam_results_agency_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["persons.agency_id", "persons.id"],
            name=op.f("fk_exam_results_agency_id_person_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_exam_results")),
        sa.UniqueConstraint(
            "agency_id", "list_id", "external_id", name=op.f("uq_exam_results_agency_id_list_id_external_id")
        ),
        sa.UniqueConstraint(
            "agency_id", "list_id", "person_id", name=op.f("uq_exam_results_agency_id_list_id_person_id")
        ),
    )
    op.create_table(
        "list_imports",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("mapping", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("status", sa.Text(), server_default="previewed", nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("delimiter", sa.Text(), nullable=True),
        sa.Column("headers", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("sample", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_valid", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("rejected", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("warnings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("diff", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("results_version", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "status IN ('previewed', 'committing', 'committed', 'stale', 'discarded')",
            name=op.f("ck_list_imports_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "file_id"], ["files.agency_id", "files.id"], name=op.f("fk_list_imports_agency_id_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_list_imports_agency_id_list_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_list_imports")),
    )
    op.create_index(
        op.f("ix_list_imports_agency_id_list_id_created_at"),
        "list_imports",
        ["agency_id", "list_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "list_scores",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=False),
        sa.Column("eligibles", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.CheckConstraint("available BETWEEN 0 AND eligibles", name=op.f("ck_list_scores_counts")),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_list_scores_agency_id_list_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "list_id", "score", name=op.f("pk_list_scores")),
    )
    op.create_index(
        "ix_list_scores_available",
        "list_scores",
        ["agency_id", "list_id", sa.literal_column("score DESC")],
        unique=False,
        postgresql_include=["available"],
        postgresql_where=sa.text("available > 0"),
    )
    op.create_index(
        "ix_list_scores_ranks",
        "list_scores",
        ["agency_id", "list_id", sa.literal_column("score DESC")],
        unique=False,
        postgresql_include=["eligibles"],
        postgresql_where=sa.text("eligibles > 0"),
    )
    op.create_table(
        "list_versions",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("list_version", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("scoring_id", sa.Uuid(), nullable=True),
        sa.Column("eligibles_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cause IN ('scored', 'rescored', 'adopted', 'administered', 'corrected')",
            name=op.f("ck_list_versions_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_list_versions_agency_id_list_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "list_id", "list_version", name=op.f("pk_list_versions")),
    )
    op.create_table(
        "referrals",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("certification_rule_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="certified", nullable=False),
        sa.Column("certified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("certified_on", sa.Date(), nullable=False),
        sa.Column("certified_seq", sa.BigInteger(), nullable=False),
        sa.Column("list_version", sa.Integer(), nullable=False),
        sa.Column("floor_score", sa.BigInteger(), nullable=True),
        sa.Column(
            "selective_criteria", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False
        ),
        sa.Column("report_back_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "status IN ('certified', 'filled', 'closed_unfilled', 'cancelled', 'expired')",
            name=op.f("ck_referrals_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "certification_rule_id"],
            ["certification_rules.agency_id", "certification_rules.id"],
            name=op.f("fk_referrals_agency_id_certification_rule_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_referrals_agency_id_list_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("agency_id", "number", name=op.f("uq_referrals_agency_id_number")),
    )
    op.create_index(
        op.f("ix_referrals_agency_id_list_id_certified_at"),
        "referrals",
        ["agency_id", "list_id", "certified_at"],
        unique=False,
    )
    op.create_index(
        "ix_referrals_open",
        "referrals",
        ["agency_id", "list_id", "id"],
        unique=False,
        postgresql_where=sa.text("status = 'certified'"),
    )
    op.create_table(
        "scorings",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("scoring_model_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="computing", nullable=False),
        sa.Column("results_version", sa.Integer(), nullable=False),
        sa.Column("list_version", sa.Integer(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column(
            "summary", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'::jsonb"), nullable=False
        ),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_version", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint(
            "status IN ('computing', 'previewed', 'applying', 'applied', 'stale')", name=op.f("ck_scorings_status")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_scorings_agency_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "scoring_model_id"],
            ["scoring_models.agency_id", "scoring_models.id"],
            name=op.f("fk_scorings_agency_id_scoring_model_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_scorings")),
    )
    op.create_index(
        op.f("ix_scorings_agency_id_list_id_created_at"),
        "scorings",
        ["agency_id", "list_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "appointments",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), server_default="active", nullable=False),
        sa.Column("hired_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hired_seq", sa.BigInteger(), nullable=False),
        sa.Column("ended_seq", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False
        ),
        sa.CheckConstraint("status IN ('active', 'rescinded', 'ended')", name=op.f("ck_appointments_status")),
        sa.ForeignKeyConstraint(
            ["agency_id", "eligible_id"],
            ["eligibles.agency_id", "eligibles.id"],
            name=op.f("fk_appointments_agency_id_eligible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_appointments_agency_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "person_id"],
            ["persons.agency_id", "persons.id"],
            name=op.f("fk_appointments_agency_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "position_id"],
            ["positions.agency_id", "positions.id"],
            name=op.f("fk_appointments_agency_id_position_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "referral_id"],
            ["referrals.agency_id", "referrals.id"],
            name=op.f("fk_appointments_agency_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_appointments")),
    )
    op.create_index(
        op.f("ix_appointments_agency_id_referral_id"), "appointments", ["agency_id", "referral_id"], unique=False
    )
    op.create_index(
        "ix_appointments_list",
        "appointments",
        ["agency_id", "list_id"],
        unique=False,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(
        "uq_appointments_eligible",
        "appointments",
        ["agency_id", "eligible_id"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_index(
        "uq_appointments_position",
        "appointments",
        ["agency_id", "position_id"],
        unique=True,
        postgresql_where=sa.text("status = 'active'"),
    )
    op.create_table(
        "certificates",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("canonical", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "cause IN ('certified', 'supplemented', 'positions_changed', 'reopened')",
            name=op.f("ck_certificates_cause"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "referral_id"],
            ["referrals.agency_id", "referrals.id"],
            name=op.f("fk_certificates_agency_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "referral_id", "seq", name=op.f("pk_certificates")),
    )
    op.create_table(
        "eligible_statuses",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('active', 'inactive', 'under_waiver', 'appointed', 'appointed_temporary', 'removed', 'expired', 'merged_out')",
            name=op.f("ck_eligible_statuses_status"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "eligible_id"],
            ["eligibles.agency_id", "eligibles.id"],
            name=op.f("fk_eligible_statuses_agency_id_eligible_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "eligible_id", "seq", name=op.f("pk_eligible_statuses")),
    )
    op.create_index(
        op.f("ix_eligible_statuses_agency_id_list_id_seq"),
        "eligible_statuses",
        ["agency_id", "list_id", "seq"],
        unique=False,
    )
    op.create_table(
        "list_version_scores",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_id", sa.Uuid(), nullable=False),
        sa.Column("list_version", sa.Integer(), nullable=False),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("unrounded", sa.Numeric(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "eligible_id"],
            ["eligibles.agency_id", "eligibles.id"],
            name=op.f("fk_list_version_scores_agency_id_eligible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_list_version_scores_agency_id_list_id"),
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "list_id", "eligible_id", "list_version", name=op.f("pk_list_version_scores")
        ),
    )
    op.create_table(
        "referral_dispositions",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "disposition IN ('pending', 'interested', 'waived', 'declined', 'no_response', 'failed_to_appear', 'disqualified', 'selected', 'hired', 'not_selected', 'removed', 'hired_elsewhere', 'not_considered')",
            name=op.f("ck_referral_dispositions_disposition"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "eligible_id"],
            ["eligibles.agency_id", "eligibles.id"],
            name=op.f("fk_referral_dispositions_agency_id_eligible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "referral_id"],
            ["referrals.agency_id", "referrals.id"],
            name=op.f("fk_referral_dispositions_agency_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint(
            "agency_id", "referral_id", "eligible_id", "seq", name=op.f("pk_referral_dispositions")
        ),
    )
    op.create_table(
        "referral_eligibles",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("disposition", sa.Text(), server_default="pending", nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("disposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disposed_seq", sa.BigInteger(), nullable=True),
        sa.Column("before_system", sa.Text(), nullable=True),
        sa.Column("reason_before_system", sa.Text(), nullable=True),
        sa.Column("reached_seq", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "disposition IN ('pending', 'interested', 'waived', 'declined', 'no_response', 'failed_to_appear', 'disqualified', 'selected', 'hired', 'not_selected', 'removed', 'hired_elsewhere', 'not_considered')",
            name=op.f("ck_referral_eligibles_disposition"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "eligible_id"],
            ["eligibles.agency_id", "eligibles.id"],
            name=op.f("fk_referral_eligibles_agency_id_eligible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "referral_id"],
            ["referrals.agency_id", "referrals.id"],
            name=op.f("fk_referral_eligibles_agency_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "referral_id", "eligible_id", name=op.f("pk_referral_eligibles")),
    )
    op.create_index(
        op.f("ix_referral_eligibles_agency_id_eligible_id"),
        "referral_eligibles",
        ["agency_id", "eligible_id"],
        unique=False,
    )
    op.create_index(
        "ix_referral_eligibles_freed",
        "referral_eligibles",
        ["agency_id", "referral_id", "eligible_id"],
        unique=False,
        postgresql_where=sa.text(
            "disposition IN ('waived', 'declined', 'no_response', 'failed_to_appear', 'disqualified', 'removed', 'hired_elsewhere')"
        ),
    )
    op.create_table(
        "referral_floors",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("floor_score", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency_id", "referral_id"],
            ["referrals.agency_id", "referrals.id"],
            name=op.f("fk_referral_floors_agency_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "referral_id", "seq", name=op.f("pk_referral_floors")),
    )
    op.create_table(
        "referral_positions",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("referral_id", sa.Uuid(), nullable=False),
        sa.Column("position_id", sa.Uuid(), nullable=False),
        sa.Column("is_attached", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("is_open", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("attached_seq", sa.BigInteger(), nullable=False),
        sa.Column("removed_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("is_attached OR NOT is_open", name=op.f("ck_referral_positions_open_is_attached")),
        sa.ForeignKeyConstraint(
            ["agency_id", "position_id"],
            ["positions.agency_id", "positions.id"],
            name=op.f("fk_referral_positions_agency_id_position_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "referral_id"],
            ["referrals.agency_id", "referrals.id"],
            name=op.f("fk_referral_positions_agency_id_referral_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "referral_id", "position_id", name=op.f("pk_referral_positions")),
    )
    op.create_index(
        "uq_referral_positions_open",
        "referral_positions",
        ["agency_id", "position_id"],
        unique=True,
        postgresql_where=sa.text("is_open"),
    )
    op.create_table(
        "scoring_rows",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("scoring_id", sa.Uuid(), nullable=False),
        sa.Column("result_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("failed_code", sa.Text(), nullable=True),
        sa.Column("score", sa.BigInteger(), nullable=True),
        sa.Column("unrounded", sa.Numeric(), nullable=True),
        sa.Column(
            "credits_refused", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'::text[]"), nullable=False
        ),
        sa.Column("old_score", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("outcome IN ('passed', 'failed', 'not_scored')", name=op.f("ck_scoring_rows_outcome")),
        sa.ForeignKeyConstraint(
            ["agency_id", "result_id"],
            ["exam_results.agency_id", "exam_results.id"],
            name=op.f("fk_scoring_rows_agency_id_result_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "scoring_id"],
            ["scorings.agency_id", "scorings.id"],
            name=op.f("fk_scoring_rows_agency_id_scoring_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "scoring_id", "result_id", name=op.f("pk_scoring_rows")),
    )
    op.create_index(
        "ix_scoring_rows_score",
        "scoring_rows",
        ["agency_id", "scoring_id", sa.literal_column("score DESC NULLS LAST"), "result_id"],
        unique=False,
    )
    op.create_table(
        "waivers",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("eligible_id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("position_id", sa.Uuid(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("from_seq", sa.BigInteger(), nullable=False),
        sa.Column("ended_seq", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "scope IN ('position', 'department', 'location', 'part_time', 'temporary')", name=op.f("ck_waivers_scope")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "department_id"],
            ["departments.agency_id", "departments.id"],
            name=op.f("fk_waivers_agency_id_department_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "eligible_id"],
            ["eligibles.agency_id", "eligibles.id"],
            name=op.f("fk_waivers_agency_id_eligible_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "list_id"],
            ["eligible_lists.agency_id", "eligible_lists.id"],
            name=op.f("fk_waivers_agency_id_list_id"),
        ),
        sa.ForeignKeyConstraint(
            ["agency_id", "position_id"],
            ["positions.agency_id", "positions.id"],
            name=op.f("fk_waivers_agency_id_position_id"),
        ),
        sa.PrimaryKeyConstraint("agency_id", "id", name=op.f("pk_waivers")),
    )
    op.create_index(
        "ix_waivers_open",
        "waivers",
        ["agency_id", "list_id", "eligible_id"],
        unique=False,
        postgresql_where=sa.text("ended_seq IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_waivers_open", table_name="waivers", postgresql_where=sa.text("ended_seq IS NULL"))
    op.drop_table("waivers")
    op.drop_index("ix_scoring_rows_score", table_name="scoring_rows")
    op.drop_table("scoring_rows")
    op.drop_index("uq_referral_positions_open", table_name="referral_positions", postgresql_where=sa.text("is_open"))
    op.drop_table("referral_positions")
    op.drop_table("referral_floors")
    op.drop_index(
        "ix_referral_eligibles_freed",
        table_name="referral_eligibles",
        postgresql_where=sa.text(
            "disposition IN ('waived', 'declined', 'no_response', 'failed_to_appear', 'disqualified', 'removed', 'hired_elsewhere')"
        ),
    )
    op.drop_index(op.f("ix_referral_eligibles_agency_id_eligible_id"), table_name="referral_eligibles")
    op.drop_table("referral_eligibles")
    op.drop_table("referral_dispositions")
    op.drop_table("list_version_scores")
    op.drop_index(op.f("ix_eligible_statuses_agency_id_list_id_seq"), table_name="eligible_statuses")
    op.drop_table("eligible_statuses")
    op.drop_table("certificates")
    op.drop_index("uq_appointments_position", table_name="appointments", postgresql_where=sa.text("status = 'active'"))
    op.drop_index("uq_appointments_eligible", table_name="appointments", postgresql_where=sa.text("status = 'active'"))
    op.drop_index("ix_appointments_list", table_name="appointments", postgresql_where=sa.text("status = 'active'"))
    op.drop_index(op.f("ix_appointments_agency_id_referral_id"), table_name="appointments")
    op.drop_table("appointments")
    op.drop_index(op.f("ix_scorings_agency_id_list_id_created_at"), table_name="scorings")
    op.drop_table("scorings")
    op.drop_index("ix_referrals_open", table_name="referrals", postgresql_where=sa.text("status = 'certified'"))
    op.drop_index(op.f("ix_referrals_agency_id_list_id_certified_at"), table_name="referrals")
    op.drop_table("referrals")
    op.drop_table("list_versions")
    op.drop_index(
        "ix_list_scores_ranks",
        table_name="list_scores",
        postgresql_include=["eligibles"],
        postgresql_where=sa.text("eligibles > 0"),
    )
    op.drop_index(
        "ix_list_scores_available",
        table_name="list_scores",
        postgresql_include=["available"],
        postgresql_where=sa.text("available > 0"),
    )
    op.drop_table("list_scores")
    op.drop_index(op.f("ix_list_imports_agency_id_list_id_created_at"), table_name="list_imports")
    op.drop_table("list_imports")
    op.drop_table("exam_results")
    op.drop_index("ix_eligibles_order", table_name="eligibles")
    op.drop_index(
        "ix_eligibles_late",
        table_name="eligibles",
        postgresql_include=["score"],
        postgresql_where=sa.text("available_since_seq > 0 AND status IN ('active', 'appointed_temporary')"),
    )
    op.drop_index("ix_eligibles_external_id", table_name="eligibles")
    op.drop_index(
        "ix_eligibles_expiring",
        table_name="eligibles",
        postgresql_include=["score", "available_since_seq"],
        postgresql_where=sa.text("expires_on IS NOT NULL AND status IN ('active', 'appointed_temporary')"),
    )
    op.drop_index(
        "ix_eligibles_conditions",
        table_name="eligibles",
        postgresql_include=["conditions", "expires_on", "available_since_seq"],
        postgresql_where=sa.text("status IN ('active', 'appointed_temporary') AND conditions <> '{}'"),
    )
    op.drop_table("eligibles")
    op.drop_index(op.f("ix_user_sessions_agency_id_user_id"), table_name="user_sessions")
    op.drop_table("user_sessions")
    op.drop_table("user_departments")
    op.drop_index(op.f("ix_positions_agency_id_department_id_number"), table_name="positions")
    op.drop_table("positions")
    op.drop_table("ledger_private")
    op.drop_table("file_chunks")
    op.drop_table("eligible_lists")
    op.drop_index(op.f("ix_documents_agency_id_subject_type_subject_id_created_at"), table_name="documents")
    op.drop_table("documents")
    op.drop_table("users")
    op.drop_table("sign_in_directory")
    op.drop_table("scoring_models")
    op.drop_table("reason_codes")
    op.drop_index("ix_persons_sort_name", table_name="persons")
    op.drop_table("persons")
    op.drop_table("ledger_heads")
    op.drop_index("ix_ledger_events_subject", table_name="ledger_events")
    op.drop_index("ix_ledger_events_name", table_name="ledger_events")
    op.drop_index("ix_ledger_events_actor", table_name="ledger_events")
    op.drop_table("ledger_events")
    op.drop_index(
        "ix_jobs_due", table_name="jobs", postgresql_where=sa.text("status IN ('queued', 'waiting_retry', 'running')")
    )
    op.drop_index("ix_jobs_agency_id_created_at", table_name="jobs")
    op.drop_table("jobs")
    op.drop_table("job_classes")
    op.drop_index(op.f("ix_idempotency_keys_agency_id_created_at"), table_name="idempotency_keys")
    op.drop_table("idempotency_keys")
    op.drop_table("holidays")
    op.drop_table("files")
    op.drop_table("departments")
    op.drop_table("demo_clock")
    op.drop_table("counters")
    op.drop_index(
        "uq_certification_rules_active", table_name="certification_rules", postgresql_where=sa.text("status = 'active'")
    )
    op.drop_table("certification_rules")
    op.drop_table("banding_models")
    op.drop_index(op.f("ix_approvals_agency_id_subject_type_subject_id"), table_name="approvals")
    op.drop_table("approvals")
    op.drop_table("api_keys")
    op.drop_table("agencies")
