//! Connections: one thread each, so many at most, all gone when the server is.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::guard::{self, Token};
use super::http::{self, Answer, Unread};
use super::live::Live;
use super::routes::{self, Route};
use super::{events, show};
use crate::diagnostic::Diagnostic;
use crate::session::{Round, Session, codes};
use crate::text::Words;
use crate::words;

/// Connections at a time; of them so many may listen.
const CONNECTIONS: usize = 64;
const LISTENERS: usize = 32;
/// A system that is out of connections is asked again after this time.
const PAUSE: Duration = Duration::from_millis(100);
/// Formulas nest, and every level takes some stack in each pass.
const STACK: usize = 64 << 20;

/// The page, until it is dropped.
pub struct Server {
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    live: Arc<Live>,
    token: Token,
    address: SocketAddr,
    stopped: AtomicBool,
    connections: Arc<AtomicUsize>,
    listeners: Arc<AtomicUsize>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.shared.address).finish_non_exhaustive()
    }
}

/// Why there is no page.
#[derive(Debug)]
pub struct NotServed(pub Box<Diagnostic>);

impl Server {
    /// Serves what is watched at a port of this machine, 0 for any that is free, to this machine alone.
    ///
    /// # Errors
    /// The port is taken or not allowed, or the system has no randomness or no thread.
    pub fn start(live: Arc<Live>, port: u16) -> Result<Server, NotServed> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| not_served(port, &error))?;
        let address = listener.local_addr().map_err(|error| not_served(port, &error))?;
        let token = Token::new().map_err(|error| not_served(port, &io::Error::other(error)))?;
        let shared = Arc::new(Shared {
            live,
            token,
            address,
            stopped: AtomicBool::new(false),
            connections: Arc::default(),
            listeners: Arc::default(),
        });
        let accepting = shared.clone();
        let acceptor = thread::Builder::new().name("kaohe page".into()).spawn(move || accept(&listener, &accepting));
        let acceptor = acceptor.map_err(|error| not_served(port, &error))?;
        Ok(Server { shared, acceptor: Some(acceptor) })
    }

    /// The address with its token.
    pub fn url(&self) -> String {
        format!("http://{}/{}/", self.shared.address, self.shared.token.text())
    }

    /// Connections that are open.
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// Shows a round to everybody: the session that ran it, how it is called, and what it took.
    pub fn show(&self, session: &Session, round: &Round, at: &str, took: Duration) {
        let live = &self.shared.live;
        live.publish(round, |version, moves| {
            show::round(session, round, moves, live.lang, &show::Head { version, at, took })
        });
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        // Wakes whoever waits for a connection; if that fails, nobody waits.
        let _ = TcpStream::connect(self.shared.address);
        if let Some(acceptor) = self.acceptor.take() {
            let _ = acceptor.join();
        }
    }
}

fn not_served(port: u16, error: &io::Error) -> NotServed {
    let message = match error.kind() {
        io::ErrorKind::AddrInUse => {
            words!("端口 {port} 已被另一个程序占用", "port {port} is taken by another program")
        }
        io::ErrorKind::PermissionDenied => {
            words!("没有使用端口 {port} 的权限", "there is no permission to use port {port}")
        }
        _ => words!("网页无法在端口 {port} 上提供：{error}", "the page cannot be served at port {port}: {error}"),
    };
    let help = Words::new("只写 `--serve`，由系统选一个空闲的端口", "`--serve` alone lets the system pick a free one");
    NotServed(Box::new(Diagnostic::error(codes::NO_PORT, message).help(help)))
}

/// Counts something that is open for as long as this lives.
struct Open(Arc<AtomicUsize>);

impl Open {
    /// `None` where there are so many already.
    fn new(count: &Arc<AtomicUsize>, most: usize) -> Option<Open> {
        let open = Open(count.clone());
        (count.fetch_add(1, Ordering::SeqCst) < most).then_some(open)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let accepted = listener.accept();
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        let Ok((stream, _)) = accepted else {
            thread::sleep(PAUSE);
            continue;
        };
        // Where there are too many, or there is no thread, the connection is closed.
        let Some(open) = Open::new(&shared.connections, CONNECTIONS) else { continue };
        let own = shared.clone();
        let _ = thread::Builder::new().name("kaohe request".into()).stack_size(STACK).spawn(move || {
            serve(stream, &own);
            drop(open);
        });
    }
}

/// One request. Whoever does not take his answer goes without.
fn serve(mut stream: TcpStream, shared: &Shared) {
    let _ = stream.set_nodelay(true);
    let asked = match http::read(&mut stream) {
        Ok(asked) => asked,
        Err(Unread::Gone) => return,
        Err(Unread::Status(status)) => {
            let _ = http::send(&mut stream, &Answer::refused(status));
            return;
        }
    };
    let answer = match guard::admit(&asked, &shared.token, shared.address.port()) {
        Err(status) => Answer::refused(status),
        Ok(path) => match routes::route(path, &asked, &shared.live) {
            Route::Answer(answer) => answer,
            Route::Events => match Open::new(&shared.listeners, LISTENERS) {
                Some(_open) => {
                    return events::tell(&mut stream, &shared.live, &|| shared.stopped.load(Ordering::SeqCst));
                }
                None => Answer::refused(503),
            },
        },
    };
    let _ = http::send(&mut stream, &answer);
}
