//! Subjects against categories, in colours that say how much of full marks was reached.

use serde::Serialize;

use super::words::clip;
use crate::report::View;
use crate::report::outcome::{names, parts, say};
use crate::report::standing::{Standings, median, share_of};

/// Of more subjects than this, their groups are shown instead.
const MOST: usize = 120;

#[derive(Debug, Serialize)]
pub struct Heat {
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// Whether rows are groups, with the median of each.
    pub groups: bool,
}

#[derive(Debug, Serialize)]
pub struct Row {
    pub name: String,
    pub cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
pub struct Cell {
    /// Hundredths of full marks.
    pub text: String,
    /// 0 (least) to 7, or nothing.
    pub shade: Option<usize>,
}

/// `None` where there is nothing to compare.
pub fn heat(view: &View, standings: &Standings) -> Option<Heat> {
    let all = parts(view.rubric, view.results);
    if view.results.subjects.is_empty() || all.is_empty() {
        return None;
    }
    let columns = all.iter().map(|part| clip(&say(part.name, view.lang))).collect();
    let share = |part: usize, at: usize| all.get(part).and_then(|part| share_of(part.points, part.full, at));
    let groups = view.results.subjects.len() > MOST;
    let rows = if groups {
        let of_group = |members: &[usize], part: usize| {
            let shares: Vec<f64> = members.iter().filter_map(|member| share(part, *member)).collect();
            cell(median(&shares))
        };
        let row = |group: &crate::report::standing::Group| Row {
            name: match (group.name.is_empty(), group.members.len()) {
                (true, count) => format!("{} ({count})", view.lang.pick("全体", "all")),
                (false, count) => format!("{} ({count})", clip(&group.name)),
            },
            cells: (0..all.len()).map(|part| of_group(&group.members, part)).collect(),
        };
        standings.groups.iter().map(row).collect()
    } else {
        let names = names(view.results);
        let row = |at: &usize| Row {
            name: names.get(*at).map(|name| clip(name)).unwrap_or_default(),
            cells: (0..all.len()).map(|part| cell(share(part, *at))).collect(),
        };
        view.results.order.iter().map(row).collect()
    };
    Some(Heat { columns, rows, groups })
}

fn cell(share: Option<f64>) -> Cell {
    match share {
        Some(share) => Cell { text: format!("{share:.0}"), shade: Some(shade(share)) },
        None => Cell { text: super::board::NONE.into(), shade: None },
    }
}

/// Below 30, then every ten hundredths.
pub fn shade(share: f64) -> usize {
    let above = |edge: &&f64| share >= **edge - 1e-9;
    [30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0].iter().filter(above).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_go_by_tens() {
        assert_eq!(shade(-5.0), 0);
        assert_eq!(shade(29.9), 0);
        assert_eq!(shade(60.0), 4);
        assert_eq!(shade(89.99), 6);
        assert_eq!(shade(120.0), 7);
    }
}
