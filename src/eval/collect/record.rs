//! What is void, who objected, and whose results may still change for that.

use super::View;
use crate::diagnostic::{Bag, Cell, Diagnostic};
use crate::eval::bind::{place, texts_of};
use crate::eval::codes;
use crate::plan::TableId;
use crate::result::{Objection, Papers, Record, Results, Status, VoidResult};
use crate::rubric::{Objections, Void, VoidWhat};
use crate::table::time::SECONDS_A_DAY;
use crate::table::{Lane, Table};
use crate::text::words::plural;
use crate::text::{Words, fold};
use crate::words;

/// How many cells of void rows are named.
const NAMED: usize = 5;

pub fn all(view: &View<'_>, results: &Results, findings: &mut Bag) -> Record {
    let voids =
        view.rubric.voids.iter().enumerate().map(|(index, void)| self::void(view, index, void, findings)).collect();
    let objections = view.rubric.objections.as_ref().map(|kept| objections(view, kept, findings)).unwrap_or_default();
    let mut disputed = vec![false; view.subjects.len()];
    for objection in objections.iter().filter(|objection| objection.status == Status::Open) {
        if let Some(disputed) = disputed.get_mut(objection.subject) {
            *disputed = true;
        }
    }
    let group = |subject: usize| results.subjects.get(subject).map(|info| info.groups.first());
    let contested: Vec<_> = (0..disputed.len()).filter(|subject| disputed[*subject]).map(group).collect();
    let place_disputed = (0..disputed.len()).map(|subject| contested.contains(&group(subject))).collect();
    Record {
        voids,
        objections,
        disputed,
        place_disputed,
        revisions: Vec::new(),
        papers: papers(view),
        exports: exports(view),
    }
}

/// Links to papers of each subject's rows.
fn papers(view: &View<'_>) -> Vec<Papers> {
    let with = view.rubric.data.iter().enumerate().filter_map(|(data, source)| Some((data, source.evidence.as_ref()?)));
    with.map(|(data, column)| {
        let id = TableId(data as u16);
        let texts = view.bound.tables.get(data).and_then(|table| texts_of(table, column)).unwrap_or_default();
        let of = |subject: &usize| {
            let rows = view.bound.rows_of(id, *subject, view.period).into_iter().filter(|row| *row < texts.len());
            let mut links: Vec<String> = Vec::new();
            for link in rows.filter_map(|row| texts.get(row).ok()).map(str::trim) {
                if !link.is_empty() && !links.iter().any(|known| known == link) {
                    links.push(link.to_string());
                }
            }
            links
        };
        Papers { data, links: view.subjects.iter().map(of).collect() }
    })
    .collect()
}

/// The times of export that rows of the period name, in order.
fn exports(view: &View<'_>) -> Vec<(usize, Vec<String>)> {
    let with = view.rubric.data.iter().enumerate().filter_map(|(data, source)| Some((data, source.exported.as_ref()?)));
    with.map(|(data, column)| {
        let texts = view.bound.tables.get(data).and_then(|table| texts_of(table, column)).unwrap_or_default();
        let link = view.bound.links.get(data);
        let here = |row: &usize| link.is_some_and(|link| link.holds_in(*row, view.period));
        let rows = (0..texts.len()).filter(here).filter_map(|row| texts.get(row).ok());
        let mut times: Vec<String> = rows.map(|text| text.trim().to_string()).filter(|text| !text.is_empty()).collect();
        times.sort_unstable();
        times.dedup();
        (data, times)
    })
    .collect()
}

fn void(view: &View<'_>, index: usize, void: &Void, findings: &mut Bag) -> VoidResult {
    let place = (view.rubric.source, void.span);
    let reason = &void.reason;
    let position = |subject: usize| view.subjects.iter().position(|known| *known == subject);
    let mut result = VoidResult::default();
    let mut anything = false;
    match void.what {
        VoidWhat::Rows { .. } => {
            for found in view.bound.void.iter().filter(|found| found.void == index) {
                let Some(table) = view.bound.tables.get(usize::from(found.table.0)) else { continue };
                anything |= !found.rows.is_empty();
                let link = view.bound.links.get(usize::from(found.table.0));
                let here =
                    |row: &&usize| link.and_then(|link| link.period(**row)).is_none_or(|period| period == view.period);
                let rows: Vec<usize> = found.rows.iter().filter(here).copied().collect();
                result.count += rows.len();
                result.cells.extend(rows.iter().take(NAMED).filter_map(|row| place::cell(table, None, *row)));
                let of = found.of.iter().filter(|(_, period)| period.is_none_or(|period| period == view.period));
                result.subjects.extend(of.filter_map(|(subject, _)| position(*subject)));
                if found.undecided > 0 {
                    let (count, en_count) = (found.undecided, plural(found.undecided, "row"));
                    let message = words!(
                        "作废 `{reason}` 有 {count} 行无法判断是否作废，照常计入",
                        "whether `{reason}` makes void cannot be decided for {en_count}; counted as usual"
                    );
                    findings.push(Diagnostic::warning(codes::VOID_UNDECIDED, message).at(place, Words::default()));
                }
            }
        }
        VoidWhat::Value { .. } => {
            let Some(node) = view.program.outputs.voids.get(index).copied().flatten() else { return result };
            let Lane::Numbers(lane) = view.lanes.get(node) else { return result };
            anything = (0..lane.len()).any(|row| lane.get(row) == Ok(1.0));
            let here = view.slice.numbers(node);
            result.subjects = (0..here.len()).filter(|subject| here.get(*subject) == Ok(1.0)).collect();
            result.count = result.subjects.len();
        }
    }
    result.subjects.sort_unstable();
    result.subjects.dedup();
    if !anything && !view.bound.is_synthetic() {
        let message = words!("作废 `{reason}` 没有对上任何数据", "the void of `{reason}` concerns no data");
        let help =
            words!("核对条件、编号和期间是否写对", "see whether condition, key and period are written as in the data");
        findings.push(
            Diagnostic::warning(codes::VOID_OF_NOTHING, message).at(place, words!("这一条", "this one")).help(help),
        );
    }
    result
}

/// The objections of the period; what is wrong with them is told.
fn objections(view: &View<'_>, kept: &Objections, findings: &mut Bag) -> Vec<Objection> {
    let id = TableId(kept.data as u16);
    let Some(table) = view.bound.tables.get(kept.data) else { return Vec::new() };
    let register = Register { view, kept, table };
    let mut all = Vec::new();
    for (subject, known) in view.subjects.iter().enumerate() {
        let rows = view.bound.rows_of(id, *known, view.period);
        all.extend(rows.into_iter().map(|row| register.objection(subject, row, findings)));
    }
    all
}

struct Register<'a> {
    view: &'a View<'a>,
    kept: &'a Objections,
    table: &'a Table,
}

impl Register<'_> {
    fn text(&self, column: &str, row: usize) -> Option<String> {
        let texts = texts_of(self.table, column)?;
        let text = if row < texts.len() { texts.get(row).ok()?.trim().to_string() } else { return None };
        (!text.is_empty()).then_some(text)
    }

    fn cell(&self, column: &str, row: usize) -> Option<Cell> {
        place::cell(self.table, Some(column), row)
    }

    fn objection(&self, subject: usize, row: usize, findings: &mut Bag) -> Objection {
        let kept = self.kept;
        let element = self.text(&kept.element, row);
        let indicator = self.text(&kept.indicator, row).unwrap_or_default();
        let status = self.status(row, findings);
        let raised = match self.table.column(&kept.raised).map(|column| &column.lane) {
            Some(Lane::Numbers(days)) if row < days.len() => days.get(row).ok(),
            _ => None,
        };
        let header = &self.view.rubric.header;
        let ordinal = self.view.bound.periods.get(self.view.period).map_or(0, |period| period.ordinal);
        let last =
            kept.window.and_then(|window| window.deadline(header.notice, header.cycle, ordinal, &header.calendar));
        let late = match (raised, last) {
            (Some(raised), Some(last)) => (raised / SECONDS_A_DAY).floor() as i64 > last,
            _ => false,
        };
        let objection = Objection {
            subject,
            status,
            corrects: self.corrects(status, element.as_deref(), &indicator, row, findings),
            indicator,
            raised,
            late,
            reason: self.text(&kept.reason, row),
            decided_by: self.text(&kept.decided_by, row),
            cell: self.cell(&kept.indicator, row),
        };
        self.unknown_indicator(&objection, row, findings);
        if let Some(last) = last.filter(|_| late) {
            let last = crate::table::time::show_date(last as f64 * SECONDS_A_DAY);
            self.tell(
                Diagnostic::note(
                    codes::LATE_OBJECTION,
                    words!("异议提出于期限 {last} 之后", "an objection raised after {last}, the last day for it"),
                ),
                &kept.raised,
                row,
                findings,
            );
        }
        objection
    }

    fn tell(&self, finding: Diagnostic, column: &str, row: usize, findings: &mut Bag) {
        findings.push(match self.cell(column, row) {
            Some(cell) => finding.at(cell, words!("这一件", "this one")),
            None => finding,
        });
    }

    /// What cannot be read is not decided.
    fn status(&self, row: usize, findings: &mut Bag) -> Status {
        let words = &self.kept.words;
        let found = self.text(&self.kept.status, row);
        let is = |all: &[String]| found.as_ref().is_some_and(|found| all.contains(found));
        if is(&words.upheld) {
            return Status::Upheld;
        }
        if is(&words.rejected) {
            return Status::Rejected;
        }
        if let Some(found) = found.as_ref().filter(|_| !is(&words.open)) {
            let known: Vec<&str> =
                [&words.open, &words.upheld, &words.rejected].into_iter().flatten().map(String::as_str).collect();
            let list = crate::text::words::list(&known, words!("和", "and"));
            let message = words!(
                "异议的状态 `{found}` 不认识，当作未决",
                "the status `{found}` of an objection is not known; it counts as open"
            );
            let help = Words { zh: format!("可用 {}", list.zh), en: format!("the words are {}", list.en) };
            let finding = Diagnostic::warning(codes::OBJECTION_STATUS, message).help(help);
            self.tell(finding, &self.kept.status, row, findings);
        }
        Status::Open
    }

    fn corrects(
        &self,
        status: Status,
        element: Option<&str>,
        indicator: &str,
        row: usize,
        findings: &mut Bag,
    ) -> Option<(String, String)> {
        if status != Status::Upheld {
            return None;
        }
        let outputs = &self.view.program.outputs;
        let target = element.unwrap_or(indicator);
        let elements = self.view.rubric.elements.iter().zip(&outputs.corrected_elements);
        let indicators = self.view.rubric.indicators.iter().zip(&outputs.corrected_indicators);
        let of_element = elements.filter(|_| element.is_some()).find(|(known, _)| known.id == target);
        let of_indicator = indicators.into_iter().find(|(known, _)| known.id == target);
        let can = match (of_element, of_indicator) {
            (Some((_, corrected)), _) => corrected.is_some(),
            (None, Some((_, corrected))) => corrected.is_some(),
            (None, None) => false,
        };
        let value = self.text(&self.kept.value_text, row);
        match value {
            Some(value) if can => Some((target.to_string(), value)),
            _ => {
                let message = if can {
                    words!(
                        "异议成立，但没有写更正后的值，结果未改",
                        "an objection was upheld without a corrected value, and changes nothing"
                    )
                } else {
                    words!(
                        "异议成立，但 `{target}` 不是可以更正的数据元素或指标，结果未改",
                        "an objection was upheld, but `{target}` is no element or indicator that can be corrected; \
                         it changes nothing"
                    )
                };
                let column = if can { &self.kept.value } else { &self.kept.element };
                self.tell(Diagnostic::warning(codes::OBJECTION_CHANGES_NOTHING, message), column, row, findings);
                None
            }
        }
    }

    fn unknown_indicator(&self, objection: &Objection, row: usize, findings: &mut Bag) {
        let name = &objection.indicator;
        let same = |id: &str, words: &Words| [id, &words.zh, &words.en].iter().any(|known| fold(known) == fold(name));
        let rubric = self.view.rubric;
        let total = ["总分", "total", "等级", "grade", "名次", "rank"].contains(&name.as_str());
        let known = total
            || rubric.indicators.iter().any(|known| same(&known.id, &known.name))
            || rubric.categories.iter().any(|known| same(&known.id, &known.name));
        if !known {
            let message = words!("异议所指的指标 `{name}` 不存在", "an objection to `{name}`, which is no indicator");
            let finding = Diagnostic::warning(codes::OBJECTION_TO_NOTHING, message);
            self.tell(finding, &self.kept.indicator, row, findings);
        }
    }
}
