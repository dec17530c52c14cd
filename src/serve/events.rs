//! A stream that says when there is another round (server-sent events).

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::http;
use super::live::Live;

/// So often it is looked whether anybody still listens.
const LOOK: Duration = Duration::from_millis(400);
/// Something is said after so much silence, so that a lost connection shows.
const SILENCE: Duration = Duration::from_secs(10);
const TO_TAKE: Duration = Duration::from_secs(5);

/// Tells of rounds until the other side has gone or `stopped`.
pub fn tell(stream: &mut TcpStream, live: &Live, stopped: &dyn Fn() -> bool) {
    let head = http::head(200, "text/event-stream; charset=utf-8", None);
    let begun = stream.set_write_timeout(Some(TO_TAKE)).and_then(|()| stream.write_all(head.as_bytes()));
    if begun.is_err() {
        return;
    }
    let mut said = None;
    let mut spoke = Instant::now();
    while !stopped() {
        let version = match said {
            None => live.latest().version,
            Some(known) => live.version_after(known, LOOK),
        };
        let words = if said != Some(version) {
            format!("retry: 1000\nevent: round\ndata: {version}\n\n")
        } else if spoke.elapsed() > SILENCE {
            ":\n\n".to_string()
        } else {
            String::new()
        };
        if !words.is_empty() {
            if stream.write_all(words.as_bytes()).is_err() {
                return;
            }
            spoke = Instant::now();
        }
        said = Some(version);
        if has_gone(stream) {
            return;
        }
    }
}

/// Whoever listens has nothing more to say; if he does, it is no longer he.
fn has_gone(stream: &mut TcpStream) -> bool {
    let mut room = [0_u8; 64];
    let read = stream.set_read_timeout(Some(Duration::from_millis(1))).and_then(|()| stream.read(&mut room));
    match read {
        Ok(_) => true,
        Err(error) => !http::is_late(&error) && error.kind() != ErrorKind::Interrupted,
    }
}
