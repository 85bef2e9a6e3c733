"""The days that matter in the made-up company's three years, all counted back from today."""

from dataclasses import dataclass
from datetime import date, timedelta


def quarter_start(day: date) -> date:
    """The first day of the quarter that holds `day`."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def months_before(day: date, months: float) -> date:
    """The day that many months of 30.44 days earlier."""
    return day - timedelta(days=round(months * 30.44))


def working_day(day: date) -> date:
    """`day`, or the Friday before it at a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


@dataclass(frozen=True)
class Days:
    """Everything that happens on a known day; `today` is the last of them."""

    today: date

    @property
    def start(self) -> date:
        """First day of the record: the first strategy comes into force."""
        leap = (self.today.month, self.today.day) == (2, 29)
        return self.today.replace(year=self.today.year - 3, day=28 if leap else self.today.day)

    @property
    def change(self) -> date:
        """The second strategy comes into force: the quarter that began six quarters ago."""
        return quarter_start(months_before(quarter_start(self.today), 17))

    @property
    def custom(self) -> date:
        """One team begins to live on custom work."""
        return quarter_start(months_before(quarter_start(self.today), 11))

    @property
    def theme(self) -> date:
        """The first customers ask for a reminder about the basket they left."""
        return months_before(self.today, 5)

    @property
    def groups(self) -> date:
        """A new product is on sale, and nobody says what it serves."""
        return months_before(self.today, 7)

    @property
    def moves(self) -> date:
        """One seller changes team."""
        return working_day(months_before(self.today, 8))

    @property
    def leaves(self) -> date:
        """One seller leaves."""
        return working_day(months_before(self.today, 1))

    @property
    def exports(self) -> tuple[date, ...]:
        """The days on which files left the CRM: the start, each new quarter, today."""
        days, day = [self.start], quarter_start(self.start) + timedelta(days=92)
        while (day := quarter_start(day)) < self.today:
            days.append(day)
            day += timedelta(days=95)
        return (*days, self.today)
