//! Groups of rows within one table: those that agree in every key.

use std::collections::HashMap;

use super::view::{Operand, TextView, View};
use crate::number::compare::same;
use crate::table::Nothing;

/// For each row its group, or the greatest nothing among its keys; and how many groups there are.
///
/// Groups are numbered as they are met, which no aggregate can see.
pub fn groups(keys: &[Operand<'_>], rows: usize) -> (Vec<Result<u32, Nothing>>, usize) {
    let mut groups: Vec<Result<u32, Nothing>> = vec![Ok(0); rows];
    let mut count = usize::from(rows > 0);
    for key in keys {
        let codes = codes(*key, rows);
        let mut known: HashMap<(u32, u32), u32> = HashMap::new();
        for (row, group) in groups.iter_mut().enumerate() {
            *group = match (*group, codes[row]) {
                (Ok(group), Ok(code)) => {
                    let next = known.len() as u32;
                    Ok(*known.entry((group, code)).or_insert(next))
                }
                (Ok(_), Err(nothing)) => Err(nothing),
                (Err(one), Err(other)) => Err(one.max(other)),
                (Err(nothing), Ok(_)) => Err(nothing),
            };
        }
        count = known.len();
    }
    (groups, count)
}

/// Equal values have equal codes.
fn codes(key: Operand<'_>, rows: usize) -> Vec<Result<u32, Nothing>> {
    match key {
        Operand::Texts(TextView::Many(texts)) => {
            (0..rows).map(|row| texts.get(row).map(|_| texts.codes[row])).collect()
        }
        Operand::Texts(TextView::One(text)) => vec![text.map(|_| 0); rows],
        Operand::Numbers(view) => number_codes(view, rows),
    }
}

fn number_codes(view: View<'_>, rows: usize) -> Vec<Result<u32, Nothing>> {
    let mut order: Vec<usize> = (0..rows).filter(|row| !view.value(*row).is_nan()).collect();
    order.sort_by(|a, b| view.value(*a).total_cmp(&view.value(*b)));
    let mut codes: Vec<Result<u32, Nothing>> =
        (0..rows).map(|row| Err(view.nothing(row).unwrap_or(Nothing::NoRows))).collect();
    let (mut code, mut leader) = (0, f64::NAN);
    for row in order {
        let value = view.value(row);
        if !leader.is_nan() && !same(leader, value) {
            code += 1;
            leader = value;
        }
        if leader.is_nan() {
            leader = value;
        }
        codes[row] = Ok(code);
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::numbers;
    use super::*;
    use crate::table::Texts;

    #[test]
    fn rows_that_agree_in_every_key_are_one_group() {
        let raters: Texts = [Ok("甲"), Ok("乙"), Ok("甲"), Err(Nothing::Blank), Ok("甲")].into_iter().collect();
        let rounds = numbers(&[Ok(1.0), Ok(1.0), Ok(0.1 + 0.9), Ok(1.0), Ok(2.0)]);
        let keys = [Operand::Texts(TextView::Many(&raters)), Operand::Numbers(View::many(&rounds))];
        let (groups, count) = groups(&keys, 5);
        assert_eq!(groups, [Ok(0), Ok(1), Ok(0), Err(Nothing::Blank), Ok(2)]);
        assert_eq!(count, 3);
    }
}
