//! `kaohe doc` and `kaohe man`: whole files or none, and an example without data.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn kaohe(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kaohe")).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn several_files_at_once_and_the_same_whoever_asks() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let rubric = "rubrics/examples/call-centre/rubric.toml";
    let names = ["a.md", "a.html", "a.docx", "b.DOCX"].map(at);
    let mut arguments = vec!["doc", rubric, "--lang", "zh"];
    names.iter().for_each(|name| arguments.extend(["-o", name]));
    let done = kaohe(&arguments);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert_eq!(fs::read(at("a.docx")).unwrap(), fs::read(at("b.DOCX")).unwrap());
    let printed = kaohe(&["doc", rubric, "--lang", "zh", "--threads", "1"]);
    assert_eq!(printed.stdout, fs::read(at("a.md")).unwrap());
    let printed = kaohe(&["doc", rubric, "--lang", "zh", "--format", "html"]);
    assert_eq!(printed.stdout, fs::read(at("a.html")).unwrap());
}

#[test]
fn a_wrong_name_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let rubric = folder.path().join("r.toml");
    fs::copy("rubrics/examples/minimal/rubric.toml", &rubric).unwrap();
    let before = fs::read(&rubric).unwrap();
    let (rubric_name, good) = (rubric.display().to_string(), folder.path().join("a.md").display().to_string());
    let missing = folder.path().join("no/where.docx").display().to_string();
    let odd = folder.path().join("a.pages").display().to_string();
    for other in [&missing, &odd, &good, &rubric_name] {
        let done = kaohe(&["doc", &rubric_name, "-o", &good, "-o", other]);
        assert_eq!(done.status.code(), Some(2), "{other}: {}", said(&done));
        assert!(!Path::new(&good).exists(), "{other}");
    }
    assert_eq!(fs::read(&rubric).unwrap(), before);
}

#[test]
fn without_data_the_example_is_that_of_a_test() {
    let folder = tempfile::tempdir().unwrap();
    let rubric = folder.path().join("presales.toml");
    fs::copy("rubrics/ecommerce-cs/presales.toml", &rubric).unwrap();
    let name = rubric.display().to_string();
    let done = kaohe(&["doc", &name, "--lang", "zh"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let text = String::from_utf8(done.stdout).unwrap();
    assert!(text.contains("没有数据，以方案自带的测试“差错的损失列出来，不影响总分"), "{text}");
    assert!(text.contains("| **总分** | 100 | 92.80 |"));
    // Who asks for somebody wants his figures and no others.
    let done = kaohe(&["doc", &name, "--lang", "zh", "--subject", "张三"]);
    assert_ne!(done.status.code(), Some(0));
    let done = kaohe(&["doc", "rubrics/examples/minimal/rubric.toml", "--subject", "没有这个人", "--lang", "zh"]);
    assert!(said(&done).contains("K0"), "{}", said(&done));
    assert_ne!(done.status.code(), Some(0));
}

#[test]
fn a_broken_rubric_gives_no_document() {
    let folder = tempfile::tempdir().unwrap();
    let rubric = folder.path().join("r.toml");
    fs::write(&rubric, "kaohe = 1\n[rubric]\n").unwrap();
    let out = folder.path().join("a.docx");
    let done = kaohe(&["doc", &rubric.display().to_string(), "-o", &out.display().to_string()]);
    assert_eq!(done.status.code(), Some(1), "{}", said(&done));
    assert!(!out.exists());
}

#[test]
fn manual_pages_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let done = kaohe(&["man", "-o", &folder.path().display().to_string()]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    for page in ["man1/kaohe.1", "man1/kaohe-doc.1", "zh_CN/man1/kaohe.1", "zh_CN/man1/kaohe-evaluate.1"] {
        assert!(fs::read_to_string(folder.path().join(page)).unwrap().contains(".TH"), "{page}");
    }
}
