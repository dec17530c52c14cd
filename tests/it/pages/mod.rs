//! Pages that `kaohe` writes: what stands in them, and that a browser takes them without complaint.

pub mod browser;
mod hostile;
mod personal;
mod results;

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the program in the repository; what it says, in case it does not end well.
fn kaohe(arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_kaohe")).args(arguments).current_dir(root()).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

/// All rubrics that are shipped.
fn shipped() -> Vec<PathBuf> {
    let found = kaohe::session::rubrics(&kaohe::host::Disk, &[root().join("rubrics")]).unwrap();
    assert!(found.len() > 15);
    found.into_iter().map(|path| path.strip_prefix(root()).unwrap().to_path_buf()).collect()
}
