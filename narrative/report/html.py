"""One self-contained page: no request, no script but its own, readable without any."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from gzip import decompress
from hashlib import sha256
from importlib.resources import files

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from narrative.config import ReportConfig
from narrative.data import Comparison
from narrative.report.narrow import split_by_narrative
from narrative.report.pack import UNWRITABLE, find_told, pack, refer_links, refer_words
from narrative.report.view.page import build_page
from narrative.report.view.sections import Page
from narrative.text.identity import content_id

PACKAGE = "narrative.report"
# plotly.js-cartesian-dist-min 4.1.1, the version that plotly 7.1 bundles whole, as published and then compressed.
PLOTLY = "plotly-cartesian.min.js.gz"
# These would end the script element, or start a comment in it; the others end a line in older scripts.
JSON_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
# A page of more bytes packs its articles, and if need be all but so many rows of claims.
LARGEST, FEWEST_ROWS = 2_980_000, 60
SEPARATOR = "<!---->"
INDEX = "report.html"
# Characters of the part in a file name.
LONGEST_NAME = 60
# One script, cut into files by what it does; their order is that of their needs.
SCRIPTS = ("page", "claims", "correct", "cite", "section", "keys", "charts", "fold", "start")
# A large page has ten thousand marks: one letter each in the class attribute.
LETTERS = {
    "originates": "o",
    "states": "s",
    "corroborates": "a",
    "repeats": "r",
    "diverges": "d",
    "silent": "q",
    "turned": "t",
    "doubtful": "n",
}


def render_report(comparison: Comparison, config_yaml: str, settings: ReportConfig) -> str:
    """Return the page of *comparison* as HTML; *config_yaml* is shown as it stands.

    The page works from a file, makes no request, and allows by its Content-Security-Policy only its own scripts, by hash.
    The same arguments give the same text.
    """
    return write_page(build_page(comparison, config_yaml, settings))


@dataclass(frozen=True, slots=True)
class Part:
    """A page to be made: its file, what it shows and how; the *index* of the other parts leaves the full texts to them."""

    name: str
    comparison: Comparison
    settings: ReportConfig
    index: bool = False


def list_parts(comparison: Comparison, settings: ReportConfig) -> Iterator[Part]:
    """Yield one part, or above ``split_over`` articles a part per narrative and an index of them, which comes last.

    Each page is self-contained. What each step took and gave of the whole stands on the index alone: with it every page
    would be another one after every batch.
    """
    if len(comparison.articles) <= settings.split_over or not comparison.narratives:
        yield Part(INDEX, comparison, settings)
        return
    single = settings.model_copy(update={"plotly": False, "split_over": len(comparison.articles)})
    for narrative, part in split_by_narrative(comparison):
        yield Part(name_page(narrative), replace(part, counts=()), single)
    yield Part(INDEX, comparison, settings.model_copy(update={"excerpts_only": True}), index=True)


def render_part(part: Part, config_yaml: str) -> str:
    """Return the page of *part* as HTML."""
    page = build_page(part.comparison, config_yaml, part.settings)
    if part.index:
        page = replace(page, narratives=tuple(replace(n, page=name_page(n.id)) for n in page.narratives))
    return write_page(page)


def name_page(part: str) -> str:
    """Return the file name of a page that shows only *part*.

    >>> name_page("Harbour Courier & “Tribune”")
    'report-harbour-courier-tribune.html'
    """
    words = "-".join(re.findall("[a-z0-9]+", part.casefold()))[:LONGEST_NAME].rstrip("-")
    return f"report-{words or content_id('part', part)}.html"


def write_page(page: Page) -> str:
    """Return the page as HTML; where it is too large its articles are packed, and then all but the first rows of claims."""
    bodies = ""
    html = _write(page, bodies)
    if _weigh(html) > LARGEST:
        bodies = _render_bodies(page)
        html = _write(page, bodies)
    if _weigh(html) > LARGEST:
        rows, more = page.claims.rows[:FEWEST_ROWS], page.claims.rows[FEWEST_ROWS:]
        claims = replace(page.claims, rows=rows, packed=more + page.claims.packed)
        html = _write(replace(page, claims=claims), bodies)
    return UNWRITABLE.sub("\ufffd", html)


def _weigh(html: str) -> int:
    """Return the bytes of *html*: a letter of Cyrillic or Arabic weighs two."""
    return len(html.encode("utf-8", "surrogatepass"))


def _write(page: Page, bodies: str) -> str:
    script = read_script()
    figures = {e.key: e.figure for e in page.explorations}
    hashes = [hash_source(script.encode())]
    if figures:
        hashes.append(hash_source(decompress(_read_bytes(f"assets/{PLOTLY}"))))
    template = open_environment().get_template("page.html.j2")
    return template.render(
        page=page,
        policy=write_policy(hashes),
        letters=LETTERS,
        style=read_part("templates/style.css"),
        script=script,
        figures=pack(escape_json(figures)) if figures else "",
        plotly=b64encode(_read_bytes(f"assets/{PLOTLY}")).decode() if figures else "",
        packed=pack(bodies) if bodies else "",
        packed_rows=_pack_rows(page, bodies),
    )


@cache
def page_version() -> str:
    """Return a hash of the templates, styles and scripts that every page is made with."""
    held = sorted(path.name for path in files(PACKAGE).joinpath("templates").iterdir() if path.is_file())
    parts = [read_part(f"templates/{name}") for name in held]
    return sha256("\0".join([*held, *parts, read_script()]).encode()).hexdigest()


def read_script() -> str:
    """Return the page's own script, which is hashed and embedded as it is."""
    parts = "\n".join(read_part(f"templates/scripts/{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _render_bodies(page: Page) -> str:
    """Return the articles' bodies in the order of the page."""
    template = open_environment().get_template("body.html.j2")
    return SEPARATOR.join(template.render(a=article, letters=LETTERS) for article in page.articles)


def _pack_rows(page: Page, bodies: str) -> str:
    """Return the rows of the table of claims that stand in no page without scripts, compressed.

    Beside packed *bodies* they refer to the claims there.
    """
    if not page.claims.packed:
        return ""
    template = open_environment().get_template("row.html.j2")
    told = find_told(bodies)
    rows = refer_words(page.claims.packed, told)
    return pack(refer_links("".join(template.render(row=row, letters=LETTERS) for row in rows), told))


def write_policy(hashes: list[str]) -> str:
    """Return a Content-Security-Policy that lets only scripts of these hashes run and nothing be fetched.

    >>> write_policy(["'sha256-abc'"]).split("; ")[:2]
    ["default-src 'none'", "script-src 'sha256-abc'"]
    """
    rules = (
        "default-src 'none'",
        f"script-src {' '.join(hashes)}",
        "style-src 'unsafe-inline'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    )
    return "; ".join(rules)


def hash_source(content: bytes) -> str:
    """Return the hash by which a Content-Security-Policy names an inline script.

    >>> hash_source(b"")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{b64encode(sha256(content).digest()).decode()}'"


def escape_json(value: object) -> str:
    r"""Return *value* as JSON that is safe inside a script element.

    >>> escape_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).translate(JSON_ESCAPES)


@lru_cache(maxsize=2)
def open_environment(package: str = PACKAGE) -> Environment:
    """Return the templates of *package*, those of the report behind them; everything is escaped, nothing undefined."""
    return Environment(
        loader=ChoiceLoader([PackageLoader(name, "templates") for name in dict.fromkeys((package, PACKAGE))]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@lru_cache(maxsize=16)
def read_part(name: str) -> str:
    """Return a text that belongs to the report's pages: ``templates/style.css``, ``templates/scripts/page.js``."""
    return _read_bytes(name).decode("utf-8")


@lru_cache(maxsize=16)
def _read_bytes(name: str) -> bytes:
    return files(PACKAGE).joinpath(name).read_bytes()
