//! Drawing findings: for people ([`Format::Text`]), for line-oriented tools ([`Format::Short`]),
//! for machines ([`Format::Json`], [`Format::Sarif`]), for build servers ([`Format::Github`],
//! [`Format::Junit`]).
//!
//! Knows findings and sources, and neither files nor a terminal: colour and width are told. To add
//! a format, add a file here, a variant of [`Format`] and a line in [`FORMATS`].

mod fancy;
mod github;
mod json;
pub mod junit;
mod sarif;
mod short;

pub use json::diagnostic as json_value;
pub use short::{line as short_line, place};

use crate::text::words::plural;
use crate::text::{Lang, Sources, inert};
use crate::words;

use super::{Bag, Diagnostic, Severity};

/// How findings are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Text,
    Short,
    Json,
    Sarif,
    Github,
    Junit,
}

/// All formats with the names they have on the command line.
pub const FORMATS: &[(&str, Format)] = &[
    ("text", Format::Text),
    ("short", Format::Short),
    ("json", Format::Json),
    ("sarif", Format::Sarif),
    ("github", Format::Github),
    ("junit", Format::Junit),
];

impl Format {
    pub fn parse(name: &str) -> Option<Format> {
        FORMATS.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }
}

/// Draws all findings of a bag in their order; text and short end with the [`summary`] line, and
/// are empty for an empty bag. `width` is in terminal cells and is kept by messages, not by quoted
/// source lines.
pub fn render(bag: &Bag, sources: &Sources, lang: Lang, format: Format, color: bool, width: usize) -> String {
    match format {
        Format::Json => json::bag(bag, sources),
        Format::Sarif => sarif::log(bag, sources, lang),
        Format::Github => bag.all.iter().map(|d| github::line(d, sources, lang) + "\n").collect(),
        Format::Junit => junit::by_file(bag, sources, lang),
        Format::Text | Format::Short if bag.is_empty() => String::new(),
        Format::Text => {
            let style = fancy::Style { lang, color, width };
            let drawn: Vec<String> = bag.all.iter().map(|d| fancy::draw(d, sources, style)).collect();
            format!("{}\n{}\n", drawn.join("\n"), summary(bag, lang))
        }
        Format::Short => {
            let lines: String = bag.all.iter().map(|d| short::line(d, sources, lang) + "\n").collect();
            format!("{lines}{}\n", summary(bag, lang))
        }
    }
}

/// One finding on one line, without its place: `错误[K0101]：没有 …`.
pub fn headline(diagnostic: &Diagnostic, lang: Lang) -> String {
    let colon = lang.pick("：", ": ");
    let severity = diagnostic.severity.words();
    let message = inert(diagnostic.message.in_lang(lang));
    format!("{}[{}]{colon}{message}", severity.in_lang(lang), diagnostic.code.id)
}

/// `2 个错误，1 个警告`, `2 errors, 1 warning`; severities that did not occur are left out.
pub fn summary(bag: &Bag, lang: Lang) -> String {
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|severity| (severity, bag.count(severity)))
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let word = severity.words();
            match lang {
                Lang::Zh => format!("{count} 个{}", word.zh),
                Lang::En => plural(count, &word.en),
            }
        })
        .collect();
    if parts.is_empty() {
        return words!("没有发现问题", "nothing found").in_lang(lang).to_string();
    }
    parts.join(lang.pick("，", ", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Cell, Code, Label, Place};
    use crate::text::{Span, Words};

    const NAMES: Code = Code::new("K0201", "未知的名称", "unknown name");
    const SUMS: Code = Code::new("K0401", "分值之和", "sum of points");

    const RUBRIC: &str = "[[indicator]]\nid = \"咨询转化率\"\nformula = \"付宽人数 / 询单人数 * 100\"\n\tpoints = 18\n[[indicator]]\nid = \"客单价\"\npoints = 30";

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(start, start + part.len())
    }

    fn example() -> (Bag, Sources) {
        let mut sources = Sources::default();
        let rubric = sources.add("客服.toml", RUBRIC);
        let base = "points = 100\n";
        let other = sources.add("base.toml", base);
        let mut bag = Bag::default();
        bag.push(
            Diagnostic::error(NAMES, words!("没有叫 `付宽人数` 的数据项", "no element is called `付宽人数`"))
                .at((rubric, span(RUBRIC, "付宽人数")), words!("这里用到", "used here"))
                .help(words!("是不是 `付款人数`？", "perhaps `付款人数` is meant")),
        );
        bag.push(
            Diagnostic::error(
                SUMS,
                words!("指标分值之和是 48，不是 100", "the points of the indicators add up to 48, not to 100"),
            )
            .at((other, span(base, "100")), words!("满分", "full marks"))
            .at((rubric, span(RUBRIC, "18")), Words::default())
            .at((rubric, span(RUBRIC, "30")), words!("最后一项", "the last one")),
        );
        bag.push(Diagnostic::warning(SUMS, words!("付款人数 多于 询单人数", "`付款人数` is above `询单人数`")).at(
            Cell { file: "订单.xlsx".into(), sheet: Some("Sheet1".into()), row: 12, column: 6 },
            words!("这里是 128", "128 here"),
        ));
        let file = Diagnostic::note(SUMS, words!("这个文件没有用到", "this file is not used"));
        bag.push(Diagnostic {
            labels: vec![Label { place: Place::File("多余.csv".into()), words: Words::default() }],
            ..file
        });
        bag.push(
            Diagnostic::warning(SUMS, words!("文件在此中断", "the file ends here"))
                .at((rubric, Span::new(RUBRIC.len(), RUBRIC.len())), words!("末尾", "end")),
        );
        (bag, sources)
    }

    #[test]
    fn text() {
        let (bag, sources) = example();
        insta::assert_snapshot!("text_zh", render(&bag, &sources, Lang::Zh, Format::Text, false, 80));
        insta::assert_snapshot!("text_en", render(&bag, &sources, Lang::En, Format::Text, false, 80));
    }

    #[test]
    fn short() {
        let (bag, sources) = example();
        insta::assert_snapshot!("short_zh", render(&bag, &sources, Lang::Zh, Format::Short, false, 80));
        insta::assert_snapshot!("short_en", render(&bag, &sources, Lang::En, Format::Short, false, 80));
    }

    #[test]
    fn json() {
        let (bag, sources) = example();
        insta::assert_snapshot!("json", render(&bag, &sources, Lang::En, Format::Json, false, 80));
    }

    #[test]
    fn sarif() {
        let (bag, sources) = example();
        // The pages of the rules are tested where they are kept.
        let results = |lang| {
            let log = render(&bag, &sources, lang, Format::Sarif, false, 80);
            let log: serde_json::Value = serde_json::from_str(&log).unwrap();
            format!("{:#}", log["runs"][0]["results"])
        };
        insta::assert_snapshot!("sarif_zh", results(Lang::Zh));
        insta::assert_snapshot!("sarif_en", results(Lang::En));
    }

    #[test]
    fn github() {
        let (bag, sources) = example();
        insta::assert_snapshot!("github_zh", render(&bag, &sources, Lang::Zh, Format::Github, false, 80));
        insta::assert_snapshot!("github_en", render(&bag, &sources, Lang::En, Format::Github, false, 80));
    }

    #[test]
    fn junit() {
        let (bag, sources) = example();
        insta::assert_snapshot!("junit_zh", render(&bag, &sources, Lang::Zh, Format::Junit, false, 80));
        insta::assert_snapshot!("junit_en", render(&bag, &sources, Lang::En, Format::Junit, false, 80));
    }

    #[test]
    fn colour_only_when_asked() {
        let (bag, sources) = example();
        assert!(!render(&bag, &sources, Lang::Zh, Format::Text, false, 80).contains('\u{1b}'));
        assert!(render(&bag, &sources, Lang::Zh, Format::Text, true, 80).contains('\u{1b}'));
    }

    #[test]
    fn an_empty_bag_draws_nothing() {
        let (bag, sources) = (Bag::default(), Sources::default());
        assert_eq!(render(&bag, &sources, Lang::Zh, Format::Text, false, 80), "");
        assert_eq!(summary(&bag, Lang::En), "nothing found");
    }

    #[test]
    fn formats_are_known_by_name() {
        assert_eq!(Format::parse("short"), Some(Format::Short));
        assert_eq!(Format::parse("xml"), None);
    }
}
