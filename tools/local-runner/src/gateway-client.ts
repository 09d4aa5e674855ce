import axios, { type AxiosInstance } from 'axios';

const TIMEOUT_MS = 10_000;
const CONFLICT = 409;
const NOT_FOUND = 404;

export interface NewMonitor {
  name?: string;
  url: string;
  intervalSeconds?: number;
  tags?: string[];
}

/** The gateway refused something that the runner asked of it. */
class GatewayError extends Error {
  readonly code = 'GATEWAY_REFUSED';

  constructor(what: string, status: number, problem: unknown) {
    super(`${what}: the gateway answered ${status}. ${sentenceOf(problem)}`);
    this.name = 'GatewayError';
  }
}

/** The part of the REST API that the runner uses. */
export class GatewayClient {
  private readonly http: AxiosInstance;

  constructor(baseUrl: string, apiKey: string) {
    this.http = axios.create({
      baseURL: `${baseUrl}/api/v1`,
      timeout: TIMEOUT_MS,
      validateStatus: () => true,
      headers: { authorization: `Bearer ${apiKey}` },
      // The gateway is on this machine: a proxy of the environment does not lead to it.
      proxy: false,
    });
  }

  /** The new monitor's id, or null when there is one for this URL already. */
  async createMonitor(monitor: NewMonitor): Promise<string | null> {
    const { status, data } = await this.http.post<{ id?: string }>('/monitors', monitor);
    if (status === CONFLICT) return null;
    if (status !== 201 || !data.id) throw new GatewayError(`${monitor.url} could not be added`, status, data);
    return data.id;
  }

  /** A link that logs the first admin in once; null when no user is one. */
  async createLoginLink(): Promise<string | null> {
    const users = await this.http.get<{ items?: readonly { id: string; role: string; enabled: boolean }[] }>('/users');
    if (users.status !== 200) throw new GatewayError('The users could not be listed', users.status, users.data);
    const admin = users.data.items?.find(({ role, enabled }) => enabled && role === 'admin');
    if (!admin) return null;
    const { status, data } = await this.http.post<{ url?: string }>(`/users/${admin.id}/login-link`);
    if (status !== 201 || !data.url) throw new GatewayError('A login link could not be made', status, data);
    return data.url;
  }

  /** False when the monitor no longer exists. */
  async moveMonitor(id: string, url: string): Promise<boolean> {
    const { status, data } = await this.http.patch<unknown>(`/monitors/${id}`, { url });
    if (status === NOT_FOUND || status === CONFLICT) return false;
    if (status !== 200) throw new GatewayError(`The monitor ${id} could not be moved to ${url}`, status, data);
    return true;
  }
}

/** The readable part of a problem+json. */
function sentenceOf(problem: unknown): string {
  if (typeof problem !== 'object' || problem === null) return '';
  const { title, detail, errors } = problem as { title?: unknown; detail?: unknown; errors?: unknown };
  const fields = Array.isArray(errors)
    ? errors.map((error: { path?: unknown; message?: unknown }) => `${String(error.path)}: ${String(error.message)}`)
    : [];
  return [detail ?? title, ...fields].filter(Boolean).join('; ');
}
