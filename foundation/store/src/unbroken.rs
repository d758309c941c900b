//! Work that goes on for as long as the program runs, and that one fault of the program must not end.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use crate::StoreError;

/// Does a piece of work; a panic in it is an error like any other, and what it was in the middle of changing is to be thrown away.
pub(crate) async fn unbroken<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    let mut work = pin!(work);
    std::future::poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx)));
        polled.unwrap_or(Poll::Ready(Err(StoreError::Broken)))
    })
    .await
}
