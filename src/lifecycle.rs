//! The server's life: open, serve, drain, close.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, serve::ListenerExt as _};
use tokio::{
    net::TcpListener,
    signal::unix::{Signal, SignalKind, signal},
    time::{MissedTickBehavior, interval, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    http::{
        self, Metrics, Options,
        health::{self, Readiness},
    },
    service::Env,
    watch::{Watched, watch},
};

/// How old the catalogue of this process may be.
const CATALOGUE_POLL: Duration = Duration::from_secs(5);
/// How long requests under way may take once the doors are closed.
const DEADLINE: Duration = Duration::from_secs(20);

/// An address that cannot be listened on, or a signal that cannot be heard.
#[derive(Debug)]
pub struct ServeError(String);

impl std::fmt::Display for ServeError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ServeError {}

/// A server with open doors that nobody serves at yet.
#[derive(Debug)]
pub struct Server {
    public: TcpListener,
    admin: TcpListener,
}

impl Server {
    /// Opens both doors.
    pub async fn bind(public: SocketAddr, admin: SocketAddr) -> Result<Self, ServeError> {
        Ok(Self {
            public: listen(public, "GRAVL_LISTEN_ADDR").await?,
            admin: listen(admin, "GRAVL_ADMIN_ADDR").await?,
        })
    }

    /// The addresses as they are: a port of 0 has become a real one.
    pub fn addresses(&self) -> Result<(SocketAddr, SocketAddr), ServeError> {
        let address =
            |listener: &TcpListener| listener.local_addr().map_err(|error| ServeError(error.to_string()));
        Ok((address(&self.public)?, address(&self.admin)?))
    }

    /// Serves until SIGTERM or Ctrl-C: then not ready, drain, finish what is under way, close the database. Calls
    /// `announce` once requests are welcome.
    pub async fn run(
        self,
        env: Env,
        options: Options,
        drain: Duration,
        files: Vec<Watched>,
        announce: impl FnOnce(),
    ) -> Result<(), ServeError> {
        let mut stop = Stop::listen()?;
        let metrics = Arc::new(Metrics::new(&env));
        let readiness = Readiness::default();
        let (soft, hard) = (CancellationToken::new(), CancellationToken::new());
        let routes = http::router_with(env.clone(), options, Arc::clone(&metrics)).await;
        let routes = health::sending_away(routes, readiness.clone());
        let public = tokio::spawn(serve(self.public, routes, soft.clone()));
        let admin_routes = health::router(env.db.clone(), readiness.clone(), metrics);
        let admin = tokio::spawn(serve(self.admin, admin_routes, hard.clone()));
        let poll = tokio::spawn(poll_catalogue(env.clone(), hard.clone()));
        let watching = tokio::spawn(watch(files, hard.clone()));
        readiness.set(true);
        announce();
        stop.wait().await;
        tracing::info!(drain_s = drain.as_secs(), "stopping: no longer ready");
        readiness.set(false);
        // Whoever sends requests learns from /readyz that there is a better place; until then they are served. A second
        // signal ends the patience.
        let _second_signal = timeout(drain, stop.wait()).await;
        soft.cancel();
        let cut = public.abort_handle();
        if timeout(DEADLINE, public).await.is_err() {
            tracing::warn!(deadline_s = DEADLINE.as_secs(), "requests were cut off");
            cut.abort();
        }
        hard.cancel();
        for task in [admin, poll, watching] {
            if let Err(error) = timeout(DEADLINE, task).await {
                tracing::warn!(%error, "a task did not end");
            }
        }
        match timeout(DEADLINE, env.db.close()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the database did not close"),
            Err(_elapsed) => {
                tracing::warn!(deadline_s = DEADLINE.as_secs(), "the database did not close in time");
            }
        }
        tracing::info!("stopped");
        Ok(())
    }
}

async fn listen(address: SocketAddr, name: &str) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| {
        ServeError(format!("cannot listen on {address} ({error}); set {name} to a free address"))
    })
}

async fn serve(listener: TcpListener, routes: Router, stop: CancellationToken) {
    let address = listener.local_addr();
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "answers may wait for each other");
        }
    });
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await {
        tracing::error!(%error, ?address, "serving failed");
    }
}

/// Other servers change the catalogue too.
async fn poll_catalogue(env: Env, stop: CancellationToken) {
    let mut ticks = interval(CATALOGUE_POLL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while stop.run_until_cancelled(ticks.tick()).await.is_some() {
        if let Err(error) = env.catalogue.fresh(&env.db).await {
            tracing::warn!(%error, "the catalogue could not be checked");
        }
    }
}

struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    fn listen() -> Result<Self, ServeError> {
        let hear =
            |kind| signal(kind).map_err(|error| ServeError(format!("signals cannot be heard: {error}")));
        Ok(Self { terminate: hear(SignalKind::terminate())?, interrupt: hear(SignalKind::interrupt())? })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
