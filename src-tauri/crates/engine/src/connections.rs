//! Connections to brokers: listed, added, tried, changed, removed.

use std::sync::Arc;

use broker::{Credentials, Settings, State, Status, VersionChoice};
use model::{ConnectionId, Conventions};
use store::{ConnectionRow, NewConnection, ProtectionRow};
use wire::{
    AddConnection, ChangeConnection, ConnectionSecurity, ConnectionTested, ConnectionView, Event,
    Failure, FailureCode, MqttVersion, RemoveConnection, TestConnection, TryConnection,
};

use crate::address::{Address, protection_of, security_view};
use crate::clock;
use crate::convert;
use crate::engine::Engine;
use crate::limits::CONNECTION_NAME_BYTES_MAX;
use crate::logins::{checked, credentials_once};
use crate::places::check_name_of;
use crate::sessions::Known;
use crate::trial;

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
        let protection = protection_of(&Address::parse(&ask.url)?, ask.security)?;
        check_conventions_of(&ask.conventions)?;
        let login = ask.login.map(checked).transpose()?;
        let filters = wanted_filters(ask.filters);
        let new = NewConnection {
            client_id: client_id(&ask.name),
            name: ask.name,
            url: ask.url,
            filters,
            version: ask.version.map(|version| version_word(version).to_owned()),
            username: login.as_ref().map(|login| login.username.clone()),
            protection,
            conventions: ask.conventions,
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
            protection: new.protection,
            conventions: new.conventions,
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
        settings.credentials = self.credentials_kept(&known).await?;
        if known.awaiting.is_some() && self.is_collecting() {
            self.start_session(known.row.id).await?;
            self.announce_connections();
        }
        Ok(trial::test(&settings).await)
    }

    pub(crate) async fn try_connection(
        &self,
        ask: TryConnection,
    ) -> Result<ConnectionTested, Failure> {
        let version = parse_version(ask.version.map(version_word));
        let address = Address::parse(&ask.url)?;
        let protection = protection_of(&address, ask.security)?;
        let id = client_id(&ask.url);
        let mut settings = settings_for(ConnectionId(0), address, &protection, id, version)?;
        settings.filters = wanted_filters(ask.filters);
        settings.credentials = match (ask.login, ask.login_of) {
            (Some(login), _) => Some(credentials_once(checked(login)?)),
            (None, Some(name)) => self.credentials_kept(&self.sessions.named(&name)?).await?,
            (None, None) => None,
        };
        Ok(trial::test(&settings).await)
    }

    /// What a connection signs in with, for a trial.
    async fn credentials_kept(&self, known: &Known) -> Result<Option<Credentials>, Failure> {
        let credentials = self.credentials_of(&known.row).await;
        credentials.map_err(|needed| {
            Failure::new(FailureCode::Configuration, needed.words, "Then test again.")
        })
    }

    pub(crate) async fn change_connection(
        self: &Arc<Self>,
        ask: ChangeConnection,
    ) -> Result<ConnectionView, Failure> {
        let protection = protection_of(&Address::parse(&ask.url)?, ask.security)?;
        let known = self.sessions.named(&ask.name)?;
        let row = ConnectionRow {
            url: ask.url,
            filters: wanted_filters(ask.filters),
            version: ask.version.map(|version| version_word(version).to_owned()),
            protection,
            conventions: ask.conventions.unwrap_or_else(|| known.row.conventions.clone()),
            ..known.row.clone()
        };
        let other = row.conventions != known.row.conventions;
        if other {
            check_conventions_of(&row.conventions)?;
            let set = self.store.main().set_conventions(row.id, &row.conventions).await;
            set.map_err(|error| convert::from_main(&error))?;
        }
        let is_all = row == ConnectionRow { conventions: row.conventions.clone(), ..known.row };
        if other && is_all {
            // The session goes on, and its messages are read otherwise from here on; those that the broker retained are heard
            // once more, because what devices announced may not have been understood before.
            let id = row.id;
            self.sessions.put(ConnectionRow { subscribed: Vec::new(), ..row });
            self.sessions.listen_again(id);
        } else {
            self.move_session(row).await?;
        }
        self.announce_connections();
        self.sessions.named(&ask.name).map(|known| self.connection_view(&known))
    }

    /// Ends a session and starts it anew where and how the connection goes now.
    async fn move_session(self: &Arc<Self>, row: ConnectionRow) -> Result<(), Failure> {
        let (main, id) = (self.store.main(), row.id);
        let version = row.version.as_deref();
        let changed =
            main.change_connection(id, &row.url, &row.filters, version, &row.protection).await;
        changed.map_err(|error| convert::from_main(&error))?;
        self.stop_session(id).await;
        self.sessions.put(ConnectionRow { subscribed: Vec::new(), ..row });
        if self.is_collecting() {
            self.start_session(id).await?;
        }
        Ok(())
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
            security: ConnectionSecurity::default(),
            conventions: None,
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
            // While a session runs it knows what stands at the broker; the row knows what need not be asked for again.
            subscribed: !status
                .map_or(&known.row.subscribed, |status| &status.subscribed)
                .is_empty(),
            newest: known.ledger.counts().newest,
            security: security_view(&known.row.protection),
            login: self.login_of(known),
            conventions: known.row.conventions.clone(),
        }
    }
}

/// What a session needs to know about a connection.
pub(crate) fn settings_of(
    row: &ConnectionRow,
    version: VersionChoice,
) -> Result<Settings, Failure> {
    let address = Address::parse(&row.url)?;
    let id = row.client_id.clone();
    let mut settings = settings_for(row.id, address, &row.protection, id, version)?;
    settings.filters.clone_from(&row.filters);
    settings.subscribed.clone_from(&row.subscribed);
    Ok(settings)
}

fn settings_for(
    id: ConnectionId,
    address: Address,
    protection: &ProtectionRow,
    client_id: String,
    version: VersionChoice,
) -> Result<Settings, Failure> {
    let mut settings = Settings::new(id, address.host.clone(), address.port, client_id);
    address.apply(protection, &mut settings)?;
    settings.version = version;
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
        State::Live => explanation_while_live(status),
        State::Connecting | State::Subscribing | State::Stopped => String::new(),
    }
}

/// What is the matter with a connection that stands, one thing after another.
fn explanation_while_live(status: &Status) -> String {
    let mut words = Vec::new();
    if !status.refused_filters.is_empty() {
        let refused: Vec<&str> =
            status.refused_filters.iter().map(|refused| refused.filter.as_str()).collect();
        words.push(format!(
            "The broker refused to subscribe {}: nothing comes from there.",
            refused.join(", ")
        ));
    }
    if status.queue_full_since.is_some() {
        words.push(
            "Messages come faster than they can be stored; the broker is being slowed down."
                .to_owned(),
        );
    }
    if let Some(failure) = &status.not_heard_again {
        words.push(format!(
            "What the broker retained cannot be heard once more on a second connection, so what devices announced before the conventions were changed may not be understood. Messages come as before. On the second connection: {failure} If this stays, save the connection once more as it is, or start Plantroom anew: it is heard on the connection itself then."
        ));
    }
    words.join(" ")
}

/// Everything, where nothing is named.
fn wanted_filters(filters: Vec<String>) -> Vec<String> {
    if filters.is_empty() { vec!["#".to_owned()] } else { filters }
}

/// Refuses conventions that do not exist, and a choice that leaves none.
fn check_conventions_of(wanted: &Conventions) -> Result<(), Failure> {
    codec::check_conventions(wanted).map_err(|error| {
        let message = format!("The conventions cannot be chosen so: {error}.");
        let hint = "Choose at least one of them; nothing was changed.";
        Failure::new(FailureCode::BadRequest, message, hint)
    })
}

/// Unique per workstation and connection: two programs of one name would throw each other out for ever.
pub(crate) fn client_id(name: &str) -> String {
    let mut seed = name.as_bytes().to_vec();
    seed.extend_from_slice(&clock::now().ms().to_le_bytes());
    seed.extend_from_slice(&std::process::id().to_le_bytes());
    format!("plantroom-{:016x}", xxhash_rust::xxh3::xxh3_64(&seed))
}

pub(crate) fn mqtt_version(version: broker::Version) -> MqttVersion {
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
    use broker::{Failure as NotHeard, RefusedFilter};
    use model::Timestamp;

    use super::*;

    fn live() -> Status {
        Status {
            state: State::Live,
            session_present: true,
            attempt: 1,
            listened_again: 1,
            ..Status::new(Timestamp::from_ms(0), vec!["#".to_owned()])
        }
    }

    #[test]
    fn what_is_in_the_way_of_hearing_again_is_said_beside_the_rest_with_what_to_do() {
        let mut status = live();
        assert_eq!(explanation_while_live(&status), "");
        let refused = RefusedFilter { filter: "secret/#".to_owned(), reason: String::new() };
        status.refused_filters.push(refused);
        status.not_heard_again = Some(NotHeard::NotAuthorized);
        let words = explanation_while_live(&status);
        for part in ["secret/#", "does not let this console in", "save the connection once more"] {
            assert!(words.contains(part), "{words}");
        }
    }
}
