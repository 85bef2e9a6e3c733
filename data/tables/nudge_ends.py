"""expiries, cube_ends: whose event passed before she bought, and the additive summary of it."""

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base


class Expiry(Base):
    """An assignment whose basket's event passed before its customer bought, as settled."""

    __tablename__ = "expiries"

    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignments.id"), primary_key=True, autoincrement=False
    )
    unit: Mapped[str] = mapped_column(index=True)
    campaign_id: Mapped[int]
    day: Mapped[int]  # days since 1970 that she was assigned on
    arm: Mapped[str]
    segment: Mapped[str]  # "" = not known, here and in the cells
    lag: Mapped[int]  # whole days until the event passed
    bought_lag: Mapped[int | None]  # whole days until she bought all the same


class CubeEnd(Base):
    """Beside the cube's cells, by the same day, arm, segment and lag."""

    __tablename__ = "cube_ends"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    arm: Mapped[str] = mapped_column(primary_key=True)
    segment: Mapped[str] = mapped_column(primary_key=True)
    lag: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    expired: Mapped[int] = mapped_column(BigInteger)  # whose event passed on that day
    late: Mapped[int] = mapped_column(BigInteger)  # of those, who bought on that day
