//! Where vehicles are: queries, forms and JSON of the OsmAnd family, and OwnTracks.

use anyhow::{Context as _, Result, anyhow};
use sigap_exchange::osmand::{self, Settings, SpeedUnit};
use sigap_exchange::owntracks::{self, Address, Message};
use sigap_exchange::position::{DeviceName, Fix, Place, Report};
use sigap_kernel::{GeoPoint, Zone};

use super::json::NOW;
use super::{Codec, Load};

const KNOTS: Settings = Settings { zone: Zone::Wib, speed_unit: SpeedUnit::Knots };

pub(super) fn codecs() -> Result<Vec<Codec>> {
    let report = report()?;
    let query = osmand::client::query(&report, SpeedUnit::Knots);
    let small = |name, small| Codec { name, small, large: None };
    Ok(vec![
        small(
            "OsmAnd, a query read",
            Load::other(query.clone().into_bytes(), |query| {
                std::str::from_utf8(query).is_ok_and(|query| osmand::read_query(query, NOW, |_| KNOTS).is_ok()).into()
            }),
        ),
        small("OsmAnd, a form read", Load::other(query.into_bytes(), |body| osmand::read_form(body, NOW, |_| KNOTS).is_ok().into())),
        small("OsmAnd, JSON read", Load::json(osmand::client::json(&report), |body| osmand::read_json(body, NOW).is_ok().into())),
        small("OwnTracks read", Load::json(owntracks::client::message(&report).context("a report with a fix")?, owntracks)),
    ])
}

fn owntracks(body: &[u8]) -> usize {
    let address = Address { query_user: Some("amb".into()), query_device: Some("unit07".into()), ..Address::default() };
    matches!(owntracks::read(body, &address, NOW), Ok(Message::Report { .. })).into()
}

/// A vehicle (invented) on its way.
fn report() -> Result<Report> {
    let point = GeoPoint::new(-6.990_312_5, 110.422_918_3).map_err(|_| anyhow!("no place on Earth"))?;
    let moving = (Some(1_250), Some(312), Some(8), Some(14));
    let fix =
        Fix { speed_cm_s: moving.0, heading_deg: moving.1, accuracy_m: moving.2, altitude_m: moving.3, ..Fix::new(NOW.plus_s(-2), point) };
    let device = DeviceName::parse("AMB-07").map_err(|_| anyhow!("no name of a device"))?;
    Ok(Report { place: Place::Known(fix), battery_pct: Some(86), is_charging: Some(true), ..Report::new(device) })
}
