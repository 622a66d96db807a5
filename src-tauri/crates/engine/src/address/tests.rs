use super::*;

const PINNED: &str = "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:\
    AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99";

fn read(url: &str) -> (String, u16, Transport, bool) {
    let Address { host, port, transport, secured } = Address::parse(url).unwrap();
    (host, port, transport, secured)
}

fn websocket(path: &str) -> Transport {
    Transport::WebSocket { path: path.to_owned() }
}

#[test]
fn the_four_kinds_of_address_are_read_with_their_usual_ports() {
    let tcp = Transport::Tcp;
    for (url, host, port, transport, secured) in [
        ("mqtt://127.0.0.1:18830", "127.0.0.1", 18_830, tcp.clone(), false),
        ("mqtt://broker.local", "broker.local", 1_883, tcp.clone(), false),
        ("mqtt://[::1]:1884/", "::1", 1_884, tcp.clone(), false),
        ("mqtt://[::1]", "::1", 1_883, tcp.clone(), false),
        ("mqtts://broker.local", "broker.local", 8_883, tcp.clone(), true),
        ("mqtts://[::1]:1/", "::1", 1, tcp, true),
        ("ws://broker.local", "broker.local", 80, websocket("/mqtt"), false),
        ("ws://broker.local:9001/", "broker.local", 9_001, websocket("/"), false),
        ("wss://broker.local", "broker.local", 443, websocket("/mqtt"), true),
        ("wss://b:8084/a/b?c=d", "b", 8_084, websocket("/a/b?c=d"), true),
    ] {
        assert_eq!(read(url), (host.to_owned(), port, transport, secured), "{url}");
    }
}

#[test]
fn what_is_no_address_is_refused_with_what_to_write() {
    for (url, said) in [
        ("broker", "no broker address"),
        ("mqtt://", "names no host"),
        ("mqtts://:8883", "names no host"),
        ("mqtt://a b", "names no host"),
        ("mqtt://a:0", "no valid port"),
        ("wss://a:70000/mqtt", "no valid port"),
        ("mqtts://a/mqtt", "has no path"),
        ("ws://a/x y", "no path of a WebSocket"),
        ("ssl://a", "Write mqtts://."),
        ("http://a", "Write ws://."),
        ("amqp://a", "not spoken here"),
    ] {
        let failure = Address::parse(url).unwrap_err();
        assert!(failure.to_string().contains(said), "{url}: {failure}");
        assert!(!failure.hint.is_empty(), "{url}");
    }
    let long = format!("mqtt://{}", "a".repeat(5_000));
    assert!(Address::parse(&long).unwrap_err().message.len() < 200);
}

#[test]
fn a_password_in_an_address_is_refused_and_never_repeated() {
    for url in [
        "mqtt://anna:canary@host",
        "mqtts://anna:can/ary@host:1",
        "anna:canary@host",
        "ftp://anna:canary@host",
        "wss://host/anna:canary@",
    ] {
        let failure = Address::parse(url).unwrap_err();
        assert!(failure.hint.contains("Enter the user name apart"), "{url}: {failure}");
        assert!(!failure.to_string().contains("ary"), "{url}: {failure}");
    }
}

#[test]
fn protection_fits_its_address_or_is_refused() {
    let some = |text: &str| Some(text.to_owned());
    let none = ConnectionSecurity::default;
    let kept = |url: &str, entered| protection_of(&Address::parse(url).unwrap(), entered);
    let whole = ConnectionSecurity {
        ca: some("/etc/ca.pem"),
        certificate: some("/etc/own.pem"),
        key: some("/etc/own.key"),
        pinned: some(&PINNED.replace(':', "").to_lowercase()),
    };
    let protection = kept("mqtts://a", whole.clone()).unwrap();
    assert_eq!(protection.pinned.as_deref(), Some(PINNED), "written one way, whatever was entered");
    assert_eq!(security_view(&protection).key, whole.key);
    let empty = ConnectionSecurity { ca: some(" "), pinned: some(""), ..none() };
    assert_eq!(kept("mqtt://a", empty).unwrap(), ProtectionRow::default());

    for (url, entered, said) in [
        ("mqtt://a", ConnectionSecurity { ca: some("/ca"), ..none() }, "unprotected"),
        ("ws://a", ConnectionSecurity { pinned: some(PINNED), ..none() }, "unprotected"),
        ("mqtts://a", ConnectionSecurity { ca: some("ca.pem"), ..none() }, "not a whole path"),
        ("wss://a", ConnectionSecurity { certificate: some("/c"), ..none() }, "no key with it"),
        ("wss://a", ConnectionSecurity { key: some("/k"), ..none() }, "no client certificate"),
        ("mqtts://a", ConnectionSecurity { pinned: some("AB:CD"), ..none() }, "no SHA-256"),
        ("mqtts://a", ConnectionSecurity { ca: some(&"/a".repeat(5_000)), ..none() }, "longer"),
    ] {
        let failure = kept(url, entered).unwrap_err();
        assert!(failure.message.contains(said), "{url}: {failure}");
    }
}

#[test]
fn settings_go_where_the_address_says_protected_as_it_was_kept() {
    let protection = ProtectionRow { pinned: Some(PINNED.to_owned()), ..ProtectionRow::default() };
    let address = Address::parse("wss://broker.local").unwrap();
    let mut settings = Settings::new(model::ConnectionId(1), "broker.local", 443, "c");
    address.apply(&protection, &mut settings).unwrap();
    assert_eq!(settings.transport, websocket("/mqtt"));
    let Security::Tls { roots, client, pinned } = settings.security else {
        panic!("wss:// is protected");
    };
    assert_eq!((roots, client), (Roots::System, None));
    assert_eq!(pinned.unwrap().to_string(), PINNED);
}
