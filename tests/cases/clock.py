from datetime import datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HERE)
"""A Monday."""
