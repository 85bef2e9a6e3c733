"""campaigns and what they did to whom; what came of it, settled, and its additive summary.

A customer is a `unit` (data.addresses); in a campaign sent elsewhere she is named within that
campaign alone, "<campaign id>:<customer>". Days are whole days since 1970, in UTC.
"""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.tables.base import Base, Cents, Currency, Key, one_of
from data.tables.shop import At

STATUSES = ("draft", "running", "ended")
ARMS = ("mail", "holdout")
SEND_STATES = ("due", "held", "claimed", "sent", "withheld", "skipped", "failed", "unknown")
EVENT_KINDS = ("click", "soft bounce", "bounce", "complaint", "unsubscribe")


class Campaign(Base):
    """A campaign; triggers keep its design as it was started, and what ended stays ended."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint(one_of("status", STATUSES), "status_known"),
        CheckConstraint("status = 'draft' OR started_at IS NOT NULL", "begun_has_moment"),
        CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", "ended_has_moment"),
    )

    id: Mapped[Key]
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    sent_elsewhere: Mapped[bool]  # its results were imported: nothing is sent from here
    design: Mapped[dict[str, Any]]
    currency: Mapped[Currency]  # that its revenue is summed in; other orders count unpriced
    feature_id: Mapped[int | None] = mapped_column(ForeignKey("features.id"), index=True)
    started_at: Mapped[At | None]
    ended_at: Mapped[At | None]
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012


class Assignment(Base):
    """A customer's arm in a campaign, given once; purchases from `assigned_at` until before
    `valid_to` are hers in it: 30 days, or until her next assignment in any campaign."""

    __tablename__ = "assignments"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit"),
        CheckConstraint(one_of("arm", ARMS), "arm_known"),
        Index("ix_assignments_unit", "unit", "assigned_at"),
        # who was reminded of a basket, whoever it is thought to be of now
        Index(
            "ix_assignments_basket_id",
            "basket_id",
            sqlite_where=text("basket_id IS NOT NULL"),
            postgresql_where=text("basket_id IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit: Mapped[str]
    segment: Mapped[str | None]
    arm: Mapped[str]
    assigned_at: Mapped[At]
    valid_to: Mapped[At]
    basket_id: Mapped[int | None] = mapped_column(ForeignKey("baskets.id"))


class NudgeResult(Base):
    """A customer's row of results from another mailer, as last told."""

    __tablename__ = "nudge_results"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit"),
        CheckConstraint(one_of("arm", ARMS), "arm_known"),
        CheckConstraint("value_cents >= 0", "value_not_negative"),
        Index("ix_nudge_results_unit", "unit"),
        Index(
            "ix_nudge_results_refused",
            "refused",
            sqlite_where=text("refused IS NOT NULL"),
            postgresql_where=text("refused IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit: Mapped[str]
    arm: Mapped[str]
    segment: Mapped[str | None]
    assigned_at: Mapped[At]
    sent_at: Mapped[At | None]
    purchased_at: Mapped[At | None]
    value_cents: Mapped[Cents | None]
    currency: Mapped[Currency]
    unsubscribed_at: Mapped[At | None]
    bounced_at: Mapped[At | None]
    refused: Mapped[str | None]  # her address as a unit, if she unsubscribed or it bounced there
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"))


class Send(Base):
    """One step of one basket's reminder, in either arm; it is claimed, and the claim committed,
    before the mail is handed over. `due_at` null = nothing more is to be done with it; `held`
    waits for the end of quiet hours; `withheld` would have been sent, were it not the holdout.
    `claimed_by` stands as long as nobody knows what became of it."""

    __tablename__ = "sends"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit", "basket_id", "step"),
        CheckConstraint(one_of("state", SEND_STATES), "state_known"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", "sent_has_moment"),
        Index("ix_sends_unit", "unit", "sent_at"),
        Index(
            "ix_sends_due",
            "due_at",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_sends_open",
            "claimed_at",
            sqlite_where=text("claimed_by IS NOT NULL"),
            postgresql_where=text("claimed_by IS NOT NULL"),
        ),
    )

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit: Mapped[str]
    basket_id: Mapped[int | None] = mapped_column(ForeignKey("baskets.id"))
    step: Mapped[int]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    due_at: Mapped[At | None]
    claimed_at: Mapped[At | None]
    claimed_by: Mapped[str | None]
    sent_at: Mapped[At | None]
    message_id: Mapped[str | None] = mapped_column(index=True)
    error: Mapped[str | None]


class Skip(Base):
    """A mail that was not sent, and why; in the holdout too, so that both arms are told alike."""

    __tablename__ = "skips"
    __table_args__ = (
        UniqueConstraint("campaign_id", "unit", "basket_id", "step", "reason"),
        CheckConstraint(one_of("arm", ARMS, null=True), "arm_known"),
    )

    id: Mapped[Key]
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"))
    unit: Mapped[str]
    basket_id: Mapped[int | None] = mapped_column(ForeignKey("baskets.id"))
    step: Mapped[int]
    reason: Mapped[str]
    arm: Mapped[str | None]  # null = skipped before she was assigned
    at: Mapped[At]


class Suppression(Base):
    """Somebody who must not be written to, as a hash of her unit."""

    __tablename__ = "suppressions"

    id: Mapped[Key]
    unit_hash: Mapped[str] = mapped_column(unique=True)
    reason: Mapped[str]
    source: Mapped[str]
    at: Mapped[At]


class NudgeEvent(Base):
    """What came back: each told once, by its key."""

    __tablename__ = "nudge_events"
    __table_args__ = (CheckConstraint(one_of("kind", EVENT_KINDS), "kind_known"),)

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"))
    unit: Mapped[str | None] = mapped_column(index=True)
    send_id: Mapped[int | None] = mapped_column(ForeignKey("sends.id"), index=True)
    detail: Mapped[str | None]
    at: Mapped[At]


class Purchase(Base):
    """What attribution settled: an assigned customer's purchases, `lag` whole days after."""

    __tablename__ = "purchases"

    unit: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id"), primary_key=True, index=True
    )
    lag: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[int]  # that she was assigned on
    arm: Mapped[str]
    segment: Mapped[str]  # "" = not known, here and in the cells
    orders: Mapped[int]
    cents: Mapped[Cents]  # net of refunds, in the campaign's currency
    unpriced: Mapped[int]  # orders among them whose amount is not known
    refunds: Mapped[int]  # orders among them of which something was paid back


class Cells(Base):
    """What a cell of the cube holds: one a campaign, day, arm, segment and lag."""

    __abstract__ = True

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    arm: Mapped[str] = mapped_column(primary_key=True)
    segment: Mapped[str] = mapped_column(primary_key=True)
    lag: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(BigInteger)  # customers assigned
    dconv: Mapped[int] = mapped_column(BigInteger)  # first purchases
    ds: Mapped[int] = mapped_column(BigInteger)  # revenue
    dss: Mapped[int] = mapped_column(BigInteger)  # increment of squared cumulated revenue
    dorders: Mapped[int] = mapped_column(BigInteger)
    dunpriced: Mapped[int] = mapped_column(BigInteger)
    drefunds: Mapped[int] = mapped_column(BigInteger)


class CubeCell(Cells):
    """The additive summary: assigned day x arm x segment x lag; lag -1 carries n."""

    __tablename__ = "cube_cells"


class CubeWeek(Cells):
    """The same summed by the week of assignment, `day` its last: a page reads the days of the past
    month alone, so that its time hardly grows with a campaign's age."""

    __tablename__ = "cube_weeks"


class NudgeCount(Base):
    """How often something was done or came back, moved by the action that does it: sent, failed,
    unknown, the kinds of events, "skip: <reason>"; by the assigned day, as the cells."""

    __tablename__ = "nudge_counts"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    arm: Mapped[str] = mapped_column(primary_key=True)
    segment: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)
