//! `evaluate -o results.html`.

use std::fs;

use serde_json::Value;

use super::browser::Browser;
use super::{kaohe, shipped};

/// Each shipped rubric has a page in both languages; totals stand in it as CSV has them.
#[test]
fn every_shipped_rubric_has_a_page() {
    let dir = tempfile::tempdir().unwrap();
    let [page, sheet] = ["r.html", "r.csv"].map(|name| dir.path().join(name).display().to_string());
    for rubric in shipped() {
        let rubric = rubric.display().to_string();
        for lang in ["zh", "en"] {
            let (code, said) =
                kaohe(&["--lang", lang, "evaluate", &rubric, "--period", "all", "-o", &page, "-o", &sheet]);
            assert!(matches!(code, Some(0 | 1)), "{rubric}: {said}");
            let text = fs::read_to_string(&page).unwrap();
            assert!(text.ends_with("</html>\n"), "{rubric}");
            let mut rows = csv::Reader::from_path(&sheet).unwrap();
            let head = rows.headers().unwrap().clone();
            let at =
                |names: [&str; 2]| head.iter().position(|name| names.contains(&name.trim_start_matches('\u{feff}')));
            let (total, period) = (at(["总分", "total"]).unwrap(), at(["期间", "period"]));
            let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
            let last = period.and_then(|period| rows.last().map(|row| row[period].to_string()));
            for row in &rows {
                let of_last = period.is_none_or(|period| Some(&row[period]) == last.as_deref());
                if of_last && row[total].parse::<f64>().is_ok() {
                    let wanted = [
                        format!("<td class=\"n\">{}</td>", &row[total]),
                        format!("<td class=\"n\">{}*</td>", &row[total]),
                    ];
                    assert!(wanted.iter().any(|cell| text.contains(cell)), "{rubric}: {}", &row[total]);
                }
            }
        }
    }
}

#[test]
fn a_browser_sorts_filters_and_has_no_complaint() {
    let dir = tempfile::tempdir().unwrap();
    let page = dir.path().join("r.html");
    let path = page.display().to_string();
    let (code, said) =
        kaohe(&["--lang", "zh", "evaluate", "rubrics/ecommerce-cs/presales.toml", "--period", "all", "-o", &path]);
    assert_eq!(code, Some(0), "{said}");
    let Some(mut browser) = Browser::open(&page) else { return };
    let column = |browser: &mut Browser, at: usize| -> Vec<String> {
        let cells = format!(
            "[...document.querySelectorAll('#board tbody tr:not(.detail)')].map(r => r.cells[{at}].textContent)"
        );
        let found: Value = browser.eval(&cells);
        found.as_array().unwrap().iter().map(|cell| cell.as_str().unwrap().to_string()).collect()
    };
    let totals = "[...document.querySelectorAll('#board thead th')].findIndex(h => h.textContent.startsWith('总分'))";
    let total = browser.eval(totals).as_u64().unwrap() as usize;
    let before = column(&mut browser, 0);
    assert_eq!(before.first().map(String::as_str), Some("1"));
    // The greatest first, then the least first.
    let click = |at: usize| format!("document.querySelectorAll('#board thead th')[{at}].firstElementChild.click()");
    for (times, ascending) in [(1, false), (2, true)] {
        browser.eval(&click(total));
        let found: Vec<f64> = column(&mut browser, total).iter().map(|cell| cell.parse().unwrap()).collect();
        assert!(
            found.windows(2).all(|pair| if ascending { pair[0] <= pair[1] } else { pair[0] >= pair[1] }),
            "{times}"
        );
    }
    browser.eval(&click(0));
    assert_eq!(column(&mut browser, 0), before, "by place as at first");
    // A name shows the indicators of one.
    browser.eval("document.querySelector('#board tbody th [role=button]').click()");
    let shown = browser.eval("document.querySelectorAll('#board tr.detail table tr').length");
    assert_eq!(shown.as_u64(), Some(14));
    browser.eval("document.querySelector('#board tbody th [role=button]').click()");
    assert_eq!(browser.eval("document.querySelectorAll('#board tr.detail').length").as_u64(), Some(0));
    let filtered = "(() => { const box = document.querySelector('.filter'); box.value = '乙班'; \
        box.dispatchEvent(new Event('input')); \
        return [...document.querySelectorAll('#board tbody tr')].filter(r => !r.hidden).length; })()";
    assert_eq!(browser.eval(filtered).as_u64(), Some(4));
    assert_eq!(browser.complaints, Vec::<String>::new());
    assert!(browser.requests.iter().all(|address| address.starts_with("file:")), "{:?}", browser.requests);
    // The policy is one that holds: what is put in later does not run.
    browser.eval(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))",
    );
    assert!(browser.eval("window.ran === undefined").as_bool().unwrap());
}

#[test]
fn pages_without_names_have_none() {
    let dir = tempfile::tempdir().unwrap();
    let [page, sheet, plain] = ["r.html", "r.csv", "plain.csv"].map(|name| dir.path().join(name).display().to_string());
    for rubric in ["rubrics/ecommerce-cs/presales.toml", "rubrics/cdc/county.toml", "rubrics/teachers/yearend.toml"] {
        kaohe(&["--lang", "zh", "evaluate", rubric, "-o", &plain]);
        let (code, said) =
            kaohe(&["--lang", "zh", "evaluate", rubric, "--anonymous", "--detail", "-o", &page, "-o", &sheet]);
        assert!(matches!(code, Some(0 | 1)), "{said}");
        let texts = [fs::read_to_string(&page).unwrap(), fs::read_to_string(&sheet).unwrap(), said];
        let mut rows = csv::Reader::from_path(&plain).unwrap();
        let mut people = 0;
        for row in rows.records().map(Result::unwrap) {
            people += 1;
            for name in [&row[1], &row[2]] {
                for text in &texts {
                    assert!(!text.contains(name), "{rubric} tells {name}");
                }
            }
        }
        assert!(people > 5 && texts[0].contains("S001"));
    }
}
