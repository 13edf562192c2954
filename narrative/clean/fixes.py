"""Small named repairs of the text, in order. Each is a pure function; its name is what ``Article.fixes`` records."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Final

# Without meaning in running text. The joiners U+200C and U+200D spell words in Persian and Hindi: see `strip_invisible`.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_LATIN_JOINER = re.compile("(?<![^\x00-\u024f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\u024f])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile("\r\n?|[\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

_LOST_APOSTROPHE = re.compile("(?<=[^\\W\\d_])\ufffd(?=(?:s|t|re|ve|ll|d|m)\\b)|(?<=s)\ufffd(?= [a-z])")
_LOST_DASH = re.compile("(?<= )\ufffd(?= )")
_LOST_OPENING = re.compile("(?:(?<=^)|(?<=[\\s(\\[—–-]))\ufffd(?=[\\w\\[$£€.'’])", re.MULTILINE)
_LOST_CLOSING = re.compile("(?<=[\\w.,!?\\])%'’])\ufffd(?=[\\s.,;:!?)\\]—–-]|$)", re.MULTILINE)

_ASKED_APOSTROPHE = re.compile(r"(?<=[^\W\d_])\?(?=(?:s|t|re|ve|ll|d|m)\b(?![=&/]))")
_ASKED_OPENING = re.compile(r"(?:(?<=^)|(?<=[\s(\[]))\?(?=[\w\[])", re.MULTILINE)
_ASKED_CLOSING = re.compile(r"(?<=[.,!?])\?(?=\s|$)", re.MULTILINE)
_ENOUGH_APOSTROPHES = 2

_DEBRIS = re.compile(r"(?<=[ \u00a0])\?{2,}(?=[^\W\d_])")
_DOUBLE_STOP = re.compile(r"(?<=[\w”’\"')\]])([.!?])[ \u00a0]\.(?![ \u00a0]?\.)(?=\s|$|[”’\"])", re.MULTILINE)
_STOP_BEFORE_CLOSING = re.compile(r"(?<=[.,!?])[ \u00a0]”(?=([^\W\d_])?)")
_SPACE_BEFORE_STOP = re.compile(r"(?<=[\w”’\")\]])[ \u00a0]{1,3}([,;.])(?=\s|$)(?![ \u00a0]\.)", re.MULTILINE)

_TERMINAL: Final = tuple('.!?:;"”’)…')
_MIN_WRAPPED = 4
_WRAPPED_LENGTHS = range(40, 101)


def replace_surrogates(text: str) -> str:
    r"""Return *text* with surrogate pairs joined and lone ones replaced: half a character breaks every writer.

    >>> replace_surrogates("a\ud83d\ude00b\ud800c") == "a\U0001f600b\ufffdc"
    True
    """
    if _SURROGATE.search(text) is None:
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def repair_mojibake(text: str) -> str:
    """Return *text* with wrongly decoded characters restored, and curly quotes left as they are.

    >>> repair_mojibake("itâ€™s late")
    'it’s late'
    """
    from ftfy import TextFixerConfig, fix_text

    settings = TextFixerConfig(
        uncurl_quotes=False,
        fix_character_width=False,
        fix_line_breaks=False,
        remove_control_chars=False,
        normalization=None,
        explain=False,
    )
    return fix_text(text, settings)


def unify_breaks(text: str) -> str:
    r"""Return *text* with ``\n`` as its only line break.

    >>> unify_breaks("a\r\nb\u2028c")
    'a\nb\nc'
    """
    return _BREAK.sub("\n", text)


def strip_invisible(text: str) -> str:
    r"""Return *text* without zero-width, bidirectional and control characters; joiners stay in scripts that need them.

    >>> strip_invisible("fer\u200bry \u202elate\u200d")
    'ferry late'
    """
    return _CONTROL.sub("", _LATIN_JOINER.sub("", _INVISIBLE.sub("", text)))


def plain_spaces(text: str) -> str:
    r"""Return *text* with an ordinary space for each no-break, thin or wide one.

    >>> plain_spaces("100\u00a0men")
    '100 men'
    """
    return _SPACE.sub(" ", text).replace("\t", " ").replace("\x0b", " ")


def restore_lost_quotes(text: str) -> str:
    r"""Return *text* with quotes, apostrophes and dashes for the U+FFFD that stand where only these can have stood.

    >>> restore_lost_quotes("The ferry\ufffds \ufffdlate,\ufffd he said \ufffd again.")
    'The ferry’s “late,” he said — again.'
    """
    if "\ufffd" not in text:
        return text
    text = _LOST_DASH.sub("—", _LOST_APOSTROPHE.sub("’", text))
    return _LOST_CLOSING.sub("”", _LOST_OPENING.sub("“", text))


def restore_asked_quotes(text: str) -> str:
    """Return *text* with quotes for question marks, where apostrophes turned into question marks prove the loss.

    >>> restore_asked_quotes("The ferry?s late. It isn?t new. ?Again,? he said. Why?")
    'The ferry’s late. It isn’t new. “Again,” he said. Why?'
    """
    if len(_ASKED_APOSTROPHE.findall(text)) < _ENOUGH_APOSTROPHES:
        return text
    text = _ASKED_APOSTROPHE.sub("’", text)
    return _ASKED_CLOSING.sub("”", _ASKED_OPENING.sub("“", text))


def remove_debris(text: str) -> str:
    """Return *text* without question marks in a row that lost characters left before a word; the sentence stays.

    >>> remove_debris("a sense of ??what could be. Really?? Yes.")
    'a sense of what could be. Really?? Yes.'
    """
    return _DEBRIS.sub("", text)


def tidy_punctuation(text: str) -> str:
    """Return *text* with doubled full stops single and closing quotes where they belong; ellipses stay.

    >>> tidy_punctuation("It stood by. . He said “late. . ” and “now, ”then left . . . quietly.")
    'It stood by. He said “late.” and “now,” then left . . . quietly.'
    """
    text = _DOUBLE_STOP.sub(r"\1", text)
    text = _STOP_BEFORE_CLOSING.sub(lambda match: "” " if match[1] else "”", text)
    return _SPACE_BEFORE_STOP.sub(r"\1", text)


def compose(text: str) -> str:
    r"""Return *text* in Unicode's composed form (NFC), so that equal words have equal characters.

    >>> compose("cafe\u0301") == "caf\u00e9"
    True
    """
    return unicodedata.normalize("NFC", text)


def join_wrapped_lines(text: str) -> str:
    r"""Return *text* with the lines of a paragraph joined where it was set to a fixed width; else as it is.

    Evidence: most line ends inside paragraphs stand in mid-sentence, at 40 to 100 characters.

    >>> lines = "The ferry to the outer islands was two hours late\non Monday, said the harbour office in a short\n"
    >>> join_wrapped_lines(lines + "note to the waiting passengers on the quay of the\nold town. It was late.\n\nEnd.")[:60]
    'The ferry to the outer islands was two hours late on Monday,'
    """
    paragraphs = re.split(r"\n[ \t]*\n", text)
    ends = [line.rstrip() for paragraph in paragraphs for line in paragraph.strip("\n").split("\n")[:-1]]
    ends = [line for line in ends if line]
    wrapped = [line for line in ends if not line.endswith(_TERMINAL) and len(line) in _WRAPPED_LENGTHS]
    in_width = sum(len(line) <= _WRAPPED_LENGTHS[-1] for line in ends)
    if len(wrapped) < _MIN_WRAPPED - 1 or len(wrapped) < 0.6 * len(ends) or in_width < len(ends):
        return text
    return "\n\n".join(re.sub(r"[ \t]*\n[ \t]*", " ", paragraph.strip()) for paragraph in paragraphs)


def trim_spaces(text: str) -> str:
    r"""Return *text* with single spaces, at most one blank line in a row, and none at its ends.

    >>> trim_spaces("  a  b \n\n\n c ")
    'a b\n\nc'
    """
    text = re.sub(r" {2,}", " ", text)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r" ?\n ?", "\n", text)).strip()


# Surrogates first, since ftfy and the normaliser choke on them; white space last, since the others leave some.
FIXES: Final[tuple[Callable[[str], str], ...]] = (
    replace_surrogates,
    repair_mojibake,
    unify_breaks,
    strip_invisible,
    plain_spaces,
    restore_lost_quotes,
    restore_asked_quotes,
    remove_debris,
    tidy_punctuation,
    compose,
    join_wrapped_lines,
    trim_spaces,
)


def apply_fixes(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Return *text* after all of ``FIXES`` and the names of those that changed it.

    >>> apply_fixes("The ferry was late. .\n")
    ('The ferry was late.', ('tidy_punctuation', 'trim_spaces'))
    """
    changed: list[str] = []
    for fix in FIXES:
        fixed = fix(text)
        if fixed != text:
            changed.append(fix.__name__)
        text = fixed
    return text, tuple(changed)


def fix_line(text: str) -> str:
    """Return a title or another single line after the same repairs.

    >>> fix_line(" Ferry  late ")
    'Ferry late'
    """
    return " ".join(apply_fixes(text)[0].split())
