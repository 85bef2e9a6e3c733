"""The schema: a file per noun, all of them named here."""

from data.tables.base import Base
from data.tables.customers import Account, Deal, DealStage, Product
from data.tables.imports import Alias, ColumnChoice, ImportBatch, RejectedRow, StageMeaning
from data.tables.people import Person, Team, TeamAccess
from data.tables.record import Audit, Setting, StoreVersion
from data.tables.strategy import (
    Mapping,
    MappingShare,
    Objective,
    Pillar,
    StrategyVersion,
    VersionPillar,
)
from data.tables.voice import Feature, Promise, Request

__all__ = [
    "Account",
    "Alias",
    "Audit",
    "Base",
    "ColumnChoice",
    "Deal",
    "DealStage",
    "Feature",
    "ImportBatch",
    "Mapping",
    "MappingShare",
    "Objective",
    "Person",
    "Pillar",
    "Product",
    "Promise",
    "RejectedRow",
    "Request",
    "Setting",
    "StageMeaning",
    "StoreVersion",
    "StrategyVersion",
    "Team",
    "TeamAccess",
    "VersionPillar",
]
