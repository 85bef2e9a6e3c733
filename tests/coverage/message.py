"""How alike what people write is to the strategy and to each other, in companies whose people
use the strategy's words to a different degree."""

import numpy as np
import polars as pl

from metrics.message import dispersion, similarity
from tests.coverage.registry import between, covers, inside

PEOPLE, TEAMS, WORDS, OWN = 30, 5, 300, 40
USED = 1 / np.arange(1, WORDS + 1)  # Zipf's law
WRITTEN = "30 people of 20 to 120 notes of 6 to 30 words"


def strategy(dice):
    """A law over the words of the strategy, and its text."""
    law = np.zeros(WORDS)
    law[dice.choice(np.arange(10, WORDS), OWN, replace=False)] = 1 / OWN
    said = " ".join(f"w{at}" for at in dice.choice(WORDS, 15, p=law))
    rows = [(None, "mission", said)]
    kinds = {"pillar_id": pl.Int64, "name": pl.String, "words": pl.String}
    return law, pl.DataFrame(rows, schema=kinds, orient="row")


def people(dice, law, many=PEOPLE):
    """Each person's law over words: the strategy's, her own and everybody's, in parts."""
    own = dice.dirichlet(np.full(WORDS, 0.1), many)
    parts = dice.dirichlet((1.5, 2, 4), many)
    return parts[:, :1] * law + parts[:, 1:2] * own + parts[:, 2:] * USED / USED.sum()


def written(dice, laws, notes):
    """That many notes of each person."""
    person = np.repeat(np.arange(len(laws)), notes)
    long = dice.integers(6, 31, person.size)
    drawn = [dice.choice(WORDS, long[person == who].sum(), p=law) for who, law in enumerate(laws)]
    words = pl.DataFrame(
        {"note": np.repeat(np.arange(person.size), long), "word": np.concatenate(drawn)}
    )
    said = words.group_by("note", maintain_order=True).agg(
        pl.format("w{}", "word").str.join(" ").alias("words")
    )
    return said.select(
        pl.col("note").alias("note_id"),
        "words",
        person_id=pl.Series(person),
        team=pl.Series(person % TEAMS).cast(pl.String),
        noted_on=pl.lit(0),
    )


def usual(dice):
    return between(dice, 20, 120, PEOPLE).astype(int)


@covers("Likeness of a person's notes to the strategy", domain=WRITTEN, trials=3_000)
def person(dice, trials):
    hits = []
    for _ in range(max(1, trials // (10 * PEOPLE))):
        law, text = strategy(dice)
        laws = people(dice, law)
        many = written(dice, laws, np.full(PEOPLE, 600))
        truth = similarity(many, text, by=("person_id",)).select("person_id", truth="value")
        for _ in range(10):
            found = similarity(written(dice, laws, usual(dice)), text, by=("person_id",))
            hits.append(inside(found.join(truth, on="person_id")))
    return np.concatenate(hits)


@covers(
    "Likeness of a team's notes to the strategy",
    domain=f"{WRITTEN}, teams of 6 like whom many more might be",
    trials=1_000,
)
def team(dice, trials):
    hits = []
    for _ in range(max(1, trials // (10 * TEAMS))):
        law, text = strategy(dice)
        many = written(dice, people(dice, law, 400), np.full(400, 30))
        truth = similarity(many, text, by=())["value"][0]
        for _ in range(10):
            found = similarity(written(dice, people(dice, law), usual(dice)), text, by=("team",))
            hits.append(inside(found.with_columns(truth=truth)))
    return np.concatenate(hits)


@covers(
    "Unlike each other, people of a team and of different teams",
    domain=f"{WRITTEN}, teams of 6 like whom many more might be",
    trials=600,
)
def unlike(dice, trials):
    hits = []
    for _ in range(max(1, trials // (10 * (TEAMS + 1)))):
        law, _ = strategy(dice)
        many = dispersion(written(dice, people(dice, law, 200), np.full(200, 30)))
        truth = many.filter(pl.col("between") == "teams")["value"][0]
        for _ in range(10):
            found = dispersion(written(dice, people(dice, law), usual(dice)))
            pairs = found.filter(pl.col("between") != "notes of a person")
            hits.append(inside(pairs.with_columns(truth=truth)))
    return np.concatenate(hits)
