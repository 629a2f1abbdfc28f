# The image of gravl: one static binary, the public authorities' certificates, the licences. No shell, nothing to patch
# but gravl itself.
#
# BUILD_IMAGE is pinned by digest; no registry could be reached to pull it, so look at it before you publish an image.
# It does not end up in the image. Any image does that has Rust, a C compiler and ca-certificates; where no registry can
# be reached, scripts/production/test-image makes one from Debian's packages.
ARG BUILD_IMAGE=docker.io/library/rust:1.95.0-bookworm@sha256:6258907abe69656e41cd992e0b705cdcfabcbbe3db374f92ed2d47121282d4a1

FROM ${BUILD_IMAGE} AS build
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ARG CARGO_AUDITABLE=0.7.7
RUN --mount=type=cache,id=gravl-registry,target=/usr/local/cargo/registry \
    cargo install --locked --version "${CARGO_AUDITABLE}" --root /opt cargo-auditable
WORKDIR /src
COPY . .
# Production never serves GraphiQL, so it is not built. cargo auditable writes the dependencies into the binary, where
# scanners find them. Without a target, crt-static would reach build scripts too.
RUN --mount=type=cache,id=gravl-registry,target=/usr/local/cargo/registry \
    --mount=type=cache,id=gravl-target,target=/target \
    target="$(rustc -vV | sed -n 's/^host: //p')" \
    && PATH="/opt/bin:${PATH}" GRAVL_PLAYGROUND=skip RUSTFLAGS="-C target-feature=+crt-static" \
        cargo auditable build --locked --release --bin gravl --target "${target}" --target-dir /target \
    && install -D --mode=0555 "/target/${target}/release/gravl" /image/usr/local/bin/gravl \
    && install -D --mode=0444 /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ca-certificates.crt \
    && install -D --mode=0444 --target-directory=/image/usr/share/doc/gravl LICENSE-MIT LICENSE-APACHE

FROM scratch
ARG VERSION=unknown
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="gravl" \
    org.opencontainers.image.description="A GraphQL API server for strength training" \
    org.opencontainers.image.licenses="MIT OR Apache-2.0" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}" \
    org.opencontainers.image.created="${CREATED}"
COPY --from=build /image /
ENV GRAVL_ENV=production \
    GRAVL_LISTEN_ADDR=0.0.0.0:3000 \
    GRAVL_ADMIN_ADDR=0.0.0.0:3001
USER 65532:65532
EXPOSE 3000 3001
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["/usr/local/bin/gravl", "healthcheck"]
ENTRYPOINT ["/usr/local/bin/gravl"]
CMD ["serve"]
