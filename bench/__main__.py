"""Run benchmarks: `python -m bench` all of them, `python -m bench vote keyset` those; ends with 1 on a missed gate.

Each module here with a function `run() -> list[Figure]` is a benchmark; its docstring says what it measures.
"""

import argparse
import importlib
import os
import pkgutil
import sys
import time

import bench
from bench.figures import table, write

TOOLS = {"__main__", "figures", "listeners", "load", "servers", "stages"}


def names() -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(bench.__path__) if module.name not in TOOLS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure what docs/performance.md promises.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(names())}; all where none is given")
    parser.add_argument("--dry", action="store_true", help="do not write to bench/results/")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(names()):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    busy = os.getloadavg()[0]
    if busy > (os.cpu_count() or 1):
        print(f"This machine is busy (load {busy:.1f}): ratios of one run stand, but less firmly.", flush=True)
    figures = []
    for name in chosen.names or names():
        started = time.monotonic()
        found = importlib.import_module(f"bench.{name}").run()
        print(f"{name} ({time.monotonic() - started:.0f} s)", table(found), sep="\n", flush=True)
        figures += found
    if not chosen.dry:
        print(f"written to {write(figures)}")
    return 0 if all(figure.passes for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
