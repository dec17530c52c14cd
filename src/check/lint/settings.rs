//! `[lint]`: what a rubric says of findings about its method.

use super::LINTS;
use crate::check::{Checker, Reading, codes, shapes};
use crate::diagnostic::{Diagnostic, Severity};
use crate::rubric::{Allow, Exempt, Lint, Lints};
use crate::syntax::{Document, Node, Table, Value};
use crate::text::Span;
use crate::text::words::list;
use crate::words;

/// The lists in which something has a name that can be allowed something.
const NAMED: &[&str] = &[
    "element",
    "indicator",
    "category",
    "check",
    "rater",
    "variant",
    "veto",
    "adjust",
    "grade",
    "quota",
    "consequence",
    "duty",
    "stage",
    "void",
];

/// What a rubric and those it extends say, the nearest first.
pub fn settings(reading: &Reading<'_>) -> Lints {
    let mut all: Vec<(&Document, &str, Span, Table)> = Vec::new();
    for document in reading.documents.iter().rev() {
        let entries = document.root.table("lint").map(|table| table.entries.as_slice()).unwrap_or_default();
        for entry in entries {
            let Some(near) = entry.node.as_table() else { continue };
            let mut said = match all.iter().position(|(_, code, ..)| *code == entry.key) {
                Some(at) => all.remove(at).3,
                None => Table::default(),
            };
            if near.flag("remove") == Some(true) {
                continue;
            }
            for key in &near.entries {
                said.entries.retain(|known| known.key != key.key);
                said.entries.push(key.clone());
            }
            all.push((document, &entry.key, entry.key_span, said));
        }
    }
    let lint = |(document, code, span, said): (&Document, &str, Span, Table)| Lint {
        code: code.to_string(),
        source: document.source,
        span,
        allow: match said.get("allow") {
            Some(Node { value: Value::Bool(true), .. }) => Allow::Everything,
            Some(node @ Node { value: Value::Text(_) | Value::List(_), .. }) => {
                let names = std::iter::once(node).chain(node.items());
                let names = names.filter_map(|name| Some((name.as_text()?, name.span)));
                Allow::Of(names.map(|(name, written)| exempt(reading, name, written)).collect())
            }
            Some(_) | None => Allow::Nothing,
        },
        level: match said.text("level") {
            Some("error") => Some(Severity::Error),
            Some("warning") => Some(Severity::Warning),
            Some("note") => Some(Severity::Note),
            Some(_) | None => None,
        },
        limit: said.number("limit"),
        inherited: !reading
            .documents
            .first()
            .is_some_and(|nearest| nearest.root.table("lint").is_some_and(|own| own.has(code))),
    };
    Lints { all: all.into_iter().map(lint).collect() }
}

/// A thing by its name, with all places that declare it or change what a base declares.
fn exempt(reading: &Reading<'_>, name: &str, written: Span) -> Exempt {
    let mut things = Vec::new();
    for root in reading.documents.iter().map(|document| &document.root) {
        for table in NAMED.iter().flat_map(|key| root.tables(key)) {
            if [table.text("id"), shown(table)].contains(&Some(name)) {
                things.push(table.entries.iter().fold(table.span, |all, entry| all.hull(entry.node.span)));
            }
        }
        for key in ["data", "table", "param", "weights"] {
            let entry = root.table(key).and_then(|tables| tables.entry(name));
            things.extend(entry.map(|entry| entry.key_span.hull(entry.node.span)));
        }
    }
    Exempt { name: name.to_string(), written, things }
}

fn shown(table: &Table) -> Option<&str> {
    let node = table.get("name")?;
    match &node.value {
        Value::Table(both) => both.text("zh").or(both.text("en")),
        _ => node.as_text(),
    }
}

impl Checker<'_> {
    /// Entries of `[lint]` that make no sense of themselves.
    pub(in crate::check) fn lint_entries(&mut self, root: &Table) {
        let Some(table) = root.table("lint") else { return };
        for entry in &table.entries {
            let Some(said) = entry.node.as_table() else { continue };
            let code = &entry.key;
            let permits = match said.get("allow").map(|node| &node.value) {
                Some(Value::Bool(allow)) => *allow,
                Some(_) => true,
                None => false,
            };
            let lowers = matches!(said.text("level"), Some("warning" | "note"));
            let reason = said.text("reason").is_some_and(|reason| !reason.trim().is_empty());
            let source = self.source;
            let at = |finding: Diagnostic| finding.at((source, entry.key_span), words!("这里", "here"));
            if (permits || lowers) && !reason {
                let finding = Diagnostic::warning(
                    codes::LINT_REASON,
                    words!(
                        "`{code}` 没有写放行或改级别的理由",
                        "`{code}` is allowed, or its level set, without a reason"
                    ),
                );
                self.bag.push(at(finding).help(words!(
                    "补上 `reason = \"…\"`：为什么在这个方案里不是问题",
                    "add `reason = \"…\"`: why it is no fault in this rubric"
                )));
            }
            if let Some(limit) = said.get("limit") {
                self.limit_of_lint(code, limit);
            }
            if !["allow", "level", "limit", "remove"].iter().any(|key| said.has(key)) {
                let finding = Diagnostic::warning(
                    codes::LINT_FIRM,
                    words!("`{code}` 没有说要怎样", "`{code}` does not say what is wanted"),
                );
                self.bag.push(at(finding).help(words!(
                    "写 `allow = true` 不再提示，或 `level`、`limit`",
                    "write `allow = true` to be told no longer, or `level`, or `limit`"
                )));
            }
        }
        // Names of what is allowed something.
        let known: Vec<&str> = shapes::ROOT
            .keys
            .iter()
            .filter(|key| NAMED.contains(&key.name))
            .flat_map(|key| root.tables(key.name))
            .flat_map(|table| [table.text("id"), shown(table)])
            .flatten()
            .collect();
        let unknown: Vec<Exempt> = self
            .lints
            .all
            .iter()
            .filter_map(|lint| match &lint.allow {
                Allow::Of(exempt) => Some(exempt),
                Allow::Nothing | Allow::Everything => None,
            })
            .flatten()
            .filter(|exempt| exempt.things.is_empty())
            .cloned()
            .collect();
        for exempt in unknown {
            let name = &exempt.name;
            self.unknown(
                codes::UNKNOWN_TARGET,
                exempt.written,
                &words!("要放行的 `{name}`", "`{name}` to allow this for"),
                name,
                &known,
            );
        }
    }

    /// A limit stands only where a lint has one, and within what it is a share of.
    fn limit_of_lint(&mut self, code: &str, node: &Node) {
        let Some(limit) = node.as_number() else { return };
        let lint = LINTS.iter().find(|lint| lint.code.id == code);
        let at = |finding: Diagnostic| finding.at((self.source, node.span), words!("这里", "here"));
        if lint.and_then(|lint| lint.limit).is_none() {
            let limited: Vec<&str> =
                LINTS.iter().filter(|lint| lint.limit.is_some()).map(|lint| lint.code.id).collect();
            let limited = list(&limited, words!("和", "and"));
            let (zh, en) = (limited.zh, limited.en);
            let finding =
                Diagnostic::warning(codes::LINT_FIRM, words!("`{code}` 没有界限可定", "`{code}` has no limit to set"));
            let finding = at(finding)
                .help(words!("去掉 `limit`；有界限的是 {zh}", "leave `limit` out; those with a limit are {en}"));
            self.bag.push(finding);
        } else if !(0.0..=1.0).contains(&limit.to_f64()) {
            let finding = Diagnostic::warning(
                codes::LINT_FIRM,
                words!("`{code}` 的界限是份额，从 0 到 1", "the limit of `{code}` is a share, from 0 to 1"),
            );
            let finding = at(finding).help(words!("四成写 `0.4`", "write 40 % as `0.4`"));
            self.bag.push(finding);
        }
    }
}
