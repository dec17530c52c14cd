use std::collections::HashMap;

use super::*;
use crate::plan::{
    Agg, Binary, Builder, CategoryNodes, Closed, Grain, IndicatorNodes, Nary, NodeId, Op, Outputs, PeersId, Plan,
    RankKey, RatingNodes, Real, Roster, TableId, Ties, Unary,
};
use crate::report::fixture;
use crate::result::Period;
use crate::rubric::{ElementSource, Expr, ExprKind, RaterMissing};
use crate::table::{Column, Cycle, FileOrigin, Kind, Lane, Nothing, Numbers, Origins, Table, Values};
use crate::text::Span;

/// Lanes given by hand; constants stand for themselves.
struct Given {
    lanes: HashMap<NodeId, Lane>,
    table: Table,
    rows: Vec<usize>,
    subjects: usize,
    periods: Vec<Period>,
}

static NONE: Lane = Lane::Numbers(Numbers { values: Values::new(), nothings: Values::new() });

impl Facts for Given {
    fn lane(&self, node: NodeId) -> &Lane {
        self.lanes.get(&node).unwrap_or(&NONE)
    }
    fn table(&self, table: TableId) -> Option<&Table> {
        (table == TableId(0)).then_some(&self.table)
    }
    fn rows(&self, _: TableId, subject: usize, _: usize) -> Vec<usize> {
        if subject == 0 { self.rows.clone() } else { Vec::new() }
    }
    fn subjects(&self) -> usize {
        self.subjects
    }
    fn is_assessed(&self, _: usize, _: usize) -> bool {
        true
    }

    fn subject(&self, _: usize) -> (&str, &str) {
        ("1001", "张三")
    }
    fn periods(&self) -> &[Period] {
        &self.periods
    }
    fn text(&self) -> &str {
        ""
    }
}

/// The shop of the reports with a plan written by hand: one element, a banded score, one by peers
/// that is missing and left out, one judged by a single rater.
fn shop(veto: f64, rating: Result<f64, Nothing>) -> (Rubric, Program, Given) {
    let mut rubric = fixture::shop().rubric;
    let expr = |kind| Expr { kind, span: Span::default(), ty: Kind::Number };
    rubric.elements[0].source = ElementSource::Formula(expr(ExprKind::Number(1.0)));
    rubric.indicators[1].missing = crate::rubric::Missing::Skip;
    rubric.raters[0].missing = RaterMissing::Renormalise;
    rubric.indicators[2].rated = Some(crate::rubric::Rated {
        data: 0,
        rater_column: "角色".into(),
        indicator_column: Some("指标".into()),
        score_column: "分".into(),
        raters: vec![0],
        combine: crate::rubric::CombineRatings::Mean,
        indicator: "报表整体质量".into(),
        filter: None,
        min_raters: 1,
        outliers: None,
        weights: vec![None],
        rater_key_column: None,
        rater_group_column: None,
        allowed: None,
        evidence: None,
    });

    let table = TableId(0);
    let mut b = Builder::new();
    let mut lanes = HashMap::new();
    let numbers = |values: &[Result<f64, Nothing>]| Lane::Numbers(values.iter().copied().collect());
    let mut set = |node: NodeId, value: Result<f64, Nothing>| {
        lanes.insert(node, numbers(&[value]));
    };
    let column = b.column(table, "x", Kind::Number);
    let element = b.gather(Agg::Sum, column, None, Grain::Subject);
    set(element, Ok(98.0));
    let hundred = b.number(100.0);
    set(hundred, Ok(100.0));
    let share = b.binary(Binary::Div, element, hundred);
    set(share, Ok(0.98));
    let value = b.binary(Binary::Mul, share, hundred);
    set(value, Ok(98.0));
    let steps = Op::Steps {
        input: value,
        edges: vec![Real(50.0), Real(60.0)],
        closed: Closed::Lower,
        values: vec![Real(0.0), Real(80.0), Real(100.0)],
    };
    let banded = b.push(steps, Grain::Subject, Kind::Number);
    set(banded, Ok(100.0));
    let points = b.round(banded, 2);
    set(points, Ok(40.0));

    let there = b.coalesce(vec![element, value]);
    set(there, Err(Nothing::Blank));
    let keys = vec![RankKey { node: there, descending: false }];
    let place = b.push(Op::Rank { keys, within: PeersId(0), ties: Ties::Min }, Grain::Subject, Kind::Number);
    set(place, Err(Nothing::Blank));
    let no_points = b.round(place, 2);
    set(no_points, Err(Nothing::Blank));

    let given = b.gather(Agg::Mean, column, None, Grain::Subject);
    set(given, rating);
    let count = b.gather(Agg::Count, column, None, Grain::Subject);
    set(count, Ok(1.0));
    let judged = b.unary(Unary::Abs, given);
    set(judged, rating);
    let zero = b.number(0.0);
    set(zero, Ok(0.0));
    let strikes = b.binary(Binary::Gt, element, zero);
    set(strikes, Ok(veto));
    let plain = b.round(judged, 2);
    let earned = rating.map(|rating| rating * 0.3);
    set(plain, earned);
    let vetoed = b.select(strikes, zero, plain);
    set(vetoed, if veto == 1.0 { Ok(0.0) } else { earned });

    // The first category has 40 of its 70 marks.
    let service = b.nary(Nary::Sum, vec![points, points]);
    set(service, Ok(70.0));
    let present = b.nary(Nary::Sum, vec![hundred, points]);
    set(present, Ok(40.0));
    let full = b.nary(Nary::Sum, vec![hundred, hundred]);
    set(full, Ok(30.0));
    let management = b.nary(Nary::Sum, vec![vetoed]);
    let managed = if veto == 1.0 { Ok(0.0) } else { earned };
    set(management, managed);
    let adjust = b.nary(Nary::Min, vec![element, hundred]);
    set(adjust, Ok(2.0));
    let total = b.nary(Nary::Sum, vec![service, management, adjust]);
    set(total, managed.map(|managed| managed + 72.0));
    let rank = b.nary(Nary::Max, vec![total]);
    set(rank, managed.map(|_| 1.0));

    let fulls = [40.0, 30.0, 70.0].map(|full| {
        let node = b.number(full);
        set(node, Ok(full));
        node
    });
    let [forty, thirty, seventy] = fulls;
    let item = |full, value, score, points| IndicatorNodes {
        full,
        value,
        prepared: Vec::new(),
        ratings: Vec::new(),
        inflation: None,
        score,
        scored: score,
        points,
    };
    let ratings = vec![RatingNodes {
        rater: 0,
        rating: given,
        gathered: given,
        count,
        weight: hundred,
        expected: None,
        left_out: Vec::new(),
    }];
    let outputs = Outputs {
        voids: Vec::new(),
        skewed: Vec::new(),
        element_rows: Vec::new(),
        corrected_elements: Vec::new(),
        corrected_indicators: Vec::new(),
        elements: vec![element],
        ballots: Vec::new(),
        rating_faults: Vec::new(),
        rated_rows: Vec::new(),
        checks: Vec::new(),
        indicators: vec![
            item(forty, value, banded, points),
            item(thirty, there, place, no_points),
            IndicatorNodes { ratings, ..item(thirty, judged, judged, vetoed) },
        ],
        categories: vec![
            CategoryNodes { points: service, score: service, present, full: seventy, reported: None },
            CategoryNodes { points: management, score: management, present: full, full: thirty, reported: None },
        ],
        vetoes: vec![strikes],
        adjusts: vec![adjust],
        weights: Vec::new(),
        variant: None,
        score: total,
        unscaled: None,
        total_raw: total,
        total,
        total_at_median: None,
        ranked: total,
        rank,
        rank_from_last: rank,
        group_size: rank,
        grade: None,
        consequences: Vec::new(),
        afterwards: crate::plan::AfterNodes::default(),
    };
    let plan = Plan {
        tables: Vec::new(),
        nodes: b.finish(),
        roster: Roster { table, key: "工号".into(), label: "姓名".into(), filter: None },
        cycle: Cycle::Month,
        peers: vec![None],
    };
    lanes.insert(column, numbers(&[Ok(90.0), Err(Nothing::Blank), Ok(8.0)]));
    let table = Table {
        name: "rows".into(),
        rows: 3,
        columns: vec![Column {
            name: "x".into(),
            lane: numbers(&[Ok(90.0), Err(Nothing::Blank), Ok(8.0)]),
            at: vec![2],
        }],
        origins: Origins {
            files: vec![FileOrigin { file: "x.csv".into(), sheet: None }],
            file: vec![0; 3],
            number: vec![2, 3, 4],
        },
    };
    let periods = vec![Period { name: "2024-06".into(), ordinal: 5 }];
    let given = Given { lanes, table, rows: vec![0, 1, 2], subjects: 1, periods };
    (rubric, Program { plan, outputs }, given)
}

fn find<'a>(step: &'a Step, name: &str) -> Option<&'a Step> {
    if step.name.zh == name { Some(step) } else { step.children.iter().find_map(|child| find(child, name)) }
}

fn how(step: &Step) -> Vec<&str> {
    step.how.iter().map(|how| how.zh.as_str()).collect()
}

#[test]
fn a_total_adds_up_from_its_cells() {
    let (rubric, program, facts) = shop(0.0, Ok(80.0));
    let trail = explain(&rubric, &program, &facts, 0, 0);
    assert!(adds_up(&trail.root), "{trail:#?}");
    assert_eq!(trail.root.figure.zh, "96.00 / 100");
    assert_eq!(trail.root.sum, Some(Vec::new()));
    let service = find(&trail.root, "服务类").unwrap();
    assert_eq!(how(service), ["各项之和 40.00", "缺 1 项，按 40/70 折算：40 × 70 / 40 = 70.00"]);
    let element = find(service, "付款人数").unwrap();
    assert_eq!(element.cell_count, 2);
    assert_eq!(element.cells[1].to_string(), "x.csv › B4");
    assert!(how(element).contains(&"`rows` 2 行计入（共 3 行，1 行没有值）"));
    let score = find(service, "得分").unwrap();
    assert_eq!(how(score), ["98% ≥ 60 → 100"]);
    // The fixture's formula is written as 1.
    assert_eq!(how(find(score, "值").unwrap()), ["1 = 98 / 100 * 100 = 98"]);
}

#[test]
fn a_nothing_is_said_at_every_level() {
    let (rubric, program, facts) = shop(0.0, Err(Nothing::NoRating));
    let trail = explain(&rubric, &program, &facts, 0, 0);
    assert_eq!(trail.root.figure.zh, "缺失（无人评分）");
    assert_eq!(trail.root.number, None);
    assert!(how(&trail.root).contains(&"报表整体质量 缺失（无人评分），因此没有总分"));
    let left_out = find(&trail.root, "平均响应时间").unwrap();
    assert_eq!(how(&left_out.children[0]), ["按规定本项不计，分值归同级其余各项"]);
    let judged = find(&trail.root, "报表整体质量").unwrap();
    let rater = find(judged, "店长").unwrap();
    assert_eq!(rater.figure.zh, "缺失（无人评分）");
    assert_eq!(how(find(judged, "值").unwrap()), ["缺 店长 的评分，其权重归其余评分人"]);
}

#[test]
fn a_veto_zeroes_its_item() {
    let (rubric, program, facts) = shop(1.0, Ok(80.0));
    let trail = explain(&rubric, &program, &facts, 0, 0);
    assert!(adds_up(&trail.root));
    let item = find(&trail.root, "报表整体质量").unwrap();
    assert_eq!(item.number, Some(0.0));
    assert_eq!(how(item), ["80 × 30 / 100 = 24.00", "一票否决“报表造假”：24.00 → 0.00"]);
    assert_eq!(find(item, "一票否决“报表造假”").unwrap().figure.zh, "报表整体质量 记 0 分");
}

#[test]
fn what_does_not_exist_has_nothings() {
    let (rubric, mut program, mut facts) = shop(0.0, Ok(80.0));
    for (subject, period) in [(9, 0), (0, 9), (9, 9)] {
        assert!(explain(&rubric, &program, &facts, subject, period).root.number.is_none());
    }
    assert_eq!(explain_indicator(&rubric, &program, &facts, 0, 0, 99).root, Step::default());
    facts.lanes.clear();
    facts.table = Table::default();
    facts.periods.clear();
    assert!(explain(&rubric, &program, &facts, 0, 0).root.number.is_none());
    program.plan.nodes.clear();
    program.outputs.categories.clear();
    program.outputs.vetoes.clear();
    assert!(explain(&rubric, &program, &facts, 0, 0).root.number.is_none());
}

#[test]
fn a_figure_that_no_way_leads_to_is_shown_by_the_plan() {
    let (rubric, program, mut facts) = shop(0.0, Ok(80.0));
    let total = program.outputs.total;
    facts.lanes.insert(total, Lane::Numbers(Numbers::from_values(vec![12.0])));
    let trail = explain(&rubric, &program, &facts, 0, 0);
    assert_eq!(trail.root.sum, None);
    assert!(how(&trail.root).last().unwrap().ends_with("= 12"), "{:?}", how(&trail.root));
}
