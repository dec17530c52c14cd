//! The program: a thread with room for deep formulas, and an exit code.

use std::process::ExitCode;
use std::thread;

/// Formulas nest, and every level takes some stack in each pass.
const STACK: usize = 64 << 20;

fn main() -> ExitCode {
    let program = || kaohe::cli::run(std::env::args_os().collect());
    let exit = match thread::Builder::new().name("kaohe".to_string()).stack_size(STACK).spawn(program) {
        Ok(thread) => thread.join().unwrap_or(kaohe::cli::Exit::Unusable),
        // A system that gives no such thread gives at least this one.
        Err(_) => program(),
    };
    ExitCode::from(exit as u8)
}
