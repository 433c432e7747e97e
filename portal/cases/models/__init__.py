from portal.cases.models.calendar_day import CalendarDay

__all__ = ["CalendarDay"]
