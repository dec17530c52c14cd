//! Rubric and roster → the workbooks to send out.

use super::ask::{self, Ask};
use super::file_names::FileNames;
use crate::compile::compile;
use crate::diagnostic::{Bag, Diagnostic};
use crate::eval::Bound;
use crate::eval::bind::bind_with;
use crate::host::Host;
use crate::input;
use crate::plan::TableId;
use crate::report::form::{Asked, Blank, Known, Line, write};
use crate::rubric::Rubric;
use crate::rubric::form::{EDITION, Form};
use crate::session::codes::{NO_PERIOD_SAID, NOT_ENTERED, NOTHING_TO_ENTER, OTHER_ROSTER};
use crate::session::pipeline::{Request, Stopped, data_folder, is_unreadable_file};
use crate::session::script::sound;
use crate::table::{Cycle, Kind, Lane, Nothing};
use crate::text::{Lang, Sources, Words};
use crate::words;

/// A workbook that was made.
#[derive(Debug)]
pub struct Made {
    pub file: String,
    /// Who fills it in.
    pub whose: String,
    pub bytes: Vec<u8>,
    pub rows: usize,
    pub columns: usize,
    /// How many cells hold something already.
    pub known: usize,
}

/// The workbooks of a rubric.
#[derive(Debug)]
pub struct Sheets {
    pub made: Vec<Made>,
    pub findings: Bag,
    pub period: Option<String>,
}

/// Makes the workbooks of a period; with `filled` they hold what the data have already.
///
/// # Errors
/// Findings of the rubric, of the roster, or of the request.
pub fn sheets(
    host: &dyn Host,
    request: &Request,
    filled: bool,
    lang: Lang,
    sources: &mut Sources,
) -> Result<Sheets, Stopped> {
    let (rubric, mut findings) = sound(host, request, sources)?;
    findings.all.clear();
    let stop = |finding| Stopped { findings: Bag { all: vec![finding] }, unusable: true };
    let ordinal = period_of(&rubric, request).map_err(|finding| stop(*finding))?;
    let (asks, refused) = ask::all(&rubric, lang);
    for (table, why) in refused {
        let Some(source) = rubric.data.get(table) else { continue };
        let (id, Words { zh, en }) = (&source.id, why);
        findings.push(
            Diagnostic::warning(
                NOT_ENTERED,
                words!("数据 `{id}` 不能用填报表填：{zh}", "data `{id}` cannot be filled in on a workbook: {en}"),
            )
            .at((rubric.source, source.span), words!("这里", "here"))
            .help(words!("仍按原来的文件给", "give it as a file, as before")),
        );
    }
    if asks.is_empty() {
        findings.push(
            Diagnostic::error(
                NOTHING_TO_ENTER,
                words!("没有可以逐人填报的数", "nothing can be filled in subject by subject"),
            )
            .help(words!(
                "在每人每期一行的表上写 `entered = true`，或写由人评的指标",
                "write `entered = true` on a table with one row for each subject and period, or have indicators that people judge"
            )),
        );
        return Err(Stopped { findings, unusable: false });
    }
    let folder = data_folder(request, &rubric);
    let program = compile(&rubric);
    let mut report = input::Report::default();
    let tables = input::load_all(host, &folder, &rubric.data, &mut report);
    let bound = bind_with(&program.plan, tables, &[ordinal]);
    if bound.subjects.is_empty() {
        let mut findings = report.findings;
        let unreadable = |finding: &Diagnostic| is_unreadable_file(finding);
        findings.all.retain(unreadable);
        if !findings.has_errors() {
            findings.extend(bound.findings);
            findings.push(Diagnostic::error(
                NOTHING_TO_ENTER,
                words!("名册里没有人，没有可填的行", "nobody is on the roster, so there are no rows to fill in"),
            ));
        }
        return Err(Stopped { findings, unusable: true });
    }
    let people = people(&rubric, &bound, ordinal, &mut findings);
    let mut names = FileNames::default();
    let mut made = Vec::new();
    let period = (rubric.header.cycle != Cycle::Once).then(|| rubric.header.cycle.name(ordinal));
    let task = Task { rubric: &rubric, bound: &bound, period: period.clone(), ordinal, lang, filled, people };
    for ask in &asks {
        match task.make(ask, &mut names) {
            Ok(one) => made.push(one),
            Err(error) => {
                let message = words!("填报表写不成：{error}", "a data-entry workbook cannot be written: {error}");
                findings.push(Diagnostic::error(NOTHING_TO_ENTER, message));
                return Err(Stopped { findings, unusable: true });
            }
        }
    }
    Ok(Sheets { made, findings, period })
}

fn period_of(rubric: &Rubric, request: &Request) -> Result<i64, Box<Diagnostic>> {
    let cycle = rubric.header.cycle;
    match &request.period {
        Some(said) => cycle.parse(said).ok_or_else(|| {
            let finding = Diagnostic::error(
                NO_PERIOD_SAID,
                words!("`{said}` 不是这个方案的期间", "`{said}` is no period of this rubric"),
            );
            Box::new(finding.help(example(cycle)))
        }),
        None if cycle == Cycle::Once => Ok(0),
        None => {
            let finding =
                Diagnostic::error(NO_PERIOD_SAID, words!("没有说填哪一期", "it is not said for which period"));
            Err(Box::new(finding.help(example(cycle))))
        }
    }
}

fn example(cycle: Cycle) -> Words {
    let day = crate::table::Cycle::parse(cycle, "2024-06-07").unwrap_or(0);
    let name = cycle.name(day);
    words!("写 `--period {name}` 这样的期间", "write a period such as `--period {name}`")
}

/// Who is assessed in the period, and in which period of the roster his groups are looked up.
struct People {
    subjects: Vec<usize>,
    period: usize,
}

fn people(rubric: &Rubric, bound: &Bound, ordinal: i64, findings: &mut Bag) -> People {
    let at = |ordinal: i64| bound.periods.iter().position(|period| period.ordinal == ordinal);
    let period = at(ordinal).unwrap_or(0);
    let subjects = bound.assessed_in(period);
    if !subjects.is_empty() {
        return People { subjects, period };
    }
    let mut last = (0..bound.periods.len()).rev().map(|period| (period, bound.assessed_in(period)));
    let Some((period, subjects)) = last.find(|(_, subjects)| !subjects.is_empty()) else {
        return People { subjects: (0..bound.subjects.len()).collect(), period };
    };
    let (wanted, used) =
        (rubric.header.cycle.name(ordinal), bound.periods.get(period).map_or("", |period| period.name.as_str()));
    findings.push(
        Diagnostic::warning(
            OTHER_ROSTER,
            words!(
                "名册没有 {wanted} 这一期，用了 {used} 的",
                "the roster has nothing of {wanted}; that of {used} was used"
            ),
        )
        .help(words!("先补名册，再生成填报表", "complete the roster and make the workbooks again")),
    );
    People { subjects, period }
}

struct Task<'a> {
    rubric: &'a Rubric,
    bound: &'a Bound,
    period: Option<String>,
    ordinal: i64,
    lang: Lang,
    filled: bool,
    people: People,
}

impl Task<'_> {
    fn make(&self, ask: &Ask, names: &mut FileNames) -> std::io::Result<Made> {
        let (rubric, lang) = (self.rubric, self.lang);
        let rater = ask.rater.and_then(|rater| rubric.raters.get(rater));
        let nobody = lang.pick("未定责任部门", "nobody named");
        let whose = match rater {
            Some(rater) => rater.name.in_lang(lang),
            None => ask.owner.as_deref().unwrap_or(nobody),
        };
        let form = Form {
            edition: EDITION,
            rubric: rubric.header.id.clone(),
            digest: rubric.files.first().map(|(_, digest)| digest.clone()).unwrap_or_default(),
            period: self.period.clone(),
            owner: ask.owner.clone(),
            rater: rater.map(|rater| rater.id.clone()),
            whole: ask.whole.and_then(|table| rubric.data.get(table)).map(|source| source.id.clone()),
            fields: ask.shown.iter().chain(ask.fields.iter().map(|(field, _)| field)).cloned().collect(),
            fixed: ask.fixed.clone(),
            evidence: ask.evidence.clone(),
            signed: ask.signed.iter().map(|(signed, _)| signed.clone()).collect(),
        };
        let asked: Vec<Asked> = ask.fields.iter().map(|(_, asked)| asked.clone()).collect();
        let signed: Vec<Words> = ask.signed.iter().map(|(_, words)| words.clone()).collect();
        let lines: Vec<Line> = self.people.subjects.iter().map(|subject| self.line(*subject, ask)).collect();
        let subject = &rubric.subject;
        let blank = Blank {
            form: &form,
            lang,
            title: rubric.header.title.in_lang(lang),
            whose,
            key: &subject.key,
            label: (subject.label != subject.key).then_some(subject.label.as_str()),
            groups: &subject.groups,
            asked: &asked,
            signed: &signed,
            lines: &lines,
            since: rubric.header.effective.unwrap_or(0.0),
        };
        let bytes = write(&blank)?;
        let what = match (rater, lang) {
            (Some(_), Lang::Zh) => "评价",
            (Some(_), Lang::En) => "ratings",
            (None, Lang::Zh) => "填报",
            (None, Lang::En) => "entry",
        };
        let file = names.free(&[what, whose, self.period.as_deref().unwrap_or_default()]);
        let known = lines.iter().flat_map(|line| &line.values).filter(|known| **known != Known::Blank).count();
        Ok(Made { file, whose: whose.to_string(), bytes, rows: lines.len(), columns: asked.len(), known })
    }

    fn line(&self, subject: usize, ask: &Ask) -> Line {
        let (rubric, bound) = (self.rubric, self.bound);
        let roster = rubric.subject.roster;
        let group = |group: &String| match self.cell(roster, group, subject, self.people.period) {
            Known::Text(text) => text,
            Known::Number(value) => crate::table::figure::digits(value),
            Known::Date(_) | Known::Blank => String::new(),
        };
        let period = bound.periods.iter().position(|period| period.ordinal == self.ordinal);
        let value = |(field, _): &(crate::rubric::form::Field, Asked)| {
            let table = rubric.data.iter().position(|source| source.id == field.table);
            match (table, period) {
                (Some(table), Some(period)) if self.filled && ask.rater.is_none() => {
                    self.cell(table, &field.column, subject, period)
                }
                _ => Known::Blank,
            }
        };
        let who = bound.subjects.get(subject);
        Line {
            key: who.map(|who| who.key.clone()).unwrap_or_default(),
            label: who.map(|who| who.label.clone()).unwrap_or_default(),
            groups: rubric.subject.groups.iter().map(group).collect(),
            values: ask.fields.iter().map(value).collect(),
        }
    }

    /// The one value of a column; nothing where there are several.
    fn cell(&self, table: usize, column: &str, subject: usize, period: usize) -> Known {
        let Some(source) = self.rubric.data.get(table) else { return Known::Blank };
        let kind = source.columns.iter().find(|own| own.id == column).map_or(Kind::Text, |own| own.kind);
        let lane = self.bound.tables.get(table).and_then(|table| table.column(column)).map(|column| &column.lane);
        let Some(lane) = lane else { return Known::Blank };
        let mut found = Known::Blank;
        for row in self.bound.rows_of(TableId(table as u16), subject, period) {
            let value = known(lane, row, kind, self.lang);
            if value == Known::Blank {
                continue;
            }
            if found != Known::Blank && found != value {
                return Known::Blank;
            }
            found = value;
        }
        found
    }
}

fn known(lane: &Lane, row: usize, kind: Kind, lang: Lang) -> Known {
    if row >= lane.len() {
        return Known::Blank;
    }
    let value = match lane {
        Lane::Texts(texts) => texts.get(row).map(|text| Known::Text(text.to_string())),
        Lane::Numbers(numbers) => numbers.get(row).map(|value| match kind {
            Kind::Date => Known::Date(value),
            Kind::Bool if value == 0.0 => Known::Text(lang.pick("否", "no").to_string()),
            Kind::Bool => Known::Text(lang.pick("是", "yes").to_string()),
            Kind::Number | Kind::Text => Known::Number(value),
        }),
    };
    match value {
        Ok(known) => known,
        Err(Nothing::NotApplicable) => Known::Text(lang.pick("不适用", "not applicable").to_string()),
        Err(_) => Known::Blank,
    }
}
