//! The rubric as its TOML says it, defaults filled in.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::formula::Formula;
use super::number::{near, sum};
use super::value::{MISSING, No, UNDEFINED, V};

#[derive(Debug)]
pub struct Scheme {
    pub cycle: String,
    pub full: f64,
    pub decimals: i32,
    pub round_at: BTreeSet<String>,
    /// Whether what is left out is made up for by all that is there.
    pub rescaled: bool,
    pub ties: Vec<String>,
    pub quota_rounding: Option<String>,
    pub quota_ties: Option<String>,
    pub range: (f64, f64),
    pub roster: usize,
    pub key: String,
    pub groups: Vec<String>,
    pub min_group: f64,
    pub filter: Option<Formula>,
    pub tables: Vec<Data>,
    /// A rubric of one table without elements: names are the table's columns.
    pub short: bool,
    pub params: BTreeMap<String, Param>,
    /// Tables to look up in, as they are written.
    pub lookups: Table,
    pub elements: Vec<Element>,
    pub checks: Vec<Check>,
    pub categories: Vec<Category>,
    pub indicators: Vec<Indicator>,
    pub variants: Vec<Variant>,
    pub raters: Vec<Rater>,
    pub ballots: Vec<Ballot>,
    pub vetoes: Vec<Veto>,
    pub adjusts: Vec<Adjust>,
    pub grades: Vec<Grade>,
    pub consequences: Vec<Consequence>,
}

#[derive(Debug)]
pub struct Data {
    pub id: String,
    pub file: String,
    pub key: String,
    /// Binding table, and its columns of the nick and the key.
    pub through: Option<(String, String, String)>,
    pub period: Option<String>,
    pub drop: Option<Formula>,
    /// As written.
    pub no_rows: Option<String>,
    pub numbers: BTreeSet<String>,
}

#[derive(Debug)]
pub enum Param {
    Number(f64),
    Text(String),
    ByGroup(BTreeMap<String, f64>),
}

impl Param {
    /// For a member of a peer group.
    pub fn value(&self, group: &V) -> V {
        match (self, group) {
            (Param::Number(number), _) => V::Num(*number),
            (Param::Text(text), _) => V::Text(text.clone()),
            (Param::ByGroup(groups), V::Text(group)) => {
                groups.get(group).or(groups.get("otherwise")).map_or(MISSING, |number| V::Num(*number))
            }
            (Param::ByGroup(_), nothing) => nothing.clone(),
        }
    }
}

#[derive(Debug)]
pub struct Element {
    pub id: String,
    pub from: Option<usize>,
    pub value: Formula,
    pub filter: Option<Formula>,
}

#[derive(Debug)]
pub struct Check {
    pub from: Option<usize>,
    pub expr: Formula,
    pub error: bool,
}

#[derive(Debug)]
pub struct Category {
    pub id: String,
    pub parent: Option<String>,
    pub full: f64,
    /// The least share of marks and number of parts, and whether the category is left out below.
    pub needs: Option<(f64, f64, bool)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Policy {
    Fail,
    Zero,
    Skip,
    Full,
    Previous,
    GroupMean,
    Value(f64),
}

#[derive(Debug)]
pub struct Indicator {
    pub id: String,
    pub parent: Option<String>,
    pub full: f64,
    pub formula: Option<Formula>,
    pub applies: Option<Formula>,
    pub rated: Option<Table>,
    /// Not `lower`.
    pub higher: bool,
    pub method: String,
    pub settings: Value,
    pub missing: Policy,
    pub undefined: Policy,
    pub not_applicable: Policy,
    pub decimals: Option<i32>,
}

/// Marks of one kind of subject; what it has none of is no part of it.
#[derive(Debug)]
pub struct Variant {
    pub when: Option<Formula>,
    pub fulls: BTreeMap<String, Option<f64>>,
    pub params: BTreeMap<String, Param>,
}

#[derive(Debug)]
pub struct Rater {
    pub id: String,
    pub names: BTreeSet<String>,
    pub weight: f64,
    pub missing: String,
    pub min_raters: Option<f64>,
}

/// When the ballots of a table are void.
#[derive(Debug)]
pub struct Ballot {
    pub from: usize,
    pub by: Vec<String>,
    pub filter: Option<Formula>,
    pub void_when: Formula,
}

#[derive(Debug)]
pub struct Veto {
    pub when: Formula,
    pub effect: Effect,
}

#[derive(Debug)]
pub enum Effect {
    Zero(String),
    Cap(f64),
    GradeAtMost(usize),
    Unranked,
}

#[derive(Debug)]
pub struct Adjust {
    pub points: Formula,
    pub when: Option<Formula>,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

#[derive(Debug)]
pub struct Grade {
    pub name: String,
    pub min: Option<f64>,
    pub max_share: Option<f64>,
    pub max_count: Option<f64>,
    /// Of this grade and those below it.
    pub min_share: Option<f64>,
}

#[derive(Debug)]
pub struct Consequence {
    pub when: Formula,
    pub money: Option<Formula>,
}

pub fn number(value: &Value) -> f64 {
    match value {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        other => panic!("{other} is not a number"),
    }
}

pub fn number_at(table: &Table, key: &str) -> Option<f64> {
    table.get(key).map(number)
}

pub fn text_at(table: &Table, key: &str) -> Option<String> {
    table.get(key).and_then(Value::as_str).map(String::from)
}

pub fn formula_at(table: &Table, key: &str) -> Option<Formula> {
    table.get(key).map(Formula::of)
}

/// One text or a list of texts.
pub fn texts_at(table: &Table, key: &str) -> Vec<String> {
    match table.get(key) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(String::from).collect(),
        _ => Vec::new(),
    }
}

fn tables_at<'a>(table: &'a Table, key: &str) -> Vec<&'a Table> {
    let all = table.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    all.iter().filter_map(Value::as_table).collect()
}

fn name_of(table: &Table) -> String {
    text_at(table, "id").expect("an id")
}

fn policy(value: &Value) -> Policy {
    match value {
        Value::String(word) => match word.as_str() {
            "zero" => Policy::Zero,
            "skip" => Policy::Skip,
            "full" => Policy::Full,
            "previous" => Policy::Previous,
            "group_mean" => Policy::GroupMean,
            _ => Policy::Fail,
        },
        other => Policy::Value(number(&other["value"])),
    }
}

impl Scheme {
    pub fn read(text: &str) -> Scheme {
        let root: Table = text.parse().expect("TOML");
        let (head, subject) =
            (root["rubric"].as_table().expect("a head"), root["subject"].as_table().expect("a subject"));
        let key = text_at(subject, "key").expect("a key");
        let declared = root["data"].as_table().expect("tables");
        let tables: Vec<Data> =
            declared.iter().map(|(id, table)| data(id, table.as_table().expect("a table"), &key)).collect();
        let place = |id: String| tables.iter().position(|table| table.id == id).expect("a table");
        let roster = text_at(subject, "roster").map_or(0, place);
        let elements: Vec<Element> = tables_at(&root, "element")
            .into_iter()
            .map(|table| {
                let id = name_of(table);
                let formula = formula_at(table, "formula");
                let from = text_at(table, "from").map(place).or(formula.is_none().then_some(0));
                let value = formula.or(formula_at(table, "value")).unwrap_or_else(|| Formula::parse(&id));
                Element { value, from, filter: formula_at(table, "where"), id }
            })
            .collect();
        let full = number_at(head, "points").unwrap_or(100.0);
        let adjusts = adjusts(&root);
        let bonus: Vec<f64> = adjusts.iter().filter_map(|adjust| adjust.max).filter(|max| *max > 0.0).collect();
        let range = match head.get("total_range") {
            Some(range) => (number(&range[0]), number(&range[1])),
            None => (0.0, full + sum(&bonus)),
        };
        let round_at = match head.get("round_at") {
            Some(_) => texts_at(head, "round_at").into_iter().collect(),
            None => ["indicator", "total"].map(String::from).into(),
        };
        let grades: Vec<Grade> = tables_at(&root, "grade")
            .into_iter()
            .map(|table| Grade {
                name: text_at(table, "name").expect("a name"),
                min: number_at(table, "min"),
                max_share: number_at(table, "max_share"),
                max_count: number_at(table, "max_count"),
                min_share: number_at(table, "min_share"),
            })
            .collect();
        let mut scheme = Scheme {
            cycle: text_at(head, "cycle").unwrap_or("once".into()),
            full,
            decimals: number_at(head, "decimals").unwrap_or(2.0) as i32,
            round_at,
            rescaled: text_at(head, "skip_within").as_deref() == Some("total"),
            ties: texts_at(head, "ties"),
            quota_rounding: text_at(head, "quota_rounding"),
            quota_ties: text_at(head, "quota_ties"),
            range,
            roster,
            groups: texts_at(subject, "groups"),
            min_group: number_at(subject, "min_group").unwrap_or(1.0),
            filter: formula_at(subject, "where"),
            short: elements.is_empty() && tables.len() == 1,
            params: root.get("param").and_then(Value::as_table).map(params).unwrap_or_default(),
            lookups: root.get("table").and_then(Value::as_table).cloned().unwrap_or_default(),
            elements,
            checks: tables_at(&root, "check")
                .into_iter()
                .map(|table| Check {
                    from: text_at(table, "from").map(place),
                    expr: formula_at(table, "expr").expect("a condition"),
                    error: text_at(table, "severity").as_deref() == Some("error"),
                })
                .collect(),
            categories: Vec::new(),
            indicators: tables_at(&root, "indicator").into_iter().map(|table| indicator(table, head)).collect(),
            variants: Vec::new(),
            raters: tables_at(&root, "rater").into_iter().map(rater).collect(),
            ballots: tables_at(&root, "ballot")
                .into_iter()
                .map(|table| Ballot {
                    from: text_at(table, "from").map(place).expect("a table"),
                    by: texts_at(table, "by"),
                    filter: formula_at(table, "where"),
                    void_when: formula_at(table, "void_when").expect("a condition"),
                })
                .collect(),
            vetoes: tables_at(&root, "veto").into_iter().map(|table| veto(table, &grades)).collect(),
            adjusts,
            grades,
            consequences: tables_at(&root, "consequence")
                .into_iter()
                .map(|table| Consequence {
                    when: formula_at(table, "when").expect("a condition"),
                    money: formula_at(table, "money"),
                })
                .collect(),
            key,
            tables,
        };
        let weights = text_at(head, "marking").as_deref() == Some("weights");
        let variants = tables_at(&root, "variant").into_iter().map(|table| Variant {
            when: formula_at(table, "when"),
            fulls: scheme.full_marks(&root, weights, Some(table)),
            params: table.get("param").and_then(Value::as_table).map(params).unwrap_or_default(),
        });
        let variants = variants.collect();
        let fulls = scheme.full_marks(&root, weights, None);
        let full = |id: &str| fulls[id].unwrap_or_default();
        let categories = tables_at(&root, "category").into_iter();
        scheme.categories = categories
            .map(|table| {
                let (share, parts) = (number_at(table, "min_present"), number_at(table, "min_items"));
                let skips = text_at(table, "below_min").as_deref() == Some("skip");
                let some = share.is_some() || parts.is_some();
                Category {
                    id: name_of(table),
                    parent: text_at(table, "in"),
                    full: full(&name_of(table)),
                    needs: some.then_some((share.unwrap_or(0.0), parts.unwrap_or(0.0), skips)),
                }
            })
            .collect();
        scheme.indicators.iter_mut().for_each(|indicator| indicator.full = full(&indicator.id));
        scheme.variants = variants;
        scheme
    }

    /// Points are what is written; weights are shares of the parent's full marks.
    fn full_marks(&self, root: &Table, weights: bool, variant: Option<&Table>) -> BTreeMap<String, Option<f64>> {
        let mut written: BTreeMap<String, (Option<String>, Option<f64>)> = BTreeMap::new();
        for table in tables_at(root, "category").into_iter().chain(tables_at(root, "indicator")) {
            let id = name_of(table);
            if variant.is_some_and(|variant| texts_at(variant, "without").contains(&id)) {
                continue;
            }
            let changed = ["points", "weights"].iter().find_map(|key| variant?.get(*key)?.get(&id).map(number));
            let own = changed.or(number_at(table, "points")).or(number_at(table, "weight"));
            written.insert(id, (text_at(table, "in"), own));
        }
        // What is in a category that is left out is left out with it.
        while let Some(orphan) = written
            .iter()
            .find(|(_, (parent, _))| parent.as_ref().is_some_and(|parent| !written.contains_key(parent)))
            .map(|(id, _)| id.clone())
        {
            written.remove(&orphan);
        }
        fn own(id: &str, written: &BTreeMap<String, (Option<String>, Option<f64>)>) -> f64 {
            written[id].1.unwrap_or_else(|| below(Some(id), written))
        }
        fn below(id: Option<&str>, written: &BTreeMap<String, (Option<String>, Option<f64>)>) -> f64 {
            let children = written.iter().filter(|(_, (parent, _))| parent.as_deref() == id);
            sum(&children.map(|(child, _)| own(child, written)).collect::<Vec<_>>())
        }
        let full = |id: &str| -> f64 {
            if !weights {
                return own(id, &written);
            }
            // Down the path from the total.
            let mut share = self.full;
            let mut path = vec![id];
            while let Some(parent) = written[path[path.len() - 1]].0.as_deref() {
                path.push(parent);
            }
            for step in path.iter().rev() {
                share = share * own(step, &written) / below(written[*step].0.as_deref(), &written);
            }
            share
        };
        let all = tables_at(root, "category").into_iter().chain(tables_at(root, "indicator")).map(name_of);
        all.map(|id| (id.clone(), written.contains_key(&id).then(|| full(&id)))).collect()
    }
}

impl Scheme {
    /// A parameter for a member of a peer group and of a variant (by its index).
    pub fn param(&self, name: &str, group: &V, variant: &V) -> Option<V> {
        let base = self.params.get(name)?;
        let own = |variant: &Variant| variant.params.contains_key(name);
        Some(match variant {
            V::Num(index) => self.variants[*index as usize].params.get(name).unwrap_or(base).value(group),
            V::Nothing(No::Missing) if self.variants.iter().any(own) => MISSING,
            _ => base.value(group),
        })
    }

    /// What a table has for a word or a figure.
    pub fn look_up(&self, table: &str, value: &V) -> V {
        let table = self.lookups[table].as_table().expect("a table");
        let pairs = |key: &str| table.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let edge = |pair: &&Value| number(&pair[0]);
        let found = match value {
            V::Nothing(_) => return value.clone(),
            V::Text(word) => table["words"].get(word).map(number),
            other => {
                let x = other.number();
                let at_least = pairs("at_least").iter().find(|pair| x > edge(pair) || near(x, edge(pair)));
                let at_most = pairs("at_most").iter().find(|pair| x < edge(pair) || near(x, edge(pair)));
                at_least.or(at_most).map(|pair| number(&pair[1]))
            }
        };
        found.or(number_at(table, "otherwise")).map_or(UNDEFINED, V::Num)
    }
}

fn data(id: &str, table: &Table, subject_key: &str) -> Data {
    let (key, through) = match table.get("key") {
        Some(Value::Table(key)) => {
            let column = text_at(key, "column").expect("a column");
            let from = text_at(key, "from").unwrap_or(column.clone());
            let to = text_at(key, "to").unwrap_or(subject_key.to_string());
            (column, Some((text_at(key, "through").expect("a table"), from, to)))
        }
        Some(Value::String(column)) => (column.clone(), None),
        _ => (subject_key.to_string(), None),
    };
    let columns = table.get("columns").and_then(Value::as_table).cloned().unwrap_or_default();
    let numbers = columns.into_iter().filter(|(_, column)| column["type"].as_str() == Some("number"));
    Data {
        id: id.to_string(),
        file: text_at(table, "file").expect("a file"),
        key,
        through,
        period: text_at(table, "period"),
        drop: formula_at(table, "drop"),
        no_rows: text_at(table, "no_rows"),
        numbers: numbers.map(|(name, _)| name).collect(),
    }
}

fn params(table: &Table) -> BTreeMap<String, Param> {
    let param = |value: &Value| match value {
        Value::String(text) => Param::Text(text.clone()),
        Value::Table(groups) => {
            Param::ByGroup(groups.iter().map(|(name, value)| (name.clone(), number(value))).collect())
        }
        other => Param::Number(number(other)),
    };
    table.iter().map(|(name, value)| (name.clone(), param(value))).collect()
}

fn indicator(table: &Table, head: &Table) -> Indicator {
    let missing = table.get("missing").or(head.get("missing")).map_or(Policy::Fail, policy);
    let (method, settings) = table["score"].as_table().and_then(|score| score.iter().next()).expect("a method");
    Indicator {
        id: name_of(table),
        parent: text_at(table, "in"),
        full: 0.0,
        formula: formula_at(table, "formula"),
        applies: formula_at(table, "applies"),
        rated: table.get("rated").and_then(Value::as_table).cloned(),
        higher: text_at(table, "better").as_deref() != Some("lower"),
        method: method.clone(),
        settings: settings.clone(),
        undefined: table.get("undefined").map_or(missing.clone(), policy),
        not_applicable: table.get("not_applicable").map_or(Policy::Skip, policy),
        missing,
        decimals: number_at(table, "decimals").map(|decimals| decimals as i32),
    }
}

fn rater(table: &Table) -> Rater {
    let mut names: BTreeSet<String> = texts_at(table, "aliases").into_iter().collect();
    names.extend([name_of(table)]);
    names.extend(text_at(table, "name"));
    Rater {
        id: name_of(table),
        names,
        weight: number_at(table, "weight").expect("a weight"),
        missing: text_at(table, "missing").unwrap_or("renormalise".into()),
        min_raters: number_at(table, "min_raters"),
    }
}

fn veto(table: &Table, grades: &[Grade]) -> Veto {
    let effect = table["effect"].as_table().expect("an effect");
    let grade = |name: String| grades.iter().position(|grade| grade.name == name).expect("a grade");
    let effect = None
        .or(text_at(effect, "zero").map(Effect::Zero))
        .or(number_at(effect, "cap").map(Effect::Cap))
        .or(text_at(effect, "grade_at_most").map(|name| Effect::GradeAtMost(grade(name))))
        .unwrap_or(Effect::Unranked);
    Veto { when: formula_at(table, "when").expect("a condition"), effect }
}

fn adjusts(root: &Table) -> Vec<Adjust> {
    let adjust = |table: &Table| Adjust {
        points: formula_at(table, "points").expect("points"),
        when: formula_at(table, "when"),
        min: number_at(table, "min"),
        max: number_at(table, "max"),
    };
    tables_at(root, "adjust").into_iter().map(adjust).collect()
}
