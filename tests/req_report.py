"""Notes which requirement ids the tests showed, into `.data/requirements.json`, for `make requirements`.

A run of everything replaces the notes; a run of a few tests updates theirs only.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

REPORT = Path(__file__).resolve().parents[1] / ".data" / "requirements.json"
PROPERTY = "req"
# A test that fails in its clearing up has failed.
RANK = {"passed": 0, "skipped": 1, "failed": 2}


def pytest_configure(config: pytest.Config) -> None:
    """Begin with no result; only the process that sees all of them keeps any."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Notes(config), "requirement-notes")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Send each test's ids along with its result, which may come from another process."""
    for item in items:
        ids = {str(identifier) for mark in item.iter_markers("req") for identifier in mark.args}
        item.user_properties.extend((PROPERTY, identifier) for identifier in sorted(ids))


class Notes:
    """The results of this run for tests that name a requirement: test id to ids and outcome."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.tests: dict[str, dict[str, Any]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst of a test's three steps."""
        ids = [str(value) for key, value in report.user_properties if key == PROPERTY]
        if not ids:
            return
        held = self.tests.setdefault(report.nodeid, {"ids": ids, "outcome": "passed"})
        if RANK[report.outcome] > RANK[held["outcome"]]:
            held["outcome"] = report.outcome

    def pytest_sessionfinish(self) -> None:
        """Write the notes beside the old ones, or instead of them."""
        if self.config.option.collectonly:
            return
        tests = self.tests if self._everything() else {**_read(), **self.tests}
        REPORT.parent.mkdir(exist_ok=True)
        part = REPORT.with_name(f"{REPORT.name}.{os.getpid()}")
        part.write_text(json.dumps({"tests": tests}, indent=1, sort_keys=True), encoding="utf-8")
        part.rename(REPORT)

    def _everything(self) -> bool:
        chosen = self.config.option.keyword or self.config.option.markexpr
        return self.config.args_source is pytest.Config.ArgsSource.TESTPATHS and not chosen


def _read() -> dict[str, dict[str, Any]]:
    try:
        found: dict[str, dict[str, Any]] = json.loads(REPORT.read_text(encoding="utf-8"))["tests"]
    except (OSError, ValueError, KeyError):
        return {}
    return found
