//! Chromium without a window, asked through a pair of pipes in the DevTools protocol.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

/// The program that `KAOHE_CHROMIUM` names, or one of the usual ones. That there is none is said loudly; with
/// `chromium` in `KAOHE_REQUIRE` there must be one.
fn program() -> Option<PathBuf> {
    let named = std::env::var_os("KAOHE_CHROMIUM").map(PathBuf::from);
    let usual = ["chromium", "chromium-browser", "google-chrome"].map(PathBuf::from);
    let works = |path: &PathBuf| Command::new(path).arg("--version").output().is_ok_and(|out| out.status.success());
    let found = named.into_iter().chain(usual).find(works);
    if found.is_none() {
        let required = std::env::var("KAOHE_REQUIRE").unwrap_or_default();
        assert!(!required.split(',').any(|name| name.trim() == "chromium"), "chromium is required and not there");
        eprintln!("SKIPPED: no chromium; KAOHE_CHROMIUM names one");
    }
    found
}

/// A page in a browser.
pub struct Browser {
    child: Child,
    _profile: tempfile::TempDir,
    to: File,
    from: BufReader<File>,
    asked: u64,
    session: Option<String>,
    /// What the browser complained of: errors of scripts, of policies, on the console.
    pub complaints: Vec<String>,
    /// Addresses that were asked for.
    pub requests: Vec<String>,
    loaded: bool,
}

impl Browser {
    /// `None` where there is no browser.
    pub fn open(file: &Path) -> Option<Browser> {
        Browser::at(&format!("file://{}", file.display()))
    }

    /// Likewise, at any address.
    pub fn at(address: &str) -> Option<Browser> {
        let program = program()?;
        let profile = tempfile::tempdir().unwrap();
        let [input, output] = ["to", "from"].map(|name| profile.path().join(name));
        let made = Command::new("mkfifo").args([&input, &output]).status().unwrap();
        assert!(made.success());
        let child = Command::new("sh")
            .arg("-c")
            .arg("in=$1; out=$2; shift 2; exec \"$@\" 3<\"$in\" 4>\"$out\"")
            .arg("sh")
            .args([&input, &output, &program])
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
            .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
            .args(["--disable-dev-shm-usage", "--remote-debugging-pipe", "--window-size=1200,900"])
            .arg(format!("--user-data-dir={}", profile.path().join("profile").display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(&input).unwrap();
        let from = BufReader::new(File::open(&output).unwrap());
        let mut browser = Browser {
            child,
            _profile: profile,
            to,
            from,
            asked: 0,
            session: None,
            complaints: Vec::new(),
            requests: Vec::new(),
            loaded: false,
        };
        let target = browser.ask("Target.createTarget", &json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = browser.ask("Target.attachToTarget", &attach);
        browser.session = session["sessionId"].as_str().map(String::from);
        for domain in ["Runtime.enable", "Log.enable", "Network.enable", "Page.enable"] {
            browser.ask(domain, &json!({}));
        }
        browser.load("Page.navigate", &json!({ "url": address }));
        Some(browser)
    }

    /// The same page once more.
    pub fn reload(&mut self) {
        self.load("Page.reload", &json!({}));
    }

    fn load(&mut self, method: &str, params: &Value) {
        self.loaded = false;
        self.ask(method, params);
        while !self.loaded {
            self.listen();
        }
    }

    /// What an expression of JavaScript gives.
    pub fn eval(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true });
        let answer = self.ask("Runtime.evaluate", &asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {answer}");
        answer["result"]["value"].clone()
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let mut message = json!({ "id": self.asked, "method": method, "params": params });
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).unwrap();
        loop {
            let heard = self.listen();
            if heard["id"] == self.asked {
                assert!(heard["error"].is_null(), "{method}: {heard}");
                return heard["result"].clone();
            }
        }
    }

    fn listen(&mut self) -> Value {
        let mut bytes = Vec::new();
        let count = self.from.read_until(0, &mut bytes).unwrap();
        assert!(count > 0, "the browser has gone");
        bytes.pop();
        let heard: Value = serde_json::from_slice(&bytes).unwrap();
        let params = &heard["params"];
        match heard["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => self.complaints.push(params.to_string()),
            "Runtime.consoleAPICalled" => self.complaints.push(params.to_string()),
            "Log.entryAdded" => self.complaints.push(params["entry"].to_string()),
            "Network.requestWillBeSent" => {
                self.requests.push(params["request"]["url"].as_str().unwrap_or_default().to_string());
            }
            "Page.loadEventFired" => self.loaded = true,
            _ => {}
        }
        heard
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
