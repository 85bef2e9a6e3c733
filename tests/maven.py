"""The real CRM export that the reference data holds, and what it must come to; counted by hand."""

from sqlalchemy import func, select

from data.store import reading
from data.tables import Account, Deal, Person, Product, Team

FILES = (
    ("accounts", "accounts.csv", 85),
    ("products", "products.csv", 7),
    ("people", "sales_teams.csv", 35),
    ("deals", "sales_pipeline.csv", 8_800),
)
STAGES = {
    ("Won", "won"): (4_238, 1_000_553_400),
    ("Lost", "lost"): (2_473, 0),
    ("Engaging", "open"): (1_589, None),
    ("Prospecting", "open"): (500, None),
}
GTXPRO = 1_480


def stages(engine):
    """(stage, state) → deals, cents; null where no deal says an amount."""
    query = select(Deal.stage, Deal.state, func.count(), func.sum(Deal.amount_cents))
    with reading(engine) as connection:
        rows = connection.execute(query.group_by(Deal.stage, Deal.state))
        return {(stage, state): (n, cents) for stage, state, n, cents in rows}


def people(engine):
    """How many are known, how many own deals, in how many teams."""
    with reading(engine) as connection:
        return (
            connection.scalar(select(func.count(Person.id))),
            connection.scalar(select(func.count(Deal.owner_id.distinct()))),
            connection.scalar(select(func.count(Team.id))),
        )


def of_product(engine, name):
    """How many deals a product has."""
    query = select(func.count(Deal.id)).join(Product, Product.id == Deal.product_id)
    with reading(engine) as connection:
        return connection.scalar(query.where(Product.name == name))


def without_account(engine):
    with reading(engine) as connection:
        return connection.scalar(
            select(func.count(Deal.id)).where(Deal.account_id.is_(None))
        ), connection.scalar(select(func.count(Account.id)))
