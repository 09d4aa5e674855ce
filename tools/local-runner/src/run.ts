import { startSystem, type StopSignals, type System } from '@wakeful/launching';
import { parseArguments, type RunnerArguments, USAGE } from './arguments.js';
import { ensureDemoMonitors } from './demo-monitors.js';
import { GatewayClient } from './gateway-client.js';
import { readRunnerConfig, type RunnerConfig } from './runner-config.js';
import { followStatusChanges } from './status-feed.js';
import type { Terminal } from './terminal.js';

export interface RunOptions {
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  repoRoot: string;
  terminal: Terminal;
  signals: StopSignals;
}

/** Runs Wakeful until it is stopped; returns the exit code. */
export async function run(options: RunOptions): Promise<number> {
  const { terminal, signals } = options;
  try {
    const args = parseArguments(options.args);
    if (args.help) {
      terminal.say(USAGE);
      return 0;
    }
    await runUntilStopped(args, readRunnerConfig(options.env, options.repoRoot), options);
    return 0;
  } catch (error) {
    if (signals.stop.aborted) return 0;
    terminal.problem(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function runUntilStopped(args: RunnerArguments, config: RunnerConfig, options: RunOptions): Promise<void> {
  const { terminal, signals, repoRoot } = options;
  const begun = performance.now();
  await using system = await startSystem({
    repoRoot,
    dataDir: config.dataDir,
    gatewayPort: config.port,
    logLevel: config.logLevel,
    demoTarget: args.demo,
    ensureBrowser: true,
    ...(config.databaseUrl && { databaseUrl: config.databaseUrl }),
    ...(config.natsUrl && { natsUrl: config.natsUrl }),
    signal: signals.stop,
    abandonSignal: signals.abandon,
    onEvent: (event) => terminal.event(event),
    onLog: (component, line) => terminal.log(component, line),
  });
  const ended = new AbortController();
  const signal = AbortSignal.any([signals.stop, ended.signal]);
  // Before the monitors are added, so that not even their first change is missed.
  const following = followStatusChanges(system, (change) => terminal.status(change), signal);
  try {
    const client = new GatewayClient(system.gatewayUrl, system.apiKey);
    await addMonitors(client, system, args, terminal);
    terminal.ready({
      gatewayUrl: system.gatewayUrl.replace('127.0.0.1', 'localhost'),
      loginLink: await client.createLoginLink(),
      dataDir: system.dataDir,
      startupMs: performance.now() - begun,
    });
    await following;
  } finally {
    ended.abort();
  }
  terminal.say('');
}

async function addMonitors(
  client: GatewayClient,
  system: System,
  args: RunnerArguments,
  terminal: Terminal,
): Promise<void> {
  if (system.demoTargetUrl) await ensureDemoMonitors(client, system.demoTargetUrl, system.dataDir);
  for (const url of args.urls) {
    const id = await client.createMonitor({ url });
    terminal.say(id ? `Monitoring ${url}` : `${url} is monitored already`);
  }
}
