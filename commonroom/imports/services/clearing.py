"""Files that were refused are not kept: a list of pupils, brought in by mistake, is gone from the disk again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonroom.documents import services as documents
from commonroom.documents.models import Document
from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.measures.models import Loading, OwnLoading
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered, set_partnership


def clear_refused(run: Run) -> bool:
    """Delete the bytes of a refused run's file when all is committed, unless anything else holds them; whether so.

    They stay where they were kept before any refused run brought them, as a document perhaps that nobody here may see.
    """
    with transaction.atomic():
        brought = _brought(run.file_id)
        for partnership in Partnership.objects.order_by("pk"):
            with entered(partnership):
                brought += _brought(run.file_id)
                held = Document.objects.filter(sha256=run.file_id).exists()
                if held or OwnLoading.objects.filter(sha256=run.file_id).exists():
                    brought.append((State.LOADED, run.brought_at))
        set_partnership(run.partnership_id)
        refused = all(State(state) is State.REFUSED for state, _ in brought)
        first = min((at for _, at in brought), default=run.brought_at)
        if not refused or run.file.kept_at < first or Loading.objects.filter(file_id=run.file_id).exists():
            return False
        transaction.on_commit(lambda: documents.forget_bytes(run.file_id))
    return True


def _brought(sha256: str) -> list[tuple[str, datetime]]:
    return list(Run.objects.filter(file_id=sha256).values_list("state", "brought_at"))
