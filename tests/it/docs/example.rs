//! Rubrics written in pages: checked, run over the files beside them, and their results drawn.

use kaohe::check::{Overrides, Reading, check};
use kaohe::diagnostic::render::{Format, render};
use kaohe::diagnostic::{Bag, Severity};
use kaohe::host::Memory;
use kaohe::number::round_half_away;
use kaohe::rubric::Target;
use kaohe::session::{self, Request};
use kaohe::syntax::parse;
use kaohe::table::{Kind, Lane, Numbers};
use kaohe::text::{Lang, Sources, width};

use crate::world::{Run, checked_beside, run_checked};

/// A whole rubric and its files.
pub struct Example {
    rubric: String,
    /// Rubrics beside it, which it may extend or whose results it may use.
    others: Vec<(String, String)>,
    files: Vec<(String, String)>,
}

impl Example {
    pub fn new(rubric: &str) -> Result<Example, String> {
        Example::beside(rubric, Vec::new())
    }

    /// A rubric that extends this one, which is called so, or uses its results.
    pub fn extended_by(&self, name: &str, rubric: &str) -> Result<Example, String> {
        let mut others = self.others.clone();
        others.push((name.to_string(), self.rubric.clone()));
        Ok(Example { files: self.files.clone(), ..Example::beside(rubric, others)? })
    }

    fn beside(rubric: &str, others: Vec<(String, String)>) -> Result<Example, String> {
        let (_, bag, sources) = checked_beside(rubric, &others);
        let serious = bag.all.iter().any(|finding| finding.severity != Severity::Note);
        if serious {
            return Err(format!("the rubric is not sound\n{}", drawn(&bag, &sources)));
        }
        own_tests(rubric, &others)?;
        Ok(Example { rubric: rubric.to_string(), others, files: Vec::new() })
    }

    pub fn add(&mut self, name: &str, text: &str) {
        self.files.retain(|(known, _)| known != name);
        self.files.push((name.to_string(), text.to_string()));
    }

    /// The table whose head stands in `body`, with what comes out under it.
    pub fn result(&self, body: &str, period: &str, lang: Lang) -> Result<String, String> {
        let head: Vec<&str> = cells(body.lines().next().unwrap_or_default());
        let host = self.files.iter().fold(Memory::default(), |host, (name, text)| host.with(name, text.as_str()));
        if checked_beside(&self.rubric, &self.others)
            .0
            .is_some_and(|rubric| rubric.data.iter().any(|data| data.rubric.is_some()))
        {
            return self.result_of_results(host, &head, period, lang);
        }
        let period = match period {
            "" => None,
            name => Some(self.period(&host, name)?),
        };
        let (rubric, bag, sources) = checked_beside(&with_head(&self.rubric, &head), &self.others);
        if bag.has_errors() {
            return Err(format!("the head of the result names what is not there\n{}", drawn(&bag, &sources)));
        }
        // Data folders are of the disk; here all files lie in one place.
        let rubric = rubric.ok_or("the rubric is not sound")?;
        let run = run_checked(rubric, &host, std::path::Path::new(""), period);
        let rows = rows(&run, &head, lang);
        Ok(table(&rows))
    }

    /// As `result`, where the results of the others have to be there first.
    fn result_of_results(&self, host: Memory, head: &[&str], period: &str, lang: Lang) -> Result<String, String> {
        let host = self.others.iter().fold(host, |host, (name, text)| host.with(name, text.as_str()));
        let host = host.with("rubric.toml", with_head(&self.rubric, head));
        let period = Some(period.to_string()).filter(|period| !period.is_empty());
        let request = Request { rubric: "rubric.toml".into(), period, ..Request::default() };
        let mut sources = Sources::default();
        let run = session::evaluate(&host, &request, &mut sources)
            .map_err(|stopped| format!("no results\n{}", drawn(&stopped.findings, &sources)))?;
        let run =
            Run { rubric: run.rubric, program: run.program, bound: run.bound, lanes: run.lanes, results: run.results };
        Ok(table(&rows(&run, head, lang)))
    }

    fn period(&self, host: &Memory, name: &str) -> Result<usize, String> {
        let (rubric, _, _) = checked_beside(&self.rubric, &self.others);
        let rubric = rubric.ok_or("the rubric is not sound")?;
        let run = run_checked(rubric, host, std::path::Path::new(""), Some(0));
        let known = &run.results.periods;
        known.iter().position(|period| period.name == name).ok_or(format!("no period `{name}` in {known:?}"))
    }
}

/// A rubric whose last test expects what the head of a table names, so that the head is read by the
/// checker itself.
pub fn with_head(rubric: &str, head: &[&str]) -> String {
    let expect: Vec<String> = head.iter().skip(1).map(|name| format!("\"{name}\" = 0")).collect();
    let expect = expect.join(", ");
    format!("{rubric}\n[[test]]\nname = \"head\"\ngiven = {{}}\nexpect = {{ {expect} }}\n")
}

/// The head and a row for each subject, in the order of the results.
pub fn rows(run: &Run, head: &[&str], lang: Lang) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = vec![head.iter().map(|cell| (*cell).to_string()).collect()];
    let expect = run.rubric.tests.last().map(|test| test.expect.as_slice()).unwrap_or_default();
    for subject in &run.results.order {
        let mut row = vec![run.results.subjects[*subject].label.clone()];
        row.extend(expect.iter().map(|one| shown(run, &one.target, *subject, lang)));
        rows.push(row);
    }
    rows
}

/// Runs the tests that the rubric carries.
fn own_tests(text: &str, others: &[(String, String)]) -> Result<(), String> {
    let (rubric, _, sources) = checked_beside(text, others);
    let rubric = rubric.ok_or("the rubric is not sound")?;
    let mut failures = Bag::default();
    for report in kaohe::session::test(&rubric, &kaohe::compile::compile(&rubric)) {
        report.failures.into_iter().for_each(|failure| failures.push(failure));
    }
    if failures.is_empty() { Ok(()) } else { Err(format!("its tests fail\n{}", drawn(&failures, &sources))) }
}

fn findings(rubric: &str) -> (Bag, Sources) {
    let mut sources = Sources::default();
    let source = sources.add("rubric.toml", rubric);
    let mut bag = Bag::default();
    let document = parse(source, rubric, &mut bag);
    let (_, found) = check(&Reading::of(&document, rubric), &Overrides::default());
    bag.extend(found);
    (bag, sources)
}

fn drawn(bag: &Bag, sources: &Sources) -> String {
    render(bag, sources, Lang::En, Format::Text, false, 100)
}

const HEAD: &str = "[rubric]\ntitle = \"t\"\ncycle = \"month\"\n";
const SUBJECT: &str = "[subject]\nkey = \"k\"\nfile = \"d.csv\"\n";

/// Tables of a rubric: everything must be right that can be without the rest.
pub fn part(text: &str) -> Result<(), String> {
    let has = |name: &str| text.lines().any(|line| line.starts_with(name));
    let mut whole = String::from(if has("kaohe") { "" } else { "kaohe = 1\n" });
    for (name, table) in [("[rubric]", HEAD), ("[subject]", SUBJECT)] {
        if !has(name) {
            whole.push_str(table);
        }
    }
    // Keys of the top level stand before any table.
    let whole = if has("kaohe") { format!("{text}\n{whole}") } else { whole + text };
    let (mut bag, sources) = findings(&whole);
    // What is elsewhere in the rubric cannot be known here: names, sums, unused declarations.
    let elsewhere = |id: &str| match id {
        "K0203" | "K0206" => true,
        "K0514" | "K0515" => false,
        _ => id.starts_with("K03") || id.starts_with("K051"),
    };
    bag.all.retain(|finding| finding.severity != Severity::Note && !elsewhere(finding.code.id));
    if bag.is_empty() { Ok(()) } else { Err(format!("the part is not right\n{}", drawn(&bag, &sources))) }
}

/// Keys of one indicator, in the short form.
pub fn indicator(text: &str) -> Result<(), String> {
    let has = |name: &str| text.lines().any(|line| line.starts_with(name));
    let mut whole = format!("kaohe = 1\n{HEAD}{SUBJECT}[[indicator]]\n");
    for (line, written) in [
        ("id = \"i\"\n", has("id")),
        ("points = 100\n", has("points") || has("weight")),
        ("formula = \"x\"\n", has("formula") || has("rated")),
    ] {
        if !written {
            whole.push_str(line);
        }
    }
    if !has("score") {
        whole.push_str("score.linear = { zero = 0, full = 100 }\n");
    }
    if has("points") {
        return part(&(whole.replacen("kaohe = 1\n", "", 1) + text));
    }
    let whole = whole + text;
    let (bag, sources) = findings(&whole);
    let serious = bag.all.iter().any(|finding| finding.severity != Severity::Note);
    if serious { Err(format!("the indicator is not sound\n{}", drawn(&bag, &sources))) } else { Ok(()) }
}

/// The cells of a line: two spaces or more divide.
pub fn cells(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

/// Columns one under the other, two spaces between.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let wide: Vec<usize> = (0..columns)
        .map(|at| rows.iter().filter_map(|row| row.get(at)).map(|cell| width::width(cell)).max().unwrap_or(0))
        .collect();
    let mut out = String::new();
    for row in rows {
        let line: Vec<String> = row.iter().zip(&wide).map(|(cell, wide)| width::pad(cell, *wide)).collect();
        out.push_str(line.join("  ").trim_end());
        out.push('\n');
    }
    out
}

fn shown(run: &Run, target: &Target, subject: usize, lang: Lang) -> String {
    let results = &run.results;
    let decimals = run.rubric.header.decimals;
    let number = |numbers: &Numbers| lane(&Lane::Numbers(numbers.clone()), Kind::Number, subject, decimals, lang);
    let flag = |numbers: &Numbers| lane(&Lane::Numbers(numbers.clone()), Kind::Bool, subject, decimals, lang);
    match target {
        Target::Element(at) => lane(&results.elements[*at], run.rubric.elements[*at].kind, subject, 4, lang),
        Target::Value(at) => lane(&results.indicators[*at].value, Kind::Number, subject, 4, lang),
        Target::Score(at) => number(&results.indicators[*at].score),
        Target::Points(at) => number(&results.indicators[*at].points),
        Target::AboveOthers(at) => {
            results.indicators[*at].inflation.as_ref().map_or(String::new(), |found| number(&found.gap))
        }
        Target::Category(at) => number(&results.categories[*at].points),
        Target::Total => number(&results.total),
        Target::TotalBefore => number(results.total_before.as_ref().unwrap_or(&results.total)),
        Target::Rank => number(&results.rank),
        Target::RankFromLast => number(&results.rank_from_last),
        Target::Grade => match results.grade.get(subject) {
            Ok(grade) => run.rubric.grades[grade as usize].name.in_lang(lang).to_string(),
            Err(_) => number(&results.grade),
        },
        Target::Consequence(at) => flag(&results.consequences[*at].when),
        Target::Money(at) => results.consequences[*at].money.as_ref().map_or(String::new(), number),
        Target::Veto(at) => flag(&results.vetoes[*at]),
        Target::Adjust(at) => number(&results.adjusts[*at]),
        Target::Check(at) => {
            let node = run.program.outputs.checks[*at].holds;
            let Lane::Numbers(numbers) = run.lanes.get(node) else { return String::new() };
            let period = results.periods.iter().position(|period| *period == results.period).unwrap_or(0);
            let row = period * results.subjects.len() + subject;
            lane(&Lane::Numbers(numbers.clone()), Kind::Bool, row, decimals, lang)
        }
    }
}

/// A value as pages write it.
pub fn lane(lane: &Lane, kind: Kind, row: usize, decimals: i32, lang: Lang) -> String {
    let nothing = |nothing: kaohe::table::Nothing| {
        let kind = nothing.kind();
        lang.pick(&kind.words().zh, kind.name()).to_string()
    };
    match lane {
        Lane::Texts(texts) => texts.get(row).map_or_else(nothing, String::from),
        Lane::Numbers(numbers) => match (numbers.get(row), kind) {
            (Err(reason), _) => nothing(reason),
            (Ok(value), Kind::Bool) => {
                (if value == 0.0 { lang.pick("否", "no") } else { lang.pick("是", "yes") }).into()
            }
            (Ok(value), Kind::Date) => kaohe::table::time::show_date(value),
            (Ok(value), _) => round_half_away(value, decimals).to_string(),
        },
    }
}
