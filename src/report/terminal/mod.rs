//! The leaderboard on a terminal, and under it everything a person who is judged by it may ask.

mod answers;
mod board;
mod notes;
mod raters;
mod record;
mod rows;

use std::io::{self, Write};

use crate::text::width::width;
use crate::text::{Lang, wrap};

use super::outcome::{figure, names, say};
use super::{Report, Series, View};
use crate::result::Extent;

#[derive(Debug)]
pub(super) struct Terminal;

impl Report for Terminal {
    fn name(&self) -> &'static str {
        "text"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt"]
    }

    fn extent(&self, _: bool) -> Extent {
        Extent::Outcomes
    }

    /// Of several periods one after the other.
    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()> {
        for (index, view) in series.views.iter().enumerate() {
            if index > 0 {
                out.write_all(b"\n\n")?;
            }
            out.write_all(board(view).as_bytes())?;
        }
        Ok(())
    }
}

fn board(view: &View) -> String {
    let names = names(view.results);
    let mut out = title(view);
    out.push_str(&board::draw(view, &names));
    board::star(view, &mut out);
    raters::inflation(view, &names, &mut out);
    notes::without_total(view, &names, &mut out);
    notes::consequences(view, &names, &mut out);
    notes::vetoes(view, &names, &mut out);
    answers::contributions(view, &names, &mut out);
    answers::stages(view, &mut out);
    answers::outside(view, &mut out);
    record::objections(view, &names, &mut out);
    record::voids(view, &names, &mut out);
    rows::left_out(view, &mut out);
    notes::skipped(view, &mut out);
    notes::findings(view, &mut out);
    notes::order(view, &mut out);
    notes::files(view, &mut out);
    out
}

/// Title, period, who is counted, and what makes the figures provisional.
fn title(view: &View) -> String {
    let (header, results, lang) = (&view.rubric.header, view.results, view.lang);
    let mut out = format!("{}\n", paint(view, "1", &say(&header.title, lang)));
    let count = results.subjects.len();
    let without = (0..count).filter(|subject| figure(&results.total, *subject).is_err()).count();
    let noun = say(&view.rubric.subject.noun, lang);
    let mut facts = Vec::new();
    if !results.period.name.is_empty() {
        facts.push(format!("{} {}", lang.pick("期间", "period"), results.period.name));
    }
    facts.push(match lang {
        Lang::Zh if without > 0 => format!("{noun} {count}（{without} 无总分）"),
        Lang::Zh => format!("{noun} {count}"),
        Lang::En if without > 0 => format!("{noun}: {count} ({without} without a total)"),
        Lang::En => format!("{noun}: {count}"),
    });
    facts.push(format!("{} {}", lang.pick("满分", "full marks"), header.points));
    if let Some(basis) = &header.basis {
        facts.push(format!("{} {}", lang.pick("依据", "basis"), crate::text::inert(basis)));
    }
    paragraph(view, "", &facts.join(" · "), &mut out);
    for note in &results.provisional {
        let note = say(note, lang);
        let text = match lang {
            Lang::Zh => format!("暂定结果：{note}"),
            Lang::En => format!("provisional: {note}"),
        };
        let mut lines = String::new();
        paragraph(view, "", &text, &mut lines);
        out.push_str(&paint(view, "33", lines.trim_end()));
        out.push('\n');
    }
    out.push('\n');
    out
}

/// The head of a part under the table.
fn head(view: &View, zh: &str, en: &str, out: &mut String) {
    out.push_str(&format!("\n{}\n", paint(view, "1", view.lang.pick(zh, en))));
}

/// A text behind `name`, wrapped at the view's width, further lines set under the first.
fn paragraph(view: &View, name: &str, text: &str, out: &mut String) {
    let indent = width(name);
    let lines = wrap(text, view.width.saturating_sub(indent).max(20));
    out.push_str(&format!("{name}{}\n", lines.join(&format!("\n{}", " ".repeat(indent)))));
}

fn paint(view: &View, code: &str, text: &str) -> String {
    if view.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::table::time::days_of;

    fn drawn(view: &View) -> String {
        String::from_utf8(Terminal.write(view)).unwrap()
    }

    #[test]
    fn leaderboard() {
        let fixture = fixture::shop();
        for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let text = drawn(&fixture.view(lang));
            assert!(text.lines().all(|line| width(line) <= 100), "{text}");
            assert!(!text.contains(['\u{1b}', '\u{202e}']));
            insta::assert_snapshot!(format!("leaderboard_{name}"), text);
        }
    }

    #[test]
    fn narrow_screens() {
        let mut fixture = fixture::shop();
        fixture.rubric.header.notice = days_of(2024, 7, 1).map(|day| day as f64 * 86_400.0);
        let mut all = String::new();
        for cells in [72, 44] {
            let text = drawn(&View { width: cells, ..fixture.view(Lang::Zh) });
            assert!(text.lines().all(|line| width(line) <= cells), "{cells}\n{text}");
            all.push_str(&format!("{cells}\n{text}\n"));
        }
        insta::assert_snapshot!(all);
    }

    #[test]
    fn many_categories_are_continued_in_further_tables() {
        let mut fixture = fixture::shop();
        for n in 0..12 {
            let mut category = fixture.rubric.categories[0].clone();
            category.name = crate::words!("第 {n} 类很长的考核类别名称", "category number {n} of many");
            fixture.rubric.categories.push(category);
            let result = fixture.results.categories[0].clone();
            fixture.results.categories.push(result);
        }
        let text = drawn(&fixture.view(Lang::Zh));
        assert!(text.lines().all(|line| width(line) <= 100), "{text}");
        insta::assert_snapshot!(text.split("\n没有总分").next().unwrap());
    }

    #[test]
    fn nothing_but_a_rubric() {
        let mut fixture = fixture::shop();
        let empty = crate::table::Numbers::default;
        fixture.results.subjects.clear();
        fixture.results.order.clear();
        fixture.results.total = empty();
        fixture.results.rank = empty();
        fixture.rubric.categories.clear();
        fixture.rubric.consequences.clear();
        assert!(drawn(&fixture.view(Lang::En)).contains("agent: 0"));
    }

    #[test]
    fn colour_only_when_asked() {
        let fixture = fixture::shop();
        let colored = drawn(&View { color: true, ..fixture.view(Lang::Zh) });
        assert!(colored.contains("\u{1b}[1m"));
    }
}
