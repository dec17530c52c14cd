//! Who judges, what each counts, which ratings count, and which ballots are void.

use super::{Document, Scheme, Text, cell};
use crate::rubric::{CombineRatings, Indicator, Rated, Rater, RaterMissing, RaterWeight, Then};
use crate::text::{Lang, inert};
use crate::words;

impl Scheme<'_> {
    pub(super) fn raters(&self, out: &mut Document) {
        let rubric = self.rubric;
        if rubric.raters.is_empty() {
            return;
        }
        out.heading(1, self.pick("评分人", "Raters"));
        let rows = rubric.raters.iter().enumerate().map(|(at, rater)| {
            let judged = rubric
                .indicators
                .iter()
                .filter(|one| one.rated.as_ref().is_some_and(|rated| rated.raters.contains(&at)));
            let judged: Vec<String> = judged.map(|indicator| self.word(&indicator.name)).collect();
            let missing = match rater.missing {
                RaterMissing::Renormalise => self.pick("权重归其余评分人", "its weight goes to the others"),
                RaterMissing::Fail => self.pick("本项算缺失", "the indicator is missing"),
                RaterMissing::Zero => self.pick("按 0 分计", "counts as 0"),
            };
            vec![
                Text::strong(self.word(&rater.name)),
                cell(self.weight(&rater.weight)),
                cell(self.list(judged)),
                self.rules_of(rater),
                cell(missing),
            ]
        });
        out.table(
            self.pick("评分人与权重", "Raters and weights"),
            self.columns(&[
                ("评分人", "rater", 3),
                ("权重", "weight", 3),
                ("评哪些指标", "rates", 6),
                ("规则", "rules", 5),
                ("没有评时", "without a rating", 3),
            ]),
            rows.collect(),
        );
        out.heading(2, self.pick("怎样合成", "How ratings are combined"));
        // What is combined alike stands together.
        let mut ways: Vec<(Vec<String>, Vec<String>)> = Vec::new();
        let judged = rubric.indicators.iter().filter_map(|one| Some((one, one.rated.as_ref()?)));
        for (indicator, rated) in judged {
            let way = self.combining(indicator, rated);
            let name = self.word(&indicator.name);
            match ways.iter_mut().find(|(known, _)| *known == way) {
                Some((_, names)) => names.push(name),
                None => ways.push((way, vec![name])),
            }
        }
        let items = ways.iter().map(|(way, names)| {
            let names = self.list(names.iter().cloned());
            Text::from(format!("{names}{}{}", self.pick("：", ": "), self.clauses(way.iter().cloned())))
        });
        out.list(items.collect());
        self.ballots(out);
    }

    fn weight(&self, weight: &RaterWeight) -> String {
        match weight {
            RaterWeight::Fixed(weight) => weight.to_string(),
            RaterWeight::ByGroup { column, groups, otherwise } => {
                let all = groups.iter().map(|(group, weight)| format!("{} {weight}", inert(group)));
                let others = otherwise.map(|weight| self.say(words!("其余 {weight}", "others {weight}")));
                self.labelled_by(column, &self.list(all.chain(others)))
            }
            RaterWeight::Formula(formula) => self.said(formula),
        }
    }

    fn labelled_by(&self, column: &str, text: &str) -> String {
        match self.lang {
            Lang::Zh => format!("按{}：{text}", inert(column)),
            Lang::En => format!("by {}: {text}", inert(column)),
        }
    }

    fn rules_of(&self, rater: &Rater) -> Text {
        let mut text = Text::default();
        if let Some(focus) = &rater.focus {
            text = text.and(self.labelled("考核重点", "focus", focus));
        }
        if rater.own {
            text = text.and(self.pick("本人评本人", "rates himself"));
        }
        if let Some(above) = rater.tell_above {
            text = text.and(
                self.say(words!("自评高出他评 {above} 分以上的列出", "listed where more than {above} above others")),
            );
        }
        if rater.not_self {
            text = text.and(self.pick("不得评自己", "must not rate himself"));
        }
        if let Some(column) = rater.same_group.as_deref().map(inert) {
            text = text.and(self.say(words!("只计同一{column}的", "only of the same {column}")));
        }
        if let Some(column) = rater.conflict.as_deref().map(inert) {
            text = text.and(
                self.say(words!("同一{column}的有利害关系，列出", "listed as an interest where of the same {column}")),
            );
        }
        if let Some(expected) = &rater.expected {
            text = text.and(self.labelled("应有", "expected", &self.said(expected)));
        }
        if let Some(share) = rater.min_participation {
            text = text.and(self.say(words!("参评率至少 {share}", "at least {share} of them")));
        }
        if let Some(least) = rater.min_raters {
            text = text.and(self.say(words!("至少 {least} 人", "at least {least} raters")));
        }
        text
    }

    fn combining(&self, indicator: &Indicator, rated: &Rated) -> Vec<String> {
        let within = match rated.combine {
            CombineRatings::Mean => words!("同类评分人取平均", "mean of each kind of rater"),
            CombineRatings::Median => words!("同类评分人取中位数", "median of each kind of rater"),
            CombineRatings::Min => words!("同类评分人取最低", "least of each kind of rater"),
            CombineRatings::Max => words!("同类评分人取最高", "greatest of each kind of rater"),
            CombineRatings::Trimmed(share) => {
                words!("两端各去掉 {share} 后取平均", "mean without the share {share} at each end")
            }
            CombineRatings::DropEnds { ends, above } => words!(
                "多于 {above} 个时去掉最高、最低各 {ends} 个，取平均",
                "mean, of more than {above} without {ends} at each end"
            ),
        };
        let mut all = vec![self.say(within)];
        if rated.raters.len() > 1 {
            all.push(self.pick("各类按权重相加", "kinds by their weights").to_string());
        }
        let own = rated.raters.iter().zip(&rated.weights).filter_map(|(at, weight)| {
            let rater = self.rubric.raters.get(*at)?;
            weight.as_ref().map(|weight| format!("{} {weight}", self.word(&rater.name)))
        });
        let own = self.list(own);
        if !own.is_empty() {
            all.push(self.labelled("本项权重", "weights here", &own));
        }
        if let Some(filter) = &rated.filter {
            all.push(self.labelled("只计", "only where", &self.said(filter)));
        }
        if rated.min_raters > 1 {
            let least = rated.min_raters;
            all.push(self.say(words!("至少 {least} 人", "at least {least} raters")));
        }
        if let Some(outliers) = &rated.outliers {
            let sigma = outliers.sigma;
            all.push(self.say(words!(
                "偏离平均超过 {sigma} 个标准差的不计",
                "without those more than {sigma} standard deviations away"
            )));
        }
        if let Some(allowed) = &rated.allowed {
            let spans = allowed.intervals.iter().map(|(low, high)| format!("{low}–{high}"));
            let step = allowed.step.map(|step| self.say(words!("以 {step} 为单位", "in steps of {step}")));
            all.push(self.labelled(
                "许可的分数",
                "allowed",
                &self.list(spans.chain(step).chain([self.then(allowed.then)])),
            ));
        }
        if let Some(evidence) = &rated.evidence {
            let (when, then, column) = (self.said(&evidence.when), self.then(evidence.then), inert(&evidence.column));
            all.push(self.say(words!(
                "{when} 时要写明理由（{column}），{then}",
                "a reason ({column}) where {when}; otherwise: {then}"
            )));
        }
        // A scale of its own says how words become figures.
        if indicator.unit.as_deref().is_some_and(|unit| unit == "级") {
            all.push(self.word(&indicator.scoring.said));
        }
        all
    }

    fn then(&self, then: Then) -> String {
        match then {
            Then::Warn => self.pick("不合的列出", "told of if not"),
            Then::Void => self.pick("不合的作废", "void if not"),
        }
        .to_string()
    }

    fn ballots(&self, out: &mut Document) {
        if self.rubric.ballots.is_empty() {
            return;
        }
        out.heading(2, self.pick("作废的评分表", "Void ballots"));
        let rows = self.rubric.ballots.iter().map(|ballot| {
            let by = self.list(ballot.by.iter().map(|column| inert(column).into_owned()));
            let when = cell(self.said(&ballot.void_when));
            let when = match &ballot.filter {
                Some(filter) => when.soft(self.labelled("只看", "only where", &self.said(filter))),
                None => when,
            };
            vec![cell(self.table_name(ballot.data)), cell(by), when, cell(ballot.reason.as_deref().unwrap_or_default())]
        });
        out.table(
            self.pick("整张作废的条件", "When a whole ballot is void"),
            self.columns(&[
                ("数据", "table", 2),
                ("一张表", "a ballot is", 3),
                ("作废条件", "void where", 6),
                ("理由", "reason", 5),
            ]),
            rows.collect(),
        );
    }
}
