//! The first packet through the door: checked for the word of this attempt, then given the connection's own name and password.

use bytes::{Bytes, BytesMut};
use ring::rand::{SecureRandom, SystemRandom};
use rumqttc::mqttbytes::{Error as V4Error, v4};
use rumqttc::v5::mqttbytes::{Error as V5Error, v5};
use tokio::io::AsyncReadExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::failure::Failure;
use crate::limits::{HELLO_BYTES_MAX, HELLO_WAIT_MAX};
use crate::settings::{Credentials, Version};

/// What the client is expected to say.
pub(super) struct Hello {
    pub(super) version: Version,
    pub(super) word: String,
}

/// A word that nobody can guess: 128 bits of the system's chance, or nothing that would be let in where it has none.
pub(super) fn word() -> String {
    let mut bytes = [0_u8; 16];
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        Err(_) => String::new(),
    }
}

impl Hello {
    /// Waits for the client, turning others away; its socket, and its CONNECT as the broker is to get it.
    pub(super) async fn await_client(
        &self,
        listener: &TcpListener,
        credentials: Option<&Credentials>,
    ) -> Result<(TcpStream, Bytes), Failure> {
        loop {
            let (mut socket, _) = listener.accept().await.map_err(|error| broken(&error))?;
            let heard = timeout(HELLO_WAIT_MAX, self.listen(&mut socket, credentials)).await;
            if let Ok(Some(hello)) = heard {
                socket.set_nodelay(true).map_err(|error| broken(&error))?;
                return Ok((socket, hello));
            }
            tracing::warn!("A stranger knocked at the door of a WebSocket and was turned away");
        }
    }

    async fn listen(
        &self,
        socket: &mut TcpStream,
        credentials: Option<&Credentials>,
    ) -> Option<Bytes> {
        let mut heard = BytesMut::new();
        loop {
            match self.rewritten(&mut heard, credentials) {
                Ok(hello) => return hello,
                Err(Unfinished) if heard.len() > HELLO_BYTES_MAX => return None,
                Err(Unfinished) => {}
            }
            if socket.read_buf(&mut heard).await.ok()? == 0 {
                return None;
            }
        }
    }

    /// The CONNECT with the connection's own name and password; none where it does not say the word.
    fn rewritten(
        &self,
        heard: &mut BytesMut,
        credentials: Option<&Credentials>,
    ) -> Result<Option<Bytes>, Unfinished> {
        let mut out = BytesMut::new();
        let written = match self.version {
            Version::V311 => match v4::Packet::read(heard, HELLO_BYTES_MAX) {
                Ok(v4::Packet::Connect(mut connect)) => {
                    if !self.is_said(connect.login.as_ref().map(|login| login.username.as_str())) {
                        return Ok(None);
                    }
                    connect.login =
                        credentials.map(|c| v4::Login::new(c.user.as_str(), c.password.as_str()));
                    v4::Packet::Connect(connect).write(&mut out, HELLO_BYTES_MAX).is_ok()
                }
                Err(V4Error::InsufficientBytes(_)) => return Err(Unfinished),
                Ok(_) | Err(_) => false,
            },
            Version::V5 => match v5::Packet::read(heard, u32::try_from(HELLO_BYTES_MAX).ok()) {
                Ok(v5::Packet::Connect(connect, will, login)) => {
                    if !self.is_said(login.as_ref().map(|login| login.username.as_str())) {
                        return Ok(None);
                    }
                    let login =
                        credentials.map(|c| v5::Login::new(c.user.as_str(), c.password.as_str()));
                    v5::Packet::Connect(connect, will, login).write(&mut out, None).is_ok()
                }
                Err(V5Error::InsufficientBytes(_)) => return Err(Unfinished),
                Ok(_) | Err(_) => false,
            },
        };
        Ok(written.then(|| out.freeze()))
    }

    fn is_said(&self, word: Option<&str>) -> bool {
        !self.word.is_empty() && word == Some(self.word.as_str())
    }
}

/// The packet is not whole yet.
struct Unfinished;

fn broken(error: &std::io::Error) -> Failure {
    Failure::Unusable { reason: format!("this computer's loopback does not work ({error})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(version: Version, user: Option<&str>) -> BytesMut {
        let mut out = BytesMut::new();
        match version {
            Version::V311 => {
                let mut connect = v4::Connect::new("console");
                connect.login = user.map(|user| v4::Login::new(user, ""));
                v4::Packet::Connect(connect).write(&mut out, HELLO_BYTES_MAX).unwrap();
            }
            Version::V5 => {
                let connect = v5::Connect {
                    keep_alive: 5,
                    client_id: "console".to_owned(),
                    clean_start: true,
                    properties: None,
                };
                let login = user.map(|user| v5::Login::new(user, ""));
                v5::Packet::Connect(connect, None, login).write(&mut out, None).unwrap();
            }
        }
        out
    }

    #[test]
    fn only_who_says_the_word_is_given_the_password() {
        let credentials = Credentials::new("anna", "correct horse");
        for version in [Version::V311, Version::V5] {
            let hello = Hello { version, word: word() };
            let hear = |mut heard: BytesMut| hello.rewritten(&mut heard, Some(&credentials));
            let passed = hear(said(version, Some(&hello.word))).ok().flatten().unwrap();
            let holds = |text: &str| passed.windows(text.len()).any(|w| w == text.as_bytes());
            assert!(holds("anna") && holds("correct horse") && !holds(&hello.word));
            for stranger in [None, Some(""), Some("anna"), Some(&hello.word[1..])] {
                assert!(matches!(hear(said(version, stranger)), Ok(None)), "{stranger:?}");
            }
            let whole = said(version, Some(&hello.word));
            let part = BytesMut::from(&whole[..whole.len() - 1]);
            assert!(matches!(hear(part), Err(Unfinished)));
            assert!(matches!(
                hear(BytesMut::from(&b"GET / HTTP/1.1\r\n\r\n"[..])),
                Ok(None) | Err(_)
            ));
        }
    }

    #[test]
    fn words_are_long_and_differ() {
        assert_eq!(word().len(), 32);
        assert_ne!(word(), word());
    }
}
