//! What a rubric's texts say, without where they say it: comments, blank lines and the way a value is
//! laid out do not count.

use std::path::Path;

use super::extends;
use crate::diagnostic::Bag;
use crate::host::Host;
use crate::syntax::{Node, Table, Value};
use crate::text::Sources;

/// The rubric and those it extends; `None` if it cannot be read.
pub fn meaning(host: &dyn Host, path: &Path) -> Option<String> {
    let mut findings = Bag::default();
    let read = extends::read(host, path, &mut Sources::default(), &mut findings).ok()?;
    // What could not be parsed is not in the documents.
    if findings.has_errors() || read.unreadable {
        return None;
    }
    let mut said = String::new();
    for document in &read.documents {
        table(&document.root, &mut said);
    }
    Some(said)
}

fn table(table: &Table, said: &mut String) {
    said.push('{');
    for entry in &table.entries {
        said.push_str(&format!("{:?}=", entry.key));
        node(&entry.node, said);
    }
    said.push('}');
}

fn node(node: &Node, said: &mut String) {
    match &node.value {
        Value::Text(text) => said.push_str(&format!("{text:?}")),
        Value::Number(number) => said.push_str(&format!("{number:?}")),
        Value::Bool(flag) => said.push_str(if *flag { "true" } else { "false" }),
        Value::Date(seconds) => said.push_str(&format!("@{:?}", seconds.to_bits())),
        Value::List(items) => {
            said.push('[');
            items.iter().for_each(|item| self::node(item, said));
            said.push(']');
        }
        Value::Table(inner) => table(inner, said),
    }
    said.push(',');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Memory;

    fn of(text: &str) -> Option<String> {
        meaning(&Memory::default().with("a.toml", text), Path::new("a.toml"))
    }

    #[test]
    fn layout_is_no_meaning() {
        let plain = of("kaohe = 1\n[a]\nb = { c = 1.50, d = [\"x\"] }\n");
        assert!(plain.is_some());
        assert_eq!(plain, of("# a comment\nkaohe = 1 # one\n\n[a.b]\nc = 1.5\nd = [\n  \"x\", # this\n]\n"));
        assert_ne!(plain, of("kaohe = 1\n[a]\nb = { c = 1.51, d = [\"x\"] }\n"));
        assert_ne!(plain, of("kaohe = 1\n[a]\nb = { d = [\"x\"], c = 1.50 }\n"));
        assert_eq!(of("kaohe = \n"), None);
    }
}
