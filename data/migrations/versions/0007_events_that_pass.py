"""Whose event passed before she bought, settled, and its additive summary beside the cube."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "expiries",
        sa.Column("assignment_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("lag", sa.Integer(), nullable=False),
        sa.Column("bought_lag", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_expiries_assignment_id_assignments"),
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_expiries")),
    )
    op.create_index(op.f("ix_expiries_unit"), "expiries", ["unit"], unique=False)
    op.create_table(
        "cube_ends",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("lag", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("expired", sa.BigInteger(), nullable=False),
        sa.Column("late", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_cube_ends_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "day", "arm", "segment", "lag", name=op.f("pk_cube_ends")
        ),
    )


def downgrade() -> None:
    op.drop_table("cube_ends")
    op.drop_index(op.f("ix_expiries_unit"), table_name="expiries")
    op.drop_table("expiries")
