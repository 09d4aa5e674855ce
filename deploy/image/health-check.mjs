// The HEALTHCHECK of the images, which have no shell and no curl.
const { PORT = '3000', HEALTH_PORT = PORT } = process.env;
const isReady = await fetch(`http://127.0.0.1:${HEALTH_PORT}/health/ready`, {
  signal: AbortSignal.timeout(4_000),
}).then(
  (response) => response.ok,
  () => false,
);
process.exit(isReady ? 0 : 1);
