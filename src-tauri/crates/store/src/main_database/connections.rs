//! Connections to brokers.

use model::{ConnectionId, Conventions, Timestamp};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::{MainDatabase, MainError, json_of, list_of};

const ALL: &str =
    "SELECT id, name, url, filters, version, client_id, subscribed, removed_ms, username,
        ca_file, certificate_file, key_file, pinned_fingerprint, conventions
    FROM connection ORDER BY id";
const ADD: &str =
    "INSERT INTO connection (name, url, filters, version, client_id, subscribed, username,
        ca_file, certificate_file, key_file, pinned_fingerprint, conventions)
    VALUES (?1, ?2, ?3, ?4, ?5, '[]', ?6, ?7, ?8, ?9, ?10, ?11)
    ON CONFLICT (name) DO UPDATE SET url = excluded.url, filters = excluded.filters,
        version = excluded.version, client_id = excluded.client_id, subscribed = '[]',
        username = excluded.username, ca_file = excluded.ca_file,
        certificate_file = excluded.certificate_file, key_file = excluded.key_file,
        pinned_fingerprint = excluded.pinned_fingerprint, conventions = excluded.conventions,
        removed_ms = NULL
    WHERE removed_ms IS NOT NULL
    RETURNING id";
const REMOVE: &str = "UPDATE connection SET removed_ms = ?2 WHERE name = ?1 AND removed_ms IS NULL";
// Another broker knows nothing of what was subscribed at the first.
const CHANGE: &str =
    "UPDATE connection SET url = ?2, filters = ?3, version = ?4, subscribed = '[]',
        ca_file = ?5, certificate_file = ?6, key_file = ?7, pinned_fingerprint = ?8
    WHERE id = ?1";
// What devices announced may not have been understood before, so the broker is asked for it again where no session does.
const CONVENTIONS: &str = "UPDATE connection SET conventions = ?2, subscribed = '[]' WHERE id = ?1";
const SUBSCRIBED: &str = "UPDATE connection SET subscribed = ?2 WHERE id = ?1";

// Under another name the broker may allow other topics, so it is asked for all of them again.
const SIGN_IN: &str = "UPDATE connection SET username = ?2, subscribed = '[]' WHERE id = ?1";

/// How the way to a broker is protected, as it is kept; all of it is absent where the address is unprotected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProtectionRow {
    /// PEM file with the authorities that are trusted, by its whole path; the system's where absent.
    pub ca: Option<String>,
    /// PEM file with the certificate we show, by its whole path.
    pub certificate: Option<String>,
    /// PEM file with that certificate's private key, by its whole path.
    pub key: Option<String>,
    /// SHA-256 of the one certificate that is accepted: 32 pairs of hexadecimal digits, joined by colons.
    pub pinned: Option<String>,
}

/// A connection as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    /// Its number.
    pub id: ConnectionId,
    /// What people call it.
    pub name: String,
    /// Where the broker is.
    pub url: String,
    /// What it subscribes to.
    pub filters: Vec<String>,
    /// The protocol insisted on.
    pub version: Option<String>,
    /// Under which name the broker keeps the session.
    pub client_id: String,
    /// What the broker's session was last subscribed to.
    pub subscribed: Vec<String>,
    /// Whether a person removed it.
    pub removed: bool,
    /// Under which name it signs in; none where the broker asks for none.
    pub username: Option<String>,
    /// How the way there is protected.
    pub protection: ProtectionRow,
    /// What its messages may be read by.
    pub conventions: Conventions,
}

/// A connection to be added.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// What people call it.
    pub name: String,
    /// Where the broker is.
    pub url: String,
    /// What it subscribes to.
    pub filters: Vec<String>,
    /// The protocol insisted on.
    pub version: Option<String>,
    /// Under which name the broker keeps the session.
    pub client_id: String,
    /// Under which name it signs in; none where the broker asks for none.
    pub username: Option<String>,
    /// How the way there is protected.
    pub protection: ProtectionRow,
    /// What its messages may be read by.
    pub conventions: Conventions,
}

impl MainDatabase {
    /// All connections, removed ones too: their history and counters stay.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn connections(&self) -> Result<Vec<ConnectionRow>, MainError> {
        let rows = sqlx::query(ALL).fetch_all(&self.readers).await;
        let rows = rows.map_err(MainError::query("list the connections"))?;
        rows.iter()
            .map(row_of)
            .collect::<Result<_, _>>()
            .map_err(MainError::query("list the connections"))
    }

    /// Adds a connection; one that was removed comes back under its old number. None where the name is taken.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn add_connection(
        &self,
        new: &NewConnection,
    ) -> Result<Option<ConnectionId>, MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let query = sqlx::query_scalar(ADD)
            .bind(&new.name)
            .bind(&new.url)
            .bind(json_of(&new.filters))
            .bind(&new.version)
            .bind(&new.client_id)
            .bind(&new.username)
            .bind(&new.protection.ca)
            .bind(&new.protection.certificate)
            .bind(&new.protection.key)
            .bind(&new.protection.pinned)
            .bind(conventions_text(&new.conventions));
        let id: Option<u32> =
            query.fetch_optional(writer).await.map_err(MainError::query("add a connection"))?;
        Ok(id.map(ConnectionId))
    }

    /// Marks a connection as removed; false where there is none of this name.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn remove_connection(&self, name: &str, now: Timestamp) -> Result<bool, MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let done = sqlx::query(REMOVE).bind(name).bind(now.ms()).execute(writer).await;
        let done = done.map_err(MainError::query("remove a connection"))?;
        Ok(done.rows_affected() > 0)
    }

    /// Changes where a connection goes, how the way is protected, and what it subscribes to.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn change_connection(
        &self,
        id: ConnectionId,
        url: &str,
        filters: &[String],
        version: Option<&str>,
        protection: &ProtectionRow,
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let query = sqlx::query(CHANGE)
            .bind(id.0)
            .bind(url)
            .bind(json_of(filters))
            .bind(version)
            .bind(&protection.ca)
            .bind(&protection.certificate)
            .bind(&protection.key)
            .bind(&protection.pinned);
        let done = query.execute(writer).await;
        done.map(|_| ()).map_err(MainError::query("change a connection"))
    }

    /// Changes by what a connection's messages may be read.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn set_conventions(
        &self,
        id: ConnectionId,
        conventions: &Conventions,
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let query = sqlx::query(CONVENTIONS).bind(id.0).bind(conventions_text(conventions));
        let done = query.execute(writer).await;
        done.map(|_| ()).map_err(MainError::query("change a connection's conventions"))
    }

    /// Changes under which name a connection signs in.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn set_username(
        &self,
        id: ConnectionId,
        username: Option<&str>,
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let done = sqlx::query(SIGN_IN).bind(id.0).bind(username).execute(writer).await;
        done.map(|_| ()).map_err(MainError::query("change a connection's user name"))
    }

    /// Remembers what the broker's session is subscribed to.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn set_subscribed(
        &self,
        connection: ConnectionId,
        filters: &[String],
    ) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let query = sqlx::query(SUBSCRIBED).bind(connection.0).bind(json_of(filters));
        let done = query.execute(writer).await;
        done.map(|_| ()).map_err(MainError::query("remember a subscription"))
    }
}

fn row_of(row: &SqliteRow) -> Result<ConnectionRow, sqlx::Error> {
    Ok(ConnectionRow {
        id: ConnectionId(row.try_get(0)?),
        name: row.try_get(1)?,
        url: row.try_get(2)?,
        filters: list_of(row.try_get(3)?),
        version: row.try_get(4)?,
        client_id: row.try_get(5)?,
        subscribed: list_of(row.try_get(6)?),
        removed: row.try_get::<Option<i64>, _>(7)?.is_some(),
        username: row.try_get(8)?,
        protection: ProtectionRow {
            ca: row.try_get(9)?,
            certificate: row.try_get(10)?,
            key: row.try_get(11)?,
            pinned: row.try_get(12)?,
        },
        conventions: conventions_of(row.try_get(13)?),
    })
}

/// As they are kept; nothing where all may read.
fn conventions_text(conventions: &Conventions) -> Option<String> {
    let text = || serde_json::to_string(conventions).expect("lists of words always serialise");
    (*conventions != Conventions::All).then(text)
}

fn conventions_of(kept: Option<&str>) -> Conventions {
    kept.and_then(|kept| serde_json::from_str(kept).ok()).unwrap_or_default()
}
