//! `[data.…]`: files, keys, periods, columns.

use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::Diagnostic;
use crate::rubric::{DataSource, Element, ElementSource, PeriodFrom, Share, Summary, Through};
use crate::syntax::{Entry, Table, Value};
use crate::table::{Kind, NoRows};
use crate::text::Span;
use crate::words;

impl Checker<'_> {
    pub(super) fn data(&mut self, root: &Table, subject: &Table) -> Vec<DataSource> {
        let subject_key = subject.text("key").unwrap_or_default().to_string();
        let Some(tables) = root.table("data").filter(|tables| !tables.entries.is_empty()) else {
            return vec![self.only_table(subject, &subject_key)];
        };
        if subject.has("file") {
            self.bag.push(
                Diagnostic::error(
                    codes::EXCLUSIVE,
                    words!(
                        "`[subject]` 的 `file` 与 `[data]` 不能同时写",
                        "`file` in `[subject]` and `[data]` exclude each other"
                    ),
                )
                .at((self.source, subject.span_of("file")), words!("这里", "here"))
                .help(words!(
                    "删去它，用 `roster = \"表名\"` 指明名册",
                    "remove it and name the roster with `roster = \"table\"`"
                )),
            );
        }
        // Binding tables join nothing themselves.
        let bindings: Vec<String> = tables
            .entries
            .iter()
            .filter_map(|entry| entry.node.as_table()?.table("key")?.text("through").map(String::from))
            .collect();
        let sources: Vec<DataSource> = tables
            .entries
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| Some((index, entry, entry.node.as_table()?)))
            .map(|(index, entry, table)| {
                self.file_or_rubric(index, entry, table);
                self.data_table(index, entry, table, (subject, &subject_key), &bindings)
            })
            .collect();
        self.times_of_shares(tables, root.table("rubric").and_then(|head| head.text("cycle")), &sources);
        sources
    }

    /// The short form: `[subject]` names the one file.
    fn only_table(&mut self, subject: &Table, key: &str) -> DataSource {
        if !subject.has("file") {
            self.bag.push(
                Diagnostic::error(codes::REQUIRED, words!("没有写数据文件", "no data file is given"))
                    .at((self.source, subject.span), words!("在这里", "here"))
                    .help(words!(
                        "补上 `file = \"june.csv\"`，或声明 `[data.名称]`",
                        "add `file = \"june.csv\"`, or declare `[data.name]`"
                    )),
            );
        }
        let period = match subject.text("period") {
            Some(column) => {
                self.text_column(0, column, subject.span_of("period"));
                PeriodFrom::Column(column.to_string())
            }
            None => PeriodFrom::Always,
        };
        self.text_column(0, key, subject.span_of("key"));
        DataSource {
            id: "data".into(),
            scheme: String::new(),
            entered: None,
            files: subject.texts("file").into_iter().map(String::from).collect(),
            rubric: None,
            table: None,
            of: None,
            sheet: subject.text("sheet").map(String::from),
            sheet_span: subject.span_of("sheet"),
            key: Some((key.to_string(), None)),
            period,
            columns: Vec::new(),
            drop: None,
            missing: Vec::new(),
            unsettled: Vec::new(),
            no_rows: NoRows::Unsaid,
            optional: false,
            evidence: None,
            exported: None,
            settles: None,
            outside: None,
            leave_out_disputed: false,
            summary: None,
            span: subject.span_of("file"),
            file_span: subject.span_of("file"),
        }
    }

    /// The rows come from files or are another rubric's results.
    fn file_or_rubric(&mut self, index: usize, entry: &Entry, table: &Table) {
        if table.has("rubric") {
            self.columns.of_results(index);
            const FILES: [&str; 8] =
                ["file", "table", "sheet", "missing", "unsettled", "summary", "evidence", "exported"];
            if let Some(key) = FILES.into_iter().find(|key| table.has(key)) {
                self.bag.push(
                    Diagnostic::error(
                        codes::EXCLUSIVE,
                        words!("`rubric` 与 `{key}` 不能同时写", "`rubric` and `{key}` exclude each other"),
                    )
                    .at((self.source, table.span_of(key)), words!("这里", "here"))
                    .help(words!(
                        "数据是文件就删去 `rubric`，是另一方案的结果就删去 `{key}`",
                        "remove `rubric` if the data are files, `{key}` if they are the results of a rubric"
                    )),
                );
            }
        } else if table.has("disputed") {
            self.bag.push(
                Diagnostic::error(
                    codes::EXCLUSIVE,
                    words!("只有另一方案的结果可写 `disputed`", "`disputed` is for results of another rubric"),
                )
                .at((self.source, table.span_of("disputed")), words!("这里", "here"))
                .help(words!("数据是文件时删去它", "remove it where the data are files")),
            );
        } else if !table.has("file") && !table.has("table") {
            let name = &entry.key;
            self.bag.push(
                Diagnostic::error(
                    codes::REQUIRED,
                    words!(
                        "`[data.{name}]` 没有写数据从哪里来",
                        "`[data.{name}]` does not say where the data come from"
                    ),
                )
                .at((self.source, entry.key_span), words!("在这里", "here"))
                .help(words!(
                    "补上 `file = \"june.csv\"`，或 `rubric = \"另一方案.toml\"`",
                    "add `file = \"june.csv\"`, or `rubric = \"other.toml\"`"
                )),
            );
        }
    }

    fn data_table(
        &mut self,
        index: usize,
        entry: &Entry,
        table: &Table,
        (subject, subject_key): (&Table, &str),
        bindings: &[String],
    ) -> DataSource {
        self.declared_columns(index, table);
        // Another rubric calls the key of its subjects `key`.
        let own_key = if table.has("rubric") { "key" } else { subject_key };
        let mut of = None;
        let key = match table.get("key").map(|node| &node.value) {
            Some(Value::Text(column)) => {
                self.text_column(index, column, table.span_of("key"));
                Some((column.clone(), None))
            }
            Some(Value::Table(key)) if key.has("of") => {
                of = self.key_of(index, key, subject);
                let column = key.text("column").unwrap_or(own_key);
                self.text_column(index, column, key.span_of("column"));
                Some((column.to_string(), None))
            }
            Some(Value::Table(key)) => self.key_through(index, key, subject_key),
            Some(Value::Bool(true)) => {
                let words = words!("写列名，或写 `false`", "write the column, or `false`");
                self.bad_value(table, "key", words);
                None
            }
            Some(Value::Bool(false)) => None,
            _ if bindings.contains(&entry.key) => None,
            _ => {
                let said = if table.has("rubric") { entry.key_span } else { subject.span_of("key") };
                self.text_column(index, own_key, said);
                Some((own_key.to_string(), None))
            }
        };
        let period = match table.get("period").map(|node| &node.value) {
            Some(Value::Text(column)) if table.has("rubric") && column == "period" => PeriodFrom::Rubric,
            Some(Value::Text(column)) => self.period_column(index, column, table.span_of("period")),
            Some(Value::Table(from)) => match (from.text("column"), from.text("file_name")) {
                (Some(column), None) => self.period_column(index, column, from.span_of("column")),
                (None, Some(pattern)) => {
                    if !pattern.contains("{period}") {
                        self.bag.push(
                            Diagnostic::error(
                                codes::BAD_VALUE,
                                words!("文件名样式里没有 `{{period}}`", "the pattern has no `{{period}}`"),
                            )
                            .at((self.source, from.span_of("file_name")), words!("这里", "here"))
                            .help(words!(
                                "在期间的位置写 `{{period}}`，如 `report_{{period}}.xlsx`",
                                "write `{{period}}` where the period stands, such as `report_{{period}}.xlsx`"
                            )),
                        );
                    }
                    PeriodFrom::FileName(pattern.to_string())
                }
                _ => {
                    self.bag.push(
                        Diagnostic::error(
                            codes::EXCLUSIVE,
                            words!(
                                "`column` 和 `file_name` 要写且只写一个",
                                "one of `column` and `file_name` is needed"
                            ),
                        )
                        .at((self.source, table.span_of("period")), words!("这里", "here")),
                    );
                    PeriodFrom::Always
                }
            },
            _ if table.has("rubric") => PeriodFrom::Rubric,
            _ => PeriodFrom::Always,
        };
        let strings = |key: &str| table.texts(key).into_iter().map(String::from).collect::<Vec<_>>();
        DataSource {
            id: entry.key.clone(),
            scheme: String::new(),
            entered: table.flag("entered"),
            files: strings("file"),
            rubric: table.text("rubric").map(String::from),
            table: self.warehouse(table),
            of,
            sheet: table.text("sheet").map(String::from),
            sheet_span: table.span_of("sheet"),
            key,
            period,
            columns: Vec::new(),
            drop: self.row_choice(table, "drop", Scope::Rows(index)),
            missing: strings("missing"),
            unsettled: strings("unsettled"),
            no_rows: match table.text("no_rows") {
                Some("none_happened") => NoRows::NoneHappened,
                Some("missing") => NoRows::Missing,
                _ => NoRows::Unsaid,
            },
            evidence: self.papers(index, table, "evidence"),
            exported: self.papers(index, table, "exported"),
            settles: table.table("settles").and_then(|settles| self.whole(settles, "days", 0, 3650)).map(i64::from),
            outside: self.outside(table),
            leave_out_disputed: table.text("disputed") == Some("leave_out"),
            optional: table.flag("optional").unwrap_or(false),
            summary: self.summary(index, table),
            span: entry.key_span,
            file_span: ["file", "rubric", "table"]
                .into_iter()
                .find_map(|key| table.get(key))
                .map_or(entry.key_span, |node| node.span),
        }
    }

    /// `table = "dw.orders"`: parts of a name between points.
    fn warehouse(&mut self, table: &Table) -> Option<String> {
        let name = table.text("table")?.trim().to_string();
        if name.split('.').any(|part| part.trim().is_empty() || part.contains(['"', '`', ';', '\''])) {
            let words = words!("写成 `库.表`，如 `dw.orders`", "write `schema.table`, such as `dw.orders`");
            self.bad_value(table, "table", words);
            return None;
        }
        Some(name)
    }

    /// A column that is kept with the rows and computed with by nobody.
    fn papers(&mut self, index: usize, table: &Table, key: &str) -> Option<String> {
        let column = table.text(key)?.to_string();
        self.text_column(index, &column, table.span_of(key));
        Some(column)
    }

    fn period_column(&mut self, index: usize, column: &str, span: Span) -> PeriodFrom {
        // A date or a text: whichever other formulas make of it.
        self.columns.touch(index, column, span);
        PeriodFrom::Column(column.to_string())
    }

    /// Rows that belong to nobody have no figures for anybody.
    pub(super) fn keyless(&mut self, root: &Table, elements: &[Element], data: &[DataSource]) {
        let declared = root.table("data").map(|tables| tables.entries.as_slice()).unwrap_or_default();
        let keyless = |id: &str| {
            let table = declared.iter().find(|entry| entry.key == id).and_then(|entry| entry.node.as_table());
            table.is_some_and(|table| table.flag("key") == Some(false))
        };
        for element in elements {
            let ElementSource::Rows { data: table, .. } = &element.source else { continue };
            let Some(table) = data.get(*table).filter(|table| keyless(&table.id)) else { continue };
            let name = &table.id;
            self.bag.push(
                Diagnostic::error(
                    codes::NO_KEY,
                    words!("`{name}` 的各行不属于谁，不能取数据元素", "the rows of `{name}` belong to nobody"),
                )
                .at((self.source, element.span), words!("取自 `{name}`", "taken from `{name}`"))
                .at((self.source, table.span), words!("这张表没有编号列", "this table has no key"))
                .help(words!("给这张表写 `key = \"列名\"`", "give the table a `key = \"column\"`")),
            );
        }
    }

    /// `{ column = "key", of = "科室" }`: the column of the roster that has the key.
    fn key_of(&mut self, index: usize, key: &Table, subject: &Table) -> Option<String> {
        if key.has("through") {
            self.bag.push(
                Diagnostic::error(
                    codes::EXCLUSIVE,
                    words!("`of` 与 `through` 不能同时写", "`of` and `through` exclude each other"),
                )
                .at((self.source, key.span_of("through")), words!("这里", "here"))
                .help(words!(
                    "数据里的写法与名册不同时，在名册中加一列",
                    "where the data spell it differently, add a column to the roster"
                )),
            );
        }
        let column = key.text("of")?;
        let roster = match subject.text("roster") {
            Some(name) => Symbols::find(&self.symbols.data, name)?,
            None => 0,
        };
        if roster == index {
            self.bag.push(
                Diagnostic::error(
                    codes::EXCLUSIVE,
                    words!("名册的 `key` 不能写 `of`", "the `key` of the roster cannot have `of`"),
                )
                .at((self.source, key.span_of("of")), words!("这里", "here"))
                .help(words!(
                    "名册的行按编号归属，直接写列名",
                    "the rows of the roster belong to their own keys; write the column only"
                )),
            );
        }
        self.text_column(roster, column, key.span_of("of"));
        Some(column.to_string())
    }

    fn key_through(&mut self, index: usize, key: &Table, subject_key: &str) -> Option<(String, Option<Through>)> {
        let column = key.text("column")?.to_string();
        self.text_column(index, &column, key.span_of("column"));
        let Some(name) = key.text("through") else {
            if !key.has("through") {
                self.bag.push(
                    Diagnostic::error(
                        codes::REQUIRED,
                        words!("`key` 缺少 `through` 或 `of`", "`key` lacks `through` or `of`"),
                    )
                    .at((self.source, key.span), words!("在这里", "here"))
                    .help(words!(
                        "编号就在这一列时直接写 `key = \"{column}\"`",
                        "where the column has the key itself write `key = \"{column}\"`"
                    )),
                );
            }
            return None;
        };
        let binding = self.table_named(name, key.span_of("through"))?;
        let from = key.text("from").unwrap_or(&column).to_string();
        let to = key.text("to").unwrap_or(subject_key).to_string();
        let at = key.span_of("through");
        self.text_column(binding, &from, if key.has("from") { key.span_of("from") } else { at });
        self.text_column(binding, &to, if key.has("to") { key.span_of("to") } else { at });
        let share = self.share(index, binding, key);
        Some((column, Some(Through { table: binding, from, to, share })))
    }

    /// The columns of a membership table beside unit and person.
    fn share(&mut self, index: usize, binding: usize, key: &Table) -> Option<Share> {
        let Some(column) = key.text("share") else {
            for word in ["since", "until"].into_iter().filter(|word| key.has(word)) {
                self.bag.push(
                    Diagnostic::error(
                        codes::REQUIRED,
                        words!("`{word}` 要与 `share` 同写", "`{word}` needs a `share`"),
                    )
                    .at((self.source, key.span_of(word)), words!("这里", "here"))
                    .help(words!(
                        "补上 `share = \"份额\"`，即对照表中份额的列",
                        "add `share = \"share\"`, the binding table's column of shares"
                    )),
                );
            }
            return None;
        };
        let mut typed = |table: usize, name: &str, span: Span, kind: Kind| {
            let at = self.columns.touch(table, name, span);
            self.columns.expect(table, at, kind);
        };
        typed(binding, column, key.span_of("share"), Kind::Number);
        // Rows of the unit have it too, once they are multiplied.
        typed(index, column, key.span_of("share"), Kind::Number);
        let mut day = |word: &str| {
            let name = key.text(word)?;
            typed(binding, name, key.span_of(word), Kind::Date);
            Some(name.to_string())
        };
        Some(Share { column: column.to_string(), since: day("since"), until: day("until") })
    }

    /// Shares that hold for a time need rows that have a time.
    fn times_of_shares(&mut self, tables: &Table, cycle: Option<&str>, sources: &[DataSource]) {
        for (entry, source) in tables.entries.iter().zip(sources) {
            let Some((_, Some(through))) = &source.key else { continue };
            let (Some(share), Some(key)) = (&through.share, entry.node.as_table().and_then(|table| table.table("key")))
            else {
                continue;
            };
            let by_day = share.since.is_some() || share.until.is_some();
            let by_period = sources.get(through.table).is_some_and(|table| table.period != PeriodFrom::Always);
            let day = if key.has("since") { "since" } else { "until" };
            let name = &source.id;
            let by = sources.get(through.table).map_or("", |table| &*table.id);
            let finding = if by_day && by_period {
                Some((
                    day,
                    words!(
                        "`{by}` 已有 `period`，不能再写 `{day}`",
                        "`{by}` has a `period`; `{day}` is one time too many"
                    ),
                    words!("两者只留一个", "keep one of the two"),
                ))
            } else if by_day && cycle.is_none_or(|cycle| cycle == "once") {
                Some((
                    day,
                    words!("方案没有周期，`{day}` 无从比较", "the rubric has no cycle to hold `{day}` against"),
                    words!("删去它，或在 `[rubric]` 写 `cycle`", "remove it, or write `cycle` in `[rubric]`"),
                ))
            } else if (by_day || by_period) && source.period == PeriodFrom::Always {
                Some((
                    "share",
                    words!(
                        "份额随时间变，而 `{name}` 没有 `period`",
                        "shares change in time and `{name}` has no `period`"
                    ),
                    words!(
                        "在 `[data.{name}]` 写 `period = \"期间所在的列\"`",
                        "write `period = \"column\"` in `[data.{name}]`"
                    ),
                ))
            } else {
                None
            };
            if let Some((word, message, help)) = finding {
                self.bag.push(
                    Diagnostic::error(codes::EXCLUSIVE, message)
                        .at((self.source, key.span_of(word)), words!("这里", "here"))
                        .help(help),
                );
            }
        }
    }

    /// `columns = { 名称 = "表头" }`, or with several headers, or with a type.
    fn declared_columns(&mut self, index: usize, table: &Table) {
        let Some(node) = table.get("columns") else { return };
        let Some(columns) = node.as_table() else {
            self.bag.push(
                Diagnostic::error(codes::WRONG_TYPE, words!("`columns` 要写成表", "`columns` is a table"))
                    .at((self.source, node.span), words!("这里", "here"))
                    .help(words!(
                        "写成 `columns = {{ \"名称\" = \"表头\" }}`",
                        "write `columns = {{ \"name\" = \"header\" }}`"
                    )),
            );
            return;
        };
        for entry in &columns.entries {
            let column = self.columns.touch(index, &entry.key, entry.key_span);
            let mut headers = vec![entry.key.clone()];
            match &entry.node.value {
                Value::Text(header) => headers.push(header.clone()),
                Value::List(_) => {
                    headers.extend(entry.node.items().iter().filter_map(|n| n.as_text()).map(String::from));
                }
                Value::Table(details) => {
                    super::form::Form { source: self.source, head: 0, text: None, bag: &mut self.bag }.table(
                        details,
                        &super::shapes::COLUMN,
                        entry.node.span,
                    );
                    headers.extend(details.texts("header").into_iter().map(String::from));
                    let kind = match details.text("type") {
                        Some("number") => Some(Kind::Number),
                        Some("text") => Some(Kind::Text),
                        Some("date") => Some(Kind::Date),
                        Some("bool") => Some(Kind::Bool),
                        _ => None,
                    };
                    if let Some(kind) = kind {
                        self.columns.expect(index, column, kind);
                    }
                }
                Value::Number(_) | Value::Bool(_) | Value::Date(_) => self.bag.push(
                    Diagnostic::error(codes::WRONG_TYPE, words!("列的表头要写文字", "a header is a text"))
                        .at((self.source, entry.node.span), words!("这里", "here")),
                ),
            }
            headers.dedup();
            self.columns.set_headers(index, column, headers);
        }
    }

    fn summary(&mut self, index: usize, table: &Table) -> Option<Summary> {
        let summary = table.table("summary")?;
        let column = summary.text("column")?.to_string();
        self.text_column(index, &column, summary.span_of("column"));
        let strings = |key: &str| summary.texts(key).into_iter().map(String::from).collect::<Vec<_>>();
        for name in strings("columns") {
            self.columns.touch(index, &name, summary.span_of("columns"));
        }
        Some(Summary {
            column,
            sum: strings("sum"),
            mean: strings("mean"),
            columns: strings("columns"),
            span: summary.span,
        })
    }
}
