"""How rows are handed back to the tests: one a line, fields between tabs, \\N for NULL."""


def field(value):
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    text = str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def lines(rows):
    return "".join("\t".join(field(value) for value in row) + "\n" for row in rows)
