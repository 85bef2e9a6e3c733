"""Rules that one row cannot check: shares sum to 1, what is published or recorded stays as it is.

Written once per database, since neither speaks the other's trigger language.
"""

from sqlalchemy import Connection


def _touched(verb: str, column: str) -> str:
    """An update touches two parents: the one that the row leaves and the one that it joins."""
    rows = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}[verb]
    return ", ".join(f"{row}.{column}" for row in rows)


# (trigger, table, when it fires, refused if this holds, in these words)
RULES = (
    (
        "strategy_is_drafted_first",
        "strategy_versions",
        "INSERT",
        "NEW.status <> 'draft'",
        "a strategy version starts as a draft",
    ),
    (
        "targets_sum_to_one",
        "strategy_versions",
        "UPDATE",
        "NEW.status = 'published' AND OLD.status = 'draft' AND (SELECT coalesce(sum(target_bp), 0)"
        " FROM version_pillars WHERE version_id = NEW.id) <> 10000",
        "target shares must sum to 1",
    ),
    (
        "published_strategy_stays",
        "strategy_versions",
        "UPDATE",
        "OLD.status = 'published'",
        "a published strategy version is never edited",
    ),
    (
        "published_strategy_is_kept",
        "strategy_versions",
        "DELETE",
        "OLD.status = 'published'",
        "a published strategy version is never deleted",
    ),
    *(
        (
            f"{table}_of_published_{verb.lower()}",
            table,
            verb,
            "EXISTS (SELECT 1 FROM strategy_versions WHERE status = 'published'"
            f" AND id IN ({_touched(verb, 'version_id')}))",
            "a published strategy version is never edited",
        )
        for table in ("version_pillars", "objectives")
        for verb in ("INSERT", "UPDATE", "DELETE")
    ),
    (
        "mapping_is_open_first",
        "mappings",
        "INSERT",
        "NEW.sealed",
        "a mapping gets its shares before it is sealed",
    ),
    (
        "mapping_sums_to_one",
        "mappings",
        "UPDATE",
        "NEW.sealed AND NOT OLD.sealed AND (SELECT coalesce(sum(share_bp), 0)"
        " FROM mapping_shares WHERE mapping_id = NEW.id)"
        " <> CASE WHEN NEW.outside THEN 0 ELSE 10000 END",
        "a mapping's shares must sum to 1, or it is outside the strategy and has none",
    ),
    ("sealed_mapping_stays", "mappings", "UPDATE", "OLD.sealed", "a mapping is never edited"),
    ("sealed_mapping_is_kept", "mappings", "DELETE", "OLD.sealed", "a mapping is never deleted"),
    *(
        (
            f"shares_of_sealed_{verb.lower()}",
            "mapping_shares",
            verb,
            "EXISTS (SELECT 1 FROM mappings WHERE sealed"
            f" AND id IN ({_touched(verb, 'mapping_id')}))",
            "a mapping is never edited",
        )
        for verb in ("INSERT", "UPDATE", "DELETE")
    ),
    *(
        (
            f"audit_stays_{verb.lower()}",
            "audit",
            verb,
            "1 = 1",
            "the audit trail is never changed",
        )
        for verb in ("UPDATE", "DELETE")
    ),
)

PAY_RULES = (
    (
        "published_plan_stays",
        "comp_plan_versions",
        "UPDATE",
        "OLD.published_at IS NOT NULL",
        "a published plan is never edited",
    ),
    (
        "published_plan_is_kept",
        "comp_plan_versions",
        "DELETE",
        "OLD.published_at IS NOT NULL",
        "a published plan is never deleted",
    ),
    (
        "plan_version_stays",
        "comp_plan_versions",
        "UPDATE",
        "NEW.number <> OLD.number OR NEW.plan_id <> OLD.plan_id"
        " OR CAST(NEW.content AS TEXT) <> CAST(OLD.content AS TEXT)",
        "a saved version of a plan is never edited",
    ),
    *(
        (
            f"composite_{verb.lower()}",
            "composites",
            verb,
            "1 = 1",
            "the weights of a composite are superseded, never edited",
        )
        for verb in ("UPDATE", "DELETE")
    ),
)

NUDGE_RULES = (
    (
        "running_campaign_stays",
        "campaigns",
        "UPDATE",
        "OLD.status <> 'draft' AND CAST(OLD.design AS TEXT) <> '{}'"
        " AND CAST(NEW.design AS TEXT) <> CAST(OLD.design AS TEXT)",
        "the design of a campaign that has begun is never edited",
    ),
    (
        "ended_campaign_stays_ended",
        "campaigns",
        "UPDATE",
        "(OLD.status = 'ended' AND NEW.status <> 'ended')"
        " OR (OLD.status = 'running' AND NEW.status = 'draft')",
        "a campaign that has begun can only be ended",
    ),
    (
        "begun_campaign_is_kept",
        "campaigns",
        "DELETE",
        "OLD.status <> 'draft'",
        "a campaign that has begun is never deleted",
    ),
)

EVERY_RULE = RULES + PAY_RULES + NUDGE_RULES


def create(connection: Connection, rules: tuple[tuple[str, ...], ...] = RULES) -> None:
    """Lay every one of `rules`."""
    for name, table, verb, wrong, words in rules:
        said = words.replace("'", "''")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {wrong}"
                f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
            )
        else:
            back = "OLD" if verb == "DELETE" else "NEW"
            connection.exec_driver_sql(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" IF ({wrong}) THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'check_violation';"
                f" END IF; RETURN {back}; END $$"
            )
            connection.exec_driver_sql(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table}"
                f" FOR EACH ROW EXECUTE FUNCTION {name}()"
            )


def drop(connection: Connection, rules: tuple[tuple[str, ...], ...] = RULES) -> None:
    """Lift every one of `rules`."""
    for name, table, *_ in rules:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
            connection.exec_driver_sql(f"DROP FUNCTION {name}()")
