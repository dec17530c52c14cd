//! Slips in names.

use kaohe::syntax::TreeKind;
use kaohe::text::Span;

use super::chance::Chance;
use super::place::Text;
use super::{Fault, Kind};

/// Characters that are taken for each other, by shape or by sound.
const ALIKE: &[&str] = &[
    "人入", "未末", "己已", "日曰", "数树", "率律", "完元", "办辨", "评平", "回会", "接按", "待侍", "件什", "次冷",
    "分份", "质置", "值植", "及级", "点店", "时是", "检捡", "合和", "度渡", "量两", "项向", "期其", "士土", "客各",
    "成城", "理里", "报抱", "工公",
];

/// A word with one character changed, dropped, doubled, or exchanged with the next.
pub fn typo(word: &str, chance: &mut Chance) -> Option<String> {
    let all: Vec<char> = word.chars().collect();
    let alike: Vec<(usize, char)> = all
        .iter()
        .enumerate()
        .filter_map(|(at, c)| {
            let pair = ALIKE.iter().find(|pair| pair.contains(*c))?;
            Some((at, pair.chars().find(|other| other != c)?))
        })
        .collect();
    let at = chance.below(all.len());
    let mut new = all.clone();
    match chance.below(5) {
        0 | 1 if !alike.is_empty() => {
            let (at, other) = alike[chance.below(alike.len())];
            new[at] = other;
        }
        0 | 1 if all[at].is_ascii_lowercase() => {
            new[at] = if all[at] == 'z' { 'y' } else { (all[at] as u8 + 1) as char }
        }
        2 if all.len() > 1 => drop(new.remove(at)),
        3 if all.len() > 1 && all[at.min(all.len() - 2)] != all[at.min(all.len() - 2) + 1] => {
            let at = at.min(all.len() - 2);
            new.swap(at, at + 1);
        }
        _ => new.insert(at, all[at]),
    }
    let new: String = new.into_iter().collect();
    (new != word && !new.is_empty()).then_some(new)
}

fn in_text(text: &Text<'_>, span: Span, chance: &mut Chance) -> Option<Fault> {
    let raw = text.raw(span);
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''));
    let inner = quote.map_or(raw, |quote| raw.trim_matches(quote));
    let new = typo(inner, chance)?;
    let quote = quote.map(String::from).unwrap_or_default();
    Some(Fault::at(vec![text.put(span, format!("{quote}{new}{quote}"))]))
}

/// Tables whose keys are names of the user's own.
fn own_names(path: &[&str]) -> bool {
    matches!(path, ["param" | "table" | "data"])
        || matches!(path, ["param" | "table", _, ..])
        || path.iter().any(|key| matches!(*key, "columns" | "levels" | "words" | "override" | "aliases" | "weights"))
}

pub static KEY: Kind = Kind {
    id: "key",
    zh: "键名写错一个字母",
    en: "a slip in a key",
    says: false,
    make: |text, chance| {
        let mut all = Vec::new();
        text.entries(&mut |path, entry| {
            let raw = text.raw(entry.key_span);
            let bare = raw.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if bare && raw == entry.key && !path.is_empty() && !own_names(path) {
                let head = text.block(entry.key_span.start).is_some_and(|block| {
                    block.head_span.start <= entry.key_span.start && entry.key_span.end <= block.head_span.end
                });
                if !head {
                    all.extend(in_text(text, entry.key_span, chance));
                }
            }
        });
        all
    },
};

pub static HEAD: Kind = Kind {
    id: "head",
    zh: "表名写错一个字母",
    en: "a slip in a table's name",
    says: false,
    make: |text, chance| {
        let heads = text.blocks.iter().filter_map(|block| {
            let brackets = if text.text[block.head_span.start..].starts_with("[[") { 2 } else { 1 };
            let word = block.head.split('.').next()?;
            let start = block.head_span.start + brackets;
            in_text(text, Span::new(start, start + word.len()), chance)
        });
        heads.collect()
    },
};

pub static NAME: Kind = Kind {
    id: "name",
    zh: "公式中的名字写错一个字",
    en: "a slip in a name of a formula",
    says: false,
    make: |text, chance| {
        let mut spans = Vec::new();
        text.site.parts(&mut |tree| {
            if let TreeKind::Name(_) = tree.kind {
                spans.push(tree.span);
            }
        });
        spans.into_iter().filter_map(|span| in_text(text, span, chance)).collect()
    },
};

pub static FUNCTION: Kind = Kind {
    id: "function",
    zh: "函数名写错一个字母",
    en: "a slip in the name of a function",
    says: false,
    make: |text, chance| {
        let mut spans = Vec::new();
        text.site.parts(&mut |tree| {
            if let TreeKind::Call { name_span, .. } = &tree.kind {
                spans.push(*name_span);
            }
        });
        spans.into_iter().filter_map(|span| in_text(text, span, chance)).collect()
    },
};

fn leaves(text: &Text<'_>, chance: &mut Chance, wanted: fn(&[&str], &str) -> bool) -> Vec<Fault> {
    let leaves =
        text.site.leaves.iter().filter(|leaf| leaf.node.as_text().is_some_and(|word| wanted(&leaf.path, word)));
    leaves.filter_map(|leaf| in_text(text, leaf.node.span, chance)).collect()
}

pub static REFERENCE: Kind = Kind {
    id: "reference",
    zh: "引用的编号写错一个字",
    en: "a slip in what is referred to",
    says: false,
    make: |text, chance| {
        leaves(text, chance, |path, _| {
            matches!(
                path,
                ["element" | "check", "from"]
                    | ["indicator" | "category", "in"]
                    | ["data", _, "key", "through"]
                    | ["subject", "roster"]
                    | ["indicator", "rated", ..]
                    | ["rater" | "ballot", "from"]
            )
        })
    },
};

pub static COLUMN: Kind = Kind {
    id: "column",
    zh: "数据的列名写错一个字",
    en: "a slip in the name of a column",
    says: true,
    make: |text, chance| {
        leaves(text, chance, |path, word| match path {
            ["subject", "key" | "label" | "groups"] | ["data", _, "key"] => true,
            ["data", _, "key", "column" | "from" | "to" | "of"] => true,
            ["data", _, "columns", _] | ["check", "order"] => true,
            ["data", _, "period"] => !word.contains(['{', '*']),
            _ => false,
        })
    },
};

pub static CHOICE: Kind = Kind {
    id: "choice",
    zh: "选项写错一个字母",
    en: "a slip in a choice",
    says: false,
    make: |text, chance| {
        leaves(text, chance, |path, word| {
            let key = path.last().copied().unwrap_or_default();
            word.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                && matches!(
                    key,
                    "better"
                        | "missing"
                        | "undefined"
                        | "not_applicable"
                        | "cycle"
                        | "marking"
                        | "severity"
                        | "ties"
                        | "combine"
                        | "no_rows"
                        | "round_at"
                        | "outliers"
                        | "rank"
                )
        })
    },
};

pub static FILE: Kind = Kind {
    id: "file",
    zh: "文件名写错",
    en: "a slip in the name of a file",
    says: true,
    make: |text, chance| {
        let files: Vec<Span> = text
            .site
            .leaves
            .iter()
            .filter(|leaf| {
                matches!(
                    leaf.path.as_slice(),
                    ["data", _, "file" | "rubric" | "sheet"] | ["extends"] | ["rubric", "data"]
                )
            })
            .filter(|leaf| leaf.node.as_text().is_some())
            .map(|leaf| leaf.node.span)
            .collect();
        let mut all = Vec::new();
        for span in files {
            // Of the name, not of a pattern or an ending.
            let raw = text.raw(span);
            let letters: Vec<(usize, char)> = raw.char_indices().filter(|(_, c)| c.is_alphabetic()).collect();
            let Some((at, c)) = letters.get(chance.below(letters.len())) else { continue };
            let at = span.start + at;
            all.push(Fault::at(vec![text.put(Span::new(at, at + c.len_utf8()), format!("{c}{c}"))]));
        }
        all
    },
};
