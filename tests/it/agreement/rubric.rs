//! Random rubrics that are sound.

use super::formula::{Names, condition, number};
use super::tape::{Part, Tape};

/// A rubric's text and what the data for it must have.
#[derive(Debug, Default)]
pub struct Draft {
    pub text: String,
    pub cycle: &'static str,
    pub roster: bool,
    pub roster_period: bool,
    pub group: bool,
    /// A second table whose rows hold in every period.
    pub standing: bool,
    pub nicks: bool,
    pub ratings: bool,
    pub period: bool,
    /// Indicators that are rated, and by words or figures.
    pub rated: Vec<String>,
    pub raters: Vec<String>,
}

fn strings(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_string()).collect()
}

pub fn rubric(tape: &mut Tape<'_>) -> Draft {
    let mut draft = Draft::default();
    let short = tape.chance(8);
    draft.cycle = tape.pick(&["month", "month", "quarter", "once", "year"]);
    draft.period = draft.cycle != "once" || tape.chance(10);
    draft.roster = !short;
    draft.group = tape.chance(55);
    draft.roster_period = !short && draft.period && tape.chance(10);
    draft.standing = !short && tape.chance(30);
    draft.nicks = !short && tape.chance(10);
    draft.ratings = !short && tape.chance(40);

    let mut text = String::from("kaohe = 1\n[rubric]\ntitle = 't'\n");
    let weights = tape.chance(30);
    let full = tape.pick(&["100", "120", "50", "100"]);
    text += &format!("cycle = '{}'\npoints = {full}\n", draft.cycle);
    if weights {
        text += "marking = 'weights'\n";
    }
    if tape.chance(40) {
        text += &format!("decimals = {}\n", tape.below(4));
    }
    if tape.chance(60) {
        let stages = tape.some(&["'indicator'", "'category'", "'total'"], 50);
        text += &format!("round_at = [{}]\n", stages.join(", "));
    }
    if tape.chance(60) {
        text += &format!("missing = {}\n", policy(tape, true));
    }
    if tape.chance(20) {
        text += "skip_within = 'total'\n";
    }
    if tape.chance(20) {
        text += tape.pick(&["total_range = [0, 100]\n", "total_range = [-20, 130]\n", "total_range = [20, 80.5]\n"]);
    }
    let leaves = 1 + tape.below(6);
    if tape.chance(20) {
        text += &format!("quota_rounding = '{}'\n", tape.pick(&["down", "nearest", "up"]));
    }
    if tape.chance(20) {
        text += "quota_ties = 'up'\n";
    }
    match tape.below(5) {
        0 | 1 => {}
        2 => text += "ties = ['shared']\n",
        3 => text += "ties = ['dense']\n",
        _ => text += &format!("ties = ['指{}', '指0']\n", leaves - 1),
    }
    tape.turn_to(Part::Sources);
    data(tape, &mut draft, &mut text);
    text += "[table.'词表']\nwords = { '甲' = 5, '甲乙' = 0.57 }\n";
    text += "[table.'下限表']\nat_least = [[60, 3], [0.57, 2], [0, 1]]\n";
    text += "[table.'上限表']\nat_most = [[0.57, 1], [60, 3]]\notherwise = 9\n";
    let mut names = Names { subject: true, ..Names::default() };
    params(tape, &draft, &mut names, &mut text);
    tape.turn_to(Part::Elements);
    if short {
        names.numbers.extend(strings(&["x", "y", "z"]));
        names.texts.push("t".into());
    } else {
        elements(tape, &draft, &mut names, &mut text);
    }
    if draft.group {
        names.texts.push("g".into());
    }
    if draft.ratings {
        raters(tape, &mut draft, &mut text);
    }
    tape.turn_to(Part::Checks);
    for index in 0..tape.below(3) {
        let from = if draft.roster && tape.chance(40) { "from = 'd'\n" } else { "" };
        let on_rows = Names { numbers: strings(&["x", "y", "z"]), texts: strings(&["t"]), ..Names::default() };
        let expr = condition(tape, if from.is_empty() { &names } else { &on_rows }, 2);
        let severity = if tape.chance(40) { "error" } else { "warning" };
        text += &format!("[[check]]\nid = '检{index}'\nexpr = '{expr}'\nseverity = '{severity}'\n{from}");
    }
    tape.turn_to(Part::Indicators);
    let (categories, shares) =
        tree(tape, weights, full.parse().unwrap_or(100), leaves, &mut names, &mut draft, &mut text);
    if draft.roster && tape.chance(30) {
        variants(tape, weights, &draft, &names, &shares, &mut text);
    }
    tape.turn_to(Part::Outcomes);
    outcomes(tape, leaves, &categories, &names, &mut text);
    draft.text = text;
    draft
}

fn data(tape: &mut Tape<'_>, draft: &mut Draft, text: &mut String) {
    *text += "[subject]\nkey = 'k'\n";
    if draft.roster {
        *text += "roster = 'who'\n";
    }
    if draft.group {
        *text += tape.pick(&["groups = ['g']\n", "groups = ['g', 'h']\n"]);
    }
    if tape.chance(30) {
        *text += &format!("min_group = {}\n", 1 + tape.below(3));
    }
    let rows = Names { numbers: strings(&["x", "y", "z"]), texts: strings(&["t"]), ..Names::default() };
    if draft.roster && tape.chance(15) {
        *text += &format!("where = '{}'\n", tape.pick(&["n > 0", "h != \"乙\"", "!(n == 3)"]));
    }
    let period = |yes: bool| if yes { "period = 'p'\n" } else { "" };
    let columns = "columns = { x = { type = 'number' }, y = { type = 'number' }, z = { type = 'number' }, t = { type = 'text' } }\n";
    if draft.roster {
        *text += &format!(
            "[data.who]\nfile = 'who.csv'\n{}columns = {{ n = {{ type = 'number' }} }}\n",
            period(draft.roster_period)
        );
    }
    *text += &format!("[data.d]\nfile = 'd.csv'\n{}{columns}", period(draft.period));
    if draft.nicks {
        *text += "key = { column = 'nick', through = 'nicks' }\n";
    }
    if tape.chance(15) {
        *text += &format!("drop = '{}'\n", condition(tape, &rows, 1));
    }
    if tape.chance(20) {
        *text += "no_rows = 'none_happened'\n";
    } else if tape.chance(20) {
        *text += "no_rows = 'missing'\n";
    }
    if draft.nicks {
        *text += "[data.nicks]\nfile = 'nicks.csv'\n";
    }
    if draft.standing {
        *text += &format!("[data.s]\nfile = 's.csv'\n{columns}");
    }
    if draft.ratings {
        let columns = "columns = { '分数' = { type = 'number' } }\n";
        *text += &format!("[data.r]\nfile = 'r.csv'\n{columns}{}", period(draft.period));
    }
}

fn params(tape: &mut Tape<'_>, draft: &Draft, names: &mut Names, text: &mut String) {
    if !tape.chance(40) {
        return;
    }
    *text += "[param]\n'参' = 60\n";
    names.numbers.push("参".into());
    if tape.chance(50) {
        *text += "'词' = '甲'\n";
        names.texts.push("词".into());
    }
    if draft.group && tape.chance(50) {
        *text += tape.pick(&["'线' = { '甲' = 5, otherwise = 57 }\n", "'线' = { '甲' = 0.57, '乙' = 60 }\n"]);
        names.numbers.push("线".into());
    }
}

fn elements(tape: &mut Tape<'_>, draft: &Draft, names: &mut Names, text: &mut String) {
    let columns = Names { numbers: strings(&["x", "y", "z"]), texts: strings(&["t"]), ..Names::default() };
    for index in 0..1 + tape.below(4) {
        *text += &format!("[[element]]\nid = '数{index}'\n");
        if index > 0 && tape.chance(30) {
            *text += &format!("formula = '{}'\n", number(tape, names, 2));
        } else {
            let from = if draft.standing && tape.chance(35) { "s" } else { "d" };
            let mut rows = columns.clone();
            // A parameter is a constant on rows too.
            if names.numbers.contains(&"参".to_string()) {
                rows.numbers.push("参".into());
            }
            if names.numbers.contains(&"线".to_string()) && !draft.roster_period {
                rows.numbers.push("线".into());
            }
            let scope = Names { rows: Some(Box::new(rows.clone())), ..Names::default() };
            let value = if tape.chance(30) { "sum(x)".to_string() } else { number(tape, &scope, 2) };
            *text += &format!("from = '{from}'\nvalue = '{value}'\n");
            if tape.chance(30) {
                *text += &format!("where = '{}'\n", condition(tape, &rows, 2));
            }
        }
        names.numbers.push(format!("数{index}"));
    }
    if tape.chance(50) {
        let value = tape.pick(&["only(t)", "t", "first(t, x)", "max(t)", "last(t, z)"]);
        *text += &format!("[[element]]\nid = '文'\nfrom = 'd'\nvalue = '{value}'\n");
        names.texts.push("文".into());
    }
}

fn raters(tape: &mut Tape<'_>, draft: &mut Draft, text: &mut String) {
    let count = 1 + tape.below(3);
    for (index, weight) in tape.parts(100, count).into_iter().enumerate() {
        *text += &format!("[[rater]]\nid = '评{index}'\nweight = {weight}\n");
        if tape.chance(60) {
            *text += &format!("missing = '{}'\n", tape.pick(&["renormalise", "fail", "zero"]));
        }
        if tape.chance(30) {
            *text += &format!("aliases = ['员{index}']\n");
        }
        draft.raters.push(format!("评{index}"));
        if tape.chance(20) {
            *text += "min_raters = 2\n";
        }
        draft.raters.push(format!("员{index}"));
    }
    if tape.chance(30) {
        let void = tape.pick(&[
            "count_if(分数 >= 60) > 2",
            "min(分数) == max(分数)",
            "count() < 2 || mean(分数) > 50",
            "std(分数) == 0 || count(分数) > 4 && count_if(分数 < 1) == 0",
        ]);
        let filter = tape.pick(&["", "where = '角色 != \"员0\"'\n"]);
        *text += &format!("[[ballot]]\nfrom = 'r'\nby = ['谁']\n{filter}void_when = '{void}'\n");
    }
}

fn policy(tape: &mut Tape<'_>, number: bool) -> String {
    let words = ["'skip'", "'fail'", "'zero'", "'full'", "'group_mean'", "'previous'"];
    let index = tape.below(if number { 7 } else { 6 });
    words
        .get(index)
        .map_or_else(|| format!("{{ value = {} }}", tape.pick(&["60", "0", "0.57"])), |word| (*word).to_string())
}

/// Categories and the indicators in them; gives the names of the categories, and the home and the
/// marks (in tenths) of each indicator.
fn tree(
    tape: &mut Tape<'_>,
    weights: bool,
    full: usize,
    leaves: usize,
    names: &mut Names,
    draft: &mut Draft,
    text: &mut String,
) -> (Vec<String>, Vec<(usize, usize)>) {
    let mut count = tape.below(4).min(leaves);
    // Who each category and indicator belongs to: 0 is the total.
    let mut above: Vec<usize> =
        (0..count).map(|index| if tape.chance(40) { tape.below(index + 1) } else { 0 }).collect();
    let empty = |above: &[usize], count: usize| (1..=count).filter(|c| !above.contains(c)).collect::<Vec<_>>();
    // Every category without another in it has to have an indicator.
    while empty(&above, count).len() > leaves {
        above.pop();
        count -= 1;
    }
    let needed = empty(&above, count);
    let homes: Vec<usize> =
        (0..leaves).map(|leaf| needed.get(leaf).copied().unwrap_or_else(|| tape.below(count + 1))).collect();
    let tenths = tape.parts(full * 10, leaves);
    let within = |category: usize| -> usize {
        let inside = |mut at: usize| {
            while at != 0 && at != category {
                at = above[at - 1];
            }
            at == category
        };
        homes.iter().zip(&tenths).filter(|(home, _)| inside(**home)).map(|(_, tenths)| tenths).sum()
    };
    let shown = |tenths: usize| format!("{}.{}", tenths / 10, tenths % 10);
    let mut weight_of = vec![String::new(); count + leaves];
    if weights {
        for parent in 0..=count {
            let children: Vec<usize> =
                (0..count + leaves).filter(|c| above.iter().chain(&homes).nth(*c) == Some(&parent)).collect();
            if children.is_empty() {
                continue;
            }
            for (child, part) in children.iter().zip(tape.parts(1000, children.len())) {
                weight_of[*child] = shown(part);
            }
        }
    }
    for (index, parent) in above.iter().enumerate() {
        *text += &format!("[[category]]\nid = '类{}'\n", index + 1);
        if *parent > 0 {
            *text += &format!("in = '类{parent}'\n");
        }
        if tape.chance(25) {
            *text += tape.pick(&["min_present = 0.6\n", "min_items = 2\n", "min_present = 1\nmin_items = 1\n"]);
            *text += tape.pick(&["below_min = 'skip'\n", "below_min = 'fail'\n"]);
        }
        if weights {
            *text += &format!("weight = {}\n", weight_of[index]);
        } else if tape.chance(70) {
            *text += &format!("points = {}\n", shown(within(index + 1)));
        }
    }
    for (leaf, home) in homes.iter().enumerate() {
        let marks = if weights {
            format!("weight = {}\n", weight_of[count + leaf])
        } else {
            format!("points = {}\n", shown(tenths[leaf]))
        };
        indicator(tape, leaf, *home, &marks, names, draft, text);
    }
    let mark = |leaf: usize| match weights {
        true => weight_of[count + leaf].replace('.', "").parse().unwrap_or_default(),
        false => tenths[leaf],
    };
    let shares = homes.iter().enumerate().map(|(leaf, home)| (*home, mark(leaf))).collect();
    ((1..=count).map(|category| format!("类{category}")).collect(), shares)
}

/// Kinds of subject with marks of their own: two siblings change places, or one takes the marks of
/// the other, who is left out.
fn variants(
    tape: &mut Tape<'_>,
    weights: bool,
    draft: &Draft,
    names: &Names,
    shares: &[(usize, usize)],
    text: &mut String,
) {
    let siblings = (0..shares.len()).flat_map(|a| (a + 1..shares.len()).map(move |b| (a, b)));
    let siblings: Vec<(usize, usize)> = siblings.filter(|(a, b)| shares[*a].0 == shares[*b].0).collect();
    let key = if weights { "weights" } else { "points" };
    let shown = |tenths: usize| format!("{}.{}", tenths / 10, tenths % 10);
    // What is undecided leaves no total and is told of by cases of their own.
    let all = [
        ["coalesce(n, 0) > 1", ""],
        ["coalesce(h, \"\") == \"甲\"", ""],
        ["coalesce(n, 2) >= 2", "coalesce(n, 2) < 2"],
    ];
    let whens = all[tape.below(all.len())];
    for (index, when) in whens.iter().enumerate() {
        *text += &format!("[[variant]]\nid = '型{index}'\n");
        if !when.is_empty() {
            *text += &format!("when = '{when}'\n");
        }
        if !siblings.is_empty() {
            let (a, b) = siblings[tape.below(siblings.len())];
            let (mine, theirs) = (shares[a].1, shares[b].1);
            match tape.below(3) {
                0 => {}
                1 => {
                    let (mine, theirs) = (shown(mine), shown(theirs));
                    *text += &format!("{key} = {{ '指{a}' = {theirs}, '指{b}' = {mine} }}\n");
                }
                _ => {
                    let both = shown(mine + theirs);
                    *text += &format!("{key} = {{ '指{a}' = {both} }}\nwithout = ['指{b}']\n");
                }
            }
        }
        // What holds in every period has no period in which to have a variant.
        if names.numbers.contains(&"参".to_string()) && !draft.roster_period && tape.chance(50) {
            *text += &format!("param = {{ '参' = {} }}\n", tape.pick(&["57", "0.3", "90"]));
        }
    }
}

fn indicator(
    tape: &mut Tape<'_>,
    index: usize,
    home: usize,
    marks: &str,
    names: &mut Names,
    draft: &mut Draft,
    text: &mut String,
) {
    let id = format!("指{index}");
    *text += &format!("[[indicator]]\nid = '{id}'\n{marks}");
    if home > 0 {
        *text += &format!("in = '类{home}'\n");
    }
    if tape.chance(12) {
        *text += &format!("applies = '{}'\n", condition(tape, names, 2));
    }
    let rated = draft.ratings && tape.chance(50);
    let texts: Vec<String> =
        names.texts.iter().filter(|name| *name == "文" || *name == "t" || *name == "词").cloned().collect();
    let words = (rated || !texts.is_empty()) && tape.chance(20);
    if rated {
        let combine = tape.pick(&[
            "'mean'",
            "'median'",
            "'min'",
            "'max'",
            "{ trimmed = 0.2 }",
            "{ drop_ends = 1 }",
            "{ drop_ends = 1, above = 3 }",
        ]);
        let mut chosen = String::new();
        if tape.chance(30) {
            chosen = format!(", raters = ['{}']", draft.raters[0]);
        }
        if tape.chance(20) {
            chosen += tape.pick(&[", where = '分数 > 1'", ", where = '班 == \"一\"'"]);
        }
        if tape.chance(20) {
            chosen += tape.pick(&[", min_raters = 2", ", min_raters = 3"]);
        }
        if tape.chance(20) {
            chosen += tape.pick(&[", outliers = { sigma = 1 }", ", outliers = { sigma = 0.9, within = ['班'] }"]);
        }
        *text += &format!("rated = {{ from = 'r', combine = {combine}{chosen} }}\n");
        draft.rated.push(id.clone());
    } else if words {
        let at = tape.below(texts.len());
        *text += &format!("formula = '{}'\n", texts[at]);
    } else {
        *text += &format!("formula = '{}'\n", number(tape, names, 3));
    }
    if words {
        *text += tape.pick(&[
            "score.levels = { '甲' = 100, '乙' = 85.5, '丙' = 0 }\n",
            "score.levels = { '甲' = 90, '甲乙' = 60 }\n",
        ]);
    } else {
        method(tape, names, text);
    }
    for key in ["missing", "undefined", "not_applicable"] {
        if tape.chance(45) {
            *text += &format!("{key} = {}\n", policy(tape, !words || rated));
        } else if words && !rated && key == "missing" {
            *text += "missing = 'skip'\n";
        }
    }
    if (rated || !words) && tape.chance(25) {
        *text += &format!("decimals = {}\n", tape.below(4));
    }
    if rated || !words {
        names.numbers.push(tape.pick(&["", ".value"]).to_string());
        let last = names.numbers.len() - 1;
        names.numbers[last] = format!("{id}{}", names.numbers[last]);
    }
    names.numbers.push(format!("{id}.score"));
    names.numbers.push(format!("{id}.points"));
}

/// Edges that the data hits exactly.
const EDGES: [&str; 12] = ["0", "0.29", "0.3", "0.57", "1", "2", "3", "50", "57", "60", "90", "100"];
const SCORES: [&str; 9] = ["120", "100", "90.5", "85", "70", "60", "33.3", "10", "0"];

fn method(tape: &mut Tape<'_>, names: &Names, text: &mut String) {
    let valued =
        || Names { numbers: [names.numbers.clone(), strings(&["value", "value", "value"])].concat(), ..names.clone() };
    let lower = tape.chance(45);
    let better = if lower { "better = 'lower'\n" } else { tape.pick(&["", "better = 'higher'\n"]) };
    let target = |tape: &mut Tape<'_>| match tape.below(4) {
        0 => tape.pick(&EDGES).to_string(),
        1 => "'group_mean(value)'".to_string(),
        2 => format!("'{}'", number(tape, names, 1)),
        _ => tape.pick(&["60", "0.57", "100"]).to_string(),
    };
    let score = match tape.below(10) {
        0 | 1 => {
            let mut edges = tape.some(&EDGES, 35);
            if edges.is_empty() {
                edges.push("60");
            }
            let mut scores = tape.some(&SCORES, 60);
            scores.resize(edges.len().max(1), scores.last().copied().unwrap_or("0"));
            if !lower {
                edges.reverse();
            }
            let pairs: Vec<String> =
                edges.iter().zip(&scores).map(|(edge, score)| format!("[{edge}, {score}]")).collect();
            let key = if lower { "at_most" } else { "at_least" };
            let otherwise = if tape.chance(30) { ", otherwise = 0" } else { "" };
            format!("score.bands = {{ {key} = [{}]{otherwise} }}\n", pairs.join(", "))
        }
        2 if tape.chance(50) => {
            let (low, high) = (tape.below(6), 6 + tape.below(6));
            let (zero, full) = if lower { (high, low) } else { (low, high) };
            format!("score.linear = {{ zero = {}, full = {} }}\n", EDGES[zero], EDGES[full])
        }
        2 => {
            // Some edges stand twice: cliffs.
            let edges: Vec<&str> =
                EDGES.iter().flat_map(|edge| vec![*edge; [0, 0, 0, 1, 1, 2][tape.below(6)]]).collect();
            let edges = if edges.len() < 2 { vec!["0", "60", "60", "100"] } else { edges };
            let mut scores = tape.some(&SCORES, 60);
            scores.resize(edges.len(), scores.last().copied().unwrap_or("0"));
            if !lower {
                scores.reverse();
            }
            let pairs: Vec<String> =
                edges.iter().zip(&scores).map(|(edge, score)| format!("[{edge}, {score}]")).collect();
            format!("score.linear.points = [{}]\n", pairs.join(", "))
        }
        3 => {
            let more = tape.pick(&["", ", cap = 120", ", floor = 50", ", cap = 150, floor = 10"]);
            format!("score.ratio = {{ target = {}{more} }}\n", target(tape))
        }
        4 => {
            let each = tape.pick(&["1", "0.1", "5"]);
            let (good, bad) = if lower { ("below", "above") } else { ("above", "below") };
            let most = tape.pick(&["", ", max = 30"]);
            let bonus = tape.pick(&["", ", GOOD = { each = 0.5, points = 2, max = 15 }"]).replace("GOOD", good);
            let more = tape.pick(&["", ", whole = true", ", started = true", ", at_target = 80"]);
            let target = target(tape);
            format!(
                "score.steps = {{ target = {target}, {bad} = {{ each = {each}, points = -5{most} }}{bonus}{more} }}\n"
            )
        }
        5 => {
            let free = tape.pick(&["", ", free = 1"]);
            let more = tape.pick(&["", ", wipe_out = 3", ", max = 50", ", marks = true", ", marks = true, max = 3"]);
            let better = tape.pick(&["", "better = 'lower'\n"]);
            *text +=
                &format!("{better}score.deduct = {{ each = {}{free}{more} }}\n", tape.pick(&["10", "2.5", "33.3"]));
            return;
        }
        6 => {
            let key = if lower { "at_most" } else { "at_least" };
            let both = if !lower && tape.chance(20) { ", at_most = 'value + 1'" } else { "" };
            format!("score.pass = {{ {key} = {}{both} }}\n", target(tape))
        }
        7 => format!("score.min_max = {}\n", tape.pick(&["{}", "{ all_equal = 60 }"])),
        8 if tape.chance(50) => format!("score.percentile = {}\n", tape.pick(&["{}", "{ alone = 80 }"])),
        8 => {
            let more = tape.pick(&["", ", rest = 40", ", last = 0", ", rest = 60, last = 20"]);
            format!("score.places = {{ values = [{}]{more} }}\n", tape.pick(&["100", "100, 90", "100, 90, 80"]))
        }
        _ => {
            let expr = number(tape, &valued(), 2);
            match tape.below(3) {
                0 => format!("score.formula = '{expr}'\n"),
                1 => format!("score.formula = {{ expr = '{expr}', max = 120 }}\n"),
                _ => format!("score.formula = {{ expr = '{expr}', min = -10, max = 90 }}\n"),
            }
        }
    };
    *text += better;
    *text += &score;
}

fn outcomes(tape: &mut Tape<'_>, leaves: usize, categories: &[String], names: &Names, text: &mut String) {
    let mut scored = names.clone();
    scored.numbers.extend(categories.iter().map(|category| format!("{category}.points")));
    let grades = ["优", "良", "中", "差"];
    let declared = [0, 2, 3, 4][tape.below(4)];
    for index in 0..tape.below(4) {
        let leaf = format!("指{}", tape.below(leaves));
        let effect = match tape.below(6) {
            0 => "{ zero = 'total' }".to_string(),
            1 => format!("{{ zero = '{leaf}' }}"),
            2 => format!("{{ zero = '{}' }}", categories.get(tape.below(categories.len())).unwrap_or(&leaf)),
            3 => format!("{{ cap = {} }}", tape.pick(&["59", "33.3", "0"])),
            4 if declared > 0 => format!("{{ grade_at_most = '{}' }}", grades[tape.below(declared)]),
            _ => "{ unranked = true }".to_string(),
        };
        *text += &format!("[[veto]]\nid = '否{index}'\nwhen = '{}'\neffect = {effect}\n", condition(tape, &scored, 2));
    }
    for index in 0..tape.below(3) {
        *text += &format!("[[adjust]]\nid = '调{index}'\npoints = '{}'\n", number(tape, &scored, 2));
        if tape.chance(40) {
            *text += &format!("when = '{}'\n", condition(tape, &scored, 2));
        }
        if tape.chance(60) {
            *text += tape.pick(&["max = 6\n", "min = -5\nmax = 5.5\n", "min = 0\n"]);
        }
    }
    let last = tape.below(2) * 10;
    for (index, grade) in grades[..declared].iter().enumerate() {
        *text += &format!("[[grade]]\nname = '{grade}'\n");
        if index + 1 < declared {
            *text += &format!("min = {}\n", [90, 60, 33][index]);
        } else if last > 0 {
            *text += &format!("min = {last}\n");
        }
        let lowest = index + 1 == declared;
        if !lowest && tape.chance(35) {
            *text += &format!("max_share = {}\n", tape.pick(&["0.2", "0.5", "0.34", "1"]));
        }
        if !lowest && tape.chance(15) {
            *text += &format!("max_count = {}\n", tape.below(3));
        }
        if index > 0 && tape.chance(25) {
            *text += &format!("min_share = {}\n", tape.pick(&["0.2", "0.5", "0.34"]));
        }
    }
    let mut known = scored.clone();
    known.numbers.extend(strings(&["total", "rank", "rank_from_last", "group_size", "total", "rank"]));
    if declared > 0 {
        known.texts.push("grade".into());
    }
    for index in 0..tape.below(4) {
        let when = match tape.below(4) {
            0 => "rank == 1".to_string(),
            1 => "rank_from_last <= 2".to_string(),
            _ => condition(tape, &known, 2),
        };
        *text += &format!("[[consequence]]\nid = '果{index}'\nwhen = '{when}'\ntask = '谈话'\n");
        if tape.chance(50) {
            *text += &format!("money = '{}'\n", number(tape, &known, 2));
        }
    }
}
