//! `[[category]]` and `[[indicator]]`.

use super::header::{name_of, policy};
use super::symbols::Symbols;
use super::typing::Scope;
use super::{Checker, codes, shapes};
use crate::diagnostic::Diagnostic;
use crate::library::METHODS;
use crate::library::method::{Checking, DIRECTION, Rule};
use crate::number::{Decimal, Rational};
use crate::rubric::{
    Better, Category, Combine, Header, Indicator, IndicatorPlaces, Marking, MethodId, Missing, Needs, Rater, Scoring,
    Setting, Settings, TooLittle,
};
use crate::syntax::shape::{Shape, Ty};
use crate::syntax::{Node, Table, Value};
use crate::table::Kind;
use crate::text::{Span, Words, suggest, with_partners};
use crate::words;

impl Checker<'_> {
    pub(super) fn categories(&mut self, root: &Table) -> Vec<Category> {
        let tables: Vec<&Table> = root.tables("category").collect();
        let mut categories: Vec<Category> = Vec::new();
        for table in &tables {
            let id = table.text("id").unwrap_or_default().to_string();
            let parent = self.parent(table);
            let weight = self.weight(table, &id, &shapes::CATEGORY);
            categories.push(Category {
                name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
                id,
                code: table.text("code").map(String::from),
                parent,
                weight,
                full: 0.0,
                combine: Combine::Sum,
                needs: self.needs(table),
                span: table.span_of("id"),
                marks: said(table, &["points", "weight"]),
            });
        }
        // A category inside itself would never end.
        for (index, table) in tables.iter().enumerate() {
            let mut chain = vec![index];
            let mut at = categories[index].parent;
            while let Some(parent) = at {
                if chain.contains(&parent) {
                    if parent == index {
                        let names: Vec<&str> = chain.iter().map(|i| categories[*i].id.as_str()).collect();
                        let path = names.join(" → ");
                        let id = categories[index].id.clone();
                        self.bag.push(
                            Diagnostic::error(
                                codes::CYCLE,
                                words!(
                                    "类别互相包含：`{path} → {id}`",
                                    "categories inside each other: `{path} → {id}`"
                                ),
                            )
                            .at((self.source, table.span_of("in")), words!("这里回到自身", "back to itself here"))
                            .help(words!("改正其中一个 `in`", "correct one of the `in`")),
                        );
                    }
                    categories[index].parent = None;
                    break;
                }
                chain.push(parent);
                at = categories[parent].parent;
            }
        }
        categories
    }

    /// `min_present`, `min_items` and what happens below.
    fn needs(&mut self, table: &Table) -> Option<Needs> {
        let given = ["min_present", "min_items"].into_iter().find(|key| table.has(key));
        let Some(given) = given else {
            if table.has("below_min") {
                let message = words!("`below_min` 没有下限可比", "`below_min` has no least to be below");
                self.bad_value(table, "below_min", message);
            }
            return None;
        };
        let share = table.number("min_present");
        if share.is_some_and(|share| share <= Decimal::ZERO || share > Decimal::from_int(1)) {
            let message = words!("`min_present` 要大于 0，不超过 1", "`min_present` is above 0 and at most 1");
            self.bad_value(table, "min_present", message);
        }
        let items = self.whole(table, "min_items", 1, 1_000_000);
        let otherwise = match table.text("below_min") {
            Some("fail") => TooLittle::Fail,
            Some(_) => TooLittle::Skip,
            None => {
                self.bag.push(
                    Diagnostic::error(
                        codes::REQUIRED,
                        words!("没有写数据不够时怎么办", "what happens where too little is there is not said"),
                    )
                    .at((self.source, table.span_of(given)), words!("这里", "here"))
                    .help(words!(
                        "补上 `below_min = \"fail\"`（不出总分）或 `\"skip\"`（整类略去）",
                        "add `below_min = \"fail\"` for no total, or `\"skip\"` to leave the category out"
                    )),
                );
                TooLittle::Fail
            }
        };
        Some(Needs { share, items, otherwise })
    }

    fn parent(&mut self, table: &Table) -> Option<usize> {
        let name = table.text("in")?;
        let found = Symbols::find(&self.symbols.categories, name);
        if found.is_none() {
            let known: Vec<String> = Symbols::names(&self.symbols.categories).into_iter().map(String::from).collect();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.unknown(
                codes::UNKNOWN_CATEGORY,
                table.span_of("in"),
                &words!("类别 `{name}`", "category `{name}`"),
                name,
                &known,
            );
        }
        found
    }

    /// Marks or weight; zero where there is none.
    fn weight(&mut self, table: &Table, id: &str, shape: &'static Shape) -> Rational {
        let (points, weight) = (self.fraction(table, "points"), self.fraction(table, "weight"));
        if points.is_some() && weight.is_some() {
            self.bag.push(
                Diagnostic::error(
                    codes::MARKING,
                    words!("`{id}` 同时写了 `points` 和 `weight`", "`{id}` has both `points` and `weight`"),
                )
                .at((self.source, table.span_of("weight")), words!("只留一个", "keep one of them"))
                .help(words!("分值制写 `points`，权重制写 `weight`", "write `points` for marks, `weight` for weights")),
            );
        }
        let (right, wrong, written) = match self.marking {
            Marking::Points => ("points", "weight", weight),
            Marking::Weights => ("weight", "points", points),
        };
        if let (Some(value), false) = (written, table.has(right)) {
            let marking = if self.marking == Marking::Points { "weights" } else { "points" };
            self.bag.push(
                Diagnostic::error(
                    codes::MARKING,
                    words!("`{id}` 写的是 `{wrong}`，不是 `{right}`", "`{id}` has `{wrong}` and not `{right}`"),
                )
                .at((self.source, table.span_of(wrong)), words!("与 `marking` 不符", "against `marking`"))
                .help(words!(
                    "改成 `{right} = {value}`，或在 `[rubric]` 里写 `marking = \"{marking}\"`",
                    "write `{right} = {value}`, or `marking = \"{marking}\"` in `[rubric]`"
                )),
            );
        }
        // A slip of the key or the value is told of where it is; that nothing stands here only follows.
        let told = ["points", "weight"].iter().any(|key| table.has(key) || super::form::meant(table, shape, key));
        let value = points.or(weight);
        if told && value.is_none() {
            self.weightless.push(id.to_string());
        }
        if let Some(value) = value
            && (value.is_negative() || value.is_zero())
        {
            let key = if points.is_some() { "points" } else { "weight" };
            self.bag.push(
                Diagnostic::error(
                    codes::BAD_VALUE,
                    words!("`{id}` 的分值要大于 0", "the marks of `{id}` must be above 0"),
                )
                .at((self.source, table.span_of(key)), words!("这里", "here"))
                .help(words!(
                    "只扣分的项目用 `score.deduct`，或写成 `[[adjust]]`",
                    "for what only takes marks away use `score.deduct`, or an `[[adjust]]`"
                )),
            );
            self.weightless.push(id.to_string());
            return Rational::ZERO;
        }
        value.unwrap_or(Rational::ZERO)
    }

    /// A number, or a fraction in quotes.
    pub(super) fn fraction(&mut self, table: &Table, key: &str) -> Option<Rational> {
        let node = table.get(key)?;
        let Some(text) = node.as_text() else { return node.as_number().map(Rational::from) };
        let fraction = Rational::parse(text);
        if fraction.is_none() {
            let mut found = Diagnostic::error(
                codes::WRONG_TYPE,
                words!("`{key}` 应为数字或分数", "`{key}` should be a number or a fraction"),
            )
            .at((self.source, node.span), words!("这是文字", "this is text"));
            let digits = text.trim_end_matches(['%', '％', '分']);
            found = if Decimal::parse(digits).is_some() {
                found
                    .help(words!("去掉引号和单位：`{key} = {digits}`", "leave out quotes and unit: `{key} = {digits}`"))
            } else {
                found.help(words!("分数写成 `{key} = \"1/3\"`", "write a fraction as `{key} = \"1/3\"`"))
            };
            self.bag.push(found);
        }
        fraction
    }

    pub(super) fn indicators(&mut self, root: &Table, header: &Header, raters: &[Rater]) -> Vec<Indicator> {
        let tables: Vec<&Table> = root.tables("indicator").collect();
        if tables.is_empty() {
            self.bag.push(
                Diagnostic::error(codes::EMPTY, words!("方案没有指标", "the rubric has no indicators"))
                    .at((self.source, root.table("rubric").map_or(root.span, |t| t.span)), words!("在这里", "here"))
                    .help(words!("至少写一个 `[[indicator]]`", "write at least one `[[indicator]]`")),
            );
        }
        tables.into_iter().filter_map(|table| self.indicator(table, header, raters)).collect()
    }

    fn indicator(&mut self, table: &Table, header: &Header, raters: &[Rater]) -> Option<Indicator> {
        let id = table.text("id").unwrap_or_default().to_string();
        let better = match table.text("better") {
            Some("higher") => Some(Better::Higher),
            Some("lower") => Some(Better::Lower),
            Some("target") => Some(Better::Target),
            _ => None,
        };
        let parent = self.parent(table);
        let weight = self.weight(table, &id, &shapes::INDICATOR);
        let scoring = self.scoring(table, better);
        let wanted = scoring.as_ref().map_or(Kind::Number, |s| METHODS[s.method.0 as usize].scores());
        let rated = self.rated(table, &id, wanted, raters);
        let formula = match (table.get("formula"), table.has("rated")) {
            (Some(node), false) => {
                self.inside = Symbols::find(&self.symbols.indicators, &id);
                let formula = match &scoring {
                    Some(scoring) => self.formula_to_score(node, METHODS[scoring.method.0 as usize].name(), wanted),
                    None => self.formula(node, Scope::Subject, None),
                };
                self.inside = None;
                formula
            }
            (Some(_), true) => {
                self.bag.push(
                    Diagnostic::error(
                        codes::EXCLUSIVE,
                        words!("`formula` 与 `rated` 不能同时写", "`formula` and `rated` exclude each other"),
                    )
                    .at((self.source, table.span_of("rated")), words!("由人评分", "judged"))
                    .at((self.source, table.span_of("formula")), words!("由数据计算", "computed"))
                    .help(words!("只留一个；两部分都要时写成两个指标", "keep one; for both write two indicators")),
                );
                None
            }
            (None, true) => None,
            (None, false) if super::form::meant(table, &shapes::INDICATOR, "formula") => None,
            (None, false) => {
                self.bag.push(
                    Diagnostic::error(
                        codes::REQUIRED,
                        words!(
                            "指标 `{id}` 没有 `formula`，也没有 `rated`",
                            "indicator `{id}` has neither `formula` nor `rated`"
                        ),
                    )
                    .at((self.source, table.span_of("id")), words!("这个指标", "this indicator"))
                    .help(words!(
                        "由数据计算写 `formula`，由人评分写 `rated`",
                        "write `formula` to compute it, `rated` to have it judged"
                    )),
                );
                None
            }
        };
        let applies = self.formula_at(table, "applies", Scope::Subject, Some(Kind::Bool));
        let missing = table.get("missing").map_or_else(|| header.missing.clone(), policy);
        let undefined = table.get("undefined").map_or_else(|| missing.clone(), policy);
        let not_applicable = table.get("not_applicable").map_or(Missing::Skip, policy);
        if wanted == Kind::Text && formula.is_some() {
            for (key, policy) in [("missing", &missing), ("undefined", &undefined), ("not_applicable", &not_applicable)]
            {
                self.value_for_a_word(table, key, policy);
            }
        }
        Some(Indicator {
            name: table.get("name").map_or_else(|| Words::same(id.clone()), name_of),
            id,
            code: table.text("code").map(String::from),
            parent,
            weight,
            full: 0.0,
            unit: table.text("unit").map(String::from),
            better,
            formula,
            applies,
            rated,
            preparation: self.preparation(table, wanted),
            // Without a method the indicator keeps its place: ids are places.
            scoring: scoring.unwrap_or_else(|| Scoring {
                method: MethodId(0),
                settings: Settings::default(),
                said: Default::default(),
                span: table.span_of("score"),
                rungs: Vec::new(),
            }),
            missing,
            undefined,
            not_applicable,
            policy_said: header.missing_said || table.has("missing") || table.has("undefined"),
            owner: Self::owner(table),
            answers: self.answers(table),
            definition: table.text("definition").map(String::from),
            basis: table.text("basis").map(String::from),
            effort: self.effort(table),
            decimals: self.whole(table, "decimals", 0, 10),
            span: table.span_of("id"),
            places: places(table),
        })
    }

    /// A figure above zero.
    fn effort(&mut self, table: &Table) -> Option<Decimal> {
        let effort = table.number("effort")?;
        let above_zero = !effort.is_zero() && !effort.is_negative();
        if !above_zero {
            self.bad_value(
                table,
                "effort",
                words!(
                    "`effort` 要大于 0；改进不了的指标不写这一项",
                    "`effort` is above zero; an indicator that cannot be moved has none"
                ),
            );
        }
        above_zero.then_some(effort)
    }

    /// `{ value = … }` gives a figure where the method scores words.
    fn value_for_a_word(&mut self, table: &Table, key: &str, policy: &Missing) {
        if !matches!(policy, Missing::Value(_)) || key == "undefined" && !table.has(key) {
            return;
        }
        let at = if table.has(key) { key } else { "score" };
        self.bag.push(
            Diagnostic::error(
                codes::BAD_VALUE,
                words!("按等级计分的指标不能以数字代替缺失的等级", "a figure cannot stand in for a missing level"),
            )
            .at((self.source, table.span_of(at)), words!("这里", "here"))
            .help(words!(
                "给指标写上 `{key} = \"skip\"`、`\"zero\"` 等处理方式",
                "give the indicator a `{key}` such as `\"skip\"` or `\"zero\"`"
            )),
        );
    }

    /// `score.bands.at_least = …`: the one key is the method.
    fn scoring(&mut self, table: &Table, better: Option<Better>) -> Option<Scoring> {
        let node = table.get("score")?;
        let names = || -> Vec<&str> { METHODS.iter().map(|method| method.name()).collect() };
        let methods = || {
            let names = names();
            let known = crate::text::words::list(&names, Words::new("和", "and"));
            Words::new(format!("计分方法有 {}", known.zh), format!("the methods are {}", known.en))
        };
        let Some(score) = node.as_table().filter(|score| score.entries.len() == 1) else {
            let message = match node.as_table() {
                Some(score) if score.entries.len() > 1 => {
                    words!("只能用一种计分方法", "only one scoring method is possible")
                }
                _ => words!("`score` 要写一种计分方法", "`score` takes a scoring method"),
            };
            let mut found = Diagnostic::error(codes::METHOD, message);
            found = match node.as_table() {
                Some(score) if score.entries.len() > 1 => score
                    .entries
                    .iter()
                    .fold(found, |found, entry| found.at((self.source, entry.key_span), words!("一种", "one"))),
                _ => found.at((self.source, node.span), words!("这里", "here")),
            };
            self.bag.push(found.help(methods()));
            return None;
        };
        let entry = &score.entries[0];
        let Some(index) = METHODS.iter().position(|method| method.name() == entry.key) else {
            let key = &entry.key;
            let near = suggest::nearest(key, names());
            let help = match near {
                Some(near) => words!("是不是 `{near}`？", "did you mean `{near}`?"),
                None => methods(),
            };
            self.bag.push(
                Diagnostic::error(codes::METHOD, words!("没有计分方法 `{key}`", "there is no scoring method `{key}`"))
                    .at((self.source, entry.key_span), words!("不认识", "not known"))
                    .help(help),
            );
            return None;
        };
        let method = METHODS[index];
        let before = self.bag.all.len();
        let settings = self.settings(&entry.node, method.shape(), &format!("score.{}", entry.key));
        if self.bag.all.len() == before {
            let checking = Checking { source: self.source, node: &entry.node, settings: &settings, better };
            // A comment behind a row would stand behind another.
            let written = self.text.get(entry.node.span.start..entry.node.span.end).unwrap_or_default();
            let commented = written.contains('#');
            for mut found in method.check(&checking) {
                found.fixes.iter_mut().for_each(|fix| fix.sure &= !commented);
                if found.code == DIRECTION
                    && let Some(node) = table.get("better")
                {
                    found = found.at((self.source, node.span), words!("方向写在这里", "the direction is said here"));
                }
                self.bag.push(found);
            }
        }
        let said = method.said(&Rule {
            settings: &settings,
            text: &|span| with_partners(self.text, span.start, span.end).unwrap_or_default().to_string(),
            unit: table.text("unit").unwrap_or_default(),
            higher: better != Some(Better::Lower),
        });
        Some(Scoring {
            method: MethodId(index as u16),
            settings,
            said,
            span: entry.node.span,
            rungs: rungs(&entry.node),
        })
    }

    /// What is written behind a method's key, checked against its shape.
    fn settings(&mut self, node: &Node, ty: Ty, name: &str) -> Settings {
        if let (Ty::Or(one, other), true) = (ty, true) {
            let table = matches!(node.value, Value::Table(_));
            let ty = if matches!(one, Ty::Table(_)) == table { *one } else { *other };
            return self.settings(node, ty, name);
        }
        super::form::Form { source: self.source, head: 0, text: None, bag: &mut self.bag }.checked(node, ty, name);
        match (ty, &node.value) {
            (Ty::Table(shape), Value::Table(table)) => Settings {
                all: table
                    .entries
                    .iter()
                    .filter_map(|entry| {
                        let ty = shape.key(&entry.key)?.ty;
                        Some((entry.key.clone(), self.setting(&entry.node, ty)?))
                    })
                    .collect(),
            },
            _ => Settings { all: self.setting(node, ty).map(|setting| (String::new(), setting)).into_iter().collect() },
        }
    }

    fn setting(&mut self, node: &Node, ty: Ty) -> Option<Setting> {
        Some(match (ty, &node.value) {
            (Ty::Formula, _) => Setting::Formula(self.formula(node, Scope::Method, Some(Kind::Number))?),
            (Ty::Pairs, Value::List(items)) => Setting::Pairs(
                items
                    .iter()
                    .filter_map(|item| match item.items() {
                        [a, b] => Some((a.as_number()?, b.as_number()?)),
                        _ => None,
                    })
                    .collect(),
            ),
            (Ty::Numbers, Value::List(items)) => Setting::Numbers(items.iter().filter_map(Node::as_number).collect()),
            (Ty::Levels, Value::Table(table)) => Setting::Levels(
                table.entries.iter().filter_map(|entry| Some((entry.key.clone(), entry.node.as_number()?))).collect(),
            ),
            (Ty::Table(_), Value::Table(_)) => Setting::Table(self.settings(node, ty, "")),
            (Ty::Tables(shape), Value::List(items)) => {
                Setting::Tables(items.iter().map(|item| self.settings(item, Ty::Table(shape), "")).collect())
            }
            (_, Value::Number(number)) => Setting::Number(*number),
            (_, Value::Text(text)) => Setting::Text(text.clone()),
            (_, Value::Bool(flag)) => Setting::Flag(*flag),
            _ => return None,
        })
    }
}
/// The pairs of numbers inside a setting, by the first of each.
fn rungs(node: &Node) -> Vec<(crate::number::Decimal, crate::text::Span)> {
    match (&node.value, node.items()) {
        (_, [edge, other]) if other.as_number().is_some() => {
            edge.as_number().map(|edge| (edge, node.span)).into_iter().collect()
        }
        (Value::Table(table), _) => table.entries.iter().flat_map(|entry| rungs(&entry.node)).collect(),
        (_, items) => items.iter().flat_map(rungs).collect(),
    }
}

/// Where an indicator says what.
fn places(table: &Table) -> IndicatorPlaces {
    IndicatorPlaces {
        marks: said(table, &["points", "weight"]),
        better: said(table, &["better"]),
        missing: said(table, &["missing"]),
        undefined: said(table, &["undefined", "missing"]),
        not_applicable: said(table, &["not_applicable"]),
    }
}

/// Where the first of these keys that is there is written; the id if none is.
fn said(table: &Table, keys: &[&str]) -> Span {
    keys.iter().find_map(|key| table.get(key)).map_or(table.span_of("id"), |node| node.span)
}
