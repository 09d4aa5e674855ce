import type { ScenarioName } from '../options.js';
import { dashboard } from './dashboard/dashboard.js';
import { debugSessions } from './debug-sessions.js';
import { halfLoad, https, load, throughput } from './fixed-load.js';
import { idleMemory } from './idle-memory.js';
import { overload } from './overload.js';
import { ramp } from './ramp.js';
import { scale } from './scale.js';
import type { Scenario } from './scenario.js';

export const scenarios: Readonly<Record<ScenarioName, Scenario>> = {
  load,
  ramp,
  throughput,
  https,
  'half-load': halfLoad,
  overload,
  memory: idleMemory,
  debug: debugSessions,
  scale,
  dashboard,
};

/** These depend on what the system sustains, which the ramp finds. */
export const needRamp: ReadonlySet<ScenarioName> = new Set<ScenarioName>(['throughput', 'half-load', 'overload']);
