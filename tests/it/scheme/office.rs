//! LibreOffice opens the file and makes pages of it.

use std::process::Command;

use kaohe::report::doc::{Format, write};
use kaohe::text::Lang;

use super::{Made, shipped};
use crate::office::office;

#[test]
fn libreoffice_makes_pages_of_every_document() {
    let Some(soffice) = office("documents are not opened") else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut names = Vec::new();
    for (at, path) in shipped().iter().enumerate() {
        let lang = if at % 2 == 0 { Lang::Zh } else { Lang::En };
        let name = folder.path().join(format!("{at}.docx"));
        std::fs::write(&name, write(&Made::of(path).document(lang), Format::Docx).unwrap()).unwrap();
        names.push(name);
    }
    let done = Command::new(soffice)
        .arg(format!("-env:UserInstallation=file://{}", folder.path().join("profile").display()))
        .args(["--headless", "--convert-to", "pdf", "--outdir"])
        .arg(folder.path())
        .args(&names)
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    for name in names {
        let pages = std::fs::read(name.with_extension("pdf")).unwrap();
        assert!(pages.starts_with(b"%PDF") && pages.len() > 10_000, "{}", name.display());
    }
}
