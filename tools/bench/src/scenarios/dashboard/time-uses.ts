import type { DashboardBrowser } from '../../browser/dashboard-browser.js';
import { type Durations, durationsOf } from '../../measuring/durations.js';

const MONITOR_PAGES = 10;
/** Fewer were a chart of nothing but its frame. */
const MIN_CHART_COLOURS = 4;
const TAGS = ['production', 'staging', 'testing', ...Array.from({ length: 8 }, (_, n) => `team-0${n}`)];
const SEARCHES = ['berlin', 'shop', 'oslo', '0042', 'mail q', 'm/77', 'nothing', '127.0', 'media', 'sydney', '9999'];

export interface UseTimes {
  readonly byStatus: Durations;
  readonly byTag: Durations;
  readonly bySearch: Durations;
  readonly monitorPage: Durations;
}

/** The actions of a user at the overview, one after the other, in the page that is open. */
export async function timeUses(visitor: DashboardBrowser): Promise<UseTimes> {
  return {
    byStatus: await timeStatuses(visitor),
    byTag: await timeTyping(visitor, { label: 'Tag', parameter: 'tag', texts: TAGS }),
    bySearch: await timeTyping(visitor, { label: 'Search', parameter: 'q', texts: SEARCHES }),
    monitorPage: await timeMonitorPages(visitor),
  };
}

/** Each status is chosen in addition to those before, then taken away again: no answer is asked for twice. */
async function timeStatuses(visitor: DashboardBrowser): Promise<Durations> {
  const buttons = visitor.page.getByRole('group', { name: 'Monitors by status' }).getByRole('button');
  const names = ['down', 'degraded', 'unknown', 'up', 'pending', 'maintenance', 'paused'];
  const timesMs: number[] = [];
  let chosen: string[] = [];
  for (const name of [...names, ...names.slice(0, -1)]) {
    chosen = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
    const wanted = JSON.stringify({ status: chosen.join(',') });
    const click = (): Promise<void> => buttons.nth(names.indexOf(name)).click();
    timesMs.push(await visitor.timeOf(`filtered(${wanted})`, click));
  }
  await visitor.goTo('/');
  return durationsOf(timesMs);
}

interface Typing {
  readonly label: string;
  readonly parameter: string;
  readonly texts: readonly string[];
}

/** From the last letter: that the dashboard waits for another one is part of it. */
async function timeTyping(visitor: DashboardBrowser, { label, parameter, texts }: Typing): Promise<Durations> {
  const { page } = visitor;
  const box = page.getByLabel(label, { exact: true });
  const timesMs: number[] = [];
  for (const text of texts) {
    await visitor.timeOf(`filtered({ ${parameter}: '' })`, () => box.fill(''));
    const wanted = JSON.stringify({ [parameter]: text });
    timesMs.push(await visitor.timeOf(`filtered(${wanted})`, () => box.pressSequentially(text)));
  }
  await visitor.timeOf(`filtered({ ${parameter}: '' })`, () => box.fill(''));
  return durationsOf(timesMs);
}

/** From the click on a row to the chart; the code of the page comes while the overview is idle. */
async function timeMonitorPages(visitor: DashboardBrowser): Promise<Durations> {
  const { page } = visitor;
  const timesMs: number[] = [];
  await visitor.goTo('/?sort=name');
  for (let n = 0; n < MONITOR_PAGES; n++) {
    const row = page.getByRole('list', { name: 'Monitors' }).getByRole('listitem').nth(n);
    timesMs.push(await visitor.timeOf('charted()', () => row.getByRole('link').click()));
    const colours = await page.evaluate<number>('wakefulBench.chartColours()');
    if (colours < MIN_CHART_COLOURS) throw new Error(`The chart that was painted shows nothing: ${page.url()}`);
    await visitor.timeOf(`filtered({ sort: 'name' })`, async () => void (await page.goBack()));
  }
  return durationsOf(timesMs);
}
