//! What the reader of the files found in rows of other periods than the one that is shown.

use std::collections::BTreeMap;

use crate::diagnostic::{Bag, Cell, Diagnostic, Place};
use crate::eval::Bound;
use crate::plan::{Op, Plan};

/// The reader lists so many cells with a finding; of one with as many there may be more.
const LISTED: usize = 20;

/// Codes of which all cells are listed, up to that number: unreadable, lost digits, repeated rows.
const OF_CELLS: [&str; 3] = ["K0615", "K0616", "K0618"];

/// A finding and the periods it is of, oldest first.
pub type Elsewhere = (Diagnostic, Vec<usize>);

/// Takes out the findings that concern other periods alone. What stands in an earlier period stays where
/// the plan looks back.
pub fn take_out(findings: &mut Bag, plan: &Plan, bound: &Bound, period: usize) -> Vec<Elsewhere> {
    if bound.periods.len() < 2 || !names_rows(findings) {
        return Vec::new();
    }
    let looks_back = plan.nodes.iter().any(|node| matches!(node.op, Op::Shift { .. }));
    let rows = Rows::of(bound);
    let mut elsewhere = Vec::new();
    findings.all.retain(|finding| {
        let Some(of) = Some(finding).filter(|finding| candidate(finding)).and_then(|finding| rows.periods(finding))
        else {
            return true;
        };
        let concerns = |of: &usize| *of == period || (looks_back && *of < period);
        let stays = of.iter().any(concerns);
        if !stays {
            elsewhere.push((finding.clone(), of));
        }
        stays
    });
    elsewhere
}

fn candidate(finding: &Diagnostic) -> bool {
    OF_CELLS.contains(&finding.code.id) && finding.labels.len() < LISTED
}

/// Whether some of the findings may concern other periods alone.
pub fn names_rows(findings: &Bag) -> bool {
    findings.all.iter().any(candidate)
}

/// File, sheet and number of a row.
type Line<'a> = (&'a str, Option<&'a str>, u32);

/// The period of each row of the files.
struct Rows<'a> {
    periods: BTreeMap<Line<'a>, Vec<Option<usize>>>,
}

impl<'a> Rows<'a> {
    fn of(bound: &'a Bound) -> Rows<'a> {
        let mut periods: BTreeMap<Line<'a>, Vec<Option<usize>>> = BTreeMap::new();
        for (table, link) in bound.tables.iter().zip(&bound.links) {
            for row in 0..table.rows {
                let file = table.origins.file.get(row).and_then(|file| table.origins.files.get(usize::from(*file)));
                if let (Some(file), Some(number)) = (file, table.origins.number.get(row)) {
                    let line = (&*file.file, file.sheet.as_deref(), *number);
                    periods.entry(line).or_default().push(link.period(row));
                }
            }
        }
        Rows { periods }
    }

    /// The periods of all cells of a finding; `None` if one of them is of none, or of all.
    fn periods(&self, finding: &Diagnostic) -> Option<Vec<usize>> {
        let mut found = Vec::new();
        for label in &finding.labels {
            let Place::Cell(Cell { file, sheet, row, .. }) = &label.place else { return None };
            for period in self.periods.get(&(&**file, sheet.as_deref(), *row))? {
                found.push((*period)?);
            }
        }
        found.sort_unstable();
        found.dedup();
        (!found.is_empty()).then_some(found)
    }
}
