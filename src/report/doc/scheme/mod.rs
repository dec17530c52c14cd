//! The scheme of an appraisal (考核方案) as a document, made from the rubric: what is judged and how, by
//! whom, what follows, and the sums of one person worked out.
//!
//! Everything that a rubric declares stands in it. Scoring rules are in the words of the methods
//! (`Scoring::said`), formulas in words (`formula`); nothing is computed.

mod data;
mod example;
mod formula;
mod general;
mod indicators;
mod outcome;
mod raters;
mod running;

use super::{Column, Document, Text};
use crate::result::{Results, Trail};
use crate::rubric::{DataSource, Name, Rubric};
use crate::text::{Lang, Sources, Words, inert};

/// What a scheme is made from.
#[derive(Debug, Clone, Copy)]
pub struct Scheme<'a> {
    pub rubric: &'a Rubric,
    pub sources: &'a Sources,
    pub lang: Lang,
    pub example: Option<&'a Example>,
}

/// The figures of one person, and how they came about.
#[derive(Debug, Clone)]
pub struct Example {
    pub results: Results,
    /// An index into the results' subjects.
    pub subject: usize,
    pub trail: Trail,
    pub of: Whose,
}

/// Whose figures an example has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// Somebody who was asked for by name.
    Named,
    /// Whoever stands in the middle, who is not named.
    Middle,
    /// Figures that a test of the rubric gives.
    Test(String),
}

/// The whole document.
pub fn document(scheme: &Scheme) -> Document {
    let mut out = Document::new(scheme.word(&scheme.rubric.header.title), scheme.lang);
    scheme.general(&mut out);
    scheme.indicators(&mut out);
    scheme.data(&mut out);
    scheme.raters(&mut out);
    scheme.outcome(&mut out);
    scheme.running(&mut out);
    scheme.example(&mut out);
    scheme.sign_off(&mut out);
    scheme.provenance(&mut out);
    number_headings(&mut out);
    out
}

/// `一、`, `二、` or `1.`, `2.` before the headings of the first level, and `表一` or `Table 1` before tables.
fn number_headings(document: &mut Document) {
    let lang = document.lang;
    let (mut heading, mut table) = (0, 0);
    for block in &mut document.blocks {
        match block {
            super::Block::Heading { level: 1, text } => {
                heading += 1;
                *text = match lang {
                    Lang::Zh => format!("{}、{text}", chinese(heading)),
                    Lang::En => format!("{heading}. {text}"),
                };
            }
            super::Block::Table(of) if !of.caption.is_empty() => {
                table += 1;
                of.caption = match lang {
                    Lang::Zh => format!("表{}　{}", chinese(table), of.caption),
                    Lang::En => format!("Table {table}. {}", of.caption),
                };
            }
            super::Block::Heading { .. }
            | super::Block::Table(_)
            | super::Block::Paragraph { .. }
            | super::Block::List { .. } => {}
        }
    }
}

/// Up to 99.
fn chinese(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_string(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens @ 2..=9, ones) => format!("{}十{}", digit(tens), digit(ones)),
        _ => number.to_string(),
    }
}

impl Scheme<'_> {
    /// A name in the document's language.
    fn word(&self, name: &Name) -> String {
        inert(name.in_lang(self.lang)).into_owned()
    }

    fn say(&self, words: Words) -> String {
        inert(words.in_lang(self.lang)).into_owned()
    }

    fn pick<'s>(&self, zh: &'s str, en: &'s str) -> &'s str {
        self.lang.pick(zh, en)
    }

    /// `a、b` or `a, b`.
    fn list(&self, items: impl IntoIterator<Item = String>) -> String {
        let items: Vec<String> = items.into_iter().filter(|item| !item.is_empty()).collect();
        items.join(self.pick("、", ", "))
    }

    /// `a；b` or `a; b`.
    fn clauses(&self, items: impl IntoIterator<Item = String>) -> String {
        let items: Vec<String> = items.into_iter().filter(|item| !item.is_empty()).collect();
        items.join(self.pick("；", "; "))
    }

    /// `目的：…`
    fn labelled(&self, zh: &str, en: &str, text: &str) -> String {
        format!("{}{}{}", self.pick(zh, en), self.pick("：", ": "), inert(text))
    }

    fn columns(&self, all: &[(&str, &str, u32)]) -> Vec<Column> {
        all.iter().map(|(zh, en, share)| Column::text(self.pick(zh, en), *share)).collect()
    }

    fn table_name(&self, data: usize) -> String {
        self.rubric.data.get(data).map(|data: &DataSource| inert(&data.id).into_owned()).unwrap_or_default()
    }
}

/// A cell.
fn cell(text: impl AsRef<str>) -> Text {
    Text::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_headings() {
        let said: Vec<String> = [1, 9, 10, 11, 20, 35, 100].into_iter().map(chinese).collect();
        assert_eq!(said, ["一", "九", "十", "十一", "二十", "三十五", "100"]);
    }
}
