from portal.cases.models.calendar_day import CalendarDay
from portal.cases.models.case import (
    Case,
    CaseRating,
    EntryPhoto,
    Extension,
    Supervision,
    TimelineEntry,
)
from portal.cases.models.matter import Matter

__all__ = ["CalendarDay", "Case", "CaseRating", "EntryPhoto", "Extension", "Matter", "Supervision", "TimelineEntry"]
