"""Which lasting pillar each drafted one is: by its id, else by any name it ever had, else new."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.refused import Invalid
from data.tables import Pillar, VersionPillar


def identify(session: Session, drafted: Sequence[tuple[str, int | None]]) -> list[int]:
    """The pillar id of each (name, id or null) in order; pillars that are new are written.

    Raises:
        Invalid: an id is unknown, or two of them would be one pillar, since a pillar that was
            renamed keeps its past under its former name too.
    """
    names = {pillar.id: pillar.name for pillar in session.scalars(select(Pillar))}
    ever = {name.casefold(): pillar for pillar, name in names.items()}
    for name, pillar in session.execute(
        select(VersionPillar.name, VersionPillar.pillar_id).order_by(VersionPillar.version_id)
    ):
        ever[name.casefold()] = pillar
    if any(given is not None and given not in names for _, given in drafted):
        raise Invalid("One of those pillars is not here any more. Reload the page.")
    taken = {given: name for name, given in drafted if given is not None}
    return [
        given if given is not None else _by_name(session, name, ever, taken)
        for name, given in drafted
    ]


def _by_name(session: Session, name: str, ever: dict[str, int], taken: dict[int, str]) -> int:
    known = ever.get(name.casefold())
    if known is None:
        pillar = Pillar(name=name)
        session.add(pillar)
        session.flush()
        return pillar.id
    if known in taken:
        raise Invalid(
            f"“{name}” is a former name of the pillar “{taken[known]}”. Give the new pillar a name"
            " of its own, so that the past stays readable."
        )
    taken[known] = name
    return known
