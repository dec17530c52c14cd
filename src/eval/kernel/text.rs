//! Tests on text.

use super::compare::by_code;
use super::view::{TextView, settle};
use crate::table::{Nothing, Numbers};

/// Does the first contain the second?
pub fn contains(a: TextView<'_>, b: TextView<'_>, rows: usize) -> Numbers {
    test(a, b, rows, |text, part| text.contains(part))
}

/// Does the first start with the second?
pub fn starts_with(a: TextView<'_>, b: TextView<'_>, rows: usize) -> Numbers {
    test(a, b, rows, |text, part| text.starts_with(part))
}

fn test(a: TextView<'_>, b: TextView<'_>, rows: usize, holds: impl Fn(&str, &str) -> bool) -> Numbers {
    let flag = |yes: bool| f64::from(u8::from(yes));
    let values: Vec<f64> = match (a, b) {
        (TextView::Many(column), TextView::One(Ok(part))) => by_code(column, |text| flag(holds(text, part))),
        (a, b) => (0..rows)
            .map(|row| match (a.get(row), b.get(row)) {
                (Ok(text), Ok(part)) => flag(holds(text, part)),
                _ => f64::NAN,
            })
            .collect(),
    };
    settle(values, |row| a.nothing(row).max(b.nothing(row)).unwrap_or(Nothing::Overflow))
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::list;
    use super::*;
    use crate::table::Texts;

    #[test]
    fn parts_of_text() {
        let texts: Texts = [Ok("店铺:小美"), Ok("小美"), Err(Nothing::Blank)].into_iter().collect();
        let (column, part) = (TextView::Many(&texts), TextView::One(Ok("小美")));
        let blank = Err(Nothing::Blank);
        assert_eq!(list(&contains(column, part, 3)), [Ok(1.0), Ok(1.0), blank]);
        assert_eq!(list(&starts_with(column, part, 3)), [Ok(0.0), Ok(1.0), blank]);
        assert_eq!(list(&contains(part, column, 3)), [Ok(0.0), Ok(1.0), blank]);
    }
}
