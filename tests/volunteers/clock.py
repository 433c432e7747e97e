from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HERE)
"""A Monday morning."""
STARTS = datetime(2026, 11, 24, 19, 0, tzinfo=HERE)
ENDS = STARTS + timedelta(minutes=90)
EVENING = STARTS - 10 * MINUTE
"""People gather."""
AFTER = ENDS + 5 * MINUTE
