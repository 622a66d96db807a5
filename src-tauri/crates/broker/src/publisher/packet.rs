//! The few packets of a publisher in both versions of MQTT, by rumqttc's codec.

use bytes::{Bytes, BytesMut};
use model::Qos;
use rumqttc::mqttbytes::{Error as V4Error, v4};
use rumqttc::v5::mqttbytes::{Error as V5Error, QoS as V5Qos, v5};

use super::{PublisherSettings, Retain};
use crate::failure::Failure;
use crate::limits::PROTOCOL_BYTES_MAX;
use crate::settings::Version;

/// Largest answer to a publisher: none has a payload.
const ANSWER_BYTES_MAX: u32 = 64 * 1024;

/// What a broker answers a publisher.
pub(super) enum Answer {
    Accepted { window: u16 },
    Refused(String),
    Acknowledged,
    Other,
}

pub(super) fn connect(settings: &PublisherSettings, out: &mut BytesMut) -> Result<(), Failure> {
    let credentials = settings.credentials.as_ref();
    match settings.version {
        Version::V311 => {
            let mut connect = v4::Connect::new(settings.client_id.clone());
            connect.keep_alive = 0;
            connect.login =
                credentials.map(|c| v4::Login::new(c.user.clone(), c.password.as_str()));
            write_v4(&v4::Packet::Connect(connect), out)
        }
        Version::V5 => {
            let connect = v5::Connect {
                keep_alive: 0,
                client_id: settings.client_id.clone(),
                clean_start: true,
                properties: None,
            };
            let login = credentials.map(|c| v5::Login::new(c.user.clone(), c.password.as_str()));
            write_v5(&v5::Packet::Connect(connect, None, login), out)
        }
    }
}

pub(super) fn publish(
    version: Version,
    topic: &str,
    payload: Bytes,
    packet_id: Option<u16>,
    retain: Retain,
    out: &mut BytesMut,
) -> Result<(), Failure> {
    let qos = if packet_id.is_some() { Qos::AtLeastOnce } else { Qos::AtMostOnce };
    match version {
        Version::V311 => {
            let qos = match qos {
                Qos::AtMostOnce => rumqttc::QoS::AtMostOnce,
                Qos::AtLeastOnce => rumqttc::QoS::AtLeastOnce,
            };
            let mut publish = v4::Publish::from_bytes(topic, qos, payload);
            publish.pkid = packet_id.unwrap_or(0);
            publish.retain = retain == Retain::Yes;
            write_v4(&v4::Packet::Publish(publish), out)
        }
        Version::V5 => {
            let qos = match qos {
                Qos::AtMostOnce => V5Qos::AtMostOnce,
                Qos::AtLeastOnce => V5Qos::AtLeastOnce,
            };
            let mut publish = v5::Publish::new(topic, qos, payload, None);
            publish.pkid = packet_id.unwrap_or(0);
            publish.retain = retain == Retain::Yes;
            write_v5(&v5::Packet::Publish(publish), out)
        }
    }
}

pub(super) fn disconnect(version: Version, out: &mut BytesMut) -> Result<(), Failure> {
    match version {
        Version::V311 => write_v4(&v4::Packet::Disconnect, out),
        Version::V5 => {
            let reason = v5::DisconnectReasonCode::NormalDisconnection;
            write_v5(&v5::Packet::Disconnect(v5::Disconnect::new(reason)), out)
        }
    }
}

/// Takes the next answer out of what was read; none where it is not whole yet.
pub(super) fn read(version: Version, from: &mut BytesMut) -> Result<Option<Answer>, Failure> {
    match version {
        Version::V311 => match v4::Packet::read(from, ANSWER_BYTES_MAX as usize) {
            Ok(packet) => Ok(Some(answer_v4(&packet))),
            Err(V4Error::InsufficientBytes(_)) => Ok(None),
            Err(error) => Err(malformed(&error)),
        },
        Version::V5 => match v5::Packet::read(from, Some(ANSWER_BYTES_MAX)) {
            Ok(packet) => Ok(Some(answer_v5(&packet))),
            Err(V5Error::InsufficientBytes(_)) => Ok(None),
            Err(error) => Err(malformed(&error)),
        },
    }
}

fn answer_v4(packet: &v4::Packet) -> Answer {
    match packet {
        v4::Packet::ConnAck(answer) if answer.code == v4::ConnectReturnCode::Success => {
            Answer::Accepted { window: u16::MAX }
        }
        v4::Packet::ConnAck(answer) => Answer::Refused(format!("{:?}", answer.code)),
        v4::Packet::PubAck(_) => Answer::Acknowledged,
        _ => Answer::Other,
    }
}

fn answer_v5(packet: &v5::Packet) -> Answer {
    match packet {
        v5::Packet::ConnAck(answer) if answer.code == v5::ConnectReturnCode::Success => {
            let window = answer.properties.as_ref().and_then(|p| p.receive_max);
            Answer::Accepted { window: window.unwrap_or(u16::MAX) }
        }
        v5::Packet::ConnAck(answer) => Answer::Refused(format!("{:?}", answer.code)),
        v5::Packet::PubAck(_) => Answer::Acknowledged,
        _ => Answer::Other,
    }
}

fn write_v4(packet: &v4::Packet, out: &mut BytesMut) -> Result<(), Failure> {
    packet.write(out, PROTOCOL_BYTES_MAX).map(drop).map_err(|error| malformed(&error))
}

fn write_v5(packet: &v5::Packet, out: &mut BytesMut) -> Result<(), Failure> {
    packet.write(out, None).map(drop).map_err(|error| malformed(&error))
}

fn malformed(error: &dyn std::fmt::Display) -> Failure {
    Failure::Malformed { reason: error.to_string() }
}
