//! Secured brokers: set up, refused in their own words, tried step by step, pinned, and found again after a restart.

use engine::{Collector, Door};
use model::Conventions;
use mosquitto::{Authority, Carrier, Issued, Listener, Mosquitto, Order};
use tempfile::TempDir;
use wire::{
    AddConnection, ChangeConnection, ConnectionSecurity, ConnectionState, ConnectionTested,
    ConnectionView, Connections, FailureCode, Login, Password, SealSecrets, TestConnection,
    TrialStage, TrialVerdict, TryConnection, UnlockSecrets,
};

use crate::harness::{collecting, latest, publish, publisher_to, until};

const USER: &str = "console";
const PASSWORD: &str = "behind a good lock";
const PASSPHRASE: &str = "a passphrase of several words";

fn text(path: &std::path::Path) -> Option<String> {
    Some(path.to_str().unwrap().to_owned())
}

fn trusting(authority: &Authority) -> ConnectionSecurity {
    ConnectionSecurity { ca: text(&authority.file()), ..ConnectionSecurity::default() }
}

fn showing(issued: &Issued) -> Mosquitto {
    let listener = Listener { certificate: Some(issued), ..Listener::default() };
    Mosquitto::listening(&listener).unwrap()
}

fn tls_url(broker: &Mosquitto) -> String {
    format!("mqtts://localhost:{}", broker.port())
}

fn main_to(url: String, security: ConnectionSecurity, login: Option<Login>) -> AddConnection {
    AddConnection {
        name: "main".to_owned(),
        url,
        filters: Vec::new(),
        version: None,
        login,
        security,
        conventions: Conventions::All,
    }
}

async fn started(ask: AddConnection) -> (TempDir, Collector) {
    let folder = tempfile::tempdir().unwrap();
    engine::init(folder.path(), Some("Europe/Amsterdam")).await.unwrap();
    let collector = Collector::start(folder.path()).await.unwrap();
    let sealing = SealSecrets { passphrase: Password::new(PASSPHRASE.to_owned()) };
    collector.door().ask(sealing).await.unwrap();
    collector.door().ask(ask).await.unwrap();
    (folder, collector)
}

async fn main_of(door: &Door) -> ConnectionView {
    door.ask(Connections {}).await.unwrap().remove(0)
}

async fn until_it_is(door: &Door, state: ConnectionState) -> ConnectionView {
    until("the state of the connection", || async { main_of(door).await.state == state }).await;
    main_of(door).await
}

async fn brings(door: &Door, broker: &Mosquitto, topic: &str) {
    let mut devices = publisher_to(broker.plain_port()).await;
    publish(&mut devices, topic, "21.5").await;
    until("a value over TLS", || async { latest(door, topic).await.is_some() }).await;
}

/// The step that failed, with every step behind it not reached.
fn failed_at(tested: &ConnectionTested) -> (TrialStage, &str) {
    assert_eq!(tested.steps.len(), 7);
    let at = tested.steps.iter().position(|step| step.verdict != TrialVerdict::Ok).unwrap();
    assert_eq!(tested.steps[at].verdict, TrialVerdict::Failed);
    let behind = &tested.steps[at + 1..];
    assert!(behind.iter().all(|step| step.verdict == TrialVerdict::NotReached), "{behind:?}");
    (tested.steps[at].stage, &tested.steps[at].sentence)
}

#[tokio::test(flavor = "multi_thread")]
async fn values_come_over_tls_with_a_ca_file_and_a_password_also_after_a_restart() {
    let authority = Authority::new("Plant CA").unwrap();
    let issued = authority.issue(&Order::default()).unwrap();
    let users = [(USER, PASSWORD)];
    let listener = Listener { certificate: Some(&issued), users: &users, ..Listener::default() };
    let broker = Mosquitto::listening(&listener).unwrap();
    let login = Login { username: USER.to_owned(), password: Password::new(PASSWORD.to_owned()) };
    let ask = main_to(tls_url(&broker), trusting(&authority), Some(login));
    let (folder, collector) = started(ask).await;
    let door = collector.door();
    until_it_is(&door, ConnectionState::Live).await;
    brings(&door, &broker, "ahu/1/supply").await;

    let tested = door.ask(TestConnection { name: "main".to_owned() }).await.unwrap();
    assert_eq!(tested.failed(), None);
    assert_eq!(tested.steps.len(), 7);
    let seen = tested.certificate.unwrap();
    assert_eq!(seen.fingerprint, issued.fingerprint().unwrap());
    assert!(seen.issuer.contains("Plant CA") && !seen.can_be_pinned, "{seen:?}");
    collector.stop().await;

    let collector = Collector::start(folder.path()).await.unwrap();
    let door = collector.door();
    let unlocking = UnlockSecrets { passphrase: Password::new(PASSPHRASE.to_owned()) };
    door.ask(unlocking).await.unwrap();
    let live = until_it_is(&door, ConnectionState::Live).await;
    assert_eq!((live.url, live.security), (tls_url(&broker), trusting(&authority)));
    brings(&door, &broker, "ahu/1/return").await;
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broker_that_the_ca_file_does_not_vouch_for_is_refused_until_it_is_pinned() {
    let (ours, other) = (Authority::new("Plant CA").unwrap(), Authority::new("Else CA").unwrap());
    let issued = other.issue(&Order::default()).unwrap();
    let broker = showing(&issued);
    let ask = main_to(tls_url(&broker), trusting(&ours), None);
    let (folder, collector) = started(ask).await;
    let door = collector.door();
    let refused = until_it_is(&door, ConnectionState::Refused).await;
    assert!(refused.explanation.contains("Else CA"), "{}", refused.explanation);
    assert!(refused.explanation.contains("CA file"), "{}", refused.explanation);

    let tested = door.ask(TestConnection { name: "main".to_owned() }).await.unwrap();
    let (stage, sentence) = failed_at(&tested);
    assert_eq!((stage, sentence), (TrialStage::Secure, refused.explanation.as_str()));
    assert_eq!((tested.version, tested.connect_ms), (None, None));
    let seen = tested.certificate.unwrap();
    assert!(seen.can_be_pinned, "{seen:?}");

    let pinned = ConnectionSecurity { pinned: Some(seen.fingerprint), ..trusting(&ours) };
    let change = ChangeConnection {
        name: "main".to_owned(),
        url: tls_url(&broker),
        filters: Vec::new(),
        version: None,
        security: pinned.clone(),
        conventions: None,
    };
    door.ask(change).await.unwrap();
    until_it_is(&door, ConnectionState::Live).await;
    brings(&door, &broker, "ahu/1/supply").await;
    collector.stop().await;

    let collector = collecting(folder.path()).await;
    assert_eq!(main_of(&collector.door()).await.security, pinned);
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_pin_cannot_mend_is_not_offered_to_be_pinned() {
    let authority = Authority::new("Plant CA").unwrap();
    let order = Order::default();
    let past = Order { name: "past", from: "20200101000000Z", until: "20210101000000Z", ..order };
    let elsewhere = Order { name: "else", alternative_names: "DNS:broker.example", ..order };
    let other = Authority::new("Else CA").unwrap();
    let good = other.issue(&order).unwrap();
    let (_folder, collector) = started(main_to("mqtt://127.0.0.1:1".into(), none(), None)).await;
    let door = collector.door();
    for (issued, can_be_pinned) in [
        (authority.issue(&past).unwrap(), false),
        (authority.issue(&elsewhere).unwrap(), true),
        (authority.self_signed("own").unwrap(), true),
    ] {
        let broker = showing(&issued);
        let url = tls_url(&broker);
        let security = trusting(&authority);
        let ask = TryConnection { url: url.clone(), security, ..TryConnection::default() };
        let tested = door.ask(ask).await.unwrap();
        assert_eq!(failed_at(&tested).0, TrialStage::Secure);
        let seen = tested.certificate.unwrap();
        assert_eq!(seen.can_be_pinned, can_be_pinned, "{seen:?}");
        let wrong = ConnectionSecurity { pinned: Some(good.fingerprint().unwrap()), ..none() };
        let ask = TryConnection { url, security: wrong, ..TryConnection::default() };
        let tested = door.ask(ask).await.unwrap();
        assert!(!tested.certificate.unwrap().can_be_pinned, "the pin is there to notice this");
    }
    collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_websocket_with_a_client_certificate_is_tried_and_what_is_wrong_is_told() {
    let authority = Authority::new("Plant CA").unwrap();
    let issued = authority.issue(&Order::default()).unwrap();
    let own = authority.issue(&Order { name: "own", ..Order::default() }).unwrap();
    let listener = Listener {
        carrier: Carrier::WebSocket,
        certificate: Some(&issued),
        clients_of: Some(&authority),
        ..Listener::default()
    };
    let broker = Mosquitto::listening(&listener).unwrap();
    let (_folder, collector) = started(main_to("mqtt://127.0.0.1:1".into(), none(), None)).await;
    let door = collector.door();
    let with_own = ConnectionSecurity {
        certificate: text(&own.certificate),
        key: text(&own.key),
        ..trusting(&authority)
    };
    let url = format!("wss://localhost:{}", broker.port());
    let asking = |security, filters| TryConnection {
        url: url.clone(),
        security,
        filters,
        ..TryConnection::default()
    };
    let tested = door.ask(asking(with_own.clone(), Vec::new())).await.unwrap();
    assert_eq!(tested.failed(), None, "{:?}", tested.steps);
    let tested = door.ask(asking(trusting(&authority), Vec::new())).await.unwrap();
    assert!(failed_at(&tested).1.contains("client certificate"), "{:?}", tested.steps);

    let filters = vec!["ahu/#".to_owned(), "ahu/#/t".to_owned()];
    let tested = door.ask(asking(with_own.clone(), filters)).await.unwrap();
    let refused = tested.failed().unwrap();
    assert_eq!(refused.stage, TrialStage::Subscribe);
    assert!(refused.sentence.contains("ahu/#/t"), "{}", refused.sentence);

    let gone = ConnectionSecurity { ca: Some("/there/is/no/ca.pem".to_owned()), ..with_own };
    let tested = door.ask(asking(gone.clone(), Vec::new())).await.unwrap();
    assert_eq!(failed_at(&tested).0, TrialStage::Settings);
    let half = ConnectionSecurity { key: None, ..gone };
    let failure = door.ask(asking(half, Vec::new())).await.unwrap_err();
    assert_eq!(failure.code, FailureCode::BadRequest);
    collector.stop().await;
}

fn none() -> ConnectionSecurity {
    ConnectionSecurity::default()
}
