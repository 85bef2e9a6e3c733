"""One line of JSON per event, on standard error; passwords in addresses never reach it."""

import json
import logging
import re
import sys
from datetime import UTC, datetime

PASSWORD = re.compile(r"(://[^\s:/@]+):[^\s/@]+@")
FOREIGN = ("streamlit", "uvicorn", "websockets")


class OneLine(logging.Formatter):
    """A record as one JSON object: at (UTC), level, logger, message, error_id and traceback."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if error_id := getattr(record, "error_id", None):
            line["error_id"] = error_id
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return PASSWORD.sub(r"\1:…@", json.dumps(line, ensure_ascii=False))


def start() -> None:
    """Send everything through one handler, what Streamlit and uvicorn log included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in FOREIGN:
            logger = logging.getLogger(name)
            logger.handlers.clear()
            logger.propagate = True
            logger.setLevel(logging.WARNING)
    # It calls a cache that is declared before the server runs worth a warning.
    logging.getLogger("streamlit.runtime.caching.cache_data_api").setLevel(logging.ERROR)
    # pages/parts/errors.py logs the same exception, with the id that the person is shown
    logging.getLogger("streamlit.error_util").setLevel(logging.CRITICAL)
