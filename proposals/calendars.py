"""A contest's dates as an iCalendar file (RFC 5545)."""

from datetime import UTC, datetime

from proposals.models import Contest

LINE_BYTES = 73


def contest_calendar(contest: Contest, address: str, now: datetime) -> str:
    """One event a phase, with its exact hours; `address` is the contest's page. Lines end in CRLF and are folded."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Linli//proposals//ZH", "CALSCALE:GREGORIAN"]
    for phase in contest.phases_in_order():
        lines += [
            "BEGIN:VEVENT",
            f"UID:{contest.code}-{phase.kind}@linli",
            f"DTSTAMP:{_utc(now)}",
            f"DTSTART:{_utc(phase.opens_at)}",
            f"DTEND:{_utc(phase.closes_at)}",
            f"SUMMARY:{_text(f'{contest.title} · {phase.get_kind_display()}')}",
            f"URL:{address}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        words = words.replace(plain, escaped)
    return words


def _folded(line: str) -> str:
    """Lines longer than 75 bytes go on in the next, which begins with a blank; no character is cut in two."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > LINE_BYTES:
            parts.append("")
            size = 0
        parts[-1] += character
        size += width
    return "\r\n ".join(parts)
