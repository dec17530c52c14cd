//! Rules left out, turned round, or made to go in a circle.

use kaohe::syntax::{Table, TreeKind, Value};
use kaohe::text::Span;

use super::figures::mutated;
use super::place::Text;
use super::{Fault, Kind};

pub static CYCLE: Kind = Kind {
    id: "cycle",
    zh: "公式绕回自身",
    en: "a formula that comes back to itself",
    says: false,
    make: |text, _| {
        let mut all = Vec::new();
        for list in ["element", "indicator"] {
            for table in text.tables(list) {
                let key = if list == "element" { "value" } else { "formula" };
                if let (Some(id), Some(node)) = (table.text("id"), table.get(key))
                    && node.as_text().is_some()
                    && (list == "indicator" || !table.has("from"))
                {
                    all.push(Fault::at(vec![
                        text.put(Span::new(node.span.end - 1, node.span.end - 1), format!(" + {id}")),
                    ]));
                }
            }
        }
        // An element that an indicator uses, computed from that indicator.
        let derived: Vec<&Table> =
            text.tables("element").into_iter().filter(|table| !table.has("from") && table.has("value")).collect();
        for indicator in text.tables("indicator") {
            let (Some(id), Some(formula)) = (indicator.text("id"), indicator.text("formula")) else { continue };
            for element in &derived {
                if element.text("id").is_some_and(|used| formula == used)
                    && let Some(node) = element.get("value").filter(|node| node.as_text().is_some())
                {
                    let at = node.span.end - 1;
                    all.push(Fault::at(vec![text.put(Span::new(at, at), format!(" + {id}"))]));
                }
            }
        }
        all
    },
};

/// The id, and what the block is part of.
fn names(table: &Table) -> Vec<String> {
    ["id", "name", "in"].iter().filter_map(|key| table.text(key)).map(String::from).collect()
}

pub static BAND: Kind = Kind {
    id: "band",
    zh: "漏了一档",
    en: "a band or level left out",
    says: false,
    make: |text, _| mutated(text, "drop-band").into_iter().map(|edits| Fault::gone(edits, Vec::new())).collect(),
};

fn blocks(text: &Text<'_>, wanted: &[&str]) -> Vec<Fault> {
    let blocks = text.blocks.iter().filter(|block| wanted.contains(&block.head));
    let faults = blocks.map(|block| {
        let body = text.raw(block.span);
        let names = body.lines().filter_map(|line| {
            let (key, value) = line.split_once(" = ")?;
            let names = matches!(key, "id" | "name" | "in");
            names.then(|| value.split(" #").next().unwrap_or(value).trim_matches('"').to_string())
        });
        Fault::gone(vec![text.put(block.span, "")], names.collect())
    });
    faults.collect()
}

pub static RULE: Kind = Kind {
    id: "rule",
    zh: "漏了一条否决、后果或等级",
    en: "a veto, consequence or grade left out",
    says: false,
    make: |text, _| blocks(text, &["veto", "adjust", "consequence", "grade", "quota", "correction", "mean_cap"]),
};

pub static BLOCK: Kind = Kind {
    id: "entry",
    zh: "漏了一个指标、类别、数据元或考核主体",
    en: "an indicator, category, element or rater left out",
    says: false,
    make: |text, _| blocks(text, &["indicator", "category", "element", "rater", "ballot"]),
};

pub static NAMED: Kind = Kind {
    id: "declaration",
    zh: "漏了一个参数、数据表或对照表",
    en: "a parameter, source or table left out",
    says: false,
    make: |text, _| {
        let mut all = Vec::new();
        for block in &text.blocks {
            if let Some((list, name)) = block.head.split_once('.')
                && matches!(list, "data" | "table" | "param")
                && !name.ends_with(".columns")
            {
                let name = name.trim_matches('"').to_string();
                all.push(Fault::gone(vec![text.put(block.span, "")], vec![name]));
            }
        }
        if let Some(params) = text.root.table("param") {
            for entry in &params.entries {
                let span = entry.key_span.hull(entry.node.span);
                if text.raw(span).contains('=') && !text.raw(entry.key_span).starts_with('[') {
                    all.push(Fault::gone(vec![text.without_line(span)], vec![entry.key.clone()]));
                }
            }
        }
        all
    },
};

pub static ZERO: Kind = Kind {
    id: "zero",
    zh: "除数可以是 0 而没有交代",
    en: "a divisor that may be 0, and nothing said of it",
    says: true,
    make: |text, _| {
        let mut all = Vec::new();
        // What is divided by may be 0 as far as its range says.
        let none = |name: &str| {
            let element = text.tables("element").into_iter().find(|table| table.text("id") == Some(name));
            let range = element.and_then(|table| table.get("range")).map(kaohe::syntax::Node::items);
            element.is_some_and(|table| table.has("from"))
                && matches!(range, Some([low, _]) if low.as_number() == Some(kaohe::number::Decimal::ZERO))
        };
        let divides = |table: &&Table| {
            let formula = table.text("formula").unwrap_or_default();
            let divisor = formula.split_once(" / ").map(|(_, right)| right.split(' ').next().unwrap_or_default());
            divisor.is_some_and(none)
        };
        let dividing: Vec<&Table> = text.tables("indicator").into_iter().filter(divides).collect();
        let said: Vec<_> = ["missing", "undefined"]
            .iter()
            .filter_map(|key| text.root.table("rubric")?.entry(key))
            .map(|entry| text.without_line(entry.key_span.hull(entry.node.span)))
            .collect();
        if said.is_empty() {
            for table in &dividing {
                for key in ["undefined", "missing"] {
                    if let Some(entry) = table.entry(key) {
                        let span = entry.key_span.hull(entry.node.span);
                        all.push(Fault::gone(vec![text.without_line(span)], names(table)));
                    }
                }
            }
        } else {
            // The rule for all of them, and with it that of one.
            for table in &dividing {
                let mut edits = said.clone();
                let own = ["undefined", "missing"].iter().filter_map(|key| table.entry(key));
                edits.extend(own.map(|entry| text.without_line(entry.key_span.hull(entry.node.span))));
                let formula = table.text("formula").map(String::from);
                all.push(Fault::gone(edits, formula.into_iter().collect()));
            }
        }
        // The least a divisor can be, where it is more than 0.
        let mut divisors = Vec::new();
        text.site.parts(&mut |tree| {
            if let TreeKind::Binary(kaohe::number::BinaryOp::Div, _, right) = &tree.kind
                && let TreeKind::Name(name) = &right.kind
            {
                divisors.push(name.clone());
            }
        });
        for table in text.tables("element") {
            let Some([low, _]) = table.get("range").map(kaohe::syntax::Node::items) else { continue };
            // Where a rule for all is written, it holds for this divisor too.
            let above = said.is_empty()
                && matches!(low.value, Value::Number(_))
                && low.as_number().is_some_and(|low| low > kaohe::number::Decimal::ZERO);
            if above && table.text("id").is_some_and(|id| divisors.iter().any(|name| name == id)) {
                let names = table.text("id").map(String::from).into_iter().collect();
                let mut fault = Fault::gone(vec![text.put(low.span, "0")], names);
                fault.also.around = true;
                all.push(fault);
            }
        }
        all
    },
};

pub static BETTER: Kind = Kind {
    id: "better",
    zh: "好坏方向写反",
    en: "better the other way round",
    says: true,
    make: |text, _| mutated(text, "better").into_iter().map(Fault::at).collect(),
};

pub static COMPARISON: Kind = Kind {
    id: "comparison",
    zh: "比较写反",
    en: "a comparison the other way round",
    says: false,
    make: |text, _| mutated(text, "direction").into_iter().map(Fault::at).collect(),
};

pub static SIDE: Kind = Kind {
    id: "side",
    zh: "“不少于”与“不多于”写错",
    en: "`at_least` for `at_most`",
    says: false,
    make: |text, _| mutated(text, "side").into_iter().map(Fault::at).collect(),
};
