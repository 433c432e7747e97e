"""1,000 people booking 30 seats at once, over 50 connections: seats given, errors, and how long the last one waited."""

from bench.figures import Figure
from bench.servers import database, inside, settings_for

PEOPLE, SEATS, CONNECTIONS = 1_000, 30, 50


def run() -> list[Figure]:
    environment = settings_for("bench_rush")
    with database(environment, ["rosters", "core", "wagtailcore", "notices"]):
        booked, waiting, errors, seconds = inside(
            environment, f"bench.stages.rush.times({PEOPLE}, {SEATS}, {CONNECTIONS})"
        )
    name = f"rush, {PEOPLE:,} people for {SEATS} seats"
    return [
        Figure(f"{name}: booked", booked, "people", SEATS, "lower", gate=SEATS),
        Figure(f"{name}: waiting in order", waiting, "people", PEOPLE - SEATS, "higher", gate=PEOPLE - SEATS),
        Figure(f"{name}: errors", errors, "", 0, "lower", gate=0),
        Figure(f"{name}: bookings", round(PEOPLE / seconds), "per second", None, "higher"),
    ]
