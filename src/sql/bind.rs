//! Who is assessed, in which periods, and whose each row is: the blocks below all others.

use super::cell::{Cell, Facts, Place, Reasons};
use super::script::Block;
use super::source::Source;
use super::writer::Writer;
use crate::plan::{Grain, KeySpec, NodeId, Op, PeriodSpec, TableId, Through};
use crate::table::{Cycle, Kind, NoRows};
use crate::words;

/// Words that our blocks use themselves.
pub(super) const OWN: [&str; 12] =
    ["subject", "period", "label", "assessed", "s", "t", "p", "peers", "subjects", "periods", "results", "here"];

impl Writer<'_> {
    /// What takes rows out of tables: it is judged at the rows as they are read.
    pub(super) fn conditions(&self) -> Vec<(bool, NodeId)> {
        let mut all: Vec<(bool, NodeId)> = Vec::new();
        for spec in &self.plan.tables {
            all.extend(spec.drop.map(|drop| (true, drop)));
            all.extend(spec.void.iter().map(|void| (true, void.condition)));
        }
        all.extend(self.plan.roster.filter.map(|filter| (true, filter)));
        all
    }

    /// What the first version cannot bind.
    pub(super) fn refuse_bindings(&mut self) {
        let plan = self.plan;
        for (index, spec) in plan.tables.iter().enumerate() {
            let Some(key) = &spec.key else { continue };
            let span = self.rubric.data.get(index).map(|data| data.span);
            let name = &spec.name;
            let shared = key.of.is_some() && self.looks_at_rows(index as u16);
            if shared {
                self.refuse(
                    words!(
                        "表 `{name}` 的一行属于多人（`of`），又要看别的行或看人的数字，SQL 脚本还不能表达",
                        "a row of `{name}` belongs to several (`of`) and looks at other rows or at figures of theirs; a script cannot say that yet"
                    ),
                    span,
                );
            }
        }
    }

    /// Whether rows of a table look at other rows or at their subject's figures, which they must not
    /// where they stand once for each of several subjects.
    fn looks_at_rows(&self, table: u16) -> bool {
        let here = |grain: Grain| grain == Grain::Table(TableId(table));
        self.plan.nodes.iter().any(|node| match &node.op {
            Op::Window { by, .. } => here(node.grain) || by.iter().any(|key| here(self.plan.node(*key).grain)),
            Op::Spread { input, .. } => here(node.grain) && self.plan.node(*input).grain == Grain::Subject,
            _ => false,
        })
    }

    /// A column of a table, which the block of its rows will have.
    pub(super) fn source_column(&mut self, place: Place, name: &str, kind: Kind) -> Cell {
        let (Place::Read(table) | Place::Rows(table)) = place else {
            return self.no_value(crate::table::Nothing::Blank, kind);
        };
        let own = self.column_name(table, name);
        let facts = match kind {
            Kind::Bool => Facts::FLAG,
            Kind::Date => Facts::DATE,
            Kind::Number | Kind::Text => Facts::CELL,
        };
        let mut cell = Cell::new(self.name(&own), kind, facts, &[]);
        cell.is_atom = true;
        cell.level = self.base(place);
        let of_results = self.rubric.data.get(usize::from(table)).is_some_and(|data| data.rubric.is_some());
        if self.has_reasons(self.home_of(table, name)) {
            cell.reasons = if of_results { Reasons::any() } else { Reasons::of_cells() };
            cell.why = Some(self.name(&Source::reason(&own)));
        } else {
            cell.reasons = Reasons::of(&[crate::table::Nothing::Blank]);
        }
        cell
    }

    /// The name of a table's column in the script.
    pub(super) fn column_name(&mut self, table: u16, name: &str) -> String {
        let own = if OWN.contains(&name.to_lowercase().as_str()) || name.ends_with('?') {
            format!("{name}_")
        } else {
            name.to_string()
        };
        if let Some(columns) = self.columns.get_mut(usize::from(table)) {
            columns.insert(name.to_string(), own.clone());
        }
        own
    }

    /// A column as text, without blanks around it; NULL where there is none.
    pub(super) fn text_column(&mut self, table: u16, name: &str) -> String {
        let kind = self.kind_of(table, name);
        let own = self.column_name(table, name);
        let quoted = format!("t.{}", self.name(&own));
        let text = match kind {
            Kind::Text => quoted,
            Kind::Number | Kind::Date | Kind::Bool => {
                format!("CAST(CAST({quoted} AS DECIMAL(38, 0)) AS {})", self.dialect.varchar())
            }
        };
        format!("NULLIF(TRIM({text}), '')")
    }

    fn kind_of(&self, table: u16, name: &str) -> Kind {
        let columns = self.plan.tables.get(usize::from(table)).map(|spec| spec.columns.as_slice()).unwrap_or_default();
        columns.iter().find(|column| *column.name == *name).map_or(Kind::Text, |column| column.kind)
    }

    /// Names the columns that binding reads, before the blocks of reading are written.
    pub(super) fn bound_columns(&mut self) {
        let plan = self.plan;
        let roster = plan.roster.table.0;
        self.column_name(roster, &plan.roster.key);
        self.column_name(roster, &plan.roster.label);
        for (index, spec) in plan.tables.iter().enumerate() {
            let table = index as u16;
            if let PeriodSpec::Column(name) = &spec.period
                && plan.cycle != Cycle::Once
            {
                self.column_name(table, name);
            }
            if let Some(KeySpec { column, through, of }) = &spec.key {
                self.column_name(table, column);
                if let Some(of) = of {
                    self.column_name(roster, of);
                }
                if let Some(Through { table, from, to, .. }) = through {
                    self.column_name(table.0, from);
                    self.column_name(table.0, to);
                }
            }
            self.columns_of_shares(table);
        }
    }

    /// Whether the script reads a table at all.
    pub(super) fn is_used(&self, table: usize) -> bool {
        table == usize::from(self.plan.roster.table.0)
            || self.columns.get(table).is_some_and(|columns| !columns.is_empty())
    }

    /// The blocks from rows as read to subjects and their periods.
    pub(super) fn binding_blocks(&mut self) -> Vec<Block> {
        let mut blocks = vec![self.subjects_block()];
        let plan = self.plan;
        let mut bindings: Vec<(Through, String)> = Vec::new();
        for (index, spec) in
            plan.tables.iter().enumerate().filter(|(index, _)| self.is_used(*index)).collect::<Vec<_>>()
        {
            let table = index as u16;
            let mut binding = None;
            if let Some(through) = spec.key.as_ref().and_then(|key| key.through.as_ref())
                && through.share.is_none()
            {
                let known = bindings.iter().find(|(known, _)| known == through).map(|(_, name)| name.clone());
                binding = Some(match known {
                    Some(name) => name,
                    None => {
                        let (block, name) = self.nicks_block(through);
                        blocks.push(block);
                        bindings.push((through.clone(), name.clone()));
                        name
                    }
                });
            }
            blocks.extend(self.rows_blocks(table, binding));
        }
        blocks.push(self.periods_block());
        blocks.push(self.grid_block());
        let divisions: Vec<u16> = self.peers.keys().copied().collect();
        for peers in divisions {
            blocks.extend(self.peers_block(peers));
        }
        blocks
    }

    /// The condition that a row is not dropped.
    pub(super) fn not_dropped(&self, table: u16) -> Option<String> {
        let drop = self.plan.tables.get(usize::from(table))?.drop?;
        let cell = self.get((true, drop));
        Some(if cell.can_be_nothing() {
            format!("NOT COALESCE({}, FALSE)", cell.value)
        } else {
            format!("NOT {}", super::cell::bracketed(&cell.value))
        })
    }

    fn subjects_block(&mut self) -> Block {
        let plan = self.plan;
        let roster = plan.roster.table.0;
        let key = self.text_column(roster, &plan.roster.key);
        let label = self.text_column(roster, &plan.roster.label);
        let mut tests: Vec<String> = self.not_dropped(roster).into_iter().collect();
        tests.push(format!("{key} IS NOT NULL"));
        if let Some(filter) = plan.roster.filter {
            tests.push(super::cell::bracketed(&self.get((true, filter)).value));
        }
        let from = Place::Read(roster);
        let level = self.level_of_rows - 1;
        let tests = tests.join(" AND ");
        let body = match self.period_of(roster) {
            None => format!(
                "SELECT {key} AS subject, COALESCE(MIN({}), {key}) AS label\nFROM {{{{from}}}} AS t\nWHERE {tests}\nGROUP BY {key}",
                self.dialect.by_characters(&label)
            ),
            Some(period) => format!(
                "SELECT subject, COALESCE(MIN(CASE WHEN period IS NOT DISTINCT FROM latest THEN {} END), subject) AS label\n\
                 FROM (\n  SELECT subject, label, period, MAX(period) OVER (PARTITION BY subject) AS latest\n  FROM (\n    \
                 SELECT {key} AS subject, {label} AS label, {period} AS period\n    FROM {{{{from}}}} AS t\n    WHERE {tests}\n  ) AS s\n) AS s\n\
                 GROUP BY subject",
                self.dialect.by_characters("label")
            ),
        };
        Block::reading("subjects", body, (level, 3), from).says("考核对象", "who is assessed")
    }

    fn nicks_block(&mut self, through: &Through) -> (Block, String) {
        let table = through.table.0;
        let (from, to) = (self.text_column(table, &through.from), self.text_column(table, &through.to));
        let mut tests: Vec<String> = self.not_dropped(table).into_iter().collect();
        tests.push(format!("{from} IS NOT NULL"));
        tests.push(format!("{to} IS NOT NULL"));
        let of = self.table_name(table);
        let name = self.names.give(&format!("{of}_keys"));
        let body = format!(
            "SELECT {from} AS nick, MIN({to}) AS bound_to\nFROM {{{{from}}}} AS t\nWHERE {}\nGROUP BY {from}\nHAVING COUNT(DISTINCT {to}) = 1",
            tests.join(" AND ")
        );
        let block = Block::reading(&name, body, (self.level_of_rows - 1, 3), Place::Read(table))
            .says("绑定表：一个别名对应一个人", "binding table: to one person each");
        (block, name)
    }

    fn rows_blocks(&mut self, table: u16, binding: Option<String>) -> Vec<Block> {
        let plan = self.plan;
        let index = usize::from(table);
        let Some(spec) = plan.tables.get(index) else { return Vec::new() };
        let varchar = self.dialect.varchar();
        let mut joins = String::new();
        let mut period = self.period_of(table);
        let subject = if table == plan.roster.table.0 {
            let key = self.text_column(table, &plan.roster.key);
            match plan.roster.filter {
                None => key,
                Some(filter) => format!("CASE WHEN {} THEN {key} END", self.get((true, filter)).value),
            }
        } else {
            match &spec.key {
                None => format!("CAST(NULL AS {varchar})"),
                Some(KeySpec { column, of: Some(of), .. }) => {
                    // A row for each subject who has its key in that column of the roster.
                    let own = self.text_column(table, column);
                    let belongs = self.text_column(plan.roster.table.0, of);
                    let roster = self.name(&self.all_name(plan.roster.table.0));
                    let dated = self.roster_is_dated();
                    let keys = if dated { "subject, period" } else { "subject" };
                    let and_period = match (&period, dated) {
                        (Some(period), true) => format!(" AND m.period = {period}"),
                        _ => String::new(),
                    };
                    joins.push_str(&format!(
                        "\nLEFT JOIN (SELECT DISTINCT {keys}, {belongs} AS belongs FROM {roster} AS t WHERE subject IS NOT NULL) AS m ON m.belongs = {own}{and_period}"
                    ));
                    if dated && period.is_none() {
                        period = Some("m.period".into());
                    }
                    "m.subject".into()
                }
                Some(key) => {
                    let mut own = match self.shared(table) {
                        Some(_) => format!("t.{}", self.member_column(table)),
                        None => self.text_column(table, &key.column),
                    };
                    if let Some(binding) = binding {
                        joins.push_str(&format!("\nLEFT JOIN {} AS k ON k.nick = {own}", self.name(&binding)));
                        own = "k.bound_to".into();
                    }
                    joins.push_str(&format!("\nLEFT JOIN subjects AS s ON s.subject = {own}"));
                    "s.subject".into()
                }
            }
        };
        let period = period.unwrap_or_else(|| "CAST(NULL AS INTEGER)".into());
        let condition = self.not_dropped(table).map(|test| format!("\nWHERE {test}")).unwrap_or_default();
        let name = self.table_name(table);
        let level = self.level_of_rows;
        // Other tables may ask the roster who has what.
        let late = if table == plan.roster.table.0 { 1 } else { 3 };
        let body =
            format!("SELECT t.*, {subject} AS subject, {period} AS period\nFROM {{{{from}}}} AS t{joins}{condition}");
        if spec.void.is_empty() {
            let block = Block::reading(&name, body, (level, late), Place::Read(table));
            return vec![block.says("各行属于谁、属于哪一期", "whose each row is, and of which period")];
        }
        let all = Block::reading(&self.all_name(table), body, (level, late - 1), Place::Read(table))
            .says("连同作废的行", "with the rows that are void");
        let tests: Vec<String> = spec
            .void
            .iter()
            .map(|void| format!("NOT COALESCE({}, FALSE)", self.get((true, void.condition)).value))
            .collect();
        let kept = format!("SELECT t.*\nFROM {} AS t\nWHERE {}", self.name(&self.all_name(table)), tests.join(" AND "));
        vec![all, Block::new(&name, kept, (level, late)).says("不含作废的行", "without them")]
    }

    /// The block of a table's rows that are not dropped, void ones too.
    fn all_name(&self, table: u16) -> String {
        let spec = self.plan.tables.get(usize::from(table));
        let name = self.table_name(table);
        if spec.is_some_and(|spec| spec.void.is_empty()) { name } else { format!("{name}_all") }
    }

    fn periods_block(&mut self) -> Block {
        let plan = self.plan;
        let order = (self.level_of_rows, 4);
        let dated: Vec<u16> = (0..plan.tables.len())
            .filter(|index| self.is_used(*index))
            .map(|index| index as u16)
            .filter(|table| {
                let keyed = plan.tables.get(usize::from(*table)).is_some_and(|spec| spec.key.is_some());
                self.is_dated(*table) && (keyed || *table == plan.roster.table.0)
            })
            .collect();
        if plan.cycle == Cycle::Once || dated.is_empty() {
            return Block::new("periods", "SELECT 0 AS period".into(), order).says("只有一期", "one period only");
        }
        let found: Vec<String> = dated
            .iter()
            .map(|table| {
                let name = self.name(&self.all_name(*table));
                format!("SELECT DISTINCT period FROM {name} WHERE subject IS NOT NULL AND period IS NOT NULL")
            })
            .collect();
        let found = found.join("\nUNION\n");
        let tests: Vec<String> = dated
            .iter()
            .map(|table| {
                let name = self.name(&self.all_name(*table));
                format!("NOT EXISTS (SELECT 1 FROM {name} WHERE subject IS NOT NULL AND period IS NOT NULL)")
            })
            .collect();
        let body = format!("{found}\nUNION ALL\nSELECT 0 AS period WHERE {}", tests.join(" AND "));
        Block::new("periods", body, order).says("数据中有的各期", "the periods that the data have")
    }

    /// Columns of every subject and period that tell what a table says of them.
    pub(super) fn marks(&self, table: u16) -> Vec<String> {
        let Some(spec) = self.plan.tables.get(usize::from(table)) else { return Vec::new() };
        let mut all = Vec::new();
        if spec.no_rows != NoRows::NoneHappened {
            all.push(format!("{}_there", self.table_name(table)));
        }
        if !spec.void.is_empty() {
            all.push(format!("{}_void", self.table_name(table)));
        }
        all
    }

    /// Every subject in every period, and what the tables say of them.
    fn grid_block(&mut self) -> Block {
        let plan = self.plan;
        let mut columns = vec!["s.subject".to_string(), "s.label".into(), "p.period".into()];
        let mut joins = String::new();
        let roster = plan.roster.table.0;
        if self.roster_is_dated() {
            let name = self.rows_name(Place::Rows(roster));
            joins.push_str(&format!(
                "\nLEFT JOIN (SELECT DISTINCT subject, period, TRUE AS here FROM {name}) AS r ON r.subject = s.subject AND r.period = p.period"
            ));
            columns.push("COALESCE(r.here, FALSE) AS assessed".into());
        } else {
            columns.push("TRUE AS assessed".into());
        }
        let tables: Vec<u16> = self.there.iter().copied().collect();
        for (number, table) in tables.into_iter().enumerate() {
            let Some(spec) = plan.tables.get(usize::from(table)) else { continue };
            let dated = self.is_dated(table);
            let rows = self.rows_name(Place::Rows(table));
            let there = self.name(&format!("{}_there", self.table_name(table)));
            let alias = format!("h{number}");
            let and_period = if dated { format!(" AND {alias}.period = p.period") } else { String::new() };
            let mine = format!("{alias}.subject = s.subject{and_period}");
            let keys = if dated { "subject, period" } else { "subject" };
            if spec.no_rows == NoRows::Missing || !spec.void.is_empty() {
                joins.push_str(&format!(
                    "\nLEFT JOIN (SELECT DISTINCT {keys}, TRUE AS here FROM {rows}) AS {alias} ON {mine}"
                ));
            }
            match (spec.no_rows, dated) {
                (NoRows::NoneHappened, _) => {}
                (NoRows::Missing, _) => columns.push(format!("COALESCE({alias}.here, FALSE) AS {there}")),
                (NoRows::Unsaid, false) => columns.push(format!("(SELECT COUNT(*) > 0 FROM {rows}) AS {there}")),
                (NoRows::Unsaid, true) => {
                    joins.push_str(&format!(
                        "\nLEFT JOIN (SELECT DISTINCT period, TRUE AS here FROM {rows}) AS d{number} ON d{number}.period = p.period"
                    ));
                    columns.push(format!("COALESCE(d{number}.here, FALSE) AS {there}"));
                }
            }
            if !spec.void.is_empty() {
                let all = self.name(&self.all_name(table));
                joins.push_str(&format!(
                    "\nLEFT JOIN (SELECT DISTINCT {keys}, TRUE AS here FROM {all}) AS v{number} ON {}",
                    mine.replace(&alias, &format!("v{number}"))
                ));
                let void = self.name(&format!("{}_void", self.table_name(table)));
                columns
                    .push(format!("COALESCE(v{number}.here, FALSE) AND NOT COALESCE({alias}.here, FALSE) AS {void}"));
            }
        }
        let body = format!("SELECT\n  {}\nFROM subjects AS s CROSS JOIN periods AS p{joins}", columns.join(",\n  "));
        Block::new("results", body, (self.level_of_rows + 1, 3))
            .says("每人每期一行", "a row for each subject and period")
    }

    fn peers_block(&mut self, peers: u16) -> Option<Block> {
        let chain = self.chains.get(&Place::Peers(peers)).is_some_and(|chain| !chain.is_empty());
        if !chain {
            return None;
        }
        let key = self.peers.get(&peers)?.clone();
        let order = (self.base(Place::Peers(peers)), 3);
        let named = self.plan.peers.get(usize::from(peers)).copied().flatten().is_some();
        let name = super::script::peers_name(peers);
        Some(match key.column {
            None => Block::new(&name, "SELECT period FROM periods".into(), order)
                .says("全体，每期一行", "everybody, a row for each period"),
            Some(column) if !named => Block::new(&name, format!("SELECT period, 0 AS {column} FROM periods"), order)
                .says("全体，每期一行", "everybody, a row for each period"),
            Some(column) => {
                let body = format!(
                    "SELECT p.period, g.{column}\nFROM periods AS p CROSS JOIN (SELECT DISTINCT {column} FROM {{{{from}}}} WHERE {column} IS NOT NULL) AS g"
                );
                Block::reading(&name, body, order, Place::Subject)
                    .says("每组每期一行", "a row for each group and period")
            }
        })
    }

    /// The number of the period of a row; `None` for rows that always hold.
    pub(super) fn period_of(&mut self, table: u16) -> Option<String> {
        let plan = self.plan;
        let spec = plan.tables.get(usize::from(table))?;
        let PeriodSpec::Column(name) = &spec.period else { return None };
        if plan.cycle == Cycle::Once {
            return Some("0".into());
        }
        if self.kind_of(table, name) == Kind::Date {
            let own = self.column_name(table, name);
            return Some(self.period_of_moment(&format!("t.{}", self.name(&own))));
        }
        let text = self.text_column(table, name);
        Some(self.period_of_text(&text))
    }

    fn period_of_moment(&self, seconds: &str) -> String {
        let part = |part| self.dialect.date_part(part, seconds);
        let (year, month) = (part(crate::plan::DatePart::Year), part(crate::plan::DatePart::Month));
        ordinal(self.plan.cycle, &year, &month)
    }

    /// As people write a period: `2024-06`, `2024年6月`, `202406`, `2024Q2`, `2024年上半年`, `2024`,
    /// or a date inside it.
    fn period_of_text(&self, text: &str) -> String {
        let integer = |text: String| format!("CAST(NULLIF({text}, '') AS INTEGER)");
        let d = self.dialect;
        let year = integer(d.extract(text, "^([0-9]{4})"));
        let date = "^[0-9]{4}([-/.年][0-9]{1,2}[-/.月][0-9]{1,2}|[0-9]{4}($|[ T]))";
        let month = integer(d.extract(text, "^[0-9]{4}[-/.年 ]?([0-9]{1,2})"));
        let of_date = ordinal(self.plan.cycle, &year, &month);
        let is_date = d.matches(text, date);
        match self.plan.cycle {
            Cycle::Once => "0".into(),
            Cycle::Month => format!("CASE WHEN {month} BETWEEN 1 AND 12 THEN {of_date} END"),
            Cycle::Year => format!("CASE WHEN {} THEN {year} END", d.matches(text, "^[0-9]{4}($|[^0-9]|[0-9]{4}$)")),
            Cycle::Quarter => {
                let quarter = integer(d.extract(text, "^[0-9]{4}[^0-9]{0,3}([1-4])([^0-9]|$)"));
                format!(
                    "CASE WHEN {is_date} THEN {of_date} WHEN {quarter} IS NOT NULL THEN {year} * 4 + {quarter} - 1 END"
                )
            }
            Cycle::HalfYear | Cycle::Semester => {
                let half = integer(d.extract(text, "^[0-9]{4}[^0-9]{0,3}([12])([^0-9]|$)"));
                let (first, second) = (d.matches(text, "[上春]"), d.matches(text, "[下秋]"));
                let school = if self.plan.cycle == Cycle::Semester {
                    let test = d.matches(text, "^[0-9]{4}[^0-9][0-9]{4}[^0-9]+[12]");
                    let term = integer(d.extract(text, "^[0-9]{4}[^0-9][0-9]{4}[^0-9]+([12])"));
                    format!(" WHEN {test} THEN {year} * 2 + {term}")
                } else {
                    String::new()
                };
                format!(
                    "CASE WHEN {is_date} THEN {of_date}{school} WHEN {first} THEN {year} * 2 WHEN {second} THEN {year} * 2 + 1 \
                     WHEN {half} IS NOT NULL THEN {year} * 2 + {half} - 1 END"
                )
            }
        }
    }

    /// How the final rows name a period.
    pub(super) fn period_name(&self) -> String {
        let varchar = self.dialect.varchar();
        let padded = |number: &str, width: u8| format!("LPAD(CAST({number} AS {varchar}), {width}, '0')");
        let cut = |width: u8| {
            let year = format!("CAST(FLOOR(period / {width}e0) AS INTEGER)");
            let part = format!("period - {year} * {width}");
            (padded(&year, 4), part)
        };
        match self.plan.cycle {
            Cycle::Once => "''".into(),
            Cycle::Year => padded("period", 4),
            Cycle::Month => {
                let (year, part) = cut(12);
                format!("{year} || '-' || {}", padded(&format!("{part} + 1"), 2))
            }
            Cycle::Quarter => {
                let (year, part) = cut(4);
                format!("{year} || 'Q' || CAST({part} + 1 AS {varchar})")
            }
            Cycle::HalfYear => {
                let (year, part) = cut(2);
                format!("{year} || 'H' || CAST({part} + 1 AS {varchar})")
            }
            Cycle::Semester => {
                let (year, part) = cut(2);
                format!("{year} || CASE WHEN {part} = 0 THEN '春' ELSE '秋' END")
            }
        }
    }
}

/// Consecutive periods are one apart.
fn ordinal(cycle: Cycle, year: &str, month: &str) -> String {
    let text = match cycle {
        Cycle::Once => "0".to_string(),
        Cycle::Month => format!("{year} * 12 + {month} - 1"),
        Cycle::Quarter => format!("{year} * 4 + FLOOR(({month} - 1) / 3e0)"),
        Cycle::HalfYear => format!("{year} * 2 + FLOOR(({month} - 1) / 6e0)"),
        // January belongs to the autumn term of the year before.
        Cycle::Semester => format!("{year} * 2 + FLOOR(({month} - 2) / 6e0)"),
        Cycle::Year => year.to_string(),
    };
    format!("CAST({text} AS INTEGER)")
}
