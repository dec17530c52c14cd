//! The committed data are what their generators make.

use std::path::Path;

/// Compares files with those of a directory, or writes them if `KAOHE_WRITE_DATA` is set; nothing else
/// may stand there but a README.
pub fn compare(directory: &Path, files: &[(String, Vec<u8>)]) {
    let write = std::env::var_os("KAOHE_WRITE_DATA").is_some();
    for (name, bytes) in files {
        let path = directory.join(name);
        if write {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, bytes).unwrap();
        } else {
            let there = std::fs::read(&path).unwrap_or_default();
            assert!(there == *bytes, "{name} is not what the generator makes; run with KAOHE_WRITE_DATA=1");
        }
    }
    let mut size = 0;
    let mut open = vec![directory.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            if entry.file_type().unwrap().is_dir() {
                open.push(entry.path());
                continue;
            }
            size += entry.metadata().unwrap().len();
            let name = entry.path().strip_prefix(directory).unwrap().to_string_lossy().replace('\\', "/");
            let known = files.iter().any(|(made, _)| *made == name);
            let readme = entry.file_name().to_string_lossy().starts_with("README");
            assert!(known || readme || name == ".gitattributes", "{name} is made by nobody");
        }
    }
    assert!(size < 1_000_000, "{size} bytes");
}
