//! Figures that were declared void, and those that an upheld objection replaced.

use super::rows::gathered;
use super::scope::{Scope, both, step};
use crate::plan::{Corrected, NodeId};
use crate::result::Step;
use crate::rubric::VoidWhat;
use crate::text::Words;
use crate::words;

/// Whether an upheld objection replaced the figure.
pub fn replaced(scope: Scope<'_>, corrected: Option<Corrected>) -> Option<Corrected> {
    corrected.filter(|corrected| scope.holds(corrected.applies) == Some(true))
}

/// Says what the figure was before; the cells are those of the objection. The step of what it was
/// goes under it.
pub fn tell(scope: Scope<'_>, corrected: Corrected, unit: Option<&str>, into: &mut Step, before: Step) {
    into.how.push(words!("异议成立，按更正后的值", "corrected, as an objection was upheld"));
    if let Some(found) = gathered(scope, corrected.corrected, true) {
        into.cells = found.cells;
        into.cell_count = found.cell_count;
    }
    into.children.push(Step {
        name: words!("更正前", "before the correction"),
        ..Step { name: Words::default(), ..step_of(scope, corrected.original, unit, before) }
    });
}

fn step_of(scope: Scope<'_>, original: NodeId, unit: Option<&str>, before: Step) -> Step {
    let plain = step(scope, Words::default(), original, unit);
    // What counts stands above; this is no part of a sum.
    Step { figure: plain.figure, number: None, ..before }
}

/// Why an element's value is void, if it is.
pub fn void(scope: Scope<'_>, element: usize) -> Option<Words> {
    let pairs = scope.rubric.voids.iter().zip(&scope.program.outputs.voids);
    let mut of_element = pairs.filter_map(|(void, node)| match void.what {
        VoidWhat::Value { element: of, .. } if of == element => Some((void, (*node)?)),
        VoidWhat::Value { .. } | VoidWhat::Rows { .. } => None,
    });
    let (void, _) = of_element.find(|(_, node)| scope.holds(*node) == Some(true))?;
    let by = void.by.as_ref().map(|by| format!("{by} ")).unwrap_or_default();
    let on = void.on.map(crate::table::time::show_date).unwrap_or_default();
    let decided = format!("{by}{on}");
    let reason = &void.reason;
    Some(both(|lang| {
        let said = lang.pick("作废：", "void: ");
        let decided = decided.trim();
        if decided.is_empty() { format!("{said}{reason}") } else { format!("{said}{reason} ({decided})") }
    }))
}
