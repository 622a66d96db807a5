//! One connection of the embedded broker: its first packet, then what comes and what goes, side by side.
//!
//! What a client sends wrongly ends its connection. A client that does not read is not read from either, once its answers fill
//! its mailbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use model::Qos;
use rumqttc::QoS;
use rumqttc::mqttbytes::v4::{
    ConnAck, Connect, ConnectReturnCode, LastWill, Packet, PubAck, Publish, SubAck, Subscribe,
    SubscribeReasonCode, UnsubAck,
};
use rumqttc::mqttbytes::{self, Error as PacketError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::time::timeout;

use super::filter;
use super::hub::{Hub, Keeping, Publication, TakenOver, Ticket};
use crate::limits::CONNECT_WAIT_MAX;
use crate::publisher::Retain;

/// The largest packet that is read.
pub(super) const PACKET_BYTES_MAX: usize = 256 * 1024;
/// What a packet holds beside topic and payload, at most.
pub(super) const OVERHEAD_BYTES: usize = 16;
/// The version of MQTT that is spoken, as its packets say it.
const LEVEL: u8 = 4;

/// Why a connection ended.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error("the client said farewell")]
    Farewell,
    #[error("the client closed")]
    Closed,
    #[error("nothing was heard within the keep-alive")]
    Silent,
    #[error("another client has the same name")]
    TakenOver,
    #[error("the client was refused: {0:?}")]
    Refused(ConnectReturnCode),
    #[error("the client sent what it may not send: {0}")]
    Forbidden(&'static str),
    #[error("the client sent no MQTT")]
    Malformed(#[from] PacketError),
    #[error("the socket failed")]
    Socket(#[from] std::io::Error),
}

impl From<TakenOver> for Ended {
    fn from(_: TakenOver) -> Self {
        Self::TakenOver
    }
}

/// Serves one connection to its end.
pub(super) async fn serve(hub: Arc<Hub>, socket: TcpStream) {
    let Err(ended) = run(&hub, socket).await;
    tracing::debug!(reason = %ended, "Connection of the embedded broker ended");
}

async fn run(hub: &Hub, mut socket: TcpStream) -> Result<std::convert::Infallible, Ended> {
    socket.set_nodelay(true)?;
    let mut read = BytesMut::new();
    let hello = timeout(CONNECT_WAIT_MAX, first(&mut socket, &mut read));
    let connect = match hello.await.map_err(|_| Ended::Silent)? {
        Ok(connect) => connect,
        Err(Ended::Refused(code)) => return Err(refuse(&mut socket, code).await),
        Err(ended) => return Err(ended),
    };
    let (keeping, client_id) = match (connect.clean_session, connect.client_id.is_empty()) {
        (false, true) => {
            return Err(refuse(&mut socket, ConnectReturnCode::BadClientId).await);
        }
        (true, true) => (Keeping::Nothing, some_name()),
        (true, false) => (Keeping::Nothing, connect.client_id),
        (false, false) => (Keeping::Session, connect.client_id),
    };
    let Ok((ticket, present)) = hub.connect(&client_id, keeping) else {
        return Err(refuse(&mut socket, ConnectReturnCode::ServiceUnavailable).await);
    };
    let mut hello = BytesMut::new();
    ConnAck::new(ConnectReturnCode::Success, present).write(&mut hello)?;
    let talked = async {
        socket.write_all(&hello).await?;
        talk(hub, &ticket, socket, read, silence(connect.keep_alive)).await
    };
    let Err(ended) = talked.await;
    hub.disconnect(&ticket);
    if let Some(will) = connect.last_will
        && !matches!(ended, Ended::Farewell)
    {
        carry_out(hub, will);
    }
    Err(ended)
}

/// Reads the packet with which a client says who it is.
async fn first(socket: &mut TcpStream, read: &mut BytesMut) -> Result<Connect, Ended> {
    loop {
        match mqttbytes::check(read.iter(), PACKET_BYTES_MAX) {
            Ok(_) => break,
            Err(PacketError::InsufficientBytes(_)) => {
                if socket.read_buf(read).await? == 0 {
                    return Err(Ended::Closed);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    // Looked at before the rest: a packet of another version has another form behind its level.
    if level(read).is_some_and(|level| level != LEVEL) {
        return Err(Ended::Refused(ConnectReturnCode::RefusedProtocolVersion));
    }
    match Packet::read(read, PACKET_BYTES_MAX)? {
        Packet::Connect(connect) => Ok(connect),
        _ => Err(Ended::Forbidden("another packet before CONNECT")),
    }
}

/// The version of MQTT in a first packet.
fn level(packet: &[u8]) -> Option<u8> {
    let length = packet.get(1..)?.iter().take_while(|byte| **byte & 0x80 != 0).count() + 1;
    packet.get(1 + length..)?.strip_prefix(b"\0\x04MQTT")?.first().copied()
}

async fn refuse(socket: &mut TcpStream, code: ConnectReturnCode) -> Ended {
    let mut answer = BytesMut::new();
    let written = ConnAck::new(code, false).write(&mut answer);
    if let Err(error) = written {
        return error.into();
    }
    let told = async {
        socket.write_all(&answer).await?;
        socket.shutdown().await
    };
    match told.await {
        Ok(()) => Ended::Refused(code),
        Err(error) => error.into(),
    }
}

/// A name for a client that has none.
fn some_name() -> String {
    static NAMES: AtomicU64 = AtomicU64::new(0);
    // A client can never choose it: a name with a NUL is not allowed in MQTT.
    format!("\0{}", NAMES.fetch_add(1, Ordering::Relaxed))
}

/// How long a client may be silent: half as long again as it promised.
fn silence(keep_alive: u16) -> Option<Duration> {
    (keep_alive > 0).then(|| Duration::from_millis(u64::from(keep_alive) * 1_500))
}

async fn talk(
    hub: &Hub,
    ticket: &Ticket,
    socket: TcpStream,
    read: BytesMut,
    silence: Option<Duration>,
) -> Result<std::convert::Infallible, Ended> {
    let (from, to) = socket.into_split();
    tokio::select! {
        ended = receive(hub, ticket, from, read, silence) => ended,
        ended = send(hub, ticket, to) => ended,
    }
}

async fn send(
    hub: &Hub,
    ticket: &Ticket,
    mut socket: OwnedWriteHalf,
) -> Result<std::convert::Infallible, Ended> {
    let mut out = BytesMut::new();
    loop {
        hub.write(ticket, &mut out)??;
        if out.is_empty() {
            ticket.bells.work.notified().await;
        } else {
            socket.write_all(&out).await?;
            out.clear();
        }
    }
}

async fn receive(
    hub: &Hub,
    ticket: &Ticket,
    mut socket: OwnedReadHalf,
    mut read: BytesMut,
    silence: Option<Duration>,
) -> Result<std::convert::Infallible, Ended> {
    loop {
        match Packet::read(&mut read, PACKET_BYTES_MAX) {
            Ok(packet) => {
                take(hub, ticket, packet)?;
                while !hub.has_room(ticket)? {
                    ticket.bells.room.notified().await;
                }
            }
            Err(PacketError::InsufficientBytes(_)) => {
                let more = socket.read_buf(&mut read);
                let count = match silence {
                    Some(silence) => timeout(silence, more).await.map_err(|_| Ended::Silent)??,
                    None => more.await?,
                };
                if count == 0 {
                    return Err(Ended::Closed);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Does what one packet asks for.
fn take(hub: &Hub, ticket: &Ticket, packet: Packet) -> Result<(), Ended> {
    match packet {
        Packet::Publish(message) => publish(hub, ticket, message),
        Packet::PubAck(answer) => Ok(hub.acknowledged(ticket, answer.pkid)?),
        Packet::Subscribe(wish) => subscribe(hub, ticket, wish),
        Packet::Unsubscribe(wish) => {
            for filter in &wish.topics {
                hub.unsubscribe(ticket, filter)?;
            }
            hub.answer(ticket, Packet::UnsubAck(UnsubAck::new(wish.pkid)))?;
            Ok(())
        }
        Packet::PingReq => {
            hub.answer(ticket, Packet::PingResp)?;
            Ok(())
        }
        Packet::Disconnect => Err(Ended::Farewell),
        Packet::Connect(_) => Err(Ended::Forbidden("a second CONNECT")),
        Packet::PubRec(_) | Packet::PubRel(_) | Packet::PubComp(_) => {
            Err(Ended::Forbidden("QoS 2"))
        }
        Packet::ConnAck(_) | Packet::SubAck(_) | Packet::UnsubAck(_) | Packet::PingResp => {
            Err(Ended::Forbidden("a broker's packet"))
        }
    }
}

fn publish(hub: &Hub, ticket: &Ticket, message: Publish) -> Result<(), Ended> {
    let qos = match message.qos {
        QoS::AtMostOnce => Qos::AtMostOnce,
        QoS::AtLeastOnce => Qos::AtLeastOnce,
        QoS::ExactlyOnce => return Err(Ended::Forbidden("QoS 2")),
    };
    if !filter::is_topic(&message.topic) {
        return Err(Ended::Forbidden("a topic that is none"));
    }
    hand_over(hub, &message.topic, message.payload, qos, message.retain);
    if qos == Qos::AtLeastOnce {
        hub.answer(ticket, Packet::PubAck(PubAck::new(message.pkid)))?;
    }
    Ok(())
}

fn subscribe(hub: &Hub, ticket: &Ticket, wish: Subscribe) -> Result<(), Ended> {
    let mut codes = Vec::with_capacity(wish.filters.len());
    for wanted in wish.filters {
        let (qos, code) = match wanted.qos {
            QoS::AtMostOnce => (Qos::AtMostOnce, QoS::AtMostOnce),
            QoS::AtLeastOnce | QoS::ExactlyOnce => (Qos::AtLeastOnce, QoS::AtLeastOnce),
        };
        let granted =
            filter::is_filter(&wanted.path) && hub.subscribe(ticket, &wanted.path, qos)?;
        codes.push(if granted {
            SubscribeReasonCode::Success(code)
        } else {
            SubscribeReasonCode::Failure
        });
    }
    hub.answer(ticket, Packet::SubAck(SubAck::new(wish.pkid, codes)))?;
    Ok(())
}

/// Publishes what a client left behind for the case that it goes without a word.
fn carry_out(hub: &Hub, will: LastWill) {
    if filter::is_topic(&will.topic) {
        let qos = match will.qos {
            QoS::AtMostOnce => Qos::AtMostOnce,
            QoS::AtLeastOnce | QoS::ExactlyOnce => Qos::AtLeastOnce,
        };
        hand_over(hub, &will.topic, will.message, qos, will.retain);
    }
}

fn hand_over(hub: &Hub, topic: &str, payload: Bytes, qos: Qos, retain: bool) {
    let publication = Arc::new(Publication { topic: Arc::from(topic), payload });
    hub.publish(None, &publication, qos, if retain { Retain::Yes } else { Retain::No });
}
