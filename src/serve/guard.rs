//! Who may ask: somebody who knows the token, by an address of this machine, from no page but our own.

use super::http::{Asked, Method};

/// The secret in the address.
#[derive(Clone, PartialEq)]
pub struct Token(String);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// From the randomness of the system.
    ///
    /// # Errors
    /// That there is none.
    pub fn new() -> Result<Token, String> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(|error| error.to_string())?;
        Ok(Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    /// Takes as long whatever is wrong with it.
    fn is(&self, other: &str) -> bool {
        let (own, other) = (self.0.as_bytes(), other.as_bytes());
        let differ = own.iter().enumerate().fold(own.len() ^ other.len(), |differ, (at, byte)| {
            differ | usize::from(byte ^ other.get(at).copied().unwrap_or_default())
        });
        std::hint::black_box(differ) == 0
    }
}

/// The part of the path behind the token, where the request may be answered at all.
///
/// # Errors
/// The status of the refusal.
pub fn admit<'a>(asked: &'a Asked, token: &Token, port: u16) -> Result<&'a str, u16> {
    // A name of somebody else's that leads here (DNS rebinding) is not ours.
    let [host] = asked.hosts.as_slice() else { return Err(400) };
    if !ours(port).any(|own| *host == own) {
        return Err(421);
    }
    // Browsers send it with everything but plain navigation and loading.
    let from_us = |origin: &String| ours(port).any(|own| origin.strip_prefix("http://") == Some(own.as_str()));
    if !asked.origins.iter().all(from_us) || asked.origins.len() > 1 {
        return Err(403);
    }
    let (given, rest) = asked.path.strip_prefix('/').and_then(|path| path.split_once('/')).unwrap_or_default();
    if !token.is(given) {
        return Err(404);
    }
    if asked.method != Method::Get && asked.origins.is_empty() {
        return Err(403);
    }
    // Others may lead here, but not look.
    let from_elsewhere = asked.site.as_deref().is_some_and(|site| !matches!(site, "same-origin" | "none"));
    if !rest.is_empty() && from_elsewhere {
        return Err(403);
    }
    Ok(rest)
}

/// What we are called.
fn ours(port: u16) -> impl Iterator<Item = String> {
    ["127.0.0.1", "localhost"].into_iter().flat_map(move |name| {
        // A browser leaves out the usual port.
        let bare = (port == 80).then(|| name.to_string());
        std::iter::once(format!("{name}:{port}")).chain(bare)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(path: &str, host: &str) -> Asked {
        Asked {
            method: Method::Get,
            path: path.into(),
            hosts: vec![host.into()],
            origins: Vec::new(),
            site: None,
            body: Vec::new(),
        }
    }

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let (one, other) = (Token::new().unwrap(), Token::new().unwrap());
        assert_eq!(one.text().len(), 32);
        assert!(one.is(one.text()) && !one.is(other.text()));
        assert!(!one.is("") && !one.is(&one.text()[1..]) && !one.is(&format!("{}0", one.text())));
        assert!(!format!("{one:?}").contains(one.text()));
    }

    #[test]
    fn only_our_own_page_by_our_own_name() {
        let token = Token("secret".into());
        let admit = |asked: &Asked| super::admit(asked, &token, 8000).map(String::from);
        let good = asked("/secret/state", "127.0.0.1:8000");
        assert_eq!(admit(&good), Ok("state".into()));
        assert_eq!(admit(&asked("/secret/", "localhost:8000")), Ok(String::new()));
        for host in ["evil.example:8000", "127.0.0.1", "127.0.0.1:80", "localhost.:8000", "[::1]:8000", ""] {
            assert_eq!(admit(&asked("/secret/", host)), Err(421), "{host}");
        }
        assert_eq!(admit(&Asked { hosts: Vec::new(), ..good.clone() }), Err(400));
        for path in ["/", "/secret", "/secre/", "/Secret/", "/secrett/", "//secret/", "/state", ""] {
            assert_eq!(admit(&asked(path, "localhost:8000")), Err(404), "{path}");
        }
        let from = |origin: &str| Asked { origins: vec![origin.into()], ..good.clone() };
        assert!(admit(&from("http://127.0.0.1:8000")).is_ok());
        for origin in ["http://evil.example", "null", "https://127.0.0.1:8000", "http://127.0.0.1:8001", ""] {
            assert_eq!(admit(&from(origin)), Err(403), "{origin}");
        }
        assert_eq!(admit(&Asked { method: Method::Post, ..good.clone() }), Err(403));
        let led = |path: &str| Asked { site: Some("cross-site".into()), ..asked(path, "localhost:8000") };
        assert_eq!((admit(&led("/secret/")), admit(&led("/secret/state"))), (Ok(String::new()), Err(403)));
    }
}
