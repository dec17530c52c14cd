//! The tree of every score of the shipped rubrics: every figure adds up, and none is unexplained.

use std::path::{Path, PathBuf};

use kaohe::explain::adds_up;
use kaohe::host::Disk;
use kaohe::plan::NodeId;
use kaohe::report::trail;
use kaohe::result::{Step, Trail};
use kaohe::session::{self, Evaluated, Request};
use kaohe::table::Lane;
use kaohe::text::{Lang, Sources};

fn evaluated(rubric: &str, period: &str) -> (Evaluated, Sources) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path: PathBuf = root.join("rubrics").join(rubric);
    let request = Request { rubric: path, period: Some(period.to_string()), ..Request::default() };
    let mut sources = Sources::default();
    let run = session::evaluate(&Disk, &request, &mut sources).unwrap_or_else(|stopped| panic!("{stopped:?}"));
    (run, sources)
}

fn walk(step: &Step, visit: &mut dyn FnMut(&Step)) {
    visit(step);
    step.children.iter().for_each(|child| walk(child, visit));
}

fn show(trail: &Trail, lang: Lang) -> String {
    // File names are the same everywhere, directories are not.
    let root = format!("{}/", env!("CARGO_MANIFEST_DIR"));
    trail::text(trail, lang, 110, false).replace(&root, "")
}

/// The figure of a step stands in its how: as printed, by the way from the parts.
fn check(run: &Evaluated, trail: &Trail) {
    assert!(adds_up(&trail.root), "{}", show(trail, Lang::Zh));
    walk(&trail.root, &mut |step| {
        assert!(!step.name.zh.is_empty() && !step.figure.zh.is_empty(), "{step:?}");
        assert!(!step.how.iter().any(|how| how.zh.contains('…')), "{step:?}");
    });
    // Of the total, the categories and the items all are sums.
    let mut sums = 0;
    walk(&trail.root, &mut |step| sums += usize::from(step.sum.is_some()));
    let outputs = &run.program.outputs;
    let row = |node: NodeId| {
        let subject = run.bound.subjects.iter().position(|subject| subject.key == trail.subject).unwrap();
        let Lane::Numbers(lane) = run.lanes.get(node) else { panic!() };
        lane.get(run.period * run.bound.subjects.len() + subject).is_ok()
    };
    let points = outputs.indicators.iter().filter(|nodes| row(nodes.points) && row(nodes.score)).count();
    let points = points + outputs.categories.iter().filter(|nodes| row(nodes.points)).count();
    assert_eq!(sums, points + usize::from(row(outputs.total)), "{}", show(trail, Lang::Zh));
}

#[test]
fn every_score_of_the_shop_adds_up() {
    for rubric in ["ecommerce-cs/presales.toml", "ecommerce-cs/aftersales.toml"] {
        for period in ["2024-06", "2024-07"] {
            let (run, sources) = evaluated(rubric, period);
            assert!(!run.bound.subjects.is_empty());
            for subject in 0..run.bound.subjects.len() {
                check(&run, &session::explain(&run, &sources, subject, None));
            }
        }
    }
}

#[test]
fn the_tree_of_one_score() {
    let (run, sources) = evaluated("ecommerce-cs/presales.toml", "2024-06");
    let whole = session::explain(&run, &sources, 0, None);
    insta::assert_snapshot!("presales_zh", show(&whole, Lang::Zh));
    insta::assert_snapshot!("presales_en", show(&whole, Lang::En));
    let item = session::explain(&run, &sources, 0, Some(7));
    insta::assert_snapshot!("one_item", show(&item, Lang::Zh));
}
