//! Who answers for what, from which duty it comes, what proves it, and when things are done.

use super::{Due, Header, Name, Rubric};
use crate::number::Rational;
use crate::table::time::SECONDS_A_DAY;
use crate::text::{Span, Words};
use crate::words;

/// Who answers for an element or an indicator.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    /// Deputy, keeper of the papers and rights beside the owner.
    pub person: Option<String>,
    pub deputy: Option<String>,
    pub keeper: Option<String>,
    pub rights: Option<String>,
    /// Units that have a share in the points; the shares add up to 1.
    pub contributors: Vec<(String, Rational)>,
    /// Indices into the rubric's duties.
    pub duties: Vec<usize>,
    pub goal: Option<String>,
    /// What paper proves it.
    pub evidence: Option<String>,
    pub verified_by: Option<String>,
    /// How it is verified.
    pub verification: Option<String>,
    /// Figures are not shown unless asked for.
    pub confidential: bool,
}

/// A duty of a post, from which indicators come.
#[derive(Debug, Clone)]
pub struct Duty {
    pub id: String,
    pub name: Name,
    pub post: Option<String>,
    pub span: Span,
}

/// Data that somebody outside delivers.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    pub from: Option<String>,
    pub officer: Option<String>,
    /// Days in seconds.
    pub asked_on: Option<f64>,
    pub due: Option<f64>,
    pub received_on: Option<f64>,
}

/// A stage of the appraisal: setting of targets, self-appraisal, review, publicity, feedback.
#[derive(Debug, Clone)]
pub struct Stage {
    pub id: String,
    pub name: Name,
    pub from: Option<Moment>,
    pub until: Option<Moment>,
    /// The stage that must be over first (an index).
    pub after: Option<usize>,
    pub owner: Option<String>,
    pub span: Span,
}

/// A day, or so many days after another one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    /// In seconds.
    Day(f64),
    After(Due),
}

impl Moment {
    /// In seconds; `None` where the day from which it counts is not known.
    pub fn day(self, header: &Header, period: i64) -> Option<f64> {
        match self {
            Moment::Day(day) => Some(day),
            Moment::After(due) => {
                let day = due.deadline(header.notice, header.cycle, period, &header.calendar);
                day.map(|day| day as f64 * SECONDS_A_DAY)
            }
        }
    }
}

impl Rubric {
    /// Whether a figure is not to be shown.
    pub fn is_masked(&self, answers: &Answers) -> bool {
        answers.confidential && !self.reveal
    }
}

impl Answers {
    /// Owner, deputy, papers, goal: what is declared, for people.
    pub fn words(&self, owner: Option<&str>) -> Vec<Words> {
        let mut all = Vec::new();
        let mut say = |text: Option<&str>, zh: &str, en: &str| {
            if let Some(text) = text {
                all.push(words!("{zh} {text}", "{en}: {text}"));
            }
        };
        say(owner, "负责", "owner");
        say(self.person.as_deref().filter(|person| Some(*person) != owner), "责任人", "person");
        say(self.deputy.as_deref(), "后备", "deputy");
        say(self.keeper.as_deref(), "资料保管", "keeper of papers");
        say(self.rights.as_deref(), "权限", "rights");
        say(self.goal.as_deref(), "目标", "goal");
        say(self.evidence.as_deref(), "证明资料", "evidence");
        say(self.verified_by.as_deref(), "核实", "verified by");
        say(self.verification.as_deref(), "核实方法", "verification");
        all
    }
}
