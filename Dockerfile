# The portal with everything native inside: Pango and Chinese fonts for PDF and posters, gettext, PostgreSQL's client for
# backups (its version must not be below the server's: trixie brings 17, as compose.yaml does).
FROM python:3.11-slim-trixie

ARG PIP_INDEX_URL=https://pypi.org/simple
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DJANGO_SETTINGS_MODULE=portal.config.settings.production \
    MEDIA_ROOT=/data/media ACCESS_LOG=/data/log STATIC_ROOT=/app/static-built

RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      fonts-noto-cjk gettext libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 postgresql-client \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app linli \
 && install -d -o linli -g linli /data /data/media /data/log /backups

WORKDIR /app
COPY requirements/base.txt requirements/production.txt requirements/
RUN pip install --require-hashes -r requirements/production.txt
COPY . .
# Settings refuse to start without values; these are of this one step and open nothing.
RUN SECRET_KEY=only-while-the-image-is-built-only-while-the-image-is-built ALLOWED_HOSTS=build.invalid \
    FIELD_KEYS=build POLL_KEYS=build DATABASE_URL=postgresql://build@127.0.0.1:1/build REDIS_URL=redis://127.0.0.1:1/0 \
    SMS_GATEWAY_URL=https://build.invalid SMS_GATEWAY_TOKEN=build ACCESS_LOG= \
    python manage.py collectstatic --noinput -v0

USER linli
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "8", "portal.config.wsgi:application"]
