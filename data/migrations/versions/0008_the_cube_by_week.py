"""The cube summed by week, beside the one by day; what is in that one is summed into it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

AMOUNTS = ("n", "dconv", "ds", "dss", "dorders", "dunpriced", "drefunds")


def upgrade() -> None:
    op.create_table(
        "cube_weeks",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("arm", sa.String(), nullable=False),
        sa.Column("segment", sa.String(), nullable=False),
        sa.Column("lag", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in AMOUNTS),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_cube_weeks_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "day", "arm", "segment", "lag", name=op.f("pk_cube_weeks")
        ),
    )
    sums = ", ".join(f"SUM({name})" for name in AMOUNTS)
    last = "day + 6 - (day + 3) % 7"
    op.execute(
        f"INSERT INTO cube_weeks SELECT campaign_id, {last}, arm, segment, lag, {sums}"  # noqa: S608
        f" FROM cube_cells GROUP BY campaign_id, {last}, arm, segment, lag"
    )


def downgrade() -> None:
    op.drop_table("cube_weeks")
