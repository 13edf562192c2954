"""How heavy is a large page, how soon can it be used, and how fast do its filters answer: measured in headless Chromium.

    python benchmarks/page.py [--groups 5000] [--visits 5]
    python benchmarks/page.py --page reports/demo/report.html

Without --page the comparison is the invented one of tests/test_report_large.py: 500 articles of ten sources in 40
narratives, with so many claims that two sources make. Prints the page's weight, the milliseconds from opening the file
until it can be used (the mark "ready") and until every row can be filtered, and those that a filter takes from the
keystroke to the table laid out anew: the median of the visits, and the slowest. By the clock, and for all but single
filters also in time of the page's main thread, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from conftest import CHROMIUM_FLAGS, find_chromium
from test_report_large import invent_comparison

from narrative.config import ReportConfig
from narrative.report.html import render_report

MARK = "(name) => performance.getEntriesByName(name)[0].startTime"
COMPLETE = "html[data-ready]"
SET = """([name, value]) => {
    const field = document.querySelector(`.filters [name=${name}]`);
    const start = performance.now();
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
    document.querySelector('table.claims').getBoundingClientRect();
    return performance.now() - start;
}"""
FILTERS = (
    ("words", "k"), ("words", "ka"), ("words", "zzz"), ("words", ""),
    ("source", "3"), ("source", ""), ("stand", "a"), ("stand", ""), ("sort", "sources"), ("sort", ""),
)  # fmt: skip


def main() -> None:
    """Print the figures of one page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--groups", type=int, default=5000)
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--width", type=int, default=1280)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.page or Path(folder) / "report.html"
        if not given.page:
            path.write_text(render_report(invent_comparison(given.groups), "", ReportConfig()), encoding="utf-8")
        print(f"weight            {path.stat().st_size / 1e6:.2f} MB")
        visits = measure(path.resolve(), given.visits, given.width)
    show("until usable", [one["ready"] for one in visits])
    show("until complete", [one["complete"] for one in visits])
    show("  main thread", [one["opened"] for one in visits])
    show("a filter", [spent for one in visits for spent in one["filters"]])
    show("  main thread", [one["worked"] for one in visits])
    for place, (name, value) in enumerate(FILTERS):
        show(f"  {name} = {value or 'all'}", [one["filters"][place] for one in visits])


def measure(path: Path, visits: int, width: int) -> list[dict[str, Any]]:
    """Return what each visit took, each in a context of its own."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        for _ in range(visits):
            context = browser.new_context(viewport={"width": width, "height": 900})
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            page.goto(path.as_uri(), timeout=120_000)
            page.wait_for_selector(COMPLETE, state="attached", timeout=120_000)
            ready, complete = page.evaluate(MARK, "ready"), page.evaluate(MARK, "complete")
            opened = work_so_far(session)
            filters = [page.evaluate(SET, list(f)) for f in FILTERS]
            worked = 1000 * (work_so_far(session) - opened) / len(FILTERS)
            found.append(
                {"ready": ready, "complete": complete, "filters": filters, "opened": 1000 * opened, "worked": worked}
            )
            context.close()
        browser.close()
    return found


def work_so_far(session: Any) -> float:
    """Return the seconds of processor time that the page's main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration"))


def show(name: str, spent: list[float]) -> None:
    """Print one line: the median and the slowest, in milliseconds."""
    print(f"{name:<18}{statistics.median(spent):7.0f} ms   slowest {max(spent):.0f} ms")


if __name__ == "__main__":
    main()
