//! Rubrics that extend others: the same bits as if everything stood in one file, and every finding
//! in the file it is about.

use std::io;
use std::path::{Path, PathBuf};

use kaohe::diagnostic::render::{Format, render};
use kaohe::host::{Disk, Host, Memory};
use kaohe::report::{self, View};
use kaohe::session::{self, Evaluated, Request, Session};
use kaohe::table::Nothing;
use kaohe::text::{Lang, Sources};

/// The disk, and one file before it.
struct With<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Host for With<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == self.file { Ok(self.text.as_bytes().to_vec()) } else { Disk.read(path) }
    }

    fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
        Disk.find(dir, pattern)
    }
}

fn evaluated(host: &dyn Host, rubric: &str) -> (Evaluated, Sources) {
    let request = Request { rubric: rubric.into(), ..Request::default() };
    let mut sources = Sources::default();
    match session::evaluate(host, &request, &mut sources) {
        Ok(run) => (run, sources),
        Err(stopped) => panic!("{}", render(&stopped.findings, &sources, Lang::En, Format::Text, false, 100)),
    }
}

/// Everything that a run says, as bytes.
/// Without the files that the rubric itself was read from.
fn json(host: &dyn Host, rubric: &str) -> String {
    let (mut run, sources) = evaluated(host, rubric);
    run.rubric.files.clear();
    let view = View {
        rubric: &run.rubric,
        results: &run.results,
        sources: &sources,
        lang: Lang::En,
        width: 100,
        color: false,
    };
    String::from_utf8(report::named("json").unwrap().write(&view)).unwrap()
}

fn findings(host: &dyn Host, rubric: &str) -> String {
    let mut sources = Sources::default();
    let checked = session::check(host, Path::new(rubric), &[], &mut sources);
    render(&checked.findings, &sources, Lang::En, Format::Short, false, 100)
}

#[test]
fn an_extension_that_changes_nothing_gives_the_same_bytes() {
    for (rubric, name) in [
        ("rubrics/general/employee.toml", "employee.toml"),
        ("rubrics/property/service-desk.toml", "service-desk.toml"),
        ("rubrics/cascade/person.toml", "person.toml"),
        ("rubrics/cdc/region.toml", "region.toml"),
    ] {
        let near = Path::new(rubric).with_file_name("extension.toml");
        // Its approval is not inherited.
        let text = std::fs::read_to_string(rubric).unwrap();
        let approval = text.lines().find(|line| line.starts_with("sign_off = ")).unwrap_or_default();
        let extension = |base: &str| format!("kaohe = 1\nextends = \"{base}\"\n[rubric]\n{approval}\n");
        let host = With { file: &near, text: &extension(name) };
        assert!(json(&host, near.to_str().unwrap()) == json(&Disk, rubric), "{rubric}");
        let files = evaluated(&host, near.to_str().unwrap()).0.rubric.files;
        let digest = |text: &str| kaohe::host::sha256(text.as_bytes());
        let base = std::fs::read_to_string(rubric).unwrap();
        assert_eq!(files, [("extension.toml".into(), digest(host.text)), (name.to_string(), digest(&base))]);
        // From another folder the data are found just the same.
        if name == "person.toml" {
            // It names other rubrics, and says by which path.
            continue;
        }
        let far = Path::new("rubrics/extension.toml");
        let seen = Path::new(rubric).strip_prefix("rubrics").unwrap().to_str().unwrap();
        let host = With { file: far, text: &extension(seen) };
        assert!(json(&host, "rubrics/extension.toml") == json(&Disk, rubric), "{rubric} from afar");
    }
}

/// The `[[key]]` blocks of a rubric, each with its range of lines.
fn blocks(text: &str, key: &str) -> Vec<(usize, Vec<String>)> {
    let lines: Vec<&str> = text.lines().collect();
    let head = format!("[[{key}]]");
    let starts: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].starts_with(&head)).collect();
    let block = |start: usize| {
        let end = (start + 1..lines.len()).find(|at| lines[*at].starts_with("[[")).unwrap_or(lines.len());
        lines[start..end].iter().map(|line| (*line).to_string()).collect()
    };
    starts.into_iter().map(|start| (start, block(start))).collect()
}

#[test]
fn every_indicator_changed_and_changed_back_gives_the_same_figures() {
    for rubric in ["rubrics/general/employee.toml", "rubrics/ecommerce-cs/presales.toml", "rubrics/cdc/region.toml"] {
        let text = std::fs::read_to_string(rubric).unwrap();
        let mut lines: Vec<String> = text.lines().map(String::from).collect();
        let mut near = String::from("kaohe = 1\nextends = \"base.toml\"\n");
        let indicators = blocks(&text, "indicator");
        for (start, block) in &indicators {
            for (at, line) in block.iter().enumerate() {
                near.push_str(line);
                near.push('\n');
                if at == 0 {
                    near.push_str("override = true\n");
                }
                // Another rubric altogether, as long as it is not extended.
                if line.starts_with("points = ") {
                    lines[start + at] = "points = 1".into();
                }
                if line.starts_with("decimals = ") || line.starts_with("missing = ") {
                    lines[start + at] = String::new();
                }
            }
        }
        // Behind the last indicator stands what is no indicator; it must be in one of the files only.
        assert!(indicators.len() > 5 && near.matches("override").count() == indicators.len());
        let folder = Path::new(rubric).parent().unwrap();
        let (base, ours) = (folder.join("base.toml"), folder.join("near.toml"));
        let base_text = lines.join("\n");
        struct Two<'a>(With<'a>, With<'a>);
        impl Host for Two<'_> {
            fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
                if path == self.0.file { self.0.read(path) } else { self.1.read(path) }
            }
            fn find(&self, dir: &Path, pattern: &str) -> io::Result<Vec<PathBuf>> {
                Disk.find(dir, pattern)
            }
        }
        let host = Two(With { file: &base, text: &base_text }, With { file: &ours, text: &near });
        let (mine, _) = evaluated(&host, ours.to_str().unwrap());
        let (whole, _) = evaluated(&Disk, rubric);
        let figures = |run: &Evaluated| {
            let results = &run.results;
            format!(
                "{:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                results.indicators,
                results.categories,
                results.total,
                results.rank,
                results.grade,
                results.consequences,
                results.order
            )
        };
        assert!(figures(&mine) == figures(&whole), "{rubric}");
    }
}

const COMPANY: &str = r#"kaohe = 1
[rubric]
title = "公司"
points = 100
data = "表"
sign_off = { drafted = "甲", approved = "乙" }
[param]
"目标" = 1200
"闲置" = 1
[subject]
key = "工号"
roster = "月报"
[data."月报"]
file = "月报.csv"
key = "工号"
[[element]]
id = "产量"
unit = "件"
from = "月报"
[[element]]
id = "废品"
unit = "件"
from = "月报"
[[element]]
id = "备用"
unit = "件"
from = "月报"
[[indicator]]
id = "产量完成"
points = 60
formula = "产量"
score.ratio = { target = 1200, cap = 100 }
[[indicator]]
id = "废品率"
points = 40
formula = "废品 / 产量 * 100"
better = "lower"
score.linear = { zero = 10, full = 0 }
[[adjust]]
id = "全勤"
points = "5"
when = "产量 > 0"
max = 5
[[grade]]
name = "优"
min = 90
[[grade]]
name = "良"
min = 60
[[grade]]
name = "差"
[[test]]
name = "公司的测试"
given = { "产量" = 1200, "废品" = 0 }
expect = { total = 105 }
"#;

const PLANT: &str = r#"kaohe = 1
extends = "../公司/公司.toml"
[rubric]
title = "分厂"
[[element]]
id = "工时"
unit = "小时"
from = "月报"
[[indicator]]
id = "产量完成"
override = true
points = 50
[[indicator]]
id = "每小时产量"
points = 10
formula = "产量 / 工时"
score.ratio = { target = 5, cap = 100 }
[[grade]]
name = "优"
override = true
min = 95
[[adjust]]
id = "全勤"
remove = true
"#;

const SHOP: &str = r#"kaohe = 1
extends = "../分厂/分厂.toml"
[rubric]
title = "车间"
data = "表"
[param]
"闲置" = { remove = true }
[[indicator]]
id = "产量完成"
override = true
formula = "产量 - 废品"
[[test]]
name = "三层"
given = { "产量" = 600, "废品" = 30, "工时" = 100 }
expect = { "产量完成" = 570, "产量完成.points" = 23.75, "废品率.points" = 20, "每小时产量.points" = 10, total = 53.75, grade = "差" }
"#;

const ROWS: &str = "工号,产量,废品,备用,工时\nA,1200,12,0,200\nB,600,30,0,100\n";

fn world() -> Memory {
    Memory::default()
        .with("w/公司/公司.toml", COMPANY)
        .with("w/公司/表/月报.csv", ROWS)
        .with("w/分厂/分厂.toml", PLANT)
        .with("w/车间/车间.toml", SHOP)
        .with("w/车间/表/月报.csv", ROWS.replace("B,600", "B,900"))
}

fn totals(host: &dyn Host, rubric: &str) -> Vec<Result<f64, Nothing>> {
    let (run, _) = evaluated(host, rubric);
    (0..run.results.subjects.len()).map(|at| run.results.total.get(at)).collect()
}

#[test]
fn three_levels_and_where_each_finds_its_data() {
    // 60 + 40·(10−1)/10 + 5; 30 + 40·(10−5)/10 + 5
    assert_eq!(totals(&world(), "w/公司/公司.toml"), [Ok(101.0), Ok(55.0)]);
    // The company's table, seen from the plant: 50 + 36 + 10; 25 + 20 + 10.
    assert_eq!(totals(&world(), "w/分厂/分厂.toml"), [Ok(96.0), Ok(55.0)]);
    // The shop has a table of its own: 50·1188/1200 + 36 + 10; 50·870/1200 + 40·(10−30/9)/10 + 10.
    assert_eq!(totals(&world(), "w/车间/车间.toml"), [Ok(95.5), Ok(36.25 + 26.67 + 10.0)]);
    let (run, _) = evaluated(&world(), "w/分厂/分厂.toml");
    // Nobody has approved what the plant made of it, and the tests of the company are not its own.
    assert_eq!(run.results.provisional.len(), 1);
    assert!(run.results.provisional[0].en.contains("draft"));
    assert!(run.rubric.tests.is_empty() && run.rubric.adjusts.is_empty());
    let (run, _) = evaluated(&world(), "w/车间/车间.toml");
    let tests = session::test(&run.rubric, &run.program);
    assert!(tests.len() == 1 && tests[0].passed(), "{tests:?}");
    let ids: Vec<&str> = run.rubric.indicators.iter().map(|indicator| indicator.id.as_str()).collect();
    assert_eq!(ids, ["产量完成", "废品率", "每小时产量"]);
}

#[test]
fn what_only_the_base_does_not_use_is_no_fault_of_the_extension() {
    let unused = |rubric: &str| findings(&world(), rubric).matches("K0309").count();
    assert_eq!(unused("w/公司/公司.toml"), 3);
    assert_eq!(unused("w/分厂/分厂.toml"), 0);
    let own = world().with("w/分厂/分厂.toml", format!("{PLANT}[param]\n\"自己的\" = 1\n"));
    let told = findings(&own, "w/分厂/分厂.toml");
    assert!(told.starts_with("w/分厂/分厂.toml:26:1: warning[K0309]"), "{told}");
}

#[test]
fn findings_name_the_file_they_are_in() {
    // A slip in the company's rubric, found from two levels above.
    let host = world().with("w/公司/公司.toml", COMPANY.replace("废品 / 产量", "废品 / 产亮"));
    let told = findings(&host, "w/车间/车间.toml");
    assert!(told.starts_with("w/公司/公司.toml:36:17: error[K0301]"), "{told}");
    let mut sources = Sources::default();
    let checked = session::check(&host, Path::new("w/车间/车间.toml"), &[], &mut sources);
    let json: serde_json::Value =
        serde_json::from_str(&render(&checked.findings, &sources, Lang::En, Format::Json, false, 100)).unwrap();
    let label = &json["diagnostics"][0]["labels"][0];
    assert_eq!((label["file"].as_str(), label["start"]["line"].as_u64()), (Some("w/公司/公司.toml"), Some(36)));
    let text = COMPANY.replace("废品 / 产量", "废品 / 产亮");
    let bytes = |at: usize| usize::try_from(label["bytes"][at].as_u64().unwrap()).unwrap();
    assert_eq!(&text[bytes(0)..bytes(1)], "产亮");
    // A check of values of the data points there too.
    let host = world()
        .with("w/公司/公司.toml", format!("{COMPANY}[[check]]\nid = \"废品少于产量\"\nexpr = \"废品 < 产量 - 580\"\n"));
    let (run, _) = evaluated(&host, "w/车间/车间.toml");
    assert!(run.results.findings.all.is_empty());
    let (run, sources) = evaluated(&host, "w/分厂/分厂.toml");
    let told = render(&run.results.findings, &sources, Lang::En, Format::Text, false, 100);
    assert!(told.contains("公司/公司.toml:57:6"), "{told}");
}

#[test]
fn what_replaces_another_way_takes_its_place() {
    let rated = PLANT.replace(
        "points = 50\n",
        "points = 50\nrated = { from = \"评分\" }\n[[rater]]\nid = \"长\"\nweight = 100\n[data.\"评分\"]\nfile = \"评分.csv\"\nkey = \"工号\"\n",
    );
    let ratings = "工号,角色,指标,分数\nA,长,产量完成,600\nB,长,产量完成,1200\n";
    let host = world().with("w/分厂/分厂.toml", rated).with("w/公司/表/评分.csv", ratings);
    assert_eq!(totals(&host, "w/分厂/分厂.toml"), [Ok(71.0), Ok(80.0)]);
    // And back again, one level nearer, with another score.
    let near = "kaohe = 1\nextends = \"分厂.toml\"\n[[indicator]]\nid = \"产量完成\"\noverride = true\nformula = \"产量\"\nscore.pass.at_least = 1000\n";
    let host = host.with("w/分厂/近.toml", near);
    assert_eq!(totals(&host, "w/分厂/近.toml"), [Ok(96.0), Ok(30.0)]);
    // Weights instead of points.
    let weights = "kaohe = 1\nextends = \"公司.toml\"\n[rubric]\nmarking = \"weights\"\n\
        [[indicator]]\nid = \"产量完成\"\noverride = true\nweight = 25\n[[indicator]]\nid = \"废品率\"\noverride = true\nweight = 75\n";
    let host = host.with("w/公司/权重.toml", weights);
    assert_eq!(totals(&host, "w/公司/权重.toml"), [Ok(25.0 + 67.5 + 5.0), Ok(12.5 + 37.5 + 5.0)]);
}

#[test]
fn an_extended_rubric_feeds_another() {
    let outer = "kaohe = 1\n[rubric]\ntitle = \"汇总\"\npoints = 10\n[subject]\nkey = \"工号\"\nroster = \"人\"\n\
        [data.\"人\"]\nfile = \"表/月报.csv\"\n[data.\"下级\"]\nrubric = \"../分厂/分厂.toml\"\n\
        [[element]]\nid = \"分厂分\"\nfrom = \"下级\"\nvalue = \"only(total)\"\n\
        [[indicator]]\nid = \"分\"\npoints = 10\nformula = \"分厂分\"\nscore.ratio = { target = 100, cap = 100 }\n";
    let near = "kaohe = 1\nextends = \"../车间/汇总.toml\"\n";
    let host = world().with("w/车间/汇总.toml", outer).with("w/别处/汇总.toml", near).with("w/别处/表/月报.csv", ROWS);
    assert_eq!(totals(&host, "w/车间/汇总.toml"), [Ok(9.6), Ok(5.5)]);
    // The inner rubric is looked for where the base that names it lies.
    assert_eq!(totals(&host, "w/别处/汇总.toml"), [Ok(9.6), Ok(5.5)]);
}

#[test]
fn bases_are_watched_even_where_one_is_missing() {
    let mut session = Session::new(Request { rubric: "w/车间/车间.toml".into(), ..Request::default() });
    assert!(session.run(&world(), "08:00:00", &mut |_| {}, &mut |_| false).good);
    let both = [PathBuf::from("w/分厂/分厂.toml"), PathBuf::from("w/公司/公司.toml")];
    assert_eq!(session.watched().bases, both);
    let without = Memory::default().with("w/车间/车间.toml", SHOP).with("w/分厂/分厂.toml", PLANT);
    let round = session.run(&without, "08:00:01", &mut |_| {}, &mut |_| false);
    assert!(!round.good && round.findings.all.iter().map(|found| found.code.id).eq(["K0801"]));
    assert_eq!(session.watched().bases, both);
    assert!(session.run(&world(), "08:00:02", &mut |_| {}, &mut |_| false).good);
}
