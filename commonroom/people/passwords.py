"""Passwords that are known to be guessed first."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError

VARIABLE = "COMMONROOM_PASSWORD_FILE"


@lru_cache(maxsize=2)
def _known(path: str) -> frozenset[str]:
    with Path(path).open(encoding="utf-8", errors="replace") as lines:
        return frozenset(line.strip().lower() for line in lines if line.strip())


class KnownPasswordFile:
    """Refuses passwords that stand in a file of known passwords, where the installation names one.

    The file has one password a line. A file that is named and cannot be read stops the password from being set: a
    check that silently does nothing would be worse.
    """

    def validate(self, password, user=None):
        path = os.environ.get(VARIABLE, "")
        if not path:
            return
        try:
            known = _known(path)
        except OSError as error:
            raise ValidationError(
                "The list of known passwords cannot be read just now. Tell whoever runs this platform."
            ) from error
        if password.strip().lower() in known:
            raise ValidationError("This password is on a list of passwords that are guessed first. Choose another.")

    def get_help_text(self):
        return ""
