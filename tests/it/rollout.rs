//! A rolling restart: two servers behind a plain balancer, replaced one after the other under load.

use std::{
    env,
    path::PathBuf,
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
    binary::{Running, SECRET, another_gravl, ask, client, gravl, run},
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

/// Names an older server, which is then replaced by ours.
const PREVIOUS: &str = "GRAVL_PREVIOUS_SERVER";

#[expect(clippy::disallowed_methods, reason = "the tests have no config.rs")]
fn previous() -> PathBuf {
    env::var_os(PREVIOUS).map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_gravl")), PathBuf::from)
}

/// Reads and writes over and over until told to stop, and counts the answers; on a connection that is kept, or on a new
/// one each time.
async fn load(kept: bool, url: String, token: String, stop: Arc<AtomicBool>, answered: Arc<AtomicUsize>) {
    let client = client().pool_max_idle_per_host(usize::from(kept)).build().unwrap();
    let ask = async |query: &str, variables: Value| {
        let body = json!({ "query": query, "variables": variables });
        let answer = client.post(&url).bearer_auth(&token).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let answer: Value = answer.json().await.unwrap();
        assert_eq!(answer.get("errors"), None, "{answer}");
        answered.fetch_add(1, Ordering::SeqCst);
        answer["data"].clone()
    };
    let some = ask("{ exercises(first: 1) { nodes { id } } }", json!({})).await;
    let logs =
        json!([{ "exerciseId": some["exercises"]["nodes"][0]["id"], "sets": [{ "reps": 5, "weight": 60 }] }]);
    while !stop.load(Ordering::SeqCst) {
        ask(
            "{ muscleGroupRecovery { score } smartRecommendations { recommendations { score } } }",
            json!({}),
        )
        .await;
        let log =
            "mutation($logs: [ExerciseLogInput!]!) { logSession(input: { logs: $logs }) { session { id } } }";
        let logged = ask(log, json!({ "logs": logs })).await;
        let delete =
            "mutation($id: ID!) { deleteSession(input: { sessionId: $id }) { userErrors { code } } }";
        let deleted = ask(delete, json!({ "id": logged["logSession"]["session"]["id"] })).await;
        assert_eq!(deleted["deleteSession"]["userErrors"], json!([]));
    }
}

/// The token of somebody new.
async fn sign_up(url: &str, name: usize) -> String {
    let query =
        "mutation($email: String!) { signUp(input: { email: $email, password: \"correct horse battery\",
        displayName: \"Somebody\" }) { accessToken } }";
    let answer = ask(url, None, query, json!({ "email": format!("{name}@example.org") })).await;
    answer["data"]["signUp"]["accessToken"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_request_fails_while_servers_are_replaced_one_after_the_other() {
    let EmptyDatabase(database) = EmptyDatabase::start(Backend::Postgres).await;
    let (migrated, _, err) = run(&mut gravl(&database.url, &["migrate"]));
    assert!(migrated, "{err}");
    let start = async |binary: PathBuf| {
        let url = database.url.clone();
        let starting = tokio::task::spawn_blocking(move || {
            let mut command = another_gravl(&binary, &url, &["serve"]);
            command.env("JWT_SECRET", SECRET).env("GRAVL_DRAIN_SECONDS", DRAIN_SECONDS);
            Running::in_production(command.env("GRAVL_RATE_LIMIT", "off"))
        });
        starting.await.unwrap()
    };
    let balancer = Balancer::default();
    let mut servers = vec![start(previous()).await, start(previous()).await];
    for server in &servers {
        balancer.add(server);
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/graphql", listener.local_addr().unwrap());
    let background = [tokio::spawn(balancer.clone().probe()), tokio::spawn(balancer.clone().serve(listener))];

    let stop = Arc::new(AtomicBool::new(false));
    let counts: Vec<_> = (0..CLIENTS).map(|_| Arc::new(AtomicUsize::new(0))).collect();
    let mut clients = Vec::new();
    for (client, count) in counts.iter().enumerate() {
        let token = sign_up(&url, client).await;
        let load = load(client % 2 == 0, url.clone(), token, Arc::clone(&stop), Arc::clone(count));
        clients.push(tokio::spawn(load));
    }
    let mut ticks = interval(PROBE);
    for _ in 0..2 {
        let newcomer = start(env!("CARGO_BIN_EXE_gravl").into()).await;
        balancer.add(&newcomer);
        servers.push(newcomer);
        let leaver = servers.remove(0);
        let log = tokio::task::spawn_blocking(move || leaver.stop()).await.unwrap();
        assert!(log.contains("stopped"), "{log}");
        let before: Vec<usize> = counts.iter().map(|count| count.load(Ordering::SeqCst)).collect();
        // Everybody is served by those that are left.
        while counts.iter().zip(&before).any(|(count, before)| count.load(Ordering::SeqCst) <= before + 6) {
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
