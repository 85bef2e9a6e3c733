"""What is earned after the sale; quotas, credit, commission, plans; rates; use of material."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data.tables import triggers

revision = "0003"
down_revision = "0002"

PLAIN = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "comp_plans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comp_plans")),
        sa.UniqueConstraint("name_key", name=op.f("uq_comp_plans_name_key")),
    )
    op.create_table(
        "materials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
        sa.UniqueConstraint("name_key", name=op.f("uq_materials_name_key")),
    )
    op.create_table(
        "comp_plan_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", PLAIN, nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(in_force_from IS NULL) = (published_at IS NULL)",
            name=op.f("ck_comp_plan_versions_published_from_a_day_on"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_comp_plan_versions_made_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["comp_plans.id"], name=op.f("fk_comp_plan_versions_plan_id_comp_plans")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"],
            ["people.id"],
            name=op.f("fk_comp_plan_versions_published_by_id_people"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comp_plan_versions")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_comp_plan_versions_plan_id_number")),
    )
    op.create_table(
        "composites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("mean", sa.String(), nullable=False),
        sa.Column("weights", PLAIN, nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "mean IN ('arithmetic', 'geometric')", name=op.f("ck_composites_mean_known")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_composites_made_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_composites")),
        sa.UniqueConstraint("number", name=op.f("uq_composites_number")),
    )
    op.create_table(
        "team_moves",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_team_moves_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_team_moves_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("person_id", "from_on", name=op.f("pk_team_moves")),
    )
    op.create_table(
        "exchange_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("into", sa.String(length=3), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rate_billionths", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("rate_billionths > 0", name=op.f("ck_exchange_rates_rate_is_positive")),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batches.id"],
            name=op.f("fk_exchange_rates_batch_id_import_batches"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rates")),
        sa.UniqueConstraint(
            "currency", "into", "on", name=op.f("uq_exchange_rates_currency_into_on")
        ),
        sa.UniqueConstraint(
            "source", "source_key", name=op.f("uq_exchange_rates_source_source_key")
        ),
    )
    op.create_index(
        op.f("ix_exchange_rates_batch_id"), "exchange_rates", ["batch_id"], unique=False
    )
    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount_cents >= 0", name=op.f("ck_quotas_amount_not_negative")),
        sa.CheckConstraint("until_on > from_on", name=op.f("ck_quotas_ends_after_it_begins")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_quotas_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_quotas_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_quotas_source_source_key")),
    )
    op.create_index(op.f("ix_quotas_batch_id"), "quotas", ["batch_id"], unique=False)
    op.create_index(op.f("ix_quotas_person_id"), "quotas", ["person_id"], unique=False)
    op.create_table(
        "commissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_commissions_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_commissions_deal_id_deals")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_commissions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commissions")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_commissions_source_source_key")),
    )
    op.create_index(op.f("ix_commissions_batch_id"), "commissions", ["batch_id"], unique=False)
    op.create_index(op.f("ix_commissions_deal_id"), "commissions", ["deal_id"], unique=False)
    op.create_index(op.f("ix_commissions_person_id"), "commissions", ["person_id"], unique=False)
    op.create_table(
        "credit_splits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("share_bp", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "share_bp BETWEEN 1 AND 10000", name=op.f("ck_credit_splits_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batches.id"],
            name=op.f("fk_credit_splits_batch_id_import_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_credit_splits_deal_id_deals")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_credit_splits_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_splits")),
        sa.UniqueConstraint(
            "deal_id", "person_id", name=op.f("uq_credit_splits_deal_id_person_id")
        ),
        sa.UniqueConstraint(
            "source", "source_key", name=op.f("uq_credit_splits_source_source_key")
        ),
    )
    op.create_index(op.f("ix_credit_splits_batch_id"), "credit_splits", ["batch_id"], unique=False)
    op.create_index(
        op.f("ix_credit_splits_person_id"), "credit_splits", ["person_id"], unique=False
    )
    op.create_table(
        "material_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_material_uses_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batches.id"],
            name=op.f("fk_material_uses_batch_id_import_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_material_uses_deal_id_deals")
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_material_uses_material_id_materials")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_material_uses_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_uses")),
        sa.UniqueConstraint(
            "source", "source_key", name=op.f("uq_material_uses_source_source_key")
        ),
    )
    op.create_index(op.f("ix_material_uses_batch_id"), "material_uses", ["batch_id"], unique=False)
    op.create_index(op.f("ix_material_uses_deal_id"), "material_uses", ["deal_id"], unique=False)
    op.create_index(
        op.f("ix_material_uses_material_id"), "material_uses", ["material_id"], unique=False
    )
    op.create_index(
        op.f("ix_material_uses_person_id"), "material_uses", ["person_id"], unique=False
    )
    op.create_table(
        "revenue_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("monthly_cents", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("monthly_cents >= 0", name=op.f("ck_revenue_lines_amount_not_negative")),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on > from_on",
            name=op.f("ck_revenue_lines_ends_after_it_begins"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_revenue_lines_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["import_batches.id"],
            name=op.f("fk_revenue_lines_batch_id_import_batches"),
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_revenue_lines_deal_id_deals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revenue_lines")),
        sa.UniqueConstraint(
            "source", "source_key", name=op.f("uq_revenue_lines_source_source_key")
        ),
    )
    op.create_index(
        op.f("ix_revenue_lines_account_id"), "revenue_lines", ["account_id"], unique=False
    )
    op.create_index(op.f("ix_revenue_lines_batch_id"), "revenue_lines", ["batch_id"], unique=False)
    op.create_index(op.f("ix_revenue_lines_deal_id"), "revenue_lines", ["deal_id"], unique=False)
    op.add_column("deals", sa.Column("list_cents", sa.BigInteger(), nullable=True))
    triggers.create(op.get_bind(), triggers.PAY_RULES)


def downgrade() -> None:
    triggers.drop(op.get_bind(), triggers.PAY_RULES)
    op.drop_column("deals", "list_cents")
    op.drop_index(op.f("ix_revenue_lines_deal_id"), table_name="revenue_lines")
    op.drop_index(op.f("ix_revenue_lines_batch_id"), table_name="revenue_lines")
    op.drop_index(op.f("ix_revenue_lines_account_id"), table_name="revenue_lines")
    op.drop_table("revenue_lines")
    op.drop_index(op.f("ix_material_uses_person_id"), table_name="material_uses")
    op.drop_index(op.f("ix_material_uses_material_id"), table_name="material_uses")
    op.drop_index(op.f("ix_material_uses_deal_id"), table_name="material_uses")
    op.drop_index(op.f("ix_material_uses_batch_id"), table_name="material_uses")
    op.drop_table("material_uses")
    op.drop_index(op.f("ix_credit_splits_person_id"), table_name="credit_splits")
    op.drop_index(op.f("ix_credit_splits_batch_id"), table_name="credit_splits")
    op.drop_table("credit_splits")
    op.drop_index(op.f("ix_commissions_person_id"), table_name="commissions")
    op.drop_index(op.f("ix_commissions_deal_id"), table_name="commissions")
    op.drop_index(op.f("ix_commissions_batch_id"), table_name="commissions")
    op.drop_table("commissions")
    op.drop_index(op.f("ix_quotas_person_id"), table_name="quotas")
    op.drop_index(op.f("ix_quotas_batch_id"), table_name="quotas")
    op.drop_table("quotas")
    op.drop_index(op.f("ix_exchange_rates_batch_id"), table_name="exchange_rates")
    op.drop_table("exchange_rates")
    op.drop_table("team_moves")
    op.drop_table("composites")
    op.drop_table("comp_plan_versions")
    op.drop_table("materials")
    op.drop_table("comp_plans")
