"""Numbers of the same thing that exclude one another, and later figures that replace earlier ones."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import combinations, product

from narrative.data import Claim, Divergence, Name, NameKind, Quantity
from narrative.relate.context import Pair, Side, compare_rest, find_following, find_leading, find_owner, share_slot
from narrative.relate.identity import may_be_same
from narrative.relate.lexicon import compile_phrases, list_stems, list_words, map_tallies
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest, rate_match
from narrative.text.tokens import stem

_ENOUGH = 4  # content words in common from which the rest of two claims is surely about the same
_ROUNDING = 0.05  # "282 miles" and "280 miles" agree: the rounder number is within half its last place and this part
_SMALLEST_ROUNDED = 100  # but "12 dead" and "10 dead" do not: small counts are not rounded
_SAME_COUNTED, _SAME_SLOT = 0.1, 0.15
# A word that leads to both measures; those before money, shares and spans of time ("rose", "earned") say too little.
_SAME_MEASURE, _LEADING = 0.2, 6
_AT_LEAST = 0.5  # of the other; "136 pounds combined" and "less than 50 pounds" each weigh two things
_DOUBLED, _FARTHEST = 0.1, 0.25  # what each doubling between two numbers takes from a conflict, and all at most
_FAR, _FAR_ABOVE = 1.2, 1.5  # times by which two "more than" or two "up to" differ in the same place
_CALLED_NEW = 0.55  # strength of a later, higher figure that is called new, however the rest is worded
_LEAD = 40  # characters before a figure in which it is called new
_NEW_FIGURE = re.compile(
    r"\b(?:now\s+(?:stands?|stood|is|are|at|number(?:s|ed)?|total(?:s|led)?)|(?:rose|risen|rises|climbed|climbs|grew|grown|increased"
    r"|jumped|raised|revised|updated)(?:\s+\w+){0,2}\s+to)\b(?:\s+\w+){0,3}\s*$",
    re.IGNORECASE,
)
_SOUGHT = re.compile(
    r"\b(?:seeks?|seeking|sought|asks?\s+for|asked\s+for|asking\s+for|demand(?:s|ed|ing)?|request(?:s|ed|ing)?|fac(?:es?|ed|ing)"
    r"|proposes?|proposed|recommend(?:s|ed|ing)?|called\s+for|could\s+get)\b(?:\s+\w+){0,3}\s+$",
    re.IGNORECASE,
)
_DAILY = re.compile(
    r"\b(?:daily|(?<!hours )(?:per day|a day)|each day|every day|(?:last|past|preceding|previous) (?:24 hours|day)|in 24 hours|new (?:cases|infections|deaths))\b",
    re.IGNORECASE,
)
# "One official" and "two officials" a week later are two rounds of sanctions; a handful is easily counted anew.
_LATER, _LATER_DAYS, _OWN_WORDS, _HANDFUL = 0.35, 3, 0.55, 10
_BESIDE = 6  # words after a number within which a designator says what is counted
_BY_YEAR = re.compile(r"\bby (?:the (?:year|end of) |mid-|late |early )?(\d{4})\b", re.IGNORECASE)
_POLL = re.compile(
    r"\b(?:polls?|polling|surveys?|surveyed|approval rating|respondents)\b"
    r"|\b(?:percent|per cent|%)(?:\s+of\s+\w+(?:\s+\w+)?)?\s+(?:said|say|think|thought|believe[sd]?|favou?r(?:ed)?|oppose[sd]?)\b",
    re.IGNORECASE,
)
_OTHER_POLL = re.compile(
    r"\b(?:previous|earlier|separate|another|other|last year'?s?|recent)\b(?:\s+\S+){0,4}\s+(?:polls?|surveys?)\b",
    re.IGNORECASE,
)
# With fewer of the other words in common two numbers count two things: "10 of 18 charges", "11 members of the jury".
_LEAST_REST, _LOOSE_SHARE = 0.45, 0.7
_VAGUE = 4  # times from which a range is a word ("hundreds"), no figure
_MOST_PARTS = 6  # figures of a claim among which a sum is sought
_HAIR = 0.01  # "$5.03" and "$5.02" are two surveys, or one rounded
_GROWTH = 1.05  # a later figure this much higher replaces the earlier one


def find_number_conflict(pair: Pair) -> Conflict | None:
    """Return the surest pair of quantities of one thing that exclude one another, or None.

    It is an update where the later-published figure is higher, of a kind that grows with time or called new.
    """
    found = []
    for left, right in _compare_quantities(pair):
        if _count_other_days(pair) or _are_ages_of_two(pair, left, right) or _aim_at_other_years(pair):
            continue
        if _is_vague(left, right) or _is_only_sought(pair, left, right):
            continue
        around = compare_rest(pair, left.span, right.span)
        strength = 0.25 + 0.7 * rate_match(around, _ENOUGH)
        strength += _SAME_COUNTED * _count_same(pair, left, right)
        in_slot = share_slot(pair, left.span, right.span)
        strength += _SAME_SLOT if in_slot else -_measure_distance(left.value, right.value)
        measured = _measure_same(pair, left, right)
        strength += _SAME_MEASURE * measured
        if around.rest < _LEAST_REST and not measured and not _count_designated(pair, left, right):
            strength *= _LOOSE_SHARE
        updates = _is_update(pair, left, right)
        if not updates and _measure_two(pair, left, right):
            continue
        if not updates and max(left.value, right.value) < _HANDFUL:
            strength -= _LATER * _is_told_later(pair)
        kind = Divergence.UPDATE if updates else Divergence.NUMBER
        if updates and (_is_called_new(pair, left, right) or (_tally_same(pair) and _name_same(pair))):
            strength = max(strength, _CALLED_NEW)
        if updates or _exclude(left, right) or ((in_slot or measured) and _bounds_part(left, right)):
            found.append(make_conflict(kind, kind.value, (left.span, right.span), strength))
    return pick_strongest(found)


def _compare_quantities(pair: Pair) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield quantities of the same thing, neither of which the other claim gives as well."""
    left, right = pair.left.claim.quantities, pair.right.claim.quantities
    lonely_left = [one for one in left if not any(_is_same(one, other) for other in right)]
    lonely_right = [one for one in right if not any(_is_same(one, other) for other in left)]
    for one, other in product(left, right):
        owner = find_owner(pair.left, one.span)
        if owner and owner == find_owner(pair.right, other.span):
            # "two Chinese and seven Russian warplanes" against "seven Chinese and two Russian": both numbers recur.
            if one.unit == other.unit and one.counted == other.counted:
                yield one, other
        elif one in lonely_left and other in lonely_right and _is_comparable(pair, one, other):
            yield one, other


def _count_other_days(pair: Pair) -> bool:
    """Return whether a count of one day stands against that of another: "6,923 cases on Sunday", a week apart."""
    if not any(_DAILY.search(side.claim.text) for side in (pair.left, pair.right)):
        return False
    days = pair.background.left_published, pair.background.right_published
    return days[0] is None or days[1] is None or days[0].date() != days[1].date()


def _is_vague(one: Quantity, other: Quantity) -> bool:
    """Return whether one is of no size and holds the other: "hundreds of priests", "300 priests"."""
    return _holds_vaguely(one, other) or _holds_vaguely(other, one)


def _holds_vaguely(one: Quantity, other: Quantity) -> bool:
    vague = math.isfinite(one.high) and one.high >= _VAGUE * one.low > 0
    return vague and one.low <= other.value <= one.high


def _tell_of_other_days(pair: Pair) -> bool:
    """Return whether both claims name days, and no day in common: the market fell twice."""
    days = [
        {time.start for time in side.claim.times if time.start and time.start == time.end}
        for side in (pair.left, pair.right)
    ]
    return bool(days[0]) and bool(days[1]) and days[0].isdisjoint(days[1])


def _measure_two(pair: Pair, left: Quantity, right: Quantity) -> bool:
    """Return whether the figures are of two polls or two days, or one adds up those of the other side."""
    return _ask_other_people(pair, left) or _adds_up(pair, left, right) or _tell_of_other_days(pair)


def _ask_other_people(pair: Pair, figure: Quantity) -> bool:
    """Return whether two shares come from two polls: one side at least speaks of a poll, and no pollster is in both."""
    if figure.unit != "percent" or not any(_POLL.search(side.claim.text) for side in (pair.left, pair.right)):
        return False
    if any(_OTHER_POLL.search(side.claim.text) for side in (pair.left, pair.right)):
        return True
    pollsters = [_list_bodies(side.claim) for side in (pair.left, pair.right)]
    return not pollsters[0] & pollsters[1]


def _list_bodies(claim: Claim) -> set[str]:
    return {name.key for name in claim.names if name.kind in (NameKind.ORGANISATION, NameKind.OTHER)}


def _adds_up(pair: Pair, left: Quantity, right: Quantity) -> bool:
    """Return whether one figure, or one beside it, is a sum over the other side: "expelled 60", "48 officials and 12 officers"."""
    return _is_in_sum(right, left, pair.left.claim, pair.right.claim) or _is_in_sum(
        left, right, pair.right.claim, pair.left.claim
    )


def _is_in_sum(part: Quantity, whole: Quantity, summed: Claim, parted: Claim) -> bool:
    """Return whether figures of *parted* add up to *whole*, or with *part* among them to another figure of *summed*."""
    parts = [one for one in parted.quantities if one.unit == part.unit][:_MOST_PARTS]
    for size in range(2, len(parts) + 1):
        for chosen in combinations(parts, size):
            total = sum(one.value for one in chosen)
            wanted = [one for one in summed.quantities if one.unit == part.unit] if part in chosen else [whole]
            if any(one.value == total or _rounds(one.value, total) for one in wanted):
                return True
    return False


def _is_only_sought(pair: Pair, left: Quantity, right: Quantity) -> bool:
    """Return whether one side tells what was asked for and the other what came: "sought four years", "sentenced to three"."""
    return _leads_sought(pair.left.claim, left) != _leads_sought(pair.right.claim, right)


def _leads_sought(claim: Claim, figure: Quantity) -> bool:
    before = claim.text[: figure.span.start - claim.span.start]
    return bool(_SOUGHT.search(before[-_LEAD:]))


def _aim_at_other_years(pair: Pair) -> bool:
    """Return whether both claims look ahead, to different years: "1,000 warheads by 2030", "1,500 by 2035"."""
    years = [set(_BY_YEAR.findall(side.claim.text)) for side in (pair.left, pair.right)]
    return bool(years[0]) and bool(years[1]) and years[0].isdisjoint(years[1])


def _is_told_later(pair: Pair) -> bool:
    """Return whether the claims are in words of their own and were published days apart."""
    days = pair.background.left_published, pair.background.right_published
    if days[0] is None or days[1] is None or pair.likeness >= _OWN_WORDS:
        return False
    return abs((days[0] - days[1]).days) > _LATER_DAYS


def _are_ages_of_two(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Return whether two numbers stand right behind the names of two people: "Ann Doe, 40, moved", "Bo Roe, 32, moved"."""
    left, right = _find_holder(pair.left.claim, one), _find_holder(pair.right.claim, other)
    return left is not None and right is not None and not may_be_same(left, right)


def _find_holder(claim: Claim, figure: Quantity) -> Name | None:
    """Return the person whom *figure* follows behind a comma, None where it follows nobody."""
    return next(
        (
            name
            for name in claim.names
            if name.kind is NameKind.PERSON
            and name.span.end < figure.span.start
            and claim.text[name.span.end - claim.span.start : figure.span.start - claim.span.start].strip() == ","
        ),
        None,
    )


def _is_comparable(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Return whether two quantities measure or count the same: the same unit, and no two different things counted."""
    if one.unit != other.unit or _tell_two_fates(pair, one, other):
        return False
    if not one.unit and _count_designated(pair, one, other):
        return True
    if one.counted and other.counted:
        if one.counted == other.counted or share_slot(pair, one.span, other.span):
            return True
        if not one.unit and _are_people(one, other) and _tally_same(pair):
            return True
        return not one.unit and (_tells(pair.right, other, one.counted) or _tells(pair.left, one, other.counted))
    return bool(one.unit) or share_slot(pair, one.span, other.span) or _is_called_new(pair, one, other)


def _name_same(pair: Pair) -> bool:
    """Return whether both claims name the same organisation or place: who counts, or where."""
    return any(word.is_name for word in pair.left.words)


def _count_designated(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Return whether both numbers count what one designator names: "100 prototypes of its ZT-180", "200 ZT-180s"."""
    return bool(_list_designated(pair.left, one) & _list_designated(pair.right, other))


def _list_designated(side: Side, figure: Quantity) -> set[str]:
    """Return the keys of the designators that stand right after *figure*."""
    at = side.words_in(figure.span)
    if not at:
        return set()
    last = side.words[min(at.stop - 1 + _BESIDE, len(side.words) - 1)].span.end
    designators = (name for name in side.claim.names if name.kind is NameKind.DESIGNATOR)
    return {name.key for name in designators if figure.span.start <= name.span.start and name.span.end <= last}


def _are_people(one: Quantity, other: Quantity) -> bool:
    return {one.counted, other.counted} <= list_stems("people")


def _tally_same(pair: Pair) -> bool:
    """Return whether both claims count people of one fate, whatever they call them: "100 arrests", "150 Cubans detained"."""
    tallies = map_tallies()
    fates = [{tallies[word.stem] for word in side.words if word.stem in tallies} for side in (pair.left, pair.right)]
    return bool(fates[0] & fates[1])


def _tell_two_fates(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Return whether what happened to those counted differs: "killed 58 and injured hundreds", "119 were injured"."""
    fates = _find_fate(pair.left, one), _find_fate(pair.right, other)
    return None not in fates and fates[0] != fates[1]


def _find_fate(side: Side, figure: Quantity) -> int | None:
    """Return the fate told nearest to *figure*, behind it rather than before, None where none is near."""
    at = side.words_in(figure.span)
    tallies = map_tallies()
    near = range(max(0, at.start - _BESIDE), min(len(side.words), at.stop + _BESIDE)) if at else range(0)
    told = [(abs(place - at.start), -place) for place in near if side.words[place].stem in tallies]
    return tallies[side.words[-min(told)[1]].stem] if told else None


def _tells(side: Side, figure: Quantity, counted: str) -> bool:
    """Return whether a claim says of *figure* what the other counts: "200 detained", "500 Cubans were detained".

    Not farther off: "two memos were secret", "gave the memos to three people".
    """
    at = side.words_in(figure.span)
    return bool(at) and any(word.stem == stem(counted) for word in side.words[max(0, at.start - 1) : at.stop + _BESIDE])


def _measure_same(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Return whether one word leads to a measure of one unit in both claims: "can carry a warhead of 50 kg"."""
    if one.unit not in list_words("measures") or not _AT_LEAST <= one.value / max(other.value, 1e-9) <= 1 / _AT_LEAST:
        return False
    left, right = find_leading(pair.left, one.span, _LEADING), find_leading(pair.right, other.span, _LEADING)
    return bool(left & right)


def _count_same(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Return whether both count the same noun, or are rates of the same thing: "$65 a barrel", "$53 per barrel"."""
    if (one.counted and one.counted == other.counted) or _count_designated(pair, one, other):
        return True
    following = find_following(pair.left, one.span)
    return bool(following) and following == find_following(pair.right, other.span)


def _is_same(one: Quantity, other: Quantity) -> bool:
    """Return whether two quantities may be one: ranges that meet, or one rounded."""
    if one.unit != other.unit:
        return False
    return one.value == other.value or (_rounds(one.value, other.value) and not _excludes_bounds(one, other))


def _exclude(one: Quantity, other: Quantity) -> bool:
    return _excludes_bounds(one, other) and not _rounds(one.value, other.value)


def _bounds_part(one: Quantity, other: Quantity) -> bool:
    """Return whether two bounds of one kind are far apart ("over 2,000", "over 13,000"), though both may hold."""
    if math.isinf(one.high) and math.isinf(other.high):
        return max(one.low, other.low) >= _FAR_ABOVE * min(one.low, other.low)
    # "A warhead of 35 to 50 kilograms" and "a charge of up to 70" tell the most that there can be.
    upper = 0 in (one.low, other.low) and all(math.isfinite(end.high) and end.low < end.high for end in (one, other))
    return upper and max(one.high, other.high) >= _FAR * min(one.high, other.high)


def _excludes_bounds(one: Quantity, other: Quantity) -> bool:
    return one.high < other.low or other.high < one.low


def _rounds(one: float, other: float) -> bool:
    """Return whether one number is the other rounded.

    >>> _rounds(282.0, 280.0), _rounds(12.0, 10.0), _rounds(9.1, 9.0), _rounds(5.03, 5.02)
    (True, False, True, True)
    """
    if not (one.is_integer() and other.is_integer()) and abs(one - other) < _HAIR * max(abs(one), abs(other)):
        return True
    if max(one, other) < _SMALLEST_ROUNDED and one.is_integer() and other.is_integer():
        return False
    place = max(_last_place(one), _last_place(other))
    return abs(one - other) <= place / 2 and abs(one - other) <= _ROUNDING * max(abs(one), abs(other))


def _last_place(value: float) -> float:
    """Return the worth of the last digit that is not zero: 10 for 280, 0.1 for 9.1."""
    digits = f"{value:.6f}".rstrip("0")
    if not digits.endswith("."):
        return float(10 ** -(len(digits) - digits.index(".") - 1))
    whole = digits[:-1]
    return float(10 ** (len(whole) - len(whole.rstrip("0")))) if whole.strip("0") else 1.0


def _measure_distance(one: float, other: float) -> float:
    """Return what distance takes from a conflict: "139 million earned" and "43 million paid" are two things."""
    low, high = sorted((abs(one), abs(other)))
    return min(_FARTHEST, _DOUBLED * max(0.0, math.log2(high / low) - 0.5)) if low else _FARTHEST


def _is_update(pair: Pair, left: Quantity, right: Quantity) -> bool:
    """Return whether the figure that was published later is higher and of a kind that replaces the earlier one."""
    times = pair.background.left_published, pair.background.right_published
    if times[0] is None or times[1] is None or times[0] == times[1] or _rounds(left.value, right.value):
        return False
    (early, _), (late, claim) = (
        ((left, pair.left.claim), (right, pair.right.claim))
        if times[0] < times[1]
        else ((right, pair.right.claim), (left, pair.left.claim))
    )
    grown = late.low > early.low and late.value >= early.value * _GROWTH and late.low > 0
    return grown and (_is_growing(claim) or bool(compile_phrases("updating").search(claim.text)))


def _is_called_new(pair: Pair, one: Quantity, other: Quantity) -> bool:
    """Return whether words right before one of the figures call it new: "now stands at 140", "rose to 31"."""
    return _leads_new(pair.left.claim, one) or _leads_new(pair.right.claim, other)


def _leads_new(claim: Claim, figure: Quantity) -> bool:
    before = claim.text[: figure.span.start - claim.span.start]
    return bool(_NEW_FIGURE.search(before[-_LEAD:]))


def _is_growing(claim: Claim) -> bool:
    return bool(compile_phrases("growing").search(claim.text))
