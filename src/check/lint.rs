//! Lints of method: what a rubric may do or leave out, and is better done otherwise.
//!
//! A lint is a function over the [`Scheme`] and an entry of [`LINTS`]. It is no error: a rubric may
//! allow it by its code, with a reason (`[lint]`). Lints look only at rubrics without errors, and
//! most of them only where there is enough of a scheme to have a method.

mod names;
mod raters;
mod rules;
mod said;
mod settings;
mod weights;

pub use settings::settings;

use super::{Checker, codes};
use crate::diagnostic::{Code, Diagnostic};
use crate::number::Decimal;
use crate::rubric::{Item, Lints, Rubric};
use crate::syntax::Table;
use crate::text::words::{list, plural};
use crate::text::{SourceId, Span, Words};
use crate::words;

/// A rubric with so many indicators is more than an example.
const MANY: usize = 5;

/// One lint.
#[derive(Debug)]
pub struct Lint {
    pub code: Code,
    /// The share at which it is told, where it has one.
    pub limit: Option<f64>,
    look: fn(&Scheme<'_>) -> Vec<Diagnostic>,
}

/// All of them, in the order in which they are told.
pub const LINTS: &[Lint] = &[
    Lint { code: codes::SMALL_WEIGHTS, limit: Some(0.01), look: weights::small },
    Lint { code: codes::ONE_SET, limit: None, look: weights::one_set },
    Lint { code: codes::JUDGED, limit: Some(0.7), look: raters::judged },
    Lint { code: codes::ONE_RATER, limit: Some(0.4), look: raters::one_alone },
    Lint { code: codes::PEERS, limit: Some(0.5), look: raters::peers },
    Lint { code: codes::RATER_ABSENT, limit: None, look: raters::absent },
    Lint { code: codes::NO_TIES, limit: None, look: rules::ties },
    Lint { code: codes::NO_MIN_GROUP, limit: None, look: rules::small_groups },
    Lint { code: codes::NO_VALUE_RULE, limit: None, look: rules::missing_data },
    Lint { code: codes::PARTIAL, limit: None, look: rules::partial_periods },
    Lint { code: codes::EMPTY_WORDS, limit: None, look: names::empty_definitions },
    Lint { code: codes::SAME_NAME, limit: None, look: names::one_name_two_formulas },
    Lint { code: codes::BOTH_WAYS, limit: None, look: names::both_directions },
    Lint { code: codes::NAME_DIRECTION, limit: None, look: names::against_the_name },
    Lint { code: codes::CLAIM, limit: None, look: said::claims },
    Lint { code: codes::BLANK, limit: None, look: said::blanks },
    Lint { code: codes::NO_SUCH_TABLE, limit: None, look: said::tables },
    Lint { code: codes::NOT_CUMULATIVE, limit: None, look: said::capped_not_cumulative },
    Lint { code: codes::FIGURE_IN_TEXT, limit: None, look: said::figures },
];

/// What lints look at.
struct Scheme<'a> {
    source: SourceId,
    root: &'a Table,
    rubric: &'a Rubric,
    /// All texts that people read.
    said: &'a [said::Said<'a>],
    lints: &'a Lints,
    /// The limit of the lint at hand.
    limit: f64,
}

impl Scheme<'_> {
    /// Whether there is enough of it to have a method.
    fn is_whole(&self) -> bool {
        self.rubric.indicators.len() >= MANY
    }

    fn at(&self, finding: Diagnostic, span: Span, words: Words) -> Diagnostic {
        finding.at((self.source, span), words)
    }

    /// Whether a key stands in `[rubric]`.
    fn head_says(&self, key: &str) -> bool {
        self.root.table("rubric").is_some_and(|head| head.has(key))
    }

    /// The greatest share of the total, over all variants, that parts of indicators come to.
    fn share(&self, part: &dyn Fn(usize) -> f64) -> f64 {
        let points = self.rubric.header.points.to_f64();
        let fulls: Vec<Vec<Option<f64>>> =
            (0..self.rubric.indicators.len()).map(|index| self.rubric.fulls(Item::Indicator(index))).collect();
        let variants = self.rubric.variants.len().max(1);
        let sum = |variant: usize| -> f64 {
            let full = |index: usize| fulls.get(index).and_then(|all| all.get(variant).copied().flatten());
            (0..fulls.len()).filter_map(|index| Some(full(index)? * part(index))).sum()
        };
        (0..variants).map(sum).fold(0.0, f64::max) / points
    }
}

/// A note with the names of all concerned behind its head, at the first of them; and one each of
/// those for which `[lint]` allows it.
pub(super) fn several(
    source: SourceId,
    lints: &Lints,
    code: Code,
    all: &[(Words, Span)],
    head: &dyn Fn(usize) -> Words,
) -> Vec<Diagnostic> {
    let exempt = |(name, _): &&(Words, Span)| lints.exempts(code.id, &name.zh);
    let told: Vec<&(Words, Span)> = all.iter().filter(|one| !exempt(one)).collect();
    let apart = all.iter().filter(exempt).map(|one| vec![one]);
    let note = |group: &Vec<&(Words, Span)>| {
        let (_, first) = group.first()?;
        let said = |pick: fn(&Words) -> &String| {
            let names: Vec<&str> = group.iter().take(12).map(|(name, _)| pick(name).as_str()).collect();
            list(&names, words!("和", "and"))
        };
        let (zh, en) = (said(|name| &name.zh).zh, said(|name| &name.en).en);
        let head = head(group.len());
        let message = Words { zh: format!("{}：{zh}", head.zh), en: format!("{}: {en}", head.en) };
        Some(Diagnostic::note(code, message).at((source, *first), words!("第一个", "the first")))
    };
    std::iter::once(told).chain(apart).filter_map(|group| note(&group)).collect()
}

/// A share in per cent, without needless digits.
fn per_cent(share: f64) -> String {
    crate::table::figure::digits((share * 1000.0).round() / 10.0)
}

/// What an indicator should say: key, code, and how its absence is told.
const SAID: &[(&str, Code, &str, &str)] = &[
    ("definition", codes::NO_DEFINITION, "没有写定义的指标", "without a definition"),
    ("basis", codes::NO_BASIS, "没有写依据的指标", "without a basis"),
    ("unit", codes::NO_UNIT, "没有写单位的指标", "without a unit"),
    ("better", codes::NO_DIRECTION, "没有写方向的指标", "without a direction"),
];

impl Checker<'_> {
    /// All lints of a rubric without errors.
    pub(super) fn lint(&mut self, root: &Table, rubric: &Rubric) {
        if self.bag.has_errors() {
            return;
        }
        let said = said::texts(root);
        for lint in LINTS {
            let set = self.lints.limit(lint.code.id).map(Decimal::to_f64);
            let limit = set.or(lint.limit).unwrap_or_default();
            let scheme = Scheme { source: self.source, root, rubric, said: &said, lints: &self.lints, limit };
            self.bag.all.extend((lint.look)(&scheme));
        }
    }

    /// One note for each thing that most indicators say and some do not; of many, any that do not.
    pub(super) fn unsaid(&mut self, root: &Table) {
        let indicators: Vec<&Table> = root.tables("indicator").collect();
        let of_whole = root.table("rubric").is_some_and(|head| head.has("basis"));
        for (key, code, zh, en) in SAID {
            // The basis of the scheme is that of its indicators.
            if *key == "basis" && of_whole {
                continue;
            }
            let needs = |table: &Table| match *key {
                // What is judged, or scored by words, has neither.
                "unit" | "better" => !table.has("rated") && !table.table("score").is_some_and(|s| s.has("levels")),
                _ => true,
            };
            let said = indicators.iter().filter(|table| table.has(key)).count();
            let lacking = indicators.iter().filter(|table| needs(table) && !table.has(key));
            let lacking: Vec<(Words, Span)> =
                lacking.map(|table| (Words::same(table.text("id").unwrap_or_default()), table.span_of("id"))).collect();
            if said <= lacking.len() && indicators.len() < MANY {
                continue;
            }
            let head =
                |count| Words { zh: format!("{zh} {count} 个"), en: format!("{} {en}", plural(count, "indicator")) };
            let notes = self.several(*code, &lacking, &head);
            self.bag.all.extend(notes.into_iter().map(|note| note.help(words!("补上 `{key}`", "add `{key}`"))));
        }
        self.teachers_without_students(root);
    }

    /// Whoever is taught has a say.
    fn teachers_without_students(&mut self, root: &Table) {
        let noun = root.table("subject").and_then(|subject| subject.text("noun")).unwrap_or_default();
        let of_teachers = noun.contains("教师") || noun.contains("老师") || noun.to_lowercase().contains("teacher");
        let student = |text: &str| text.contains("学生") || text.to_lowercase().contains("student");
        let declared = ["rater", "element", "indicator", "category"].into_iter();
        let heard = declared
            .flat_map(|key| root.tables(key))
            .any(|table| table.text("id").is_some_and(student) || table.text("name").is_some_and(student));
        if !of_teachers || heard {
            return;
        }
        let span = root.table("subject").map(|subject| subject.span_of("noun")).unwrap_or_default();
        self.bag.push(
            Diagnostic::note(
                codes::NO_STUDENTS,
                words!("考核教师而没有学生参与", "teachers are appraised without students"),
            )
            .at((self.source, span), words!("考核对象", "who is assessed"))
            .help(words!("加入学生评教", "let students rate the teaching")),
        );
    }
}
