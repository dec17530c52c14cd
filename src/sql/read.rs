//! The rows of a table as the database finds them, with numbers as numbers.

use super::codes;
use super::dialect::Layout;
use super::script::Block;
use super::source::Source;
use super::writer::Writer;
use crate::diagnostic::Diagnostic;
use crate::rubric::{DataSource, PERIOD_COLUMN, PeriodFrom};
use crate::table::Kind;
use crate::words;

/// Words that are no figure in anybody's export.
const USUAL: &[&str] =
    &["-", "--", "---", "—", "——", "–", "/", "n/a", "na", "nan", "null", "暂无数据", "暂无", "无", "无数据"];
const YES: &[&str] = &["是", "y", "yes", "true", "t", "1", "√", "✓", "✔", "☑", "有", "对"];
const NO: &[&str] = &["否", "n", "no", "false", "f", "0", "×", "✗", "✘", "x", "☒", "无", "错"];

impl Writer<'_> {
    pub(super) fn read_blocks(&mut self) -> Vec<Block> {
        let used: Vec<usize> = (0..self.plan.tables.len()).filter(|index| self.is_used(*index)).collect();
        let mut blocks = Vec::new();
        for index in used {
            let table = index as u16;
            let name = self.table_name(table);
            if self.shared(table).is_none() {
                blocks.push(self.read_block(table, &format!("{name}_read")));
                continue;
            }
            let once = self.names.give(&format!("{name}_once"));
            blocks.push(self.read_block(table, &once));
            blocks.extend(self.multiplied(table, &once));
        }
        blocks
    }

    fn read_block(&mut self, table: u16, name: &str) -> Block {
        let index = usize::from(table);
        let columns: Vec<(String, String)> = self
            .columns
            .get(index)
            .map(|columns| columns.iter().map(|(name, own)| (name.clone(), own.clone())).collect())
            .unwrap_or_default();
        // What stands in another table comes from there.
        let columns: Vec<(String, String)> =
            columns.into_iter().filter(|(name, _)| self.home_of(table, name) == table).collect();
        let as_named = |from: &str, own: &str| {
            let (from, own) = (self.name(from), self.name(own));
            if from == own { from } else { format!("{from} AS {own}") }
        };
        let body = match self.sources.get(index) {
            Some(Source::Typed(relation)) => {
                let mut list: Vec<String> = Vec::new();
                for (column, own) in &columns {
                    list.push(as_named(column, own));
                    list.push(as_named(&Source::reason(column), &Source::reason(own)));
                }
                format!("SELECT {}\nFROM {relation} AS t", list.join(", "))
            }
            Some(Source::Table(relation)) => self.native(index, &columns, relation),
            Some(Source::Files { layout, paths }) => match self.dialect.files(*layout, paths) {
                Some(relation) if *layout == Layout::Parquet => self.native(index, &columns, &relation),
                Some(relation) => self.text(index, &columns, &relation),
                None => {
                    self.cannot_read(index);
                    String::from("SELECT 1")
                }
            },
            None => {
                self.cannot_read(index);
                String::from("SELECT 1")
            }
        };
        Block::new(name, body, (0, 0))
    }

    /// Whether a column `NAME?` says why there is no value: a table of the database and a Parquet file have NULL only.
    pub(super) fn has_reasons(&self, table: u16) -> bool {
        let source = self.sources.get(usize::from(table));
        !matches!(source, Some(Source::Table(_) | Source::Files { layout: Layout::Parquet, .. }))
    }

    fn kind(&self, table: usize, name: &str) -> Kind {
        let columns = self.plan.tables.get(table).map(|spec| spec.columns.as_slice()).unwrap_or_default();
        columns.iter().find(|column| *column.name == *name).map_or(Kind::Text, |column| column.kind)
    }

    /// Columns that the database knows as numbers, texts and dates.
    fn native(&self, table: usize, columns: &[(String, String)], relation: &str) -> String {
        let list: Vec<String> = columns
            .iter()
            .map(|(column, own)| {
                let from = self.name(&self.header(table, column));
                let typed = match self.kind(table, column) {
                    Kind::Number => format!("CAST({from} AS {})", self.dialect.double()),
                    Kind::Text => format!("NULLIF(TRIM(CAST({from} AS {})), '')", self.dialect.varchar()),
                    Kind::Bool => format!("CAST({from} AS BOOLEAN)"),
                    Kind::Date => self.dialect.seconds(&from),
                };
                format!("{typed} AS {}", self.name(own))
            })
            .collect();
        format!("SELECT\n  {}\nFROM {relation} AS t", list.join(",\n  "))
    }

    /// Columns of text, read as our reader does plain numbers and dates. What is neither one nor a
    /// word for nothing stops the script: it must not be taken for something else.
    fn text(&self, table: usize, columns: &[(String, String)], relation: &str) -> String {
        let Some(data) = self.rubric.data.get(table) else { return String::from("SELECT 1") };
        let words = |list: &[String], usual: &[&str]| {
            let all =
                list.iter().map(|word| word.trim().to_lowercase()).chain(usual.iter().map(|word| (*word).to_string()));
            let all: Vec<String> = all.map(|word| self.dialect.text(&word)).collect();
            all.join(", ")
        };
        let (mut list, mut inner): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
        for (column, own) in columns {
            let from = if column == PERIOD_COLUMN {
                self.period_in_name(data)
            } else {
                format!("TRIM(t.{})", self.name(&self.header(table, column)))
            };
            inner.push(format!("NULLIF({from}, '') AS {}", self.name(own)));
            let r = self.name(own);
            let kind = self.kind(table, column);
            let figure = kind != Kind::Text;
            let blank = words(&data.missing, if figure && kind != Kind::Bool { USUAL } else { &[] });
            let late = words(&data.unsettled, if figure { &["延迟统计"] } else { &[] });
            let mut why = format!("CASE WHEN {r} IS NULL THEN 9");
            for (list, code) in [(&blank, 9), (&late, 10)] {
                if !list.is_empty() {
                    why.push_str(&format!(" WHEN LOWER({r}) IN ({list}) THEN {code}"));
                }
            }
            if figure {
                why.push_str(&format!(" WHEN {r} = '不适用' THEN 22"));
            }
            why.push_str(" END");
            let number = self.dialect.matches(&r, "^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$");
            let name = &data.id;
            let strange = |zh: &str, en: &str| {
                let said = self.words.pick(zh, en);
                let text = format!("kaohe: {name}.{column} {said}: ");
                self.dialect.stop(&format!("{} || {r}", self.dialect.text(&text)))
            };
            let value = match kind {
                Kind::Text => format!("CASE WHEN {why} IS NULL THEN {r} END"),
                Kind::Number => format!(
                    "CASE WHEN {why} IS NOT NULL THEN NULL WHEN {number} THEN {} ELSE CAST({} AS {}) END",
                    self.dialect.to_number(&r),
                    strange("不是普通数字", "is no plain number"),
                    self.dialect.double()
                ),
                Kind::Bool => format!(
                    "CASE WHEN {why} IS NOT NULL THEN NULL WHEN LOWER({r}) IN ({}) THEN TRUE WHEN LOWER({r}) IN ({}) THEN FALSE ELSE CAST({} AS BOOLEAN) END",
                    words(&[], YES),
                    words(&[], NO),
                    strange("不是“是/否”", "is neither yes nor no")
                ),
                Kind::Date => {
                    let date = self.dialect.matches(
                        &r,
                        "^[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?([ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?)?$",
                    );
                    let part = |pattern: &str| {
                        format!("COALESCE(CAST(NULLIF({}, '') AS INTEGER), 0)", self.dialect.extract(&r, pattern))
                    };
                    let month = self.dialect.month_start(&part("^([0-9]{4})"), &part("^[0-9]{4}[^0-9]([0-9]{1,2})"));
                    let day = part("^[0-9]{4}[^0-9][0-9]{1,2}[^0-9]([0-9]{1,2})");
                    let (hour, minute, second) =
                        (part("([0-9]{1,2}):[0-9]{2}"), part(":([0-9]{2})"), part(":[0-9]{2}:([0-9]{2})"));
                    format!(
                        "CASE WHEN {why} IS NOT NULL THEN NULL WHEN {date} THEN {month} + ({day} - 1) * 86400 + {hour} * 3600 + {minute} * 60 + {second} ELSE CAST({} AS {}) END",
                        strange("不是日期", "is no date"),
                        self.dialect.double()
                    )
                }
            };
            list.push(format!("{value} AS {}", self.name(own)));
            list.push(format!("{why} AS {}", self.name(&Source::reason(own))));
        }
        let totals = data.summary.as_ref().map(|summary| {
            let all: Vec<String> =
                summary.sum.iter().chain(&summary.mean).map(|word| self.dialect.text(word)).collect();
            let column = self.name(&self.header(table, &summary.column));
            format!("\n  WHERE COALESCE(TRIM(t.{column}) NOT IN ({}), TRUE)", all.join(", "))
        });
        format!(
            "SELECT\n  {}\nFROM (\n  SELECT\n    {}\n  FROM {relation} AS t{}\n) AS t",
            list.join(",\n  "),
            inner.join(",\n    "),
            totals.unwrap_or_default()
        )
    }

    /// The period that stands in a file's name.
    fn period_in_name(&self, data: &DataSource) -> String {
        let PeriodFrom::FileName(pattern) = &data.period else { return "NULL".into() };
        let mut expression = String::new();
        for c in pattern.replace("{period}", "\u{1}").chars() {
            match c {
                '\u{1}' => expression.push_str("([^/]+?)"),
                '*' => expression.push_str("[^/]*"),
                c if c.is_alphanumeric() || c == '_' || c == '-' || c == '/' => expression.push(c),
                c => expression.push_str(&format!("[{c}]")),
            }
        }
        self.dialect.extract(self.dialect.file_name(), &format!("{expression}$"))
    }

    /// The header under which a column stands: the first that the rubric gives it, else its own name.
    fn header(&self, table: usize, column: &str) -> String {
        let data = self.rubric.data.get(table);
        let known = data.and_then(|data| data.columns.iter().find(|known| known.id == column));
        known
            .and_then(|known| known.headers.get(1).or(known.headers.first()))
            .cloned()
            .unwrap_or_else(|| column.to_string())
    }

    fn cannot_read(&mut self, table: usize) {
        let Some(data) = self.rubric.data.get(table) else { return };
        let (name, title) = (&data.id, self.dialect.title());
        let finding = Diagnostic::error(
            codes::CANNOT_READ,
            words!("{title} 不能自己读取表 `{name}` 的文件", "{title} cannot read the files of `{name}` by itself"),
        )
        .at((self.rubric.source, data.file_span), words!("", ""))
        .help(words!(
            "把数据装入数据库，用 `--table {name}=库.表` 说明",
            "load the data into the database and say `--table {name}=schema.table`"
        ));
        self.findings.push(finding);
    }
}
