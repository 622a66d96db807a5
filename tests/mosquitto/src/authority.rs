//! An authority of our own and the certificates it issues, good ones and bad, made by the `openssl` command.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// How `openssl ca` is to keep its books in a folder.
const BOOKS: &str = "[ca]\ndefault_ca = books\n[books]\ndatabase = index.txt\nserial = serial\n\
    new_certs_dir = .\ncertificate = ca.pem\nprivate_key = ca.key\ndefault_md = sha256\n\
    policy = names\nunique_subject = no\n[names]\ncommonName = supplied\n";

/// An authority, in a folder that goes with it.
#[derive(Debug)]
pub struct Authority {
    folder: TempDir,
}

/// What a certificate shall say.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// What its files are called.
    pub name: &'a str,
    /// Its common name.
    pub common_name: &'a str,
    /// Its alternative names as openssl writes them, `DNS:localhost,IP:127.0.0.1`; none where empty.
    pub alternative_names: &'a str,
    /// From when it holds: `20200101000000Z`.
    pub from: &'a str,
    /// Until when it holds.
    pub until: &'a str,
    /// What it is signed with.
    pub digest: &'a str,
}

impl Default for Order<'_> {
    /// A good one for this computer.
    fn default() -> Self {
        Self {
            name: "server",
            common_name: "localhost",
            alternative_names: "DNS:localhost,IP:127.0.0.1",
            from: "20200101000000Z",
            until: "20491231000000Z",
            digest: "sha256",
        }
    }
}

/// A certificate and its key, as PEM files in the authority's folder.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The certificate.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

impl Authority {
    /// Makes one.
    ///
    /// # Errors
    /// Where openssl is not installed, or does not do it.
    pub fn new(name: &str) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let place = folder.path();
        std::fs::write(place.join("books.cnf"), BOOKS)?;
        std::fs::write(place.join("index.txt"), "")?;
        std::fs::write(place.join("serial"), "1000\n")?;
        self_signed(place, "ca", name, &["-addext", "keyUsage=critical,keyCertSign,cRLSign"])?;
        Ok(Self { folder })
    }

    /// Its own certificate: what a CA file holds.
    #[must_use]
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Issues a certificate.
    ///
    /// # Errors
    /// Where openssl does not do it.
    pub fn issue(&self, order: &Order<'_>) -> io::Result<Issued> {
        let place = self.folder.path();
        let files = Issued::in_folder(place, order.name);
        let (request, extensions) = (format!("{}.csr", order.name), format!("{}.ext", order.name));
        let mut text = "basicConstraints=CA:FALSE\n".to_owned();
        if !order.alternative_names.is_empty() {
            text.push_str(&format!("subjectAltName={}\n", order.alternative_names));
        }
        std::fs::write(place.join(&extensions), text)?;
        let subject = format!("/CN={}", order.common_name);
        let key = format!("{}.key", order.name);
        let ask = ["req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
        openssl(
            place,
            &[&ask[..], &["-keyout", &key, "-out", &request, "-subj", &subject]].concat(),
        )?;
        let certificate = format!("{}.pem", order.name);
        let sign = ["ca", "-batch", "-config", "books.cnf", "-notext", "-extfile", &extensions];
        let what = ["-in", &request, "-out", &certificate, "-md", order.digest];
        let when = ["-startdate", order.from, "-enddate", order.until];
        openssl(place, &[&sign[..], &what, &when].concat())?;
        Ok(files)
    }

    /// Makes a certificate that vouches for itself, as quick guides tell to.
    ///
    /// # Errors
    /// Where openssl does not do it.
    pub fn self_signed(&self, name: &str) -> io::Result<Issued> {
        let names = ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
        self_signed(self.folder.path(), name, "localhost", &names)?;
        Ok(Issued::in_folder(self.folder.path(), name))
    }

    /// Writes a key down behind a passphrase.
    ///
    /// # Errors
    /// Where openssl does not do it.
    pub fn encrypted(&self, issued: &Issued) -> io::Result<PathBuf> {
        let path = self.folder.path().join("encrypted.key");
        let key = issued.key.display().to_string();
        let to = path.display().to_string();
        let way = ["pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:secret"];
        openssl(self.folder.path(), &[&way[..], &["-in", &key, "-out", &to]].concat())?;
        Ok(path)
    }
}

impl Issued {
    fn in_folder(folder: &Path, name: &str) -> Self {
        let file = |ending: &str| folder.join(format!("{name}.{ending}"));
        Self { certificate: file("pem"), key: file("key") }
    }

    /// SHA-256 of the certificate as openssl tells it: `AB:CD:…`.
    ///
    /// # Errors
    /// Where openssl cannot read it.
    pub fn fingerprint(&self) -> io::Result<String> {
        let file = self.certificate.display().to_string();
        let folder = self.certificate.parent().unwrap_or(Path::new("."));
        let told = openssl(folder, &["x509", "-in", &file, "-noout", "-fingerprint", "-sha256"])?;
        let (_, digits) = told.trim().split_once('=').unwrap_or_default();
        Ok(digits.to_owned())
    }
}

fn self_signed(folder: &Path, name: &str, common_name: &str, more: &[&str]) -> io::Result<()> {
    let (key, file) = (format!("{name}.key"), format!("{name}.pem"));
    let subject = format!("/CN={common_name}");
    let make = ["req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let what = ["-keyout", &key, "-out", &file, "-subj", &subject, "-days", "30"];
    openssl(folder, &[&make[..], &what, more].concat()).map(drop)
}

fn openssl(folder: &Path, arguments: &[&str]) -> io::Result<String> {
    let done = Command::new("openssl").current_dir(folder).args(arguments).output();
    let done = done.map_err(|error| {
        let hint = "openssl cannot be started; on Debian and Ubuntu: apt-get install openssl";
        io::Error::new(error.kind(), format!("{hint} ({error})"))
    })?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    Err(io::Error::other(format!("openssl {arguments:?}: {said}")))
}
