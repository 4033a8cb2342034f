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
from typing import NamedTuple

HOME = Path(os.environ["PERENNIAL_HOME"])
PEERS = HOME / "scripts" / "peers"
SPARK_OPTIONS = ["--", "--master", "local[2]", "--driver-memory", "6g"]
LIFETIMES_CUSTOMERS = 400_000
# Linux counts the resident set in KiB, macOS in bytes.
RESIDENT_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024


class Process(NamedTuple):
    """What a process took: seconds by the clock, seconds of processors, peak memory in MiB."""

    seconds: float
    processor_seconds: float
    memory: float


def run(command, log):
    """Runs a command; returns its standard output and its Process."""
    start = time.perf_counter()
    with open(log, "w") as err:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=err, text=True)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{command} failed, see {log}")
    memory = usage.ru_maxrss * RESIDENT_UNIT_BYTES / 2**20
    return out, Process(seconds, usage.ru_utime + usage.ru_stime, memory)


class Benchmark:
    def __init__(self, folder, customers, rounds):
        self.folder = folder
        self.sizes = [customers // 4, customers]
        self.lifetimes_customers = min(LIFETIMES_CUSTOMERS, self.sizes[0])
        self.rounds = rounds
        # (line of the table, customers) -> what each round took
        self.seconds = defaultdict(list)
        self.processes = defaultdict(list)
        self.manifests = {}

    def input(self, customers):
        return str(self.folder / f"input-{customers}")

    def add(self, line, customers, seconds, process=None):
        self.seconds[line, customers].append(seconds)
        if process is not None:
            self.processes[line, customers].append(process)

    def job(self, customers):
        output = self.folder / "output"
        shutil.rmtree(output, ignore_errors=True)
        command = [str(HOME / "scripts" / "perennial"), "run"]
        command += ["--set", f"perennial.input.path={self.input(customers)}"]
        command += ["--set", f"perennial.output.path={output}"]
        _, process = run(command + SPARK_OPTIONS, self.folder / "job.log")
        [path] = (output / "_manifest").glob("run_date=*/manifest.json")
        manifest = json.loads(path.read_text())
        self.manifests[customers] = manifest
        line = "Perennial, the process from start to end"
        self.add(line, customers, process.seconds, process)
        stages = manifest["stages"]
        self.add("Perennial, all stages", customers, sum(stage["seconds"] for stage in stages))
        for stage in stages:
            self.add(f"– {stage['name']}", customers, stage["seconds"])

    def floor(self, customers):
        # By the job's launcher, with another class and another jar in front of the job's.
        command = [str(HOME / "scripts" / "perennial"), *SPARK_OPTIONS, "--class", "PlainGroupBy"]
        command += [str(self.folder / "peers.jar"), self.input(customers)]
        out, process = run(command, self.folder / "floor.log")
        queries = json.loads(out.splitlines()[-1])
        line = "Spark, plain group by twice, the process from start to end"
        self.add(line, customers, process.seconds, process)
        for query, seconds in queries.items():
            self.add(f"– {query}", customers, seconds)

    def duckdb(self, customers):
        script = str(PEERS / "rfm_duckdb.py")
        output = str(self.folder / "duckdb.parquet")
        command = [sys.executable, script, self.input(customers), output]
        out, process = run(command, self.folder / "duckdb.log")
        self.add("DuckDB, RFM only", customers, json.loads(out)["rfm"], process)

    def lifetimes(self):
        script = str(PEERS / "clv_lifetimes.py")
        customers = self.lifetimes_customers
        command = [sys.executable, script, self.input(self.sizes[0]), str(customers)]
        out, process = run(command, self.folder / "lifetimes.log")
        steps = json.loads(out)
        self.add("lifetimes, all steps", customers, sum(steps.values()), process)
        for step, seconds in steps.items():
            self.add(f"– {step}, lifetimes", customers, seconds)

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
        floor = self.median("– first query", large)
        lines = dict.fromkeys(line for line, _ in self.seconds)
        yield (
            f"| | {small:,} customers | {large:,} customers | × first query"
            " | processor time | peak memory |"
        )
        yield "|---|---:|---:|---:|---:|---:|"
        for line in lines:
            if (line, large) in self.seconds:
                ratio = self.median(line, large) / floor
                cells = [self.cell(line, small), self.cell(line, large), f"{ratio:.2f}"]
                yield self.row(line, cells + self.process_cells(line, large))
        yield ""
        customers = self.lifetimes_customers
        peers = [line for line in lines if (line, large) not in self.seconds]
        if peers:
            yield f"| | {customers:,} customers | processor time | peak memory |"
            yield "|---|---:|---:|---:|"
            for line in peers:
                cells = [self.cell(line, customers)]
                yield self.row(line, cells + self.process_cells(line, customers))
            yield ""

    @staticmethod
    def row(line, cells):
        return f"| {line} | " + " | ".join(cells) + " |"

    def median(self, line, customers):
        return statistics.median(self.seconds[line, customers])

    def cell(self, line, customers):
        values = self.seconds[line, customers]
        return f"{statistics.median(values):.1f} s ({min(values):.1f}–{max(values):.1f})"

    def process_cells(self, line, customers):
        processes = self.processes.get((line, customers))
        if not processes:
            return ["", ""]
        processor = statistics.median(process.processor_seconds for process in processes)
        return [f"{processor:.1f} s", f"{max(process.memory for process in processes):,.0f} MiB"]

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
            f"* Medians of {self.rounds} round(s), least and most in brackets, everything in turns."
            " The job and the plain group by each begin in a fresh process by the same launcher; its"
            " start and that of the Spark session are counted in the line of the process only, and so is"
            " publishing. Processor time and peak memory (largest resident set) are those of the whole"
            " process at the larger size."
        )
        yield (
            "* The plain group by is the floor: it reads the same files and writes nothing (noop): min, max, count, sum"
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
