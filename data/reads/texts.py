"""What requests and features say, to be compared; and which of it a later change of the store
touched, so that nobody reads everything again. It compares nothing."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection, func, select

from data.reads.scope import Scope
from data.tables import Audit, Feature, Request

READ = 10_000  # characters of a text that are compared
OVERLAP = 200  # changes read again: they need not be stored in the order of their numbers
AT_ONCE = 5_000
Texts = list[tuple[int, str]]


def request_texts(
    connection: Connection, scope: Scope, only: Collection[int] | None = None
) -> Texts:
    """Id and words of every request in scope, or of those of `only` that there are."""
    words = func.substr(Request.words, 1, READ)
    query = select(Request.id, words).where(scope.allows(Request.team_id))
    if only is None:
        return [(row[0], row[1]) for row in connection.execute(query)]
    wanted = sorted(only)
    return [
        (row[0], row[1])
        for start in range(0, len(wanted), AT_ONCE)
        for row in connection.execute(query.where(Request.id.in_(wanted[start : start + AT_ONCE])))
    ]


def feature_texts(connection: Connection) -> Texts:
    """Id, title and description of every feature, merged ones too: they lead to the kept one."""
    query = select(Feature.id, Feature.title, Feature.description)
    return [
        (row.id, "\n".join(filter(None, (row.title, row.description))))
        for row in connection.execute(query)
    ]


def changes_since(
    connection: Connection, number: int, known: Collection[int]
) -> tuple[list[int], set[int], bool]:
    """What changed in texts after the change `number`, apart from the changes `known`.

    Returns:
        The numbers of the changes looked at, a bit further back than asked; ids of requests that
        are new, changed or gone; whether any feature's text may have changed.
    """
    query = select(Audit.id, Audit.subject, Audit.subject_id, Audit.action).where(
        Audit.id > number - OVERLAP
    )
    looked, touched, batches, features = [], set(), [], False
    for row in connection.execute(query):
        looked.append(row.id)
        if row.id in known:
            continue
        features = features or row.subject == "features"
        if row.subject == "requests" and row.subject_id is not None:
            touched.add(row.subject_id)
        if row.action == "accept_import":
            batches.append(row.subject_id)
    if batches:
        touched |= set(connection.scalars(select(Request.id).where(Request.batch_id.in_(batches))))
    return looked, touched, features


def last_change(connection: Connection) -> int:
    """The number of the newest change on record; 0 = none."""
    return connection.execute(select(func.coalesce(func.max(Audit.id), 0))).scalar_one()


def kept_features(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Feature id → itself, or the one that it was merged into."""
    query = select(Feature.id, func.coalesce(Feature.merged_into_id, Feature.id))
    return {row[0]: row[1] for row in connection.execute(query.where(Feature.id.in_(ids)))}


def asked_for(connection: Connection, requests: Sequence[int]) -> dict[int, int]:
    """Request id → the feature that it asks for, of those that are linked, whoever logged them.

    Features are everybody's; the words of a request are not, and are not given.
    """
    query = select(Request.id, Request.feature_id).where(
        Request.feature_id.is_not(None), Request.id.in_(requests)
    )
    return {row.id: row.feature_id for row in connection.execute(query)}
