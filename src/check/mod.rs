//! Document → [`Rubric`]: names resolved, formulas typed, sums held, everything found at once.
//!
//! Knows the library (to type calls and read scoring methods) but neither the plan nor data: a
//! rubric is checked before any file is opened. A finding that needs data belongs to `input`, one
//! that needs ranges to the prover.

mod after;
mod answers;
mod calendar;
mod cases;
mod cases_data;
pub mod codes;
mod columns;
mod combine;
mod cycles;
mod data;
mod doubt;
mod extend;
mod form;
mod formulas;
mod header;
mod lint;
mod lookup;
mod measure;
mod outcome;
mod quota;
mod rater_weights;
mod rating;
mod rating_shapes;
mod record;
mod relation;
pub mod schema;
mod scoring;
pub mod shapes;
mod sums;
mod symbols;
mod tolerance;
mod typing;
mod units;
mod unknown;
mod variant_shape;
mod variants;
mod weights;

use crate::diagnostic::{Bag, Diagnostic, Severity};
use crate::number::Decimal;
use crate::rubric::{DataWeights, Lints, LookupEntries, Marking, Param, ParamValue, Rubric, Through};
use crate::syntax::{Document, Node, Table, Value};
use crate::table::{Kind, NoRows};
use crate::text::{SourceId, Span};
use crate::words;

pub use formulas::is_formula;
pub use lint::{LINTS, settings as lints};

use columns::Columns;
use symbols::Symbols;

/// What the caller may change of a rubric without editing it.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--set name=value`
    pub params: Vec<(String, String)>,
}

/// A rubric as it was read: its document and those of the rubrics it extends, the nearest first. A
/// base that could not be had is left out.
#[derive(Debug)]
pub struct Reading<'a> {
    pub documents: &'a [Document],
    /// Of all of them, as their spans count.
    pub text: &'a str,
    /// Where the nearest ends in it.
    pub own: usize,
}

impl<'a> Reading<'a> {
    /// Of a rubric that stands alone.
    pub fn of(document: &'a Document, text: &'a str) -> Reading<'a> {
        Reading { documents: std::slice::from_ref(document), text, own: text.len() }
    }
}

/// Checks a rubric. There is one exactly when there are no errors; warnings may come with it.
pub fn check(reading: &Reading<'_>, overrides: &Overrides) -> (Option<Rubric>, Bag) {
    let mut merging = Bag::default();
    let merged = extend::merge(reading.documents, reading.own, &mut merging);
    let (document, text) = (&merged.document, reading.text);
    let lints = lint::settings(reading);
    let mut checker = Checker {
        lints,
        source: document.source,
        text,
        bag: Bag::default(),
        columns: Columns::default(),
        symbols: Symbols::default(),
        grain_peers: Vec::new(),
        element_types: Vec::new(),
        element_units: Vec::new(),
        groups_span: None,
        param_kinds: Vec::new(),
        marking: Marking::Points,
        weightless: Vec::new(),
        changing_params: Vec::new(),
        lookup_kinds: Vec::new(),
        inside: None,
        guessed: false,
        data_weights: Vec::new(),
        set_params: overrides.params.iter().map(|(name, _)| name.clone()).collect(),
    };
    // Of several files laid one over the other the text is not one that can be written back.
    let alone = reading.documents.len() == 1;
    let (head, text_of) = (behind_comments(text), alone.then_some(text));
    form::Form { source: document.source, head, text: text_of, bag: &mut checker.bag }.table(
        &document.root,
        &shapes::ROOT,
        Span::new(0, 0),
    );
    let mut form = std::mem::take(&mut checker.bag);
    form.all.splice(0..0, merging.all);
    // Once to learn what the columns are from how they are used, once to judge; but where nothing
    // was learnt too late and nothing is to be told, the judgement would be the same.
    let first = checker.rubric(&document.root, overrides);
    checker.columns.settle();
    let silent = checker.bag.is_empty();
    checker.bag = form;
    let rubric = if silent && !checker.guessed && checker.columns.answered_well() {
        first
    } else {
        checker.rubric(&document.root, overrides)
    };
    if let Some(rubric) = &rubric {
        units::check(rubric, &document.root, text, &mut checker.bag);
        checker.lint(&document.root, rubric);
    }
    checker.lint_entries(&document.root);
    checker.bag.tell_once();
    checker.bag.all.sort_by_key(|d| d.severity != Severity::Error);
    doubt::withhold(&merged, text, &mut checker.bag);
    merged.point_at_removals(text, &mut checker.bag);
    checker.bag.settle_spans(document.source, text);
    let rubric = if checker.bag.has_errors() { None } else { rubric };
    (rubric, checker.bag)
}

/// Where the first line begins that is neither empty nor a comment.
fn behind_comments(text: &str) -> usize {
    let said = |line: &&str| line.trim().is_empty() || line.trim_start().starts_with('#');
    text.split_inclusive('\n').take_while(said).map(str::len).sum()
}

struct Checker<'a> {
    /// What the rubric says of findings.
    lints: Lints,
    source: SourceId,
    text: &'a str,
    bag: Bag,
    columns: Columns,
    symbols: Symbols,
    /// Columns of the roster by which subjects are grouped.
    grain_peers: Vec<String>,
    /// What is known of the type of each element so far.
    element_types: Vec<Option<typing::ElementTy>>,
    /// The unit of each declared element.
    /// Where it is said by what subjects are grouped.
    groups_span: Option<Span>,
    element_units: Vec<Option<String>>,
    param_kinds: Vec<Kind>,
    marking: Marking,
    /// Categories and indicators whose marks are there and no good, which has been told.
    weightless: Vec<String>,
    /// Which parameters differ from group to group or over time.
    changing_params: Vec<bool>,
    /// Each table to look up in, with the kind of what is looked up.
    lookup_kinds: Vec<(String, Kind)>,
    /// The indicator whose formula is being read: its own name in it is not itself.
    inside: Option<usize>,
    /// A type was taken for granted that is known by the end.
    guessed: bool,
    /// Parameters set by the caller.
    set_params: Vec<String>,
    /// Weights that come from the data, found so far.
    data_weights: Vec<DataWeights>,
}

impl Checker<'_> {
    fn rubric(&mut self, root: &Table, overrides: &Overrides) -> Option<Rubric> {
        self.edition(root);
        let head = root.table("rubric")?;
        let subject_table = root.table("subject")?;
        self.symbols = Symbols::collect(self.source, root, &mut self.bag);
        let params = self.params(root, overrides);
        self.param_kinds = params
            .iter()
            .map(|param| if matches!(param.value, ParamValue::Text(_)) { Kind::Text } else { Kind::Number })
            .collect();
        self.changing_params = params
            .iter()
            .map(|param| {
                let varies = |table: &Table| table.table("param").is_some_and(|own| own.has(&param.id));
                matches!(param.value, ParamValue::ByGroup { .. } | ParamValue::Dated(_))
                    || root.tables("variant").any(varies)
            })
            .collect();
        let mut lookups = self.lookups(root);
        self.lookup_kinds = lookups
            .iter()
            .map(|table| {
                let words = matches!(table.entries, LookupEntries::Words(_));
                (table.id.clone(), if words { Kind::Text } else { Kind::Number })
            })
            .collect();
        let mut header = self.header(head);
        header.calendar = self.calendar(root);
        self.marking = header.marking;
        let mut data = self.data(root, subject_table);
        let subject = self.subject(subject_table, &mut data)?;
        let duties = self.duties(root);
        let stages = self.stages_of_run(root);
        self.element_units = root.tables("element").map(|table| table.text("unit").map(String::from)).collect();
        let mut elements = self.elements(root);
        self.keyless(root, &elements, &data);
        let checks = self.checks(root);
        let voids = self.voids(root, &header, subject.roster);
        let objections = self.objections(root);
        if let Some(register) = objections.as_ref().and_then(|kept| data.get_mut(kept.data)) {
            // That nobody objects is not a register that was forgotten.
            register.no_rows = NoRows::NoneHappened;
        }
        let raters = self.raters(root);
        let ballots = self.ballots(root);
        let mut categories = self.categories(root);
        let mut indicators = self.indicators(root, &header, &raters);
        self.data_weights.clear();
        self.derived_weights(root, &header, &mut categories, &mut indicators);
        self.weighed_too_early(&elements, &indicators);
        let (variants, variant_columns) =
            self.variants(root, head, &header, &subject, &params, &elements, &mut categories, &mut indicators);
        if variants.is_empty() {
            self.sums(head, &header, &mut categories, &mut indicators, None);
        }
        self.counts(head, &categories, &indicators);
        self.combines(root, &mut header, &mut categories, &indicators);
        let grades = self.grades(root);
        let afterwards = self.afterwards(root, &grades, &mut lookups);
        let vetoes = self.vetoes(root);
        let adjusts = self.adjusts(root);
        let consequences = self.consequences(root);
        self.total_range(head, &mut header, &adjusts);
        self.ties(head, &mut header);
        // Names met in formulas of the short form have become elements by now.
        elements.extend(self.implicit_elements());
        let tests = self.tests(root, &elements, &indicators, (&variants, &variant_columns), &header);
        self.unanswered(&duties, &indicators, &elements);
        self.unsaid(root);
        self.cycles(&elements, &indicators);
        if self.symbols.short_form {
            self.bag.push(
                Diagnostic::note(
                    codes::SHORT_FORM,
                    words!(
                        "没有声明 `[[element]]`：各列的单位和范围不知道，无从检查",
                        "no `[[element]]` is declared: units and ranges of the columns are unknown and unchecked"
                    ),
                )
                .at((self.source, subject_table.span), words!("直接用了数据表的列", "columns are used as they are"))
                .help(words!(
                    "要检查就给每一列写一个 `[[element]]`，带上 `unit` 和 `range`",
                    "to have them checked write an `[[element]]` with `unit` and `range` for each column"
                )),
            );
        }
        self.unused(&elements, &params, &data);
        for (index, source) in data.iter_mut().enumerate() {
            source.columns = self.columns.of(index);
            source.scheme.clone_from(&header.id);
            // No file has it: it is made when rows are multiplied.
            if let Some((_, Some(Through { share: Some(share), .. }))) = &source.key {
                source.columns.retain(|column| column.id != share.column);
            }
        }
        Some(Rubric {
            source: self.source,
            header,
            subject,
            data,
            params,
            lookups,
            elements,
            checks,
            duties,
            stages,
            voids,
            objections,
            categories,
            indicators,
            data_weights: std::mem::take(&mut self.data_weights),
            variants,
            variant_columns,
            raters,
            ballots,
            vetoes,
            adjusts,
            grades,
            afterwards,
            consequences,
            tests,
            lints: self.lints.clone(),
            files: Vec::new(),
            reveal: false,
        })
    }

    fn edition(&mut self, root: &Table) {
        if let Some(edition) = root.number("kaohe").filter(|edition| *edition != Decimal::from_int(1)) {
            self.bag.push(
                Diagnostic::error(codes::EDITION, words!("不支持语言版本 {edition}", "edition {edition} is not known"))
                    .at((self.source, root.span_of("kaohe")), words!("这里", "here"))
                    .help(words!("写 `kaohe = 1`", "write `kaohe = 1`")),
            );
        }
    }

    fn params(&mut self, root: &Table, overrides: &Overrides) -> Vec<Param> {
        let mut params = Vec::new();
        if let Some(table) = root.table("param") {
            for entry in &table.entries {
                if let Some(value) = self.param_value(&entry.node, &entry.key) {
                    params.push(Param { id: entry.key.clone(), value, span: entry.key_span });
                }
            }
        }
        for (name, value) in &overrides.params {
            match params.iter_mut().find(|param| param.id == *name) {
                Some(param) => {
                    param.value = match Decimal::parse(value) {
                        Some(number) => ParamValue::Number(number),
                        None => ParamValue::Text(value.clone()),
                    };
                }
                None => {
                    let names: Vec<&str> = params.iter().map(|param| param.id.as_str()).collect();
                    self.unknown(
                        codes::UNKNOWN_NAME,
                        Span::new(0, 0),
                        &words!("参数 `{name}`", "parameter `{name}`"),
                        name,
                        &names,
                    );
                }
            }
        }
        params
    }

    fn param_value(&mut self, node: &Node, name: &str) -> Option<ParamValue> {
        match &node.value {
            Value::Number(number) => Some(ParamValue::Number(*number)),
            Value::Text(text) => Some(ParamValue::Text(text.clone())),
            // `{ value = 95, unit = "%" }`
            Value::Table(one) if one.entries.iter().all(|entry| matches!(entry.key.as_str(), "value" | "unit")) => {
                match (one.number("value"), one.text("value")) {
                    (Some(number), _) => Some(ParamValue::Number(number)),
                    (None, Some(text)) => Some(ParamValue::Text(text.to_string())),
                    (None, None) => {
                        self.bag.push(
                            Diagnostic::error(
                                codes::REQUIRED,
                                words!("参数 `{name}` 没有写 `value`", "parameter `{name}` has no `value`"),
                            )
                            .at((self.source, node.span), words!("这里", "here"))
                            .help(words!(
                                "写成 `{{ value = 95, unit = \"%\" }}`",
                                "write `{{ value = 95, unit = \"%\" }}`"
                            )),
                        );
                        None
                    }
                }
            }
            Value::Table(groups) => {
                let mut all = Vec::new();
                let mut otherwise = None;
                // Its unit stands among the groups.
                let of_groups = groups.entries.iter().filter(|e| e.key != "unit" || e.node.as_text().is_none());
                for entry in of_groups {
                    match entry.node.as_number() {
                        Some(number) if matches!(entry.key.as_str(), "otherwise" | "其他") => {
                            otherwise = Some(number);
                        }
                        Some(number) => all.push((entry.key.clone(), number)),
                        None => self.bag.push(
                            Diagnostic::error(
                                codes::WRONG_TYPE,
                                words!("参数 `{name}` 的各组要写数字", "the groups of parameter `{name}` take numbers"),
                            )
                            .at((self.source, entry.node.span), words!("不是数字", "not a number")),
                        ),
                    }
                }
                Some(ParamValue::ByGroup { groups: all, otherwise })
            }
            Value::List(items) if !items.is_empty() => self.dated(items, name),
            Value::Bool(_) | Value::Date(_) | Value::List(_) => {
                self.bag.push(
                    Diagnostic::error(
                        codes::WRONG_TYPE,
                        words!(
                            "参数 `{name}` 要写数字、文字或按组的表",
                            "parameter `{name}` takes a number, a text or a table by group"
                        ),
                    )
                    .at((self.source, node.span), words!("这里", "here")),
                );
                None
            }
        }
    }
}
