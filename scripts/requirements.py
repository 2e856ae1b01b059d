"""Show which requirements have a passing test, from the notes of the last test run: `make requirements`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

REPORT = Path(__file__).resolve().parents[1] / ".data" / "requirements.json"


def standing(tests: dict[str, dict[str, object]]) -> dict[str, dict[str, int]]:
    """How many tests passed, failed or were skipped for each id, in the order of the ids."""
    found: dict[str, dict[str, int]] = {}
    for test in tests.values():
        ids = test["ids"]
        assert isinstance(ids, list)
        for identifier in ids:
            counts = found.setdefault(identifier, {"passed": 0, "failed": 0, "skipped": 0})
            counts[str(test["outcome"])] += 1
    return dict(sorted(found.items()))


def main() -> int:
    """Print one line an id; leaves with 1 where an id has a failing test or none that passed."""
    if not REPORT.exists():
        print("No test run has been noted yet. Run make test first.")
        return 1
    found = standing(json.loads(REPORT.read_text(encoding="utf-8"))["tests"])
    if "--json" in sys.argv[1:]:
        print(json.dumps(found, indent=1))
    shown = 0
    for identifier, counts in found.items():
        good = counts["passed"] > 0 and counts["failed"] == 0
        shown += good
        word = "shown" if good else ("failing" if counts["failed"] else "not run")
        if "--json" not in sys.argv[1:]:
            skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
            print(f"{identifier:6} {word:8} {counts['passed']} passed, {counts['failed']} failed{skipped}")
    if "--json" not in sys.argv[1:]:
        print(f"{shown} of {len(found)} requirements named by tests have passing tests only.")
    return 0 if shown == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
