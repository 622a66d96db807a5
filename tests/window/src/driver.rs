//! A window under a driver: as much of the WebDriver protocol as the stories need, over plain HTTP.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command as Plain, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::{OPEN_MAX, PATIENCE, program, within};

/// The key the protocol has for an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How long the driver itself may take on top of a promise: one look, and the time between two.
pub const DRIVER: Duration = Duration::from_millis(250);
/// The key as the protocol spells it.
pub const ESCAPE: &str = "\u{e00c}";
/// The key as the protocol spells it.
pub const ENTER: &str = "\u{e007}";
/// The key as the protocol spells it.
pub const ARROW_RIGHT: &str = "\u{e014}";
/// The key as the protocol spells it.
pub const CONTROL: &str = "\u{e009}";
/// The key as the protocol spells it.
pub const ALT: &str = "\u{e00a}";

/// One window of the program under test.
pub struct Window {
    driver: Child,
    port: u16,
    session: String,
}

/// One line of the table of points, as it is on screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Line(Value);

impl Line {
    /// The text of a column; empty where the column is not shown.
    pub fn cell(&self, column: &str) -> &str {
        self.0[column].as_str().unwrap_or("")
    }
}

impl Window {
    /// Opens the window on this data folder.
    pub async fn open(folder: &Path) -> Result<Self> {
        let arguments = json!(["--data-dir", folder]);
        Self::start(Command::new("tauri-driver"), &arguments).await
    }

    /// Opens the window on the demo building, made in this folder.
    pub async fn open_demo(folder: &Path) -> Result<Self> {
        let arguments = json!(["--data-dir", folder, "--demo"]);
        Self::start(Command::new("tauri-driver"), &arguments).await
    }

    /// Opens the window as a person does who never heard of data folders, with this as the place for the data of all
    /// programs.
    pub async fn open_without_a_word(data: &Path) -> Result<Self> {
        let mut driver = Command::new("tauri-driver");
        driver.env("XDG_DATA_HOME", data).env_remove("PLANTROOM_DATA");
        Self::start(driver, &json!([])).await
    }

    async fn start(mut driver: Command, arguments: &Value) -> Result<Self> {
        let (port, native) = (free_port()?, free_port()?);
        let driver = driver
            .args(["--port", &port.to_string()])
            .args(["--native-port", &native.to_string()])
            .stdout(Stdio::null())
            .process_group(0)
            .spawn()
            .context("tauri-driver does not start; scripts/prepare.sh test installs it")?;
        let mut window = Self { driver, port, session: String::new() };
        // It listens before WebKit's own driver behind it does, and closes what it cannot pass on.
        within(PATIENCE, "the driver answers", async || {
            Ok(window.send("GET", "/status", None).await.ok())
        })
        .await?;

        let options = json!({
            "application": program("plantroom")?,
            "args": arguments,
        });
        let wanted = json!({"capabilities": {"alwaysMatch": {"tauri:options": options}}});
        let made = timeout(OPEN_MAX, window.send("POST", "/session", Some(&wanted)))
            .await
            .context("no window opened")??;
        window.session = made["sessionId"].as_str().context("no session")?.to_owned();
        Ok(window)
    }

    /// The visible text of the first element that fits, empty where none does.
    pub async fn text(&mut self, css: &str) -> Result<String> {
        let script =
            "const e = document.querySelector(arguments[0]); return e === null ? '' : e.innerText;";
        let text = self.run(script, json!([css])).await?;
        Ok(text.as_str().unwrap_or("").to_owned())
    }

    /// The lines of the table of points that are in view.
    pub async fn lines(&mut self) -> Result<Vec<Line>> {
        let script = "return [...document.querySelectorAll('[role=grid] [role=row]')].map((row) => \
            Object.fromEntries([...row.querySelectorAll('[role=gridcell]')].map((cell) => \
            [[...cell.classList].find((one) => one.startsWith('col-')).slice(4), cell.ariaLabel ?? cell.textContent])));";
        let lines = self.run(script, json!([])).await?;
        Ok(lines.as_array().into_iter().flatten().cloned().map(Line).collect())
    }

    /// Runs a script in the page.
    pub async fn run(&mut self, script: &str, arguments: Value) -> Result<Value> {
        let body = json!({"script": script, "args": arguments});
        self.ask("POST", "/execute/sync", Some(&body)).await
    }

    /// Puts text into the field with this label, as if it had been typed.
    pub async fn fill(&mut self, label: &str, text: &str) -> Result<()> {
        let script = "const field = [...document.querySelectorAll('label')].find((one) => one.textContent.trim().startsWith(arguments[0]))?.querySelector('input') \
            ?? document.querySelector(`[aria-label='${arguments[0]}']`); if (field === null) return false; \
            field.focus(); field.value = arguments[1]; field.dispatchEvent(new Event('input', {bubbles: true})); return true;";
        if self.run(script, json!([label, text])).await? != json!(true) {
            bail!("no field {label:?}");
        }
        Ok(())
    }

    /// Chooses an entry by its words in the list with this label.
    pub async fn choose(&mut self, label: &str, words: &str) -> Result<()> {
        let script = "const list = [...document.querySelectorAll('select')].find((one) => one.ariaLabel === arguments[0] || one.closest('label')?.textContent.trim().startsWith(arguments[0])); \
            const entry = [...(list?.options ?? [])].find((one) => one.text === arguments[1]); if (entry === undefined) return false; \
            list.value = entry.value; list.dispatchEvent(new Event('input', {bubbles: true})); list.dispatchEvent(new Event('change', {bubbles: true})); return true;";
        if self.run(script, json!([label, words])).await? != json!(true) {
            bail!("no entry {words:?} in {label:?}");
        }
        Ok(())
    }

    /// Presses a key while Control is held.
    pub async fn press_with_control(&mut self, key: &str) -> Result<()> {
        self.press_with(CONTROL, key).await
    }

    /// Presses a key while another is held, such as [`ALT`].
    pub async fn press_with(&mut self, held: &str, key: &str) -> Result<()> {
        self.act(json!([{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": held},
            {"type": "keyDown", "value": key},
            {"type": "keyUp", "value": key},
            {"type": "keyUp", "value": held},
        ]}]))
        .await
    }

    /// Runs a script in the page that calls its last argument when it is done, within so much time.
    pub async fn run_until_done(
        &mut self,
        limit: Duration,
        script: &str,
        arguments: Value,
    ) -> Result<Value> {
        let most = json!({"script": limit.as_millis().to_string().parse::<u64>()?});
        self.ask("POST", "/timeouts", Some(&most)).await?;
        let path = format!("/session/{}/execute/async", self.session);
        let body = json!({"script": script, "args": arguments});
        timeout(limit + PATIENCE, self.send("POST", &path, Some(&body)))
            .await
            .context("the page did not finish")?
    }

    /// Presses and releases keys, one after the other.
    pub async fn press(&mut self, keys: &[&str]) -> Result<()> {
        let strokes: Vec<Value> = keys
            .iter()
            .flat_map(|key| {
                [json!({"type": "keyDown", "value": key}), json!({"type": "keyUp", "value": key})]
            })
            .collect();
        self.act(json!([{"type": "key", "id": "keys", "actions": strokes}])).await
    }

    /// Drags the pointer across the first element that fits, between two shares of its width.
    pub async fn drag(&mut self, css: &str, from: f64, to: f64) -> Result<()> {
        let script = "const box = document.querySelector(arguments[0]).getBoundingClientRect(); \
            return [1, 2].map((at) => Math.round(box.left + box.width * arguments[at])).concat(Math.round(box.top + box.height / 2));";
        let places = self.run(script, json!([css, from, to])).await?;
        let at = |x: &Value, ms: u32| json!({"type": "pointerMove", "duration": ms, "origin": "viewport", "x": x, "y": places[2]});
        let strokes = json!([
            at(&places[0], 0),
            {"type": "pointerDown", "button": 0},
            at(&places[1], 200),
            {"type": "pointerUp", "button": 0},
        ]);
        self.act(json!([{
            "type": "pointer", "id": "mouse",
            "parameters": {"pointerType": "mouse"}, "actions": strokes,
        }]))
        .await
    }

    /// Presses the button with these words on it.
    pub async fn click(&mut self, words: &str) -> Result<()> {
        let path = format!("//button[starts-with(normalize-space(.), '{words}')]");
        let body = json!({"using": "xpath", "value": path});
        let found = self.ask("POST", "/element", Some(&body)).await?;
        let element = found[ELEMENT].as_str().context("no such button")?.to_owned();
        self.ask("POST", &format!("/element/{element}/click"), Some(&json!({}))).await?;
        Ok(())
    }

    /// Saves what the window shows under this name.
    pub async fn picture(&mut self, name: &str) -> Result<()> {
        let shot = self.ask("GET", "/screenshot", None).await?;
        let bytes = from_base64(shot.as_str().context("no picture")?)?;
        let folder = pictures()?;
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join(format!("{name}.png")), bytes)?;
        Ok(())
    }

    /// Ends the session, and with the driver whatever of the window is left.
    pub async fn end(mut self) {
        // Where this fails the driver's end is the window's too.
        let _gone = self.ask("DELETE", "", None).await.is_err();
    }

    async fn act(&mut self, actions: Value) -> Result<()> {
        let body = json!({"actions": actions});
        self.ask("POST", "/actions", Some(&body)).await?;
        Ok(())
    }

    async fn ask(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let path = format!("/session/{}{path}", self.session);
        timeout(PATIENCE, self.send(method, &path, body))
            .await
            .with_context(|| format!("no answer to {method} {path}"))?
    }

    async fn send(&mut self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        let port = self.port;
        let body = body.map(Value::to_string).unwrap_or_default();
        // Without "Connection: close": the driver would pass it on to WebKit's own, and then lose requests to
        // connections that are just being closed.
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(request.as_bytes()).await?;
        let (head, body) = read_answer(stream).await?;
        let mut answer: Value =
            serde_json::from_str(&body).with_context(|| format!("{head}\n{body}"))?;
        let value = answer["value"].take();
        if !head.starts_with("HTTP/1.1 200") {
            bail!("{method} {path}: {}: {}", value["error"], value["message"]);
        }
        Ok(value)
    }
}

async fn read_answer(stream: TcpStream) -> Result<(String, String)> {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            bail!("the driver gave no answer");
        }
        if line.trim().is_empty() {
            break;
        }
        let name_and_value = line.trim().split_once(": ");
        if let Some((name, value)) = name_and_value
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.parse()?;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    Ok((head, String::from_utf8(body).context("the driver's answer is no text")?))
}

impl Drop for Window {
    /// The driver, WebKit's own and the window are one process group, so that a failed test leaves none of them.
    fn drop(&mut self) {
        if let Some(id) = self.driver.id() {
            let group = format!("-{id}");
            // Nothing of it may be left by now, and there is nobody to tell.
            let _gone = Plain::new("kill")
                .args(["-KILL", "--", &group])
                .stderr(Stdio::null())
                .status()
                .is_err();
        }
    }
}

/// A port nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// `window-shots` beside the profile's folder.
fn pictures() -> Result<PathBuf> {
    let profile = program("")?;
    let target = profile.parent().context("no target")?;
    Ok(target.join("window-shots"))
}

fn from_base64(text: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0_u32);
    for letter in text.bytes().filter(|letter| *letter != b'=') {
        let six = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'\n' | b'\r' => continue,
            _ => bail!("not base64"),
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff)?);
        }
    }
    Ok(bytes)
}
