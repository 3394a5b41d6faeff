"""Digests the runs of a folder with PySpark, and makes the report of all.

    python spark.py FOLDER REPORT.html [MASTER]

MASTER is `local[*]` unless it is said: all cores of this machine. On a cluster every worker has the
program and sees the folder under the same path.
"""
import os
import pathlib
import subprocess
import sys

from pyspark.sql import SparkSession

VIZBP = os.environ.get("VIZBP", "vizbp")


def digests(folders):
    """The digests of some runs, a line each."""
    folders = list(folders)
    if not folders:
        return []
    # Without -o the lines would go to a file of the worker.
    done = subprocess.run([VIZBP, "digest", "--quiet", *folders, "-o", "-"],
                          check=True, capture_output=True, text=True)
    return [line for line in done.stdout.split("\n") if line]


def main(folder, report, master="local[*]"):
    runs = sorted(str(path) for path in pathlib.Path(folder).iterdir() if path.is_dir())
    spark = SparkSession.builder.master(master).appName("vizbp digest").getOrCreate()
    parts = max(1, min(len(runs) // 20, 4 * spark.sparkContext.defaultParallelism))
    lines = spark.sparkContext.parallelize(runs, parts).mapPartitions(digests).collect()
    spark.stop()
    # The order in which the parts came does not matter.
    subprocess.run([VIZBP, "digest", "--quiet", "-", "-o", report + ".digest"], check=True,
                   input="\n".join(lines) + "\n", text=True)
    subprocess.run([VIZBP, "report", report + ".digest", "-o", report], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
