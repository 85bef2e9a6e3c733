"""The first tables, and the triggers that keep the strategy and the trail as they were."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data.tables import triggers

revision = "0001"
down_revision = None

PLAIN = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
ONE_SUBJECT = (
    "(kind = 'product' AND product_id IS NOT NULL AND person_id IS NULL AND account_id IS NULL)"
    " OR (kind = 'person' AND person_id IS NOT NULL AND product_id IS NULL AND account_id IS NULL)"
    " OR (kind = 'account' AND account_id IS NOT NULL AND product_id IS NULL AND person_id IS NULL)"
)


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("account_type", sa.String(), nullable=True),
        sa.Column("employees", sa.BigInteger(), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_accounts_source_source_key")),
    )
    op.create_index(
        "ix_accounts_name_key",
        "accounts",
        ["name_key"],
        unique=False,
        postgresql_ops={"name_key": "text_pattern_ops"},
    )

    op.create_table(
        "column_choices",
        sa.Column("header_key", sa.String(), nullable=False),
        sa.Column("choices", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("header_key", name=op.f("pk_column_choices")),
    )
    op.create_table(
        "features",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("effort_weeks", sa.Double(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("shipped_on", sa.Date(), nullable=True),
        sa.Column("declined_on", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'shipped' OR shipped_on IS NOT NULL",
            name=op.f("ck_features_shipped_has_day"),
        ),
        sa.CheckConstraint(
            "status IN ('idea', 'planned', 'building', 'shipped', 'declined')",
            name=op.f("ck_features_status_known"),
        ),
        sa.CheckConstraint(
            "effort_weeks IS NULL OR effort_weeks > 0", name=op.f("ck_features_effort_positive")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["features.id"], name=op.f("fk_features_merged_into_id_features")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_features")),
        sa.UniqueConstraint("title", name=op.f("uq_features_title")),
    )
    op.create_index("ix_features_merged_into_id", "features", ["merged_into_id"], unique=False)
    op.create_table(
        "pillars",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pillars")),
        sa.UniqueConstraint("name", name=op.f("uq_pillars_name")),
    )
    op.create_table(
        "products",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("list_price_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("name_key", name=op.f("uq_products_name_key")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_products_source_source_key")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", PLAIN, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "stage_meanings",
        sa.Column("stage_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'won', 'lost')", name=op.f("ck_stage_meanings_state_known")
        ),
        sa.PrimaryKeyConstraint("stage_key", name=op.f("pk_stage_meanings")),
    )
    op.create_table(
        "store_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_store_version_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_store_version")),
    )
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("feature_id", sa.Integer(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(product_id IS NULL) <> (feature_id IS NULL)", name=op.f("ck_mappings_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_mappings_feature_id_features")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_mappings_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mappings")),
    )
    op.create_index("ix_mappings_subject", "mappings", ["product_id", "feature_id"], unique=False)

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("source_key", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "role IN ('executive', 'sales_manager', 'product_lead', 'administrator', 'viewer')",
            name=op.f("ck_people_role_known"),
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_people_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_people_source_source_key")),
    )
    op.create_index("ix_people_name_key", "people", ["name_key"], unique=False)
    op.create_index("ix_people_team_id", "people", ["team_id"], unique=False)

    op.create_table(
        "aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text_key", sa.String(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(ONE_SUBJECT, name=op.f("ck_aliases_one_subject_of_its_kind")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_aliases_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_aliases_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_aliases_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
        sa.UniqueConstraint("kind", "text_key", name=op.f("uq_aliases_kind_text_key")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("before", PLAIN, nullable=True),
        sa.Column("after", PLAIN, nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_audit_actor_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_index("ix_audit_subject", "audit", ["subject", "subject_id"], unique=False)

    op.create_table(
        "import_batches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("dialect", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("choices", PLAIN, nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('accounts', 'products', 'people', 'deals', 'requests')",
            name=op.f("ck_import_batches_kind_known"),
        ),
        sa.CheckConstraint(
            "good + rejected = rows", name=op.f("ck_import_batches_every_row_counted")
        ),
        sa.CheckConstraint(
            "new + updated + unchanged = good",
            name=op.f("ck_import_batches_every_good_row_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["people.id"], name=op.f("fk_import_batches_accepted_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    op.create_index(
        "ix_import_batches_file_sha256", "import_batches", ["file_sha256"], unique=False
    )

    op.create_table(
        "mapping_shares",
        sa.Column("mapping_id", sa.Integer(), nullable=False),
        sa.Column("pillar_id", sa.Integer(), nullable=False),
        sa.Column("share_bp", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "share_bp BETWEEN 1 AND 10000", name=op.f("ck_mapping_shares_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["mappings.id"], name=op.f("fk_mapping_shares_mapping_id_mappings")
        ),
        sa.ForeignKeyConstraint(
            ["pillar_id"], ["pillars.id"], name=op.f("fk_mapping_shares_pillar_id_pillars")
        ),
        sa.PrimaryKeyConstraint("mapping_id", "pillar_id", name=op.f("pk_mapping_shares")),
    )
    op.create_table(
        "strategy_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mission", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'published')", name=op.f("ck_strategy_versions_status_known")
        ),
        sa.CheckConstraint(
            "length(trim(mission)) > 0", name=op.f("ck_strategy_versions_mission_said")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["people.id"],
            name=op.f("fk_strategy_versions_published_by_id_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_versions")),
        sa.UniqueConstraint("number", name=op.f("uq_strategy_versions_number")),
    )
    op.create_table(
        "team_access",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_team_access_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_access_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("person_id", "team_id", name=op.f("pk_team_access")),
    )
    op.create_table(
        "deals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("expected_close_on", sa.Date(), nullable=True),
        sa.Column("deal_type", sa.String(), nullable=True),
        sa.Column("lead_source", sa.String(), nullable=True),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'open' OR closed_on IS NULL", name=op.f("ck_deals_open_is_not_closed")
        ),
        sa.CheckConstraint(
            "state <> 'won' OR (closed_on IS NOT NULL AND amount_cents IS NOT NULL)",
            name=op.f("ck_deals_won_has_day_and_amount"),
        ),
        sa.CheckConstraint("state IN ('open', 'won', 'lost')", name=op.f("ck_deals_state_known")),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0", name=op.f("ck_deals_amount_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_deals_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_deals_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_deals_owner_id_people")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_deals_product_id_products")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_deals_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deals")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_deals_source_source_key")),
    )
    op.create_index("ix_deals_account_id", "deals", ["account_id"], unique=False)
    op.create_index("ix_deals_batch_id", "deals", ["batch_id"], unique=False)
    op.create_index("ix_deals_owner_id", "deals", ["owner_id"], unique=False)
    op.create_index("ix_deals_product_id", "deals", ["product_id"], unique=False)
    op.create_index("ix_deals_state_closed_on", "deals", ["state", "closed_on"], unique=False)

    op.create_table(
        "objectives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("pillar_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["pillar_id"], ["pillars.id"], name=op.f("fk_objectives_pillar_id_pillars")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["strategy_versions.id"],
            name=op.f("fk_objectives_version_id_strategy_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objectives")),
    )
    op.create_index("ix_objectives_version_id", "objectives", ["version_id"], unique=False)

    op.create_table(
        "rejected_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("column", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batches.id"],
            name=op.f("fk_rejected_rows_batch_id_import_batches"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_rows")),
    )
    op.create_index("ix_rejected_rows_batch_id", "rejected_rows", ["batch_id"], unique=False)

    op.create_table(
        "version_pillars",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("pillar_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=True),
        sa.Column("target_bp", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "target_bp BETWEEN 0 AND 10000", name=op.f("ck_version_pillars_target_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["pillar_id"], ["pillars.id"], name=op.f("fk_version_pillars_pillar_id_pillars")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["strategy_versions.id"],
            name=op.f("fk_version_pillars_version_id_strategy_versions"),
        ),
        sa.PrimaryKeyConstraint("version_id", "pillar_id", name=op.f("pk_version_pillars")),
    )
    op.create_table(
        "deal_stages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_deal_stages_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_deal_stages_deal_id_deals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_stages")),
    )
    op.create_index("ix_deal_stages_deal_id", "deal_stages", ["deal_id"], unique=False)

    op.create_table(
        "promises",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("feature_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'delivered', 'broken', 'released')",
            name=op.f("ck_promises_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_promises_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_promises_deal_id_deals")),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_promises_feature_id_features")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_promises_made_by_id_people")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_promises_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    op.create_index("ix_promises_account_id", "promises", ["account_id"], unique=False)
    op.create_index("ix_promises_deal_id", "promises", ["deal_id"], unique=False)
    op.create_index("ix_promises_feature_id", "promises", ["feature_id"], unique=False)
    op.create_index("ix_promises_made_by_id", "promises", ["made_by_id"], unique=False)

    op.create_table(
        "requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("feature_id", sa.Integer(), nullable=True),
        sa.Column("logged_by_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("need", sa.String(), nullable=True),
        sa.Column("intent", sa.String(), nullable=True),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("customer_kind", sa.String(), nullable=True),
        sa.Column("deal_stage", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("votes", sa.BigInteger(), nullable=True),
        sa.Column("labels", sa.String(), nullable=True),
        sa.Column("topic_key", sa.String(), nullable=True),
        sa.Column("first_seen_on", sa.Date(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "intent IN ('new business', 'expansion', 'retention') OR intent IS NULL",
            name=op.f("ck_requests_intent_known"),
        ),
        sa.CheckConstraint(
            "need IN ('blocker', 'important', 'nice to have') OR need IS NULL",
            name=op.f("ck_requests_need_known"),
        ),
        sa.CheckConstraint(
            "customer_kind IN ('customer', 'prospect') OR customer_kind IS NULL",
            name=op.f("ck_requests_customer_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_requests_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_requests_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(["deal_id"], ["deals.id"], name=op.f("fk_requests_deal_id_deals")),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_requests_feature_id_features")
        ),
        sa.ForeignKeyConstraint(
            ["logged_by_id"], ["people.id"], name=op.f("fk_requests_logged_by_id_people")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_requests_team_id_teams")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_requests_source_source_key")),
    )
    op.create_index("ix_requests_account_id", "requests", ["account_id"], unique=False)
    op.create_index("ix_requests_batch_id", "requests", ["batch_id"], unique=False)
    op.create_index("ix_requests_deal_id", "requests", ["deal_id"], unique=False)
    op.create_index("ix_requests_asked_on_id", "requests", ["asked_on", "id"], unique=False)
    op.create_index(
        "ix_requests_feature_id_asked_on_id",
        "requests",
        ["feature_id", "asked_on", "id"],
        unique=False,
    )
    op.create_index("ix_requests_logged_by_id", "requests", ["logged_by_id"], unique=False)
    triggers.create(op.get_bind())
    op.execute("INSERT INTO store_version (id, version) VALUES (1, 0)")


def downgrade() -> None:
    triggers.drop(op.get_bind())
    op.drop_index("ix_requests_logged_by_id", table_name="requests")
    op.drop_index("ix_requests_feature_id_asked_on_id", table_name="requests")
    op.drop_index("ix_requests_asked_on_id", table_name="requests")
    op.drop_index("ix_requests_deal_id", table_name="requests")
    op.drop_index("ix_requests_batch_id", table_name="requests")
    op.drop_index("ix_requests_account_id", table_name="requests")

    op.drop_table("requests")
    op.drop_index("ix_promises_made_by_id", table_name="promises")
    op.drop_index("ix_promises_feature_id", table_name="promises")
    op.drop_index("ix_promises_deal_id", table_name="promises")
    op.drop_index("ix_promises_account_id", table_name="promises")

    op.drop_table("promises")
    op.drop_index("ix_deal_stages_deal_id", table_name="deal_stages")

    op.drop_table("deal_stages")
    op.drop_table("version_pillars")
    op.drop_index("ix_rejected_rows_batch_id", table_name="rejected_rows")

    op.drop_table("rejected_rows")
    op.drop_index("ix_objectives_version_id", table_name="objectives")

    op.drop_table("objectives")
    op.drop_index("ix_deals_state_closed_on", table_name="deals")
    op.drop_index("ix_deals_product_id", table_name="deals")
    op.drop_index("ix_deals_owner_id", table_name="deals")
    op.drop_index("ix_deals_batch_id", table_name="deals")
    op.drop_index("ix_deals_account_id", table_name="deals")

    op.drop_table("deals")
    op.drop_table("team_access")
    op.drop_table("strategy_versions")
    op.drop_table("mapping_shares")
    op.drop_index("ix_import_batches_file_sha256", table_name="import_batches")

    op.drop_table("import_batches")
    op.drop_index("ix_audit_subject", table_name="audit")
    op.drop_index("ix_audit_at", table_name="audit")

    op.drop_table("audit")
    op.drop_table("aliases")
    op.drop_index("ix_people_team_id", table_name="people")
    op.drop_index("ix_people_name_key", table_name="people")

    op.drop_table("people")
    op.drop_index("ix_mappings_subject", table_name="mappings")

    op.drop_table("mappings")
    op.drop_table("teams")
    op.drop_table("store_version")
    op.drop_table("stage_meanings")
    op.drop_table("settings")
    op.drop_table("products")
    op.drop_table("pillars")
    op.drop_index("ix_features_merged_into_id", table_name="features")
    op.drop_table("features")
    op.drop_table("column_choices")
    op.drop_index("ix_accounts_name_key", table_name="accounts")

    op.drop_table("accounts")
