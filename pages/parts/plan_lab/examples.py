"""Two plans to start from, neither of them recommended."""

from collections.abc import Mapping
from typing import Any

CLOSED_REVENUE: Mapping[str, Any] = {
    "period": "quarter",
    "components": [
        {
            "name": "Closed revenue",
            "credit": "booked",
            "shape": "marginal",
            "tiers": [
                {"from": "0%", "rate": "5%"},
                {"from": "100%", "rate": "6%"},
                {"from": "125%", "rate": "7%"},
            ],
        }
    ],
}
ON_STRATEGY: Mapping[str, Any] = {
    "period": "quarter",
    "clawback_days": 180,
    "components": [
        {
            "name": "On strategy",
            "credit": "booked",
            "strategy": "on",
            "shape": "marginal",
            "tiers": [{"from": "0%", "rate": "6%"}, {"from": "100%", "rate": "8%"}],
            "multipliers": [
                {
                    "by": "discount",
                    "bands": [
                        {"from": "0%", "factor": "100%"},
                        {"from": "20%", "factor": "75%"},
                        {"from": "35%", "factor": "50%"},
                    ],
                }
            ],
        },
        {
            "name": "Outside the strategy",
            "credit": "booked",
            "strategy": "outside",
            "shape": "marginal",
            "tiers": [{"from": "0%", "rate": "1%"}],
        },
        {
            "name": "Not yet mapped",
            "credit": "booked",
            "strategy": "unmapped",
            "shape": "marginal",
            "tiers": [{"from": "0%", "rate": "4%"}],
        },
    ],
}
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "Closed revenue alone": CLOSED_REVENUE,
    "On strategy, kept and at list price": ON_STRATEGY,
}
