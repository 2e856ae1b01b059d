"""Ids in pages: derived from content, so that a page renders the same twice; random ones can be masked."""

from __future__ import annotations

import hashlib
import re
import secrets

_RANDOM = re.compile(r"\brnd-[0-9a-f]{16}\b")
_NONCE = re.compile(r'(\bnonce=")[^"]*(")')
_CSRF = re.compile(r'(name="csrfmiddlewaretoken"\s+value=")[^"]*(")')
_CSRF_HEADER = re.compile(r"(X-CSRFToken(?:\"|&quot;|&#34;):\s*(?:\"|&quot;|&#34;))[A-Za-z0-9]+")


def content_id(*parts: object, prefix: str = "cr") -> str:
    """An id for an element, the same for the same content: prefix, dash, eight hex digits."""
    text = "\0".join(str(part) for part in parts)
    return f"{prefix}-{hashlib.blake2s(text.encode(), digest_size=4).hexdigest()}"


def random_id() -> str:
    """The only way to put something random into HTML: rnd- and 16 hex digits, which `mask` knows."""
    return f"rnd-{secrets.token_hex(8)}"


def mask(html: str) -> str:
    """The same page with random ids, nonces and form tokens blotted out, so that two renderings can be compared."""
    html = _RANDOM.sub("rnd-0", html)
    html = _NONCE.sub(r"\g<1>\g<2>", html)
    html = _CSRF_HEADER.sub(r"\g<1>", html)
    return _CSRF.sub(r"\g<1>\g<2>", html)
