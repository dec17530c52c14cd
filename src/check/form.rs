//! Holds a document against the shapes: unknown keys, wrong types, missing keys.

use super::codes;
use super::shapes::ROOT;
use crate::diagnostic::{Bag, Diagnostic, Fix};
use crate::syntax::shape::{Key, Shape, Ty};
use crate::syntax::{Entry, Node, Table, Value, moved};
use crate::text::words::list;
use crate::text::{SourceId, Span, Words, suggest};
use crate::words;

pub(super) struct Form<'a> {
    pub source: SourceId,
    /// Where the first line stands that is no comment.
    pub head: usize,
    /// The whole text, where keys may be moved within it.
    pub text: Option<&'a str>,
    pub bag: &'a mut Bag,
}

impl Form<'_> {
    /// Checks a table. `opened` is where it begins, for keys that are not there.
    pub fn table(&mut self, table: &Table, shape: &'static Shape, opened: Span) {
        for entry in &table.entries {
            match shape.key(&entry.key) {
                Some(key) => self.value(&entry.node, key.ty, &entry.key),
                None => self.unknown(entry, table, shape),
            }
        }
        let missing = |key: &&Key| key.required && !table.has(key.name) && !meant(table, shape, key.name);
        for key in shape.keys.iter().filter(missing) {
            self.required(key, shape, opened);
        }
    }

    /// Checks what stands behind a key.
    pub fn checked(&mut self, node: &Node, ty: Ty, name: &str) {
        self.value(node, ty, name);
    }

    fn unknown(&mut self, entry: &Entry, table: &Table, shape: &Shape) {
        let (name, place) = (&entry.key, shape.name);
        let mut found =
            Diagnostic::error(codes::UNKNOWN_KEY, words!("`{place}` 没有键 `{name}`", "`{place}` has no key `{name}`"))
                .at((self.source, entry.key_span), words!("不认识", "not known"));
        let names: Vec<&str> = shape.keys.iter().map(|key| key.name).collect();
        found = match near(name, shape) {
            // Ranges of whole numbers leave gaps for decimals, so there are none.
            _ if (place, name.as_str()) == ("[[grade]]", "max") => found.help(words!(
                "等级只写下限 `min`，到高一级的 `min` 为止，小数也不会落空",
                "a grade has a `min` only and ends below the `min` of the grade above, so that no decimal falls between"
            )),
            Some(near) => {
                let free = !table.has(near) && !near_too(near, name, table, shape);
                let sure = free && written_once(&entry.node) && suggest::is_slip_of(name, near, &names);
                let fix = Fix::replace(self.source, entry.key_span, near).sure_if(sure);
                found.help(words!("是不是 `{near}`？", "did you mean `{near}`?")).fix(fix)
            }
            None => match home(entry, shape) {
                Some(home) => self.belongs(found, entry, home),
                None => {
                    let known = list(&names, Words::new("和", "and"));
                    found.help(Words::new(format!("可用的键：{}", known.zh), format!("the keys are {}", known.en)))
                }
            },
        };
        self.bag.push(found);
    }

    /// A key that another table has: it can be moved there.
    fn belongs(&self, found: Diagnostic, entry: &Entry, home: Home) -> Diagnostic {
        let (name, fix) = (&entry.key, self.text);
        let (found, title) = match home {
            Some(table) => (
                found.help(words!("`{name}` 写在 `[{table}]` 里", "`{name}` belongs in `[{table}]`")),
                words!("移到 `[{table}]`", "move it to `[{table}]`"),
            ),
            None => (
                found.help(words!("`{name}` 写在所有表头的前面", "`{name}` belongs above the first table")),
                words!("移到最前面", "move it to the top"),
            ),
        };
        let edits = fix.and_then(|text| moved(text, entry.key_span, home));
        found.fixes(edits.map(|edits| Fix::new(self.source, title, edits)))
    }

    fn required(&mut self, key: &Key, shape: &Shape, opened: Span) {
        let (name, place, zh, en) = (key.name, shape.name, key.zh, key.en);
        // The one key that has only one value.
        let fix = (name == "kaohe").then(|| {
            let at = Span::new(self.head, self.head);
            Fix::new(self.source, words!("补上 `kaohe = 1`", "add `kaohe = 1`"), vec![(at, "kaohe = 1\n\n".into())])
        });
        self.bag.push(
            Diagnostic::error(codes::REQUIRED, words!("`{place}` 缺少 `{name}`", "`{place}` lacks `{name}`"))
                .at((self.source, opened), words!("在这里", "here"))
                .help(words!("补上 `{name}`：{zh}", "add `{name}`: {en}"))
                .fixes(fix),
        );
    }

    fn value(&mut self, node: &Node, ty: Ty, name: &str) {
        if let (Ty::Table(shape), Value::Table(table)) = (ty, &node.value) {
            return self.table(table, shape, node.span);
        }
        match ty {
            Ty::Tables(shape) => {
                if let Value::List(items) = &node.value {
                    for item in items {
                        match item.as_table() {
                            Some(table) => self.table(table, shape, item.span),
                            None => self.wrong(item, ty, name),
                        }
                    }
                    return;
                }
                if let Value::Table(_) = node.value {
                    self.bag.push(
                        Diagnostic::error(codes::WRONG_TYPE, words!("`{name}` 是一个列表", "`{name}` is a list"))
                            .at((self.source, node.span), words!("这里只有一对方括号", "only one pair of brackets"))
                            .help(words!("表头写成 `[[{name}]]`", "write the head as `[[{name}]]`")),
                    );
                    return;
                }
                self.wrong(node, ty, name);
            }
            Ty::TableMap(shape) => match node.as_table() {
                Some(tables) => {
                    for entry in &tables.entries {
                        match entry.node.as_table() {
                            Some(table) => self.table(table, shape, entry.key_span),
                            None => self.wrong(&entry.node, Ty::Table(shape), &entry.key),
                        }
                    }
                }
                None => self.wrong(node, ty, name),
            },
            Ty::Choice(choices) => match node.as_text() {
                Some(text) if choices.contains(&text) => {}
                Some(text) => self.choice(node, text, choices, name),
                None => self.wrong(node, ty, name),
            },
            Ty::Or(one, other) => {
                if fits(node, *one) || !fits(node, *other) {
                    self.value(node, *one, name);
                } else {
                    self.value(node, *other, name);
                }
            }
            _ if fits(node, ty) => {}
            _ => self.wrong(node, ty, name),
        }
    }

    fn choice(&mut self, node: &Node, text: &str, choices: &[&str], name: &str) {
        let known = list(choices, Words::new("或", "or"));
        let mut found =
            Diagnostic::error(codes::CHOICE, words!("`{name}` 没有选项 `{text}`", "`{name}` has no choice `{text}`"))
                .at((self.source, node.span), words!("不认识", "not known"));
        found = match suggest::nearest(text, choices.iter().copied()) {
            Some(near) => {
                let fix = Fix::replace(self.source, node.span, format!("\"{near}\""));
                let fix = fix.sure_if(suggest::is_slip_of(text, near, choices));
                found.help(words!("是不是 `{near}`？", "did you mean `{near}`?")).fix(fix)
            }
            None => found.help(Words::new(format!("可选 {}", known.zh), format!("choose {}", known.en))),
        };
        self.bag.push(found);
    }

    fn wrong(&mut self, node: &Node, ty: Ty, name: &str) {
        if let Some((inner, ty, name)) = inner_fault(node, ty, name) {
            return self.wrong(inner, ty, name);
        }
        let wanted = wanted(ty);
        let got = got(&node.value);
        let mut found = Diagnostic::error(
            codes::WRONG_TYPE,
            Words::new(format!("`{name}` 应为{}", wanted.zh), format!("`{name}` should be {}", wanted.en)),
        )
        .at((self.source, node.span), Words::new(format!("这是{}", got.zh), format!("this is {}", got.en)));
        if let (Ty::Number, Some(text)) = (ty, node.as_text()) {
            let digits = text.trim().trim_end_matches(|c: char| !c.is_ascii_digit()).trim_end();
            if crate::number::Decimal::parse(digits).is_some() {
                found = found
                    .help(words!("去掉引号和单位，写 `{digits}`", "leave out quotes and unit: `{digits}`"))
                    .fix(Fix::replace(self.source, node.span, digits).sure_if(digits == text.trim()));
            }
        }
        if ty == Ty::Fraction {
            found = found.help(words!("三分之一写成 `\"1/3\"`", "write a third as `\"1/3\"`"));
        }
        if let (Ty::Date, Some(date)) = (ty, node.as_text().and_then(crate::table::time::parse_date)) {
            let date = crate::table::time::show_date(date);
            found = found.help(words!("写成 `{date}`，不加引号", "write `{date}`, without quotes")).fix(Fix::replace(
                self.source,
                node.span,
                date,
            ));
        }
        if let (Ty::Bool, Some(flag)) = (ty, node.as_text().and_then(flag)) {
            found = found
                .help(words!("去掉引号：`{name} = {flag}`", "leave out the quotes: `{name} = {flag}`"))
                .fix(Fix::replace(self.source, node.span, flag));
        }
        self.bag.push(found);
    }
}

/// The table of which there is one only; `None` is above all tables.
type Home = Option<&'static str>;

/// Where a key is at home that does not belong where it stands: the one table that has it and takes what stands behind it.
/// In a list of tables, of indicators say, a word may well mean something of that indicator.
fn home(entry: &Entry, here: &Shape) -> Option<Home> {
    let single = ROOT.keys.iter().any(|key| matches!(key.ty, Ty::Table(shape) if shape.name == here.name));
    if !single && here.name != ROOT.name {
        return None;
    }
    let takes = |shape: &Shape| shape.key(&entry.key).is_some_and(|key| fits(&entry.node, key.ty));
    let tables = ROOT.keys.iter().filter_map(|key| match key.ty {
        Ty::Table(shape) if shape.name != here.name && takes(shape) => Some(Some(key.name)),
        _ => None,
    });
    let top = (here.name != ROOT.name && entry.node.as_table().is_none() && takes(&ROOT)).then_some(None);
    let mut homes = tables.chain(top);
    homes.next().filter(|_| homes.next().is_none())
}

/// What a word says that stands where true or false should.
fn flag(text: &str) -> Option<&'static str> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "是" => Some("true"),
        "false" | "no" | "否" => Some("false"),
        _ => None,
    }
}

/// Whether a key stands in one place: those of `[[x]]` and of `[x.a]`, `[x.b]` are written with each head,
/// and mending one of them would tear them apart.
fn written_once(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => items.iter().filter(|item| item.as_table().is_some()).count() < 2,
        Value::Table(table) => {
            let apart = |entry: &&Entry| entry.node.as_table().is_some() && entry.key_span.start > node.span.end;
            table.entries.iter().filter(apart).count() < 2
        }
        Value::Text(_) | Value::Number(_) | Value::Bool(_) | Value::Date(_) => true,
    }
}

/// Whether another unknown key of the table may have been meant to be this one too.
fn near_too(key: &str, but: &str, table: &Table, shape: &Shape) -> bool {
    let others = table.entries.iter().filter(|entry| entry.key != but && shape.key(&entry.key).is_none());
    others.into_iter().any(|entry| near(&entry.key, shape) == Some(key))
}

/// Where only one item of a list or table is wrong: that item, and what it should be.
fn inner_fault<'n>(node: &'n Node, ty: Ty, name: &'n str) -> Option<(&'n Node, Ty, &'n str)> {
    match (ty, &node.value) {
        (Ty::Levels, Value::Table(levels)) => {
            let entry = levels.entries.iter().find(|entry| entry.node.as_number().is_none())?;
            Some((&entry.node, Ty::Number, &entry.key))
        }
        (Ty::Fractions, Value::Table(parts)) => {
            let entry = parts.entries.iter().find(|entry| !fits(&entry.node, Ty::Fraction))?;
            Some((&entry.node, Ty::Fraction, &entry.key))
        }
        (Ty::Numbers, Value::List(items)) => {
            items.iter().find(|item| item.as_number().is_none()).map(|item| (item, Ty::Number, name))
        }
        (Ty::Texts, Value::List(items)) => {
            items.iter().find(|item| item.as_text().is_none()).map(|item| (item, Ty::Text, name))
        }
        (Ty::Pairs, Value::List(items)) => {
            let pairs = items.iter().filter(|item| item.items().len() == 2);
            let fault = pairs.flat_map(Node::items).find(|item| item.as_number().is_none())?;
            items.iter().all(|item| item.items().len() == 2).then_some((fault, Ty::Number, name))
        }
        _ => None,
    }
}

/// The key that a word was probably meant to be: spelt nearly so, or what the key means in Chinese.
/// The name of a key in Chinese: what stands before the explanation.
fn named(zh: &str) -> &str {
    zh.split(['，', '；', '（', '：']).next().unwrap_or(zh)
}

fn near(word: &str, shape: &Shape) -> Option<&'static str> {
    let names = shape.keys.iter().map(|key| key.name);
    suggest::nearest(word, names).or_else(|| shape.keys.iter().find(|key| named(key.zh) == word).map(|key| key.name))
}

/// Whether a table has an unknown key that was probably meant to be this one.
pub(super) fn meant(table: &Table, shape: &'static Shape, key: &str) -> bool {
    let unknown = table.entries.iter().filter(|entry| shape.key(&entry.key).is_none());
    unknown.into_iter().any(|entry| near(&entry.key, shape) == Some(key))
}

fn fits(node: &Node, ty: Ty) -> bool {
    let value = &node.value;
    match ty {
        Ty::Any => true,
        Ty::Text => matches!(value, Value::Text(_)),
        Ty::Choice(choices) => node.as_text().is_some_and(|text| choices.contains(&text)),
        Ty::Number => matches!(value, Value::Number(_)),
        Ty::Bool => matches!(value, Value::Bool(_)),
        Ty::Date => matches!(value, Value::Date(_)),
        Ty::Formula => matches!(value, Value::Text(_) | Value::Number(_) | Value::Bool(_)),
        Ty::Name => match value {
            Value::Text(_) => true,
            Value::Table(names) => {
                !names.entries.is_empty()
                    && names.entries.iter().all(|e| matches!(e.key.as_str(), "zh" | "en") && e.node.as_text().is_some())
            }
            _ => false,
        },
        Ty::Texts => match value {
            Value::Text(_) => true,
            Value::List(items) => items.iter().all(|item| item.as_text().is_some()),
            _ => false,
        },
        Ty::Numbers => matches!(value, Value::List(items) if items.iter().all(|item| item.as_number().is_some())),
        Ty::Pairs => {
            matches!(value, Value::List(items) if items.iter().all(|item| {
                matches!(item.items(), [a, b] if a.as_number().is_some() && b.as_number().is_some())
            }))
        }
        Ty::Levels => matches!(value, Value::Table(t) if t.entries.iter().all(|e| e.node.as_number().is_some())),
        Ty::Fraction => node.as_fraction().is_some(),
        Ty::Fractions => matches!(value, Value::Table(t) if t.entries.iter().all(|e| fits(&e.node, Ty::Fraction))),
        Ty::Words => matches!(value, Value::Table(t) if t.entries.iter().all(|e| e.node.as_text().is_some())),
        Ty::Table(_) | Ty::TableMap(_) => matches!(value, Value::Table(_)),
        Ty::Tables(_) => matches!(value, Value::List(items) if items.iter().all(|item| item.as_table().is_some())),
        Ty::Or(one, other) => fits(node, *one) || fits(node, *other),
    }
}

fn wanted(ty: Ty) -> Words {
    let (zh, en) = match ty {
        Ty::Any => ("任意值", "anything"),
        Ty::Text | Ty::Choice(_) => ("文字", "text"),
        Ty::Number => ("数字", "a number"),
        Ty::Bool => (" true 或 false", "true or false"),
        Ty::Date => ("日期，如 2024-06-07（不加引号）", "a date such as 2024-06-07, without quotes"),
        Ty::Formula => ("加引号的公式或数字", "a formula in quotes, or a number"),
        Ty::Name => ("文字，或 { zh = \"…\", en = \"…\" }", "text, or { zh = \"…\", en = \"…\" }"),
        Ty::Texts => ("文字，或文字的列表 [\"…\", \"…\"]", "text, or a list of texts [\"…\", \"…\"]"),
        Ty::Numbers => ("数字的列表 [1, 2]", "a list of numbers [1, 2]"),
        Ty::Pairs => ("成对数字的列表 [[60, 100], [50, 80]]", "a list of pairs [[60, 100], [50, 80]]"),
        Ty::Levels => ("等级与得分的表 { \"优\" = 100 }", "a table of levels { \"A\" = 100 }"),
        Ty::Fraction => ("数字，或加引号的分数 \"1/3\"", "a number, or a fraction in quotes, \"1/3\""),
        Ty::Fractions => ("数字或分数的表 { \"a\" = \"1/3\" }", "a table of numbers or fractions { \"a\" = \"1/3\" }"),
        Ty::Words => ("文字的表 { \"a\" = \"b\" }", "a table of texts { \"a\" = \"b\" }"),
        Ty::Table(_) => ("表 { … }", "a table { … }"),
        Ty::TableMap(_) => ("一组表 [x.名称]", "tables by name, [x.name]"),
        Ty::Tables(_) => ("表的列表 [[…]]", "a list of tables [[…]]"),
        Ty::Or(one, other) => {
            let (one, other) = (wanted(*one), wanted(*other));
            return Words::new(format!("{}，或{}", one.zh, other.zh), format!("{}, or {}", one.en, other.en));
        }
    };
    Words::new(zh, en)
}

fn got(value: &Value) -> Words {
    let (zh, en) = match value {
        Value::Text(_) => ("文字", "text"),
        Value::Number(_) => ("数字", "a number"),
        Value::Bool(_) => ("真假值", "true or false"),
        Value::Date(_) => ("日期", "a date"),
        Value::List(_) => ("列表", "a list"),
        Value::Table(_) => ("表", "a table"),
    };
    Words::new(zh, en)
}
