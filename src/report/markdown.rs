//! Results as Markdown, for a wiki, a chat or a pull request: leaderboard, categories, indicators, findings.

use std::io::{self, Write};

use super::html::{board, indicators, notes, results};
use super::number::{fixed, short};
use super::outcome::{parts, say};
use super::standing::{Spread, Standings, share_of};
use super::{Report, Series, View};
use crate::result::Extent;
use crate::text::inert;

#[derive(Debug)]
pub(super) struct Markdown;

impl Report for Markdown {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["md", "markdown"]
    }

    fn extent(&self, _: bool) -> Extent {
        Extent::Figures
    }

    /// Of several periods one after the other.
    fn write_to(&self, series: &Series, out: &mut (dyn Write + Send)) -> io::Result<()> {
        for (index, view) in series.views.iter().enumerate() {
            if index > 0 {
                out.write_all(b"\n---\n\n")?;
            }
            out.write_all(document(view).as_bytes())?;
        }
        Ok(())
    }
}

fn document(view: &View) -> String {
    let lang = view.lang;
    let standings = Standings::of(view);
    let mut out = format!("# {}\n\n", plain(&say(&view.rubric.header.title, lang)));
    out.push_str(&format!("{}\n", plain(&results::facts(view).join(" · "))));
    for why in &view.results.provisional {
        out.push_str(&format!("\n> {} {}\n", lang.pick("暂定结果：", "provisional:"), plain(&say(why, lang))));
    }
    summary(view, &standings, &mut out);
    leaderboard(view, &mut out);
    categories(view, &mut out);
    of_indicators(view, &standings, &mut out);
    listed(lang.pick("没有总分", "Without a total"), &notes::without_total(view), lang, &mut out);
    listed(lang.pick("后果", "Consequences"), &notes::consequences(view), lang, &mut out);
    listed(lang.pick("否决", "Vetoes"), &notes::vetoes(view), lang, &mut out);
    findings(view, &mut out);
    out.push_str(&format!("\n## {}\n\n", lang.pick("出处", "Provenance")));
    for file in notes::files(view) {
        let digest = if file.digest.is_empty() { String::new() } else { format!(" · SHA-256 `{}`", file.digest) };
        let read = if file.read.is_empty() { String::new() } else { format!(" · {}", plain(&file.read)) };
        out.push_str(&format!("- {}: {}{read}{digest}\n", plain(&file.of), plain(&file.name)));
    }
    let order = notes::steps(view).join(" → ");
    out.push_str(&format!("\n{}{order}\n", lang.pick("计算顺序：", "Order of evaluation: ")));
    out
}

fn summary(view: &View, standings: &Standings, out: &mut String) {
    let lang = view.lang;
    let said = |figure: f64| fixed(figure, view.rubric.header.decimals);
    let noun = plain(&say(&view.rubric.subject.noun, lang));
    let mut facts = vec![format!("{noun} {}", view.results.subjects.len())];
    if let Some(total) = &standings.total {
        let mut add = |zh: &str, en: &str, figure: f64| facts.push(format!("{} {}", lang.pick(zh, en), said(figure)));
        add("平均分", "mean", total.mean);
        add("中位数", "median", total.median);
        add("最高", "greatest", total.greatest);
        add("最低", "least", total.least);
    }
    if standings.without_total > 0 {
        facts.push(format!("{} {}", lang.pick("没有总分", "without a total"), standings.without_total));
    }
    let grades = view.rubric.grades.iter().zip(&standings.grades);
    facts.extend(grades.map(|(grade, count)| format!("{} {count}", plain(&say(&grade.name, lang)))));
    out.push_str(&format!("\n{}\n", facts.join(" · ")));
}

fn leaderboard(view: &View, out: &mut String) {
    let board = board::board(view);
    out.push_str(&format!("\n## {}\n\n", view.lang.pick("成绩表", "Leaderboard")));
    let columns: Vec<(String, bool)> = board
        .columns
        .iter()
        .map(|column| {
            let full = column.full.as_ref().map(|full| format!(" {full}")).unwrap_or_default();
            (format!("{}{full}", column.name), column.number)
        })
        .collect();
    let who = board.columns.iter().position(|column| column.who);
    let rows = board.rows.into_iter().map(|mut row| {
        if let (Some(key), Some(cell)) = (&row.key, who.and_then(|who| row.cells.get_mut(who))) {
            *cell = format!("{cell} ({key})");
        }
        row.cells
    });
    table(&columns, rows, out);
    if board.starred {
        let text = view.lang.pick("有异议未决，总分或名次可能变动", "may change, as objections are still open");
        out.push_str(&format!("\n\\* {text}\n"));
    }
}

/// How much of full marks was reached.
fn categories(view: &View, out: &mut String) {
    let lang = view.lang;
    let head = [("类别", "category", false), ("平均得分率", "mean", true), ("中位得分率", "median", true)];
    let head = head.into_iter().chain([("最低", "least", true), ("最高", "greatest", true)]);
    let columns: Vec<(String, bool)> = head.map(|(zh, en, number)| (lang.pick(zh, en).to_string(), number)).collect();
    let parts = parts(view.rubric, view.results);
    if parts.is_empty() {
        return;
    }
    out.push_str(&format!("\n## {}\n\n", lang.pick("类别", "Categories")));
    let rows = parts.iter().map(|part| {
        let shares: Vec<f64> =
            (0..view.results.subjects.len()).filter_map(|at| share_of(part.points, part.full, at)).collect();
        let figures = match Spread::of(&shares) {
            Some(of) => [of.mean, of.median, of.least, of.greatest].map(|share| format!("{}%", fixed(share, 1))),
            None => [board::NONE; 4].map(String::from),
        };
        std::iter::once(say(part.name, lang)).chain(figures).collect()
    });
    table(&columns, rows, out);
}

fn of_indicators(view: &View, standings: &Standings, out: &mut String) {
    let lang = view.lang;
    out.push_str(&format!("\n## {}\n\n", lang.pick("指标", "Indicators")));
    let head = [
        ("指标", "indicator", false),
        ("类别", "category", false),
        ("满分", "full marks", true),
        ("平均得分率", "mean", true),
        ("满分比例", "at full marks", true),
        ("零分比例", "at zero", true),
        ("未计分", "not scored", true),
    ];
    let columns: Vec<(String, bool)> =
        head.into_iter().map(|(zh, en, number)| (lang.pick(zh, en).to_string(), number)).collect();
    let rows = indicators::indicators(view, standings).into_iter().map(|one| {
        let code = one.code.map(|code| format!("{code} ")).unwrap_or_default();
        let nothing = short(one.nothing as f64);
        vec![format!("{code}{}", one.name), one.path, one.full, one.mean, one.full_share, one.zero_share, nothing]
    });
    table(&columns, rows, out);
}

fn listed(title: &str, list: &notes::Listed, lang: crate::text::Lang, out: &mut String) {
    if list.lines.is_empty() {
        return;
    }
    out.push_str(&format!("\n## {title}\n\n"));
    for [name, said] in &list.lines {
        out.push_str(&format!("- {}: {}\n", plain(name), plain(said)));
    }
    if list.more > 0 {
        let more = list.more;
        out.push_str(&format!("- {}\n", crate::words!("另有 {more} 个", "and {more} more").in_lang(lang)));
    }
}

fn findings(view: &View, out: &mut String) {
    let lang = view.lang;
    let findings = notes::findings(view);
    out.push_str(&format!("\n## {}\n\n", lang.pick("发现的问题", "Findings")));
    if findings.all.is_empty() {
        out.push_str(lang.pick("没有发现问题。\n", "Nothing was found.\n"));
        return;
    }
    for one in &findings.all {
        out.push_str(&format!("- **{}** `{}` {}\n", one.word, one.code, plain(&one.message)));
        for [place, said] in &one.places {
            let said = if said.is_empty() { String::new() } else { format!(": {}", plain(said)) };
            out.push_str(&format!("  - {}{said}\n", plain(place)));
        }
    }
    if findings.more > 0 {
        let more = findings.more;
        out.push_str(&format!(
            "- {}\n",
            crate::words!("另有 {more} 条，见 JSON", "{more} more, in JSON").in_lang(lang)
        ));
    }
}

/// A table of GitHub's kind; figures stand on the right.
fn table(columns: &[(String, bool)], rows: impl Iterator<Item = Vec<String>>, out: &mut String) {
    let line = |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
    out.push_str(&line(&mut columns.iter().map(|(name, _)| plain(name))));
    let rules = columns.iter().map(|(_, number)| if *number { "---:" } else { "---" }.to_string());
    out.push_str(&line(&mut rules.into_iter()));
    for row in rows {
        out.push_str(&line(&mut row.iter().map(|cell| plain(cell))));
    }
}

/// Text that is nothing but text: what Markdown or HTML would read is escaped.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in inert(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::text::Lang;

    #[test]
    fn documents() {
        let shop = fixture::shop();
        for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            let text = String::from_utf8(Markdown.write(&shop.view(lang))).unwrap();
            insta::assert_snapshot!(format!("document_{name}"), text);
        }
    }

    #[test]
    fn markup_is_text() {
        assert_eq!(plain("<b>*x*|[a](b)"), "&lt;b&gt;\\*x\\*\\|\\[a\\](b)");
        assert_eq!(plain("甲_乙"), "甲\\_乙");
    }
}
