from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HERE)
"""A Monday; booking is open."""
STARTS = NOW + 5 * DAY
ENDS = STARTS + 2 * HOUR
TOO_LATE = STARTS - DAY
"""From when nobody cancels by themselves any more."""
