//! A device as its page shows it: where it was last, its battery, what is wrong with what it sends.

use sigap_access::KeyView;
use sigap_kernel::{KeyId, UtcMs};
use sigap_web::Words;

use super::Ago;
use crate::position::faults::FaultKind;
use crate::position::{LastPosition, PhoneApp, TracePoint};
use crate::store::devices::FaultRow;

/// A place that is older than this is shown as old. Apps report every few minutes also where a vehicle stands.
const OLD_AFTER_S: i64 = 15 * 60;
/// Centimetres a second in nine kilometres an hour.
const CM_S_IN_9_KM_H: u32 = 250;

/// A device as the page shows it.
pub(super) struct DeviceLine {
    pub(super) key: KeyId,
    pub(super) name: String,
    pub(super) note: String,
    pub(super) app: String,
    pub(super) enabled: bool,
    pub(super) seen: Option<Ago>,
    pub(super) place: Option<PlaceLine>,
    pub(super) battery: Option<String>,
    pub(super) sos: Option<Ago>,
    pub(super) alarm: Option<(String, Ago)>,
    pub(super) faults: Vec<FaultLine>,
}

/// A place as the page shows it.
pub(super) struct PlaceLine {
    pub(super) at: Ago,
    pub(super) is_old: bool,
    pub(super) is_mock: bool,
    pub(super) point: String,
    /// Doubt and speed, as far as they are known.
    pub(super) details: Vec<String>,
}

/// A fault as the page shows it.
pub(super) struct FaultLine {
    pub(super) title: String,
    pub(super) todo: String,
    /// Field and sentence.
    pub(super) reasons: Vec<(String, String)>,
    pub(super) times: String,
    pub(super) last: Ago,
}

/// What people call an app.
pub(super) fn app_name(w: &Words, app: PhoneApp) -> String {
    w.s(&format!("app-{}", app.code()))
}

impl DeviceLine {
    pub(super) fn of<'f>(
        w: &Words,
        now: UtcMs,
        key: KeyView,
        app: PhoneApp,
        last: Option<LastPosition>,
        faults: impl Iterator<Item = &'f FaultRow>,
    ) -> Self {
        let battery = last.as_ref().and_then(|last| battery(w, last.battery_pct, last.is_charging));
        let alarm = last.as_ref().and_then(|last| last.alarm.clone());
        Self {
            key: key.key,
            name: key.name,
            note: key.note,
            app: app_name(w, app),
            enabled: key.enabled,
            seen: last.as_ref().map(|last| Ago::of(w, now, last.last_seen)),
            place: last.as_ref().and_then(|last| last.place).map(|place| PlaceLine::of(w, now, &place)),
            battery,
            sos: last.as_ref().and_then(|last| last.sos_at).map(|at| Ago::of(w, now, at)),
            alarm: alarm.map(|(word, at)| (word, Ago::of(w, now, at))),
            faults: faults.map(|fault| FaultLine::of(w, now, fault)).collect(),
        }
    }
}

fn battery(w: &Words, pct: Option<u32>, is_charging: Option<bool>) -> Option<String> {
    let charging = is_charging.filter(|is_charging| *is_charging).map(|_| w.s("device-charging"));
    let pct = pct.map(|pct| format!("{}\u{a0}%", w.figure(pct)));
    let parts: Vec<String> = pct.into_iter().chain(charging).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

impl PlaceLine {
    fn of(w: &Words, now: UtcMs, place: &TracePoint) -> Self {
        let accuracy = place.accuracy_m.map(|metres| w.a1("device-accuracy", "m", w.figure(metres)));
        let speed = place.speed_cm_s.map(|cm_s| w.a1("device-speed", "kmh", w.figure((cm_s * 9 + CM_S_IN_9_KM_H / 2) / CM_S_IN_9_KM_H)));
        Self {
            at: Ago::of(w, now, place.at),
            is_old: now.age_s(place.at) > OLD_AFTER_S,
            is_mock: place.is_mock,
            point: format!("{:.5}, {:.5}", place.point.lat(), place.point.lon()),
            details: accuracy.into_iter().chain(speed).collect(),
        }
    }
}

impl FaultLine {
    fn of(w: &Words, now: UtcMs, fault: &FaultRow) -> Self {
        let said = |(field, messages): (&String, &Vec<String>)| {
            let sentences: Vec<String> = messages.iter().map(|message| w.mistake(message)).collect();
            (field.clone(), sentences.join(" "))
        };
        let id = fault_id(fault.kind);
        Self {
            title: w.s(&id),
            todo: w.s(&format!("{id}-todo")),
            reasons: fault.reason.iter().map(said).collect(),
            times: w.figure(fault.repeats),
            last: Ago::of(w, now, fault.last),
        }
    }
}

/// The message id of a kind of fault.
pub(crate) fn fault_id(kind: FaultKind) -> String {
    format!("fault-{}", kind.code().replace('_', "-"))
}
