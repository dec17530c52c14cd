//! The watching program, from outside: files are saved, and what it prints is read. Every wait has
//! an end; none is longer than it takes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use super::Place;

const PATIENCE: Duration = Duration::from_secs(20);
const END: &str = "等待保存";

struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn new(place: &Place, arguments: &[&str]) -> Watching {
        let mut child = place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Watching { child, lines }
    }

    /// What one round prints.
    #[track_caller]
    fn round(&self) -> String {
        let until = Instant::now() + PATIENCE;
        let mut text = String::new();
        while let Ok(line) = self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            text.push_str(&line);
            text.push('\n');
            if line.contains(END) {
                return text;
            }
        }
        panic!("no round came to its end; so far:\n{text}");
    }

    /// That nothing is printed for a while.
    #[track_caller]
    fn quiet(&self, time: Duration) {
        if let Ok(line) = self.lines.recv_timeout(time) {
            panic!("a round that nothing asked for: {line}");
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// As most editors save: a new file is renamed over the old one.
fn save(place: &Place, name: &str, text: &str) {
    fs::write(place.at("~save.tmp"), text).unwrap();
    fs::rename(place.at("~save.tmp"), place.at(name)).unwrap();
}

#[test]
fn a_rubric_is_run_again_on_every_save() {
    let place = Place::minimal();
    let sound = place.read("a.toml");
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    let first = watching.round();
    assert!(first.contains("90.91") && first.contains("毫秒") && !first.contains('\u{1b}'), "{first}");

    save(&place, "a.toml", &sound.replace("target = 1200", "target = 2400"));
    let second = watching.round();
    assert!(second.contains("27.38"), "{second}");

    save(&place, "a.toml", &sound.replace("points = 60", "points = 61"));
    let broken = watching.round();
    assert!(broken.contains("101") && broken.contains("上一次正确的结果（"), "{broken}");
    assert!(broken.contains("读取的版本）仍为：") && broken.contains("27.38"), "{broken}");

    save(&place, "a.toml", &sound);
    let mended = watching.round();
    assert!(mended.contains("90.91") && !mended.contains("上一次"), "{mended}");
}

#[test]
fn data_and_new_files_count_and_noise_does_not() {
    let place = Place::minimal();
    place.edit("a.toml", "file = \"june.csv\"", "file = \"june*.csv\"");
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    watching.round();

    place.edit("june.csv", "1095", "1200");
    assert!(watching.round().contains("95.45"));
    place.write("june-2.csv", "姓名,应出勤天数,出勤天数,产量\n赵敏,22,22,900\n");
    assert!(watching.round().contains("赵敏"));

    place.write(".a.toml.swp", "x").write("notes.txt", "x").write("~$june.xlsx", "x").write("out.html", "x");
    watching.quiet(Duration::from_millis(700));

    fs::remove_file(place.at("june-2.csv")).unwrap();
    let gone = watching.round();
    assert!(gone.contains("不再出现：赵敏") && gone.matches("赵敏").count() == 1, "{gone}");
}

#[test]
fn a_burst_of_saves_is_one_round() {
    let place = Place::minimal();
    let sound = place.read("a.toml");
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    watching.round();
    for n in 0..10 {
        save(&place, "a.toml", &sound.replace("1200", &format!("{}", 2000 + n)));
    }
    save(&place, "a.toml", &sound.replace("1200", "2400"));
    // On a busy machine a pause between two saves may look like the end of them.
    let rounds = (1..=11).find(|_| watching.round().contains("27.38"));
    assert!(rounds.is_some_and(|rounds| rounds <= 3), "{rounds:?}");
    watching.quiet(Duration::from_millis(700));
}

#[test]
fn files_may_go_and_come_back() {
    let place = Place::minimal();
    let (rubric, data) = (place.read("a.toml"), place.read("june.csv"));
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    watching.round();

    fs::remove_file(place.at("june.csv")).unwrap();
    let gone = watching.round();
    assert!(gone.contains("K0601") && gone.contains("上一次正确的结果") && gone.contains("90.91"), "{gone}");
    save(&place, "june.csv", &data);
    assert!(!watching.round().contains("上一次"));

    fs::remove_file(place.at("a.toml")).unwrap();
    assert!(watching.round().contains("K0801"));
    save(&place, "a.toml", &rubric);
    assert!(!watching.round().contains("上一次"));
}

#[test]
fn a_rubric_that_is_not_there_yet_is_waited_for() {
    let place = Place::minimal();
    let rubric = place.read("a.toml");
    fs::remove_file(place.at("a.toml")).unwrap();
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    let first = watching.round();
    assert!(first.contains("K0801") && first.contains("还没有结果"), "{first}");
    save(&place, "a.toml", &rubric);
    assert!(watching.round().contains("90.91"));
}

#[test]
fn the_rubrics_tests_are_run_too() {
    let place = Place::minimal();
    let tests = "[[test]]\nname = \"产量\"\ngiven = { \"产量\" = 600 }\nexpect = { \"产量.points\" = 31 }\n";
    place.write("a.toml", place.read("a.toml") + tests);
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    let round = watching.round();
    assert!(round.contains("期望 31，得到 30") && round.contains("测试：0 个通过，1 个失败"), "{round}");
    assert!(round.contains("刘洋"), "a failed test does not hide the results: {round}");
}

#[test]
fn what_moved_is_said_and_proofs_follow_the_figures() {
    let place = Place::minimal();
    let sound = place.read("a.toml");
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    let first = watching.round();
    assert!(!first.contains("相比"), "{first}");
    let (figures, proofs) = (first.find("90.91").unwrap(), first.find("证明：").unwrap());
    assert!(figures < proofs, "{first}");

    place.edit("june.csv", "1095", "1200");
    let moved = watching.round();
    assert!(moved.contains("相比，2 人有变化") && moved.contains("张伟  总分 90.20 → 95.45 (↑5.25)"), "{moved}");
    assert!(moved.contains("名次 4 → 3 (↑1)") && moved.contains("名次 3 → 4 (↓1)"), "{moved}");

    save(&place, "a.toml", &format!("# 说明\n{sound}"));
    let same = watching.round();
    assert!(same.contains("含义没有变化") && same.contains("95.45") && !same.contains("相比"), "{same}");

    save(&place, "a.toml", &sound.replace("points = 60", "points = 61"));
    let broken = watching.round();
    assert!(broken.contains("新的问题 1 个") && !broken.contains("证明："), "{broken}");
    save(&place, "a.toml", &sound);
    assert!(watching.round().contains("不再有的问题 1 个"));
}

#[test]
fn editors_and_spreadsheet_programs_save_in_their_ways() {
    let place = Place::minimal();
    let sound = place.read("a.toml");
    let data = place.read("june.csv");
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    watching.round();

    // vim: the old file becomes a backup, a new one is written, the backup goes.
    fs::rename(place.at("a.toml"), place.at("a.toml~")).unwrap();
    fs::write(place.at("a.toml"), sound.replace("1200", "2400")).unwrap();
    fs::remove_file(place.at("a.toml~")).unwrap();
    let round = watching.round();
    assert!(round.contains("27.38") && !round.contains("上一次"), "{round}");

    // VS Code: the file is emptied and written.
    fs::write(place.at("a.toml"), "").unwrap();
    std::thread::sleep(Duration::from_millis(20));
    fs::write(place.at("a.toml"), &sound).unwrap();
    let round = watching.round();
    assert!(round.contains("90.91") && !round.contains("K0804"), "{round}");

    // WPS and Excel: a lock file, a temporary file, the old one deleted, the new one renamed.
    place.write("~$june.csv", "lock").write("A1B2C3D4.tmp", data.replace("1095", "1200"));
    fs::remove_file(place.at("june.csv")).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    fs::rename(place.at("A1B2C3D4.tmp"), place.at("june.csv")).unwrap();
    fs::remove_file(place.at("~$june.csv")).unwrap();
    let round = watching.round();
    assert!(round.contains("95.45") && !round.contains("K0601"), "{round}");

    // An export that is half written: nothing yet, then all of it.
    fs::write(place.at("june.csv"), "").unwrap();
    std::thread::sleep(Duration::from_millis(250));
    fs::write(place.at("june.csv"), &data).unwrap();
    let round = watching.round();
    assert!(round.contains("90.91") && !round.contains("K0602"), "{round}");
    watching.quiet(Duration::from_millis(300));
}

#[test]
fn a_folder_may_go_and_come_back() {
    let place = Place::new();
    let minimal = Place::minimal();
    place.write("x/a.toml", minimal.read("a.toml")).write("x/june.csv", minimal.read("june.csv"));
    let watching = Watching::new(&place, &["watch", "x/a.toml"]);
    watching.round();
    fs::rename(place.at("x"), place.at("y")).unwrap();
    assert!(watching.round().contains("K0801"));
    fs::rename(place.at("y"), place.at("x")).unwrap();
    let back = watching.round();
    assert!(back.contains("90.91") && !back.contains("上一次"), "{back}");
    place.edit("x/a.toml", "1200", "2400");
    assert!(watching.round().contains("27.38"));
}

#[cfg(unix)]
#[test]
fn files_behind_links_are_followed() {
    let place = Place::minimal();
    fs::create_dir(place.at("real")).unwrap();
    for name in ["a.toml", "june.csv"] {
        fs::rename(place.at(name), place.at(&format!("real/{name}"))).unwrap();
        std::os::unix::fs::symlink(place.at(&format!("real/{name}")), place.at(name)).unwrap();
    }
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    watching.round();
    place.edit("real/a.toml", "1200", "2400");
    assert!(watching.round().contains("27.38"));
    place.edit("real/june.csv", "1180", "2400");
    assert!(watching.round().contains("100.00"));
}

#[test]
fn bases_and_calendars_count() {
    let place = Place::minimal();
    let base = place.read("a.toml");
    place.write("base.toml", &base);
    place.write("a.toml", "kaohe = 1\nextends = \"base.toml\"\n[calendar]\nfile = \"days.csv\"\n");
    place.write("days.csv", "日期,类型\n2024-06-10,放假\n");
    let watching = Watching::new(&place, &["watch", "a.toml"]);
    let first = watching.round();
    assert!(first.contains("90.91"), "{first}");
    save(&place, "base.toml", &base.replace("1200", "2400"));
    assert!(watching.round().contains("27.38"));
    place.write("days.csv", "日期,类型\n2024-06-10,放假了\n");
    assert!(watching.round().contains("上一次正确的结果"));
    place.write("days.csv", "日期,类型\n2024-06-10,放假\n");
    assert!(!watching.round().contains("上一次"));
}
