//! What the figures are: tables, data elements with definitions and owners, logic checks, parameters.

use super::{Document, Scheme, Text, cell};
use crate::diagnostic::Severity;
use crate::report::number;
use crate::rubric::{Check, DataSource, Dated, Element, ElementSource, LookupEntries, Param, ParamValue, PeriodFrom};
use crate::table::time::show_date;
use crate::text::{Lang, inert};
use crate::words;

impl Scheme<'_> {
    pub(super) fn data(&self, out: &mut Document) {
        let rubric = self.rubric;
        out.heading(1, self.pick("数据", "Data"));
        out.heading(2, self.pick("数据来源", "Where figures come from"));
        let rows = rubric
            .data
            .iter()
            .map(|data| vec![cell(&data.id), self.files(data), cell(self.period(data)), self.delivered(data)]);
        out.table(
            self.pick("数据来源", "Tables of data"),
            self.columns(&[("数据", "data", 3), ("文件", "files", 6), ("期间", "period", 4), ("说明", "notes", 6)]),
            rows.collect(),
        );
        if !rubric.elements.is_empty() {
            out.heading(2, self.pick("数据项", "Data elements"));
            let rows = rubric.elements.iter().map(|element| self.element(element)).collect();
            out.table(
                self.pick("数据项", "Data elements"),
                self.columns(&[
                    ("数据项", "element", 4),
                    ("定义", "definition", 7),
                    ("怎样得出", "how it is found", 7),
                    ("负责", "owner", 4),
                ]),
                rows,
            );
        }
        self.lookups(out);
        self.checks(out);
        self.voids(out);
    }

    fn files(&self, data: &DataSource) -> Text {
        match &data.rubric {
            Some(rubric) => cell(self.labelled("另一方案的结果", "results of another scheme", rubric)),
            None => {
                let sheet = data.sheet.as_deref().map(|sheet| format!(" › {}", inert(sheet))).unwrap_or_default();
                cell(format!("{}{sheet}", self.list(data.files.iter().map(|file| inert(file).into_owned()))))
            }
        }
    }

    fn period(&self, data: &DataSource) -> String {
        match &data.period {
            PeriodFrom::Always => self.pick("各期通用", "for all periods").to_string(),
            PeriodFrom::Column(column) => match self.lang {
                Lang::Zh => format!("按“{}”归期", inert(column)),
                Lang::En => format!("by “{}”", inert(column)),
            },
            PeriodFrom::FileName(_) => self.pick("按文件名归期", "by the file's name").to_string(),
            PeriodFrom::Rubric => self.pick("按该方案的期间", "as the other scheme has it").to_string(),
        }
    }

    /// What is left out, and who outside delivers it.
    fn delivered(&self, data: &DataSource) -> Text {
        let mut text = Text::default();
        if let Some(drop) = &data.drop {
            text = text.and(self.labelled("不计", "left out where", &self.said(drop)));
        }
        if let Some(outside) = &data.outside {
            let dates = [
                outside.asked_on.map(|day| self.labelled("要求日期", "asked on", &show_date(day))),
                outside.due.map(|day| self.labelled("应交", "due", &show_date(day))),
                outside.received_on.map(|day| self.labelled("收到", "received", &show_date(day))),
            ];
            let from = outside.from.as_deref().map(|from| self.labelled("外部提供", "delivered by", from));
            let officer = outside.officer.as_deref().map(|officer| self.labelled("经办", "officer", officer));
            text = text.and(self.clauses(from.into_iter().chain(officer).chain(dates.into_iter().flatten())));
        }
        if let Some(days) = data.settles {
            text =
                text.and(self.say(words!("期末后 {days} 天内仍可能变", "may change for {days} days after the period")));
        }
        if let Some(evidence) = &data.evidence {
            text = text.soft(self.labelled("证明资料一栏", "column of evidence", evidence));
        }
        if data.optional {
            text = text.soft(self.pick("可以没有", "may be absent"));
        }
        text
    }

    fn element(&self, element: &Element) -> Vec<Text> {
        let unit = element.unit.as_deref().map(|unit| self.labelled("单位", "unit", unit)).unwrap_or_default();
        let range = element.range.map(|(low, high)| match self.lang {
            Lang::Zh => format!("{low} 至 {high}"),
            Lang::En => format!("{low} to {high}"),
        });
        let how = match &element.source {
            ElementSource::Rows { data, value, filter } => {
                let text = cell(self.said(value)).soft(self.labelled("来源", "source", &self.table_name(*data)));
                match filter {
                    Some(filter) => text.soft(self.labelled("只计", "only where", &self.said(filter))),
                    None => text,
                }
            }
            ElementSource::Formula(formula) => cell(self.said(formula)),
        };
        let mut owner = cell(element.owner.as_deref().unwrap_or_default());
        let named = usize::from(element.owner.is_some());
        for words in element.answers.words(element.owner.as_deref()).into_iter().skip(named) {
            owner = owner.and(self.say(words));
        }
        if element.answers.confidential {
            owner = owner.soft(self.pick("保密", "confidential"));
        }
        vec![
            cell(self.word(&element.name)).soft(self.clauses(std::iter::once(unit).chain(range))),
            cell(element.definition.as_deref().unwrap_or_default()),
            how,
            owner,
        ]
    }

    fn checks(&self, out: &mut Document) {
        if self.rubric.checks.is_empty() {
            return;
        }
        out.heading(2, self.pick("逻辑检查", "Logic checks"));
        let rows = self.rubric.checks.iter().map(|check| {
            let then = match check.severity {
                Severity::Error => self.pick("改正之前不出总分", "no total until it is mended"),
                Severity::Warning => self.pick("提醒", "warning"),
                Severity::Note => self.pick("列出", "listed"),
            };
            let of = check.data.map(|data| self.table_name(data));
            let of = of.unwrap_or_else(|| self.word(&self.rubric.subject.noun));
            vec![cell(&check.id), cell(of), self.holds(check), cell(then)]
        });
        out.table(
            self.pick("逻辑检查", "Logic checks"),
            self.columns(&[
                ("检查", "check", 4),
                ("查什么", "of", 2),
                ("应当成立", "must hold", 8),
                ("不成立时", "otherwise", 3),
            ]),
            rows.collect(),
        );
    }

    fn holds(&self, check: &Check) -> Text {
        let text = if check.clauses.is_empty() {
            cell(self.said(&check.expr))
        } else {
            // What is said where a clause fails, without the figures.
            let mut text = Text::default();
            for clause in &check.clauses {
                let mut says = self.word(&clause.says);
                for at in 0..clause.figures.len() {
                    says = says.replace(&format!("` {{{at}}}"), "`").replace(&format!("{{{at}}}"), "…");
                }
                text = text.and(self.labelled("不得", "never", &says.replace('`', "")));
            }
            text
        };
        match &check.message {
            Some(message) => text.soft(self.labelled("提示", "message", message)),
            None => text,
        }
    }

    /// Tables of values: 国家级 5, 省级 3.
    fn lookups(&self, out: &mut Document) {
        if self.rubric.lookups.is_empty() {
            return;
        }
        out.heading(2, self.pick("换算表", "Tables of values"));
        for table in &self.rubric.lookups {
            let mut rows: Vec<[String; 2]> = match &table.entries {
                LookupEntries::Words(all) => {
                    all.iter().map(|(word, value)| [word.clone(), value.to_string()]).collect()
                }
                LookupEntries::AtLeast(all) => {
                    all.iter().map(|(edge, value)| [format!("≥ {edge}"), value.to_string()]).collect()
                }
                LookupEntries::AtMost(all) => {
                    all.iter().map(|(edge, value)| [format!("≤ {edge}"), value.to_string()]).collect()
                }
            };
            rows.extend(table.otherwise.map(|value| [self.pick("其余", "otherwise").to_string(), value.to_string()]));
            out.table(
                &table.id,
                vec![
                    super::Column::text(self.pick("值", "value"), 3),
                    super::Column::number(self.pick("换算为", "gives"), 1),
                ],
                rows.into_iter().map(|row| row.map(cell).to_vec()).collect(),
            );
        }
    }

    pub(super) fn value_of(&self, param: &Param) -> String {
        self.param(&param.value)
    }

    pub(super) fn param(&self, value: &ParamValue) -> String {
        match value {
            ParamValue::Number(value) => number::short(value.to_f64()),
            ParamValue::Text(text) => inert(text).into_owned(),
            ParamValue::Dated(all) => self.clauses(all.iter().map(|dated: &Dated| {
                let (from, until) = (dated.from.map(show_date), dated.until.map(show_date));
                let value = dated.value;
                match (from, until) {
                    (Some(from), Some(until)) => {
                        self.say(words!("{value}（{from} 至 {until}）", "{value} ({from} to {until})"))
                    }
                    (Some(from), None) => self.say(words!("{value}（{from} 起）", "{value} (from {from})")),
                    (None, Some(until)) => self.say(words!("{value}（至 {until}）", "{value} (until {until})")),
                    (None, None) => value.to_string(),
                }
            })),
            ParamValue::ByGroup { groups, otherwise } => {
                let others = otherwise.map(|value| self.say(words!("其余 {value}", "others {value}")));
                self.clauses(groups.iter().map(|(group, value)| format!("{} {value}", inert(group))).chain(others))
            }
        }
    }
}
