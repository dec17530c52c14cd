//! What the appraisal is for, on what it rests, who is judged, and when.

use super::{Document, Scheme, Text, cell};
use crate::report::number;
use crate::rubric::{Combine, Item, Marking, PeriodFrom, WeighBy};
use crate::table::Cycle;
use crate::table::time::show_date;
use crate::text::{Lang, inert};
use crate::words;

impl Scheme<'_> {
    pub(super) fn general(&self, out: &mut Document) {
        let header = &self.rubric.header;
        out.heading(1, self.pick("总则", "General"));
        let mut facts = Vec::new();
        let mut say = |zh: &str, en: &str, text: Option<String>| {
            if let Some(text) = text.filter(|text| !text.trim().is_empty()) {
                facts.push(cell(self.labelled(zh, en, &text)));
            }
        };
        say("依据", "basis", header.basis.clone());
        say("目的", "purpose", header.purpose.clone());
        say("范围", "scope", header.scope.clone());
        say("周期", "cycle", Some(self.cycle()));
        say("施行日期", "in force from", header.effective.map(show_date));
        say("有效期至", "in force until", header.until.map(show_date));
        say("满分", "full marks", Some(self.full_marks()));
        say("通报日期", "day of the notice", header.notice.map(show_date));
        out.list(facts);
        self.subjects(out);
        self.variants(out);
        self.params(out);
    }

    fn cycle(&self) -> String {
        let (zh, en) = match self.rubric.header.cycle {
            Cycle::Month => ("每月一次", "monthly"),
            Cycle::Quarter => ("每季一次", "quarterly"),
            Cycle::HalfYear => ("每半年一次", "every half-year"),
            Cycle::Semester => ("每学期一次", "every semester"),
            Cycle::Year => ("每年一次", "yearly"),
            Cycle::Once => ("一次，不分期", "once"),
        };
        self.pick(zh, en).to_string()
    }

    fn full_marks(&self) -> String {
        let header = &self.rubric.header;
        let (low, high) = (&header.total_range.0, &header.total_range.1);
        let points = &header.points;
        let range = words!("{points} 分，总分在 {low} 至 {high} 之间", "{points}; totals lie from {low} to {high}");
        let how = match header.marking {
            Marking::Points => words!("分值逐级相加", "marks add up level by level"),
            Marking::Weights => words!("各级按权重合成，每级为百分制", "weights at each level, each scored 0–100"),
        };
        self.clauses([self.say(range), self.say(how)])
    }

    fn subjects(&self, out: &mut Document) {
        let subject = &self.rubric.subject;
        out.heading(2, self.pick("考核对象", "Who is assessed"));
        let noun = self.word(&subject.noun);
        let mut lines = Vec::new();
        lines.push(match self.rubric.data.get(subject.roster).map(|roster| inert(&roster.id)) {
            Some(roster) => match self.lang {
                Lang::Zh => format!("{noun}：列在名册（{roster}）上的人或单位，以“{}”相区别", inert(&subject.key)),
                Lang::En => {
                    format!("{noun}: who stands on the roster ({roster}), told apart by “{}”", inert(&subject.key))
                }
            },
            None => noun,
        });
        if let Some(filter) = &subject.filter {
            lines.push(self.labelled("只考核", "only those where", &self.said(filter)));
        }
        if !subject.groups.is_empty() {
            let groups = self.list(subject.groups.iter().map(|group| inert(group).into_owned()));
            lines.push(match self.lang {
                Lang::Zh => format!("分组：{groups}；名次和与同组相比的指标按第一种分组"),
                Lang::En => format!("groups: {groups}; places and figures beside peers go by the first"),
            });
        }
        if subject.min_group > 1 {
            let least = subject.min_group;
            lines.push(self.say(words!(
                "一组不满 {least} 个的，不因名次奖惩",
                "in a group of fewer than {least} nothing follows from places"
            )));
        }
        let roster = self.rubric.data.get(subject.roster);
        if roster.is_some_and(|roster| roster.period != PeriodFrom::Always) {
            lines.push(self.pick("名册每期一份", "the roster is of each period").to_string());
        }
        out.list(lines.iter().map(Text::from).collect());
    }

    /// Who is judged by which marks; the marks themselves stand with the indicators.
    fn variants(&self, out: &mut Document) {
        if self.rubric.variants.is_empty() {
            return;
        }
        out.heading(2, self.pick("岗位或类型", "Variants"));
        let rows = self.rubric.variants.iter().map(|variant| {
            let when = match &variant.when {
                Some(when) => self.said(when),
                None => self.pick("其余各人", "everybody else").to_string(),
            };
            let count = variant.indicators.iter().flatten().count();
            vec![cell(self.word(&variant.name)), cell(when), cell(count.to_string())]
        });
        let mut columns = self.columns(&[("类型", "variant", 3), ("适用于", "for whom", 6)]);
        columns.push(super::Column::number(self.pick("指标数", "indicators"), 2));
        out.table(self.pick("考核类型", "Variants"), columns, rows.collect());
    }

    fn params(&self, out: &mut Document) {
        if self.rubric.params.is_empty() {
            return;
        }
        let rows = self.rubric.params.iter().map(|param| vec![cell(&param.id), cell(self.value_of(param))]).collect();
        out.heading(2, self.pick("参数", "Parameters"));
        out.table(
            self.pick("方案中的参数", "Parameters of the scheme"),
            self.columns(&[("参数", "parameter", 3), ("值", "value", 6)]),
            rows,
        );
    }

    /// How the parts of a category, or of the total, come together.
    pub(super) fn combined(&self, combine: &Combine) -> String {
        let (zh, en) = match combine {
            Combine::Sum => ("各部分得分相加", "points add up"),
            Combine::Power(power) => {
                return match number::digits(power.to_f64()).as_str() {
                    "1" => {
                        self.pick("各部分得分率的加权算术平均", "weighted arithmetic mean of the parts' scores").into()
                    }
                    "0" => {
                        self.pick("各部分得分率的加权几何平均", "weighted geometric mean of the parts' scores").into()
                    }
                    "-1" => {
                        self.pick("各部分得分率的加权调和平均", "weighted harmonic mean of the parts' scores").into()
                    }
                    power => self.say(words!(
                        "各部分得分率的加权幂平均（{power} 次）",
                        "weighted power mean of the parts' scores (power {power})"
                    )),
                };
            }
            Combine::Min => ("取各部分中最低的得分率", "the least score of the parts"),
            Combine::Formula(formula) => return self.said(formula),
            Combine::Topsis => {
                ("TOPSIS：按各指标值与最优方案的接近程度", "TOPSIS: nearness of the values to the ideal")
            }
            Combine::RankSumRatio => ("秩和比（RSR）：按各指标值的加权秩", "weighted rank-sum ratio of the values"),
            Combine::RankSum => ("按各指标值的加权平均名次", "weighted mean place by the values"),
        };
        self.pick(zh, en).to_string()
    }

    /// Weights that come from the data, of a category or of the total.
    pub(super) fn data_weights(&self, parent: Option<usize>) -> Option<String> {
        let weights = self.rubric.data_weights.iter().find(|weights| weights.parent == parent)?;
        let (zh, en) = match weights.method {
            WeighBy::Entropy => ("熵值法", "entropy"),
            WeighBy::Critic => ("CRITIC 法", "CRITIC"),
            WeighBy::Deviation => ("标准差法", "standard deviations"),
        };
        let items = weights.items.iter().filter_map(|at| self.rubric.indicators.get(*at));
        let items = self.list(items.map(|indicator| self.word(&indicator.name)));
        Some(match self.lang {
            Lang::Zh => format!("{items} 的权重由数据求得（{zh}）"),
            Lang::En => format!("weights of {items} come from the data ({en})"),
        })
    }

    /// Full marks: one figure, or those of the variants from least to most.
    pub(super) fn fulls(&self, item: Item) -> String {
        let all: Vec<f64> = self.rubric.fulls(item).into_iter().flatten().collect();
        let least = all.iter().copied().fold(f64::INFINITY, f64::min);
        let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        match all.len() {
            0 => "—".into(),
            _ if least == most => number::short(least),
            _ => format!("{}–{}", number::short(least), number::short(most)),
        }
    }
}
