import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RawCheck } from '@wakeful/contracts';
import { goodCheckOf, goodVisitOf } from '@wakeful/domain';
import { answerOutages } from './answer-outages.fixture.js';
import { browserOutages, contentOutages } from './content-outages.fixture.js';
import { connectionOutages, nameOutages, tlsOutages } from './network-outages.fixture.js';
import { checkOnce, examine, monitored, Stage } from './stage.fixture.js';
import { rate, serveShop, serveShopOverTls, type StagedOutage } from './staged-outage.fixture.js';

/** `npm run staged-outages` has a browser look at all of them; otherwise it looks only at what nothing else can see. */
const isWhole = process.env['WAKEFUL_STAGED_OUTAGES'] === 'all';
const OUTAGE_MS = 120_000;

const outages: readonly StagedOutage[] = [
  ...nameOutages,
  ...connectionOutages,
  ...tlsOutages,
  ...answerOutages,
  ...contentOutages,
  ...browserOutages,
].filter(({ isSlow }) => isWhole || !isSlow);

let stage: Stage;
const table: { name: string; rating: string; sentence: string }[] = [];
beforeAll(async () => {
  stage = await Stage.open();
}, OUTAGE_MS);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  const count = (rating: string): number => table.filter((row) => row.rating === rating).length;
  const lines = table.map(({ name, rating, sentence }) => `${name.padEnd(16)} ${rating.padEnd(6)} ${sentence}`);
  const sum = `${count('right')} right, ${count('vague')} vague, ${count('wrong')} wrong of ${table.length}`;
  if (isWhole) process.stdout.write(`\n${lines.join('\n')}\n\n${sum}\n`);
});

async function stageOutage(outage: StagedOutage): Promise<{ rating: string; sentence: string }> {
  const examinePage = isWhole || outage.needsBrowser ? stage.withBrowser : stage.withoutBrowser;
  const scene = await stage.scene(outage.name);
  const { scheme = 'http' } = outage;
  const monitor = monitored(scene.url(scheme), outage.spec, outage.secrets);
  await (outage.healthy ?? (scheme === 'https' ? serveShopOverTls : serveShop))(scene);
  const before = await checkOnce(stage, monitor);
  expect(before.outcome).toMatchObject({ status: 'up' });
  await scene.clear();
  await outage.broken(scene);
  const failed = await checkOnce(stage, monitor);
  await outage.meanwhile?.(scene);
  const { diagnosis } = await examine(examinePage, monitor, {
    lastGood: {
      until: before.startedAt,
      check: goodCheckOf(before.outcome),
      visit: goodVisitOf({ raw: before, page: null, console: [], resources: [] }),
    },
    // What only a browser sees opens no window: the visit is made on request.
    ...(failed.outcome.status === 'down' && {
      failure: { at: failed.startedAt, failedChecks: 2, ...failureOf(failed) },
    }),
  });
  await scene.clear();
  return { rating: rate(outage, diagnosis), sentence: diagnosis.sentence };
}

const failureOf = ({ outcome: { reason, detail, httpStatus } }: RawCheck) => ({ reason, detail, httpStatus });

describe('a staged outage', () => {
  it.each(outages)(
    '$name is described as a colleague would',
    async (outage) => {
      const { rating, sentence } = await stageOutage(outage);
      table.push({ name: outage.name, rating, sentence });
      expect({ rating, sentence }).toEqual({ rating: 'right', sentence });
    },
    OUTAGE_MS,
  );
});
