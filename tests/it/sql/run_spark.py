"""Runs the jobs of a folder on Spark, all in one application: NAME.json holds rows to hand over, statements and a query.

    run_spark.py FOLDER MASTER

The rows of the query go to NAME.out, one a line: fields between tabs, \\N for NULL. What went wrong goes to NAME.err. Each job
has a session of its own, so that views of one are not seen by another; what a job is made of is done by kaohe's own driver.
"""
import json
import pathlib
import sys
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "src" / "cluster"))
import driver  # noqa: E402
from pyspark.sql import SparkSession  # noqa: E402
from written import lines  # noqa: E402

SETTINGS = {
    # Rows are few: one part is enough, and code made for a query would be run once.
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.session.timeZone": "UTC",
    "spark.ui.enabled": "false",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "spark.driver.memory": "2g",
}


def run(spark, path):
    job = json.loads(path.read_text(encoding="utf-8"))
    try:
        session = spark.newSession()
        for key, value in SETTINGS.items():
            if key.startswith("spark.sql."):
                session.conf.set(key, value)
        for given in job["given"]:
            driver.hand_over(session, given)
        for statement in job["before"]:
            driver.step(session, statement, False, None)
        rows = session.sql(job["query"]).collect()
        out = lines(rows)
        path.with_suffix(".out").write_text(out, encoding="utf-8")
    except Exception as error:  # whatever it is, the test tells it
        path.with_suffix(".err").write_text(f"{type(error).__name__}: {error}", encoding="utf-8")


builder = SparkSession.builder.appName("kaohe tests").master(sys.argv[2])
for key, value in SETTINGS.items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()
with ThreadPoolExecutor(2) as pool:
    list(pool.map(lambda path: run(spark, path), sorted(pathlib.Path(sys.argv[1]).glob("*.json"))))
spark.stop()
