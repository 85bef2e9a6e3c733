"""An index that gives the cube by lag, for the time to purchase."""

from alembic import op

revision = "0008"
down_revision = "0007"

COLUMNS = ["campaign_id", "arm", "lag", "day", "n", "dconv"]


def upgrade() -> None:
    op.create_index("ix_cube_cells_lags", "cube_cells", COLUMNS)


def downgrade() -> None:
    op.drop_index("ix_cube_cells_lags", table_name="cube_cells")
