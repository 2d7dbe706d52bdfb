//! Which addresses probes may look at.

use std::net::{IpAddr, Ipv6Addr};

use crate::webhooks::embedded;

/// Where machines in Amazon's cloud ask for their secrets over IPv6; the others do by addresses of the link.
const METADATA_V6: Ipv6Addr = Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254);

/// Any but those of the link (169.254.0.0/16, fe80::/10), in whatever way they are written, and of metadata services.
pub fn is_allowed(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => !ip.is_link_local(),
        IpAddr::V6(ip) => match embedded(ip) {
            Some(ip) => !ip.is_link_local(),
            None => ip.segments()[0] & 0xffc0 != 0xfe80 && ip != METADATA_V6,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_link_are_refused() {
        for (text, expected) in [
            ("127.0.0.1", true),
            ("10.0.0.1", true),
            ("192.168.1.1", true),
            ("8.8.8.8", true),
            ("::1", true),
            ("fd00::1", true),
            ("169.254.169.254", false),
            ("169.254.0.1", false),
            ("fe80::1", false),
            ("febf::1", false),
            ("fec0::1", true),
            ("::ffff:169.254.169.254", false),
            ("64:ff9b::a9fe:a9fe", false),
            ("2002:a9fe:a9fe::1", false),
            ("fd00:ec2::254", false),
        ] {
            assert_eq!(is_allowed(text.parse().expect("an address")), expected, "{text}");
        }
    }
}
