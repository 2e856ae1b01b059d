"""Foreign keys and links in templates go down the stairs, like imports."""

import re

import pytest
from django.apps import apps

from tests.house.rooms import ROOT, floors

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("commonroom.")]
TEMPLATES = sorted(ROOT.glob("commonroom/*/templates/**/*.html"))
LINK = re.compile(r"""{%\s*url\s+["']([a-z_]+):""")


def test_relations_when_to_another_room_then_down_and_nameless():
    wrong = []
    for model in apps.get_models():
        room = model._meta.app_label
        if room not in OURS:
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete) or field.related_model is None:
                continue
            other = field.related_model._meta.app_label
            if other in OURS and other != room:
                upward = floors()[other] < floors()[room]
                named = not field.remote_field.hidden
                if upward or named:
                    wrong.append(f"{room}.{model.__name__}.{field.name}")
    assert wrong == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_template_when_it_links_then_to_its_own_or_a_lower_room(path):
    room = path.relative_to(ROOT).parts[1]

    upward = {name for name in LINK.findall(path.read_text()) if name in floors() and floors()[name] < floors()[room]}

    assert upward == set()
