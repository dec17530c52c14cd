//! `[table.…]` and parameters that change with the date.

use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::number::Decimal;
use crate::rubric::{Dated, LookupEntries, LookupTable, ParamValue};
use crate::syntax::{Node, Table};
use crate::words;

impl Checker<'_> {
    pub(super) fn lookups(&mut self, root: &Table) -> Vec<LookupTable> {
        let Some(tables) = root.table("table") else { return Vec::new() };
        let all = tables.entries.iter().map(|entry| {
            let entries = entry.node.as_table().and_then(|table| self.lookup_entries(table, &entry.key));
            LookupTable {
                id: entry.key.clone(),
                entries: entries.unwrap_or_else(|| LookupEntries::Words(Vec::new())),
                otherwise: entry.node.as_table().and_then(|table| table.number("otherwise")),
                span: entry.key_span,
            }
        });
        all.collect()
    }

    fn lookup_entries(&mut self, table: &Table, name: &str) -> Option<LookupEntries> {
        let keys: Vec<&str> = ["words", "at_least", "at_most"].into_iter().filter(|key| table.has(key)).collect();
        let [key] = keys.as_slice() else {
            self.bag.push(
                Diagnostic::error(
                    codes::EXCLUSIVE,
                    words!(
                        "查找表 `{name}` 要写且只写一种内容",
                        "the table `{name}` takes exactly one kind of entries"
                    ),
                )
                .at((self.source, table.span), words!("这里", "here"))
                .help(words!(
                    "按文字写 `words = {{ \"国家级\" = 5 }}`，按数值写 `at_least` 或 `at_most`",
                    "write `words = {{ \"gold\" = 5 }}` by words, `at_least` or `at_most` by numbers"
                )),
            );
            return None;
        };
        if *key == "words" {
            let words = table.table(key)?.entries.iter();
            return Some(LookupEntries::Words(
                words.filter_map(|e| Some((e.key.clone(), e.node.as_number()?))).collect(),
            ));
        }
        let mut pairs: Vec<(Decimal, Decimal)> = Vec::new();
        for item in table.get(key)?.items() {
            let [edge, value] = item.items() else { continue };
            let (edge, value) = (edge.as_number()?, value.as_number()?);
            let falling = *key == "at_least";
            if let Some((before, _)) = pairs.last() {
                let (before, fits) = (*before, if falling { edge < *before } else { edge > *before });
                if !fits {
                    let (zh, en) = if falling {
                        ("从高到低", "from high to low")
                    } else {
                        ("从低到高", "from low to high")
                    };
                    self.bag.push(
                        Diagnostic::error(
                            crate::library::method::BAND_ORDER,
                            words!("`{key}` 的边界要{zh}排列", "the edges of `{key}` go {en}"),
                        )
                        .at(
                            (self.source, item.span),
                            words!("{edge} 排在 {before} 之后", "{edge} stands after {before}"),
                        ),
                    );
                }
            }
            pairs.push((edge, value));
        }
        if *key == "at_least" {
            pairs.reverse();
            return Some(LookupEntries::AtLeast(pairs));
        }
        Some(LookupEntries::AtMost(pairs))
    }

    /// `[{ value = 98 }, { value = 99, from = 2024-01-01 }]`
    pub(super) fn dated(&mut self, items: &[Node], name: &str) -> Option<ParamValue> {
        let mut all: Vec<(Dated, &Node)> = Vec::new();
        for item in items {
            let table = item.as_table();
            let Some(value) = table.and_then(|table| table.number("value")) else {
                self.bag.push(
                    Diagnostic::error(
                        codes::WRONG_TYPE,
                        words!(
                            "参数 `{name}` 的各段要写成 `{{ value = …, from = … }}`",
                            "the parts of parameter `{name}` are `{{ value = …, from = … }}`"
                        ),
                    )
                    .at((self.source, item.span), words!("这里", "here")),
                );
                return None;
            };
            let date = |key: &str| table.and_then(|table| table.date(key));
            all.push((Dated { value, from: date("from"), until: date("until") }, item));
        }
        for (index, (later, item)) in all.iter().enumerate() {
            for (earlier, other) in &all[..index] {
                let before =
                    |until: Option<f64>, from: Option<f64>| matches!((until, from), (Some(u), Some(f)) if u < f);
                if !before(earlier.until, later.from)
                    && !before(later.until, earlier.from)
                    && !self.follows(earlier, later)
                {
                    self.bag.push(
                        Diagnostic::error(
                            codes::BAD_VALUE,
                            words!(
                                "参数 `{name}` 有两段同时有效",
                                "two parts of parameter `{name}` hold on the same days"
                            ),
                        )
                        .at((self.source, item.span), words!("这一段", "this one"))
                        .at((self.source, other.span), words!("与这一段重叠", "overlaps this one"))
                        .help(words!(
                            "给前一段写上 `until`，或给后一段写上更晚的 `from`",
                            "give the earlier one an `until`, or the later one a later `from`"
                        )),
                    );
                    return None;
                }
            }
        }
        Some(ParamValue::Dated(all.into_iter().map(|(dated, _)| dated).collect()))
    }

    /// A part without an end holds until the next one begins.
    fn follows(&self, earlier: &Dated, later: &Dated) -> bool {
        earlier.until.is_none() && matches!((earlier.from, later.from), (None, Some(_)))
            || earlier.until.is_none() && matches!((earlier.from, later.from), (Some(a), Some(b)) if a < b)
    }
}
