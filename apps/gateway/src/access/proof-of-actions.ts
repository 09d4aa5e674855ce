import type { OperationDescription } from '../http/operation.js';

/**
 * What an action asks for beyond a valid session: `fresh` a recent proof of who is there, `session` nothing, because it grants
 * and takes no access; `itself` that it asks for proof in its own way.
 */
type ProofRule = 'fresh' | 'session' | 'itself' | { freshUnlessOnly: readonly string[] };

/**
 * Every action of people who are logged in takes a side here. An unlocked screen must not be enough to let others in, to keep
 * a way in, or to shut others out.
 */
export const proofOfActions: Readonly<Record<string, ProofRule>> = {
  // Who may come in, and as what.
  createUser: 'fresh',
  updateUser: { freshUnlessOnly: ['name'] },
  deleteUser: 'fresh',
  createLoginLink: 'fresh',
  createApiKey: 'fresh',
  changeAccessRules: 'fresh',
  resetSecondFactors: 'fresh',
  // How one comes in oneself.
  changePassword: 'itself',
  confirmSession: 'itself',
  confirmSessionByPasskey: 'itself',
  beginTotp: 'fresh',
  confirmTotp: 'fresh',
  removeTotp: 'fresh',
  beginPasskey: 'fresh',
  addPasskey: 'fresh',
  removePasskey: 'fresh',
  renewRecoveryCodes: 'fresh',
  // Takes access away, and must be quick when a key has leaked.
  revokeApiKey: 'session',
  // Makes a host of others show a page here, on an admin's word.
  confirmStatusPageDomain: 'fresh',
  // What is monitored and told. Stored secrets are bound to their destination, and no answer shows one.
  checkStatusPageDomain: 'session',
  checkAll: 'session',
  checkMonitorNow: 'session',
  createMonitor: 'session',
  updateMonitor: 'session',
  deleteMonitor: 'session',
  tryTarget: 'session',
  startDebugSession: 'session',
  createNotificationChannel: 'session',
  updateNotificationChannel: 'session',
  deleteNotificationChannel: 'session',
  testNotificationChannel: 'session',
  retryDelivery: 'session',
  previewMaintenance: 'session',
  createMaintenanceWindow: 'session',
  updateMaintenanceWindow: 'session',
  deleteMaintenanceWindow: 'session',
  updateDowntimeWindow: 'session',
  createStatusPage: 'session',
  updateStatusPage: 'session',
  deleteStatusPage: 'session',
  createStatusUpdate: 'session',
  updateStatusUpdate: 'session',
  deleteStatusUpdate: 'session',
  retryDeadLetter: 'session',
  dropDeadLetter: 'session',
};

/** Whether a request needs a recent proof. An action that is not in the table does. */
export function needsFreshProof({ id }: Pick<OperationDescription, 'id'>, body: unknown): boolean {
  const rule = proofOfActions[id] ?? 'fresh';
  if (typeof rule === 'string') return rule === 'fresh';
  const fields = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  return fields.some((field) => !rule.freshUnlessOnly.includes(field));
}
