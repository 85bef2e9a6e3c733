"""What the figures of Emerging demand mean, in the words that the page shows; computes nothing."""

DEFINITION = (
    "A theme is a feature that serves no pillar of the strategy in force, or that nobody has mapped"
    " yet. Counted are accounts that ask for it for the first time: an account is new once, however"
    " often it asks. The last 90 days are held against the 270 before by the exact conditional"
    " binomial test of two rates, one-sided (Przyborowski and Wilenski 1940); q is its"
    " Benjamini-Hochberg adjustment over all themes, the share of false alarms to expect among"
    " those that pass (1995). n_eff is the effective number of people behind the new accounts, the"
    " inverse Simpson index of who logged them: twelve accounts logged by one person are one"
    " voice. Emerging is what reaches all three thresholds, declared below; one voice passes the"
    " test but not n_eff; too early means that requests reach back less than 90 days before the"
    " recent window."
)
