//! Rows of a unit that reach its people by shares: a row is multiplied, one for each person who is in the unit on the last
//! day of the row's period, before anything else is done with it.

use super::cell::bracketed;
use super::script::Block;
use super::source::Source;
use super::writer::Writer;
use crate::plan::{KeySpec, Share, Through};
use crate::words;

impl Writer<'_> {
    /// The table through which the rows of another reach people by shares.
    pub(super) fn shared(&self, table: u16) -> Option<(&KeySpec, &Through, &Share)> {
        let key = self.plan.tables.get(usize::from(table))?.key.as_ref()?;
        let through = key.through.as_ref()?;
        Some((key, through, through.share.as_ref()?))
    }

    /// The table from whose files a column comes: the share of a unit's row stands in the membership table.
    pub(super) fn home_of(&self, table: u16, column: &str) -> u16 {
        match self.shared(table) {
            Some((_, through, share)) if *share.column == *column => through.table.0,
            _ => table,
        }
    }

    /// The column of a multiplied row that says whose it is.
    pub(super) fn member_column(&self, table: u16) -> String {
        self.name(&format!("{}@", self.table_name(table)))
    }

    /// Names the columns that this needs, before the blocks of reading are written.
    pub(super) fn columns_of_shares(&mut self, table: u16) {
        let Some((_, through, share)) =
            self.shared(table).map(|(key, through, share)| (key, through.clone(), share.clone()))
        else {
            return;
        };
        for column in [Some(share.column), share.since, share.until].into_iter().flatten() {
            self.column_name(through.table.0, &column);
        }
    }

    /// The rows as they count, from the block of those that stand in the files.
    pub(super) fn multiplied(&mut self, table: u16, once: &str) -> Option<Block> {
        let (key, through, share) =
            self.shared(table).map(|(key, through, share)| (key.clone(), through.clone(), share.clone()))?;
        let members = through.table.0;
        if let Some(drop) = self.plan.tables.get(usize::from(members)).and_then(|spec| spec.drop)
            && self.get((true, drop)).level > 0
        {
            let name = self.table_name(members);
            self.refuse(
                words!(
                    "成员表 `{name}` 的 `drop` 要看别的行，SQL 脚本还不能表达",
                    "`drop` of the membership table `{name}` looks at other rows; a script cannot say that yet"
                ),
                self.rubric.data.get(usize::from(members)).map(|data| data.span),
            );
        }
        let (unit, person) = (self.text_column(members, &through.from), self.text_column(members, &through.to));
        let mut tests: Vec<String> = self.not_dropped(members).into_iter().collect();
        tests.extend([format!("{unit} IS NOT NULL"), format!("{person} IS NOT NULL")]);
        let part = {
            let own = self.column_name(members, &share.column);
            let value = format!("t.{}", self.name(&own));
            let why = self.has_reasons(members).then(|| format!("t.{}", self.name(&Source::reason(&own))));
            (value, why)
        };
        let mut columns = vec![format!("{unit} AS unit"), format!("{person} AS person"), format!("{} AS part", part.0)];
        columns.extend(part.1.as_ref().map(|why| format!("{why} AS part_why")));

        let own = self.text_column(table, &key.column);
        let mut on = vec![format!("m.unit = {own}")];
        let period = self.period_of(table);
        let of_members = self.period_of(members);
        if share.since.is_none() && share.until.is_none() {
            if let Some(their_period) = of_members {
                columns.push(format!("{their_period} AS period"));
                on.push(period.map_or("FALSE".to_string(), |period| format!("m.period = {period}")));
            }
        } else {
            let last = period.and_then(|period| self.last_day(&bracketed(&period)));
            for (column, alias, sign, open) in
                [(&share.since, "since", "<=", "-1e15"), (&share.until, "until", ">=", "1e15")]
            {
                let Some(column) = column else { continue };
                columns.push(format!("{} AS {alias}", self.day_of_share(members, column, open)));
                on.push(last.as_ref().map_or("FALSE".to_string(), |last| format!("m.{alias} {sign} {last}")));
            }
        }
        let member = self.member_column(table);
        let mut list = vec!["t.*".to_string(), format!("m.person AS {member}")];
        let column = self.columns.get(usize::from(table)).and_then(|columns| columns.get(&*share.column)).cloned();
        if let Some(column) = column {
            list.push(format!("m.part AS {}", self.name(&column)));
            if part.1.is_some() {
                let blank = crate::table::Nothing::Blank as u8;
                let why = self.name(&Source::reason(&column));
                list.push(format!("COALESCE(m.part_why, CASE WHEN m.part IS NULL THEN {blank} END) AS {why}"));
            }
        }
        let from = self.name(&format!("{}_read", self.table_name(members)));
        let body = format!(
            "SELECT {}\nFROM {} AS t LEFT JOIN (\n  SELECT {}\n  FROM {from} AS t\n  WHERE {}\n) AS m ON {}",
            list.join(", "),
            self.name(once),
            columns.join(", "),
            tests.join(" AND "),
            on.join(" AND ")
        );
        let name = format!("{}_read", self.table_name(table));
        Some(
            Block::new(&name, body, (0, 1))
                .says("单位的一行，按成员各成一行", "a row of a unit, one for each of its people"),
        )
    }

    /// The day from or to which a share holds. Left open, it always does; one that cannot be read holds never.
    fn day_of_share(&mut self, members: u16, column: &str, open: &str) -> String {
        let own = self.column_name(members, column);
        let value = format!("t.{}", self.name(&own));
        let day = format!("FLOOR({value} / 86400) * 86400");
        if self.has_reasons(members) {
            let why = format!("t.{}", self.name(&Source::reason(&own)));
            let blank = crate::table::Nothing::Blank as u8;
            format!("CASE WHEN {value} IS NOT NULL THEN {day} WHEN {why} = {blank} THEN {open} END")
        } else {
            format!("COALESCE({day}, {open})")
        }
    }
}
