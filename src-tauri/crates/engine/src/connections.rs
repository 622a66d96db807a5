//! Connections to brokers: listed, added, tried, changed, removed.

use std::sync::Arc;

use broker::{Settings, State, VersionChoice};
use model::ConnectionId;
use store::{ConnectionRow, NewConnection};
use wire::{
    AddConnection, ChangeConnection, ConnectionTested, ConnectionView, Event, Failure, FailureCode,
    MqttVersion, RemoveConnection, TestConnection, TryConnection,
};

use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::limits::CONNECTION_NAME_BYTES_MAX;
use crate::logins::{checked, credentials_once};
use crate::places::check_name_of;
use crate::sessions::Known;

/// The port of MQTT over plain TCP.
const PORT: u16 = 1_883;

impl Engine {
    /// The connections that were not removed.
    pub(crate) fn connections(&self) -> Vec<ConnectionView> {
        let all = self.sessions.all();
        all.iter()
            .filter(|known| !known.row.removed)
            .map(|known| self.connection_view(known))
            .collect()
    }

    pub(crate) async fn add_connection(
        self: &Arc<Self>,
        ask: AddConnection,
    ) -> Result<ConnectionView, Failure> {
        check_name_of(&ask.name, CONNECTION_NAME_BYTES_MAX)?;
        parse_url(&ask.url)?;
        let login = ask.login.map(checked).transpose()?;
        let filters = wanted_filters(ask.filters);
        let new = NewConnection {
            client_id: client_id(&ask.name),
            name: ask.name,
            url: ask.url,
            filters,
            version: ask.version.map(|version| version_word(version).to_owned()),
            username: login.as_ref().map(|login| login.username.clone()),
        };
        let added = self.store.main().add_connection(&new).await;
        let Some(id) = added.map_err(|error| convert::from_main(&error))? else {
            let message = format!("There is a connection {:?} already.", new.name);
            let hint = "Choose another name, or remove that one first.";
            return Err(Failure::new(FailureCode::BadRequest, message, hint));
        };
        self.sessions.put(ConnectionRow {
            id,
            name: new.name.clone(),
            url: new.url,
            filters: new.filters,
            version: new.version,
            client_id: new.client_id,
            subscribed: Vec::new(),
            removed: false,
            username: new.username,
        });
        // It is added in any case; without its password it waits for it and says so.
        if let Some(login) = login
            && let Err(failure) = self.keep_login(id, login).await
        {
            tracing::warn!(%failure, "Password of a new connection not kept");
        }
        if self.is_collecting() {
            self.start_session(id).await?;
        }
        self.announce_connections();
        self.sessions.named(&new.name).map(|known| self.connection_view(&known))
    }

    pub(crate) async fn remove_connection(
        &self,
        ask: &RemoveConnection,
    ) -> Result<ConnectionView, Failure> {
        let known = self.sessions.named(&ask.name)?;
        self.stop_session(known.row.id).await;
        let removed = self.store.main().remove_connection(&ask.name, clock::now()).await;
        removed.map_err(|error| convert::from_main(&error))?;
        // The connection is gone in any case; what cannot be forgotten now is overwritten when it comes back.
        if let Err(failure) = self.forget_password_of(&known.row).await {
            tracing::warn!(%failure, "Password of a removed connection not forgotten");
        }
        let shown = self.connection_view(&known);
        self.sessions.put(ConnectionRow { removed: true, ..known.row });
        self.announce_connections();
        Ok(shown)
    }

    pub(crate) async fn test_connection(
        self: &Arc<Self>,
        ask: &TestConnection,
    ) -> Result<ConnectionTested, Failure> {
        let known = self.sessions.named(&ask.name)?;
        let mut settings = settings_of(&known.row, parse_version(known.row.version.as_deref()))?;
        let credentials = self.credentials_of(&known.row).await;
        settings.credentials = credentials.map_err(|needed| {
            Failure::new(FailureCode::Configuration, needed.words, "Then test again.")
        })?;
        if known.awaiting.is_some() && self.is_collecting() {
            self.start_session(known.row.id).await?;
            self.announce_connections();
        }
        test(&settings).await
    }

    pub(crate) async fn try_connection(
        &self,
        ask: TryConnection,
    ) -> Result<ConnectionTested, Failure> {
        let (host, port) = parse_url(&ask.url)?;
        let mut settings = Settings::new(ConnectionId(0), host, port, client_id(&ask.url));
        settings.version = parse_version(ask.version.map(version_word));
        settings.credentials = ask.login.map(checked).transpose()?.map(credentials_once);
        test(&settings).await
    }

    pub(crate) async fn change_connection(
        self: &Arc<Self>,
        ask: ChangeConnection,
    ) -> Result<ConnectionView, Failure> {
        parse_url(&ask.url)?;
        let known = self.sessions.named(&ask.name)?;
        let filters = wanted_filters(ask.filters);
        let version = ask.version.map(|version| version_word(version).to_owned());
        let main = self.store.main();
        let id = known.row.id;
        let changed = main.change_connection(id, &ask.url, &filters, version.as_deref()).await;
        changed.map_err(|error| convert::from_main(&error))?;
        self.stop_session(id).await;
        let subscribed = Vec::new();
        self.sessions.put(ConnectionRow {
            url: ask.url,
            filters,
            version,
            subscribed,
            ..known.row
        });
        if self.is_collecting() {
            self.start_session(id).await?;
        }
        self.announce_connections();
        self.sessions.named(&ask.name).map(|known| self.connection_view(&known))
    }

    /// Where the demo's devices are to publish; none where this is no demo.
    pub(crate) fn demo_url(&self) -> Option<String> {
        self.demo_connection().map(|row| row.url)
    }

    /// The demo's devices publish here now.
    pub(crate) async fn move_demo(self: &Arc<Self>, url: &str) -> Result<(), Failure> {
        let Some(row) = self.demo_connection() else { return Ok(()) };
        if row.url == url {
            // The session was there first and found nobody; it need not wait out its pause.
            self.stop_session(row.id).await;
            return self.start_session(row.id).await;
        }
        let ask = ChangeConnection {
            name: row.name,
            url: url.to_owned(),
            filters: row.filters,
            version: row.version.as_deref().and_then(mqtt_version_of),
        };
        self.change_connection(ask).await.map(drop)
    }

    fn demo_connection(&self) -> Option<ConnectionRow> {
        let all = self.sessions.all();
        let first = all.into_iter().find(|known| self.is_demo() && !known.row.removed);
        first.map(|known| known.row)
    }

    pub(crate) fn announce_connections(&self) {
        self.announce(Event::ConnectionsChanged(self.connections()));
    }

    pub(crate) fn connection_view(&self, known: &Known) -> ConnectionView {
        let status = known.status.as_ref();
        ConnectionView {
            name: known.row.name.clone(),
            url: known.row.url.clone(),
            filters: known.row.filters.clone(),
            state: known.state(),
            since: status.map(|status| status.since),
            version: status.and_then(|status| status.version).map(mqtt_version),
            insisted: known.row.version.as_deref().and_then(mqtt_version_of),
            explanation: explanation(known),
            reconnects: status.map_or(0, |s| u32::try_from(s.reconnects).unwrap_or(u32::MAX)),
            subscribed: !known.row.subscribed.is_empty(),
            newest: known.ledger.counts().newest,
            login: self.login_of(known),
        }
    }
}

/// What a session needs to know about a connection.
pub(crate) fn settings_of(
    row: &ConnectionRow,
    version: VersionChoice,
) -> Result<Settings, Failure> {
    let (host, port) = parse_url(&row.url)?;
    let id: ConnectionId = row.id;
    let mut settings = Settings::new(id, host, port, row.client_id.clone());
    settings.version = version;
    settings.filters.clone_from(&row.filters);
    settings.subscribed.clone_from(&row.subscribed);
    Ok(settings)
}

pub(crate) fn parse_version(word: Option<&str>) -> VersionChoice {
    match word {
        Some("3.1.1") => VersionChoice::V311,
        Some("5") => VersionChoice::V5,
        _ => VersionChoice::Auto,
    }
}

/// What is the matter, in words; empty while all is well.
fn explanation(known: &Known) -> String {
    let Some(status) = &known.status else { return known.awaiting.clone().unwrap_or_default() };
    match &status.state {
        State::Waiting { failure, .. } | State::Refused { failure } => failure.to_string(),
        State::Live if !status.refused_filters.is_empty() => {
            let refused: Vec<&str> =
                status.refused_filters.iter().map(|refused| refused.filter.as_str()).collect();
            format!(
                "The broker refused to subscribe {}: nothing comes from there.",
                refused.join(", ")
            )
        }
        State::Live if status.queue_full_since.is_some() => {
            "Messages come faster than they can be stored; the broker is being slowed down."
                .to_owned()
        }
        State::Connecting | State::Subscribing | State::Live | State::Stopped => String::new(),
    }
}

/// Everything, where nothing is named.
fn wanted_filters(filters: Vec<String>) -> Vec<String> {
    if filters.is_empty() { vec!["#".to_owned()] } else { filters }
}

async fn test(settings: &Settings) -> Result<ConnectionTested, Failure> {
    let outcome = broker::test(settings, |_| {}).await;
    if let Some(failure) = outcome.failure() {
        return Err(convert::from_broker(failure));
    }
    let answered = outcome.answered.expect("a trial without a failure was answered");
    Ok(ConnectionTested {
        version: mqtt_version(answered.version),
        connect_ms: answered.connected_in.as_secs_f64() * 1_000.0,
    })
}

/// Host and port of `mqtt://host[:port]`.
fn parse_url(url: &str) -> Result<(String, u16), Failure> {
    let refused =
        |message: String, hint: &str| Failure::new(FailureCode::BadRequest, message, hint);
    let example = "Write it as mqtt://host:1883.";
    let Some((scheme, rest)) = url.split_once("://") else {
        return Err(refused(format!("{url:?} is no broker address."), example));
    };
    if scheme != "mqtt" {
        let message = format!("{scheme}:// is not supported by this version, only mqtt://.");
        return Err(refused(message, example));
    }
    let rest = rest.trim_end_matches('/');
    if rest.contains('@') {
        let message = "A broker address holds no user name or password.".to_owned();
        return Err(refused(message, "Give them apart from the address."));
    }
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !host.ends_with(':') && !port.contains(']') => {
            let port = port.parse().ok().filter(|port| *port != 0);
            let port =
                port.ok_or_else(|| refused(format!("{url:?} has no valid port."), example))?;
            (host, port)
        }
        _ => (rest, PORT),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() || host.contains(['/', ' ', '?', '#']) {
        return Err(refused(format!("{url:?} names no host."), example));
    }
    Ok((host.to_owned(), port))
}

/// Unique per workstation and connection: two programs of one name would throw each other out for ever.
pub(crate) fn client_id(name: &str) -> String {
    let mut seed = name.as_bytes().to_vec();
    seed.extend_from_slice(&clock::now().ms().to_le_bytes());
    seed.extend_from_slice(&std::process::id().to_le_bytes());
    format!("plantroom-{:016x}", xxhash_rust::xxh3::xxh3_64(&seed))
}

fn mqtt_version(version: broker::Version) -> MqttVersion {
    match version {
        broker::Version::V311 => MqttVersion::V311,
        broker::Version::V5 => MqttVersion::V5,
    }
}

pub(crate) fn version_word(version: MqttVersion) -> &'static str {
    match version {
        MqttVersion::V311 => "3.1.1",
        MqttVersion::V5 => "5",
    }
}

fn mqtt_version_of(word: &str) -> Option<MqttVersion> {
    match word {
        "3.1.1" => Some(MqttVersion::V311),
        "5" => Some(MqttVersion::V5),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broker_addresses_are_read_or_refused_plainly() {
        let parsed = |url: &str| parse_url(url).ok();
        assert_eq!(parsed("mqtt://127.0.0.1:18830"), Some(("127.0.0.1".to_owned(), 18_830)));
        assert_eq!(parsed("mqtt://broker.local"), Some(("broker.local".to_owned(), 1_883)));
        assert_eq!(parsed("mqtt://[::1]:1884/"), Some(("::1".to_owned(), 1_884)));
        assert_eq!(parsed("mqtt://[::1]"), Some(("::1".to_owned(), 1_883)));
        for url in ["broker", "mqtts://a", "mqtt://", "mqtt://a:0", "mqtt://a:x", "mqtt://u:p@a"] {
            assert_eq!(parsed(url), None, "{url}");
        }
    }
}
