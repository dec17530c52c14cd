//! What a data-entry workbook holds, and the marks by which its cells are known again wherever
//! they were moved to.
//!
//! Every row and every column of the sheet to fill in carries an id in a hidden column and a hidden
//! row; what the ids stand for is written on a sheet that spreadsheet programs do not show.

/// The sheet with what the ids mean.
pub const KEPT: &str = "kaohe.form";
/// Where the row of ids and the column of keys meet.
pub const CORNER: &str = "@kaohe";
/// Ids that begin so are of columns that are not filled in.
pub const OWN: char = '@';
/// Ids of columns that every sheet has.
pub const SHOWN_KEY: &str = "@key";
pub const LABEL: &str = "@label";
pub const GROUP: &str = "@group";
pub const EVIDENCE: &str = "@evidence";
pub const COMMENT: &str = "@comment";
/// In the hidden column: a row above the data, and one in which somebody says who he is.
pub const HEAD: &str = "@head";
pub const SIGNED: &str = "@signed:";

/// The layout that this program writes; it reads none that is newer.
pub const EDITION: u32 = 1;

/// A data-entry workbook: whose it is, and what its ids stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Form {
    pub edition: u32,
    /// The rubric it was made for, and the SHA-256 of its file.
    pub rubric: String,
    pub digest: String,
    /// As the cycle of the rubric names it.
    pub period: Option<String>,
    /// Who answers for the figures; nothing where nobody is named.
    pub owner: Option<String>,
    /// The kind of rater who rates on it.
    pub rater: Option<String>,
    /// The roster, where the workbook is the whole of it and stands in the place of its files.
    pub whole: Option<String>,
    pub fields: Vec<Field>,
    pub fixed: Vec<Fixed>,
    /// The column that takes the links of a row, by table.
    pub evidence: Vec<(String, String)>,
    pub signed: Vec<Signed>,
}

/// A column to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub id: String,
    /// The data source and its column that the values go to.
    pub table: String,
    pub column: String,
    /// Of ratings: the column that names what is rated, and the name it has there.
    pub item: Option<(String, String)>,
}

/// What a column of a table is in each row that the workbook gives: the key of the row where the value is
/// [`SHOWN_KEY`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fixed {
    pub table: String,
    pub column: String,
    pub value: String,
}

/// A cell in which whoever fills in the workbook says who he is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub id: String,
    pub table: String,
    pub column: String,
}

impl Form {
    /// As the rows of its sheet.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut row = |cells: &[&str]| rows.push(cells.iter().map(ToString::to_string).collect());
        row(&["edition", &self.edition.to_string()]);
        row(&["rubric", &self.rubric]);
        row(&["digest", &self.digest]);
        for (name, value) in
            [("period", &self.period), ("owner", &self.owner), ("rater", &self.rater), ("whole", &self.whole)]
        {
            if let Some(value) = value {
                row(&[name, value]);
            }
        }
        for Field { id, table, column, item } in &self.fields {
            match item {
                None => row(&["field", id, table, column]),
                Some((named, item)) => row(&["field", id, table, column, named, item]),
            }
        }
        for Fixed { table, column, value } in &self.fixed {
            row(&["fixed", table, column, value]);
        }
        for (table, column) in &self.evidence {
            row(&["evidence", table, column]);
        }
        for Signed { id, table, column } in &self.signed {
            row(&["signed", id, table, column]);
        }
        rows
    }

    /// What such rows say; nothing where they are not those of a form.
    pub fn of(rows: &[Vec<String>]) -> Option<Form> {
        let mut form = Form::default();
        for row in rows {
            // Programs add empty cells at the end of a row, and leave them out.
            let cells = row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            let mut cells: Vec<&str> = row.iter().take(cells).map(String::as_str).collect();
            cells.resize(cells.len().max(4), "");
            let own = |text: &str| text.to_string();
            match *cells.as_slice() {
                ["edition", number, ..] => form.edition = number.trim().parse().ok()?,
                ["rubric", id, ..] => form.rubric = own(id),
                ["digest", digest, ..] => form.digest = own(digest),
                ["period", name, ..] => form.period = Some(own(name)),
                ["owner", name, ..] => form.owner = Some(own(name)),
                ["rater", id, ..] => form.rater = Some(own(id)),
                ["whole", table, ..] => form.whole = Some(own(table)),
                ["field", id, table, column, named, item, ..] if !named.is_empty() => {
                    let item = Some((own(named), own(item)));
                    form.fields.push(Field { id: own(id), table: own(table), column: own(column), item });
                }
                ["field", id, table, column, ..] => {
                    form.fields.push(Field { id: own(id), table: own(table), column: own(column), item: None });
                }
                ["fixed", table, column, value, ..] => {
                    form.fixed.push(Fixed { table: own(table), column: own(column), value: own(value) });
                }
                ["evidence", table, column, ..] => form.evidence.push((own(table), own(column))),
                ["signed", id, table, column, ..] => {
                    form.signed.push(Signed { id: own(id), table: own(table), column: own(column) });
                }
                // A newer program may have more to say.
                _ => {}
            }
        }
        (form.edition > 0 && !form.rubric.is_empty()).then_some(form)
    }

    /// Whether it is filled in for a table.
    pub fn has(&self, table: &str) -> bool {
        self.fields.iter().any(|field| field.table == table)
    }

    /// Who fills it in, for files and messages.
    pub fn of_whom(&self) -> Option<&str> {
        self.rater.as_deref().or(self.owner.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let own = |text: &str| text.to_string();
        let form = Form {
            edition: EDITION,
            rubric: own("县"),
            digest: own("ab"),
            period: Some(own("2024")),
            owner: None,
            rater: Some(own("peer")),
            whole: Some(own("t")),
            fields: vec![
                Field { id: own("a"), table: own("t"), column: own("c"), item: None },
                Field { id: own("b"), table: own("t"), column: own("c"), item: Some((own("指标"), own("b"))) },
            ],
            fixed: vec![Fixed { table: own("t"), column: own("角色"), value: own("peer") }],
            evidence: vec![(own("t"), own("依据"))],
            signed: vec![Signed { id: own("by"), table: own("t"), column: own("考核人") }],
        };
        assert_eq!(Form::of(&form.rows()).as_ref(), Some(&form));
        assert_eq!(Form::of(&[vec![own("edition"), own("x")]]), None);
        assert_eq!(Form::of(&[]), None);
    }
}
