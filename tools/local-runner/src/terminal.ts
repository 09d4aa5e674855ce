import { join, relative } from 'node:path';
import { styleText } from 'node:util';
import { describeExit, type SystemEvent } from '@wakeful/launching';
import type { StatusChange } from './status-feed.js';

type Style = Parameters<typeof styleText>[0];

const STATUS_STYLE: Readonly<Record<string, Style>> = {
  up: 'green',
  degraded: 'yellow',
  down: 'red',
  unknown: 'magenta',
};
const SHOWN_LEVELS: Readonly<Record<string, Style>> = { warn: 'yellow', error: 'red', fatal: 'red' };

export interface ReadyFacts {
  gatewayUrl: string;
  /** null: no user may log in as an admin. */
  loginLink: string | null;
  dataDir: string;
  startupMs: number;
}

/** Everything that the runner says. Colours only on a terminal that has them. */
export class Terminal {
  private isReady = false;
  /** Status changes wait until the address has been printed. */
  private readonly early: StatusChange[] = [];

  constructor(private readonly out: NodeJS.WriteStream = process.stdout) {
    // Whoever read our output has gone; the services need not go with them.
    this.out.on('error', () => undefined);
  }

  say(text: string): void {
    this.out.write(`${text}\n`);
  }

  problem(text: string): void {
    this.say(this.style('red', text));
  }

  event(event: SystemEvent): void {
    const text = describeEvent(event, this.isReady);
    if (text) this.say(this.style(event.type === 'exited' || event.type === 'start-failed' ? 'yellow' : 'dim', text));
  }

  /** Warnings and errors among a component's log lines; the log file has the rest. */
  log(component: string, line: string): void {
    const text = describeLogLine(line);
    if (text) this.say(`${this.style(text.style, text.level.toUpperCase().padEnd(5))} ${component}: ${text.message}`);
  }

  ready({ gatewayUrl, loginLink, dataDir, startupMs }: ReadyFacts): void {
    this.isReady = true;
    this.say('');
    this.say(`  Wakeful    ${this.style('cyan', gatewayUrl)}`);
    if (loginLink) this.say(`  Log in     ${this.style('cyan', loginLink)} (once, within 24 hours)`);
    this.say(`  API docs   ${this.style('cyan', `${gatewayUrl}/api/docs`)}`);
    const keyFile = `$(cat '${nearby(join(dataDir, 'api-key'))}')`;
    this.say(`  Try        curl -H "Authorization: Bearer ${keyFile}" ${gatewayUrl}/api/v1/monitors`);
    this.say(`  Data       ${dataDir} (logs in logs/)`);
    this.say('');
    this.say(`${this.style('green', 'Ready')} after ${(startupMs / 1000).toFixed(1)} s. Ctrl-C stops everything.`);
    for (const change of this.early.splice(0)) this.status(change);
  }

  status(change: StatusChange): void {
    if (!this.isReady) return void this.early.push(change);
    const time = new Date(change.at).toTimeString().slice(0, 8);
    const to = this.style(STATUS_STYLE[change.to] ?? 'white', change.to.padEnd(8));
    const why = [change.reason, change.detail].filter(Boolean).join(': ');
    this.say(
      `${this.style('dim', time)} ${to} ${change.name}  ${this.style('dim', change.url)}${why ? `  ${why}` : ''}`,
    );
  }

  private style(style: Style, text: string): string {
    return styleText(style, text, { stream: this.out });
  }
}

/** As short as it can be typed. */
function nearby(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') ? path : short;
}

/** A sentence about what happened to a part of the system, or null when a person need not know. */
export function describeEvent(event: SystemEvent, isReady: boolean): string | null {
  const again = (restartInMs: number | null): string =>
    restartInMs === null ? '' : `, starting it again in ${restartInMs / 1000} s`;
  switch (event.type) {
    case 'progress':
      return `${event.message} …`;
    case 'ready':
      return event.isRestart && isReady ? `${event.component} runs again` : null;
    case 'exited':
      return `${event.component} ended unexpectedly (${describeExit(event.exit)})${again(event.restartInMs)}`;
    case 'unresponsive':
      return `${event.component} has not answered for ${Math.round(event.forMs / 1000)} s and is killed`;
    case 'start-failed': {
      const why = event.error instanceof Error ? event.error.message.split('\n', 1)[0] : String(event.error);
      return `${event.component} could not be started: ${why}${again(event.restartInMs)}`;
    }
    case 'stopping':
      return `Stopping ${event.component} …`;
    case 'started':
    case 'stopped':
      return null;
  }
}

interface ShownLine {
  level: string;
  style: Style;
  message: string;
}

/** The message of a JSON log line (as pino writes) from the level warn upwards; null for everything else. */
export function describeLogLine(line: string): ShownLine | null {
  if (!line.startsWith('{')) return null;
  let entry: Record<string, unknown>;
  try {
    entry = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return null;
  }
  const level = String(entry['level']);
  const style = SHOWN_LEVELS[level];
  if (!style) return null;
  const error = entry['err'] as { message?: unknown } | undefined;
  const message = String(entry['msg'] ?? '');
  const cause = typeof error?.message === 'string' && !message.includes(error.message) ? ` (${error.message})` : '';
  return { level, style, message: message + cause };
}
