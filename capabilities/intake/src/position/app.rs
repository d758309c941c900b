//! The apps a phone in a vehicle may run, what each speaks, and what has to be typed into it.

use sigap_exchange::osmand::SpeedUnit;
use sigap_kernel::coded_enum;

use super::address::{OSMAND_PATH, OWNTRACKS_PATH};
use super::{OSMAND, OWNTRACKS};
use crate::system::Setting;

coded_enum! {
    /// The app on a phone.
    pub enum PhoneApp {
        /// Traccar Client.
        Traccar = "traccar",
        /// OsmAnd.
        Osmand = "osmand",
        /// GPSLogger.
        GpsLogger = "gpslogger",
        /// OwnTracks.
        OwnTracks = "owntracks",
    }
}

coded_enum! {
    /// The unit in which a phone sends its speed.
    pub(crate) enum Unit {
        /// Knots: the protocol's own.
        Knots = "knots",
        /// Metres a second.
        MetresPerSecond = "m_s",
        /// Kilometres an hour.
        KilometresPerHour = "km_h",
    }
}

impl Unit {
    pub(crate) const fn as_sent(self) -> SpeedUnit {
        match self {
            Self::Knots => SpeedUnit::Knots,
            Self::MetresPerSecond => SpeedUnit::MetresPerSecond,
            Self::KilometresPerHour => SpeedUnit::KilometresPerHour,
        }
    }
}

impl PhoneApp {
    /// The protocol it speaks: under this name its keys are kept.
    #[must_use]
    pub const fn protocol(self) -> &'static str {
        match self {
            Self::Traccar | Self::Osmand | Self::GpsLogger => OSMAND,
            Self::OwnTracks => OWNTRACKS,
        }
    }

    /// The unit it sends when nobody set another.
    pub(crate) const fn usual_unit(self) -> Unit {
        match self {
            Self::Traccar => Unit::Knots,
            Self::Osmand | Self::GpsLogger => Unit::MetresPerSecond,
            Self::OwnTracks => Unit::KilometresPerHour,
        }
    }

    /// The app of a key nobody set up on a page.
    pub(crate) fn usual(protocol: &str) -> Self {
        if protocol == OWNTRACKS { Self::OwnTracks } else { Self::Traccar }
    }

    /// What is typed into the app, with the names of its own settings. `base` is this server's address.
    pub(crate) fn settings(self, base: &str, name: &str, secret: &str) -> Vec<Setting> {
        let line = |label: &'static str, value: &str| Setting { label, value: value.to_owned(), is_secret: false };
        let hidden = |label: &'static str, value: String| Setting { label, value, is_secret: true };
        let own = format!("{base}{OSMAND_PATH}/{secret}");
        match self {
            Self::Traccar => vec![hidden("setting-traccar-url", own), line("setting-traccar-id", name)],
            Self::Osmand => {
                vec![hidden(
                    "setting-osmand-url",
                    format!("{own}?id={name}&lat={{0}}&lon={{1}}&timestamp={{2}}&altitude={{4}}&speed={{5}}"),
                )]
            }
            Self::GpsLogger => vec![hidden(
                "setting-gpslogger-url",
                format!("{own}?id={name}&lat=%LAT&lon=%LON&timestamp=%TIME&speed=%SPD&bearing=%DIR&accuracy=%ACC&batt=%BATT"),
            )],
            Self::OwnTracks => vec![
                line("setting-owntracks-mode", "HTTP"),
                line("setting-owntracks-url", &format!("{base}{OWNTRACKS_PATH}")),
                line("setting-owntracks-user", name),
                hidden("setting-owntracks-password", secret.to_owned()),
                line("setting-owntracks-device", name),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_into_each_app_is_whole() {
        let settings = |app: PhoneApp| app.settings("https://sigap.contoh.invalid", "AMB07", "S3cr-_t");
        assert_eq!(settings(PhoneApp::Traccar)[0].value, "https://sigap.contoh.invalid/posisi/S3cr-_t");
        let osmand = "https://sigap.contoh.invalid/posisi/S3cr-_t?id=AMB07&lat={0}&lon={1}&timestamp={2}&altitude={4}&speed={5}";
        assert_eq!(settings(PhoneApp::Osmand)[0].value, osmand);
        let values: Vec<String> = settings(PhoneApp::OwnTracks).into_iter().map(|setting| setting.value).collect();
        assert_eq!(values, ["HTTP", "https://sigap.contoh.invalid/lokasi", "AMB07", "S3cr-_t", "AMB07"]);
    }
}
