import { expect, it } from '@jest/globals';
import { checkResult, dueCheck, monitorConfig } from '@wakeful/contracts';
import { aCheckResult, aDueCheck, aMonitor } from './check-builders.js';

it('builds what the contracts accept, with the overrides in it', () => {
  expect(monitorConfig.parse(aMonitor({ name: 'Shop' }))).toMatchObject({ name: 'Shop', intervalSeconds: 60 });
  expect(dueCheck.parse(aDueCheck({ trigger: 'manual' })).trigger).toBe('manual');
  expect(checkResult.parse(aCheckResult({ status: 'down', reason: 'refused' })).reason).toBe('refused');
});
