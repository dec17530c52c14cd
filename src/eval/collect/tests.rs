//! Results of small rubrics, with the plan written by hand.

use std::collections::HashMap;

use super::*;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::eval::bind::bind;
use crate::eval::codes;
use crate::eval::fixture::{ROWS, STAFF, plan, records, sheet, staff};
use crate::eval::run::run;
use crate::number::Rational;
use crate::plan::{Agg, Binary, Builder, CheckNode, ConsequenceNodes, Grain, IndicatorNodes, Op, Outputs, RankKey};
use crate::rubric::{
    Better, Check, Consequence, Effect, Element, ElementSource, Expr, ExprKind, Header, Indicator, Marking, MethodId,
    Missing, Scoring, Settings, SubjectSpec, Ties, Veto,
};
use crate::table::time::parse_date;
use crate::table::{Cycle, Kind, Nothing, Numbers, Table};
use crate::text::{Sources, Span, Words};

fn anything() -> Expr {
    Expr { kind: ExprKind::Bool(true), span: Span::default(), ty: Kind::Bool }
}

fn rubric() -> Rubric {
    let span = Span::default();
    Rubric {
        source: Sources::default().add("rubric.toml", ""),
        header: Header {
            id: "r".into(),
            title: Words::same("r"),
            basis: None,
            purpose: None,
            scope: None,
            cycle: Cycle::Month,
            until: None,
            effective: None,
            marking: Marking::Points,
            points: Rational::from_int(100),
            combine: crate::rubric::Combine::Sum,
            decimals: 2,
            round_at: Vec::new(),
            ties: Ties::Shared,
            missing: Missing::Fail,
            skip_within: crate::rubric::SkipWithin::Category,
            total_range: (Rational::ZERO, Rational::from_int(100)),
            total_range_said: false,
            span: Default::default(),
            missing_said: false,
            test_tolerance: None,
            data: None,
            data_span: Span::default(),
            sign_off: Vec::new(),
            notice: None,
            calendar: crate::rubric::Calendar::default(),
        },
        subject: SubjectSpec {
            noun: Words::same("客服"),
            roster: 0,
            key: "工号".into(),
            label: "姓名".into(),
            groups: vec!["班组".into()],
            min_group: 3,
            filter: None,
        },
        data: Vec::new(),
        lookups: Vec::new(),
        params: Vec::new(),
        elements: vec![Element {
            id: "x".into(),
            name: Words::same("x"),
            unit: None,
            range: None,
            source: ElementSource::Formula(anything()),
            kind: Kind::Number,
            owner: None,
            answers: crate::rubric::Answers::default(),
            definition: None,
            span,
        }],
        duties: Vec::new(),
        stages: Vec::new(),
        files: Vec::new(),
        reveal: false,
        voids: Vec::new(),
        objections: None,
        checks: Vec::new(),
        categories: Vec::new(),
        indicators: vec![Indicator {
            id: "产量".into(),
            name: Words::new("产量", "output"),
            code: None,
            parent: None,
            weight: Rational::from_int(100),
            full: 100.0,
            unit: None,
            better: Some(Better::Higher),
            formula: Some(anything()),
            applies: None,
            rated: None,
            preparation: Vec::new(),
            scoring: Scoring {
                method: MethodId(0),
                settings: Settings::default(),
                said: Default::default(),
                span,
                rungs: Vec::new(),
            },
            missing: Missing::Skip,
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
            span,
        }],
        data_weights: Vec::new(),
        variants: Vec::new(),
        variant_columns: Vec::new(),
        raters: Vec::new(),
        ballots: Vec::new(),
        vetoes: Vec::new(),
        adjusts: Vec::new(),
        grades: Vec::new(),
        afterwards: crate::rubric::Afterwards::default(),
        consequences: Vec::new(),
        tests: Vec::new(),
        lints: Default::default(),
    }
}

/// The total is the sum of `x`; ranks run inside the groups of the roster.
fn program(mut build: Builder, with: impl FnOnce(&mut Builder, NodeId, &mut Outputs)) -> Program {
    let column = build.column(STAFF, "班组", Kind::Text);
    let group = build.gather(Agg::Only, column, None, Grain::Subject);
    let x = build.column(ROWS, "x", Kind::Number);
    let total = build.gather(Agg::Only, x, None, Grain::Subject);
    let mut ranks = [true, false].map(|descending| {
        let keys = vec![RankKey { node: total, descending }];
        build.push(Op::Rank { keys, within: PeersId(1), ties: crate::plan::Ties::Min }, Grain::Subject, Kind::Number)
    });
    ranks.sort_unstable();
    let yes = build.boolean(true);
    let size = build.over_peers(Agg::Count, total, None, PeersId(1));
    let mut outputs = Outputs {
        voids: Vec::new(),
        skewed: Vec::new(),
        element_rows: Vec::new(),
        corrected_elements: Vec::new(),
        corrected_indicators: Vec::new(),
        elements: vec![total],
        ballots: Vec::new(),
        rating_faults: Vec::new(),
        rated_rows: Vec::new(),
        checks: Vec::new(),
        indicators: vec![IndicatorNodes {
            value: total,
            prepared: Vec::new(),
            ratings: Vec::new(),
            inflation: None,
            score: total,
            scored: total,
            points: total,
            full: yes,
        }],
        categories: Vec::new(),
        vetoes: Vec::new(),
        adjusts: vec![build.number(0.0)],
        weights: Vec::new(),
        variant: None,
        score: total,
        unscaled: None,
        total_raw: total,
        total,
        total_at_median: None,
        ranked: yes,
        rank: ranks[0],
        rank_from_last: ranks[1],
        group_size: size,
        grade: None,
        consequences: Vec::new(),
        afterwards: crate::plan::AfterNodes::default(),
    };
    with(&mut build, total, &mut outputs);
    Program { plan: plan(build, Some(group)), outputs }
}

fn results(rubric: &Rubric, program: &Program, tables: Vec<Table>, period: usize) -> Results {
    let bound = bind(&program.plan, tables);
    let lanes = run(&program.plan, &bound, &HashMap::new());
    collect(rubric, program, &bound, &lanes, period, Reading::default())
}

fn found(results: &Results, code: Code) -> Vec<&Diagnostic> {
    results.findings.all.iter().filter(|finding| finding.code == code).collect()
}

fn said(results: &Results, code: Code) -> Vec<&str> {
    found(results, code).iter().map(|finding| finding.message.zh.as_str()).collect()
}

fn list(numbers: &Numbers) -> Vec<Result<f64, Nothing>> {
    (0..numbers.len()).map(|row| numbers.get(row)).collect()
}

fn two_months() -> Table {
    records(&[
        ("a", "2024-06", 1.0, "", 0.0),
        ("b", "2024-06", 2.0, "", 0.0),
        ("c", "2024-06", 3.0, "", 0.0),
        ("a", "2024-07", 9.0, "", 0.0),
        ("b", "2024-07", 9.0, "", 0.0),
    ])
}

#[test]
fn a_period_is_cut_out_and_ordered_by_group_place_and_key() {
    let (rubric, program) = (rubric(), program(Builder::new(), |_, _, _| ()));
    let june = results(&rubric, &program, vec![staff(), two_months()], 0);
    assert_eq!(june.period.name, "2024-06");
    assert_eq!(june.periods.len(), 2);
    let none = Err(Nothing::NoRows);
    assert_eq!(list(&june.total), [Ok(1.0), Ok(2.0), Ok(3.0), none]);
    assert_eq!(june.order, [1, 0, 2, 3]);
    assert_eq!(list(&june.adjusts[0]), [Ok(0.0); 4]);
    assert_eq!(list(&june.grade), [Err(Nothing::NotApplicable); 4]);
    assert_eq!(june.subjects[0].groups, ["售前"]);
    assert_eq!(june.subjects[3].groups, [""]);
    assert_eq!(said(&june, codes::NO_GROUP), ["没有分组，不参加组内比较和排名，`小刚`：未填报"]);
    let july = results(&rubric, &program, vec![staff(), two_months()], 1);
    assert_eq!(list(&july.rank)[..3], [Ok(1.0), Ok(1.0), none]);
    assert_eq!(july.order, [0, 1, 2, 3]);
    let never = results(&rubric, &program, vec![staff(), two_months()], 7);
    assert_eq!(list(&never.total), [none; 4]);
}

fn check(id: &str, message: Option<&str>, severity: Severity) -> Check {
    Check {
        id: id.into(),
        data: None,
        expr: anything(),
        clauses: Vec::new(),
        severity,
        message: message.map(Into::into),
        span: Span::new(3, 5),
    }
}

#[test]
fn checks_of_subjects_name_the_subject_and_quote_its_figures() {
    let mut rubric = rubric();
    rubric.checks =
        vec![check("不超过二", Some("{x} 大于 {二}"), Severity::Error), check("不超过一", None, Severity::Warning)];
    let program = program(Builder::new(), |build, total, outputs| {
        for limit in [2.0, 1.0] {
            let limit = build.number(limit);
            let holds = build.binary(Binary::Le, total, limit);
            let quoted = vec![("x".to_string(), total), ("二".to_string(), limit)];
            outputs.checks.push(CheckNode { holds, quoted, clauses: Vec::new() });
        }
    });
    let results = results(&rubric, &program, vec![staff(), two_months()], 0);
    assert_eq!(
        said(&results, codes::CHECK_FAILED),
        [
            "`小强`（c）未通过检查 `不超过二`：3 大于 2",
            "`小丽`（b）未通过检查 `不超过一`：x = 2，二 = 1",
            "`小强`（c）未通过检查 `不超过一`：x = 3，二 = 1"
        ]
    );
    let severities: Vec<_> = found(&results, codes::CHECK_FAILED).iter().map(|finding| finding.severity).collect();
    assert_eq!(severities, [Severity::Error, Severity::Warning, Severity::Warning]);
    assert_eq!(
        said(&results, codes::CHECK_UNDECIDED),
        ["检查 `不超过二` 无法判断，`小刚`：没有数据行", "检查 `不超过一` 无法判断，`小刚`：没有数据行"]
    );
}

#[test]
fn checks_of_rows_label_the_cells_of_the_first_twenty() {
    let mut rubric = rubric();
    rubric.checks = vec![check("小", Some("{x} 太大"), Severity::Warning)];
    let program = program(Builder::new(), |build, _, outputs| {
        let x = build.column(ROWS, "x", Kind::Number);
        let limit = build.number(5.0);
        let holds = build.binary(Binary::Le, x, limit);
        outputs.checks.push(CheckNode { holds, quoted: vec![("x".to_string(), x)], clauses: Vec::new() });
    });
    let mut lines = vec![("a", "2024-06", 9.5, "", 0.0); 25];
    lines.push(("a", "2024-06", f64::NAN, "", 0.0));
    lines.push(("nobody", "2024-06", 9.0, "", 0.0));
    lines.push(("a", "2024-07", 9.0, "", 0.0));
    let results = results(&rubric, &program, vec![staff(), records(&lines)], 0);
    assert_eq!(said(&results, codes::CHECK_FAILED), ["`rows` 有 25 行未通过检查 `小`，列出前 20 行"]);
    let finding = found(&results, codes::CHECK_FAILED)[0];
    assert_eq!(finding.labels.len(), 21);
    assert!(
        matches!(&finding.labels[0].place, crate::diagnostic::Place::Cell(cell) if cell.to_string() == "rows.csv › C2")
    );
    assert_eq!(finding.labels[0].words.zh, "9.5 太大");
    assert_eq!(said(&results, codes::CHECK_UNDECIDED), ["检查 `小` 对 `rows` 的 1 行无法判断"]);
}

#[test]
fn an_undecided_veto_is_a_warning() {
    let mut rubric = rubric();
    rubric.vetoes = vec![Veto {
        id: "造假".into(),
        name: Words::new("造假", ""),
        when: anything(),
        effect: Effect::Unranked,
        reason: None,
        span: Span::default(),
    }];
    let program = program(Builder::new(), |build, total, outputs| {
        let two = build.number(2.0);
        outputs.vetoes.push(build.binary(Binary::Gt, total, two));
    });
    let results = results(&rubric, &program, vec![staff(), two_months()], 0);
    assert_eq!(list(&results.vetoes[0])[..3], [Ok(0.0), Ok(0.0), Ok(1.0)]);
    assert_eq!(said(&results, codes::VETO_UNDECIDED), ["否决 `造假` 无法判断，未执行，`小刚`：没有数据行"]);
    assert_eq!(
        found(&results, codes::VETO_UNDECIDED)[0].message.en,
        "the veto `造假` was not applied, as it cannot be decided for `小刚`: no rows of data"
    );
}

#[test]
fn a_total_raised_by_leaving_something_out_is_told_of() {
    let rubric = rubric();
    let program = program(Builder::new(), |build, total, outputs| {
        let half = build.number(0.5);
        outputs.total_at_median = Some(build.binary(Binary::Mul, total, half));
        // Left out for those with less than three.
        let three = build.number(3.0);
        let enough = build.binary(Binary::Ge, total, three);
        let nothing = build.nothing(Nothing::NotApplicable, Kind::Number);
        outputs.indicators[0].points = build.select(enough, total, nothing);
    });
    let results = results(&rubric, &program, vec![staff(), two_months()], 0);
    assert_eq!(
        said(&results, codes::RAISED_BY_SKIP),
        [
            "`小美` 因略去 `产量`，总分 1 高于按组内中位数计的 0.5",
            "`小丽` 因略去 `产量`，总分 2 高于按组内中位数计的 1"
        ]
    );
}

#[test]
fn small_groups_draw_no_consequence_from_places() {
    let mut rubric = rubric();
    let program = program(Builder::new(), |build, _, outputs| {
        outputs.consequences.push(ConsequenceNodes {
            when: build.boolean(false),
            money: None,
            pool: None,
            limited: None,
        });
    });
    rubric.consequences = vec![Consequence {
        id: "奖".into(),
        name: Words::same("奖"),
        when: anything(),
        money: None,
        task: None,
        due: None,
        by_place: true,
        pool: None,
        out_of: None,
        span: Span::default(),
    }];
    let june = results(&rubric, &program, vec![staff(), two_months()], 0);
    assert_eq!(
        said(&june, codes::SMALL_GROUP),
        ["`售前` 只有 2 个对象，少于 3 个，不按名次奖惩", "`售后` 只有 1 个对象，少于 3 个，不按名次奖惩"]
    );
    assert_eq!(list(&june.consequences[0].when), [Ok(0.0); 4]);
    rubric.subject.min_group = 1;
    let june = results(&rubric, &program, vec![staff(), two_months()], 0);
    assert!(said(&june, codes::SMALL_GROUP).is_empty());
}

#[test]
fn a_period_in_which_the_scheme_begins_is_provisional() {
    let (mut rubric, program) = (rubric(), program(Builder::new(), |_, _, _| ()));
    let mut reasons = |date: &str, period: usize| {
        rubric.header.effective = parse_date(date);
        let results = results(&rubric, &program, vec![staff(), two_months()], period);
        results.provisional.into_iter().map(|words| words.zh).collect::<Vec<_>>()
    };
    assert_eq!(reasons("2024-06-07", 0), ["方案自 2024-06-07 起施行，本期 30 天中只涉及 24 天"]);
    assert!(reasons("2024-06-01", 0).is_empty());
    assert!(reasons("2024-06-07", 1).is_empty());
    assert_eq!(reasons("2024-07-01", 0), ["方案自 2024-07-01 起施行，本期在此之前"]);
}

#[test]
fn figures_not_settled_make_the_result_provisional() {
    let (rubric, program) = (rubric(), program(Builder::new(), |_, _, _| ()));
    let unsettled = |text: &[Result<f64, Nothing>]| Lane::Numbers(text.iter().copied().collect());
    let rows = sheet("rows", 4)
        .text("工号", &["a", "b", "z", "a"])
        .text("月", &["2024-06", "2024-06", "2024-06", "2024-07"])
        .lane("x", unsettled(&[Err(Nothing::Unsettled), Ok(1.0), Err(Nothing::Unsettled), Err(Nothing::Blank)]))
        .table();
    let said = |period| {
        let results = results(&rubric, &program, vec![staff(), rows.clone()], period);
        results.provisional.into_iter().map(|words| words.zh).collect::<Vec<_>>()
    };
    assert_eq!(said(0), ["`rows` 的 `x` 有 1 个单元格尚未结算", "`x` 有 1 个对象的数据尚未结算"]);
    assert!(said(1).is_empty());
}

#[test]
fn what_the_reader_found_comes_first() {
    let (rubric, program) = (rubric(), program(Builder::new(), |_, _, _| ()));
    let bound = bind(&program.plan, vec![staff(), two_months()]);
    let lanes = run(&program.plan, &bound, &HashMap::new());
    let mut reading = Reading::default();
    reading.findings.push(Diagnostic::note(Code::new("K0601", "x", "x"), Words::same("x")));
    let results = collect(&rubric, &program, &bound, &lanes, 0, reading);
    assert_eq!(results.findings.all[0].code.id, "K0601");
    assert!(results.findings.all.len() > 1);
}
