//! Operators that make of the operands of a row a value for that row.

use crate::eval::kernel::view::{Operand, TextView, View};
use crate::eval::kernel::{arithmetic, choose, compare, date, logic, shape, text};
use crate::plan::{Binary, NodeId, Op};
use crate::table::Lane;

/// The result of an operator for so many rows of its operands; `None` for one that is no map.
pub(in crate::eval) fn map<'a>(op: &Op, rows: usize, any: &dyn Fn(NodeId) -> Operand<'a>) -> Option<Lane> {
    let number = |id: NodeId| -> View<'a> { any(id).numbers() };
    let text_of = |id: NodeId| -> TextView<'a> { any(id).texts() };
    Some(match op {
        Op::Unary(op, a) => Lane::Numbers(arithmetic::unary(*op, number(*a), rows)),
        Op::Binary(op, a, b) => Lane::Numbers(match op {
            Binary::Add | Binary::Sub | Binary::Mul | Binary::Div | Binary::Rem | Binary::Pow => {
                arithmetic::binary(*op, number(*a), number(*b), rows)
            }
            Binary::Eq | Binary::Ne | Binary::Lt | Binary::Le | Binary::Gt | Binary::Ge => {
                compare::compare(*op, any(*a), any(*b), rows)
            }
            Binary::And => logic::and(number(*a), number(*b), rows),
            Binary::Or => logic::or(number(*a), number(*b), rows),
            Binary::Contains => text::contains(text_of(*a), text_of(*b), rows),
            Binary::StartsWith => text::starts_with(text_of(*a), text_of(*b), rows),
            Binary::DaysBetween | Binary::HoursBetween | Binary::WorkingDays => {
                date::between(*op, number(*a), number(*b), rows)
            }
        }),
        Op::Nary(op, all) => {
            let views: Vec<View<'_>> = all.iter().map(|id| number(*id)).collect();
            Lane::Numbers(arithmetic::nary(*op, &views, rows))
        }
        Op::Select { condition, then, otherwise } => {
            choose::select(number(*condition), any(*then), any(*otherwise), rows)
        }
        Op::Coalesce(all) => {
            let operands: Vec<Operand<'_>> = all.iter().map(|id| any(*id)).collect();
            choose::coalesce(&operands, rows)
        }
        Op::Is(what, input) => Lane::Numbers(choose::is(*what, any(*input), rows)),
        Op::Round { input, decimals } => Lane::Numbers(shape::round(number(*input), *decimals, rows)),
        Op::Steps { input, edges, closed, values } => {
            Lane::Numbers(shape::steps(number(*input), edges, *closed, values, rows))
        }
        Op::Piecewise { input, points, closed } => {
            Lane::Numbers(shape::piecewise(number(*input), points, *closed, rows))
        }
        Op::Match { input, entries } => Lane::Numbers(shape::levels(text_of(*input), entries, rows)),
        Op::DatePart(part, input) => Lane::Numbers(date::part(*part, number(*input), rows)),
        Op::Number(_)
        | Op::Text(_)
        | Op::Nothing(_)
        | Op::Column(_)
        | Op::PeriodDay(_)
        | Op::Gather { .. }
        | Op::Window { .. }
        | Op::Spread { .. }
        | Op::Rank { .. }
        | Op::Shift { .. } => return None,
    })
}
