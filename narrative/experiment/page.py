"""The page of an experiment: one file in the looks of the report, no request, readable without scripts."""

from __future__ import annotations

from importlib.resources import files

from narrative.experiment.results import Results
from narrative.experiment.view import Claims, build_page
from narrative.report.html import hash_source, open_environment, read_part, write_policy
from narrative.report.pack import UNWRITABLE

PACKAGE = "narrative.experiment"


def render_page(results: Results, claims: Claims) -> str:
    """Return the page as HTML. Its one small script opens what a link leads to; nothing else may run."""
    script = _read("templates/experiment.js")
    style = read_part("templates/style.css") + _read("templates/experiment.css")
    html = (
        open_environment(PACKAGE)
        .get_template("experiment.html.j2")
        .render(
            page=build_page(results, claims),
            policy=write_policy([hash_source(script.encode())]),
            style=style,
            script=script,
        )
    )
    return UNWRITABLE.sub("\ufffd", html)


def _read(name: str) -> str:
    return files(PACKAGE).joinpath(name).read_text("utf-8")
