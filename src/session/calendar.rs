//! `[calendar] file = "…"`: the days off and the weekend days worked, from a file beside the rubric.

use std::path::{Path, PathBuf};

use super::chain::inner_path;
use super::open::shown;
use crate::check::codes::CALENDAR;
use crate::diagnostic::{Bag, Diagnostic};
use crate::host::Host;
use crate::input::{self, Report};
use crate::rubric::{Column, DataSource, PeriodFrom, Rubric};
use crate::table::time::{SECONDS_A_DAY, show_date};
use crate::table::{Kind, NoRows};
use crate::text::{Span, fold};
use crate::words;

const OFF: &[&str] = &["放假", "假日", "节假日", "休", "休息", "off", "holiday"];
const WORKED: &[&str] = &["上班", "调休上班", "调休", "补班", "班", "worked", "workday"];

/// Adds the days of the file to the rubric's calendar, and gives its path. `path` is the rubric's.
pub(super) fn read(host: &dyn Host, path: &Path, rubric: &mut Rubric, findings: &mut Bag) -> Option<PathBuf> {
    let (file, span) = rubric.header.calendar.file().cloned()?;
    let whole = inner_path(path, &file);
    add(host, path, rubric, (&file, &whole, span), findings);
    Some(whole)
}

fn add(
    host: &dyn Host,
    path: &Path,
    rubric: &mut Rubric,
    (file, whole, span): (&str, &Path, Span),
    findings: &mut Bag,
) {
    let name = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = whole.parent().unwrap_or(Path::new("")).to_path_buf();
    let mut report = Report::default();
    let source = source(name, span);
    let table = input::load(host, &folder, &source, &mut report);
    let place = (rubric.source, span);
    // A calendar that cannot be read would count days wrongly.
    let broken = report.findings.has_errors();
    findings.extend(report.findings);
    let (Some(days), Some(kinds)) = (table.column("日期"), table.column("类型")) else { return };
    let (mut off, mut worked) = (Vec::new(), Vec::new());
    for row in 0..table.rows {
        let Ok(day) = days.lane.numbers().get(row) else { continue };
        let day = (day / SECONDS_A_DAY).floor() as i64;
        let kind = kinds.lane.texts().get(row).map(fold).unwrap_or_default();
        let is = |words: &[&str]| words.iter().any(|word| fold(word) == kind);
        if is(OFF) {
            off.push(day);
        } else if is(WORKED) {
            worked.push(day);
        } else {
            findings.push(
                Diagnostic::error(
                    CALENDAR,
                    words!("不知道这一天放假还是上班", "it is not clear whether this day is off or worked"),
                )
                .at(table.cell(kinds, row), words!("这里", "here"))
                .at(place, words!("日历文件", "the calendar"))
                .help(words!("写“放假”或“上班”", "write `off` or `worked`")),
            );
        }
    }
    if !broken && table.rows == 0 {
        findings.push(
            Diagnostic::error(CALENDAR, words!("`{file}` 里一天也没有", "`{file}` has no days"))
                .at(place, words!("日历文件", "the calendar")),
        );
    }
    if let Some(day) = rubric.header.calendar.contradicted(&off, &worked) {
        let date = show_date(day as f64 * SECONDS_A_DAY);
        findings.push(
            Diagnostic::error(
                CALENDAR,
                words!("{date} 既是假日又是上班日", "{date} is both a holiday and a working day"),
            )
            .at(place, words!("日历文件", "the calendar"))
            .help(words!("从其中一处删去", "remove it from one of the two")),
        );
    }
    rubric.header.calendar.add(off, worked);
    if let Ok(bytes) = host.read(whole) {
        let home = inner_path(path, "");
        rubric.files.push((shown(whole.strip_prefix(&home).unwrap_or(whole)), crate::host::sha256(&bytes)));
    }
}

/// The file as a table of data with two columns.
fn source(file: String, span: Span) -> DataSource {
    let column = |id: &str, others: &[&str], kind| Column {
        id: id.into(),
        headers: std::iter::once(id).chain(others.iter().copied()).map(String::from).collect(),
        kind,
        span,
    };
    DataSource {
        id: "calendar".into(),
        scheme: String::new(),
        entered: None,
        files: vec![file],
        rubric: None,
        table: None,
        sheet: None,
        file_span: crate::text::Span::default(),
        sheet_span: crate::text::Span::default(),
        key: None,
        of: None,
        period: PeriodFrom::Always,
        columns: vec![column("日期", &["date", "day"], Kind::Date), column("类型", &["kind", "type"], Kind::Text)],
        drop: None,
        missing: Vec::new(),
        unsettled: Vec::new(),
        no_rows: NoRows::Unsaid,
        evidence: None,
        exported: None,
        settles: None,
        outside: None,
        leave_out_disputed: false,
        optional: false,
        summary: None,
        span,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::pipeline::{Request, check, evaluate};
    use crate::host::Memory;
    use crate::text::Sources;

    const RUBRIC: &str = "kaohe = 1\n[rubric]\ntitle = \"t\"\n[subject]\nkey = \"k\"\nfile = \"d.csv\"\n\
        [calendar]\nfile = \"../days/2024.csv\"\nholidays = [2024-06-10]\n\
        [[element]]\nid = \"days\"\nvalue = \"max(working_days(sent, back))\"\n\
        [[indicator]]\nid = \"i\"\npoints = 100\nformula = \"days\"\nscore.linear = { zero = 0, full = 10 }\n";

    fn host(days: &str) -> Memory {
        Memory::default()
            .with("r/r.toml", RUBRIC)
            .with("r/d.csv", "k,sent,back\na,2024-09-27,2024-10-08\nb,2024-06-07,2024-06-11\n")
            .with("days/2024.csv", days)
    }

    #[test]
    fn working_days_are_those_of_the_file() {
        let mut days = String::from("日期,类型\n2024-09-29,上班\n2024/10/12,补班\n");
        (1..=7).for_each(|day| days.push_str(&format!("2024-10-{day:02},放假\n")));
        let request = Request { rubric: "r/r.toml".into(), ..Request::default() };
        let run = evaluate(&host(&days), &request, &mut Sources::default()).unwrap();
        // The 29th, the 30th and the 8th; in June the Monday is off as the rubric says.
        let values = run.results.elements[0].numbers();
        assert_eq!((values.get(0), values.get(1)), (Ok(3.0), Ok(1.0)));
        assert!(run.rubric.files.iter().any(|(name, _)| name.ends_with("2024.csv")));
    }

    #[test]
    fn what_a_calendar_does_not_say_is_no_guess() {
        let codes = |days: &str| {
            let checked = check(&host(days), Path::new("r/r.toml"), &[], &mut Sources::default());
            assert!(checked.rubric.is_none(), "{days}");
            checked.findings.all.iter().map(|found| found.code.id).collect::<Vec<_>>()
        };
        assert_eq!(codes("日期,类型\n2024-10-01,也许\n"), ["K0541"]);
        assert_eq!(codes("date,kind\n2024-10-01,off\n2024-10-01,worked\n"), ["K0541"]);
        // Against a day of the rubric's own list.
        assert_eq!(codes("date,kind\n2024-06-10,worked\n"), ["K0541"]);
        assert!(!codes("date,kind\n国庆,off\n").is_empty());
        assert!(!codes("date,kind\n").is_empty());
    }
}
