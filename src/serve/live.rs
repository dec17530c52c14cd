//! What is being watched, shared by whoever runs it on every save and those who ask.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::session::{Changed, Moves, Round, Session};
use crate::text::Lang;

/// A rubric under watch, and what its last round is shown as.
#[derive(Debug)]
pub struct Live {
    session: Mutex<Session>,
    pub lang: Lang,
    latest: Mutex<Latest>,
    moves: Mutex<Moves>,
    changed: Condvar,
}

/// What the page draws.
#[derive(Debug, Clone)]
pub struct Latest {
    /// Counts rounds.
    pub version: u64,
    pub body: Arc<str>,
}

impl Live {
    pub fn new(session: Session, lang: Lang) -> Live {
        let latest = Latest { version: 0, body: "{\"version\":0}".into() };
        Live {
            session: Mutex::new(session),
            lang,
            latest: Mutex::new(latest),
            moves: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// The rubric; others wait until it is given back.
    pub fn session(&self) -> MutexGuard<'_, Session> {
        held(&self.session)
    }

    /// Shows another round to everybody. What moved stays in sight until something else does.
    pub(super) fn publish(&self, round: &Round, show: impl FnOnce(u64, &Moves) -> String) {
        let mut moves = held(&self.moves);
        if round.good && round.changed == Changed::Something {
            moves.clone_from(&round.moves);
        }
        let version = held(&self.latest).version + 1;
        let body = show(version, &moves).into();
        *held(&self.latest) = Latest { version, body };
        self.changed.notify_all();
    }

    pub(super) fn latest(&self) -> Latest {
        held(&self.latest).clone()
    }

    /// The number of the round now, as soon as it is another one, and no later than that.
    pub(super) fn version_after(&self, known: u64, at_most: Duration) -> u64 {
        let waited = self.changed.wait_timeout_while(held(&self.latest), at_most, |latest| latest.version == known);
        waited.unwrap_or_else(PoisonError::into_inner).0.version
    }
}

/// What a thread left that panicked is whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
