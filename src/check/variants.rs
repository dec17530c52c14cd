//! `[[variant]]`: posts or tiers under one rubric, each with marks of its own that add up.

use super::sums::ABSENT;
use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes};
use crate::diagnostic::{Code, Diagnostic};
use crate::number::Rational;
use crate::rubric::{
    Category, Element, ElementSource, Expr, ExprKind, Header, Indicator, Item, Marking, Param, ParamValue, Ref,
    SubjectSpec, Variant,
};
use crate::syntax::{Entry, Table};
use crate::table::Kind;
use crate::text::{Span, Words};
use crate::words;

/// The categories and indicators as they stand before or in a variant.
#[derive(Clone)]
struct Tree {
    categories: Vec<Category>,
    indicators: Vec<Indicator>,
}

impl Checker<'_> {
    /// The variants, and the columns of the roster that decide about them.
    #[expect(clippy::too_many_arguments, reason = "one place that knows all of them")]
    pub(super) fn variants(
        &mut self,
        root: &Table,
        head: &Table,
        header: &Header,
        subject: &SubjectSpec,
        params: &[Param],
        elements: &[Element],
        categories: &mut [Category],
        indicators: &mut [Indicator],
    ) -> (Vec<Variant>, Vec<(String, Kind)>) {
        let base = if root.has("variant") {
            Tree { categories: categories.to_vec(), indicators: indicators.to_vec() }
        } else {
            Tree { categories: Vec::new(), indicators: Vec::new() }
        };
        let mut variants = Vec::new();
        let mut for_the_rest: Option<Span> = None;
        for table in root.tables("variant") {
            let id = table.text("id").unwrap_or_default().to_string();
            let when = self.formula_at(table, "when", Scope::Variant(subject.roster), Some(Kind::Bool));
            if !table.has("when") {
                if let Some(first) = for_the_rest {
                    self.bag.push(
                        Diagnostic::error(
                            codes::VARIANT,
                            words!("有两个考核类型没有写 `when`", "two variants have no `when`"),
                        )
                        .at((self.source, table.span_of("id")), words!("第二个", "the second"))
                        .at((self.source, first), words!("第一个", "the first"))
                        .help(words!(
                            "只有一个可以不写，它适用于其余所有对象",
                            "only one may be without: it is for everybody else"
                        )),
                    );
                }
                for_the_rest.get_or_insert(table.span_of("id"));
            }
            let mut tree = base.clone();
            self.own_marks(root, table, header.marking, &mut tree);
            self.leave_out(root, table, &mut tree);
            self.scale_derived(root, header.marking, &base, &mut tree);
            self.sums(head, header, &mut tree.categories, &mut tree.indicators, Some(&id));
            let full = |parent: Option<usize>, full: f64| (parent != ABSENT).then_some(full);
            variants.push(Variant {
                name: table.get("name").map_or_else(|| Words::same(id.clone()), super::header::name_of),
                id,
                when,
                categories: tree.categories.iter().map(|category| full(category.parent, category.full)).collect(),
                indicators: tree.indicators.iter().map(|indicator| full(indicator.parent, indicator.full)).collect(),
                params: self.own_params(table, params),
                span: table.span_of("id"),
            });
        }
        if !variants.is_empty() {
            self.nowhere(&variants, categories, indicators);
        }
        for (index, category) in categories.iter_mut().enumerate() {
            category.full = variants.iter().find_map(|v| v.full(Item::Category(index))).unwrap_or(category.full);
        }
        for (index, indicator) in indicators.iter_mut().enumerate() {
            indicator.full = variants.iter().find_map(|v| v.full(Item::Indicator(index))).unwrap_or(indicator.full);
        }
        self.decided_by_itself(&variants, elements);
        let columns = self.variant_columns(&variants, subject);
        (variants, columns)
    }

    /// `points = { "指标" = 20 }`
    fn own_marks(&mut self, root: &Table, table: &Table, marking: Marking, tree: &mut Tree) {
        let (right, wrong) = match marking {
            Marking::Points => ("points", "weights"),
            Marking::Weights => ("weights", "points"),
        };
        if table.has(wrong) {
            self.bag.push(
                Diagnostic::error(codes::MARKING, words!("这里要写 `{right}`", "`{right}` is to be written here"))
                    .at((self.source, table.span_of(wrong)), words!("与 `marking` 不符", "against `marking`"))
                    .help(words!("把 `{wrong}` 改成 `{right}`", "write `{right}` instead of `{wrong}`")),
            );
        }
        for entry in self.entries(table, right) {
            let Some(item) = self.item_named(&entry.key, entry.key_span) else { continue };
            let Some(weight) = self.own_mark(&entry) else { continue };
            if let Some(from) = self.derived_from(root, item, tree) {
                let name = &entry.key;
                self.variant_finding(
                    codes::VARIANT,
                    entry.key_span,
                    words!(
                        "`{name}` 的权重取自 `[weights.{from}]`，不能另写",
                        "`{name}` has its weight from `[weights.{from}]` and no other"
                    ),
                    None,
                );
                continue;
            }
            match item {
                Item::Category(index) => {
                    let category = &mut tree.categories[index];
                    (category.weight, category.span) = (weight, entry.key_span);
                }
                Item::Indicator(index) => {
                    let indicator = &mut tree.indicators[index];
                    (indicator.weight, indicator.span) = (weight, entry.key_span);
                }
            }
        }
    }

    /// A number above 0, or a fraction in quotes.
    fn own_mark(&mut self, entry: &Entry) -> Option<Rational> {
        let weight = match entry.node.as_text() {
            Some(text) => Rational::parse(text),
            None => entry.node.as_number().map(Rational::from),
        };
        let name = &entry.key;
        match weight {
            None => {
                self.variant_finding(
                    codes::WRONG_TYPE,
                    entry.node.span,
                    words!("`{name}` 的分值要写数字或分数", "the marks of `{name}` are a number or a fraction"),
                    Some(words!("分数加引号，如 \"100/3\"", "a fraction in quotes, such as \"100/3\"")),
                );
                None
            }
            Some(weight) if weight.is_negative() || weight.is_zero() => {
                self.variant_finding(
                    codes::BAD_VALUE,
                    entry.node.span,
                    words!("`{name}` 的分值要大于 0", "the marks of `{name}` must be above 0"),
                    Some(words!("不考核的写进 `without`", "what is no part of the variant goes into `without`")),
                );
                None
            }
            weight => weight,
        }
    }

    /// The entries of a table inside a variant.
    fn entries(&mut self, table: &Table, key: &str) -> Vec<Entry> {
        let Some(node) = table.get(key) else { return Vec::new() };
        match node.as_table() {
            Some(all) => all.entries.clone(),
            None => {
                self.variant_finding(
                    codes::WRONG_TYPE,
                    node.span,
                    words!("`{key}` 要写成表", "`{key}` is a table"),
                    Some(words!("写成 `{key} = {{ \"名称\" = 20 }}`", "write `{key} = {{ \"name\" = 20 }}`")),
                );
                Vec::new()
            }
        }
    }

    fn item_named(&mut self, name: &str, span: Span) -> Option<Item> {
        let category = Symbols::find(&self.symbols.categories, name).map(Item::Category);
        let found = category.or(Symbols::find(&self.symbols.indicators, name).map(Item::Indicator));
        if found.is_none() {
            let mut known = Symbols::names(&self.symbols.indicators);
            known.extend(Symbols::names(&self.symbols.categories));
            let known: Vec<String> = known.into_iter().map(String::from).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let what = words!("指标或类别 `{name}`", "indicator or category `{name}`");
            self.unknown(codes::UNKNOWN_TARGET, span, &what, name, &known);
        }
        found
    }

    /// `without`, or all but `only`.
    fn leave_out(&mut self, root: &Table, table: &Table, tree: &mut Tree) {
        if table.has("only") && table.has("without") {
            self.variant_finding(
                codes::EXCLUSIVE,
                table.span_of("only"),
                words!("`only` 与 `without` 不能同时写", "`only` and `without` exclude each other"),
                Some(words!("只留一个", "keep one of them")),
            );
            return;
        }
        let key = if table.has("only") { "only" } else { "without" };
        let named: Vec<(String, Span)> =
            table.spanned_texts(key).into_iter().map(|(name, span)| (name.to_string(), span)).collect();
        let mut items = Vec::new();
        for (name, span) in &named {
            let Some(item) = self.item_named(name, *span) else { continue };
            let marked = ["points", "weights"].iter().find_map(|key| table.table(key)?.entry(name).map(|e| e.key_span));
            if let (Some(marked), "without") = (marked, key) {
                self.bag.push(
                    Diagnostic::error(
                        codes::EXCLUSIVE,
                        words!("`{name}` 不考核，却有分值", "`{name}` is no part of the variant and has marks"),
                    )
                    .at((self.source, *span), words!("不考核", "no part of it"))
                    .at((self.source, marked), words!("分值", "its marks"))
                    .help(words!("删去其中一处", "remove one of the two")),
                );
            }
            items.push((item, *span));
        }
        let out: Vec<Item> = if key == "without" {
            items.iter().map(|(item, _)| *item).collect()
        } else {
            let kept: Vec<Item> = items.iter().map(|(item, _)| *item).collect();
            let all = (0..tree.indicators.len()).map(Item::Indicator);
            let mut out: Vec<Item> = all.filter(|item| !above(*item, tree).any(|at| kept.contains(&at))).collect();
            let categories = (0..tree.categories.len()).map(Item::Category);
            // A category stays if it is named, if one above it is, or if something in it stays.
            let empty = |category: &Item| {
                let inside = |item: &Item| !out.contains(item) && above(*item, tree).any(|at| at == *category);
                !(0..tree.indicators.len()).map(Item::Indicator).any(|item| inside(&item))
            };
            let gone: Vec<Item> = categories.filter(empty).collect();
            out.extend(gone);
            out
        };
        let gone: Vec<Item> = (0..tree.categories.len())
            .map(Item::Category)
            .chain((0..tree.indicators.len()).map(Item::Indicator))
            .filter(|item| above(*item, tree).any(|at| out.contains(&at)))
            .collect();
        for item in gone.iter().copied() {
            let whole = above(item, tree).skip(1).any(|at| out.contains(&at));
            if let (Some(from), false) = (self.derived_from(root, item, tree), whole) {
                let span = items.iter().find(|(named, _)| *named == item).map_or(table.span_of(key), |(_, span)| *span);
                self.variant_finding(
                    codes::VARIANT,
                    span,
                    words!(
                        "权重取自 `[weights.{from}]` 的各项要一起考核",
                        "what has its weight from `[weights.{from}]` belongs together"
                    ),
                    Some(words!("把整个类别写进 `without`", "put the whole category into `without`")),
                );
            }
        }
        for item in gone {
            match item {
                Item::Category(index) => tree.categories[index].parent = ABSENT,
                Item::Indicator(index) => tree.indicators[index].parent = ABSENT,
            }
        }
    }

    /// The `[weights]` that an item's weight comes from.
    fn derived_from(&self, root: &Table, item: Item, tree: &Tree) -> Option<String> {
        let parent = match item {
            Item::Category(index) => tree.categories.get(index)?.parent,
            Item::Indicator(index) => tree.indicators.get(index)?.parent,
        };
        let table = match parent {
            None => root.table("rubric"),
            Some(index) => root.tables("category").nth(index),
        };
        table.and_then(|table| table.text("weights_from")).map(String::from)
    }

    /// Where a category divides its marks by `[weights]`, the parts follow its marks in the variant.
    fn scale_derived(&mut self, root: &Table, marking: Marking, base: &Tree, tree: &mut Tree) {
        if marking == Marking::Weights {
            return;
        }
        // From the outside in; a chain is no longer than there are categories.
        for _ in 0..tree.categories.len() {
            for (parent, table) in root.tables("category").enumerate().take(tree.categories.len()) {
                let (was, is) = (base.categories[parent].weight, tree.categories[parent].weight);
                if !table.has("weights_from") || was.is_zero() || was == is {
                    continue;
                }
                let scaled = |weight: Rational| weight * is / was;
                for (part, old) in tree.categories.iter_mut().zip(&base.categories) {
                    if part.parent == Some(parent) {
                        part.weight = scaled(old.weight);
                    }
                }
                for (part, old) in tree.indicators.iter_mut().zip(&base.indicators) {
                    if part.parent == Some(parent) {
                        part.weight = scaled(old.weight);
                    }
                }
            }
        }
    }

    fn own_params(&mut self, table: &Table, params: &[Param]) -> Vec<(usize, ParamValue)> {
        let mut own = Vec::new();
        for entry in self.entries(table, "param") {
            let name = &entry.key;
            let Some(index) = params.iter().position(|param| param.id == *name) else {
                let known: Vec<&str> = params.iter().map(|param| param.id.as_str()).collect();
                let what = words!("参数 `{name}`", "parameter `{name}`");
                self.unknown(codes::UNKNOWN_NAME, entry.key_span, &what, name, &known);
                continue;
            };
            let text = matches!(params[index].value, ParamValue::Text(_));
            let value = match (entry.node.as_number(), entry.node.as_text()) {
                (Some(number), _) if !text => ParamValue::Number(number),
                (_, Some(word)) if text => ParamValue::Text(word.to_string()),
                _ => {
                    let (zh, en) = if text { ("文字", "a text") } else { ("数字", "a number") };
                    self.variant_finding(
                        codes::WRONG_TYPE,
                        entry.node.span,
                        words!("参数 `{name}` 要写{zh}", "the parameter `{name}` is {en}"),
                        None,
                    );
                    continue;
                }
            };
            // What is set on the command line holds for everybody.
            if !self.set_params.contains(name) {
                own.push((index, value));
            }
        }
        own
    }

    /// What is part of no variant is never asked for.
    fn nowhere(&mut self, variants: &[Variant], categories: &[Category], indicators: &[Indicator]) {
        let categories = categories.iter().enumerate().map(|(i, c)| (Item::Category(i), &c.id, c.span));
        let indicators = indicators.iter().enumerate().map(|(i, c)| (Item::Indicator(i), &c.id, c.span));
        let all: Vec<(Item, &String, Span)> = categories.chain(indicators).collect();
        for (item, id, span) in all {
            if variants.iter().all(|variant| variant.full(item).is_none()) {
                self.bag.push(
                    Diagnostic::warning(
                        codes::UNUSED,
                        words!("没有考核类型考核 `{id}`", "`{id}` is part of no variant"),
                    )
                    .at((self.source, span), words!("这里", "here"))
                    .help(words!("删去它，或从 `without` 里拿掉", "remove it, or take it out of a `without`")),
                );
            }
        }
    }

    /// Whom a variant is for must be known before anything that differs between variants.
    fn decided_by_itself(&mut self, variants: &[Variant], elements: &[Element]) {
        let own: Vec<usize> = variants.iter().flat_map(|variant| variant.params.iter().map(|(at, _)| *at)).collect();
        for variant in variants {
            let Some(when) = &variant.when else { continue };
            let mut found: Vec<Span> = Vec::new();
            when.walk(&mut |part| {
                if let ExprKind::Ref(name) = &part.kind
                    && differs(name, elements, &own, &mut Vec::new())
                {
                    found.push(part.span);
                }
            });
            for span in found {
                let id = &variant.id;
                self.variant_finding(
                    codes::VARIANT,
                    span,
                    words!(
                        "谁属于 `{id}`，不能由随考核类型而不同的数决定",
                        "who belongs to `{id}` cannot hang on what differs between variants"
                    ),
                    Some(words!(
                        "用名册的列，或不引用指标和这类参数的数据元素",
                        "use columns of the roster, or elements without indicators and such parameters"
                    )),
                );
            }
        }
    }

    /// Columns of the roster that conditions read.
    fn variant_columns(&mut self, variants: &[Variant], subject: &SubjectSpec) -> Vec<(String, Kind)> {
        let mut names: Vec<String> = Vec::new();
        for when in variants.iter().filter_map(|variant| variant.when.as_ref()) {
            when.walk(&mut |part| {
                if let ExprKind::Ref(Ref::Column(name)) = &part.kind
                    && !names.contains(name)
                {
                    names.push(name.clone());
                }
            });
        }
        let columns = self.columns.of(subject.roster);
        let kind = |name: &String| columns.iter().find(|column| column.id == *name).map_or(Kind::Text, |c| c.kind);
        names.into_iter().map(|name| (name.clone(), kind(&name))).collect()
    }

    fn variant_finding(&mut self, code: Code, span: Span, message: Words, help: Option<Words>) {
        let mut found = Diagnostic::error(code, message).at((self.source, span), words!("这里", "here"));
        if let Some(help) = help {
            found = found.help(help);
        }
        self.bag.push(found);
    }
}

/// An item and the categories above it, from the inside out.
fn above(item: Item, tree: &Tree) -> impl Iterator<Item = Item> + '_ {
    let parent = |item: &Item| {
        let parent = match *item {
            Item::Category(index) => tree.categories.get(index)?.parent,
            Item::Indicator(index) => tree.indicators.get(index)?.parent,
        };
        parent.map(Item::Category)
    };
    // A circle of categories has been told of.
    std::iter::successors(Some(item), parent).take(tree.categories.len() + 1)
}

/// Whether a name is computed from an indicator, or from a parameter that variants change.
fn differs(name: &Ref, elements: &[Element], own: &[usize], seen: &mut Vec<usize>) -> bool {
    match name {
        Ref::Param(index) => own.contains(index),
        Ref::Element(index) => {
            if seen.contains(index) {
                return false;
            }
            seen.push(*index);
            match elements.get(*index).map(|element| &element.source) {
                Some(ElementSource::Formula(expr)) => differs_in(expr, elements, own, seen),
                Some(ElementSource::Rows { value, filter, .. }) => {
                    differs_in(value, elements, own, seen)
                        || filter.as_ref().is_some_and(|filter| differs_in(filter, elements, own, seen))
                }
                None => false,
            }
        }
        Ref::Column(_) | Ref::Group(_) | Ref::Key => false,
        Ref::Indicator(_)
        | Ref::IndicatorScore(_)
        | Ref::IndicatorPoints(_)
        | Ref::CategoryScore(_)
        | Ref::CategoryPoints(_)
        | Ref::Value
        | Ref::Total
        | Ref::TotalBefore
        | Ref::Rank
        | Ref::RankFromLast
        | Ref::GroupSize
        | Ref::Grade => true,
    }
}

fn differs_in(expr: &Expr, elements: &[Element], own: &[usize], seen: &mut Vec<usize>) -> bool {
    let mut names = Vec::new();
    expr.walk(&mut |part| {
        if let ExprKind::Ref(name) = &part.kind {
            names.push(name.clone());
        }
    });
    names.iter().any(|name| differs(name, elements, own, seen))
}
