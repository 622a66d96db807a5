//! MQTT 5 through rumqttc.

use std::time::Duration;

use rumqttc::v5::mqttbytes::v5::{
    ConnectProperties, ConnectReturnCode, DisconnectReasonCode, Filter, Packet, Publish,
    RetainForwardRule, SubscribeReasonCode,
};
use rumqttc::v5::mqttbytes::{Error as PacketError, QoS};
use rumqttc::v5::{AsyncClient, ConnectionError, Event, EventLoop, MqttOptions, StateError};
use rumqttc::{NetworkOptions, Outgoing};

use super::bridge::Bridge;
use super::way::way;
use super::{Arrived, Call, Facts, Grant, Happening, Keep};
use crate::failure::Failure;
use crate::limits::{CONNECT_WAIT_MAX, OUTGOING_MAX, RECEIVE_MAX, REQUESTS_MAX, SESSION_EXPIRY};
use crate::settings::Version;

#[derive(Debug)]
pub(crate) struct Requests {
    client: AsyncClient,
}

pub(crate) struct Events {
    event_loop: EventLoop,
    facts: Facts,
    bridge: Option<Bridge>,
}

pub(super) fn call(call: &Call<'_>) -> (Requests, Events) {
    let settings = call.settings;
    let way = way(Version::V5, call);
    let mut network = NetworkOptions::new();
    network.set_tcp_nodelay(true);
    let mut options = MqttOptions::new(call.client_id, way.host, way.port);
    options
        .set_transport(way.transport)
        .set_keep_alive(settings.keep_alive)
        .set_clean_start(call.keep == Keep::Nothing)
        .set_manual_acks(true)
        .set_connection_timeout(CONNECT_WAIT_MAX.as_secs())
        .set_outgoing_inflight_upper_limit(OUTGOING_MAX)
        .set_network_options(network)
        .set_connect_properties(properties(call));
    if let Some((user, password)) = way.login {
        options.set_credentials(user, password);
    }
    let (client, event_loop) = AsyncClient::new(options, REQUESTS_MAX);
    (Requests { client }, Events { event_loop, facts: Facts::new(call), bridge: way.bridge })
}

fn properties(call: &Call<'_>) -> ConnectProperties {
    let mut properties = ConnectProperties::new();
    properties.receive_maximum = Some(RECEIVE_MAX);
    // The broker drops what is larger, and goes on with the others.
    properties.max_packet_size = u32::try_from(call.wire_bytes_max).ok();
    properties.session_expiry_interval = match call.keep {
        Keep::Session => u32::try_from(SESSION_EXPIRY.as_secs()).ok(),
        Keep::Nothing => None,
    };
    properties
}

impl Requests {
    pub(super) fn acknowledge(&self, packet_id: u16) -> bool {
        let publish = Publish { qos: QoS::AtLeastOnce, pkid: packet_id, ..Publish::default() };
        self.client.try_ack(&publish).is_ok()
    }

    pub(super) fn take_retained(&self, filters: &[String]) {
        self.subscribe(filters, QoS::AtMostOnce, &RetainForwardRule::OnEverySubscribe);
    }

    pub(super) fn follow(&self, filters: &[String]) {
        self.subscribe(filters, QoS::AtLeastOnce, &RetainForwardRule::Never);
    }

    fn subscribe(&self, filters: &[String], qos: QoS, retained: &RetainForwardRule) {
        let filters = filters.iter().map(|path| Filter {
            retain_forward_rule: retained.clone(),
            ..Filter::new(path.clone(), qos)
        });
        if let Err(error) = self.client.try_subscribe_many(filters) {
            tracing::error!(%error, "Subscription not taken by the client");
        }
    }

    pub(super) fn leave(&self, filter: &str) {
        if let Err(error) = self.client.try_unsubscribe(filter) {
            tracing::error!(%error, "Request not taken by the client");
        }
    }

    pub(super) fn disconnect(&self) {
        if let Err(error) = self.client.try_disconnect() {
            tracing::error!(%error, "Farewell not taken by the client");
        }
    }
}

impl Events {
    pub(super) async fn next(&mut self) -> Result<Happening, Failure> {
        let packet = match self.event_loop.poll().await {
            Ok(Event::Incoming(packet)) => packet,
            Ok(Event::Outgoing(Outgoing::PingReq)) => return Ok(Happening::PingSent),
            Ok(Event::Outgoing(_)) => return Ok(Happening::Sent),
            Err(error) => {
                let behind = self.bridge.as_ref().and_then(Bridge::failure);
                return Err(behind.unwrap_or_else(|| self.failure(error)));
            }
        };
        Ok(match packet {
            Packet::Publish(publish) => Happening::Message(arrived(publish)),
            Packet::ConnAck(answer) => {
                self.facts.connected = true;
                let properties = answer.properties.as_ref();
                let seconds = properties.and_then(|p| p.server_keep_alive);
                Happening::Connected {
                    session_present: answer.session_present,
                    keep_alive: seconds.map(|s| Duration::from_secs(s.into())),
                    packet_bytes_max: properties.and_then(|p| p.max_packet_size),
                }
            }
            Packet::SubAck(answer) => {
                Happening::Subscribed(answer.return_codes.into_iter().map(grant).collect())
            }
            Packet::UnsubAck(_) => Happening::Left,
            Packet::Auth(_)
            | Packet::Connect(..)
            | Packet::PubAck(_)
            | Packet::PingReq(_)
            | Packet::PingResp(_)
            | Packet::Subscribe(_)
            | Packet::PubRec(_)
            | Packet::PubRel(_)
            | Packet::PubComp(_)
            | Packet::Unsubscribe(_)
            | Packet::Disconnect(_) => Happening::Heard,
        })
    }

    pub(super) fn forgive_ping(&mut self) {
        self.event_loop.state.await_pingresp = false;
    }

    fn failure(&self, error: ConnectionError) -> Failure {
        match error {
            ConnectionError::Io(error) => self.facts.unreachable(&error),
            ConnectionError::Timeout(_) => self.facts.no_answer(),
            ConnectionError::ConnectionRefused(code)
            | ConnectionError::MqttState(StateError::ConnFail { reason: code }) => {
                self.refused(code)
            }
            ConnectionError::MqttState(error) => self.broken(error),
            ConnectionError::Tls(error) => self.facts.unsecured(&error),
            ConnectionError::NotConnAck(_) | ConnectionError::RequestsDone => {
                Failure::Malformed { reason: error.to_string() }
            }
        }
    }

    fn refused(&self, code: ConnectReturnCode) -> Failure {
        use ConnectReturnCode as Code;
        let reason = format!("{code:?}");
        match code {
            Code::RefusedProtocolVersion | Code::UnsupportedProtocolVersion => {
                Failure::VersionRefused { version: Version::V5 }
            }
            Code::BadClientId | Code::ClientIdentifierNotValid => self.facts.client_id_refused(),
            Code::BadUserNamePassword | Code::BadAuthenticationMethod => Failure::BadCredentials,
            Code::NotAuthorized | Code::Banned => Failure::NotAuthorized,
            Code::ServiceUnavailable
            | Code::ServerUnavailable
            | Code::ServerBusy
            | Code::QuotaExceeded
            | Code::ConnectionRateExceeded
            | Code::UnspecifiedError => Failure::Busy { reason },
            Code::Success
            | Code::MalformedPacket
            | Code::ProtocolError
            | Code::ImplementationSpecificError
            | Code::TopicNameInvalid
            | Code::PacketTooLarge
            | Code::PayloadFormatInvalid
            | Code::RetainNotSupported
            | Code::QoSNotSupported
            | Code::UseAnotherServer
            | Code::ServerMoved => Failure::RefusedOtherwise { reason },
        }
    }

    fn broken(&self, error: StateError) -> Failure {
        match error {
            StateError::Io(error) | StateError::Deserialization(PacketError::Io(error)) => {
                self.facts.ended(&error)
            }
            StateError::ConnectionAborted => self.facts.closed("without a word"),
            StateError::ServerDisconnect {
                reason_code: DisconnectReasonCode::SessionTakenOver,
                ..
            } => self.facts.taken_over(),
            StateError::ServerDisconnect { reason_code, .. } => {
                Failure::Closed { reason: format!("{reason_code:?}") }
            }
            StateError::AwaitPingResp | StateError::CollisionTimeout => {
                Failure::Silent { silence: self.event_loop.options.keep_alive() }
            }
            StateError::IncomingPacketTooLarge { pkt_size, .. }
            | StateError::Deserialization(PacketError::PayloadSizeLimitExceeded {
                pkt_size, ..
            }) => self.facts.too_large(pkt_size),
            StateError::Deserialization(PacketError::TopicNotUtf8) => Failure::TopicNotUtf8,
            StateError::Deserialization(error) => Failure::Malformed { reason: error.to_string() },
            StateError::InvalidState
            | StateError::Coversion(_)
            | StateError::Unsolicited(_)
            | StateError::WrongPacket
            | StateError::EmptySubscription
            | StateError::InvalidAlias { .. }
            | StateError::OutgoingPacketTooLarge { .. }
            | StateError::ConnFail { .. } => Failure::Malformed { reason: error.to_string() },
        }
    }
}

fn arrived(publish: Publish) -> Arrived {
    let topic = String::from_utf8(publish.topic.into())
        .map_err(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
    Arrived {
        topic,
        payload: publish.payload,
        retained: publish.retain,
        duplicate: publish.dup,
        packet_id: (publish.qos == QoS::AtLeastOnce).then_some(publish.pkid),
    }
}

fn grant(code: SubscribeReasonCode) -> Grant {
    let reason = match code {
        SubscribeReasonCode::Success(_) => return Grant::Granted,
        SubscribeReasonCode::NotAuthorized => "no right to listen",
        SubscribeReasonCode::TopicFilterInvalid => "not a topic filter",
        SubscribeReasonCode::QuotaExceeded => "the broker's limit is reached",
        SubscribeReasonCode::SharedSubscriptionsNotSupported => {
            "the broker has no shared subscriptions"
        }
        SubscribeReasonCode::WildcardSubscriptionsNotSupported => "the broker has no wildcards",
        SubscribeReasonCode::Failure
        | SubscribeReasonCode::Unspecified
        | SubscribeReasonCode::ImplementationSpecific
        | SubscribeReasonCode::PkidInUse
        | SubscribeReasonCode::SubscriptionIdNotSupported => "refused by the broker",
    };
    Grant::Refused(reason.to_owned())
}
