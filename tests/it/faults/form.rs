//! Slips in how things are written.

use kaohe::syntax::Value;
use kaohe::text::Span;

use super::{Fault, Kind};

pub static QUOTE: Kind = Kind {
    id: "quote",
    zh: "少了一个引号",
    en: "a quote left out",
    says: false,
    make: |text, chance| {
        let texts = text.site.leaves.iter().filter(|leaf| leaf.node.as_text().is_some());
        let faults = texts.filter_map(|leaf| {
            let span = leaf.node.span;
            let quoted = text.raw(span).starts_with(['"', '\'']) && span.len() > 2;
            let at = if chance.below(2) == 0 { span.start } else { span.end - 1 };
            quoted.then(|| Fault::at(vec![text.put(Span::new(at, at + 1), "")]))
        });
        faults.collect()
    },
};

pub static BRACKET: Kind = Kind {
    id: "bracket",
    zh: "少了一个括号",
    en: "a bracket left out",
    says: false,
    make: |text, chance| {
        let mut all = Vec::new();
        for leaf in &text.site.leaves {
            let span = leaf.node.span;
            let raw = text.raw(span);
            if raw.contains('\n') {
                continue;
            }
            let brackets: Vec<usize> = match &leaf.node.value {
                Value::Text(_) => {
                    let formula =
                        leaf.path.last().is_some_and(|key| matches!(*key, "formula" | "expr" | "when" | "value"));
                    let at = raw.char_indices().filter(|(_, c)| formula && matches!(c, '(' | ')')).map(|(at, _)| at);
                    at.collect()
                }
                Value::List(_) | Value::Table(_) if raw.starts_with(['[', '{']) => vec![0, raw.len() - 1],
                _ => continue,
            };
            if let Some(at) = brackets.get(chance.below(brackets.len())) {
                let at = span.start + at;
                all.push(Fault::at(vec![text.put(Span::new(at, at + 1), "")]));
            }
        }
        all
    },
};

pub static FULL_WIDTH: Kind = Kind {
    id: "full-width",
    zh: "公式中用了全角符号",
    en: "a full-width sign in a formula",
    says: false,
    make: |text, chance| {
        let mut all = Vec::new();
        for tree in &text.site.formulas {
            let raw = text.raw(tree.span);
            let signs: Vec<(usize, &str, &str)> = [
                (">=", "≥"),
                ("<=", "≤"),
                ("*", "×"),
                ("/", "÷"),
                ("(", "（"),
                (")", "）"),
                (",", "，"),
                ("==", "＝＝"),
                ("+", "＋"),
                ("!=", "≠"),
                ("&&", "且"),
            ]
            .iter()
            .filter_map(|(sign, wide)| Some((raw.find(sign)?, *sign, *wide)))
            .collect();
            if let Some((at, sign, wide)) = signs.get(chance.below(signs.len())) {
                let at = tree.span.start + at;
                all.push(Fault::at(vec![text.put(Span::new(at, at + sign.len()), *wide)]));
            }
        }
        all
    },
};

pub static SINGLE_EQUALS: Kind = Kind {
    id: "single-equals",
    zh: "“==”写成“=”",
    en: "`=` for `==`",
    says: false,
    make: |text, _| {
        let mut all = Vec::new();
        for tree in &text.site.formulas {
            if let Some(at) = text.raw(tree.span).find("==") {
                let at = tree.span.start + at;
                all.push(Fault::at(vec![text.put(Span::new(at, at + 2), "=")]));
            }
        }
        all
    },
};

pub static TEXT: Kind = Kind {
    id: "text",
    zh: "该写数字处写了文字",
    en: "text in place of a number",
    says: false,
    make: |text, chance| {
        let numbers = text.site.leaves.iter().filter(|leaf| {
            let texts = matches!(leaf.path.as_slice(), ["param", ..] | ["data", _, "missing", ..]);
            matches!(leaf.node.value, Value::Number(_)) && !texts
        });
        let faults = numbers.map(|leaf| {
            let word = ["\"十\"", "\"待定\"", "\"\"", "十"][chance.below(4)];
            Fault::at(vec![text.put(leaf.node.span, word)])
        });
        faults.collect()
    },
};

pub static PER_CENT_SIGN: Kind = Kind {
    id: "per-cent-sign",
    zh: "数字后面写了 % 或单位",
    en: "`%` or a unit behind a number",
    says: false,
    make: |text, chance| {
        let numbers = text.site.leaves.iter().filter(|leaf| matches!(leaf.node.value, Value::Number(_)));
        let faults = numbers.map(|leaf| {
            let sign = ["%", "分", "％"][chance.below(3)];
            Fault::at(vec![text.put(Span::new(leaf.node.span.end, leaf.node.span.end), sign)])
        });
        faults.collect()
    },
};

pub static DUPLICATE: Kind = Kind {
    id: "duplicate",
    zh: "编号写成与另一条相同",
    en: "the id of another entry",
    says: false,
    make: |text, _| {
        let mut all = Vec::new();
        for list in
            ["element", "indicator", "category", "check", "veto", "rater", "consequence", "adjust", "duty", "quota"]
        {
            for pair in text.tables(list).windows(2) {
                if let (Some(first), Some(second)) = (pair[0].get("id"), pair[1].get("id")) {
                    all.push(Fault::at(vec![text.put(second.span, text.raw(first.span))]));
                }
            }
        }
        all
    },
};
