"""What all tests share: the browser, and the last lines that say which tests did not run for want of one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from report_browser import Visit

settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50
)
settings.load_profile("repeatable")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find_chromium() -> str | None:
    """Return the path of a Chromium on this machine."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Give a headless Chromium; tests that use it carry the marker ``browser``."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: object) -> Iterator[Callable[..., Visit]]:
    """Give a function that opens a page from its file; all that were opened are closed in the end."""
    visits: list[Visit] = []

    def visit(path: Path, anchor: str = "", **context: Any) -> Visit:
        visits.append(Visit(chromium, path, anchor, **context))
        return visits[-1]

    yield visit
    for one in visits:
        one.context.close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip the tests of the page where there is no browser."""
    if find_chromium():
        return
    skip = pytest.mark.skip(reason="there is no Chromium on this machine")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(skip)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that did not run, last of all."""
    skipped = sorted({report.nodeid for report in terminalreporter.stats.get("skipped", [])})
    if skipped:
        terminalreporter.write_line(f"These {len(skipped)} tests did not run:")
        for nodeid in skipped:
            terminalreporter.write_line(f"  {nodeid}")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail where a browser is required and absent, as on the build machine."""
    required = os.environ.get("NARRATIVE_REQUIRE_BROWSER")
    if required and exitstatus == pytest.ExitCode.OK and not find_chromium():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
