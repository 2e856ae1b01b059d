"""The command line: `commonroom run`, `import`, `backup`… one entry for everything done without a browser.

The exit code says how it went: 0 done, 1 failed, 2 wrong call, 3 refused. Verbs of the rooms are Django commands; this
page finds the database, starts Django only where a verb needs it, and turns errors into sentences.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from commonroom.engine import backup, postgres, preparation, processes
from commonroom.engine.postgres import DATABASE, OWNER, EngineError
from commonroom.engine.showing import show_one

FAILED, WRONG_CALL, REFUSED = 1, 2, 3
CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Verb:
    """A verb of a room: its words on the command line, the Django command behind it, and one line of help."""

    words: str
    command: str
    help: str


VERBS = (
    Verb("import", "import_files", "load files that government publishes, or a partnership’s own"),
    Verb("withdraw", "withdraw_run", "take a wrong load back"),
    Verb("partnership add", "add_partnership", "make a partnership from the areas it covers"),
    Verb("user add", "add_person", "invite a person and give them a post"),
    Verb("demo", "load_demo", "make and load the demonstration, where no real data is held"),
    Verb("bench", "run_bench", "measure speed and size against the machine’s own"),
    Verb("audit verify", "verify_audit", "check the record of who did what against its chain and anchors"),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command line and leave with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        sys.exit(dispatch(words))
    except EngineError as error:
        refused = isinstance(error, backup.Refused | postgres.ClusterInUse)
        sys.exit(complain(str(error), REFUSED if refused else FAILED, as_json="--json" in words))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)


def dispatch(words: Sequence[str]) -> int:
    """Do what the words say; returns the exit code."""
    for verb in VERBS:
        parts = verb.words.split()
        if list(words[: len(parts)]) == parts:
            return room_verb(verb, list(words[len(parts) :]))
    called = parser().parse_args(words)
    action: Callable[[argparse.Namespace], int] = called.action
    return action(called)


def complain(message: str, code: int, *, as_json: bool) -> int:
    """Say on standard error (as JSON on standard output for machines) what went wrong; returns the exit code."""
    if as_json:
        print(json.dumps({"error": message}, ensure_ascii=False))
    else:
        print(message, file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """The words this page answers itself, and the list of all for --help."""
    own = argparse.ArgumentParser(prog="commonroom", description="Where the schools of an area run their partnership.")
    own.epilog = "Each command has its own --help. Exit codes: 0 done, 1 failed, 2 wrong call, 3 refused."
    verbs = own.add_subparsers(metavar="COMMAND", required=True)

    def add(name: str, action: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        sub.set_defaults(action=action)
        return sub

    run = add("run", do_run, "open the house: database, web and worker, until Ctrl-C")
    run.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), help="the port (PORT; 8000)")
    run.add_argument("--bind", default=os.environ.get("COMMONROOM_BIND", "127.0.0.1"), help="the address to listen on")
    worker = add("worker", do_worker, "run queued jobs until told to stop; as many as wanted, on any machine")
    worker.add_argument("--concurrency", type=int, default=2, help="jobs at once (2)")
    worker.add_argument("--until-idle", action="store_true", help="leave when no job is left")
    add("migrate", do_migrate, "bring the database’s tables, styles and scripts up to date; run does so by itself")
    keep = add("backup", do_backup, "write database, kept files and audit anchors to one file")
    keep.add_argument("file", type=Path)
    keep.add_argument("--with-key", action="store_true", help="put the signing key in too; guard the file accordingly")
    keep.add_argument("--json", action="store_true", help="print JSON")
    back = add("restore", do_restore, "bring such a file back into an empty house")
    back.add_argument("file", type=Path)
    back.add_argument("--json", action="store_true", help="print JSON")
    groups: dict[str, list[Verb]] = {}
    for verb in VERBS:
        groups.setdefault(verb.words.split()[0], []).append(verb)
    for word, found in groups.items():
        if " " not in found[0].words:
            verbs.add_parser(word, help=found[0].help, add_help=False)
            continue
        group = verbs.add_parser(word, help="; ".join(f"{verb.words.split()[1]}: {verb.help}" for verb in found))
        inner = group.add_subparsers(metavar="COMMAND", required=True)
        for verb in found:
            inner.add_parser(verb.words.split()[1], help=verb.help, add_help=False)
    return own


# -- the database a command works on


def data_folder() -> Path:
    """The folder that holds database, kept files and anchors: COMMONROOM_DATA, else .data of the checkout."""
    return Path(os.environ.get("COMMONROOM_DATA") or CHECKOUT / ".data").resolve()


@contextmanager
def found_database(*, migrated: bool = True) -> Iterator[None]:
    """Point the environment at the database: DATABASE_URL, else the running embedded one, else one started for now."""
    if os.environ.get("DATABASE_URL"):
        os.environ.setdefault("COMMONROOM_OWNER_URL", os.environ["DATABASE_URL"])
        yield
        return
    from commonroom.engine.keeper import Shared

    with Shared(data_folder()) as shared:
        os.environ["DATABASE_URL"] = shared.url()
        os.environ["COMMONROOM_OWNER_URL"] = shared.url(OWNER, DATABASE)
        os.environ.setdefault("COMMONROOM_SUPERUSER_URL", shared.superuser_url(DATABASE))
        os.environ["COMMONROOM_DATA"] = str(data_folder())
        with suppress(OSError):  # links that a command prints lead to the house of this folder
            os.environ.setdefault("PORT", (data_folder() / processes.PORT).read_text().strip())
        if migrated:
            preparation.migrate(os.environ["COMMONROOM_OWNER_URL"], os.environ, postgres.say_on_stderr)
        yield


def start_django() -> None:
    """Load settings and rooms, once a verb needs them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonroom.settings")
    import django

    django.setup()


# -- the verbs


def do_run(called: argparse.Namespace) -> int:
    """Open the house and stay until a signal closes it."""
    from commonroom.engine.launch import die_with_parent
    from commonroom.engine.supervisor import Supervisor

    if os.environ.pop("COMMONROOM_ENDS_WITH_PARENT", ""):
        die_with_parent(signal.SIGTERM)
    demonstration = os.environ.get("DEMO", "1") not in ("0", "no", "")
    Supervisor(data_folder(), port=called.port, bind=called.bind, demonstration=demonstration).run()
    return 0


def do_worker(called: argparse.Namespace) -> int:
    """Run queued jobs."""
    with found_database():
        start_django()
        from procrastinate.contrib.django import app

        from commonroom.engine.worker import run_worker

        run_worker(app, concurrency=called.concurrency, wait=not called.until_idle)
    return 0


def do_migrate(_called: argparse.Namespace) -> int:
    """Bring the tables up to date as their owner, and gather what browsers fetch."""
    with found_database(migrated=False):
        done = preparation.migrate(os.environ["COMMONROOM_OWNER_URL"], os.environ, postgres.say_on_stderr)
        gathered = preparation.gather_static(data_folder(), os.environ, postgres.say_on_stderr)
        print("The tables are up to date." if done else "Nothing to do: the tables were up to date.")
        if gathered:
            print("Styles and scripts are gathered.")
    return 0


def do_backup(called: argparse.Namespace) -> int:
    """Write everything to one file."""
    with found_database():
        data = data_folder()
        manifest = backup.backup(called.file, data=data, superuser_url=superuser_url(), with_key=called.with_key)
        show_one(_summary(called.file, manifest), as_json=called.json, title="Written")
        if not called.with_key and not called.json:
            print(f"Keep {data / backup.KEY} too, in another place: it opens the second steps of sign-in.")
    return 0


def do_restore(called: argparse.Namespace) -> int:
    """Bring a file back into an empty house."""
    with found_database(migrated=False):
        manifest = backup.restore(called.file, data=data_folder(), superuser_url=superuser_url())
        key = data_folder() / backup.KEY
        keyless = backup.KEY not in manifest["entries"]
        preparation.migrate(os.environ["COMMONROOM_OWNER_URL"], os.environ, postgres.say_on_stderr)
        show_one(_summary(called.file, manifest), as_json=called.json, title="Brought back; every digest agreed")
        if keyless and not called.json:
            print(f"The copy holds no signing key. Put the one of the old house at {key} before you open this one.")
    return 0


def superuser_url() -> str:
    """The address that sees every row; row policies bind even the tables' owner. Raises EngineError where unnamed."""
    url = os.environ.get("COMMONROOM_SUPERUSER_URL")
    if not url:
        raise EngineError(
            "A copy must see every row, which neither the product’s role nor the tables’ owner may. "
            "Name a superuser’s address in COMMONROOM_SUPERUSER_URL (docs/deploy.md)."
        )
    return url


def _summary(file: Path, manifest: dict[str, object]) -> dict[str, object]:
    entries = manifest["entries"]
    assert isinstance(entries, dict)
    size = sum(entry["bytes"] for entry in entries.values())
    return {"file": str(file), "made_at": manifest["made_at"], "entries": len(entries), "bytes": size}


def room_verb(verb: Verb, rest: list[str]) -> int:
    """Run the Django command behind a verb with the rest of the words; its parser is the verb's own."""
    if {"-h", "--help"} & set(rest):
        return _run_command(verb, rest)
    with found_database():
        return _run_command(verb, rest)


def _run_command(verb: Verb, rest: list[str]) -> int:
    start_django()
    from django.core.management import get_commands, load_command_class
    from django.core.management.base import BaseCommand, CommandError
    from django.db import DatabaseError, OperationalError

    room = get_commands().get(verb.command)
    if room is None:
        return complain(f"“commonroom {verb.words}” is not part of this house yet.", FAILED, as_json="--json" in rest)
    command = room if isinstance(room, BaseCommand) else load_command_class(room, verb.command)
    # Django's own options mean nothing to the reader of --help.
    hidden = "--version --verbosity --settings --pythonpath --traceback --no-color --force-color --skip-checks"
    command.suppressed_base_arguments = set(hidden.split())
    command.requires_system_checks = []  # they load every page of the house; `make check` runs them
    wanted = command.create_parser("commonroom", verb.words)
    wanted.called_from_command_line = True  # a wrong call leaves with its usage and 2, not with an error of Django's
    for action in wanted._actions:
        if "--skip-checks" in action.option_strings:
            action.help = argparse.SUPPRESS
    options = vars(wanted.parse_args(rest))
    try:
        command.execute(*options.pop("args", ()), **options)
    except CommandError as error:
        return complain(str(error), error.returncode, as_json="--json" in rest)
    except OperationalError as error:
        return complain(f"The database cannot be reached: {error}", FAILED, as_json="--json" in rest)
    except DatabaseError as error:
        return complain(f"The database refused: {error}", FAILED, as_json="--json" in rest)
    return 0


if __name__ == "__main__":
    main()
