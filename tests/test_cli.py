import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from commonroom import cli
from commonroom.people.models import Person


def leave(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    return left.value.code


@pytest.mark.parametrize("words", [("run",), ("worker",), ("migrate",), ("backup",), ("restore",), ("partnership",)])
def test_help_of_a_verb_when_asked_is_shown(words, capsys):
    assert leave(*words, "--help") == 0
    assert capsys.readouterr().out.startswith(f"usage: commonroom {words[0]} ")


def test_help_when_asked_names_every_verb(capsys):
    assert leave("--help") == 0

    said = capsys.readouterr().out
    assert [verb.words.split()[0] for verb in cli.VERBS if verb.words.split()[0] not in said] == []


def test_unknown_verb_when_called_is_a_wrong_call(capsys):
    assert leave("frobnicate") == cli.WRONG_CALL


def test_restore_when_the_file_is_no_copy_is_refused_in_json(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/nowhere")
    monkeypatch.setenv("COMMONROOM_SUPERUSER_URL", "postgresql://nobody@/nowhere")
    file = tmp_path / "not a copy"
    file.write_text("hello")

    assert leave("restore", str(file), "--json") == cli.REFUSED

    assert list(json.loads(capsys.readouterr().out)) == ["error"]


def test_backup_when_no_address_sees_every_row_says_which_is_needed(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/nowhere")
    monkeypatch.delenv("COMMONROOM_SUPERUSER_URL", raising=False)

    assert leave("backup", str(tmp_path / "copy")) == cli.FAILED

    assert "COMMONROOM_SUPERUSER_URL" in capsys.readouterr().err


@pytest.mark.django_db
def test_demo_when_a_partnership_of_real_areas_stands_is_refused(rivermead):
    rivermead.la_codes = ["990", "312"]
    rivermead.save()

    with pytest.raises(CommandError, match="is a partnership of real areas") as refused:
        call_command("load_demo")

    assert (refused.value.returncode, Person.objects.count()) == (cli.REFUSED, 0)


def test_restore_when_there_is_no_such_file_says_so(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/nowhere")
    monkeypatch.setenv("COMMONROOM_SUPERUSER_URL", "postgresql://nobody@/nowhere")

    assert leave("restore", str(tmp_path / "copy.tar")) == cli.REFUSED

    assert capsys.readouterr().err == f"There is no file {tmp_path / 'copy.tar'}.\n"
