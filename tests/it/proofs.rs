//! The shipped rubrics are sound: nothing is refuted, and what stays open is known.

use std::path::PathBuf;

use kaohe::compile::compile;
use kaohe::host::Disk;
use kaohe::prove::Verdict;
use kaohe::session;
use kaohe::text::Sources;

/// Claims that are neither proved nor refuted, by the beginning of their words; `docs/language/proofs.md`
/// says why there are such.
const OPEN: &[(&str, &[&str])] = &[
    ("rubrics/cdc/province.toml", &["总分"]),
    ("rubrics/cdc/region.toml", &["`疾控经费占卫生事业费比例`"]),
    ("rubrics/examples/minimal/rubric.toml", &["`出勤率`", "总分"]),
    ("rubrics/power/department.toml", &["`线损率`"]),
    ("rubrics/teachers/yearend.toml", &["`测验进步`", "考核类型 `理实一体课` 的总分"]),
];

#[test]
fn shipped_rubrics_are_proved() {
    let rubrics = session::rubrics(&Disk, &[PathBuf::from("rubrics")]).expect("rubrics");
    assert!(rubrics.len() > 20);
    let mut wrong = Vec::new();
    for path in rubrics {
        let mut sources = Sources::default();
        let rubric = session::check(&Disk, &path, &[], &mut sources).rubric.expect("a sound rubric");
        let program = compile(&rubric);
        let proved = session::prove(&rubric, &program);
        let known = OPEN.iter().find(|(name, _)| path.ends_with(name)).map_or(&[][..], |(_, open)| open);
        for (claim, words) in proved.claims.iter().zip(proved.told(&rubric, &program)) {
            match claim.verdict {
                Verdict::Proved | Verdict::Shown { .. } => {}
                Verdict::Unknown if known.iter().any(|open| words.zh.starts_with(open)) => {}
                Verdict::Unknown | Verdict::Impossible { .. } | Verdict::Refuted { .. } => {
                    wrong.push(format!("{}: {}", path.display(), words.zh));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
