//! The live page, from outside: requests over a socket, and a browser that looks at it.

mod browser;
mod guard;
mod rounds;
mod what_if;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(40);

/// The smallest rubric under watch.
pub struct Watched {
    dir: tempfile::TempDir,
    child: Child,
    pub port: u16,
    pub token: String,
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Watched {
    pub fn new() -> Watched {
        let dir = tempfile::tempdir().unwrap();
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("rubrics/examples/minimal");
        fs::copy(shipped.join("rubric.toml"), dir.path().join("a.toml")).unwrap();
        fs::copy(shipped.join("june.csv"), dir.path().join("june.csv")).unwrap();
        Watched::at(dir)
    }

    pub fn at(dir: tempfile::TempDir) -> Watched {
        let mut child = Command::new(env!("CARGO_BIN_EXE_kaohe"))
            .args(["watch", "a.toml", "--serve", "--lang", "zh"])
            .current_dir(dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let said = lines.find(|line| line.contains("http://")).expect("an address is printed");
        // Whoever writes to a pipe that nobody reads stands still.
        std::thread::spawn(move || lines.for_each(drop));
        let address = said.split_once("http://127.0.0.1:").unwrap().1;
        let (port, token) = address.trim_end_matches('/').split_once('/').unwrap();
        let watched = Watched { dir, child, port: port.parse().unwrap(), token: token.into() };
        watched.state_where(|state| state["version"] == 1);
        watched
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn rubric(&self) -> String {
        fs::read_to_string(self.file("a.toml")).unwrap()
    }

    /// As most editors save: a new file is renamed over the old one.
    pub fn save(&self, name: &str, text: &str) {
        fs::write(self.file("~save.tmp"), text).unwrap();
        fs::rename(self.file("~save.tmp"), self.file(name)).unwrap();
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// What comes back for these bytes; nothing where the connection is closed without an answer.
    pub fn raw(&self, bytes: &[u8]) -> Option<Answer> {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut all = Vec::new();
        // A refusal may come before everything was sent.
        let _ = stream.read_to_end(&mut all);
        let all = String::from_utf8(all).unwrap();
        let (head, body) = all.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head: head.into(), body: body.into() })
    }

    /// A request as a browser on our own page makes it, with other headers in place of `Host`.
    pub fn get_as(&self, path: &str, headers: &str) -> u16 {
        self.raw(format!("GET {path} HTTP/1.1\r\n{headers}\r\n").as_bytes()).unwrap().status
    }

    pub fn host(&self) -> String {
        format!("Host: 127.0.0.1:{}\r\n", self.port)
    }

    pub fn get(&self, path: &str) -> Answer {
        self.raw(format!("GET /{}/{path} HTTP/1.1\r\n{}\r\n", self.token, self.host()).as_bytes()).unwrap()
    }

    pub fn post(&self, path: &str, body: &str) -> Answer {
        let (token, host, port, length) = (&self.token, self.host(), self.port, body.len());
        let origin = format!("Origin: http://127.0.0.1:{port}\r\nContent-Length: {length}\r\n");
        self.raw(format!("POST /{token}/{path} HTTP/1.1\r\n{host}{origin}\r\n{body}").as_bytes()).unwrap()
    }

    pub fn state(&self) -> Value {
        serde_json::from_str(&self.get("state").body).unwrap()
    }

    /// What the page shows once something holds of it.
    #[track_caller]
    pub fn state_where(&self, holds: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let state = self.state();
            if holds(&state) {
                return state;
            }
            assert!(begun.elapsed() < PATIENCE, "{state:#}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Threads and open files of the program.
    pub fn holds(&self) -> [usize; 2] {
        ["task", "fd"].map(|what| fs::read_dir(format!("/proc/{}/{what}", self.child.id())).unwrap().count())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The cells of somebody's row.
pub fn row<'a>(state: &'a Value, key: &str) -> Vec<&'a str> {
    let rows = state["board"]["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["key"] == key).unwrap_or_else(|| panic!("no {key} in {state:#}"));
    row["cells"].as_array().unwrap().iter().map(|cell| cell.as_str().unwrap()).collect()
}
