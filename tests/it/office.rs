//! LibreOffice, for tests that let another program open what was written.

use std::path::PathBuf;

/// The program that `KAOHE_OFFICE` names, or the one on the path. That there is none is said loudly, with what is not tested;
/// with `office` in `KAOHE_REQUIRE` there must be one.
pub fn office(untested: &str) -> Option<PathBuf> {
    let named = std::env::var_os("KAOHE_OFFICE").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found =
        named.or_else(|| std::env::split_paths(&path).map(|dir| dir.join("soffice")).find(|file| file.is_file()));
    if found.is_none() {
        let required = std::env::var("KAOHE_REQUIRE").unwrap_or_default();
        assert!(
            !required.split(',').any(|one| one.trim() == "office"),
            "KAOHE_REQUIRE has office, and there is no soffice"
        );
        eprintln!("SKIPPED: no soffice, so {untested} (KAOHE_OFFICE names it)");
    }
    found
}
