"""Readers of files that hold one article: plain text, HTML, Markdown with front matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from narrative.ingest.decode import UnreadableError
from narrative.ingest.fields import Record

_FENCE = "---"
_MAX_FRONT_MATTER = 20_000
_MAX_NESTING = 20
_IMAGE = re.compile(r"!\[([^\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\]\n]{1,500})\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,500})(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=\S)([^*\n]{1,500})(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_\n]{1,500})(?<=\S)_(?!\w)"
)
_LINE_MARK = re.compile(r"^ {0,3}(?:#{1,6} +|> ?|[-*+] +(?=\S))", re.MULTILINE)
_CLOSING_MARK = re.compile(r"[ \t]#{1,6}[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^ {0,3}(?:(?:\* ?){3,}|(?:- ?){3,}|(?:_ ?){3,})$", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}# +([^\n]{1,500})(?:\n|\Z)", re.MULTILINE)
_HEADING_WITHIN = 2_000


def read_plain(text: str) -> Iterator[Record]:
    """Return *text* as one record."""
    yield Record(0, {"text": text})


def read_html(text: str) -> Iterator[Record]:
    """Return the page as one record; cleaning finds the article in it."""
    yield Record(0, {"html": text})


def read_markdown(text: str) -> Iterator[Record]:
    """Return *text* without its marks as one record, with the fields of its front matter.

    The first ``# Heading`` is the title where the front matter has none. Raises ``UnreadableError`` with the line.
    """
    front, body = _split_front_matter(text)
    fields = _parse_front_matter(front) if front else {}
    heading = _HEADING.search(body, 0, _HEADING_WITHIN)
    if heading and not any(str(name).lower() in {"title", "headline"} for name in fields):
        fields = {**fields, "title": strip_markdown(heading[1])}
        body = body[: heading.start()] + body[heading.end() :]
    yield Record(0, {**fields, "text": strip_markdown(body)})


def strip_markdown(text: str) -> str:
    r"""Return *text* without the marks for headings, quotes, lists, links, images and emphasis.

    >>> strip_markdown("## Ferry late\n\nThe *ferry* was [two hours](http://a.example) late.")
    'Ferry late\n\nThe ferry was two hours late.'
    """
    text = _CLOSING_MARK.sub("", _LINE_MARK.sub("", _RULE.sub("", text)))
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _STRONG.sub(r"\2", text)
    return _EMPHASIS.sub(lambda match: match[1] or match[2], text)


def _split_front_matter(text: str) -> tuple[str, str]:
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return "", text
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() in {_FENCE, "..."}:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :])
    return "", text  # a rule on the first line, not front matter


def _parse_front_matter(front: str) -> Mapping[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(front) > _MAX_FRONT_MATTER:
        raise UnreadableError("front matter", f"line 1: more than {_MAX_FRONT_MATTER:,} characters")
    _refuse_nesting(front)
    yaml = YAML(typ="safe", pure=True)
    try:
        _refuse_aliases(yaml, front)
        fields = yaml.load(front)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1  # the fence is line 1
        raise UnreadableError("front matter", f"line {line}: {error.problem}") from error
    except (YAMLError, ValueError) as error:
        raise UnreadableError("front matter", f"line 1: {' '.join(str(error).split())[:200]}") from error
    except RecursionError as error:
        raise UnreadableError("front matter", "line 1: nested too deeply") from error
    if not isinstance(fields, Mapping):
        raise UnreadableError("front matter", "line 2: expected `name: value` lines")
    return fields


def _refuse_nesting(front: str) -> None:
    """Raise for deep brackets: ruamel.yaml takes minutes for 50,000 of them, its time growing with the square."""
    depth = 0
    for line, content in enumerate(front.split("\n"), start=2):
        for character in content:
            depth = max(0, depth + (character in "[{") - (character in "]}"))
            if depth > _MAX_NESTING:
                raise UnreadableError("front matter", f"line {line}: nested too deeply")


def _refuse_aliases(yaml: Any, front: str) -> None:
    """Raise at the first ``*alias``: nine lines of them can stand for a billion values, and no article needs one."""
    from ruamel.yaml.events import AliasEvent

    for event in yaml.parse(front):
        if isinstance(event, AliasEvent):
            raise UnreadableError("front matter", f"line {event.start_mark.line + 2}: aliases are not read")
