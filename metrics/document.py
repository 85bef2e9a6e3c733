"""The text of docs/metrics.md, written from the catalog; `python -m metrics.document` prints it."""

from collections.abc import Iterator

from metrics.catalog import METRICS
from metrics.coverage import table
from metrics.metric import Metric

UNITS = {
    "share": "share, 0 to 100%",
    "money": "money",
    "count": "count",
    "effort": "effort in weeks",
    "score": "score, on the scales of its terms",
    "voices": "independent voices, 1 or more",
    "word": "a word, with the numbers behind it",
}

HEADER = """# Metrics

Written from `metrics/catalog.py` by `python -m metrics.document > docs/metrics.md`; do not edit.

An unknown number is left empty, with its n beside it; it is never shown as 0.
"""


def document() -> str:
    """All metrics as Markdown, in the catalog's order, then how far their intervals hold."""
    sections = (line for metric in METRICS for line in _section(metric))
    return "\n".join([HEADER, *sections, *table()])


def _section(metric: Metric) -> Iterator[str]:
    yield f'<a id="{metric.slug}"></a>'
    yield ""
    yield f"## {metric.title}"
    yield ""
    yield metric.definition
    yield ""
    yield f"- Slug: `{metric.slug}`"
    yield f"- Unit: {UNITS[metric.unit]}"
    yield f"- Better: {metric.better}"
    yield f"- Source: {metric.source}"
    yield ""


if __name__ == "__main__":
    print(document(), end="")
