"""Assignments found by their basket, so that a changed basket finds who was reminded of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    reminded = sa.text("basket_id IS NOT NULL")
    op.create_index(
        "ix_assignments_basket_id",
        "assignments",
        ["basket_id"],
        sqlite_where=reminded,
        postgresql_where=reminded,
    )


def downgrade() -> None:
    op.drop_index("ix_assignments_basket_id", "assignments")
