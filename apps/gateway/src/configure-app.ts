import { RequestMethod } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LOGGER, type Logger } from '@wakeful/platform';
import { serveDashboard } from './dashboard/serve-dashboard.js';
import { tellOfUntrustedProxy, traceRequests, trackRequests } from './http/track-requests.js';
import { protectBrowsers } from './http/browser-headers.js';
import { onlyTakeJson, rememberRoutes, tolerateBrokenEscapes } from './http/sane-requests.js';
import { readJsonBodies } from './http/json-body.js';
import { measureRequests } from './metrics/request-metrics.js';
import { tellRulesOfMonitors } from './monitors/monitor-config.js';
import { PageDomains } from './public-pages/page-domains.js';
import { servePageHosts } from './public-pages/serve-page-hosts.js';
import { DOCUMENTATION_PATH, serveDocumentation } from './openapi/openapi-document.js';

const API_PREFIX = 'api/v1';

/** What is not below the prefix of the API. */
const ROOT_PATHS = [
  'health/live',
  'health/ready',
  'metrics',
  'status/:slug',
  'status/:slug/:part',
  'badges/:monitorId/:file',
];

/** Everything about the application that is not in a module; before it listens. */
export function configureApp(app: NestFastifyApplication): void {
  app.setGlobalPrefix(API_PREFIX, {
    exclude: ROOT_PATHS.map((path) => ({ path, method: RequestMethod.ALL })),
  });
  const fastify = app.getHttpAdapter().getInstance();
  tolerateBrokenEscapes(fastify);
  rememberRoutes(fastify);
  readJsonBodies(app);
  trackRequests(fastify, app.get<Logger>(LOGGER));
  tellOfUntrustedProxy(fastify, app.get<Logger>(LOGGER));
  measureRequests(fastify);
  traceRequests(fastify);
  onlyTakeJson(fastify);
  protectBrowsers(fastify);
  tellRulesOfMonitors();
  serveDocumentation(app);
  const domains = app.get(PageDomains, { strict: false });
  servePageHosts(fastify, (host) => domains.slugOf(host));
  serveDashboard(fastify, { withoutDashboard: `/${DOCUMENTATION_PATH}` });
}
