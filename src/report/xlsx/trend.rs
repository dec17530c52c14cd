//! Totals and places of each subject over the periods.

use std::collections::BTreeMap;
use std::io;

use rust_xlsxwriter::{Sparkline, SparklineType, Workbook};

use super::Book;
use super::page::failed;
use super::style;
use crate::report::outcome::figure;
use crate::text::inert;
use crate::text::width::width;

impl Book<'_, '_> {
    pub fn trend(&self, workbook: &mut Workbook, name: &str, board: &str) -> io::Result<()> {
        let (lang, views) = (self.lang, self.views);
        // In the order of the last period, then whoever was there before.
        let mut order: Vec<(&str, &str)> = Vec::new();
        let mut found: BTreeMap<&str, Vec<Option<usize>>> = BTreeMap::new();
        for (period, view) in views.iter().enumerate().rev() {
            for subject in &view.results.order {
                let Some(info) = view.results.subjects.get(*subject) else { continue };
                let at = found.entry(&info.key).or_insert_with(|| {
                    order.push((&info.key, &info.label));
                    vec![None; views.len()]
                });
                if let Some(at) = at.get_mut(period) {
                    *at = Some(*subject);
                }
            }
        }
        let rubric = self.rubric;
        let decimals = rubric.header.decimals.clamp(0, 15) as usize;
        let style = self.style;
        let (points, places) = (style.with_decimals(decimals, ""), style.with_decimals(0, ""));
        let mut page = self.page(workbook, name)?;
        let sheet_name = page.sheet.name();
        page.title(lang.pick("各期总分与名次", "Totals and places by period"))?;
        page.fact(&self.facts_of_all())?;
        page.way_back(board, lang.pick("← 排行榜", "← leaderboard"))?;
        let several = rubric.subject.key != rubric.subject.label;
        let who: Vec<&str> =
            [Some(rubric.subject.key.as_str()), Some(rubric.subject.label.as_str()).filter(|_| several)]
                .into_iter()
                .flatten()
                .collect();
        let first = who.len() as u16;
        let count = views.len() as u16;
        let (top, band, head) = (page.row, style.band.clone(), style.head.clone());
        for at in 0..first {
            page.blank(at, &head)?;
        }
        let mut over = |at: u16, run: u16, text: &str| {
            if run > 1 {
                page.sheet.merge_range(top, at, top, at + run - 1, text, &band).map(drop)
            } else {
                page.sheet.write_string_with_format(top, at, text, &band).map(drop)
            }
            .map_err(failed)
        };
        over(first, count, lang.pick("总分", "total"))?;
        over(first + count, 1, lang.pick("趋势", "trend"))?;
        over(first + count + 1, count, lang.pick("名次", "place"))?;
        page.row += 1;
        for (at, name) in who.iter().enumerate() {
            page.text(at as u16, name, &head)?;
            page.wide(at as u16, width(&inert(name)) + 2);
        }
        for (at, view) in views.iter().enumerate() {
            let at = at as u16;
            for column in [first + at, first + count + 1 + at] {
                page.text(column, &view.results.period.name, &head)?;
                page.wide(column, view.results.period.name.len().max(decimals + 4) + 2);
            }
        }
        page.blank(first + count, &head)?;
        page.wide(first + count, 18);
        page.row += 1;
        let begin = page.row;
        for (key, label) in &order {
            for (at, said) in [*key, *label].iter().take(who.len()).enumerate() {
                page.text(at as u16, said, &style.text)?;
                page.wide(at as u16, width(&inert(said)).min(40));
            }
            let figures = found.get(key).map(Vec::as_slice).unwrap_or_default();
            let cells = views.iter().zip(figures).map(|(view, subject)| {
                let of = |numbers| subject.and_then(|subject| figure(numbers, subject).ok());
                (of(&view.results.total), of(&view.results.rank))
            });
            let cells: Vec<(Option<f64>, Option<f64>)> = cells.collect();
            for (at, (total, _)) in cells.iter().enumerate() {
                match total {
                    Some(value) => page.number(first + at as u16, *value, &points)?,
                    None => page.blank(first + at as u16, &style.text)?,
                }
            }
            page.blank(first + count, &style.text)?;
            for (at, (_, rank)) in cells.iter().enumerate() {
                let column = first + count + 1 + at as u16;
                match rank {
                    Some(value) => page.number(column, *value, &places)?,
                    None => page.blank(column, &style.text)?,
                }
            }
            page.row += 1;
            self.progress.step(1);
        }
        if page.row > begin && count > 1 {
            let line = Sparkline::new()
                .set_type(SparklineType::Line)
                .show_markers(true)
                .set_sparkline_color(style::LINE_COLOUR)
                .set_range((sheet_name.as_str(), begin, first, page.row - 1, first + count - 1));
            let at = first + count;
            if page.row - begin == 1 {
                page.sheet.add_sparkline(begin, at, &line).map_err(failed)?;
            } else {
                page.sheet.add_sparkline_group(begin, at, page.row - 1, at, &line).map_err(failed)?;
            }
        }
        let last = first + 2 * count;
        page.sheet.set_freeze_panes(begin, first).map_err(failed)?;
        page.sheet.set_repeat_rows(top, begin - 1).map_err(failed)?;
        if page.row > begin {
            page.sheet.autofilter(begin - 1, 0, page.row - 1, last).map_err(failed)?;
        }
        page.set_widths()
    }
}
