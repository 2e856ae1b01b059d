"""The support model of a partnership on a day: its newest dated version, or the one that comes with the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from commonroom.partnerships.models import Partnership
from commonroom.risk import document as documents
from commonroom.risk.document import CannotReadModel, SupportDocument
from commonroom.risk.models import MethodDraft, SupportModel

SHIPPED = "hillingdon-2022"
__all__ = [
    "SHIPPED",
    "Basis",
    "CannotReadModel",
    "SupportDocument",
    "basis",
    "document",
    "draft",
    "forget",
    "newest",
    "of_row",
    "shipped",
    "version",
]


def folder() -> Path:
    """Where shipped models stand."""
    return Path(settings.BASE_DIR) / "blueprints" / "support"


@cache
def shipped(slug: str = SHIPPED) -> SupportDocument:
    """A model that comes with the product, with what government has renamed since."""
    path, later = folder() / f"{slug}.toml", folder() / f"{slug}-successors.toml"
    successors = later.read_text(encoding="utf-8") if later.is_file() else ""
    return documents.parse(path.read_text(encoding="utf-8"), name=path.name, successors=successors)


def of_row(row: SupportModel) -> SupportDocument:
    """The document of one version."""
    return _read(row.pk, row.made_at.isoformat(), row.document)


_kept: dict[tuple[int, str], SupportDocument] = {}


def _read(pk: int, made_at: str, data: dict[str, object]) -> SupportDocument:
    """Versions never change, so each is checked once a process (the time tells versions of test databases apart)."""
    if (pk, made_at) not in _kept:
        if len(_kept) > 64:
            _kept.clear()
        _kept[pk, made_at] = documents.check(data)
    return _kept[pk, made_at]


def forget() -> None:
    """Let go of the documents that were read: where tests empty the tables, the keys of versions come again."""
    _kept.clear()


def version(partnership: Partnership, *, on: date) -> SupportModel | None:
    """The version in force on a day: the newest that has started; None where only the shipped model is used."""
    rows = SupportModel.objects.filter(partnership=partnership, starts_on__lte=on)
    return rows.order_by("-starts_on", "-number").first()


def newest(partnership: Partnership) -> SupportModel | None:
    """The version that was made last, in force or still to come: what a change rests on."""
    return SupportModel.objects.filter(partnership=partnership).order_by("-number").first()


def draft(partnership: Partnership) -> MethodDraft | None:
    """The draft of the method; None where there is none, or the reader may not change the method."""
    return MethodDraft.objects.filter(partnership=partnership).select_related("rests_on", "partnership").first()


@dataclass(frozen=True)
class Basis:
    """What a change of the method rests on: the draft, else the newest version, else the shipped model."""

    model: SupportDocument
    draft: MethodDraft | None
    version: SupportModel | None

    @property
    def seen(self) -> int:
        """How often the draft has been changed; 0 where there is none."""
        return self.draft.changes if self.draft else 0


def basis(partnership: Partnership) -> Basis:
    """What a change of the method rests on now."""
    held = draft(partnership)
    row = held.rests_on if held else newest(partnership)
    if held is not None:
        return Basis(documents.check(held.document), held, row)
    return Basis(of_row(row) if row else shipped(), None, row)


def document(partnership: Partnership, *, on: date) -> SupportDocument:
    """The support model of a partnership on a day; the shipped one until the partnership has a version of its own."""
    row = version(partnership, on=on)
    return of_row(row) if row else shipped()
