//! Saves without end: however a rubric and its data are edited, what `watch` shows is what a fresh
//! run would show, and memory stays where it is.
//!
//! `cargo test --test it saves -- --ignored --nocapture` does 10,000 saves and tells the figures.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use kaohe::diagnostic::render::{Format, render};
use kaohe::host::Memory;
use kaohe::report::{REPORTS, View};
use kaohe::session::{Changed, Request, Round, Session};
use kaohe::text::Lang;

const RUBRIC: &str = r#"kaohe = 1
[rubric]
title = "窗口月度考核"
cycle = "month"
points = 100
[subject]
roster = "名册"
key = "工号"
label = "姓名"
groups = ["班组"]
[data."名册"]
file = "roster.csv"
[data."办件"]
file = "jobs-*.csv"
key = "工号"
period = "日期"
[data."投诉"]
file = "complaints.csv"
key = "工号"
period = "日期"
no_rows = "none_happened"
optional = true
[param]
"目标" = 3
[[element]]
id = "办件数"
from = "办件"
value = "count()"
[[element]]
id = "投诉数"
from = "投诉"
value = "count()"
[[indicator]]
id = "办件"
points = 60
formula = "办件数"
better = "higher"
score.linear = { zero = 0, full = 4 }
missing = "zero"
[[indicator]]
id = "投诉"
points = 40
formula = "投诉数"
better = "lower"
score.deduct = { each = 10 }
missing = "zero"
[[grade]]
name = "优"
min = 80
[[grade]]
name = "良"
min = 50
[[grade]]
name = "差"
[[test]]
name = "满分"
given = { "办件数" = 4, "投诉数" = 0 }
expect = { total = 100 }
"#;

const PEOPLE: [(&str, &str); 6] =
    [("01", "王芳"), ("02", "李静"), ("03", "张伟"), ("04", "刘洋"), ("05", "陈杰"), ("06", "赵敏")];

/// Random numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }
}

/// The files as they are now.
struct Desk {
    rubric: String,
    away: bool,
    roster: usize,
    jobs: [Vec<(usize, usize)>; 2],
    complaints: Option<Vec<(usize, usize)>>,
}

impl Desk {
    fn new() -> Desk {
        let all = |step: usize| (0..12).map(|n| (n * step % 6, n % 28 + 1)).collect();
        Desk { rubric: RUBRIC.into(), away: false, roster: 6, jobs: [all(1), all(5)], complaints: Some(vec![(2, 3)]) }
    }

    fn world(&self) -> Memory {
        let rows = |rows: &[(usize, usize)]| -> String {
            let lines = rows.iter().map(|(who, day)| format!("{},2024-06-{day:02}\n", PEOPLE[*who].0));
            std::iter::once("工号,日期\n".to_string()).chain(lines).collect()
        };
        let people = PEOPLE[..self.roster].iter().enumerate().map(|(n, (key, name))| {
            let team = if n % 2 == 0 { "甲" } else { "乙" };
            format!("{key},{name},{team}\n")
        });
        let roster: String = std::iter::once("工号,姓名,班组\n".to_string()).chain(people).collect();
        let mut world = Memory::default()
            .with("x/a.toml", self.rubric.as_str())
            .with("x/jobs-1.csv", rows(&self.jobs[0]))
            .with("x/jobs-2.csv", rows(&self.jobs[1]));
        if !self.away {
            world = world.with("x/roster.csv", roster);
        }
        match &self.complaints {
            Some(complaints) => world.with("x/complaints.csv", rows(complaints)),
            None => world,
        }
    }

    fn is_broken(&self) -> bool {
        ["points = 61", "办件树", "[subject\n"].iter().any(|slip| self.rubric.contains(slip))
    }

    /// One save.
    fn edit(&mut self, dice: &mut Dice) {
        // Nobody leaves it broken for long.
        if self.is_broken() && dice.below(2) == 0 {
            self.rubric = RUBRIC.into();
        }
        if self.away {
            self.away = dice.below(3) == 0;
        }
        match dice.below(14) {
            0 | 1 => self.rubric = RUBRIC.replace("full = 4", &format!("full = {}", dice.below(9) + 2)),
            2 => self.rubric = RUBRIC.replace("points = 60", "points = 61"),
            3 => self.rubric = RUBRIC.replace("办件数\"\nbetter", "办件树\"\nbetter"),
            4 => self.rubric = RUBRIC.replace("[subject]", "[subject"),
            5 => self.rubric = RUBRIC.into(),
            6 => self.rubric = format!("# {}\n\n{}", dice.below(1000), self.rubric.trim_start_matches(['#', '\n'])),
            7 => self.roster = dice.below(4) + 3,
            8 | 9 => {
                let file = dice.below(2);
                let row = (dice.below(6), dice.below(28) + 1);
                self.jobs[file].push(row);
                if self.jobs[file].len() > 30 {
                    self.jobs[file].drain(..15);
                }
            }
            10 => {
                let file = dice.below(2);
                self.jobs[file].pop();
            }
            11 => self.away = !self.away,
            12 => self.complaints = (dice.below(3) > 0).then(|| vec![(dice.below(6), dice.below(28) + 1)]),
            _ => {}
        }
    }
}

fn session() -> Session {
    Session::new(Request { rubric: PathBuf::from("x/a.toml"), ..Request::default() })
}

fn next(session: &mut Session, world: &Memory, at: &str) -> Round {
    session.run(world, at, &mut |_| {}, &mut |_| false)
}

/// Everything a round can show of itself.
fn shown(session: &mut Session, round: &Round) -> Vec<String> {
    let mut all = vec![render(&round.findings, &round.sources, Lang::Zh, Format::Text, false, 100)];
    for test in &round.tests {
        all.push(format!("{} {}", test.name, test.passed()));
        let failures = kaohe::diagnostic::Bag { all: test.failures.clone() };
        all.push(render(&failures, &round.sources, Lang::Zh, Format::Text, false, 100));
    }
    if round.good {
        let good = session.last_good().expect("it is good");
        let view = View {
            rubric: &good.evaluated.rubric,
            results: &good.evaluated.results,
            sources: &good.sources,
            lang: Lang::Zh,
            width: 100,
            color: false,
        };
        all.extend(REPORTS.iter().map(|report| String::from_utf8_lossy(&report.write(&view)).into_owned()));
    }
    all
}

/// What all proofs say.
fn proved(session: &mut Session, round: &Round) -> String {
    let bag = session.proofs().map(|proved| kaohe::diagnostic::Bag { all: proved.findings.clone() });
    render(&bag.unwrap_or_default(), &round.sources, Lang::Zh, Format::Text, false, 100)
}

/// Pages of this process that are in memory, in KiB.
fn resident() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(text.split_whitespace().nth(1)?.parse::<usize>().ok()? * 4)
}

/// What many saves took.
struct Took {
    /// Of the first and of the last tenth.
    first: Duration,
    last: Duration,
    memory: Vec<usize>,
    /// Rounds that were good, changed nothing, changed the layout only, and all that were compared.
    good: usize,
    nothing: usize,
    layout: usize,
    compared: usize,
}

fn saves(count: usize, every: usize) -> Took {
    let (mut desk, mut dice, mut session) = (Desk::new(), Dice(7), session());
    let zero = Duration::ZERO;
    let mut took = Took { first: zero, last: zero, memory: Vec::new(), good: 0, nothing: 0, layout: 0, compared: 0 };
    for n in 0..count {
        let world = desk.world();
        let begun = Instant::now();
        let round = next(&mut session, &world, &n.to_string());
        let elapsed = begun.elapsed();
        if n < count / 10 {
            took.first += elapsed;
        } else if n >= count - count / 10 {
            took.last += elapsed;
        }
        took.good += usize::from(round.good);
        took.nothing += usize::from(round.changed == Changed::Nothing);
        took.layout += usize::from(round.changed == Changed::Layout);
        if n % every == 0 {
            let mut fresh = self::session();
            let other = next(&mut fresh, &world, "0");
            assert_eq!(shown(&mut session, &round), shown(&mut fresh, &other), "save {n}");
            assert_eq!(round.good, other.good, "save {n}");
            if n % (every * 8) == 0 {
                assert_eq!(proved(&mut session, &round), proved(&mut fresh, &other), "save {n}");
            }
            took.compared += 1;
        }
        if n % (count / 10) == count / 10 - 1 {
            took.memory.extend(resident());
        }
        desk.edit(&mut dice);
    }
    took
}

#[test]
fn three_hundred_saves_are_as_many_fresh_runs() {
    let took = saves(300, 1);
    assert!(took.good > 60 && took.nothing > 3 && took.layout > 3, "{} {} {}", took.good, took.nothing, took.layout);
    assert_eq!(took.compared, 300);
}

#[test]
#[ignore = "takes minutes; its figures are in docs/language/working.md"]
fn ten_thousand_saves() {
    let took = saves(10_000, 50);
    println!(
        "first thousand {:?}, last thousand {:?}; good {}, nothing {}, layout {}, compared {}; KiB {:?}",
        took.first, took.last, took.good, took.nothing, took.layout, took.compared, took.memory
    );
    assert!(took.last < took.first * 3 / 2, "{:?} and {:?}", took.first, took.last);
    if let (Some(early), Some(late)) = (took.memory.get(1), took.memory.last()) {
        assert!(*late < early + 8 * 1024, "{:?}", took.memory);
    }
}

#[test]
fn what_moved_is_told_against_the_round_before() {
    let (mut desk, mut session) = (Desk::new(), session());
    assert!(next(&mut session, &desk.world(), "1").moves.since.is_none());

    desk.rubric = RUBRIC.replace("full = 4", "full = 8").replace("total = 100 }", "total = 70 }");
    let round = next(&mut session, &desk.world(), "2");
    assert!(round.good && round.changed == Changed::Something);
    assert_eq!(round.moves.since.as_deref(), Some("1"));
    // 张伟 has four jobs and one complaint: 60 of 60 and 36 of 40 before, 30 of 60 now.
    let wei = round.moves.moved.iter().find(|moved| moved.who == "张伟").expect("he moved");
    assert_eq!((wei.before.total, wei.after.total), (Ok(96.0), Ok(66.0)));
    assert_eq!(wei.before.grade.as_ref().map(|grade| grade.zh.as_str()), Some("优"));
    assert!(round.moves.failing.is_empty(), "the test still passes, with another figure");

    desk.rubric = RUBRIC.replace("full = 4", "full = 8");
    let round = next(&mut session, &desk.world(), "3");
    assert_eq!(round.moves.failing, ["满分"]);
    assert!(round.moves.moved.is_empty());

    desk.rubric = RUBRIC.replace("points = 60", "points = 61");
    let round = next(&mut session, &desk.world(), "4");
    assert!(!round.good && !round.moves.found.is_empty() && round.moves.moved.is_empty());

    desk.rubric = RUBRIC.into();
    desk.roster = 5;
    let round = next(&mut session, &desk.world(), "5");
    assert!(round.good && !round.moves.gone.is_empty());
    assert_eq!((round.moves.went, round.moves.came), (vec!["赵敏".to_string()], vec![]));
    assert_eq!(round.moves.since.as_deref(), Some("3"));
    assert_eq!(round.moves.passing, ["满分"]);
}

#[test]
fn comments_change_nothing_but_places() {
    let (mut desk, mut session) = (Desk::new(), session());
    next(&mut session, &desk.world(), "1");
    desk.rubric = format!("# 说明\n\n{RUBRIC}");
    let round = next(&mut session, &desk.world(), "2");
    assert_eq!(round.changed, Changed::Layout);
    assert!(round.moves.is_empty() && round.good);
    assert_eq!(next(&mut session, &desk.world(), "3").changed, Changed::Nothing);
    // What is wrong in between is no state to compare with.
    desk.rubric = RUBRIC.replace("[subject]", "[subject");
    assert!(!next(&mut session, &desk.world(), "4").good);
    desk.rubric = RUBRIC.into();
    let round = next(&mut session, &desk.world(), "5");
    assert!(round.good && round.changed == Changed::Something && round.moves.moved.is_empty());
}
