//! Which branches of a rubric its own tests reach: bands, levels, limits, policies, vetoes, grades.
//!
//! What branches there are is read from the plan: an operator that chooses has so many outcomes,
//! whatever method it came from. A test reaches a branch if the figures it gives lead there, and if it
//! looks at a figure that depends on it.

mod found;
mod probe;

use crate::compile::compile_with_places;
use crate::plan::{NodeId, Program};
use crate::rubric::{GivenFor, Rubric, TestCase};
use crate::session::self_test;
use crate::text::{Span, Words};
use probe::Probe;

/// What part of a rubric a branch belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Formulas,
    Scoring,
    Policies,
    Variants,
    Vetoes,
    Adjusts,
    Grades,
    Consequences,
    Checks,
}

impl Section {
    pub const ALL: [Section; 9] = [
        Section::Formulas,
        Section::Scoring,
        Section::Policies,
        Section::Variants,
        Section::Vetoes,
        Section::Adjusts,
        Section::Grades,
        Section::Consequences,
        Section::Checks,
    ];

    pub fn words(self) -> Words {
        match self {
            Section::Formulas => Words::new("公式中的条件", "conditions in formulas"),
            Section::Scoring => Words::new("计分的档、级、上下限", "bands, levels and limits of scoring"),
            Section::Policies => Words::new("没有值时的处理", "values that are not there"),
            Section::Variants => Words::new("考核类型", "variants"),
            Section::Vetoes => Words::new("否决", "vetoes"),
            Section::Adjusts => Words::new("加减分", "adjustments"),
            Section::Grades => Words::new("等级和名额", "grades and quotas"),
            Section::Consequences => Words::new("奖惩", "consequences"),
            Section::Checks => Words::new("逻辑检查", "logic checks"),
        }
    }
}

/// One way that a subject's figures can go.
#[derive(Debug, Clone)]
pub struct Branch {
    pub section: Section,
    /// The indicator, veto or grade that it belongs to.
    pub owner: String,
    pub what: Words,
    /// Where the rubric says so.
    pub span: Span,
    /// How many tests reach it.
    pub tests: usize,
    /// A value of the indicator that would.
    pub value: Option<f64>,
    probe: Probe,
}

/// How many branches of a section are reached, and of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub section: Section,
    pub reached: usize,
    pub of: usize,
}

impl Share {
    pub fn percent(reached: usize, of: usize) -> f64 {
        if of == 0 { 100.0 } else { reached as f64 * 100.0 / of as f64 }
    }
}

/// The sections that a rubric has, in their order.
pub fn shares(branches: &[Branch]) -> Vec<Share> {
    let of = |section: Section| branches.iter().filter(move |branch| branch.section == section);
    let share = |section: Section| Share {
        section,
        reached: of(section).filter(|branch| branch.tests > 0).count(),
        of: of(section).count(),
    };
    Section::ALL.into_iter().map(share).filter(|share| share.of > 0).collect()
}

/// All branches of a rubric, in the order of its text within a section, with how many of its tests
/// reach each.
pub fn branches(rubric: &Rubric) -> Vec<Branch> {
    let (program, places) = compile_with_places(rubric);
    let mut all = found::branches(rubric, &program, &places);
    all.sort_by_key(|branch| (branch.section, branch.span));
    let nodes: Vec<NodeId> = all.iter().flat_map(|branch| branch.probe.nodes()).collect();
    for case in &rubric.tests {
        let (lanes, _) = self_test::lanes(rubric, &program, case, &nodes);
        let behind = behind(&program, case);
        for branch in &mut all {
            let seen = behind.get(branch.probe.node().0 as usize).copied().unwrap_or(false);
            branch.tests += usize::from(seen && branch.probe.hit(&lanes));
        }
    }
    all
}

/// For each node whether a figure at which a test looks depends on it; what is given depends on
/// nothing.
fn behind(program: &Program, case: &TestCase) -> Vec<bool> {
    let mut seen = vec![false; program.plan.nodes.len()];
    let mut given = vec![false; program.plan.nodes.len()];
    for (what, _) in case.given.iter().flat_map(|(_, figures)| figures) {
        let node = match *what {
            GivenFor::Element(index) => program.outputs.elements.get(index).copied(),
            _ => None,
        };
        if let Some(slot) = node.and_then(|node| given.get_mut(node.0 as usize)) {
            *slot = true;
        }
    }
    let mut open: Vec<NodeId> = case.expect.iter().flat_map(|one| self_test::looked_at(program, &one.target)).collect();
    while let Some(node) = open.pop() {
        let at = node.0 as usize;
        if seen.get(at).copied().unwrap_or(true) {
            continue;
        }
        if let Some(slot) = seen.get_mut(at) {
            *slot = true;
        }
        if !given.get(at).copied().unwrap_or(false) {
            open.extend(program.plan.node(node).op.inputs());
        }
    }
    seen
}
