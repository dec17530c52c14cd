//! From many rows to one: aggregates over the rows of a bucket.

use std::ops::Range;

use rayon::prelude::*;

use super::scratch;
use super::statistic::{Entry, statistic};
use super::view::{Operand, TextView, View, settle};
use crate::eval::bind::Buckets;
use crate::plan::Agg;
use crate::table::{Lane, Nothing, Numbers, Texts};

/// What is gathered.
#[derive(Debug, Clone, Copy)]
pub struct Gather<'a> {
    pub agg: Agg,
    pub input: Operand<'a>,
    /// Rows where this is not true are left out, undecided ones too.
    pub filter: Option<View<'a>>,
    /// For `First` and `Last`; a row whose order is a nothing has no place and is left out.
    pub order: Option<Operand<'a>>,
}

/// Fewer rows are not worth another thread.
const MANY: usize = 1 << 14;

/// One value for each bucket of rows.
pub fn gather(what: Gather<'_>, buckets: &Buckets) -> Lane {
    gather_at(what, buckets, 0..buckets.len())
}

/// The same for some of the buckets.
pub fn gather_at(what: Gather<'_>, buckets: &Buckets, at: Range<usize>) -> Lane {
    let order_keys = what.order.map(as_keys);
    let order = match (&order_keys, what.order) {
        (Some(Some(keys)), _) => View::many(&keys.numbers),
        (_, Some(Operand::Numbers(view))) => view,
        // A constant text orders nothing, and neither does no order.
        _ => View::constant(Ok(0.0)),
    };
    match what.input {
        Operand::Numbers(input) => Lane::Numbers(numbers(what, input, order, buckets, at)),
        Operand::Texts(TextView::Many(texts)) => {
            let keys = Keys::new(texts, sorts(what.agg));
            let result = numbers(what, View::many(&keys.numbers), order, buckets, at);
            if keeps_kind(what.agg) { Lane::Texts(keys.back(&result)) } else { Lane::Numbers(result) }
        }
        Operand::Texts(TextView::One(text)) => {
            let result = numbers(what, View::constant(text.map(|_| 0.0)), order, buckets, at);
            if !keeps_kind(what.agg) {
                return Lane::Numbers(result);
            }
            Lane::Texts((0..result.len()).map(|row| result.get(row).and(text)).collect())
        }
    }
}

fn numbers(what: Gather<'_>, input: View<'_>, order: View<'_>, buckets: &Buckets, at: Range<usize>) -> Numbers {
    if what.filter.is_none()
        && of_one_is_itself(what.agg)
        && let Some(rows) = buckets.singles(at.clone())
    {
        return singles(input, rows);
    }
    let one = |entries: &mut Vec<Entry>, bucket: usize| of_bucket(what, input, order, buckets.get(bucket), entries);
    if buckets.rows_in(at.clone()) < MANY {
        let mut entries = Vec::new();
        return at.map(|bucket| one(&mut entries, bucket)).collect();
    }
    let all: Vec<Result<f64, Nothing>> = at.into_par_iter().map_init(Vec::new, one).collect();
    all.into_iter().collect()
}

/// The figures of buckets with one row each.
fn singles(input: View<'_>, rows: &[u32]) -> Numbers {
    let mut values = scratch::values(rows.len());
    values.extend(rows.iter().map(|row| input.value(*row as usize) + 0.0));
    settle(values, |at| {
        let row = rows.get(at).map_or(usize::MAX, |row| *row as usize);
        input.nothing(row).unwrap_or(Nothing::Overflow)
    })
}

fn of_bucket(
    what: Gather<'_>,
    input: View<'_>,
    order: View<'_>,
    rows: &[u32],
    entries: &mut Vec<Entry>,
) -> Result<f64, Nothing> {
    let by_order = matches!(what.agg, Agg::First { .. } | Agg::Last { .. });
    entries.clear();
    let mut left_out: Option<Nothing> = None;
    for row in rows.iter().map(|row| *row as usize) {
        if what.filter.is_some_and(|filter| !filter.is_true(row)) {
            continue;
        }
        let value = input.value(row);
        if !value.is_finite() {
            left_out = left_out.max(Some(input.nothing(row).unwrap_or(Nothing::Overflow)));
            continue;
        }
        let order = if by_order { order.value(row) } else { 0.0 };
        if order.is_nan() {
            left_out = left_out.max(Some(order_nothing(what.order, row)));
            continue;
        }
        // Adding zero turns −0 into 0, so that it cannot matter which of them came first.
        entries.push(Entry { value: value + 0.0, order: order + 0.0 });
    }
    match left_out {
        // Rows were there, and each was a nothing.
        Some(nothing) if entries.is_empty() && !is_count(what.agg) => Err(nothing),
        _ => statistic(what.agg, entries),
    }
}

/// Whether the figure of a single value is that value.
fn of_one_is_itself(agg: Agg) -> bool {
    match agg {
        Agg::Sum
        | Agg::Mean
        | Agg::Min
        | Agg::Max
        | Agg::Median
        | Agg::Quantile(_)
        | Agg::TrimmedMean(_)
        | Agg::DropEnds { .. }
        | Agg::Only => true,
        Agg::Count | Agg::CountDistinct | Agg::Std | Agg::First { .. } | Agg::Last { .. } => false,
    }
}

/// Whether the figure says how many there are; of none it is 0.
pub fn is_count(agg: Agg) -> bool {
    matches!(agg, Agg::Count | Agg::CountDistinct)
}

fn order_nothing(order: Option<Operand<'_>>, row: usize) -> Nothing {
    order.and_then(|order| order.nothing(row)).unwrap_or(Nothing::NoRows)
}

/// Whether the result is of the input's kind, not a count.
fn keeps_kind(agg: Agg) -> bool {
    matches!(agg, Agg::Only | Agg::First { .. } | Agg::Last { .. } | Agg::Min | Agg::Max)
}

/// Whether the place of a text in the alphabet matters, not only which text it is.
fn sorts(agg: Agg) -> bool {
    matches!(agg, Agg::First { .. } | Agg::Last { .. } | Agg::Min | Agg::Max)
}

fn as_keys(operand: Operand<'_>) -> Option<Keys<'_>> {
    match operand {
        Operand::Texts(TextView::Many(texts)) => Some(Keys::new(texts, true)),
        Operand::Texts(TextView::One(_)) | Operand::Numbers(_) => None,
    }
}

/// Texts as numbers that are equal and ordered as they are.
struct Keys<'a> {
    texts: &'a Texts,
    numbers: Numbers,
    /// Code of the text with each key.
    codes: Vec<u32>,
}

impl<'a> Keys<'a> {
    fn new(texts: &'a Texts, sorted: bool) -> Keys<'a> {
        let mut codes: Vec<u32> = (0..texts.dictionary.len() as u32).collect();
        if sorted {
            codes.sort_by_key(|code| texts.dictionary.get(*code as usize));
        }
        let mut key_of = vec![f64::NAN; codes.len()];
        for (key, code) in codes.iter().enumerate() {
            key_of[*code as usize] = key as f64;
        }
        let values = texts.codes.iter().map(|code| key_of.get(*code as usize).copied().unwrap_or(f64::NAN)).collect();
        Keys { texts, numbers: Numbers { values, nothings: texts.nothings.clone() }, codes }
    }

    fn back(&self, keys: &Numbers) -> Texts {
        let text = |key: f64| {
            let code = self.codes.get(key as usize).map(|code| *code as usize);
            code.and_then(|code| self.texts.dictionary.get(code)).map(|text| &**text).ok_or(Nothing::Unreadable)
        };
        (0..keys.len()).map(|row| keys.get(row).and_then(text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{list, numbers as column};
    use super::*;
    use crate::plan::NodeId;

    const BLANK: Result<f64, Nothing> = Err(Nothing::Blank);
    const NA: Result<f64, Nothing> = Err(Nothing::NotApplicable);

    fn plain<'a>(agg: Agg, input: Operand<'a>) -> Gather<'a> {
        Gather { agg, input, filter: None, order: None }
    }

    #[test]
    fn nothings_are_left_out_and_a_bucket_of_them_is_the_greatest() {
        let values = column(&[Ok(1.0), BLANK, BLANK, NA, Ok(2.0)]);
        let input = Operand::Numbers(View::many(&values));
        let buckets = Buckets::of(&[&[0, 1, 4], &[1, 3, 2], &[]]);
        let of = |agg| list(gather(plain(agg, input), &buckets).numbers());
        assert_eq!(of(Agg::Sum), [Ok(3.0), NA, Ok(0.0)]);
        assert_eq!(of(Agg::Count), [Ok(2.0), Ok(0.0), Ok(0.0)]);
        assert_eq!(of(Agg::Mean), [Ok(1.5), NA, Err(Nothing::NoRows)]);
        assert_eq!(of(Agg::Std), [Ok(0.5_f64.sqrt()), NA, Err(Nothing::NoRows)]);
    }

    #[test]
    fn a_filter_keeps_what_is_true() {
        let values = column(&[Ok(1.0), Ok(2.0), Ok(4.0)]);
        let keep = column(&[Ok(1.0), Ok(0.0), BLANK]);
        let what = Gather {
            agg: Agg::Sum,
            input: Operand::Numbers(View::many(&values)),
            filter: Some(View::many(&keep)),
            order: None,
        };
        let buckets = Buckets::of(&[&[0, 1, 2], &[1, 2]]);
        assert_eq!(list(gather(what, &buckets).numbers()), [Ok(1.0), Ok(0.0)]);
        let mean = Gather { agg: Agg::Mean, ..what };
        assert_eq!(list(gather(mean, &buckets).numbers()), [Ok(1.0), Err(Nothing::NoRows)]);
    }

    #[test]
    fn constants_are_counted_once_for_each_row() {
        let what = plain(Agg::Count, Operand::Numbers(View::constant(Ok(1.0))));
        let buckets = Buckets::of(&[&[0, 1, 2], &[]]);
        assert_eq!(list(gather(what, &buckets).numbers()), [Ok(3.0), Ok(0.0)]);
    }

    #[test]
    fn texts_are_gathered_by_their_order() {
        let texts: Texts = [Ok("c"), Ok("a"), Err(Nothing::Blank), Ok("b"), Ok("a")].into_iter().collect();
        let input = Operand::Texts(TextView::Many(&texts));
        let buckets = Buckets::of(&[&[0, 1, 2, 3], &[1, 4], &[2], &[]]);
        let of = |agg| {
            let lane = gather(plain(agg, input), &buckets);
            (0..4).map(|row| lane.texts().get(row).map(str::to_string)).collect::<Vec<_>>()
        };
        let a = || Ok("a".to_string());
        let (blank, none) = (|| Err(Nothing::Blank), || Err(Nothing::NoRows));
        assert_eq!(of(Agg::Min), [a(), a(), blank(), none()]);
        assert_eq!(of(Agg::Max), [Ok("c".to_string()), a(), blank(), none()]);
        assert_eq!(of(Agg::Only), [Err(Nothing::Conflict), a(), blank(), none()]);
        let distinct = gather(plain(Agg::CountDistinct, input), &buckets);
        assert_eq!(list(distinct.numbers()), [Ok(3.0), Ok(1.0), Ok(0.0), Ok(0.0)]);
    }

    #[test]
    fn a_text_can_be_the_order() {
        let values = column(&[Ok(1.0), Ok(2.0), Ok(3.0)]);
        let months: Texts = [Ok("2024-02"), Ok("2024-01"), Err(Nothing::Blank)].into_iter().collect();
        let what = Gather {
            agg: Agg::First { order: NodeId(0) },
            input: Operand::Numbers(View::many(&values)),
            filter: None,
            order: Some(Operand::Texts(TextView::Many(&months))),
        };
        let buckets = Buckets::of(&[&[0, 1, 2], &[2]]);
        assert_eq!(list(gather(what, &buckets).numbers()), [Ok(2.0), BLANK]);
    }
}
