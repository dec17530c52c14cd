//! Of whom there is a figure: each element by subjects and by their groups, each kind of rater by those
//! it has rated.

use std::collections::BTreeMap;

use super::super::codes;
use super::super::pipeline::Evaluated;
use super::periods::Judged;
use crate::diagnostic::{Bag, Diagnostic};
use crate::rubric::ElementSource;
use crate::table::{Lane, Nothing, NothingKind};
use crate::text::Words;
use crate::text::words::{list, plural};
use crate::words;

/// More than one in so many without a figure is told of.
const SHARE: usize = 5;
/// A group of fewer says nothing of a figure.
const GROUP: usize = 2;
/// How many people, or figures, are named.
const NAMED: usize = 10;

/// Who has what, over the periods that are looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presence {
    /// The roster's column by whose groups it is divided.
    pub group_by: Option<String>,
    /// How many periods are counted.
    pub periods: usize,
    /// Those that come from data, in the rubric's order.
    pub elements: Vec<ElementPresence>,
    pub raters: Vec<RaterPresence>,
}

/// A period, and who has no figure in it.
type Lack = (usize, String);

/// Subjects in periods, by what they have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    pub present: usize,
    pub missing: usize,
    pub not_applicable: usize,
    pub undefined: usize,
}

impl Count {
    fn add(&mut self, kind: Option<NothingKind>) {
        *match kind {
            None => &mut self.present,
            Some(NothingKind::Missing) => &mut self.missing,
            Some(NothingKind::NotApplicable) => &mut self.not_applicable,
            Some(NothingKind::Undefined) => &mut self.undefined,
        } += 1;
    }

    /// Those for whom there should be a figure.
    pub fn wanted(&self) -> usize {
        self.present + self.missing + self.undefined
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementPresence {
    /// Index into the rubric's elements.
    pub element: usize,
    pub id: String,
    pub all: Count,
    /// By name; empty without groups.
    pub groups: BTreeMap<String, Count>,
    /// Of those among whom somebody has it: how many should, and who does not, as period and subject.
    among: usize,
    lacking: Vec<Lack>,
    bare: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaterPresence {
    /// Index into the rubric's raters.
    pub rater: usize,
    pub id: String,
    /// Subjects who should be rated by this kind, and whom it has rated at all.
    pub wanted: usize,
    pub rated: usize,
    pub groups: BTreeMap<String, (usize, usize)>,
    unrated: Vec<String>,
}

pub fn of(evaluated: &Evaluated, judged: &[Judged]) -> Presence {
    let rubric = &evaluated.rubric;
    let mut presence =
        Presence { group_by: rubric.subject.groups.first().cloned(), periods: judged.len(), ..Presence::default() };
    for (index, element) in rubric.elements.iter().enumerate() {
        if let ElementSource::Rows { .. } = element.source {
            presence.elements.push(of_element(index, &element.id, judged));
        }
    }
    for (index, rater) in rubric.raters.iter().enumerate() {
        presence.raters.extend(of_rater(index, &rater.id, judged));
    }
    presence
}

fn of_element(index: usize, id: &str, judged: &[Judged]) -> ElementPresence {
    let mut found = ElementPresence {
        element: index,
        id: id.to_string(),
        all: Count::default(),
        groups: BTreeMap::new(),
        among: 0,
        lacking: Vec::new(),
        bare: Vec::new(),
    };
    for Judged { period, results, .. } in judged {
        let Some(lane) = results.elements.get(index) else { continue };
        // A year that is there to be compared with, and posts that do not have the figure, lack nothing.
        let mut alike: BTreeMap<Option<u64>, (Count, Vec<Lack>)> = BTreeMap::new();
        for (row, info) in results.subjects.iter().enumerate().filter(|(row, _)| *row < lane.len()) {
            let kind = lane.nothing(row).map(Nothing::kind);
            found.all.add(kind);
            if let Some(group) = info.groups.first() {
                found.groups.entry(group.clone()).or_default().add(kind);
            }
            let variant = results.variant.as_ref().and_then(|variant| variant.get(row).ok()).map(f64::to_bits);
            let (count, lacking) = alike.entry(variant).or_default();
            count.add(kind);
            // Several figures are told of as such.
            if kind == Some(NothingKind::Missing) && lane.nothing(row) != Some(Nothing::Conflict) {
                lacking.push((*period, info.label.clone()));
            }
        }
        for (count, lacking) in alike.into_values().filter(|(count, _)| count.missing < count.wanted()) {
            found.among += count.wanted();
            found.lacking.extend(lacking);
        }
    }
    let none = |(_, count): &(&String, &Count)| count.wanted() >= GROUP && count.missing == count.wanted();
    found.bare = found.groups.iter().filter(none).map(|(name, _)| name.clone()).collect();
    found
}

/// `None` for a kind of rater of which no indicator asks anything.
fn of_rater(index: usize, id: &str, judged: &[Judged]) -> Option<RaterPresence> {
    let mut found = RaterPresence {
        rater: index,
        id: id.to_string(),
        wanted: 0,
        rated: 0,
        groups: BTreeMap::new(),
        unrated: Vec::new(),
    };
    for results in judged.iter().map(|judged| &judged.results) {
        let ratings = || {
            let indicators = results.indicators.iter();
            indicators.flat_map(|indicator| {
                let full = &indicator.full;
                indicator.ratings.iter().filter(|rating| rating.rater == index).map(move |rating| (rating, full))
            })
        };
        for (row, info) in results.subjects.iter().enumerate() {
            // An item that is no part of the subject's variant is not to be rated.
            let mut asked = ratings().filter(|(_, full)| row < full.len() && full.get(row) != Ok(0.0)).peekable();
            if asked.peek().is_none() {
                continue;
            }
            let rated = asked.any(|(rating, _)| rating.count.get(row).is_ok_and(|count| count > 0.0));
            found.wanted += 1;
            found.rated += usize::from(rated);
            if let Some(group) = info.groups.first() {
                let group = found.groups.entry(group.clone()).or_default();
                *group = (group.0 + 1, group.1 + usize::from(rated));
            }
            if !rated && !found.unrated.contains(&info.label) {
                found.unrated.push(info.label.clone());
            }
        }
    }
    (found.wanted > 0).then_some(found)
}

impl Presence {
    pub(super) fn tell(&self, evaluated: &Evaluated, findings: &mut Bag) {
        // What the same people lack in the same table is told together.
        let mut alike: BTreeMap<(usize, Pattern<'_>), Vec<&ElementPresence>> = BTreeMap::new();
        for found in &self.elements {
            if let (Some(table), Some(pattern)) = (found.table(evaluated), found.pattern()) {
                alike.entry((table, pattern)).or_default().push(found);
            }
        }
        let mut told: Vec<(usize, Diagnostic)> = alike
            .into_iter()
            .filter_map(|((_, pattern), all)| {
                let first = all.first()?.element;
                Some((first, finding(evaluated, &pattern, &all, self.group_by.as_deref())?))
            })
            .collect();
        told.sort_by_key(|(first, _)| *first);
        findings.all.extend(told.into_iter().map(|(_, finding)| finding));
        findings.all.extend(self.raters.iter().filter_map(|found| found.finding(self.group_by.as_deref())));
    }
}

/// What there is to say of an element.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pattern<'a> {
    Nobody,
    /// No one of these groups.
    Groups(&'a [String]),
    /// These, of so many.
    Some(&'a [Lack], usize),
}

impl ElementPresence {
    /// `None` where its file is not there, which is told of as such.
    fn table(&self, evaluated: &Evaluated) -> Option<usize> {
        match evaluated.rubric.elements.get(self.element)?.source {
            ElementSource::Rows { data, .. } => {
                evaluated.bound.tables.get(data).is_some_and(|table| table.rows > 0).then_some(data)
            }
            ElementSource::Formula(_) => None,
        }
    }

    fn pattern(&self) -> Option<Pattern<'_>> {
        if self.all.missing > 0 && self.all.missing == self.all.wanted() {
            return Some(Pattern::Nobody);
        }
        let lacking = self.lacking.len();
        if lacking == 0 {
            return None;
        }
        if !self.bare.is_empty() {
            return Some(Pattern::Groups(&self.bare));
        }
        (lacking * SHARE > self.among).then_some(Pattern::Some(&self.lacking, self.among))
    }
}

fn finding(
    evaluated: &Evaluated,
    pattern: &Pattern<'_>,
    all: &[&ElementPresence],
    group_by: Option<&str>,
) -> Option<Diagnostic> {
    let element = evaluated.rubric.elements.get(all.first()?.element)?;
    let place = (evaluated.rubric.source, element.span);
    let ids: Vec<String> = all.iter().map(|found| found.id.clone()).collect();
    let what = some(&ids);
    Some(match pattern {
        Pattern::Nobody => Diagnostic::warning(
            codes::FIGURE_OF_NOBODY,
            Words {
                zh: format!("没有一个人有 {} 的数据", what.zh),
                en: format!("nobody has a figure for {}", what.en),
            },
        )
        .at(place, all.first()?.why(evaluated))
        .help(words!("核对列、条件 `where` 和期间", "look at the column, `where` and the period")),
        Pattern::Groups(groups) => {
            let (names, by) = (list(groups, words!("和", "and")), group_by?);
            Diagnostic::note(
                codes::FIGURES_MISSING,
                Words {
                    zh: format!("`{by}` 为 {} 的都没有 {} 的数据，别的组有", names.zh, what.zh),
                    en: format!("nobody whose `{by}` is {} has a figure for {}, as others have", names.en, what.en),
                },
            )
            .at(place, Words::default())
        }
        Pattern::Some(lacking, among) => {
            let mut names: Vec<String> = Vec::new();
            for (_, name) in *lacking {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            let (who, count) = (some(&names), lacking.len());
            Diagnostic::note(
                codes::FIGURES_MISSING,
                Words {
                    zh: format!("{among} 个中有 {count} 个没有 {} 的数据：{}", what.zh, who.zh),
                    en: format!("{count} of {among} have no figure for {}: {}", what.en, who.en),
                },
            )
            .at(place, Words::default())
        }
    })
}

impl ElementPresence {
    /// Why the first has no figure.
    fn why(&self, evaluated: &Evaluated) -> Words {
        let lane = evaluated.results.elements.get(self.element);
        let nothing = lane.and_then(|lane: &Lane| (0..lane.len()).find_map(|row| lane.nothing(row)));
        nothing.map(Nothing::words).unwrap_or_default()
    }
}

impl RaterPresence {
    fn finding(&self, group_by: Option<&str>) -> Option<Diagnostic> {
        if self.rated == self.wanted {
            return None;
        }
        let (id, rated, wanted) = (&self.id, self.rated, self.wanted);
        let who = some(&self.unrated);
        let mut finding = Diagnostic::note(
            codes::NOT_RATED,
            Words {
                zh: format!("`{id}` 应评 {wanted}，评了 {rated}，没有评：{}", who.zh),
                en: format!("`{id}` has rated {rated} of {wanted}, and not {}", who.en),
            },
        );
        let uneven: Vec<String> =
            self.groups.iter().map(|(name, (wanted, rated))| format!("`{name}` {rated}/{wanted}")).collect();
        let words = match group_by.filter(|_| self.groups.len() > 1) {
            Some(by) => words!("（按 `{by}`：{}）", " (by `{by}`: {})", uneven.join(" · ")),
            None => Words::default(),
        };
        finding.message = Words {
            zh: format!("{}{}", finding.message.zh, words.zh),
            en: format!("{}{}", finding.message.en, words.en),
        };
        Some(finding)
    }
}

/// The first names, and how many more.
fn some(names: &[String]) -> Words {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    let more = names.len().saturating_sub(NAMED);
    let (mut zh, mut en) = (shown.join("、"), shown.join(", "));
    if more > 0 {
        zh.push_str(&format!(" 等 {} 个", names.len()));
        en.push_str(&format!(" and {}", plural(more, "other")));
    }
    Words { zh, en }
}
