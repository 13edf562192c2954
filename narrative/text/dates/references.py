"""References to time in running text, resolved by plain calendar arithmetic against the publication day."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from narrative.data import Span, TimeRef
from narrative.text.dates.months import (
    MONTH_PATTERN,
    MONTHS,
    WEEKDAY_PATTERN,
    WEEKDAYS,
    add_months,
    bound_month,
    make_day,
    number_month,
)
from narrative.text.lexicon import map_words
from narrative.text.numbers.counted import COUNTED_SOON, counts_known
from narrative.text.tokens import collect_words

_SMALL = {word: int(value) for word, value in map_words("numbers").items()}
_COUNT = r"(?:\d{1,3}|an?|several|few|a\s+few|couple\s+of|a\s+couple\s+of|" + "|".join(sorted(_SMALL)) + r")"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\w|[.,:]\d)"
_YEAR = r"(?:19|20)\d\d(?!\w|[.,:%]\d|-\d\d\b)"
_THAT_YEAR = r"(?:of\s+)?(?:that|the\s+same)\s+year\b"
_UNIT = r"(?P<unit>day|week|weekend|month|year|decade|night|quarter|summer|winter|spring|autumn|fall)s?"

_REFERENCE = re.compile(
    rf"""
    (?<![\w$€£.,/-])(?:
      (?P<iso>(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?![\d-])
    | (?P<numeric>\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:19|20)\d\d)(?!\d)
    | (?P<lead0>[Ii]n|[Ll]ast|[Nn]ext|[Tt]his|[Dd]uring)\s+(?P<month0>{MONTH_PATTERN})(?=\s+\d{{1,2}}{COUNTED_SOON})
    | (?:(?<=etween\s)(?P<between>))?(?:(?P<weekday1>{WEEKDAY_PATTERN}),?\s+(?:the\s+)?\(?)?
      (?: (?P<day1>{_DAY})(?:\s?(?:[-–]|to|and)\s?(?P<day1b>{_DAY}))?(?:\s+of)?\s+(?P<month1>{MONTH_PATTERN})
        | (?P<month2>{MONTH_PATTERN})\s+(?P<day2>{_DAY})(?:\s?(?:[-–]|to|and|through)\s?(?P<day2b>{_DAY}))? )
      (?:,?\s+(?:(?P<year1>{_YEAR})|(?P<that1>{_THAT_YEAR})))?
      (?:\s?(?:[-–]|to|until|through|(?(between)and|(?!)))\s?(?P<later>(?:{_DAY}\s+{MONTH_PATTERN}|{MONTH_PATTERN}\s+{_DAY})(?:,?\s+{_YEAR})?))?\)?
    | (?P<month3>{MONTH_PATTERN}),?\s+(?:of\s+)?(?P<year3>{_YEAR})
    | (?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Tt]his\s+coming|[Pp]ast)\s+)?(?P<weekday>{WEEKDAY_PATTERN})s?\b
    | (?P<lead>[Aa]s\s+(?:early|late|soon)\s+as|[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Dd]uring|[Ee]arly(?:\s+in)?|[Ll]ate(?:\s+in)?|[Mm]id-?|[Ll]ast|[Nn]ext|[Tt]his|[Bb]efore|[Aa]fter|[Ff]or|of)
      \s*(?:(?:early|late|mid)[\s-])?(?P<month4>{MONTH_PATTERN})(?!,?\s+(?:of\s+)?{_YEAR}|\.?\s+{_DAY})(?:,?\s+(?P<that4>{_THAT_YEAR}))?
    | (?P<month5>January|February|September|October|November|December)\b(?:,?\s+(?P<that5>{_THAT_YEAR}))?
    | (?P<decade>(?:19|20)\d0)['’]?s\b
    | (?P<years>(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d))(?![\w-])
    | (?P<year>{_YEAR})(?!\s?%|-\w)
    | (?P<near>[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight|[Tt]his\s+(?:morning|afternoon|evening)|[Ll]ast\s+night)\b
    | (?P<count>{_COUNT})\s+(?P<unit1>day|week|month|year|decade)s?\s+(?P<dir>ago|earlier|later|before|after)\b
    | (?:[Tt]his|[Tt]he\s+same)\s+(?P<same>month|week|day|time)\s+last\s+year
    | (?:[Tt]he\s+|[Oo]ver\s+the\s+|[Ii]n\s+the\s+)?(?P<rel>[Ll]ast|[Pp]ast|[Pp]revious|[Nn]ext|[Cc]oming|[Tt]his|[Ee]arlier\s+this|[Ll]ater\s+this)\s+
      (?:(?P<count2>{_COUNT})\s+)?{_UNIT}\b(?!\s+of\b)
    )""",
    re.VERBOSE,
)
# Without a digit or one of these words there is no reference.
_DIGIT = re.compile(r"\d")
_UNITS = ("day", "week", "weekend", "month", "year", "decade", "night", "quarter", "summer", "winter", "spring")
_TELLING = frozenset(
    [*MONTHS, *(month[:3] for month in MONTHS), "sept", *WEEKDAYS, *(f"{day}s" for day in WEEKDAYS)]
    + ["yesterday", "today", "tomorrow", "tonight", "morning", "afternoon", "evening", "autumn", "autumns", "fall"]
    + [unit + plural for unit in (*_UNITS, "falls") for plural in ("", "s")]
)
# What says that a day or month without a year still lies ahead.
_AHEAD = re.compile(
    r"\b(?:will|would|next|upcoming|scheduled|expected|planned|plans|foreseen|due|slated|set\s+(?:to|for)|to\s+be\s+held"
    r"|(?:is|are)\s+to\s+(?:be|begin|start|open|run|end|come|take))\b"
)
_MAY = re.compile(r"\b(?:could|may|might)\b")
# "running for re-election in November": before the vote it is this year's.
# "In September, the fleet will leave": the clause opens with the time and looks ahead behind it.
_AHEAD_AFTER = re.compile(
    r"(?:(?!\b(?:said|says|told|announced|reported|warned|claimed|wrote|added|that|who|which)\b)[^.;!?]){0,60}?"
    r"\b(?:will|(?:is|are)\s+(?:scheduled|expected|due|planned|set|slated)\s+(?:to|for))\b"
)
# "for May" is for a person more often than for the month, unless it is planned.
_FIRST_NAMES = frozenset({"April", "May", "June"})
_ELECTION = re.compile(r"\b(?:re-?elections?|elections?|midterms?|(?:runs?|running)\s+for|ballot)\b", re.IGNORECASE)
_AFTER_REACH = 24
_CLAUSE_REACH = 90


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where a reference stands: the publication day, and whether its clause speaks of what is to come."""

    published: date | None
    ahead: bool
    election: bool = False


_Resolved = tuple[str, date | None, date | None]


def find_times(text: str, published: date | None, offset: int = 0) -> tuple[TimeRef, ...]:
    """Return the references to days, months and years in *text* in order; *offset* is added to their spans.

    A day or month without its year is the latest one not after *published*, unless its clause speaks of the future;
    days up to two months ahead count as ahead where that is nearer. Without *published*, only absolute references get
    start and end; the others keep their normal form ("--03-24", "saturday", "last month").

    >>> from datetime import date
    >>> [(t.text, t.start, t.end) for t in find_times("On Saturday, after two days in March 2018", date(2019, 3, 27))]
    [('2019-03-23', '2019-03-23', '2019-03-23'), ('2018-03', '2018-03-01', '2018-03-31')]
    >>> find_times("on 24 March", None)[0].text
    '--03-24'
    """
    if _DIGIT.search(text) is None and _TELLING.isdisjoint(collect_words(text)):
        return ()
    found: list[TimeRef] = []
    for match in _REFERENCE.finditer(text):
        clause = text[max(0, match.start() - _CLAUSE_REACH) : match.start()]
        clause = re.split(r"[.;!?]\s", clause)[-1]
        around = clause + text[match.end() : match.end() + _AFTER_REACH]
        scene = _Scene(published, _looks_ahead(clause, match), bool(_ELECTION.search(around)))
        resolved = _resolve(match, scene)
        if resolved is None:
            continue
        form, start, end = resolved
        days = (start.isoformat(), end.isoformat()) if start and end else ("", "")
        found.append(TimeRef(form, *days, Span(match.start() + offset, match.end() + offset)))
    return tuple(found)


def _looks_ahead(clause: str, match: re.Match[str]) -> bool:
    if _AHEAD.search(clause):
        return True
    # "Could be delivered as early as April", but "began as early as April".
    if (match["lead"] or "").lower().startswith("as") and _MAY.search(clause):
        return True
    return len(clause.strip()) <= len("From") and _AHEAD_AFTER.match(match.string, match.end()) is not None


def _find_named_year(match: re.Match[str]) -> int | None:
    """Return the year that stands last before "of that year", None where none does."""
    named = re.findall(_YEAR, match.string[: match.start()])
    return int(named[-1]) if named else None


def _resolve(match: re.Match[str], scene: _Scene) -> _Resolved | None:
    for group, read in _READERS:
        if match[group] is not None:
            return read(match, scene)
    return None


def _name_days(start: date, end: date) -> _Resolved:
    form = start.isoformat() if start == end else f"{start.isoformat()}/{end.isoformat()}"
    return form, start, end


def _read_iso(match: re.Match[str], _scene: _Scene) -> _Resolved | None:
    day = make_day(*(int(part) for part in match["iso"].split("-")))
    return _name_days(day, day) if day else None


def _read_numeric(match: re.Match[str], _scene: _Scene) -> _Resolved | None:
    """Read 24/03/2019; 03/04/2019 stays as written, as it is two days at once."""
    first, second, year = (int(part) for part in re.split(r"[/.-]", match["numeric"]))
    days = {make_day(year, first, second), make_day(year, second, first)} - {None}
    if not days:
        return None
    day = days.pop() if len(days) == 1 else None
    return _name_days(day, day) if day else (match["numeric"], None, None)


def _read_day(match: re.Match[str], scene: _Scene) -> _Resolved | None:
    month = number_month(match["month1"] or match["month2"])
    day, last = match["day1"] or match["day2"], match["day1b"] or match["day2b"]
    later_year = re.search(r"\d{4}", match["later"] or "")
    year = match["year1"] or (later_year.group() if later_year else None)
    if match["that1"]:
        named = _find_named_year(match)
        year, scene = (str(named), scene) if named else (None, _Scene(None, ahead=False))
    first = _place_day(month, _strip_ordinal(day), year, scene)
    end = _read_later(match["later"], match["year1"], scene) if match["later"] else None
    if last:
        end = _place_day(month, _strip_ordinal(last), year, scene)
    if first is None:
        form = f"--{month:02d}-{_strip_ordinal(day):02d}"
        return form + (f"/{_strip_ordinal(last):02d}" if last else ""), None, None
    return _name_days(first, end if end and end >= first else first)


def _read_later(later: str, year: str | None, scene: _Scene) -> date | None:
    own_year = re.search(r"\d{4}", later)
    month = re.search(MONTH_PATTERN, later)
    day = re.search(r"\b\d{1,2}", later)
    if month is None or day is None:
        return None
    return _place_day(number_month(month.group()), int(day.group()), own_year.group() if own_year else year, scene)


def _strip_ordinal(day: str) -> int:
    return int(day.rstrip("stndrh"))


def _place_day(month: int, day: int, year: str | None, scene: _Scene) -> date | None:
    if year:
        return make_day(int(year), month, day)
    if scene.published is None:
        return None
    near = [make_day(scene.published.year + shift, month, day) for shift in (-1, 0, 1)]
    candidates = [candidate for candidate in near if candidate]
    return min(candidates, key=lambda candidate: _weigh(candidate, scene), default=None)


def _weigh(candidate: date, scene: _Scene) -> tuple[float, date]:
    """Return how far a day is; news looks back, so a day ahead counts double, and back triple where it looks ahead."""
    days = (candidate - (scene.published or candidate)).days
    if scene.ahead:
        return (days if days >= 0 else -3.0 * days, candidate)
    return (-days if days <= 0 else 2.0 * days, candidate)


def _read_month(match: re.Match[str], scene: _Scene) -> _Resolved | None:
    name = match["month0"] or match["month3"] or match["month4"] or match["month5"]
    month = number_month(name)
    lead = (match["lead"] or match["lead0"] or "").lower()
    if lead == "for" and name in _FIRST_NAMES and not scene.ahead:
        return None
    if match["year3"]:
        year: int | None = int(match["year3"])
    elif match["that4"] or match["that5"]:
        year = _find_named_year(match)
    else:
        year = _place_month(month, lead, scene) if scene.published else None
    if year is None:
        return f"--{month:02d}", None, None
    return f"{year}-{month:02d}", *bound_month(year, month)


def _place_month(month: int, lead: str, scene: _Scene) -> int | None:
    """Return the year of a month without one: ahead where the clause looks ahead, else the latest that has begun."""
    if scene.published is None:
        return None
    year = scene.published.year
    if lead == "next" or (scene.ahead and lead != "last"):
        return year + (month < scene.published.month)
    if scene.election and month > scene.published.month:
        return year
    return year - (month > scene.published.month or (lead == "last" and month == scene.published.month))


def _read_weekday(match: re.Match[str], scene: _Scene) -> _Resolved | None:
    name = match["weekday"].lower()
    if scene.published is None:
        return name, None, None
    which = (match["which"] or "").lower()
    back = (scene.published.weekday() - WEEKDAYS.index(name)) % 7
    if which in {"next", "this coming"} or (scene.ahead and which not in {"last", "past"}):
        return _shift_day(scene.published, -back % 7 if which != "next" or back else 7)
    return _shift_day(scene.published, -(back or (7 if which in {"last", "past"} else 0)))


def _shift_day(day: date, shift: int) -> _Resolved:
    moved = day + timedelta(days=shift)
    return _name_days(moved, moved)


def _read_years(match: re.Match[str], _scene: _Scene) -> _Resolved | None:
    if match["decade"]:
        first = int(match["decade"])
        return f"{first}s", date(first, 1, 1), date(first + 9, 12, 31)
    if match["years"]:
        written = re.split(r"\s?[-–/]\s?", match["years"])
        first = int(written[0])
        last = int(written[1]) if len(written[1]) > 2 else first - first % 100 + int(written[1])  # noqa: PLR2004
        return (f"{first}/{last}", date(first, 1, 1), date(last, 12, 31)) if first < last else None
    if counts_known(match.string, match.end()):
        return None
    year = int(match["year"])
    return str(year), date(year, 1, 1), date(year, 12, 31)


def _read_near(match: re.Match[str], scene: _Scene) -> _Resolved | None:
    word = " ".join(match["near"].lower().split())
    if scene.published is None:
        return word, None, None
    return _shift_day(scene.published, {"yesterday": -1, "last night": -1, "tomorrow": 1}.get(word, 0))


def _count(written: str) -> int | None:
    lowered = written.lower()
    if lowered.isdigit():
        return int(lowered)
    return _SMALL.get(lowered, 1 if lowered in {"a", "an"} else 2 if lowered.endswith("couple of") else None)


def _move(day: date, unit: str, count: int) -> date:
    if unit in {"day", "week", "night", "weekend"}:
        return day + timedelta(days=count * (7 if unit.startswith("week") else 1))
    return add_months(day, count * {"month": 1, "quarter": 3, "decade": 120}.get(unit, 12))


def _read_ago(match: re.Match[str], scene: _Scene) -> _Resolved | None:
    """Read "two days ago"; "two days later" hangs on another event and keeps its words."""
    form = " ".join(match.group().lower().split())
    count, unit = _count(match["count"]), match["unit1"]
    if match["dir"] != "ago" or scene.published is None or count is None:
        return form, None, None
    moved = _move(scene.published, unit, -count)
    if unit == "month":
        return f"{moved:%Y-%m}", *bound_month(moved.year, moved.month)
    if unit in {"year", "decade"}:
        return str(moved.year), date(moved.year, 1, 1), date(moved.year, 12, 31)
    return _name_days(moved, moved)


def _read_same(match: re.Match[str], scene: _Scene) -> _Resolved | None:
    """Read "this month last year"."""
    form = " ".join(match.group().lower().split())
    if scene.published is None:
        return form, None, None
    return _bound_unit("month" if match["same"] != "week" else "week", add_months(scene.published, -12), form)


def _read_relative(match: re.Match[str], scene: _Scene) -> _Resolved | None:
    """Read "last month", "this year", "the past two weeks"."""
    form = " ".join(match.group().lower().split())
    lead = match["rel"].lower().split()[-1]
    unit = match["unit"]
    day = scene.published
    if day is None:
        return form, None, None
    step = {"last": -1, "previous": -1, "past": -1, "next": 1, "coming": 1}.get(lead, 0)
    if match["count2"] or lead == "past":
        count = _count(match["count2"] or "a")
        if count is None or step == 0:
            return form, None, None
        moved = _move(day, unit, step * count)
        return _name_days(min(day, moved), max(day, moved))
    return _bound_unit(unit, _move(day, unit, step), form)


def _bound_unit(unit: str, day: date, form: str) -> _Resolved:
    monday = day - timedelta(days=day.weekday())
    if unit == "year":
        return str(day.year), date(day.year, 1, 1), date(day.year, 12, 31)
    if unit == "month":
        return f"{day:%Y-%m}", *bound_month(day.year, day.month)
    if unit == "week":
        return _name_days(monday, monday + timedelta(days=6))
    if unit == "weekend":
        return _name_days(monday + timedelta(days=5), monday + timedelta(days=6))
    if unit in {"day", "night"}:
        return _name_days(day, day)
    return form, None, None


_READERS: tuple[tuple[str, Callable[[re.Match[str], _Scene], _Resolved | None]], ...] = (
    ("iso", _read_iso),
    ("numeric", _read_numeric),
    ("month0", _read_month),
    ("month1", _read_day),
    ("month2", _read_day),
    ("month3", _read_month),
    ("weekday", _read_weekday),
    ("month4", _read_month),
    ("month5", _read_month),
    ("decade", _read_years),
    ("years", _read_years),
    ("year", _read_years),
    ("near", _read_near),
    ("dir", _read_ago),
    ("same", _read_same),
    ("rel", _read_relative),
)
