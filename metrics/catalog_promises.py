"""The metrics of what sales promises and how it speaks, declared once; computes nothing."""

from metrics.exposure import ask_finance, exposure
from metrics.heard import closeness, read_share
from metrics.message import dispersion, similarity
from metrics.metric import OWN, Metric
from metrics.promises import keeping
from metrics.strategy_then import outside_when_made
from metrics.wording import overused

PROMISE_KEEPING = Metric(
    "promise-keeping",
    "Promises kept",
    "share",
    "higher",
    "Promises delivered on the day named or before, among those whose day has passed. A promise "
    "that nobody ever approved counts as soon as its day has passed, because the customer was "
    "told; one that was refused, or from which the customer released us, does not, nor one "
    "without a day. The interval is 95% (Wilson).",
    "Wilson 1927, JASA 22:209.",
    keeping,
)
EXPOSURE = Metric(
    "exposure",
    "Resting on open promises",
    "money",
    "lower",
    "The amount of the deals, won or open, that rest on promises not yet kept (proposed or "
    "approved), by the worst risk among a deal's promises; each deal once. No feature: none "
    "stands behind the promise. Declined: its feature was. Later than promised: its day has "
    "passed, or the feature cannot be there by then even if one person works on it without pause "
    "from the day it was begun (or from today). Cannot tell: no day was named, nobody has "
    "estimated the feature or decided to build it. On track: all the others.",
    OWN,
    exposure,
)
PROMISED_OUTSIDE = Metric(
    "promised-outside",
    "Promised outside the strategy",
    "share",
    "lower",
    "Promises of which more than half lay outside the strategy in force on the day they were "
    "made, among those for which that is known. Not known: no feature, not mapped then, or no "
    "strategy in force then. The interval is 95% (Wilson).",
    "Wilson 1927, JASA 22:209.",
    outside_when_made,
)
ASK_FINANCE = Metric(
    "ask-finance",
    "Ask finance",
    "count",
    "neither",
    "A signed deal that names a feature which had not shipped when it was signed: it may be a "
    "separate deliverable. Throughline decides nothing here; whoever keeps the books should look. "
    "Counted for promises made by the day of signing, neither refused nor released.",
    OWN,
    ask_finance,
)
MESSAGE_SIMILARITY = Metric(
    "message-similarity",
    "Like the strategy's words",
    "share",
    "neither",
    "How much the notes on deals share with the words of the mission and of each pillar: the mean "
    "over notes of the cosine between note and text, words weighing by how rare they are. 0 is no "
    "word in common; a short note shares little with any text, so compare people, not with 100%. "
    "The interval is 95% (Student's t, on the log-odds): of one person over notes, of a team or an "
    "office over its people, whose notes hang together; with fewer than three of them, or when "
    "nothing differs, none is given. Nothing is shown of people with fewer than 20 notes, nor do "
    "their notes count for their team. It compares words, not meanings.",
    "TF-IDF cosine: Salton and Buckley 1988, Information Processing and Management 24:513.",
    similarity,
)
MESSAGE_DISPERSION = Metric(
    "message-dispersion",
    "Unlike each other",
    "share",
    "neither",
    "1 minus the mean cosine of two notes: of one person (the yardstick: two deals differ "
    "whoever writes them down), of two people in a team, of people in different teams. Every pair "
    "of people weighs the same, and it does not grow or shrink with how much somebody writes. "
    "The interval is 95% (Student's t), from leaving out each person in turn; it needs three, who "
    "differ. People with fewer than 20 notes are left out.",
    "Jackknife of a U-statistic: Arvesen 1969, Annals of Mathematical Statistics 40:2076.",
    dispersion,
)
WORDS = Metric(
    "words-that-stand-out",
    "Words that stand out",
    "word",
    "neither",
    "Words, and pairs of words side by side, that somebody's notes use more than the strategy's "
    "own texts and clearly more than everybody else's notes: the z-score of the log-odds ratio "
    "against those is above 1.96 and passes at a false discovery rate of 5% over all of one's "
    "words, the one against the strategy is above 0 (which is short, so that a word's absence from "
    "it is weak evidence). The prior is how often a word is used in all notes and texts, worth 500 "
    "words; a word must stand in 3 notes or more. People with fewer than 20 notes are left out.",
    "Log-odds with an informative Dirichlet prior: Monroe, Colaresi and Quinn 2008, Political "
    "Analysis 16:372; Benjamini and Hochberg 1995, JRSS B 57:289.",
    overused,
)
READ_SHARE = Metric(
    "strategy-read",
    "Have read the strategy",
    "share",
    "higher",
    "Active people who confirmed that they have read the version in force, among all active "
    "people. A new version begins at none.",
    OWN,
    read_share,
)
SENTENCES = Metric(
    "sentence-similarity",
    "Like the mission",
    "share",
    "neither",
    "How much somebody's own sentence on what the company is for shares with the words of the "
    "mission: the cosine between the two, words weighing by how rare they are in the strategy's "
    "texts. 0 is no word in common. It compares words, not meanings: a sentence of one's own words "
    "can be low and right. Without names, and only from 5 sentences on; people see their own.",
    "TF-IDF cosine: Salton and Buckley 1988, Information Processing and Management 24:513.",
    closeness,
)

PROMISES: tuple[Metric, ...] = (
    PROMISE_KEEPING,
    EXPOSURE,
    PROMISED_OUTSIDE,
    ASK_FINANCE,
    MESSAGE_SIMILARITY,
    MESSAGE_DISPERSION,
    WORDS,
    READ_SHARE,
    SENTENCES,
)
