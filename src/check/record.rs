//! `[[void]]` and `[objections]`.

use super::symbols::Symbols;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::rubric::{Due, DueAfter, Header, Objections, StatusWords, Void, VoidWhat};
use crate::syntax::Table;
use crate::table::{Cycle, Kind};
use crate::text::Span;
use crate::words;

impl Checker<'_> {
    pub(super) fn voids(&mut self, root: &Table, header: &Header, roster: usize) -> Vec<Void> {
        root.tables("void").filter_map(|table| self.void(table, header, roster)).collect()
    }

    fn void(&mut self, table: &Table, header: &Header, roster: usize) -> Option<Void> {
        let (rows, value) = (table.has("data"), table.has("element"));
        if rows == value {
            let message = if rows {
                words!("`data` 与 `element` 不能同时写", "`data` and `element` exclude each other")
            } else {
                words!("没有说明作废的是什么", "what is void is not said")
            };
            let at = if rows { table.span_of("element") } else { table.span };
            let code = if rows { codes::EXCLUSIVE } else { codes::REQUIRED };
            self.bag.push(Diagnostic::error(code, message).at((self.source, at), words!("这里", "here")).help(words!(
                "作废若干行写 `data` 和 `where`；作废一个值写 `element`，可加 `subject`、`period`",
                "rows: `data` and `where`; one value: `element`, with `subject` and `period`"
            )));
            return None;
        }
        if table.text("reason").is_some_and(|reason| reason.trim().is_empty()) {
            self.bad_value(table, "reason", words!("作废要写明理由", "what is void needs a reason"));
        }
        let what = if rows { self.void_rows(table, roster)? } else { self.void_value(table, header)? };
        Some(Void {
            what,
            reason: table.text("reason").unwrap_or_default().to_string(),
            by: table.text("by").map(String::from),
            on: table.date("on"),
            span: table.span_of("reason"),
        })
    }

    fn void_rows(&mut self, table: &Table, roster: usize) -> Option<VoidWhat> {
        if let Some(key) = ["subject", "period"].into_iter().find(|key| table.has(key)) {
            self.bag.push(
                Diagnostic::error(codes::EXCLUSIVE, words!("作废若干行时不写 `{key}`", "`{key}` is not for rows"))
                    .at((self.source, table.span_of(key)), words!("这里", "here"))
                    .help(words!(
                        "把这个条件写进 `where`，如 `工号 == \"1001\"`",
                        "make it part of `where`, such as `工号 == \"1001\"`"
                    )),
            );
        }
        let data = self.table_named(table.text("data")?, table.span_of("data"))?;
        if data == roster {
            self.bag.push(
                Diagnostic::error(codes::NOT_HERE, words!("名册的行不能作废", "rows of the roster cannot be void"))
                    .at((self.source, table.span_of("data")), words!("这是名册", "this is the roster"))
                    .help(words!(
                        "不考核的人用 `[subject]` 的 `where` 排除",
                        "leave out whom is not assessed by `where` in `[subject]`"
                    )),
            );
            return None;
        }
        if !table.has("where") {
            self.bag.push(
                Diagnostic::error(codes::REQUIRED, words!("没有写哪些行作废", "which rows are void is not said"))
                    .at((self.source, table.span_of("data")), words!("这张表的", "of this table"))
                    .help(words!(
                        "补上 `where`，如 `日期 == \"2024-06-07\"`；整张表作废写 `where = true`",
                        "add `where`, such as `日期 == \"2024-06-07\"`; `where = true` for the whole table"
                    )),
            );
        }
        Some(VoidWhat::Rows { data, condition: self.row_choice(table, "where", super::typing::Scope::Rows(data))? })
    }

    fn void_value(&mut self, table: &Table, header: &Header) -> Option<VoidWhat> {
        if table.has("where") {
            self.bag.push(
                Diagnostic::error(
                    codes::EXCLUSIVE,
                    words!("作废一个值时不写 `where`", "`where` is for rows, not for a value"),
                )
                .at((self.source, table.span_of("where")), words!("这里", "here"))
                .help(words!(
                    "用 `subject` 和 `period` 指明是谁、哪一期",
                    "say whose and when by `subject` and `period`"
                )),
            );
        }
        let name = table.text("element")?;
        let Some(element) = Symbols::find(&self.symbols.elements, name) else {
            let known: Vec<String> = Symbols::names(&self.symbols.elements).into_iter().map(String::from).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let what = words!("数据元素 `{name}`", "element `{name}`");
            self.unknown(codes::UNKNOWN_TARGET, table.span_of("element"), &what, name, &known);
            return None;
        };
        let period = match table.text("period") {
            Some(_) if header.cycle == Cycle::Once => {
                let message = words!("方案不分期，不能写 `period`", "a rubric without a cycle has no periods");
                self.bad_value(table, "period", message);
                None
            }
            Some(text) => {
                let ordinal = header.cycle.parse(text);
                if ordinal.is_none() {
                    let example = header.cycle.name(header.cycle.parse("2024-06-01").unwrap_or_default());
                    let message =
                        words!("`{text}` 不是一期，写成 `{example}`", "`{text}` is no period; write `{example}`");
                    self.bad_value(table, "period", message);
                }
                ordinal
            }
            None => None,
        };
        Some(VoidWhat::Value { element, subject: table.text("subject").map(String::from), period })
    }

    pub(super) fn objections(&mut self, root: &Table) -> Option<Objections> {
        let table = root.table("objections")?;
        let data = self.table_named(table.text("from")?, table.span_of("from"))?;
        let at = table.span_of("from");
        let mut column = |key: &str, default: &str| {
            let name = table.text(key).unwrap_or(default).to_string();
            self.text_column(data, &name, if table.has(key) { table.span_of(key) } else { at });
            name
        };
        let indicator = column("indicator_column", "指标");
        let element = column("element_column", "数据元素");
        let status = column("status_column", "状态");
        let reason = column("reason_column", "理由");
        let decided_by = column("decided_by_column", "处理人");
        let raised = table.text("raised_column").unwrap_or("提出日期").to_string();
        let known = self.columns.touch(data, &raised, at);
        self.columns.expect(data, known, Kind::Date);
        // One column has figures for some and words for others: it is read both ways.
        let value = table.text("value_column").unwrap_or("更正值").to_string();
        let value_text = format!("{value}@text");
        for (name, kind) in [(&value, Kind::Number), (&value_text, Kind::Text)] {
            let known = self.columns.touch(data, &value, at);
            let headers = self.columns.headers(data, known);
            let column = self.columns.touch(data, name, at);
            self.columns.set_headers(data, column, headers);
            self.columns.expect(data, column, kind);
        }
        let words = self.status_words(table);
        let window = table.table("window").and_then(|window| {
            Some(Due {
                after: match window.text("after") {
                    Some("period_end") => DueAfter::PeriodEnd,
                    _ => DueAfter::Notice,
                },
                days: self.whole(window, "days", 1, 3650)? as u32,
                working: window.flag("working").unwrap_or(false),
            })
        });
        Some(Objections {
            data,
            indicator,
            element,
            status,
            value,
            value_text,
            raised,
            reason,
            decided_by,
            words,
            window,
            span: at,
        })
    }

    /// The words of each status; one word cannot mean two.
    fn status_words(&mut self, table: &Table) -> StatusWords {
        const DEFAULT: [(&str, &[&str]); 3] = [
            ("open", &["待处理", "处理中", "未决", "open"]),
            ("upheld", &["成立", "采纳", "upheld"]),
            ("rejected", &["不成立", "驳回", "不予采纳", "rejected"]),
        ];
        let given = table.table("status");
        let mut seen: Vec<(String, Span)> = Vec::new();
        let mut all = DEFAULT.iter().map(|(key, default)| {
            let Some(words) = given.filter(|given| given.has(key)) else {
                return default.iter().map(|word| (*word).to_string()).collect();
            };
            for (word, span) in words.spanned_texts(key) {
                if let Some((_, first)) = seen.iter().find(|(known, _)| known == word) {
                    self.bag.push(
                        Diagnostic::error(
                            codes::DUPLICATE,
                            words!("`{word}` 不能表示两种状态", "`{word}` cannot mean two statuses"),
                        )
                        .at((self.source, span), words!("又写在这里", "and here"))
                        .at((self.source, *first), words!("先写在这里", "first here")),
                    );
                }
                seen.push((word.to_string(), span));
            }
            words.texts(key).into_iter().map(String::from).collect()
        });
        let mut next = || all.next().unwrap_or_default();
        StatusWords { open: next(), upheld: next(), rejected: next() }
    }
}
