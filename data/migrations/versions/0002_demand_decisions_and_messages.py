"""What is reckoned, said, decided and proposed about features; notes on deals; who has read."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

PLAIN = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "feature_estimates",
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("rice_impact", sa.Double(), nullable=True),
        sa.Column("rice_confidence", sa.Double(), nullable=True),
        sa.Column("wsjf_value", sa.Double(), nullable=True),
        sa.Column("wsjf_time", sa.Double(), nullable=True),
        sa.Column("wsjf_risk", sa.Double(), nullable=True),
        sa.Column("wsjf_size", sa.Double(), nullable=True),
        sa.Column("ice_impact", sa.Double(), nullable=True),
        sa.Column("ice_confidence", sa.Double(), nullable=True),
        sa.Column("ice_ease", sa.Double(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_feature_estimates_feature_id_features")
        ),
        sa.PrimaryKeyConstraint("feature_id", name=op.f("pk_feature_estimates")),
    )
    op.create_table(
        "feature_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('idea', 'planned', 'building', 'shipped', 'declined')",
            name=op.f("ck_feature_decisions_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_feature_decisions_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_feature_decisions_feature_id_features")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature_decisions")),
    )
    op.create_index(
        "ix_feature_decisions_feature_id", "feature_decisions", ["feature_id"], unique=False
    )

    op.create_table(
        "feature_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", PLAIN, nullable=False),
        sa.Column("merged_by_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["features.id"], name=op.f("fk_feature_merges_kept_id_features")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by_id"], ["people.id"], name=op.f("fk_feature_merges_merged_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["features.id"], name=op.f("fk_feature_merges_merged_id_features")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feature_merges")),
    )
    op.create_index("ix_feature_merges_kept_id", "feature_merges", ["kept_id"], unique=False)
    op.create_index("ix_feature_merges_merged_id", "feature_merges", ["merged_id"], unique=False)

    op.create_table(
        "feature_wordings",
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "status IN ('idea', 'planned', 'building', 'shipped', 'declined')",
            name=op.f("ck_feature_wordings_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["people.id"],
            name=op.f("fk_feature_wordings_approved_by_id_people"),
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_feature_wordings_feature_id_features")
        ),
        sa.PrimaryKeyConstraint("feature_id", "status", name=op.f("pk_feature_wordings")),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("evidence", PLAIN, nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "decision IN ('adopt', 'park', 'reject') OR decision IS NULL",
            name=op.f("ck_proposals_decision_known"),
        ),
        sa.CheckConstraint(
            "decision IS NULL OR reason IS NOT NULL", name=op.f("ck_proposals_decision_has_reason")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["people.id"], name=op.f("fk_proposals_decided_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_proposals_feature_id_features")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["people.id"], name=op.f("fk_proposals_opened_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_feature_id", "proposals", ["feature_id"], unique=False)

    op.create_table(
        "decisions_seen",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["feature_decisions.id"],
            name=op.f("fk_decisions_seen_decision_id_feature_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_decisions_seen_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", "decision_id", name=op.f("pk_decisions_seen")),
    )
    op.create_table(
        "strategy_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=True),
        sa.Column("content", PLAIN, nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_strategy_drafts_made_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposals.id"], name=op.f("fk_strategy_drafts_proposal_id_proposals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy_drafts")),
    )
    op.create_table(
        "strategy_readings",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_strategy_readings_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["strategy_versions.id"],
            name=op.f("fk_strategy_readings_version_id_strategy_versions"),
        ),
        sa.PrimaryKeyConstraint("person_id", "version_id", name=op.f("pk_strategy_readings")),
    )
    op.create_table(
        "deal_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_key", sa.String(), nullable=False),
        sa.Column("deal_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_deal_notes_batch_id_import_batches")
        ),
        sa.ForeignKeyConstraint(
            ["deal_id"], ["deals.id"], name=op.f("fk_deal_notes_deal_id_deals")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_deal_notes_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_deal_notes_team_id_teams")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deal_notes")),
        sa.UniqueConstraint("source", "source_key", name=op.f("uq_deal_notes_source_source_key")),
    )
    op.create_index("ix_deal_notes_batch_id", "deal_notes", ["batch_id"], unique=False)
    op.create_index("ix_deal_notes_deal_id", "deal_notes", ["deal_id"], unique=False)
    op.create_index("ix_deal_notes_person_id", "deal_notes", ["person_id"], unique=False)

    op.create_table(
        "promise_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'delivered', 'broken', 'released')",
            name=op.f("ck_promise_steps_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_promise_steps_by_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"], ["promises.id"], name=op.f("fk_promise_steps_promise_id_promises")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_steps")),
    )
    op.create_index("ix_promise_steps_promise_id", "promise_steps", ["promise_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_promise_steps_promise_id", table_name="promise_steps")

    op.drop_table("promise_steps")
    op.drop_index("ix_deal_notes_person_id", table_name="deal_notes")
    op.drop_index("ix_deal_notes_deal_id", table_name="deal_notes")
    op.drop_index("ix_deal_notes_batch_id", table_name="deal_notes")

    op.drop_table("deal_notes")
    op.drop_table("strategy_readings")
    op.drop_table("strategy_drafts")
    op.drop_table("decisions_seen")
    op.drop_index("ix_proposals_feature_id", table_name="proposals")

    op.drop_table("proposals")
    op.drop_table("feature_wordings")
    op.drop_index("ix_feature_merges_merged_id", table_name="feature_merges")
    op.drop_index("ix_feature_merges_kept_id", table_name="feature_merges")

    op.drop_table("feature_merges")
    op.drop_index("ix_feature_decisions_feature_id", table_name="feature_decisions")

    op.drop_table("feature_decisions")
    op.drop_table("feature_estimates")
