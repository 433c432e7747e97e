"""Which words a subscribe message's fields take, by the beginning of their names."""

import re

_TIME = r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?"
_DATE = r"\d{4}(?:年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2}|/\d{1,2}/\d{1,2})"
_SPAN = "[~～]"
RULES = {
    "thing": r".{1,20}",
    "number": r"(?=.{1,32}$)-?\d+(?:\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x21-\x7e]{1,32}",
    "time": rf"(?:{_DATE}\s?)?{_TIME}(?:{_SPAN}(?:{_DATE}\s?)?{_TIME})?",
    "date": rf"{_DATE}(?:\s?{_TIME})?(?:{_SPAN}{_DATE}(?:\s?{_TIME})?)?",
    "amount": r"[¥￥$€]?\d{1,10}(?:\.\d{1,2})?元?",
    "phone_number": r"[\d+\-() ]{1,17}",
    "car_number": r".{1,8}",
    "name": r"[\u4e00-\u9fff·A-Za-z ]{1,20}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
    "enum": r".{1,20}",
}


def complaint(name: str, value: object) -> str:
    """What WeChat says about a field, or empty text where it takes it."""
    text = str(value.get("value", "")) if isinstance(value, dict) else ""
    if not text.strip():
        return f"data.{name}.value is empty"
    rule = RULES.get(re.sub(r"\d+$", "", name))
    if rule is None:
        return f"data.{name} is not a field of the template"
    hanzi = any("\u4e00" <= letter <= "\u9fff" for letter in text)
    too_long = name.startswith("name") and hanzi and len(text) > 10
    return "" if re.fullmatch(rule, text) and not too_long else f"data.{name}.value invalid"
