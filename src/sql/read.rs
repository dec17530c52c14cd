//! The rows of a table as the database finds them, with numbers as numbers.

use super::codes;
use super::script::Block;
use super::source::Source;
use super::writer::Writer;
use crate::diagnostic::Diagnostic;
use crate::table::Kind;
use crate::words;

impl Writer<'_> {
    pub(super) fn read_blocks(&mut self) -> Vec<Block> {
        let used: Vec<usize> = (0..self.plan.tables.len()).filter(|index| self.is_used(*index)).collect();
        used.into_iter().map(|index| self.read_block(index as u16)).collect()
    }

    fn read_block(&mut self, table: u16) -> Block {
        let index = usize::from(table);
        let columns: Vec<(String, String)> = self
            .columns
            .get(index)
            .map(|columns| columns.iter().map(|(name, own)| (name.clone(), own.clone())).collect())
            .unwrap_or_default();
        let kind_of = |name: &str| {
            let spec = self.plan.tables.get(index);
            spec.and_then(|spec| spec.columns.iter().find(|column| *column.name == *name)).map_or(Kind::Text, |column| column.kind)
        };
        let name = format!("{}_read", self.table_name(table));
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
            Some(Source::Table(relation)) => {
                let list: Vec<String> = columns
                    .iter()
                    .map(|(column, own)| {
                        let header = self.header(index, column);
                        let from = self.name(&header);
                        let typed = match kind_of(column) {
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
            Some(Source::Files { .. }) | None => {
                self.cannot_read(index);
                String::from("SELECT 1")
            }
        };
        Block::new(&name, body, (0, 0))
    }

    /// The header under which a column stands; the first of those the rubric names.
    fn header(&self, table: usize, column: &str) -> String {
        let data = self.rubric.data.get(table);
        let known = data.and_then(|data| data.columns.iter().find(|known| known.id == column));
        known.and_then(|known| known.headers.first()).cloned().unwrap_or_else(|| column.to_string())
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
            "把数据装入数据库，在此写 `table = \"库.表\"`",
            "load the data into the database and write `table = \"schema.name\"` here"
        ));
        self.findings.push(finding);
    }
}
