//! Files that are not what they should be, for every command that reads a rubric.

use super::Place;

const READERS: &[&[&str]] = &[&["validate"], &["evaluate"], &["test"], &["explain", "--subject", "王芳"]];

fn with(command: &[&'static str], rubric: &'static str) -> Vec<&'static str> {
    let mut arguments = command.to_vec();
    arguments.push(rubric);
    arguments
}

#[test]
fn a_missing_rubric() {
    for command in READERS {
        let ran = Place::new().run(&with(command, "a.toml")).exits(2);
        assert!((ran.out + &ran.err).contains("找不到方案文件 `a.toml`"), "{command:?}");
    }
}

#[test]
fn a_directory_where_a_file_is_wanted() {
    let place = Place::new();
    place.write("rubrics/readme.txt", "");
    for command in READERS {
        let ran = place.run(&with(command, "rubrics")).exits(2);
        assert!((ran.out + &ran.err).contains("`rubrics`"), "{command:?}");
    }
}

#[test]
fn an_empty_rubric() {
    let place = Place::new();
    place.write("a.toml", "");
    for command in READERS {
        let ran = place.run(&with(command, "a.toml")).exits(1);
        assert!((ran.out + &ran.err).contains("K0804"), "{command:?}");
    }
}

#[test]
fn a_binary_rubric() {
    let place = Place::new();
    place.write("a.toml", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0");
    for command in READERS {
        let ran = place.run(&with(command, "a.toml")).exits(2);
        assert!((ran.out + &ran.err).contains("K0805"), "{command:?}");
    }
}

#[test]
fn a_rubric_in_gbk_or_with_a_mark_is_read() {
    let place = Place::minimal();
    let text = place.read("a.toml");
    place.write("gbk.toml", encoding_rs::GB18030.encode(&text).0);
    place.write("bom.toml", format!("\u{feff}{}", text.replace('\n', "\r\n")));
    place.run(&["evaluate", "gbk.toml"]).exits(0).says("刘洋").complains("1 个警告");
    place.run(&["validate", "gbk.toml"]).exits(0).says("K0806").says("GB18030");
    place.run(&["evaluate", "bom.toml"]).exits(0).says("刘洋").without_complaint();
}

#[test]
fn missing_data() {
    let place = Place::minimal();
    std::fs::remove_file(place.at("june.csv")).unwrap();
    place.run(&["evaluate", "a.toml"]).exits(2).silent().complains("june.csv");
    place.write("elsewhere/july.csv", "姓名\n");
    place.run(&["evaluate", "a.toml", "--data", "elsewhere"]).exits(2).silent().complains("july.csv");
    place.run(&["evaluate", "a.toml", "--data", "nowhere", "--lang", "en"]).exits(2).silent().complains("nowhere");
}

#[test]
fn a_table_without_rows() {
    let place = Place::minimal();
    place.write("june.csv", "姓名,应出勤天数,出勤天数,产量\n");
    let ran = place.run(&["evaluate", "a.toml"]).exits(1);
    assert!(ran.out.contains("考核对象 0"), "{}", ran.out);
    place.write("june.csv", "");
    place.run(&["evaluate", "a.toml"]).exits(2).silent().complains("june.csv");
}
