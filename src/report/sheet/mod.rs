//! Results as one table of typed columns, a row for each subject in each period: what CSV, NDJSON and
//! Parquet have in common, so that they hold the same under the same names.
//!
//! `columns` says which columns there are, `values` where their figures stand, `rows` turns them into
//! text row by row. Knows no file format.

mod columns;
mod names;
mod rows;
mod values;

pub use rows::{Style, write_rows};
pub use values::{Cell, Field, Values};

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Series;

/// What the columns are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// People read it: what is a nothing stands in words where the figure would.
    Sheet,
    /// Programs read it: what is a nothing is empty, and its kind and reason stand in a column beside it.
    Typed,
}

#[derive(Debug)]
pub struct Sheet<'a> {
    pub columns: Vec<Column<'a>>,
    /// The subjects of each period in the order of the report.
    pub orders: Vec<&'a [usize]>,
}

#[derive(Debug)]
pub struct Column<'a> {
    pub name: String,
    pub of: Of,
    pub shown: Shown,
    pub told: Told,
    /// For each period.
    pub values: Vec<Arc<Values<'a>>>,
    among: Among,
}

/// What a column is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Place,
    Key,
    Label,
    /// By its index, as in all that follows.
    Group(usize),
    Variant,
    Period,
    Category(usize),
    Indicator(usize, What),
    Adjusts,
    /// The total before it is rescaled, and the marks that were there.
    Raw,
    There,
    /// The total before corrections.
    Before,
    Total,
    Grade,
    Money,
    Objections,
    Vetoes,
    Consequences,
    Provisional,
    Element(usize),
}

/// What of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Value,
    Score,
    Points,
    Full,
    /// What a kind of rater gave, and how many of them.
    Given(usize),
    Ratings(usize),
    /// How far the rating of oneself lies above those of others.
    Above,
}

/// What a column holds, and how it is written where it is written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// With so many decimals.
    Fixed(i32),
    /// As short as it is exact to four decimals.
    Short,
    /// A number without decimals.
    Whole,
    Date,
    YesNo,
    Text,
    /// Text from a column of the data, in which numbers may stand.
    Free,
    /// Why there is no value.
    Why,
}

/// What a sheet for people has for a nothing, and whether programs are told why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// Its words.
    Words,
    /// An empty cell; programs are told.
    Apart,
    /// An empty cell that means only that there is nothing.
    Blank,
}

/// In which tables a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    All,
    /// The sheet for people, and any with details.
    People,
    /// Tables for programs, and any with details.
    Programs,
    /// Where several periods stand in one table, tables for programs, and any with details.
    Periods,
    Details,
}

impl<'a> Column<'a> {
    /// A column beside those of all tables.
    pub fn own(name: String, of: Of, (shown, told): (Shown, Told), values: Vec<Arc<Values<'a>>>) -> Column<'a> {
        Column { name, of, shown, told, values, among: Among::All }
    }
}

impl<'a> Sheet<'a> {
    pub fn new(series: &Series<'a>, form: Form) -> Sheet<'a> {
        let mut columns = columns::all(series);
        let wanted = |among: Among| match among {
            _ if series.detail => true,
            Among::All => true,
            Among::People => form == Form::Sheet,
            Among::Programs => form == Form::Typed,
            Among::Periods => form == Form::Typed || series.all_periods,
            Among::Details => false,
        };
        // Names are settled before columns are left out, so that details rename nothing.
        distinct(&mut columns);
        columns.retain(|column| wanted(column.among));
        let orders = series.views.iter().map(|view| view.results.order.as_slice()).collect();
        let mut sheet = Sheet { columns, orders };
        if form == Form::Typed {
            sheet.tell_why();
        }
        sheet
    }

    /// Puts a column of reasons behind each that has nothings.
    fn tell_why(&mut self) {
        let columns = std::mem::take(&mut self.columns);
        for column in columns {
            let tells = column.told != Told::Blank && column.values.iter().any(|values| values.has_nothings());
            let why = tells.then(|| Column {
                name: format!("{}_nothing", column.name),
                of: column.of,
                shown: Shown::Why,
                told: Told::Blank,
                values: column.values.clone(),
                among: column.among,
            });
            self.columns.push(column);
            self.columns.extend(why);
        }
        distinct(&mut self.columns);
    }
}

/// Of columns called alike, the later ones get a number.
fn distinct(columns: &mut [Column]) {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for column in columns {
        if taken.contains(&column.name) {
            let another = (2_usize..).map(|number| format!("{} ({number})", column.name));
            if let Some(free) = another.into_iter().find(|name| !taken.contains(name)) {
                column.name = free;
            }
        }
        taken.insert(column.name.clone());
    }
}
