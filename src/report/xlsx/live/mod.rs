//! The sheet that computes: columns of data and of formulas up to totals, places and grades, so that
//! a spreadsheet program gives the same figures, and others where somebody writes over the data.
//!
//! One more reader of the plan. It says operators between the values of indicators and the total as
//! formulas over the columns of one sheet (`said`); what a formula cannot say stays the engine's figure, and
//! the sheet says which. Beside each formula stands the engine's figure, for programs that do not compute.

mod cell;
mod said;
mod writer;

use std::io;

use rust_xlsxwriter::{Formula, Workbook};

use super::Book;
use super::page::{Page, failed};
use crate::plan::{NodeId, Program};
use crate::report::Live;
use crate::report::outcome::say;
use crate::report::sheet::Of;
use crate::text::inert;
use crate::text::width::width;
use crate::words;
use cell::{ROW, column_name};
use writer::{LONGEST, Made, Shown, Writer, result};

/// The row of the first subject, counted from 1.
const FIRST: usize = 8;

/// What the sheet holds.
#[derive(Debug)]
pub struct Computed {
    columns: Vec<Made>,
    /// Where the leaderboard finds a figure.
    found: Vec<(Of, usize)>,
    kept: usize,
}

impl Computed {
    /// A formula that points to a figure on the sheet, and what it shows.
    pub fn reference(&self, of: Of, row: usize, sheet: &str) -> Option<Formula> {
        let (_, at) = self.found.iter().find(|(known, _)| *known == of)?;
        let shown = self.columns.get(*at)?.shown.get(row)?;
        let address = format!("'{}'!${}${}", sheet.replace('\'', "''"), column_name(*at), FIRST + row);
        Some(Formula::new(address).set_result(result(shown)))
    }
}

impl Book<'_, '_> {
    /// Reads the plan from the totals down.
    pub fn computed(&self, live: &Live) -> Option<Computed> {
        let view = self.views.first()?;
        let (lang, rubric) = (self.lang, self.rubric);
        let order = view.results.order.as_slice();
        let last = FIRST + order.len().max(1) - 1;
        let program: &Program = live.program;
        let mut writer = Writer::new(&program.plan, live.figures, (lang, order), (FIRST, last));
        let subject = &rubric.subject;
        let info = |at: &usize| view.results.subjects.get(*at);
        let keys = order.iter().map(|at| Shown::Text(info(at).map(|i| i.key.clone()).unwrap_or_default())).collect();
        writer.column(None, None, keys, Some(subject.key.clone()));
        let labels =
            order.iter().map(|at| Shown::Text(info(at).map(|i| i.label.clone()).unwrap_or_default())).collect();
        writer.column(None, None, labels, Some(subject.label.clone()));
        let outputs = &program.outputs;
        let named = |name: &str, zh: &str, en: &str| format!("{name} {}", lang.pick(zh, en));
        for (element, node) in rubric.elements.iter().zip(&outputs.elements) {
            writer.data.entry(*node).or_insert_with(|| named(&say(&element.name, lang), "数据", "data"));
        }
        for (indicator, nodes) in rubric.indicators.iter().zip(&outputs.indicators) {
            writer.data.insert(nodes.value, named(&say(&indicator.name, lang), "值", "value"));
        }
        if let Some(variant) = &outputs.variant {
            writer.data.insert(variant.index, lang.pick("考核类型编号", "number of the variant").to_string());
        }
        let mut wanted: Vec<(NodeId, String, Option<Of>)> = Vec::new();
        for (index, (indicator, nodes)) in rubric.indicators.iter().zip(&outputs.indicators).enumerate() {
            let name = say(&indicator.name, lang);
            wanted.push((nodes.score, named(&name, "评分", "score"), None));
            let of = Of::Indicator(index, crate::report::sheet::What::Points);
            wanted.push((nodes.points, named(&name, "得分", "points"), Some(of)));
        }
        for (index, (category, nodes)) in rubric.categories.iter().zip(&outputs.categories).enumerate() {
            let of = Some(Of::Category(index));
            wanted.push((nodes.points, named(&say(&category.name, lang), "类别得分", "category points"), of));
        }
        for (adjust, node) in rubric.adjusts.iter().zip(&outputs.adjusts) {
            wanted.push((*node, named(&say(&adjust.name, lang), "加减分", "adjustment"), None));
        }
        for (veto, node) in rubric.vetoes.iter().zip(&outputs.vetoes) {
            wanted.push((*node, named(&say(&veto.name, lang), "否决", "veto"), None));
        }
        wanted.push((
            outputs.total_raw,
            lang.pick("总分（否决、取整前）", "total before vetoes and rounding").into(),
            None,
        ));
        wanted.push((outputs.total, lang.pick("总分", "total").into(), Some(Of::Total)));
        wanted.push((outputs.rank, lang.pick("名次", "place").into(), Some(Of::Place)));
        let grade = outputs.grade.filter(|_| !rubric.grades.is_empty());
        wanted.extend(grade.map(|node| (node, lang.pick("等级序号", "number of the grade").into(), None)));
        for (node, name, _) in &wanted {
            if !writer.data.contains_key(node) {
                writer.named.entry(*node).or_insert_with(|| name.clone());
            }
        }
        for (node, ..) in &wanted {
            writer.write(*node);
        }
        let mut found = Vec::new();
        for (node, _, of) in &wanted {
            let at = writer.columns.iter().position(|made| made.node == Some(*node));
            found.extend(of.zip(at));
        }
        if let Some(node) = grade {
            let cell = writer.atom(node);
            let names: Vec<String> = rubric.grades.iter().map(|grade| say(&grade.name, lang)).collect();
            let quoted: Vec<String> = names.iter().map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
            let text = format!("IF(ISTEXT({0}),\"—\",CHOOSE({0}+1,{1}))", cell.text, quoted.join(","));
            let shown = writer.shown(node).into_iter().map(|shown| match shown {
                Shown::Number(at) => Shown::Text(names.get(at as usize).cloned().unwrap_or_default()),
                Shown::Flag(_) | Shown::Text(_) => Shown::Text("—".into()),
            });
            let shown = shown.collect();
            if text.len() <= LONGEST && names.len() < 200 {
                found.push((Of::Grade, writer.columns.len()));
                writer.column(None, Some(text), shown, Some(lang.pick("等级", "grade").into()));
            }
        }
        Some(Computed { kept: writer.kept.len(), columns: writer.columns, found })
    }

    /// Writes the sheet.
    pub fn live(&self, workbook: &mut Workbook, computed: &Computed, name: &str, board: &str) -> io::Result<()> {
        let (lang, style) = (self.lang, self.style);
        let mut page = self.page(workbook, name)?;
        page.title(lang.pick("实时计算", "Live figures"))?;
        page.fact(lang.pick(
            "黄色的列是数据，可以改；其余各列是公式，随之重算。没有的数写 缺失、不适用 或 无意义，不要留空。",
            "Yellow columns are data and may be written over; the others are formulas and follow. Where there is no figure write missing, not applicable or undefined; leave no cell empty.",
        ))?;
        page.fact(lang.pick(
            "按整列排序会打乱公式的对应，请在排行榜上排序。四舍五入用 ROUND，逢五远离零；比较看到小数第九位。",
            "Sort the leaderboard, not this sheet. Figures are rounded half away from zero; comparisons look at nine decimals.",
        ))?;
        let kept = computed.kept;
        page.fact(&match kept {
            0 => lang
                .pick(
                    "从指标的值到总分、名次、等级，全部是公式。",
                    "All from values to totals, places and grades are formulas.",
                )
                .to_string(),
            _ => words!(
                "有 {kept} 列是公式写不出的，保留引擎算出的数（灰色），改了数据不会变。",
                "{kept} columns cannot be said as formulas and stay the engine's figures (grey); they do not follow."
            )
            .in_lang(lang)
            .to_string(),
        })?;
        page.way_back(board, lang.pick("← 排行榜", "← leaderboard"))?;
        page.row = FIRST as u32 - 2;
        for (at, made) in computed.columns.iter().enumerate() {
            let head = inert(&made.head);
            let format = if made.formula.is_some() { &style.head } else { &style.given };
            page.text(at as u16, &head, format)?;
            page.wide(at as u16, (width(&head).div_ceil(2)).clamp(9, 16));
        }
        page.sheet.set_row_height(page.row, 52).map_err(failed)?;
        page.row += 1;
        let decimals = self.rubric.header.decimals.clamp(0, 15) as usize;
        let marks = style.with_decimals(decimals, "");
        let rows = computed.columns.first().map_or(0, |made| made.shown.len());
        let kept = lang.pick("引擎算出的数", "as computed by kaohe");
        for row in 0..rows {
            let number = (FIRST + row).to_string();
            for (at, made) in computed.columns.iter().enumerate() {
                let Some(shown) = made.shown.get(row) else { continue };
                let column = at as u16;
                let Some(formula) = &made.formula else {
                    let format = match (at, made.head == kept) {
                        (0 | 1, _) => &style.text,
                        (_, true) => &style.kept,
                        (_, false) => &style.input,
                    };
                    data(&mut page, column, shown, format)?;
                    continue;
                };
                let text = formula.replace(ROW, &number);
                let format = if made.is_named { &marks } else { &style.number };
                let formula = Formula::new(text).set_result(result(shown));
                page.sheet.write_formula_with_format(page.row, column, formula, format).map_err(failed)?;
            }
            page.row += 1;
        }
        page.sheet.set_freeze_panes(FIRST as u32 - 1, 2).map_err(failed)?;
        page.sheet.set_repeat_rows(FIRST as u32 - 2, FIRST as u32 - 2).map_err(failed)?;
        page.set_widths()
    }
}

fn data(page: &mut Page, column: u16, shown: &Shown, format: &rust_xlsxwriter::Format) -> io::Result<()> {
    match shown {
        // All digits: what is computed of them has to be the same.
        Shown::Number(value) => {
            page.sheet.write_number_with_format(page.row, column, *value, format).map_err(failed)?;
            Ok(())
        }
        Shown::Flag(flag) => {
            page.sheet.write_boolean_with_format(page.row, column, *flag, format).map_err(failed)?;
            Ok(())
        }
        Shown::Text(text) => page.text(column, text, format),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    #[test]
    fn the_words_for_nothings_differ() {
        use crate::table::NothingKind::{Missing, NotApplicable, Undefined};
        for lang in [Lang::Zh, Lang::En] {
            let words: std::collections::BTreeSet<String> =
                [Missing, NotApplicable, Undefined].map(|kind| cell::word(kind, lang)).into_iter().collect();
            assert_eq!(words.len(), 3);
        }
    }
}
