//! A broker's address as it is typed: `mqtt://host:port`.

use std::fmt;

/// The port of MQTT.
const PORT_DEFAULT: u16 = 1883;

/// Where a broker listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) host: String,
    pub(crate) port: u16,
}

impl Address {
    /// Reads an address, or says what is wrong with it.
    pub(crate) fn parse(url: &str) -> Result<Self, &'static str> {
        let rest = match url.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mqtt") => rest,
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("mqtts") => {
                return Err("mqtts is not spoken here");
            }
            _ => return Err("it does not begin with mqtt://"),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains('@') {
            return Err("it holds a user name, which is not supported");
        }
        let (host, port) = match rest.strip_prefix('[') {
            Some(rest) => rest.split_once(']').ok_or("its bracket is not closed")?,
            None => rest.split_at(rest.find(':').unwrap_or(rest.len())),
        };
        let has_stray = |c: char| c.is_whitespace() || "/?#".contains(c);
        if host.is_empty() || host.contains(has_stray) {
            return Err("the host is missing or no host");
        }
        let port = match port.strip_prefix(':') {
            Some(port) => port.parse().ok().filter(|port| *port > 0),
            None => port.is_empty().then_some(PORT_DEFAULT),
        };
        Ok(Self {
            host: host.to_owned(),
            port: port.ok_or("the port is no number from 1 to 65535")?,
        })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> String {
        match Address::parse(url) {
            Ok(address) => address.to_string(),
            Err(reason) => format!("no: {reason}"),
        }
    }

    #[test]
    fn an_address_has_a_host_and_perhaps_a_port() {
        assert_eq!(read("mqtt://127.0.0.1:18830"), "127.0.0.1:18830");
        assert_eq!(read("MQTT://broker.local/"), "broker.local:1883");
        assert_eq!(read("mqtt://[::1]:1884"), "::1:1884");
    }

    #[test]
    fn what_is_no_address_is_told_why() {
        for url in ["", "localhost:1883", "http://x", "mqtts://x", "mqtt://"] {
            assert!(read(url).starts_with("no: "), "{url}");
        }
        for url in ["mqtt://:1883", "mqtt://a b", "mqtt://a:0", "mqtt://a:65536"] {
            assert!(read(url).starts_with("no: "), "{url}");
        }
        for url in ["mqtt://a:1:2", "mqtt://[::1", "mqtt://[::1]x", "mqtt://a/b"] {
            assert!(read(url).starts_with("no: "), "{url}");
        }
        assert!(read("mqtt://u:p@a").contains("user name"));
    }
}
