"""The vote endpoint under 64 clients beside pgbench running the same statement, and a race for a person's last vote.

Every request is another resident's first vote in its poll, so that each one writes a row. Rounds alternate between the
portal and pgbench, and a ratio compares neighbours in time: whatever else the machine does strikes both.
"""

import json
import random
import statistics
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

from bench.figures import Figure
from bench.load import drive
from bench.servers import database, manage, portal, settings_for

PEOPLE, VOTERS, OPTIONS, CLIENTS = 200_000, 40_000, 100, 64
ROUNDS, SECONDS, WARM_UP = 3, 4.0, 1.0
RACERS, RACE_OPTIONS, COPIES, SLOTS = 200, 10, 3, 3
SCRIPT = """\\set i :i + 1
\\set person :client_id * {share} + :i + {first}
SELECT ballots_cast({poll}, 'o1', :person, decode(lpad(to_hex(:person::bigint), 64, '0'), 'hex'), now(), 0);
"""


class Stage(NamedTuple):
    """What `bench.stages.vote` set up: fresh polls to take, the first voter's number, and who may ask as whom."""

    url: str
    first: int
    polls: list[tuple[int, str]]
    tokens: list[str]


def run() -> list[Figure]:
    environment = settings_for("bench_vote")
    hot, many, pgbench = [], [], []
    with database(environment, ["ballots", "wagtailcore"]) as url, portal(environment) as port:
        stage = _set_up(environment, url)
        for _ in range(ROUNDS):
            hot.append(_votes(stage, port, lambda _number: 1))
            pgbench.append(_pgbench(stage))
            many.append(_votes(stage, port, lambda number: number % OPTIONS + 1))
        over, lost = _race(stage, port)
    ratio = statistics.median(ours / theirs for ours, theirs in zip(hot, pgbench, strict=True))
    spread = statistics.median(one / other for one, other in zip(hot, many, strict=True))
    return [
        Figure("vote, one hot option, 64 clients ÷ pgbench", round(ratio, 3), "ratio", 0.30, "higher", 0.22),
        Figure("vote, one hot option, 64 clients", round(statistics.median(hot)), "requests/s", None, "higher"),
        Figure("vote, the same statement in pgbench", round(statistics.median(pgbench)), "calls/s", None, "higher"),
        Figure("vote, one hot option ÷ 100 options", round(spread, 3), "ratio", 0.90, "higher"),
        Figure("vote race, residents over the limit", over, "residents", 0, "lower", 0),
        Figure("vote race, accepted votes lost", lost, "votes", 0, "lower", 0),
    ]


def _set_up(environment: dict[str, str], url: str) -> Stage:
    numbers = f"people={PEOPLE}, tokens={VOTERS}, polls={3 * ROUNDS + 1}, options={OPTIONS}, slots={SLOTS}"
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "stage.json"
        code = f"from bench.stages.vote import set_up; set_up({str(answer)!r}, {numbers})"
        manage(environment, "shell", "--no-imports", "-c", code)
        found = json.loads(answer.read_text(encoding="utf-8"))
    return Stage(url, found["first"], [tuple(poll) for poll in found["polls"]], found["tokens"])


def _put(token: str, poll: str, option: int) -> bytes:
    return (
        f"PUT /api/v1/polls/{poll}/choices/o{option} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-Proto: https\r\n"
        f"Authorization: Bearer {token}\r\nAccept-Language: zh-CN,zh;q=0.9\r\nContent-Length: 0\r\n\r\n"
    ).encode()


def _votes(stage: Stage, port: int, option: Callable[[int], int]) -> float:
    """Accepted votes a second: each voter gives one."""
    _row, poll = stage.polls.pop()
    requests = (_put(token, poll, option(number)) for number, token in enumerate(stage.tokens))
    answered = drive(port, requests, CLIENTS, seconds=SECONDS, warm_up=WARM_UP)
    if set(answered.statuses) != {200} or answered.answers < SECONDS:
        raise SystemExit(f"votes were not accepted: {dict(answered.statuses)}")
    return answered.per_second


def _pgbench(stage: Stage) -> float:
    """Calls a second of the endpoint's statement, prepared, by as many clients, each voter once."""
    row, _poll = stage.polls.pop()
    server = urlsplit(stage.url)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(SCRIPT.format(poll=row, first=stage.first, share=PEOPLE // CLIENTS))
        script.flush()
        place = ["-h", str(server.hostname), "-p", str(server.port), "-U", str(server.username)]
        load = ["-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", f"{SECONDS:.0f}", "-D", "i=0", "-n"]
        command = [_pgbench_program(), *place, *load, "-f", script.name, server.path.lstrip("/")]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env={"PGPASSWORD": server.password or ""}
        )
    line = next(line for line in done.stdout.splitlines() if line.startswith("tps = "))
    return float(line.split()[2])


def _pgbench_program() -> str:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))
    if not found:
        raise SystemExit("pgbench is missing: install PostgreSQL's own package.")
    return str(found[-1])


def _race(stage: Stage, port: int) -> tuple[int, int]:
    """200 residents tap ten options three times each, all at once: (residents over the limit, accepted votes lost)."""
    row, poll = stage.polls.pop()
    taps = [(who, option) for who in range(RACERS) for option in range(1, RACE_OPTIONS + 1)] * COPIES
    random.Random(1).shuffle(taps)
    requests = (_put(stage.tokens[who], poll, option) for who, option in taps)
    answered = drive(port, requests, CLIENTS, keep=True)
    accepted = {taps[number] for number, body in answered.kept if b'"accepted"' in body}
    with psycopg.connect(stage.url) as connection:
        rows = connection.execute(
            "SELECT c.voter_key, o.code FROM ballots_choice c JOIN ballots_polloption o ON o.id = c.option_id"
            " WHERE c.poll_id = %s",
            [row],
        ).fetchall()
    kept = {(int.from_bytes(key, "big") - stage.first, int(code[1:])) for key, code in rows}
    held = Counter(who for who, _option in kept)
    return sum(number > SLOTS for number in held.values()), len(accepted - kept)
