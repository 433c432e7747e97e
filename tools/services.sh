#!/usr/bin/env bash
# The real servers that tests and the benchmark need, on a bare Debian machine, as root: PostgreSQL, Redis and Elasticsearch (its core, from
# Maven Central); Chromium for the browser.
# usage: services.sh start|stop|env     data lies under SERVICES_DIR; `env` prints the variables that name the servers
set -euo pipefail
dir=$(realpath -m "${SERVICES_DIR:-${TMPDIR:-/tmp}/linli-services}") pg_port=${PG_PORT:-55432} redis_port=${REDIS_PORT:-56379} elastic_port=${ES_PORT:-59200}
elastic_version=8.19.8
packages=(postgresql redis-server chromium fonts-noto-cjk gettext libpango-1.0-0 libpangoft2-1.0-0 maven openjdk-17-jre-headless)

env_lines() {
  printf 'DATABASE_URL=postgresql://portal:portal@127.0.0.1:%s/portal\nREDIS_URL=redis://127.0.0.1:%s/0\nELASTICSEARCH_URL=http://127.0.0.1:%s\nCHROMIUM_PATH=/usr/bin/chromium\n' \
    "$pg_port" "$redis_port" "$elastic_port"
}
install_packages() {
  local missing=()
  for package in "${packages[@]}"; do dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package"); done
  [ ${#missing[@]} = 0 ] && return
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
postgres_bin() { ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1; }
elastic_answers() { curl -sf -m 5 "http://127.0.0.1:$elastic_port/_cluster/health" >/dev/null; }
fetch_elastic() {
  [ -d "$dir/elasticsearch" ] && return
  mvn -q -B dependency:copy "-Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:$elastic_version:zip" "-DoutputDirectory=$dir" >&2
  python3 -m zipfile -e "$dir/elasticsearch-$elastic_version.zip" "$dir"
  rm "$dir/elasticsearch-$elastic_version.zip"
  mv "$dir/elasticsearch-$elastic_version" "$dir/elasticsearch"
  chmod +x "$dir"/elasticsearch/bin/*
  # One disk is shared with everything else here, so how full it is says nothing.
  printf 'cluster.name: linli-%s\ndiscovery.type: single-node\nhttp.port: %s\ntransport.port: %s\nnetwork.host: 127.0.0.1\nxpack.security.enabled: false\ncluster.routing.allocation.disk.threshold_enabled: false\n' \
    "$elastic_port" "$elastic_port" "$((elastic_port + 100))" > "$dir/elasticsearch/config/elasticsearch.yml"
}
start_elastic() {
  elastic_answers && return
  fetch_elastic
  # It refuses to run as root.
  id linli-elastic >/dev/null 2>&1 || useradd --system --no-create-home linli-elastic
  chown -R linli-elastic "$dir/elasticsearch"
  ES_JAVA_HOME=$(ls -d /usr/lib/jvm/java-17-openjdk-* | head -1) ES_JAVA_OPTS="-Xms512m -Xmx512m" \
    setsid runuser -u linli-elastic -- "$dir/elasticsearch/bin/elasticsearch" -p "$dir/elasticsearch/pid" > "$dir/elasticsearch.log" 2>&1 &
  for _ in $(seq 120); do elastic_answers && return; sleep 1; done
  tail -n 40 "$dir/elasticsearch.log" >&2
  return 1
}
start() {
  install_packages
  mkdir -p "$dir"
  chmod 755 "$dir"
  local bin
  bin=$(postgres_bin)
  if [ ! -d "$dir/postgresql" ]; then
    install -d -o postgres "$dir/postgresql"
    runuser -u postgres -- "$bin/initdb" -D "$dir/postgresql" -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
    printf "port=%s\nlisten_addresses='127.0.0.1'\nunix_socket_directories='%s'\nfsync=off\nsynchronous_commit=off\nmax_connections=200\n" \
      "$pg_port" "$dir/postgresql" >> "$dir/postgresql/postgresql.conf"
  fi
  "$bin/pg_isready" -q -h 127.0.0.1 -p "$pg_port" ||
    runuser -u postgres -- "$bin/pg_ctl" -D "$dir/postgresql" -w -t 180 -l "$dir/postgresql/log" start >/dev/null || {
      tail -n 40 "$dir/postgresql/log" >&2
      return 1
    }
  local psql=(runuser -u postgres -- "$bin/psql" -qAtX -h 127.0.0.1 -p "$pg_port")
  [ -n "$("${psql[@]}" -c "SELECT 1 FROM pg_roles WHERE rolname = 'portal'")" ] || "${psql[@]}" -c "CREATE ROLE portal SUPERUSER LOGIN PASSWORD 'portal'"
  [ -n "$("${psql[@]}" -c "SELECT 1 FROM pg_database WHERE datname = 'portal'")" ] || "${psql[@]}" -c "CREATE DATABASE portal OWNER portal"
  redis-cli -p "$redis_port" ping >/dev/null 2>&1 ||
    redis-server --port "$redis_port" --bind 127.0.0.1 --save '' --daemonize yes --dir "$dir" >/dev/null
  start_elastic
  env_lines
}
stop() {
  [ -d "$dir/postgresql" ] && runuser -u postgres -- "$(postgres_bin)/pg_ctl" -D "$dir/postgresql" -m fast stop >/dev/null || true
  redis-cli -p "$redis_port" shutdown nosave 2>/dev/null || true
  [ -f "$dir/elasticsearch/pid" ] && kill "$(cat "$dir/elasticsearch/pid")" 2>/dev/null || true
}
case "${1:-}" in
  start) start ;;
  stop) stop ;;
  env) env_lines ;;
  *) echo "usage: $0 start|stop|env" >&2; exit 2 ;;
esac
