"""A page opened in a real browser, with all that it asks for and complains about."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def save(html: str, folder: Path) -> Path:
    path = folder / "report.html"
    path.write_text(html, encoding="utf-8")
    return path


def wait_until(page: Any, expression: str) -> None:
    """Wait until *expression* is true; playwright's own wait evaluates it again in the page, whose policy forbids that."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"was not true within five seconds: {expression}")


class Visit:
    """A page opened from its file, with all that it asked for and complained about."""

    def __init__(self, browser: Any, path: Path, anchor: str = "", **context: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(path.as_uri() + anchor)

    def draw_charts(self) -> None:
        """Scroll to each interactive chart and wait until it is drawn."""
        for figure in self.page.query_selector_all("[data-figure]"):
            figure.scroll_into_view_if_needed()
            self.page.wait_for_selector(f"[data-figure={figure.get_attribute('data-figure')}][data-drawn]")
