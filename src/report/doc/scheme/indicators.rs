//! What is counted: the table of indicators (表二), the categories, marks by variant, what becomes of
//! figures that are not there.

use super::{Column, Document, Scheme, Text, cell};
use crate::report::number;
use crate::rubric::{
    Better, Category, ElementSource, Expr, ExprKind, Impute, Indicator, Item, Missing, Outliers, Preparation, Ref,
    SkipWithin, TooLittle, Transform,
};
use crate::text::{Lang, inert};
use crate::words;

/// So many variants stand side by side in one table.
const ABREAST: usize = 6;

impl Scheme<'_> {
    pub(super) fn indicators(&self, out: &mut Document) {
        let rubric = self.rubric;
        out.heading(1, self.pick("指标与计分", "Indicators and marks"));
        self.categories(out);
        out.heading(2, self.pick("指标表", "Indicators"));
        let count = rubric.indicators.len();
        out.paragraph(self.say(words!("共 {count} 项指标。", "Indicators: {count}.")));
        let columns = vec![
            Column::text(self.pick("类别", "category"), 8),
            Column::text(self.pick("代码与指标", "code and indicator"), 13),
            Column::number(self.pick("分值", "marks"), 6),
            Column::text(self.pick("怎样计算", "how it is computed"), 18),
            Column::text(self.pick("评分规则", "scoring rule"), 18),
            Column::text(self.pick("数据来源与责任", "source and owner"), 12),
        ];
        // As the tree has them: what hangs under a category stands together.
        let mut rows = Vec::new();
        for parent in (0..rubric.categories.len()).map(Some).chain([None]) {
            let below = rubric.indicators.iter().enumerate().filter(|(_, indicator)| indicator.parent == parent);
            rows.extend(below.map(|(at, indicator)| self.row(at, indicator)));
        }
        out.table(self.pick("指标表", "Indicators"), columns, rows);
        self.marks_by_variant(out);
        self.nothings(out);
    }

    fn row(&self, at: usize, indicator: &Indicator) -> Vec<Text> {
        let mut name = Text::default();
        if let Some(code) = &indicator.code {
            name = name.soft(code);
        }
        name.0.extend(name_break(&name));
        name.0.extend(Text::strong(self.word(&indicator.name)).0);
        let name = name.soft(indicator.definition.as_deref().unwrap_or_default());
        let name = match &indicator.basis {
            Some(basis) => name.soft(self.labelled("依据", "basis", basis)),
            None => name,
        };
        vec![
            cell(self.path(indicator.parent)),
            name,
            cell(self.fulls(Item::Indicator(at))),
            self.computed(indicator),
            cell(self.rule(indicator)).soft(self.prepared(indicator)),
            self.source(indicator),
        ]
    }

    /// Formula, unit, direction, whom it applies to.
    fn computed(&self, indicator: &Indicator) -> Text {
        let how = match (&indicator.formula, &indicator.rated) {
            (Some(formula), _) => self.said(formula),
            (None, Some(rated)) => {
                let table = self.table_name(rated.data);
                self.say(words!("评分人打分（{table}）", "rated ({table})"))
            }
            (None, None) => String::new(),
        };
        let better = indicator.better.map(|better| match better {
            Better::Higher => self.pick("越高越好", "higher is better"),
            Better::Lower => self.pick("越低越好", "lower is better"),
            Better::Target => self.pick("越近目标越好", "nearer to the target is better"),
        });
        let unit = indicator.unit.as_deref().map(|unit| self.labelled("单位", "unit", unit)).unwrap_or_default();
        let text = cell(how).soft(self.clauses([unit, better.unwrap_or_default().to_string()]));
        match &indicator.applies {
            Some(applies) => text.soft(self.labelled("只对", "only where", &self.said(applies))),
            None => text,
        }
    }

    /// The method's own words; a formula in those of formulas.
    fn rule(&self, indicator: &Indicator) -> String {
        let settings = &indicator.scoring.settings;
        let Some(formula) = settings.formula("expr").or_else(|| settings.formula("")) else {
            return self.word(&indicator.scoring.said);
        };
        let (said, min) = (self.said(formula), settings.number("min").unwrap_or(0.0));
        let max = settings.number("max").unwrap_or(100.0);
        self.say(words!("{said}；限于 {min}–{max}", "{said}; within {min}–{max}"))
    }

    /// Steps between the value and the score.
    fn prepared(&self, indicator: &Indicator) -> String {
        let said = indicator.preparation.iter().map(|step| {
            let words = match step {
                Preparation::Impute(Impute::GroupMean) => words!("缺的取同组平均", "gaps take the group's mean"),
                Preparation::Impute(Impute::GroupMedian) => words!("缺的取同组中位数", "gaps take the group's median"),
                Preparation::Impute(Impute::Previous) => {
                    words!("缺的取上期的值", "gaps take the value of the period before")
                }
                Preparation::Impute(Impute::Linear) => {
                    words!("缺的按前两期的直线推算", "gaps follow the line through the two periods before")
                }
                Preparation::Outliers(Outliers::Quantiles(low, high)) => {
                    words!("低于 {low}、高于 {high} 分位数的拉回到该处", "cut at the quantiles {low} and {high}")
                }
                Preparation::Outliers(Outliers::Count(count)) => {
                    words!("两端各 {count} 个极端值改为相邻的值", "{count} values at each end are set to the next")
                }
                Preparation::Outliers(Outliers::WhileSkewed(_)) => {
                    words!("分布偏斜时逐个拉回极端值", "extremes are set to the next while the distribution is skewed")
                }
                Preparation::Transform(Transform::Log) => words!("先取自然对数", "natural logarithm first"),
                Preparation::Transform(Transform::Log10) => words!("先取常用对数", "common logarithm first"),
                Preparation::Transform(Transform::Sqrt) => words!("先开平方", "square root first"),
            };
            self.say(words)
        });
        self.clauses(said)
    }

    /// Tables, owner, raters, duties, papers.
    fn source(&self, indicator: &Indicator) -> Text {
        let mut text = Text::default();
        let tables = self.tables_of(indicator);
        if !tables.is_empty() {
            text = text.and(self.labelled("来源", "source", &self.list(tables)));
        }
        if let Some(rated) = &indicator.rated {
            let raters = rated.raters.iter().filter_map(|at| self.rubric.raters.get(*at));
            let raters = self.list(raters.map(|rater| self.word(&rater.name)));
            text = text.and(self.labelled("评分", "rated by", &raters));
        }
        for words in indicator.answers.words(indicator.owner.as_deref()) {
            text = text.and(self.say(words));
        }
        let duties = indicator.answers.duties.iter().filter_map(|at| self.rubric.duties.get(*at));
        let duties = self.list(duties.map(|duty| self.word(&duty.name)));
        if !duties.is_empty() {
            text = text.soft(self.labelled("职责", "duty", &duties));
        }
        if !indicator.answers.contributors.is_empty() {
            let shares = indicator.answers.contributors.iter().map(|(unit, share)| format!("{} {share}", inert(unit)));
            text = text.soft(self.labelled("协作", "contributors", &self.list(shares)));
        }
        text
    }

    /// The tables that an indicator's figures are read from, each once.
    fn tables_of(&self, indicator: &Indicator) -> Vec<String> {
        let mut found = Vec::new();
        let mut seen = vec![false; self.rubric.elements.len()];
        if let Some(formula) = &indicator.formula {
            self.gather(formula, &mut seen, &mut found);
        }
        if let Some(rated) = &indicator.rated
            && !found.contains(&rated.data)
        {
            found.push(rated.data);
        }
        found.into_iter().map(|at| self.table_name(at)).collect()
    }

    fn gather(&self, expr: &Expr, seen: &mut Vec<bool>, found: &mut Vec<usize>) {
        let mut elements = Vec::new();
        expr.walk(&mut |part| {
            if let ExprKind::Ref(Ref::Element(at)) = &part.kind {
                elements.push(*at);
            }
        });
        for at in elements {
            let Some(known) = seen.get_mut(at).filter(|known| !**known) else { continue };
            *known = true;
            match self.rubric.elements.get(at).map(|element| &element.source) {
                Some(ElementSource::Rows { data, .. }) if !found.contains(data) => found.push(*data),
                Some(ElementSource::Formula(formula)) => self.gather(formula, seen, found),
                Some(ElementSource::Rows { .. }) | None => {}
            }
        }
    }

    /// From the top downwards: `服务类 › 旺旺沟通`.
    fn path(&self, parent: Option<usize>) -> String {
        let mut names = Vec::new();
        let mut above = parent;
        while let Some(category) = above.and_then(|at| self.rubric.categories.get(at)) {
            names.insert(0, self.word(&category.name));
            // No deeper than there are categories, whatever they say.
            above = category.parent.filter(|_| names.len() <= self.rubric.categories.len());
        }
        names.join(" › ")
    }

    fn categories(&self, out: &mut Document) {
        let header = &self.rubric.header;
        out.heading(2, self.pick("类别与合成", "Categories and how they add up"));
        let mut lines = vec![self.labelled("总分", "total", &self.combined(&header.combine))];
        lines.extend(self.data_weights(None));
        let decimals = header.decimals;
        if self.rubric.indicators.iter().any(|indicator| indicator.not_applicable == Missing::Skip) {
            lines.push(
                match header.skip_within {
                    SkipWithin::Category => self.pick(
                        "不计的指标，分值按比例归同类其余各项",
                        "marks of what is left out go to the others of its category, in proportion",
                    ),
                    SkipWithin::Total => self.pick(
                        "不计的指标，分值按比例归其余所有各项",
                        "marks of what is left out go to all that is there, in proportion",
                    ),
                }
                .to_string(),
            );
        }
        lines.push(self.say(words!("得分取 {decimals} 位小数显示", "points are shown with {decimals} decimals")));
        out.list(lines.iter().map(Text::from).collect());
        let rows = self.rubric.categories.iter().enumerate().map(|(at, category)| {
            let code = category.code.as_deref().map(|code| format!("{} ", inert(code))).unwrap_or_default();
            let within =
                category.parent.map_or(self.pick("总分", "total").to_string(), |_| self.path(category.parent));
            let items = self.rubric.indicators.iter().filter(|indicator| indicator.parent == Some(at)).count();
            vec![
                cell(format!("{code}{}", self.word(&category.name))),
                cell(within),
                cell(self.fulls(Item::Category(at))),
                cell(items.to_string()),
                cell(
                    self.clauses(
                        std::iter::once(self.combined(&category.combine))
                            .chain(self.data_weights(Some(at)))
                            .chain(self.needs(category)),
                    ),
                ),
            ]
        });
        let columns = vec![
            Column::text(self.pick("类别", "category"), 10),
            Column::text(self.pick("属于", "part of"), 8),
            Column::number(self.pick("分值", "marks"), 5),
            Column::number(self.pick("指标数", "indicators"), 6),
            Column::text(self.pick("怎样合成", "how it adds up"), 14),
        ];
        out.table(self.pick("类别与分值", "Categories and marks"), columns, rows.collect());
    }

    /// How much of a category must be there.
    fn needs(&self, category: &Category) -> Option<String> {
        let needs = category.needs?;
        let share = needs
            .share
            .map(|share| self.say(words!("至少 {share} 的分值有数据", "data for at least {share} of the marks")));
        let items =
            needs.items.map(|items| self.say(words!("至少 {items} 项有数据", "data for at least {items} parts")));
        let otherwise = match needs.otherwise {
            TooLittle::Fail => self.pick("不够则不出总分", "otherwise there is no total"),
            TooLittle::Skip => self.pick("不够则本类不计", "otherwise it is left out"),
        };
        Some(self.list(share.into_iter().chain(items).chain([otherwise.to_string()])))
    }

    /// Every category and indicator in every variant.
    fn marks_by_variant(&self, out: &mut Document) {
        let rubric = self.rubric;
        if rubric.variants.is_empty() {
            return;
        }
        out.heading(2, self.pick("各类型的分值", "Marks by variant"));
        let tables = rubric.variants.len().div_ceil(ABREAST);
        for (number, variants) in rubric.variants.chunks(ABREAST).enumerate() {
            let mut columns = vec![Column::text(self.pick("类别或指标", "category or indicator"), 6)];
            columns.extend(variants.iter().map(|variant| Column::number(self.word(&variant.name), 2)));
            let row = |name: Text, item: Item| {
                let fulls = variants.iter().map(|variant| variant.full(item).map_or("—".into(), number::short));
                std::iter::once(name).chain(fulls.map(cell)).collect::<Vec<Text>>()
            };
            let mut rows = Vec::new();
            for parent in (0..rubric.categories.len()).map(Some).chain([None]) {
                if let Some((at, category)) = parent.and_then(|at| Some((at, rubric.categories.get(at)?))) {
                    rows.push(row(Text::strong(self.word(&category.name)), Item::Category(at)));
                }
                let below = rubric.indicators.iter().enumerate().filter(|(_, indicator)| indicator.parent == parent);
                rows.extend(below.map(|(at, one)| row(cell(self.word(&one.name)), Item::Indicator(at))));
            }
            let part = match (tables, self.lang) {
                (1, _) => String::new(),
                (_, Lang::Zh) => format!("（{}）", number + 1),
                (_, Lang::En) => format!(" ({})", number + 1),
            };
            out.table(format!("{}{part}", self.pick("各类型的分值", "Marks by variant")), columns, rows);
        }
        let params = rubric.variants.iter().flat_map(|variant| {
            variant.params.iter().filter_map(|(at, value)| {
                let param = rubric.params.get(*at)?;
                Some(Text::from(format!(
                    "{}{}{} = {}",
                    self.word(&variant.name),
                    self.pick("：", ": "),
                    inert(&param.id),
                    self.param(value)
                )))
            })
        });
        out.list(params.collect());
    }

    /// What a figure that is not there does, those that are treated alike together.
    fn nothings(&self, out: &mut Document) {
        let policy = |missing: &Missing| match missing {
            Missing::Fail => words!("不出总分，补齐再算", "no total until it is reported"),
            Missing::Zero => words!("得 0 分", "scores 0"),
            Missing::Skip => words!("本项不计", "left out"),
            Missing::Full => words!("得满分", "full marks"),
            Missing::Previous => words!("取上期得分", "score of the period before"),
            Missing::GroupMean => words!("取同组平均得分", "mean score of the group"),
            Missing::Value(value) => words!("当作 {value}", "taken as {value}"),
        };
        let mut kinds: Vec<([String; 3], Vec<String>)> = Vec::new();
        for indicator in &self.rubric.indicators {
            let of = [&indicator.missing, &indicator.undefined, &indicator.not_applicable];
            let of = of.map(|missing| self.say(policy(missing)));
            let name = self.word(&indicator.name);
            match kinds.iter_mut().find(|(known, _)| *known == of) {
                Some((_, names)) => names.push(name),
                None => kinds.push((of, vec![name])),
            }
        }
        let total = self.rubric.indicators.len();
        let most = kinds.iter().map(|(_, names)| names.len()).max().unwrap_or_default();
        let mut others = false;
        let rows = kinds.iter().map(|(of, names)| {
            // The most common way is of all that are not named.
            let all = names.len() == most && total > 3 && !others;
            others |= all;
            let who = match (all, kinds.len()) {
                (true, 1) => self.pick("所有指标", "all indicators").to_string(),
                (true, _) => self.pick("其余各项", "all others").to_string(),
                (false, _) => self.list(names.iter().cloned()),
            };
            std::iter::once(cell(who)).chain(of.iter().map(cell)).collect()
        });
        let rows: Vec<Vec<Text>> = rows.collect();
        out.heading(2, self.pick("没有数时", "Where a figure is not there"));
        out.table(
            self.pick("没有数时怎样计分", "What a figure that is not there does"),
            self.columns(&[
                ("指标", "indicator", 5),
                ("缺失（没有报）", "missing (not reported)", 3),
                ("无意义（如除数为 0）", "undefined (such as division by 0)", 3),
                ("不适用", "not applicable", 3),
            ]),
            rows,
        );
    }
}

fn name_break(name: &Text) -> Option<super::super::Run> {
    (!name.0.is_empty()).then_some(super::super::Run::Break)
}
