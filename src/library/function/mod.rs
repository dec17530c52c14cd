//! Formula functions.

mod date;
mod logic;
mod number;
mod peers;
mod rows;
mod text;
mod time;
mod window;

use crate::plan::{Builder, NodeId, PeersId, TableId};
use crate::rubric::Calendar;
use crate::table::Kind;

/// Where a function may be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// Anywhere; value by value.
    Map,
    /// Only in an element's `value`: many rows to one figure.
    Rows,
    /// Only on the rows of a table: looks at the other rows that share something with this one.
    Window,
    /// Only where each subject has a value: compares with the peers of the same period.
    Peers,
    /// Likewise: looks at earlier periods.
    Time,
}

/// What an argument must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Param {
    Number,
    Text,
    Bool,
    Date,
    /// Anything; all arguments so marked must agree.
    Same,
    /// Anything at all.
    Any,
    /// A number written out, not computed.
    Literal,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    Kind(Kind),
    /// What the argument of this index is.
    Like(usize),
}

/// A call whose arguments have been lowered.
#[derive(Debug)]
pub struct Call<'a> {
    pub args: &'a [NodeId],
    /// The peer group for peer functions.
    pub peers: PeersId,
    /// The table whose rows are gathered, and the element's `where`.
    pub rows: Option<(TableId, Option<NodeId>)>,
    /// What the rows agree in that are gathered, where the figure stands at each of them and not at
    /// a subject: a ballot.
    pub by: Option<&'a [NodeId]>,
    pub periods_a_year: u32,
    /// Which days are worked.
    pub calendar: &'a Calendar,
}

/// An example is a test: `formula`, over `x`, gives `result`.
#[derive(Debug)]
pub struct Example {
    pub formula: &'static str,
    /// What `x` is: unused (map), the rows, the peers' values, or the periods' values in turn. A
    /// blank is a missing value.
    pub x: &'static [&'static str],
    /// One figure for map and rows functions, else one for each subject or period. `missing`,
    /// `undefined` and `not_applicable` are nothings.
    pub result: &'static [&'static str],
}

#[derive(Debug)]
pub struct Function {
    pub name: &'static str,
    pub family: Family,
    pub params: &'static [Param],
    /// How many of the last parameters may be left out.
    pub optional: usize,
    /// Whether the last parameter may be repeated.
    pub variadic: bool,
    pub returns: Returns,
    pub zh: &'static str,
    pub en: &'static str,
    pub examples: &'static [Example],
    pub lower: fn(&mut Builder, &Call<'_>) -> NodeId,
}

/// Every function; a formula names one by its index here.
pub const FUNCTIONS: &[&Function] = &[
    &number::ABS,
    &number::ROUND,
    &number::FLOOR,
    &number::CEIL,
    &number::SQRT,
    &number::LN,
    &number::LOG10,
    &number::EXP,
    &number::MIN,
    &number::MAX,
    &number::CLAMP,
    &number::PERCENT,
    &logic::IF,
    &logic::COALESCE,
    &logic::IS_MISSING,
    &logic::IS_UNDEFINED,
    &logic::IS_NOT_APPLICABLE,
    &logic::NOT_APPLICABLE,
    &logic::BETWEEN,
    &text::CONTAINS,
    &text::STARTS_WITH,
    &date::YEAR,
    &date::MONTH,
    &date::DAY,
    &date::HOUR,
    &date::DAYS_BETWEEN,
    &date::HOURS_BETWEEN,
    &date::WORKING_DAYS,
    &rows::SUM,
    &rows::COUNT,
    &rows::COUNT_IF,
    &rows::COUNT_DISTINCT,
    &rows::MEAN,
    &rows::ROWS_MIN,
    &rows::ROWS_MAX,
    &rows::MEDIAN,
    &rows::QUANTILE,
    &rows::TRIMMED_MEAN,
    &rows::DROP_ENDS,
    &rows::STD,
    &rows::FIRST,
    &rows::LAST,
    &rows::ONLY,
    &window::SUM_BY,
    &window::COUNT_BY,
    &window::COUNT_IF_BY,
    &window::MEAN_BY,
    &window::STD_BY,
    &window::MIN_BY,
    &window::MAX_BY,
    &peers::GROUP_MEAN,
    &peers::GROUP_MEDIAN,
    &peers::GROUP_MIN,
    &peers::GROUP_MAX,
    &peers::GROUP_SUM,
    &peers::GROUP_STD,
    &peers::GROUP_COUNT,
    &peers::GROUP_RANK,
    &peers::GROUP_PERCENTILE,
    &time::PREV,
    &time::SAME_LAST_YEAR,
    &time::MEAN_PREV,
    &time::PERIOD_START,
    &time::PERIOD_END,
];

/// The functions of a name: `min` is one thing over arguments and another over rows.
pub fn named(name: &str) -> impl Iterator<Item = (usize, &'static Function)> + use<'_> {
    FUNCTIONS.iter().enumerate().filter(move |(_, function)| function.name == name).map(|(i, f)| (i, *f))
}

impl Function {
    pub fn accepts(&self, count: usize) -> bool {
        count + self.optional >= self.params.len() && (self.variadic || count <= self.params.len())
    }

    /// What the argument of an index must be.
    pub fn param(&self, index: usize) -> Param {
        self.params.get(index).or(self.params.last()).copied().unwrap_or(Param::Any)
    }

    /// `clamp(number, number, number)`
    pub fn signature(&self) -> String {
        let words: Vec<&str> = self
            .params
            .iter()
            .map(|param| match param {
                Param::Number | Param::Literal => "number",
                Param::Text => "text",
                Param::Bool => "condition",
                Param::Date => "date",
                Param::Same | Param::Any => "value",
            })
            .collect();
        let fixed = words.len() - self.optional;
        let mut out = format!("{}({}", self.name, words[..fixed].join(", "));
        for (index, word) in words.iter().enumerate().skip(fixed) {
            let comma = if index == 0 { "" } else { ", " };
            out.push_str(&format!("[{comma}{word}]"));
        }
        out.push_str(if self.variadic { ", …)" } else { ")" });
        out
    }
}
