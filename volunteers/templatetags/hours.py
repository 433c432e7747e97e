from django import template

from volunteers.hours_news import spoken_minutes

register = template.Library()
register.filter("served", spoken_minutes)
