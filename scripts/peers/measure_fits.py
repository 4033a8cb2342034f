"""Runs the fits and those of lifetimes in turns, and prints medians and ratios as a Markdown table.

Called by scripts/benchmark fits, which prepares the customers. Arguments: folder, job jar, rounds,
then numbers of customers. Needs PERENNIAL_HOME. Writes fits.md and fits.json into the folder.
"""

import importlib.util
import json
import os
import statistics
import sys
from collections import defaultdict
from pathlib import Path

from measure import HOME, PEERS, run

PARETO_CUSTOMERS = 100_000  # lifetimes takes minutes for more


def main(folder, jar, rounds, *sizes):
    folder = Path(folder)
    ours = defaultdict(list)
    theirs = defaultdict(list)
    launch = [str(HOME / "scripts" / "perennial"), "--", "--master", "local[2]"]
    launch += ["--driver-memory", "4g", "--jars", jar, "--class", "FitModels"]
    has_peer = all(importlib.util.find_spec(name) for name in ("duckdb", "lifetimes"))
    for number in range(int(rounds)):
        for size in map(int, sizes):
            print(f"benchmark: round {number + 1} of {rounds}, {size:,} customers", file=sys.stderr)
            source = str(folder / f"customers-{size}")
            out, _ = run([*launch, str(folder / "peers.jar"), "fit", source], folder / "fits.log")
            for fit, seconds in json.loads(out.splitlines()[-1]).items():
                ours[fit, size].append(seconds)
            if has_peer and size <= 1_000_000:
                models = "all" if size <= PARETO_CUSTOMERS else "bg-nbd"
                command = [sys.executable, str(PEERS / "fit_lifetimes.py"), source, models]
                out, _ = run(command, folder / "fits-lifetimes.log")
                for fit, seconds in json.loads(out).items():
                    theirs[fit, size].append(seconds)
    if not has_peer:
        print("benchmark: no lines for lifetimes, which is not there: see --install-peers", file=sys.stderr)

    def median(times, fit, size):
        return statistics.median(times[fit, int(size)]) if (fit, int(size)) in times else None

    lines = ["| | " + " | ".join(f"{int(size):,} customers" for size in sizes) + " |"]
    lines.append("|---|" + "---:|" * len(sizes))

    def row(name, cells):
        lines.append(f"| {name} | " + " | ".join(cells) + " |")

    for fit in dict.fromkeys(fit for fit, _ in ours):
        unit = "{:,.0f}" if fit == "distinct cells" else "{:.3f} s"
        row(fit, [unit.format(median(ours, fit, size)) for size in sizes])
    for fit in dict.fromkeys(fit for fit, _ in theirs):
        cells = [median(theirs, fit, size) for size in sizes]
        row(f"{fit}, lifetimes", ["" if cell is None else f"{cell:.3f} s" for cell in cells])
    for model in ("BG/NBD", "Pareto/NBD"):
        for theirs_name in (model, f"{model}, grouped"):
            cells = []
            for size in sizes:
                other = median(theirs, theirs_name, size)
                cells.append("" if other is None else f"{other / median(ours, model, size):.1f}")
            if any(cells):
                row(f"**{theirs_name}: lifetimes ÷ Perennial**", cells)
        cells = []
        for size in sizes:
            replicates = median(ours, f"{model} with 200 bootstrap replicates", size)
            cells.append(f"{replicates / median(ours, model, size):.1f}")
        row(f"**{model}: with 200 replicates ÷ one fit**", cells)
    notes = f"""
* Medians of {rounds} round(s), everything in turns; local[2], {os.cpu_count()} cores.
* Ours goes from a cached data frame of customers to the fitted model, grouping into cells included, in a
  session warmed up by two fits of that model (the median of three); the first line is the very first fit
  of a session. The optimisation alone begins at the cells.
* lifetimes is timed for `fit` only; "grouped" is its weights= on grouped customers, grouping included.
"""
    text = "\n".join(lines) + "\n" + notes
    (folder / "fits.md").write_text(text)
    measured = [
        {"program": program, "fit": fit, "customers": size, "seconds": seconds}
        for program, times in (("perennial", ours), ("lifetimes", theirs))
        for (fit, size), seconds in times.items()
    ]
    (folder / "fits.json").write_text(json.dumps(measured, indent=1) + "\n")
    print(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
