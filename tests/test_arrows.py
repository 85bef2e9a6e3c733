"""Every arrow of the house, read from the imports of every file: who may lean on whom."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = {"app", "cli", "pages", "nudges", "metrics", "data", "tests"}
STATISTICS = {"polars", "numpy", "scipy", "sklearn", "narwhals"}
DATABASE = {"sqlalchemy", "psycopg", "adbc_driver_sqlite", "adbc_driver_postgresql"}
WARMED = {"altair", "pandas", "plotly", "pyarrow"}  # imported before the first visitor comes
STORE = {
    "data.store",
    "data.refused",
    "data.names",
    "data.addresses",
}  # what every room above the tables may open
FOR_PAGES = STORE | {"metrics", "data.actions", "data.reads", "data.imports"}
CUBE, CUBE_ENDS = "metrics.cube", "metrics.cube_ends"  # docs/decisions/0011-cube.md
PLAN_LANGUAGE = {"metrics.plan_language", "metrics.plan_reading"}  # docs/decisions/0010-plans.md

# room: (what of ours it may import, what of others'). The deepest room that holds a file counts.
ROOMS: dict[str, tuple[set[str], set[str]]] = {
    "app.py": (
        {"pages", "data.store", "nudges.web"},
        {"streamlit", "starlette", "polars"} | WARMED,
    ),
    "cli.py": (
        {
            "pages.charts.minor",
            "pages.parts.serve",
            "pages.parts.facts",
            "pages.parts.pay_history",
            "pages.parts.nudges.reading",
            "nudges",
            "metrics",
            "data",
        },
        {"typer"},
    ),
    "pages": ({"pages"} | FOR_PAGES, {"streamlit", "polars"}),
    "pages/charts": ({"pages.charts", "metrics"}, {"plotly", "polars", "numpy", "babel"}),
    "pages/parts": (
        {"pages", "data.migrate"} | FOR_PAGES,
        {"streamlit", "polars", "starlette", "uvicorn", "babel"},
    ),
    "metrics": ({"metrics"}, STATISTICS | {"tomlkit"}),
    "data": ({"data"}, DATABASE | {"alembic", "polars"}),
    "data/lake.py": (
        {"data.lake_engines", "data.names", "data.refused", CUBE},
        {"polars", "narwhals"},
    ),
    # the user's Spark is asked for by its address, and imported only then
    "data/lake_engines.py": ({"data.refused"}, {"polars", "narwhals", "pyspark"}),
    "data/tables": ({"data.tables"}, DATABASE),
    "data/reads": (
        {"data.reads", "data.tables", "data.imports.contract", "data.actions.permissions"} | STORE,
        DATABASE | {"polars", "rapidfuzz", "babel"},
    ),
    "data/actions": (
        {"data.actions", "data.tables", "data.reads", "data.imports"}
        | {CUBE, CUBE_ENDS, *PLAN_LANGUAGE}
        | STORE,
        DATABASE | {"polars", "rapidfuzz", "jinja2", "narwhals"},
    ),
    "nudges": (
        {"nudges", "metrics", "data.actions", "data.reads"} | STORE,
        {"polars", "jinja2", "markupsafe", "itsdangerous", "css_inline", "babel"},
    ),
    "nudges/web": (
        {"nudges", "data.actions", "data.reads"} | STORE,
        {"starlette", "polars"},
    ),
    "data/imports": (
        {"data.imports", "data.refused", "data.names", "data.addresses"},
        {"polars", "numpy", "babel", "fastexcel", "pyarrow"},
    ),
    "data/demo": ({"data"}, DATABASE | {"polars", "numpy", "faker"}),
}
CLOCKS = {"now", "today", "utcnow", "time_ns"}  # asked for the time, these answer it
BELOW_THE_DOORS = ("metrics", "data", "nudges")


def files() -> list[str]:
    """Every Python file of the product, tests apart."""
    rooms = [
        ROOT / name for name in ("pages", "nudges", "metrics", "data") if (ROOT / name).exists()
    ]
    found = [path for room in rooms for path in room.rglob("*.py")]
    return sorted(str(path.relative_to(ROOT)) for path in [*ROOT.glob("*.py"), *found])


def room_of(file: str) -> str:
    inside = [room for room in ROOMS if file == room or file.startswith(f"{room}/")]
    assert inside, f"{file} stands in no room that this table knows"
    return max(inside, key=len)


def imported(file: str) -> set[str]:
    """Every module that a file imports, wherever in it; `from a import b` counts as a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(module: str, allowed: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in allowed)


@pytest.mark.parametrize("file", files())
def test_a_file_imports_only_what_its_room_may(file):
    ours, others = ROOMS[room_of(file)]
    wrong = []
    for module in imported(file):
        top = module.split(".")[0]
        if top in OURS:
            if not within(module, ours):
                wrong.append(module)
        elif top not in sys.stdlib_module_names and top not in others | {"_typeshed"}:
            wrong.append(module)
    assert wrong == []


@pytest.mark.parametrize("file", [file for file in files() if file.startswith(BELOW_THE_DOORS)])
def test_no_file_below_a_door_reads_the_clock_the_environment_or_chance(file):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    found = [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and (
            ast.unparse(node) in {"os.environ", "os.getenv", "time.time", "random.random"}
            or (
                node.attr in CLOCKS
                and ast.unparse(node.value).split(".")[-1] in {"datetime", "date", "time"}
            )
        )
    ]
    assert found == []


@pytest.mark.parametrize("file", files())
def test_a_file_opens_with_a_sentence_that_says_what_it_is(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    if text.strip():
        said = ast.get_docstring(ast.parse(text)) or ""
        assert said.split("\n\n")[0].rstrip().endswith((".", ":", "?"))


def test_no_file_is_called_after_nothing():
    nothing = {"utils", "helpers", "common", "manager", "core", "misc"}
    assert [file for file in files() if Path(file).stem in nothing] == []


def test_only_pages_and_their_charts_know_how_to_draw():
    for file in files():
        tops = {module.split(".")[0] for module in imported(file)}
        if "plotly" in tops:
            assert file.startswith("pages/charts/") or file == "app.py"
        if "streamlit" in tops:
            assert file.startswith("pages/") or file == "app.py"
        if "sqlalchemy" in tops:
            assert file.startswith("data/")
