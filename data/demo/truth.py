"""What was planted in the made-up company, declared: tests check that the metrics find it."""

from data.demo.company import CUSTOM, GROUPS
from data.demo.deals import CUSTOM_TEAM, HURRIED_TEAM
from data.demo.pay import CANDIDATE, IN_FORCE
from data.demo.people import CLOSER, LEAVER, LONE_VOICE, MOVER, MOVES_TO
from data.demo.reminders import CAMPAIGN, EXTRA
from data.demo.topics import AI, BASKET, STAMPS
from data.demo.voice import LONE_ACCOUNTS, THEME_ACCOUNTS

SEED = 7
"""The seed of the made-up company that ships; docs and pictures show this one."""

NAMES = {
    "closer": "Elizabeth Dixon",
    "lone voice": "Anna Peukert",
    "executive": "Mark Lopez",
    "product lead": "Carlos Richardson",
    "administrator": "Jamie Garner",
    "manager of the drifting team": "Merche Hierro",
}
"""Who is who under SEED."""

DRIFT_TEAM, DRIFT_PRODUCT = CUSTOM_TEAM, CUSTOM
"""This team's sales of this product are the largest drift of the last four quarters."""
DRIFT_SHARE_OF_WON = (0.18, 0.36)
"""What share of the money won in the last four whole quarters is this product, all teams."""

INDEX_BEFORE_CHANGE = (0.82, 0.95)
INDEX_AFTER_CHANGE = (0.70, 0.85)
INDEX_LATELY = (0.58, 0.75)
"""The index of won: under version 1; in its first three quarters under version 2; in the last two
whole quarters, after custom work has grown. Each range lies below the one before."""

UNMAPPED_PRODUCT = GROUPS
"""On sale for seven months, and nobody has said what it serves."""

CLOSER_PLACE, PROMISED_BY_CLOSER = CLOSER, AI
"""First by revenue; every promise about this, and nobody has started to build it."""

THEME = BASKET
THEME_NEW_ACCOUNTS = THEME_ACCOUNTS
"""Accounts that ask for the theme for the first time, month by month up to today."""
THEME_RATE_RATIO = 8.0
"""New asking accounts a day in the last 90 days against the 270 before: at least this."""
THEME_N_EFF = 15.0
"""1/Σp² over the reps who logged it: at least this."""

EMERGING_ACCOUNTS, EMERGING_N_EFF, EMERGING_Q = 10, 4.0, 0.05
"""New asking accounts in 90 days, independence, and false discovery rate of the exact test of
90 days against 270: with these thresholds this theme emerges, and no other does."""

LONE_THEME, LONE_THEME_PLACE, LONE_THEME_ACCOUNTS = STAMPS, LONE_VOICE, LONE_ACCOUNTS
"""As loud as a theme that begins, but every account was logged by one rep: one voice."""

CLOSER_SAYS, DRIFT_TEAM_SAYS = "artificial intelligence", "custom"
"""What stands out in the closer's notes on deals, and in those of the drifting team."""

KEPT_PREDICTORS = ("price-realisation", "discount-discipline")
KEPT_CORRELATION = 0.5
"""These alone go with revenue kept a year later, by rep, out of sample: who gives little off the
list keeps her customers. The partial correlation of the first is at least so much."""
CLOSER_RANK_AT_LEAST = 24
"""Of 35, by kept revenue and by kept promises and price: where the first by revenue then stands."""

HURRY_TEAM, HURRY_H, HURRY_DISCOUNT = HURRIED_TEAM, 2.5, 0.04
"""At the quarter's end this team alone: the share of its wins in the last three working days over
what three days would bring, at least (no other team reaches it); and how much more it gives off
the list then than otherwise."""

MOVED, MOVED_TO, LEFT = MOVER, MOVES_TO, LEAVER
"""Who changed team, to which, and who left."""

PLAN_IN_FORCE, PLAN_TRIED = IN_FORCE, CANDIDATE
"""Commission was paid under the first; the second is only saved."""

TRIAL, TRIAL_EXTRA = CAMPAIGN, EXTRA
"""The trial of the reminder for the theme, and what it adds to the share that buys: in all segments
alike, so that nothing is to be found between them."""
