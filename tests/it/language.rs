//! Parts of the language that need more than one formula to show: dated parameters, tables to
//! look up in, what applies to whom, and rows seen beside their fellows.

use crate::world::{checked, run};

const HEAD: &str = "kaohe = 1\n[rubric]\ntitle = \"t\"\ncycle = \"month\"\n[subject]\nroster = \"who\"\nkey = \"k\"\n\
    groups = [\"g\"]\n[data.who]\nfile = \"who.csv\"\n[data.d]\nfile = \"d.csv\"\nperiod = \"p\"\n";
const WHO: (&str, &str) = ("who.csv", "k,g\na,甲\nb,乙\n");

/// Scores (or the kind of nothing) of the first indicator.
fn scores(rest: &str, data: &str, period: Option<usize>) -> Vec<String> {
    let run = run(&format!("{HEAD}{rest}"), &[WHO, ("d.csv", data)], period);
    let scores = &run.results.indicators[0].score;
    (0..scores.len())
        .map(|row| scores.get(row).map_or_else(|nothing| nothing.kind().name().into(), |score| score.to_string()))
        .collect()
}

const INDICATOR: &str = "[[indicator]]\nid = \"i\"\npoints = 100\nscore.pass.at_least = \"线\"\nformula = \"x\"\n";
const X: &str = "[[element]]\nid = \"x\"\nfrom = \"d\"\nvalue = \"sum(x)\"\n";

#[test]
fn a_period_is_judged_by_the_threshold_in_force_then() {
    let dated = format!("[param]\n\"线\" = [{{ value = 98 }}, {{ value = 99, from = 2024-02-01 }}]\n{X}{INDICATOR}");
    let data = "k,p,x\na,2024-01,98.5\nb,2024-01,97\na,2024-02,98.5\nb,2024-02,99\n";
    assert_eq!(scores(&dated, data, Some(0)), ["100", "0"]);
    assert_eq!(scores(&dated, data, Some(1)), ["0", "100"]);
    let overlapping = "[param]\n\"线\" = [{ value = 98, from = 2024-01-01, until = 2024-06-30 }, { value = 99, from = 2024-02-01 }]\n";
    let (rubric, bag, _) = checked(&format!("{HEAD}{overlapping}{X}{INDICATOR}"));
    assert!(rubric.is_none() && bag.all.iter().any(|d| d.code.id == "K0208"));
}

#[test]
fn a_parameter_by_group_may_stand_in_a_row_condition() {
    let rest = format!(
        "[param]\n\"线\" = 1\n\"门槛\" = {{ \"甲\" = 10, \"乙\" = 20 }}\n{}{INDICATOR}",
        X.replace("value =", "where = \"x >= 门槛\"\nvalue =")
    );
    assert_eq!(scores(&rest, "k,p,x\na,2024-01,15\nb,2024-01,15\n", None), ["100", "0"]);
}

#[test]
fn tables_are_looked_up_by_word_and_by_number() {
    let tables = "[table.\"级别\"]\nwords = { \"国家级\" = 5, \"省级\" = 3 }\n[table.\"系数\"]\nat_least = [[2, 1], [1, 0.8]]\notherwise = 0.5\n";
    let element = "[[element]]\nid = \"x\"\nfrom = \"d\"\nvalue = 'sum(lookup(\"级别\", 奖) * lookup(\"系数\", x))'\n";
    let rest = format!("[param]\n\"线\" = 4.5\n{tables}{element}{INDICATOR}");
    let data = "k,p,奖,x\na,2024-01,国家级,1\na,2024-01,省级,0\nb,2024-01,省级,3\nb,2024-01,校级,3\n";
    // a: 5 × 0.8 + 3 × 0.5 = 5.5; b: 3 × 1, and a prize that is in no table is left out.
    assert_eq!(scores(&rest, data, None), ["100", "0"]);
    let (rubric, bag, _) = checked(&format!("{HEAD}{}", rest.replace("lookup(\"级别\"", "lookup(\"级另\"")));
    assert!(rubric.is_none());
    let help = bag.all.iter().find(|d| d.code.id == "K0304").and_then(|d| d.help.as_ref());
    assert!(help.is_some_and(|help| help.en.contains("级别")), "{:?}", bag.all);
}

#[test]
fn what_does_not_apply_is_left_out_with_its_marks() {
    let rest = format!(
        "[param]\n\"线\" = 1\n{X}{}[[indicator]]\nid = \"j\"\npoints = 40\nformula = \"x\"\nscore.linear = {{ zero = 0, full = 10 }}\n",
        INDICATOR.replace("points = 100", "points = 60\napplies = 'g == \"甲\"'")
    );
    let run = run(&format!("{HEAD}{rest}"), &[WHO, ("d.csv", "k,p,x\na,2024-01,5\nb,2024-01,5\n")], None);
    assert_eq!(run.results.total.values, [80.0, 50.0]);
    assert_eq!(run.results.indicators[0].points.nothing(1).map(|n| n.kind().name()), Some("not_applicable"));
}

#[test]
fn a_ballot_is_judged_by_all_that_its_rater_gave() {
    // Ballots on which everybody gets the same, or more than one gets 90, do not count.
    let element = "[[element]]\nid = \"x\"\nfrom = \"d\"\nvalue = \"mean(分)\"\n\
        where = \"min_by(分, 评) != max_by(分, 评) && count_if_by(分 >= 90, 评) <= 1\"\n";
    let rest = format!("[param]\n\"线\" = 85\n{element}{INDICATOR}");
    let data = "k,p,评,分\na,2024-01,甲,100\nb,2024-01,甲,100\na,2024-01,乙,80\nb,2024-01,乙,90\n\
        a,2024-01,丙,95\nb,2024-01,丙,92\na,2024-01,丁,88\nb,2024-01,丁,81\n";
    // Valid are 乙 and 丁: a has (80 + 88) / 2, b has (90 + 81) / 2.
    assert_eq!(scores(&rest, data, None), ["0", "100"]);
}

#[test]
fn rows_that_are_dropped_are_seen_by_no_window() {
    // The second sheet of 甲 counts; among what is left, 9 is not far from the mean.
    let element = "[[element]]\nid = \"x\"\nfrom = \"d\"\nvalue = \"sum(分)\"\nwhere = \"count_by(评) == 1 && 分 <= mean_by(分, p) + 1\"\n";
    let drop = "drop = \"号 != max_by(号, 评)\"\n";
    let rest = format!("{drop}[param]\n\"线\" = 16\n{element}{INDICATOR}");
    let data = "k,p,评,号,分\na,2024-01,甲,1,1\na,2024-01,甲,2,9\na,2024-01,乙,1,7\n";
    assert_eq!(scores(&rest, data, None)[0], "100");
    assert_eq!(scores(&rest.replace("= 16", "= 17"), data, None)[0], "0");
}

#[test]
fn whoever_is_not_in_the_sheet_has_no_figure_from_it() {
    let data = "k,p,x\na,2024-01,3\na,2024-02,1\nb,2024-02,1\n";
    let with = |no_rows: &str, value: &str| {
        let rest = format!("[param]\n\"线\" = 2\n{}{INDICATOR}", X.replace("sum(x)", value));
        scores(&format!("{no_rows}{rest}"), data, Some(0))
    };
    assert_eq!(with("", "sum(x)"), ["100", "0"]);
    assert_eq!(with("no_rows = \"none_happened\"\n", "sum(x)"), ["100", "0"]);
    assert_eq!(with("no_rows = \"missing\"\n", "sum(x)"), ["100", "missing"]);
    assert_eq!(with("no_rows = \"missing\"\n", "count()"), ["0", "missing"]);
    // Rows of the period that a condition leaves out are rows all the same.
    assert_eq!(with("no_rows = \"missing\"\n", "count(x > 5)"), ["0", "missing"]);
}

#[test]
fn nobody_appears_in_a_period_in_which_they_are_not_on_the_roster() {
    let head = HEAD.replace("file = \"who.csv\"\n", "file = \"who.csv\"\nperiod = \"月\"\n");
    let rest = format!(
        "[param]\n\"线\" = 1\n{X}{INDICATOR}[[element]]\nid = \"先\"\nformula = \"group_rank(x)\"\n\
         [[element]]\nid = \"上期\"\nformula = \"prev(x)\"\n\
         [[check]]\nid = \"人\"\nexpr = \"x < 1\"\n[[check]]\nid = \"行\"\nfrom = \"d\"\nexpr = \"x < 1\"\n"
    );
    // a leaves, c comes; both have rows in the month in which they are not here.
    let who = ("who.csv", "k,g,月\na,甲,2024-01\nb,甲,2024-01\nb,甲,2024-02\nc,甲,2024-02\n");
    let data = "k,p,x\na,2024-01,9\nb,2024-01,5\nc,2024-01,8\na,2024-02,9\nb,2024-02,5\nc,2024-02,2\n";
    for (period, keys) in [(0, ["a", "b"]), (1, ["b", "c"])] {
        let results = run(&format!("{head}{rest}"), &[who, ("d.csv", data)], Some(period)).results;
        assert_eq!(results.subjects.iter().map(|subject| subject.key.as_str()).collect::<Vec<_>>(), keys);
        assert_eq!(results.order, [0, 1]);
        assert_eq!((0..results.rank.len()).map(|row| results.rank.get(row)).collect::<Vec<_>>(), [Ok(1.0), Ok(1.0)]);
        assert_eq!(results.group_size.values, [2.0, 2.0]);
        assert_eq!(results.elements[1].numbers().values, [1.0, 2.0]);
        let absent = ["c", "a"][period];
        for finding in &results.findings.all {
            assert!(!finding.message.en.contains(&format!("`{absent}`")), "{}", finding.message.en);
        }
        let rows = results.findings.all.iter().find(|finding| finding.message.en.contains("of `d` fail"));
        assert!(rows.is_some_and(|rows| rows.message.en.starts_with("2 rows")), "{:#?}", results.findings.all);
        let skipped = &results.skipped[0];
        assert_eq!((skipped.count, skipped.reason.en.as_str()), (1, "not on the roster in this period"));
    }
    let results = run(&format!("{head}{rest}"), &[who, ("d.csv", data)], Some(1)).results;
    assert_eq!(results.elements[2].numbers().get(0), Ok(5.0));
    // Of a month before c came nothing is known.
    assert!(results.elements[2].numbers().get(1).is_err());
}

/// The findings of a code, in Chinese, with what is said of their cells.
fn found(rest: &str, data: &str, code: &str) -> Vec<String> {
    let run = run(&format!("{HEAD}{rest}"), &[WHO, ("d.csv", data)], None);
    let of = run.results.findings.all.iter().filter(|finding| finding.code.id == code);
    of.map(|finding| {
        let labels = finding.labels.iter().map(|label| label.words.zh.as_str()).filter(|words| *words != "检查在此");
        let labels: Vec<&str> = labels.filter(|words| !words.is_empty()).collect();
        if labels.is_empty() {
            finding.message.zh.clone()
        } else {
            format!("{}：{}", finding.message.zh, labels.join("；"))
        }
    })
    .collect()
}

#[test]
fn checks_speak_of_what_applies_and_say_what_is_missing() {
    let rest = format!(
        "[param]\n\"线\" = 1\n{X}{INDICATOR}\
         [[check]]\nid = \"人\"\nexpr = 'x / 3 > 9'\nseverity = \"note\"\nmessage = \"得 {{x}}\"\nbasis = \"第三条\"\n\
         [[check]]\nid = \"行\"\nfrom = \"d\"\nexpr = \"x > y\"\nmessage = \"{{任务}} 只有 {{x}}\"\n"
    );
    let data = "k,p,x,y,任务\na,2024-01,不适用,1,甲\na,2024-01,2,,乙\nb,2024-01,0.333333333,5,丙\n";
    assert_eq!(
        found(&rest, data, "K0711"),
        ["`a`：得 2", "`b`：得 0.3333", "`d` 有 1 行未通过检查 `行`：丙 只有 0.3333"]
    );
    assert_eq!(found(&rest, data, "K0712"), ["检查 `行` 对 `d` 的 1 行无法判断：`y`：未填报"]);
    // Where nothing applies a check is silent.
    let data = "k,p,x,y,任务\na,2024-01,不适用,1,甲\nb,2024-01,不适用,5,丙\n";
    assert!(found(&rest, data, "K0712").is_empty() && found(&rest, data, "K0711").is_empty());
}

#[test]
fn whom_a_veto_holds_down_takes_no_place_of_the_grade_above() {
    let rest = "[[element]]\nid = \"x\"\nfrom = \"d\"\nvalue = \"sum(x)\"\n\
        [[indicator]]\nid = \"i\"\npoints = 100\nscore.linear = { zero = 0, full = 100 }\nformula = \"x\"\n\
        [[veto]]\nid = \"v\"\nwhen = 'x > 97'\neffect = { grade_at_most = \"二\" }\n\
        [[grade]]\nname = \"一\"\nmin = 90\nmax_share = 0.5\n[[grade]]\nname = \"二\"\n";
    let rest = rest.to_string();
    let head = HEAD.replace("groups = [\"g\"]\n", "");
    let who = ("who.csv", "k\na\nb\nc\nd\n");
    let data = ("d.csv", "k,p,x\na,2024-01,99\nb,2024-01,96\nc,2024-01,95\nd,2024-01,94\n");
    let results = run(&format!("{head}{rest}"), &[who, data], None).results;
    // Two of four: b and c, though a has the most.
    assert_eq!(results.grade.values, [1.0, 0.0, 0.0, 1.0]);
}

#[test]
fn a_scheme_nobody_has_approved_runs_as_a_draft() {
    let with = |sign_off: &str| {
        let text = format!("{}[param]\n\"线\" = 1\n{X}{INDICATOR}", HEAD.replace("cycle", &format!("{sign_off}cycle")));
        let run = run(&text, &[WHO, ("d.csv", "k,p,x\na,2024-01,5\n")], None);
        run.results.provisional.iter().any(|reason| reason.en.contains("draft"))
    };
    assert!(with("sign_off = { drafted = \"甲\" }\n"));
    assert!(!with("sign_off = { drafted = \"甲\", approved = \"乙\" }\n"));
    assert!(!with(""));
}

#[test]
fn working_days_know_the_calendar() {
    let calendar =
        "[calendar]\nholidays = [\"2024-10-01..2024-10-07\", 2024-06-10]\nworkdays = [2024-09-29, 2024-10-12]\n";
    let element = "[[element]]\nid = \"x\"\nfrom = \"d\"\nvalue = \"sum(working_days(y, z))\"\n";
    let days = |calendar: &str, from: &str, to: &str| {
        let rest = format!("[param]\n\"线\" = 1\n{calendar}{element}{INDICATOR}");
        let data = format!("k,p,y,z\na,2024-09,{from},{to}\nb,2024-09,{to},{from}\n");
        let run = run(&format!("{HEAD}{rest}"), &[WHO, ("d.csv", &data)], None);
        let x = run.results.elements[0].numbers();
        // The way back is the same way.
        assert_eq!(x.values[0], -x.values[1]);
        x.values[0]
    };
    // By hand: 27 September 2024 is a Friday; Sunday the 29th, the 30th, then the 8th to the 12th.
    assert_eq!(days(calendar, "2024-09-27", "2024-10-12"), 7.0);
    assert_eq!(days("", "2024-09-27", "2024-10-12"), 10.0);
    assert_eq!(days(calendar, "2024-06-07 17:00", "2024-06-11 09:00"), 1.0);
    assert_eq!(days(calendar, "2024-06-09", "2024-06-10 23:00"), 0.0);
    assert_eq!(days(calendar, "2024-10-01", "2024-10-07"), 0.0);
}

/// Two people, and ratings `who,to,kind,score` of one item.
fn rated(rules: &str, rated: &str, rows: &str) -> crate::world::Run {
    let rubric = format!(
        "kaohe = 1\n[rubric]\ntitle = \"t\"\n[subject]\nroster = \"who\"\nkey = \"k\"\n\
         [data.who]\nfile = \"who.csv\"\n[data.r]\nfile = \"r.csv\"\n{rules}\
         [[indicator]]\nid = \"i\"\npoints = 100\nrated = {{ from = \"r\"{rated} }}\nscore.formula = \"value\"\n"
    );
    let rows: String = rows.split(' ').map(|row| format!("{row},i\n")).collect();
    run(&rubric, &[("who.csv", "k,组\na,甲\nb,乙\n"), ("r.csv", &format!("评,k,角色,分数,指标\n{rows}"))], None)
}

const PEER: &str = "[[rater]]\nid = \"peer\"\nweight = 100\n";

/// Rating, number of ratings that count and number of those that do not, of `a`.
fn given(run: &crate::world::Run) -> (String, f64, f64) {
    let given = &run.results.indicators[0].ratings[0];
    let rating = given.rating.get(0).map_or_else(|nothing| nothing.kind().name().to_string(), |x| x.to_string());
    (rating, given.count.values[0], given.left_out.values[0])
}

#[test]
fn m24_ratings_are_combined_without_their_ends() {
    let six = "1,a,peer,60 2,a,peer,80 3,a,peer,82 4,a,peer,84 5,a,peer,86 6,a,peer,100";
    let five = "1,a,peer,60 2,a,peer,80 3,a,peer,82 4,a,peer,84 5,a,peer,84";
    let drop = ", combine = { drop_ends = 1, above = 5 }";
    assert_eq!(given(&rated(PEER, drop, six)), ("83".into(), 6.0, 0.0));
    // Of five the plain mean: 390 / 5.
    assert_eq!(given(&rated(PEER, drop, five)), ("78".into(), 5.0, 0.0));
    // A fifth of six is one at each end, of a tenth none: 492 / 6.
    assert_eq!(given(&rated(PEER, ", combine = { trimmed = 0.2 }", six)), ("83".into(), 6.0, 0.0));
    assert_eq!(given(&rated(PEER, ", combine = { trimmed = 0.1 }", six)), ("82".into(), 6.0, 0.0));
}

#[test]
fn m25_ratings_far_from_the_mean_do_not_count() {
    // Mean 72, deviation 26.08 (sample); 26 lies 46 away, beyond 1.7 of them.
    let rows = "1,a,peer,80 2,a,peer,82 3,a,peer,84 4,a,peer,88 5,a,peer,26 1,b,peer,26";
    assert_eq!(given(&rated(PEER, ", outliers = { sigma = 1.7 }", rows)), ("83.5".into(), 4.0, 1.0));
    assert_eq!(given(&rated(PEER, ", outliers = { sigma = 1.8 }", rows)), ("72".into(), 5.0, 0.0));
    // Of one class each differs from nobody.
    let within = ", outliers = { sigma = 1.7, within = [\"评\"] }";
    assert_eq!(given(&rated(PEER, within, rows)), ("72".into(), 5.0, 0.0));
}

#[test]
fn m26_a_void_ballot_counts_nowhere_and_is_told_of() {
    let rules = format!(
        "{PEER}[[ballot]]\nfrom = \"r\"\nby = [\"评\"]\nvoid_when = \"count_if(分数 >= 90) > 1\"\nreason = \"太松\"\n\
         [[element]]\nid = \"n\"\nfrom = \"r\"\nvalue = \"count()\"\n"
    );
    let rows = "1,a,peer,80 1,b,peer,95 2,a,peer,90 2,b,peer,91 3,a,peer,70";
    let run = rated(&rules, ", min_raters = 2", rows);
    assert_eq!(given(&run), ("75".into(), 2.0, 1.0));
    assert_eq!(run.results.elements[0].numbers().values, [2.0, 1.0]);
    let ballots = &run.results.ballots[0];
    assert_eq!((ballots.ballots, ballots.void.len(), ballots.undecided), (3, 1, 0));
    assert_eq!((ballots.void[0].rater[0].as_str(), ballots.void[0].ratings), ("2", 2));
    // Of b's one rating is left, and two are asked for.
    assert!(run.results.total.get(0).is_ok());
    assert_eq!(run.results.total.get(1), Err(kaohe::table::Nothing::TooFewRatings));
}

#[test]
fn nobody_is_his_own_peer_and_peers_are_of_one_group() {
    let rows = "a,a,peer,100 b,a,peer,80 ,a,peer,90 a,b,peer,70";
    let own = format!("{PEER}not_self = true\n");
    // Whoever does not sign may be anybody: (80 + 90) / 2.
    assert_eq!(given(&rated(&own, ", rater_key_column = \"评\"", rows)), ("85".into(), 2.0, 1.0));
    let group = format!("{PEER}same_group = \"组\"\n");
    let rows = "甲,a,peer,60 乙,a,peer,80 ,a,peer,90 甲,b,peer,70";
    assert_eq!(given(&rated(&group, ", rater_group_column = \"评\"", rows)), ("60".into(), 1.0, 2.0));
}

/// Self, others and the difference, of everybody.
fn above(run: &crate::world::Run) -> Vec<[Option<f64>; 3]> {
    let found = run.results.indicators[0].inflation.as_ref().expect("people rate themselves");
    (0..2).map(|at| [&found.own, &found.others, &found.gap].map(|numbers| numbers.get(at).ok())).collect()
}

#[test]
fn ratings_of_oneself_stand_beside_those_by_others() {
    let raters = "[[rater]]\nid = \"me\"\nweight = 10\nself = true\n[[rater]]\nid = \"peer\"\nweight = 30\n\
        [[rater]]\nid = \"boss\"\nweight = 60\n";
    // Of a the others come to (80 × 30 + 95 × 60) / 90 = 90; of b only the boss has rated.
    let rows = "a,a,me,99 1,a,peer,70 2,a,peer,90 3,a,boss,95 b,b,me,60 3,b,boss,75";
    let run = rated(raters, "", rows);
    assert_eq!(above(&run), [[Some(99.0), Some(90.0), Some(9.0)], [Some(60.0), Some(75.0), Some(-15.0)]]);
    let all = &run.results.inflation;
    assert_eq!((all.len(), all[0].members, all[0].own, all[0].others), (1, 2, 79.5, 82.5));
    // Without groups of its own it is everybody; of one there is no mean.
    let alone = rated(raters, "", "a,a,me,99 1,a,peer,70 1,b,peer,70");
    assert_eq!(above(&alone)[1], [None, Some(70.0), None]);
    assert!(alone.results.inflation.is_empty());
    // Only peers: nobody to compare.
    assert!(rated(PEER, "", rows).results.indicators[0].inflation.is_none());
}

#[test]
fn among_ballots_of_all_on_all_those_on_oneself_are_counted_apart() {
    let raters = "[[rater]]\nid = \"unit\"\nweight = 100\nnot_self = true\n\
        [[rater]]\nid = \"own\"\naliases = [\"unit\"]\nweight = 0\nself = true\n";
    let rows = "a,a,unit,100 b,a,unit,80 ,a,unit,90 a,b,unit,70 b,b,unit,72";
    let run = rated(raters, ", rater_key_column = \"评\"", rows);
    assert_eq!(run.results.total.values, [85.0, 70.0]);
    assert_eq!(above(&run), [[Some(100.0), Some(85.0), Some(15.0)], [Some(72.0), Some(70.0), Some(2.0)]]);
    // A word of its own: what somebody else signs is not a rating of oneself.
    let raters = raters.replace("aliases = [\"unit\"]", "aliases = [\"me\"]");
    let rows = "b,a,me,100 ,a,me,96 b,a,unit,80 a,b,unit,70";
    let run = rated(&raters, ", rater_key_column = \"评\"", rows);
    assert_eq!(above(&run)[0], [Some(96.0), Some(80.0), Some(16.0)]);
    assert_eq!(run.results.indicators[0].ratings[1].left_out.values, [1.0, 0.0]);
}

#[test]
fn m23_a_rating_between_the_levels_is_told_of_and_does_not_count() {
    let rows = "1,a,peer,8.5 2,a,peer,7.5 3,a,peer,4 4,a,peer,9.3";
    let levels = "intervals = [[8, 10], [5, 7], [0, 4]], step = 0.5";
    let run_void = rated(PEER, &format!(", allowed = {{ {levels} }}"), rows);
    assert_eq!(given(&run_void), ("6.25".into(), 2.0, 2.0));
    let run_warn = rated(PEER, &format!(", allowed = {{ {levels}, then = \"warn\" }}"), rows);
    assert_eq!(given(&run_warn), ("7.325".into(), 4.0, 0.0));
    for run in [run_void, run_warn] {
        let told: Vec<usize> =
            run.results.findings.all.iter().filter(|f| f.code.id == "K0733").map(|f| f.labels.len()).collect();
        assert_eq!(told, [3], "two cells and the indicator");
    }
    let evidence = ", evidence = { column = \"评\", when = \"分数 >= 9\", then = \"void\" }";
    assert_eq!(given(&rated(PEER, evidence, "1,a,peer,9 ,a,peer,10 ,a,peer,5")), ("7".into(), 2.0, 1.0));
}

#[test]
fn weights_of_raters_go_by_the_subject_or_the_item() {
    let rows = "1,a,peer,80 2,a,boss,90 1,b,peer,80 2,b,boss,90";
    let totals = |rules: &str, own: &str| rated(rules, own, rows).results.total.values.clone();
    let two = |peer: &str, boss: &str| format!("[[rater]]\nid = \"peer\"\n{peer}\n[[rater]]\nid = \"boss\"\n{boss}\n");
    let by = two(
        "weight = { \"甲\" = 20, otherwise = 50 }\nweight_by = \"组\"",
        "weight = { \"甲\" = 80, \"乙\" = 50 }\nweight_by = \"组\"",
    );
    assert_eq!(totals(&by, ""), [88.0, 85.0]);
    let formula = two("weight = \"if(key == \\\"a\\\", 3, 1)\"", "weight = 1");
    assert_eq!(totals(&formula, ""), [82.5, 85.0]);
    assert_eq!(totals(&two("weight = 60", "weight = 40"), ", weights = { peer = 10, boss = 90 }"), [89.0, 89.0]);
    // Thirds are thirds, wherever they are written.
    assert_eq!(totals(&two("weight = \"2/3\"", "weight = \"1/3\""), ""), [83.33, 83.33]);
    let thirds = ", weights = { peer = \"1/3\", boss = \"2/3\" }";
    assert_eq!(totals(&two("weight = 60", "weight = 40"), thirds), [86.67, 86.67]);
    let by = two(
        "weight = { \"甲\" = \"100/3\", otherwise = 50 }\nweight_by = \"组\"",
        "weight = { \"甲\" = \"200/3\", \"乙\" = 50 }\nweight_by = \"组\"",
    );
    assert_eq!(totals(&by, ""), [86.67, 85.0]);
}
