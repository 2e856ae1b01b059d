"""Blueprints: a partnership's own model as data, read from a TOML file and checked before anything is made."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

Code = Annotated[str, StringConstraints(pattern=r"^\d{3}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=160, strip_whitespace=True)]

TAKEN = frozenset({"sign-in", "me", "people", "data", "help", "find", "static", "health", "open", "schools", "go"})
"""First parts of paths that are the house's own."""


class CannotRead(Exception):
    """A blueprint that cannot be used; the message says what, where and how to mend it."""


class ClusterPlan(BaseModel):
    """A named part of the area, by wards or by URNs."""

    model_config = ConfigDict(extra="forbid")
    name: Words
    wards: list[str] = []
    urns: list[int] = []


class Blueprint(BaseModel):
    """What makes a partnership: its names, its area, its clusters."""

    model_config = ConfigDict(extra="forbid")
    slug: Slug
    name: Words
    short_name: Words
    sentence: str = Field("", max_length=300)
    la_codes: list[Code] = Field(min_length=1)
    public_email: str = ""
    clusters: list[ClusterPlan] = []


def parse(text: str, *, name: str = "the blueprint") -> Blueprint:
    """Read a blueprint's TOML. Raises CannotRead."""
    try:
        blueprint = Blueprint.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CannotRead(f"{name} is no TOML file: {error}. Mend that line and try again.") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise CannotRead(f"{name}: “{where}”: {first['msg']}. Mend it and try again.") from error
    if blueprint.slug in TAKEN:
        raise CannotRead(f"{name}: the slug “{blueprint.slug}” is a path of the house itself. Choose another.")
    return blueprint


def shipped() -> dict[str, Path]:
    """The blueprints that come with the product, by slug."""
    return {path.stem: path for path in sorted((settings.BASE_DIR / "blueprints").glob("*.toml"))}


def open_blueprint(slug_or_path: str) -> Blueprint:
    """A shipped blueprint by slug, or one from a file. Raises CannotRead."""
    path = shipped().get(slug_or_path, Path(slug_or_path))
    if not path.is_file():
        known = ", ".join(shipped())
        raise CannotRead(f"There is no blueprint “{slug_or_path}”. Name a file, or one of these: {known}.")
    return parse(path.read_text(encoding="utf-8"), name=path.name)
