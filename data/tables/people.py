"""people and teams: who sells, who decides, who may see what."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Key, one_of

ROLES = ("executive", "sales_manager", "product_lead", "administrator", "viewer")


class Team(Base):
    __tablename__ = "teams"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(unique=True)
    office: Mapped[str | None]
    region: Mapped[str | None]


class Person(Base):
    __tablename__ = "people"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), "role_known"),
        UniqueConstraint("source", "source_key"),
    )

    id: Mapped[Key]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True)  # how names are compared: case and spaces
    email: Mapped[str | None] = mapped_column(unique=True)  # sign-in finds a person by it
    role: Mapped[str]
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    source: Mapped[str | None]
    source_key: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class TeamAccess(Base):
    """A team that a person sees beside her own."""

    __tablename__ = "team_access"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("teams.id"), primary_key=True)
