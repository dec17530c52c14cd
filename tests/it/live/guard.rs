//! Who is let in, and that nothing that is sent makes the page stop.

use std::io::{Read, Write};
use std::time::Instant;

use super::Watched;

#[test]
fn only_who_knows_the_token_by_an_address_of_this_machine() {
    let page = Watched::new();
    let (host, token) = (page.host(), page.token.clone());
    let own = format!("/{token}/state");
    assert_eq!(page.get_as(&own, &host), 200);
    assert_eq!(page.get_as(&own, &format!("Host: localhost:{}\r\n", page.port)), 200);

    for path in
        ["/", "/state", "/favicon.ico", &format!("/{token}"), &format!("/{}/state", "0".repeat(32)), "/../state"]
    {
        assert_eq!(page.get_as(path, &host), 404, "{path}");
    }
    for path in ["x", "../Cargo.toml", "page.js/", "%2e%2e/state"] {
        assert_eq!(page.get_as(&format!("/{token}/{path}"), &host), 404, "{path}");
    }
    // A name of somebody else's that leads here.
    for other in ["evil.example", &format!("evil.example:{}", page.port), "127.0.0.1", "0.0.0.0"] {
        assert_eq!(page.get_as(&own, &format!("Host: {other}\r\n")), 421, "{other}");
    }
    assert_eq!(page.get_as(&own, ""), 400);
    assert_eq!(page.get_as(&own, &host.repeat(2)), 400);
    for origin in ["http://evil.example", "null", &format!("https://127.0.0.1:{}", page.port), "http://127.0.0.1"] {
        assert_eq!(page.get_as(&own, &format!("{host}Origin: {origin}\r\n")), 403, "{origin}");
    }
    assert_eq!(page.get_as(&own, &format!("{host}Origin: http://127.0.0.1:{}\r\n", page.port)), 200);
    assert_eq!(page.get_as(&own, &format!("{host}Sec-Fetch-Site: cross-site\r\n")), 403);
    assert_eq!(page.get_as(&format!("/{token}/"), &format!("{host}Sec-Fetch-Site: cross-site\r\n")), 200);

    // What is asked with a body must come from our own page.
    let post = |headers: &str| page.raw(format!("POST /{token}/explain HTTP/1.1\r\n{headers}\r\n").as_bytes());
    assert_eq!(post(&host).unwrap().status, 403);
    assert_eq!(page.post("explain", "{\"subject\":\"王芳\"}").status, 200);
    assert_eq!(page.post("state", "").status, 405);
    assert_eq!(page.get("explain").status, 405);
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let page = Watched::new();
    for path in ["", "page.js", "page.css", "state", "nothing"] {
        let answer = page.get(path);
        for line in [
            "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self';",
            "frame-ancestors 'none'",
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer",
            "Cache-Control: no-store",
        ] {
            assert!(answer.head.contains(line), "{path}: {}", answer.head);
        }
        assert!(!answer.head.contains("Access-Control"));
    }
    let html = page.get("").body;
    assert!(html.contains("lang=\"zh-CN\"") && !html.contains("onclick") && !html.contains("style="));
    assert!(!html.contains("<script>") && !page.get("page.js").body.contains("innerHTML"));
}

#[test]
fn nothing_that_is_sent_makes_it_stop() {
    let page = Watched::new();
    let (host, token) = (page.host(), page.token.clone());
    let long = format!("GET /{} HTTP/1.1\r\n{host}\r\n", "a".repeat(20_000));
    let wide = format!("GET / HTTP/1.1\r\n{host}{}\r\n", "x: y\r\n".repeat(100));
    let large = format!("POST /{token}/explain HTTP/1.1\r\n{host}Content-Length: 10000000\r\n\r\n");
    for (bytes, status) in [
        (long.as_bytes(), 431),
        (wide.as_bytes(), 431),
        (large.as_bytes(), 413),
        (b"\r\n\r\n".as_slice(), 400),
        (b"GET / HTTP/9.9\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET /\xff\xfe HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ] {
        let answer = page.raw(bytes).expect("an answer");
        assert_eq!(answer.status, status, "{:?}", String::from_utf8_lossy(bytes));
    }
    for body in ["", "null", "[]", "{\"subject\":1}", "{\"subject\":\"nobody\"}", &"[".repeat(60_000), "\u{0}"] {
        let status = page.post("explain", body).status;
        assert!(matches!(status, 400 | 404), "{status} {body}");
    }
    assert_eq!(page.get("state").status, 200);
}

#[test]
fn who_is_slow_does_not_hold_up_others_and_is_let_go() {
    let page = Watched::new();
    let begun = Instant::now();
    let mut slow: Vec<_> = (0..20).map(|_| page.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HT").unwrap();
    }
    assert_eq!(page.get("state").status, 200);
    for mut stream in slow {
        let mut all = String::new();
        let _ = stream.read_to_string(&mut all);
        assert!(all.is_empty() || all.starts_with("HTTP/1.1 408"), "{all}");
    }
    assert!(begun.elapsed().as_secs() < 30);
    // More than there is room for: some are closed, and then there is room again.
    let many: Vec<_> = (0..200).map(|_| page.connect()).collect();
    drop(many);
    page.state_where(|state| state["good"] == true);
}
