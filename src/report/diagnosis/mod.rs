//! Whether the appraisal is sound, written: a screen with a verdict a line, Markdown, a page, JSON.
//!
//! All four say the same; on a screen only verdicts stand, unless tables are asked for.

mod json;
mod markdown;
mod page;
mod text;

use std::io::{self, Write};

use crate::result::{Diagnosis, FigureCell, Verdict, Weight};
use crate::rubric::Rubric;
use crate::text::{Lang, Words};
use crate::words;

use super::number::fixed;
use super::outcome::say;

pub use text::text;

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    pub rubric: &'a Rubric,
    pub diagnosis: &'a Diagnosis,
    pub lang: Lang,
}

/// Writes it in the format that the ending of a file's name asks for; `false` for one that is not known.
///
/// # Errors
/// What the system says.
pub fn write_to(written: Written, ending: &str, out: &mut (dyn Write + Send)) -> io::Result<bool> {
    match ending {
        "md" | "markdown" => out.write_all(markdown::document(written).as_bytes())?,
        "json" => out.write_all(json::document(written).as_bytes())?,
        "html" | "htm" => page::write(written, out)?,
        "txt" => out.write_all(text(written, 100, false, true).as_bytes())?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// The endings that [`write_to`] knows.
pub const ENDINGS: &str = "html md json txt";

/// How grave a verdict is, in a word.
fn grave(weight: Weight) -> Words {
    match weight {
        Weight::Fault => words!("有问题", "fault"),
        Weight::Doubt => words!("要留意", "look at"),
        Weight::Open => words!("不判断", "open"),
        Weight::Sound => words!("正常", "sound"),
    }
}

/// The sentence with the size of the sample, unless it says so itself.
fn sentence(verdict: &Verdict, lang: Lang) -> String {
    let text = say(&verdict.text, lang);
    if verdict.sample == 0 || text.contains(&verdict.sample.to_string()) {
        return text;
    }
    let n = verdict.sample;
    match lang {
        Lang::Zh => format!("{text}（n = {n}）"),
        Lang::En => format!("{text} (n = {n})"),
    }
}

fn cell(cell: &FigureCell, lang: Lang) -> String {
    match cell {
        FigureCell::Text(words) => say(words, lang),
        FigureCell::Number(figure, decimals) => fixed(*figure, *decimals),
        FigureCell::Share(share) => format!("{}%", fixed(share * 100.0, 1)),
        FigureCell::None => "—".to_string(),
    }
}

/// How many of each weight, the gravest first.
fn tally(diagnosis: &Diagnosis, lang: Lang) -> String {
    let all = [Weight::Fault, Weight::Doubt, Weight::Open, Weight::Sound];
    let count = |weight: Weight| {
        diagnosis.sections.iter().flat_map(|section| &section.verdicts).filter(|it| it.weight == weight).count()
    };
    let said = all.iter().map(|weight| match lang {
        Lang::Zh => format!("{} {} 条", grave(*weight).zh, count(*weight)),
        Lang::En => format!("{}: {}", grave(*weight).en, count(*weight)),
    });
    said.collect::<Vec<_>>().join(lang.pick("，", ", "))
}

/// Title, period, how many people.
fn head(written: Written) -> (String, String) {
    let Written { rubric, diagnosis, lang } = written;
    let title = say(&rubric.header.title, lang);
    let noun = say(&rubric.subject.noun, lang);
    let count = diagnosis.subjects;
    let mut facts = Vec::new();
    if !diagnosis.period.is_empty() {
        facts.push(format!("{} {}", lang.pick("期间", "period"), crate::text::inert(&diagnosis.period)));
    }
    facts.push(match lang {
        Lang::Zh => format!("{noun} {count}"),
        Lang::En => format!("{noun}: {count}"),
    });
    facts.push(tally(diagnosis, lang));
    (title, facts.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use crate::result::{DiagnosisSection, FigureTable};

    fn diagnosis() -> Diagnosis {
        Diagnosis {
            period: "2024-06".into(),
            subjects: 12,
            sections: vec![DiagnosisSection {
                id: "discrimination",
                title: words!("区分度", "Discrimination"),
                verdicts: vec![Verdict {
                    weight: Weight::Fault,
                    id: "separates_nobody",
                    about: "<b>到岗".into(),
                    text: words!(
                        "<b>到岗：得分全都相同 | 分不出高下",
                        "<b>presence: all the same | tells nobody apart"
                    ),
                    figure: Some(0.0),
                    sample: 12,
                }],
                tables: vec![FigureTable {
                    id: "discrimination",
                    title: words!("各指标", "Indicators"),
                    columns: vec![words!("指标", "indicator"), words!("满分比例", "full"), words!("r", "r")],
                    rows: vec![vec![
                        FigureCell::Text(words!("=到岗", "=presence")),
                        FigureCell::Share(0.825),
                        FigureCell::None,
                    ]],
                }],
                reading: vec![words!("说明", "how to read it")],
            }],
        }
    }

    #[test]
    fn all_formats_say_the_same() {
        let (shop, diagnosis) = (fixture::shop(), diagnosis());
        for lang in [Lang::Zh, Lang::En] {
            let written = Written { rubric: &shop.rubric, diagnosis: &diagnosis, lang };
            let mut all = String::new();
            for ending in ["txt", "md", "json"] {
                let mut out = Vec::new();
                assert!(write_to(written, ending, &mut out).unwrap());
                all.push_str(&format!("--- {ending}\n{}", String::from_utf8(out).unwrap()));
            }
            insta::assert_snapshot!(format!("formats_{}", lang.pick("zh", "en")), all);
            let mut page = Vec::new();
            assert!(write_to(written, "html", &mut page).unwrap());
            let page = String::from_utf8(page).unwrap();
            assert!(page.contains("82.5%") && page.contains("&lt;b&gt;") && !page.contains("<b>"), "{page}");
            assert!(!write_to(written, "pdf", &mut Vec::new()).unwrap());
        }
    }
}
