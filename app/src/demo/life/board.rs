//! Reads the ward board as a browser gets it: the cards with their numbers, and the secret its forms bring back.

use sigap_kernel::WardId;

/// What a card of the board shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShownCard {
    /// Free beds.
    pub(super) free: u32,
    /// The version of the counters.
    pub(super) version: String,
    /// The secret of the form.
    pub(super) csrf: String,
}

/// Where the form of a ward is sent.
pub(super) fn tap_path(ward: WardId) -> String {
    format!("/papan/ruang/{ward}/lapor")
}

/// The card of a ward; `None` when the page has none with buttons.
pub(super) fn card(page: &str, ward: WardId) -> Option<ShownCard> {
    let (_, after) = page.split_once(&format!("action=\"{}\"", tap_path(ward)))?;
    let (form, _) = after.split_once("</form>")?;
    let field = |name: &str| {
        let (_, after) = form.split_once(&format!("name=\"{name}\" value=\""))?;
        after.split_once('"').map(|(value, _)| value.to_owned())
    };
    Some(ShownCard { free: field("free")?.parse().ok()?, version: field("version")?, csrf: field("csrf")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_read_from_its_own_form() {
        let [one, other, none]: [WardId; 3] =
            ["1", "2", "3"].map(|end| format!("0192f0c4-0000-7000-8000-00000000000{end}").parse().unwrap());
        let form = |ward: WardId, free: u32| {
            format!(
                "<form class=\"ward-form\" method=\"post\" action=\"/papan/ruang/{ward}/lapor\" data-max=\"24\">\n\
                 <input type=\"hidden\" name=\"csrf\" value=\"abc\"><input type=\"hidden\" name=\"free\" value=\"{free}\" data-free>\
                 <input type=\"hidden\" name=\"version\" value=\"7\"><button name=\"tap\" value=\"minus\"></button></form>"
            )
        };
        let page = format!("<main>{}{}</main>", form(one, 3), form(other, 11));
        assert_eq!(card(&page, other), Some(ShownCard { free: 11, version: "7".into(), csrf: "abc".into() }));
        assert_eq!(card(&page, one).map(|card| card.free), Some(3));
        assert_eq!(card(&page, none), None);
        assert_eq!(card("<form action=\"", one), None);
    }
}
