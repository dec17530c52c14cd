//! What the program really prints, for pages that show it.

use kaohe::host::Disk;
use kaohe::report::{self, View, trail};
use kaohe::session::{self, Evaluated, Request};
use kaohe::text::{Lang, Sources};

/// The width at which outputs are shown.
const WIDTH: usize = 100;

/// How many lines of a long output are shown.
const SHOWN: usize = 14;

const SHOP: &str = "rubrics/ecommerce-cs/presales.toml";

pub fn named(name: &str, lang: Lang) -> Option<String> {
    Some(match name {
        "evaluate" => {
            let (evaluated, sources) = evaluate(SHOP);
            let view = View {
                rubric: &evaluated.rubric,
                results: &evaluated.results,
                sources: &sources,
                lang,
                width: WIDTH,
                color: false,
            };
            let written = report::named("text").unwrap().write(&view);
            fenced(&leaderboard(&String::from_utf8(written).unwrap()))
        }
        "explain" => {
            let (evaluated, sources) = evaluate(SHOP);
            let subject = session::subject(&evaluated.bound.subjects, "KF006").unwrap();
            let indicator = session::indicator(&evaluated.rubric, "咨询转化率").unwrap();
            let tree = session::explain(&evaluated, &sources, subject, Some(indicator));
            fenced(&trail::text(&tree, lang, WIDTH, false))
        }
        "versus" => {
            let (evaluated, sources) = evaluate(SHOP);
            let of = |key: &str| session::subject(&evaluated.bound.subjects, key).unwrap();
            let versus = session::versus(&evaluated, &sources, [of("KF002"), of("KF005")]).unwrap();
            fenced(&report::versus::text(&versus, lang, WIDTH))
        }
        "goal" => {
            let (evaluated, _) = evaluate(SHOP);
            let subject = session::subject(&evaluated.bound.subjects, "KF006").unwrap();
            let grade = session::grade(&evaluated.rubric, "银牌客服").unwrap();
            let goal = session::goal(&evaluated, subject, grade);
            fenced(&report::goal::text(&goal, &evaluated.rubric, lang, WIDTH))
        }
        "coverage" => own_tests("--coverage", lang),
        "mutate" => own_tests("--mutate", lang),
        _ => return None,
    })
}

/// What `kaohe test` says of the first rubric on the page about tests: the first lines of what it
/// found, and the count at its end.
fn own_tests(how: &str, lang: Lang) -> String {
    let page = std::fs::read_to_string(lang.pick("docs/language/tests.zh.md", "docs/language/tests.md")).unwrap();
    let (_, rest) = page.split_once("```toml rubric\n").unwrap();
    let (rubric, _) = rest.split_once("```").unwrap();
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("agents.toml"), rubric).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_kaohe"));
    let lang = lang.pick("zh", "en");
    let ran = command.args(["test", "agents.toml", how, "--lang", lang]).current_dir(place.path()).output().unwrap();
    let printed = String::from_utf8(ran.stdout).unwrap();
    let mut lines: Vec<&str> = printed.lines().collect();
    // How long it took, and each test that passed.
    lines.pop();
    lines.retain(|line| !line.starts_with("通过 ") && !line.starts_with("ok "));
    if lines.len() > SHOWN + 2 {
        let last = lines.pop().unwrap();
        lines.truncate(SHOWN);
        lines.extend(["…", last]);
    }
    fenced(&lines.join("\n"))
}

fn fenced(text: &str) -> String {
    format!("```text\n{}\n```\n", text.trim_end())
}

/// A rubric with the data it names, from the disk. Cargo runs tests where `Cargo.toml` is.
fn evaluate(rubric: &str) -> (Evaluated, Sources) {
    let mut sources = Sources::default();
    let request = Request { rubric: rubric.into(), ..Request::default() };
    let evaluated = session::evaluate(&Disk, &request, &mut sources);
    (evaluated.unwrap_or_else(|stopped| panic!("{:#?}", stopped.findings)), sources)
}

/// The title and the table; what follows is for those who run it.
fn leaderboard(text: &str) -> String {
    let mut rules = 0;
    let lines = text.lines().take_while(|line| {
        let before = rules;
        rules += usize::from(line.starts_with('─'));
        before < 2
    });
    lines.collect::<Vec<_>>().join("\n")
}
