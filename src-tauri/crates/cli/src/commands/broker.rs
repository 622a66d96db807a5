//! `broker`: connections to brokers.

mod edit;

use std::path::{self, Path};

use engine::Door;
use wire::{
    AddConnection, CertificateView, ConnectionSecurity, ConnectionState, ConnectionTested,
    ConnectionView, Connections, Failure, FailureCode, ForgetPassword, Login, MqttVersion,
    PasswordState, RemoveConnection, Secrets, SetLogin, TestConnection, TrialStage, TrialStep,
    TrialVerdict,
};

use crate::args::{AddArgs, BrokerCommand, LoginArgs, Version};
use crate::conventions;
use crate::entered;
use crate::exit::Ended;
use crate::output::{Align, Output, Table, UNKNOWN, decimals, safe};
use crate::time;

pub(super) async fn run(door: &Door, command: &BrokerCommand, output: Output) -> Result<(), Ended> {
    match command {
        BrokerCommand::Add(args) => add(door, args, output).await,
        BrokerCommand::Edit(args) => edit::run(door, args, output).await,
        BrokerCommand::List => list(door, output).await,
        BrokerCommand::Test(args) => test(door, &args.name, output).await,
        BrokerCommand::Login(args) => login(door, args, output).await,
        BrokerCommand::ForgetPassword(args) => forget_password(door, &args.name, output).await,
        BrokerCommand::Remove(args) => remove(door, &args.name, output).await,
    }
}

async fn add(door: &Door, args: &AddArgs, output: Output) -> Result<(), Ended> {
    let login = match &args.user {
        Some(user) => Some(Login { username: user.clone(), password: entered::password().await? }),
        None => None,
    };
    let ask = AddConnection {
        name: args.name.clone(),
        url: args.url.clone(),
        filters: args.filters.clone(),
        version: args.version.map(told_version),
        login,
        security: ConnectionSecurity {
            ca: args.ca.as_deref().map(whole_path).transpose()?,
            certificate: args.cert.as_deref().map(whole_path).transpose()?,
            key: args.key.as_deref().map(whole_path).transpose()?,
            pinned: args.pin.clone(),
        },
        conventions: args.conventions.clone(),
    };
    let added = door.ask(ask).await?;
    let not_kept = not_kept(door, &added).await?;
    output.answer(&added, || {
        format!("Connection {} to {} is added.{not_kept}", safe(&added.name), safe(&added.url))
    })
}

fn told_version(version: Version) -> MqttVersion {
    match version {
        Version::V311 => MqttVersion::V311,
        Version::V5 => MqttVersion::V5,
    }
}

/// A path from the root on: a collector that is running stands in another folder.
fn whole_path(path: &Path) -> Result<String, Ended> {
    let whole = path::absolute(path).map_err(|cause| Ended::reading(path, cause))?;
    whole.into_os_string().into_string().map_err(|_| {
        let message = format!("{} is not written in UTF-8.", path.display());
        Ended::usage(message, "Give the file and its folders other names.")
    })
}

/// What somebody has to know who gave a password that only this run holds; empty otherwise.
async fn not_kept(door: &Door, added: &ConnectionView) -> Result<String, Ended> {
    let password = added.login.as_ref().map(|login| login.password);
    if password != Some(PasswordState::ThisRun) {
        return Ok(String::new());
    }
    let explanation = door.ask(Secrets {}).await?.explanation;
    Ok(format!(
        " Its password is not kept: {explanation} Enter it with `plantroomctl broker login` while Plantroom collects."
    ))
}

async fn login(door: &Door, args: &LoginArgs, output: Output) -> Result<(), Ended> {
    let password = entered::password().await?;
    let login = Some(Login { username: args.user.clone(), password });
    let changed = door.ask(SetLogin { name: args.name.clone(), login }).await?;
    output.answer(&changed, || {
        let words = format!("Connection {} signs in as {}.", safe(&args.name), safe(&args.user));
        format!("{words} {}", changed.explanation).trim_end().to_owned()
    })
}

async fn forget_password(door: &Door, name: &str, output: Output) -> Result<(), Ended> {
    let changed = door.ask(ForgetPassword { name: name.to_owned() }).await?;
    output.answer(&changed, || format!("The password of connection {} is forgotten.", safe(name)))
}

async fn list(door: &Door, output: Output) -> Result<(), Ended> {
    let connections = door.ask(Connections {}).await?;
    output.answer(&connections, || table(&connections))
}

fn table(connections: &[ConnectionView]) -> String {
    let mut table = Table::new(&[
        ("Name", Align::Left),
        ("Broker", Align::Left),
        ("State", Align::Left),
        ("MQTT", Align::Left),
        ("Newest", Align::Right),
        ("Subscribed to", Align::Left),
        ("Read by", Align::Left),
        ("What is the matter", Align::Left),
    ]);
    let now = engine::now().ms();
    for connection in connections {
        let newest = connection.newest.map_or_else(
            || UNKNOWN.to_owned(),
            |newest| time::age(now.saturating_sub(newest.ms()).max(0)),
        );
        table.row([
            &connection.name,
            &connection.url,
            state(connection.state),
            connection.version.map_or(UNKNOWN, version),
            &newest,
            &connection.filters.join(" "),
            &conventions::words(&connection.conventions),
            &connection.explanation,
        ]);
    }
    table.or("There is no connection yet. Add one with `plantroomctl broker add NAME URL`.")
}

/// A connection's state in one word.
pub(super) const fn state(state: ConnectionState) -> &'static str {
    match state {
        ConnectionState::Idle => "idle",
        ConnectionState::NeedsPassword => "needs its password",
        ConnectionState::Connecting => "connecting",
        ConnectionState::Subscribing => "subscribing",
        ConnectionState::Live => "live",
        ConnectionState::Waiting => "waiting",
        ConnectionState::Refused => "refused",
        ConnectionState::Stopped => "stopped",
    }
}

const fn version(version: MqttVersion) -> &'static str {
    match version {
        MqttVersion::V311 => "3.1.1",
        MqttVersion::V5 => "5",
    }
}

async fn test(door: &Door, name: &str, output: Output) -> Result<(), Ended> {
    let tested = door.ask(TestConnection { name: name.to_owned() }).await?;
    output.answer(&tested, || told(name, &tested))?;
    tested.failed().map_or(Ok(()), |step| Err(failure_of(step).into()))
}

/// A trial step by step, with the certificate that was seen and how it ended.
fn told(name: &str, tested: &ConnectionTested) -> String {
    let mut table = Table::new(&[
        ("Step", Align::Left),
        ("Result", Align::Left),
        ("ms", Align::Right),
        ("What was found", Align::Left),
    ]);
    for step in &tested.steps {
        let took = match step.verdict {
            TrialVerdict::Ok | TrialVerdict::Failed => format!("{:.1}", step.took_ms),
            TrialVerdict::NotReached => UNKNOWN.to_owned(),
        };
        table.row([&step.title, verdict(step.verdict), &took, &step.sentence]);
    }
    let mut text = table.text();
    if let Some(seen) = &tested.certificate {
        text.push_str(&certificate(seen));
    }
    if let (Some(answered), Some(connect_ms)) = (tested.version, tested.connect_ms) {
        let (name, spoken) = (safe(name), version(answered));
        let ms = decimals(connect_ms);
        text.push_str(&format!("Connection {name} answers: MQTT {spoken}, after {ms} ms.\n"));
    }
    text
}

fn certificate(seen: &CertificateView) -> String {
    format!(
        "The broker's certificate: subject {}; issuer {}; valid until {}; SHA-256 {}\n",
        safe(&seen.subject),
        safe(&seen.issuer),
        time::rfc3339(seen.valid_until),
        seen.fingerprint
    )
}

const fn verdict(verdict: TrialVerdict) -> &'static str {
    match verdict {
        TrialVerdict::Ok => "ok",
        TrialVerdict::Failed => "failed",
        TrialVerdict::NotReached => "not reached",
    }
}

/// A failed step as what the program exits with.
fn failure_of(step: &TrialStep) -> Failure {
    let code = match step.stage {
        TrialStage::Settings => FailureCode::Configuration,
        TrialStage::Name
        | TrialStage::Reach
        | TrialStage::Secure
        | TrialStage::SignIn
        | TrialStage::Subscribe
        | TrialStage::PacketSize => FailureCode::BrokerUnreachable,
    };
    Failure::new(code, step.sentence.clone(), "")
}

async fn remove(door: &Door, name: &str, output: Output) -> Result<(), Ended> {
    let removed = door.ask(RemoveConnection { name: name.to_owned() }).await?;
    output.answer(&removed, || {
        format!("Connection {} is removed. What it brought stays stored.", safe(&removed.name))
    })
}
