//! The leaderboard, a sheet for each category, and one with all indicators: which columns they have.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use super::grid::{self, Field, Look};
use super::live::Computed;
use super::{Book, Sheets};
use crate::report::outcome::{figure, say, why_no_total};
use crate::report::sheet::{Column, Of, Shown, Told, Values, What};
use crate::report::{View, number};
use crate::table::{Numbers, Texts};
use crate::text::Words;
use crate::words;
use rust_xlsxwriter::Workbook;

/// What can be read of a column's head beside the figures: full marks, if they are everybody's.
fn full(views: &[View], of: impl Fn(&View) -> Option<Numbers>) -> Option<f64> {
    let mut found = None;
    for view in views {
        let numbers = of(view)?;
        for subject in &view.results.order {
            // Who has no full marks is judged by others.
            let Ok(value) = figure(&numbers, *subject) else { continue };
            match found {
                None => found = Some(value),
                Some(known) if known == value => {}
                Some(_) => return None,
            }
        }
    }
    found
}

fn with_full(head: String, full: Option<f64>) -> String {
    match full {
        Some(full) => format!("{head}\n/ {}", number::short(full)),
        None => head,
    }
}

impl<'s, 'a> Book<'s, 'a> {
    fn field(&self, column: &'s Column<'a>, head: impl Into<String>) -> Field<'s, 'a> {
        Field { column, band: None, leads_to: None, head: head.into(), look: Look::Plain, behind: String::new() }
    }

    /// The columns that say who it is, and how many of them stay in sight.
    fn who(&self) -> (Vec<Field<'s, 'a>>, u16) {
        let mut fields: Vec<Field> = Vec::new();
        let mut take = |of: &[Of]| {
            for of in of {
                fields.extend(self.sheet.columns.iter().filter(|c| c.of == *of).map(|c| self.field(c, c.name.clone())));
            }
        };
        if self.views.len() > 1 {
            take(&[Of::Period]);
        }
        if self.several_groups() {
            take(&[Of::Group(0)]);
        }
        take(&[Of::Place, Of::Key, Of::Label]);
        let fixed = fields.len() as u16;
        (fields, fixed)
    }

    fn several_groups(&self) -> bool {
        let mut names = self.views.iter().flat_map(|view| &view.results.subjects).map(|subject| subject.groups.first());
        let first = names.next();
        names.any(|name| Some(name) != first)
    }

    fn columns(&self, of: Of) -> impl Iterator<Item = &'s Column<'a>> + use<'s, 'a> {
        self.sheet.columns.iter().filter(move |column| column.of == of)
    }

    fn category_full(&self, index: usize) -> Option<f64> {
        full(self.views, |view| Some(view.results.categories.get(index)?.full.clone()))
    }

    fn indicator_full(&self, index: usize) -> Option<f64> {
        full(self.views, |view| Some(view.results.indicators.get(index)?.full.clone()))
    }

    /// Places, points of the parts, totals and what follows.
    pub fn leaderboard(
        &self,
        workbook: &mut Workbook,
        more: &'s [Column<'a>],
        sheets: &Sheets,
        computed: Option<&Computed>,
    ) -> io::Result<()> {
        let (lang, rubric) = (self.lang, self.rubric);
        let (mut fields, fixed) = self.who();
        let skip = usize::from(self.several_groups());
        for index in skip..rubric.subject.groups.len() {
            fields.extend(self.columns(Of::Group(index)).map(|c| self.field(c, c.name.clone())));
        }
        fields.extend(self.columns(Of::Variant).map(|c| self.field(c, c.name.clone())));
        for (index, category) in rubric.categories.iter().enumerate().filter(|(_, c)| c.parent.is_none()) {
            let head = with_full(say(&category.name, lang), self.category_full(index));
            let leads_to = sheets.categories.get(index).cloned().flatten();
            let field = |c| Field { look: Look::Shade, leads_to: leads_to.clone(), ..self.field(c, head.clone()) };
            fields.extend(self.columns(Of::Category(index)).map(field));
        }
        for (index, indicator) in rubric.indicators.iter().enumerate().filter(|(_, i)| i.parent.is_none()) {
            let head = with_full(say(&indicator.name, lang), self.indicator_full(index));
            let field = |c| Field { look: Look::Shade, ..self.field(c, head.clone()) };
            fields.extend(self.columns(Of::Indicator(index, What::Points)).map(field));
        }
        for of in [Of::Adjusts, Of::Raw, Of::There, Of::Before] {
            fields.extend(self.columns(of).map(|c| self.field(c, c.name.clone())));
        }
        let total = with_full(lang.pick("总分", "total").to_string(), Some(rubric.header.points.to_f64()));
        fields.extend(self.columns(Of::Total).map(|c| Field { look: Look::Bar, ..self.field(c, total.clone()) }));
        if !rubric.grades.is_empty() {
            fields.extend(self.columns(Of::Grade).map(|c| self.field(c, c.name.clone())));
        }
        if rubric.consequences.iter().any(|rule| rule.money.is_some() || rule.pool.is_some()) {
            fields.extend(self.columns(Of::Money).map(|c| self.field(c, c.name.clone())));
        }
        for of in [Of::Vetoes, Of::Consequences, Of::Objections] {
            let some = |column: &&Column| column.values.iter().any(|values| !is_empty(values));
            fields.extend(self.columns(of).filter(some).map(|c| self.field(c, c.name.clone())));
        }
        fields.extend(more.iter().map(|c| self.field(c, c.name.clone())));
        let mut page = self.page(workbook, &sheets.leaderboard)?;
        page.title(rubric.header.title.in_lang(lang))?;
        for view in self.views {
            page.fact(&self.facts(view))?;
            for note in &view.results.provisional {
                let note = note.in_lang(lang);
                let warning = page.style.warning.clone();
                page.line(words!("暂定结果：{note}", "provisional: {note}").in_lang(lang), &warning)?;
            }
        }
        for (column, (name, said)) in sheets.ways(lang).iter().enumerate() {
            page.way_to(name, said, column as u16, &self.style.link)?;
        }
        page.skip(1);
        let live = computed.zip(sheets.live.as_deref());
        grid::write_live(&mut page, &fields, &self.orders, fixed, lang, self.progress, live)?;
        page.set_widths()
    }

    /// One category: what is in it, and what it comes to.
    pub fn category(&self, workbook: &mut Workbook, index: usize, name: &str, board: &str) -> io::Result<()> {
        let (lang, rubric) = (self.lang, self.rubric);
        let Some(category) = rubric.categories.get(index) else { return Ok(()) };
        let (mut fields, fixed) = self.who();
        for (below, inner) in rubric.categories.iter().enumerate().filter(|(_, c)| c.parent == Some(index)) {
            let head = with_full(say(&inner.name, lang), self.category_full(below));
            fields.extend(
                self.columns(Of::Category(below)).map(|c| Field { look: Look::Shade, ..self.field(c, head.clone()) }),
            );
        }
        for of in (0..rubric.indicators.len()).filter(|of| rubric.indicators[*of].parent == Some(index)) {
            self.indicator(of, Look::Scale, &mut fields);
        }
        let head = with_full(lang.pick("类别得分", "category").to_string(), self.category_full(index));
        fields.extend(
            self.columns(Of::Category(index)).map(|c| Field { look: Look::Bar, ..self.field(c, head.clone()) }),
        );
        let mut page = self.page(workbook, name)?;
        page.title(category.name.in_lang(lang))?;
        page.fact(&self.facts_of_all())?;
        page.way_back(board, lang.pick("← 排行榜", "← leaderboard"))?;
        grid::write(&mut page, &fields, &self.orders, fixed, lang, self.progress)?;
        page.set_widths()
    }

    /// Every indicator, and the total.
    pub fn indicators(&self, workbook: &mut Workbook, name: &str, board: &str) -> io::Result<()> {
        let (lang, rubric) = (self.lang, self.rubric);
        let (mut fields, fixed) = self.who();
        for of in 0..rubric.indicators.len() {
            self.indicator(of, Look::Plain, &mut fields);
        }
        let total = with_full(lang.pick("总分", "total").to_string(), Some(rubric.header.points.to_f64()));
        fields.extend(self.columns(Of::Total).map(|c| Field { look: Look::Bar, ..self.field(c, total.clone()) }));
        self.plain(workbook, name, lang.pick("全部指标", "All indicators"), board, &fields, fixed)
    }

    /// The figures that indicators are made from.
    pub fn elements(&self, workbook: &mut Workbook, name: &str, board: &str) -> io::Result<()> {
        let (lang, rubric) = (self.lang, self.rubric);
        let (mut fields, fixed) = self.who();
        for (index, element) in rubric.elements.iter().enumerate() {
            let unit = element.unit.as_deref();
            let head = number_head(say(&element.name, lang), unit);
            let behind = sign(unit);
            fields.extend(
                self.columns(Of::Element(index))
                    .map(|c| Field { behind: behind.clone(), ..self.field(c, head.clone()) }),
            );
        }
        self.plain(workbook, name, lang.pick("数据项", "Elements"), board, &fields, fixed)
    }

    fn plain(
        &self,
        workbook: &mut Workbook,
        name: &str,
        title: &str,
        board: &str,
        fields: &[Field<'s, 'a>],
        fixed: u16,
    ) -> io::Result<()> {
        let lang = self.lang;
        let mut page = self.page(workbook, name)?;
        page.title(title)?;
        page.fact(&self.facts_of_all())?;
        page.way_back(board, lang.pick("← 排行榜", "← leaderboard"))?;
        grid::write(&mut page, fields, &self.orders, fixed, lang, self.progress)?;
        page.set_widths()
    }

    /// The columns of an indicator, under its name.
    fn indicator(&self, index: usize, look: Look, fields: &mut Vec<Field<'s, 'a>>) {
        let (lang, rubric) = (self.lang, self.rubric);
        let Some(indicator) = rubric.indicators.get(index) else { return };
        let unit = indicator.unit.as_deref();
        let code = indicator.code.as_deref().map(|code| format!("{code} ")).unwrap_or_default();
        let full = self.indicator_full(index).map(|full| format!(" / {}", number::short(full))).unwrap_or_default();
        let band = format!("{code}{}{full}", say(&indicator.name, lang));
        for column in &self.sheet.columns {
            let Of::Indicator(of, what) = column.of else { continue };
            if of != index {
                continue;
            }
            let rater = |rater: usize, what: Words| {
                let name = rubric.raters.get(rater).map(|rater| say(&rater.name, lang)).unwrap_or_default();
                format!("{name} {}", what.in_lang(lang))
            };
            let head = match what {
                What::Value => number_head(lang.pick("值", "value").into(), unit),
                What::Score => lang.pick("评分", "score").into(),
                What::Points => lang.pick("得分", "points").into(),
                What::Full => lang.pick("满分", "full marks").into(),
                What::Given(of) => rater(of, words!("给分", "rating")),
                What::Ratings(of) => rater(of, words!("份数", "ratings")),
                What::Above => lang.pick("自评高出", "self above others").into(),
            };
            let field = self.field(column, head);
            fields.push(Field {
                band: Some(band.clone()),
                look: if what == What::Score { look } else { Look::Plain },
                behind: if what == What::Value { sign(unit) } else { String::new() },
                ..field
            });
        }
    }
}

/// A unit that stands behind each figure.
fn sign(unit: Option<&str>) -> String {
    unit.filter(|unit| ["%", "‰", "％"].contains(unit)).map(str::to_string).unwrap_or_default()
}

/// `值\n（秒）`
fn number_head(name: String, unit: Option<&str>) -> String {
    match unit.filter(|unit| !unit.is_empty()) {
        Some(unit) => format!("{name}\n({unit})"),
        None => name,
    }
}

fn is_empty(values: &Values) -> bool {
    match values {
        Values::Codes { codes, .. } => codes.iter().all(|code| *code == Texts::NONE),
        Values::Same(text) => text.is_empty(),
        Values::Numbers(_) | Values::Texts(_) | Values::Subjects(..) | Values::Masked(_) => false,
    }
}

/// Why those have no total who have none; no column where everybody has one.
pub fn without_total<'a>(views: &[View<'a>]) -> Vec<Column<'a>> {
    let mut any = false;
    let values: Vec<Arc<Values>> = views
        .iter()
        .map(|view| {
            let mut known: BTreeMap<String, u32> = BTreeMap::new();
            let mut words: Vec<String> = Vec::new();
            let codes = (0..view.results.subjects.len()).map(|subject| {
                let Some(why) = why_no_total(view, subject) else { return Texts::NONE };
                let why = say(&why, view.lang);
                *known.entry(why).or_insert_with_key(|why| {
                    words.push(why.clone());
                    words.len() as u32 - 1
                })
            });
            let codes: Vec<u32> = codes.collect();
            any |= !words.is_empty();
            Arc::new(Values::Codes { codes, words })
        })
        .collect();
    let lang = views.first().map_or(crate::text::Lang::Zh, |view| view.lang);
    let name = lang.pick("没有总分的原因", "why there is no total").to_string();
    any.then(|| Column::own(name, Of::Provisional, (Shown::Text, Told::Blank), values)).into_iter().collect()
}
