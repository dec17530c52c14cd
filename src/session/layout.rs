//! Laying out a rubric.

use crate::check::is_formula;
use crate::diagnostic::{Bag, Severity};
use crate::syntax::{Document, Node, Table, Value, format, lex, parse};
use crate::text::Sources;

/// The text of a rubric in one layout, or what keeps it from being read.
///
/// # Errors
/// The findings of form; a text that cannot be read is not laid out.
pub fn formatted(name: &str, text: &str, sources: &mut Sources) -> Result<String, Bag> {
    let mut found = Bag::default();
    let source = sources.add(name, text);
    let before = parse(source, text, &mut found);
    found.all.retain(|finding| finding.severity == Severity::Error);
    if !found.is_empty() {
        return Err(found);
    }
    let out = format(text, &is_formula);
    // What is laid out says what was said; else it is left as it was.
    let after = parse(source, &out, &mut found);
    let same = found.is_empty() && same_meaning(&before, &after);
    Ok(if same { out } else { text.to_string() })
}

fn same_meaning(before: &Document, after: &Document) -> bool {
    same_tables(&before.root, &after.root)
}

fn same_tables(before: &Table, after: &Table) -> bool {
    before.entries.len() == after.entries.len()
        && before.entries.iter().zip(&after.entries).all(|(a, b)| a.key == b.key && same(&a.node, &b.node))
}

fn same(before: &Node, after: &Node) -> bool {
    match (&before.value, &after.value) {
        (Value::Text(a), Value::Text(b)) => a == b || same_formulas(a, b),
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Table(a), Value::Table(b)) => same_tables(a, b),
        (a, b) => a == b,
    }
}

/// Formulas of the same tokens.
fn same_formulas(before: &str, after: &str) -> bool {
    let (before, after) = (lex(before), lex(after));
    before.slips.is_empty()
        && after.slips.is_empty()
        && before.tokens.iter().map(|token| &token.kind).eq(after.tokens.iter().map(|token| &token.kind))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::SourceId;

    fn document(text: &str) -> Document {
        parse(SourceId(0), text, &mut Bag::default())
    }

    #[test]
    fn another_meaning_is_seen() {
        let same = |a: &str, b: &str| same_meaning(&document(a), &document(b));
        assert!(same("a = \"x+1\"\nb = [1,2]", "a = 'x + 1'\n\nb = [\n 1, # c\n 2,\n]"));
        assert!(!same("a = \"x + 1\"", "a = \"x - 1\""));
        assert!(!same("a = \"甲  乙\"", "a = \"甲 丙\""));
        assert!(!same("a = 1\nb = 2", "b = 2\na = 1"));
        assert!(!same("a = [1, 2]", "a = [1]"));
    }

    #[test]
    fn what_cannot_be_read_is_told_and_left() {
        let found = formatted("a.toml", "a=1\nb = “x”\n", &mut Sources::default()).expect_err("a slip");
        assert_eq!(found.all[0].code.id, "K0103");
    }
}
