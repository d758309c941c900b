//! By what limits are counted that hold for one caller among many.

use std::net::IpAddr;

/// What limits are counted by: an address, or of the sixth version the half of it that one household or firm has.
#[must_use]
pub fn network_of(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V6(long)) => {
            let [a, b, c, d, ..] = long.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_is_one_however_many_addresses_it_has() {
        assert_eq!(network_of("2001:db8:1:2:3:4:5:6"), network_of("2001:db8:1:2::9"));
        assert_ne!(network_of("2001:db8:1:2::9"), network_of("2001:db8:1:3::9"));
        for same in ["203.0.113.7", "", "unix"] {
            assert_eq!(network_of(same), same);
        }
    }
}
