use super::{Place, ran, shipped};
use std::process::Stdio;

#[test]
fn a_leaderboard() {
    let place = Place::minimal();
    let zh = place.run(&["evaluate", "a.toml"]).exits(0).without_complaint();
    let ranks: Vec<usize> = ["刘洋", "王芳", "李静", "张伟"].iter().map(|name| zh.out.find(name).unwrap()).collect();
    assert!(ranks.is_sorted(), "{}", zh.out);
    assert!(zh.out.contains("90.91") && !zh.out.contains('\u{1b}'));
    place.run(&["evaluate", "a.toml", "--lang", "en"]).exits(0).says("full marks 100").without_complaint();
}

#[test]
fn formats_on_standard_output() {
    let place = Place::minimal();
    let csv = place.run(&["evaluate", "a.toml", "--format", "csv"]).exits(0).without_complaint();
    assert!(csv.out.lines().nth(1).unwrap().contains("刘洋"), "{}", csv.out);
    let json = place.run(&["evaluate", "a.toml", "--format", "json"]).exits(0).without_complaint();
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["subjects"][0]["key"], "刘洋");
    assert_eq!(place.run(&["evaluate", "a.toml", "--format", "table"]).out, place.run(&["evaluate", "a.toml"]).out);
}

#[test]
fn files_by_their_endings() {
    let place = Place::minimal();
    place.run(&["evaluate", "a.toml", "-o", "r.csv", "-o", "六月.JSON"]).exits(0).silent().complains("已写入 r.csv");
    assert!(place.read("r.csv").contains("刘洋"));
    assert!(place.read("六月.JSON").starts_with('{'));
    place.run(&["evaluate", "a.toml", "-o", "r.txt", "--format", "table"]).exits(0).says("刘洋");
    assert!(!place.read("r.txt").contains('\u{1b}'));
    place.run(&["evaluate", "a.toml", "-o", "r.doc"]).exits(2).silent().complains("`csv`");
    place.run(&["evaluate", "a.toml", "-o", "r.csv", "-o", "r.csv"]).exits(2).complains("写了两次");
}

#[test]
fn nothing_half_written_is_left() {
    let place = Place::minimal();
    place.write("file", "").write("dir.csv/x", "");
    let before = place.names();
    place.run(&["evaluate", "a.toml", "-o", "nowhere/r.csv"]).exits(2).silent().complains("目录不存在");
    place.run(&["evaluate", "a.toml", "-o", "file/r.csv"]).exits(2).silent().complains("无法写入 `file/r.csv`");
    place.run(&["evaluate", "a.toml", "-o", "dir.csv"]).exits(2).silent().complains("那是一个目录");
    assert_eq!(place.names(), before);
}

/// The superuser may write anywhere, so this says something only for others.
#[cfg(unix)]
#[test]
fn a_directory_without_permission() {
    use std::fs::{Permissions, set_permissions, write};
    use std::os::unix::fs::PermissionsExt;
    let place = Place::minimal();
    place.write("locked/old.csv", "old");
    set_permissions(place.at("locked"), Permissions::from_mode(0o555)).unwrap();
    let superuser = write(place.at("locked/probe"), "").is_ok();
    let tried = place.run(&["evaluate", "a.toml", "-o", "locked/old.csv"]);
    set_permissions(place.at("locked"), Permissions::from_mode(0o755)).unwrap();
    if !superuser {
        tried.exits(2).silent().complains("没有写入权限");
        assert_eq!(place.read("locked/old.csv"), "old");
    }
}

#[test]
fn input_files_are_not_overwritten() {
    let place = Place::minimal();
    let before = place.read("june.csv");
    place.run(&["evaluate", "a.toml", "-o", "./june.csv"]).exits(2).silent().complains("是输入文件");
    assert_eq!(place.read("june.csv"), before);
}

#[test]
fn a_broken_rubric_gives_no_results() {
    let place = Place::minimal();
    place.edit("a.toml", "points = 60", "points = 61");
    place.run(&["evaluate", "a.toml", "-o", "r.csv"]).exits(1).silent().complains("101");
    assert!(!place.at("r.csv").exists());
}

#[test]
fn findings_of_the_data_come_with_results() {
    let place = Place::minimal();
    place.edit("june.csv", "1180", "很多");
    let table = place.run(&["evaluate", "a.toml"]);
    assert!(table.out.contains("june.csv › D2"), "{}", table.out);
    let csv = place.run(&["evaluate", "a.toml", "--format", "csv"]);
    assert_eq!(csv.code, table.code);
    assert!(csv.out.contains("王芳") && csv.err.contains("june.csv › D2"), "{csv:?}");
}

#[test]
fn periods() {
    let place = Place::new();
    let rubric = shipped("rubrics/ecommerce-cs/presales.toml");
    place.run(&["evaluate", &rubric]).exits(0).says("期间 2024-07");
    place.run(&["evaluate", &rubric, "--period", "2024年6月"]).exits(0).says("期间 2024-06");
    place.run(&["evaluate", &rubric, "--period", "2023-01"]).exits(2).silent().complains("`2024-06` 和 `2024-07`");
    place.run(&["evaluate", &rubric, "--period", "下个月"]).exits(2).silent().complains("K0807");
    let place = Place::minimal();
    place.run(&["evaluate", "a.toml", "--period", "2024-06"]).exits(2).silent().complains("K0808");
}

#[test]
fn parameters_and_the_notice() {
    let place = Place::new();
    let rubric = shipped("rubrics/ecommerce-cs/presales.toml");
    place.run(&["evaluate", &rubric, "--set", "奖励金额=250"]).exits(0).says("+250 元");
    place.run(&["evaluate", &rubric, "--set", "奖金=250"]).exits(1).silent().complains("`奖励金额`");
    place.run(&["evaluate", &rubric, "--notice", "2024-08-05"]).exits(0).says("2024-08-12");
}

#[test]
fn the_order_of_rows_does_not_show() {
    let place = Place::minimal();
    let first = place.run(&["evaluate", "a.toml", "--format", "csv"]).exits(0).out;
    let text = place.read("june.csv");
    let (head, rows) = text.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.reverse();
    place.write("june.csv", format!("{head}\n{}\n", rows.join("\n")));
    assert_eq!(place.run(&["evaluate", "a.toml", "--format", "csv"]).out, first);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let place = Place::minimal();
    let mut command = place.command(&["evaluate", "a.toml"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_told() {
    let place = Place::minimal();
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place.command(&["evaluate", "a.toml"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("无法写到标准输出"));
}

#[test]
fn colours_are_for_terminals() {
    let place = Place::minimal();
    let mut command = place.command(&["evaluate", "a.toml"]);
    command.env("TERM", "xterm-256color").env("CLICOLOR_FORCE", "1");
    assert!(!ran(command).exits(0).out.contains('\u{1b}'));
}
