//! Asking a running server whether it is ready.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::{Outcome, print};

/// One request in plain HTTP/1.1: an image without a shell has no other client.
pub(super) async fn healthcheck(admin: SocketAddr) -> Outcome {
    let mut target = admin;
    if admin.ip().is_unspecified() {
        let loopback =
            if admin.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { IpAddr::from(Ipv6Addr::LOCALHOST) };
        target.set_ip(loopback);
    }
    let ask = async {
        let mut connection = TcpStream::connect(target).await?;
        let request = format!("GET /readyz HTTP/1.1\r\nHost: {target}\r\nConnection: close\r\n\r\n");
        connection.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).await?;
        io::Result::Ok(answer)
    };
    let answer = timeout(Duration::from_secs(5), ask)
        .await
        .map_err(|_elapsed| format!("no answer from {target} within 5 s"))?
        .map_err(|error| format!("no answer from {target}: {error}"))?;
    let status = answer.lines().next().unwrap_or_default();
    if status.starts_with("HTTP/1.1 200") {
        print("ready\n")
    } else {
        Err(format!("not ready: {status}").into())
    }
}
