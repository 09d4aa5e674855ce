import { afterEach, describe, expect, it } from '@jest/globals';
import { waitFor } from '@wakeful/testing';
import { LaunchedProcess } from '../processes/launched-process.js';
import type { ComponentDefinition, ComponentEvent } from './component.js';
import { SupervisedComponent } from './supervised-component.js';

const RUN_FOREVER = 'setInterval(() => {}, 1000); console.log("up")';
const BACK_OFF = { firstDelayMs: 10, maxDelayMs: 40, resetAfterMs: 30_000 };

function script(code: string, isReady = true): ComponentDefinition {
  return {
    name: 'script',
    launch: async () => {
      const launched = await LaunchedProcess.launch(process.execPath, ['-e', code], { detached: true });
      return {
        pid: launched.pid,
        exited: launched.exited,
        kill: (signal) => launched.kill(signal),
        stop: () => launched.stop('SIGTERM', 500),
      };
    },
    isReady: () => Promise.resolve(isReady),
  };
}

describe('SupervisedComponent', () => {
  const events: ComponentEvent[] = [];
  let component: SupervisedComponent | undefined;

  const supervise = (definition: ComponentDefinition, restart = true): SupervisedComponent => {
    events.length = 0;
    component = new SupervisedComponent(definition, {
      restart,
      backOff: BACK_OFF,
      liveness: { intervalMs: 20, patienceMs: 200 },
      onEvent: (event) => events.push(event),
    });
    return component;
  };
  const restartDelays = (): (number | null)[] =>
    events.flatMap((event) => ('restartInMs' in event ? [event.restartInMs] : []));

  afterEach(() => component?.stop());

  it('starts a killed process again', async () => {
    const sut = supervise(script(RUN_FOREVER));
    await sut.start();
    const first = sut.pid;
    expect(sut.kill('SIGKILL')).toBe(true);
    const second = await waitFor(() => sut.pid !== first && sut.pid, { what: 'a new process' });
    expect(second).not.toBe(first);
    await waitFor(() => events.some((event) => event.type === 'ready' && event.isRestart), { what: 'readiness' });
    expect(events).toContainEqual({
      type: 'exited',
      component: 'script',
      exit: { code: null, signal: 'SIGKILL' },
      restartInMs: 10,
    });
  });

  it('kills and starts again what is there and does not answer', async () => {
    let isAlive = true;
    const sut = supervise({ ...script(RUN_FOREVER), isAlive: () => Promise.resolve(isAlive) });
    await sut.start();
    const first = sut.pid;
    isAlive = false;
    await waitFor(() => sut.pid !== first && sut.pid, { what: 'a new process' });
    isAlive = true;
    expect(events).toContainEqual(expect.objectContaining({ type: 'unresponsive', component: 'script' }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'exited', exit: { code: null, signal: 'SIGKILL' } }));
  });

  it('waits longer each time for a process that keeps ending', async () => {
    const sut = supervise(script('setTimeout(() => process.exit(3), 50)'));
    await sut.start();
    await waitFor(() => restartDelays().length >= 4, { what: 'four restarts', timeoutMs: 20_000 });
    expect(restartDelays().slice(0, 4)).toEqual([10, 20, 40, 40]);
  });

  it('does not start again what was stopped', async () => {
    const sut = supervise(script(RUN_FOREVER));
    await sut.start();
    await sut.stop();
    expect(sut.pid).toBeNull();
    expect(events.map((event) => event.type)).toEqual(['started', 'ready', 'stopping', 'stopped']);
    await sut.start();
    expect(sut.pid).not.toBeNull();
  });

  it('kills a process that does not stop', async () => {
    const sut = supervise(script('process.on("SIGTERM", () => {}); process.send?.(0); setInterval(() => {}, 1000)'));
    await sut.start();
    await sut.stop();
    expect(sut.pid).toBeNull();
  });

  it('leaves an ended process alone when it is not to be supervised', async () => {
    const sut = supervise(script(RUN_FOREVER), false);
    await sut.start();
    sut.kill('SIGKILL');
    await waitFor(() => restartDelays().length === 1, { what: 'the end' });
    expect(restartDelays()).toEqual([null]);
    expect(sut.pid).toBeNull();
  });

  it('says that a process ended while it was starting', async () => {
    const sut = supervise(script('process.exit(7)', false));
    await expect(sut.start()).rejects.toMatchObject({
      code: 'COMPONENT_START_FAILED',
      message: 'script ended while it was starting (with exit code 7). Its log says why.',
    });
  });
});
