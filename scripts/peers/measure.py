"""Runs the job and its peers in turns, and prints the medians as Markdown tables.

Called by scripts/benchmark, which prepares the inputs. Arguments: folder, job jar, "backtest" or another
word for none, rounds, then numbers of customers; the line items are those of the first. Needs
PERENNIAL_HOME. Writes results.md and results.json (every measurement) into the folder.
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
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

HOME = Path(os.environ["PERENNIAL_HOME"])
PEERS = HOME / "scripts" / "peers"
SPARK_OPTIONS = ["--", "--properties-file", str(HOME / "conf" / "spark-defaults-local.conf")]
SPARK_OPTIONS += ["--master", "local[2]", "--driver-memory", "2g"]
# Linux counts the resident set in KiB, macOS in bytes.
RESIDENT_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024

LIFETIMES_CUSTOMERS = 400_000
FLOOR = "Spark, plain group by"
JOB = "**Perennial, all stages**"
HISTORIES = "histories"
BACKTEST = "Perennial, back-test of five origins"
MOVED = ("shuffled", "spilled", "written")


class Process(NamedTuple):
    """What a process took: seconds by the clock, seconds of processors, peak memory in MiB."""

    seconds: float
    processor_seconds: float
    memory: float


class Workload(NamedTuple):
    name: str
    input: str


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
    def __init__(self, folder, jar, backtest, rounds, sizes):
        self.folder = folder
        self.jar = jar
        self.backtest = backtest
        self.rounds = rounds
        self.lifetimes_customers = min(LIFETIMES_CUSTOMERS, sizes[0])
        self.workloads = [
            Workload(f"{size:,} customers", str(folder / f"input-{size}")) for size in sizes
        ]
        self.workloads.append(
            Workload(f"line items of {sizes[0]:,} customers", str(folder / f"lines-{sizes[0]}"))
        )
        # (line of the table, workload) -> what each round took in a cold process, and warmed up
        self.cold = defaultdict(list)
        self.warm = defaultdict(list)
        # (program, workload) -> the process of each round
        self.processes = defaultdict(list)
        self.moved = {}
        self.manifests = {}
        self.lifetimes_seconds = defaultdict(list)

    def submit(self, main, *words):
        # By the job's launcher, with another class and another jar in front of the job's.
        command = [str(HOME / "scripts" / "perennial"), *SPARK_OPTIONS]
        command += ["--jars", self.jar, "--class", main]
        command += [str(self.folder / "peers.jar"), *words]
        return run(command, self.folder / f"{main}.log")

    def floor(self, workload):
        out, process = self.submit("PlainGroupBy", workload.input)
        queries = json.loads(out.splitlines()[-1])
        self.cold[FLOOR, workload.name].append(queries["first query"])
        self.warm[FLOOR, workload.name].append(queries["second query"])
        self.processes[FLOOR, workload.name].append(process)

    def job(self, workload):
        outputs = [self.folder / "cold", self.folder / "warm"]
        if self.backtest:
            outputs.append(self.folder / "backtest")
        for output in outputs:
            shutil.rmtree(output, ignore_errors=True)
        # Every input has order numbers.
        words = [workload.input, *map(str, outputs), "perennial.input.columns.order=order_id"]
        out, process = self.submit("RunTwice", *words)
        self.processes[JOB, workload.name].append(process)
        self.moved[workload.name] = json.loads(out.splitlines()[-1])
        for output, seconds in zip(outputs, (self.cold, self.warm)):
            manifest = self.manifests[workload.name] = self.manifest(output)
            seconds[JOB, workload.name].append(self.duration(manifest))
            for stage in manifest["stages"]:
                seconds[f"– {stage['name']}", workload.name].append(stage["seconds"])
        for output in outputs[2:]:
            self.warm[BACKTEST, workload.name].append(self.duration(self.manifest(output)))

    @staticmethod
    def manifest(output):
        [path] = (output / "_manifest").glob("run_date=*/manifest.json")
        return json.loads(path.read_text())

    @staticmethod
    def duration(manifest):
        # To the microsecond: before Python 3.11 nothing finer is read, and no Z.
        started, finished = (
            datetime.fromisoformat(manifest[end][:26].rstrip("Z")) for end in ("startedAt", "finishedAt")
        )
        return (finished - started).total_seconds()

    def rfm(self, name, workload):
        script = str(PEERS / f"rfm_{name.lower()}.py")
        output = str(self.folder / f"{name}.parquet")
        command = [sys.executable, script, workload.input, output]
        out, process = run(command, self.folder / f"{name}.log")
        line = f"{name}, RFM only"
        self.cold[line, workload.name].append(json.loads(out)["rfm"])
        self.processes[line, workload.name].append(process)

    def lifetimes(self):
        script = str(PEERS / "clv_lifetimes.py")
        command = [sys.executable, script, self.workloads[0].input, str(self.lifetimes_customers)]
        out, _ = run(command, self.folder / "lifetimes.log")
        for step, seconds in json.loads(out).items():
            self.lifetimes_seconds[step].append(seconds)

    def measure(self):
        peers = [name for name in ("DuckDB", "Polars") if self.has(name.lower())]
        lifetimes = self.has("lifetimes") and self.has("duckdb")
        for number in range(1, self.rounds + 1):
            for workload in self.workloads:
                self.say(f"round {number} of {self.rounds}, {workload.name}")
                self.floor(workload)
                self.job(workload)
                for peer in peers:
                    self.rfm(peer, workload)
            if lifetimes:
                self.say(f"round {number} of {self.rounds}, lifetimes")
                self.lifetimes()

    def has(self, module):
        found = importlib.util.find_spec(module) is not None
        if not found:
            self.say(f"no line for {module}, which this Python lacks: see --install-peers")
        return found

    @staticmethod
    def say(words):
        print(f"benchmark: {words}", file=sys.stderr)

    def tables(self):
        names = [workload.name for workload in self.workloads]
        yield self.row("seconds", [cell for name in names for cell in (f"{name}, cold", "warm")])
        yield "|---|" + "---:|" * 2 * len(names)
        lines = list(dict.fromkeys(line for line, _ in (*self.cold, *self.warm)))
        yield self.line(FLOOR)
        yield self.line(JOB)
        yield self.ratio("– times the floor", JOB)
        yield self.line(f"– {HISTORIES}")
        yield self.ratio("– – times the floor", f"– {HISTORIES}")
        for line in lines:
            if line not in (FLOOR, JOB, f"– {HISTORIES}"):
                yield self.line(line)
        yield ""
        yield self.row("process", ["processor time", "peak memory", *MOVED])
        yield "|---|" + "---:|" * (2 + len(MOVED))
        for (line, name), processes in self.processes.items():
            yield self.row(f"{line}, {name}", self.process_cells(line, name, processes))
        yield ""
        if self.lifetimes_seconds:
            yield f"| lifetimes, {self.lifetimes_customers:,} customers | seconds |"
            yield "|---|---:|"
            for step, seconds in self.lifetimes_seconds.items():
                yield self.row(step, [self.median(seconds)])
            yield ""

    def line(self, line):
        return self.row(
            line,
            [
                self.median(seconds.get((line, workload.name)))
                for workload in self.workloads
                for seconds in (self.cold, self.warm)
            ],
        )

    def ratio(self, label, line):
        return self.row(
            label,
            [
                f"{statistics.median(seconds[line, name]) / statistics.median(seconds[FLOOR, name]):.2f}"
                for name in (workload.name for workload in self.workloads)
                for seconds in (self.cold, self.warm)
            ],
        )

    @staticmethod
    def row(line, cells):
        return f"| {line} | " + " | ".join(cells) + " |"

    @staticmethod
    def median(values):
        if not values:
            return ""
        spread = f" ({min(values):.1f}–{max(values):.1f})" if len(values) > 1 else ""
        return f"{statistics.median(values):.1f}{spread}"

    def process_cells(self, line, name, processes):
        processor = statistics.median(process.processor_seconds for process in processes)
        memory = max(process.memory for process in processes)
        moved = self.moved[name] if line == JOB else {}
        cells = [f"{moved[what] / 2**20:,.0f} MiB" if what in moved else "" for what in MOVED]
        return [f"{processor:.1f} s", f"{memory:,.0f} MiB", *cells]

    def notes(self):
        for name, manifest in self.manifests.items():
            counts = manifest["counts"]
            yield (
                f"* {name}: {counts['accepted']['rows']:,} rows,"
                f" {counts['purchaseDays']:,} purchase days."
            )
        versions = manifest["versions"]
        yield (
            f"* Perennial {versions['perennial']}, Spark {versions['spark']}, Java {versions['java']},"
            f" Python {platform.python_version()}; local[2], 2 GB of driver memory;"
            f" {os.cpu_count()} cores, {platform.machine()}, {platform.system()}."
        )
        yield (
            f"* Medians of {self.rounds} round(s), least and most in brackets, everything in turns. The job and the"
            " plain group by each run twice in one session of a fresh process: cold, then warm. The start of"
            " Java and of the session and publishing are in no line; processor time, peak memory (largest resident"
            " set) and bytes are those of the whole process, both runs together"
            + (" and the back-test." if self.backtest else ".")
        )
        yield (
            "* Benchmarks and tables run two at a time: their lines go from start to end of each, waiting"
            " included, and come to more than the whole."
        )
        yield (
            "* The plain group by is the floor: it reads the same files and writes nothing (noop): min, max,"
            " count, sum by customer."
        )

    def write(self):
        report = "\n".join([*self.tables(), *self.notes(), ""])
        (self.folder / "results.md").write_text(report)
        kept = {
            "cold": self.plain(self.cold),
            "warm": self.plain(self.warm),
            "processes": self.plain(self.processes),
            "moved": self.moved,
            "lifetimes": self.lifetimes_seconds,
        }
        (self.folder / "results.json").write_text(json.dumps(kept, indent=2))
        print(report)

    @staticmethod
    def plain(measured):
        return [{"line": line, "workload": name, "values": v} for (line, name), v in measured.items()]


def main(folder, jar, backtest, rounds, *sizes):
    benchmark = Benchmark(Path(folder), jar, backtest == "backtest", int(rounds), [int(size) for size in sizes])
    benchmark.measure()
    benchmark.write()


if __name__ == "__main__":
    main(*sys.argv[1:])
