"""Files that users bring → good rows and rejected rows; nothing here touches the store."""

from data.imports.contract import KINDS, SCHEMAS, Choices, Parsed
from data.imports.dates import DateOrderUnknown
from data.imports.dialect import FIELDS
from data.imports.parsing import parse

__all__ = ["FIELDS", "KINDS", "SCHEMAS", "Choices", "DateOrderUnknown", "Parsed", "parse"]
