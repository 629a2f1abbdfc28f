//! GraphQL over HTTP: media types, status codes, limits, identifiers of requests, doors that stay closed.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use gravl::http::{
    Metrics, Options,
    health::{self, Readiness},
    router,
};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt as _;

use crate::harness::{TestApp, on_each_database};

const GRAPHQL_JSON: &str = "application/graphql-response+json";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn code(&self) -> Value {
        self.json()["errors"][0]["extensions"]["code"].clone()
    }
}

async fn send(routes: &Router, request: Request<Body>) -> Answer {
    let response = routes.clone().oneshot(request).await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = String::from_utf8(to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap();
    Answer { status, headers, body }
}

async fn post(routes: &Router, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::post("/graphql");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(routes, request.body(body.into()).unwrap()).await
}

async fn ask(routes: &Router, accept: &str, query: &str) -> Answer {
    let headers = [("content-type", "application/json"), ("accept", accept)];
    post(routes, &headers, json!({ "query": query }).to_string()).await
}

on_each_database! {
    async fn the_status_tells_what_happened_to_those_who_ask_for_it(app: TestApp) {
        for (query, code) in [
            ("{ nonsense", "GRAPHQL_PARSE_FAILED"),
            ("{ nonsense }", "GRAPHQL_VALIDATION_FAILED"),
            ("query A { __typename } query B { __typename }", "GRAPHQL_VALIDATION_FAILED"),
            ("{ a: exercises(first: 100) { nodes { alternatives(first: 100) { similarity exercise { name } } } } }", "QUERY_TOO_COMPLEX"),
        ] {
            let modern = ask(&app.router, GRAPHQL_JSON, query).await;
            assert_eq!((modern.status, modern.code()), (StatusCode::BAD_REQUEST, json!(code)), "{query}");
            assert!(modern.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with(GRAPHQL_JSON));
            assert_eq!(modern.json().get("data"), None);
            let old = ask(&app.router, "application/json", query).await;
            assert_eq!((old.status, old.code()), (StatusCode::OK, json!(code)), "{query}");
        }
        let partial = ask(&app.router, GRAPHQL_JSON, "{ __typename node(id: \"mus_chest\") { id } }").await;
        assert_eq!(partial.status, StatusCode::OK);
        let refused = ask(&app.router, GRAPHQL_JSON, "{ workouts { nodes { id } } }").await;
        assert_eq!((refused.status, refused.code()), (StatusCode::OK, json!("UNAUTHENTICATED")));
        assert_eq!(refused.json()["data"], Value::Null);
    }

    async fn what_is_no_graphql_request_is_refused_with_words(app: TestApp) {
        let json_type = ("content-type", "application/json");
        let query = json!({ "query": "{ __typename }" }).to_string();
        for (headers, body, status) in [
            (vec![json_type], "{".to_owned(), StatusCode::BAD_REQUEST),
            (vec![json_type], "{}".to_owned(), StatusCode::OK),
            (vec![json_type], format!("[{query}]"), StatusCode::BAD_REQUEST),
            (vec![json_type], json!({ "query": "{ __typename }", "variables": 7 }).to_string(), StatusCode::BAD_REQUEST),
            (vec![("content-type", "text/plain")], query.clone(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (vec![("content-type", "application/x-www-form-urlencoded")], query.clone(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (vec![], query.clone(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
            (vec![json_type, ("accept", "text/html")], query.clone(), StatusCode::NOT_ACCEPTABLE),
        ] {
            let answer = post(&app.router, &headers, body.clone()).await;
            assert_eq!(answer.status, status, "{headers:?} {body}: {}", answer.body);
            assert!(answer.json()["errors"][0]["message"].is_string());
        }
        let large = json!({ "query": format!("{{ __typename }} # {}", "x".repeat(1 << 20)) }).to_string();
        let answer = post(&app.router, &[json_type, ("content-length", &large.len().to_string())], large.clone()).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    }

    async fn queries_may_be_links_and_mutations_may_not(app: TestApp) {
        let get = async |query: &str| {
            let request = Request::get(format!("/graphql?{query}")).header("accept", GRAPHQL_JSON);
            send(&app.router, request.body(Body::empty()).unwrap()).await
        };
        let answer = get("query=query(%24id:ID!)%7Bnode(id:%24id)%7Bid%7D%7D&variables=%7B%22id%22:%22mus_chest%22%7D").await;
        assert_eq!((answer.status, answer.json()["data"]["node"]["id"].clone()), (StatusCode::OK, json!("mus_chest")));
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
        let mutation = get("query=mutation%7BsignOut(input:%7BrefreshToken:%22x%22%7D)%7BsignedOut%7D%7D").await;
        assert_eq!((mutation.status, &mutation.headers[header::ALLOW]), (StatusCode::METHOD_NOT_ALLOWED, &"POST".parse().unwrap()));
        assert_eq!(get("variables=%7B").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(get("").await.status, StatusCode::BAD_REQUEST);
    }

    async fn a_query_asks_about_a_bounded_number_of_instants(app: TestApp) {
        let ada = app.sign_up("ada").await;
        let ask = async |days: u32| {
            let day = |day: u32| format!("2026-{:02}-{:02}T00:00:00Z", 1 + day / 28, 1 + day % 28);
            let fields: Vec<String> =
                (1..=days).map(|number| format!("d{number}: overallRecovery(at: \"{}\")", day(number))).collect();
            app.graphql(Some(&ada), &format!("{{ {} }}", fields.join(" ")), json!({})).await
        };
        assert_eq!(ask(32).await.get("errors"), None);
        assert_eq!(ask(33).await["errors"][0]["extensions"]["code"], "QUERY_TOO_COMPLEX");
    }

    async fn deep_queries_are_refused(app: TestApp) {
        let deep = format!("{{ programs {{ nodes {{ workouts {{ {} id {} }} }} }} }}", "program { workouts { ".repeat(8), "} }".repeat(8));
        assert_eq!(ask(&app.router, GRAPHQL_JSON, &deep).await.code(), "QUERY_TOO_COMPLEX");
    }

    async fn the_wrong_kind_of_variable_is_the_callers_mistake(app: TestApp) {
        let query = "query($at: DateTime) { muscleGroups { recovery(at: $at) { score } } }";
        let body = json!({ "query": query, "variables": { "at": "yesterday" } }).to_string();
        let answer = post(&app.router, &[("content-type", "application/json")], body).await;
        let code = answer.code();
        assert!(code == "BAD_USER_INPUT" || code == "GRAPHQL_VALIDATION_FAILED", "{}", answer.body);
        assert!(answer.body.contains("`yesterday` is no instant like 2026-11-23T18:30:00Z"), "{}", answer.body);
    }

    async fn a_request_has_one_identifier_from_end_to_end(app: TestApp) {
        let headers = [("content-type", "application/json"), ("x-request-id", "mobile-42.a_B")];
        let body = json!({ "query": "{ __typename }" }).to_string();
        let answer = post(&app.router, &headers, body.clone()).await;
        assert_eq!(answer.headers["x-request-id"], "mobile-42.a_B");
        let forged = post(&app.router, &[("content-type", "application/json"), ("x-request-id", "a b\"c")], body).await;
        let made = forged.headers["x-request-id"].to_str().unwrap();
        assert!(made.len() == 32 && made.bytes().all(|byte| byte.is_ascii_hexdigit()), "{made}");
    }

    async fn a_fault_shows_its_identifier_and_nothing_else(app: TestApp) {
        let ada = app.sign_up("ada").await;
        app.server.env.db.execute_text("ALTER TABLE workout_sessions RENAME TO lost").await.unwrap();
        let headers = [
            ("content-type", "application/json"),
            ("x-request-id", "fault-1"),
            ("authorization", &format!("Bearer {}", ada.token)),
        ];
        let answer = post(&app.router, &headers, json!({ "query": "{ sessions { nodes { id } } }" }).to_string()).await;
        assert_eq!(answer.json()["errors"][0]["extensions"], json!({ "code": "INTERNAL", "requestId": "fault-1" }));
        assert!(!answer.body.contains("workout_sessions") && !answer.body.contains("no such table"), "{}", answer.body);
    }

    async fn production_shows_neither_playground_nor_introspection(app: TestApp) {
        let closed = router(app.server.env.clone(), Options { explorable: false, ..Options::default() }).await;
        let home = send(&closed, Request::get("/").body(Body::empty()).unwrap()).await;
        assert_eq!(home.status, StatusCode::NOT_FOUND);
        let answer = ask(&closed, GRAPHQL_JSON, "{ __schema { types { name } } }").await;
        assert!(!answer.body.contains("WorkoutSession"), "{}", answer.body);
        let open = ask(&app.router, GRAPHQL_JSON, "{ __schema { types { name } } }").await;
        assert!(open.body.contains("WorkoutSession"));
        let home = send(&app.router, Request::get("/").body(Body::empty()).unwrap()).await;
        assert_eq!(home.status, StatusCode::OK);
    }

    async fn only_pages_of_allowed_origins_may_call(app: TestApp) {
        let allowed = Options { allowed_origins: vec!["https://app.example.org".parse().unwrap()], ..Options::default() };
        let routes = router(app.server.env.clone(), allowed).await;
        let preflight = |origin: &str| {
            Request::builder()
                .method(Method::OPTIONS)
                .uri("/graphql")
                .header(header::ORIGIN, origin)
                .header(header::ACCESS_CONTROL_REQUEST_METHOD, "POST")
                .header(header::ACCESS_CONTROL_REQUEST_HEADERS, "authorization, content-type")
                .body(Body::empty())
                .unwrap()
        };
        let answer = send(&routes, preflight("https://app.example.org")).await;
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://app.example.org");
        let answer = send(&routes, preflight("https://evil.example.org")).await;
        assert_eq!(answer.headers.get(header::ACCESS_CONTROL_ALLOW_ORIGIN), None);
    }

    async fn readiness_follows_the_doors_and_the_database(app: TestApp) {
        let db = app.server.env.db.clone();
        let (readiness, metrics) = (Readiness::default(), Arc::new(Metrics::new(&app.server.env)));
        let routes = health::router(db.clone(), readiness.clone(), metrics);
        let get = async |path: &str| send(&routes, Request::get(path).body(Body::empty()).unwrap()).await;
        assert_eq!(get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
        readiness.set(true);
        assert_eq!(get("/readyz").await.status, StatusCode::OK);
        let text = get("/metrics").await.body;
        assert!(text.contains("gravl_sql_statements_total") && text.ends_with("# EOF\n"), "{text}");
        db.close().await.unwrap();
        assert_eq!(get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(get("/healthz").await.status, StatusCode::OK);
    }
}
