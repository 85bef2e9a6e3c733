"""The terminal's door: what it refuses is one sentence on standard error and exit status 2."""

import os
import sys
from datetime import UTC, datetime
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from data.refused import Refused
from data.store import Store, open_store, store_url

ROOT = Path(__file__).resolve().parent
DEMO_SEED = 7


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

    typer.echo("Making up a company; this is done once …")
    fill(store, today=datetime.now(UTC).date(), seed=DEMO_SEED)


@cli.command()
def serve(
    address: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 picks a free one.")] = 8501,
) -> None:
    """Serve the dashboard until Ctrl-C."""
    from pages.parts.serve import serve as serve_until_stopped

    serve_until_stopped(the_store(), address, port)


@cli.command()
def backup(file: Annotated[Path, typer.Argument(help="The copy; must not exist yet.")]) -> None:
    """Copy the store into FILE while it is in use."""
    from data.backup import backup as copy

    copy(the_store(), file)
    typer.echo(f"Saved {file}")


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
