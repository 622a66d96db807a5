//! The way to a point: where its commands go, what they may say and how it is written.

use std::sync::Arc;

use model::Qos;

use super::{Commandable, EncodeError, Order, ReadBack, Target};
use crate::decoded::Limits;

/// Writes a value that was found to be allowed.
type Write<'a> = Box<dyn Fn(&Order<'_>) -> Result<Vec<u8>, EncodeError> + 'a>;

/// How a convention commands one point.
pub(crate) struct Way<'a> {
    /// Where commands go. As the names in it are anybody's, it is checked before use.
    pub(crate) topic: String,
    pub(crate) qos: Qos,
    pub(crate) limits: Limits,
    pub(crate) words: Vec<Box<str>>,
    /// Where the new value will be read.
    pub(crate) read_at: ReadAt,
    pub(crate) is_told: bool,
    pub(crate) is_foreign: bool,
    pub(crate) takes_priority: bool,
    pub(crate) write: Write<'a>,
}

/// Where the new value will be read.
pub(crate) enum ReadAt {
    /// At the point that was commanded.
    Itself,
    /// At another of the same device.
    Path(Arc<str>),
    /// Nowhere.
    Nowhere,
}

impl<'a> Way<'a> {
    /// A way of which nothing more is known.
    pub(crate) fn new(
        topic: String,
        write: impl Fn(&Order<'_>) -> Result<Vec<u8>, EncodeError> + 'a,
    ) -> Self {
        Self {
            topic,
            qos: Qos::AtLeastOnce,
            limits: Limits::default(),
            words: Vec::new(),
            read_at: ReadAt::Itself,
            is_told: false,
            is_foreign: false,
            takes_priority: false,
            write: Box::new(write),
        }
    }

    /// As it is told to the outside.
    pub(crate) fn commandable(self, convention: &'static str, target: &Target<'_>) -> Commandable {
        let device: Arc<str> = Arc::from(target.device);
        let path: Arc<str> = Arc::from(target.path);
        let read_back = match self.read_at {
            ReadAt::Itself => Some(Arc::clone(&path)),
            ReadAt::Path(path) => Some(path),
            ReadAt::Nowhere => None,
        };
        let read_back = read_back.map(|path| ReadBack { device: Arc::clone(&device), path });
        Commandable {
            convention,
            device,
            path,
            topic: self.topic,
            qos: self.qos,
            limits: self.limits,
            words: self.words,
            read_back,
            is_told: self.is_told,
            is_foreign: self.is_foreign,
            takes_priority: self.takes_priority,
        }
    }
}
