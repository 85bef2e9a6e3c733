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
    Proposal,
    StrategyDraft,
    StrategyReading,
    StrategyVersion,
    VersionPillar,
)
from data.tables.voice import (
    DealNote,
    DecisionSeen,
    Feature,
    FeatureDecision,
    FeatureEstimate,
    FeatureMerge,
    FeatureWording,
    Promise,
    PromiseStep,
    Request,
)

__all__ = [
    "Account",
    "Alias",
    "Audit",
    "Base",
    "ColumnChoice",
    "Deal",
    "DealNote",
    "DealStage",
    "DecisionSeen",
    "Feature",
    "FeatureDecision",
    "FeatureEstimate",
    "FeatureMerge",
    "FeatureWording",
    "ImportBatch",
    "Mapping",
    "MappingShare",
    "Objective",
    "Person",
    "Pillar",
    "Product",
    "Promise",
    "PromiseStep",
    "Proposal",
    "RejectedRow",
    "Request",
    "Setting",
    "StageMeaning",
    "StoreVersion",
    "StrategyDraft",
    "StrategyReading",
    "StrategyVersion",
    "Team",
    "TeamAccess",
    "VersionPillar",
]
