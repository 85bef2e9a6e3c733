"""The terminal's door: what it refuses is one sentence on standard error and exit status 2."""

import json
import os
import secrets
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from data.refused import Invalid, Refused
from data.store import Store, open_store, store_url

# Several requests at once share the cores better when no single one takes them all: with two BLAS
# threads on busy cores an Overview took four times as long. numpy reads this when first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent
DAY = ["%Y-%m-%d"]
By = Literal["team", "quarter", "region"]


class InWords(TyperGroup):
    """Ends a refused command with its sentence; anything else is a bug and shows itself."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Refused as refused:
            typer.echo(str(refused), err=True)
            raise typer.Exit(2) from None


cli = typer.Typer(
    cls=InWords,
    help="Throughline: does what we sell serve our strategy?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def the_store() -> Store:
    """The store that the environment names."""
    return open_store(store_url(os.environ, ROOT))


def ready_store() -> Store:
    """The store, made if there is none yet; an older one is for `setup` to bring up to date."""
    from data import migrate

    store = the_store()
    if migrate.is_empty(store):
        migrate.upgrade(store)
    elif not migrate.is_current(store):
        raise Refused("The store is older than this program. Run first: cli.py setup")
    return store


@cli.command()
def setup(
    demo: Annotated[bool, typer.Option(help="Fill an empty store with a made-up company.")] = False,
) -> None:
    """Bring the store's tables up to date."""
    from data import migrate
    from data.store import is_empty, reading

    store = the_store()
    if not migrate.is_current(store):
        migrate.upgrade(store)
        typer.echo(f"The store is up to date: {store.url.render_as_string()}")
    if not demo:
        return
    with reading(store) as conn:
        if not is_empty(conn):
            return
    from data.demo.build import fill
    from data.demo.truth import SEED

    typer.echo("Making up a company; this is done once …")
    fill(store, today=datetime.now(UTC).date(), seed=SEED)


@cli.command()
def serve(
    address: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 picks a free one.")] = 8501,
) -> None:
    """Serve the dashboard until Ctrl-C."""
    from nudges.web.desk import check_settings
    from pages.parts.serve import serve as serve_until_stopped

    check_settings(os.environ)
    serve_until_stopped(the_store(), address, port)


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="The copy; must not exist yet.")]) -> None:
    """Copy the store into FILE while it is in use."""
    from data.backup import backup as copy

    copy(the_store(), file)
    typer.echo(f"Saved {file}")


@cli.command("import")
def import_file(
    kind: Annotated[
        str,
        typer.Argument(
            help="accounts, products, people, deals, requests, notes, revenue, quotas,"
            " commissions, splits, rates, material-use, contacts, baskets, orders, nudge-results."
        ),
    ],
    file: Annotated[Path, typer.Argument(help="CSV, Excel or Parquet.")],
    column: Annotated[
        list[str] | None, typer.Option("--map", help="'Column=field'; repeatable.")
    ] = None,
    stage: Annotated[
        list[str] | None, typer.Option(help="'Demo=open', or won, or lost; repeatable.")
    ] = None,
    same: Annotated[
        list[str] | None, typer.Option(help="'product:GTXPro=GTX Pro'; repeatable.")
    ] = None,
    day_first: Annotated[
        bool | None, typer.Option("--day-first/--month-first", help="How to read 03/04/2026.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="Where the file names none.")] = None,
    no_header: Annotated[
        bool, typer.Option("--no-header", help="--map 'column 1=field' then.")
    ] = False,
    day: Annotated[
        datetime | None, typer.Option(formats=DAY, help="What undated rows count from.")
    ] = None,
    acting_as: Annotated[str | None, typer.Option("--as", help="Who accepts it.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Store it.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
) -> None:
    """Read FILE and say what it would change; with --accept, change it.

    Ends with 0 when nothing was rejected, 1 when some rows were, 2 when it could not be read.
    """
    from data.bring import Asked, bring, pairs
    from data.imports import Choices

    order = {None: None, True: "day-first", False: "month-first"}[day_first]
    said = Choices(
        columns=pairs(column or [], "--map"),
        date_order=order,  # type: ignore[arg-type]
        stages=pairs(stage or [], "--stage"),
        asked_on=day.date() if day else None,
        headless=no_header,
    )
    asked = Asked(kind, file, said, currency, same or [], acting_as, accept)
    try:
        brought = bring(ready_store(), asked, now=datetime.now(UTC))
    except Refused as refused:
        if as_json:
            typer.echo(json.dumps({"error": str(refused)}, ensure_ascii=False))
        raise
    figures = json.dumps(brought.figures, ensure_ascii=False, indent=1, default=str)
    typer.echo(figures if as_json else "\n".join(brought.lines))
    for question in brought.questions:
        typer.echo(question, err=True)
    if not brought.spotless:
        raise typer.Exit(1)


report = typer.Typer(help="Print what the pages show, for a person or a program.")
cli.add_typer(report, name="report")


@report.command()
def alignment(
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    as_of: Annotated[datetime | None, typer.Option(formats=DAY, help="Facts up to.")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=DAY)] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=DAY)] = None,
    team: Annotated[list[str] | None, typer.Option(help="Only this team; repeatable.")] = None,
    by: Annotated[By | None, typer.Option(help="Split by.")] = None,
) -> None:
    """How what we hear, promise, win and build serves the strategy: the Overview's figures.

    Without --from and --to: the calendar quarter of the latest win, as on the page.
    """
    from data.reads.scope import EVERYTHING
    from data.reads.settings import reporting_currency
    from data.store import reading
    from metrics import report as shape
    from metrics.answer import answer
    from metrics.overview import Filters, overview
    from metrics.periods import default_period
    from pages.charts.minor import minor
    from pages.parts.facts import SEED, read_thread

    today = as_of.date() if as_of else datetime.now(UTC).date()
    with reading(ready_store()) as connection:
        found = read_thread(connection, EVERYTHING, as_of=today)
        currency = reporting_currency(connection)
    usual = default_period(found.flows, last.date() if last else today)
    ends = last.date() if last else today if first else usual.last
    period = (first.date() if first else usual.first, ends)
    if period[1] < period[0]:
        raise Invalid(f"The period ends ({period[1]}) before it begins ({period[0]}).")
    known = set(found.flows["team"].drop_nulls()) | set(found.stocks["team"].drop_nulls())
    for name in team or ():
        if name not in known:
            raise Invalid(f"No team is called “{name}”. Known are: {', '.join(sorted(known))}.")
    view = overview(
        found, period=period, filters=Filters(teams=tuple(team or ())), by=by, seed=SEED
    )
    if as_json:
        figures = shape.alignment(view, currency=currency, minor_units=minor(currency))
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    typer.echo(answer(view) + "\n")
    if view.rows.height:
        _print_table(shape.table(view))
    for note in view.notes:
        typer.echo(f"\n{note}", nl=False)


@report.command()
def scorecards(
    acting_as: Annotated[str, typer.Option(help="For whom: her name. It shows what she may see.")],
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    period: Annotated[
        str, typer.Option(help="all, 2026, 2026-Q1 or 2025-10-01..2026-03-31.")
    ] = "all",
    as_of: Annotated[datetime | None, typer.Option(formats=DAY, help="Facts up to.")] = None,
) -> None:
    """Closed revenue and what else counts, by person and team: the Scorecards page's figures."""
    from data.reads.people import person_called
    from data.store import reading
    from metrics import scorecards_report as shape
    from metrics.scorecards import scorecards as measure
    from metrics.scorecards_quota import attainment
    from pages.charts.minor import minor
    from pages.parts.facts import period_said, read_selling

    today = as_of.date() if as_of else datetime.now(UTC).date()
    with reading(ready_store()) as connection:
        me = person_called(connection, acting_as)
        found = read_selling(connection, me, as_of=today)
    book, span = found.book, period_said(found.book, period, today=today)
    figures = shape.report(
        measure(book, by=("rep_id",), periods=[span]),
        measure(book, by=("team_id",), periods=[span]),
        attainment(book.decided, found.quotas, found.paid, period=span),
        names=dict(book.reps.select("rep_id", "rep").iter_rows()),
        team_names=dict(book.teams.iter_rows()),
        own=me.person_id if me.role == "viewer" else None,
        period=span,
        currency=found.currency,
        minor_units=minor(found.currency),
    )
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    _print_table(shape.lines(figures))


@report.command()
def nudge(
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    campaign: Annotated[str, typer.Option(help="Its name or number; the latest.")] = "",
    window: Annotated[int | None, typer.Option(help="Days that count, 1 to 30.")] = None,
    by: Annotated[Literal["segment"] | None, typer.Option(help="Split by.")] = None,
    holdout: Annotated[float | None, typer.Option(help="Part designed to be held out.")] = None,
    expected: Annotated[int | None, typer.Option(help="Customers planned, both arms.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=DAY, help="Facts up to.")] = None,
) -> None:
    """What a reminder changed: the Nudges page's figures.

    While the arms are not as designed, nothing of them is given but how many customers they hold.
    --holdout and --expected are for a campaign sent elsewhere of which nobody said how it was
    designed; what a campaign's own design says holds.
    """
    from data.reads import nudges
    from data.reads.scope import EVERYTHING
    from data.store import reading
    from metrics import nudge_report as shape
    from pages.parts.nudges.reading import read_view, rules

    today = as_of.date() if as_of else datetime.now(UTC).date()
    with reading(ready_store()) as connection:
        chosen = nudges.named(nudges.campaigns(connection, EVERYTHING), campaign)
        days = rules(chosen).window if window is None else window
        if not 1 <= days <= 30:
            raise Invalid(f"A window is 1 to 30 days, not {days}.")
        chosen = nudges.designed(chosen, holdout=holdout, expected=expected)
        view = read_view(connection, EVERYTHING, campaign=chosen, window=days, as_of=today)
    figures = shape.nudge(
        view, campaign=chosen.name, currency=chosen.currency, split=by == "segment"
    )
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1, allow_nan=False))
        return
    typer.echo(view.answer + "\n")
    for lines in shape.tables(view, split=by == "segment"):
        _print_table(lines)
        typer.echo()


@report.command()
def plans(
    acting_as: Annotated[str, typer.Option(help="For whom: her name. It shows what she may see.")],
    as_json: Annotated[bool, typer.Option("--json", help="For a program to read.")] = False,
    year: Annotated[int | None, typer.Option(help="The year; this one otherwise.")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=DAY, help="Facts up to.")] = None,
) -> None:
    """What each saved plan would have paid: the Plan lab's figures."""
    from datetime import date

    from data.reads.credited import reps
    from data.reads.pay_scope import EVERYBODY
    from data.reads.people import person_called
    from data.reads.scope import EVERYTHING
    from data.reads.settings import reporting_currency
    from data.store import reading
    from metrics import plan_report as shape
    from pages.parts.pay_history import paid_plans

    today = as_of.date() if as_of else datetime.now(UTC).date()
    with reading(ready_store()) as connection:
        found = paid_plans(connection, person_called(connection, acting_as), as_of=today)
        known = reps(connection, EVERYTHING, EVERYBODY).select("rep_id", "rep")
        currency = reporting_currency(connection)
    whole = year or today.year
    figures = shape.report(
        found,
        names=dict(known.iter_rows()),
        span=(date(whole, 1, 1), date(whole, 12, 31)),
        currency=currency,
    )
    if as_json:
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1))
        return
    _print_table(shape.table(figures))
    typer.echo(figures["said"])


def _print_table(lines: list[list[str]]) -> None:
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    for name, *cells in lines:
        shares = (cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True))
        typer.echo("  ".join([name.ljust(widths[0]), *shares]))


reminders = typer.Typer(help="Reminders of baskets left behind, and the cube of what they brought.")
cli.add_typer(reminders, name="nudge")


@reminders.command("cube")
def nudge_cube(
    events: Annotated[
        str, typer.Option(help="Purchases: Parquet, CSV, Delta, Iceberg, or with Spark a table.")
    ],
    assignments: Annotated[str, typer.Option(help="Who was assigned where and when, likewise.")],
    engine: Annotated[
        str, typer.Option(help="polars, spark://host:port or sc://host:port.")
    ] = "polars",
    campaign: Annotated[str | None, typer.Option(help="Where no column names it.")] = None,
    currency: Annotated[
        str | None, typer.Option(help="Of the amounts; else the campaign's, or the company's.")
    ] = None,
    buckets: Annotated[int | None, typer.Option(min=1, help="Parts that Polars takes.")] = None,
) -> None:
    """Make the cube where the events lie and keep its cells, for the campaigns and days in them.

    The events stay where they are. Again the same changes nothing.
    """
    from data.actions.keep_cells import keep_cells
    from data.actions.permissions import SETUP
    from data.lake import cells_of
    from data.lake_engines import shown
    from data.store import writing

    store = ready_store()
    made = cells_of(events, assignments, engine=engine, campaign=campaign, buckets=buckets)
    with writing(store) as session:
        kept = keep_cells(
            session,
            SETUP,
            cells=made.cells,
            campaigns=made.campaigns,
            currency=currency.strip().upper() if currency else None,
            made_from=shown(events),
            now=datetime.now(UTC),
        )
    customers = int(made.cells["n"].sum())
    names = ", ".join(f"“{name}”" for name in made.campaigns)
    typer.echo(f"{customers:,} customers of {names or 'no campaign'}: {kept:,} cells kept.")


@reminders.command("rebuild")
def nudge_rebuild() -> None:
    """Make the cube of this store's campaigns anew from its facts; says what was not right."""
    from data.actions.nudge_rebuild import rebuild_cube
    from data.actions.permissions import SETUP
    from data.store import writing

    with writing(ready_store()) as session:
        wrong = rebuild_cube(session, SETUP, now=datetime.now(UTC))
    typer.echo(f"{wrong:,} cells were put right." if wrong else "Every cell was as the facts say.")


@reminders.command("example")
def nudge_example() -> None:
    """Print a campaign to begin with, as a file for `nudge save`."""
    from nudges.start import EXAMPLE

    typer.echo(EXAMPLE.read_text(encoding="utf-8"), nl=False)


@reminders.command("save")
def nudge_save(
    file: Annotated[Path, typer.Argument(help="A campaign, as `nudge example` prints one.")],
    acting_as: Annotated[str, typer.Option("--as", help="Who saves it.")],
) -> None:
    """Keep a campaign as a draft, or change the draft of its name."""
    from data.actions.save_campaign import save_campaign
    from data.reads.campaigns import campaign_named
    from data.reads.people import person_called
    from data.store import writing
    from nudges.start import campaign_in

    name, design = campaign_in(file, salt=secrets.token_hex(8))
    with writing(ready_store()) as session:
        actor = person_called(session.connection(), acting_as).actor
        known = campaign_named(session.connection(), name)
        same, now = known.id if known else None, datetime.now(UTC)
        save_campaign(session, actor, name=name, design=design, campaign_id=same, now=now)
    typer.echo(f"Saved “{name}”. It begins with: cli.py nudge start '{name}' --as '{acting_as}'")


@reminders.command("start")
def nudge_start(
    campaign: Annotated[str, typer.Argument(help="Its name.")],
    acting_as: Annotated[str, typer.Option("--as", help="Who starts it.")],
) -> None:
    """Let a campaign take the baskets that are left from now on."""
    from data.actions.start_campaign import start_campaign
    from data.store import reading
    from nudges.campaigns import beside

    _to_campaign(start_campaign, campaign, acting_as)
    typer.echo(f"“{campaign}” runs.")
    with reading(ready_store()) as connection:
        for line in beside(connection, campaign):
            typer.echo(line)


@reminders.command("end")
def nudge_end(
    campaign: Annotated[str, typer.Argument(help="Its name.")],
    acting_as: Annotated[str, typer.Option("--as", help="Who ends it.")],
) -> None:
    """Send nothing more of a campaign."""
    from data.actions.start_campaign import end_campaign

    _to_campaign(end_campaign, campaign, acting_as)
    typer.echo(f"“{campaign}” has ended.")


def _to_campaign(act: Callable[..., object], campaign: str, acting_as: str) -> None:
    from data.reads.campaigns import campaign_called
    from data.reads.people import person_called
    from data.store import writing

    with writing(ready_store()) as session:
        actor = person_called(session.connection(), acting_as).actor
        found = campaign_called(session.connection(), campaign)
        act(session, actor, campaign_id=found.id, now=datetime.now(UTC))


@reminders.command("run")
def nudge_run(
    once: Annotated[bool, typer.Option("--once", help="End when nothing is due.")] = False,
) -> None:
    """Send the reminders that are due; safe in cron, in several processes, and to be killed.

    Without THROUGHLINE_MAIL_URL mails become files in var/outbox/.
    """
    from nudges.run import run
    from nudges.start import mailer

    ended = threading.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):  # the mail in hand is finished first
        signal.signal(sign, lambda *_: ended.set())
    sends = mailer(
        os.environ,
        ROOT / "var",
        ready_store(),
        clock=lambda: datetime.now(UTC),
        nonce=secrets.token_hex(4),
    )
    done = run(sends, once=once, stop=ended.is_set, tell=lambda said: typer.echo(said, err=True))
    typer.echo(", ".join(f"{n:,} {state}" for state, n in sorted(done.items())) or "Nothing due.")
    for state, said in sorted(sends.heard.items()):
        if state != "sent" and said:
            typer.echo(f"At last {state}: {said}", err=True)


@reminders.command("status")
def nudge_status() -> None:
    """What waits, what became of the rest, and of which reminders nobody knows."""
    from nudges.start import status

    for line in status(ready_store(), now=datetime.now(UTC)):
        typer.echo(line)


@reminders.command("settle")
def nudge_settle(
    number: Annotated[int, typer.Argument(help="As `nudge status` lists it.")],
    decision: Annotated[Literal["sent", "again", "never"], typer.Argument()],
    acting_as: Annotated[str, typer.Option("--as", help="Who decides.")],
) -> None:
    """Decide about a reminder of which nobody knows whether it went out."""
    from data.actions.record_send import give_up_waiting, settle_send
    from data.reads.people import person_called
    from data.store import writing
    from nudges.deliver import Pace
    from nudges.look import MAILER

    with writing(ready_store()) as session:
        actor = person_called(session.connection(), acting_as).actor
        now = datetime.now(UTC)
        give_up_waiting(session, MAILER, silent_since=now - Pace().lease, now=now)  # as listed
        settle_send(session, actor, send_id=number, decision=decision, now=now)
    typer.echo(f"Reminder {number}: {decision}.")


@reminders.command("stop")
def nudge_stop(
    addresses: Annotated[list[str], typer.Argument(help="E-mail addresses.")],
    acting_as: Annotated[str, typer.Option("--as", help="Who heard of it.")],
) -> None:
    """Never write to these addresses again, in any campaign: they asked for it, say in an answer.

    Under the same THROUGHLINE_SECRET_KEY as `nudge run`, which would not see it otherwise.
    """
    from data.reads.people import person_called
    from data.store import writing
    from nudges.keys import keys_of, own_keys
    from nudges.start import stop_writing

    keys = keys_of(os.environ) or own_keys(ROOT / "var")
    with writing(ready_store()) as session:
        actor = person_called(session.connection(), acting_as).actor
        now = datetime.now(UTC)
        new = stop_writing(session, actor, addresses=addresses, keys=keys, now=now)
    typer.echo(f"{len(addresses):,} are not written to any more, {new:,} of them from now on.")


@cli.command()
def version() -> None:
    """Which Throughline this is, and on what it runs."""
    packages = ", ".join(f"{name} {installed(name)}" for name in ("streamlit", "polars"))
    typer.echo(f"Throughline {project_version()} (Python {sys.version.split()[0]}, {packages})")


def project_version() -> str:
    """The version that pyproject.toml declares."""
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(declared["project"]["version"])


if __name__ == "__main__":
    cli()
