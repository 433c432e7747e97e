"""The opinion map of a real deliberation: do our groups agree with those Polis published, how fast, in how much memory.

Reads `polis-vtaiwan-uberx` beside the checkout (CC BY 4.0, The Computational Democracy Project). The map is drawn in a
process of its own, from reading the files to the outcome, so that its peak memory is nobody else's.
"""

import csv
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from bench.figures import Figure
from councils.opinions_enums import View
from councils.opinions_groups import groups_of
from councils.opinions_map import REACTIONS_TO_COUNT, opinion_map
from councils.opinions_pca import plane_of, position
from councils.opinions_polis import ExportedConversation, read_export

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "polis-vtaiwan-uberx"
AGREEMENT, SECONDS, MEGABYTES = 0.9, 20, 500
SIGNS, NUMBERS = {View.AGREE: "+", View.DISAGREE: "-", View.PASS: "0"}, {"+": 1, "-": -1, "0": 0}


def lines_of(conversation: ExportedConversation) -> tuple[list[str], dict[int, str]]:
    """The statements that were not taken out, and a line a participant, as the portal keeps them."""
    numbers = [each.number for each in conversation.statements if not each.taken_out]
    place = {number: at for at, number in enumerate(numbers)}
    lines: dict[int, list[str]] = {}
    for each in conversation.reactions:
        if each.statement in place:
            line = lines.setdefault(each.participant, ["."] * len(place))
            line[place[each.statement]] = SIGNS[each.view]
    return [str(number) for number in numbers], {person: "".join(line) for person, line in lines.items()}


def agreement(lines: dict[int, str], statements: int, theirs: dict[int, str]) -> float:
    """The share of those Polis put in a group who are in the same one here, letters matched the better way round."""
    rows = {
        person: {at: NUMBERS[sign] for at, sign in enumerate(line) if sign != "."} for person, line in lines.items()
    }
    plane = plane_of(list(rows.values()), statements)
    counted = [person for person, row in rows.items() if len(row) >= REACTIONS_TO_COUNT]
    labels = dict(zip(counted, groups_of([position(rows[person], plane) for person in counted]), strict=True))
    names = sorted(set(theirs.values()))
    ways = [dict(zip(names, way, strict=True)) for way in ((0, 1), (1, 0))]
    return max(sum(labels.get(person) == way[name] for person, name in theirs.items()) for way in ways) / len(theirs)


def measure() -> dict[str, float]:
    """In this process: {seconds, megabytes, groups, agreement}; what the agreement takes is not counted."""
    begun = time.perf_counter()
    statements, lines = lines_of(read_export(DATA))
    outcome = opinion_map(statements, list(lines.values()))
    seconds = time.perf_counter() - begun
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with (DATA / "participants-votes.csv").open(encoding="utf-8") as file:
        theirs = {int(row["participant"]): row["group-id"] for row in csv.DictReader(file) if row["group-id"]}
    return {
        "seconds": seconds,
        "megabytes": megabytes,
        "groups": len(outcome["groups"]),
        "agreement": agreement(lines, len(statements), theirs),
    }


def run() -> list[Figure]:
    if not DATA.is_dir():
        print(f"opinions: {DATA} is missing, nothing was measured", flush=True)
        return []
    done = subprocess.run([sys.executable, "-m", "bench.opinions"], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    name = "opinion map of vTaiwan UberX"
    return [
        Figure(
            f"{name}, groups as Polis assigned", round(found["agreement"], 4), "share", AGREEMENT, "higher", AGREEMENT
        ),
        Figure(f"{name}, groups", found["groups"], "groups", None, "lower"),
        Figure(f"{name}, time", round(found["seconds"], 2), "s", SECONDS, "lower", SECONDS),
        Figure(f"{name}, peak memory", round(found["megabytes"]), "MB", MEGABYTES, "lower", MEGABYTES),
    ]


if __name__ == "__main__":
    print(json.dumps(measure()))
