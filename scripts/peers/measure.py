"""Runs the job and its peers in turns, and prints the medians as a Markdown table.

Called by scripts/benchmark, which prepares the inputs. Arguments: folder, customers, rounds. Needs
PERENNIAL_HOME. Writes results.md and results.json (every single measurement) into the folder.
"""

import importlib.util
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path

HOME = Path(os.environ["PERENNIAL_HOME"])
PEERS = HOME / "scripts" / "peers"
SPARK_OPTIONS = ["--", "--master", "local[2]", "--driver-memory", "6g"]
LIFETIMES_CUSTOMERS = 400_000
# Linux counts the resident set in KiB, macOS in bytes.
RESIDENT_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024


def run(command, log):
    """Runs a command; returns its standard output, its seconds and its peak memory in MiB."""
    start = time.perf_counter()
    with open(log, "w") as err:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{command} failed, see {log}")
    return out, seconds, usage.ru_maxrss * RESIDENT_UNIT_BYTES / 2**20


class Benchmark:
    def __init__(self, folder, customers, rounds):
        self.folder = folder
        self.sizes = [customers // 4, customers]
        self.rounds = rounds
        # (line of the table, customers) -> seconds of each round
        self.seconds = defaultdict(list)
        self.memory = defaultdict(list)
        self.manifests = {}

    def input(self, customers):
        return str(self.folder / f"input-{customers}")

    def add(self, line, customers, seconds, memory=None):
        self.seconds[line, customers].append(seconds)
        if memory is not None:
            self.memory[line, customers].append(memory)

    def job(self, customers):
        output = self.folder / "output"
        shutil.rmtree(output, ignore_errors=True)
        command = [str(HOME / "scripts" / "perennial"), "run"]
        command += ["--set", f"perennial.input.path={self.input(customers)}"]
        command += ["--set", f"perennial.output.path={output}"]
        _, seconds, memory = run(command + SPARK_OPTIONS, self.folder / "job.log")
        [path] = (output / "_manifest").glob("run_date=*/manifest.json")
        manifest = json.loads(path.read_text())
        self.manifests[customers] = manifest
        self.add("Perennial, the process from start to end", customers, seconds, memory)
        stages = manifest["stages"]
        self.add("Perennial, all stages", customers, sum(stage["seconds"] for stage in stages))
        for stage in stages:
            self.add(f"– {stage['name']}", customers, stage["seconds"])

    def floor(self, customers):
        # By the job's launcher, with another class and another jar in front of the job's.
        command = [str(HOME / "scripts" / "perennial"), *SPARK_OPTIONS, "--class", "PlainGroupBy"]
        command += [str(self.folder / "floor.jar"), self.input(customers)]
        out, _, memory = run(command, self.folder / "floor.log")
        for query, seconds in json.loads(out.splitlines()[-1]).items():
            self.add(f"Spark, plain group by, {query}", customers, seconds, memory)

    def duckdb(self, customers):
        script = str(PEERS / "rfm_duckdb.py")
        output = str(self.folder / "duckdb.parquet")
        command = [sys.executable, script, self.input(customers), output]
        out, _, memory = run(command, self.folder / "duckdb.log")
        self.add("DuckDB, RFM only", customers, json.loads(out)["rfm"], memory)

    def lifetimes(self):
        script = str(PEERS / "clv_lifetimes.py")
        command = [sys.executable, script, self.input(self.sizes[0]), str(LIFETIMES_CUSTOMERS)]
        out, _, memory = run(command, self.folder / "lifetimes.log")
        steps = json.loads(out)
        self.add("lifetimes, all steps", LIFETIMES_CUSTOMERS, sum(steps.values()), memory)
        for step, seconds in steps.items():
            self.add(f"– {step} (lifetimes)", LIFETIMES_CUSTOMERS, seconds)

    def measure(self):
        peers = {name: importlib.util.find_spec(name) for name in ("duckdb", "lifetimes")}
        for number in range(1, self.rounds + 1):
            for customers in self.sizes:
                self.say(f"round {number} of {self.rounds}, {customers:,} customers")
                self.floor(customers)
                self.job(customers)
                if peers["duckdb"]:
                    self.duckdb(customers)
            if peers["duckdb"] and peers["lifetimes"]:
                self.say(f"round {number} of {self.rounds}, lifetimes")
                self.lifetimes()
        for name, found in peers.items():
            if not found:
                self.say(f"no line for {name}, which this Python lacks: see --install-peers")

    @staticmethod
    def say(words):
        print(f"benchmark: {words}", file=sys.stderr)

    def table(self):
        small, large = self.sizes
        floor = "Spark, plain group by, first query"
        yield f"| | {small:,} customers | {large:,} customers | × plain group by | peak memory |"
        yield "|---|---:|---:|---:|---:|"
        for line in dict.fromkeys(line for line, _ in self.seconds):
            if (line, LIFETIMES_CUSTOMERS) in self.seconds and LIFETIMES_CUSTOMERS not in self.sizes:
                continue
            cells = [self.cell(line, small), self.cell(line, large)]
            ratio = self.median(line, large) / self.median(floor, large)
            cells += [f"{ratio:.2f}", self.memory_cell(line, large)]
            yield f"| {line} | " + " | ".join(cells) + " |"
        yield ""
        lines = [line for line, customers in self.seconds if customers == LIFETIMES_CUSTOMERS]
        if lines and LIFETIMES_CUSTOMERS not in self.sizes:
            yield f"| | {LIFETIMES_CUSTOMERS:,} customers | peak memory |"
            yield "|---|---:|---:|"
            for line in lines:
                seconds = self.cell(line, LIFETIMES_CUSTOMERS)
                yield f"| {line} | {seconds} | {self.memory_cell(line, LIFETIMES_CUSTOMERS)} |"
            yield ""

    def median(self, line, customers):
        return statistics.median(self.seconds[line, customers])

    def cell(self, line, customers):
        values = self.seconds[line, customers]
        return f"{statistics.median(values):.1f} s ({min(values):.1f}–{max(values):.1f})"

    def memory_cell(self, line, customers):
        values = self.memory.get((line, customers))
        return f"{max(values):,.0f} MiB" if values else ""

    def notes(self):
        for customers, manifest in self.manifests.items():
            counts = manifest["counts"]
            yield (
                f"* {customers:,} customers: {counts['accepted']['rows']:,} transactions,"
                f" {counts['purchaseDays']:,} purchase days."
            )
        versions = manifest["versions"]
        yield (
            f"* Perennial {versions['perennial']}, Spark {versions['spark']}, Java {versions['java']},"
            f" Python {platform.python_version()}; local[2], 6 GB of driver memory."
        )
        yield f"* {os.cpu_count()} cores, {platform.machine()}, {platform.system()}."
        yield (
            f"* Medians of {self.rounds} rounds (least and most in brackets), everything in turns."
            " The job and the plain group by each begin in a fresh process by the same launcher; its"
            " start and that of the Spark session are counted in the first line only. Peak memory is"
            " the largest resident set of a process."
        )
        yield (
            "* The plain group by reads the same files and writes nothing (noop): min, max, count, sum"
            " by customer. Its second query runs in the same session with Java warmed up."
        )

    def write(self):
        text = "\n".join([*self.table(), *self.notes()]) + "\n"
        (self.folder / "results.md").write_text(text)
        measurements = [
            {"line": line, "customers": customers, "seconds": seconds}
            for (line, customers), seconds in self.seconds.items()
        ]
        (self.folder / "results.json").write_text(json.dumps(measurements, indent=1) + "\n")
        print(text)


def main(folder, customers, rounds):
    benchmark = Benchmark(Path(folder), int(customers), int(rounds))
    benchmark.measure()
    benchmark.write()


if __name__ == "__main__":
    main(*sys.argv[1:])
