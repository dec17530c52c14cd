//! The page in Chromium. Without one this is skipped, and says so.

use std::time::{Duration, Instant};

use super::{PATIENCE, Watched};
use crate::pages::browser::Browser;

/// Asks until the answer is yes.
#[track_caller]
fn until(browser: &mut Browser, holds: &str) {
    let begun = Instant::now();
    while browser.eval(&format!("Boolean({holds})")) != true {
        assert!(begun.elapsed() < PATIENCE, "{holds}: {}", browser.eval("document.body.innerText"));
        std::thread::sleep(Duration::from_millis(50));
    }
}

const BOARD: &str = "document.querySelector('#board tbody').innerText";

#[test]
fn a_save_moves_the_board_a_broken_one_keeps_it_and_reloads_leak_nothing() {
    let page = Watched::new();
    let Some(mut browser) = Browser::at(&page.url()) else { return };
    let sound = page.rubric();
    until(&mut browser, "document.querySelectorAll('#board tbody tr').length === 4");
    let first = browser.eval(BOARD);
    assert!(first.as_str().unwrap().contains("90.91"), "{first}");

    page.save("a.toml", &sound.replace("target = 1200", "target = 2400"));
    until(&mut browser, &format!("{BOARD}.includes('27.38')"));
    assert!(browser.eval("document.querySelectorAll('#board .moved .down').length").as_u64() > Some(0));
    let moved = browser.eval(BOARD);

    page.save("a.toml", &sound.replace("points = 60", "points = 61"));
    until(&mut browser, "document.querySelector('#findings li.error mark')");
    assert!(browser.eval("document.querySelector('#banner').innerText").as_str().unwrap().contains("上一次正确的结果"));
    assert_eq!(browser.eval("document.querySelector('#board').classList.contains('old')"), true);
    assert_eq!(browser.eval(BOARD), moved);
    assert!(browser.eval("document.querySelector('#findings .tag').innerText").as_str().unwrap().contains(" K0"));

    page.save("a.toml", &sound);
    until(&mut browser, "!document.querySelector('#board').classList.contains('old')");
    browser.eval("document.querySelector('#board tbody tr').click()");
    until(&mut browser, "document.querySelector('#person details.step')");

    std::thread::sleep(Duration::from_secs(2));
    let before = page.holds();
    for _ in 0..50 {
        browser.reload();
        until(&mut browser, "document.querySelectorAll('#board tbody tr').length === 4");
    }
    let begun = Instant::now();
    // The page that is open listens, and did before.
    while page.holds().iter().zip(before).any(|(now, before)| *now > before) {
        assert!(begun.elapsed() < PATIENCE, "{before:?} {:?}", page.holds());
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(browser.complaints, Vec::<String>::new());
    let foreign: Vec<&String> = browser.requests.iter().filter(|url| !url.starts_with(&page.url())).collect();
    assert!(foreign.iter().all(|url| url.starts_with("data:") || *url == "about:blank"), "{foreign:?}");
}

#[test]
fn a_slider_moves_the_board_and_not_the_file() {
    let page = Watched::new();
    let Some(mut browser) = Browser::at(&page.url()) else { return };
    let before = page.rubric();
    until(&mut browser, "document.querySelector('#try')");
    browser.eval("document.querySelector('#try').click()");
    until(&mut browser, "document.querySelectorAll('#rubric .slider').length === 2");
    let slide = "(() => { const one = document.querySelector('[data-key=\"indicator:产量\"] input'); \
                 one.value = 70; one.dispatchEvent(new Event('input')); })()";
    browser.eval(slide);
    until(&mut browser, &format!("{BOARD}.includes('93.18')"));
    until(&mut browser, "document.querySelector('#trial').innerText.includes('40 → 30')");
    assert!(browser.eval("document.querySelectorAll('#board .moved span').length").as_u64() > Some(0));
    // A save in between: the same is tried on what is there now.
    page.save("a.toml", &before.replace("target = 1200", "target = 2400"));
    until(
        &mut browser,
        &format!("!{BOARD}.includes('93.18') && document.querySelector('#trial').innerText.includes('40 → 30')"),
    );
    browser.eval("document.querySelector('#reset').click()");
    until(&mut browser, &format!("{BOARD}.includes('27.38') || {BOARD}.includes('69.50')"));
    assert_eq!(page.rubric(), before.replace("target = 1200", "target = 2400"));
    assert_eq!(browser.complaints, Vec::<String>::new());
}
