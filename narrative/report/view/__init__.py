"""From a comparison to the words, numbers and marks of its page."""

from narrative.report.view.page import build_page

__all__ = ["build_page"]
