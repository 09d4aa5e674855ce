# syntax=docker/dockerfile:1
# One image for each service: `npm run images`, or `docker build --target checker .`
# Why it is built like this, and what of it is measured: docs/adr/0024-images-are-distroless.md

ARG NODE_IMAGE=docker.io/library/node:24.21.0-bookworm-slim
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot

# --- what npm has to know; everything below is built again only when that changes
FROM ${NODE_IMAGE} AS manifests
WORKDIR /repository
COPY . .
RUN ["node", "tools/production-tree.mjs", "manifests", "/manifests"]

# --- all packages, and every project built with them
FROM ${NODE_IMAGE} AS build
WORKDIR /repository
COPY --from=manifests /manifests ./
RUN --mount=type=cache,target=/root/.npm ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
COPY . .
ENV NX_DAEMON=false
RUN ["npm", "run", "build", "--", "--tui=false"]

# --- the packages that services need to run, installed once
FROM ${NODE_IMAGE} AS packages
WORKDIR /packages
COPY --from=manifests /manifests ./
COPY tools/production-tree.mjs /repository/tools/
RUN --mount=type=cache,target=/root/.npm ["node", "/repository/tools/production-tree.mjs", "install", "/packages", "gateway", "scheduler", "checker", "recorder", "notifier", "debug-session", "demo-target"]

# --- for each service those that it needs, and the built projects that they link to
FROM packages AS gateway-modules
RUN ["node", "/repository/tools/production-tree.mjs", "modules", "gateway", "/packages", "/modules"]
FROM build AS gateway-code
COPY --from=gateway-modules /modules/node_modules/@wakeful /modules/node_modules/@wakeful
RUN ["node", "tools/production-tree.mjs", "code", "gateway", "/modules", "/app"]

FROM packages AS scheduler-modules
RUN ["node", "/repository/tools/production-tree.mjs", "modules", "scheduler", "/packages", "/modules"]
FROM build AS scheduler-code
COPY --from=scheduler-modules /modules/node_modules/@wakeful /modules/node_modules/@wakeful
RUN ["node", "tools/production-tree.mjs", "code", "scheduler", "/modules", "/app"]

FROM packages AS checker-modules
RUN ["node", "/repository/tools/production-tree.mjs", "modules", "checker", "/packages", "/modules"]
FROM build AS checker-code
COPY --from=checker-modules /modules/node_modules/@wakeful /modules/node_modules/@wakeful
RUN ["node", "tools/production-tree.mjs", "code", "checker", "/modules", "/app"]

FROM packages AS recorder-modules
RUN ["node", "/repository/tools/production-tree.mjs", "modules", "recorder", "/packages", "/modules"]
FROM build AS recorder-code
COPY --from=recorder-modules /modules/node_modules/@wakeful /modules/node_modules/@wakeful
RUN ["node", "tools/production-tree.mjs", "code", "recorder", "/modules", "/app"]

FROM packages AS notifier-modules
RUN ["node", "/repository/tools/production-tree.mjs", "modules", "notifier", "/packages", "/modules"]
FROM build AS notifier-code
COPY --from=notifier-modules /modules/node_modules/@wakeful /modules/node_modules/@wakeful
RUN ["node", "tools/production-tree.mjs", "code", "notifier", "/modules", "/app"]

FROM packages AS debug-session-modules
RUN ["node", "/repository/tools/production-tree.mjs", "modules", "debug-session", "/packages", "/modules"]
FROM build AS debug-session-code
COPY --from=debug-session-modules /modules/node_modules/@wakeful /modules/node_modules/@wakeful
RUN ["node", "tools/production-tree.mjs", "code", "debug-session", "/modules", "/app"]

FROM packages AS demo-target-modules
RUN ["node", "/repository/tools/production-tree.mjs", "modules", "demo-target", "/packages", "/modules"]
FROM build AS demo-target-code
COPY --from=demo-target-modules /modules/node_modules/@wakeful /modules/node_modules/@wakeful
RUN ["node", "tools/production-tree.mjs", "code", "demo-target", "/modules", "/app"]

# --- the C library, certificates, time zones and one node binary: no shell, no package manager
FROM ${RUNTIME_IMAGE} AS runtime
COPY --from=manifests /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
ENV NODE_ENV=production PORT=3000
# Numeric, so that Kubernetes can verify that it is not root.
USER 65532:65532
EXPOSE 3000
STOPSIGNAL SIGTERM
COPY deploy/image/health-check.mjs /health-check.mjs
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/node", "/health-check.mjs"]
# A smaller young generation than Node's default: the services keep little.
ENTRYPOINT ["/usr/local/bin/node", "--max-semi-space-size=4"]
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.vendor="Wakeful" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"

FROM runtime AS gateway
LABEL org.opencontainers.image.title="wakeful-gateway" \
      org.opencontainers.image.description="Wakeful: API and live events"
COPY --from=gateway-modules /modules ./
COPY --from=gateway-code /app ./
CMD ["apps/gateway/dist/main.js"]

FROM runtime AS scheduler
LABEL org.opencontainers.image.title="wakeful-scheduler" \
      org.opencontainers.image.description="Wakeful: finds checks that are due"
COPY --from=scheduler-modules /modules ./
COPY --from=scheduler-code /app ./
CMD ["apps/scheduler/dist/main.js"]

FROM runtime AS checker
LABEL org.opencontainers.image.title="wakeful-checker" \
      org.opencontainers.image.description="Wakeful: probes websites"
# Name look-ups each hold a thread; the variable is read when the process starts.
ENV UV_THREADPOOL_SIZE=64
COPY --from=checker-modules /modules ./
COPY --from=checker-code /app ./
CMD ["apps/checker/dist/main.js"]

FROM runtime AS recorder
LABEL org.opencontainers.image.title="wakeful-recorder" \
      org.opencontainers.image.description="Wakeful: stores results, opens and closes downtime windows"
COPY --from=recorder-modules /modules ./
COPY --from=recorder-code /app ./
CMD ["apps/recorder/dist/main.js"]

FROM runtime AS notifier
LABEL org.opencontainers.image.title="wakeful-notifier" \
      org.opencontainers.image.description="Wakeful: tells people of outages and certificates"
COPY --from=notifier-modules /modules ./
COPY --from=notifier-code /app ./
CMD ["apps/notifier/dist/main.js"]

# The step before the services start: migrations and streams. It ends, so it has no health.
FROM recorder AS migrate
LABEL org.opencontainers.image.title="wakeful-migrate" \
      org.opencontainers.image.description="Wakeful: brings the database and the streams to this version"
HEALTHCHECK NONE
CMD ["apps/recorder/dist/migrate.js"]

# A site with good and bad pages, for a first look.
FROM runtime AS demo-target
LABEL org.opencontainers.image.title="wakeful-demo-target" \
      org.opencontainers.image.description="Wakeful: a site with good and bad pages"
ENV HOST=0.0.0.0 PORT=8080
EXPOSE 8080
HEALTHCHECK NONE
COPY --from=demo-target-modules /modules ./
COPY --from=demo-target-code /app ./
CMD ["tools/demo-target/dist/main.js"]

# Opens pages in a Chromium without windows, which wants a whole Debian around it. tini is the init process: browsers leave
# orphans behind.
FROM ${NODE_IMAGE} AS debug-session
RUN apt-get update \
  && apt-get install --yes --no-install-recommends chromium-headless-shell fonts-liberation fonts-noto-color-emoji tini \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# What a browser wants to write at home goes to /tmp, which is there on a read-only file system too.
ENV NODE_ENV=production PORT=3000 HOME=/tmp CHROMIUM_PATH=/usr/bin/chromium-headless-shell
USER 65532:65532
EXPOSE 3000
STOPSIGNAL SIGTERM
COPY deploy/image/health-check.mjs /health-check.mjs
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["/usr/local/bin/node", "/health-check.mjs"]
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/local/bin/node", "--max-semi-space-size=4"]
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.vendor="Wakeful" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.title="wakeful-debug-session" \
      org.opencontainers.image.description="Wakeful: looks at failing pages with a browser"
COPY --from=debug-session-modules /modules ./
COPY --from=debug-session-code /app ./
CMD ["apps/debug-session/dist/main.js"]
