//! A small shop with four people, made by hand: a tie, a veto, a missing figure, names that try
//! the layout, and a name that tries the terminal.

use crate::diagnostic::{Bag, Cell, Code, Diagnostic, Severity};
use crate::number::{Decimal, Rational};
use crate::result::{
    CategoryResult, ConsequenceResult, FileRead, IndicatorResult, Period, RatingResult, Results, Skipped, Step,
    SubjectInfo, Trail,
};
use crate::rubric::{
    Adjust, Better, Category, Consequence, Due, DueAfter, Effect, Element, ElementSource, Expr, ExprKind, Grade,
    Header, Indicator, Marking, MethodId, Missing, Rater, RaterMissing, RaterWeight, RoundStage, Rubric, Scoring,
    Settings, SubjectSpec, Ties, Veto, ZeroTarget,
};
use crate::table::{Cycle, Kind, Lane, Nothing, Numbers, Texts};
use crate::text::{Lang, Sources, Span, Words};
use crate::words;

use super::View;

#[derive(Debug)]
pub(crate) struct Fixture {
    pub(crate) rubric: Rubric,
    pub(crate) results: Results,
    pub(crate) sources: Sources,
}

impl Fixture {
    pub(crate) fn view(&self, lang: Lang) -> View<'_> {
        View { rubric: &self.rubric, results: &self.results, sources: &self.sources, lang, width: 100, color: false }
    }
}

fn number(value: f64) -> Expr {
    Expr { kind: ExprKind::Number(value), span: Span::default(), ty: Kind::Number }
}

fn category(id: &str, en: &str, full: i64) -> Category {
    Category {
        id: id.into(),
        name: Words::new(id, en),
        code: None,
        parent: None,
        weight: Rational::from_int(full),
        full: full as f64,
        combine: crate::rubric::Combine::Sum,
        needs: None,
        span: Span::default(),
        marks: Span::default(),
    }
}

fn indicator(id: &str, en: &str, parent: usize, full: i64, unit: Option<&str>) -> Indicator {
    Indicator {
        id: id.into(),
        name: Words::new(id, en),
        code: None,
        parent: Some(parent),
        weight: Rational::from_int(full),
        full: full as f64,
        unit: unit.map(Into::into),
        better: Some(Better::Higher),
        formula: Some(number(1.0)),
        applies: None,
        rated: None,
        preparation: Vec::new(),
        scoring: Scoring {
            method: MethodId(0),
            settings: Settings::default(),
            said: Default::default(),
            span: Span::default(),
            rungs: Vec::new(),
        },
        missing: Missing::Fail,
        undefined: Missing::Zero,
        not_applicable: Missing::Skip,
        policy_said: false,
        places: Default::default(),
        owner: None,
        answers: crate::rubric::Answers::default(),
        effort: None,
        basis: None,
        definition: None,
        decimals: None,
        span: Span::default(),
    }
}

fn numbers(figures: [Result<f64, Nothing>; 4]) -> Numbers {
    figures.into_iter().collect()
}

fn plain(values: [f64; 4]) -> Numbers {
    Numbers::from_values(values.to_vec())
}

fn subject(key: &str, label: &str, group: &str, row: u32) -> SubjectInfo {
    let origin = Cell { file: "staff.csv".into(), sheet: None, row, column: 0 };
    SubjectInfo { key: key.into(), label: label.into(), groups: vec![group.into()], origin: Some(origin) }
}

fn rubric(source: crate::text::SourceId) -> Rubric {
    let header = Header {
        id: "ecommerce-cs".into(),
        title: Words::new("网店客服组月度绩效考核", "Monthly appraisal of the shop's customer service"),
        basis: Some("《客服绩效考核工作计划》篇1".into()),
        purpose: None,
        scope: None,
        cycle: Cycle::Month,
        until: None,
        effective: None,
        marking: Marking::Points,
        points: Rational::from_int(100),
        combine: crate::rubric::Combine::Sum,
        decimals: 2,
        round_at: vec![RoundStage::Indicator, RoundStage::Total],
        ties: Ties::Shared,
        missing: Missing::Fail,
        skip_within: crate::rubric::SkipWithin::Category,
        total_range: (Rational::ZERO, Rational::from_int(106)),
        total_range_said: false,
        span: Default::default(),
        missing_said: false,
        test_tolerance: None,
        data: None,
        data_span: Span::default(),
        sign_off: Vec::new(),
        notice: None,
        calendar: crate::rubric::Calendar::default(),
    };
    let subject = SubjectSpec {
        noun: Words::new("客服", "agent"),
        roster: 0,
        key: "工号".into(),
        label: "姓名".into(),
        groups: vec!["班组".into()],
        min_group: 3,
        filter: None,
    };
    let grade = |id: &str, en: &str, min| Grade {
        id: id.into(),
        name: Words::new(id, en),
        min: Some(Decimal::from_int(min)),
        span: Span::default(),
    };
    let consequence = |id: &str, en: &str, money: Option<f64>, task: Option<&str>, due| Consequence {
        id: id.into(),
        name: Words::new(id, en),
        when: number(1.0),
        money: money.map(number),
        task: task.map(Into::into),
        due,
        by_place: true,
        pool: None,
        out_of: None,
        span: Span::default(),
    };
    let plan = Due { after: DueAfter::Notice, days: 7, working: false };
    Rubric {
        source,
        header,
        subject,
        data: Vec::new(),
        lookups: Vec::new(),
        params: Vec::new(),
        elements: vec![Element {
            id: "付款人数".into(),
            name: Words::new("付款人数", "buyers"),
            unit: Some("人".into()),
            range: None,
            source: ElementSource::Formula(number(1.0)),
            kind: Kind::Number,
            owner: None,
            answers: crate::rubric::Answers::default(),
            definition: None,
            span: Span::default(),
        }],
        duties: Vec::new(),
        stages: Vec::new(),
        files: Vec::new(),
        reveal: false,
        voids: Vec::new(),
        objections: None,
        checks: Vec::new(),
        categories: vec![category("服务类", "service", 70), category("管理类", "management", 30)],
        indicators: vec![
            indicator("咨询转化率", "conversion", 0, 40, Some("%")),
            indicator("平均响应时间", "response time", 0, 30, Some("秒")),
            indicator("报表整体质量", "quality of reports", 1, 30, None),
        ],
        data_weights: Vec::new(),
        variants: Vec::new(),
        variant_columns: Vec::new(),
        raters: vec![Rater {
            id: "manager".into(),
            name: Words::new("店长", "manager"),
            aliases: vec!["店长".into()],
            focus: None,
            weight: RaterWeight::Fixed(Rational::from_int(100)),
            own: false,
            conflict: None,
            expected: None,
            min_participation: None,
            tell_above: None,
            not_self: false,
            same_group: None,
            missing: RaterMissing::Fail,
            min_raters: None,
            span: Span::default(),
        }],
        ballots: Vec::new(),
        vetoes: vec![Veto {
            id: "报表造假".into(),
            name: Words::new("报表造假", "forged reports"),
            when: number(1.0),
            effect: Effect::Zero(ZeroTarget::Indicator(2)),
            reason: Some("数据真实是底线".into()),
            span: Span::default(),
        }],
        adjusts: vec![Adjust {
            id: "表扬信".into(),
            name: Words::new("表扬信", "letters of praise"),
            points: number(1.0),
            when: None,
            min: None,
            max: Some(Decimal::from_int(6)),
            span: Span::default(),
        }],
        afterwards: crate::rubric::Afterwards::default(),
        grades: vec![grade("金牌客服", "gold", 90), grade("银牌客服", "silver", 80), grade("普通客服", "plain", 0)],
        consequences: vec![
            consequence("第一名奖励", "first place", Some(100.0), None, None),
            consequence("整改方案", "plan to improve", Some(-50.5), Some("分析落后原因，提交整改方案"), Some(plan)),
        ],
        tests: Vec::new(),
        lints: Default::default(),
    }
}

/// The shop's results for June 2024.
pub(crate) fn shop() -> Fixture {
    let mut sources = Sources::default();
    let text = "[[check]]\nid = \"付款不超过询单\"\nexpr = \"付款人数 <= 询单人数\"\n";
    let source = sources.add("客服.toml", text);
    let at = text.find("付款人数").unwrap_or(0);
    let code = Code::new("K0901", "逻辑检查未通过", "a logic check failed");
    let mut findings = Bag::default();
    let cell = |row, column| Cell { file: "订单.xlsx".into(), sheet: Some("六月".into()), row, column };
    for row in 1..=14 {
        let severity = if row == 14 { Severity::Error } else { Severity::Warning };
        let message = words!("付款人数 {row} 多于询单人数 0", "`付款人数` {row} is above `询单人数` 0");
        let finding = Diagnostic { severity, ..Diagnostic::error(code, message) };
        findings.push(if row == 14 {
            finding.at((source, Span::new(at, at + 12)), Words::default())
        } else {
            finding.at(cell(row + 1, 6), Words::default())
        });
    }
    let missing = Err(Nothing::Blank);
    let levels: Texts = [Ok("优"), Ok("优"), Ok("良"), Ok("中")].into_iter().collect();
    let result = |full: f64, value: Numbers, score, points| IndicatorResult {
        value: Lane::Numbers(value),
        ratings: Vec::new(),
        inflation: None,
        score: numbers(score),
        points: numbers(points),
        full: plain([full; 4]),
        left: [None, None],
    };
    let results = Results {
        rows: Vec::new(),
        period: Period { name: "2024-06".into(), ordinal: 2024 * 12 + 5 },
        periods: vec![
            Period { name: "2024-05".into(), ordinal: 2024 * 12 + 4 },
            Period { name: "2024-06".into(), ordinal: 2024 * 12 + 5 },
        ],
        subjects: vec![
            subject("1001", "张三", "早班", 2),
            subject("1002", "阿卜杜热合曼·买买提明·吐尔逊江（见习客服主管助理）", "@夜班", 3),
            subject("1003", "李\u{202e}四\u{1b}[31m", "早班", 4),
            subject("1004", "=王五", "早班", 5),
        ],
        order: vec![0, 1, 2, 3],
        ballots: Vec::new(),
        inflation: Vec::new(),
        participation: Vec::new(),
        elements: vec![Lane::Numbers(numbers([Ok(98.0), Ok(60.0), Ok(57.0), missing]))],
        indicators: vec![
            result(
                40.0,
                plain([61.25, 60.0, 47.5, 51.0]),
                [Ok(100.0), Ok(100.0), Ok(70.0), Ok(80.0)],
                [Ok(40.0), Ok(40.0), Ok(28.0), Ok(32.0)],
            ),
            result(
                30.0,
                numbers([Ok(31.0), Ok(30.666_666_7), Ok(45.0), missing]),
                [Ok(75.0), Ok(75.0), Ok(50.0), missing],
                [Ok(22.5), Ok(22.5), Ok(15.0), missing],
            ),
            IndicatorResult {
                value: Lane::Texts(levels),
                ratings: vec![RatingResult {
                    rater: 0,
                    rating: plain([100.0, 100.0, 85.0, 70.0]),
                    count: plain([1.0; 4]),
                    left_out: plain([0.0; 4]),
                    expected: None,
                }],
                inflation: None,
                score: plain([100.0, 100.0, 0.0, 70.0]),
                points: plain([30.0, 30.0, 0.0, 21.0]),
                full: plain([30.0; 4]),
                left: [None, None],
            },
        ],
        categories: vec![
            CategoryResult {
                points: numbers([Ok(62.5), Ok(62.5), Ok(43.0), missing]),
                present: plain([70.0, 70.0, 70.0, 40.0]),
                full: plain([70.0; 4]),
                reported: None,
            },
            CategoryResult {
                points: plain([30.0, 30.0, 0.0, 21.0]),
                present: plain([30.0; 4]),
                full: plain([30.0; 4]),
                reported: None,
            },
        ],
        weights: Vec::new(),
        variant: None,
        adjusts: vec![plain([2.0, 2.0, 0.0, 0.0])],
        vetoes: vec![numbers([Ok(0.0), Ok(0.0), Ok(1.0), Err(Nothing::NoRows)])],
        total: numbers([Ok(94.5), Ok(94.5), Ok(43.0), missing]),
        unscaled: None,
        total_before: None,
        rank: numbers([Ok(1.0), Ok(1.0), Ok(3.0), missing]),
        rank_from_last: numbers([Ok(2.0), Ok(2.0), Ok(1.0), missing]),
        group_size: plain([3.0; 4]),
        grade: numbers([Ok(0.0), Ok(0.0), Ok(2.0), missing]),
        consequences: vec![
            ConsequenceResult {
                when: numbers([Ok(1.0), Ok(1.0), Ok(0.0), missing]),
                money: Some(numbers([Ok(100.0), Ok(100.0), Ok(100.0), missing])),
            },
            ConsequenceResult {
                when: numbers([Ok(0.0), Ok(0.0), Ok(1.0), missing]),
                money: Some(numbers([Ok(-50.5), Ok(-50.5), Ok(-50.5), missing])),
            },
        ],
        findings,
        skipped: vec![
            Skipped {
                table: "orders".into(),
                reason: words!("汇总行", "rows of totals"),
                count: 12,
                cells: vec![cell(30, 0), cell(61, 0), cell(92, 0), cell(120, 0)],
            },
            Skipped {
                table: "orders".into(),
                reason: words!("花名册里没有的昵称 `小蜜蜂`", "nick `小蜜蜂` that the roster does not have"),
                count: 1,
                cells: vec![cell(17, 2)],
            },
        ],
        files: vec![
            FileRead {
                table: "staff".into(),
                file: "staff.csv".into(),
                sheet: None,
                rows: 4,
                format: "GB18030".into(),
                sha256: None,
            },
            FileRead {
                table: "orders".into(),
                file: "订单.xlsx".into(),
                sheet: Some("六月".into()),
                rows: 1204,
                format: "xlsx".into(),
                sha256: None,
            },
        ],
        record: crate::result::Record::default(),
        provisional: vec![words!("2 个数据尚未结算", "2 figures are not settled yet")],
    };
    Fixture { rubric: rubric(source), results, sources }
}

/// The tree behind one of the shop's scores.
pub(crate) fn trail() -> Trail {
    let cell = |row, column| Cell { file: "订单.xlsx".into(), sheet: Some("六月".into()), row, column };
    let leaf = |name: &str, figure: &str, cells: Vec<Cell>, cell_count| Step {
        name: Words::same(name),
        figure: Words::same(figure),
        how: vec![words!("按买家去重", "distinct buyers")],
        cells,
        cell_count,
        ..Step::default()
    };
    let conversion = Step {
        name: Words::same("咨询转化率"),
        figure: Words::same("40.00 / 40"),
        number: Some(40.0),
        how: vec![
            words!("61.25% ≥ 60，得 100%", "61.25% ≥ 60 gives 100%"),
            words!(
                "付款人数 / 询单人数 * 100 = 98 / 160 * 100 = 61.25，按分档表取满分的 100%",
                "付款人数 / 询单人数 * 100 = 98 / 160 * 100 = 61.25, by the table of bands 100% of full marks"
            ),
        ],
        children: vec![
            leaf("付款人数", "98 人", vec![cell(12, 6), cell(13, 6), cell(19, 6), cell(21, 6)], 213),
            leaf("询单人数", "160 人", vec![cell(2, 3)], 1),
        ],
        ..Step::default()
    };
    let response = Step {
        name: Words::same("平均响应时间"),
        figure: super::number::nothing(Nothing::Blank),
        how: vec![words!("按规定没有总分", "no total by the rubric's rule")],
        ..Step::default()
    };
    let service = Step {
        name: Words::same("服务类"),
        figure: Words::same("62.50 / 70"),
        number: Some(62.5),
        children: vec![conversion, response],
        ..Step::default()
    };
    let management = Step {
        name: Words::same("管理\u{1b}[2J类"),
        figure: Words::same("30.00 / 30"),
        number: Some(30.0),
        ..Step::default()
    };
    let root = Step {
        name: Words::same("总分"),
        figure: Words::same("94.50"),
        number: Some(94.5),
        how: vec![words!("第 1 名，金牌客服", "place 1, gold")],
        children: vec![service, management],
        ..Step::default()
    };
    Trail { subject: "1001".into(), label: "张三".into(), period: "2024-06".into(), root }
}
