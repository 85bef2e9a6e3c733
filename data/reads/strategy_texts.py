"""The words of one strategy version, to hold what people write against; compares nothing."""

import polars as pl

from data.reads.strategy_versions import Version

STRATEGY_TEXTS = {"pillar_id": pl.Int64, "name": pl.String, "words": pl.String}


def strategy_texts(version: Version) -> pl.DataFrame:
    """As `metrics.frames.STRATEGY_TEXTS`: the mission, then each pillar's name, meaning and
    objectives, in order."""
    rows = [(None, "mission", version.mission)]
    for pillar in version.pillars:
        aims = [aim.text for aim in version.objectives if aim.pillar == pillar.name]
        said = " ".join([pillar.name, pillar.meaning or "", *aims])
        rows.append((pillar.pillar_id, pillar.name, said))  # type: ignore[arg-type]
    return pl.DataFrame(rows, schema=STRATEGY_TEXTS, orient="row")
