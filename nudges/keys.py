"""The secret keys, each for its own purpose only; they are neither shown nor written anywhere."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from data.refused import Refused

VARIABLE = "THROUGHLINE_SECRET_KEY"
SHORTEST = 32


class Keys:
    """The newest key, which signs, and the older ones, whose signatures and hashes still count."""

    def __init__(self, *newest_first: str) -> None:
        if not newest_first or any(len(key) < SHORTEST for key in newest_first):
            raise Refused(
                f"{VARIABLE} needs at least {SHORTEST} characters. Make one with: "
                "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        self._secrets = newest_first

    def __repr__(self) -> str:
        return f"Keys({len(self._secrets)})"

    @property
    def ids(self) -> frozenset[str]:
        """A short name for each key, by which a hash says under which key it was made."""
        return frozenset(_id(secret) for secret in self._secrets)

    def hashes(self, unit: str) -> list[str]:
        """The customer as suppressions keep her, under each key, the newest first."""
        return [
            f"{_id(secret)}:{_text(_derived(_derived(secret.encode(), 'suppression'), unit))}"
            for secret in self._secrets
        ]

    def oldest_first(self, purpose: str) -> list[bytes]:
        """A key of its own for `purpose`, from each key, in the order that itsdangerous takes."""
        return [_derived(secret.encode(), purpose) for secret in reversed(self._secrets)]


def keys_of(environment: Mapping[str, str]) -> Keys | None:
    """The keys that THROUGHLINE_SECRET_KEY holds, the newest first, a comma between; or none."""
    named = [key.strip() for key in environment.get(VARIABLE, "").split(",") if key.strip()]
    return Keys(*named) if named else None


def own_keys(folder: Path) -> Keys:
    """Keys for looking at mails on this machine: made once, kept in `folder` for its owner alone.

    Without THROUGHLINE_SECRET_KEY; no real transport starts with these.
    """
    file = folder / "secret_key"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = folder / f".secret_key.{secrets.token_hex(8)}"
        made.touch(mode=0o600, exist_ok=False)
        made.write_text(secrets.token_urlsafe(SHORTEST), encoding="ascii")
        try:
            file.hardlink_to(made)  # whoever comes first; the other reads hers
        except FileExistsError:
            pass
        finally:
            made.unlink()
        return Keys(file.read_text(encoding="ascii").strip())
    except OSError as error:
        raise Refused(f"No key could be kept in {folder.name}/ ({error.strerror}).") from None


def _id(secret: str) -> str:
    return _derived(secret.encode(), "id").hex()[:8]


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.new(secret, f"throughline {purpose}".encode(), sha256).digest()


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")
