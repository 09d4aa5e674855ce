import { z } from 'zod';

/** The status that the state machine keeps for a monitor. `pending`: no check has ended yet. */
export const monitorStates = ['pending', 'up', 'degraded', 'down', 'unknown'] as const;
export const monitorState = z.enum(monitorStates).meta({ id: 'MonitorState', example: 'up' });
export type MonitorState = z.infer<typeof monitorState>;

/** What a reader sees: the state, unless the monitor is switched off or under maintenance. */
export const monitorStatuses = [...monitorStates, 'paused', 'maintenance'] as const;
export const monitorStatus = z.enum(monitorStatuses).meta({ id: 'MonitorStatus', example: 'up' });
export type MonitorStatus = z.infer<typeof monitorStatus>;
