"""Everything that can be judged without running the tests: lint, types, contracts, templates, migrations.

All of them run, so that one failing check does not hide another; leaves with 1 where any failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHECKS = {
    "lint": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "."],
    "types": [BIN / "mypy"],
    "contracts": [BIN / "lint-imports"],
    "templates": [BIN / "djlint", "commonroom", "--lint", "--quiet"],
    "migrations": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
}


def main() -> int:
    """Run each check and name those that failed."""
    sys.path.insert(0, str(ROOT))
    from commonroom.engine.testing import shared_cluster

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "commonroom.settings", "PYTHONPATH": str(ROOT)}
    environment |= {"DATABASE_URL": shared_cluster().url(), "PYTHONWARNINGS": "ignore"}
    failed = []
    for name, command in CHECKS.items():
        began = time.monotonic()
        print(f"{name}…", flush=True)
        if subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode:
            failed.append(name)
        print(f"{name}: {'failed' if name in failed else 'good'} ({time.monotonic() - began:.1f} s)", flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}.")
        return 1
    print("All checks are good.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
