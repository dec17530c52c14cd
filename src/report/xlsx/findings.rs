//! What was found, what was not used, and what follows for whom.

use std::io;

use rust_xlsxwriter::Workbook;

use super::Book;
use super::page::{Said, failed};
use crate::diagnostic::{Bag, Place};
use crate::number::ExactSum;
use crate::report::outcome::{effect, figure, names, outcomes, say};
use crate::report::{View, number, record};
use crate::text::inert;
use crate::words;

/// Of how many places of one finding each has a row.
const PLACES: usize = 1000;

impl Book<'_, '_> {
    /// Checks that failed, cells that could not be read, with the cell of each; and what was left out.
    pub fn findings(&self, workbook: &mut Workbook, name: &str, board: &str) -> io::Result<()> {
        let (lang, views) = (self.lang, self.views);
        let mut rows = Vec::new();
        for view in views {
            for row in finding_rows(view, &view.results.findings) {
                rows.push(self.with_period(view, row));
            }
            for skipped in &view.results.skipped {
                let cells: Vec<String> = skipped.cells.iter().map(|cell| cell.in_lang(lang)).collect();
                let (count, table) = (skipped.count, &skipped.table);
                let reason = say(&skipped.reason, lang);
                let what = words!("{table}：{reason}（{count} 处）", "{table}: {reason} ({count} in all)");
                let said = [lang.pick("未采用", "not used").to_string(), String::new(), say(&what, lang)];
                let row = said.into_iter().chain([cells.join(lang.pick("；", "; ")), String::new(), String::new()]);
                rows.push(self.with_period(view, row.map(Said::from).collect()));
            }
        }
        let style = self.style;
        let mut page = self.page(workbook, name)?;
        page.title(lang.pick("检查与问题", "Checks and findings"))?;
        page.fact(&self.facts_of_all())?;
        page.way_back(board, lang.pick("← 排行榜", "← leaderboard"))?;
        if rows.is_empty() {
            page.line(lang.pick("没有发现问题", "nothing found"), &style.fact)?;
            page.wide(0, 20);
            return page.set_widths();
        }
        let mut heads = vec![
            (lang.pick("级别", "level"), 8),
            (lang.pick("代号", "code"), 8),
            (lang.pick("内容", "what"), 50),
            (lang.pick("位置", "where"), 34),
            (lang.pick("说明", "note"), 34),
            (lang.pick("怎么办", "what to do"), 50),
        ];
        self.period_head(&mut heads);
        self.filtered(&mut page, &heads, rows)
    }

    /// What follows for whom: vetoes that struck, consequences, and what could not be decided.
    pub fn consequences(&self, workbook: &mut Workbook, name: &str, board: &str) -> io::Result<()> {
        let (lang, views) = (self.lang, self.views);
        let mut rows = Vec::new();
        let (mut paid, mut withheld, mut any) = (ExactSum::new(), ExactSum::new(), false);
        for view in views {
            let names = names(view.results);
            for subject in &view.results.order {
                let who = names.get(*subject).cloned().unwrap_or_default();
                let key = view.results.subjects.get(*subject).map(|info| info.key.clone()).unwrap_or_default();
                for (veto, strikes) in view.rubric.vetoes.iter().zip(&view.results.vetoes) {
                    let (kind, more) = match figure(strikes, *subject) {
                        Ok(0.0) => continue,
                        Ok(_) => (lang.pick("否决", "veto"), String::new()),
                        Err(why) => (lang.pick("未能判定", "undecided"), say(&number::nothing(why), lang)),
                    };
                    let mut what = vec![say(&effect(view.rubric, &veto.effect), lang)];
                    what.extend(veto.reason.as_deref().map(|reason| inert(reason).into_owned()));
                    let what = if more.is_empty() { what.join(lang.pick("；", "; ")) } else { more };
                    let cells = [key.clone(), who.clone(), kind.into(), say(&veto.name, lang), String::new(), what];
                    rows.push(
                        self.with_period(view, cells.into_iter().map(Said::from).chain([Said::from("")]).collect()),
                    );
                }
                for outcome in outcomes(view, *subject) {
                    let mut what: Vec<String> = Vec::new();
                    let kind = match outcome.applies {
                        Ok(()) => lang.pick("后果", "consequence"),
                        Err(why) => {
                            what.push(say(&number::nothing(why), lang));
                            lang.pick("未能判定", "undecided")
                        }
                    };
                    let money = match (outcome.applies, outcome.money) {
                        (Ok(()), Some(Ok(money))) => {
                            any = true;
                            if money < 0.0 { &mut withheld } else { &mut paid }.add(money);
                            Said::Number(money)
                        }
                        (Ok(()), Some(Err(why))) => Said::from(say(&number::nothing(why), lang)),
                        _ => Said::from(""),
                    };
                    what.extend(outcome.rule.task.as_deref().map(|task| inert(task).into_owned()));
                    let due = outcome.due(view).map(|due| say(&due, lang)).unwrap_or_default();
                    let cells: [Said; 7] = [
                        key.clone().into(),
                        who.clone().into(),
                        kind.into(),
                        say(&outcome.rule.name, lang).into(),
                        money,
                        what.join(lang.pick("；", "; ")).into(),
                        due.into(),
                    ];
                    rows.push(self.with_period(view, cells.into_iter().collect()));
                }
            }
        }
        let style = self.style;
        let mut page = self.page(workbook, name)?;
        page.title(lang.pick("否决与后果", "Vetoes and consequences"))?;
        page.fact(&self.facts_of_all())?;
        if any {
            let (paid, withheld) = (number::money(paid.value(), lang), number::money(withheld.value(), lang));
            page.fact(words!("奖励 {paid}，扣罚 {withheld}", "rewards {paid}, deductions {withheld}").in_lang(lang))?;
        }
        page.way_back(board, lang.pick("← 排行榜", "← leaderboard"))?;
        if rows.is_empty() {
            page.line(lang.pick("没有", "none"), &style.fact)?;
            page.wide(0, 20);
            return page.set_widths();
        }
        let subject = &self.rubric.subject;
        let (key, label) = (inert(&subject.key).into_owned(), inert(&subject.label).into_owned());
        let mut heads = vec![
            (key.as_str(), 12),
            (label.as_str(), 16),
            (lang.pick("类别", "kind"), 10),
            (lang.pick("事项", "rule"), 26),
            (lang.pick("金额（元）", "money (yuan)"), 12),
            (lang.pick("内容", "what"), 44),
            (lang.pick("期限", "due"), 22),
        ];
        self.period_head(&mut heads);
        self.filtered(&mut page, &heads, rows)
    }

    /// A table of texts that can be filtered.
    fn filtered(&self, page: &mut super::page::Page, heads: &[(&str, usize)], rows: Vec<Vec<Said>>) -> io::Result<()> {
        let (top, last) = (page.row, heads.len().saturating_sub(1) as u16);
        page.table(heads, rows.into_iter())?;
        page.sheet.autofilter(top, 0, page.row - 1, last).map_err(failed)?;
        page.sheet.set_freeze_panes(top + 1, 0).map_err(failed)?;
        page.sheet.set_repeat_rows(top, top).map_err(failed)?;
        page.set_widths()
    }

    /// The period in front, where there are several.
    fn with_period(&self, view: &View, mut row: Vec<Said>) -> Vec<Said> {
        if self.views.len() > 1 {
            row.insert(0, Said::from(view.results.period.name.clone()));
        }
        row
    }

    fn period_head(&self, heads: &mut Vec<(&str, usize)>) {
        if self.views.len() > 1 {
            heads.insert(0, (self.lang.pick("期间", "period"), 10));
        }
    }

    /// Data declared void and objections.
    pub fn record_lines(&self) -> Vec<(String, String)> {
        let lang = self.lang;
        let mut lines = Vec::new();
        for view in self.views {
            let names = names(view.results);
            for void in &view.rubric.voids {
                lines.push((say(&record::void_of(view, void), lang), say(&record::void_why(void), lang)));
            }
            for objection in &view.results.record.objections {
                let name = names.get(objection.subject).cloned().unwrap_or_default();
                lines.push((name, say(&record::objection(objection), lang)));
            }
        }
        lines
    }
}

/// A row for each place of each finding, so that they can be filtered.
fn finding_rows(view: &View, bag: &Bag) -> Vec<Vec<Said>> {
    let lang = view.lang;
    let mut rows = Vec::new();
    for finding in &bag.all {
        let head = [
            finding.severity.words().in_lang(lang).to_string(),
            finding.code.id.to_string(),
            say(&finding.message, lang),
        ];
        let help = finding.help.as_ref().map(|help| say(help, lang)).unwrap_or_default();
        let row = |place: String, note: String| {
            head.iter().cloned().chain([place, note, help.clone()]).map(Said::from).collect::<Vec<Said>>()
        };
        if finding.labels.is_empty() {
            rows.push(row(String::new(), String::new()));
        }
        // Where there are cells, the place of the check in the rubric says nothing more.
        let in_cells = finding.labels.iter().any(|label| matches!(label.place, Place::Cell(_)));
        let places = finding.labels.iter().filter(|label| !in_cells || !matches!(label.place, Place::Text { .. }));
        for label in places.take(PLACES) {
            let place = match &label.place {
                Place::Text { source, span } => {
                    let found = view.sources.locate(*source, *span);
                    let at = found.source.line_column(found.span.start);
                    format!("{}:{}:{}", found.source.name, at.line, at.column)
                }
                Place::Cell(cell) => cell.in_lang(lang),
                Place::File(file) => file.to_string(),
            };
            rows.push(row(place, say(&label.words, lang)));
        }
        if finding.labels.len() > PLACES {
            let more = finding.labels.len() - PLACES;
            rows.push(row(words!("另有 {more} 处", "and {more} more").in_lang(lang).to_string(), String::new()));
        }
    }
    rows
}
