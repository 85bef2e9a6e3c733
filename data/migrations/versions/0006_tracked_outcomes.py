"""Which catalogued metric somebody looks at before and after a feature shipped."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "tracked_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("feature_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_tracked_outcomes_days_positive")),
        sa.ForeignKeyConstraint(
            ["feature_id"], ["features.id"], name=op.f("fk_tracked_outcomes_feature_id_features")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_tracked_outcomes_made_by_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tracked_outcomes")),
        sa.UniqueConstraint(
            "feature_id", "metric", name=op.f("uq_tracked_outcomes_feature_id_metric")
        ),
    )


def downgrade() -> None:
    op.drop_table("tracked_outcomes")
