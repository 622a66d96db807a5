//! MQTT 3.1.1 through rumqttc.

use rumqttc::mqttbytes::Error as PacketError;
use rumqttc::{
    AsyncClient, ConnectReturnCode, ConnectionError, Event, EventLoop, MqttOptions, NetworkOptions,
    Outgoing, Packet, Publish, QoS, StateError, SubscribeFilter, SubscribeReasonCode,
};

use super::bridge::Bridge;
use super::way::way;
use super::{Arrived, Call, Facts, Grant, Happening, Keep};
use crate::failure::Failure;
use crate::limits::{CONNECT_WAIT_MAX, OUTGOING_BYTES_MAX, OUTGOING_MAX, REQUESTS_MAX};
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
    let way = way(Version::V311, call);
    let mut options = MqttOptions::new(call.client_id, way.host, way.port);
    options
        .set_transport(way.transport)
        .set_keep_alive(settings.keep_alive)
        .set_clean_session(call.keep == Keep::Nothing)
        .set_manual_acks(true)
        .set_inflight(OUTGOING_MAX)
        .set_max_packet_size(call.wire_bytes_max, OUTGOING_BYTES_MAX);
    if let Some((user, password)) = way.login {
        options.set_credentials(user, password);
    }
    let mut network = NetworkOptions::new();
    network.set_tcp_nodelay(true);
    network.set_connection_timeout(CONNECT_WAIT_MAX.as_secs());
    let (client, mut event_loop) = AsyncClient::new(options, REQUESTS_MAX);
    event_loop.set_network_options(network);
    (Requests { client }, Events { event_loop, facts: Facts::new(call), bridge: way.bridge })
}

impl Requests {
    pub(super) fn acknowledge(&self, packet_id: u16) -> bool {
        let mut publish = Publish::from_bytes(String::new(), QoS::AtLeastOnce, bytes::Bytes::new());
        publish.pkid = packet_id;
        self.client.try_ack(&publish).is_ok()
    }

    pub(super) fn take_retained(&self, filters: &[String]) {
        self.subscribe(filters, QoS::AtMostOnce);
    }

    pub(super) fn follow(&self, filters: &[String]) {
        self.subscribe(filters, QoS::AtLeastOnce);
    }

    fn subscribe(&self, filters: &[String], qos: QoS) {
        let filters = filters.iter().map(|path| SubscribeFilter::new(path.clone(), qos));
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
                Happening::Connected {
                    session_present: answer.session_present,
                    keep_alive: None,
                    packet_bytes_max: None,
                }
            }
            Packet::SubAck(answer) => {
                Happening::Subscribed(answer.return_codes.into_iter().map(grant).collect())
            }
            Packet::UnsubAck(_) => Happening::Left,
            Packet::Connect(_)
            | Packet::PubAck(_)
            | Packet::PubRec(_)
            | Packet::PubRel(_)
            | Packet::PubComp(_)
            | Packet::Subscribe(_)
            | Packet::Unsubscribe(_)
            | Packet::PingReq
            | Packet::PingResp
            | Packet::Disconnect => Happening::Heard,
        })
    }

    pub(super) fn forgive_ping(&mut self) {
        self.event_loop.state.await_pingresp = false;
    }

    fn failure(&self, error: ConnectionError) -> Failure {
        let facts = &self.facts;
        match error {
            ConnectionError::Io(error) => facts.unreachable(&error),
            ConnectionError::NetworkTimeout => facts.no_answer(),
            ConnectionError::FlushTimeout => Failure::Silent { silence: CONNECT_WAIT_MAX },
            ConnectionError::ConnectionRefused(code) => self.refused(code),
            ConnectionError::MqttState(error) => self.broken(error),
            ConnectionError::Tls(error) => facts.unsecured(&error),
            ConnectionError::NotConnAck(_) | ConnectionError::RequestsDone => {
                Failure::Malformed { reason: error.to_string() }
            }
        }
    }

    fn refused(&self, code: ConnectReturnCode) -> Failure {
        match code {
            ConnectReturnCode::RefusedProtocolVersion => {
                Failure::VersionRefused { version: Version::V311 }
            }
            ConnectReturnCode::BadClientId => self.facts.client_id_refused(),
            ConnectReturnCode::BadUserNamePassword => Failure::BadCredentials,
            ConnectReturnCode::NotAuthorized => Failure::NotAuthorized,
            ConnectReturnCode::ServiceUnavailable | ConnectReturnCode::Success => {
                Failure::Busy { reason: "service unavailable".to_owned() }
            }
        }
    }

    fn broken(&self, error: StateError) -> Failure {
        match error {
            StateError::Io(error) | StateError::Deserialization(PacketError::Io(error)) => {
                self.facts.ended(&error)
            }
            StateError::ConnectionAborted => self.facts.closed("without a word"),
            StateError::AwaitPingResp | StateError::CollisionTimeout => {
                Failure::Silent { silence: self.event_loop.mqtt_options.keep_alive() }
            }
            StateError::Deserialization(PacketError::PayloadSizeLimitExceeded(bytes)) => {
                self.facts.too_large(bytes)
            }
            StateError::Deserialization(PacketError::TopicNotUtf8) => Failure::TopicNotUtf8,
            StateError::Deserialization(error) => Failure::Malformed { reason: error.to_string() },
            StateError::InvalidState
            | StateError::Unsolicited(_)
            | StateError::WrongPacket
            | StateError::EmptySubscription => Failure::Malformed { reason: error.to_string() },
        }
    }
}

fn arrived(publish: Publish) -> Arrived {
    Arrived {
        topic: Ok(publish.topic),
        payload: publish.payload,
        retained: publish.retain,
        duplicate: publish.dup,
        packet_id: (publish.qos == QoS::AtLeastOnce).then_some(publish.pkid),
    }
}

fn grant(code: SubscribeReasonCode) -> Grant {
    match code {
        SubscribeReasonCode::Success(_) => Grant::Granted,
        SubscribeReasonCode::Failure => Grant::Refused("refused by the broker".to_owned()),
    }
}
