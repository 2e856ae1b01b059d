"""Sign-in providers by configuration: council accounts, DfE Sign-in and other OpenID Connect providers."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NEEDED = ("id", "name", "server_url", "client_id", "secret")
LISTS = ("domains", "second_step")


class CannotRead(ValueError):
    """The configuration is not whole; the message says where."""


def providers(text: str) -> dict[str, Any]:
    """allauth's settings for COMMONROOM_OIDC: a JSON list of providers, or the path of a TOML file with [[provider]].

    Each has id, name, server_url, client_id and secret. Three are optional: `domains`, the only domains for whose
    addresses the provider's word is taken; `addresses_are_verified = true` for one that gives the addresses out itself;
    `second_step`, the values of its `amr` that count as a second step. Empty text gives no provider. Raises CannotRead.
    """
    if not text.strip():
        return {}
    rows = _rows(text)
    for place, row in enumerate(rows, start=1):
        missing = [key for key in NEEDED if not row.get(key)]
        if missing:
            raise CannotRead(f"COMMONROOM_OIDC: provider {place} lacks {', '.join(missing)}.")
        if not is_safe_address(row["server_url"]):
            raise CannotRead(f"COMMONROOM_OIDC: the server_url of {row['name']} must begin with https://.")
        for key in LISTS:
            if not isinstance(row.get(key, []), list):
                raise CannotRead(f'COMMONROOM_OIDC: {key} of {row["name"]} must be a list, as in ["…"].')
    ids = [row["id"] for row in rows]
    if len(set(ids)) < len(ids):
        raise CannotRead("COMMONROOM_OIDC: two providers have the same id.")
    apps = [
        {
            "provider_id": row["id"],
            "name": row["name"],
            "client_id": row["client_id"],
            "secret": row["secret"],
            "settings": {
                "server_url": row["server_url"],
                **{key: row[key] for key in (*LISTS, "addresses_are_verified") if key in row},
                **row.get("settings", {}),
            },
        }
        for row in rows
    ]
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


def is_safe_address(address: object) -> bool:
    """Whether what goes to an address is encrypted, or never leaves this machine."""
    parts = urlsplit(str(address))
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))


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
