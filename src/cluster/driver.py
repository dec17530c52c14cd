"""Runs one job on Spark and says on standard output how it goes: lines of JSON behind a mark.

Started by kaohe with the name of a file that holds the job; nothing here knows what the statements mean. Results are
written beside the place where they are to stand and put there when they are whole."""
import json
import os
import re
import shutil
import signal
import sys
import threading
import time

MARK = "@kaohe "


def say(**event):
    sys.stdout.write(MARK + json.dumps(event, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def cause(error):
    """The first line of what went wrong, and what is at the bottom of it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    first = lines[0] if lines else type(error).__name__
    deepest = [line for line in lines if line.startswith("Caused by:")]
    below = deepest[-1][len("Caused by:"):].strip() if deepest else ""
    return first, "" if below in first else below


class Place:
    """Where results are put: written under another name first, then renamed."""

    def __init__(self, spark, path, remote):
        self.spark, self.path, self.remote = spark, path, remote
        self.draft = f"{path}.unfinished-{os.getpid()}-{int(time.time())}"
        self.here = path[len("file://"):] if path.startswith("file://") else path if "://" not in path else None
        # Through Spark Connect there is no way to rename a file elsewhere than here.
        self.direct = remote and (self.here is None or not os.path.isdir(os.path.dirname(os.path.abspath(self.here))))

    def target(self):
        return self.path if self.direct else self.draft

    def files(self):
        java = self.spark._jvm
        path = java.org.apache.hadoop.fs.Path
        system = path(self.path).getFileSystem(self.spark._jsc.hadoopConfiguration())
        return system, path

    def finish(self):
        if self.direct:
            return
        if self.remote:
            old = self.draft + "-old"
            if os.path.exists(self.here):
                os.rename(self.here, old)
            os.rename(strip(self.draft), self.here)
            shutil.rmtree(old, ignore_errors=True)
            return
        system, path = self.files()
        old, now, new = path(self.draft + "-old"), path(self.path), path(self.draft)
        moved = system.exists(now)
        if moved and not system.rename(now, old):
            raise OSError(f"cannot move {self.path} aside")
        if not system.rename(new, now):
            if moved:
                system.rename(old, now)
            raise OSError(f"cannot put the results at {self.path}")
        if moved:
            system.delete(old, True)

    def forget(self):
        """Leaves nothing behind of what was not finished."""
        try:
            if self.direct:
                return
            if self.remote:
                shutil.rmtree(strip(self.draft), ignore_errors=True)
            else:
                system, path = self.files()
                system.delete(path(self.draft), True)
        except Exception:
            pass


def strip(path):
    return path[len("file://"):] if path.startswith("file://") else path


def watch(spark, remote, stop):
    """Tells how many tasks are done, until it is told to stop."""
    if remote:
        try:
            def progress(stages, inflight_tasks, operation_id, done):
                say(event="progress", done=sum(s.num_completed_tasks for s in stages), of=sum(s.num_tasks for s in stages))
            spark.registerProgressHandler(progress)
        except Exception:
            pass
        return
    tracker = spark.sparkContext.statusTracker()

    def look():
        finished, seen, told = {}, {}, None
        while not stop.wait(0.5):
            for job in tracker.getActiveJobsIds():
                info = tracker.getJobInfo(job)
                for stage in info.stageIds if info else []:
                    state = tracker.getStageInfo(stage)
                    if state:
                        seen[stage], finished[stage] = state.numTasks, state.numCompletedTasks
            now = (sum(finished.values()), sum(seen.values()))
            if now != told and now[1]:
                told = now
                say(event="progress", done=now[0], of=now[1])
    threading.Thread(target=look, daemon=True).start()


def hand_over(spark, given):
    """Makes rows that came with the job a view of their name."""
    from pyspark.sql import types
    kinds = {"double": types.DoubleType(), "string": types.StringType(), "boolean": types.BooleanType(), "int": types.IntegerType()}
    columns = given["columns"] or [{"name": "nothing", "kind": "int", "values": [None] * given["rows"]}]
    schema = types.StructType([types.StructField(c["name"], kinds[c["kind"]]) for c in columns])
    values = [[float(v) if c["kind"] == "double" and v is not None else v for v in c["values"]] for c in columns]
    spark.createDataFrame(list(zip(*values)), schema).createOrReplaceTempView(given["name"])


BLOCK = re.compile(r"\A(?:--[^\n]*\n)*(CACHE TABLE|CREATE OR REPLACE TEMPORARY VIEW) `((?:[^`]|``)+)` AS\n(.*)\Z", re.S)


def step(spark, statement, remote, folder):
    """Runs a statement. A block that others read several times is computed once and cut off from what it was made of:
    Spark plans a view of views anew for each use of each of them, and never comes to an end."""
    block = BLOCK.match(statement)
    if not block:
        spark.sql(statement)
        return
    kind, name, query = block.groups()
    rows = spark.sql(query)
    if kind == "CACHE TABLE":
        if folder and not remote:
            spark.sparkContext.setCheckpointDir(folder)
            rows = rows.checkpoint(eager=True)
        else:
            from pyspark import StorageLevel
            # Each block is kept twice, so that a worker may be lost.
            rows = rows.localCheckpoint(eager=True, storageLevel=StorageLevel.MEMORY_AND_DISK_2)
    # With its quotes: without them a name is of Latin letters only.
    rows.createOrReplaceTempView(f"`{name}`")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    remote = job.get("remote")
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        say(event="failed", stage="start", what=str(error), cause="")
        return 3
    builder = SparkSession.builder.appName(job["name"])
    if remote:
        builder = builder.remote(remote)
    elif job.get("master"):
        builder = builder.master(job["master"])
    for key, value in job.get("settings", {}).items():
        builder = builder.config(key, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:
        what, below = cause(error)
        say(event="failed", stage="connect", what=what, cause=below)
        return 4
    say(event="started", version=spark.version, application=None if remote else spark.sparkContext.applicationId)
    stop, place = threading.Event(), None

    def end(*_):
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    try:
        watch(spark, bool(remote), stop)
        for key, value in job.get("settings", {}).items():
            try:
                spark.conf.set(key, value)
            except Exception:
                # Settings of the cluster itself were given when it was started.
                pass
        for given in job.get("given", []):
            hand_over(spark, given)
        for statement in job.get("before", []):
            step(spark, statement, bool(remote), job.get("settings", {}).get("spark.checkpoint.dir"))
        results = spark.sql(job["query"])
        if job.get("output"):
            place = Place(spark, job["output"], bool(remote))
            mode = "errorifexists" if place.direct else "overwrite"
            results.write.mode(mode).parquet(place.target())
            place.finish()
            done, place = place, None
            results = spark.read.parquet(done.path)
        else:
            results = results.cache()
        say(event="written", rows=results.count(), path=job.get("output"))
        for name, columns, query in job.get("summaries", []):
            results.createOrReplaceTempView("results")
            rows = [[row[column] for column in columns] for row in spark.sql(query).collect()]
            say(event="table", name=name, columns=columns, rows=rows)
        say(event="finished")
        return 0
    except KeyboardInterrupt:
        say(event="failed", stage="stopped", what="stopped", cause="")
        return 6
    except Exception as error:
        what, below = cause(error)
        say(event="failed", stage="run", what=what, cause=below)
        return 5
    finally:
        stop.set()
        if place is not None:
            place.forget()
        try:
            spark.stop()
        except Exception:
            pass


if __name__ == "__main__":
    sys.exit(main())
