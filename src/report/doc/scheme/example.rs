//! The sums of one person, from values to the grade.

use super::{Column, Document, Example, Scheme, Text, Whose, cell};
use crate::report::View;
use crate::report::number::{self, short};
use crate::report::outcome::{figure, kind_of, outcomes};
use crate::result::Step;
use crate::table::Nothing;
use crate::text::Lang;
use crate::words;

/// So many indicators are worked out step by step, and so many steps of each are shown.
const WORKED: usize = 4;
const STEPS: usize = 14;
/// How deep below an indicator: score, value, elements.
const DEPTH: usize = 3;

impl Scheme<'_> {
    pub(super) fn example(&self, out: &mut Document) {
        let Some(example) = self.example else { return };
        out.heading(1, self.pick("算例", "A worked example"));
        out.paragraph(self.introduced(example));
        let view = View {
            rubric: self.rubric,
            results: &example.results,
            sources: self.sources,
            lang: self.lang,
            width: 100,
            color: false,
        };
        self.scores(&view, example.subject, out);
        self.worked(&example.trail.root, out);
        self.sums(&view, example, out);
    }

    fn introduced(&self, example: &Example) -> String {
        let noun = self.word(&self.rubric.subject.noun);
        let period = &example.results.period.name;
        let (zh, en) = match period.as_str() {
            "" => ("的".to_string(), String::new()),
            period => (format!(" {period} 的"), format!(" in {period}")),
        };
        let trail = &example.trail;
        match &example.of {
            Whose::Named => {
                let name = if trail.label.is_empty() { &trail.subject } else { &trail.label };
                self.say(words!("以{noun} {name}{zh}数为例。", "With the figures of {name} ({noun}){en}."))
            }
            Whose::Middle => self.say(words!(
                "以名次居中的一个{noun}{zh}数为例，不写姓名。",
                "With the figures of one {noun} in the middle of the ranking{en}, who is not named."
            )),
            Whose::Test(name) => self.say(words!(
                "没有数据，以方案自带的测试“{name}”所给的数为例。",
                "There are no data: with the figures that the rubric's test “{name}” gives."
            )),
        }
    }

    /// Value, score and points of each indicator.
    fn scores(&self, view: &View, subject: usize, out: &mut Document) {
        let decimals = self.rubric.header.decimals;
        let all = self.rubric.indicators.iter().zip(&view.results.indicators);
        let rows = all.filter_map(|(indicator, result)| {
            let points = figure(&result.points, subject);
            if points == Err(Nothing::NotInVariant) {
                return None;
            }
            let masked = self.rubric.is_masked(&indicator.answers);
            let value = if masked {
                self.pick("保密", "confidential").to_string()
            } else if indicator.rated.is_some() {
                String::new()
            } else {
                self.say(number::value(&result.value, subject, kind_of(indicator), indicator.unit.as_deref()))
            };
            let full = figure(&result.full, subject).map_or_else(|_| short(indicator.full), short);
            let score = figure(&result.score, subject).map_or_else(|_| "—".to_string(), short);
            Some(vec![
                cell(self.word(&indicator.name)),
                cell(value),
                cell(score),
                cell(full),
                cell(self.say(number::points(points, decimals))),
            ])
        });
        let columns = vec![
            Column::text(self.pick("指标", "indicator"), 5),
            Column::number(self.pick("值", "value"), 3),
            Column::number(self.pick("得分（百分制）", "score (0–100)"), 3),
            Column::number(self.pick("分值", "marks"), 2),
            Column::number(self.pick("得分", "points"), 3),
        ];
        out.heading(2, self.pick("各指标", "Indicators"));
        out.table(self.pick("值、评分与得分", "Values, scores and points"), columns, rows.collect());
    }

    /// A few indicators, step by step: the first of each category in turn.
    fn worked(&self, root: &Step, out: &mut Document) {
        let mut found = Vec::new();
        self.find(root, &mut found);
        let mut chosen: Vec<&Step> = Vec::new();
        // Those with a figure, and one beside the other of different categories.
        let mut parents: Vec<Option<usize>> = Vec::new();
        for (at, step) in &found {
            let parent = self.rubric.indicators.get(*at).and_then(|indicator| indicator.parent);
            if step.number.is_some() && !parents.contains(&parent) && chosen.len() < WORKED {
                parents.push(parent);
                chosen.push(step);
            }
        }
        for (_, step) in &found {
            if chosen.len() < WORKED && step.number.is_some() && !chosen.iter().any(|known| std::ptr::eq(*known, *step))
            {
                chosen.push(step);
            }
        }
        if chosen.is_empty() {
            return;
        }
        out.heading(2, self.pick("逐步计算", "Step by step"));
        out.paragraph(self.pick(
            "下面几项写出每一步，其余各项照此；每一行由它下面缩进的各行得来。",
            "Every step of some of them; the others go likewise. Each line comes from those indented below it.",
        ));
        let mut rows = Vec::new();
        for step in chosen {
            let before = rows.len();
            self.lines(step, 0, before + STEPS, &mut rows);
        }
        let columns = vec![
            Column::text(self.pick("项目", "step"), 6),
            Column::number(self.pick("数", "figure"), 4),
            Column::text(self.pick("怎样得来", "how it came about"), 9),
        ];
        out.table(self.pick("逐步计算", "Step by step"), columns, rows);
    }

    fn find<'t>(&self, step: &'t Step, found: &mut Vec<(usize, &'t Step)>) {
        for child in &step.children {
            let at = self.rubric.indicators.iter().position(|indicator| indicator.name == child.name);
            match at {
                Some(at) => found.push((at, child)),
                None => self.find(child, found),
            }
        }
    }

    fn lines(&self, step: &Step, depth: usize, most: usize, rows: &mut Vec<Vec<Text>>) {
        if rows.len() >= most {
            return;
        }
        let name = format!("{}{}", "　".repeat(depth), self.word(&step.name));
        let mut how = Text::default();
        // Who answers for it has been said.
        let indicator = self.rubric.indicators.iter().find(|one| one.name == step.name);
        let answers = indicator.map(|one| one.answers.words(one.owner.as_deref())).unwrap_or_default();
        for words in step.how.iter().filter(|words| !answers.contains(words)).take(3) {
            how = how.and(self.word(words).replace('`', ""));
        }
        let name = if depth == 0 { Text::strong(name) } else { cell(name) };
        rows.push(vec![name, cell(self.word(&step.figure)), how]);
        if depth < DEPTH {
            step.children.iter().for_each(|child| self.lines(child, depth + 1, most, rows));
        }
    }

    /// Categories, adjustments, total, place, grade, consequences.
    fn sums(&self, view: &View, example: &Example, out: &mut Document) {
        let (results, subject) = (&example.results, example.subject);
        let decimals = self.rubric.header.decimals;
        out.heading(2, self.pick("合计", "Sums"));
        let mut rows: Vec<Vec<Text>> = Vec::new();
        let mut row = |name: Text, full: String, points: String| rows.push(vec![name, cell(full), cell(points)]);
        for (category, result) in self.rubric.categories.iter().zip(&results.categories) {
            let points = figure(&result.points, subject);
            if points == Err(Nothing::NotInVariant) {
                continue;
            }
            let indent = if category.parent.is_some() { "　" } else { "" };
            let full = figure(&result.full, subject).map_or_else(|_| short(category.full), short);
            row(
                cell(format!("{indent}{}", self.word(&category.name))),
                full,
                self.say(number::points(points, decimals)),
            );
        }
        for (adjust, points) in self.rubric.adjusts.iter().zip(&results.adjusts) {
            row(
                cell(self.word(&adjust.name)),
                String::new(),
                self.say(number::points(figure(points, subject), decimals)),
            );
        }
        let total = figure(&results.total, subject);
        let full = self.rubric.header.points.to_string();
        row(Text::strong(self.pick("总分", "total")), full, self.say(number::points(total, decimals)));
        let columns = vec![
            Column::text(self.pick("类别", "category"), 5),
            Column::number(self.pick("分值", "marks"), 2),
            Column::number(self.pick("得分", "points"), 3),
        ];
        out.table(self.pick("合计", "Sums"), columns, rows);
        let mut lines: Vec<Text> = example.trail.root.how.iter().map(|words| cell(self.word(words))).collect();
        lines.extend(self.followed(view, subject));
        out.list(lines.into_iter().filter(|line| !line.0.is_empty()).collect());
    }

    /// Consequences, which the tree tells of only with their money.
    fn followed(&self, view: &View, subject: usize) -> Vec<Text> {
        let mut all = Vec::new();
        for outcome in outcomes(view, subject) {
            if outcome.applies.is_ok() {
                let money = match outcome.money {
                    Some(Ok(money)) => format!("{}{}", self.pick("，", ", "), number::money(money, self.lang)),
                    Some(Err(_)) | None => String::new(),
                };
                let task = outcome.rule.task.as_deref().map(|task| match self.lang {
                    Lang::Zh => format!("，{task}"),
                    Lang::En => format!(", {task}"),
                });
                let name = self.word(&outcome.rule.name);
                all.push(self.labelled("后果", "consequence", &format!("{name}{money}{}", task.unwrap_or_default())));
            }
        }
        all.into_iter().map(cell).collect()
    }
}
