-- For wrk: posts GRAVL_BENCH_BODY with the token GRAVL_BENCH_TOKEN, or gets where there is no body; ends with one line
-- of what it measured: requests, microseconds, p50 and p99 in microseconds, answers that were none.
local body = os.getenv("GRAVL_BENCH_BODY")
if body then
    wrk.method = "POST"
    wrk.body = body
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Authorization"] = "Bearer " .. os.getenv("GRAVL_BENCH_TOKEN")
end

function done(summary, latency)
    local e = summary.errors
    print("measured", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        e.connect + e.read + e.write + e.status + e.timeout)
end
