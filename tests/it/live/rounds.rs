//! Saves, and what those who look are told.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{PATIENCE, Watched, row};

/// Listens for rounds.
fn listen(page: &Watched) -> BufReader<TcpStream> {
    let mut stream = page.connect();
    stream.write_all(format!("GET /{}/events HTTP/1.1\r\n{}\r\n", page.token, page.host()).as_bytes()).unwrap();
    BufReader::new(stream)
}

/// The number of the next round that is told.
fn told(listener: &mut BufReader<TcpStream>) -> u64 {
    let mut line = String::new();
    loop {
        line.clear();
        assert!(listener.read_line(&mut line).unwrap() > 0, "the stream ended");
        if let Some(version) = line.strip_prefix("data: ") {
            return version.trim().parse().unwrap();
        }
    }
}

#[test]
fn a_save_moves_the_board_and_a_broken_one_leaves_the_last_good() {
    let page = Watched::new();
    let sound = page.rubric();
    let mut listener = listen(&page);
    assert_eq!(told(&mut listener), 1);
    let first = page.state();
    assert_eq!((&first["good"], &first["findings"]["errors"]), (&true.into(), &0.into()));
    assert!(row(&first, "王芳").contains(&"99.00"), "{first:#}");
    assert_eq!(first["rubric"]["items"].as_array().unwrap().len(), 2);

    page.save("a.toml", &sound.replace("target = 1200", "target = 2400"));
    assert_eq!(told(&mut listener), 2);
    let moved = page.state();
    assert!(moved["board"]["moves"]["count"].as_u64() > Some(0), "{moved:#}");
    let somebody = &moved["board"]["rows"][0]["moved"];
    assert!(somebody["total"].as_str().is_some_and(|by| by.starts_with('-')), "{somebody}");
    let board = moved["board"]["rows"].clone();

    page.save("a.toml", &sound.replace("points = 60", "points = 61"));
    let version = told(&mut listener);
    let broken = page.state_where(|state| state["version"] == version);
    assert_eq!(broken["good"], false);
    let finding = &broken["findings"]["shown"][0];
    assert_eq!(finding["severity"], "error");
    assert!(finding["code"].as_str().unwrap().starts_with("K0"), "{finding}");
    let lines: Vec<String> =
        finding["places"].as_array().unwrap().iter().map(|place| place["lines"].to_string()).collect();
    assert!(lines.concat().contains("61"), "{finding:#}");
    assert_eq!(broken["board"]["rows"], board, "the last good board stays");
    assert_eq!(broken["board"]["at"], moved["at"]);

    page.save("a.toml", &sound);
    let version = told(&mut listener);
    let mended = page.state_where(|state| state["version"] == version);
    assert_eq!(mended["good"], true);
    assert_eq!(row(&mended, "王芳"), row(&first, "王芳"));
}

#[test]
fn a_person_is_explained_and_hostile_names_are_inert() {
    let dir = tempfile::tempdir().unwrap();
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/examples/minimal");
    std::fs::copy(shipped.join("rubric.toml"), dir.path().join("a.toml")).unwrap();
    let name = "<script>alert(1)</script>\u{202e}x";
    std::fs::write(dir.path().join("june.csv"), format!("姓名,应出勤天数,出勤天数,产量\n{name},22,22,1180\n")).unwrap();
    let page = Watched::at(dir);
    let state = page.state();
    assert_eq!(row(&state, name)[1], "<script>alert(1)</script>x");
    assert!(page.get("state").head.contains("Content-Type: application/json"));
    let answer = page.post("explain", &serde_json::json!({ "subject": name }).to_string());
    let trail: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(trail["root"]["name"], "总分");
    assert!(!trail["root"]["children"].as_array().unwrap().is_empty());
}

#[test]
fn fifty_who_come_and_go_leave_nothing_behind() {
    let page = Watched::new();
    // One has come already, so that what is made once is there.
    told(&mut listen(&page));
    let gone = |before: [usize; 2]| {
        let begun = Instant::now();
        loop {
            let now = page.holds();
            if now[0] <= before[0] && now[1] <= before[1] {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "{before:?} {now:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    std::thread::sleep(Duration::from_secs(2));
    let before = page.holds();
    for _ in 0..50 {
        for path in ["", "page.js", "page.css", "state"] {
            assert_eq!(page.get(path).status, 200);
        }
        told(&mut listen(&page));
    }
    gone(before);
    // As many as there is room for at once, and as many again.
    for _ in 0..2 {
        let mut all: Vec<_> = (0..30).map(|_| listen(&page)).collect();
        for listener in &mut all {
            told(listener);
        }
        drop(all);
        gone(before);
    }
}
