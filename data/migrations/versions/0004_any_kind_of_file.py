"""Files of any kind: which kinds there are is said where they are read, and no longer here too."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NAME = "ck_import_batches_kind_known"
CHECK = "kind IN ('accounts', 'products', 'people', 'deals', 'requests')"
LAID = f"\tCONSTRAINT {NAME} CHECK ({CHECK}), \n"
BEFORE = "\tCONSTRAINT ck_import_batches_every_row_counted"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(NAME), "import_batches", type_="check")
    else:
        _reword(LAID, "")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.create_check_constraint(op.f(NAME), "import_batches", CHECK)
    else:
        _reword(BEFORE, LAID + BEFORE)


def _reword(before: str, after: str) -> None:
    """Replace words of the table's declaration: SQLite's own way to change a check alone
    (https://www.sqlite.org/lang_altertable.html, section 7). A copy of the table in its place
    would break what refers to it."""
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :after)"
            " WHERE type = 'table' AND name = 'import_batches' AND instr(sql, :before) > 0"
        ),
        {"before": before, "after": after},
    )
    if changed.rowcount != 1:
        raise RuntimeError("import_batches is not declared as migration 0001 left it")
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
