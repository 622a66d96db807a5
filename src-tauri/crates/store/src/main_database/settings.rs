//! What the data folder remembers between runs: settings, topic patterns, and the views that operators saved.

use sqlx::{Connection, Row};

use super::{MainDatabase, MainError, json_of, list_of};

const GET: &str = "SELECT value FROM setting WHERE name = ?1";
const PUT: &str = "INSERT INTO setting (name, value) VALUES (?1, ?2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const PATTERNS: &str = "SELECT pattern FROM topic_pattern ORDER BY place";
const CLEAR_PATTERNS: &str = "DELETE FROM topic_pattern";
const ADD_PATTERN: &str = "INSERT INTO topic_pattern (place, pattern) VALUES (?1, ?2)";
const VIEWS: &str = "SELECT name, points, shown FROM saved_view ORDER BY name";
const PUT_VIEW: &str = "INSERT INTO saved_view (name, points, shown) VALUES (?1, ?2, ?3)
    ON CONFLICT (name) DO UPDATE SET points = excluded.points, shown = excluded.shown";
const REMOVE_VIEW: &str = "DELETE FROM saved_view WHERE name = ?1";

/// A trend that was saved under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedViewRow {
    /// What people call it.
    pub name: String,
    /// Stable names of its points.
    pub points: Vec<String>,
    /// The time it shows, as JSON.
    pub shown: String,
}

impl MainDatabase {
    /// What is remembered under a name, as JSON; none where nothing was.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, MainError> {
        let found = sqlx::query_scalar(GET).bind(name).fetch_optional(&self.readers).await;
        found.map_err(MainError::query("read a setting"))
    }

    /// Remembers JSON under a name.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn put_setting(&self, name: &str, json: &str) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let done = sqlx::query(PUT).bind(name).bind(json).execute(writer).await;
        done.map(|_| ()).map_err(MainError::query("keep a setting"))
    }

    /// How the site names its topics, in the order in which the patterns are tried.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn topic_patterns(&self) -> Result<Vec<String>, MainError> {
        let patterns = sqlx::query_scalar(PATTERNS).fetch_all(&self.readers).await;
        patterns.map_err(MainError::query("list the topic patterns"))
    }

    /// Says how the site names its topics, in place of what was said before.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn set_topic_patterns(&self, patterns: &[String]) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let write = async {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
            sqlx::query(CLEAR_PATTERNS).execute(&mut *transaction).await?;
            for (place, pattern) in (0_i64..).zip(patterns) {
                let query = sqlx::query(ADD_PATTERN).bind(place).bind(pattern);
                query.execute(&mut *transaction).await?;
            }
            transaction.commit().await
        };
        write.await.map_err(MainError::query("keep the topic patterns"))
    }

    /// The saved views, by name.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn saved_views(&self) -> Result<Vec<SavedViewRow>, MainError> {
        let rows = sqlx::query(VIEWS).fetch_all(&self.readers).await;
        let rows = rows.map_err(MainError::query("list the saved views"))?;
        rows.iter()
            .map(|row| {
                let (name, points) = (row.try_get(0)?, list_of(row.try_get(1)?));
                Ok(SavedViewRow { name, points, shown: row.try_get(2)? })
            })
            .collect::<Result<_, sqlx::Error>>()
            .map_err(MainError::query("list the saved views"))
    }

    /// Saves a view; one of the same name is replaced.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn put_saved_view(&self, view: &SavedViewRow) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let query = sqlx::query(PUT_VIEW).bind(&view.name);
        let query = query.bind(json_of(&view.points)).bind(&view.shown);
        query.execute(writer).await.map(|_| ()).map_err(MainError::query("save a view"))
    }

    /// Forgets a view.
    ///
    /// # Errors
    /// Where the database cannot be written.
    pub async fn remove_saved_view(&self, name: &str) -> Result<(), MainError> {
        let mut writer = self.writer().await;
        let writer = writer.as_mut().ok_or(MainError::Closed)?;
        let done = sqlx::query(REMOVE_VIEW).bind(name).execute(writer).await;
        done.map(|_| ()).map_err(MainError::query("forget a view"))
    }
}
