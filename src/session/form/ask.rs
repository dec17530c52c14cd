//! Which columns of which tables are filled in by hand, and who does it.
//!
//! A table is, where it has a row for each subject: where all that is read of it are the only values of its
//! columns, or where it says so itself (`entered = true`). Ratings are where who judges has no other
//! columns to fill in than the rating.

use crate::library::function;
use crate::number::BinaryOp;
use crate::report::form::{Allowed, Asked};
use crate::rubric::form::{Field, Fixed, GROUP, LABEL, SHOWN_KEY, Signed};
use crate::rubric::{
    DataSource, Element, ElementSource, Expr, ExprKind, LookupEntries, PeriodFrom, Rated, Ref, Rubric, Setting,
};
use crate::table::Kind;
use crate::text::{Lang, Words};
use crate::words;

/// A workbook: its columns, as they are asked for and where they go to.
#[derive(Debug, Default)]
pub struct Ask {
    pub owner: Option<String>,
    /// Index into the rubric's raters.
    pub rater: Option<usize>,
    pub whole: Option<usize>,
    pub fields: Vec<(Field, Asked)>,
    /// Columns that are shown and belong to the table all the same.
    pub shown: Vec<Field>,
    pub fixed: Vec<Fixed>,
    pub signed: Vec<(Signed, Words)>,
    pub evidence: Vec<(String, String)>,
    /// The tables (indices) that it gives rows to.
    pub tables: Vec<usize>,
}

/// All workbooks of a rubric, and what cannot be filled in though it was asked for.
pub fn all(rubric: &Rubric, lang: Lang) -> (Vec<Ask>, Vec<(usize, Words)>) {
    let mut refused = Vec::new();
    let mut asks: Vec<Ask> = Vec::new();
    for (index, source) in rubric.data.iter().enumerate() {
        match is_entered(rubric, index) {
            Ok(true) => figures(rubric, index, source, lang, &mut asks),
            Ok(false) => {}
            Err(why) => refused.push((index, why)),
        }
    }
    let nobody_last = |ask: &Ask| ask.owner.is_none();
    asks.sort_by_key(nobody_last);
    for (index, _) in rubric.raters.iter().enumerate() {
        let ask = ratings(rubric, index, lang, &mut refused);
        asks.extend(ask.filter(|ask| !ask.fields.is_empty()));
    }
    refused.dedup();
    (asks, refused)
}

/// Whether the rows of a table are filled in, or why they cannot be though the rubric says so.
fn is_entered(rubric: &Rubric, index: usize) -> Result<bool, Words> {
    let Some(source) = rubric.data.get(index) else { return Ok(false) };
    if source.entered == Some(false) {
        return Ok(false);
    }
    let said = source.entered == Some(true);
    if !by_subject(source) {
        let why = words!(
            "它的行不是直接按被考核人的编号归人的，或者不来自文件",
            "its rows do not belong to subjects by their own keys, or do not come from files"
        );
        return if said { Err(why) } else { Ok(false) };
    }
    if said {
        return Ok(true);
    }
    let is_roster = index == rubric.subject.roster;
    if (is_roster && rubric.data.len() > 1) || source.drop.is_some() {
        return Ok(false);
    }
    let of_it: Vec<&Element> = rubric.elements.iter().filter(|element| reads(element, index)).collect();
    let rated = rubric.indicators.iter().any(|indicator| indicator.rated.as_ref().is_some_and(|r| r.data == index));
    let checked = rubric.checks.iter().any(|check| check.data == Some(index));
    Ok(!of_it.is_empty() && !rated && !checked && of_it.iter().all(|element| only_column(element).is_some()))
}

fn by_subject(source: &DataSource) -> bool {
    source.rubric.is_none()
        && source.of.is_none()
        && source.table.as_ref().is_none_or(|_| !source.files.is_empty())
        && matches!(&source.key, Some((_, None)))
}

fn reads(element: &Element, index: usize) -> bool {
    matches!(&element.source, ElementSource::Rows { data, .. } if *data == index)
}

/// The column of which an element is the only value.
fn only_column(element: &Element) -> Option<&str> {
    let ElementSource::Rows { value, filter: None, .. } = &element.source else { return None };
    let ExprKind::Call(function, args) = &value.kind else { return None };
    let only = function::named("only").any(|(index, _)| index == usize::from(function.0));
    match args.as_slice() {
        [Expr { kind: ExprKind::Ref(Ref::Column(column)), .. }] if only => Some(column),
        _ => None,
    }
}

fn mentions(element: &Element, index: usize, column: &str) -> bool {
    let ElementSource::Rows { data, value, filter } = &element.source else { return false };
    let named = |name: &Ref| matches!(name, Ref::Column(own) if own == column);
    *data == index && (value.mentions(&named) || filter.as_ref().is_some_and(|filter| filter.mentions(&named)))
}

/// The columns of a table, each for whoever answers for what is made of it.
fn figures(rubric: &Rubric, index: usize, source: &DataSource, lang: Lang, asks: &mut Vec<Ask>) {
    let is_roster = index == rubric.subject.roster;
    let subject = &rubric.subject;
    let is_own = |id: &str| {
        source.key.as_ref().is_some_and(|(key, _)| key == id)
            || matches!(&source.period, PeriodFrom::Column(column) if column == id)
            || [&source.evidence, &source.exported].into_iter().flatten().any(|column| column == id)
            || (is_roster && (subject.label == id || subject.groups.iter().any(|group| group == id)))
    };
    for column in source.columns.iter().filter(|column| !is_own(&column.id)) {
        let of_it = || rubric.elements.iter().enumerate().filter(|(_, e)| mentions(e, index, &column.id));
        let plain = of_it().find(|(_, element)| only_column(element).is_some());
        if source.entered != Some(true) && plain.is_none() {
            continue;
        }
        let owner = plain.or_else(|| of_it().next()).and_then(|(_, element)| element.owner.clone());
        // A roster in several workbooks would have everybody several times.
        let owner = owner.filter(|_| !is_roster);
        let at = asks.iter().position(|ask| ask.owner == owner && (ask.whole.is_some() == is_roster));
        let at = at.unwrap_or_else(|| {
            let mut ask = Ask { owner, whole: is_roster.then_some(index), ..Ask::default() };
            if is_roster {
                let own = [(LABEL.to_string(), &subject.label)];
                let groups = subject.groups.iter().enumerate().map(|(at, group)| (format!("{GROUP}{at}"), group));
                let shown = own.into_iter().filter(|_| subject.label != subject.key).chain(groups);
                let field = |(id, column): (String, &String)| Field {
                    id,
                    table: source.id.clone(),
                    column: column.clone(),
                    item: None,
                };
                ask.shown = shown.map(field).collect();
            }
            asks.push(ask);
            asks.len() - 1
        });
        let Some(ask) = asks.get_mut(at) else { continue };
        let id = plain.map_or_else(|| format!("{}/{}", source.id, column.id), |(_, element)| element.id.clone());
        let field = Field { id, table: source.id.clone(), column: column.id.clone(), item: None };
        let elements: Vec<usize> = of_it().map(|(element, _)| element).collect();
        ask.fields.push((field, asked(rubric, plain.map(|(e, _)| e), &elements, &column.id, column.kind, lang)));
        if !ask.tables.contains(&index) {
            ask.tables.push(index);
            ask.evidence.extend(source.evidence.clone().map(|column| (source.id.clone(), column)));
        }
    }
}

fn asked(rubric: &Rubric, plain: Option<usize>, elements: &[usize], column: &str, kind: Kind, lang: Lang) -> Asked {
    let element = plain.and_then(|element| rubric.elements.get(element));
    let mut used = Vec::new();
    for indicator in &rubric.indicators {
        let named = |name: &Ref| matches!(name, Ref::Element(own) if elements.contains(own));
        if indicator.formula.as_ref().is_some_and(|formula| formula.mentions(&named)) {
            let name = indicator.name.in_lang(lang);
            used.push(indicator.code.as_ref().map_or_else(|| name.to_string(), |code| format!("{code} {name}")));
        }
    }
    let allowed = match kind {
        Kind::Bool => Allowed::Words(yes_and_no(lang)),
        Kind::Date => Allowed::Date,
        Kind::Number => Allowed::Number {
            ranges: element
                .and_then(|element| element.range)
                .map(|(low, high)| (low.to_f64(), high.to_f64()))
                .into_iter()
                .collect(),
            step: None,
        },
        Kind::Text => match words_of(rubric, elements) {
            words if words.is_empty() => Allowed::Text,
            words => Allowed::Words(words),
        },
    };
    Asked {
        name: element.map_or_else(|| column.to_string(), |element| element.name.in_lang(lang).to_string()),
        unit: element.and_then(|element| element.unit.clone()),
        definition: element.and_then(|element| element.definition.clone()),
        evidence: element.and_then(|element| element.answers.evidence.clone()),
        used,
        allowed,
    }
}

fn yes_and_no(lang: Lang) -> Vec<String> {
    match lang {
        Lang::Zh => vec!["是".into(), "否".into()],
        Lang::En => vec!["yes".into(), "no".into()],
    }
}

/// The words that a text may be: levels that are scored, entries of a table it is looked up in, yes and no.
fn words_of(rubric: &Rubric, elements: &[usize]) -> Vec<String> {
    let is_it = |expr: &Expr| matches!(&expr.kind, ExprKind::Ref(Ref::Element(own)) if elements.contains(own));
    let mut words: Vec<String> = Vec::new();
    let mut compared: Vec<String> = Vec::new();
    let mut look = |expr: &Expr| {
        expr.walk(&mut |inner| match &inner.kind {
            ExprKind::Lookup(table, of) if is_it(of) => {
                if let Some(LookupEntries::Words(entries)) = rubric.lookups.get(*table).map(|table| &table.entries) {
                    words.extend(entries.iter().map(|(word, _)| word.clone()));
                }
            }
            ExprKind::Binary(BinaryOp::Eq | BinaryOp::Ne, a, b) => match (&a.kind, &b.kind) {
                (ExprKind::Text(text), _) if is_it(b) => compared.push(text.clone()),
                (_, ExprKind::Text(text)) if is_it(a) => compared.push(text.clone()),
                _ => {}
            },
            _ => {}
        });
    };
    for indicator in &rubric.indicators {
        let formulas = [&indicator.formula, &indicator.applies];
        formulas.into_iter().flatten().for_each(&mut look);
    }
    rubric.checks.iter().for_each(|check| look(&check.expr));
    rubric.vetoes.iter().for_each(|veto| look(&veto.when));
    let scored = rubric.indicators.iter().filter(|indicator| indicator.formula.as_ref().is_some_and(is_it));
    for indicator in scored {
        words.extend(levels(&indicator.scoring.settings.all));
    }
    let either = |word: &String| word == "是" || word == "否";
    if words.is_empty() && !compared.is_empty() && compared.iter().all(either) {
        return vec!["是".into(), "否".into()];
    }
    let mut once = Vec::new();
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once
}

fn levels(settings: &[(String, Setting)]) -> Vec<String> {
    let all = settings.iter().filter_map(|(_, setting)| match setting {
        Setting::Levels(levels) => Some(levels.iter().map(|(word, _)| word.clone())),
        _ => None,
    });
    all.flatten().collect()
}

/// What a kind of rater fills in.
fn ratings(rubric: &Rubric, rater: usize, lang: Lang, refused: &mut Vec<(usize, Words)>) -> Option<Ask> {
    let who = rubric.raters.get(rater)?;
    let mut ask = Ask { rater: Some(rater), ..Ask::default() };
    for indicator in &rubric.indicators {
        let Some(rated) = indicator.rated.as_ref().filter(|rated| rated.raters.contains(&rater)) else { continue };
        let Some(source) = rubric.data.get(rated.data).filter(|source| source.entered != Some(false)) else { continue };
        if let Err(why) = can_be_rated(source, rated) {
            refused.push((rated.data, why));
            continue;
        }
        let table = &source.id;
        let field = Field {
            id: indicator.id.clone(),
            table: table.clone(),
            column: rated.score_column.clone(),
            item: rated.indicator_column.clone().map(|column| (column, rated.indicator.clone())),
        };
        let allowed = match (levels(&indicator.scoring.settings.all), &rated.allowed) {
            (levels, _) if !levels.is_empty() && is_text(source, &rated.score_column) => Allowed::Words(levels),
            (_, allowed) => {
                let ranges = allowed.iter().flat_map(|allowed| &allowed.intervals);
                let ranges = ranges.map(|(low, high)| (low.to_f64(), high.to_f64())).collect();
                let step = allowed.as_ref().and_then(|allowed| allowed.step).map(crate::number::Decimal::to_f64);
                if is_text(source, &rated.score_column) { Allowed::Text } else { Allowed::Number { ranges, step } }
            }
        };
        let name = indicator.name.in_lang(lang);
        let asked = Asked {
            name: indicator.code.as_ref().map_or_else(|| name.to_string(), |code| format!("{code} {name}")),
            unit: indicator.unit.clone(),
            definition: indicator.definition.clone(),
            evidence: indicator.answers.evidence.clone(),
            used: Vec::new(),
            allowed,
        };
        ask.fields.push((field, asked));
        if ask.tables.contains(&rated.data) {
            continue;
        }
        ask.tables.push(rated.data);
        let fixed =
            |column: &str, value: &str| Fixed { table: table.clone(), column: column.into(), value: value.into() };
        ask.fixed.push(fixed(&rated.rater_column, &who.id));
        let evidence =
            rated.evidence.as_ref().map(|evidence| evidence.column.clone()).or_else(|| source.evidence.clone());
        ask.evidence.extend(evidence.map(|column| (table.clone(), column)));
        let mut sign = |column: &str, words: Words| {
            let id = format!("{}{}", ask.signed.len(), column);
            ask.signed.push((Signed { id, table: table.clone(), column: column.into() }, words));
        };
        match &rated.rater_key_column {
            Some(column) if who.own => ask.fixed.push(fixed(column, SHOWN_KEY)),
            Some(column) => sign(column, words!("{column}（评价人的编号）", "{column} (your own key)")),
            None => {}
        }
        if let Some(column) = &rated.rater_group_column {
            sign(column, words!("{column}（评价人所在）", "{column} (your own)"));
        }
    }
    Some(ask)
}

fn is_text(source: &DataSource, id: &str) -> bool {
    source.columns.iter().any(|column| column.id == id && column.kind == Kind::Text)
}

fn can_be_rated(source: &DataSource, rated: &Rated) -> Result<(), Words> {
    if !by_subject(source) {
        return Err(words!(
            "它的行不是直接按被考核人的编号归人的，或者不来自文件",
            "its rows do not belong to subjects by their own keys, or do not come from files"
        ));
    }
    let mut known: Vec<&str> = vec![&rated.rater_column, &rated.score_column];
    known.extend(rated.indicator_column.as_deref());
    known.extend(rated.rater_key_column.as_deref());
    known.extend(rated.rater_group_column.as_deref());
    known.extend(rated.evidence.as_ref().map(|evidence| evidence.column.as_str()));
    known.extend(source.key.as_ref().map(|(key, _)| key.as_str()));
    if let PeriodFrom::Column(column) = &source.period {
        known.push(column);
    }
    let mut other = None;
    for filter in [&rated.filter, &source.drop].into_iter().flatten() {
        filter.walk(&mut |expr| {
            if let ExprKind::Ref(Ref::Column(column)) = &expr.kind
                && !known.contains(&column.as_str())
            {
                other.get_or_insert_with(|| column.clone());
            }
        });
    }
    match other {
        None => Ok(()),
        Some(column) => Err(words!(
            "哪些行计入要看 `{column}` 列，填报表上没有这一列",
            "which rows count depends on the column `{column}`, which a workbook does not have"
        )),
    }
}
