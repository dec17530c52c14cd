//! The scheme itself: what is counted and how, by what rules it goes on, and from which files the
//! figures are.

use std::io;

use rust_xlsxwriter::Workbook;

use super::Book;
use super::page::{Page, Said, failed};
use crate::report::outcome::{effect, say};
use crate::report::{View, number, order};
use crate::rubric::{Expr, Indicator, Item, Missing, Ties};
use crate::table::time::show_date;
use crate::text::{Lang, Words, inert};
use crate::words;

/// Columns that sections share, and how wide they are.
const WIDTHS: [usize; 11] = [13, 20, 7, 28, 6, 34, 16, 11, 12, 24, 8];

impl Book<'_, '_> {
    pub fn scheme(&self, workbook: &mut Workbook, name: &str, board: &str) -> io::Result<()> {
        let (lang, rubric) = (self.lang, self.rubric);
        let Some(view) = self.views.first() else { return Ok(()) };
        let mut page = self.page(workbook, name)?;
        page.title(rubric.header.title.in_lang(lang))?;
        let header = &rubric.header;
        let said = [
            (words!("目的", "purpose"), header.purpose.clone()),
            (words!("范围", "scope"), header.scope.clone()),
            (words!("依据", "basis"), header.basis.clone()),
            (words!("施行", "in force from"), header.effective.map(show_date)),
            (words!("满分", "full marks"), Some(header.points.to_string())),
        ];
        for (what, text) in said.iter().filter_map(|(what, text)| Some((what, text.as_ref()?))) {
            page.fact(&format!("{}{}{}", what.in_lang(lang), lang.pick("：", ": "), inert(text)))?;
        }
        page.way_back(board, lang.pick("← 排行榜", "← leaderboard"))?;
        page.skip(1);
        indicators(view, &mut page)?;
        rules(view, &mut page)?;
        self.papers(&mut page)?;
        page.set_widths()
    }

    /// The order of evaluation, who signed, and what the figures come from.
    fn papers(&self, page: &mut Page) -> io::Result<()> {
        let (lang, rubric) = (self.lang, self.rubric);
        section(page, lang.pick("计算顺序", "Order of evaluation"))?;
        let steps: Vec<&str> = order::ORDER.iter().map(|(zh, en)| lang.pick(zh, en)).collect();
        page.fact(&steps.join(" → "))?;
        page.skip(1);
        let lines = self.record_lines();
        if !lines.is_empty() {
            section(page, lang.pick("作废与异议", "Void data and objections"))?;
            let heads = [(lang.pick("对象", "of"), 0), (lang.pick("内容", "what"), 0)];
            page.table(&heads, lines.into_iter().map(|(of, what)| vec![of.into(), what.into()]))?;
            page.skip(1);
        }
        if !rubric.header.sign_off.is_empty() {
            section(page, lang.pick("签批", "Sign-off"))?;
            for (what, who) in &rubric.header.sign_off {
                let word = match what.as_str() {
                    "drafted" => lang.pick("制表", "drafted"),
                    "reviewed" => lang.pick("审核", "reviewed"),
                    "approved" => lang.pick("批准", "approved"),
                    "on" => lang.pick("日期", "on"),
                    other => other,
                };
                page.fact(&format!("{}{}{}", inert(word), lang.pick("：", ": "), inert(who)))?;
            }
            page.skip(1);
        }
        section(page, lang.pick("来源", "Provenance"))?;
        let heads = [
            (lang.pick("类别", "kind"), 0),
            (lang.pick("文件", "file"), 0),
            (lang.pick("行数", "rows"), 0),
            ("SHA-256", 0),
        ];
        let mut rows: Vec<Vec<Said>> = Vec::new();
        for (file, digest) in &rubric.files {
            let kind = lang.pick("方案", "rubric");
            rows.push(vec![kind.into(), inert(file).into_owned().into(), "".into(), digest.clone().into()]);
        }
        let mut known = Vec::new();
        for file in self.views.iter().flat_map(|view| &view.results.files) {
            if known.contains(&file) {
                continue;
            }
            known.push(file);
            let sheet = file.sheet.as_deref().map(|sheet| format!(" › {sheet}")).unwrap_or_default();
            let digest = file.sha256.as_deref().unwrap_or_default().to_string();
            let named = format!("{}{sheet}", file.file);
            rows.push(vec![file.table.to_string().into(), named.into(), Said::Number(file.rows as f64), digest.into()]);
        }
        page.table(&heads, rows.into_iter())?;
        page.fact(&format!("kaohe {}", env!("CARGO_PKG_VERSION")))?;
        for option in self.options {
            page.fact(words!("选项：{option}", "option: {option}").in_lang(lang))?;
        }
        Ok(())
    }
}

fn section(page: &mut Page, title: &str) -> io::Result<()> {
    let format = page.style.section.clone();
    page.line(title, &format)
}

/// The table of indicators: 表二.
fn indicators(view: &View, page: &mut Page) -> io::Result<()> {
    let (lang, rubric) = (view.lang, view.rubric);
    section(page, lang.pick("指标表", "Indicators"))?;
    let mut heads = vec![lang.pick("类别", "category").to_string(), lang.pick("指标", "indicator").to_string()];
    match rubric.variants.as_slice() {
        [] => heads.push(lang.pick("分值", "points").into()),
        all => heads
            .push(all.iter().map(|variant| say(&variant.name, lang)).collect::<Vec<_>>().join(lang.pick("／", " / "))),
    }
    let rest = [
        lang.pick("怎样得出", "how it is found"),
        lang.pick("单位", "unit"),
        lang.pick("评分规则", "scoring rule"),
        lang.pick("没有值时", "without a value"),
        lang.pick("数据负责人", "data owner"),
        lang.pick("评分人", "raters"),
        lang.pick("说明", "definition"),
        lang.pick("方向", "better"),
    ];
    heads.extend(rest.iter().map(ToString::to_string));
    let heads: Vec<(&str, usize)> = heads.iter().zip(WIDTHS).map(|(head, wide)| (head.as_str(), wide)).collect();
    let top = page.row;
    // As the tree has them: what hangs under a category stands together.
    let mut rows = Vec::new();
    let parents = (0..rubric.categories.len()).map(Some).chain([None]);
    for parent in parents {
        for (index, indicator) in rubric.indicators.iter().enumerate().filter(|(_, i)| i.parent == parent) {
            rows.push(indicator_row(view, index, indicator));
        }
    }
    page.table(&heads, rows.into_iter())?;
    page.sheet.set_repeat_rows(top, top).map_err(failed)?;
    page.skip(1);
    Ok(())
}

fn indicator_row(view: &View, index: usize, indicator: &Indicator) -> Vec<Said> {
    let (lang, rubric) = (view.lang, view.rubric);
    // From the top downwards: `质量 › 报表`.
    let mut above = Vec::new();
    let mut next = indicator.parent;
    while let Some(category) = next.and_then(|parent| rubric.categories.get(parent)) {
        above.insert(0, say(&category.name, lang));
        next = category.parent.filter(|_| above.len() <= rubric.categories.len());
    }
    let code = indicator.code.as_deref().map(|code| format!("{code} ")).unwrap_or_default();
    let mut fulls = rubric.fulls(Item::Indicator(index));
    let points = match fulls.as_slice() {
        [Some(full)] => Said::Number(*full),
        _ => {
            let said = fulls.drain(..).map(|full| full.map_or("—".to_string(), number::short));
            said.collect::<Vec<_>>().join(lang.pick("／", " / ")).into()
        }
    };
    let how = match (&indicator.formula, &indicator.rated) {
        (Some(formula), _) => written(view, formula),
        (None, Some(rated)) => {
            let table = rubric.data.get(rated.data).map_or("", |data| data.id.as_str());
            words!("评分人打分（{table}）", "rated ({table})").in_lang(lang).to_string()
        }
        (None, None) => String::new(),
    };
    let raters = indicator.rated.as_ref().map(|rated| {
        let of = rated.raters.iter().filter_map(|rater| rubric.raters.get(*rater));
        of.map(|rater| say(&rater.name, lang)).collect::<Vec<_>>().join(lang.pick("、", ", "))
    });
    let better = indicator.better.map(|better| match better {
        crate::rubric::Better::Higher => lang.pick("越高越好", "higher"),
        crate::rubric::Better::Lower => lang.pick("越低越好", "lower"),
        crate::rubric::Better::Target => lang.pick("越近目标越好", "near the target"),
    });
    vec![
        above.join(" › ").into(),
        format!("{code}{}", say(&indicator.name, lang)).into(),
        points,
        how.into(),
        indicator.unit.clone().unwrap_or_default().into(),
        say(&indicator.scoring.said, lang).into(),
        nothings(indicator, lang).into(),
        indicator.owner.clone().unwrap_or_default().into(),
        raters.unwrap_or_default().into(),
        indicator.definition.clone().unwrap_or_default().into(),
        better.unwrap_or_default().into(),
    ]
}

/// What becomes of an indicator whose value is missing, undefined or not applicable.
fn nothings(indicator: &Indicator, lang: Lang) -> String {
    let policy = |missing: &Missing| {
        let words = match missing {
            Missing::Fail => words!("不出总分", "no total"),
            Missing::Zero => words!("得 0 分", "scores 0"),
            Missing::Skip => words!("本项不计", "left out"),
            Missing::Full => words!("得满分", "full marks"),
            Missing::Previous => words!("取上期得分", "score of the period before"),
            Missing::GroupMean => words!("取同组平均得分", "mean score of the group"),
            Missing::Value(value) => words!("当作 {value}", "taken as {value}"),
        };
        words.in_lang(lang).to_string()
    };
    let of = [
        (words!("缺失", "missing"), policy(&indicator.missing)),
        (words!("无意义", "undefined"), policy(&indicator.undefined)),
        (words!("不适用", "not applicable"), policy(&indicator.not_applicable)),
    ];
    // What is treated alike stands together.
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for (what, then) in &of {
        let what = what.in_lang(lang);
        match said.iter_mut().find(|(known, _)| known == then) {
            Some((_, kinds)) => kinds.push(what),
            None => said.push((then.clone(), vec![what])),
        }
    }
    let said = said.iter().map(|(then, kinds)| match kinds.len() {
        3 => then.clone(),
        _ => format!("{}{}{then}", kinds.join(lang.pick("、", ", ")), lang.pick("：", ": ")),
    });
    said.collect::<Vec<_>>().join(lang.pick("；", "; "))
}

/// A formula as it is written in the rubric.
fn written(view: &View, formula: &Expr) -> String {
    let found = view.sources.locate(view.rubric.source, formula.span);
    let text = found.source.text.get(found.span.start..found.span.end).unwrap_or_default();
    inert(text.trim()).into_owned()
}

/// Vetoes, adjustments, grades, places, consequences.
fn rules(view: &View, page: &mut Page) -> io::Result<()> {
    let (lang, rubric) = (view.lang, view.rubric);
    let mut rows: Vec<[String; 4]> = Vec::new();
    let text = |words: Words| say(&words, lang);
    for veto in &rubric.vetoes {
        let mut what = text(effect(rubric, &veto.effect));
        if let Some(reason) = &veto.reason {
            what = format!("{what}{}{}", lang.pick("；", "; "), inert(reason));
        }
        rows.push([text(words!("否决", "veto")), say(&veto.name, lang), written(view, &veto.when), what]);
    }
    for adjust in &rubric.adjusts {
        let when = adjust.when.as_ref().map(|when| written(view, when)).unwrap_or_default();
        let mut what = vec![written(view, &adjust.points)];
        what.extend(adjust.min.map(|min| text(words!("最少 {min}", "at least {min}"))));
        what.extend(adjust.max.map(|max| text(words!("最多 {max}", "at most {max}"))));
        let what = what.join(lang.pick("；", "; "));
        rows.push([text(words!("加减分", "adjustment")), say(&adjust.name, lang), when, what]);
    }
    for grade in &rubric.grades {
        let what = grade.min.map(|min| text(words!("{min} 分以上（含）", "from {min} points on"))).unwrap_or_default();
        rows.push([text(words!("等级", "grade")), say(&grade.name, lang), String::new(), what]);
    }
    let ties = match &rubric.header.ties {
        Ties::Shared => text(words!("并列同名次，后面的名次空出", "ties share a place, the next are left out")),
        Ties::Dense => text(words!("并列同名次，后面的名次不空", "ties share a place, none is left out")),
        Ties::By(indicators) => {
            let names = indicators.iter().filter_map(|index| rubric.indicators.get(*index));
            let names: Vec<String> = names.map(|indicator| say(&indicator.name, lang)).collect();
            let names = names.join(lang.pick("、", ", "));
            text(words!("同分者依次比较：{names}", "ties are broken by {names}"))
        }
    };
    rows.push([text(words!("名次", "places")), String::new(), String::new(), ties]);
    for rule in &rubric.consequences {
        let mut what = Vec::new();
        if let Some(money) = rule.money.as_ref().or(rule.pool.as_ref().map(|pool| &pool.amount)) {
            let money = written(view, money);
            what.push(text(words!("{money} 元", "{money} yuan")));
        }
        what.extend(rule.task.as_deref().map(|task| inert(task).into_owned()));
        let due = rule.due.map(|due| say(&crate::report::due::span(due), lang));
        what.extend(due);
        let what = what.join(lang.pick("；", "; "));
        rows.push([text(words!("后果", "consequence")), say(&rule.name, lang), written(view, &rule.when), what]);
    }
    section(page, lang.pick("规则", "Rules"))?;
    let heads = [
        lang.pick("类别", "kind"),
        lang.pick("名称", "name"),
        "",
        lang.pick("条件", "condition"),
        "",
        lang.pick("内容", "what"),
    ];
    // Under the wide columns of the table of indicators.
    let heads: Vec<(&str, usize)> = heads.iter().map(|head| (*head, 0)).collect();
    let rows = rows
        .into_iter()
        .map(|[kind, name, when, what]| vec![kind.into(), name.into(), "".into(), when.into(), "".into(), what.into()]);
    page.table(&heads, rows)?;
    page.skip(1);
    Ok(())
}
