//! A rolling restart: two servers behind a plain balancer, replaced one after the other under load.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    time::interval,
};

use crate::{
    binary::{Running, SECRET, ask, client, gravl},
    harness::{Backend, EmptyDatabase},
};

/// How often a balancer asks whether its servers are ready; a server drains for far longer.
const PROBE: Duration = Duration::from_millis(50);
const DRAIN_SECONDS: &str = "2";
const CLIENTS: usize = 6;

struct Member {
    address: String,
    ready_url: String,
    ready: AtomicBool,
}

/// Hands each new connection to the next server that was ready when it was asked last. It knows nothing of requests.
#[derive(Clone, Default)]
struct Balancer(Arc<Mutex<Vec<Arc<Member>>>>);

impl Balancer {
    fn add(&self, server: &Running) {
        let address = server.graphql.strip_prefix("http://").unwrap().strip_suffix("/graphql").unwrap();
        let ready_url = server.ready.clone();
        let member = Member { address: address.to_owned(), ready_url, ready: AtomicBool::new(true) };
        self.0.lock().unwrap().push(Arc::new(member));
    }

    fn members(&self) -> Vec<Arc<Member>> {
        self.0.lock().unwrap().clone()
    }

    async fn probe(self) {
        let client = client().build().unwrap();
        let mut ticks = interval(PROBE);
        loop {
            ticks.tick().await;
            for member in self.members() {
                let answer = client.get(&member.ready_url).send().await;
                member.ready.store(answer.is_ok_and(|answer| answer.status().is_success()), Ordering::SeqCst);
            }
        }
    }

    async fn serve(self, listener: TcpListener) {
        let mut turn = 0;
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            turn += 1;
            let ready: Vec<_> =
                self.members().into_iter().filter(|member| member.ready.load(Ordering::SeqCst)).collect();
            let member = Arc::clone(&ready[turn % ready.len()]);
            tokio::spawn(async move {
                let mut server = TcpStream::connect(&member.address).await.unwrap();
                // Either side may go first.
                let _closed = copy_bidirectional(&mut client, &mut server).await;
            });
        }
    }
}

/// Asks over and over until told to stop, and counts the answers; on a connection that is kept, or on a new one each
/// time.
async fn load(kept: bool, url: String, token: String, stop: Arc<AtomicBool>, answered: Arc<AtomicUsize>) {
    let client = client().pool_max_idle_per_host(usize::from(kept)).build().unwrap();
    let body = json!({ "query": "{ muscleGroupRecovery { score } smartRecommendations { recommendations { score } } }" });
    while !stop.load(Ordering::SeqCst) {
        let answer = client.post(&url).bearer_auth(&token).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer.get("errors"), None, "{answer}");
        answered.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_servers_are_replaced_one_after_the_other() {
    let EmptyDatabase(database) = EmptyDatabase::start(Backend::Postgres).await;
    let folder = tempfile::tempdir().unwrap();
    let start = async || {
        let (url, folder) = (database.url.clone(), folder.path().to_owned());
        let starting = tokio::task::spawn_blocking(move || {
            let mut command = gravl(&url, &[]);
            command.current_dir(folder).env("JWT_SECRET", SECRET).env("GRAVL_DRAIN_SECONDS", DRAIN_SECONDS);
            Running::start(&mut command)
        });
        starting.await.unwrap()
    };
    let balancer = Balancer::default();
    let mut servers = vec![start().await, start().await];
    for server in &servers {
        balancer.add(server);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let background = [tokio::spawn(balancer.clone().probe()), tokio::spawn(balancer.clone().serve(listener))];

    let sign_in = "mutation { signIn(input: { email: \"demo@gravl.example\", password: \"train-recover-repeat\" }) { accessToken } }";
    let answer = ask(&url, None, sign_in, json!({})).await;
    let token = answer["data"]["signIn"]["accessToken"].as_str().unwrap().to_owned();
    let stop = Arc::new(AtomicBool::new(false));
    let counts: Vec<_> = (0..CLIENTS).map(|_| Arc::new(AtomicUsize::new(0))).collect();
    let clients: Vec<_> = counts
        .iter()
        .enumerate()
        .map(|(client, count)| {
            tokio::spawn(load(
                client % 2 == 0,
                url.clone(),
                token.clone(),
                Arc::clone(&stop),
                Arc::clone(count),
            ))
        })
        .collect();
    let mut ticks = interval(PROBE);
    for _ in 0..2 {
        let newcomer = start().await;
        balancer.add(&newcomer);
        servers.push(newcomer);
        let leaver = servers.remove(0);
        let log = tokio::task::spawn_blocking(move || leaver.stop()).await.unwrap();
        assert!(log.contains("stopped"), "{log}");
        let before: Vec<usize> = counts.iter().map(|count| count.load(Ordering::SeqCst)).collect();
        // Everybody is served by those that are left.
        while counts.iter().zip(&before).any(|(count, before)| count.load(Ordering::SeqCst) <= before + 5) {
            assert!(clients.iter().all(|client| !client.is_finished()), "a client has failed");
            ticks.tick().await;
        }
    }
    stop.store(true, Ordering::SeqCst);
    for client in clients {
        client.await.unwrap();
    }
    background.iter().for_each(tokio::task::JoinHandle::abort);
    for server in servers {
        server.stop();
    }
}
