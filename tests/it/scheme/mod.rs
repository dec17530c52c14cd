//! The scheme as a document: everything that a rubric declares stands in it, in all formats alike.

mod command;
mod office;
mod tables;

use std::path::{Path, PathBuf};

use kaohe::host::Disk;
use kaohe::report::doc::scheme::{Example, Scheme, document};
use kaohe::report::doc::{Block, Document, Format, write};
use kaohe::report::number::fixed;
use kaohe::rubric::Rubric;
use kaohe::session::{self, Request};
use kaohe::text::{Lang, Sources};

pub struct Made {
    pub rubric: Rubric,
    pub sources: Sources,
    pub example: Option<Example>,
}

impl Made {
    pub fn of(path: &Path) -> Made {
        let mut sources = Sources::default();
        let request = Request { rubric: path.to_path_buf(), ..Request::default() };
        let run = session::evaluate(&Disk, &request, &mut sources).unwrap();
        let example = session::from_data(&run, &sources, None).unwrap();
        Made { rubric: run.rubric, sources, example }
    }

    pub fn document(&self, lang: Lang) -> Document {
        let Made { rubric, sources, example } = self;
        document(&Scheme { rubric, sources, lang, example: example.as_ref() })
    }
}

pub fn shipped() -> Vec<PathBuf> {
    let found = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).unwrap();
    assert!(found.len() > 15);
    found
}

/// All that is said in a document.
fn said(document: &Document) -> String {
    let mut all = document.title.clone();
    for block in &document.blocks {
        let mut add = |text: String| {
            all.push('\n');
            all.push_str(&text);
        };
        match block {
            Block::Heading { text, .. } => add(text.clone()),
            Block::Paragraph { text } => add(text.plain()),
            Block::List { items, .. } => items.iter().for_each(|item| add(item.plain())),
            Block::Table(table) => {
                add(table.caption.clone());
                table.columns.iter().for_each(|column| add(column.head.clone()));
                table.rows.iter().flatten().for_each(|cell| add(cell.plain()));
            }
        }
    }
    all
}

#[test]
fn everything_that_a_shipped_rubric_declares_stands_in_its_document() {
    for path in shipped() {
        let made = Made::of(&path);
        let rubric = &made.rubric;
        for lang in [Lang::Zh, Lang::En] {
            let text = said(&made.document(lang));
            let named = |what: &str, name: &str| {
                assert!(text.contains(name.trim()), "{}: {what} `{name}` is not in the document", path.display());
            };
            let word = |name: &kaohe::text::Words| name.in_lang(lang).to_string();
            rubric.categories.iter().for_each(|one| named("category", &word(&one.name)));
            for indicator in &rubric.indicators {
                named("indicator", &word(&indicator.name));
                // A score by a formula is told in the words of formulas.
                let settings = &indicator.scoring.settings;
                if settings.formula("").or(settings.formula("expr")).is_none() {
                    named("rule", &word(&indicator.scoring.said));
                }
                indicator.code.iter().for_each(|code| named("code", code));
                indicator.definition.iter().for_each(|text| named("definition", text));
                indicator.basis.iter().for_each(|text| named("basis", text));
                indicator.owner.iter().for_each(|owner| named("owner", owner));
            }
            rubric.elements.iter().for_each(|one| named("element", &word(&one.name)));
            rubric.elements.iter().flat_map(|one| &one.definition).for_each(|text| named("definition", text));
            rubric.checks.iter().for_each(|one| named("check", &one.id));
            rubric.checks.iter().flat_map(|one| &one.message).for_each(|text| named("message", text));
            rubric.raters.iter().for_each(|one| named("rater", &word(&one.name)));
            rubric.raters.iter().flat_map(|one| &one.focus).for_each(|text| named("focus", text));
            rubric.vetoes.iter().for_each(|one| named("veto", &word(&one.name)));
            rubric.adjusts.iter().for_each(|one| named("adjustment", &word(&one.name)));
            rubric.grades.iter().for_each(|one| named("grade", &word(&one.name)));
            rubric.afterwards.quotas.iter().for_each(|one| named("quota", &word(&one.name)));
            rubric.afterwards.mean_caps.iter().for_each(|one| named("cap", &word(&one.name)));
            rubric.variants.iter().for_each(|one| named("variant", &word(&one.name)));
            rubric.params.iter().for_each(|one| named("parameter", &one.id));
            rubric.lookups.iter().for_each(|one| named("table of values", &one.id));
            rubric.stages.iter().for_each(|one| named("stage", &word(&one.name)));
            rubric.duties.iter().for_each(|one| named("duty", &word(&one.name)));
            rubric.data.iter().for_each(|one| named("data", &one.id));
            for rule in &rubric.consequences {
                named("consequence", &word(&rule.name));
                rule.task.iter().for_each(|task| named("task", task));
            }
            rubric.files.iter().for_each(|(_, digest)| named("digest", digest));
        }
    }
}

#[test]
fn the_example_is_of_somebody_in_the_middle_and_has_his_total() {
    for path in shipped() {
        let made = Made::of(&path);
        // A cascade's top may have nobody with a total in the last period.
        let Some(example) = &made.example else { continue };
        let results = &example.results;
        let total = results.total.get(example.subject).unwrap();
        let said = fixed(total, made.rubric.header.decimals);
        let document = made.document(Lang::Zh);
        let sums = document.blocks.iter().rev().find_map(|block| match block {
            Block::Table(table) if table.caption.ends_with("合计") => Some(table),
            _ => None,
        });
        let last = sums.unwrap().rows.last().unwrap();
        assert_eq!((last[0].plain(), last[2].plain()), ("总分".to_string(), said), "{}", path.display());
        // He stands neither first nor last where there are three.
        let ranked: Vec<usize> = results.order.iter().copied().filter(|at| results.total.get(*at).is_ok()).collect();
        if ranked.len() > 2 {
            assert!(ranked.first() != Some(&example.subject) && ranked.last() != Some(&example.subject));
        }
        // Whoever he is, he is not named.
        let info = &results.subjects[example.subject];
        let intro = document.blocks.iter().find_map(|block| match block {
            Block::Paragraph { text } if text.plain().contains("数为例") => Some(text.plain()),
            _ => None,
        });
        assert!(!intro.unwrap().contains(&info.key), "{}", path.display());
    }
}

#[test]
fn a_small_scheme_in_both_languages() {
    let made = Made::of(Path::new("rubrics/examples/ward/rubric.toml"));
    for (lang, name) in [(Lang::Zh, "ward_zh"), (Lang::En, "ward_en")] {
        let text = write(&made.document(lang), Format::Markdown).unwrap();
        insta::assert_snapshot!(name, String::from_utf8(text).unwrap());
    }
}
