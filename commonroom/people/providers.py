"""Sign-in providers by configuration: council accounts, DfE Sign-in and other OpenID Connect providers."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

NEEDED = ("id", "name", "server_url", "client_id", "secret")


class CannotRead(ValueError):
    """The configuration is not whole; the message says where."""


def providers(text: str) -> dict[str, Any]:
    """allauth's settings for COMMONROOM_OIDC: a JSON list of providers, or the path of a TOML file with [[provider]].

    Each has id, name, server_url, client_id and secret. Empty text gives no provider. Raises CannotRead.
    """
    if not text.strip():
        return {}
    rows = _rows(text)
    for place, row in enumerate(rows, start=1):
        missing = [key for key in NEEDED if not row.get(key)]
        if missing:
            raise CannotRead(f"COMMONROOM_OIDC: provider {place} lacks {', '.join(missing)}.")
        if not str(row["server_url"]).startswith("https://"):
            raise CannotRead(f"COMMONROOM_OIDC: the server_url of {row['name']} must begin with https://.")
    apps = [
        {
            "provider_id": row["id"],
            "name": row["name"],
            "client_id": row["client_id"],
            "secret": row["secret"],
            "settings": {"server_url": row["server_url"], **row.get("settings", {})},
        }
        for row in rows
    ]
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        if text.lstrip().startswith("["):
            rows = json.loads(text)
        else:
            rows = tomllib.loads(Path(text).read_text(encoding="utf-8")).get("provider", [])
    except (OSError, ValueError) as error:
        raise CannotRead(f"COMMONROOM_OIDC is neither a JSON list nor a readable TOML file: {error}") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise CannotRead("COMMONROOM_OIDC: give a list of providers.")
    return rows
