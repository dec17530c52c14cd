//! Drawing findings: for people (fancy), for a line-oriented tool (short), for machines (json).
