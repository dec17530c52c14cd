//! One request and one answer a connection, within bounds: of the head, of the body, and of the time they take.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

/// Bytes of a request's first line and headers.
const HEAD: usize = 16 << 10;
const HEADERS: usize = 64;
/// Bytes of what is sent along.
const BODY: usize = 64 << 10;
/// A request must be here by then; an answer must be taken by then.
const TO_ASK: Duration = Duration::from_secs(5);
const TO_TAKE: Duration = Duration::from_secs(30);
/// What is still on its way when an answer has been given is waited for so long.
const TO_LINGER: Duration = Duration::from_millis(200);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Other,
}

/// A request, as far as anybody here looks at it.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub method: Method,
    /// Without what stands behind `?`.
    pub path: String,
    /// Every header of that name; there should be one.
    pub hosts: Vec<String>,
    pub origins: Vec<String>,
    /// What the browser says of who asks: `same-origin`, `cross-site`, `none`.
    pub site: Option<String>,
    pub body: Vec<u8>,
}

/// Why there is no request: the answer's status, or nobody to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    Status(u16),
    Gone,
}

/// A whole answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// The kind of content.
    pub kind: &'static str,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn of(kind: &'static str, body: impl Into<Vec<u8>>) -> Answer {
        Answer { status: 200, kind, body: body.into() }
    }

    /// Says no more than that it is refused.
    pub fn refused(status: u16) -> Answer {
        Answer { status, kind: TEXT, body: format!("{status} {}\n", reason(status)).into_bytes() }
    }
}

pub const TEXT: &str = "text/plain; charset=utf-8";
pub const JSON: &str = "application/json; charset=utf-8";

/// What every answer says besides: nothing is loaded from elsewhere, kept, framed, or told to others.
const ALWAYS: &str = "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; \
                      connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\
                      X-Content-Type-Options: nosniff\r\n\
                      X-Frame-Options: DENY\r\n\
                      Referrer-Policy: no-referrer\r\n\
                      Cross-Origin-Resource-Policy: same-origin\r\n\
                      Cross-Origin-Opener-Policy: same-origin\r\n\
                      Cache-Control: no-store\r\n\
                      Connection: close\r\n";

/// Reads one request.
///
/// # Errors
/// What is wrong with it, as a status.
pub fn read(stream: &mut TcpStream) -> Result<Asked, Unread> {
    let until = Instant::now() + TO_ASK;
    let mut bytes = Vec::new();
    let head = loop {
        let looked_at = bytes.len().saturating_sub(3);
        if !more(stream, &mut bytes, until)? {
            return Err(Unread::Gone);
        }
        let unseen = bytes.get(looked_at..).unwrap_or_default();
        if let Some(at) = unseen.windows(4).position(|four| four == b"\r\n\r\n") {
            break looked_at + at + 4;
        }
        if bytes.len() > HEAD {
            return Err(Unread::Status(431));
        }
    };
    if head > HEAD {
        return Err(Unread::Status(431));
    }
    let (mut asked, length) = parse(bytes.get(..head).unwrap_or_default())?;
    let mut body = bytes.split_off(head);
    while body.len() < length {
        if !more(stream, &mut body, until)? {
            return Err(Unread::Gone);
        }
    }
    body.truncate(length);
    asked.body = body;
    Ok(asked)
}

/// The head of a request, and how long its body is.
fn parse(head: &[u8]) -> Result<(Asked, usize), Unread> {
    let bad = Unread::Status(400);
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Err(httparse::Error::TooManyHeaders) => return Err(Unread::Status(431)),
        Ok(httparse::Status::Partial) | Err(_) => return Err(bad),
    }
    let target = request.path.filter(|target| target.starts_with('/') && target.is_ascii()).ok_or(bad)?;
    let method = match request.method {
        Some("GET") => Method::Get,
        Some("POST") => Method::Post,
        _ => Method::Other,
    };
    let all = |name: &str| -> Result<Vec<String>, Unread> {
        let named = request.headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
        named.map(|header| std::str::from_utf8(header.value).map(String::from).map_err(|_| bad)).collect()
    };
    if !all("Transfer-Encoding")?.is_empty() {
        return Err(bad);
    }
    let length = match all("Content-Length")?.as_slice() {
        [] => 0,
        [one] if !one.is_empty() && one.len() <= 12 && one.bytes().all(|byte| byte.is_ascii_digit()) => {
            one.parse().map_err(|_| bad)?
        }
        _ => return Err(bad),
    };
    if length > BODY {
        return Err(Unread::Status(413));
    }
    let path = target.split(['?', '#']).next().unwrap_or_default().to_string();
    let site = all("Sec-Fetch-Site")?.into_iter().next();
    let asked = Asked { method, path, hosts: all("Host")?, origins: all("Origin")?, site, body: Vec::new() };
    Ok((asked, length))
}

/// Reads what there is; whether there was anything.
fn more(stream: &mut TcpStream, into: &mut Vec<u8>, until: Instant) -> Result<bool, Unread> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(Unread::Status(408));
    }
    let mut room = [0_u8; 4096];
    let read = stream.set_read_timeout(Some(left)).and_then(|()| stream.read(&mut room));
    match read {
        Ok(count) => {
            into.extend_from_slice(room.get(..count).unwrap_or_default());
            Ok(count > 0)
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(true),
        Err(error) if is_late(&error) => Err(Unread::Status(408)),
        Err(_) => Err(Unread::Gone),
    }
}

/// Systems name a timeout in two ways.
pub fn is_late(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// The first lines of an answer; a length of `None` is that of a stream.
pub fn head(status: u16, kind: &str, length: Option<usize>) -> String {
    let length = length.map_or(String::new(), |length| format!("Content-Length: {length}\r\n"));
    let reason = reason(status);
    format!("HTTP/1.1 {status} {reason}\r\nContent-Type: {kind}\r\n{length}{ALWAYS}\r\n")
}

/// Sends an answer, and ends the connection in a way that lets it be read.
///
/// # Errors
/// What the system says; also where the other side takes it too slowly.
pub fn send(stream: &mut TcpStream, answer: &Answer) -> io::Result<()> {
    let until = Instant::now() + TO_TAKE;
    let head = head(answer.status, answer.kind, Some(answer.body.len()));
    for part in std::iter::once(head.as_bytes()).chain(answer.body.chunks(64 << 10)) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left))?;
        stream.write_all(part)?;
    }
    stream.shutdown(Shutdown::Write)?;
    linger(stream);
    Ok(())
}

/// Closing while something unread is on its way would take the answer back.
fn linger(stream: &mut TcpStream) {
    let until = Instant::now() + TO_LINGER;
    let mut unread = Vec::new();
    while unread.len() <= BODY && matches!(more(stream, &mut unread, until), Ok(true)) {}
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        421 => "Misdirected Request",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_says_what_is_asked() {
        let (asked, length) = parse(
            b"POST /t/what-if?x=1 HTTP/1.1\r\nhost: 127.0.0.1:9\r\nORIGIN: http://127.0.0.1:9\r\ncontent-length: 12\r\n\r\n",
        )
        .unwrap();
        assert_eq!((asked.method, asked.path.as_str(), length), (Method::Post, "/t/what-if", 12));
        assert_eq!((asked.hosts, asked.origins.len()), (vec!["127.0.0.1:9".to_string()], 1));
    }

    #[test]
    fn what_is_no_request_or_could_be_two_is_refused() {
        for (head, status) in [
            ("\r\n\r\n", 400),
            ("GET\r\n\r\n", 400),
            ("GET http://evil/ HTTP/1.1\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 65537\r\n\r\n", 413),
            ("GET / HTTP/1.1\r\nA B: c\r\n\r\n", 400),
        ] {
            assert_eq!(parse(head.as_bytes()).unwrap_err(), Unread::Status(status), "{head:?}");
        }
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "a: b\r\n".repeat(HEADERS + 1));
        assert_eq!(parse(many.as_bytes()).unwrap_err(), Unread::Status(431));
        assert!(parse(b"GET / HTTP/1.1\r\nHost: \xff\r\n\r\n").is_err());
    }
}
