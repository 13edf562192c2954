"""Kills compare and add again and again at random moments, and prints what was left; run by tests/test_survival.py.

The heavy libraries are imported once; every run is a forked child, killed by SIGKILL after a random while.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

import narrative.models.minilm  # noqa: F401
from narrative.cluster import topics
from narrative.config import Config
from narrative.pipeline import SilentWatcher, add_inputs, compare_inputs
from narrative.pipeline.folder import Addition, Order
from narrative.store import Store


def run_both(base: Path, folder: Path) -> None:
    """Compare the first batch where that was not done, then add the second."""
    if not (folder / "done").exists():
        compare_inputs(Order((str(base / "first.jsonl"),), config=Config()), folder, SilentWatcher())
        (folder / "done").write_text("")
    add_inputs(Addition((str(base / "second.jsonl"),)), folder, SilentWatcher())


def run_until(base: Path, folder: Path, seconds: float | None) -> bool:
    """Return whether a child finished before it was killed, *seconds* after its start."""
    child = os.fork()
    if not child:
        try:
            run_both(base, folder)
        finally:
            os._exit(0 if (folder / "changes.json").exists() else 1)
    if seconds is None:
        return os.waitpid(child, 0)[1] == 0
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return not os.WIFSIGNALED(os.waitpid(child, 0)[1])


def read_files(folder: Path) -> dict[str, str]:
    """Return the files of a folder that must not differ, as text that JSON can hold."""
    left_out = {"manifest.json", "store.sqlite", "store.sqlite-wal", "store.sqlite-shm", ".lock", "done"}
    kept = (path for path in sorted(folder.iterdir()) if path.name not in left_out)
    return {path.name: path.read_bytes().decode("latin-1") for path in kept}


def main() -> None:
    """Print a JSON object: kills, faults of the store after them, and whether every resumed folder had the same bytes."""
    base, wanted = Path(sys.argv[1]), int(sys.argv[2])
    with topics._light_imports():
        import bertopic  # noqa: F401
    began = time.perf_counter()
    run_until(base, base / "alone", None)
    whole = time.perf_counter() - began
    expected = read_files(base / "alone")
    chance = random.Random(5)
    kills, faults, same = 0, [], True
    while kills < wanted:
        folder = base / "killed"
        shutil.rmtree(folder, ignore_errors=True)
        while kills < wanted and not run_until(base, folder, chance.uniform(0, whole)):
            kills += 1
            if (folder / "store.sqlite").exists():
                with Store.open(folder) as store:
                    faults += store.check()[1]
        run_until(base, folder, None)
        same = same and read_files(folder) == expected
    sys.stdout.write(json.dumps({"kills": kills, "faults": faults, "same": same, "files": sorted(expected)}))


if __name__ == "__main__":
    main()
