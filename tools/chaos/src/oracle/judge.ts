import type { Evidence } from './evidence.js';
import {
  judgeAlerts,
  judgeAnswers,
  judgeDeadLetters,
  judgeMemory,
  judgePages,
  judgeRecovery,
  judgeStatistics,
} from './outcomes.js';
import { judgeRequests } from './requests.js';
import { judgePeriods, judgeSlots } from './slots.js';
import type { Verdict } from './verdict.js';
import { judgeWindows } from './windows.js';

/** Holds every promise against what happened. */
export const judgeRun = (evidence: Evidence): Verdict[] => [
  ...judgeSlots(evidence),
  judgePeriods(evidence),
  ...judgeRequests(evidence),
  ...judgeWindows(evidence),
  judgeAlerts(evidence),
  judgeStatistics(evidence),
  judgeAnswers(evidence),
  judgeDeadLetters(evidence),
  judgeRecovery(evidence),
  judgeMemory(evidence),
  judgePages(evidence),
];
