//! Choosing among operands: select, coalesce, and the tests for nothings.

use super::scratch;
use super::take::Merge;
use super::view::{Operand, TextView, View, greatest, settle};
use crate::plan::Is;
use crate::table::{Lane, Nothing, NothingKind, Numbers};

/// Only the chosen branch's nothing counts; a condition that is a nothing is the result.
pub fn select(condition: View<'_>, then: Operand<'_>, otherwise: Operand<'_>, rows: usize) -> Lane {
    match (then, otherwise) {
        (Operand::Texts(then), Operand::Texts(otherwise)) => {
            let mut merge = Merge::new([then, otherwise]);
            for row in 0..rows {
                let x = condition.value(row);
                if x.is_nan() {
                    merge.push_nothing(condition.nothing(row).unwrap_or(Nothing::Overflow));
                } else {
                    merge.push(usize::from(x == 0.0), row);
                }
            }
            Lane::Texts(merge.finish())
        }
        (then, otherwise) => Lane::Numbers(select_numbers(condition, then.numbers(), otherwise.numbers(), rows)),
    }
}

fn select_numbers(condition: View<'_>, then: View<'_>, otherwise: View<'_>, rows: usize) -> Numbers {
    let chosen = |row: usize| if condition.value(row) == 0.0 { otherwise } else { then };
    let (conditions, yes, no) = (condition.spread(rows), then.spread(rows), otherwise.spread(rows));
    let mut values = scratch::values(rows);
    values.extend(conditions.iter().zip(yes.iter()).zip(no.iter()).map(|((condition, yes), no)| {
        if condition.is_nan() {
            f64::NAN
        } else if *condition == 0.0 {
            *no
        } else {
            *yes
        }
    }));
    [conditions, yes, no].into_iter().for_each(scratch::give_back_own);
    settle(values, |row| {
        let nothing = if condition.value(row).is_nan() { condition.nothing(row) } else { chosen(row).nothing(row) };
        nothing.unwrap_or(Nothing::Overflow)
    })
}

/// The first operand that is not a nothing; if all are, the greatest nothing.
pub fn coalesce(all: &[Operand<'_>], rows: usize) -> Lane {
    if let Some(Operand::Texts(_)) = all.first() {
        let views: Vec<TextView<'_>> = all.iter().map(|operand| operand.texts()).collect();
        let mut merge = Merge::new(views.iter().copied());
        for row in 0..rows {
            match views.iter().position(|view| view.get(row).is_ok()) {
                Some(source) => merge.push(source, row),
                None => {
                    let nothing = views.iter().filter_map(|view| view.nothing(row)).max();
                    merge.push_nothing(nothing.unwrap_or(Nothing::NoRows));
                }
            }
        }
        return Lane::Texts(merge.finish());
    }
    let views: Vec<View<'_>> = all.iter().map(|operand| operand.numbers()).collect();
    let mut values = scratch::values(rows);
    values.resize(rows, f64::NAN);
    for view in &views {
        let others = view.spread(rows);
        for (value, other) in values.iter_mut().zip(others.iter()) {
            if value.is_nan() {
                *value = *other;
            }
        }
        scratch::give_back_own(others);
    }
    Lane::Numbers(settle(values, |row| greatest(&views, row).unwrap_or(Nothing::Overflow)))
}

/// A test for nothings; never a nothing itself.
pub fn is(what: Is, input: Operand<'_>, rows: usize) -> Numbers {
    let test = |nothing: Nothing| match what {
        Is::Nothing => true,
        Is::Missing => nothing.kind() == NothingKind::Missing,
        Is::NotApplicable => nothing.kind() == NothingKind::NotApplicable,
        Is::Undefined => nothing.kind() == NothingKind::Undefined,
    };
    let mut values = scratch::values(rows);
    match input {
        Operand::Numbers(View::Many { nothings: [], .. }) => values.resize(rows, 0.0),
        _ => values.extend((0..rows).map(|row| f64::from(u8::from(input.nothing(row).is_some_and(test))))),
    }
    Numbers::from_values(values)
}

#[cfg(test)]
mod tests {
    use super::super::view::testing::{list, numbers};
    use super::*;
    use crate::table::Texts;

    const BLANK: Result<f64, Nothing> = Err(Nothing::Blank);

    #[test]
    fn the_branch_not_taken_does_not_count() {
        let condition = numbers(&[Ok(1.0), Ok(0.0), BLANK, Ok(0.0)]);
        let then = numbers(&[Ok(5.0), BLANK, Ok(5.0), Ok(5.0)]);
        let otherwise = numbers(&[Err(Nothing::DivisionByZero), Ok(6.0), Ok(6.0), Err(Nothing::DivisionByZero)]);
        let lane = select(
            View::many(&condition),
            Operand::Numbers(View::many(&then)),
            Operand::Numbers(View::many(&otherwise)),
            4,
        );
        assert_eq!(list(lane.numbers()), [Ok(5.0), Ok(6.0), BLANK, Err(Nothing::DivisionByZero)]);
    }

    #[test]
    fn texts_can_be_chosen_too() {
        let condition = numbers(&[Ok(1.0), Ok(0.0), BLANK]);
        let texts: Texts = [Err(Nothing::NoRows), Ok("乙"), Ok("乙")].into_iter().collect();
        let column = Operand::Texts(TextView::Many(&texts));
        let good = Operand::Texts(TextView::One(Ok("优")));
        let lane = select(View::many(&condition), good, column, 3);
        assert_eq!(lane.texts().get(0), Ok("优"));
        assert_eq!(lane.texts().get(1), Ok("乙"));
        assert_eq!(lane.texts().get(2), Err(Nothing::Blank));
        let lane = coalesce(&[column, good], 3);
        assert_eq!(lane.texts().get(0), Ok("优"));
        assert_eq!(lane.texts().get(2), Ok("乙"));
    }

    #[test]
    fn the_first_value_or_the_greatest_nothing() {
        let a = numbers(&[BLANK, Ok(1.0), Err(Nothing::NotApplicable)]);
        let b = numbers(&[Ok(2.0), Ok(3.0), BLANK]);
        let lane = coalesce(&[Operand::Numbers(View::many(&a)), Operand::Numbers(View::many(&b))], 3);
        assert_eq!(list(lane.numbers()), [Ok(2.0), Ok(1.0), Err(Nothing::NotApplicable)]);
    }

    #[test]
    fn three_kinds_of_nothing() {
        let column = numbers(&[Ok(0.0), BLANK, Err(Nothing::NotApplicable), Err(Nothing::NoSpread)]);
        let of = |what| is(what, Operand::Numbers(View::many(&column)), 4).values;
        assert_eq!(of(Is::Nothing), [0.0, 1.0, 1.0, 1.0]);
        assert_eq!(of(Is::Missing), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(of(Is::NotApplicable), [0.0, 0.0, 1.0, 0.0]);
        assert_eq!(of(Is::Undefined), [0.0, 0.0, 0.0, 1.0]);
    }
}
