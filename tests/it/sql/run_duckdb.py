"""Runs the scripts of a folder in DuckDB: NAME.sql, after NAME.setup.sql, each in a database of its own.

The rows of the last query go to NAME.out, one a line: fields between tabs, \\N for NULL. What went
wrong goes to NAME.err.
"""
import pathlib
import sys

import duckdb

from written import lines


for script in sorted(pathlib.Path(sys.argv[1]).glob("*.sql")):
    if script.name.endswith(".setup.sql"):
        continue
    name = script.name[: -len(".sql")]
    try:
        database = duckdb.connect(":memory:")
        database.execute("SET threads = 2")
        setup = script.with_name(name + ".setup.sql")
        if setup.exists() and setup.read_text().strip():
            database.execute(setup.read_text())
        cursor = database.execute(script.read_text())
        rows = cursor.fetchall()
        out = lines(rows)
        script.with_name(name + ".out").write_text(out)
        database.close()
    except Exception as error:  # whatever it is, the test tells it
        script.with_name(name + ".err").write_text(f"{type(error).__name__}: {error}")
