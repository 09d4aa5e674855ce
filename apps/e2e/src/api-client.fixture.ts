import type {
  ChannelTestResult,
  Check,
  CheckNowResult,
  CreateMonitor,
  DebugSession,
  DebugSessionOverview,
  DowntimeWindowResponse,
  MonitorResponse,
  MonitorStats,
  NetworkEvent,
  NotificationChannelResponse,
  Page,
  Series,
  SystemStatus,
  UpdateMonitor,
} from '@wakeful/contracts';
import axios, { type AxiosInstance } from 'axios';

const TIMEOUT_MS = 15_000;

/** The public API as a user of it sees it: JSON in, JSON out, an error for everything but 2xx. */
export class ApiClient {
  private readonly http: AxiosInstance;

  constructor(gatewayUrl: string, apiKey: string) {
    const headers = { authorization: `Bearer ${apiKey}` };
    this.http = axios.create({ baseURL: `${gatewayUrl}/api/v1`, timeout: TIMEOUT_MS, proxy: false, headers });
  }

  /** The one-time link of a new user. */
  async loginLink(user: { email: string; name: string; role: string }): Promise<string> {
    const { id } = (await this.http.post<{ id: string }>('/users', user)).data;
    return (await this.http.post<{ url: string }>(`/users/${id}/login-link`)).data.url;
  }

  async requireSecondFactor(requiresSecondFactor: boolean): Promise<void> {
    await this.http.put('/access-rules', { requiresSecondFactor });
  }

  async createMonitor(monitor: Partial<CreateMonitor> & { url: string }): Promise<MonitorResponse> {
    return (await this.http.post<MonitorResponse>('/monitors', monitor)).data;
  }

  async monitors(): Promise<MonitorResponse[]> {
    return (await this.http.get<Page<MonitorResponse>>('/monitors', { params: { pageSize: 200 } })).data.items;
  }

  async monitor(id: string): Promise<MonitorResponse> {
    return (await this.http.get<MonitorResponse>(`/monitors/${id}`)).data;
  }

  async updateMonitor(id: string, changes: UpdateMonitor): Promise<MonitorResponse> {
    return (await this.http.patch<MonitorResponse>(`/monitors/${id}`, changes)).data;
  }

  async deleteMonitor(id: string): Promise<void> {
    await this.http.delete(`/monitors/${id}`);
  }

  /** Newest first. */
  async checks(id: string): Promise<Check[]> {
    return (await this.http.get<Series<Check>>(`/monitors/${id}/checks`, { params: { limit: 1000 } })).data.items;
  }

  async checkNow(id: string): Promise<CheckNowResult> {
    return (await this.http.post<CheckNowResult>(`/monitors/${id}/check`)).data;
  }

  async tryTarget(monitor: Partial<CreateMonitor> & { url: string }): Promise<CheckNowResult> {
    return (await this.http.post<CheckNowResult>('/check', monitor)).data;
  }

  /** Newest first. */
  async windows(id: string): Promise<DowntimeWindowResponse[]> {
    return (await this.http.get<Page<DowntimeWindowResponse>>(`/monitors/${id}/downtime-windows`)).data.items;
  }

  /** Asks for a visit and waits for its end, for up to a minute. */
  async debugSession(monitorId: string): Promise<DebugSession> {
    const params = { waitSeconds: 60 };
    return (
      await this.http.post<DebugSession>(`/monitors/${monitorId}/debug-sessions`, undefined, {
        params,
        timeout: 70_000,
      })
    ).data;
  }

  /** Asks for a visit and waits for nothing. */
  async startDebugSession(monitorId: string): Promise<DebugSession> {
    return (await this.http.post<DebugSession>(`/monitors/${monitorId}/debug-sessions`)).data;
  }

  async readDebugSession(id: string): Promise<DebugSession> {
    return (await this.http.get<DebugSession>(`/debug-sessions/${id}`)).data;
  }

  /** Newest first. */
  async debugSessions(monitorId: string): Promise<DebugSessionOverview[]> {
    const params = { pageSize: 200 };
    return (await this.http.get<Page<DebugSessionOverview>>(`/monitors/${monitorId}/debug-sessions`, { params })).data
      .items;
  }

  async networkEvents(sessionId: string, params: Record<string, unknown> = {}): Promise<NetworkEvent[]> {
    return (await this.http.get<Page<NetworkEvent>>(`/debug-sessions/${sessionId}/events`, { params })).data.items;
  }

  /** A file of a session, by the address that the session gives for it. */
  async artifact(url: string): Promise<{ bytes: Buffer; contentType: string }> {
    const answer = await this.http.get<ArrayBuffer>(new URL(url, this.http.defaults.baseURL).href, {
      responseType: 'arraybuffer',
    });
    return { bytes: Buffer.from(answer.data), contentType: String(answer.headers['content-type']) };
  }

  /** Makes a webhook channel of which everything but its address is as by default; returns its id. */
  async addWebhook(url: string): Promise<string> {
    const channel = { name: `Webhook ${url}`, settings: { type: 'webhook', url } };
    return (await this.http.post<NotificationChannelResponse>('/notification-channels', channel)).data.id;
  }

  /** Makes a webhook channel and sends a test message through it. */
  async testWebhook(url: string): Promise<ChannelTestResult> {
    const id = await this.addWebhook(url);
    return (await this.http.post<ChannelTestResult>(`/notification-channels/${id}/test`)).data;
  }

  async stats(id: string): Promise<MonitorStats> {
    return (await this.http.get<MonitorStats>(`/monitors/${id}/stats`, { params: { window: '1h' } })).data;
  }

  async checkAll(): Promise<void> {
    await this.http.post('/system/check-all');
  }

  async systemStatus(): Promise<SystemStatus> {
    return (await this.http.get<SystemStatus>('/system/status')).data;
  }
}
