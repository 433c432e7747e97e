"""Celery is the nudge; the outbox is the promise (portal.core.outbox)."""

import os

from celery import Celery

# This is imported first, whatever starts: a process that is not told otherwise must not run on the demo's public keys.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.production")
app = Celery("linli")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
