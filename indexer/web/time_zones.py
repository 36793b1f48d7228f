"""Abbreviations of time zones as the press writes them (pure).

Many have more than one meaning. Taken is the one that news in English uses: "CST" is that of the United States, not of
China, "BST" that of Britain, not of Bangladesh, and "IST" that of India, whose press writes it, not of Ireland or
Israel. An abbreviation outside the table has no known zone.
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Hours from UTC.
_FIXED = {
    0.0: "z utc gmt ut wet",
    1.0: "cet mez bst west wat",
    2.0: "cest mesz eet sast",
    3.0: "eest msk trt eat",
    4.0: "gst",
    5.0: "pkt",
    5.5: "ist",
    7.0: "ict wib",
    8.0: "sgt hkt awst pht myt",
    9.0: "jst kst",
    9.5: "acst",
    10.0: "aest",
    10.5: "acdt",
    11.0: "aedt",
    12.0: "nzst",
    13.0: "nzdt",
    -3.0: "brt art adt",
    -4.0: "edt ast",
    -5.0: "est cdt",
    -6.0: "cst mdt",
    -7.0: "mst pdt",
    -8.0: "pst akdt",
    -9.0: "akst",
    -10.0: "hst",
}
_HOURS = {name: hours for hours, names in _FIXED.items() for name in names.split()}
# Those that mean summer or winter time, by the day.
_SHORT = {
    "et": "America/New_York",
    "ct": "America/Chicago",
    "mt": "America/Denver",
    "pt": "America/Los_Angeles",
    "aet": "Australia/Sydney",
}
_PLACES = {
    **_SHORT,
    "eastern": _SHORT["et"],
    "central": _SHORT["ct"],
    "mountain": _SHORT["mt"],
    "pacific": _SHORT["pt"],
    "uk": "Europe/London",
}
_IN_WORDS = r"(?:eastern|central|mountain|pacific)(?:\s(?:standard|daylight))?(?:\stime)?|uk\stime"
_OFFSET = r"(?:utc|gmt)\s?[+-]\d{1,2}(?::?\d\d)?|[+-]\d\d:?\d\d"

PATTERN = rf"(?:{_OFFSET}|{_IN_WORDS}|(?:{'|'.join([*_HOURS, *_SHORT])})\b)"
"""A pattern of a zone, to be used without regard to case."""

_FARTHEST = timedelta(hours=14)
_SHIFT = re.compile(r"(?P<sign>[+-])(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?$")


def find_zone(name: str) -> tzinfo | None:
    """Return the zone that an abbreviation or an offset means, None for one that is not known."""
    if shift := _SHIFT.search(name):
        apart = timedelta(hours=int(shift["hours"]), minutes=int(shift["minutes"] or 0))
        if apart > _FARTHEST:
            return None
        return timezone(apart if shift["sign"] == "+" else -apart)
    word = name.lower().split(" ")[0]
    if word in _HOURS:
        return timezone(timedelta(hours=_HOURS[word]))
    return _place(_PLACES[word]) if word in _PLACES else None


def _place(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:  # a machine without the zones' data
        return None
