//! What was written on paper reaches the room of beds, on the same transaction.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sigap_beds::{Beds, Late, LateLine, Reported};
use sigap_kernel::WardId;
use sigap_paper::{Became, PaperLine, WardNumbers, Written};
use sigap_store::{StoreError, Tx};

/// Answers the port of the room paper with the counters and the history of `beds`.
pub(crate) struct OnPaper {
    pub(crate) beds: Beds,
}

impl WardNumbers for OnPaper {
    fn take<'a>(&'a self, tx: &'a Tx, written: Written<'a>) -> BoxFuture<'a, Result<Vec<Became>, StoreError>> {
        async move {
            let (was, lines) = (lines(written.was), lines(written.lines));
            let late = Late { facility: written.facility, ward: written.ward, zone: written.zone, was: &was, lines: &lines };
            let became = sigap_beds::take_late(tx, self.beds.counter(), self.beds.rules(), &late).await?;
            Ok(became.into_iter().map(said).collect())
        }
        .boxed()
    }

    fn system_speaks(&self, ward: WardId) -> BoxFuture<'_, Result<bool, StoreError>> {
        sigap_beds::system_speaks(self.beds.floor().db(), ward).boxed()
    }
}

fn lines(lines: &[PaperLine]) -> Vec<LateLine> {
    lines.iter().map(|line| LateLine { observed_at: line.observed_at, beds: line.beds, free: line.free }).collect()
}

const fn said(reported: Reported) -> Became {
    match reported {
        Reported::Changed | Reported::Confirmed => Became::Counts,
        Reported::Older => Became::Past,
        Reported::Beside => Became::Beside,
    }
}
