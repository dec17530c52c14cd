//! What happens after the total, method by method, against figures worked out by hand.

use kaohe::explain::adds_up;
use kaohe::report::trail;
use kaohe::session;
use kaohe::table::Numbers;
use kaohe::text::Lang;

use crate::world::{self, Run, run};

/// Everybody's total is the figure `分` of the sheet.
fn scheme(head: &str, rest: &str) -> String {
    format!(
        "kaohe = 1\n[rubric]\ntitle = \"t\"\n{head}\n[subject]\nkey = \"k\"\nfile = \"d.csv\"\ngroups = [\"科\", \"区\"]\n\
         [[indicator]]\nid = \"考评\"\npoints = 100\nformula = \"分\"\nscore.formula = \"value\"\n{rest}"
    )
}

fn list(numbers: &Numbers) -> Vec<String> {
    (0..numbers.len())
        .map(|row| numbers.get(row).map_or_else(|nothing| nothing.kind().name().to_string(), |n| n.to_string()))
        .collect()
}

/// The names of the grades in the order of keys.
fn grades(run: &Run) -> String {
    let grade = &run.results.grade;
    let name = |row: usize| grade.get(row).map_or("-", |index| run.rubric.grades[index as usize].name.zh.as_str());
    (0..grade.len()).map(name).collect()
}

fn money(run: &Run, consequence: usize) -> Vec<String> {
    list(run.results.consequences[consequence].money.as_ref().expect("money"))
}

/// Every tree adds up; the text of one is returned.
fn explained(text: &str, run: &Run, subject: usize) -> String {
    let facts = session::Run { bound: &run.bound, lanes: &run.lanes, text };
    let period = run.bound.periods.len() - 1;
    for each in 0..run.bound.subjects.len() {
        let found = kaohe::explain::explain(&run.rubric, &run.program, &facts, each, period);
        assert!(adds_up(&found.root), "{}", trail::text(&found, Lang::Zh, 110, false));
    }
    let found = kaohe::explain::explain(&run.rubric, &run.program, &facts, subject, period);
    trail::text(&found, Lang::Zh, 1000, false)
}

/// So many people of one unit, from 99 downwards; keys a00, a01, …
fn staff(unit: &str, count: usize) -> String {
    (0..count).map(|i| format!("{unit}{i:02},{unit},东,{}\n", 99 - i)).collect()
}

const HEAD: &str = "k,科,区,分\n";

fn with_grades(head: &str, best: &str, rest: &str) -> String {
    let grades = format!(
        "[[grade]]\nname = \"优\"\nmin = 60\n{best}\n[[grade]]\nname = \"良\"\nmin = 50\n[[grade]]\nname = \"差\"\n{rest}"
    );
    scheme(head, &grades)
}

#[test]
fn m29_sizes_of_quotas_are_decided_in_decimals() {
    let best = |head: &str, share: &str, count: usize| {
        let text = with_grades(head, share, "");
        let run = run(&text, &[("d.csv", &(HEAD.to_string() + &staff("a", count)))], None);
        grades(&run).matches('优').count()
    };
    // 12 × 15 % = 1.8; 20 × 15 % = 3 exactly, 2.9999… in binary; 10 × 15 % = 1.5.
    assert_eq!(best("", "max_share = 0.15", 12), 1);
    assert_eq!(best("", "max_share = 0.15", 20), 3);
    assert_eq!(best("", "max_share = 0.15\nrounding = \"up\"", 20), 3);
    assert_eq!(best("", "max_share = 0.15\nrounding = \"nearest\"", 10), 2);
    assert_eq!(best("quota_rounding = \"up\"", "max_share = 0.15", 12), 2);
    assert_eq!(best("", "max_share = \"0.3 / 2\"", 20), 3);
}

#[test]
fn m29_a_floor_on_the_low_grades_moves_the_lowest_down() {
    // 20 % of 11 is 2.2, so 3 at least; two are there already.
    let csv = format!("{HEAD}{}b1,a,东,55\nb2,a,东,40\n", staff("a", 9));
    let text = with_grades("", "", "[[quota]]\ngrades = [\"良\", \"差\"]\nmin_share = 0.2\n");
    let run = run(&text, &[("d.csv", &csv)], None);
    assert_eq!(grades(&run), "优优优优优优优优良良差");
    let tree = explained(&text, &run, 8);
    assert!(tree.contains("名额：11 人中 良 和 差 至少 3 人（进一），在线上并列的都往下"), "{tree}");
}

#[test]
fn m29_ties_at_the_line_go_down_or_stay_as_declared() {
    let csv = format!("{HEAD}a1,a,东,95\na2,a,东,90\na3,a,东,90\na4,a,东,80\n");
    let down = with_grades("", "max_share = 0.5", "");
    assert_eq!(grades(&run(&down, &[("d.csv", &csv)], None)), "优良良良");
    let up = with_grades("quota_ties = \"up\"", "max_share = 0.5", "");
    let kept = run(&up, &[("d.csv", &csv)], None);
    assert_eq!(grades(&kept), "优优优良");
    let told = kept.results.findings.all.iter().find(|found| found.code.id == "K0750").expect("a finding");
    assert_eq!(told.message.zh, "`a` 4 人中 `优` 最多 2 人，因并列有 3 人");
}

#[test]
fn m29_a_forced_distribution_needs_no_totals() {
    let level = |name: &str, share: &str| format!("[[grade]]\nname = \"{name}\"\n{share}\n");
    let text = [
        ("一", "max_share = 0.1"),
        ("二", "max_share = 0.1"),
        ("三", "max_share = 0.7"),
        ("四", "max_share = 0.05"),
        ("五", ""),
    ]
    .map(|(name, share)| level(name, share))
    .concat();
    let run = run(&scheme("", &text), &[("d.csv", &(HEAD.to_string() + &staff("a", 20)))], None);
    assert_eq!(grades(&run), "一一二二三三三三三三三三三三三三三三四五");
}

#[test]
fn m30_heads_by_the_size_of_the_unit() {
    let text = with_grades("", "max_count = { at_most = [[5, 1]], otherwise = 2 }", "");
    let csv = format!("{HEAD}{}{}", staff("a", 5), staff("b", 6));
    assert_eq!(grades(&run(&text, &[("d.csv", &csv)], None)), "优良良良良优优良良良良");
}

#[test]
fn m31_the_unit_picks_the_row_of_quotas() {
    let rows = "[[5, 0.15, 0.4], [4.5, 0.10, 0.35], [4, 0.08, 0.30], [3.5, 0.05, 0.30], [3, 0.03, 0.25], [2, 0, 0.20], [1, 0, 0.15]]";
    let text =
        with_grades("", "", &format!("[[quota]]\ngrades = [\"优\", \"良\"]\nby = \"单位分\"\nat_least = {rows}\n"));
    let unit = |name: &str, mark: &str, count: usize| -> String {
        staff(name, count).lines().map(|line| format!("{line},{mark}\n")).collect()
    };
    let csv = format!("k,科,区,分,单位分\n{}{}{}", unit("a", "5", 20), unit("b", "3.5", 20), unit("c", "2.5", 20));
    let run = run(&text, &[("d.csv", &csv)], None);
    let all = grades(&run);
    let unit = |from: usize| -> String { all.chars().skip(from).take(20).collect() };
    let expected = |best: usize, good: usize| "优".repeat(best) + &"良".repeat(good) + &"差".repeat(20 - best - good);
    // 15 % and 40 % of 20; 5 % and 30 %; none and 20 %.
    assert_eq!([unit(0), unit(20), unit(40)], [expected(3, 8), expected(1, 6), expected(0, 4)]);
}

#[test]
fn m31_a_group_that_does_not_agree_has_no_quota_and_it_is_told() {
    let text = with_grades("", "max_share = \"比例\"", "");
    let csv = "k,科,区,分,比例\na1,a,东,90,0.5\na2,a,东,80,0.2\nb1,b,东,90,0.5\nb2,b,东,80,0.5\n";
    let run = run(&text, &[("d.csv", csv)], None);
    assert_eq!(grades(&run), "优优优良");
    let told = run.results.findings.all.iter().find(|found| found.code.id == "K0751").expect("a finding");
    assert!(told.message.zh.contains("`a` `优` 的名额无法确定"), "{}", told.message.zh);
}

#[test]
fn m32_a_mean_is_capped_or_refused() {
    let cap = |then: &str| scheme("", &format!("[[mean_cap]]\nid = \"均分\"\nmax = 80\nthen = \"{then}\"\n"));
    // Eight people: their sum may be 640, and is 763 in the one unit and 4 × 80 in the other.
    let csv = format!("{HEAD}{}b1,b,东,70\nb2,b,东,90\n", staff("a", 8));
    let text = cap("rescale");
    let rescaled = run(&text, &[("d.csv", &csv)], None);
    let scaled: Vec<f64> = (0..8).map(|row| rescaled.results.total.get(row).unwrap()).collect();
    let by_hand: Vec<f64> =
        (0..8).map(|i| f64::from(99 - i) * 80.0 / 95.5).map(|x| (x * 100.0 + 1e-9).floor() / 100.0).collect();
    assert_eq!(scaled, by_hand);
    assert!(scaled.iter().sum::<f64>() <= 640.0);
    assert_eq!(list(&rescaled.results.total)[8..], ["70", "90"]);
    let tree = explained(&text, &rescaled, 0);
    assert!(tree.contains("均分：平均 95.5 超过 80，99.00 × 80 / 95.5 → 82.93"), "{tree}");
    let refused = run(&cap("reject"), &[("d.csv", &csv)], None);
    assert_eq!(list(&refused.results.total)[..2], ["99", "98"]);
    assert!(refused.results.findings.all.iter().any(|found| found.code.id == "K0752"));
    assert_eq!(refused.results.provisional.len(), 1);
}

#[test]
fn m33_lenient_units_are_brought_down() {
    let text = scheme(
        "",
        "[param]\n\"系数\" = { \"a\" = 0.9, \"b\" = 1.1, otherwise = 1 }\n[correction]\nmethod = \"factor\"\nfactor = \"系数\"\n\
         [[veto]]\nid = \"不过线\"\nwhen = \"分 == 80\"\neffect = { cap = 59 }\n",
    );
    let csv = format!("{HEAD}a1,a,东,95\na2,a,东,88.5\nb1,b,东,95\nb2,b,东,80\nc1,c,东,77\n");
    let corrected = run(&text, &[("d.csv", &csv)], None);
    // 95 × 1.1 is above full marks; what a veto held down is not lifted again.
    assert_eq!(list(&corrected.results.total), ["85.5", "79.65", "100", "59", "77"]);
    assert_eq!(list(corrected.results.total_before.as_ref().unwrap()), ["95", "88.5", "95", "59", "77"]);
    let tree = explained(&text, &corrected, 0);
    assert!(tree.contains("宽严修正：95.00 × 0.9 → 85.50"), "{tree}");
    assert!(tree.contains("修正前总分  95.00 / 100"), "{tree}");
}

#[test]
fn m33_standard_scores_and_units_without_spread() {
    let text = |rules: &str| scheme("", &format!("[correction]\nmethod = \"z_score\"\nmean = 75\nstd = 8\n{rules}"));
    let csv = format!("{HEAD}a1,a,东,90\na2,a,东,80\na3,a,东,70\nb1,b,东,95\nb2,b,东,95\nc1,c,东,60\n");
    // The first unit: mean 80, deviation 10.
    let kept = run(&text(""), &[("d.csv", &csv)], None);
    assert_eq!(list(&kept.results.total), ["83", "75", "67", "95", "95", "60"]);
    assert_eq!(kept.results.findings.all.iter().filter(|found| found.code.id == "K0753").count(), 2);
    let mean = run(&text("all_equal = \"mean\"\nalone = \"mean\"\n"), &[("d.csv", &csv)], None);
    assert_eq!(list(&mean.results.total), ["83", "75", "67", "75", "75", "75"]);
    explained(&text(""), &kept, 0);
    // To the mean and deviation of everybody: 75 and 20.7364…, of 55, 75, 95 in one unit and 75 in the other.
    let all = scheme("", "[correction]\nmethod = \"z_score\"\n");
    let csv = format!("{HEAD}a1,a,东,95\na2,a,东,75\na3,a,东,55\nb1,b,东,75\n");
    let run = run(&all, &[("d.csv", &csv)], None);
    let std = (800.0_f64 / 3.0).sqrt();
    let first = 75.0 + std * (95.0 - 75.0) / 20.0;
    assert_eq!(list(&run.results.total)[0], format!("{first:.2}"));
}

#[test]
fn m37_the_period_before_counts_three_tenths_and_does_not_roll_on() {
    let text =
        scheme("cycle = \"half_year\"", "[final]\nformula = \"0.7 * total + 0.3 * coalesce(prev(total), total)\"\n")
            .replace("groups =", "period = \"期\"\ngroups =");
    let csv = "k,科,区,期,分\na,x,东,2023H2,60\na,x,东,2024H1,80\na,x,东,2024H2,90\nb,x,东,2024H2,88\n";
    let run = run(&text, &[("d.csv", csv)], None);
    // 0.7 × 90 + 0.3 × 80; a newcomer stands alone.
    assert_eq!(list(&run.results.total), ["87", "88"]);
    let tree = explained(&text, &run, 0);
    assert!(tree.contains("本期 90.00 → 87.00"), "{tree}");
}

#[test]
fn m38_a_year_is_the_mean_of_its_periods() {
    let text = |formula: &str| {
        scheme("cycle = \"semester\"", &format!("[final]\nformula = \"{formula}\"\n"))
            .replace("groups =", "period = \"期\"\ngroups =")
    };
    let csv = "k,科,区,期,分\na,x,东,2023-1,80\na,x,东,2023-2,90\nb,x,东,2023-2,88\n";
    let lenient = text("(total + coalesce(prev(total), total)) / 2");
    assert_eq!(list(&run(&lenient, &[("d.csv", csv)], None).results.total), ["85", "88"]);
    // Where both are needed whoever lacks one has no total.
    let strict = text("(total + prev(total)) / 2");
    assert_eq!(list(&run(&strict, &[("d.csv", csv)], None).results.total), ["85", "missing"]);
}

#[test]
fn m40_somebody_who_moved_is_marked_by_both_units() {
    let text = "kaohe = 1\n[rubric]\ntitle = \"t\"\n[subject]\nkey = \"k\"\nroster = \"who\"\n[data.who]\nfile = \"who.csv\"\n\
        [data.ballots]\nfile = \"ballots.csv\"\n\
        [[element]]\nid = \"调入月数\"\nfrom = \"who\"\nvalue = \"only(月数)\"\n\
        [[element]]\nid = \"原单位分\"\nfrom = \"ballots\"\nvalue = \"mean(分)\"\nwhere = '单位 == \"原\"'\n\
        [[element]]\nid = \"新单位分\"\nfrom = \"ballots\"\nvalue = \"mean(分)\"\nwhere = '单位 == \"新\"'\n\
        [[indicator]]\nid = \"评议\"\npoints = 100\nscore.formula = \"value\"\n\
        formula = \"if(调入月数 < 2, 0.7 * 原单位分 + 0.3 * 新单位分, 新单位分)\"\n";
    let who = "k,月数\na,1\nb,2\nc,60\n";
    let ballots = "k,单位,分\na,原,80\na,原,90\na,新,95\nb,原,60\nb,新,90\nc,新,88\nc,新,90\n";
    let run = run(text, &[("who.csv", who), ("ballots.csv", ballots)], None);
    assert_eq!(list(&run.results.total), ["88", "90", "89"]);
}

#[test]
fn m27_a_prize_for_a_place_is_shared_to_the_cent() {
    let text = scheme("", "[[consequence]]\nid = \"头奖\"\nwhen = \"rank == 1\"\npool = { amount = 100 }\n");
    let csv = format!("{HEAD}a1,a,东,90\na2,a,东,90\na3,a,东,90\na4,a,东,80\nb1,b,东,70\n");
    let shared = run(&text, &[("d.csv", &csv)], None);
    assert_eq!(money(&shared, 0), ["33.34", "33.33", "33.33", "not_applicable", "100"]);
    let tree = explained(&text, &shared, 0);
    assert!(tree.contains("100 × 1 / 3 → 33.34"), "{tree}");
}

/// By whole numbers: floors, then a cent each to the largest remainders.
fn by_hand(cents: u128, shares: &[(String, u128)]) -> Vec<(String, u128)> {
    let whole: u128 = shares.iter().map(|(_, share)| share).sum();
    let mut paid: Vec<(String, u128)> =
        shares.iter().map(|(key, share)| (key.clone(), cents * share / whole)).collect();
    let left = cents - paid.iter().map(|(_, cents)| cents).sum::<u128>();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by_key(|i| {
        let (key, share) = &shares[*i];
        (std::cmp::Reverse(cents * share % whole), std::cmp::Reverse(*share), key.clone())
    });
    order.into_iter().take(left as usize).for_each(|i| paid[i].1 += 1);
    paid
}

#[test]
fn pools_pay_out_to_the_cent_whatever_the_order_of_rows() {
    let mut seed = 20_240_607_u64;
    let mut next = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    for _ in 0..60 {
        let count = 1 + next(30) as usize;
        let cents = u128::from(next(2_000_000));
        let shares: Vec<(String, u128)> = (0..count)
            .map(|i| (format!("k{i:02}"), 1 + u128::from(next(if i % 2 == 0 { 5 } else { 10_000 }))))
            .collect();
        let amount = format!("{}.{:02}", cents / 100, cents % 100);
        let text = scheme(
            "",
            &format!(
                "[[consequence]]\nid = \"池\"\nwhen = \"total >= 0\"\npool = {{ amount = {amount}, share = \"份\", among = \"all\" }}\n"
            ),
        );
        let mut rows: Vec<String> = shares.iter().map(|(key, share)| format!("{key},a,东,50,{share}\n")).collect();
        let expected: Vec<String> =
            by_hand(cents, &shares).into_iter().map(|(_, cents)| (cents as f64 / 100.0).to_string()).collect();
        for _ in 0..2 {
            let csv = format!("k,科,区,分,份\n{}", rows.concat());
            assert_eq!(money(&run(&text, &[("d.csv", &csv)], None), 0), expected, "{amount} by {shares:?}");
            rows.reverse();
        }
    }
}

#[test]
fn a_deduction_stops_at_the_commission_and_earlier_ones_count() {
    let take =
        |id: &str| format!("[[consequence]]\nid = \"{id}\"\nwhen = \"total < 90\"\nmoney = -100\nout_of = \"提成\"\n");
    let text = scheme("", &(take("一") + &take("二")));
    let csv = "k,科,区,分,提成\na1,a,东,95,500\na2,a,东,80,150\na3,a,东,70,60\na4,a,东,60,300\n";
    let run = run(&text, &[("d.csv", csv)], None);
    assert_eq!(money(&run, 0)[1..], ["-100", "-60", "-100"]);
    assert_eq!(money(&run, 1)[1..], ["-50", "0", "-100"]);
    let told: Vec<&str> = run
        .results
        .findings
        .all
        .iter()
        .filter(|found| found.code.id == "K0755")
        .map(|found| found.message.zh.as_str())
        .collect();
    assert_eq!(
        told,
        [
            "`一` 超过可扣的数额，只扣到 0：`a3` 应扣 100 实扣 60",
            "`二` 超过可扣的数额，只扣到 0：`a2` 应扣 100 实扣 50；`a3` 应扣 100 实扣 0"
        ]
    );
}

#[test]
fn places_and_peers_of_any_group() {
    let rule = |id: &str, when: &str| format!("[[consequence]]\nid = \"{id}\"\nwhen = '{when}'\ntask = \"谈话\"\n");
    let rules = [
        rule("区第一", "within(\"区\", rank) == 1"),
        rule("总第一", "within(\"all\", rank == 1 && group_size == 5)"),
        rule("区均以上", "total > within(区, group_mean(total))"),
        rule("科末", "rank_from_last == 1 || 分 < 50"),
    ];
    let csv = "k,科,区,分\na1,a,东,95\na2,a,西,80\nb1,b,东,97\nb2,b,西,70\nc1,c,西,40\n";
    let min_group = |text: String| text.replace("groups =", "min_group = 2\ngroups =");
    let run = run(&min_group(scheme("", &rules.concat())), &[("d.csv", csv)], None);
    let drawn = |index: usize| list(&run.results.consequences[index].when);
    assert_eq!(drawn(0), ["0", "1", "1", "0", "0"]);
    assert_eq!(drawn(1), ["0", "0", "1", "0", "0"]);
    // East 96, west 63.33.
    assert_eq!(drawn(2), ["0", "1", "1", "1", "0"]);
    // One alone in a group has no last place there; what else the condition says holds for them too.
    assert_eq!(drawn(3), ["0", "1", "0", "1", "1"]);
}

#[test]
fn quotas_are_decided_by_the_indicators_that_break_ties() {
    let text = "kaohe = 1\n[rubric]\ntitle = \"t\"\nties = [\"质量\"]\n[subject]\nkey = \"k\"\nfile = \"d.csv\"\n\
        [[indicator]]\nid = \"产量\"\npoints = 50\nformula = \"产\"\nscore.formula = \"value\"\n\
        [[indicator]]\nid = \"质量\"\npoints = 50\nformula = \"质\"\nscore.formula = \"value\"\n\
        [[grade]]\nname = \"优\"\nmin = 60\nmax_count = 1\n[[grade]]\nname = \"良\"\n";
    let run = run(text, &[("d.csv", "k,产,质\na,90,80\nb,80,90\nc,70,70\n")], None);
    assert_eq!(grades(&run), "良优良");
    let (rubric, bag, _) = world::checked(text);
    assert!(rubric.is_some(), "{:?}", bag.all);
}

const UNITS: &str = "unit,month,mark\nA,2024-05,90\nB,2024-05,80\nA,2024-06,70\nB,2024-06,60\n";

/// Li is in two units from 15 June on; Wang in one, in the narrow and the wide form of its name.
const MOVES: &str = "who,unit,part,from,to\nWang,Ａ,1,,\nLi,A,1,,2024-06-14\nLi,A,0.7,2024-06-15,\nLi,B,0.3,2024-06-15,\n\
                     gone,B,1,,\n";

fn by_shares(key: &str, units: &str) -> String {
    format!(
        "kaohe = 1\n[rubric]\ntitle = \"t\"\ncycle = \"month\"\n[subject]\nkey = \"who\"\nroster = \"staff\"\n\
         [data.staff]\nfile = \"staff.csv\"\n[data.moves]\nfile = \"moves.csv\"\n\
         [data.units]\nfile = \"{units}\"\nkey = {key}\nperiod = \"month\"\n\
         [[element]]\nid = \"own\"\nfrom = \"units\"\nvalue = \"sum(mark * part)\"\n\
         [[element]]\nid = \"parts\"\nfrom = \"units\"\nvalue = \"sum(part)\"\n\
         [[indicator]]\nid = \"x\"\npoints = 100\nformula = \"own\"\nbetter = \"higher\"\nscore.linear = {{ zero = 0, full = 100 }}\n"
    )
}

const BY_DAY: &str =
    "{ column = \"unit\", through = \"moves\", to = \"who\", share = \"part\", since = \"from\", until = \"to\" }";

#[test]
fn m40_figures_of_units_reach_people_by_the_shares_of_the_period() {
    let text = by_shares(BY_DAY, "units.csv");
    let staff = "who\nWang\nLi\n";
    let backwards = |csv: &str| {
        let (head, rows) = csv.split_once('\n').unwrap();
        let rows: Vec<&str> = rows.lines().rev().collect();
        format!("{head}\n{}\n", rows.join("\n"))
    };
    for (moves, units) in [(MOVES.to_string(), UNITS.to_string()), (backwards(MOVES), backwards(UNITS))] {
        let at =
            |period| run(&text, &[("staff.csv", staff), ("moves.csv", &moves), ("units.csv", &units)], Some(period));
        // Keys in order: Li, Wang. The last day of May is before the move, that of June after it.
        assert_eq!(list(&at(0).results.total), ["90", "90"]);
        let june = at(1);
        assert_eq!(list(&june.results.total), ["67", "70"], "0.7 × 70 + 0.3 × 60");
        let tree = explained(&text, &june, 0);
        assert!(tree.contains("B  0.3  — `moves` 中的 `part`（moves.csv"), "{tree}");
        // Somebody who is not assessed has a share of B.
        let told: Vec<&str> = june.results.findings.all.iter().map(|finding| finding.code.id).collect();
        assert_eq!(told, ["K0701"], "{:?}", june.results.findings.all);
    }
}

#[test]
fn m40_shares_may_stand_by_period_or_for_good() {
    let staff = "who\nWang\nLi\n";
    let key = "{ column = \"unit\", through = \"moves\", to = \"who\", share = \"part\" }";
    let text = by_shares(key, "units.csv");
    let moves = "who,unit,part\nWang,A,1\nLi,A,0.25\nLi,B,0.75\n";
    let run_with =
        |text: &str, moves: &str| run(text, &[("staff.csv", staff), ("moves.csv", moves), ("units.csv", UNITS)], None);
    assert_eq!(list(&run_with(&text, moves).results.total), ["62.5", "70"]);
    let text = text.replace("file = \"moves.csv\"", "file = \"moves.csv\"\nperiod = \"month\"");
    let moves =
        "who,unit,part,month\nWang,A,1,2024-05\nWang,B,1,2024-06\nLi,A,0.1,2024-05\nLi,B,0.9,2024-05\nLi,A,1,2024-06\n";
    let run = run_with(&text, moves);
    assert_eq!(list(&run.results.total), ["70", "60"]);
    assert!(run.results.findings.all.is_empty(), "{:?}", run.results.findings.all);
}

#[test]
fn m40_ten_tenths_are_one_and_three_thirds_are_told() {
    let key = "{ column = \"unit\", through = \"moves\", to = \"who\", share = \"part\" }";
    let text = by_shares(key, "units.csv");
    let codes = |parts: &[&str]| {
        let units: String = (0..parts.len()).map(|i| format!("u{i},2024-06,50\n")).collect();
        let moves: String = parts.iter().enumerate().map(|(i, part)| format!("Li,u{i},{part}\n")).collect();
        let files = [
            ("staff.csv", "who\nLi\n".to_string()),
            ("moves.csv", format!("who,unit,part\n{moves}")),
            ("units.csv", format!("unit,month,mark\n{units}")),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
        let run = run(&text, &files, None);
        run.results.findings.all.iter().map(|finding| finding.code.id).collect::<Vec<_>>()
    };
    // In binary ten times 0.1 is 0.9999999999999999.
    assert_eq!(codes(&["0.1"; 10]), Vec::<&str>::new());
    assert_eq!(codes(&["0.333"; 3]), ["K0760"]);
    assert_eq!(codes(&["0.5", ""]), ["K0760"]);
    assert_eq!(codes(&["50%", "50%"]), ["K0760"]);
}

#[test]
fn m38_totals_before_carry_over_money_and_variants_go_into_another_rubric() {
    let month = "kaohe = 1\n[rubric]\ntitle = \"m\"\ncycle = \"month\"\n[subject]\nkey = \"k\"\nfile = \"d.csv\"\nperiod = \"月\"\n\
                 [[indicator]]\nid = \"考评\"\npoints = 100\nformula = \"分\"\nscore.formula = \"value\"\n\
                 [[consequence]]\nid = \"奖\"\nwhen = \"total >= 80\"\nmoney = \"total * 10\"\n\
                 [final]\nformula = \"0.5 * total + 0.5 * coalesce(prev(total), total)\"\n";
    let year = "kaohe = 1\n[rubric]\ntitle = \"y\"\ncycle = \"year\"\npoints = 100\n[subject]\nkey = \"k\"\nroster = \"s\"\n\
                [data.s]\nfile = \"s.csv\"\n[data.m]\nrubric = \"month.toml\"\n\
                [[element]]\nid = \"原\"\nfrom = \"m\"\nvalue = \"mean(total_before)\"\n\
                [[element]]\nid = \"后\"\nfrom = \"m\"\nvalue = \"mean(total)\"\n\
                [[element]]\nid = \"钱\"\nfrom = \"m\"\nvalue = \"sum(奖金)\"\n\
                [data.m.columns]\n\"奖金\" = \"奖.money\"\n\
                [[indicator]]\nid = \"x\"\npoints = 100\nformula = \"原 + 0 * 后 + 0 * 钱\"\nbetter = \"higher\"\nscore.linear = { zero = 0, full = 100 }\n";
    let host = kaohe::host::Memory::default()
        .with("month.toml", month)
        .with("year.toml", year)
        .with("s.csv", "k\na\n")
        .with("d.csv", "k,月,分\na,2024-01,60\na,2024-02,80\na,2024-03,90\n");
    let request = session::Request { rubric: "year.toml".into(), ..session::Request::default() };
    let found = session::evaluate(&host, &request, &mut kaohe::text::Sources::default()).expect("results");
    let element = |at: usize| list(found.results.elements[at].numbers()).join(" ");
    // By itself 60, 80, 90; carried over 60, 70, 85; ten times the last of them is paid.
    assert_eq!(list(&found.results.total), ["76.67"]);
    assert_eq!(element(1), ((60.0 + 70.0 + 85.0) / 3.0).to_string());
    assert_eq!(element(2), "850");
}
