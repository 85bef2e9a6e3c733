"""What shops tell, campaigns and what they did to whom, and the additive summary of what came."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data.tables import triggers

revision = "0005"
down_revision = "0004"

PLAIN = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "suppressions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppressions")),
        sa.UniqueConstraint("unit_hash", name=op.f("uq_suppressions_unit_hash")),
    )
    op.create_table(
        "campaigns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sent_elsewhere", sa.Boolean(), nullable=False),
        sa.Column("design", PLAIN, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(status = 'ended') = (ended_at IS NOT NULL)",
            name=op.f("ck_campaigns_ended_has_moment"),
        ),
        sa.CheckConstraint(
            "status = 'draft' OR started_at IS NOT NULL", name=op.f("ck_campaigns_begun_has_moment")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'running', 'ended')", name=op.f("ck_campaigns_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_campaigns_feature_id_features")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaigns")),
        sa.UniqueConstraint("name_key", name=op.f("uq_campaigns_name_key")),
    )
    op.create_index(op.f("ix_campaigns_feature_id"), "campaigns", ["feature_id"], unique=False)
    op.create_table(
        "cube_cells",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("lag", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("dconv", sa.BigInteger(), nullable=False),
        sa.Column("ds", sa.BigInteger(), nullable=False),
        sa.Column("dss", sa.BigInteger(), nullable=False),
        sa.Column("dorders", sa.BigInteger(), nullable=False),
        sa.Column("dunpriced", sa.BigInteger(), nullable=False),
        sa.Column("drefunds", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_cube_cells_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "day", "arm", "segment", "lag", name=op.f("pk_cube_cells")
        ),
    )
    op.create_table(
        "nudge_counts",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_nudge_counts_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "day", "arm", "segment", "what", name=op.f("pk_nudge_counts")
        ),
    )
    op.create_table(
        "purchases",
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("lag", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("cents", sa.BigInteger(), nullable=False),
        sa.Column("unpriced", sa.Integer(), nullable=False),
        sa.Column("refunds", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_purchases_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("unit", "campaign_id", "lag", name=op.f("pk_purchases")),
    )
    op.create_index(op.f("ix_purchases_campaign_id"), "purchases", ["campaign_id"], unique=False)
    op.create_table(
        "baskets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("customer_key", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("has_address", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("abandoned_at", sa.BigInteger(), nullable=False),
        sa.Column("completed_at", sa.BigInteger(), nullable=True),
        sa.Column("value_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("lines", sa.Text(), nullable=True),
        sa.Column("recovery_url", sa.String(), nullable=True),
        sa.Column("event_at", sa.BigInteger(), nullable=True),
        sa.Column("stock_left", sa.BigInteger(), nullable=True),
        sa.Column("look_at", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("value_cents >= 0", name=op.f("ck_baskets_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_baskets_batch_id_import_batches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baskets")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_baskets_source_source_key")),
    )
    op.create_index(
        "ix_baskets_look_at",
        "baskets",
        ["look_at"],
        unique=False,
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.create_index(
        "ix_baskets_nameless",
        "baskets",
        ["source", "customer_key"],
        unique=False,
        sqlite_where=sa.text("NOT has_address"),
        postgresql_where=sa.text("NOT has_address"),
    )
    op.create_index(
        "ix_baskets_unit_open",
        "baskets",
        ["unit"],
        unique=False,
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("time_zone", sa.String(), nullable=True),
        sa.Column("consent_basis", sa.String(), nullable=True),
        sa.Column("consented_at", sa.BigInteger(), nullable=True),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_contacts_batch_id_import_batches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_contacts_source_source_key")),
    )
    op.create_index(op.f("ix_contacts_unit"), "contacts", ["unit"], unique=False)
    op.create_table(
        "nudge_results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("assigned_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("purchased_at", sa.BigInteger(), nullable=True),
        sa.Column("value_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("unsubscribed_at", sa.BigInteger(), nullable=True),
        sa.Column("bounced_at", sa.BigInteger(), nullable=True),
        sa.Column("refused", sa.String(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("arm IN ('mail', 'holdout')", name=op.f("ck_nudge_results_arm_known")),
        sa.CheckConstraint("value_cents >= 0", name=op.f("ck_nudge_results_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batches.id"],
            name=op.f("fk_nudge_results_batch_id_import_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_nudge_results_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge_results")),
        sa.UniqueConstraint("campaign_id", "unit", name=op.f("uq_nudge_results_campaign_id_unit")),
    )
    op.create_index(
        "ix_nudge_results_refused",
        "nudge_results",
        ["refused"],
        unique=False,
        sqlite_where=sa.text("refused IS NOT NULL"),
        postgresql_where=sa.text("refused IS NOT NULL"),
    )
    op.create_index("ix_nudge_results_unit", "nudge_results", ["unit"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("customer_key", sa.String(), nullable=True),
        sa.Column("basket_key", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("has_address", sa.Boolean(), nullable=False),
        sa.Column("ordered_at", sa.BigInteger(), nullable=False),
        sa.Column("value_cents", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("refunded_cents", sa.BigInteger(), nullable=False),
        sa.Column("refunded_at", sa.BigInteger(), nullable=True),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("changed_at", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("refunded_cents >= 0", name=op.f("ck_orders_refund_not_negative")),
        sa.CheckConstraint("value_cents >= 0", name=op.f("ck_orders_value_not_negative")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_orders_batch_id_import_batches")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_orders_source_source_key")),
    )
    op.create_index(
        "ix_orders_basket",
        "orders",
        ["source", "basket_key"],
        unique=False,
        sqlite_where=sa.text("basket_key IS NOT NULL"),
        postgresql_where=sa.text("basket_key IS NOT NULL"),
    )
    op.create_index(
        "ix_orders_customer",
        "orders",
        ["source", "customer_key"],
        unique=False,
        sqlite_where=sa.text("customer_key IS NOT NULL"),
        postgresql_where=sa.text("customer_key IS NOT NULL"),
    )
    op.create_index(
        "ix_orders_nameless_basket",
        "orders",
        ["source", "basket_key"],
        unique=False,
        sqlite_where=sa.text("NOT has_address"),
        postgresql_where=sa.text("NOT has_address"),
    )
    op.create_index(
        "ix_orders_nameless_customer",
        "orders",
        ["source", "customer_key"],
        unique=False,
        sqlite_where=sa.text("NOT has_address"),
        postgresql_where=sa.text("NOT has_address"),
    )
    op.create_index("ix_orders_unit", "orders", ["unit", "ordered_at"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("assigned_at", sa.BigInteger(), nullable=False),
        sa.Column("valid_to", sa.BigInteger(), nullable=False),
        sa.Column("basket_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("arm IN ('mail', 'holdout')", name=op.f("ck_assignments_arm_known")),
        sa.ForeignKeyConstraint(
            ["basket_id"], ["baskets.id"], name=op.f("fk_assignments_basket_id_baskets")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_assignments_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint("campaign_id", "unit", name=op.f("uq_assignments_campaign_id_unit")),
    )
    op.create_index("ix_assignments_unit", "assignments", ["unit", "assigned_at"], unique=False)
    op.create_table(
        "sends",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("basket_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state <> 'sent' OR sent_at IS NOT NULL", name=op.f("ck_sends_sent_has_moment")
        ),
        sa.CheckConstraint(
            "state IN ('due', 'held', 'claimed', 'sent', 'withheld', 'skipped', 'failed',"
            " 'unknown')",
            name=op.f("ck_sends_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["basket_id"], ["baskets.id"], name=op.f("fk_sends_basket_id_baskets")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_sends_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sends")),
        sa.UniqueConstraint(
            "campaign_id",
            "unit",
            "basket_id",
            "step",
            name=op.f("uq_sends_campaign_id_unit_basket_id_step"),
        ),
    )
    op.create_index(
        "ix_sends_due",
        "sends",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_sends_message_id"), "sends", ["message_id"], unique=False)
    op.create_index(
        "ix_sends_open",
        "sends",
        ["claimed_at"],
        unique=False,
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.create_index("ix_sends_unit", "sends", ["unit", "sent_at"], unique=False)
    op.create_table(
        "skips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("basket_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("arm", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "arm IN ('mail', 'holdout') OR arm IS NULL", name=op.f("ck_skips_arm_known")
        ),
        sa.ForeignKeyConstraint(
            ["basket_id"], ["baskets.id"], name=op.f("fk_skips_basket_id_baskets")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_skips_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skips")),
        sa.UniqueConstraint(
            "campaign_id",
            "unit",
            "basket_id",
            "step",
            "reason",
            name=op.f("uq_skips_campaign_id_unit_basket_id_step_reason"),
        ),
    )
    op.create_table(
        "nudge_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("send_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('click', 'soft bounce', 'bounce', 'complaint', 'unsubscribe')",
            name=op.f("ck_nudge_events_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_nudge_events_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["send_id"], ["sends.id"], name=op.f("fk_nudge_events_send_id_sends")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge_events")),
        sa.UniqueConstraint("key", name=op.f("uq_nudge_events_key")),
    )
    op.create_index(op.f("ix_nudge_events_send_id"), "nudge_events", ["send_id"], unique=False)
    op.create_index(op.f("ix_nudge_events_unit"), "nudge_events", ["unit"], unique=False)
    triggers.create(op.get_bind(), triggers.NUDGE_RULES)


def downgrade() -> None:
    triggers.drop(op.get_bind(), triggers.NUDGE_RULES)
    op.drop_index(op.f("ix_nudge_events_unit"), table_name="nudge_events")
    op.drop_index(op.f("ix_nudge_events_send_id"), table_name="nudge_events")
    op.drop_table("nudge_events")
    op.drop_table("skips")
    op.drop_index("ix_sends_unit", table_name="sends")
    op.drop_index(
        "ix_sends_open",
        table_name="sends",
        sqlite_where=sa.text("claimed_by IS NOT NULL"),
        postgresql_where=sa.text("claimed_by IS NOT NULL"),
    )
    op.drop_index(op.f("ix_sends_message_id"), table_name="sends")
    op.drop_index(
        "ix_sends_due",
        table_name="sends",
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.drop_table("sends")
    op.drop_index("ix_assignments_unit", table_name="assignments")
    op.drop_table("assignments")
    op.drop_index("ix_orders_unit", table_name="orders")
    op.drop_index(
        "ix_orders_nameless_customer",
        table_name="orders",
        sqlite_where=sa.text("NOT has_address"),
        postgresql_where=sa.text("NOT has_address"),
    )
    op.drop_index(
        "ix_orders_nameless_basket",
        table_name="orders",
        sqlite_where=sa.text("NOT has_address"),
        postgresql_where=sa.text("NOT has_address"),
    )
    op.drop_index(
        "ix_orders_customer",
        table_name="orders",
        sqlite_where=sa.text("customer_key IS NOT NULL"),
        postgresql_where=sa.text("customer_key IS NOT NULL"),
    )
    op.drop_index(
        "ix_orders_basket",
        table_name="orders",
        sqlite_where=sa.text("basket_key IS NOT NULL"),
        postgresql_where=sa.text("basket_key IS NOT NULL"),
    )
    op.drop_table("orders")
    op.drop_index("ix_nudge_results_unit", table_name="nudge_results")
    op.drop_index(
        "ix_nudge_results_refused",
        table_name="nudge_results",
        sqlite_where=sa.text("refused IS NOT NULL"),
        postgresql_where=sa.text("refused IS NOT NULL"),
    )
    op.drop_table("nudge_results")
    op.drop_index(op.f("ix_contacts_unit"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index(
        "ix_baskets_unit_open",
        table_name="baskets",
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.drop_index(
        "ix_baskets_nameless",
        table_name="baskets",
        sqlite_where=sa.text("NOT has_address"),
        postgresql_where=sa.text("NOT has_address"),
    )
    op.drop_index(
        "ix_baskets_look_at",
        table_name="baskets",
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.drop_table("baskets")
    op.drop_index(op.f("ix_purchases_campaign_id"), table_name="purchases")
    op.drop_table("purchases")
    op.drop_table("nudge_counts")
    op.drop_table("cube_cells")
    op.drop_index(op.f("ix_campaigns_feature_id"), table_name="campaigns")
    op.drop_table("campaigns")
    op.drop_table("suppressions")
