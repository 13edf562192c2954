"""Where a text speaks in somebody's words: spans between quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right

from narrative.data import Span

# Closing marks are optional at the end of a paragraph: a quotation that runs on is opened again in the next one.
# Lengths are capped, or a stray mark in a line of a megabyte would be searched from every other mark.
_LONGEST = 3000
_PAIRED = re.compile(
    rf"“[^“”\n]{{1,{_LONGEST}}}(?:[”]|(?=\n)|\Z)"
    rf"|„[^„“”\n]{{1,{_LONGEST}}}(?:[“”]|(?=\n)|\Z)"
    rf"|«[^«»\n]{{1,{_LONGEST}}}(?:»|(?=\n)|\Z)"
    r"|(?<!\w)‘[^‘\n]{1,600}?[.,!?…]?’(?!\w)"
)
_STRAIGHT = re.compile(rf'"[^"\n]{{1,{_LONGEST}}}(?:"|(?=\n)|\Z)')


def find_quotes(text: str) -> tuple[Span, ...]:
    """Return the quoted spans of *text*, marks included, in order and without overlap.

    A mark that is never closed quotes to the end of its line.

    >>> [span.of('He said “it is over” and "go".') for span in find_quotes('He said “it is over” and "go".')]
    ['“it is over”', '"go"']
    """
    found = [match.span() for match in _PAIRED.finditer(text)]
    found += [match.span() for match in _STRAIGHT.finditer(text)]
    spans: list[Span] = []
    for start, end in sorted(found):
        if spans and start < spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(end, spans[-1].end))
        else:
            spans.append(Span(start, end))
    return tuple(spans)


def is_quoted(span: Span, quotes: tuple[Span, ...]) -> bool:
    """Return whether *span* begins inside one of *quotes* (ordered, without overlap).

    >>> is_quoted(Span(3, 5), (Span(0, 4),)), is_quoted(Span(4, 5), (Span(0, 4),))
    (True, False)
    """
    place = bisect_right(quotes, span.start, key=lambda quote: quote.start) - 1
    return place >= 0 and span.start < quotes[place].end
