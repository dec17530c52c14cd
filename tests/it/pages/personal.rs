//! `kaohe report`: a page for each person or unit.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::browser::Browser;
use super::hostile::{assert_inert, world};
use super::{kaohe, shipped};

/// Pages by the names of their files.
fn pages(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read_to_string(entry.path()).unwrap())).collect()
}

fn write(rubric: &str, kind: &str, folder: &Path) -> String {
    let (code, said) = kaohe(&["--lang", "zh", "report", rubric, "--kind", kind, "-o", &folder.display().to_string()]);
    assert!(matches!(code, Some(0 | 1)), "{rubric} {kind}: {said}");
    said
}

/// Key and name of everybody in the last period.
fn people(rubric: &str) -> Vec<(String, String)> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("r.json").display().to_string();
    kaohe(&["--lang", "zh", "evaluate", rubric, "-o", &file]);
    let all: serde_json::Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    all["subjects"].as_array().unwrap().iter().map(|one| (text(&one["key"]), text(&one["label"]))).collect()
}

/// No byte of a sheet names anybody else.
#[test]
fn feedback_sheets_tell_nothing_of_others() {
    let dir = tempfile::tempdir().unwrap();
    for (at, rubric) in [
        "rubrics/ecommerce-cs/presales.toml",
        "rubrics/cdc/county.toml",
        "rubrics/teachers/yearend.toml",
        "rubrics/property/service-desk.toml",
        "rubrics/power/substation.toml",
        "rubrics/general/employee.toml",
    ]
    .into_iter()
    .enumerate()
    {
        let folder = dir.path().join(at.to_string());
        write(rubric, "feedback", &folder);
        let (pages, people) = (pages(&folder), people(rubric));
        assert_eq!(pages.len(), people.len(), "{rubric}");
        for (name, page) in &pages {
            let own = people.iter().find(|(key, _)| *name == format!("{key}.html"));
            let (own_key, own_label) = own.unwrap_or_else(|| panic!("{rubric}: {name}"));
            assert!(page.contains(own_label.as_str()) && page.ends_with("</html>\n"));
            for (key, label) in people.iter().filter(|(key, label)| key != own_key && label != own_label) {
                assert!(
                    !page.contains(label.as_str()) || own_label.contains(label.as_str()),
                    "{rubric}: {name} names {label}"
                );
                assert!(!page.contains(key.as_str()) || own_key.contains(key.as_str()), "{rubric}: {name} has {key}");
            }
        }
    }
}

/// Of fewer than five no figure of the group is told.
#[test]
fn small_groups_have_no_figures() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("sheets");
    write("rubrics/ecommerce-cs/presales.toml", "feedback", &folder);
    let eight = pages(&folder);
    assert!(eight.values().all(|page| page.contains("组内中位数") && page.contains("第一名总分")));
    // Four people of the shortest rubric.
    write("rubrics/examples/minimal/rubric.toml", "feedback", &folder);
    let four = pages(&folder);
    assert_eq!(four.len(), 4, "the folder was replaced as a whole");
    for page in four.values() {
        assert!(!page.contains("组内中位数") && !page.contains("组内最高") && !page.contains("第一名总分"));
        assert!(page.contains("不列组内的数字"));
    }
}

/// What a sheet says of points stands in the results.
#[test]
fn the_sheet_of_one_adds_up() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("sheets");
    write("rubrics/ecommerce-cs/presales.toml", "feedback", &folder);
    let page = &pages(&folder)["KF006.html"];
    // 78.20 of 100 and 80 for the grade above; the steps were found by the engine.
    for wanted in
        ["78.20", "铜牌客服", "总分达到 80.00（银牌客服），比本期高 1.80", "失分在哪里", "与上期相比", "2024-06"]
    {
        assert!(page.contains(wanted), "{wanted}");
    }
    let best = &pages(&folder)["KF005.html"];
    assert!(best.contains("已是最高等级"));
}

#[test]
fn plans_are_for_those_who_owe_one() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("plans");
    write("rubrics/ecommerce-cs/presales.toml", "improvement", &folder);
    let plans = pages(&folder);
    assert_eq!(plans.keys().collect::<Vec<_>>(), ["KF006.html", "KF007.html"]);
    for wanted in ["提交整改方案", "通报后 7 天内", "原因分析", "整改措施", "责任人"] {
        assert!(plans["KF007.html"].contains(wanted), "{wanted}");
    }
    let none = dir.path().join("none");
    let said = write("rubrics/examples/minimal/rubric.toml", "improvement", &none);
    assert!(said.contains("没有人要交整改方案") && !none.exists());
}

#[test]
fn self_appraisals_say_what_is_below_standard_and_why() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("reports");
    write("rubrics/cdc/county.toml", "self-appraisal", &folder);
    let reports = pages(&folder);
    assert_eq!(reports.len(), 30);
    let failed = &reports["990524.html"];
    for wanted in
        ["逻辑检查记录", "未通过检查 `规范接种单位数不超过接种单位数`", "免疫规划科_2024.csv", "各责任科室", "证明资料"]
    {
        assert!(failed.contains(wanted), "{wanted}");
    }
    // Indicators that were not scored stand there with the reason.
    assert!(reports["990322.html"].contains("缺失（没有数据行）"));
    assert!(!failed.contains("龙坞县"), "findings of other units are not in it");
}

/// Every kind of page of every shipped rubric, in English.
#[test]
fn every_shipped_rubric_has_every_kind() {
    let dir = tempfile::tempdir().unwrap();
    for (at, rubric) in shipped().into_iter().enumerate() {
        let rubric = rubric.display().to_string();
        for kind in ["self-appraisal", "improvement", "summary"] {
            let folder = dir.path().join(format!("{at}-{kind}"));
            let (code, said) =
                kaohe(&["--lang", "en", "report", &rubric, "--kind", kind, "-o", &folder.display().to_string()]);
            assert!(matches!(code, Some(0 | 1)), "{rubric} {kind}: {said}");
            assert!(kind == "improvement" || !pages(&folder).is_empty(), "{rubric} {kind}");
        }
    }
}

#[test]
fn a_folder_of_other_things_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("工资.xlsx"), "x").unwrap();
    let folder = dir.path().display().to_string();
    let (code, said) =
        kaohe(&["--lang", "zh", "report", "rubrics/examples/minimal/rubric.toml", "--kind", "feedback", "-o", &folder]);
    assert_eq!(code, Some(2));
    assert!(said.contains("目录里有别的文件"), "{said}");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn hostile_names_are_text_in_sheets() {
    let (dir, rubric) = world();
    for kind in ["feedback", "self-appraisal", "improvement"] {
        let folder = dir.path().join(kind);
        write(&rubric.display().to_string(), kind, &folder);
        for (name, page) in pages(&folder) {
            assert_inert(&page, Path::new(&name));
            assert!(name.len() < 200 && !name.contains(['/', '\\', '<', '"', ':']), "{name}");
        }
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 5, "nothing was written elsewhere");
    let page = dir.path().join("feedback/K1.html");
    let Some(mut browser) = Browser::open(&page) else { return };
    assert_eq!(browser.eval("document.querySelectorAll('img, iframe, b, form').length").as_u64(), Some(0));
    assert_eq!(browser.complaints, Vec::<String>::new());
}
