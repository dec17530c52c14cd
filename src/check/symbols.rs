//! The names that a rubric declares, gathered before anything refers to them.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Deref;

use rustc_hash::FxHashMap;

use super::codes;
use crate::diagnostic::{Bag, Code, Diagnostic, Fix, Label};
use crate::syntax::Table;
use crate::text::{SourceId, Span, Words, fold, is_letter, suggest};
use crate::words;

/// Names of one kind in the order of declaration, and a way to find them that does not go through all.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<(String, Span)>,
    /// Places in `all`, by name; the first declared of a name comes first.
    sorted: Vec<usize>,
}

impl Names {
    fn new(all: Vec<(String, Span)>) -> Names {
        let mut sorted: Vec<usize> = (0..all.len()).collect();
        sorted.sort_by(|a, b| all[*a].0.cmp(&all[*b].0));
        Names { all, sorted }
    }

    fn find(&self, name: &str) -> Option<usize> {
        let at = self.sorted.partition_point(|index| self.all[*index].0.as_str() < name);
        self.sorted.get(at).copied().filter(|index| self.all[*index].0 == name && !name.is_empty())
    }
}

impl Deref for Names {
    type Target = [(String, Span)];

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

/// Declared names, in the order of declaration; indices into these are the rubric's ids.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    pub data: Names,
    pub params: Names,
    pub elements: Names,
    pub checks: Names,
    pub categories: Names,
    pub indicators: Names,
    pub raters: Names,
    pub vetoes: Names,
    pub adjusts: Names,
    pub grades: Names,
    pub consequences: Names,
    pub duties: Names,
    /// The only table of a rubric in the short form: its columns are elements without being
    /// declared.
    pub short_form: bool,
    /// Elements that the short form has found in formulas so far.
    pub implicit: RefCell<Vec<(String, Span)>>,
    /// Names that some formula has used.
    pub used: RefCell<BTreeSet<String>>,
}

/// Words that formulas give a meaning of their own.
pub(super) const RESERVED: &[&str] =
    &["value", "total", "total_before", "rank", "rank_from_last", "group_size", "grade", "key", "true", "false"];

impl Symbols {
    pub fn collect(source: SourceId, root: &Table, bag: &mut Bag) -> Symbols {
        let mut gather = |key: &str, field: &str, formula: bool| -> Names {
            let mut names: Vec<(String, Span)> = Vec::new();
            // The first of each folded form: names are many, and comparing all with all is slow.
            let mut known: FxHashMap<String, usize> = FxHashMap::default();
            for table in root.tables(key) {
                let Some(entry) = table.entry(field) else {
                    names.push((String::new(), table.span));
                    continue;
                };
                let name = match entry.node.as_table() {
                    Some(both) => both.text("zh").or(both.text("en")).unwrap_or_default(),
                    None => entry.node.as_text().unwrap_or_default(),
                };
                let span = entry.node.span;
                if formula && !name.is_empty() {
                    usable(source, name, span, bag);
                }
                let alike = if name.is_empty() { None } else { Some(*known.entry(fold(name)).or_insert(names.len())) };
                let alike = alike.and_then(|index| names.get(index));
                if let Some((_, first)) = alike.filter(|(other, _)| other == name) {
                    bag.push(
                        Diagnostic::error(
                            codes::DUPLICATE,
                            words!("[[{key}]] 的 `{name}` 写了两次", "[[{key}]] has `{name}` twice"),
                        )
                        .at((source, span), words!("第二次", "the second time"))
                        .at((source, *first), words!("第一次", "the first time"))
                        .help(words!("给其中一个换个名称", "give one of them another name")),
                    );
                } else if let Some((other, first)) = alike {
                    bag.push(
                        Diagnostic::warning(
                            codes::DUPLICATE,
                            words!(
                                "`{name}` 与 `{other}` 只有全半角或繁简之别",
                                "`{name}` and `{other}` differ only in width or script"
                            ),
                        )
                        .at((source, span), words!("容易混淆", "easily confused"))
                        .at((source, *first), words!("另一个", "the other")),
                    );
                }
                names.push((name.to_string(), span));
            }
            Names::new(names)
        };
        let elements = gather("element", "id", true);
        let indicators = gather("indicator", "id", true);
        let categories = gather("category", "id", false);
        let checks = gather("check", "id", false);
        let raters = gather("rater", "id", false);
        // No formula names a variant: only that each is named once is looked at.
        gather("variant", "id", false);
        let vetoes = gather("veto", "id", false);
        let adjusts = gather("adjust", "id", false);
        let grades = gather("grade", "name", false);
        let consequences = gather("consequence", "id", false);
        let duties = gather("duty", "id", false);
        gather("stage", "id", false);
        let keys = |name: &str| -> Vec<(String, Span)> {
            let entries = root.table(name).map(|table| table.entries.as_slice()).unwrap_or_default();
            entries.iter().map(|entry| (entry.key.clone(), entry.key_span)).collect()
        };
        let params = keys("param");
        let params = Names::new(params);
        for (name, span) in params.iter() {
            usable(source, name, *span, bag);
            if let Some((_, other)) = elements.find(name).and_then(|at| elements.get(at)) {
                bag.push(
                    Diagnostic::error(
                        codes::DUPLICATE,
                        words!("`{name}` 既是参数又是数据元素", "`{name}` is both a parameter and an element"),
                    )
                    .at((source, *span), words!("参数", "the parameter"))
                    .at((source, *other), words!("数据元素", "the element"))
                    .help(words!("给其中一个换个名称", "give one of them another name")),
                );
            }
        }
        for (name, span) in categories.iter() {
            if let Some((_, other)) = indicators.find(name).and_then(|at| indicators.get(at)) {
                bag.push(
                    Diagnostic::error(
                        codes::DUPLICATE,
                        words!("`{name}` 既是类别又是指标", "`{name}` is both a category and an indicator"),
                    )
                    .at((source, *span), words!("类别", "the category"))
                    .at((source, *other), words!("指标", "the indicator"))
                    .help(words!("给其中一个换个名称", "give one of them another name")),
                );
            }
        }
        let mut data = keys("data");
        let short_form = elements.is_empty() && data.len() <= 1;
        if data.is_empty() {
            data.push((String::new(), root.table("subject").map_or(Span::default(), |subject| subject.span)));
        }
        let data = Names::new(data);
        Symbols {
            data,
            params,
            elements,
            checks,
            categories,
            indicators,
            raters,
            vetoes,
            adjusts,
            grades,
            consequences,
            duties,
            short_form,
            implicit: RefCell::default(),
            used: RefCell::default(),
        }
    }

    pub fn find(names: &Names, name: &str) -> Option<usize> {
        names.find(name)
    }

    pub fn names(names: &[(String, Span)]) -> Vec<&str> {
        names.iter().map(|(name, _)| name.as_str()).filter(|name| !name.is_empty()).collect()
    }

    pub fn mark_used(&self, name: &str) {
        let mut used = self.used.borrow_mut();
        if !used.contains(name) {
            used.insert(name.to_string());
        }
    }
}

/// An id that formulas can use: a letter, then letters, digits and `_`.
fn usable(source: SourceId, name: &str, span: Span, bag: &mut Bag) {
    let help = if RESERVED.contains(&name) {
        words!("`{name}` 在公式里另有含义，换个名称", "`{name}` has a meaning of its own in formulas, use another name")
    } else {
        let mut characters = name.chars();
        let first = characters.next().is_some_and(char::is_alphabetic);
        if first && name.chars().all(|c| is_letter(c) || c == '_') {
            return;
        }
        words!(
            "以文字开头，只用文字、数字和 `_`；括号、空格、百分号写进 `name`，编号写进 `code`",
            "start with a letter and use letters, digits and `_`; brackets and spaces go into `name`, numbering into `code`"
        )
    };
    bag.push(
        Diagnostic::error(codes::BAD_ID, words!("`{name}` 不能作为名称", "`{name}` cannot be an id"))
            .at((source, span), words!("公式里无法引用", "formulas cannot refer to it"))
            .help(help),
    );
}

impl super::Checker<'_> {
    /// The edit that writes another name at a place, with quotes if it stands in quotes.
    pub(super) fn renamed(&self, span: Span, name: &str, instead: &str) -> Option<Fix> {
        let written = self.text.get(span.start..span.end)?;
        let quote = written.chars().next().filter(|c| matches!(c, '"' | '\''));
        let quoted = |name: &str| quote.map_or(name.to_string(), |quote| format!("{quote}{name}{quote}"));
        let plain = !instead.contains(['"', '\'', '\\']);
        (plain && written == quoted(name)).then(|| Fix::replace(self.source, span, quoted(instead)))
    }

    /// Reports a name that is not there, with the nearest one that is.
    pub(super) fn unknown(&mut self, code: Code, span: Span, what: &Words, name: &str, known: &[&str]) {
        let mut found =
            Diagnostic::error(code, Words::new(format!("没有{}", what.zh), format!("there is no {}", what.en)))
                .at((self.source, span), words!("找不到", "not found"));
        if let Some(near) = suggest::nearest(name, known.iter().copied()) {
            found = found.help(words!("是不是 `{near}`？", "did you mean `{near}`?"));
            // A name belongs to whoever gave it: what is near may still be something else.
            found.fixes.extend(self.renamed(span, name, near).map(Fix::maybe));
        } else if !known.is_empty() && known.len() <= 12 {
            let list = crate::text::words::list(known, Words::new("和", "and"));
            found = found.help(Words::new(format!("已有的是 {}", list.zh), format!("there are {}", list.en)));
        }
        self.bag.push(found);
    }

    /// Shows another place that the last finding speaks of.
    pub(super) fn also(&mut self, span: Span, words: Words) {
        if let Some(found) = self.bag.all.last_mut() {
            found.labels.push(Label { place: (self.source, span).into(), words });
        }
    }
}
